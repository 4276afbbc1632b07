"""Matching: which articles of an index answer a query. It knows no engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from search import analyzers, days
from search.facets import having
from search.normalise import encode
from search.query import EITHER_VALUE, VALUES, WITHIN, Query, Scope, Term
from search.segments import Segment, Sets, Snapshot, as_set, count

DAYS = "days"  # what articles are filtered by beside the values of facets: from which day to which
NEVER_SPLIT = 3  # units


class Found(NamedTuple):
    """The articles that answer a query, and the terms that stood nowhere with the words searched in their place."""

    articles: Sets
    loosened: dict[Term, tuple[Term, ...]]


def answering(snapshot: Snapshot, query: Query) -> Found:
    """The articles that answer."""
    loosened: dict[Term, tuple[Term, ...]] = {}
    found = [live.copy() for live in snapshot.all]
    for clause in query.clauses:
        any_of = [np.zeros(segment.size, bool) for segment in snapshot.segments]
        for term in clause.terms:
            here = articles_containing(snapshot, term)
            if not _stands(here, snapshot.all) and len(words := words_of(term)) > 1:
                loosened[term] = words
                here = _all_containing(snapshot, words)
            for mine, more in zip(any_of, here, strict=True):
                mine |= ~more if term.negated else more
        for mine, these in zip(found, any_of, strict=True):
            mine &= these
    return Found(found, loosened)


def filtered(snapshot: Snapshot, articles: Sets, filters: Mapping[str, Sequence[str]], but: str = "") -> Sets:
    """Those that have one of the values asked for of every facet; the facet ``but`` is not looked at. The values of
    DAYS are dates and ranges."""
    for facet, values in filters.items():
        if facet != but:
            if facet == DAYS:
                wanted = _of_any_days(snapshot, map(days.of, values))
            else:
                wanted = having(snapshot, facet, frozenset(values).__contains__)
            articles = [mine & these for mine, these in zip(articles, wanted, strict=True)]
    return articles


def articles_containing(snapshot: Snapshot, term: Term) -> Sets:
    """The articles in which the term's units stand in a row within a field; or that are of its paper, page, days."""
    if term.scope is Scope.DATE:
        return _of_any_days(snapshot, [term.days])
    if term.scope in VALUES:
        return having(snapshot, VALUES[term.scope], term.text.split(EITHER_VALUE).__contains__)
    if term.scope in WITHIN:
        return having(
            snapshot, WITHIN[term.scope], lambda folded: any(form.run in folded for form in term.forms), folded=True
        )
    return [
        np.logical_or.reduce([as_set(texts_with(snapshot, segment, form), segment.size) for form in term.forms])
        for segment in snapshot.segments
    ]


def number(snapshot: Snapshot, term: Term) -> int:
    """In how many articles the term stands."""
    return count([mine & live for mine, live in zip(articles_containing(snapshot, term), snapshot.all, strict=True)])


def _all_containing(snapshot: Snapshot, words: Sequence[Term]) -> Sets:
    found = [live.copy() for live in snapshot.all]
    for word in words:
        for mine, these in zip(found, articles_containing(snapshot, word), strict=True):
            mine &= these
    return found


def _of_any_days(snapshot: Snapshot, spans: Iterable[tuple[int, int]]) -> Sets:
    """The articles that may be of a day in one of the spans."""
    found = [np.zeros(segment.size, bool) for segment in snapshot.segments]
    for low, high in spans:
        for mine, s in zip(found, snapshot.segments, strict=True):
            mine |= (s.first > 0) & (s.first <= high) & (s.last >= low)
    return found


def _stands(articles: Sets, live: Sets) -> bool:
    return any((mine & there).any() for mine, there in zip(articles, live, strict=True))


def texts_with(snapshot: Snapshot, segment: Segment, term: Term) -> np.ndarray:
    """The articles in whose texts the term stands, in order: those that hold its rarest pair, the others looked for
    in them, then the text itself where pairs do not decide."""
    terms = segment.field("units")
    places = [terms.places(text) if begins else terms.place(text) for text, begins in lookups(term)]
    places.sort(key=lambda place: place.stop - place.start)
    if places[0].start == places[0].stop:
        return np.empty(0, np.uint16)
    decided = len(places) == 1 and term.scope is Scope.ANYWHERE  # by the index's terms alone
    if decided and not term.open:
        return terms.articles[places[0]]

    def find() -> np.ndarray:
        held = terms.articles[places[0]]
        if term.open:
            held = np.unique(held)
        if decided:
            return held
        for place in places[1:]:
            held = held[as_set(terms.articles[place], segment.size)[held]]
        return with_run(segment, held, term)

    return snapshot.cache.get((segment.name, term.scope, term.run), find)


def lookups(term: Term) -> list[tuple[str, bool]]:
    """The terms of the index that an article must have for the term to stand in it: each pair of its units, or its only
    unit; and whether the index's term may go on."""
    texts = analyzers.pairs(term.units) or [encode(term.units)]
    return [
        *((text, False) for text in texts[:-1]),
        (texts[-1].removesuffix(" ") if term.open else texts[-1], term.open),
    ]


def with_run(segment: Segment, numbers: np.ndarray, term: Term) -> np.ndarray:
    """Those of the articles in whose text the term's run stands, in the part of it that its scope names."""
    starts = segment.people_starts[numbers] if term.scope is Scope.PEOPLE else segment.starts[numbers]
    ends = segment.group_ends[numbers] if term.scope is Scope.HEADLINE else segment.starts[1:][numbers]
    find, run = segment.text.find, term.run.encode()
    standing = [find(run, start, end) >= 0 for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    found: np.ndarray = numbers[np.array(standing, bool)]
    return found


def words_of(term: Term) -> tuple[Term, ...]:
    """The words to search for in place of a term that stands nowhere; a quoted term is meant as it stands, and a short one
    is a name or a word whose parts mean something else."""
    if len(term.units) <= NEVER_SPLIT:
        return ()
    if term.quoted or term.open or term.negated or term.scope not in (Scope.ANYWHERE, Scope.HEADLINE):
        return ()
    return tuple(Term(word, scope=term.scope) for word in analyzers.split(term.units))
