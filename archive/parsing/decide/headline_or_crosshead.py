"""What display lines are to the article above them: whether they begin another one, or are its crosshead, a column's
label amid its text, its deck."""

from __future__ import annotations

import re
from enum import Enum

from archive.parsing.decide import lookahead
from archive.parsing.decide.draft_article import Draft
from archive.parsing.decide.headings_over_articles import is_next_in_column, is_package, of_places
from archive.parsing.decide.line_kinds import (
    CAPTION,
    CROSSHEAD_MAX,
    HEAD,
    NUMBERED,
    TEXT,
    Item,
    LineRole,
    is_heading_word,
    is_row,
)
from archive.parsing.decide.page_so_far import GROUP_MAX, DisplayGroup, PageSoFar
from archive.parsing.recognise import captions_and_kinds, headline_group
from archive.parsing.vocabulary import NOTICE_WORDS

_SHORT_MAX = 16  # characters of a crosshead that stands alone in its article
_CUSTOM = 3  # articles that are opened in one way make it the page's custom
_NOTICE_MAX = 40  # characters of a notice's headline
_NEWS_MAX = 900  # characters of a report that has no crossheads
_VERSES = 4  # lines from which short ones are verse


class Verdict(Enum):
    """What display lines are to the article above them."""

    NEW = "new"  # nothing: they begin another, or stand over several
    CROSSHEAD = "crosshead"
    COLUMN = "column"  # the label of a column that it stands in
    DECK = "deck"  # further lines of its headline


def verdict(page: PageSoFar, now: Draft, group: DisplayGroup) -> Verdict:
    """What display lines are to the article above them: by the role that the first has, where all lines of the page
    were weighed together, and else by rules, of which the first that says anything holds."""
    if group.head.role is not None:
        return _by_role(now, group)
    return (
        _as_put_in_order(now, group)
        or _among_several(page, now, group)
        or _by_text_below(page, now, group)
        or _amid_a_sentence(now, group)
        or _before_any_text(page, now, group)
        or _by_form(page, now, group)
        or _by_sure_beginning(page, now, group)
        or _by_level(page, now, group)
        or _by_custom(page, now, group)
    )


def _by_role(now: Draft, group: DisplayGroup) -> Verdict:
    head, following = group.head, group.following
    over_text = following is not None and following.kind == TEXT
    if (
        now.open
        and group.alone
        and following is not None
        and following.kind in (TEXT, CAPTION)
        and not following.starts
        and (group.banner or head.role is not LineRole.HEADLINE)
    ):
        return _in_the_midst(now)
    begun = bool(now.texts or now.bylines) and not now.closed
    if head.role is LineRole.COLUMN and group.alone and over_text and begun and not now.columns:
        return Verdict.COLUMN
    if head.role is LineRole.CROSSHEAD:
        return Verdict.CROSSHEAD
    return Verdict.NEW if head.role is not LineRole.GROUP or now.texts else Verdict.DECK


def _in_the_midst(now: Draft) -> Verdict:
    """Of a line after which a sentence goes on: a banner, which is a column's once."""
    return Verdict.CROSSHEAD if now.columns else Verdict.COLUMN


# --- by rules, in this order ---


def _as_put_in_order(now: Draft, group: DisplayGroup) -> Verdict | None:
    """What was found when headlines were moved above their texts."""
    if group.head.begins:
        return Verdict.NEW
    return Verdict.CROSSHEAD if group.head.crosshead and now.texts else None


def _among_several(page: PageSoFar, now: Draft, group: DisplayGroup) -> Verdict | None:
    """Of a heading over several articles, and of a headline that is one of several under such a heading."""
    head = group.head
    over_several = group.over_headline and is_package(page.items, group.lines, group.end)
    under_package = now.package and now.texts and now.heads and of_places(head.norm, now.heads[0].norm)
    after_briefs = (
        now.briefs
        and group.starts
        and head.level is not None
        and page.briefs is not None
        and head.level <= (page.briefs.level or 9)
    )
    label_over_headline = (
        not group.alone
        and headline_group.is_label_over(head.norm)
        and len(group.lines[1].norm) >= len(head.norm) + 3  # a headline is longer than its column's label
    )
    several = (
        over_several or is_next_in_column(page, now, group) or under_package or after_briefs or label_over_headline
    )
    return Verdict.NEW if several else None


def _by_text_below(page: PageSoFar, now: Draft, group: DisplayGroup) -> Verdict | None:
    """Of a line over what is no report: verse, a list, a table, a notice."""
    head, following = group.head, group.following
    if not group.alone or not now.texts:
        return None
    if not group.starts and _is_of_several_poems(now) and lookahead.verse_follows(page.items, group.end):
        return Verdict.CROSSHEAD
    if following is None:
        return None
    if not group.starts and not now.closed:
        if _counts_on(following.norm):
            return Verdict.CROSSHEAD
        if head.level is None and is_row(following.norm):
            return Verdict.CROSSHEAD  # the title of a table
    return Verdict.NEW if captions_and_kinds.NOTICE_HEADLINE.search(head.norm) else None


def _is_of_several_poems(draft: Draft) -> bool:
    """Whether the headline says that more poems follow than its own: 谷雨（外一首）, 乡居三首."""
    return any(
        re.search(r"(?:[外二三四五六七八九十]\s*[一二三四五六七八九十]?首|组诗|[二三四五六七八九十]题)\)?$", item.norm)
        for item in draft.heads
    )


def _counts_on(norm: str) -> bool:
    """Whether a text is the second or a later one of numbered ones, with which no article begins: 6、报告原文…"""
    return bool(re.match(r"\s*(?:[2-9]|[1-9]\d|[二三四五六七八九]|十[一二三四五六七八九]?)、", norm))


def _amid_a_sentence(now: Draft, group: DisplayGroup) -> Verdict | None:
    """Of a line between two parts of a sentence, which no headline of the article's own level parts."""
    if not now.open or not group.text_goes_on or not group.alone:
        return None
    lower = group.head.level is None or now.level is None or group.head.level > now.level
    return _in_the_midst(now) if group.banner or lower else None


def _before_any_text(page: PageSoFar, now: Draft, group: DisplayGroup) -> Verdict | None:
    """Of lines between an article's headline or byline and its text."""
    if now.texts:
        return None
    if now.bylines and not now.heads:
        return Verdict.DECK
    if not now.heads or now.photos or group.starts:
        return None
    if now.bylines:
        level = group.head.level
        only = level is not None and not lookahead.again(page.items, level, now.level, group.end)
        return Verdict.COLUMN if group.alone and (only or group.banner) else Verdict.CROSSHEAD
    if len(now.heads) + len(group.lines) > GROUP_MAX:
        return Verdict.CROSSHEAD
    return Verdict.NEW if now.briefs else Verdict.DECK


def _by_form(page: PageSoFar, now: Draft, group: DisplayGroup) -> Verdict | None:
    """What the form of a line under a text says: a word that heads what stands under it, a number, a poem's title."""
    head = group.head
    if not now.texts:
        return None
    verse = len(now.texts) >= _VERSES and all(len(item.norm) <= CROSSHEAD_MAX for item in now.texts)
    if (is_heading_word(head.norm) and not now.open) or (verse and head.gap):
        return Verdict.NEW
    as_headline = head.level is not None and head.level == now.level
    if group.banner and group.alone and group.text_goes_on and now.bylines and not now.columns and as_headline:
        return Verdict.COLUMN
    if head.level is None and head.gap and lookahead.verse_follows(page.items, group.end):
        return Verdict.NEW
    if not group.alone or group.starts:
        return None
    if NUMBERED.match(head.norm) and not now.closed:
        return Verdict.CROSSHEAD
    marked = head.level is not None and any(level is not None for level in page.opened)
    if now.back and not now.heads and marked:
        return Verdict.CROSSHEAD  # the rest of an article that began on another page: the page's own say how they begin
    return None


def _by_sure_beginning(page: PageSoFar, now: Draft, group: DisplayGroup) -> Verdict | None:
    """Of lines with which an article begins, or under a text that is at its end."""
    head = group.head
    notice = NOTICE_WORDS.search(headline_group.plain(head.norm)) and len(head.norm) <= _NOTICE_MAX and not now.bylines
    column_over_headline = headline_group.is_column(head.norm) and not group.alone
    begins = group.starts or notice or headline_group.is_briefs(head.norm) or column_over_headline
    if begins or page.briefs is not None or now.closed or now.briefs:
        return Verdict.NEW
    signs_all = group.alone and not now.bylines and _has_crossheads_like(head, now)
    return Verdict.NEW if not signs_all and lookahead.tail_follows(page.items, group.end) else None


def _has_crossheads_like(head: Item, draft: Draft) -> bool:
    """Whether the article is a feature that nobody has signed yet, with crossheads of the level of this display line or
    with a deck: then a byline that follows signs it all."""
    if len(head.norm) > CROSSHEAD_MAX or any(item.message for item in draft.texts):
        return False
    levels = [item.level for item in draft.texts if item.kind == HEAD]
    if levels:
        return head.level == levels[-1]
    return any(headline_group.is_deck(item.norm) for item in draft.heads) and head.level != draft.level


def _by_level(page: PageSoFar, now: Draft, group: DisplayGroup) -> Verdict | None:
    """Under a headline with marks of form: what the level says."""
    head, following = group.head, group.following
    if now.level is None:
        return None
    if head.level is None:
        return Verdict.CROSSHEAD
    feature = bool(now.bylines) and not (now.last and now.texts[0].message)
    short = len(head.norm) <= CROSSHEAD_MAX
    if group.level < now.level:
        return Verdict.NEW
    if group.level > now.level:
        return Verdict.NEW if page.opened[group.level] and not feature and not short else Verdict.CROSSHEAD
    if not group.alone or not feature or not short or following is None or following.kind != TEXT:
        return Verdict.NEW
    others = _has_crossheads(now) or lookahead.parallels(page.items, group.end, head)
    return Verdict.CROSSHEAD if others else Verdict.NEW


def _has_crossheads(draft: Draft) -> bool:
    return any(item.kind == HEAD for item in draft.texts)


def _by_custom(page: PageSoFar, now: Draft, group: DisplayGroup) -> Verdict:
    """Without marks of form: what the page's other headlines and the article so far make likely."""
    head, text = group.head, _text_below(page, now, group)
    if text is None or (not group.alone and not any(NUMBERED.match(item.norm) for item in group.lines)):
        return Verdict.NEW
    decked = any(headline_group.is_deck(item.norm) for item in now.heads) or bool(now.back)
    feature = decked or bool(now.bylines)
    parallels = lookahead.parallels(page.items, group.end, head)
    if _stands_far_off(page, now, group) and not (feature and parallels):
        return Verdict.NEW
    others = parallels or _has_crossheads(now)
    if feature:
        inside = others or (decked and _is_inside(page, group)) or NUMBERED.match(head.norm)
        return Verdict.CROSSHEAD if inside else Verdict.NEW
    report = now.texts and now.texts[0].message and now.length < _NEWS_MAX
    tight = text.gap == 0 and head.gap > 0  # it stands closer to the text below than to that above
    if report or tight:
        return Verdict.NEW
    gaps = _gaps_between(now)
    even = text.gap > 0 or not gaps or min(gaps) == 0
    return Verdict.CROSSHEAD if even and others and len(head.norm) <= CROSSHEAD_MAX else Verdict.NEW


def _text_below(page: PageSoFar, now: Draft, group: DisplayGroup) -> Item | None:
    """The text under display lines; in an article with crossheads a picture may stand between."""
    found = group.following
    if found is not None and found.kind == CAPTION and _has_crossheads(now):
        found = next((item for item in page.items[group.end :] if item.kind != CAPTION), None)
    return found if found is not None and found.kind == TEXT else None


def _gaps_between(draft: Draft) -> list[int]:
    """The blank lines between its paragraphs."""
    return [item.gap for item in draft.texts[1:] if item.kind == TEXT]


def _stands_far_off(page: PageSoFar, now: Draft, group: DisplayGroup) -> bool:
    """Whether display lines stand farther off than the paragraphs do from each other, and no picture lies between."""
    gaps = _gaps_between(now)
    start = group.end - len(group.lines)
    under_picture = start > 0 and page.items[start - 1].kind == CAPTION
    return bool(gaps) and group.head.gap > max(gaps) and not under_picture


def _is_inside(page: PageSoFar, group: DisplayGroup) -> bool:
    """Whether a short line over a text that nothing opens and nobody signs is the crosshead of a feature with a deck: on
    a page whose other articles are opened or signed, it goes on."""
    return (
        page.opened[group.head.level] >= _CUSTOM
        and len(group.head.norm) <= _SHORT_MAX
        and not lookahead.tail_follows(page.items, group.end)
    )
