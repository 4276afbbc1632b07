"""Lines to items: display lines, paragraphs, captions, bylines and marks, in the order of the received text."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from archive.parsing.decide.close_calls import doubts_of
from archive.parsing.decide.closing_datelines import join_datelines, with_whole_datelines
from archive.parsing.decide.display_lines import find_display_lines
from archive.parsing.decide.line_kinds import (
    BYLINE,
    CAPTION,
    CREDIT,
    DEAR,
    DISPLAY,
    HEAD,
    JUMP,
    LABEL,
    TEASER,
    TEXT,
    Item,
    classified,
    is_bare,
)
from archive.parsing.decide.line_roles import decide, suffice
from archive.parsing.decide.wrapped_columns import items_of_columns
from archive.parsing.lines.layout import Line, Sheet, cut, finished
from archive.parsing.recognise import bylines, captions_and_kinds, headline_group
from archive.parsing.recognise.datelines import closing_dateline
from archive.parsing.recognise.names import names_in
from archive.parsing.types import Person, PersonKind, TextKind
from archive.parsing.vocabulary import DATE_LINE, SIGNER

_SIGNER_NAME = re.compile(r"[\u4e00-\u9fff]{2,3}|[\u4e00-\u9fff]\s+[\u4e00-\u9fff](?:\s+[\u4e00-\u9fff])?")
_VERSE_MAX = 22  # characters of a line of verse


_ANNOUNCES = 30  # characters in which a text tells that a list follows
_LISTED_MAX = 40  # characters of a line of names, with what is said of them in brackets
_LISTED_MIN = 3  # lines of names that are a list of persons


def items_of(sheet: Sheet, lines: Sequence[Line], kind: TextKind) -> list[Item]:
    """All items of the page, in order. Marks of continuation are claimed and cut off."""
    lines = with_whole_datelines(sheet, lines)
    if kind is TextKind.COLUMNS:
        items = join_datelines(items_of_columns(sheet, lines))
        _find_lists_of_names(items)
        find_display_lines([item for item in items if item.loose or item.kind != TEXT])
        find_signatures(items)
        return _with_neighbours(items)
    items = _lines_alone(sheet, lines)
    if suffice(items):
        return _with_roles(sheet, _with_neighbours(items))
    find_display_lines(items)
    return _with_neighbours(items)


def undecided(sheet: Sheet, lines: Sequence[Line]) -> list[Item]:
    """The lines of a page in paragraphs as items, before their roles are decided."""
    return _with_neighbours(_lines_alone(sheet, with_whole_datelines(sheet, lines)))


def _lines_alone(sheet: Sheet, lines: Sequence[Line]) -> list[Item]:
    items = join_datelines([classified(sheet, line) for line in lines])
    _find_lists_of_names(items)
    find_signatures(items)
    return items


def _with_roles(sheet: Sheet, items: list[Item]) -> list[Item]:
    decisions = decide(items)
    sheet.doubts += doubts_of(sheet.text, decisions, (item.extent for item in items))
    for item, decision in zip(items, decisions, strict=True):
        item.role = decision.role
        if item.kind in (TEXT, HEAD):
            item.kind = HEAD if item.role in DISPLAY else TEXT
    return _with_neighbours(items)


def _with_neighbours(items: list[Item]) -> list[Item]:
    """The items, with what only their neighbours tell of them."""
    _counted_poems(items)
    _credits(items)
    _lone_names(items)
    return _teasers(items)


def _find_lists_of_names(items: Sequence[Item]) -> None:
    """Make rows of lines that are each a name, as who is elected or appointed: 杜若溪(女). They are nobody's byline."""
    for listed, run in itertools.groupby(items, lambda item: item.kind == TEXT and _lists_names(item.norm)):
        rows = list(run)
        if listed and len(rows) >= _LISTED_MIN:
            for item in rows:
                item.row = True


def _lists_names(norm: str) -> bool:
    dateline = closing_dateline(norm)
    text = norm[: dateline.start] if dateline else norm
    text = re.sub(r"\((?:女|男|\S{1,4}族)(?:[,、]\s*\S{1,4}族)?\)", " ", text) if len(text) <= _LISTED_MAX else text
    return len(text) <= _VERSE_MAX and bool(names_in(text))


def find_signatures(items: list[Item]) -> None:
    """Find who signs a text and on which day: short lines at its end. Twice, since who signs stands above the day."""
    for index in [*range(len(items) - 1, 0, -1), *range(len(items) - 1, 0, -1)]:
        _sign(items, index)


def _sign(items: list[Item], index: int) -> None:
    item, above = items[index], items[index - 1]
    below = items[index + 1] if index + 1 < len(items) else None
    if item.kind not in (TEXT, BYLINE) and not (item.kind == HEAD and item.gap == 0):
        return
    if item.level is not None or len(item.norm) > 40 or (above.kind == HEAD and not above.signs and above.gap):
        return
    if below is not None and (below.message is not None or (below.kind == BYLINE and below.gap <= item.gap)):
        return
    if not (text := item.norm.strip(" ()")):
        return
    if (
        item.kind == HEAD
        and below is not None
        and below.kind == HEAD
        and not (below.gap or below.signs or DATE_LINE.match(below.norm.strip(" ()")) or DATE_LINE.match(text))
    ):
        return  # the first line of a headline
    dated = below is not None and below.signs and below.gap <= 1
    if (
        below is not None
        and below.gap < item.gap
        and captions_and_kinds.NOTICE_HEADLINE.search(below.norm.strip()[:40])
    ):
        return  # an office over the title of its notice
    ends = (
        below is None
        or below.gap > 0
        or below.kind != TEXT
        or bool(_CONTACT.match(below.norm))
        or (
            5 < len(text) <= 24
            and len(below.norm) <= 30
            and is_bare(below.norm)
            and not SIGNER.search(below.norm.strip())
        )
    )
    closed = above.kind == TEXT and (
        finished(above.norm)
        or above.norm.startswith("特此")
        or bool(re.search(r"\d\)?$", above.norm))
        or bool(DATE_LINE.match(above.norm.strip(" ()")))
    )
    if DATE_LINE.match(text):
        item.signs = item.kind != HEAD or above.kind == TEXT
    elif re.search(r"[。，,；;:！？!?]", text):
        item.signs = bool(
            dated and above.kind == TEXT and SIGNER.search(text) and re.match(r"[\u4e00-\u9fff]{3}:", text)
        )
    elif dated and above.kind == TEXT and (SIGNER.search(text) or _is_name(text)):
        item.signs = True
    elif (
        closed
        and ends
        and (
            _SIGNS.search(text)
            or (item.gap <= 1 and SIGNER.search(text) and item.kind != BYLINE)
            or (DATE_LINE.match(above.norm.strip(" ()")) and _is_name(text))
        )
    ):
        item.signs = item.kind != BYLINE
    elif closed and ends and item.kind in (TEXT, HEAD) and (people := bylines.writer_line(text)):
        item.people, item.signs = people, True
    if item.signs and re.fullmatch(r"\(.*\)", item.norm.strip()) and not DATE_LINE.match(text):
        item.signs, item.kind, item.people = False, BYLINE, (Person(text, "", "", PersonKind.BODY),)
    if item.signs:
        item.kind = TEXT


_SIGNS = re.compile(r"(?:谨启|敬启|谨识|泣告|启)$")
_CONTACT = re.compile(r"(?:联系|咨询|服务|监督|举报)?(?:电话|热线|地址|联系人)\s*:")


def _is_name(text: str) -> bool:
    """Whether a line can be a signer's name: 瞿文藻谨启, 推事 吴道南."""
    name = re.sub(r"(?:谨启|敬启|谨识|泣告|敬上|启|印)$", "", text.split()[-1])
    return len(text) <= 12 and bool(names_in(name))


def _counted_poems(items: list[Item]) -> None:
    """（三首） under a headline is part of it."""
    for above, item in itertools.pairwise(items):
        if (
            item.kind == TEXT
            and above.kind == HEAD
            and re.fullmatch(r"\(\s*外?[一二三四五六七八九十]{1,2}首\s*\)", item.norm.strip())
        ):
            item.kind = HEAD


def _credits(items: list[Item]) -> None:
    """Give each credit on a line of its own to the caption above it."""
    for index in range(len(items) - 1, 0, -1):
        item = items[index]
        if item.kind != CREDIT:
            continue
        above = items[index - 1]
        below = items[index + 1] if index + 1 < len(items) else None
        over_text = below is not None and below.kind == TEXT and below.gap == 0
        reports = any(person.role == "摄影报道" for person in item.people)
        if (over_text and (above.kind == HEAD or reports)) or (
            above.kind == HEAD and headline_group.is_deck(above.norm)
        ):
            _sign_with(item)
        elif above.norm[-1:] in ("，", ",", "、") and (title := re.match(r"\S{2,12}\s{2,}(?=\S)", item.norm)):
            item.kind = CAPTION  # a picture's title with its credit, in the midst of a sentence
            item.people = item.people[1:] or item.people
            item.lines = [cut(item.pieces, 0, title.end()), cut(item.pieces, title.end(), len(item.norm))]
            item.pieces, item.norm = item.lines[0], title[0]
        elif above.kind in (TEXT, HEAD) and above.level is None and len(above.norm) <= 170 and not above.message:
            above.kind = CAPTION
            above.people = item.people
            above.lines = [above.pieces, item.pieces]
            item.kind = "taken"
        elif above.kind == CAPTION and not above.people:
            above.people, above.lines, item.kind = item.people, [above.pieces, item.pieces], "taken"
        else:
            _sign_with(item)
    items[:] = [item for item in items if item.kind != "taken"]
    if items and items[0].kind == CREDIT:
        _sign_with(items[0])


def _sign_with(credit: Item) -> None:
    """Make a byline of a credit that no picture stands above; 新华社, which only sent one, wrote no text."""
    credit.kind = BYLINE
    credit.people = tuple(person for person in credit.people if person.kind is not PersonKind.BODY)


def _lone_names(items: list[Item]) -> None:
    """A lone name under a headline is its author, and so is who makes a speech."""
    for item, under in itertools.pairwise(items):
        if (
            item.kind in (TEXT, HEAD)
            and item.level is None
            and under.kind == TEXT
            and (people := bylines.speaker_line(item.norm))
        ):
            item.kind, item.people = BYLINE, people
    for index, item in enumerate(items[1:], 1):
        above = items[index - 1]
        below = items[index + 1] if index + 1 < len(items) else None
        if (
            item.kind in (TEXT, HEAD)
            and item.level is None
            and item.gap == 0
            and above.kind == TEXT
            and len(above.norm) > _VERSE_MAX
            and finished(above.norm)
            and (below is None or below.gap or (below.kind == HEAD and len(item.norm.strip()) > 2))
            and _SIGNER_NAME.fullmatch(item.norm.strip())
            and (people := bylines.byline_line(item.norm, bare=True))
        ):
            item.kind, item.people = BYLINE, people  # 葛 文, who signs the text above
            continue
        if _signs_text(above, item, below) and (people := bylines.names_row(item.norm)):
            item.kind, item.people = BYLINE, people  # 张琪 付晓明 赵国强
            continue
        if (
            item.kind in (TEXT, HEAD)
            and above.kind == HEAD
            and len(item.norm) <= 24
            and (item.level is None or item.level > (above.level or 0))
        ):
            people = () if headline_group.is_column(item.norm) else bylines.author_line(item.norm)
            if not people and below is not None and DEAR.match(below.norm):
                people = bylines.pen_name_line(item.norm)
            if people and below is not None and below.kind in (TEXT, CAPTION, LABEL, BYLINE, HEAD):
                item.kind, item.people = BYLINE, people


def _signs_text(above: Item, item: Item, below: Item | None) -> bool:
    """Whether a short line stands where the authors of the text above sign, and is none of a list that it announces."""
    ended = below is None or below.kind in (HEAD, LABEL, JUMP) or below.starts
    return (
        item.kind in (TEXT, HEAD)
        and not (item.row or item.signs)
        and item.level is None
        and ended
        and above.kind == TEXT
        and len(above.norm) > _VERSE_MAX
        and above.finished
        and above.norm.rstrip()[-1:] not in ":;"
        and re.search(r"名单|如下|分别[为是]|以下|依次", above.norm[-_ANNOUNCES:]) is None
    )


def _teasers(items: list[Item]) -> list[Item]:
    """Find what announces the articles of other pages: tables of contents, under a heading that says so or as several
    marked lines with page numbers; a headline with the number of its page and no text under it."""
    open_ = False
    for index, item in enumerate(items):
        if item.kind not in (TEXT, HEAD):
            open_ = open_ and item.kind == TEASER
            continue
        if captions_and_kinds.is_teaser_heading(item.norm):
            item.kind, item.page, open_ = TEASER, "", True
            continue
        above = items[index - 1] if index else None
        below = items[index + 1] if index + 1 < len(items) else None
        if (
            below is not None
            and below.kind in (TEXT, HEAD)
            and (open_ or (index + 2 == len(items) and is_bare(item.norm)))
            and (page := captions_and_kinds.teaser_page(below.norm))
        ):
            item.kind, item.page = TEASER, page
            below.kind, below.page = TEASER, ""
            continue
        found = captions_and_kinds.teaser(item.norm)
        beside = [other for other in (above, below) if other]
        if found and (
            open_
            or (found[2] and any(other.kind == TEASER or captions_and_kinds.teaser(other.norm) for other in beside))
            or (item.norm.rstrip().endswith(")") and is_bare(item.norm) and not _has_text_below(below))
        ):
            item.kind, item.page = TEASER, found[1]
        elif not found:
            open_ = False
    return items


def _has_text_below(below: Item | None) -> bool:
    """Whether what follows a headline can be its text: not another headline that stands apart, not the end of the page."""
    return below is not None and not (below.kind in (TEXT, HEAD) and below.gap > 0 and is_bare(below.norm))
