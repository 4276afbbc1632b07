"""Highlights: a text as slices, those that answer a query marked. Pure; templates mark them up, escaped.

Runs are encoded rows of units (``Query.runs``); they are found in the text as the index finds them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from search.folding import Unit, encode, fold

ELLIPSIS = "……"
AROUND = 30  # characters shown on either side of a hit
NEAR = 10  # stretches that are no further apart are one


class Slice(NamedTuple):
    text: str
    marked: bool = False


def mark(text: str, runs: Sequence[str]) -> list[Slice]:
    """The whole text, in slices.

    >>> mark("奇·达楞太参加审议", ["奇达楞太"])
    [Slice(text='奇·达楞太', marked=True), Slice(text='参加审议', marked=False)]
    """
    return _sliced(text, 0, len(text), _hits(fold(text), runs))


def snippet(text: str, runs: Sequence[str], length: int = 120) -> list[Slice]:
    """About ``length`` characters of the text round its first hits, or its beginning if it has none.

    Cuts fall between units and never into a hit, and are shown by an ellipsis; line breaks become spaces.
    """
    row = fold(text)
    hits = _hits(row, runs)
    slices: list[Slice] = []
    end = 0
    for start, stop in _windows(hits, len(text), length):
        start = max((unit.start for unit in row if unit.start <= start), default=0)
        stop = min((unit.end for unit in row if unit.end >= stop), default=len(text))
        stop = max([stop, *(last for first, last in hits if first < stop)])
        start = max(start, end)
        if start > end:
            slices.append(Slice(ELLIPSIS))
        slices += _sliced(text, start, stop, hits)
        end = stop
    if text[end:].strip():
        slices.append(Slice(ELLIPSIS))
    return [Slice(" ".join(piece.text.splitlines()), piece.marked) for piece in slices]


def _windows(hits: Sequence[tuple[int, int]], size: int, length: int) -> list[tuple[int, int]]:
    """The stretches to show: round the first hit and the next ones while there is room, more after the last."""
    if not hits:
        return [(0, min(size, length))]
    windows: list[tuple[int, int]] = []
    room = length
    for start, end in hits:
        if room <= 0:
            break
        first, last = max(0, start - AROUND), min(size, end + AROUND)
        if windows and first <= windows[-1][1] + NEAR:
            first = windows.pop()[0]
        windows.append((first, last))
        room = length - sum(last - first for first, last in windows)
    first, last = windows[-1]
    windows[-1] = first, min(size, last + max(0, room))
    return windows


def _hits(row: Sequence[Unit], runs: Iterable[str]) -> list[tuple[int, int]]:
    """Where the runs stand in the original, in order, those that touch or overlap joined."""
    encoded = encode(unit.text for unit in row)
    starts: dict[int, int] = {}  # place in the encoded text -> place in the original where that unit starts
    ends: dict[int, int] = {}
    place = 0
    for unit in row:
        starts[place] = unit.start
        place += len(encode([unit.text]))
        ends[place] = unit.end
    spans = []
    for run in runs:
        place = encoded.find(run)
        while run and place >= 0:
            spans.append((starts[place], ends[place + len(run)]))
            place = encoded.find(run, place + 1)
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _sliced(text: str, start: int, stop: int, hits: Iterable[tuple[int, int]]) -> list[Slice]:
    slices = []
    for first, last in hits:
        first, last = max(first, start), min(last, stop)
        if first >= last:
            continue
        if start < first:
            slices.append(Slice(text[start:first]))
        slices.append(Slice(text[first:last], marked=True))
        start = last
    if start < stop:
        slices.append(Slice(text[start:stop]))
    return slices
