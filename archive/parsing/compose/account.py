"""The account of a page's characters: each stands in one role, or is unplaced and told of."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby

from archive.parsing.lines.layout import Sheet
from archive.parsing.types import ParseWarning, Role, Span


def account(sheet: Sheet, warnings: list[ParseWarning]) -> tuple[tuple[Span, ...], dict[str, int]]:
    """The spans of all characters that are no space, and how many of each role there are."""
    counts: Counter[Role] = Counter()
    spans: list[Span] = []
    for word in _WORD.finditer(sheet.received):
        end = word.start()
        for given, row in groupby(sheet.roles[word.start() : word.end()]):
            role, start = given or Role.UNPLACED, end
            end += len(list(row))
            counts[role] += end - start
            if spans and spans[-1].role is role:
                start = spans.pop().start
            spans.append(Span(start, end, role))
    warnings += [
        ParseWarning("unplaced", (span.start, span.end), sheet.text[span.start : span.end][:40])
        for span in spans
        if span.role is Role.UNPLACED
    ]
    return tuple(spans), {role.value: number for role, number in counts.items()}


_WORD = re.compile(r"\S+")
