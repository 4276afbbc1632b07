"""By what the role of a line is told: signs of it, each a short text by which the table of weights knows it.

A sign is something that holds of a line, of what stands beside it, of the display lines that it stands among, or of the
article so far. What each counts for, ``line_roles.tsv`` says; nothing here decides.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from archive.parsing.decide.line_facts import LineFacts, facts_of, wording_overlap
from archive.parsing.decide.line_kinds import BYLINE, HEAD, TEXT, Item
from archive.parsing.decide.role_chain import Signs, class_of

_LENGTHS = (3, 5, 7, 9, 12, 15, 18, 22, 27, 34, 42, 60, 120, 250)  # characters of a line
_SHORT_LENGTHS = (9, 13, 18, 24)
_BESIDE_LENGTHS = (9, 15, 22, 42, 100)
_TEXT_LENGTHS = (1, 30, 80, 160, 320, 640, 1200, 2400)  # characters of a text of several lines
_SHARES = (0.001, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9)
_MORE = (-0.3, -0.1, 0.05, 0.2, 0.4, 0.6)  # by how much a line shares more with the text below it than with that above
_TEXT_MAX = 3000  # characters of the text above or below that are looked at
_LEAD_MAX = 1500
_LIKE = 3  # characters by which lines built alike may differ in length
_FAR = 200  # lines within which others like a line are looked for
_SPARSE = 0.3  # of the lines of a page that stand close: less, and blank lines part its paragraphs
_FEW = 3  # display lines of a level, from which nothing can be told of it
_RUNS = (2, 3, 4, 5, 7)  # lines that may be display lines and stand together: many are verse or a list


def signs_of(items: Sequence[Item]) -> Signs:
    """The signs of each of a page's items."""
    page, story = _Page(facts_of(items)), _Story()
    found: Signs = []
    for at in range(len(items)):
        found.append([sign for tell in GROUPS.values() for sign in tell(page, story, at)])
        story.go_on(page.facts, at)
    return found


@dataclass(frozen=True, slots=True)
class _Run:
    """Lines that may be display lines and stand together, from ``start`` to ``end``, and the texts between which."""

    start: int
    end: int
    level: int | None
    opens: bool  # an article begins with what follows, for certain
    above: str
    below: str
    last_above: LineFacts | None
    first_below: LineFacts | None
    last_below: LineFacts | None


_Tell = Callable[["_Page", "_Story", int], Iterator[str]]  # the signs of the line at a place


class _Page:
    """A page's lines, and the runs of those that may be display lines."""

    def __init__(self, facts: Sequence[LineFacts]) -> None:
        self.facts = facts
        close = sum(each.gap == 0 for each in facts)
        self.usual = 0 if close >= _SPARSE * len(facts) else 1
        self.levels = len({each.level for each in facts if each.level is not None})
        self._runs: dict[int, _Run] = {}
        for run in self._found():
            self._runs |= dict.fromkeys(range(run.start, run.end), run)
        # By level: how many runs there are, and how many of them open an article.
        runs = {run.start: run for run in self._runs.values()}.values()
        self._runs_of = Counter(run.level for run in runs)
        self._opening = Counter(run.level for run in runs if run.opens)

        self._told_above = list(self._ends_from(range(len(facts))))
        self._told_below = list(self._ends_from(range(len(facts) - 1, -1, -1)))[::-1]

    def run_at(self, at: int) -> _Run | None:
        """The lines that may be display lines among which this one stands, if it is one."""
        return self._runs.get(at)

    def _found(self) -> Iterator[_Run]:
        texts: list[tuple[int, int]] = [(0, 0)]  # from where to where there is none that may be a display line
        places: list[tuple[int, int]] = []
        at = 0
        for may_display, group in itertools.groupby(self.facts, lambda each: each.may_display):
            end = at + sum(1 for _each in group)
            if may_display:
                places.append((at, end))
                texts.append((end, end))
            else:
                texts[-1] = at, end
            at = end
        for (start, end), above, below in zip(places, texts, texts[1:], strict=False):
            yield self._run(start, end, self.facts[slice(*above)], self.facts[slice(*below)])

    def _run(self, start: int, end: int, above: Sequence[LineFacts], below: Sequence[LineFacts]) -> _Run:
        above, below = ([each for each in side if each.kind in (TEXT, BYLINE)] for side in (above, below))
        following = self.facts[end] if end < len(self.facts) else None
        return _Run(
            start,
            end,
            level=min((each.level for each in self.facts[start:end] if each.level is not None), default=None),
            opens=following is not None and following.starts,
            above="".join(reversed(_texts(reversed(above))))[-_TEXT_MAX:],
            below="".join(_texts(below))[:_TEXT_MAX],
            last_above=above[-1] if above else None,
            first_below=below[0] if below else None,
            last_below=below[-1] if below else None,
        )

    def itself(self, at: int) -> Iterator[str]:
        """What the line is for itself."""
        facts = self.facts[at]
        yield f"is {facts.kind}"
        yield f"is {facts.kind}, may display {facts.may_display}"
        yield f"length {class_of(facts.length, _LENGTHS)}"
        yield f"level {facts.level} of {self.levels}"
        yield f"page marked {self.levels > 0}"
        yield f"gap {facts.gap}, usual {self.usual}"
        yield f"ends {facts.end}"
        yield f"ends {facts.end}, may display {facts.may_display}"
        for trait in (*sorted(facts.traits), *(name for name in _FACTS if getattr(facts, name))):
            yield trait
            if facts.may_display:
                yield f"may display, {trait}"

    def beside(self, at: int) -> Iterator[str]:
        """What stands above and below the line."""
        facts = self.facts[at]
        below = self.facts[at + 1] if at + 1 < len(self.facts) else None
        gap = below.gap if below is not None else "end"
        yield f"gap below {gap}, usual {self.usual}"
        yield f"gaps {facts.gap} {gap}"
        for name, step in (("above", -1), ("below", 1), ("two above", -2), ("two below", 2)):
            place = at + step
            if not 0 <= place < len(self.facts):
                yield f"{name}: nothing"
                continue
            other = self.facts[place]
            yield f"{name}: {other.kind}, may display {other.may_display}"
            yield f"{name}: {other.kind}, may display {other.may_display}, and this {facts.may_display}"
            yield from (f"{name}: {fact}" for fact in _FACTS_BESIDE if getattr(other, fact))
            if abs(step) == 1:
                yield f"{name}: length {class_of(other.length, _BESIDE_LENGTHS)}"
                yield f"{name}: ends {other.end}, may display {facts.may_display}"
                if facts.kind == other.kind == HEAD:
                    yield f"{name}: {_compared(other.level, facts.level)} head"
        if below is not None and below.starts:
            yield f"below: starts, may display {facts.may_display}"
        if below is not None:
            for trait in ("deck", "reads on"):
                if trait in below.traits:
                    yield f"below: {trait}, may display {facts.may_display}"

    def among(self, at: int, run: _Run) -> Iterator[str]:
        """Of a line that may be a display line: among how many such, and what its level usually does on this page."""
        length = class_of(self.facts[at].length, _SHORT_LENGTHS)
        place = f"{min(at - run.start, 3)} of {class_of(run.end - run.start, _RUNS)}"
        yield f"run {place}"
        yield f"run {place}, opens {run.opens}"
        yield f"opens {run.opens}"
        count = self._runs_of[run.level]
        share = self._opening[run.level] / count
        custom = "few" if count < _FEW else str(class_of(share, (0.01, 0.25, 0.5, 0.75)))
        yield f"custom {custom}"
        yield f"custom {custom}, opens {run.opens}"
        yield f"custom {custom}, length {length}"

    def between(self, at: int, run: _Run) -> Iterator[str]:
        """What it has in common with the texts between which it stands, and how these end and begin."""
        norm = self.facts[at].norm
        below = wording_overlap(norm, run.below[:_LEAD_MAX]) if run.below else -1.0
        above = wording_overlap(norm, run.above) if run.above else -1.0
        more = below - max(above, 0.0)
        length = class_of(len(norm), _SHORT_LENGTHS)
        yield f"shares below {class_of(below, _SHARES)}"
        yield f"shares above {class_of(above, _SHARES)}"
        yield f"shares more below {class_of(more, _MORE)}"
        yield f"shares more below {class_of(more, _MORE)}, length {length}"
        yield f"text below {class_of(len(run.below), _TEXT_LENGTHS)}"
        yield f"text above {class_of(len(run.above), _TEXT_LENGTHS)}"
        if run.first_below is not None:
            yield f"first below {class_of(run.first_below.length, (20, 42, 80, 160))}"
        if run.last_below is not None:
            yield f"text below closes {run.last_below.closes or run.last_below.kind == BYLINE}, opens {run.opens}"
        if run.last_above is not None:
            yield f"text above closes {run.last_above.closes}, opens {run.opens}"
            yield f"text above finished {run.last_above.finished}"
        else:
            yield "no text above"

    def alike(self, at: int, run: _Run) -> Iterator[str]:
        """How many others built alike stand in the same article, as crossheads do."""
        facts = self.facts[at]
        below = sum(_is_like(self.facts[place], facts) for place in self._until_start(run.end))
        above = sum(_is_like(self.facts[place], facts) for place in self._since_start(run.start))
        yield f"alike {min(below, 2)} below, {min(above, 2)} above"
        yield f"alike {min(above + below, 2)}, opens {run.opens}"

    def ends(self, run: _Run) -> Iterator[str]:
        """What tells above it and below that an article begins or ends, and how many runs of display lines stand between."""
        above, below = self._told_above[run.start], self._told_below[run.end - 1]
        yield f"told above: {above}"
        yield f"told below: {below}"
        yield f"told above: {above}, below: {below}"

    def _ends_from(self, way: Iterable[int]) -> Iterator[str]:
        """For each place on a way over the page what is told before it, and across how many runs."""
        told, runs, last = "nothing", 0, None
        for at in way:
            yield f"{told} {min(runs, 2)}"
            facts, run = self.facts[at], self._runs.get(at)
            if run is not None and run is not last:
                last, runs = run, runs + 1
            if facts.starts or facts.closes or facts.kind == BYLINE:
                told = "start" if facts.starts else "end" if facts.closes else "byline"
                runs = 0

    def _until_start(self, at: int) -> Iterator[int]:
        for place in range(at, min(len(self.facts), at + _FAR)):
            each = self.facts[place]
            run = self._runs.get(place)
            if (each.starts and each.kind != BYLINE) or (run is not None and run.opens):
                return
            if run is not None:
                yield place

    def _since_start(self, at: int) -> Iterator[int]:
        for place in range(at - 1, max(-1, at - _FAR), -1):
            if self.facts[place].starts:
                return
            if place in self._runs:
                yield place


# Facts that are signs by themselves, by their names; and those of what stands beside.
_FACTS = ("message", "signed", "back", "onward", "signs", "closes", "indented", "marked")
_FACTS_BESIDE = ("message", "signed", "back", "onward", "signs", "closes", "finished")


def _texts(facts: Iterable[LineFacts]) -> list[str]:
    """What the lines of text among these say, no more of them than are looked at."""
    taken: list[str] = []
    length = 0
    for each in facts:
        if length >= _TEXT_MAX:
            break
        if each.kind == TEXT:
            taken.append(each.norm)
            length += each.length
    return taken


def _is_like(one: LineFacts, other: LineFacts) -> bool:
    return one.level == other.level and abs(one.length - other.length) <= _LIKE


def _compared(one: int | None, other: int | None) -> str:
    """Whether a heading is larger than another, by their levels; one without a level is the smallest."""
    first, second = (99 if level is None else level for level in (one, other))
    return "larger" if first < second else "smaller" if first > second else "equal"


class _Story:
    """What has been seen of an article since it seemed to begin."""

    def __init__(self) -> None:
        self.signed = self.told = False  # by a byline under its headline; by a message head
        self.displays = self.length = 0
        self.level: int | None = None  # of its headline
        self.smaller: set[int] = set()  # levels of display lines below that

    def so_far(self, run: _Run) -> Iterator[str]:
        opening = f"signed {self.signed}, told {self.told}"
        yield opening
        yield f"{opening}, opens {run.opens}"
        yield f"{opening}, length {class_of(self.length, (1, 160, 640, 1200))}"
        yield f"displays so far {min(self.displays, 4)}"
        yield f"length so far {class_of(self.length, _TEXT_LENGTHS)}"

    def against(self, facts: LineFacts, run: _Run) -> Iterator[str]:
        """The level of a display line against that with which the article began, and those which it had since."""
        if self.level is None or facts.level is None:
            return
        compared = _compared(facts.level, self.level)
        yield f"{compared} than the headline"
        yield f"{compared} than the headline, opens {run.opens}"
        yield f"{compared} than the headline, length {class_of(facts.length, _SHORT_LENGTHS)}"
        if facts.level in self.smaller:
            yield f"level again, opens {run.opens}"

    def go_on(self, facts: Sequence[LineFacts], at: int) -> None:
        each = facts[at]
        above = facts[at - 1] if at else None
        if each.starts and each.kind != BYLINE and (above is None or above.kind != BYLINE):
            self._begin(signed=False, told=each.message)
        if each.kind == BYLINE and above is not None and above.may_display:
            self._begin(signed=True, told=False)
        if each.may_display:
            self.displays += 1
            below = facts[at + 1] if at + 1 < len(facts) else None
            if each.level is not None and (
                self.level is None or each.level < self.level or (below is not None and below.starts)
            ):
                self.level, self.smaller = each.level, set()
            elif each.level is not None and each.level != self.level:
                self.smaller.add(each.level)
        elif each.kind == TEXT:
            self.length += each.length

    def _begin(self, *, signed: bool, told: bool) -> None:
        self.signed, self.told = signed, told
        self.displays = self.length = 0


def _of_display_lines(tell: Callable[[_Page, _Story, int, _Run], Iterator[str]]) -> _Tell:
    """The signs that only lines which may be display lines have."""

    def told(page: _Page, story: _Story, at: int) -> Iterator[str]:
        run = page.run_at(at)
        return iter(()) if run is None else tell(page, story, at, run)

    return told


# The signs in groups, each of which can be left out to see what it is worth.
GROUPS: dict[str, _Tell] = {
    "itself": lambda page, _story, at: page.itself(at),
    "beside": lambda page, _story, at: page.beside(at),
    "among": _of_display_lines(lambda page, _story, at, run: page.among(at, run)),
    "between": _of_display_lines(lambda page, _story, at, run: page.between(at, run)),
    "ends": _of_display_lines(lambda page, _story, _at, run: page.ends(run)),
    "alike": _of_display_lines(lambda page, _story, at, run: page.alike(at, run)),
    "so far": _of_display_lines(lambda _page, story, _at, run: story.so_far(run)),
    "levels": _of_display_lines(lambda page, story, at, run: story.against(page.facts[at], run)),
}
