"""The seam between searching and showing: ``find``, the one path of the search page and the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from django.db.models import Prefetch
from haystack import connections

from archive.models import Article, ArticlePart, Newspaper
from search import highlight
from search.folder import IndexUnavailable, State
from search.highlight import Slice
from search.indexing import drain_overdue
from search.matching import FACETS
from search.query import Query, Term

PAGE_SIZE = 20
SORT_BY = {"relevance": [], "newest": ["-day"], "oldest": ["day"]}


class PageNotFound(LookupError):
    """There is no such page of the results. The first page there always is."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A public article, and what of it answers the query: marked slices of its headlines, people and text."""

    article: Article
    kicker: list[Slice]
    title: list[Slice]
    deck: list[Slice]
    people: list[list[Slice]]
    snippet: list[Slice]


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value to filter by: how many hits choosing it gives, with the other filters as they are."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what a query found."""

    query: Query
    hits: list[Hit]
    total: int
    page: int
    pages: int
    first: int  # the number of the first hit of this page among all
    facets: dict[str, list[FacetValue]]
    loosened: dict[Term, tuple[Term, ...]]  # terms that stood nowhere -> the words searched in their place

    @property
    def previous_page(self) -> int | None:
        return self.page - 1 or None

    @property
    def next_page(self) -> int | None:
        return self.page + 1 if self.page < self.pages else None


def find(
    query: Query,
    filters: Mapping[str, str] | None = None,
    sort: str = "relevance",
    page: int = 1,
    page_size: int = PAGE_SIZE,
) -> Results:
    """The public articles that answer, a page of them, in a total order: no page repeats or loses one.

    ``filters`` may give ``paper`` (a slug) and ``year`` (``2026`` or ``undated``); ``sort`` is ``relevance``,
    ``newest`` or ``oldest``. The empty query finds every article, newest first.
    Raises PageNotFound, IndexUnavailable.

    >>> find(parse("肉牛"), {"paper": "neimenggu-ribao"}, sort="newest").total
    3
    """
    filters = {facet: value for facet, value in (filters or {}).items() if value}
    if page < 1:
        raise PageNotFound(page)
    try:
        drain_overdue()
        found = (
            connections["default"]
            .get_backend()
            .search(
                str(query),
                sort_by=SORT_BY[sort],
                start_offset=(page - 1) * page_size,
                end_offset=page * page_size,
                facets=FACETS,
                narrow_queries=[f"{facet}:{value}" for facet, value in filters.items()],
            )
        )
    except IndexUnavailable as unavailable:
        if unavailable.state != State.MISSING or Article.objects.public().exists():
            raise
        found = {"results": [], "hits": 0, "facets": {"fields": {}}, "loosened": {}}  # there is nothing to index yet
    pages = max(1, ceil(found["hits"] / page_size))
    if page > pages:
        raise PageNotFound(page)
    runs = query.runs(found["loosened"])
    return Results(
        query=query,
        hits=[_hit(article, runs) for article in _public([result.pk for result in found["results"]])],
        total=found["hits"],
        page=page,
        pages=pages,
        first=(page - 1) * page_size + 1,
        facets=_facets(found["facets"]["fields"], filters),
        loosened=found["loosened"],
    )


def index_count() -> int:
    """How many articles can be found. Raises IndexUnavailable."""
    return connections["default"].get_backend().count()


def _public(keys: list[int]) -> list[Article]:
    """The articles in the order given; whatever the index says, only those that anyone may see."""
    parts = ArticlePart.objects.defer("spans", "parsed")
    articles = Article.objects.public().with_place().prefetch_related("bylines", "photos", Prefetch("parts", parts))
    found = articles.defer("parsed").in_bulk(keys)
    return [found[key] for key in keys if key in found]


def _hit(article: Article, runs: tuple[str, ...]) -> Hit:
    texts = ["\n".join(block["text"] for block in article.blocks)]
    texts += [f"{photo.caption} {photo.credit}".strip() for photo in article.photos.all()]
    snippets = [highlight.snippet(text, runs) for text in texts if text]
    answering = [snippet for snippet in snippets if any(piece.marked for piece in snippet)]
    return Hit(
        article=article,
        kicker=highlight.mark(article.kicker, runs),
        title=highlight.mark(article.title, runs),
        deck=highlight.mark(article.deck, runs),
        people=[highlight.mark(name, runs) for name in dict.fromkeys(person.name for person in article.bylines.all())],
        snippet=next(iter(answering or snippets), []),
    )


def _facets(counted: Mapping[str, list[tuple[str, int]]], filters: Mapping[str, str]) -> dict[str, list[FacetValue]]:
    """The values counted, and those chosen even if they give nothing; newspapers by number, years from the latest."""
    slugs = {value for value, _count in counted.get("paper", [])} | {filters.get("paper", "")}
    names = dict(Newspaper.objects.filter(slug__in=slugs).values_list("slug", "name"))
    facets = {}
    for facet in FACETS:
        counts = dict(counted.get(facet, []))
        if facet in filters:
            counts.setdefault(filters[facet], 0)
        values = [
            FacetValue(value, names.get(value, value), count, filters.get(facet) == value)
            for value, count in counts.items()
        ]
        if facet == "year":
            values.sort(key=lambda year: (year.value.isdecimal(), year.value), reverse=True)
        facets[facet] = values
    return facets
