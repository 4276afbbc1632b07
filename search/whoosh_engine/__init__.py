"""The embedded engine: Haystack over Whoosh. The only package that imports whoosh.

Here is what Haystack asks of a backend; ``_index`` keeps the promises of ``search.engine``, ``_build`` makes an index anew.
``_codec`` is how terms and columns lie on disk, ``_documents`` what is written of an article, ``_writer`` and
``_reader`` do so, ``_checksums`` tell what is damaged. Terms of units (each unit, each pair of neighbours) find the
candidates of a row of units; the folded text that is kept beside them decides. Words, weighted by where they stand,
rank. ``search.matching``, ``facets`` and ``ranking`` do so over the segments read here.
"""

from __future__ import annotations

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
from search.haystack_query import TermQuery
from search.matching import DAYS
from search.query import Query, parse
from search.segments import Hit
from search.whoosh_engine._index import WhooshIndex, known

MODEL = "archive.article"
MODEL_FIELD = "django_ct"  # what Haystack narrows by to ask for a model
MOST_VALUES = 100  # of a facet, where no other limit is asked for
LONGEST_WAIT = 30  # seconds for the writer's turn, where a caller must have it


class WhooshBackend(WhooshIndex, BaseSearchBackend):
    """The index as Haystack's backend. Every writing call of Haystack's own is a commit."""

    def __init__(self, connection_alias: str, **options: Any) -> None:
        BaseSearchBackend.__init__(self, connection_alias, **options)
        WhooshIndex.__init__(self, Path(options["PATH"]))

    def update(self, index: SearchIndex, iterable: Iterable[Article], commit: bool = True) -> None:  # noqa: ARG002
        articles = list(iterable)
        with self._turn():
            self.replace(map(index.full_prepare, articles), [article.key for article in articles])

    def remove(self, obj_or_string: Any, commit: bool = True) -> None:  # noqa: ARG002
        pk = int(get_identifier(obj_or_string).rpartition(".")[2])
        with self._turn():
            keys = [s.keys[i] for s in self.snapshot().segments for i in (s.pks == pk).nonzero()[0]]
            self.replace([], keys)

    def clear(self, models: Iterable[Any] | None = None, commit: bool = True) -> None:  # noqa: ARG002
        with self.lock("rebuild", wait=LONGEST_WAIT), self._turn():
            self.begin().make_current()

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
        facets: Mapping[str, Mapping[str, int]] | Iterable[str] = (),
        date_facets: Mapping[str, Mapping[str, Any]] | None = None,
        narrow_queries: Iterable[str] = (),
        models: Iterable[Any] = (),
        result_class: type[SearchResult] | None = None,
        **_options: Any,
    ) -> dict[str, Any]:
        """Haystack's search: ``query_string`` in the language of ``search.query``, ``narrow_queries`` as ``paper:slug`` or
        ``days:2025-01..2026``, ``sort_by`` field names, with a minus for descending: none is by relevance.

        The counts of a facet leave out the narrowing by that very facet; ``{"limit": n}`` is how many values.
        Raises QueryError, IndexUnavailable, and ValueError for a field that there is not.
        """
        filters, mine = _narrowed(narrow_queries)
        if (models and Article not in models) or not mine:
            filters["key"] = [""]  # which no article has
        limits = facets if isinstance(facets, Mapping) else {facet: {} for facet in facets or ()}
        order = [(name.lstrip("-"), name.startswith("-")) for name in sort_by or ()]
        fields = [*limits, *(name for name, _descending in order if name not in ("day", "key"))]
        edges = {name: _edges(**options) for name, options in (date_facets or {}).items()}
        with self.searched(parse(query_string), filters, fields) as found:
            counts = {name: found.facet(name, options.get("limit", MOST_VALUES)) for name, options in limits.items()}
            dates = {name: _counted(found.days(), mine) for name, mine in edges.items()}
            return {
                "results": _results(found.page(order, start_offset, end_offset), result_class),
                "hits": found.total,
                "facets": {"fields": counts, "dates": dates, "queries": {}},
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
        asked = parse(additional_query_string) if additional_query_string else Query()
        alike, total = self.hits_alike(model_instance.key, asked, start_offset, end_offset)
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
            known([facet])
        filters.setdefault(facet, []).append(value)
    return filters, mine


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


class WhooshEngine(BaseEngine):
    backend = WhooshBackend
    query = TermQuery

    def reset_sessions(self) -> None:
        """Let go of the index's files; they are opened again when needed."""
        self.get_backend().close()
        super().reset_sessions()
