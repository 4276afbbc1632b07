"""The account of a page's characters: each stands in one role, or is unplaced and told of."""

from __future__ import annotations

from collections import Counter

from archive.parsing.lines.layout import Sheet
from archive.parsing.types import ParseWarning, Role, Span


def account(sheet: Sheet, warnings: list[ParseWarning]) -> tuple[tuple[Span, ...], dict[str, int]]:
    """The spans of all characters that are no space, and how many of each role there are."""
    counts: Counter[str] = Counter()
    spans: list[Span] = []
    start: int | None = None
    end, role = 0, Role.UNPLACED
    for at, char in enumerate(sheet.received):
        if char.isspace():
            continue
        mine = sheet.roles[at] or Role.UNPLACED
        counts[mine.value] += 1
        if role is not mine or start is None:
            if start is not None:
                spans.append(Span(start, end, role))
            start, role = at, mine
        end = at + 1
    if start is not None:
        spans.append(Span(start, end, role))
    warnings += [
        ParseWarning("unplaced", (span.start, span.end), sheet.text[span.start : span.end][:40])
        for span in spans
        if span.role is Role.UNPLACED
    ]
    return tuple(spans), dict(counts)
