"""Decisions as rows that are read from top to bottom: the first whose condition holds gives the verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, NamedTuple, TypeVar

Case = TypeVar("Case")
Verdict = TypeVar("Verdict")


class Row(NamedTuple, Generic[Case, Verdict]):
    """A decision. For each there is an example page in ``tests/test_decision_rows.py`` that is read wrongly without it."""

    name: str
    holds: Callable[[Case], bool]
    verdict: Verdict


def first_verdict(rows: Iterable[Row[Case, Verdict]], case: Case, otherwise: Verdict) -> Verdict:
    """The verdict of the first row that holds of the case."""
    return next((row.verdict for row in rows if row.holds(case)), otherwise)
