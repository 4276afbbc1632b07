"""What searching and indexing ask of an engine: the seam that another engine has to fit.

An engine is one of Haystack's, whose backend keeps these promises beside Haystack's own. ``finder``, ``suggestions`` and
``desk`` search, ``indexing`` writes and builds, ``index_check`` compares. The fields are those of
``search_indexes.ArticleIndex``, and what is indexed of an article is what its ``full_prepare`` gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, Protocol

from haystack import connections

from search.query import Query, Term

Prepared = dict[str, Any]  # what Haystack prepared of an article, by field
Order = Literal["relevance", "newest", "oldest"]
Counted = list[tuple[str, int]]  # values and in how many articles each stands, the most frequent first


class State(StrEnum):
    READY = "ready"
    MISSING = "missing"  # there never was one
    STALE = "stale"  # made with another schema or dictionary: its answers would be wrong
    DAMAGED = "damaged"


class IndexUnavailable(Exception):
    """The index cannot be searched now; ``state`` says why. ``manage.py update_index`` builds it."""

    def __init__(self, state: State) -> None:
        super().__init__(f"the search index is {state}; manage.py update_index builds it")
        self.state = state


class IndexUnwritable(Exception):
    """The index cannot be written to now: the disk is full, or its folder may not be written. It can still be read."""

    def __init__(self, error: OSError) -> None:
        super().__init__(f"the search index cannot be written: {error.strerror} ({error.filename or 'its folder'})")


class BuildError(Exception):
    """An index could not be built; what was written of it so far is kept, and the next build goes on from there."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an index has for a query: the articles of one page, and counts over all that answer."""

    pks: list[int]  # of the articles from ``start`` up to ``end``, in order
    total: int
    facets: dict[str, Counted]  # without the narrowing by that very facet: what choosing each value would give
    timeline: dict[str, Counted]  # with all narrowing
    loosened: dict[Term, tuple[Term, ...]]  # terms that stood nowhere -> the words searched in their place


class Build(Protocol):
    """An index in the making, beside the one that answers. Whoever has it holds the lock ``rebuild``."""

    @property
    def last(self) -> int:
        """The number of the last article that it had when it was begun or found; 0 if it had none."""

    def add(self, articles: Iterable[Prepared], total: int) -> None:
        """Add about ``total`` articles in order of their numbers. What is added is there whatever happens later, part
        after part. Raises BuildError."""

    def replace(self, articles: Iterable[Prepared], keys: Iterable[str]) -> None:
        """Take out what it has of ``keys`` and put the articles in, in one commit."""

    def erase(self, keys: Iterable[str]) -> None:
        """Let no file of it keep what it held of these articles before they were replaced."""

    def discard_parts(self) -> None:
        """Remove what an interrupted ``add`` left beside it."""

    def size(self) -> int:
        """How many articles it holds."""

    def make_current(self) -> None:
        """Let it answer from now on. The caller holds the lock ``write`` too."""


class SearchEngine(Protocol):
    """An index and what can be done with it. Whatever reads it raises IndexUnavailable, whatever writes it
    IndexUnavailable or IndexUnwritable."""

    # --- Searching ---

    def answer(
        self,
        query: Query,
        filters: Mapping[str, Sequence[str]],
        *,
        order: Order = "relevance",
        start: int = 0,
        end: int | None = None,
        facets: Mapping[str, int] | None = None,
        timeline: Mapping[str, int] | None = None,
    ) -> Answer:
        """The articles that answer the query and have one of the values of each filter, in a total order.

        ``filters`` are facets with values, and ``days`` with dates and ranges as ``search.days`` reads them. ``facets``
        and ``timeline`` say of which fields to count values, and how many at most.
        """

    def alike(self, key: str, most: int) -> list[int]:
        """The numbers of the articles with most in common with the one of this key."""

    # --- Suggesting ---

    def suggestions(self, typed: str, most: int) -> list[tuple[str, str, int]]:
        """Columns and authors in which this stands, and what begins so when typed by sound (headlines too): field,
        value, in how many articles."""

    def words_spelled(self, spelled: str, most: int) -> list[str]:
        """The words of headlines that are typed just so by sound, the most frequent first."""

    def rows_of(self, choices: Sequence[str]) -> list[tuple[str, ...]]:
        """Rows of characters, one of each of ``choices`` in turn, that may stand in texts; of the commonest."""

    def numbers(self, terms: Iterable[Term]) -> list[int]:
        """In how many articles each term stands."""

    def most_frequent(self, terms: Iterable[Term]) -> tuple[Term, int] | None:
        """Of terms of text, the one that stands in most articles, and in how many; None if none does. Only the likeliest
        of them need be counted."""

    # --- State ---

    def state(self) -> State:
        """Whether the index can be searched; raises nothing."""

    def version(self) -> str:
        """A token that changes with every change of the index, without opening it."""

    def count(self) -> int:
        """How many articles it holds."""

    def keys(self) -> set[str]:
        """Their keys."""

    def segments(self) -> int:
        """In how many segments it lies."""

    def agrees(self, article: Prepared) -> bool:
        """Whether it holds of the article just what was prepared of it."""

    def faults(self) -> list[str]:
        """The names of its files that are not as they were written; every byte is read."""

    # --- Writing ---

    def lock(self, name: Literal["write", "rebuild"], wait: float = 0) -> AbstractContextManager[bool]:
        """Hold a lock of this index: False if another still holds it after ``wait`` seconds. A lock goes with the
        process that holds it."""

    def replace(self, articles: Iterable[Prepared], keys: Iterable[str]) -> None:
        """Take out what the index has of ``keys`` and put the articles in, in one commit. The caller holds the lock
        ``write``."""

    def erase(self, keys: Iterable[str]) -> None:
        """Let no file of the index keep what it held of these articles before they were replaced. The caller holds the
        lock ``write``."""

    def remove_current(self) -> None:
        """Remove an index that cannot be used. The caller holds the lock ``write``."""

    # --- Building beside the index that answers ---

    def begin(self) -> Build:
        """An empty index; one that was begun before is discarded. The caller holds the lock ``rebuild``."""

    def unfinished(self) -> Build | None:
        """The index that an interrupted build left, if it can be gone on with. The caller holds the lock ``rebuild``."""

    def is_building(self) -> bool:
        """Whether an index was begun that is neither current nor discarded."""

    def discard_unfinished(self) -> None:
        """Remove the index that was begun."""


def engine_of(using: str = "default") -> SearchEngine:
    """The engine of one of Haystack's connections."""
    found: SearchEngine = connections[using].get_backend()
    return found
