"""The texts of a page of wrapped columns, told apart before it is known which display lines are whose: each text with
the display lines that stand between it and the text above."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from archive.parsing.vocabulary import KICKER_END, NOTICE_WORDS

SPOKEN_OF = 0.3  # of a headline's wording that its text has at least, if it is parted from another
STRANGE = 0.2  # of a display line's wording that a text may have by chance
SLIGHT = 60  # characters of a text that may well go without a headline
_TOLD = 120  # characters of an article at least before its first crosshead
_SHORT = 16  # characters of a crosshead that needs no other like it
_PICTURES = (CAPTION, CREDIT)


@dataclass(slots=True)
class ColumnGroup:
    """Display lines that stand together, with the bylines among them."""

    items: list[Item] = field(default_factory=list)
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
        first = heads[0].norm
        label = len(heads) > 1 and (headline_group.is_column(first) or headline_group.is_short_label(first))
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

    def add(self, item: Item, following: Item | None) -> None:
        """Add an item under the others; ``following`` is what stands below it."""
        self.items.append(item)
        self.close_below = following is not None and following.gap == 0
        self.signed = item.kind == BYLINE or (
            following is not None and (following.kind in (BYLINE, JUMP) or bool(following.back))
        )


@dataclass(slots=True)
class Story:
    """A text that begins for certain or after display lines, and those display lines."""

    draft: Draft
    groups: list[ColumnGroup] = field(default_factory=list)
    inner: list[Item] = field(default_factory=list)  # display lines between its byline and its text

    @property
    def first(self) -> Item:
        """Where the story begins."""
        own = [*self.draft.bylines[:1], *self.draft.texts[:1]]
        return min((item for item in own if item.pieces), key=lambda item: item.pieces[0], default=own[0])

    @property
    def is_dispatch(self) -> bool:
        """Whether its text begins with a message head."""
        return bool(self.draft.texts) and self.draft.texts[0].message is not None


def stories_of(items: Sequence[Item]) -> tuple[list[Story], list[ColumnGroup]]:
    """The stories of the page, each with the groups of display lines above it, and the groups after the last."""
    search = _Search(items)
    search.walk()
    return search.stories, search.groups


class _Search:
    """The search for the stories of a page, item by item."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = items
        self.stories: list[Story] = []
        self.groups: list[ColumnGroup] = []  # since the last story began
        self.now: Draft | None = None  # the story that is open

    def walk(self) -> None:
        for index, item in enumerate(self.items):
            following = self.items[index + 1] if index + 1 < len(self.items) else None
            if item.kind == HEAD:
                self._display_line(index, item, following)
            elif item.kind == BYLINE:
                self._byline(index, item)
            elif item.kind == TEXT:
                self._text(item)
            elif item.kind in _PICTURES and self.now is not None and self.now.closed:
                self.now = None
            elif item.kind == JUMP and item.onward and self.now is not None:
                self.now.onward, self.now.closed = item.onward, not _goes_on(following)

    def _begin(self, draft: Draft) -> Draft:
        self.stories.append(Story(draft, self.groups))
        self.groups, self.now = [], draft
        return draft

    def _stands_under_group(self, index: int) -> bool:
        """Whether an item stands directly under the last group."""
        return bool(self.groups and index) and self.groups[-1].items[-1] is self.items[index - 1]

    def _display_line(self, index: int, item: Item, following: Item | None) -> None:
        now = self.now
        if now is not None and now.bylines and not now.texts:
            self.stories[-1].inner.append(item)
        elif now is not None and self._is_crosshead(index, now):
            item.crosshead = True
            now.add_text(item)
        elif self._joins_group(index, item):
            self.groups[-1].add(item, following)
        else:
            self.groups.append(ColumnGroup(close_above=item.gap == 0))
            self.groups[-1].add(item, following)
            goes_on = now is not None and now.open and following is not None and not following.starts
            self.now = now if goes_on else None

    def _joins_group(self, index: int, item: Item) -> bool:
        """Whether a display line is one more of the group above it."""
        if not self._stands_under_group(index):
            return False
        above = self.items[index - 1]
        return not (is_heading_word(item.norm) or is_heading_word(self.groups[-1].heads[-1].norm)) and (
            not item.gap or (above.kind == HEAD and _goes_with(above, item))
        )

    def _byline(self, index: int, item: Item) -> None:
        following, text = self._next(index, _PICTURES), self._next(index, (*_PICTURES, HEAD))
        named = text is not None and (text.kind == BYLINE or _wants_none(text, item))
        if following is not None and following.kind == HEAD and named:
            following = None  # what comes next has its own
        now = self.now
        if self._stands_under_group(index) and _of_headline(item, following):
            self.groups[-1].add(item, following)
            self.now = None
        elif now is not None and now.texts and not now.bylines and _of_text_above(item, following):
            now.bylines.append(item)
            now.closed = True
        else:
            self._begin(Draft(bylines=[item]))

    def _text(self, item: Item) -> None:
        now = self.now
        if now is None or _parts_from(item, now):
            now = self._begin(Draft())
        now.add_text(item)

    def _below(self, index: int) -> Iterator[Item]:
        return (self.items[at] for at in range(index + 1, len(self.items)))

    def _next(self, index: int, passed_over: Sequence[str]) -> Item | None:
        """The next item below one that is of no such kind."""
        return next((item for item in self._below(index) if item.kind not in passed_over), None)

    def _is_crosshead(self, index: int, now: Draft) -> bool:
        """A single short display line with text of the same article on both sides, as numbered sections have."""
        head, following = self.items[index], self._next(index, _PICTURES)
        if following is None or following.kind != TEXT or following.starts or not now.texts or now.closed:
            return False
        if NUMBERED.match(head.norm):
            return True
        if now.texts[0].message is not None or not _may_be_crosshead(head.norm):
            return False
        return _is_strange(head, now, following) or self._is_one_of_several(index, now)

    def _is_one_of_several(self, index: int, now: Draft) -> bool:
        """Whether a display line is a crosshead by others of its article: a deck or an author above, another like it."""
        head = self.items[index]
        groups = self.stories[-1].groups
        decked = any(headline_group.is_deck(item.norm) for group in groups for item in group.heads)
        if not (decked or now.bylines) or headline_group.is_briefs(head.norm):
            return False
        if any(item.kind == HEAD for item in now.texts):
            return True
        later = next((item for item in self._below(index) if item.kind == HEAD or item.starts), None)
        if later is None or later.kind != HEAD:
            return decked and len(head.norm) <= _SHORT and not self._is_signed_below(index)
        return len(head.norm) <= _SHORT or abs(len(later.norm) - len(head.norm)) <= 2

    def _is_signed_below(self, index: int) -> bool:
        """Whether the text below a display line ends with a byline of its own."""
        last = None
        for item in self._below(index):
            if item.kind == BYLINE:
                return True
            if item.kind not in (TEXT, *_PICTURES) or item.starts:
                break
            last = item if item.kind == TEXT else last
        return last is not None and tail_byline(last.norm) is not None


def _goes_on(following: Item | None) -> bool:
    """Whether a text goes on under a mark that says that it is continued."""
    return following is not None and following.kind == TEXT and not following.starts and following.gap == 0


def _parts_from(item: Item, now: Draft) -> bool:
    """Whether a text is none of the story above it."""
    dispatch = item.message is not None and not (now.has_dispatch(item) and not item.gap)
    if now.texts and (dispatch or item.back):
        return True
    return (now.closed and not item.signs and not ANSWER.match(item.norm)) or now.ends_verse(item)


def _of_headline(byline: Item, following: Item | None) -> bool:
    """Whether a byline under display lines belongs to them, and not to the text below."""
    if following is not None and following.kind == HEAD:
        return byline.gap == 0 or not byline.marked
    return following is None or _wants_none(following, byline)


def _wants_none(text: Item, byline: Item) -> bool:
    """Whether a text has a message head that the byline above it cannot be for: it names its own people or agency, or
    the byline is a commentator's."""
    if text.message is None:
        return False
    comments = any(person.kind is PersonKind.COLLECTIVE for person in byline.people)
    return comments or bool(text.people) or not text.message.raw.startswith("本报")


def _of_text_above(byline: Item, following: Item | None) -> bool:
    """Whether a byline under a text signs it."""
    if following is None or following.kind not in (TEXT, HEAD) or byline.norm.lstrip().startswith("("):
        return True
    return _of_headline(byline, following)


def _goes_with(above: Item, item: Item) -> bool:
    """Whether a display line is of one group with the one above it, although a blank line parts them: a deck, or what a
    label or a kicker stands over. Others are the headline of the text before, and that of the text after."""
    if headline_group.is_banner(item.norm) or headline_group.is_sure_column(item.norm):
        return False
    if headline_group.is_deck(item.norm) or headline_group.attends(item.norm) or item.norm.rstrip().endswith("——"):
        return True
    if above.label or (above.gap > 0 and headline_group.is_short_label(above.norm)):
        return True
    kicker = KICKER_END.search(above.norm.strip()) is not None and not headline_group.attends(above.norm)
    return kicker and not headline_group.is_short_label(item.norm)


def _may_be_crosshead(norm: str) -> bool:
    """Whether a display line can be a crosshead by its words: 启事 and 论坛 are none."""
    return (
        len(norm) <= CROSSHEAD_MAX
        and not NOTICE_WORDS.search(headline_group.plain(norm))
        and not headline_group.is_column(norm)
    )


def _is_strange(head: Item, now: Draft, following: Item) -> bool:
    """Whether a display line stands close under a text that does not speak of it, as no headline does."""
    return (
        head.gap == 0
        and finished(now.last.norm if now.last else "")
        and shared(head.norm, now) < STRANGE
        and shared(head.norm, Draft(texts=[following])) < SPOKEN_OF
        and now.length > _TOLD
        and len(following.norm) > SLIGHT
    )
