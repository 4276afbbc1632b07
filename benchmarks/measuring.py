"""Timing queries, this project's engine and the others in turns, so that what slows the machine slows all alike.

*Cold*: before each query the engine drops every list that it has read; the index is open. *Warm*: the terms were asked
before, in other combinations; no query is asked twice, so that no kept result can answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from statistics import median
from time import perf_counter
from typing import Protocol

from benchmarks.engines import Ours, QuerySet
from benchmarks.queries import FACETS, Asked, others_with_the_same_terms
from benchmarks.timing import spread

COLD, WARM, WARM_QUERYSET = "ours cold", "ours warm", "ours warm, SearchQuerySet"
RECIPE = "recipe"


class Engine(Protocol):
    name: str

    def search(self, asked: Asked) -> int:
        """Find a page of what is asked and count what is to be counted; the number of all hits."""


@dataclass
class Times:
    """The seconds and the hits of the queries of one kind, asked of one engine."""

    seconds: list[float] = field(default_factory=list)
    hits: list[int] = field(default_factory=list)

    def time(self, search: Callable[[Asked], int], asked: Asked) -> None:
        start = perf_counter()
        hits = search(asked)
        self.seconds.append(perf_counter() - start)
        self.hits.append(hits)

    @property
    def median(self) -> float:
        return median(self.seconds)

    def as_json(self) -> dict[str, float]:
        return {**spread(self.seconds), "hits": median(self.hits), "queries": len(self.seconds)}


def measured(asked: Sequence[Asked], ours: Ours, recipe: QuerySet | None, peers: Sequence[Engine]) -> dict[str, dict]:
    """The times of queries of one kind: of this engine cold and warm with their ratios to the recipe, of the others."""
    if recipe is None:
        return _without_recipe(asked, ours, peers)
    times = {name: Times() for name in (COLD, WARM, WARM_QUERYSET, *(peer.name for peer in peers))}
    beside = {COLD: Times(), WARM: Times()}  # the recipe in turns with each
    if any(each.start for each in asked):
        recipe_asked = [replace(each, start=min(each.start, recipe.last_page(each))) for each in asked]
    else:
        recipe_asked = list(asked)
    for i, each in enumerate(asked):
        ours.forget()
        others = [(times[peer.name], peer, each) for peer in peers]
        _in_turns(i, [(times[COLD], ours, each), (beside[COLD], recipe, recipe_asked[i]), *others])
    _warm(ours, asked)
    for i, each in enumerate(asked):
        _warm_for_everything(ours, each)
        _in_turns(i, [(times[WARM], ours, each), (beside[WARM], recipe, recipe_asked[i])])
    _warm(ours, asked)
    queryset = QuerySet(WARM_QUERYSET, "default")
    for each in asked:
        _warm_for_everything(ours, each)
        times[WARM_QUERYSET].time(queryset.search, each)
    both = Times(beside[COLD].seconds + beside[WARM].seconds, beside[COLD].hits + beside[WARM].hits)
    result = {RECIPE: both.as_json()} | {name: mine.as_json() for name, mine in times.items()}
    for name, mine in beside.items():
        result[name]["ratio"] = round(mine.median / times[name].median, 2)
    return result


def _without_recipe(asked: Sequence[Asked], ours: Ours, peers: Sequence[Engine]) -> dict[str, dict]:
    times = {name: Times() for name in (COLD, WARM, *(peer.name for peer in peers))}
    for i, each in enumerate(asked):
        ours.forget()
        _in_turns(i, [(times[COLD], ours, each), *((times[peer.name], peer, each) for peer in peers)])
    _warm(ours, asked)
    for each in asked:
        _warm_for_everything(ours, each)
        times[WARM].time(ours.search, each)
    return {name: mine.as_json() for name, mine in times.items()}


def _in_turns(turn: int, searches: Sequence[tuple[Times, Engine, Asked]]) -> None:
    """Time each search; every other turn the last comes first, so that none always follows the same one."""
    for times, engine, asked in searches if turn % 2 else reversed(searches):
        times.time(engine.search, asked)


def _warm(ours: Ours, asked: Sequence[Asked]) -> None:
    """Forget all, then ask for every term, but nothing that is going to be measured."""
    ours.forget()
    for each in others_with_the_same_terms(asked):
        ours.search(each)


def _warm_for_everything(ours: Ours, each: Asked) -> None:
    """A query without terms has no other combinations: forget its answer, then ask something else with counts."""
    if not each.terms:
        ours.forget()
        ours.search(Asked("", ("中国",), facets=FACETS))
