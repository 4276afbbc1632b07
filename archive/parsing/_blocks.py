"""Lines to items: display lines, paragraphs, captions, bylines and marks, in the order of the received text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from archive.parsing import _byline, _classify, _headline, _jumps
from archive.parsing._layout import Line, Piece, Sheet, finished, pieces_of
from archive.parsing.types import MessageHead, Person, Role, TextKind
from archive.parsing.vocabulary import DATE_LINE, NOTICE_WORDS, SIGNER, SURNAMES

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
_BARE_MAX = 42  # characters of a display line without marks of form
_VERSE_MAX = 22
ITEM_MARK = re.compile(
    r"^\s*(?:[■□◆◇●○▲△★☆▶►※•]|[一二三四五六七八九十]{1,3}[、.]|\(?[一二三四五六七八九十\d]{1,2}[)、]|\d{1,2}[.、](?!\d)|第[一二三四五六七八九十]+[,、:条章])"
)
NUMBERED = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[.、](?!\d)|[■◆●★▶]\s?)"
)


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

    @property
    def starts(self) -> bool:
        """Whether an article begins here for certain: a byline, a message head."""
        return self.kind == BYLINE or self.message is not None

    @property
    def finished(self) -> bool:
        return bool(self.onward) or finished(self.norm)


def items_of(sheet: Sheet, lines: Sequence[Line], kind: TextKind) -> list[Item]:
    """All items of the page, in order. Marks of continuation are claimed and cut off."""
    if kind is TextKind.COLUMNS:
        from archive.parsing._columns import items_of_columns

        items = items_of_columns(sheet, lines)
        find_signatures(items)
    else:
        items = [classified(sheet, line) for line in lines]
        find_signatures(items)
        _find_bare(items, indents=indents_of(lines))
    _credits(items)
    _lone_names(items)
    return _teasers(items)


def classified(sheet: Sheet, line: Line) -> Item:
    """A line for itself: what can be said of it without its neighbours."""
    start, end, onward, back = line.start, line.end, "", ""
    for mark in _jumps.marks(line.norm):
        sheet.claim((line.start + mark.start, line.start + mark.end), Role.JUMP)
        if mark.onward:
            onward, end = mark.page, line.start + mark.start
        else:
            back, start = mark.page, line.start + mark.end
    pieces = pieces_of(sheet, start, end)
    norm = sheet.folded(pieces)
    item = Item(TEXT, pieces, norm, line.blank_before, line.level, onward=onward, back=back)
    if not pieces:
        item.kind = JUMP
    elif _classify.is_label(norm):
        item.kind = LABEL
    elif credit := _classify.credit_of(norm):
        item.kind, item.people = (CREDIT if credit[0] == 0 else CAPTION), credit[1]
        if _byline.message_head(norm):
            item.kind, item.message = TEXT, _byline.message_head(norm)[1]
    elif _classify.points_at_picture(norm):
        item.kind = CAPTION
    elif people := _byline.byline_line(norm):
        item.kind, item.people = BYLINE, people
    elif line.level is not None and len(norm) <= 90 and not (len(norm) > 45 and norm.endswith("。")):
        item.kind = HEAD
    else:
        read_message(item)
    item.marked = norm[:1] in "□■◆●▲△★"
    item.indented = line.indented
    return item


def indents_of(lines: Sequence[Line]) -> bool:
    """Whether the page sets its paragraphs in."""
    return sum(line.indented for line in lines) >= max(3, 0.1 * len(lines))


def find_signatures(items: list[Item]) -> None:
    """Find who signs a text and on which day: short lines at its end."""
    for index in range(len(items) - 1, 0, -1):
        item, above = items[index], items[index - 1]
        below = items[index + 1] if index + 1 < len(items) else None
        if item.kind not in (TEXT, BYLINE) and not (item.kind == HEAD and item.gap == 0):
            continue
        if item.level is not None or len(item.norm) > 40 or above.kind == HEAD and not above.signs and above.gap:
            continue
        text = item.norm.strip(" ()")
        dated = below is not None and below.signs and below.gap <= 1
        ends = below is None or below.gap > 0 or below.kind != TEXT or bool(_CONTACT.match(below.norm))
        closed = above.kind == TEXT and (
            finished(above.norm)
            or bool(re.search(r"\d\)?$", above.norm))
            or bool(DATE_LINE.match(above.norm.strip(" ()")))
        )
        if DATE_LINE.match(text):
            item.signs = item.kind != HEAD or above.kind == TEXT
        elif re.search(r"[。，,；;:！？!?]", text):
            continue
        elif dated and above.kind == TEXT and (SIGNER.search(text) or _is_name(text)):
            item.signs = True
        elif (
            closed
            and ends
            and (
                _SIGNS.search(text)
                or item.gap == 0
                and SIGNER.search(text)
                and item.kind != BYLINE
                or DATE_LINE.match(above.norm.strip(" ()"))
                and _is_name(text)
            )
        ):
            item.signs = item.kind != BYLINE
        elif closed and item.kind == TEXT and (writer := _WRITER.fullmatch(text)):
            item.people = tuple(Person(name) for name in _byline.names_in(writer[1]) or [])
            item.kind = BYLINE if item.people else TEXT
        if item.signs:
            item.kind = TEXT


_SIGNS = re.compile(r"(?:谨启|敬启|谨识|泣告|启)$")
_CONTACT = re.compile(r"(?:联系|咨询|服务|监督|举报)?(?:电话|热线|地址|联系人)\s*:")
_WRITER = re.compile(
    r"[\u4e00-\u9fff]{2,12}[省市县区旗乡镇村社厂校局院处队]\s+([\u4e00-\u9fff]{1,2}\s?[\u4e00-\u9fff]{1,2})"
)  # 宾川县 赵鹏程


def _is_name(text: str) -> bool:
    """Whether a line can be a signer's name: 瞿文藻谨启, 推事 吴道南."""
    return len(text) <= 12 and (text[:1] in SURNAMES or bool(_byline.names_in(text.split()[-1])))


def read_message(item: Item) -> None:
    head = _byline.message_head(item.norm[:200])
    if head:
        item.message, item.people = head[1], head[2]


def _find_bare(items: list[Item], indents: bool) -> None:
    """Find the display lines that no mark of form shows: short, unfinished, and not the rest of a sentence."""
    for index, item in enumerate(items):
        if item.kind != TEXT or item.message or len(item.norm) > _BARE_MAX or item.back or item.signs:
            continue
        before = next(
            (
                other
                for other in reversed(items[max(0, index - 3) : index])
                if other.kind in (TEXT, HEAD, BYLINE, LABEL, JUMP)
            ),
            None,
        )
        after = items[index + 1] if index + 1 < len(items) else None
        interrupted = (
            before is not None
            and before.kind == TEXT
            and not before.finished
            and len(before.norm) > 16
            and not before.signs
        )
        if (
            indents
            and item.indented
            and len(item.norm) > 12
            or _pairs(item)
            and (_pairs(items[index - 1] if index else None) or _pairs(after))
        ):
            continue
        if item.gap and is_heading_word(item.norm):
            item.kind = HEAD
            continue
        if (
            indents
            and not item.indented
            and after
            and after.indented
            and after.gap == 0
            and len(after.norm) > 30
            and is_bare(item.norm)
        ):
            item.kind = HEAD
        elif _headline.is_deck(item.norm) and before is not None and before.kind in (HEAD, BYLINE):
            item.kind = HEAD
        elif is_bare(item.norm) and not (interrupted and not (after and after.starts)) and not _in_run(items, index):
            item.kind = HEAD
        elif (
            re.search(r"[？！?!]$", item.norm)
            and after
            and (after.starts or (after.gap == 0 and item.gap > 0 and len(after.norm) > 60))
            and "。" not in item.norm
        ):
            item.kind = HEAD


def is_bare(norm: str) -> bool:
    text = norm.strip()
    if (
        re.search(r"[。；;]|[,、:：，]$|^\(.*\)$", text)
        or (finished(text) and not text.endswith("……"))
        or text in ("……", "…")
    ):
        return False
    if re.fullmatch(r"[\d\s.:%\-—/()]*", text) or re.match(
        r"^(?:电话|联系电话|地址|联系人|时间|地点|邮箱|主持人?|记者|问|答)\s*:", text
    ):
        return False
    if re.search(
        r"\d{7,}|1\d{10}|第?\s*[\d〇一二三四五六七八九十百]+\s*号$|〔\d{4}〕|\(\d{4}\)\D{1,8}\d+号", text
    ) or is_row(text):
        return False
    return text.count(",") + text.count("，") <= 2


def is_row(norm: str) -> bool:
    """Whether a line is a row of a table: three cells or more, parted by spaces, or figures among them."""
    cells = norm.split()
    return (
        len(cells) >= 3
        and (any(re.search(r"\d", cell) for cell in cells) or len(cells) >= 4)
        and max(map(len, cells)) <= 16
    )


def is_heading_word(norm: str) -> bool:
    """Whether a short line names what stands under it: 启事, 遗失声明, 简讯, 今日导读."""
    text = _headline.plain(norm).strip(" 【】[]■□●◆★▶")
    if _headline.is_briefs(text) or _classify.is_teaser_heading(text):
        return True
    found = NOTICE_WORDS.search(text)
    return (
        found is not None
        and (len(text) <= 12 or len(text) <= 32 and _classify.NOTICE_HEADLINE.search(text) is not None)
        and not re.search(r"[,，。:]", text)
    )


def _pairs(item: Item | None) -> bool:
    """桥型:双塔斜拉桥: a line of a list of facts."""
    return item is not None and bool(re.match(r"[\u4e00-\u9fff]{2,6}:\s*\S", item.norm))


def _in_run(items: list[Item], index: int) -> bool:
    """Whether the line is one of a run of short lines, as in verse, lists and tables, and not the headline over it."""
    item = items[index]
    before = after = 0
    while (
        before < 12
        and index - before > 0
        and _short(items[index - before - 1])
        and not is_row(items[index - before - 1].norm)
        and items[index - before].gap <= 1
    ):
        before += 1
    while (
        after < 12
        and index + after + 1 < len(items)
        and _short(items[index + after + 1])
        and items[index + after + 1].gap <= 1
    ):
        after += 1
    below = items[index + 1] if after else None
    if not before:
        return index > 0 and items[index - 1].kind in (BYLINE, HEAD) and after >= 3 and below.gap == 0
    if before + after < 3:
        return False
    if item.gap and (
        below is None
        or _headline.is_column(item.norm)
        or items[index - 1].signs
        or _byline.byline_line(below.norm, bare=True)
    ):
        return False
    if before == 1 and items[index - 1].kind == HEAD:
        return after >= 3 and not (item.gap == 0 and below is not None and below.gap)
    return True


def _short(item: Item) -> bool:
    return item.kind in (TEXT, HEAD) and len(item.norm) <= _VERSE_MAX and item.level is None and not item.message


def _credits(items: list[Item]) -> None:
    """Give each credit on a line of its own to the caption above it."""
    for index in range(len(items) - 1, 0, -1):
        item = items[index]
        if item.kind != CREDIT:
            continue
        above = items[index - 1]
        if above.kind in (TEXT, HEAD) and above.level is None and len(above.norm) <= 170 and not above.message:
            above.kind = CAPTION
            above.people = item.people
            above.lines = [above.pieces, item.pieces]
            item.kind = "taken"
        elif above.kind == CAPTION and not above.people:
            above.people, above.lines, item.kind = item.people, [above.pieces, item.pieces], "taken"
        else:
            item.kind = BYLINE
    items[:] = [item for item in items if item.kind != "taken"]
    if items and items[0].kind == CREDIT:
        items[0].kind = BYLINE


def _lone_names(items: list[Item]) -> None:
    """A lone name under a headline is its author."""
    for index, item in enumerate(items[1:], 1):
        above = items[index - 1]
        if (
            item.kind in (TEXT, HEAD)
            and above.kind == HEAD
            and len(item.norm) <= 24
            and (item.level is None or item.level > (above.level or 0))
        ):
            people = () if _headline.is_column(item.norm) else _byline.byline_line(item.norm, bare=True)
            follows = items[index + 1] if index + 1 < len(items) else None
            if people and follows is not None and follows.kind in (TEXT, CAPTION, LABEL, BYLINE, HEAD):
                item.kind, item.people = BYLINE, people


def _teasers(items: list[Item]) -> list[Item]:
    """Find tables of contents: under a heading that says so, or several marked lines with page numbers."""
    open_ = False
    for index, item in enumerate(items):
        if item.kind not in (TEXT, HEAD):
            open_ = False
            continue
        if _classify.is_teaser_heading(item.norm):
            item.kind, item.page, open_ = TEASER, "", True
            continue
        found = _classify.teaser(item.norm)
        beside = [
            other
            for other in (items[index - 1] if index else None, items[index + 1] if index + 1 < len(items) else None)
            if other
        ]
        if found and (
            open_ or found[2] and any(other.kind == TEASER or _classify.teaser(other.norm) for other in beside)
        ):
            item.kind, item.page = TEASER, found[1]
        elif not found:
            open_ = False
    return items
