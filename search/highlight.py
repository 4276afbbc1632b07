"""Highlights: a text as slices, those that answer a query marked. Pure; templates mark them up, escaped.

Runs are encoded rows of units (``Query.runs``); they are found in the text as the index finds them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain
from typing import NamedTuple

from search.folding import encoded, fold_apart

ELLIPSIS = "……"
AROUND = 30  # characters shown on either side of a hit, fewer if there are many to show
TO_SENTENCE = 25  # characters that a stretch may grow to begin or end with a sentence
NEAR = 10  # stretches that are no further apart are one


_SENTENCE_END = re.compile(r"[。！？；!?;][”’」』）)]*|\n")


class Slice(NamedTuple):
    text: str
    marked: bool = False


def mark(text: str, runs: Sequence[str]) -> list[Slice]:
    """The whole text, in slices.

    >>> mark("奇·达楞太参加审议", ["奇达楞太"])
    [Slice(text='奇·达楞太', marked=True), Slice(text='参加审议', marked=False)]
    """
    return _sliced(text, 0, len(text), _joined(hit for places in _Row(text).found(runs) for hit in places))


def snippet(text: str, runs: Sequence[str], length: int = 120) -> list[Slice]:
    """About ``length`` characters of the text round hits, as many different ones as fit; its beginning without any.

    Cuts fall between sentences if one begins or ends near by, else between units, never into a hit, and are shown by an
    ellipsis; line breaks become spaces.
    """
    row = _Row(text)
    found = row.found(runs)
    hits = _joined(hit for places in found for hit in places)
    slices: list[Slice] = []
    end = 0
    for start, stop in _windows(found, len(text), length):
        first, last = bisect_right(row.starts, start) - 1, bisect_left(row.ends, stop)
        start = row.starts[first] if first >= 0 else 0
        stop = row.ends[last] if last < len(row.ends) else len(text)
        start = min([start, *(first for first, last in hits if first < start < last)])
        stop = max([stop, *(last for first, last in hits if first < stop)])
        start, stop = _to_sentences(text, start, stop, hits)
        start = max(start, end)
        if start > end:
            slices.append(Slice(ELLIPSIS))
        slices += _sliced(text, start, stop, hits)
        end = stop
    if text[end:].strip():
        slices.append(Slice(ELLIPSIS))
    return [Slice(" ".join(piece.text.splitlines()), piece.marked) for piece in slices]


def _to_sentences(text: str, start: int, stop: int, hits: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The stretch from where a sentence begins, to where one ends, if that is near and cuts no hit off."""
    mine = [hit for hit in hits if start <= hit[0] and hit[1] <= stop]
    if not mine:
        return start, stop
    begins = [found.end() for found in _SENTENCE_END.finditer(text, max(0, start - TO_SENTENCE), mine[0][0])]
    ends = [found.end() for found in _SENTENCE_END.finditer(text, mine[-1][1], min(len(text), stop + TO_SENTENCE))]
    # The last sentence to begin before the stretch does, else the first that begins in it; and so at its end.
    first = max((place for place in begins if place <= start), default=min(begins, default=start))
    last = min((place for place in ends if place >= stop), default=max(ends, default=stop))
    return (first if start else 0), (last if stop < len(text) else len(text))


def _windows(found: Sequence[Sequence[tuple[int, int]]], size: int, length: int) -> list[tuple[int, int]]:
    """The stretches to show, in order: round the first hit of each run, then round others while there is room."""
    firsts = sorted({places[0] for places in found if places})
    if not firsts:
        return [(0, min(size, length))]
    around = min(AROUND, length // (2 * len(firsts)))
    windows: list[tuple[int, int]] = []
    for start, end in chain(firsts, sorted({place for places in found for place in places})):
        room = length - sum(last - first for first, last in windows)
        if room < max(1, around):
            break
        windows = _joined([*windows, (max(0, start - around), min(size, end + around))], NEAR)
    first, last = windows[-1]
    windows[-1] = first, min(size, last + max(0, length - sum(last - first for first, last in windows)))
    return windows


class _Row:
    """A text's units: where each starts and ends in it, and where runs of them stand."""

    def __init__(self, text: str) -> None:
        row, self.starts, self.ends = fold_apart(text)
        spelled = list(map(encoded, row))
        self._encoded = "".join(spelled)
        self._places = list(accumulate(map(len, spelled)))  # where each unit ends in the encoded text

    def found(self, runs: Iterable[str]) -> list[list[tuple[int, int]]]:
        """For each run, where it stands in the original, in order. The last unit of an open run is taken whole."""
        found = []
        for run in filter(None, runs):
            places = []
            place = self._encoded.find(run)
            while place >= 0:
                first, last = bisect_right(self._places, place), bisect_left(self._places, place + len(run))
                places.append((self.starts[first], self.ends[last]))
                place = self._encoded.find(run, place + 1)
            found.append(places)
        return found


def _joined(stretches: Iterable[tuple[int, int]], gap: int = 0) -> list[tuple[int, int]]:
    """The stretches in order, those that are no further apart than ``gap`` made one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1] + gap:
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
