"""Datelines on lines of their own under a text: （新华社北京7月16日电 记者…） is the tail of the text above it.

One that stands under a headline opens the text below instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from archive.parsing.decide.line_kinds import BARE_MAX, BYLINE, CAPTION, CREDIT, LABEL, TEXT, Item
from archive.parsing.lines.layout import Line, Sheet
from archive.parsing.recognise.bylines import names_row
from archive.parsing.recognise.datelines import closes_alone, closing_dateline, ends_text, opens_dateline
from archive.parsing.types import Role


def with_whole_datelines(sheet: Sheet, lines: Sequence[Line]) -> list[Line]:
    """The lines, those made one that a dateline in brackets goes over. What stands below one stands apart from it, also
    where a tool left no blank line there."""
    whole: list[Line] = []
    for line in lines:
        above = whole[-1] if whole else None
        if above is not None and not line.blank_before and ends_text(above.norm):
            line = replace(line, blank_before=1)
        if above is not None and line.level is None and line.blank_before <= 1 and opens_dateline(above.norm):
            norm = above.norm + " " * (line.start - above.end) + line.norm
            if closes_alone(norm):
                sheet.claim((above.end, line.start), Role.MARK)
                whole[-1] = replace(above, end=line.end, norm=norm, row_start=line.start)
                continue
        whole.append(line)
    return whole


def join_datelines(items: Sequence[Item]) -> list[Item]:
    """The items, with each closing dateline made the end of its text."""
    found: list[Item] = []
    for index, item in enumerate(items):
        below = items[index + 1] if index + 1 < len(items) else None
        at = _text_of(item, found, below) if item.kind in (TEXT, BYLINE) and closes_alone(item.norm) else None
        if at is None:
            found.append(item)
            continue
        text, between = found[at], found[at + 1 :]
        text.pieces = [*text.pieces, *item.pieces]
        text.norm += item.norm
        signed = [beside for beside in between if beside.kind == TEXT]
        found[at:] = [*(beside for beside in between if beside.kind != TEXT), text, *signed]
    return found


def _text_of(dateline: Item, found: Sequence[Item], below: Item | None) -> int | None:
    """Which of the items above a dateline is the text that it ends; None if it opens the one below."""
    at = next((at for at in reversed(range(len(found))) if not _stands_beside(found[at])), None)
    if at is None or found[at].kind != TEXT or closing_dateline(found[at].norm) is not None:
        return None
    text = found[at]
    opens = below is not None and below.kind == TEXT and (below.finished or len(below.norm) > BARE_MAX)
    told = ends_text(dateline.norm) and (text.finished or len(text.norm) > BARE_MAX)
    return at if told or not opens else None


def _stands_beside(item: Item) -> bool:
    """Whether it may stand between a text and its dateline: a picture's caption, or who signs the text."""
    return item.kind in (CAPTION, CREDIT, LABEL) or (item.kind == TEXT and bool(names_row(item.norm)))
