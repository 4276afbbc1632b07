"""Datelines on lines of their own under a text: （新华社北京7月16日电 记者…） is the tail of the text above it.

One that stands under a headline opens the text below instead.
"""

from __future__ import annotations

from collections.abc import Sequence

from archive.parsing.decide.line_kinds import BYLINE, CAPTION, CREDIT, LABEL, TEXT, Item
from archive.parsing.recognise.datelines import closes_alone, closing_dateline

_BARE_MAX = 42  # characters of a display line
_BESIDE = (CAPTION, CREDIT, LABEL)  # what may stand between a text and its dateline


def join_datelines(items: Sequence[Item]) -> list[Item]:
    """The items, with each closing dateline made the end of its text."""
    found: list[Item] = []
    index = 0
    while index < len(items):
        lines = _dateline(items, index)
        text = _text_above(found)
        below = items[index + lines] if index + lines < len(items) else None
        if lines and text is not None and _closes(items[index], text, below):
            for item in items[index : index + lines]:
                text.pieces = [*text.pieces, *item.pieces]
                text.norm += item.norm
        else:
            found += items[index : index + max(1, lines)]
        index += max(1, lines)
    return found


def _dateline(items: Sequence[Item], index: int) -> int:
    """How many items from the place on are one dateline and nothing else: one, two if it is broken, or none."""
    item, below = items[index], items[index + 1] if index + 1 < len(items) else None
    if item.kind not in (TEXT, BYLINE) or not closes_alone(item.norm):
        return 0
    if closing_dateline(item.norm) is not None:
        return 1
    broken = below is not None and below.kind == TEXT and closing_dateline(item.norm + below.norm)
    return 2 if broken and broken.start == 0 else 0


def _text_above(found: Sequence[Item]) -> Item | None:
    above = next((item for item in reversed(found) if item.kind not in _BESIDE), None)
    return above if above is not None and above.kind == TEXT and above.pieces else None


def _closes(dateline: Item, text: Item, below: Item | None) -> bool:
    """Whether a dateline ends the text above it, and does not open the one below."""
    opens = below is not None and below.kind == TEXT and (below.finished or len(below.norm) > _BARE_MAX)
    if dateline.norm.lstrip()[:1] == "(":
        return text.finished or len(text.norm) > _BARE_MAX or not opens
    return not opens
