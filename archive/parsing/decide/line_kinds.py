"""The things that stand on a page, and what a line can be told to be for itself, without its neighbours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from archive.parsing.lines.layout import Line, Piece, Sheet, finished, pieces_of
from archive.parsing.recognise import bylines, captions_and_kinds, datelines, headline_group, jump_marks
from archive.parsing.types import MessageHead, Person, Role
from archive.parsing.vocabulary import NOTICE_WORDS

HEAD, TEXT, CAPTION, CREDIT, BYLINE, LABEL, JUMP, TEASER = (
    "head",
    "text",
    "caption",
    "credit",
    "byline",
    "label",
    "jump",
    "teaser",
)
CROSSHEAD_MAX = 22  # characters of a crosshead
BARE_MAX = 42  # characters of a display line without marks of form
_VERSE_MAX = 22
_OPEN_MIN = 16  # characters of a text that breaks off in mid-sentence
_CAPTION_MAX = 60  # characters of a caption that nothing but the picture above it tells
ITEM_MARK = re.compile(
    r"^\s*(?:[■□◆◇●○▲△★☆▶►※•]|[一二三四五六七八九十]{1,3}[、.]|\(?[一二三四五六七八九十\d]{1,2}[)、]|\d{1,2}[.、](?!\d)|第[一二三四五六七八九十]+[,、:条章])"
)
NUMBERED = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[.、](?!\d)|[■◆●★▶]\s?)"
)


class LineRole(StrEnum):
    """What a line is in its article."""

    HEADLINE = "headline"  # the first line of its headline group
    GROUP = "group"  # a further line of it: of kicker, headline or deck
    CROSSHEAD = "crosshead"  # 小标题
    COLUMN = "column"  # 栏目, over its article or amid it
    OPENING = "opening"  # the first line of a text without a headline above it
    TEXT = "text"
    OTHER = "other"  # no article's text: a byline, a caption, a mark, which say themselves what they are; a list of contents


class Side(StrEnum):
    """Where a line of wrapped text stands in its article: a tool may give a text before its headline."""

    ABOVE = "above"  # of a headline: above its text
    BELOW = "below"  # under its text
    AWAY = "away"  # by neither side of it
    COLUMN = "column"  # of a column's label: above its article
    COLUMN_BELOW = "column below"
    CROSSHEAD = "crosshead"
    CROSSHEAD_UNHEADED = "crosshead unheaded"  # of an article whose headline has not been seen yet
    OPENING = "opening"  # of a text, or its byline: it begins here, and no headline stands above it
    HEADED = "headed"  # its article has its headline
    UNHEADED = "unheaded"  # its article's headline has not been seen yet


DISPLAY = frozenset({LineRole.HEADLINE, LineRole.GROUP, LineRole.CROSSHEAD, LineRole.COLUMN})


@dataclass(slots=True)
class Item:
    """One thing that stands on the page: a display line, a paragraph, a caption …"""

    kind: str
    pieces: list[Piece]
    norm: str  # folded text of the pieces
    gap: int = 0  # blank lines above
    level: int | None = None
    people: tuple[Person, ...] = ()
    message: MessageHead | None = None  # of a paragraph that begins with one
    lines: list[list[Piece]] = field(default_factory=list)  # of a paragraph: its lines, for verse and lists
    onward: str = ""  # page that a mark at the tail points to
    back: str = ""  # page that a mark at the head points back to
    marked: bool = False  # whether a sign (□ ■) leads it
    single: bool = True  # a line of its own, not rejoined from several
    page: str = ""  # of a teaser
    signs: bool = False  # a line of 落款: who signs, or the day
    indented: bool = False
    label: bool = False  # a column's label for certain
    role: LineRole | None = None  # in paragraphs: decided together with those of all the page
    side: Side | None = None  # in wrapped text: decided with the role
    crosshead: bool = False  # told by its neighbours in column text
    begins: bool = False  # a text whose headline, or the one that parted it from the text above, was moved away
    row: bool = False  # of a table
    loose: bool = False  # a line of wrapped text that is no part of a paragraph, as of verse

    @property
    def extent(self) -> tuple[int, int] | None:
        """From where to where it stands in the received text."""
        return (self.pieces[0][0], self.pieces[-1][1]) if self.pieces else None

    @property
    def starts(self) -> bool:
        """Whether an article begins here for certain: a byline, a message head, the salutation of a letter."""
        return self.kind == BYLINE or self.message is not None or (self.kind == TEXT and bool(DEAR.match(self.norm)))

    @property
    def finished(self) -> bool:
        if self.onward or finished(self.norm) or bylines.tail_byline(self.norm) is not None:
            return True
        return _REFERS.search(self.norm) is not None


# What answers the letter or the call above it: 市老龄办答复:…, 记者核实:…
ANSWER = re.compile(r"\s*[^:。,，]{2,14}(?:答复|回复|回应|解答|提醒|核实|探访|追踪|说法|点评|手记)\s*[:,]")
DEAR = re.compile(r"(?:尊敬的|敬爱的)?(?:编辑|总编|主编|记者|编者)(?:同志|先生|女士|老师|部|们)*\s*:")
_REFERS = re.compile(r"[。！？”]\s*\([^()]{2,30}\)$")  # …列席会议。(报告摘要见第二版)
_WRITING = ("文", "文字", "撰文", "采写", "整理", "文字整理")
PICTURED = ("文/摄", "摄/文", "文/图", "图/文", "图文", "文图")  # who took the picture and wrote the text too


OF_AUTHOR = re.compile(
    r"(?<!\s)\s*\(作者(?:单位|系|为|是)[^()]{2,60}\)\s*$"
)  # where an author is from, at the end of a text


def name_writers(people: Sequence[Person]) -> bool:
    """Whether a credit names who wrote the text, beside who took the pictures or as the same person."""
    return any(person.role in (*PICTURED, *_WRITING) for person in people)


def classified(sheet: Sheet, line: Line) -> Item:
    """A line for itself: what can be said of it without its neighbours."""
    marks = jump_marks.marks(line.norm)
    for mark in marks:
        sheet.claim((line.start + mark.start, line.start + mark.end), Role.JUMP)
    start, end, onward, back = jump_marks.outside(marks, line.length)
    pieces = pieces_of(sheet, line.start + start, line.start + end)
    norm = sheet.folded(pieces)
    item = Item(TEXT, pieces, norm, line.blank_before, line.level, onward=onward, back=back)
    if not pieces:
        item.kind = JUMP
    elif captions_and_kinds.is_label(norm):
        item.kind = LABEL
    elif credit := captions_and_kinds.credit_of(norm):
        item.kind, item.people = (CREDIT if credit[0] == 0 else CAPTION), credit[1]
        if item.kind == CREDIT and name_writers(item.people):
            item.kind = BYLINE
        if message := datelines.message_head(norm):
            item.kind, item.message = TEXT, message[1]
    elif OF_AUTHOR.match(norm):
        item.kind = BYLINE
    elif (people := bylines.byline_line(norm)) or bylines.is_nameless(norm):
        item.kind, item.people = BYLINE, people
    elif captions_and_kinds.points_at_picture(norm) or (line.pictured and _shows(norm) and line.level is None):
        item.kind = CAPTION
    elif (
        line.level is not None
        and len(norm) <= 90
        and not re.match(r"[问答]\s*:", norm)
        and not (len(norm) > 45 and norm.endswith("。"))
    ):
        item.kind = HEAD
    else:
        read_message(item)
    item.marked = norm[:1] in "□■◆●▲△★"
    item.indented, item.row = line.indented, line.row
    return item


def _shows(norm: str) -> bool:
    """Whether a line under a picture can be its caption: one sentence, and no article's beginning."""
    return len(norm) <= _CAPTION_MAX and "。" not in norm.strip()[:-1] and datelines.message_head(norm) is None


def read_message(item: Item) -> None:
    head = datelines.message_head(item.norm[:200])
    if head:
        item.message, item.people = head[1], head[2]


_ADDRESSES = re.compile(r"^(?:\d{1,2}日|电话|联系电话|地址|联系人|时间|地点|邮箱|主持人?|记者|问|答)\s*:")
_NUMBERS = re.compile(
    r"\d{7,}|第?\s*[\d〇一二三四五六七八九十百]+\s*号$|证号$|号码$|编号$|〔\d{4}〕|\(\d{4}\)\D{1,8}\d+号"
)


def is_bare(norm: str) -> bool:
    """Whether a line can be a display line by what stands in it: no full stop, not a list's, a letter's, an address's."""
    text = norm.strip()
    if re.search(r"[。；;]|[,、:：，]$|^\(.*\)$", text) or text.startswith(("特此", "此告", "切切此")):
        return False
    if text.count("“") != text.count("”") or text.count("(") != text.count(")"):
        return False
    if text.count("《") != text.count("》"):
        return False
    if (finished(text) and not text.endswith("……")) or not text.strip("… ") or datelines.closing_dateline(text):
        return False
    if re.fullmatch(r"[\d\s.:%\-—/()]*", text) or _ADDRESSES.match(text) or _NUMBERS.search(text) or is_row(text):
        return False
    return text.count(",") + text.count("，") <= 2


def is_row(norm: str) -> bool:
    """Whether a line is a row of a table: three cells or more, with figures among them."""
    cells = headline_group.plain(norm).split()
    if headline_group.is_slogan(norm):
        return False
    figures = any(re.search(r"\d|^[〇一二三四五六七八九十百千万元角分]{2,}$", cell) for cell in cells)
    return len(cells) >= 3 and (figures or len(cells) >= 4) and max(map(len, cells)) <= 16


def is_heading_word(norm: str) -> bool:
    """Whether a short line names what stands under it: 启事, 遗失声明, 简讯, 今日导读."""
    text = headline_group.plain(norm).strip(" 【】[]■□●◆★▶")
    if len(text) <= 9 and re.fullmatch(r"\S(?:\s+\S){1,4}", text):
        text = re.sub(r"\s", "", text)
    if (
        text in ("编后", "编后语", "编余")
        or headline_group.is_briefs(text)
        or captions_and_kinds.is_teaser_heading(text)
    ):
        return True
    found = NOTICE_WORDS.search(text)
    return (
        found is not None
        and (found.start() == 0 or NOTICE_WORDS.search(text[-4:]) is not None or len(text) <= 6)
        and (len(text) <= 12 or (len(text) <= 32 and captions_and_kinds.NOTICE_HEADLINE.search(text) is not None))
        and not re.search(r"[,，。:]", text)
    )


def is_pair(item: Item | None) -> bool:
    """桥型:双塔斜拉桥: a line of a list of facts."""
    return item is not None and bool(re.match(r"[\u4e00-\u9fff]{2,6}:\s*\S", item.norm))


def breaks_off(item: Item) -> bool:
    """Whether a text ends in mid-sentence: what follows may be its rest."""
    return len(item.norm) > _OPEN_MIN and not item.finished and not ends_otherwise(item)


def ends_otherwise(item: Item) -> bool:
    """Whether the text ends without a full stop, but not in mid-sentence: an address, a date, a telephone number."""
    return bool(
        re.search(
            r"[A-Za-z0-9)\]】)]$|[年月日]$|(?:公司|中心|委员会|办公室|政府|局|院|社|部|组)$|\d{7}\D{0,6}$",
            item.norm.rstrip(),
        )
    )
