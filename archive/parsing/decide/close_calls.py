"""Doubts where it was a close call whether a line is a headline, each with the reasons for what was decided."""

from __future__ import annotations

from collections.abc import Iterable

from archive.parsing.decide.line_kinds import LineRole
from archive.parsing.decide.reasons import told
from archive.parsing.decide.role_chain import Decision
from archive.parsing.types import ParseWarning

_CLOSE = 100  # of a margin: under it about every second decision was wrong (docs/decisions/learned-weights.md)
_SHOWN = 40  # characters of a line that are quoted


def doubts_of(
    text: str, decisions: Iterable[Decision[LineRole]], places: Iterable[tuple[int, int] | None]
) -> list[ParseWarning]:
    """The doubts about a page's lines, which stand at these places of the received text: about each that was taken for a
    headline, or nearly was, if it was a close call."""
    return [
        ParseWarning(code, place, " ".join(text[slice(*place)].split())[:_SHOWN], told(decision.reasons))
        for decision, place in zip(decisions, places, strict=True)
        if decision.margin < _CLOSE and place is not None and (code := _code(decision))
    ]


def _code(decision: Decision[LineRole]) -> str:
    if decision.role is LineRole.HEADLINE:
        return "headline_unsure"
    return "headline_possible" if decision.rival is LineRole.HEADLINE else ""
