"""Whose the characters of a received text are: of one thing at most, and what an import withdrew has none to claim."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from archive.models import Article, ArticlePart, Photo
from archive.models.lots import lots
from archive.spans import intervals
from archive.spans.intervals import Stretches


class Owners:
    """Which articles have text of some received texts, as things stand."""

    def __init__(self, sources: Collection[int]) -> None:
        self._rows: dict[int, list[tuple[int, Stretches]]] = {}
        gone = Article.objects.withdrawn_by_import()
        for lot in lots(sorted(sources)):
            for model in (ArticlePart, Photo):
                rows = model.objects.filter(source__in=lot, article__isnull=False).exclude(article__in=gone)
                for source, article, spans in rows.values_list("source", "article", "spans"):
                    self._rows.setdefault(source, []).append((article, intervals.union(spans)))

    def of(self, wanted: Mapping[int, Stretches], besides: Collection[int] = ()) -> set[int]:
        """The articles, ``besides`` these, that have any of the characters ``wanted`` of each text."""
        return {
            article
            for source, place in wanted.items()
            for article, has in self._rows.get(source, ())
            if article not in besides and intervals.common(place, has)
        }


def places(pieces: Iterable[tuple[int | None, Iterable]]) -> dict[int, Stretches]:
    """The characters of each received text that parts and photos have together, each given as its text and spans."""
    found: dict[int, Stretches] = {}
    for source, spans in pieces:
        if source is not None:
            found[source] = intervals.union(found.get(source, ()), spans)
    return found
