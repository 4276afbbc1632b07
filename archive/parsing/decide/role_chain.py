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
        """The role of each line, in order, with what speaks for it."""
        scores = [self._scores(of_line) for of_line in signs]
        row, best = self._best_row(scores)
        if not row:
            return []
        rivals, margins = self._rivals(row, np.array(best) + self._still_to_come(scores))
        told = zip(row, signs, rivals, margins, strict=True)
        return [Decision(self.roles[role], of_line, self, self.roles[rival], by) for role, of_line, rival, by in told]

    def roles_of(self, signs: Signs) -> list[Role]:
        """The role of each line, in order, and nothing else."""
        return [self.roles[role] for role in self._best_row([self._scores(of_line) for of_line in signs])[0]]

    def _best_row(self, scores: Sequence[NDArray[np.int64]]) -> tuple[list[int], list[NDArray[np.int64]]]:
        """The row of roles with the greatest sum, of equal ones that which comes first in the order of the roles; and of
        each line by its role the most that the row down to it can come to."""
        if not scores:
            return [], []
        best = [scores[0]]
        ways: list[list[int]] = []
        for of_line in scores[1:]:
            sums = best[-1][:, None] + self._after
            ways.append(sums.argmax(axis=0).tolist())
            best.append(np.maximum.reduce(sums, axis=0) + of_line)
        row = [int(best[-1].argmax())]
        for above in reversed(ways):
            row.append(above[row[-1]])
        return row[::-1], best

    def _still_to_come(self, scores: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
        """Of each line by its role: the most that the lines below it can come to."""
        most = np.zeros((len(scores), len(self.roles)), dtype=np.int64)
        for at in range(len(scores) - 1, 0, -1):
            most[at - 1] = np.maximum.reduce(self._after + (scores[at] + most[at]), axis=1)
        return most

    def _rivals(self, row: Sequence[int], totals: NDArray[np.int64]) -> tuple[list[int], list[int]]:
        """Of each line the role that comes nearest to its own, and by how much its own has more: ``totals`` are what the
        best row comes to that gives it each role."""
        lines = np.arange(len(row))
        mine = totals[lines, row]
        totals[lines, row] = np.iinfo(np.int64).min
        rivals = totals.argmax(axis=1)
        return rivals.tolist(), (mine - totals[lines, rivals]).tolist()

    def _scores(self, signs: Sequence[str]) -> NDArray[np.int64]:
        rows = [row for row in map(self._rows.get, signs) if row is not None]
        scores: NDArray[np.int64] = np.add.reduce(self._of_signs[rows], axis=0)
        return scores

    def reasons(self, role: Role, rival: Role, signs: Sequence[str]) -> tuple[str, ...]:
        """The signs of a line that count for one role against another, those that count most first."""
        mine, other = self.roles.index(role), self.roles.index(rival)
        counted = ((self._of_signs[self._rows[sign]], sign) for sign in dict.fromkeys(signs) if sign in self._rows)
        ranked = sorted((int(row[other] - row[mine]), sign) for row, sign in counted)
        return tuple(sign for against, sign in ranked if against < 0)


class Decision(NamedTuple, Generic[Role]):
    """A line's role, and by what it was told."""

    role: Role
    signs: Sequence[str]
    by: Chain[Role]
    rival: Role  # the role that comes nearest to it
    margin: (
        int  # by how much the best row of roles has more in its favour than the best one that gives the line another
    )

    @property
    def reasons(self) -> tuple[str, ...]:
        """The signs that count for the role against its rival, those that count most first."""
        return self.by.reasons(self.role, self.rival, self.signs)
