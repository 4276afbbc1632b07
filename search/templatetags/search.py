"""Pieces of search for any page."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from archive.templatetags.headlines import unbroken
from search.highlight import Slice
from search.query import LONGEST

register = template.Library()


@register.inclusion_tag("search/_box.html", takes_context=True)
def search_box(context: template.Context) -> dict[str, Any]:
    """The search box, holding what was searched for on this page."""
    request = context.get("request")
    return {"q": request.GET.get("q", "") if request else "", "longest": LONGEST}


@register.filter
def marked(slices: Iterable[Slice]) -> SafeString:
    """Slices of text as HTML, those that answer the query in ``<mark>``; the text itself escaped."""
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<mark>{}</mark>", unbroken(piece.text)) if piece.marked else unbroken(piece.text),)
            for piece in slices
        ),
    )
