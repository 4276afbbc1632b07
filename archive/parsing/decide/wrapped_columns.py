"""Items of hard-wrapped text, the columns of a PDF: its lines rejoined to paragraphs, and what stands between them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import NamedTuple

from archive.parsing.decide.close_calls import doubts_of
from archive.parsing.decide.closing_datelines import with_whole_datelines
from archive.parsing.decide.column_display_lines import (
    Surroundings,
    display_lines,
    is_all_display,
    is_column_label,
    is_headed,
)
from archive.parsing.decide.column_lines import CUT, FULL, MARKS_OF_BYLINES, Apart, ColumnLine
from archive.parsing.decide.line_kinds import (
    BYLINE,
    CAPTION,
    DISPLAY,
    HEAD,
    ITEM_MARK,
    JUMP,
    OF_AUTHOR,
    TEXT,
    Item,
    LineRole,
    classified,
    name_writers,
    read_message,
)
from archive.parsing.decide.wrapped_roles import Placed, decide, placed_by, suffice
from archive.parsing.decide.wrapped_signs import Setting
from archive.parsing.lines.layout import (
    Line,
    Piece,
    Sheet,
    column_width,
    cut,
    finished,
    pieces_of,
    trimmed,
    usual_width,
)
from archive.parsing.recognise import bylines, captions_and_kinds, datelines, jump_marks
from archive.parsing.types import Role

_NEAR = 8  # lines before and after that show how wide a column is
_WRAPPED_MAX = 8  # lines of a caption


def items_of_columns(sheet: Sheet, lines: Sequence[Line]) -> list[Item]:
    """The items of a page of wrapped lines, in order."""
    return _Columns(sheet, lines).items()


class WrappedLines(NamedTuple):
    """The lines of a page of wrapped text, each for itself, and how the page is set."""

    lines: list[ColumnLine]
    setting: Setting


def undecided_columns(sheet: Sheet, lines: Sequence[Line]) -> WrappedLines:
    """The lines of a page of wrapped text before it is decided what they are."""
    columns = _Columns(sheet, with_whole_datelines(sheet, lines))
    return WrappedLines(columns.lines, columns.setting())


def indents_of(lines: Sequence[Line]) -> bool:
    """Whether the page sets its paragraphs in."""
    return sum(line.indented for line in lines) >= max(3, 0.1 * len(lines))


class _Columns:
    def __init__(self, sheet: Sheet, lines: Sequence[Line]) -> None:
        self.sheet, self.page = sheet, list(lines)
        self.width = self.narrow = column_width(self.page)
        self.indents = indents_of(lines)
        self.lines = [ColumnLine.of(line, self.width, self.indents) for line in lines]
        cut_off = [above for above, line in itertools.pairwise(self.lines) if line.gap and not above.ended]
        self.scattered = len(cut_off) >= max(3, 0.06 * len(lines))  # blank lines stand inside sentences
        self.groups: list[list[ColumnLine]] = []  # lines without a blank one between
        for line in self.lines:
            if line.gap or not self.groups:
                self.groups.append([])
            self.groups[-1].append(line)
        self.open = [None if finished(line.norm) else line.length for line in self.page]  # lengths of unfinished lines
        self.found: list[Item] = []
        self.text: list[ColumnLine] = []  # the lines of the paragraph that is open
        self.opens: LineRole | None = None  # what was decided of its first line
        self.other = False  # whether the last line is no article's text, as was decided

    @property
    def amid(self) -> bool:
        """Whether a sentence is open."""
        if not self.text or self._ended_text():
            return False
        last = self.text[-1]
        return last.extent >= FULL * self.narrow or re.search(r"[,，、:]", last.norm) is not None

    def _ended_text(self) -> bool:
        """Whether the open paragraph has come to its end, if only with a byline in brackets broken over two lines."""
        last = self.text[-1]
        if last.ended:
            return True
        if not last.norm.rstrip().endswith(")"):
            return False
        tail = "".join(line.norm for line in self.text[-3:])
        return bool(OF_AUTHOR.search(tail) or bylines.tail_byline(tail))

    def items(self) -> list[Item]:
        if suffice(self.lines):
            return self._items_by_role()
        return self._items_by_rules()

    def setting(self) -> Setting:
        """How the page is set."""
        return Setting([self._width_at(at, 1) for at in range(len(self.lines))], self.indents, self.scattered)

    def _items_by_role(self) -> list[Item]:
        """The items by what their lines are, which is decided over the whole page."""
        setting = self.setting()
        decisions = decide(self.lines, setting)
        places = [(line.line.start, line.line.end) for line in self.lines]
        self.sheet.doubts += doubts_of(self.sheet.text, decisions, places)
        decided = placed_by(self.lines, [decision.role for decision in decisions])
        place = 0
        for group in self.groups:
            placed = decided[place : place + len(group)]
            self.narrow = setting.narrow[place + len(group) // 2]
            place += len(group)
            display = {index for index, line in enumerate(placed) if line.role in DISPLAY}
            whole = None if display else self._wrapped_item(group)
            if whole is not None:
                self._add_whole(whole)
            else:
                self._group(group, display, placed)
        self._close()
        return self.found

    def _add_whole(self, item: Item) -> None:
        if not self.amid:
            self._close()
        self.found.append(item)

    def _items_by_rules(self) -> list[Item]:
        place = 0
        for at, group in enumerate(self.groups):
            self.narrow = self._width_at(place, len(group))
            place += len(group)
            following = self.groups[at + 1] if at + 1 < len(self.groups) else []
            whole = self._wrapped_item(group)
            if whole is not None:
                self._add_whole(whole)
            elif self._interrupts(group, following):
                self.found.append(self._as_one(CAPTION, group))
            else:
                self._group(group, display_lines(group, self._around(at, following)))
        self._close()
        return self.found

    def _around(self, at: int, following: list[ColumnLine]) -> Surroundings:
        """What stands round the group at the place."""
        return Surroundings(
            width=self.width,
            narrow=self.narrow,
            indents=self.indents,
            scattered=self.scattered,
            amid=self.amid,
            text=self.text[-1] if self.text else None,
            under_jump=bool(self.found) and self.found[-1].kind == JUMP,
            following=following,
            begins=self._begins(at + 1),
        )

    def _interrupts(self, group: list[ColumnLine], following: list[ColumnLine]) -> bool:
        """Whether a few lines stand in the midst of a sentence that goes on below them, as a caption without a credit
        does: they come to an end short of the column's width, and no paragraph begins after them."""
        if not (self.indents and following and len(group) <= 2 and group[0].gap):
            return False
        first, last = following[0], group[-1]
        set_in = any(line.set_in for line in (*group, *following[:2]))
        return (
            not set_in
            and first.norm[:1] not in "“‘《"
            and last.length < self.narrow
            and finished(last.norm)
            and self.amid
            and min(self.text[-1].extent, first.length) >= FULL * self.narrow
            and not first.starts
            and not is_all_display(following, self.narrow)
        )

    def _width_at(self, place: int, count: int) -> int:
        """The width of the lines round a group: an article may be set narrower than the page's others."""
        near = self.open[max(0, place - _NEAR) : place + count + _NEAR]
        lengths = [length for length in near if length is not None]
        return min(self.width, usual_width(lengths)) if len(lengths) >= _NEAR else self.width

    def _is_verse(self, lines: list[ColumnLine]) -> bool:
        """Whether lines fall short of the column's width as only verse and lists do."""
        return len(lines) >= 4 and not self.amid and all(line.length <= CUT * self.width for line in lines)

    def _is_apart(self, line: ColumnLine) -> bool:
        """Whether a line is something other than text where it stands."""
        return line.apart is not Apart.NO and line.is_apart(self.amid)

    def _group(self, group: list[ColumnLine], display: set[int], placed: Sequence[Placed] = ()) -> None:
        """Add the lines of a group, of which those with these indexes are display lines; ``placed`` is what was decided
        of them, if it was."""
        verse = self._is_verse([line for index, line in enumerate(group) if index not in display])
        for index, line in enumerate(group):
            decided = placed[index] if placed else None
            if decided is not None:
                self._part(decided)
            if index in display:
                self._display_line(line, decided)
            elif self._is_apart(line) or (self.other and captions_and_kinds.teaser(line.norm)):
                self._other_line(line)
                if decided is not None and decided.role is LineRole.OPENING:
                    self.found[-1].role = decided.role
            elif verse:
                self._close()
                item = classified(self.sheet, line.line)
                item.loose = True
                self.found.append(item)
            else:
                if self.text and self._breaks(line):
                    self._close()
                if decided is not None and not self.text:
                    self.opens = LineRole.OPENING if decided.role is LineRole.OPENING else LineRole.TEXT
                self.text.append(line)

    def _part(self, decided: Placed) -> None:
        """End the open paragraph above a line with which an article begins, or what is none of its text."""
        other = decided.role is LineRole.OTHER
        if decided.role is LineRole.OPENING or (other is not self.other and not self.amid):
            self._close()
        self.other = other

    def _display_line(self, line: ColumnLine, decided: Placed | None) -> None:
        item = classified(self.sheet, line.line)
        self._close()
        if item.kind == TEXT:
            item.kind = HEAD
            if decided is None:
                item.label = line.line.nudged
            else:
                item.role, item.side = decided
        self.found.append(item)

    def _other_line(self, line: ColumnLine) -> None:
        item = classified(self.sheet, line.line)
        if item.onward or not self.amid:
            self._close()
        self.found.append(item)

    def _close(self) -> None:
        if self.text:
            self.found.append(_paragraph(self.sheet, [line.line for line in self.text]))
            self.found[-1].role = self.opens
            self.text = []

    def _wrapped_item(self, group: list[ColumnLine]) -> Item | None:
        """A caption or byline wrapped over several lines, as one item."""
        if not 1 < len(group) <= _WRAPPED_MAX:
            return None
        norm = "".join(line.norm for line in group)
        if datelines.message_head(norm):
            return None
        if len(group) <= 3 and norm[:1] in MARKS_OF_BYLINES and (people := bylines.byline_line(norm)):
            item = self._as_one(BYLINE, group)
            item.people, item.marked = people, True
            return item
        credit = captions_and_kinds.credit_of(norm)
        if credit and name_writers(credit[1]):
            return None
        if (credit and credit[0] > 0) or captions_and_kinds.points_at_picture(norm):
            item = self._as_one(CAPTION, group)
            item.people = credit[1] if credit else ()
            return item
        return None

    def _as_one(self, kind: str, group: list[ColumnLine]) -> Item:
        """The lines of a group as one item."""
        pieces = [piece for line in group for piece in pieces_of(self.sheet, line.line.start, line.line.end)]
        return Item(kind, pieces, self.sheet.folded(pieces), group[0].gap)

    def _begins(self, at: int, further: int = 2) -> bool:
        """Whether an article or its headline begins with the group of lines at the place, or the page has ended."""
        if at >= len(self.groups):
            return True
        group = self.groups[at]
        first = group[0]
        if (
            first.starts
            or (first.length < 0.8 * self.width and first.may_display(self.narrow))
            or is_column_label(first)
            or is_all_display(group, self.narrow)
            or is_headed(group, self.narrow)
            or self._wrapped_item(group) is not None
        ):
            return True
        if not further or len(group) > 2 or at + 1 >= len(self.groups):
            return False
        over = self.groups[at + 1][0].starts or self._begins(at + 1, further - 1)
        return over and all(line.may_display(self.narrow) for line in group)  # a headline with a comma over its byline

    def _breaks(self, line: ColumnLine) -> bool:
        """Whether the open paragraph ends before the line."""
        last = self.text[-1]
        bracket = re.match(r"\s*\([^()]{2,40}\)", line.norm)
        if line.is_dateline or (bracket and bylines.byline_line(bracket[0])):
            return False  # who signs the paragraph
        if datelines.ends_text(last.norm):
            return True
        ended_short = last.extent < FULL * self.narrow
        if line.set_in and (not last.set_in or ended_short):
            return True
        if ended_short and line.gap and line.message:
            return True
        if not self._ended_text():
            return False
        short = last.extent < FULL * self.width
        if self.indents and not line.set_in and not line.gap:
            return short or line.starts
        return short or line.line.indented or line.starts or ITEM_MARK.match(line.norm) is not None


def _paragraph(sheet: Sheet, lines: list[Line]) -> Item:
    pieces: list[Piece] = []
    for line in lines:
        pieces += pieces_of(sheet, line.start, line.end)
    norm = sheet.folded(pieces)
    marks = jump_marks.marks(norm)
    for mark in marks:
        for piece in cut(pieces, mark.start, mark.end):
            sheet.claim(piece, Role.JUMP)
    start, end, onward, back = jump_marks.outside(marks, len(norm))
    pieces = _without_spaces(sheet, trimmed(sheet, cut(pieces, start, end)))
    item = Item(
        TEXT if pieces else JUMP,
        pieces,
        sheet.folded(pieces),
        lines[0].blank_before,
        onward=onward,
        back=back,
        single=len(lines) == 1,
        indented=lines[0].indented,
    )
    read_message(item)
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
