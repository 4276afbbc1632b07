"""What each line of a page of wrapped text is, and on which side of its text each headline stands.

Both are decided over the whole page by weights (``role_chain``): first the role of each line (``wrapped_signs``), then,
for the lines that stand together, their side (``headline_sides``).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from archive.parsing.decide.column_lines import ColumnLine
from archive.parsing.decide.headline_sides import Unit, sides_of, units_of
from archive.parsing.decide.line_kinds import DISPLAY, LineRole, Side
from archive.parsing.decide.role_chain import Chain, Decision, chain_in
from archive.parsing.decide.wrapped_signs import Setting, signs_of

TABLE = "wrapped_roles.tsv"
_LEAST = 40  # lines of a page from which its customs can be told
_OF_HEADLINES = (Side.ABOVE, Side.BELOW, Side.AWAY)
_OF_COLUMNS = (Side.COLUMN, Side.COLUMN_BELOW)


class Placed(NamedTuple):
    """What a line is, and where it stands in its article."""

    role: LineRole
    side: Side


def suffice(lines: Sequence[ColumnLine]) -> bool:
    """Whether there are enough lines to be weighed."""
    return len(lines) >= _LEAST


def decide(lines: Sequence[ColumnLine], setting: Setting) -> list[Decision[LineRole]]:
    """The role of each line of a page, in order."""
    return chain().decide(signs_of(lines, setting))


def placed_by(lines: Sequence[ColumnLine], roles: Sequence[LineRole]) -> list[Placed]:
    """The lines of a page that have these roles, each with its side."""
    units = units_of(lines, roles)
    return [
        line for unit, side in zip(units, sides_of(lines, units), strict=True) for line in _placed(unit, side, roles)
    ]


def _placed(unit: Unit, side: Side, roles: Sequence[LineRole]) -> list[Placed]:
    """The lines of a unit. Where the side speaks of another kind of line than the role, the role stands."""
    mine = roles[unit.start : unit.end]
    if unit.role in (LineRole.HEADLINE, LineRole.GROUP):
        side = side if side in _OF_HEADLINES else Side.ABOVE
        return [Placed(LineRole.GROUP if at else LineRole.HEADLINE, side) for at in range(len(mine))]
    if unit.role is LineRole.COLUMN:
        side = side if side in _OF_COLUMNS else Side.COLUMN
    if side is not Side.OPENING or unit.role in DISPLAY:
        return [Placed(role, side) for role in mine]
    return [Placed(LineRole.OPENING, side), *(Placed(role, Side.UNHEADED) for role in mine[1:])]


@cache
def chain() -> Chain[LineRole]:
    """The weights of the project."""
    return chain_in(TABLE, tuple(LineRole))
