"""Where words that are to be redacted stand in texts made from a received one. Pure.

A record's text is the received text rejoined, perhaps corrected by hand. What of it came from the characters to be
redacted, an alignment of both tells; what says the same words elsewhere, a comparison of their units.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, pairwise, takewhile
from typing import Any

REDACTED = "▇"
SHORTEST = 2  # characters of words that are redacted wherever they stand: one alone says nothing
_SHORTEST_LINE = 4  # characters of a line of several that are redacted together

Fold = Callable[[str], Sequence[Any]]  # a text as units with ``text``, ``start`` and ``end``


def masked(text: str, stretches: Iterable[tuple[int, int]]) -> str:
    """The text with ▇ for each character of the stretches; spaces and line ends stay.

    >>> masked("电话 139\\n办厂", [(3, 8)])
    '电话 ▇▇▇\\n▇厂'
    """
    signs = list(text)
    for start, end in stretches:
        signs[start:end] = [sign if sign.isspace() else REDACTED for sign in signs[start:end]]
    return "".join(signs)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a masked character came from: ``place`` in the received text of the redaction, None if that is not known."""

    redaction: int  # its number among those made together
    place: int | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters ``start`` to ``end`` of a received text that are to be redacted."""

    source: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Row:
    """Words as units, and the characters that they are in the received text, if they stand there."""

    units: tuple[str, ...]
    redaction: int
    places: tuple[int, ...]
    typed: str = ""


class Words:
    """What is to be redacted: stretches of received texts, and words that are typed, wherever they stand.

    ``texts`` are the received texts by number, as they are to be shown until now, and ``plain`` as they came.
    """

    def __init__(
        self,
        fold: Fold,
        texts: dict[int, str],
        plain: dict[int, str],
        stretches: Sequence[Stretch],
        runs: Sequence[Sequence[int]] = (),
        typed: Collection[str] = (),
    ) -> None:
        """``runs`` are the borders between what is not one text: of each stretch, in its received text."""
        self._fold, self._texts = fold, texts
        self._hidden = {
            (each.source, place): number
            for number, each in enumerate(stretches)
            for place in range(each.start, each.end)
            if not texts[each.source][place].isspace()
        }
        self._rows = list(self._rows_of(plain, stretches, runs))
        self._rows += [_Row(self._units(words), 0, (), words) for words in typed]
        self.unmet = set(typed)  # those of the typed words that stood in no text until now

    def _units(self, text: str) -> tuple[str, ...]:
        return tuple(unit.text for unit in self._fold(text))

    def _rows_of(
        self, plain: dict[int, str], stretches: Sequence[Stretch], runs: Sequence[Sequence[int]]
    ) -> Iterator[_Row]:
        for number, each in enumerate(stretches):
            text = plain[each.source]
            inner = runs[number] if runs else ()
            for start, end in pairwise([each.start, *(cut for cut in inner if each.start < cut < each.end), each.end]):
                piece = text[start:end]
                lines = [line for line in piece.split("\n") if line.strip()]
                for part, least in [(piece, SHORTEST), *((line, _SHORTEST_LINE) for line in lines if len(lines) > 1)]:
                    units = self._units(part)
                    if size(units) >= least and REDACTED not in part:
                        at = start + piece.index(part)
                        places = [at + place for place, sign in enumerate(part) if not sign.isspace()]
                        yield _Row(units, number, tuple(places))

    def standing(self, text: str) -> list[tuple[int, int, int]]:
        """Where the words stand in a text: from where to where, and of which redaction they are, in order."""
        return [(start, end, row.redaction) for row, start, end in self._standing(text)]

    def _standing(self, text: str) -> Iterator[tuple[_Row, int, int]]:
        units = self._fold(text)
        written = "".join(f"{unit.text}\0" for unit in units)
        number_at = {0: 0}
        for number, unit in enumerate(units):
            number_at[next(reversed(number_at)) + len(unit.text) + 1] = number + 1
        for row in self._rows:
            wanted = "".join(f"{unit}\0" for unit in row.units)
            at = written.find(wanted)
            while at >= 0:
                if (first := number_at.get(at)) is not None:
                    self.unmet.discard(row.typed)
                    yield row, units[first].start, units[first + len(row.units) - 1].end
                at = written.find(wanted, at + 1)

    def alike(self, text: str) -> dict[int, Origin]:
        """The characters of a text at which the words stand."""
        found: dict[int, Origin] = {}
        for row, start, end in self._standing(text):
            signs = [place for place in range(start, end) if not text[place].isspace()]
            origins = row.places if len(row.places) == len(signs) else [None] * len(signs)
            for place, origin in zip(signs, origins, strict=True):
                found.setdefault(place, Origin(row.redaction, origin))
        return found

    def made_from(self, text: str, owned: Sequence[tuple[int, int]]) -> dict[int, Origin]:
        """The characters of a text that was made from the ``owned`` ones, each as received text and place, that came from
        what is to be redacted, or stand in the place of it."""
        if not any(each in self._hidden for each in owned):
            return {}
        signs = [place for place, sign in enumerate(text) if not sign.isspace()]
        mine, theirs = "".join(text[place] for place in signs), self._signs(owned)
        found: dict[int, Origin] = {}
        for tag, first, last, begin, end in changes(theirs, mine):
            hidden = [self._hidden.get(owned[at]) for at in range(first, last)]
            if tag == "equal":
                for number, at, place in zip(hidden, owned[first:last], signs[begin:end], strict=True):
                    if number is not None:
                        found[place] = Origin(number, at[1])
            elif any(number is not None for number in hidden):
                number = next(number for number in hidden if number is not None)
                found |= {place: Origin(number, None) for place in signs[begin:end]}
            elif tag == "insert" and 0 < first < len(owned):
                # Typed in the midst of what is redacted.
                number = self._hidden.get(owned[first - 1])
                if number is not None and number == self._hidden.get(owned[first]):
                    found |= {place: Origin(number, None) for place in signs[begin:end]}
        return found

    def named_in(self, text: str, owned: Sequence[tuple[int, int]]) -> dict[int, Origin]:
        """The characters of a name, or a like text that stands among the ``owned`` characters as it is, that are to be
        redacted where it stands."""
        signs = [place for place, sign in enumerate(text) if not sign.isspace()]
        mine, theirs = "".join(text[place] for place in signs), self._signs(owned)
        found: dict[int, Origin] = {}
        at = theirs.find(mine) if len(mine) >= SHORTEST else -1
        while at >= 0:
            for place, origin in zip(signs, owned[at : at + len(signs)], strict=True):
                if (number := self._hidden.get(origin)) is not None:
                    found.setdefault(place, Origin(number, origin[1]))
            at = theirs.find(mine, at + 1)
        return found

    def _signs(self, owned: Sequence[tuple[int, int]]) -> str:
        return "".join(self._texts[source][place] for source, place in owned)

    def hides(self, source: int, start: int, end: int) -> bool:
        """Whether any of these characters of a received text is to be redacted."""
        return any((source, place) in self._hidden for place in range(start, end))


def size(units: Iterable[str]) -> int:
    """How many characters these units are."""
    return sum(map(len, units))


def owned(
    texts: dict[int, str], source: int | None, spans: Iterable[Sequence[Any]], roles: Iterable[str] = ()
) -> list[tuple[int, int]]:
    """The characters that the spans of these roles, or of any, take of a received text, without its spaces."""
    if source is None:
        return []
    text, wanted = texts.get(source, ""), set(roles)
    return [
        (source, place)
        for start, end, *role in spans
        if not wanted or not wanted.isdisjoint(role)
        for place in range(start, min(end, len(text)))
        if not text[place].isspace()
    ]


def known_again(text: str, before: str) -> dict[int, int]:
    """Of each ▇ of a text that was made from another, which one it was there, each by its place.

    A row of ▇ is known by what stands beside it, and if it is as long as it was: what was put for it by hand is not.

    >>> known_again("记者▇▇▇说：", "本报记者▇▇▇说▇▇")
    {2: 4, 3: 5, 4: 6}
    """
    now, then = list(_pieces(text)), list(_pieces(before))
    found: dict[int, int] = {}
    for tag, first, last, begin, end in changes([each for each, _places in then], [each for each, _places in now]):
        at_an_edge = (first, begin) == (0, 0) or (last, end) == (len(then), len(now))
        if tag == "equal" and (last - first > 1 or at_an_edge):
            for (piece, places), (_same, were) in zip(now[begin:end], then[first:last], strict=True):
                if piece.startswith(REDACTED):
                    found |= dict(zip(places, were, strict=True))
    return found


def _pieces(text: str) -> Iterator[tuple[str, list[int]]]:
    """The signs of a text without its spaces, each row of ▇ as one, and where they stand."""
    signs = [place for place, sign in enumerate(text) if not sign.isspace()]
    for is_redacted, row in groupby(signs, lambda place: text[place] == REDACTED):
        places = list(row)
        if is_redacted:
            yield REDACTED * len(places), places
        else:
            yield from ((text[place], [place]) for place in places)


def changes(one: Sequence[str], other: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """How one text became the other, as difflib says it; what they begin and end with is not compared twice."""
    head = sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    ends = zip(reversed(one[head:]), reversed(other[head:]), strict=False)
    tail = sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], ends))
    inner = SequenceMatcher(None, one[head : len(one) - tail], other[head : len(other) - tail], autojunk=False)
    found = [("equal", 0, head, 0, head)] if head else []
    found += [(tag, a + head, b + head, c + head, d + head) for tag, a, b, c, d in inner.get_opcodes()]
    return found + ([("equal", len(one) - tail, len(one), len(other) - tail, len(other))] if tail else [])
