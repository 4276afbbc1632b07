"""Wrapped text whose roles are decided, in the order in which a person reads it: headlines above their texts."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass, field

from archive.parsing.decide.line_facts import wording_overlap
from archive.parsing.decide.line_kinds import BYLINE, HEAD, TEXT, Item, LineRole, Side
from archive.parsing.recognise import headline_group

_OF_TEXT = 0.2  # of the wording of a headline away from its text that this has at least
_WORDS_MAX, _TEXT_MAX = 200, 3000  # characters of a headline and of a text that are looked at
_NEAR = 12  # texts without a headline, before and after one, among which its own is looked for
_GENRES = (("访谈", "访"), ("专访", "访"), ("侧记", "侧记"))  # in a label, and in the deck of its article
_GENRE_WITHIN = 6  # characters of a deck that name its genre
_HEADS = (LineRole.HEADLINE, LineRole.GROUP, LineRole.COLUMN)


def headlines_first(items: Sequence[Item]) -> list[Item]:
    """The items, with each headline that stands under its text, or away from it, moved before it."""
    stories = _stories(items)
    _send_to_genre(stories)
    _place_what_is_away(stories)
    return [item for story in stories for item in story.in_order()]


@dataclass(slots=True)
class _Story:
    """What stands together of an article; or a headline away from its text."""

    above: list[Item] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    below: list[Item] = field(default_factory=list)
    away: bool = False

    def in_order(self) -> list[Item]:
        return [*self.above, *self.below, *self.items]

    @property
    def headed(self) -> bool:
        return any(item.role is not LineRole.COLUMN for item in (*self.above, *self.below))

    def has_deck(self, sign: str) -> bool:
        """Whether a deck of its headline names the genre by this sign."""
        heads = (*self.above, *self.below)
        return any(headline_group.is_deck(item.norm) and sign in item.norm[:_GENRE_WITHIN] for item in heads)

    @property
    def text(self) -> str:
        return "".join(item.norm for item in self.items if item.kind == TEXT)


def _stories(items: Sequence[Item]) -> list[_Story]:
    """What stands together, in the order of the received text."""
    now = _Story()
    found = [now]
    for item in items:
        display = item.kind == HEAD and item.role in _HEADS
        if item.side is Side.AWAY:
            if not now.away or item.role is LineRole.HEADLINE:
                now = _Story(away=True)
                found.append(now)
            now.above.append(item)
            continue
        if now.away:
            now = _Story()
            found.append(now)
        of_text_above = display and item.side in (Side.BELOW, Side.COLUMN_BELOW) and bool(now.items)
        signs = item.kind == BYLINE and item.gap == 0 and bool(now.below)  # close under a headline
        if of_text_above or signs:
            now.below.append(item)
        else:
            begins = (display and item.role is LineRole.HEADLINE) or item.role is LineRole.OPENING
            signed = item.role is LineRole.HEADLINE and all(each.kind == BYLINE for each in now.items)
            if now.below or (begins and now.items and not signed):
                now = _Story()
                found.append(now)
            (now.above if display and (not now.items or signed) else now.items).append(item)
    return found


def _send_to_genre(stories: Sequence[_Story]) -> None:
    """A label that names a genre goes to the article whose deck does, wherever it stands: 访谈 to ——访某某."""
    for genre, sign in _GENRES:
        told = next((story for story in stories if story.has_deck(sign)), None)
        if told is None:
            continue
        labels: list[Item] = []
        for story in stories:
            labels += (item for item in (*story.above, *story.items) if _names(item, genre))
            story.above = [item for item in story.above if not _names(item, genre)]
            story.items = [item for item in story.items if not _names(item, genre)]
        place = told.below or told.above
        place[:0] = labels


def _names(item: Item, genre: str) -> bool:
    """Whether a label names a genre."""
    return item.role is LineRole.COLUMN and genre in item.norm


def _place_what_is_away(stories: Sequence[_Story]) -> None:
    """Give each headline that stands by no text to the one near it that has none and shares most of its wording."""
    texts = {at: story.text[:_TEXT_MAX] for at, story in enumerate(stories) if not story.headed}
    free = [at for at, text in texts.items() if text]
    fits: list[tuple[float, int, int]] = []
    for at, head in enumerate(stories):
        if head.headed and not head.items:
            words = "".join(item.norm for item in head.above)[:_WORDS_MAX]
            near = bisect(free, at)
            fits += (
                (wording_overlap(words, texts[other]), -at, -other)
                for other in free[max(0, near - _NEAR) : near + _NEAR]
            )
    placed: set[int] = set()
    for share, at, other in sorted(fits, reverse=True):
        if share < _OF_TEXT or not placed.isdisjoint((at, other)):
            continue
        placed |= {at, other}
        stories[-other].below, stories[-at].above = stories[-at].above, []
