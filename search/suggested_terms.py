"""Terms of an index that may be meant: by what they sound like, and by how many articles have them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from heapq import nlargest, nsmallest
from itertools import chain
from operator import itemgetter

import numpy as np

from search.matching import lookups, number
from search.query import Term
from search.segments import SPELLED, Segment, Snapshot


def most_frequent(snapshot: Snapshot, terms: Iterable[Term], most: int) -> tuple[Term, int] | None:
    """Of terms of text, the one that stands in most articles, the first of several, and their number; None if none
    does.

    Each form of a term stands in no more articles than its rarest pair. The terms are counted from the one that may
    stand in most, until no other can stand in more; never more than ``most`` of them.
    """
    sizes: list[dict[tuple[str, bool], int]] = [{} for _segment in snapshot.segments]
    bounds: list[tuple[int, int, Term]] = []
    for order, term in enumerate(terms):
        bounds_of_forms = (map(partial(_at_most, lookups(form)), snapshot.segments, sizes) for form in term.forms)
        bound = sum(chain.from_iterable(bounds_of_forms))
        if bound:
            bounds.append((-bound, order, term))
    best: tuple[int, int, Term] | None = None
    for negative, order, term in nsmallest(most, bounds):
        if best and negative > best[0]:
            break
        counted = -number(snapshot, term), order, term
        if counted[0] and (best is None or counted < best):
            best = counted
    return (best[2], -best[0]) if best else None


def _at_most(lookups: Sequence[tuple[str, bool]], segment: Segment, sizes: dict[tuple[str, bool], int]) -> int:
    """In how many articles of the segment a term of these lookups may stand; ``sizes`` are those known already."""
    terms, fewest = segment.field("units"), segment.size
    for lookup in lookups:
        size = sizes.get(lookup)
        if size is None:
            text, begins = lookup
            place = terms.places(text) if begins else terms.place(text)
            size = sizes[lookup] = place.stop - place.start
        if not size:
            return 0
        fewest = min(fewest, size)
    return fewest


def rows_of(snapshot: Snapshot, choices: Sequence[str], most: int) -> list[tuple[str, ...]]:
    """Rows of characters, one of each of ``choices`` in turn, of which every pair of neighbours stands somewhere.

    Of each choice the ``most`` commonest characters are tried, and no more than so many rows are gone on with.
    """
    rows: list[tuple[str, ...]] = [()]
    for choice in choices:
        common = nlargest(most, dict.fromkeys(choice), key=partial(_postings, snapshot))
        longer = [((*row, one), _postings(snapshot, row[-1] + one if row else one)) for row in rows for one in common]
        rows = [row for row, number in nlargest(most, longer, key=itemgetter(1)) if number]
    return rows


def _postings(snapshot: Snapshot, text: str) -> int:
    """In how many articles a unit or a pair of them stands, those that are deleted counted too."""
    places = (segment.field("units").place(text) for segment in snapshot.segments)
    return sum(place.stop - place.start for place in places)


def spelled(snapshot: Snapshot, typed: str, most: int) -> list[tuple[str, str, int]]:
    """What begins with this when it is typed by sound: field, value, and in how many articles, the most first."""
    counted: dict[str, int] = {}
    for segment, live in zip(snapshot.segments, snapshot.all, strict=True):
        terms = segment.field("sounds")
        numbers = terms.beginning(typed)
        if not numbers:
            continue
        starts = terms.starts[numbers.start : numbers.stop + 1].astype(np.int64)
        there = live[terms.articles[starts[0] : starts[-1]]].astype(np.int64)
        sizes = np.add.reduceat(there, starts[:-1] - starts[0])
        for at in np.argsort(-sizes, kind="stable")[:most].tolist():
            if sizes[at]:
                term = terms.term(numbers.start + at).decode().partition(SPELLED)[2]
                counted[term] = counted.get(term, 0) + int(sizes[at])
    best = sorted(counted, key=lambda term: (-counted[term], term))[:most]
    return [(field, value, counted[term]) for term in best for field, value in [term.split(SPELLED, 1)]]
