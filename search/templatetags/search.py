"""Pieces of search for any page."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from archive.models import Article
from archive.templatetags.headlines import as_headline, headline, unbroken
from search.finder import Stretch, similar
from search.forms import RANGE, SearchForm
from search.highlight import Slice, mark, standing
from search.matching import DAYS, words_of
from search.query import LONGEST, LONGEST_TYPED, Query, Scope

register = template.Library()

TIMELINE_WIDTH, TIMELINE_HEIGHT = 300, 60


@register.inclusion_tag("search/_box.html", takes_context=True)
def search_box(context: template.Context) -> dict[str, Any]:
    """The search box, holding what was searched for on this page; among results, with their filters and order."""
    request, form = context.get("request"), context.get("form")
    kept = [pair for pair in form.parameters if pair[0] != "q"] if isinstance(form, SearchForm) else []
    return {"q": request.GET.get("q", "") if request else "", "kept": kept, "longest": LONGEST_TYPED}


@register.simple_tag(takes_context=True)
def asked(context: template.Context, name: str, value: Any) -> str:
    """The address of the same search with this value of a parameter alone, or without it if that is ''; its first page."""
    return _address([*_without(context["form"].parameters, name), (name, value)])


@register.simple_tag(takes_context=True)
def also(context: template.Context, name: str, value: str) -> str:
    """The same with one value more of a filter: articles may have any."""
    return _address([*context["form"].parameters, (name, value)])


@register.simple_tag(takes_context=True)
def without(context: template.Context, name: str, value: str) -> str:
    """The same without one value of a filter."""
    parameters = context["form"].parameters
    return _address(
        _without(parameters, name) if name == DAYS else [each for each in parameters if each != (name, value)]
    )


@register.simple_tag(takes_context=True)
def unfiltered(context: template.Context) -> str:
    """The same without any filter."""
    return _address([pair for pair in context["form"].parameters if pair[0] in ("q", "sort")])


@register.simple_tag
def only(name: str, values: Sequence[str]) -> str:
    """The address of a search for nothing but this: ``q``, or a filter with its values."""
    if name == DAYS:
        return _address(zip(RANGE, values[0].split(".."), strict=True))
    return _address([(name, values)] if isinstance(values, str) else [(name, value) for value in values])


def _without(parameters: Iterable[tuple[str, str]], name: str) -> list[tuple[str, str]]:
    names = RANGE if name == DAYS else (name,)
    return [pair for pair in parameters if pair[0] not in names]


def _address(parameters: Iterable[tuple[str, Any]]) -> str:
    return f"?{urlencode([(name, value) for name, value in parameters if value])}"


@register.inclusion_tag("search/_range.html", takes_context=True)
def date_range(context: template.Context) -> dict[str, Any]:
    """From when to when, to be filled in; what is wrong with it stands beside it."""
    form = context["form"]
    titles = {"from": _("起始日期"), "to": _("截止日期")}
    fields = [(name, title, form.data.get(name, "")[:60], form.errors.get(name, [])) for name, title in titles.items()]
    return {"fields": fields, "kept": [pair for pair in form.parameters if pair[0] not in RANGE]}


class Bar(NamedTuple):
    """A stretch of the timeline as it is drawn: where, how high, and the filter that narrows to it."""

    name: str
    count: int
    filter: str
    x: float
    y: float
    width: float
    height: float


@register.inclusion_tag("search/_timeline.html", takes_context=True)
def timeline(context: template.Context, stretches: Sequence[Stretch]) -> dict[str, Any]:
    """The timeline as a picture of bars that narrow the search when they are clicked, and as a table."""
    most = max((stretch.count for stretch in stretches), default=1)
    step = TIMELINE_WIDTH / max(1, len(stretches))
    bars = []
    for place, stretch in enumerate(stretches):
        height = round(max(2, TIMELINE_HEIGHT * stretch.count / most), 1)  # the smallest can still be seen
        bars.append(
            Bar(
                stretch.name,
                stretch.count,
                "year" if len(stretch.name) == len("2026") else "month",
                round(place * step, 1),
                round(TIMELINE_HEIGHT - height, 1),
                round(max(1, step - 1), 1),
                height,
            )
        )
    return {
        "form": context["form"],
        "bars": bars,
        "last": bars[-1].name if bars else "",
        "width": TIMELINE_WIDTH,
        "height": TIMELINE_HEIGHT,
    }


@register.inclusion_tag("search/_within.html")
def search_within(label: str, **filters: str) -> dict[str, Any]:
    """A search box for what is narrowed so: ``{% search_within label paper=newspaper.slug %}``."""
    return {"label": label, "filters": filters, "longest": LONGEST}


@register.inclusion_tag("search/_similar.html")
def similar_articles(article: Article) -> dict[str, Any]:
    """The articles with most in common with one."""
    return {"similar": similar(article)}


class Searched(NamedTuple):
    """An article as it is shown to who comes from a search: what was searched for, and where it stands.

    Without a search ``address``, where its results are, is empty; without words ``query`` is None, and nothing is marked.
    """

    address: str
    query: Query | None
    kicker: SafeString
    title: SafeString
    deck: SafeString
    passages: Sequence[Any]
    runs: Sequence[str]  # what to mark in captions
    number: int  # of places marked


@register.simple_tag(takes_context=True)
def searched(context: template.Context, article: Article, passages: Sequence[Any]) -> Searched:
    """The article with what ``?q=`` asks for marked, and the way back; the links of results carry on what they answer."""
    form = SearchForm(context["request"].GET)
    query = form.cleaned_data["q"] if form.is_valid() else Query()
    address = _back(form) if query or (form.is_valid() and form.filters) else ""
    if not query.terms:
        group = (headline(text) if text else "" for text in (article.kicker, article.title, article.deck))
        return Searched(address, None, *group, passages, (), 0)
    # The body is one text: what is searched for may stand across the end of a paragraph.
    body = "\n".join(passage.text for passage in passages)
    captions = [photo.caption for passage in passages for photo in passage.photos]
    for loosened in ({}, {term: words for term in query.terms if (words := words_of(term))}):
        runs = query.runs(loosened, Scope.HEADLINE)
        group = [mark(text, runs) for text in (article.kicker, article.title, article.deck)]
        in_text = query.runs(loosened)
        places = standing(body, in_text)
        number = len(places) + sum(piece.marked for slices in group for piece in slices)
        number += sum(len(standing(caption, in_text)) for caption in captions)
        if number:
            break
    shown, start = [], 0
    for passage in passages:
        end = start + len(passage.text)
        mine = [(max(first, start) - start, min(last, end) - start) for first, last in places]
        shown.append(passage.marked([(first, last) for first, last in mine if first < last]))
        start = end + 1
    headlines = zip((article.kicker, article.title, article.deck), group, strict=True)
    return Searched(
        address,
        query,
        *(as_headline(text, marked(slices)) for text, slices in headlines),
        shown,
        in_text,
        number,
    )


def _back(form: SearchForm) -> str:
    page = form.page_number()
    return f"{reverse('search')}{_address([*form.parameters, ('page', page if page > 1 else '')])}"


@register.filter
def answering(caption: str, runs: Sequence[str]) -> SafeString:
    """A caption as HTML, what was searched for marked."""
    return marked(mark(caption, runs))


@register.filter
def marked_headline(slices: Sequence[Slice]) -> SafeString:
    """The same of a headline, which breaks only where headlines do."""
    return as_headline("".join(piece.text for piece in slices), marked(slices))


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
