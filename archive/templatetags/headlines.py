"""Headlines as they are shown: their lines end at a space or a sign, or are of one length where there is none."""

import re

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

_DOT_IN_A_NAME = re.compile(r"(\w(?:[·•・‧]\w){1,3})")
_IN_ONE_RUN = re.compile(r"[\w·•・‧]+")


@register.filter
def headline(text: str) -> SafeString:
    """A headline as HTML; one without any space or sign to break at is marked as one run.

    >>> headline("遗失声明")
    '<span class="run">遗失声明</span>'
    """
    return as_headline(text, unbroken(text))


def as_headline(text: str, html: SafeString) -> SafeString:
    """What is written as ``html``, marked as one run if its text is."""
    return format_html('<span class="run">{}</span>', html) if _IN_ONE_RUN.fullmatch(text) else html


@register.filter
def unbroken(text: str) -> SafeString:
    """A text as HTML in which no line breaks at the dot within a name; the text itself escaped.

    A line would hold nothing but 奇· before 达楞太.

    >>> unbroken("奇·达楞太")
    '<span class="unbroken">奇·达</span>楞太'
    """
    pieces = _DOT_IN_A_NAME.split(text)
    if len(pieces) == 1:
        return conditional_escape(text)
    spans = (
        (format_html('<span class="unbroken">{}</span>', piece) if place % 2 else piece,)
        for place, piece in enumerate(pieces)
    )
    return format_html_join("", "{}", spans)
