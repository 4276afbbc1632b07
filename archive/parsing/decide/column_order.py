"""Column text in the order in which a person reads it: headlines above their texts.

So pages of a few lines are read; longer ones by weights (``wrapped_roles``, ``headlines_first``).

A PDF gives the frames of a page in the order in which they were laid, often a text before its headline, and on one page
both. Texts are told apart first; then the display lines between two texts are shared out among them, all of the page at
once, by what they have in common with a text, by how close they stand to it, and because a text has one headline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.parsing.decide.column_stories import SLIGHT, SPOKEN_OF, STRANGE, ColumnGroup, Story, stories_of
from archive.parsing.decide.draft_article import Draft, shared
from archive.parsing.decide.line_kinds import TEXT, Item
from archive.parsing.recognise import headline_group
from archive.parsing.vocabulary import COMMENTARY_WORDS

_CLOSE = 0.35  # what standing close to a text counts for, beside the share of common wording, which is 1 at most
_LEAN = 0.25  # what it counts for that all other headlines of the page stand on the same side of their texts
_OVER = 0.2  # what it counts for that a label stands over its article
_MISSING = 0.7  # what a text without a headline costs
_SECOND = 0.8  # what a second headline of a text costs
_PARTED = -0.5  # what it costs to take a text for two
_PLACES = 12  # at most, where a text may be parted
_SURE = 0.5  # of a label's wording that the text close to it has, if it is no label but a headline
_SPLITS = 3  # at either end of a row of display lines, after how many of them it may be parted


def in_reading_order(items: Sequence[Item]) -> list[Item]:
    """The items, with each headline that stands after its text moved before it."""
    stories, last = stories_of(items)
    if not stories:
        return list(items)
    gaps = [*(story.groups for story in stories), last]
    sides = [_Sides.of(*each) for each in zip(stories, gaps[:-1], gaps[1:], strict=True)]
    splits = _shared_out(sides, _lean(gaps, _shared_out(sides, 0.0)))
    _send_to_genre(gaps, splits)
    before: dict[int, list[Item]] = {}
    for index, story in enumerate(stories):
        above, below = splits[index], splits[index + 1]
        if above and above == len(gaps[index]):
            story.first.begins = True  # what parted it from the text above is moved away
        mine = [*gaps[index][above:], *gaps[index + 1][:below]]
        _find_labels(mine, story)
        moved = [item for group in gaps[index + 1][:below] for item in group.items]
        parted = _parted(story, gaps[index][above:], gaps[index + 1][:below])
        first = parted[1] if parted else story.first
        if story.inner:
            before[id(story.first)] = story.inner
        if moved:
            before[id(first)] = [*before.get(id(first), []), *moved]
    moved_ids = {id(item) for group in before.values() for item in group}
    ordered: list[Item] = []
    for item in items:
        ordered += before.get(id(item), [])
        if id(item) not in moved_ids:
            ordered.append(item)
    return ordered


@dataclass(frozen=True, slots=True)
class _Fit:
    """How well a group of display lines goes with the story above which or below which it stands."""

    group: ColumnGroup
    side: int  # -1 above the story, +1 below it
    value: float
    names: bool = False  # whether it would be a headline of the story
    labels: bool = False  # whether it would be what stands beside one
    weak: bool = False  # whether another headline would make a label of it

    @classmethod
    def of(cls, group: ColumnGroup, side: int, story: Story) -> _Fit:
        above, below = group.close_above, group.close_below
        close = (above and not below) if side > 0 else (below and not above)
        common = shared(group.wording, story.draft)
        value, heads = common + _CLOSE * close, group.heads
        has_author_below = side > 0 and group.signed and below and not above
        cost = _SECOND if has_author_below else 0.0
        if side < 0 and story.is_dispatch and len(heads) == 1 and COMMENTARY_WORDS.search(heads[0].norm):
            return cls(group, side, -_SECOND)  # no dispatch stands under 论坛
        if headline_group.is_briefs(heads[0].norm):
            return cls(group, side, -_SECOND * (side > 0) - cost, labels=True)  # it stands over what it names
        if group.optional and not (close and common >= _SURE):
            beside = 0.5 * (value - (common if group.generic else 0.0) - _OVER * side)
            return cls(group, side, beside - cost, labels=True)
        weak = _may_be_label(group, common)
        return cls(group, side, value - _OVER * side * weak - cost, names=True, weak=weak)


@dataclass(frozen=True, slots=True)
class _Sides:
    """A story with the groups that stand above it and below it, up to the next one."""

    story: Story
    above: list[_Fit]
    below: list[_Fit]

    @classmethod
    def of(cls, story: Story, above: Sequence[ColumnGroup], below: Sequence[ColumnGroup]) -> _Sides:
        return cls(story, [_Fit.of(group, -1, story) for group in above], [_Fit.of(group, 1, story) for group in below])

    def value(self, first: int, last: int, lean: float) -> float:
        """How well the story goes together with the groups from the first above it to the last below it."""
        fits = [*self.above[first:], *self.below[:last]]
        value = sum(fit.value + lean * fit.side * fit.names for fit in fits)
        named = sum(fit.names for fit in fits) + bool(self.story.inner)
        if named > 1 and any(fit.weak for fit in fits):
            named -= 1
        if named > 1 and (parted := _parted(self.story, *self.given(first, last))):
            value += _PARTED + parted[0]
            named = 1
        if named:
            return value - _SECOND * (named - 1)
        slight = self.story.draft.length < SLIGHT or any(fit.labels for fit in fits)
        return value - _MISSING * (0.5 if slight else 1.0)

    def given(self, first: int, last: int) -> tuple[list[ColumnGroup], list[ColumnGroup]]:
        """The groups above and below that are the story's, if these are the first and the last."""
        return [fit.group for fit in self.above[first:]], [fit.group for fit in self.below[:last]]


def _shared_out(sides: Sequence[_Sides], lean: float) -> list[int]:
    """Of the groups in each gap, how many from the first belong to the story above: what is best for all the page."""
    values = {0: 0.0}  # of the best way so far, by how many groups of the gap go to the story above
    ways: list[dict[int, int]] = []  # the choice in the gap before, by the choice in a gap
    for index, story in enumerate(sides):
        count = len(story.below)
        few = {*range(min(count, _SPLITS) + 1), *range(max(0, count - _SPLITS), count + 1)}
        found: dict[int, tuple[float, int]] = {}
        for last in few if index + 1 < len(sides) else [count]:
            found[last] = max((value + story.value(first, last, lean), first) for first, value in values.items())
        values = {last: value for last, (value, _first) in found.items()}
        ways.append({last: first for last, (_total, first) in found.items()})
    splits = [max(values, key=values.__getitem__)]
    for way in reversed(ways):
        splits.append(way[splits[-1]])
    return splits[::-1]


_GENRES = (("访谈", "访"), ("专访", "访"), ("侧记", "侧记"))


def _send_to_genre(gaps: Sequence[list[ColumnGroup]], splits: list[int]) -> None:
    """A label that names a genre goes to the article whose deck does, wherever it stands: 访谈 to ——访某某."""
    decks = [
        (head.norm[:6], group)
        for gap in gaps
        for group in gap
        for head in group.heads
        if headline_group.is_deck(head.norm)
    ]
    for place, gap in enumerate(gaps):
        for group in list(gap):
            head = group.heads[0]
            sign = next((sign for genre, sign in _GENRES if genre in head.norm), None)
            told = next((other for opening, other in decks if sign and sign in opening), None)
            if told is None or not group.optional:
                continue
            if gap.index(group) < splits[place]:
                splits[place] -= 1
            gap.remove(group)
            head.label = True
            told.items.insert(0, head)


def _find_labels(groups: Sequence[ColumnGroup], story: Story) -> None:
    """Tell a column's label from a headline, where it stands apart from it: beside a headline, or over a text that does
    not speak of it."""
    named = sum(not group.optional for group in groups) + bool(story.inner)
    for group in groups:
        head = group.heads[0]
        if named > 1 and not group.optional and _may_be_label(group, shared(head.norm, story.draft)):
            head.label, named = True, named - 1
            continue
        close = (group.close_above or group.close_below) and shared(head.norm, story.draft) >= _SURE
        if close and not head.label:
            continue
        if group.optional and not headline_group.is_deck(head.norm) and not headline_group.attends(head.norm):
            head.label = (
                head.label
                or bool(named)
                or (headline_group.is_sure_column(head.norm) and shared(head.norm, story.draft) < _SURE)
            )


def _may_be_label(group: ColumnGroup, common: float) -> bool:
    """文明新风拂澜州, beside another headline: a column's label that no list has, of which the text says nothing."""
    return len(group.items) == 1 and headline_group.is_brief_label(group.heads[0].norm) and common < STRANGE


def _parted(story: Story, above: Sequence[ColumnGroup], below: Sequence[ColumnGroup]) -> tuple[float, Item] | None:
    """Where a text with headlines on both sides falls into two articles, between which nothing stands: what is gained
    by parting it there, and the paragraph with which the second begins; None if it does not."""
    first = "".join(group.wording for group in above if not group.optional)
    second = "".join(group.wording for group in below if not group.optional)
    texts = story.draft.texts
    places = [
        at
        for at in range(1, len(texts))
        if texts[at].kind == TEXT and texts[at].gap and texts[at - 1].kind == TEXT and texts[at - 1].finished
    ]
    if not (first and second) or not 0 < len(places) <= _PLACES:
        return None
    found: tuple[float, Item] | None = None
    for at in places:
        one, other = Draft(texts=texts[:at]), Draft(texts=texts[at:])
        ours, theirs = shared(second, other), shared(second, one)
        gain = ours - theirs + shared(first, one) - shared(first, other)
        if ours >= SPOKEN_OF and theirs < ours and (found is None or gain > found[0]):
            found = (gain, texts[at])
    return found


def _lean(gaps: Sequence[Sequence[ColumnGroup]], splits: Sequence[int]) -> float:
    """From -_LEAN, if all headlines stand above their texts, to +_LEAN, if all stand below."""
    below = sum(not group.optional for gap, split in zip(gaps, splits, strict=True) for group in gap[:split])
    every = sum(not group.optional for gap in gaps for group in gap)
    return _LEAN * (2 * below - every) / every if every else 0.0
