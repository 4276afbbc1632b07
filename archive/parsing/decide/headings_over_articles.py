"""Headings that stand over several articles: of a package, of a column, of briefs; how far each of them goes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import NamedTuple

from archive.parsing.decide import lookahead
from archive.parsing.decide.decision_rows import Row, first_verdict
from archive.parsing.decide.draft_article import Draft, shared
from archive.parsing.decide.line_kinds import HEAD, TEXT, Item, is_heading_word
from archive.parsing.decide.page_so_far import DisplayGroup, Package, PageSoFar
from archive.parsing.recognise import headline_group
from archive.parsing.types import TextKind
from archive.parsing.vocabulary import EDITOR_NOTE

_ON_IT = 0.2  # of a package's wording that its articles have at least
_NOTE_MAX = 600  # characters of an editor's note
_BRIEF_MAX = 420  # characters of a brief
_LETTERS = "来信|信箱|读者"
_OF_MANY = re.compile(rf"{_LETTERS}|信息|资讯|新闻|县区|[县区市]讯")
_PLACE_FIRST = re.compile(r"[\u4e00-\u9fff]{2,8}:")


def is_package(items: Sequence[Item], lines: list[Item], place: int) -> bool:
    """Whether display lines, the last of which stands before the place, are a headline over several articles that have
    their own, or a column's over any."""
    top = min((item.level for item in lines if item.level is not None), default=None)
    sub = items[place]
    if top is None or sub.level is None or sub.level <= top or headline_group.is_deck(sub.norm):
        return False
    column = _is_column_over(lines)
    wanted = 1 if column else 2
    for index in range(place, len(items)):
        item = items[index]
        if item.kind != HEAD:
            continue
        if item.level is None or item.level < sub.level:
            break
        if (item.level == sub.level and column) or (
            lookahead.starts_directly(items, index) and (item.level == sub.level or of_places(sub.norm, item.norm))
        ):
            wanted -= 1
            if wanted == 0:
                return column or of_places(sub.norm, item.norm) or _speaks_of(items, lines, index)
    return False


def _speaks_of(items: Sequence[Item], lines: list[Item], place: int) -> bool:
    """Whether the article under the display line at the place is on what the lines say, as all of a package are; a
    headline with a deck of the next level below it is only its own article's."""
    texts = itertools.takewhile(lambda item: item.kind != HEAD, items[place + 1 :])
    under = Draft(texts=[item for item in texts if item.kind == TEXT])
    return shared("".join(item.norm for item in lines), under) >= _ON_IT


def of_places(one: str, other: str) -> bool:
    """沾河县:… and 博安县:…, headlines built alike, whatever their levels."""
    return bool(_PLACE_FIRST.match(one) and _PLACE_FIRST.match(other))


def is_first_in_column(page: PageSoFar, now: Draft, group: DisplayGroup) -> bool:
    """Whether display lines are the first under a column's heading, and no crosshead of the article above that."""
    package = page.package
    if package is None or not _is_column_over(package.heads) or _is_ended_by(package, group.head):
        return False
    return now.over is not package.heads[0]


def take_heading(page: PageSoFar, group: DisplayGroup) -> bool:
    """Whether display lines that begin something new only stand over the articles that follow. The headings that end with
    them are closed, and the one that they are is opened."""
    _make_package_of_note(page)
    if page.briefs is not None and not _are_still_briefs(page, page.briefs, group):
        page.briefs = None
    if page.package is not None and _is_ended_by(page.package, group.head):
        page.package = None
    if group.names_briefs:
        if group.over_headline or (group.following is not None and group.following.kind == HEAD):
            page.briefs = group.head
            return True
        return False
    if (
        group.below is not None
        and is_package(page.items, group.lines, group.end)
        and (group.over_headline or EDITOR_NOTE.match(group.below.norm))
    ):
        label = group.head if not group.alone and _names_column(group.head) else None
        page.package = Package(group.lines[label is not None :], group.level, label)
        return group.over_headline
    return False


def _is_ended_by(package: Package, head: Item) -> bool:
    return package.level is not None and (head.level is None or head.level <= package.level)


def _make_package_of_note(page: PageSoFar) -> None:
    """Make a package's heading and its note of an article that is only a headline over an editor's note."""
    now = page.now
    if now is None or page.package or page.kind is TextKind.COLUMNS or not now.heads or not now.texts:
        return
    if now.bylines or now.photos or len(now.texts) > 2 or now.length >= _NOTE_MAX:
        return
    if EDITOR_NOTE.match(now.texts[0].norm):
        page.done.remove(now)
        page.package = Package(now.heads, None)
        page.notes = now.texts


class Brief(NamedTuple):
    """Display lines that begin an article below the heading of a column of briefs, and the first article under that."""

    page: PageSoFar
    heading: Item
    group: DisplayGroup
    first: Draft | None


def _are_still_briefs(page: PageSoFar, heading: Item, group: DisplayGroup) -> bool:
    first = next((draft for draft in page.done if draft.over is heading), None)
    return first_verdict(STILL_BRIEFS, Brief(page, heading, group, first), True)


def _is_marked_below(brief: Brief) -> bool:
    level, above = brief.group.head.level, brief.heading.level
    return level is not None and above is not None and level > above


def _has_other_beginning(brief: Brief) -> bool:
    """It has a message head, and the column's others have none."""
    following, first = brief.group.following, brief.first
    led = first is not None and bool(first.texts) and first.texts[0].message is not None
    return following is not None and following.message is not None and not led


def _is_long(brief: Brief) -> bool:
    end = brief.group.end
    under = itertools.takewhile(lambda item: item.kind != HEAD, brief.page.items[end : end + 8])
    return sum(len(item.norm) for item in under) > _BRIEF_MAX


# Whether what display lines begin stands under the heading of briefs too.
STILL_BRIEFS: Sequence[Row[Brief, bool]] = (
    Row("first brief", lambda brief: brief.first is None, True),
    Row("no brief by name", lambda brief: is_heading_word(brief.group.head.norm), False),
    Row("marked below the heading", _is_marked_below, True),
    Row("marked otherwise", lambda brief: None not in (brief.group.head.level, brief.heading.level), False),
    Row("begins otherwise", _has_other_beginning, False),
    Row("headline of several lines", lambda brief: not brief.group.alone, False),
    Row("longer than a brief", _is_long, False),
)


def put_under_headings(page: PageSoFar, draft: Draft, group: DisplayGroup) -> None:
    """Say of an article that begins with these display lines which headings it stands under."""
    package, following = page.package, group.following
    if page.briefs is not None:
        draft.over = page.briefs
    if package is None or package.heads[-1] is group.lines[-1]:
        return
    column = package.heads[0]
    if following is not None and following.message is not None and re.search(_LETTERS, column.norm):
        page.package = None  # no letter any more
    elif _is_column_over(package.heads):
        draft.over = column
        if not _is_over_several(page, column, group.head):
            page.package = None
    else:
        draft.package, draft.over = package.heads, package.label or draft.over
    draft.texts, page.notes = page.notes + draft.texts, []


def _is_over_several(page: PageSoFar, column: Item, head: Item) -> bool:
    """Whether a column's heading stands over more than the first headline under it: a heading of briefs or letters,
    or one over headlines smaller than the page's others."""
    if headline_group.is_briefs(column.norm) or _OF_MANY.search(column.norm):
        return True
    alike = (item for item in page.items if item.kind == HEAD and item.level == head.level and item.pieces)
    return next((item.pieces[0][0] for item in alike), 0) > column.pieces[0][0]


def end_package(page: PageSoFar) -> None:
    """Where no level of headings says how far a package goes, it ends with the first article on something else."""
    if page.package is None or page.package.level is not None:
        return
    heads = page.package.heads
    mine = [draft for draft in page.done if draft.package is heads]
    norm = "".join(item.norm for item in heads)
    for draft in itertools.dropwhile(lambda draft: shared(norm, draft), mine[1:]):
        draft.package = []


def _names_column(item: Item) -> bool:
    return headline_group.is_sure_column(item.norm) or headline_group.is_label_over(item.norm)


def _is_column_over(lines: list[Item]) -> bool:
    """Whether a headline that stands over others is a column's: 读者来信 over each of the letters."""
    norm = lines[0].norm
    return (
        len(lines) == 1
        and (headline_group.is_column(norm) or headline_group.is_label_over(norm))
        and not headline_group.is_slogan(norm)
    )
