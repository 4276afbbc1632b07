"""Many rows in lots that a database takes in one query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

LOT = 500  # keys or rows of one query
_T = TypeVar("_T")


def lots(found: Iterable[_T]) -> Iterator[list[_T]]:
    """What is found in lots, each as long as one query takes.

    >>> [len(lot) for lot in lots(range(1200))]
    [500, 500, 200]
    """
    rest = iter(found)
    while lot := list(islice(rest, LOT)):
        yield lot
