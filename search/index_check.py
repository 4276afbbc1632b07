"""Whether the index holds what the record holds. Reads only."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from haystack import connections

from archive.models import Article
from search.index_folder import IndexUnavailable, State
from search.models import IndexTask

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
    backend = connections[using].get_backend()
    index = connections[using].get_unified_index().get_index(Article)
    public = set(index.index_queryset(using=using).values_list("key", flat=True))
    queued = set(IndexTask.objects.filter(written=False).values_list("key", flat=True))
    report = Report(str(backend.state()), len(public), len(queued), backend.is_building())
    try:
        report.damaged = backend.faults()
        if report.damaged:
            report.state = State.DAMAGED
            return report
        indexed = backend.keys()
    except IndexUnavailable:
        return report
    report.indexed, report.segments = len(indexed), backend.segments()
    report.missing = sorted(public - indexed - queued)
    report.surplus = sorted(indexed - public - queued)
    chosen = sorted((public & indexed) - queued)
    if sample is not None and sample < len(chosen):
        chosen = sorted(random.sample(chosen, sample))
    for article in _articles(index.index_queryset(using=using), chosen):
        report.compared += 1
        if not backend.agrees(index, article):
            report.different.append(article.key)
    return report


def _articles(articles: object, keys: list[str]) -> Iterator[Article]:
    for start in range(0, len(keys), CHUNK):
        yield from articles.filter(key__in=keys[start : start + CHUNK]).order_by("pk")
