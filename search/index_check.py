"""Whether the index holds what the record holds. Reads only."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import QuerySet

from archive.models import Article
from search.engine import IndexUnavailable, State, engine_of
from search.models import IndexTask
from search.search_indexes import article_index

CHUNK = 200  # articles compared at a time


@dataclass
class Report:
    """What was found. What is queued still is not missing, nor surplus, nor different."""

    state: str
    public: int
    queued: int
    building: bool
    indexed: int | None = None
    segments: int = 0
    damaged: list[str] = field(default_factory=list)  # files
    missing: list[str] = field(default_factory=list)
    surplus: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)
    compared: int = 0

    @property
    def wrong(self) -> bool:
        return self.indexed is None or bool(self.damaged or self.missing or self.surplus or self.different)


def check(using: str = "default", sample: int | None = None) -> Report:
    """Compare every byte of the index's files with its checksum, every key, and what is held of ``sample`` articles chosen
    at random, or of all."""
    engine, index = engine_of(using), article_index(using)
    public = set(index.index_queryset(using=using).values_list("key", flat=True))
    queued = set(IndexTask.objects.filter(written=False).values_list("key", flat=True))
    report = Report(str(engine.state()), len(public), len(queued), engine.is_building())
    try:
        report.damaged = engine.faults()
        if report.damaged:
            report.state = State.DAMAGED
            return report
        indexed = engine.keys()
    except IndexUnavailable:
        return report
    report.indexed, report.segments = len(indexed), engine.segments()
    report.missing = sorted(public - indexed - queued)
    report.surplus = sorted(indexed - public - queued)
    chosen = sorted((public & indexed) - queued)
    if sample is not None and sample < len(chosen):
        chosen = sorted(random.sample(chosen, sample))
    for article in _articles(index.index_queryset(using=using), chosen):
        report.compared += 1
        if not engine.agrees(index.full_prepare(article)):
            report.different.append(article.key)
    return report


def _articles(articles: QuerySet[Article], keys: list[str]) -> Iterator[Article]:
    for start in range(0, len(keys), CHUNK):
        yield from articles.filter(key__in=keys[start : start + CHUNK]).order_by("pk")
