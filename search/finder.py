"""The seam between searching and showing: ``find``, the one path of the search page and the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.utils.translation import override

from archive.models import Article, ArticlePart, Newspaper
from search import analyzers, highlight
from search.engine import Answer, Counted, IndexUnavailable, Order, State, engine_of
from search.highlight import Slice
from search.indexing import drain_overdue
from search.models import IndexTask
from search.normalise import encode, units
from search.query import EITHER_VALUE, Clause, Query, Scope, Term
from search.query_limits import LONGEST_READ

PAGE_SIZE = 20
FACETS = {
    "paper": 100,
    "year": 200,
    "kind": 10,
    "column": 20,
    "pagename": 20,
    "author": 20,
    "source": 20,
}  # values shown at most
TIMELINE = {"year": 400, "month": 4000}
SNIPPETS = 3  # of an article at most: of its text, and of the captions of its photos
MONTHLY = 4  # years: hits of no more than so many are counted by month


Filters = Mapping[str, str | Sequence[str]]  # of each facet a value, or several of which an article may have any


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
    snippets: list[list[Slice]]


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value to filter by: how many hits choosing it gives, with the other filters as they are."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """A year (1987) or month (2026-02) of the timeline, with how many hits are of it."""

    name: str
    count: int


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
    timeline: list[Stretch]  # from the first to the last with any hit, those without between them too
    loosened: dict[Term, tuple[Term, ...]]  # terms that stood nowhere -> the words searched in their place
    unknown: list[str]  # what stands for a newspaper or kind in the query and is none

    @property
    def previous_page(self) -> int | None:
        return self.page - 1 or None

    @property
    def next_page(self) -> int | None:
        return self.page + 1 if self.page < self.pages else None


def find(
    query: Query,
    filters: Filters | None = None,
    sort: Order = "relevance",
    page: int = 1,
    page_size: int = PAGE_SIZE,
) -> Results:
    """The public articles that answer, a page of them, in a total order: no page repeats or loses one.

    ``filters`` may give values of each of FACETS: ``paper`` (a slug), ``year`` (``2026`` or ``undated``), ``kind``,
    ``column``, ``pagename``, ``author``, ``source``; of ``issue`` and ``month``; and ``days`` as ``search.days`` gives
    them (``2025-01..2026-02``): of several values of one, an article may have any. ``sort`` is ``relevance``, ``newest`` or ``oldest``. The empty query finds every
    article, newest first. Raises PageNotFound, IndexUnavailable.

    >>> find(parse("肉牛"), {"paper": "neimenggu-ribao"}, sort="newest").total
    3
    """
    chosen = _values(filters)
    if page < 1:
        raise PageNotFound(page)
    asked, unknown = _resolved(query)
    start, end = (page - 1) * page_size, page * page_size
    try:
        drain_overdue()
        found = engine_of().answer(asked, chosen, order=sort, start=start, end=end, facets=FACETS, timeline=TIMELINE)
    except IndexUnavailable as unavailable:
        if unavailable.state != State.MISSING or Article.objects.public().exists():
            raise
        found = Answer(pks=[], total=0, facets={}, timeline={}, loosened={})  # nothing to index yet
    pages = max(1, ceil(found.total / page_size))
    if page > pages:
        raise PageNotFound(page)
    return Results(
        query=query,
        hits=_hits(_public(found.pks), query, found.loosened),
        total=found.total,
        page=page,
        pages=pages,
        first=start + 1,
        facets=_facets(found.facets, chosen),
        timeline=_timeline(found.timeline),
        loosened=found.loosened,
        unknown=unknown,
    )


def total(query: Query, filters: Filters | None = None) -> int:
    """How many hits ``find`` has. Raises IndexUnavailable."""
    asked, _unknown = _resolved(query)
    return engine_of().answer(asked, _values(filters), end=0).total


def similar(article: Article, most: int = 5) -> list[Article]:
    """The public articles with most in common with one; none while there is no index."""
    try:
        return _public(engine_of().alike(article.key, most))
    except IndexUnavailable:
        return []


def index_count() -> int:
    """How many articles can be found. Raises IndexUnavailable."""
    return engine_of().count()


def index_version() -> str:
    """A word that is another whenever search could answer otherwise, the record being the same.

    While changes are on their way to the index none stands for what it answers: each is another.
    """
    if IndexTask.objects.filter(written=False).exists():
        return token_hex()
    try:
        return engine_of().version()
    except IndexUnavailable as unavailable:
        return unavailable.state


def _public(keys: list[int]) -> list[Article]:
    """The articles in the order given; whatever the index says, only those that anyone may see."""
    parts = ArticlePart.objects.defer("spans", "parsed")
    articles = Article.objects.public().with_place().prefetch_related("bylines", "photos", Prefetch("parts", parts))
    found = articles.defer("parsed").in_bulk(keys)
    return [found[key] for key in keys if key in found]


def _resolved(query: Query) -> tuple[Query, list[str]]:
    """The query with newspapers by slug and kinds by their own names, and what in it is neither."""
    unknown: list[str] = []
    newspapers: list[tuple[str, set[str]]] = []
    if any(term.scope is Scope.PAPER for clause in query.clauses for term in clause.terms):
        listed = Newspaper.objects.values_list("slug", "name", "aliases")
        newspapers = [(slug, {*map(plain, (slug, name, *aliases))}) for slug, name, aliases in listed]
    kinds = _kinds() if any(term.scope is Scope.KIND for clause in query.clauses for term in clause.terms) else []

    def resolved(term: Term) -> Term:
        if term.scope not in (Scope.PAPER, Scope.KIND):
            return term
        known = newspapers if term.scope is Scope.PAPER else kinds
        wanted = plain(term.text)
        found = [value for value, marks in known if wanted in marks] or [
            value for value, marks in known if any(wanted in mark for mark in marks)
        ]
        if not found:
            unknown.append(term.text)
        return replace(term, text=EITHER_VALUE.join(found) or term.text, quoted=term.quoted and not found)

    clauses = tuple(Clause(tuple(map(resolved, clause.terms))) for clause in query.clauses)
    return Query(clauses, query.notes), unknown


def _kinds() -> list[tuple[str, set[str]]]:
    """The kinds, each with its names in every language: a query means the same in all of them."""
    names = {kind: {plain(kind)} for kind, _label in Article.KINDS}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for kind, label in Article.KINDS:
                names[kind].add(plain(str(label)))
    return list(names.items())


def plain(text: str) -> str:
    return encode(units(text))


def _hits(articles: Iterable[Article], query: Query, loosened: Mapping[Term, tuple[Term, ...]]) -> list[Hit]:
    anywhere, in_group, of_people = (
        query.runs(loosened, scope) for scope in (Scope.ANYWHERE, Scope.HEADLINE, Scope.PEOPLE)
    )
    hits = []
    for article in articles:
        texts = ["\n".join(block["text"] for block in article.blocks)]
        texts += [f"{photo.caption} {photo.credit}".strip() for photo in article.photos.all()]
        snippets = [highlight.snippet(text[:LONGEST_READ], anywhere, words=analyzers.cut) for text in texts if text]
        answering = [snippet for snippet in snippets if any(piece.marked for piece in snippet)]
        names = dict.fromkeys(person.name for person in article.bylines.all())
        hits.append(
            Hit(
                article=article,
                kicker=highlight.mark(article.kicker, in_group),
                title=highlight.mark(article.title, in_group),
                deck=highlight.mark(article.deck, in_group),
                people=[highlight.mark(name, of_people) for name in names],
                snippets=answering[:SNIPPETS] or snippets[:1],
            )
        )
    return hits


def _values(filters: Filters | None) -> dict[str, list[str]]:
    """The filters, each with its values."""
    listed = {name: [value] if isinstance(value, str) else list(value) for name, value in (filters or {}).items()}
    return {name: [value for value in values if value] for name, values in listed.items() if any(values)}


def _facets(counted: Mapping[str, Counted], filters: Mapping[str, list[str]]) -> dict[str, list[FacetValue]]:
    """The values counted, and those chosen even if they give nothing: the most frequent first, years from the latest."""
    slugs = {value for value, _count in counted.get("paper", [])} | {*filters.get("paper", ())}
    labels: dict[str, Mapping[str, Any]] = {
        "paper": dict(Newspaper.objects.filter(slug__in=slugs).values_list("slug", "name")),
        "kind": dict(Article.KINDS),
    }
    facets = {}
    for facet in FACETS:
        counts = dict(counted.get(facet, []))
        for value in filters.get(facet, ()):
            counts.setdefault(value, 0)
        known = labels.get(facet, {})
        values = [
            FacetValue(value, known.get(value, value), count, value in filters.get(facet, ()))
            for value, count in counts.items()
        ]
        if facet == "year":
            values.sort(key=lambda year: (year.value.isdecimal(), year.value), reverse=True)
        facets[facet] = values
    return facets


def _timeline(counted: Mapping[str, Counted]) -> list[Stretch]:
    """By month if the hits are of few years and their months are known, else by year."""
    years = {name: count for name, count in counted.get("year", []) if name.isdecimal()}
    if not years:
        return []
    first, last = int(min(years)), int(max(years))
    months = dict(counted["month"])
    if last - first < MONTHLY and sum(months.values()) == sum(years.values()):
        start, end = min(months), max(months)
        names = [f"{year:04}-{month:02}" for year in range(first, last + 1) for month in range(1, 13)]
        return [Stretch(name, months.get(name, 0)) for name in names if start <= name <= end]
    return [Stretch(name, years.get(name, 0)) for name in (f"{year:04}" for year in range(first, last + 1))]
