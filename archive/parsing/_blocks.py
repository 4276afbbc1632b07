"""Lines to items: display lines, paragraphs, captions, bylines and marks, in the order of the received text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from archive.parsing import _byline, _classify, _headline, _jumps
from archive.parsing._layout import Line, Piece, Sheet, column_width, finished, pieces_of
from archive.parsing.types import MessageHead, Person, Role, TextKind
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
_BARE_MAX = 42  # characters of a display line without marks of form
_VERSE_MAX = 22
_ITEM_MARK = re.compile(
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
        items = _columns(sheet, list(lines))
    else:
        items = [_classified(sheet, line) for line in lines]
        _find_bare(items)
    _credits(items)
    _lone_names(items)
    return _teasers(items)


def _classified(sheet: Sheet, line: Line) -> Item:
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
        _read_head(item)
    item.marked = norm[:1] in "□■◆●▲△★"
    return item


def _read_head(item: Item) -> None:
    head = _byline.message_head(item.norm[:200])
    if head:
        item.message, item.people = head[1], head[2]


def _find_bare(items: list[Item]) -> None:
    """Find the display lines that no mark of form shows: short, unfinished, and not the rest of a sentence."""
    for index, item in enumerate(items):
        if item.kind != TEXT or item.message or len(item.norm) > _BARE_MAX or item.back:
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
        interrupted = before is not None and before.kind == TEXT and not before.finished and len(before.norm) > 16
        if _headline.is_deck(item.norm) and before is not None and before.kind in (HEAD, BYLINE):
            item.kind = HEAD
        elif _is_bare(item.norm) and not (interrupted and not (after and after.starts)) and not _in_run(items, index):
            item.kind = HEAD
        elif (
            re.search(r"[？！?!]$", item.norm)
            and after
            and (after.starts or (after.gap == 0 and item.gap > 0 and len(after.norm) > 60))
            and "。" not in item.norm
        ):
            item.kind = HEAD


def _is_bare(norm: str) -> bool:
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
    return text.count(",") + text.count("，") <= 2


def _in_run(items: list[Item], index: int) -> bool:
    """Whether the line is one of a run of short lines, as in verse, lists and tables."""
    first = last = index
    while (
        first > 0
        and items[first - 1].kind in (TEXT, HEAD)
        and len(items[first - 1].norm) <= _VERSE_MAX
        and items[first - 1].level is None
        and items[first].gap <= 1
    ):
        first -= 1
    while (
        last + 1 < len(items)
        and items[last + 1].kind == TEXT
        and len(items[last + 1].norm) <= _VERSE_MAX
        and items[last + 1].gap <= 1
        and not items[last + 1].message
    ):
        last += 1
    if last - first < 5 and not (last - first >= 3 and index - first >= 1):
        return False
    return index - first >= (2 if items[first].kind == HEAD or first == index else 0) or (
        index > first and items[index].gap == 0
    )


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
            people = _byline.byline_line(item.norm, bare=True)
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


# --- Columns of a PDF ------------------------------------------------------------------------------------------------


def _columns(sheet: Sheet, lines: list[Line]) -> list[Item]:
    width = column_width(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if line.blank_before or not groups:
            groups.append([])
        groups[-1].append(line)
    items: list[Item] = []
    open_text: list[Line] = []  # the lines of a paragraph that is not finished

    def close() -> None:
        if open_text:
            items.append(_paragraph(sheet, open_text))
            open_text.clear()

    for number, group in enumerate(groups):
        following = groups[number + 1] if number + 1 < len(groups) else None
        whole = _group_item(sheet, group)
        if whole is not None:
            if not (open_text and not finished(open_text[-1].norm)):
                close()
            items += [whole]
            if open_text:  # it stands in the middle of a sentence: the sentence goes on after it
                items[-1:] = []
                items.append(whole)
            continue
        display = _display_lines(group, following, open_text, width)
        for index, line in enumerate(group):
            amid = bool(open_text) and not finished(open_text[-1].norm)
            special = _classified(sheet, line) if index in display or _special(line, amid) else None
            if index in display or (special is not None and special.kind != TEXT):
                if not open_text or finished(open_text[-1].norm) or index in display:
                    close()
                if special.kind == TEXT:
                    special.kind = HEAD
                special.gap = line.blank_before if index == 0 else 0
                items.append(special)
                continue
            if open_text and _breaks(open_text, line, width):
                close()
            open_text.append(line)
    close()
    return items


def _group_item(sheet: Sheet, group: list[Line]) -> Item | None:
    """A caption wrapped over several lines, as one item."""
    if len(group) > 8:
        return None
    norm = "".join(line.norm for line in group)
    credit = _classify.credit_of(norm)
    if (
        len(group) > 1
        and (credit and credit[0] > 0 or _classify.points_at_picture(norm))
        and not _byline.message_head(norm)
    ):
        pieces = [piece for line in group for piece in pieces_of(sheet, line.start, line.end)]
        return Item(CAPTION, pieces, sheet.folded(pieces), group[0].blank_before, people=credit[1] if credit else ())
    return None


def _special(line: Line, amid: bool) -> bool:
    """Whether a line is something other than text; ``amid`` a sentence, a byline must bear its mark."""
    norm = line.norm
    return bool(
        _classify.is_label(norm)
        or _classify.credit_of(norm)
        or _byline.byline_line(norm)
        and (not amid or norm[0] in "□■◆●▲△")
        or _classify.points_at_picture(norm)
        and line.blank_before
        or _classify.is_teaser_heading(norm)
        or (_classify.teaser(norm) or ("", "", False))[2]
        or _jumps.marks(norm)
        and _jumps.marks(norm)[0].start == 0
        and _jumps.marks(norm)[0].end >= len(norm) - 1
    )


def _may_display(line: Line) -> bool:
    return (
        line.length <= 40
        and (_is_bare(line.norm) or re.search(r"[？！?!]$", line.norm) is not None and "。" not in line.norm)
        and not _ITEM_MARK.match(line.norm[:4])
    )


def _starts(line: Line | None) -> bool:
    return line is None or bool(
        _byline.message_head(line.norm)
        or _open_message(line.norm)
        or _byline.byline_line(line.norm)
        or _classify.is_label(line.norm)
        or _classify.credit_of(line.norm)
    )


def _open_message(norm: str) -> bool:
    """A message head whose bracket is closed on the next line: 本报12月14日讯 (记者 苏永."""
    return (
        "(" in norm
        and ")" not in norm
        and bool(_byline.message_head(norm + ")") or re.match(r"\s*\(\s*(?:本报)?记者", norm))
    )


def _display_lines(group: list[Line], following: list[Line] | None, open_text: list[Line], width: int) -> set[int]:
    """Which lines of a group (lines without a blank between) are display lines: headlines, decks, labels."""
    count = len(group)
    ready = not open_text or finished(open_text[-1].norm)
    candidates = [_may_display(line) for line in group]
    after = following[0] if following else None
    if all(candidates) and count <= 4:
        if _starts(after) or all(_may_display(line) for line in (following or [])[:2]) and len(following or []) <= 3:
            if ready or _starts(after) and len(open_text) > 1:
                return set(range(count))
        elif ready and not any(re.search(r"[,，、]", line.norm) for line in group):
            return set(range(count))
        return set()
    found: set[int] = set()
    # Leading lines over a text that begins for certain, or over a notice.
    first = next(
        (
            i
            for i, line in enumerate(group)
            if i and (_byline.message_head(line.norm) or _open_message(line.norm) or _byline.byline_line(line.norm))
        ),
        None,
    )
    if ready and first is not None and first <= 4 and all(candidates[:first]):
        found |= set(range(first))
    elif (
        ready
        and candidates[0]
        and group[0].length <= 20
        and (NOTICE_WORDS.search(group[0].norm) or _headline.is_briefs(group[0].norm))
        and group[0].length < width + 6
    ):
        found.add(0)
    # Trailing lines after a finished sentence, if what follows begins for certain.
    tail = count
    while tail > 0 and candidates[tail - 1]:
        tail -= 1
    if 0 < tail < count and count - tail <= 3 and finished(group[tail - 1].norm) and _starts(after):
        found |= set(range(tail, count))
    return found


def _breaks(open_text: list[Line], line: Line, width: int) -> bool:
    """Whether a paragraph ends before the line."""
    last = open_text[-1]
    if not finished(last.norm):
        return False
    if line.indented and not last.indented:
        return True
    return last.length < 0.86 * width or bool(_ITEM_MARK.match(line.norm)) or _starts(line)


def _paragraph(sheet: Sheet, lines: list[Line]) -> Item:
    pieces: list[Piece] = []
    parts: list[list[Piece]] = []
    onward = back = ""
    for index, line in enumerate(lines):
        start, end = line.start, line.end
        for mark in _jumps.marks(line.norm) if index in (0, len(lines) - 1) else ():
            if mark.onward and index == len(lines) - 1:
                onward, end = mark.page, line.start + mark.start
            elif not mark.onward and index == 0:
                back, start = mark.page, line.start + mark.end
            else:
                continue
            sheet.claim((line.start + mark.start, line.start + mark.end), Role.JUMP)
        mine = _without_spaces(sheet, pieces_of(sheet, start, end))
        parts.append(mine)
        pieces += mine
    item = Item(
        TEXT,
        pieces,
        sheet.folded(pieces),
        lines[0].blank_before,
        onward=onward,
        back=back,
        lines=parts,
        single=len(lines) == 1,
    )
    _read_head(item)
    return item


def _without_spaces(sheet: Sheet, pieces: list[Piece]) -> list[Piece]:
    """Leave out the spaces that a PDF puts round digits and brackets: 12 月 14 日 is 12月14日."""
    kept: list[Piece] = []
    for start, end in pieces:
        at = start
        for match in re.finditer(
            r"(?<=[\d.%〇-鿿)）])[ ]+(?=[\d(（])|(?<=\d)[ ]+(?=[〇-鿿])|(?<=[)）])[ ]+(?=[〇-鿿])",
            sheet.text[start:end],
        ):
            kept.append((at, start + match.start()))
            at = start + match.end()
        kept.append((at, end))
    return [piece for piece in kept if piece[0] < piece[1]]
