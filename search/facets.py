"""The values that articles are filtered by and counted by."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from search.normalise import encode, forms
from search.segments import Sets, Snapshot, values_of


def counts(snapshot: Snapshot, articles: Sets, facet: str, most: int | None = None) -> list[tuple[str, int]]:
    """The facet's values among the articles, with their numbers, the most frequent first, at most so many."""
    names, numbers = _numbering(snapshot, facet)
    total = np.zeros(len(names), np.int64)
    for segment, mine, places in zip(snapshot.segments, articles, numbers, strict=True):
        total[places] += values_of(segment, facet).counts(mine)
    there = np.flatnonzero(total)
    if most is not None and len(there) > most:
        least = np.partition(total[there], len(there) - most)[len(there) - most]
        there = there[total[there] >= least]
    counted = ((names[number], int(total[number])) for number in there)
    return sorted(counted, key=lambda pair: (-pair[1], pair[0]))[:most]


def _numbering(snapshot: Snapshot, facet: str) -> tuple[list[str], list[np.ndarray]]:
    """The facet's values in all segments, each once, and of each segment which its own are."""

    def make() -> tuple[list[str], list[np.ndarray]]:
        numbers: dict[str, int] = {}
        places = []
        for segment in snapshot.segments:
            names = values_of(segment, facet).names
            places.append(np.array([numbers.setdefault(name, len(numbers)) for name in names], np.int64))
        return list(numbers), places

    return snapshot.once(f"values of {facet}", make)


def named(snapshot: Snapshot, facet: str, typed: str, most: int) -> list[tuple[str, int]]:
    """The values of a facet in which this stands, with their numbers: those that begin with it first."""
    runs = [encode(row) for row in forms(typed) if row]
    within: dict[str, bool] = {}
    counted: dict[str, int] = {}
    for segment, live in zip(snapshot.segments, snapshot.all, strict=True) if runs else ():
        values = values_of(segment, facet)
        numbers = [number for number, folded in enumerate(values.folded) if any(run in folded for run in runs)]
        counts = values.counts(live) if numbers else ()
        for number in numbers:
            name = values.names[number]
            within[name] = not values.folded[number].startswith(tuple(runs))
            counted[name] = counted.get(name, 0) + int(counts[number])
    known = [name for name, number in counted.items() if number]
    known.sort(key=lambda name: (within[name], -counted[name], name))
    return [(name, counted[name]) for name in known[:most]]


def having(snapshot: Snapshot, facet: str, chosen: Callable[[str], bool], folded: bool = False) -> Sets:
    """The articles that have a value of the facet that is chosen, by its name or by what it folds to."""
    found = []
    for segment in snapshot.segments:
        values = values_of(segment, facet)
        found.append(values.having(chosen, values.folded if folded else values.names, segment.size))
    return found


def first_days(snapshot: Snapshot, articles: Sets) -> np.ndarray:
    """The first days of those articles that have one, in order."""
    days = [s.first[mine & (s.first > 0)] for s, mine in zip(snapshot.segments, articles, strict=True)]
    return np.sort(np.concatenate([*days, np.empty(0, np.int32)]))
