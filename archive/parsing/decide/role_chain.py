"""The roles of a row of lines, decided together by weights (a linear chain, after Viterbi).

Of each line the signs count for and against each role, and so does which role stands above it; the row of roles that has
most in its favour is taken. Weights are whole numbers, learned from pages that people had read, so that the same page is
always read the same.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from importlib.resources import files
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

Signs = list[list[str]]  # of each line its signs
Role = TypeVar("Role", bound=str)

_REASONS = 3


def class_of(value: float, edges: Sequence[float]) -> int:
    """In which of the classes that these edges part a value is, counted from 0: signs name classes, not figures.

    >>> class_of(12, (5, 10, 20))
    2
    """
    return bisect_right(edges, value)


def chain_in(table: str, roles: Sequence[Role]) -> Chain[Role]:
    """The weights of the project that stand in the table of this name, beside this module."""
    return Chain(files(__package__).joinpath(table).read_text(encoding="utf-8"), roles)


class Chain(Generic[Role]):
    """What signs count for, and what a role counts for under another."""

    def __init__(self, table: str, roles: Sequence[Role]) -> None:
        """Read a table: in each row a role, a sign or ``after`` with a role, and a whole number."""
        self.roles = tuple(roles)
        place = {str(role): at for at, role in enumerate(self.roles)}
        self._rows: dict[str, int] = {}
        of_signs: list[list[int]] = []
        after = [[0] * len(place) for _role in place]
        for row in table.splitlines():
            role, sign, weight = row.split("\t")
            if sign.startswith("after "):
                after[place[sign.removeprefix("after ")]][place[role]] = int(weight)
                continue
            if sign not in self._rows:
                self._rows[sign] = len(of_signs)
                of_signs.append([0] * len(place))
            of_signs[self._rows[sign]][place[role]] = int(weight)
        self._of_signs = np.array(of_signs, dtype=np.int64).reshape(len(of_signs), len(place))
        self._after = np.array(after, dtype=np.int64)

    def decide(self, signs: Signs) -> list[Decision[Role]]:
        """The role of each line, in order."""
        row = self._best_row(signs)
        return [Decision(self.roles[role], of_line, self) for role, of_line in zip(row, signs, strict=True)]

    def _best_row(self, signs: Signs) -> list[int]:
        """The row of roles with the greatest sum; of equal ones that which comes first in the order of the roles."""
        if not signs:
            return []
        totals = self._scores(signs[0])
        ways: list[list[int]] = []
        for of_line in signs[1:]:
            sums = totals[:, None] + self._after
            way = sums.argmax(axis=0)
            totals = sums.max(axis=0) + self._scores(of_line)
            ways.append(way.tolist())
        role = int(totals.argmax())
        row = [role]
        for above in reversed(ways):
            role = above[role]
            row.append(role)
        return row[::-1]

    def _scores(self, signs: Sequence[str]) -> NDArray[np.int64]:
        rows = [row for row in map(self._rows.get, signs) if row is not None]
        scores: NDArray[np.int64] = self._of_signs[rows].sum(axis=0)
        return scores

    def reasons(self, role: Role, signs: Sequence[str]) -> tuple[str, ...]:
        """The signs that count most for the role of a line against the one that comes nearest to it."""
        scores, mine = self._scores(signs), self.roles.index(role)
        rival = max((each for each in range(len(self.roles)) if each != mine), key=scores.__getitem__)
        counted = ((self._of_signs[self._rows[sign]], sign) for sign in dict.fromkeys(signs) if sign in self._rows)
        ranked = sorted((int(row[rival] - row[mine]), sign) for row, sign in counted)
        return tuple(sign for against, sign in ranked[:_REASONS] if against < 0)


class Decision(NamedTuple, Generic[Role]):
    """A line's role, and the signs by which it was told."""

    role: Role
    signs: Sequence[str]
    by: Chain[Role]

    @property
    def reasons(self) -> tuple[str, ...]:
        """The signs that count most for the role."""
        return self.by.reasons(self.role, self.signs)
