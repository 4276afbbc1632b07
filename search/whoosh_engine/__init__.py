"""The embedded engine: Haystack over Whoosh. The only package that imports whoosh.

``_codec`` is how terms and columns lie on disk, ``_documents`` what is written of an article, ``_writer`` and
``_reader`` do so, ``_checksums`` tell what is damaged. Terms of units (each unit, each pair of neighbours) find the candidates of a row of units; the folded
text that is kept beside them decides. Words, weighted by where they stand, rank. ``search.matching`` does both over the
segments read here.
"""

from __future__ import annotations

import errno
import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from haystack.backends import BaseEngine, BaseSearchBackend, log_query
from haystack.indexes import SearchIndex
from haystack.models import SearchResult
from haystack.utils import get_identifier

from archive.models import Article
from search import analyzers, query
from search.haystack_query import TermQuery
from search.index_folder import IndexFolder, IndexUnavailable, IndexUnwritable, State
from search.matching import DAYS, SPELLED, Found, Hit, Sets, Snapshot, count
from search.query_limits import MOST_COUNTED, MOST_OF_A_SOUND
from search.whoosh_engine import _checksums, _reader, _writer
from search.whoosh_engine._build import build, discard_parts
from search.whoosh_engine._documents import SCHEMA_VERSION, VALUES, digest, document

MODEL = "archive.article"
MODEL_FIELD = "django_ct"  # what Haystack narrows by to ask for a model
MOST_VALUES = 100  # of a facet, where no other limit is asked for
LONGEST_WAIT = 30  # seconds for the writer's turn, where a caller must have it

LOG = logging.getLogger(__name__)


class WhooshBackend(BaseSearchBackend):
    """Haystack's backend, and what ``search.indexing`` asks of an engine: its state, its locks, a build beside."""

    _opened: dict[Path, _reader.OpenIndex] = {}  # of this process

    def __init__(self, connection_alias: str, **options: Any) -> None:
        super().__init__(connection_alias, **options)
        versions = {"schema": SCHEMA_VERSION, "words": analyzers.dictionary()}
        self.folder = IndexFolder(Path(options["PATH"]), versions)

    # --- State ---

    def state(self) -> State:
        try:
            self.snapshot()
        except IndexUnavailable as unavailable:
            return unavailable.state
        return State.READY

    def count(self) -> int:
        """How many articles the index holds. Raises IndexUnavailable."""
        return self.snapshot().size

    def version(self) -> str:
        """A word that is another after every change of the index; nothing is opened for it. Raises IndexUnavailable.

        A commit makes and removes files, and takes far longer than a tick of the clock by which the folder is dated.
        """
        folder = self.folder.current()
        with _readable(folder):
            return f"{folder.name}-{folder.stat().st_mtime_ns}"

    def keys(self) -> set[str]:
        """The keys of the articles in the index. Raises IndexUnavailable."""
        return self.snapshot().keys()

    def segments(self) -> int:
        """In how many segments. Raises IndexUnavailable."""
        return len(self.snapshot().segments)

    def agrees(self, index: SearchIndex, article: Article) -> bool:
        """Whether the index holds of the article what it would be given now. Raises IndexUnavailable."""
        snapshot = self.snapshot()
        given = digest(index.full_prepare(article))
        with _readable(self.folder.path, UnicodeDecodeError):
            here = snapshot.find_key(article.key)
            return here is not None and here[0].digests[here[1]] == given

    def faults(self) -> list[str]:
        """The names of the files that are not as they were written; every byte is read. Raises IndexUnavailable."""
        folder = self.folder.current()
        with _readable(folder):
            return _checksums.faults(folder)

    def snapshot(self) -> Snapshot:
        """The index as it stands now. Raises IndexUnavailable."""
        folder = self.folder.current()
        with _readable(folder):
            return self._open().snapshot(folder)

    def _open(self) -> _reader.OpenIndex:
        return self._opened.setdefault(self.folder.path, _reader.OpenIndex())

    def close(self) -> None:
        self._opened.pop(self.folder.path, None)

    def forget(self) -> None:
        """Let go of what earlier searches found; the index stays open. For measuring."""
        self._open().forget()

    # --- Writing ---

    @contextmanager
    def lock(self, name: str, wait: float = 0) -> Iterator[bool]:
        """Hold the lock ``name`` of this index, ``write`` or ``rebuild``: False if another still holds it after
        ``wait`` seconds. A lock goes with the process that holds it."""
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

    def replace(self, index: SearchIndex, articles: Iterable[Article], keys: Iterable[str]) -> None:
        """Take out what the index has of ``keys`` and put the articles in, in one commit.

        The caller holds the lock ``write``. Raises IndexUnavailable, IndexUnwritable.
        """
        folder = self.folder.current()
        documents = [document(index.full_prepare(article)) for article in articles]
        with _readable(folder):
            _writer.replace(folder, documents, keys)

    def erase(self, keys: Iterable[str]) -> None:
        """Let no file of the index keep what it held of these articles before they were replaced.

        The caller holds the lock ``write``. Raises IndexUnavailable, IndexUnwritable.
        """
        folder = self.folder.current()
        with _readable(folder):
            _writer.erase(folder, keys)

    def remove_current(self) -> None:
        """Remove a current index that cannot be used. The caller holds the lock ``write``."""
        self.close()
        self.folder.remove_current()

    def begin(self) -> Path:
        """An empty index beside the current one. The caller holds the lock ``rebuild``."""
        folder = self.folder.begin()
        _writer.create(folder)
        return folder

    def begun(self) -> tuple[Path, int] | None:
        """The index that an interrupted build left, and the last article that it has of those in order; None if none."""
        folder = self.folder.begun()
        if folder is None:
            return None
        try:
            snapshot = _reader.OpenIndex().snapshot(folder)
        except Exception:
            return None
        if _checksums.faults(folder):
            return None
        return folder, max((int(segment.pks.max()) for segment in snapshot.segments), default=0)

    def is_building(self) -> bool:
        """Whether there is an index that was begun and is neither current nor given up."""
        return self.folder.begun() is not None

    def give_up(self) -> None:
        """Remove the index that was begun."""
        self.folder.give_up()

    def add_to(self, folder: Path, index: SearchIndex, articles: Iterable[Article], total: int) -> None:
        """Add about ``total`` articles, in order of their numbers, to the index begun in ``folder``: with both cores.

        What is added is there whatever happens later, part after part. Raises BuildError.
        """
        build(folder, map(index.full_prepare, articles), total)

    def replace_in(self, folder: Path, index: SearchIndex, articles: Iterable[Article], keys: Iterable[str]) -> None:
        """``replace`` in the index begun in ``folder``."""
        _writer.replace(folder, (document(index.full_prepare(article)) for article in articles), keys)

    def erase_in(self, folder: Path, keys: Iterable[str]) -> None:
        """``erase`` in the index begun in ``folder``."""
        _writer.erase(folder, keys)

    def discard_parts(self, folder: Path) -> None:
        """Remove what an interrupted build left in ``folder`` beside the index begun there. The caller holds the lock
        ``rebuild``."""
        discard_parts(folder)

    def size_of(self, folder: Path) -> int:
        """How many articles the index begun in ``folder`` holds."""
        return _writer.size(folder)

    def make_current(self, folder: Path) -> None:
        """Let the index begun in ``folder`` answer from now on. The caller holds the lock ``write``."""
        self.folder.make_current(folder)

    # --- Haystack's own: every call is a commit ---

    def update(self, index: SearchIndex, iterable: Iterable[Article], commit: bool = True) -> None:  # noqa: ARG002
        articles = list(iterable)
        with self._turn():
            self.replace(index, articles, [article.key for article in articles])

    def remove(self, obj_or_string: Any, commit: bool = True) -> None:  # noqa: ARG002
        pk = int(get_identifier(obj_or_string).rpartition(".")[2])
        with self._turn():
            keys = [s.keys[i] for s in self.snapshot().segments for i in (s.pks == pk).nonzero()[0]]
            _writer.replace(self.folder.current(), [], keys)

    def clear(self, models: Iterable[Any] | None = None, commit: bool = True) -> None:  # noqa: ARG002
        with self.lock("rebuild", wait=LONGEST_WAIT), self._turn():
            self.make_current(self.begin())

    @contextmanager
    def _turn(self) -> Iterator[None]:
        with self.lock("write", wait=LONGEST_WAIT) as held:
            if not held:
                raise TimeoutError("another process has been writing to the search index for too long")
            yield

    # --- Suggesting ---

    def suggestions(self, typed: str, most: int) -> list[tuple[str, str, int]]:
        """Columns and authors in which this stands, and what begins so when typed by sound (headlines too): field,
        value, in how many articles. Raises IndexUnavailable."""
        snapshot = self.snapshot()
        found = [(name, *each) for name in ("column", "author") for each in snapshot.named(name, typed, most)]
        spelled = "".join(typed.lower().split())
        return found + (snapshot.spelled(spelled, most) if spelled.isascii() and spelled.isalnum() else [])

    def words_spelled(self, spelled: str, most: int) -> list[str]:
        """The words of headlines that are typed just so by sound, the most frequent first. Raises IndexUnavailable."""
        return [word for _spelled, word, _number in self.snapshot().spelled(f"{SPELLED}{spelled}{SPELLED}", most)]

    def rows_of(self, choices: Sequence[str]) -> list[tuple[str, ...]]:
        """Rows of characters, one of each of ``choices`` in turn, that may stand in texts; of the commonest. Raises
        IndexUnavailable."""
        return self.snapshot().rows_of(choices, MOST_OF_A_SOUND)

    def numbers(self, terms: Iterable[query.Term]) -> list[int]:
        """In how many articles each term stands. Raises IndexUnavailable."""
        snapshot = self.snapshot()
        return [snapshot.number(term) for term in terms]

    def most_frequent(self, terms: Iterable[query.Term]) -> tuple[query.Term, int] | None:
        """Of terms of text, the one that stands in most articles, and in how many; None if none does. Only the likeliest
        of them are counted. Raises IndexUnavailable."""
        return self.snapshot().most_frequent(terms, MOST_COUNTED)

    # --- Searching ---

    @log_query
    def search(
        self,
        query_string: str | query.Query,
        sort_by: Sequence[str] = (),
        start_offset: int = 0,
        end_offset: int | None = None,
        facets: Mapping[str, Mapping[str, int]] | Iterable[str] = (),
        date_facets: Mapping[str, Mapping[str, Any]] | None = None,
        narrow_queries: Iterable[str] = (),
        counts: Mapping[str, Mapping[str, int]] | None = None,
        models: Iterable[Any] = (),
        result_class: type[SearchResult] | None = None,
        **_options: Any,
    ) -> dict[str, Any]:
        """Haystack's search: ``query_string`` in the language of ``search.query``, ``narrow_queries`` as ``paper:slug`` or ``days:2025-01..2026``,
        ``sort_by`` field names, with a minus for descending: none is by relevance.

        The counts of a facet leave out the narrowing by that very facet: each is what choosing its value would give.
        ``counts`` are of all hits, with the narrowing of that facet too; for both, ``{"limit": n}`` is how many values.
        ``loosened`` in the result: the terms that stood nowhere, with the words searched in their place.
        Raises QueryError, IndexUnavailable, and ValueError for a field that there is not.
        """
        asked = query_string if isinstance(query_string, query.Query) else query.parse(query_string)
        filters, mine = _narrowed(narrow_queries)
        limits = facets if isinstance(facets, Mapping) else {facet: {} for facet in facets or ()}
        order = [(name.lstrip("-"), name.startswith("-")) for name in sort_by or ()]
        _known([*limits, *(counts or {}), *(name for name, _descending in order if name not in ("day", "key"))])
        edges = {name: _edges(**options) for name, options in (date_facets or {}).items()}
        snapshot = self.snapshot()
        with _readable(self.folder.path, UnicodeDecodeError):
            found = snapshot.matching(asked)
            if (models and Article not in models) or not mine:
                found = Found(snapshot.filtered(snapshot.all, {"key": [""]}), {})
            hits = snapshot.filtered(found.articles, filters)
            page = _ordered(snapshot, hits, asked, found, order, start_offset, end_offset)
            fields = {
                facet: snapshot.counts(
                    snapshot.filtered(found.articles, filters, but=facet), facet, options.get("limit", MOST_VALUES)
                )
                for facet, options in limits.items()
            }
            counted = {
                facet: snapshot.counts(hits, facet, options.get("limit", MOST_VALUES))
                for facet, options in (counts or {}).items()
            }
            dates = {name: _counted(snapshot.days(hits), mine) for name, mine in edges.items()}
        return {
            "results": _results(page, result_class),
            "hits": count(hits),
            "facets": {"fields": fields, "dates": dates, "queries": {}},
            "counts": counted,
            "loosened": found.loosened,
            "spelling_suggestion": None,
        }

    def more_like_this(
        self,
        model_instance: Article,
        additional_query_string: str | None = None,
        start_offset: int = 0,
        end_offset: int | None = None,
        result_class: type[SearchResult] | None = None,
        **_options: Any,
    ) -> dict[str, Any]:
        """The articles with most in common with one, of those that answer a further query if there is one."""
        asked = query.parse(additional_query_string or "")
        snapshot = self.snapshot()
        with _readable(self.folder.path, UnicodeDecodeError):
            here = snapshot.find_key(model_instance.key)
            articles = snapshot.matching(asked).articles
            alike, total = snapshot.like(*here, articles, start_offset, end_offset) if here else ([], 0)
        return {"results": _results(alike, result_class), "hits": total}


def _narrowed(narrow_queries: Iterable[str]) -> tuple[dict[str, list[str]], bool]:
    """The facets' values that are asked for, and whether articles are asked for at all."""
    filters: dict[str, list[str]] = {}
    mine = True
    for narrow in narrow_queries or ():
        name, _colon, value = narrow.partition(":")
        value = value.strip('"')
        if name == MODEL_FIELD:
            mine = MODEL in re.findall(r"[\w.]+", value)
            continue
        facet = name.removesuffix("_exact")
        if facet != DAYS:
            _known([facet])
        filters.setdefault(facet, []).append(value)
    return filters, mine


def _known(fields: Iterable[str]) -> None:
    unknown = [name for name in fields if name not in VALUES]
    if unknown:
        raise ValueError(f"{', '.join(unknown)}: no such field; there are {', '.join(VALUES)}")


def _ordered(
    snapshot: Snapshot,
    hits: Sets,
    asked: query.Query,
    found: Found,
    order: list[tuple[str, bool]],
    start: int,
    end: int | None,
) -> list[Hit]:
    if order in ([("day", True)], [("day", False)]) or (not order and not asked.terms):
        return snapshot.by_day(hits, order != [("day", False)], start, end)
    if not order:
        return snapshot.by_relevance(hits, asked, found.loosened, start, end)
    return snapshot.by_fields(hits, order, start, end)


def _edges(start_date: date, end_date: date, gap_by: str, gap_amount: int = 1, **_more: Any) -> list[date]:
    """Where each stretch of time begins, and the end of the last."""
    edges = [start_date]
    while edges[-1] < end_date:
        edges.append(_later(start_date, gap_by, gap_amount * len(edges)))
    return [*edges[:-1], end_date] if len(edges) > 1 else edges


def _counted(days: np.ndarray, edges: list[date]) -> list[tuple[datetime, int]]:
    """How many of the days are in each stretch of time."""
    places = days.searchsorted([edge.toordinal() for edge in edges]).tolist()
    counted = zip(edges, places, places[1:], strict=False)
    return [(datetime(edge.year, edge.month, edge.day), last - first) for edge, first, last in counted]  # noqa: DTZ001


def _later(day: date, gap_by: str, amount: int) -> date:
    if gap_by in ("day", "week"):
        return day + timedelta(days=amount * (7 if gap_by == "week" else 1))
    if gap_by not in ("month", "year"):
        raise ValueError(f"{gap_by} is no gap of days: day, week, month, year are")
    months = day.year * 12 + day.month - 1 + amount * (12 if gap_by == "year" else 1)
    first = date(months // 12, months % 12 + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def _results(page: Iterable[Hit], result_class: type[SearchResult] | None) -> list[SearchResult]:
    make = result_class or SearchResult
    found = []
    for segment, number, score in page:
        paper = segment.place(number).decode().partition("/")[0]
        found.append(make(*MODEL.split("."), int(segment.pks[number]), score, key=segment.keys[number], paper=paper))
    return found


@contextmanager
def _readable(folder: Path, fault: type[Exception] = Exception) -> Iterator[None]:
    """A ``fault`` here means that the index is damaged; any other error is one of ours, and stays what it is.

    What Whoosh raises on a faulty file has no class in common, so that where files are opened or written anything is a
    fault. Of files that are open already only what is no UTF-8 is one: their arrays fitted together when they were opened.
    """
    try:
        yield
    except (query.QueryError, IndexUnavailable):
        raise
    except OSError as error:
        if error.errno in _NOT_TO_WRITE:
            raise IndexUnwritable(error) from error
        raise _damaged(folder) from error
    except fault as error:
        raise _damaged(folder) from error


_NOT_TO_WRITE = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM)


def _damaged(folder: Path) -> IndexUnavailable:
    LOG.exception("the search index in %s cannot be read", folder)
    return IndexUnavailable(State.DAMAGED)


class WhooshEngine(BaseEngine):
    backend = WhooshBackend
    query = TermQuery

    def reset_sessions(self) -> None:
        """Let go of the index's files; they are opened again when needed."""
        self.get_backend().close()
        super().reset_sessions()
