"""Headlines as they are shown."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

_DOT_IN_A_NAME = re.compile(r"(\w(?:[·•・‧]\w)+)")


@register.filter
def unbroken(text: str) -> SafeString:
    """A text as HTML in which no line breaks at the dot within a name; the text itself escaped.

    Headlines break at signs, and a line would hold nothing but 奇· before 达楞太.

    >>> unbroken("奇·达楞太")
    '<span class="unbroken">奇·达</span>楞太'
    """
    pieces = _DOT_IN_A_NAME.split(text)
    spans = (
        (format_html('<span class="unbroken">{}</span>', piece) if place % 2 else piece,)
        for place, piece in enumerate(pieces)
    )
    return format_html_join("", "{}", spans)
