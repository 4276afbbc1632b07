"""An index of Whoosh's files, and all that ``search.engine`` promises of one."""

from __future__ import annotations

import errno
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from search import analyzers, matching, ranking, suggested_terms
from search.engine import (
    Answer,
    Build,
    Counted,
    IndexUnavailable,
    IndexUnwritable,
    Order,
    Prepared,
    SearchEngine,
    State,
)
from search.facets import counts, first_days, named
from search.index_folder import IndexFolder
from search.query import Query, QueryError, Term
from search.query_limits import MOST_COUNTED, MOST_OF_A_SOUND
from search.segments import SPELLED, Hit, Snapshot, count
from search.whoosh_engine import _checksums, _reader, _writer
from search.whoosh_engine._build import WhooshBuild
from search.whoosh_engine._documents import SCHEMA_VERSION, VALUES, digest, document

ORDERS: dict[Order, list[tuple[str, bool]]] = {"relevance": [], "newest": [("day", True)], "oldest": [("day", False)]}
_NOT_TO_WRITE = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM)

LOG = logging.getLogger(__name__)


class WhooshIndex:
    """The index in a folder, as ``search.engine.SearchEngine`` describes it."""

    _opened: dict[Path, _reader.OpenIndex] = {}  # of this process

    def __init__(self, path: Path) -> None:
        self.folder = IndexFolder(path, {"schema": SCHEMA_VERSION, "words": analyzers.dictionary()})

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
        facets, timeline = facets or {}, timeline or {}
        with self.searched(query, filters, [*facets, *timeline]) as found:
            return Answer(
                pks=[int(segment.pks[number]) for segment, number, _score in found.page(ORDERS[order], start, end)],
                total=found.total,
                facets={name: found.facet(name, most) for name, most in facets.items()},
                timeline={name: found.counted(name, most) for name, most in timeline.items()},
                loosened=found.loosened,
            )

    @contextmanager
    def searched(
        self, query: Query, filters: Mapping[str, Sequence[str]], fields: Iterable[str] = ()
    ) -> Iterator[Searched]:
        """What answers, to be read while the index stands as it is. Raises ValueError for ``fields`` or filters that
        there are not."""
        known({*fields, *filters} - {matching.DAYS, "key"})
        snapshot = self.snapshot()
        with _readable(self.folder.path, UnicodeDecodeError):
            yield Searched(snapshot, query, filters)

    def alike(self, key: str, most: int) -> list[int]:
        hits, _total = self.hits_alike(key, Query(), 0, most)
        return [int(segment.pks[number]) for segment, number, _score in hits]

    def hits_alike(self, key: str, asked: Query, start: int, end: int | None) -> tuple[list[Hit], int]:
        """The articles with most in common with the one of this key, of those that answer a query; and their number."""
        snapshot = self.snapshot()
        with _readable(self.folder.path, UnicodeDecodeError):
            here = snapshot.find_key(key)
            if here is None:
                return [], 0
            return ranking.like(snapshot, *here, matching.answering(snapshot, asked).articles, start, end)

    # --- Suggesting ---

    def suggestions(self, typed: str, most: int) -> list[tuple[str, str, int]]:
        snapshot = self.snapshot()
        found = [(name, *each) for name in ("column", "author") for each in named(snapshot, name, typed, most)]
        spelled = "".join(typed.lower().split())
        if not (spelled.isascii() and spelled.isalnum()):
            return found
        return found + suggested_terms.spelled(snapshot, spelled, most)

    def words_spelled(self, spelled: str, most: int) -> list[str]:
        found = suggested_terms.spelled(self.snapshot(), f"{SPELLED}{spelled}{SPELLED}", most)
        return [word for _spelled, word, _number in found]

    def rows_of(self, choices: Sequence[str]) -> list[tuple[str, ...]]:
        return suggested_terms.rows_of(self.snapshot(), choices, MOST_OF_A_SOUND)

    def numbers(self, terms: Iterable[Term]) -> list[int]:
        snapshot = self.snapshot()
        return [matching.number(snapshot, term) for term in terms]

    def most_frequent(self, terms: Iterable[Term]) -> tuple[Term, int] | None:
        return suggested_terms.most_frequent(self.snapshot(), terms, MOST_COUNTED)

    # --- State ---

    def state(self) -> State:
        try:
            self.snapshot()
        except IndexUnavailable as unavailable:
            return unavailable.state
        return State.READY

    def version(self) -> str:
        # A commit makes and removes files, and takes far longer than a tick of the clock by which the folder is dated.
        folder = self.folder.current()
        with _readable(folder):
            return f"{folder.name}-{folder.stat().st_mtime_ns}"

    def count(self) -> int:
        return self.snapshot().size

    def keys(self) -> set[str]:
        return self.snapshot().keys()

    def segments(self) -> int:
        return len(self.snapshot().segments)

    def agrees(self, article: Prepared) -> bool:
        snapshot, given = self.snapshot(), digest(article)
        with _readable(self.folder.path, UnicodeDecodeError):
            here = snapshot.find_key(article["key"])
            return here is not None and here[0].digest(here[1]) == given

    def faults(self) -> list[str]:
        folder = self.folder.current()
        with _readable(folder):
            return _checksums.faults(folder)

    def snapshot(self) -> Snapshot:
        """The index as it stands now. Raises IndexUnavailable."""
        folder = self.folder.current()
        with _readable(folder):
            return self.opened().snapshot(folder)

    def opened(self) -> _reader.OpenIndex:
        """The index as this process has it open."""
        return self._opened.setdefault(self.folder.path, _reader.OpenIndex())

    def close(self) -> None:
        """Let go of the index's files; they are opened again when needed."""
        self._opened.pop(self.folder.path, None)

    def forget(self) -> None:
        """Let go of what earlier searches found; the index stays open. For measuring."""
        self.opened().forget()

    # --- Writing ---

    @contextmanager
    def lock(self, name: Literal["write", "rebuild"], wait: float = 0) -> Iterator[bool]:
        try:
            self.folder.path.mkdir(parents=True, exist_ok=True)
            lock = _writer.file_lock(self.folder.path / f"{name}.lock", wait)
        except OSError as error:
            raise IndexUnwritable(error) from error
        try:
            yield lock is not None
        finally:
            if lock is not None:
                lock.release()

    def replace(self, articles: Iterable[Prepared], keys: Iterable[str]) -> None:
        folder = self.folder.current()
        documents = [document(each) for each in articles]
        with _readable(folder):
            _writer.replace(folder, documents, keys)

    def erase(self, keys: Iterable[str]) -> None:
        folder = self.folder.current()
        with _readable(folder):
            _writer.erase(folder, keys)

    def remove_current(self) -> None:
        self.close()
        self.folder.remove_current()

    # --- Building ---

    def begin(self) -> WhooshBuild:
        folder = self.folder.begin()
        _writer.create(folder)
        return WhooshBuild(self.folder, folder)

    def unfinished(self) -> WhooshBuild | None:
        folder = self.folder.begun()
        if folder is None:
            return None
        try:
            snapshot = _reader.OpenIndex().snapshot(folder)
        except Exception:
            return None
        if _checksums.faults(folder):
            return None
        last = max((int(segment.pks.max()) for segment in snapshot.segments), default=0)
        return WhooshBuild(self.folder, folder, last)

    def is_building(self) -> bool:
        return self.folder.begun() is not None

    def discard_unfinished(self) -> None:
        self.folder.give_up()


if TYPE_CHECKING:  # mypy says here which promise is not kept
    _engine: type[SearchEngine] = WhooshIndex
    _build: type[Build] = WhooshBuild


class Searched:
    """What of a snapshot answers a query."""

    def __init__(self, snapshot: Snapshot, query: Query, filters: Mapping[str, Sequence[str]]) -> None:
        self._snapshot, self._query, self._filters = snapshot, query, filters
        self._articles, self.loosened = matching.answering(snapshot, query)
        self._hits = matching.filtered(snapshot, self._articles, filters)

    @property
    def total(self) -> int:
        return count(self._hits)

    def page(self, order: Sequence[tuple[str, bool]], start: int, end: int | None) -> list[Hit]:
        """The hits from ``start`` up to ``end`` in order of fields, each ascending or (True) descending; by relevance if
        there are none."""
        order = list(order)
        if order in (ORDERS["newest"], ORDERS["oldest"]) or (not order and not self._query.terms):
            return ranking.by_day(self._snapshot, self._hits, order != ORDERS["oldest"], start, end)
        if not order:
            return ranking.by_relevance(self._snapshot, self._hits, self._query, self.loosened, start, end)
        return ranking.by_fields(self._snapshot, self._hits, order, start, end)

    def facet(self, name: str, most: int) -> Counted:
        """The values of a facet, each with how many hits choosing it would give."""
        others = matching.filtered(self._snapshot, self._articles, self._filters, but=name)
        return counts(self._snapshot, others, name, most)

    def counted(self, name: str, most: int) -> Counted:
        """The values of a field among the hits."""
        return counts(self._snapshot, self._hits, name, most)

    def days(self) -> np.ndarray:
        """The first days of the hits that have one, in order."""
        return first_days(self._snapshot, self._hits)


def known(fields: Iterable[str]) -> None:
    """Raise ValueError if one of these is no field of values."""
    unknown = sorted(name for name in fields if name not in VALUES)
    if unknown:
        raise ValueError(f"{', '.join(unknown)}: no such field; there are {', '.join(VALUES)}")


@contextmanager
def _readable(folder: Path, fault: type[Exception] = Exception) -> Iterator[None]:
    """A ``fault`` here means that the index is damaged; any other error is one of ours, and stays what it is.

    What Whoosh raises on a faulty file has no class in common, so that where files are opened or written anything is a
    fault. Of files that are open already only what is no UTF-8 is one: their arrays fitted together when they were opened.
    """
    try:
        yield
    except (QueryError, IndexUnavailable):
        raise
    except OSError as error:
        if error.errno in _NOT_TO_WRITE:
            raise IndexUnwritable(error) from error
        raise _damaged(folder) from error
    except fault as error:
        raise _damaged(folder) from error


def _damaged(folder: Path) -> IndexUnavailable:
    LOG.exception("the search index in %s cannot be read", folder)
    return IndexUnavailable(State.DAMAGED)
