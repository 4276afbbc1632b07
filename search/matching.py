"""Matching, counting and ranking: a Query against the segments of an index. It knows no engine.

Sets of articles are whole numbers, one bit an article, so that filters and counts are single operations.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from math import log
from typing import NamedTuple, Protocol

from search import analyzers
from search.query import Query, Term

FACETS = ("paper", "year")

# BM25, with the weights of the fields in the word counts: BM25F.
K1, B = 1.2, 0.75
HEADLINE, BESIDE_HEADLINE, ELSEWHERE = 6, 3, 1

FIELD_END = "\n"  # between the folded fields of a text; a headline group comes first

Loosened = Mapping[Term, tuple[Term, ...]]


class Row(NamedTuple):
    """What is kept of an article beside the terms that it is found by."""

    pk: int
    key: str
    paper: str
    year: str
    day: int  # 0 if unknown
    place: str  # orders the articles of a day
    length: int  # in words, weighted
    text: str  # the folded fields, encoded


class Segment(Protocol):
    """A part of an index that never changes."""

    rows: Sequence[Row]
    values: Mapping[str, Mapping[str, int]]  # facet -> value -> the articles that have it

    def frequency(self, term: str) -> int:
        """How many articles hold a term of units."""

    def ids(self, term: str) -> list[int]:
        """The articles that hold it."""

    def weights(self, word: str) -> list[tuple[int, float]]:
        """The articles that hold a word, and how heavily."""


class Snapshot:
    """The index as it stands at one moment: its segments, and in each the articles that are not deleted."""

    def __init__(self, segments: Iterable[tuple[Segment, int]]) -> None:
        self._segments: list[tuple[int, Segment]] = []
        self.rows: list[Row] = []
        self.all = 0
        self._values: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
        for segment, live in segments:
            base = len(self.rows)
            self._segments.append((base, segment))
            self.rows += segment.rows
            self.all |= live << base
            for facet, values in segment.values.items():
                mine = self._values[facet]
                for value, articles in values.items():
                    mine[value] = mine.get(value, 0) | articles << base
        there = members(self.all)
        self._average = sum(self.rows[i].length for i in there) / max(1, len(there))
        self._deleted = set(range(len(self.rows))).difference(there)

    # --- Which articles answer ---

    def matching(self, query: Query) -> tuple[int, dict[Term, tuple[Term, ...]]]:
        """The articles that answer, and the terms that stood nowhere, with the words searched in their place."""
        loosened: dict[Term, tuple[Term, ...]] = {}
        found = self.all
        for clause in query.clauses:
            any_of = 0
            for term in clause.terms:
                here = self._standing(term)
                if not here and not clause.negated and not term.quoted:
                    words = tuple(Term(word) for word in analyzers.split(term.units))
                    if len(words) > 1:
                        loosened[term] = words
                        here = self.all
                        for word in words:
                            here &= self._standing(word)
                any_of |= here
            found &= ~any_of if clause.negated else any_of
        return found, loosened

    def filtered(self, articles: int, filters: Mapping[str, Sequence[str]], but: str = "") -> int:
        """Those that have one of the values asked for of every facet; the facet ``but`` is not looked at."""
        for facet, values in filters.items():
            if facet != but:
                mask = 0
                for value in values:
                    mask |= self._values[facet].get(value, 0)
                articles &= mask
        return articles

    def counts(self, articles: int, facet: str) -> list[tuple[str, int]]:
        """The facet's values among the articles, with their numbers, the most frequent first."""
        counted = ((value, (articles & mask).bit_count()) for value, mask in self._values[facet].items())
        return sorted(((value, count) for value, count in counted if count), key=lambda pair: (-pair[1], pair[0]))

    def _standing(self, term: Term) -> int:
        """The articles in which the term's units stand in a row within a field."""
        found = 0
        lookups = analyzers.pairs(term.units) or [term.run]
        for base, segment in self._segments:
            frequencies = {lookup: segment.frequency(lookup) for lookup in lookups}
            if all(frequencies.values()):
                ids: Iterable[int] = segment.ids(min(frequencies, key=frequencies.__getitem__))
                if len(lookups) > 1:
                    ids = [i for i in ids if term.run in segment.rows[i].text]
                found |= as_set(ids, len(segment.rows)) << base
        return found & self.all

    # --- In which order ---

    def ordered(
        self, articles: int, query: Query, loosened: Loosened, sort: str, start: int, end: int | None
    ) -> list[tuple[Row, float]]:
        """The articles from ``start`` up to ``end`` of all in a total order, each with its score."""
        ids = members(articles)
        rows, scores = self.rows, dict.fromkeys(ids, 0.0)
        if sort == "oldest":
            order = {i: (rows[i].day or float("inf"), rows[i].place) for i in ids}
        elif sort == "newest" or not query.terms:
            order = {i: (-rows[i].day, rows[i].place) for i in ids}
        else:
            self._score(scores, query, loosened)
            whole = _joined(query, loosened)
            order = {i: (whole not in rows[i].text, -scores[i], -rows[i].day, rows[i].place) for i in ids}
        page = heapq.nsmallest(end if end is not None else len(ids), ids, key=order.__getitem__)[start:]
        return [(rows[i], scores[i]) for i in page]

    def _score(self, scores: dict[int, float], query: Query, loosened: Loosened) -> None:
        """BM25F over jieba's words and over the runs themselves, which words alone would miss (names, places)."""
        searched = [part for term in query.terms for part in loosened.get(term, (term,))]
        for word in sorted({word for term in searched for word in analyzers.words(term.text)}):
            weights = [(base + i, weight) for base, segment in self._segments for i, weight in segment.weights(word)]
            self._add(scores, [(i, weight) for i, weight in weights if i not in self._deleted])
        for run in query.runs(loosened):
            weights = []
            for i in scores:
                text = self.rows[i].text
                if times := text.count(run):
                    in_headline = text.count(run, 0, text.index(FIELD_END))
                    weights.append((i, times + (HEADLINE - ELSEWHERE) * in_headline))
            self._add(scores, weights)

    def _add(self, scores: dict[int, float], weights: Sequence[tuple[int, float]]) -> None:
        """Add what one word or run is worth in each article that holds it."""
        rarity = log(1 + (self.all.bit_count() - len(weights) + 0.5) / (len(weights) + 0.5))
        for i, weight in weights:
            if i in scores:
                length = 1 - B + B * self.rows[i].length / (self._average or 1)
                scores[i] += rarity * weight * (K1 + 1) / (weight + K1 * length)


def _joined(query: Query, loosened: Loosened) -> str:
    """The terms in one row, if they could stand so: an article where they do comes before those that scatter them."""
    required = [clause for clause in query.clauses if not clause.negated]
    if loosened or any(len(clause.terms) > 1 for clause in required):
        return ""
    return "".join(clause.terms[0].run for clause in required)


def as_set(ids: Iterable[int], size: int) -> int:
    flags = bytearray(b"0") * (size or 1)
    for i in ids:
        flags[-1 - i] = ord("1")
    return int(flags, 2)


def members(articles: int) -> list[int]:
    return [i for i, flag in enumerate(reversed(f"{articles:b}")) if flag == "1"]
