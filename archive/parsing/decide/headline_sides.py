"""On which side of its text each headline of wrapped text stands, decided over the whole page (``role_chain``).

A tool gives the frames of a page in the order in which they were laid: a headline may stand above its text, under it, or
away from it. Here the lines stand together in units, display lines and texts, and the chain knows of each text whether
its article has had its headline: one text is not given two, and another none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from archive.parsing.decide.column_lines import Apart, ColumnLine
from archive.parsing.decide.line_facts import traits_of, wording_overlap
from archive.parsing.decide.line_kinds import DISPLAY, LineRole, Side
from archive.parsing.decide.role_chain import Chain, Signs, chain_in, class_of
from archive.parsing.recognise import headline_group

TABLE = "headline_sides.tsv"
_SHARES = (0.001, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9)
_MORE = (-0.5, -0.3, -0.15, -0.05, 0.05, 0.15, 0.3, 0.5)
_LINES = (1, 2, 3, 5, 9, 20, 50)  # of a text
_LENGTHS = (5, 9, 13, 18, 25, 40)  # characters of display lines
_TEXTS = (1, 30, 80, 200, 500)  # characters of a text
_TEXT_MAX = 2500  # characters of a text that are looked at
_WORDS_MAX = 200  # characters of display lines that are
_UNITS_MAX = 40  # units over which it is looked for
_ROW_MAX = 4  # headlines in a row
_WHOLE = frozenset(
    {"column", "short label", "attends", "briefs", "notice", "deck", "numbered"}
)  # traits of all its words
_CLEARLY = 0.15  # by how much a headline shares more with one text than with another
_FEW = 3  # headlines of a page from which nothing can be told of it


@dataclass(frozen=True, slots=True)
class Unit:
    """Lines that stand together: display lines of one kind, or a text up to where another might begin."""

    start: int
    end: int
    role: LineRole  # of its first line


def units_of(lines: Sequence[ColumnLine], roles: Sequence[LineRole]) -> list[Unit]:
    """The units of a page, in order."""
    starts = [at for at in range(len(lines)) if at == 0 or _parts(lines, roles, at)]
    return [Unit(start, end, roles[start]) for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]


def _parts(lines: Sequence[ColumnLine], roles: Sequence[LineRole], at: int) -> bool:
    """Whether another unit begins with the line."""
    role, above = roles[at], roles[at - 1]
    if role in DISPLAY:
        if role is LineRole.GROUP:
            return above not in (LineRole.HEADLINE, LineRole.GROUP)
        return role is LineRole.HEADLINE or role is not above
    return above in DISPLAY or _may_begin(lines, at)


def _may_begin(lines: Sequence[ColumnLine], at: int) -> bool:
    """Whether a text may begin with a line under another text."""
    line, above = lines[at], lines[at - 1]
    if line.message:
        return True
    if not (above.ended or above.apart is not Apart.NO):
        return False
    return line.starts or line.gap > 0 or above.apart is not Apart.NO or above.closes


def sides_of(lines: Sequence[ColumnLine], units: Sequence[Unit]) -> list[Side]:
    """Of each unit where it stands in its article."""
    return chain().roles_of(signs_of(lines, units))


def signs_of(lines: Sequence[ColumnLine], units: Sequence[Unit]) -> Signs:
    """The signs of each unit."""
    page = _Page(lines, units)
    return [list(page.signs(at)) for at in range(len(units))]


@cache
def chain() -> Chain[Side]:
    """The weights of the project."""
    return chain_in(TABLE, tuple(Side))


class _Page:
    """The units of a page, with what is asked of them again and again."""

    def __init__(self, lines: Sequence[ColumnLine], units: Sequence[Unit]) -> None:
        self.lines, self.units = lines, units
        self.words = ["".join(line.norm for line in lines[unit.start : unit.end]) for unit in units]
        self.heads = [unit.role in (LineRole.HEADLINE, LineRole.GROUP) for unit in units]
        self.display = [unit.role in DISPLAY for unit in units]
        self.head_above = self._nearest_heads(range(len(units)))
        self.head_below = self._nearest_heads(range(len(units) - 1, -1, -1))
        self.kinds = [self._kind(at) for at in range(len(units))]
        self.shares = {at: self._shares(at) for at, display in enumerate(self.display) if display}
        self.lean = self._lean()

    def signs(self, at: int) -> Iterator[str]:
        """The signs of a unit."""
        role = self.units[at].role
        yield f"is {role}"
        for name, step in (("above", -1), ("below", 1), ("two above", -2), ("two below", 2)):
            yield f"{name}: {self._kind_at(at + step)}, and this {role}"
        yield f"{self._kind_at(at - 1)} / {role} / {self._kind_at(at + 1)}"
        yield f"first {at == 0}, last {at + 1 == len(self.units)}, is {role}"
        yield from self._of_display(at) if self.display[at] else self._of_text(at)

    def _of_display(self, at: int) -> Iterator[str]:
        """Of display lines: what they say, how close they stand, which text they share more with."""
        unit, words, role = self.units[at], self.words[at], self.units[at].role
        first, last = self.lines[unit.start], self.lines[unit.end - 1]
        shares = self.shares[at]
        more = class_of(shares.below - shares.above, _MORE)
        below = min(self.lines[unit.end].gap, 2) if unit.end < len(self.lines) else "end"
        gaps = f"gaps {min(first.gap, 2)} {below}"
        yield f"{gaps}, is {role}"
        yield f"lean {self.lean}, is {role}"
        yield f"shares below {class_of(shares.below, _SHARES)}, is {role}"
        yield f"shares above {class_of(shares.above, _SHARES)}, is {role}"
        yield f"shares more below {more}, is {role}"
        yield f"shares more below {more}, lean {self.lean}"
        yield f"shares more below {more}, {gaps}"
        yield f"text below {class_of(shares.length_below, _TEXTS)}, text above {class_of(shares.length_above, _TEXTS)}"
        yield f"lines {min(unit.end - unit.start, 4)}, is {role}"
        yield f"length {class_of(len(words), _LENGTHS)}, is {role}"
        yield f"nudged {first.line.nudged}, is {role}"
        for trait in sorted(traits_of(first.norm)):
            yield f"first: {trait}, is {role}"
        for trait in sorted(traits_of(words) & _WHOLE):
            yield f"whole: {trait}, is {role}"
        if headline_group.is_deck(last.norm):
            yield "deck last"
        if self.heads[at]:
            row = self._row(at)
            yield row
            yield f"{row}, shares more below {more}"
            yield f"{row}, {gaps}"
            yield f"{row}, lean {self.lean}"
        if at and not self.display[at - 1]:
            yield f"above closes {self._last(at - 1).closes}, ended {self._is_ended(at - 1)}"

    def _of_text(self, at: int) -> Iterator[str]:
        """Of a text: how it begins, and with which of the headlines above and below it it shares more."""
        unit, kind = self.units[at], self.kinds[at]
        first = self.lines[unit.start]
        yield kind
        yield f"apart {first.apart.name}, gap {min(first.gap, 2)}"
        yield f"lines {class_of(unit.end - unit.start, _LINES)}"
        yield f"length {class_of(len(self.words[at]), _TEXTS)}, lean {self.lean}"
        yield f"set in {first.set_in}, gap {min(first.gap, 2)}"
        yield f"lean {self.lean}"
        yield f"lean {self.lean}, {kind}, is {unit.role}"
        if at:
            under_text = not self.display[at - 1]
            yield f"above closes {under_text and self._last(at - 1).closes}, {kind}"
            yield f"above ended {under_text and self._is_ended(at - 1)}, {kind}, is {unit.role}"
        text, over, under = self.words[at][:_TEXT_MAX], self.head_above[at], self.head_below[at]
        above = -1.0 if over is None else wording_overlap(self.words[over][:_WORDS_MAX], text)
        below = -1.0 if under is None else wording_overlap(self.words[under][:_WORDS_MAX], text)
        more = f"headline above shares more {class_of(above - below, _MORE)}"
        yield f"headline above shares {class_of(above, _SHARES)}"
        yield f"headline below shares {class_of(below, _SHARES)}"
        yield more
        yield f"{more}, close above {over == at - 1}, close below {under == at + 1}"

    def _kind(self, at: int) -> str:
        unit = self.units[at]
        if self.display[at]:
            return unit.role.value
        first = self.lines[unit.start]
        begins = "begins" if first.continues or first.starts else "plain"
        return f"text, {'a message' if first.message else begins}"

    def _kind_at(self, at: int) -> str:
        return self.kinds[at] if 0 <= at < len(self.kinds) else "nothing"

    def _last(self, at: int) -> ColumnLine:
        return self.lines[self.units[at].end - 1]

    def _is_ended(self, at: int) -> bool:
        last = self._last(at)
        return last.ended or last.apart is not Apart.NO

    def _nearest_heads(self, way: Iterable[int]) -> list[int | None]:
        """For each unit the last headline that stands before it on this way over the page."""
        found: list[int | None] = [None] * len(self.units)
        last = None
        for at in way:
            found[at] = last
            if self.heads[at]:
                last = at
        return found

    def _shares(self, at: int) -> _Shares:
        below, above = self._near(at, 1), self._near(at, -1)
        words = self.words[at][:_WORDS_MAX]
        return _Shares(
            wording_overlap(words, below) if below else -1.0,
            wording_overlap(words, above) if above else -1.0,
            len(below),
            len(above),
        )

    def _near(self, at: int, step: int) -> str:
        """The text next to display lines, over crossheads and labels, up to where another article may begin or its
        headline stands."""
        taken: list[str] = []
        length = 0
        stop = max(-1, min(len(self.units), at + step * _UNITS_MAX))
        for place in range(at + step, stop, step):
            if length >= _TEXT_MAX or (self.heads[place] and taken):
                break
            if self.display[place]:
                continue
            begins = self._seems_to_begin(place)
            if step > 0 and taken and begins:
                break
            taken.append(self.words[place])
            length += len(self.words[place])
            if step < 0 and begins:
                break
        return "".join(taken if step > 0 else reversed(taken))[:_TEXT_MAX]

    def _seems_to_begin(self, at: int) -> bool:
        """Whether an article seems to begin with a text."""
        start = self.units[at].start
        return self.lines[start].starts or (start > 0 and self.lines[start - 1].closes)

    def _lean(self) -> str:
        """Whether the page's headlines mostly stand above their texts, or below."""
        more = [shares.below - shares.above for at, shares in self.shares.items() if self.heads[at]]
        above, below = sum(each > _CLEARLY for each in more), sum(each < -_CLEARLY for each in more)
        if above + below < _FEW:
            return "unknown"
        return str(class_of(below / (above + below), (0.1, 0.3, 0.5, 0.7, 0.9)))

    def _row(self, at: int) -> str:
        """Where it stands in a row of headlines."""
        top = end = at
        while top and self.heads[top - 1] and at - top < _ROW_MAX:
            top -= 1
        while end + 1 < len(self.heads) and self.heads[end + 1] and end - at < _ROW_MAX:
            end += 1
        return f"row {min(at - top, 3)} of {min(end + 1 - top, _ROW_MAX)}"


@dataclass(frozen=True, slots=True)
class _Shares:
    """How much of its wording stands in the text below and in that above, -1 where there is none; their lengths."""

    below: float
    above: float
    length_below: int
    length_above: int
