"""The role of each line of a page, all of them decided together.

Of each line the signs count for and against each role, and which role stands above it; the row of roles that has most in
its favour is taken, over the whole page (a linear chain, after Viterbi). What a sign counts for was learned from pages
that people had read and is kept in ``weights.tsv``: whole numbers, so that the same page is always read the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from archive.parsing.decide.line_kinds import Item, LineRole
from archive.parsing.decide.line_signs import Signs, signs_of

TABLE = "weights.tsv"
_REASONS = 3
_ROLES = tuple(LineRole)
_LEAST = 16  # lines of a page from which its customs can be told


class Decision(NamedTuple):
    """A line's role, and the signs by which it was told."""

    role: LineRole
    signs: Sequence[str]

    @property
    def reasons(self) -> tuple[str, ...]:
        """The signs that count most for the role against the one that comes nearest to it."""
        return _reasons(_weights(), _ROLES.index(self.role), self.signs)


class Weights(NamedTuple):
    """What signs count for; what a role counts for under another."""

    of_signs: dict[str, tuple[int, ...]]  # for each role, in order
    after: list[tuple[int, ...]]  # of a role above for each role


def suffice(items: Sequence[Item]) -> bool:
    """Whether there are enough lines to be weighed. What was learned is how the lines of whole pages are set: of a few
    lines by themselves it says too little."""
    return len(items) >= _LEAST


def decide(items: Sequence[Item]) -> list[Decision]:
    """The role of each item of a page, in order."""
    signs = signs_of(items)
    return [Decision(_ROLES[role], of_line) for role, of_line in zip(_best_row(_weights(), signs), signs, strict=True)]


@cache
def _weights() -> Weights:
    return weights_in(files(__package__).joinpath(TABLE).read_text(encoding="utf-8"))


def weights_in(table: str) -> Weights:
    """The weights that stand in a table: in each row a role, a sign or ``after`` with a role, and a whole number."""
    of_signs: dict[str, list[int]] = {}
    after = [[0] * len(_ROLES) for _role in _ROLES]
    for row in table.splitlines():
        role, sign, weight = row.split("\t")
        column = _ROLES.index(LineRole(role))
        if sign.startswith("after "):
            after[_ROLES.index(LineRole(sign.removeprefix("after ")))][column] = int(weight)
        else:
            of_signs.setdefault(sign, [0] * len(_ROLES))[column] = int(weight)
    return Weights({sign: tuple(row) for sign, row in of_signs.items()}, [tuple(row) for row in after])


def _best_row(weights: Weights, signs: Signs) -> list[int]:
    """The row of roles with the greatest sum; of equal ones that which comes first in the order of the roles."""
    if not signs:
        return []
    totals = _scores(weights, signs[0])
    ways: list[list[int]] = []
    for of_line in signs[1:]:
        scores = _scores(weights, of_line)
        way, now = [], []
        for role, score in enumerate(scores):
            above = max(range(len(_ROLES)), key=lambda each: totals[each] + weights.after[each][role])
            way.append(above)
            now.append(totals[above] + weights.after[above][role] + score)
        ways.append(way)
        totals = now
    role = max(range(len(_ROLES)), key=totals.__getitem__)
    row = [role]
    for way in reversed(ways):
        role = way[role]
        row.append(role)
    return row[::-1]


def _scores(weights: Weights, signs: Sequence[str]) -> list[int]:
    totals = [0] * len(_ROLES)
    for sign in signs:
        if (row := weights.of_signs.get(sign)) is not None:
            totals = [total + weight for total, weight in zip(totals, row, strict=True)]
    return totals


def _reasons(weights: Weights, role: int, signs: Sequence[str]) -> tuple[str, ...]:
    scores = _scores(weights, signs)
    rival = max((each for each in range(len(_ROLES)) if each != role), key=scores.__getitem__)
    counted = ((weights.of_signs[sign], sign) for sign in dict.fromkeys(signs) if sign in weights.of_signs)
    ranked = sorted((row[rival] - row[role], sign) for row, sign in counted)
    return tuple(sign for against, sign in ranked[:_REASONS] if against < 0)
