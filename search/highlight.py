"""Highlights: a text as slices, those that answer a query marked. Pure; templates mark them up, escaped.

What is wanted are encoded rows of units (``Query.runs``); they are found in the text as the index finds them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, chain
from typing import NamedTuple

from search.normalise import Run, encode, joined, runs

ELLIPSIS = "……"
AROUND = 30  # characters shown on either side of a hit, fewer if there are many to show
TO_SENTENCE = 25  # characters that a stretch may grow to begin or end with a sentence
TO_CLAUSE = 12  # and else with a clause
NEAR = 12  # stretches that are no further apart are one
HEAD = 24  # characters: a beginning no longer is shown, and so is an end
MOST_WINDOWS = 3  # stretches of one snippet: more of them do not read
_AHEAD = 16  # characters on either side of a cut that words are sought in

_CLAUSE_END = re.compile(r"、|[，：,:](?!\d)|[。！？；!?;][”’」』）)]*|\n")
# What says one thing: a date, a number with its measure.
_WHOLE = re.compile(
    r"(?:[\d〇○零一二三四五六七八九十廿卅]+\s*[年月日号時时点點分])+"
    r"|\d(?:[\d.．,，:/-]*\d)?[%％]?[十百千万亿萬億]*[\u4e00-\u9fff]?"
)

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


def snippet(
    text: str, wanted: Sequence[str], length: int = 120, words: Callable[[str], Iterable[str]] = iter
) -> list[Slice]:
    """About ``length`` characters of the text round hits, as many different ones as fit; its beginning without any.

    Cuts fall between sentences if one begins or ends near by, else between clauses, else between what ``words`` cuts a
    stretch into, never into a date, a number or a hit, and are shown by an ellipsis; line breaks become spaces.
    """
    row = _Row(text)
    found = row.found(wanted)
    hits = _joined(hit for places in found for hit in places)
    slices: list[Slice] = []
    end = 0
    for start, stop in _settled(text, row, hits, _windows(found, len(text), length), words):
        if start > end:
            slices.append(Slice(ELLIPSIS))
        slices += _sliced(text, start, stop, hits)
        end = stop
    if text[end:].strip():
        slices.append(Slice(ELLIPSIS))
    return [Slice(" ".join(piece.text.splitlines()), piece.marked) for piece in slices]


def _settled(
    text: str,
    row: _Row,
    hits: Sequence[tuple[int, int]],
    windows: Iterable[tuple[int, int]],
    words: Callable[[str], Iterable[str]],
) -> list[tuple[int, int]]:
    """The stretches, each from where one may begin to read to where one may stop; those that come near are one."""
    settled = []
    for start, stop in windows:
        start, stop = row.start_before(start), row.end_after(stop)
        start = min([start, *(first for first, last in hits if first < start < last)])
        stop = max([stop, *(last for first, last in hits if first < stop < last)])
        mine = [hit for hit in hits if start <= hit[0] and hit[1] <= stop]
        begin, end = _to_sentences(text, start, stop, mine)
        first, last = (mine[0][0], mine[-1][1]) if mine else (start, stop)
        begin = _begin(text, begin, first, words) if begin == start else begin
        end = _end(text, end, last, words) if end == stop else end
        settled.append((0 if begin <= HEAD else begin, len(text) if len(text) - end <= HEAD else end))
    return _joined(settled, NEAR)


def _begin(text: str, place: int, most: int, words: Callable[[str], Iterable[str]]) -> int:
    """Where a clause begins near the place, before it rather than after it, but not after ``most``; else where a word
    does."""
    ends = [found.end() for found in _CLAUSE_END.finditer(text, max(0, place - TO_CLAUSE), most)]
    before = [end for end in ends if end <= place]
    if place == 0 or (ends and (before or ends[0] <= place + TO_CLAUSE)):
        return 0 if place == 0 else before[-1] if before else ends[0]
    return max((border for border in _borders(text, place, words) if border <= place), default=place)


def _end(text: str, place: int, least: int, words: Callable[[str], Iterable[str]]) -> int:
    """Where a clause ends near the place, after it rather than before it, but not before ``least``; else where a word
    does."""
    ends = [found.end() for found in _CLAUSE_END.finditer(text, least, min(len(text), place + TO_CLAUSE))]
    after = [end for end in ends if end >= place]
    if place == len(text) or (ends and (after or ends[-1] >= place - TO_CLAUSE)):
        return place if place == len(text) else after[0] if after else ends[-1]
    return min((border for border in _borders(text, place, words) if border >= place), default=place)


def _borders(text: str, place: int, words: Callable[[str], Iterable[str]]) -> list[int]:
    """The borders of words near a place that part no date and no number."""
    start, stop = max(0, place - _AHEAD), min(len(text), place + _AHEAD)
    borders = list(accumulate(map(len, words(text[start:stop])), initial=start))
    borders = borders[start > 0 : len(borders) - (stop < len(text))]  # the stretch itself may begin and end in a word
    wholes = [found.span() for found in _WHOLE.finditer(text, start, stop)]
    return [border for border in borders if not any(first < border < last for first, last in wholes)]


def _to_sentences(text: str, start: int, stop: int, mine: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The stretch from where a sentence begins, to where one ends, if that is near and cuts none of its hits off."""
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
    around = min(AROUND, length // (2 * min(len(firsts), MOST_WINDOWS)))
    windows: list[tuple[int, int]] = []
    for start, end in chain(firsts, sorted({place for places in found for place in places})):
        room = length - sum(last - first for first, last in windows)
        if room < max(1, around):
            break
        more = _joined([*windows, (max(0, start - around), min(size, end + around))], NEAR)
        if len(more) <= MOST_WINDOWS:
            windows = more
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
