"""Pieces of search for any page."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from archive.models import Article
from archive.templatetags.headlines import unbroken
from search.finder import similar
from search.highlight import Slice
from search.query import LONGEST

register = template.Library()


@register.inclusion_tag("search/_box.html", takes_context=True)
def search_box(context: template.Context) -> dict[str, Any]:
    """The search box, holding what was searched for on this page."""
    request = context.get("request")
    return {"q": request.GET.get("q", "") if request else "", "longest": LONGEST}


@register.simple_tag(takes_context=True)
def asked(context: template.Context, name: str, value: str) -> str:
    """The address of the same search, narrowed by a value of a facet, or no longer if that is ''; its first page."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    query.pop(name, None)
    if value:
        query[name] = value
    return f"?{query.urlencode()}"


@register.inclusion_tag("search/_within.html")
def search_within(label: str, **filters: str) -> dict[str, Any]:
    """A search box for what is narrowed so: ``{% search_within label paper=newspaper.slug %}``."""
    return {"label": label, "filters": filters, "longest": LONGEST}


@register.inclusion_tag("search/_similar.html")
def similar_articles(article: Article) -> dict[str, Any]:
    """The articles with most in common with one."""
    return {"similar": similar(article)}


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
