"""What stands further down a page, which tells what a display line is: a beginning, verse, another like it, a signature."""

from __future__ import annotations

from collections.abc import Sequence

from archive.parsing.decide.line_kinds import BYLINE, CROSSHEAD_MAX, HEAD, TEXT, Item, is_row
from archive.parsing.recognise import bylines, headline_group
from archive.parsing.vocabulary import NOTICE_WORDS


def starts_directly(items: Sequence[Item], index: int) -> bool:
    """Whether the very next item says that an article begins under this display line."""
    following = items[index + 1] if index + 1 < len(items) else None
    return following is not None and (
        following.starts or (following.kind == HEAD and headline_group.is_deck(following.norm))
    )


def starts_after(items: Sequence[Item], index: int) -> bool:
    """Whether what follows a display line says that an article begins there."""
    for item in items[index + 1 : index + 5]:
        if item.kind == HEAD:
            if headline_group.is_deck(item.norm):
                return True
            continue
        return item.starts or bool(item.back)
    return False


def parallels(items: Sequence[Item], end: int, head: Item) -> bool:
    """Whether another display line of the same kind follows, with text before it and no beginning after it."""
    texts = 0
    for index in range(end, len(items)):
        item = items[index]
        if item.kind == TEXT:
            texts += len(item.norm)
            if item.message:
                return False
        elif item.kind == HEAD:
            return (
                texts > 60
                and item.level == head.level
                and len(item.norm) <= CROSSHEAD_MAX
                and not starts_after(items, index)
                and not NOTICE_WORDS.search(headline_group.plain(item.norm))
            )
        elif item.kind == BYLINE:
            return False
    return False


def verse_follows(items: Sequence[Item], end: int) -> bool:
    """Whether four short lines and more stand under a display line, as under a poem's title."""
    below = [item for item in items[end : end + 5] if item.kind == TEXT]
    return len(below) >= 4 and all(
        len(item.norm) <= CROSSHEAD_MAX and item.gap <= 1 and not is_row(item.norm) for item in below[:4]
    )


def tail_follows(items: Sequence[Item], end: int) -> bool:
    """Whether the text under a display line ends with a byline of its own. A dateline that closes it is none: it may end
    all of an article with crossheads."""
    last = None
    for item in items[end : end + 12]:
        if item.kind == HEAD:
            break
        if item.kind == BYLINE and item.norm.startswith("(") and last is not None:
            return True
        if item.kind == TEXT:
            last = item
    tail = bylines.tail_byline(last.norm) if last is not None else None
    return tail is not None and not tail.head.raw
