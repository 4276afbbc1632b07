"""What an index is made of, whatever the engine: segments that never change, read as arrays.

A set of articles is an array of true and false for each segment, so that conjunction, exclusion, filters, counts and
scores are operations on whole arrays.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

import numpy as np

from search.normalise import encode, forms

FIELD_END = "\n"  # after each folded field of a text
JOINED = "\r"  # begins a field's second form, in which neighbours are joined: see ``search.normalise``
SPELLED = "\t"  # in a term of ``sounds``, between how it is typed, the field that it is of, and what is written
CACHE_BYTES = 32 * 2**20  # of what was found in texts
_OVERHEAD = 300  # bytes of an entry beside its array

Sets = list[np.ndarray]  # of each segment, which articles
Postings = tuple[np.ndarray, np.ndarray]  # articles of a segment, in order, and what something weighs in each
_T = TypeVar("_T")


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


class Memory(Protocol):
    """Bytes of a file, mapped or read."""

    def find(self, sub: bytes, start: int, end: int, /) -> int: ...
    def __getitem__(self, place: slice, /) -> bytes: ...


class Segment(Protocol):
    """A part of an index that never changes."""

    name: str
    size: int
    values: dict[str, Values]  # of its fields, as far as they were asked for
    pks: np.ndarray
    first: np.ndarray  # the first day that an article may be of, 0 if not known
    last: np.ndarray
    lengths: np.ndarray  # in words, weighted
    text: Memory  # the folded fields of all articles, UTF-8, one after the other
    starts: np.ndarray  # where each article's text begins, and its end
    group_ends: np.ndarray  # where its headline group ends
    people_starts: np.ndarray

    @property
    def keys(self) -> Sequence[str]: ...
    @property
    def values_by_article(self) -> Mapping[str, Sequence[Sequence[str]]]: ...
    def field(self, name: str) -> Terms: ...
    def place(self, number: int) -> bytes:
        """What orders the articles of a day."""

    def digest(self, number: int) -> bytes:
        """A short word for all that was prepared of an article: another one for anything else."""


class Values:
    """The values of a field of a segment that articles are filtered by and counted by."""

    def __init__(self, terms: Terms) -> None:
        self.names = list(terms.terms())
        self._articles = terms.articles
        self._values = np.repeat(np.arange(len(self.names)), np.diff(terms.starts.astype(np.int64)).astype(np.int64))
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


class Snapshot:
    """The index as it stands at one moment: its segments, and in each the articles that are not deleted."""

    def __init__(self, segments: Iterable[tuple[Segment, np.ndarray]], cache: Cache | None = None) -> None:
        pairs = list(segments)
        self.segments = [segment for segment, _live in pairs]
        self.all: Sets = [live for _segment, live in pairs]
        self.size = count(self.all)
        self.cache = cache or Cache()
        self._made: dict[str, Any] = {}

    def once(self, name: str, make: Callable[[], _T]) -> _T:
        """What ``make`` makes of this snapshot, made only the first time that something of this ``name`` is asked for."""
        if name not in self._made:
            self._made[name] = make()
        made: _T = self._made[name]
        return made

    def keys(self) -> set[str]:
        """The keys of all articles."""
        return {
            s.keys[i] for s, live in zip(self.segments, self.all, strict=True) for i in np.flatnonzero(live).tolist()
        }

    def find_key(self, key: str) -> tuple[Segment, int] | None:
        """Where the article of this key is."""
        for segment, live in zip(self.segments, self.all, strict=True):
            field = segment.field("key")
            for number in field.articles[field.place(key)].tolist():
                if live[number]:
                    return segment, number
        return None


class Hit(NamedTuple):
    """An article that answers a query, and how well."""

    segment: Segment
    number: int
    score: float


def values_of(segment: Segment, facet: str) -> Values:
    """The segment's values of a facet, read the first time that they are asked for."""
    if facet not in segment.values:
        segment.values[facet] = Values(segment.field(facet))
    return segment.values[facet]


def count(articles: Sets) -> int:
    """How many articles are in a set."""
    return sum(int(np.count_nonzero(mine)) for mine in articles)


def as_set(numbers: np.ndarray, size: int) -> np.ndarray:
    """The articles of these numbers, of a segment of this size, as a set."""
    found = np.zeros(size, bool)
    found[numbers] = True
    return found
