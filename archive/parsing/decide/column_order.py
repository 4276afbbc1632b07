"""Column text in the order in which a person reads it: headlines above their texts.

A PDF gives the frames of a page in the order in which they were laid, often a text before its headline, and on one page
both. Texts are told apart first; then the display lines between two texts are shared out among them, all of the page at
once, by what they have in common with a text, by how close they stand to it, and because a text has one headline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from archive.parsing.decide.draft_article import Draft, shared
from archive.parsing.decide.line_kinds import (
    ANSWER,
    BYLINE,
    CAPTION,
    CREDIT,
    CROSSHEAD_MAX,
    HEAD,
    JUMP,
    NUMBERED,
    TEXT,
    Item,
    is_heading_word,
)
from archive.parsing.lines.layout import finished
from archive.parsing.recognise import headline_group
from archive.parsing.recognise.bylines import tail_byline
from archive.parsing.types import PersonKind
from archive.parsing.vocabulary import COMMENTARY_WORDS, KICKER_END, NOTICE_WORDS

_CLOSE = 0.35  # what standing close to a text counts for, beside the share of common wording, which is 1 at most
_LEAN = 0.25  # what it counts for that all other headlines of the page stand on the same side of their texts
_OVER = 0.2  # what it counts for that a label stands over its article
_MISSING = 0.7  # what a text without a headline costs
_SECOND = 0.8  # what a second headline of a text costs
_PARTED = -0.5  # what it costs to take a text for two
_PLACES = 12  # at most, where a text may be parted
_SPOKEN_OF = 0.3  # of a headline's wording that its text has at least, if it is parted from another
_STRANGE = 0.2  # of a display line's wording that a text may have by chance
_TOLD = 120  # characters of an article at least before its first crosshead
_SLIGHT = 60  # characters of a text that may well go without a headline
_SPLITS = 3  # at either end of a row of display lines, after how many of them it may be parted
_SHORT = 16  # characters of a crosshead that needs no other like it


@dataclass(slots=True)
class _Group:
    """Display lines that stand together, with the bylines among them."""

    items: list[Item]
    close_above: bool = False  # whether it stands close under what is above it
    close_below: bool = False
    signed: bool = False  # whether its author, or where its text is continued from, stands under it

    @property
    def heads(self) -> list[Item]:
        return [item for item in self.items if item.kind == HEAD]

    @property
    def wording(self) -> str:
        """What it says, without a column's label over a headline."""
        heads = self.heads
        label = len(heads) > 1 and (
            headline_group.is_column(heads[0].norm) or headline_group.is_short_label(heads[0].norm)
        )
        return "".join(item.norm for item in heads[label:])

    @property
    def optional(self) -> bool:
        """Whether it may stand beside a headline: a column's label, a deck."""
        heads = self.heads
        if all(headline_group.is_deck(item.norm) for item in heads):
            return True
        first = heads[0].norm
        if len(heads) > 1 or is_heading_word(first) or (len(self.items) > 1 and not heads[0].label):
            return False
        label = heads[0].label or headline_group.is_column(first) or headline_group.is_banner(first)
        return label or headline_group.attends(first) or (headline_group.is_short_label(first) and not self.signed)

    @property
    def generic(self) -> bool:
        """Whether it is a label whose words say nothing of its text: 高质量发展调研行."""
        first = self.heads[0].norm
        return self.heads[0].label or headline_group.is_column(first) or headline_group.is_brief_label(first)


@dataclass(slots=True)
class _Story:
    """A text that begins for certain or after display lines, and those display lines."""

    draft: Draft
    groups: list[_Group] = field(default_factory=list)
    inner: list[Item] = field(default_factory=list)  # display lines between its byline and its text

    @property
    def first(self) -> Item:
        """Where the story begins."""
        own = [*self.draft.bylines[:1], *self.draft.texts[:1]]
        return min((item for item in own if item.pieces), key=lambda item: item.pieces[0], default=own[0])


def in_reading_order(items: Sequence[Item]) -> list[Item]:
    """The items, with each headline that stands after its text moved before it."""
    stories, last = _stories(items)
    if not stories:
        return list(items)
    gaps = [*(story.groups for story in stories), last]
    splits = _shared_out(stories, gaps, 0.0)
    lean = _lean(gaps, splits)
    splits = _shared_out(stories, gaps, lean)
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
            moved[0].begins = True
            before[id(first)] = [*before.get(id(first), []), *moved]
    moved_ids = {id(item) for group in before.values() for item in group}
    ordered: list[Item] = []
    for item in items:
        ordered += before.get(id(item), [])
        if id(item) not in moved_ids:
            ordered.append(item)
    return ordered


def _stories(items: Sequence[Item]) -> tuple[list[_Story], list[_Group]]:
    """The stories of the page, each with the groups of display lines above it, and the groups after the last."""
    stories: list[_Story] = []
    groups: list[_Group] = []
    now: Draft | None = None

    def begin(draft: Draft) -> Draft:
        nonlocal groups
        stories.append(_Story(draft, groups))
        groups = []
        return draft

    for index, item in enumerate(items):
        above = items[index - 1] if index else None
        following = items[index + 1] if index + 1 < len(items) else None
        if item.kind == HEAD:
            if now is not None and now.bylines and not now.texts:
                stories[-1].inner.append(item)
                continue
            if now is not None and _is_crosshead(items, index, now, stories[-1].groups):
                item.crosshead = True
                now.add_text(item)
            elif (
                above is not None
                and groups
                and groups[-1].items[-1] is above
                and not is_heading_word(item.norm)
                and not is_heading_word(groups[-1].heads[-1].norm)
                and (not item.gap or (above.kind == HEAD and _goes_with(above, item)))
            ):
                groups[-1].items.append(item)
            else:
                groups.append(_Group([item], close_above=item.gap == 0))
                now = now if now is not None and now.open and following is not None and not following.starts else None
        elif item.kind == BYLINE:
            following = next((other for other in items[index + 1 :] if other.kind not in (CAPTION, CREDIT)), None)
            text = next((other for other in items[index + 1 :] if other.kind not in (CAPTION, CREDIT, HEAD)), None)
            named = text is not None and (text.kind == BYLINE or _wants_none(text, item))
            if following is not None and following.kind == HEAD and named:
                following = None  # what comes next has its own
            if groups and groups[-1].items[-1] is above and _of_headline(item, following):
                groups[-1].items.append(item)
                now = None
            elif now is not None and now.texts and not now.bylines and _of_text_above(item, following):
                now.bylines.append(item)
                now.closed = True
            else:
                now = begin(Draft(bylines=[item]))
        elif item.kind == TEXT:
            if (
                now is None
                or (now.texts and ((item.message and not (now.has_dispatch(item) and not item.gap)) or item.back))
                or (now.closed and not item.signs and not ANSWER.match(item.norm))
                or now.ends_verse(item)
            ):
                now = begin(Draft())
            now.add_text(item)
        elif item.kind in (CAPTION, CREDIT) and not (now is not None and now.open):
            now = None if now is None or now.closed else now
        elif item.kind == JUMP and item.onward and now is not None:
            goes_on = following is not None and following.kind == TEXT and not following.starts and following.gap == 0
            now.onward, now.closed = item.onward, not goes_on
        for group in groups[-1:]:
            if group.items[-1] is item:
                group.close_below = following is not None and following.gap == 0
                group.signed = item.kind == BYLINE or (
                    following is not None and (following.kind in (BYLINE, JUMP) or bool(following.back))
                )
    return stories, groups


def _of_headline(byline: Item, following: Item | None) -> bool:
    """Whether a byline under display lines belongs to them, and not to the text below."""
    if following is None:
        return True
    if following.kind == HEAD:
        return byline.gap == 0 or not byline.marked
    return _wants_none(following, byline)


def _wants_none(text: Item, byline: Item) -> bool:
    """Whether a text has a message head that the byline above it cannot be for: it names its own people or agency, or
    the byline is a commentator's."""
    if text.message is None:
        return False
    comments = any(person.kind is PersonKind.COLLECTIVE for person in byline.people)
    return comments or bool(text.people) or not text.message.raw.startswith("本报")


def _of_text_above(byline: Item, following: Item | None) -> bool:
    """Whether a byline under a text signs it."""
    if byline.norm.lstrip().startswith("("):
        return True
    if following is None or following.kind not in (TEXT, HEAD):
        return True
    return _of_headline(byline, following)


def _goes_with(above: Item, item: Item) -> bool:
    """Whether a display line is of one group with the one above it, although a blank line parts them: a deck, or what a
    label or a kicker stands over. Others are the headline of the text before, and that of the text after."""
    if headline_group.is_banner(item.norm) or headline_group.is_sure_column(item.norm):
        return False
    return (
        headline_group.is_deck(item.norm)
        or headline_group.attends(item.norm)
        or item.norm.rstrip().endswith("——")
        or above.label
        or (headline_group.is_short_label(above.norm) and above.gap > 0)
        or (
            KICKER_END.search(above.norm.strip()) is not None
            and not headline_group.attends(above.norm)
            and not headline_group.is_short_label(item.norm)
        )
    )


def _is_crosshead(items: Sequence[Item], index: int, now: Draft, over: Sequence[_Group]) -> bool:
    """A single short display line with text of the same article on both sides, as numbered sections have."""
    head = items[index]
    following = next((item for item in items[index + 1 :] if item.kind not in (CAPTION, CREDIT)), None)
    if following is None or following.kind != TEXT or following.starts or not now.texts or now.closed:
        return False
    if NUMBERED.match(head.norm):
        return True
    if (
        now.texts[0].message is not None
        or len(head.norm) > CROSSHEAD_MAX
        or NOTICE_WORDS.search(headline_group.plain(head.norm))
        or headline_group.is_column(head.norm)
    ):
        return False
    if (
        head.gap == 0
        and finished(now.last.norm if now.last else "")
        and shared(head.norm, now) < _STRANGE
        and shared(head.norm, Draft(texts=[following])) < _SPOKEN_OF
        and now.length > _TOLD
        and len(following.norm) > _SLIGHT
    ):
        return True  # close under a text that does not speak of it, as no headline is
    decked = any(headline_group.is_deck(item.norm) for group in over for item in group.heads)
    if not (decked or now.bylines) or headline_group.is_briefs(head.norm):
        return False
    if any(item.kind == HEAD for item in now.texts):
        return True
    later = next((item for item in items[index + 1 :] if item.kind == HEAD or item.starts), None)
    if later is None or later.kind != HEAD:
        return decked and len(head.norm) <= _SHORT and not _signed_later(items, index + 1)
    return len(head.norm) <= _SHORT or abs(len(later.norm) - len(head.norm)) <= 2


def _signed_later(items: Sequence[Item], index: int) -> bool:
    """Whether the text from the index on ends with a byline of its own."""
    last = None
    for item in items[index:]:
        if item.kind not in (TEXT, CAPTION, CREDIT) or item.starts:
            return item.kind == BYLINE or (last is not None and tail_byline(last.norm) is not None)
        last = item if item.kind == TEXT else last
    return last is not None and tail_byline(last.norm) is not None


def _shared_out(stories: Sequence[_Story], gaps: Sequence[Sequence[_Group]], lean: float) -> list[int]:
    """Of the groups in each gap, how many from the first belong to the story above: what is best for all the page."""
    values = {0: 0.0}  # of the best way so far, by how many groups of the gap go to the story above
    ways: list[dict[int, int]] = []  # the choice in the gap before, by the choice in a gap
    for index, story in enumerate(stories):
        count = len(gaps[index + 1])
        few = {*range(min(count, _SPLITS) + 1), *range(max(0, count - _SPLITS), count + 1)}
        found: dict[int, tuple[float, int]] = {}
        for below in few if index + 1 < len(stories) else [count]:
            found[below] = max(
                (value + _value(story, gaps[index][above:], gaps[index + 1][:below], lean), above)
                for above, value in values.items()
            )
        values = {below: value for below, (value, _above) in found.items()}
        ways.append({below: above for below, (_total, above) in found.items()})
    splits = [max(values, key=values.__getitem__)]
    for way in reversed(ways):
        splits.append(way[splits[-1]])
    return splits[::-1]


def _value(story: _Story, above: Sequence[_Group], below: Sequence[_Group], lean: float) -> float:
    """How well a story and the groups go together that are given to it."""
    value, named, labelled, weak = 0.0, int(bool(story.inner)), False, 0
    for groups, side in ((above, -1), (below, 1)):
        for group in groups:
            close = (
                (group.close_above and not group.close_below)
                if side > 0
                else (group.close_below and not group.close_above)
            )
            common = shared(group.wording, story.draft)
            fit = common + _CLOSE * close + lean * side
            dispatch = story.draft.texts and story.draft.texts[0].message is not None
            if side > 0 and group.signed and group.close_below and not group.close_above:
                value -= _SECOND  # its author stands close under it
            if side < 0 and dispatch and COMMENTARY_WORDS.search(group.heads[0].norm) and len(group.heads) == 1:
                value -= _SECOND  # no dispatch stands under 论坛
            elif headline_group.is_briefs(group.heads[0].norm):
                labelled = True
                value -= _SECOND * (side > 0)  # it stands over what it names
            elif group.optional and not (close and common >= 0.5):
                labelled = True
                value += 0.5 * (fit - lean * side - (common if group.generic else 0.0) - _OVER * side)
            else:
                named += 1
                weak += _may_be_label(group, common)
                value += fit - _OVER * side * _may_be_label(group, common)
    if named > 1 and weak:
        named -= 1
    if named > 1 and (parted := _parted(story, above, below)):
        value += _PARTED + parted[0]
        named = 1
    if named:
        return value - _SECOND * (named - 1)
    return value - _MISSING * (0.5 if labelled or story.draft.length < _SLIGHT else 1.0)


_GENRES = (("访谈", "访"), ("专访", "访"), ("侧记", "侧记"))


def _send_to_genre(gaps: Sequence[list[_Group]], splits: list[int]) -> None:
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


def _find_labels(groups: Sequence[_Group], story: _Story) -> None:
    """Tell a column's label from a headline, where it stands apart from it: beside a headline, or over a text that does
    not speak of it."""
    named = sum(not group.optional for group in groups) + bool(story.inner)
    for group in groups:
        head = group.heads[0]
        if named > 1 and not group.optional and _may_be_label(group, shared(head.norm, story.draft)):
            head.label, named = True, named - 1
            continue
        close = (group.close_above or group.close_below) and shared(head.norm, story.draft) >= 0.5
        if close and not head.label:
            continue
        if group.optional and not headline_group.is_deck(head.norm) and not headline_group.attends(head.norm):
            head.label = (
                head.label
                or bool(named)
                or (headline_group.is_sure_column(head.norm) and shared(head.norm, story.draft) < 0.5)
            )


def _may_be_label(group: _Group, common: float) -> bool:
    """文明新风拂澜州, beside another headline: a column's label that no list has, of which the text says nothing."""
    return len(group.items) == 1 and headline_group.is_brief_label(group.heads[0].norm) and common < _STRANGE


def _parted(story: _Story, above: Sequence[_Group], below: Sequence[_Group]) -> tuple[float, Item] | None:
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
        if ours >= _SPOKEN_OF and theirs < ours and (found is None or gain > found[0]):
            found = (gain, texts[at])
    return found


def _lean(gaps: Sequence[Sequence[_Group]], splits: Sequence[int]) -> float:
    """From -_LEAN, if all headlines stand above their texts, to +_LEAN, if all stand below."""
    below = sum(not group.optional for gap, split in zip(gaps, splits, strict=True) for group in gap[:split])
    every = sum(not group.optional for gap in gaps for group in gap)
    return _LEAN * (2 * below - every) / every if every else 0.0
