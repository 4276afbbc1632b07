"""Highlights: a text as slices, those that answer a query marked. Pure; templates mark them up, escaped.

What is wanted are encoded rows of units (``Query.runs``); they are found in the text as the index finds them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain
from typing import NamedTuple

from search.folding import Run, encode, joined, runs

ELLIPSIS = "……"
AROUND = 30  # characters shown on either side of a hit, fewer if there are many to show
TO_SENTENCE = 25  # characters that a stretch may grow to begin or end with a sentence
NEAR = 10  # stretches that are no further apart are one


_SENTENCE_END = re.compile(r"[。！？；!?;][”’」』）)]*|\n")


class Slice(NamedTuple):
    text: str
    marked: bool = False


def mark(text: str, wanted: Sequence[str]) -> list[Slice]:
    """The whole text, in slices.

    >>> mark("奇·达楞太参加审议", ["奇达楞太"])
    [Slice(text='奇·达楞太', marked=True), Slice(text='参加审议', marked=False)]
    """
    return _sliced(text, 0, len(text), standing(text, wanted))


def standing(text: str, wanted: Sequence[str]) -> list[tuple[int, int]]:
    """Where in the text the wanted stands: from where to where, in order, what meets made one.

    >>> standing("奇·达楞太参加审议", ["奇达楞太", "审议"])
    [(0, 5), (7, 9)]
    """
    return _joined(hit for hits in _Row(text).found(wanted) for hit in hits)


def snippet(text: str, wanted: Sequence[str], length: int = 120) -> list[Slice]:
    """About ``length`` characters of the text round hits, as many different ones as fit; its beginning without any.

    Cuts fall between sentences if one begins or ends near by, else between units, never into a hit, and are shown by an
    ellipsis; line breaks become spaces.
    """
    row = _Row(text)
    found = row.found(wanted)
    hits = _joined(hit for places in found for hit in places)
    slices: list[Slice] = []
    end = 0
    for start, stop in _windows(found, len(text), length):
        start, stop = row.start_before(start), row.end_after(stop)
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


class _Encoded(NamedTuple):
    """One form of a text as the index holds it, and how places in that lead back to the text."""

    runs: Sequence[Run]
    text: str
    begins: Sequence[int]  # where each run does in ``text``

    @classmethod
    def of(cls, row: Sequence[Run]) -> _Encoded:
        written = [run.folded if isinstance(run.folded, str) else encode(run.folded) for run in row]
        return cls(row, "".join(written), list(accumulate(map(len, written), initial=0))[:-1])

    def found(self, units: str) -> Iterator[tuple[int, int]]:
        """Where in the original the row of units stands, in order."""
        place = self.text.find(units)
        while place >= 0:
            yield self._original(place)[0], self._original(place + len(units) - 1)[1]
            place = self.text.find(units, place + 1)

    def _original(self, place: int) -> tuple[int, int]:
        """Where the unit that holds this place of the encoded text stands in the text."""
        number = bisect_right(self.begins, place) - 1
        run = self.runs[number]
        return _unit(run, run.start + place - self.begins[number])


def _unit(run: Run, place: int) -> tuple[int, int]:
    return (place, place + 1) if isinstance(run.folded, str) else (run.start, run.end)


class _Row:
    """A text as the index holds it, in all its forms."""

    def __init__(self, text: str) -> None:
        self._size = len(text)
        self._runs = runs(text)
        self._forms = [_Encoded.of(form) for form in (self._runs, *joined(text, self._runs))]

    def found(self, wanted: Iterable[str]) -> list[list[tuple[int, int]]]:
        """For each wanted run of units, where it stands in the text, in order. The last unit of an open one is taken
        whole."""
        return [
            sorted({place for form in self._forms for place in form.found(units)}) for units in filter(None, wanted)
        ]

    def start_before(self, place: int) -> int:
        """Where the last unit starts that starts no later than at this place; 0 if none does."""
        number = bisect_right(self._runs, place, key=lambda run: run.start) - 1
        if number < 0:
            return 0
        run = self._runs[number]
        return _unit(run, min(place, run.end - 1))[0]

    def end_after(self, place: int) -> int:
        """Where the first unit ends that ends no earlier than at this place; the text's end if none does."""
        number = bisect_left(self._runs, place, key=lambda run: run.end)
        if number == len(self._runs):
            return self._size
        run = self._runs[number]
        return _unit(run, max(place - 1, run.start))[1]


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
