"""Matching, counting and ranking: a Query against the segments of an index. It knows no engine.

A set of articles is an array of true and false for each segment, so that conjunction, exclusion, filters, counts and
scores are operations on whole arrays.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from heapq import nlargest, nsmallest
from itertools import chain, pairwise
from math import log
from operator import itemgetter
from typing import Any, NamedTuple, Protocol

import numpy as np

from search import analyzers, days
from search.normalise import encode, forms
from search.query import EITHER_VALUE, VALUES, WITHIN, Query, Scope, Term

# What a word weighs by where it stands. A crosshead's weight counts the body that it is part of. A caption says what a
# picture shows, which is seldom what an article is about.
WEIGHTS = {"headline": 12, "kicker": 6, "deck": 6, "crosshead": 4, "body": 2, "caption": 1}
# BM25, but for short texts: what is shorter than the average is taken to be as long as that. In prose, few words in all
# make each of them say more; a caption, a box of facts or a forecast is short whatever it says.
K1, B = 1.2 * WEIGHTS["body"], 0.3
EXACT = 1e6  # more than any score: an article with the terms in one row comes before those that scatter them
ALIKE_WORDS = 25  # by how many of an article's words others are likened to it

DAYS = "days"  # what articles are filtered by beside the values of facets: from which day to which
NEVER_SPLIT = 3  # units
FIELD_END = "\n"  # after each folded field of a text
JOINED = "\r"  # begins a field's second form, in which neighbours are joined: see ``search.normalise``
SPELLED = "\t"  # in a term of ``sounds``, between how it is typed, the field that it is of, and what is written
CACHE_BYTES = 32 * 2**20  # of what was found in texts

Sets = list[np.ndarray]  # of each segment, which articles


class Terms(Protocol):
    """The terms of one field of a segment, in order."""

    starts: np.ndarray  # where the articles of each term begin in ``articles``
    articles: np.ndarray  # of term after term, in order
    weights: np.ndarray

    def __len__(self) -> int: ...
    def terms(self) -> Iterator[str]: ...
    def place(self, term: str) -> slice:
        """Where in ``articles`` and ``weights`` those of the term stand; an empty slice if none has it."""

    def places(self, prefix: str) -> slice:
        """Where those of all terms with this beginning stand."""

    def beginning(self, prefix: str) -> range:
        """The numbers of the terms with this beginning."""

    def term(self, number: int) -> bytes: ...


class Segment(Protocol):
    """A part of an index that never changes."""

    name: str
    size: int
    keys: Sequence[str]
    values: dict[str, Values]  # of its fields, as far as they were asked for
    pks: np.ndarray
    first: np.ndarray  # the first day that an article may be of, 0 if not known
    last: np.ndarray
    lengths: np.ndarray  # in words, weighted
    text: Any  # the folded fields of all articles, UTF-8, one after the other; has ``find``
    starts: np.ndarray  # where each article's text begins, and its end
    group_ends: np.ndarray  # where its headline group ends
    people_starts: np.ndarray

    @property
    def values_by_article(self) -> Mapping[str, Sequence[Sequence[str]]]: ...
    def field(self, name: str) -> Terms: ...
    def place(self, number: int) -> bytes:
        """What orders the articles of a day."""


class Hit(NamedTuple):
    segment: Segment
    number: int
    score: float


class Found(NamedTuple):
    """The articles that answer a query, and the terms that stood nowhere with the words searched in their place."""

    articles: Sets
    loosened: dict[Term, tuple[Term, ...]]


class Values:
    """The values of a field of a segment that articles are filtered by and counted by."""

    def __init__(self, terms: Terms) -> None:
        self.names = list(terms.terms())
        self._articles = terms.articles
        self._values = np.repeat(np.arange(len(self.names)), np.diff(terms.starts.astype(np.int64)))
        self._folded: list[str] = []

    @property
    def folded(self) -> list[str]:
        """The values, folded, in all their forms."""
        if len(self._folded) != len(self.names):
            self._folded = [JOINED.join(map(encode, forms(name))) for name in self.names]
        return self._folded

    def counts(self, articles: np.ndarray) -> np.ndarray:
        """How many of the articles have each value."""
        return np.bincount(self._values[articles[self._articles]], minlength=len(self.names))

    def having(self, chosen: Callable[[str], bool], names: Iterable[str], size: int) -> np.ndarray:
        """The articles that have one of the values whose ``names`` are chosen."""
        wanted = np.fromiter(map(chosen, names), bool, len(self.names))
        found = np.zeros(size, bool)
        found[self._articles[wanted[self._values]]] = True
        return found


class Cache:
    """What was found before, at most so many bytes of it: the oldest asked for goes first."""

    def __init__(self, most: int = CACHE_BYTES) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[Any, np.ndarray] = OrderedDict()
        self._room = most

    def get(self, key: Any, find: Callable[[], np.ndarray]) -> np.ndarray:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = find()
        with self._lock:
            if key not in self._kept:
                self._kept[key] = found
                self._room -= found.nbytes + _OVERHEAD
            while self._room < 0 and self._kept:
                _key, gone = self._kept.popitem(last=False)
                self._room += gone.nbytes + _OVERHEAD
        return found


_OVERHEAD = 300  # bytes of an entry beside its array


class Snapshot:
    """The index as it stands at one moment: its segments, and in each the articles that are not deleted."""

    def __init__(self, segments: Iterable[tuple[Segment, np.ndarray]], cache: Cache | None = None) -> None:
        self._cache = cache or Cache()
        pairs = list(segments)
        self.segments = [segment for segment, _live in pairs]
        self.all: Sets = [live for _segment, live in pairs]
        self.size = count(self.all)
        total = sum(int(segment.lengths[live].sum()) for segment, live in pairs)
        average = total / max(1, self.size) or 1
        self._norms = [K1 * (1 - B + B * np.maximum(segment.lengths / average, 1)) for segment in self.segments]
        self._numbered: dict[str, tuple[list[str], list[np.ndarray]]] = {}

    def keys(self) -> set[str]:
        """The keys of all articles."""
        return {s.keys[i] for s, live in zip(self.segments, self.all, strict=True) for i in np.flatnonzero(live)}

    # --- Which articles answer ---

    def matching(self, query: Query) -> Found:
        """The articles that answer."""
        loosened: dict[Term, tuple[Term, ...]] = {}
        found = [live.copy() for live in self.all]
        for clause in query.clauses:
            any_of = [np.zeros(segment.size, bool) for segment in self.segments]
            for term in clause.terms:
                here = self.standing(term)
                if not _any(here, self.all) and len(words := words_of(term)) > 1:
                    loosened[term] = words
                    here = self._all_standing(words)
                for mine, more in zip(any_of, here, strict=True):
                    mine |= ~more if term.negated else more
            for mine, these in zip(found, any_of, strict=True):
                mine &= these
        return Found(found, loosened)

    def filtered(self, articles: Sets, filters: Mapping[str, Sequence[str]], but: str = "") -> Sets:
        """Those that have one of the values asked for of every facet; the facet ``but`` is not looked at. The values of
        DAYS are dates and ranges."""
        for facet, values in filters.items():
            if facet != but:
                if facet == DAYS:
                    having = self._of_any_days(map(days.of, values))
                else:
                    having = self._having(facet, frozenset(values).__contains__)
                articles = [mine & these for mine, these in zip(articles, having, strict=True)]
        return articles

    def standing(self, term: Term) -> Sets:
        """The articles in which the term's units stand in a row within a field; or that are of its paper, page, days."""
        if term.scope is Scope.DATE:
            return self._of_any_days([term.days])
        if term.scope in VALUES:
            return self._having(VALUES[term.scope], term.text.split(EITHER_VALUE).__contains__)
        if term.scope in WITHIN:
            return self._having(
                WITHIN[term.scope], lambda folded: any(form.run in folded for form in term.forms), folded=True
            )
        return [
            np.logical_or.reduce([_as_set(self._texts_with(segment, form), segment.size) for form in term.forms])
            for segment in self.segments
        ]

    def number(self, term: Term) -> int:
        """In how many articles the term stands."""
        return sum(int(np.count_nonzero(mine & live)) for mine, live in zip(self.standing(term), self.all, strict=True))

    def most_frequent(self, terms: Iterable[Term], most: int) -> tuple[Term, int] | None:
        """Of terms of text, the one that stands in most articles, the first of several, and their number; None if none
        does.

        Each form of a term stands in no more articles than its rarest pair. The terms are counted from the one that may
        stand in most, until no other can stand in more; never more than ``most`` of them.
        """
        sizes: list[dict[tuple[str, bool], int]] = [{} for _segment in self.segments]
        bounds: list[tuple[int, int, Term]] = []
        for order, term in enumerate(terms):
            bounds_of_forms = (map(partial(_at_most, _lookups(form)), self.segments, sizes) for form in term.forms)
            bound = sum(chain.from_iterable(bounds_of_forms))
            if bound:
                bounds.append((-bound, order, term))
        best: tuple[int, int, Term] | None = None
        for negative, order, term in nsmallest(most, bounds):
            if best and negative > best[0]:
                break
            counted = -self.number(term), order, term
            if counted[0] and (best is None or counted < best):
                best = counted
        return (best[2], -best[0]) if best else None

    def rows_of(self, choices: Sequence[str], most: int) -> list[tuple[str, ...]]:
        """Rows of characters, one of each of ``choices`` in turn, of which every pair of neighbours stands somewhere.

        Of each choice the ``most`` commonest characters are tried, and no more than so many rows are gone on with.
        """
        rows: list[tuple[str, ...]] = [()]
        for choice in choices:
            common = nlargest(most, dict.fromkeys(choice), key=self._postings)
            longer = [((*row, one), self._postings(row[-1] + one if row else one)) for row in rows for one in common]
            rows = [row for row, number in nlargest(most, longer, key=itemgetter(1)) if number]
        return rows

    def _postings(self, text: str) -> int:
        """In how many articles a unit or a pair of them stands, those that are deleted counted too."""
        places = (segment.field("units").place(text) for segment in self.segments)
        return sum(place.stop - place.start for place in places)

    def _all_standing(self, words: Sequence[Term]) -> Sets:
        found = [live.copy() for live in self.all]
        for word in words:
            for mine, these in zip(found, self.standing(word), strict=True):
                mine &= these
        return found

    def _texts_with(self, segment: Segment, term: Term) -> np.ndarray:
        """The articles in whose texts the term stands, in order: those that hold its rarest pair, the others looked for
        in them, then the text itself where pairs do not decide."""
        terms = segment.field("units")
        places = [terms.places(text) if begins else terms.place(text) for text, begins in _lookups(term)]
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
                held = held[_as_set(terms.articles[place], segment.size)[held]]
            return _with_run(segment, held, term)

        return self._cache.get((segment.name, term.scope, term.run), find)

    def _of_any_days(self, spans: Iterable[tuple[int, int]]) -> Sets:
        """The articles that may be of a day in one of the spans."""
        found = [np.zeros(segment.size, bool) for segment in self.segments]
        for low, high in spans:
            for mine, s in zip(found, self.segments, strict=True):
                mine |= (s.first > 0) & (s.first <= high) & (s.last >= low)
        return found

    def _having(self, facet: str, chosen: Callable[[str], bool], folded: bool = False) -> Sets:
        found = []
        for segment in self.segments:
            values = _values_of(segment, facet)
            found.append(values.having(chosen, values.folded if folded else values.names, segment.size))
        return found

    # --- How many ---

    def counts(self, articles: Sets, facet: str, most: int | None = None) -> list[tuple[str, int]]:
        """The facet's values among the articles, with their numbers, the most frequent first, at most so many."""
        names, numbers = self._numbering(facet)
        total = np.zeros(len(names), np.int64)
        for segment, mine, places in zip(self.segments, articles, numbers, strict=True):
            total[places] += _values_of(segment, facet).counts(mine)
        there = np.flatnonzero(total)
        if most is not None and len(there) > most:
            least = np.partition(total[there], len(there) - most)[len(there) - most]
            there = there[total[there] >= least]
        counted = ((names[number], int(total[number])) for number in there)
        return sorted(counted, key=lambda pair: (-pair[1], pair[0]))[:most]

    def _numbering(self, facet: str) -> tuple[list[str], list[np.ndarray]]:
        """The facet's values in all segments, each once, and of each segment which its own are."""
        if facet not in self._numbered:
            numbers: dict[str, int] = {}
            places = []
            for segment in self.segments:
                names = _values_of(segment, facet).names
                places.append(np.array([numbers.setdefault(name, len(numbers)) for name in names], np.int64))
            self._numbered[facet] = list(numbers), places
        return self._numbered[facet]

    def spelled(self, typed: str, most: int) -> list[tuple[str, str, int]]:
        """What begins with this when it is typed by sound: field, value, and in how many articles, the most first."""
        counted: dict[str, int] = {}
        for segment, live in zip(self.segments, self.all, strict=True):
            terms = segment.field("sounds")
            numbers = terms.beginning(typed)
            if not numbers:
                continue
            starts = terms.starts[numbers.start : numbers.stop + 1].astype(np.int64)
            there = live[terms.articles[starts[0] : starts[-1]]].astype(np.int64)
            sizes = np.add.reduceat(there, starts[:-1] - starts[0])
            for at in np.argsort(-sizes, kind="stable")[:most].tolist():
                if sizes[at]:
                    term = terms.term(numbers.start + at).decode().partition(SPELLED)[2]
                    counted[term] = counted.get(term, 0) + int(sizes[at])
        best = sorted(counted, key=lambda term: (-counted[term], term))[:most]
        return [(*term.split(SPELLED, 1), counted[term]) for term in best]

    def named(self, facet: str, typed: str, most: int) -> list[tuple[str, int]]:
        """The values of a facet in which this stands, with their numbers: those that begin with it first."""
        runs = [encode(row) for row in forms(typed) if row]
        within: dict[str, bool] = {}
        counted: dict[str, int] = {}
        for segment, live in zip(self.segments, self.all, strict=True) if runs else ():
            values = _values_of(segment, facet)
            numbers = [number for number, folded in enumerate(values.folded) if any(run in folded for run in runs)]
            counts = values.counts(live) if numbers else ()
            for number in numbers:
                name = values.names[number]
                within[name] = not values.folded[number].startswith(tuple(runs))
                counted[name] = counted.get(name, 0) + int(counts[number])
        known = [name for name, number in counted.items() if number]
        return [(name, counted[name]) for name in sorted(known, key=lambda name: (within[name], -counted[name], name))][
            :most
        ]

    def days(self, articles: Sets) -> np.ndarray:
        """The first days of those articles that have one, in order."""
        days = [s.first[mine & (s.first > 0)] for s, mine in zip(self.segments, articles, strict=True)]
        return np.sort(np.concatenate([*days, np.empty(0, np.int32)]))

    # --- In which order ---

    def by_relevance(
        self, articles: Sets, query: Query, loosened: Mapping[Term, tuple[Term, ...]], start: int, end: int | None
    ) -> list[Hit]:
        """The articles from ``start`` up to ``end``, the best first; of equally good ones the newest."""
        scores = self._scores(query, loosened)
        whole = _joined(query, loosened)
        worth = scores
        if whole is not None:
            rows = self.standing(whole)
            worth = [score + EXACT * row for score, row in zip(scores, rows, strict=True)]
        return self._best(articles, worth, scores, start, end)

    def by_day(self, articles: Sets, newest: bool, start: int, end: int | None) -> list[Hit]:
        """The same in order of their first day; those without one are last."""
        if newest:
            worth = [segment.first.astype(np.float64) for segment in self.segments]
        else:
            worth = [np.where(s.first > 0, -s.first.astype(np.float64), -np.inf) for s in self.segments]
        return self._best(articles, worth, None, start, end)

    def by_fields(self, articles: Sets, fields: Sequence[tuple[str, bool]], start: int, end: int | None) -> list[Hit]:
        """The same in order of fields, each ascending or (True) descending: ``day``, ``key``, or those counted by."""
        rows = [
            (segment.place(number), segment, number)
            for segment, mine in zip(self.segments, articles, strict=True)
            for number in np.flatnonzero(mine).tolist()
        ]
        rows.sort(key=lambda row: row[0])
        for name, descending in reversed(fields):
            values = {segment.name: self._sortable(segment, name) for segment in self.segments}
            rows.sort(key=lambda row: values[row[1].name][row[2]], reverse=descending)
        return [Hit(segment, number, 0.0) for _place, segment, number in rows[start:end]]

    def _sortable(self, segment: Segment, name: str) -> Sequence[Any]:
        if name == "day":
            return segment.first.tolist()
        if name == "key":
            return segment.keys
        return [next(iter(values), "") for values in segment.values_by_article[name]]

    def like(self, segment: Segment, number: int, articles: Sets, start: int, end: int | None) -> tuple[list[Hit], int]:
        """Those of the articles that have words in common with one, most of them first, without it; and their number."""
        text = bytes(segment.text[segment.starts[number] : segment.starts[number + 1]]).decode()
        text = FIELD_END.join(field for field in text.split(FIELD_END) if not field.startswith(JOINED))
        counted: dict[str, float] = {}
        for word in analyzers.words(text):
            counted[word] = counted.get(word, 0) + 1
        rare = {word: times * self._rarity(self._with_word(word)) for word, times in counted.items()}
        best = sorted(rare, key=lambda word: (-rare[word], word))[:ALIKE_WORDS]
        scores = self._nothing()
        for word in best:
            self._add(scores, self._with_word(word))
        others = [mine & (score > 0) for mine, score in zip(articles, scores, strict=True)]
        others[self.segments.index(segment)][number] = False
        return self._best(others, scores, scores, start, end), count(others)

    def find_key(self, key: str) -> tuple[Segment, int] | None:
        """Where the article of this key is."""
        for segment, live in zip(self.segments, self.all, strict=True):
            field = segment.field("key")
            for number in field.articles[field.place(key)].tolist():
                if live[number]:
                    return segment, number
        return None

    def _best(self, articles: Sets, worth: Sets, scores: Sets | None, start: int, end: int | None) -> list[Hit]:
        """From ``start`` up to ``end`` in a total order: by worth, then the newest, then by place."""
        numbers = [np.flatnonzero(mine) for mine in articles]
        sizes = [len(mine) for mine in numbers]
        total = sum(sizes)
        end = total if end is None else min(end, total)
        if start >= end:
            return []
        values = np.concatenate([w[i] for w, i in zip(worth, numbers, strict=True)])
        days = np.concatenate([s.first[i] for s, i in zip(self.segments, numbers, strict=True)])
        kept = np.flatnonzero(values >= np.partition(values, total - end)[total - end])
        kept = kept[np.lexsort((-days[kept], -values[kept]))]
        # Only where articles of the same worth and day meet the stretch asked for does their place have to be read.
        alike = np.flatnonzero(values[kept][1:] != values[kept][:-1]) + 1
        alike = np.union1d(alike, np.flatnonzero(days[kept][1:] != days[kept][:-1]) + 1)
        edges = [0, *alike.tolist(), len(kept)]
        begins = np.cumsum([0, *sizes])
        found: list[Hit] = []
        skipped = 0
        for first, last in pairwise(edges):
            if last <= start:
                skipped = last
                continue
            if first >= end:
                break
            rows = []
            for place in kept[first:last].tolist():
                at = int(np.searchsorted(begins, place, side="right")) - 1
                number = int(numbers[at][place - begins[at]])
                rows.append((self.segments[at].place(number) if last - first > 1 else b"", at, number))
            rows.sort()
            found += [
                Hit(self.segments[at], number, float(scores[at][number]) if scores else 0.0)
                for _place, at, number in rows
            ]
        return found[start - skipped : end - skipped]

    # --- How well ---

    def _scores(self, query: Query, loosened: Mapping[Term, tuple[Term, ...]]) -> Sets:
        """BM25F over jieba's words and over the rows themselves, which words alone would miss (names, places)."""
        scores = self._nothing()
        searched = [part for term in query.terms if term.units for part in loosened.get(term, (term,))]
        searched = [term for term in searched if term.scope in (Scope.ANYWHERE, Scope.HEADLINE, Scope.PEOPLE)]
        for word in sorted({word for term in searched for word in analyzers.words(term.text)}):
            self._add(scores, self._with_word(word))
        for term in {term.run: term for term in searched}.values():
            self._add(
                scores,
                [_heaviest([self._weights(segment, form) for form in term.forms]) for segment in self.segments],
            )
        return scores

    def _nothing(self) -> Sets:
        return [np.zeros(segment.size) for segment in self.segments]

    def _with_word(self, word: str) -> list[tuple[np.ndarray, np.ndarray]]:
        """Of each segment, the articles with a word, and its weight in them."""
        found = []
        for segment in self.segments:
            field = segment.field("words")
            place = field.place(word)
            found.append((field.articles[place], field.weights[place]))
        return found

    def _weights(self, segment: Segment, term: Term) -> tuple[np.ndarray, np.ndarray]:
        """The articles in whose texts a term stands, and how heavily: as its least heavy pair does."""
        field, found = segment.field("units"), self._texts_with(segment, term)
        weights = np.full(len(found), 255, np.uint8)
        closed = term.units[:-1] if term.open else term.units
        if not closed:
            return found, np.full(len(found), WEIGHTS["body"], np.uint8)
        for lookup in analyzers.pairs(closed) or [encode(closed)]:
            place = field.place(lookup)
            mine = field.weights[place][np.searchsorted(field.articles[place], found)]
            np.minimum(weights, mine, out=weights)
        return found, weights

    def _add(self, scores: Sets, postings: Sequence[tuple[np.ndarray, np.ndarray]]) -> None:
        """Add what one word or row is worth in each article that holds it."""
        rarity = self._rarity(postings)
        for score, norm, (articles, weights) in zip(scores, self._norms, postings, strict=True):
            weight = weights.astype(np.float64)
            score[articles] += rarity * (K1 + 1) * weight / (weight + norm[articles])

    def _rarity(self, postings: Sequence[tuple[np.ndarray, np.ndarray]]) -> float:
        held = sum(int(live[articles].sum()) for live, (articles, _weights) in zip(self.all, postings, strict=True))
        return log(1 + (self.size - held + 0.5) / (held + 0.5))


def _values_of(segment: Segment, facet: str) -> Values:
    if facet not in segment.values:
        segment.values[facet] = Values(segment.field(facet))
    return segment.values[facet]


def count(articles: Sets) -> int:
    return sum(int(np.count_nonzero(mine)) for mine in articles)


def _any(articles: Sets, live: Sets) -> bool:
    return any((mine & there).any() for mine, there in zip(articles, live, strict=True))


def _as_set(numbers: np.ndarray, size: int) -> np.ndarray:
    found = np.zeros(size, bool)
    found[numbers] = True
    return found


def _lookups(term: Term) -> list[tuple[str, bool]]:
    """The terms of the index that an article must have for the term to stand in it: each pair of its units, or its only
    unit; and whether the index's term may go on."""
    texts = analyzers.pairs(term.units) or [encode(term.units)]
    return [
        *((text, False) for text in texts[:-1]),
        (texts[-1].removesuffix(" ") if term.open else texts[-1], term.open),
    ]


def _at_most(lookups: Sequence[tuple[str, bool]], segment: Segment, sizes: dict[tuple[str, bool], int]) -> int:
    """In how many articles of the segment a term of these lookups may stand; ``sizes`` are those known already."""
    terms, fewest = segment.field("units"), segment.size
    for lookup in lookups:
        size = sizes.get(lookup)
        if size is None:
            text, begins = lookup
            place = terms.places(text) if begins else terms.place(text)
            size = sizes[lookup] = place.stop - place.start
        if not size:
            return 0
        fewest = min(fewest, size)
    return fewest


def _heaviest(postings: Sequence[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    """The articles of several lists, each once, with its greatest weight."""
    if len(postings) == 1:
        return postings[0]
    articles = np.unique(np.concatenate([mine for mine, _weights in postings]))
    heaviest = np.zeros(len(articles), np.uint8)
    for mine, weights in postings:
        places = np.searchsorted(articles, mine)
        heaviest[places] = np.maximum(heaviest[places], weights)
    return articles, heaviest


def _with_run(segment: Segment, numbers: np.ndarray, term: Term) -> np.ndarray:
    """Those of the articles in whose text the term's run stands, in the part of it that its scope names."""
    starts = segment.people_starts[numbers] if term.scope is Scope.PEOPLE else segment.starts[numbers]
    ends = segment.group_ends[numbers] if term.scope is Scope.HEADLINE else segment.starts[1:][numbers]
    find, run = segment.text.find, term.run.encode()
    standing = [find(run, start, end) >= 0 for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    return numbers[np.array(standing, bool)]


def words_of(term: Term) -> tuple[Term, ...]:
    """The words to search for in place of a term that stands nowhere; a quoted term is meant as it stands, and a short one
    is a name or a word whose parts mean something else."""
    if len(term.units) <= NEVER_SPLIT:
        return ()
    if term.quoted or term.open or term.negated or term.scope not in (Scope.ANYWHERE, Scope.HEADLINE):
        return ()
    return tuple(Term(word, scope=term.scope) for word in analyzers.split(term.units))


def _joined(query: Query, loosened: Mapping[Term, tuple[Term, ...]]) -> Term | None:
    """The terms in one row, if they could stand so."""
    required = [clause.terms for clause in query.clauses if not all(term.negated for term in clause.terms)]
    plain = all(len(terms) == 1 and terms[0].scope is Scope.ANYWHERE and not terms[0].open for terms in required)
    if loosened or len(required) < 2 or not plain:
        return None
    return Term(" ".join(terms[0].text for terms in required))
