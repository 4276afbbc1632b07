"""By what the role of a line of wrapped text is told: signs of it, each a short text by which the table of weights knows it.

In wrapped text a line says little by its length alone: a text's lines break off where the column ends. What tells a
headline is how it fills its line beside its neighbours, whether a sentence is open above it, what it shares with the
texts around it, and how its page is set.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from archive.parsing.decide.column_lines import Apart, ColumnLine
from archive.parsing.decide.line_facts import end_of, traits_of, wording_overlap
from archive.parsing.decide.role_chain import Signs, class_of

_LENGTHS = (3, 5, 7, 9, 12, 15, 18, 22, 27, 34, 42)  # characters of a line
_BESIDE_LENGTHS = (5, 9, 15, 22, 34)
_FILLED = (0.4, 0.6, 0.8, 0.9, 1.001, 1.15, 1.5)  # of the column's width
_SHORT, _NEARLY, _BEYOND = 0.5, 0.8, 1.15  # from which part of the width a line is short, full, beyond it
_LONGER = (-8, -4, -2, 0, 1, 3, 5, 9)  # characters by which the next line is longer
_SHARES = (0.001, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9)
_MORE = (-0.3, -0.1, 0.05, 0.2, 0.4, 0.6)  # by how much a line shares more with the text below it than with that above
_CLEARLY = 0.15  # by how much a headline shares more with one text than with another
_FEW = 3  # such headlines of a page from which nothing can be told of it
_TEXTS = (1, 40, 120, 300, 600)  # characters of a text
_NEAR, _LEAD = 60, 8  # lines of the texts above and below that are looked at; of the beginning of that below
_CLOSE_BELOW = 4  # lines below a headline among which its text begins
_GAPS = (0.02, 0.15)  # of the lines of a page that stand under a blank one
_TRAITS_BESIDE = ("deck", "reads on", "column", "numbered", "kicker's end", "short label", "attends", "notice")


@dataclass(frozen=True, slots=True)
class Setting:
    """How a page of wrapped text is set."""

    narrow: Sequence[int]  # of each line: characters that fill one there
    indents: bool  # whether it sets its paragraphs in
    scattered: bool  # whether its blank lines stand inside sentences


def signs_of(lines: Sequence[ColumnLine], setting: Setting) -> Signs:
    """The signs of each of a page's lines."""
    page = _Page(lines, setting)
    found: Signs = []
    for at in range(len(lines)):
        found.append([])
        for tell in GROUPS.values():
            found[-1] += tell(page, at)
    return found


class _Page:
    """The lines of a page, with what is asked of them again and again."""

    def __init__(self, lines: Sequence[ColumnLine], setting: Setting) -> None:
        self.lines, self.setting = lines, setting
        pairs = list(zip(lines, setting.narrow, strict=True))
        self.filled = [line.extent / max(1, narrow) for line, narrow in pairs]
        self.sizes = [
            "cut" if part < _SHORT else "short" if part < _NEARLY else "full" if part < _BEYOND else "long"
            for part in self.filled
        ]
        self.amid = [at > 0 and self._is_open(at - 1) for at in range(len(lines))]
        self.may: list[bool] = []
        for at, (line, narrow) in enumerate(pairs):
            self.may.append(self._may_stand_apart(at) and line.may_display(narrow))
        self.traits = [traits_of(line.norm) if may else frozenset() for line, may in zip(lines, self.may, strict=True)]
        self.ends = [end_of(line.norm) for line in lines]
        self.shapes = [self._shape(at) for at in range(len(lines))]
        self.gaps = class_of(sum(line.gap > 0 for line in lines) / max(1, len(lines)), _GAPS)
        self.seen = [self._seen(at) for at in range(len(lines))]
        self.begins = [line.starts and not amid for line, amid in zip(lines, self.amid, strict=True)]
        runs = list(self._likely_runs())
        self.starts = [run.start for run in runs]
        self.runs = {at: run for run in runs for at in range(run.start, run.end)}
        self.lean = self._lean()
        self.custom = f"gaps {self.gaps}, scattered {setting.scattered}, set in {setting.indents}"

    def _is_open(self, at: int) -> bool:
        """Whether a sentence goes on after the line."""
        line = self.lines[at]
        return line.apart is Apart.NO and not line.ended and self.sizes[at] in ("full", "long")

    def _may_stand_apart(self, at: int) -> bool:
        """Whether a line may be none of the text by where it stands: not in the midst of it, from edge to edge."""
        under_display = at > 0 and self.may[at - 1]
        return under_display or not self.amid[at] or self.lines[at].gap > 0 or self.sizes[at] in ("cut", "short")

    def _shape(self, at: int) -> str:
        line = self.lines[at]
        end = "may display" if self.may[at] else "ended" if line.ended else "text"
        apart = "" if line.apart is Apart.NO else " apart"
        return f"{self.sizes[at]} {end}{' set in' if line.set_in else ''}{apart}"

    def _seen(self, at: int) -> _Seen:
        line = self.lines[at]
        return _Seen(
            line.apart.name,
            self.may[at],
            self.sizes[at],
            line.ended,
            line.set_in,
            self.setting.indents,
            line.starts,
            line.message,
            line.continues,
            line.closes,
        )

    def _shape_at(self, at: int) -> str:
        return self.shapes[at] if 0 <= at < len(self.lines) else "nothing"

    def itself(self, at: int) -> list[str]:
        """What the line is for itself, how full it is, and how its page is set."""
        line = self.lines[at]
        alone = _Alone(
            class_of(line.length, _LENGTHS),
            class_of(self.filled[at], _FILLED),
            self.amid[at],
            self.ends[at],
            line.is_dateline,
            line.line.nudged,
            self.traits[at],
        )
        return [
            f"page {self.custom}",
            f"page {self.custom}, may display {self.may[at]}",
            *_itself(self.seen[at], alone),
        ]

    def blanks(self, at: int) -> Iterator[str]:
        """Blank lines above and below it."""
        line, may = self.lines[at], self.may[at]
        above = min(line.gap, 2)
        below = min(self.lines[at + 1].gap, 2) if at + 1 < len(self.lines) else "end"
        scattered = self.setting.scattered
        yield f"gap {above}, usual {self.gaps}"
        yield f"gaps {above} {below}, usual {self.gaps}"
        yield f"gaps {above} {below}, usual {self.gaps}, may display {may}, scattered {scattered}"
        yield f"gap {above}, amid {self.amid[at]}, may display {may}, scattered {scattered}"

    def beside(self, at: int) -> list[str]:
        """What stands above and below the line."""
        found: list[str] = []
        this = f"{self.sizes[at]}, may display {self.may[at]}"
        for name, step in _STEPS:
            place = at + step
            if 0 <= place < len(self.lines):
                found += _beside(name, self.seen[place], this, self.may[at])
            else:
                found.append(f"{name}: nothing")
        for name, step in _STEPS[:2]:
            place = at + step
            if 0 <= place < len(self.lines):
                found += self._close_by(name, self.lines[at], place, self.may[at])
        return found

    def _close_by(self, name: str, line: ColumnLine, place: int, may: bool) -> list[str]:
        other = self.lines[place]
        return [
            f"{name}: length {class_of(other.length, _BESIDE_LENGTHS)}",
            f"{name}: ends {self.ends[place]}, and this may display {may}",
            f"{name}: longer {class_of(other.length - line.length, _LONGER)}, and this may display {may}",
            *(
                f"{name}: {trait}, and this may display {may}"
                for trait in _TRAITS_BESIDE
                if trait in self.traits[place]
            ),
        ]

    def shape(self, at: int) -> tuple[str, ...]:
        """How three lines look together."""
        two_above, above, this, below, two_below = (self._shape_at(place) for place in range(at - 2, at + 3))
        return (
            f"amid {above} / {this} / {below}",
            f"last of {two_above} / {above} / {this}",
            f"first of {this} / {below} / {two_below}",
        )

    def between(self, at: int) -> Iterator[str]:
        """What a line that can be a display line has in common with the texts between which it stands."""
        if not self.may[at]:
            return
        run = self.runs.get(at) or self._run_of_one(at)
        norm = self.lines[at].norm
        below, above, lead = (wording_overlap(norm, text) for text in (run.below, run.above, run.lead))
        yield f"shares below {class_of(below, _SHARES)}"
        yield f"shares above {class_of(above, _SHARES)}"
        yield f"shares more below {class_of(below - above, _MORE)}"
        yield f"shares lead {class_of(lead, _SHARES)}"
        if run.shares is not None:
            all_below, all_above = run.shares
            more = class_of(all_below - all_above, _MORE)
            yield f"all share below {class_of(all_below, _SHARES)}"
            yield f"all share above {class_of(all_above, _SHARES)}"
            yield f"all share more below {more}"
            yield f"all share more below {more}, lean {self.lean}"
        yield f"lean {self.lean}, may display"
        yield f"run {min(at - run.start, 3)} of {min(run.end - run.start, 5)}, likely {run.shares is not None}"
        yield f"text above {class_of(len(run.above), _TEXTS)}"
        yield f"text below {class_of(len(run.below), _TEXTS)}"

    def _likely_runs(self) -> Iterator[_Run]:
        """The lines that are likely to be display lines, where they stand together."""
        likely = [
            may and not amid and (size in ("cut", "short") or line.gap > 0)
            for may, amid, size, line in zip(self.may, self.amid, self.sizes, self.lines, strict=True)
        ]
        spans: list[tuple[int, int]] = []
        at = 0
        for is_likely, group in itertools.groupby(likely):
            end = at + sum(1 for _each in group)
            if is_likely:
                spans.append((at, end))
            at = end
        bounds = [(0, 0), *spans, (len(self.lines), len(self.lines))]
        for (_start, last), (start, end), (first, _end) in zip(bounds, bounds[1:], bounds[2:], strict=False):
            last = max((at for at in range(last, start) if self.begins[at]), default=last)
            first = min((at for at in range(end + _CLOSE_BELOW, first) if self.begins[at]), default=first)
            run = self._run(start, end, last, first)
            words = self._text(start, end)
            yield replace(run, shares=(wording_overlap(words, run.below), wording_overlap(words, run.above)))

    def _run_of_one(self, at: int) -> _Run:
        """A line that is not likely to be a display line, by itself, up to those that are."""
        place = bisect_right(self.starts, at)
        last = self.runs[self.starts[place - 1]].end if place else 0
        first = self.starts[place] if place < len(self.starts) else len(self.lines)
        return self._run(at, at + 1, last, first)

    def _run(self, start: int, end: int, last: int, first: int) -> _Run:
        """The lines from start to end, with the texts around them: from ``last`` on, up to ``first``."""
        above = self._text(max(last, start - _NEAR), start)
        below = self._text(end, min(first, end + _NEAR))
        return _Run(start, end, above, below, self._text(end, min(first, end + _LEAD)))

    def _lean(self) -> str:
        """Whether the page's headlines mostly stand above their texts, or below."""
        shares = [run.shares for run in map(self.runs.__getitem__, self.starts) if run.shares is not None]
        more = [below - above for below, above in shares]
        above, below = sum(each > _CLEARLY for each in more), sum(each < -_CLEARLY for each in more)
        if above + below < _FEW:
            return "unknown"
        return str(class_of(below / (above + below), (0.15, 0.35, 0.65, 0.85)))

    def _text(self, start: int, end: int) -> str:
        return "".join(line.norm for line in self.lines[start:end])


@dataclass(frozen=True, slots=True)
class _Run:
    """Lines that may be display lines and stand together, and the texts between which they stand."""

    start: int
    end: int
    above: str
    below: str
    lead: str  # the beginning of the text below
    shares: tuple[float, float] | None = None  # of all their words, with the texts below and above; if they are likely


class _Seen(NamedTuple):
    """What a line shows to its neighbours."""

    apart: str
    may_display: bool
    size: str
    ended: bool
    set_in: bool
    indents: bool  # of the page
    starts: bool
    message: bool
    continues: bool
    closes: bool


class _Alone(NamedTuple):
    """What a line is for itself, beside what it shows."""

    length: int
    filled: int
    amid: bool
    end: str
    is_dateline: bool
    nudged: bool
    traits: frozenset[str]


@lru_cache(maxsize=1 << 14)  # most lines of a page look like another
def _itself(line: _Seen, alone: _Alone) -> tuple[str, ...]:
    """The signs of a line for itself."""
    may, size, amid = line.may_display, line.size, alone.amid
    told = [fact for fact in ("message", "continues", "closes") if getattr(line, fact)]
    told += [name for name, holds in (("dateline", alone.is_dateline), ("nudged", alone.nudged)) if holds]
    traits = sorted(alone.traits)
    return (
        f"apart {line.apart}, amid {amid}",
        f"length {alone.length}",
        f"fills {alone.filled}",
        f"fills {alone.filled}, may display {may}",
        f"ends {alone.end}",
        f"ends {alone.end}, {size}",
        f"may display {may}",
        f"ended {line.ended}",
        f"starts {line.starts}",
        f"set in {line.set_in} of {line.indents}",
        f"amid {amid}",
        f"amid {amid}, may display {may}, {size}",
        *told,
        *traits,
        *(f"{trait}, amid {amid}, {size}" for trait in traits),
    )


@lru_cache(maxsize=1 << 14)
def _beside(name: str, other: _Seen, this: str, may: bool) -> tuple[str, ...]:
    """The signs of a line by another that stands above or below it."""
    told = [fact for fact in ("message", "continues", "closes") if getattr(other, fact)]
    return (
        f"{name}: apart {other.apart}, may display {other.may_display}, and this {may}",
        f"{name}: ended {other.ended}, and this may display {may}",
        f"{name}: {other.size}, ended {other.ended}, and this {this}",
        f"{name}: set in {other.set_in} of {other.indents}",
        f"{name}: starts {other.starts}, and this may display {may}",
        *(f"{name}: {fact}" for fact in told),
    )


_STEPS = (("above", -1), ("below", 1), ("two above", -2), ("two below", 2), ("three above", -3), ("three below", 3))

# The signs in groups, each of which can be left out to see what it is worth.
GROUPS: dict[str, Callable[[_Page, int], Iterable[str]]] = {
    "itself": _Page.itself,
    "blanks": _Page.blanks,
    "beside": _Page.beside,
    "shape": _Page.shape,
    "between": _Page.between,
}
