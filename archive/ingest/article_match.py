"""Which stored article is which of the newly read ones, so that keys and addresses stay. Pure, and linear in the text."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import Any, Generic, TypeVar
from zlib import crc32

from archive.spans.intervals import Span

_ALIKE = 0.5  # of the shingles of both: less is another article, unless it stands in the same place
_SHINGLE = 3  # characters
_SKETCH = 32  # shingles by which candidates are found
_CROWD = 20  # a shingle of more articles than this finds nothing
_CANDIDATES = 8  # compared in full
_OPENING = 60  # characters with which an article begins
_BEGINNING = 10  # of an article one part in so many may stand before what it begins with


_R = TypeVar("_R", bound=Hashable)
_S = TypeVar("_S", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Candidate(Generic[_R]):
    """One side of a match: ``place`` is where it begins and ends in the received text, if that is known.

    One that a person touched is only what begins as it does: a piece amid an article that is read as one now is not that
    article, whose headline would be lost under what was written over the piece.
    """

    id: _R
    text: str
    place: tuple[int, int] | None = None
    touched: bool = False


def extent(spans: Sequence[Span]) -> tuple[int, int] | None:
    """Where spans begin and end, if there are any."""
    return (min(span[0] for span in spans), max(span[1] for span in spans)) if spans else None


def match(read: Sequence[Candidate[_R]], stored: Sequence[Candidate[_S]]) -> dict[_R, _S]:
    """id of each of ``read`` -> id of the one of ``stored`` that it is, each used once.

    What is the same in the same place first; then by equal text, in order; then by likeness, the most alike first; then
    by place. Of equal stored ones the earlier in the sequence is taken.
    """
    pairs: dict[_R, _S] = {}
    for find in (_same, _equal, _alike, _in_place):
        taken = set(pairs.values())
        pairs |= find([one for one in read if one.id not in pairs], [one for one in stored if one.id not in taken])
    return pairs


def _same(read: list[Candidate[_R]], stored: list[Candidate[_S]]) -> dict[_R, _S]:
    return _equal(read, stored, of=lambda one: (one.text, one.place))


def _equal(
    read: list[Candidate[_R]],
    stored: list[Candidate[_S]],
    of: Callable[[Candidate[Any]], Hashable] = lambda one: one.text,
) -> dict[_R, _S]:
    found: dict[Hashable, deque[_S]] = defaultdict(deque)
    for one in stored:
        found[of(one)].append(one.id)
    return {one.id: found[of(one)].popleft() for one in read if one.text and found[of(one)]}


def _alike(read: list[Candidate[_R]], stored: list[Candidate[_S]]) -> dict[_R, _S]:
    if not stored:
        return {}
    shingles = {index: _shingles(one.text) for index, one in enumerate(stored)}
    found_by = defaultdict(list)
    for index, those in shingles.items():
        for shingle in _sketch(those):
            found_by[shingle].append(index)
    scored = []
    for order, one in enumerate(read):
        mine = _shingles(one.text)
        votes = Counter(
            index
            for shingle in _sketch(mine)
            if len(found_by.get(shingle, ())) <= _CROWD
            for index in found_by.get(shingle, ())
        )
        for index, _count in votes.most_common(_CANDIDATES):
            likeness = 2 * len(mine & shingles[index]) / (len(mine) + len(shingles[index]))
            if likeness >= _ALIKE and (not stored[index].touched or _begins_in(one.text, shingles[index])):
                scored.append((-likeness, order, index))
    return _best((rank, read[order].id, stored[index].id) for rank, order, index in sorted(scored))


def _in_place(read: list[Candidate[_R]], stored: list[Candidate[_S]]) -> dict[_R, _S]:
    """Those that share the greater part of the place that either takes in the text."""
    mine = sorted(((one.place, one.id) for one in read if one.place), key=itemgetter(0))
    theirs = deque(sorted(((one.place, one) for one in stored if one.place), key=itemgetter(0)))
    scored, order = [], {one.id: index for index, one in enumerate(stored)}
    for (start, end), one in mine:
        while theirs and theirs[0][0][1] <= start:
            theirs.popleft()
        for (first, last), other in islice(theirs, _CROWD):
            if first >= end:
                break
            shared = min(end, last) - max(start, first)
            begins = (first - start) * _BEGINNING <= end - start
            if shared * 2 > min(end - start, last - first) and (begins or not other.touched):
                scored.append((-shared, order[other.id], one, other.id))
    return _best((rank, mine, their) for rank, _order, mine, their in sorted(scored, key=lambda found: found[:2]))


def _begins_in(text: str, shingles: frozenset[int]) -> bool:
    mine = _shingles(text[: min(_OPENING, len(text) // 3)])
    return len(mine & shingles) * 2 > len(mine)


def _best(ranked: Iterable[tuple[float, _R, _S]]) -> dict[_R, _S]:
    """The pairs in order of rank, each side used once."""
    pairs: dict[_R, _S] = {}
    taken: set[_S] = set()
    for _rank, mine, their in ranked:
        if mine not in pairs and their not in taken:
            pairs[mine] = their
            taken.add(their)
    return pairs


def _shingles(text: str) -> frozenset[int]:
    letters = "".join(text.split())
    return frozenset(
        crc32(letters[i : i + _SHINGLE].encode("utf-8", "surrogatepass"))
        for i in range(max(1, len(letters) - _SHINGLE + 1))
    )


def _sketch(shingles: frozenset[int]) -> list[int]:
    """The same few of a set, whoever asks: sets much alike have some of them in common."""
    return sorted(shingles)[:_SKETCH]
