"""The embedded engine: Haystack over Whoosh. The only package that imports whoosh (in ``_index``).

Terms of units (each unit, each pair of neighbours) find the candidates of a row of units; the folded text that is
stored beside them decides. Words, weighted by the field that they stand in, rank. ``search.matching`` does both over
the segments read here.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from haystack.backends import BaseEngine, BaseSearchBackend, log_query
from haystack.indexes import SearchIndex
from haystack.models import SearchResult
from haystack.utils import get_identifier

from archive.models import Article
from search import analyzers, query
from search.folder import IndexFolder, IndexUnavailable, State
from search.lookups import TermQuery
from search.matching import Snapshot, members
from search.whoosh_engine import _index

MODEL = "archive.article"
SORT_FIELDS = {(): "relevance", ("-day",): "newest", ("day",): "oldest"}
LONGEST_WAIT = 30  # seconds for the writer's turn, where a caller must have it

LOG = logging.getLogger(__name__)


class WhooshBackend(BaseSearchBackend):
    """Haystack's backend, and what ``search.indexing`` asks of an engine: its state, its locks, a build beside."""

    _opened: dict[Path, _index.OpenIndex] = {}  # of this process

    def __init__(self, connection_alias: str, **options: Any) -> None:
        super().__init__(connection_alias, **options)
        versions = {"schema": _index.SCHEMA_VERSION, "words": analyzers.DICTIONARY}
        self.folder = IndexFolder(Path(options["PATH"]), versions)

    # --- State ---

    def state(self) -> State:
        try:
            self._snapshot()
        except IndexUnavailable as unavailable:
            return unavailable.state
        return State.READY

    def count(self) -> int:
        """How many articles the index holds. Raises IndexUnavailable."""
        return self._snapshot().all.bit_count()

    def keys(self) -> set[str]:
        """The keys of the articles in the index. Raises IndexUnavailable."""
        snapshot = self._snapshot()
        return {snapshot.rows[i].key for i in members(snapshot.all)}

    def _snapshot(self) -> Snapshot:
        folder = self.folder.current()
        with _readable(folder):
            return self._opened.setdefault(self.folder.path, _index.OpenIndex()).snapshot(folder)

    def close(self) -> None:
        self._opened.pop(self.folder.path, None)

    # --- Writing ---

    @contextmanager
    def lock(self, name: str, wait: float = 0) -> Iterator[bool]:
        """Hold the lock ``name`` of this index, ``write`` or ``rebuild``: False if another still holds it after
        ``wait`` seconds. A lock goes with the process that holds it."""
        self.folder.path.mkdir(parents=True, exist_ok=True)
        lock = _index.file_lock(self.folder.path / f"{name}.lock", wait)
        try:
            yield lock is not None
        finally:
            if lock is not None:
                lock.release()

    def replace(self, index: SearchIndex, articles: Iterable[Article], keys: Iterable[str]) -> None:
        """Take out what the index has of ``keys`` and put the articles in, in one commit.

        The caller holds the lock ``write``. Raises IndexUnavailable.
        """
        folder = self.folder.current()
        with _readable(folder):
            _index.replace(folder, map(index.full_prepare, articles), keys)

    def begin(self) -> Path:
        """An empty index beside the current one. The caller holds the lock ``rebuild``."""
        folder = self.folder.new()
        _index.create(folder)
        return folder

    def add_to(self, folder: Path, index: SearchIndex, articles: Iterable[Article]) -> None:
        """Add articles that it has not to the index begun in ``folder``."""
        _index.add(folder, map(index.full_prepare, articles))

    def replace_in(self, folder: Path, index: SearchIndex, articles: Iterable[Article], keys: Iterable[str]) -> None:
        """``replace`` in the index begun in ``folder``."""
        _index.replace(folder, map(index.full_prepare, articles), keys)

    def size_of(self, folder: Path) -> int:
        """How many articles the index begun in ``folder`` holds."""
        return _index.size(folder)

    def make_current(self, folder: Path) -> None:
        """Let the index begun in ``folder`` answer from now on. The caller holds the lock ``write``."""
        self.folder.make_current(folder)

    # --- Haystack's own: every call is a commit ---

    def update(self, index: SearchIndex, iterable: Iterable[Article], commit: bool = True) -> None:  # noqa: ARG002
        articles = list(iterable)
        with self._turn():
            self.replace(index, articles, [article.key for article in articles])

    def remove(self, obj_or_string: Any, commit: bool = True) -> None:  # noqa: ARG002
        identifier = get_identifier(obj_or_string)
        with self._turn():
            keys = [row.key for row in self._snapshot().rows if f"{MODEL}.{row.pk}" == identifier]
            _index.replace(self.folder.current(), [], keys)

    def clear(self, models: Iterable[Any] | None = None, commit: bool = True) -> None:  # noqa: ARG002
        with self.lock("rebuild", wait=LONGEST_WAIT), self._turn():
            self.make_current(self.begin())

    @contextmanager
    def _turn(self) -> Iterator[None]:
        with self.lock("write", wait=LONGEST_WAIT) as held:
            if not held:
                raise TimeoutError("another process has been writing to the search index for too long")
            yield

    @log_query
    def search(
        self,
        query_string: str,
        sort_by: Sequence[str] = (),
        start_offset: int = 0,
        end_offset: int | None = None,
        facets: Iterable[str] = (),
        narrow_queries: Iterable[str] = (),
        models: Iterable[Any] = (),
        result_class: type[SearchResult] | None = None,
        **_options: Any,
    ) -> dict[str, Any]:
        """Haystack's search: ``query_string`` in the language of ``search.query``, ``narrow_queries`` as ``paper:slug``.

        The counts of a facet leave out the narrowing by that very facet: each is what choosing its value would give.
        ``loosened`` in the result: the terms that stood nowhere, with the words searched in their place.
        Raises QueryError, IndexUnavailable.
        """
        asked = query.parse(query_string)
        filters: dict[str, list[str]] = {}
        for narrow in narrow_queries or ():
            facet, _colon, value = narrow.partition(":")
            filters.setdefault(facet, []).append(value)
        snapshot = self._snapshot()
        with _readable(self.folder.path):
            found, loosened = snapshot.matching(asked) if not models or Article in models else (0, {})
            hits = snapshot.filtered(found, filters)
            sort = SORT_FIELDS[tuple(sort_by or ())]
            page = snapshot.ordered(hits, asked, loosened, sort, start_offset, end_offset)
        make = result_class or SearchResult
        kept = ("key", "paper", "year")
        counts = {f: snapshot.counts(snapshot.filtered(found, filters, but=f), f) for f in facets or ()}
        return {
            "results": [
                make(*MODEL.split("."), row.pk, score, **{name: getattr(row, name) for name in kept})
                for row, score in page
            ],
            "hits": hits.bit_count(),
            "facets": {"fields": counts, "dates": {}, "queries": {}},
            "loosened": loosened,
            "spelling_suggestion": None,
        }


@contextmanager
def _readable(folder: Path) -> Iterator[None]:
    """What Whoosh raises on a faulty file has no class in common: whatever it raises here, the index is damaged."""
    try:
        yield
    except Exception as error:
        LOG.exception("the search index in %s cannot be read", folder)
        raise IndexUnavailable(State.DAMAGED) from error


class WhooshEngine(BaseEngine):
    backend = WhooshBackend
    query = TermQuery

    def reset_sessions(self) -> None:
        """Let go of the index's files; they are opened again when needed."""
        self.get_backend().close()
        super().reset_sessions()
