"""Items of hard-wrapped text, the columns of a PDF: which lines are wrapped text, and which are display lines.

A blank line means little here: it stands inside sentences too. What tells display lines from text is that they end
without a full stop where a text has ended and another begins.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from archive.parsing.decide.line_kinds import (
    BYLINE,
    CAPTION,
    HEAD,
    ITEM_MARK,
    JUMP,
    OF_AUTHOR,
    PICTURED,
    TEXT,
    Item,
    classified,
    is_bare,
    is_heading_word,
    read_message,
)
from archive.parsing.lines.layout import Line, Piece, Sheet, column_width, cut, finished, pieces_of, trimmed
from archive.parsing.recognise import bylines, captions_and_kinds, datelines, headline_group, jump_marks
from archive.parsing.types import Role
from archive.parsing.vocabulary import DATE_LINE

_GROUP_MAX = 4  # lines of a headline group
_FULL = 0.86  # of the column's width: a line shorter than that ends its paragraph
_CUT = 0.7  # of the column's width: a paragraph that ends short of it leaves no doubt
_MARGIN_MAX = 3  # lines at the margin between two paragraphs
_NEAR = 8  # lines before and after that show how wide a column is


def items_of_columns(sheet: Sheet, lines: Sequence[Line]) -> list[Item]:
    """The items of a page of wrapped lines, in order."""
    return _Columns(sheet, lines).items()


def indents_of(lines: Sequence[Line]) -> bool:
    """Whether the page sets its paragraphs in."""
    return sum(line.indented for line in lines) >= max(3, 0.1 * len(lines))


class _Columns:
    def __init__(self, sheet: Sheet, lines: Sequence[Line]) -> None:
        self.sheet = sheet
        self.lines = list(lines)
        self.width = self.narrow = column_width(self.lines)
        self.indents = indents_of(lines)
        cut_off = [a for a, b in itertools.pairwise(lines) if b.blank_before and not _ended(a.norm)]
        self.scattered = len(cut_off) >= max(3, 0.06 * len(lines))  # blank lines stand inside sentences
        self.groups: list[list[Line]] = []  # lines without a blank one between
        for line in lines:
            if line.blank_before or not self.groups:
                self.groups.append([])
            self.groups[-1].append(line)
        self.found: list[Item] = []
        self.text: list[Line] = []  # the lines of the paragraph that is open

    @property
    def amid(self) -> bool:
        """Whether a sentence is open."""
        if not self.text or self._ended_text():
            return False
        last = self.text[-1]
        return last.extent >= _FULL * self.narrow or bool(re.search(r"[,，、:]", last.norm))

    def _ended_text(self) -> bool:
        """Whether the open paragraph has come to its end, if only with a byline in brackets broken over two lines."""
        last = self.text[-1].norm
        if _ended(last):
            return True
        tail = "".join(line.norm for line in self.text[-3:])
        return last.rstrip().endswith(")") and bool(OF_AUTHOR.search(tail) or bylines.tail_byline(tail))

    def items(self) -> list[Item]:
        place = 0
        for at, (group, following) in enumerate(zip(self.groups, [*self.groups[1:], None], strict=True)):
            self.narrow = min(self.width, self._width_at(place, len(group)))
            place += len(group)
            whole = self._wrapped_item(group)
            if whole is not None:
                if not self.amid:
                    self._close()
                self.found.append(whole)
                continue
            if self._interrupts(group, following):
                pieces = [piece for line in group for piece in pieces_of(self.sheet, line.start, line.end)]
                self.found.append(Item(CAPTION, pieces, self.sheet.folded(pieces), group[0].blank_before))
                continue
            display = self._display(group, following, self._begins(at + 1))
            verse = self._is_verse([line for index, line in enumerate(group) if index not in display])
            for index, line in enumerate(group):
                if verse and index not in display and not self._special(line):
                    self._close()
                    item = classified(self.sheet, line)
                    item.loose = True
                    self.found.append(item)
                else:
                    self._line(line, index in display)
        self._close()
        return self.found

    def _interrupts(self, group: list[Line], following: list[Line] | None) -> bool:
        """Whether a few lines stand in the midst of a sentence that goes on below them, as a caption without a credit
        does: they come to an end short of the column's width, and no paragraph begins after them."""
        last = group[-1]
        if not following:
            return False
        return (
            self.indents
            and len(group) <= 2
            and bool(group[0].blank_before)
            and following[0].norm[:1] not in "“‘《"
            and not any(line.indented for line in (*group, *following[:1]))
            and finished(last.norm)
            and last.length < self.narrow
            and self.amid
            and min(self.text[-1].extent, following[0].length) >= _FULL * self.narrow
            and not (len(following) > 1 and following[1].indented)
            and not _starts(following[0])
            and not self._all_display(following)
        )

    def _width_at(self, place: int, count: int) -> int:
        """The width of the lines round a group: an article may be set narrower than the page's others."""
        near = self.lines[max(0, place - _NEAR) : place + count + _NEAR]
        open_ = [line for line in near if not finished(line.norm)]
        return column_width(near) if len(open_) >= _NEAR else self.width

    def _is_verse(self, lines: list[Line]) -> bool:
        """Whether lines fall short of the column's width as only verse and lists do."""
        return len(lines) >= 4 and not self.amid and all(line.length <= 0.7 * self.width for line in lines)

    def _line(self, line: Line, display: bool) -> None:
        if display or self._special(line):
            item = classified(self.sheet, line)
            if display or not self.amid or item.onward:
                self._close()
            if display and item.kind == TEXT:
                item.kind, item.label = HEAD, line.nudged
            self.found.append(item)
            return
        if self.text and self._breaks(line):
            self._close()
        self.text.append(line)

    def _close(self) -> None:
        if self.text:
            self.found.append(_paragraph(self.sheet, self.text))
            self.text = []

    def _wrapped_item(self, group: list[Line]) -> Item | None:
        """A caption or byline wrapped over several lines, as one item."""
        if not 1 < len(group) <= 8:
            return None
        norm = "".join(line.norm for line in group)
        if datelines.message_head(norm):
            return None
        pieces = [piece for line in group for piece in pieces_of(self.sheet, line.start, line.end)]
        gap = group[0].blank_before
        if len(group) <= 3 and norm[:1] in "□■◆●▲△" and (people := bylines.byline_line(norm)):
            return Item(BYLINE, pieces, self.sheet.folded(pieces), gap, people=people, marked=True)
        credit = captions_and_kinds.credit_of(norm)
        if credit and any(person.role in (*PICTURED, "文") for person in credit[1]):
            return None  # who wrote the text too
        if (credit and credit[0] > 0) or captions_and_kinds.points_at_picture(norm):
            return Item(CAPTION, pieces, self.sheet.folded(pieces), gap, people=credit[1] if credit else ())
        return None

    def _special(self, line: Line) -> bool:
        """Whether a line is something other than text; amid a sentence, a byline must bear its mark."""
        norm = line.norm
        if (
            captions_and_kinds.is_label(norm)
            or captions_and_kinds.credit_of(norm)
            or captions_and_kinds.is_teaser_heading(norm)
        ):
            return True
        if ((found := captions_and_kinds.teaser(norm)) and (found[2] or _POINTS_ON.search(norm))) or (
            line.blank_before and captions_and_kinds.points_at_picture(norm)
        ):
            return True
        if bylines.speaker_line(norm):
            return not self.amid
        if bylines.writer_line(norm):
            return not self.amid and line.length < 0.7 * self.width
        if bylines.byline_line(norm) or (norm[0] in "□■" and bylines.author_line(norm)):
            return not self.amid or norm[0] in "□■◆●▲△"
        if bylines.is_nameless(norm):
            return not self.amid
        marks = jump_marks.marks(norm)
        return bool(marks) and marks[0].start == 0 and marks[0].end >= len(norm) - 1

    def _begins(self, at: int, further: int = 2) -> bool:
        """Whether an article or its headline begins with the group of lines at the place, or the page has ended."""
        if at >= len(self.groups):
            return True
        group = self.groups[at]
        if (
            _starts(group[0])
            or self._wrapped_item(group) is not None
            or (group[0].length < 0.8 * self.width and self._may_display(group[0].norm, group[0].indented))
            or _LABEL.fullmatch(group[0].norm)
            or self._all_display(group)
            or self._headed(group)
        ):
            return True
        if not further or len(group) > 2 or at + 1 >= len(self.groups):
            return False
        lines = all(self._may_display(line.norm, line.indented) for line in group)
        over = _starts(self.groups[at + 1][0]) or self._begins(at + 1, further - 1)
        return lines and over  # a headline with a comma over its byline

    def _display(self, group: list[Line], following: list[Line] | None, begins: bool) -> set[int]:
        """Which lines of a group are display lines: headlines, decks, labels. ``begins`` says whether an article, or its
        headline, begins after the group."""
        may = [self._may_display(line.norm, line.indented) for line in group]
        for index, (line, below) in enumerate(itertools.pairwise(group)):
            if _opens_quote(line.norm) and _closes_quote(below.norm):  # a headline broken within its quotation marks
                bare = [re.sub("[“”]", "", each.norm) for each in (line, below)]
                if all(self._may_display(norm, line.indented) for norm in bare):
                    may[index] = may[index + 1] = True
        for index, (line, below) in enumerate(itertools.pairwise(group)):
            if not may[index + 1] or below.indented:
                continue
            text = group[index + 2] if index + 2 < len(group) else None
            over = text is None or self._special(text) or _starts(text) or (self.indents and text.indented)
            if (_HALF_TOLD.fullmatch(line.norm) and len(group) <= _GROUP_MAX) or (
                _BREAKS.fullmatch(line.norm) and over
            ):
                may[index] = True  # 小微企业服务专员: over the other half of the headline; “天价月饼”退场后,
        count = len(group)
        if all(may) and count <= _GROUP_MAX:
            if (
                count == 1
                and self.scattered
                and not self.text
                and not begins
                and not is_heading_word(group[0].norm)
                and not headline_group.is_sure_column(group[0].norm)
                and _FULL * self.width <= group[0].length <= self.width + 2
            ):
                return set()  # the first line of a paragraph, cut off by a blank
            plain = not any(re.search(r"[,，、]", line.norm) for line in group)
            after_text = bool(self.indents and group[0].blank_before and following and following[0].indented)
            if (
                (begins and (not self.amid or (following is None and plain) or (following and _starts(following[0]))))
                or (plain and (not self.amid or after_text))
                or (after_text and not self.amid)
            ):
                return set(range(count))
        found: set[int] = set()
        for index, line in enumerate(group):
            opens = (
                line.length >= _FULL * self.narrow and index + 1 < count and not may[index + 1]
            )  # the text's first line
            under = index - 1 in found and may[index] and not opens and _LABEL.fullmatch(group[0].norm)
            if _LABEL.fullmatch(line.norm) or under:
                found.add(index)
        found |= self._at_margin(group)
        for index, line in enumerate(group):
            top = index
            while top > 0 and may[top - 1] and index - top < _GROUP_MAX:
                top -= 1
            if top == index:
                continue
            free = _ended(group[top - 1].norm) if top else not self.amid or (self.indents and group[0].blank_before > 0)
            set_in = (
                self.indents and line.indented and not group[index - 1].indented
            ) or line.length > 1.5 * self.width + 8
            listed = (
                top == 0
                and group[0].blank_before > 0
                and bool(ITEM_MARK.match(line.norm))
                and line.norm[:1] in "△▲●■◆○"
            )
            if free and (set_in or listed or _starts(line)):  # lines at the margin above a text that begins
                found |= set(range(top, index))
        if (
            may[0]
            and count > 1
            and group[0].length < _FULL * self.narrow
            and self.found
            and self.found[-1].kind == JUMP
            and not self.text
        ):
            found.add(0)  # the headline that a continued text repeats
        for index, line in enumerate(group[:-1]):
            free = _ended(group[index - 1].norm) if index else not self.amid
            below = group[index + 1]
            if (
                free
                and may[index]
                and line.length <= 0.75 * below.length
                and line.length < self.narrow - 2  # a first line may have lost what set it in
                and below.length >= 0.8 * self.narrow
                and not below.indented
            ):
                found.add(index)  # too short for a line of text that goes on
        lead = next((index for index, each in enumerate(may) if not each), count)
        authors = [index for index in range(1, min(lead, _GROUP_MAX)) if bylines.author_line(group[index].norm)]
        if not self.amid and authors and lead < count:
            found |= set(range(authors[-1] + 1))
        for index, line in enumerate(group):
            free = _ended(group[index - 1].norm) or self._special(group[index - 1]) if index else not self.amid
            if index + 1 < count and free and may[index] and _special_back(group[index + 1].norm):
                found.add(index)  # the headline over a mark of continuation
            ended = free or (index == 0 and line.blank_before > 0 and self.text[-1].length < _FULL * self.width)
            if ended and may[index] and is_heading_word(line.norm) and line.length < self.width + 6:
                found.add(index)
        stop = count  # a byline may stand under the headline
        while stop > 0 and group[stop - 1].norm[:1] in "□■" and self._special(group[stop - 1]):
            stop -= 1
        tail = stop
        while tail > 0 and may[tail - 1]:
            tail -= 1
        if any(re.search(r"[,，、]", line.norm) for line in group[tail:stop]) and not (
            (following and _starts(following[0]))
            or (0 < tail == stop - 1 and group[tail - 1].length < _CUT * self.narrow)
        ):
            tail = count  # the first line of a text, which goes on below
        closed = 0 < tail < stop and (_ended(group[tail - 1].norm) or self._special(group[tail - 1]))
        if closed and stop - tail <= _GROUP_MAX - 1 and begins:
            found |= set(range(tail, stop))
        return found

    def _may_display(self, norm: str, indented: bool) -> bool:
        for mark in reversed(jump_marks.marks(norm)):
            norm = (norm[: mark.start] + norm[mark.end :]).strip()
        if not norm or len(norm) > 40 or (self.indents and indented) or datelines.message_head(norm):
            return False
        if norm[-1:] in "的和与及把将" and len(norm) >= _CUT * self.narrow:
            return False  # a line of a text, which goes on
        if re.search(r"[？！?!]$", norm):
            return "。" not in norm and not re.match(r"\S{1,6}:", norm)
        return not _ended(norm) and is_bare(norm) and not ITEM_MARK.match(norm[:4])

    def _all_display(self, group: list[Line]) -> bool:
        return len(group) <= _GROUP_MAX and all(
            self._may_display(line.norm, line.indented) and not re.search(r"[,，、]", line.norm) for line in group
        )

    def _at_margin(self, group: list[Line]) -> set[int]:
        """Lines at the margin between two paragraphs of a page that sets its paragraphs in: no text stands so."""
        found: set[int] = set()
        for top in range(1, len(group)):
            above = group[top - 1]
            if not self.indents or above.extent >= _FULL * self.narrow or not _ended(above.norm) or top in found:
                continue
            end = top
            while end < len(group) and not group[end].indented:
                end += 1
            lines = group[top:end]
            amid = end < len(group) or all(line.length < _FULL * self.narrow for line in lines)
            if (
                amid
                and 0 < len(lines) <= _MARGIN_MAX
                and all(len(line.norm) <= 40 and not _ended(line.norm) and not self._special(line) for line in lines)
            ):
                found |= set(range(top, end))
        return found

    def _headed(self, group: list[Line]) -> bool:
        """Whether the lines begin with a headline close over its text."""
        may = [self._may_display(line.norm, line.indented) for line in group[:_GROUP_MAX]]
        lead = may.index(False) if False in may else 0
        return lead > 0 and (_starts(group[lead]) or (self.indents and group[lead].indented))

    def _breaks(self, line: Line) -> bool:
        """Whether the open paragraph ends before the line."""
        last = self.text[-1]
        bracket = re.match(r"\s*\([^()]{2,40}\)", line.norm)
        if datelines.closes_alone(line.norm) or (bracket and bylines.byline_line(bracket[0])):
            return False  # who signs the paragraph
        if datelines.ends_text(last.norm):
            return True
        ended_short = last.extent < _FULL * self.narrow
        if self.indents and line.indented and (not last.indented or ended_short):
            return True
        if ended_short and line.blank_before and datelines.message_head(line.norm):
            return True
        if not self._ended_text():
            return False
        short = last.extent < _FULL * self.width
        if self.indents and not line.indented and not line.blank_before:
            return short or _starts(line)
        return short or line.indented or bool(ITEM_MARK.match(line.norm)) or _starts(line)


def _opens_quote(norm: str) -> bool:
    return norm.count("“") == norm.count("”") + 1


def _closes_quote(norm: str) -> bool:
    return norm.count("”") == norm.count("“") + 1


_BREAKS = re.compile(r"[^,，。;；:]{3,14}[,，]")
_POINTS_ON = re.compile(r"[▶►→]\s*\S{1,3}\s*版")  # 城北农贸市场月底开业 ▶5版
_HALF_TOLD = re.compile(r"[^,，。;；:“”]{3,14}:")
_LABEL = re.compile(
    r"\s*(?:【[^【】。]{2,14}】|[●■◆★▶]\s?[\u4e00-\u9fff]{2,6})\s*"
)  # 【今日时评】, which no text is set like


def _special_back(norm: str) -> bool:
    marks = jump_marks.marks(norm)
    return bool(marks) and not marks[0].onward


_ADDRESS = re.compile(r"^\s*(?:编辑同志|同志们|各位\S{0,8}|尊敬的\S{1,10}|亲爱的\S{1,10})\s*:$")  # a letter, a speech


def _ended(norm: str) -> bool:
    """Whether a line ends a text: with a full stop, a mark of continuation, a byline in brackets, the day of 落款."""
    dated = DATE_LINE.match(norm.strip(" ()")) is not None
    return finished(norm) or bool(
        dated
        or re.search(r"版\s*\)$", norm.rstrip())
        or re.fullmatch(r"\s*\(.{2,30}\)\s*", norm)
        or bylines.tail_byline(norm)
    )


def _starts(line: Line) -> bool:
    """Whether a text begins with the line for certain."""
    norm = line.norm
    if datelines.closes_alone(norm):
        return False
    if (
        _special_back(norm)
        or _ADDRESS.match(norm)
        or datelines.message_head(norm)
        or bylines.byline_line(norm)
        or captions_and_kinds.is_label(norm)
        or captions_and_kinds.credit_of(norm)
    ):
        return True
    cut_off = "(" in norm and ")" not in norm  # 本报12月14日讯 (记者 苏永, the bracket closed on the next line
    return cut_off and bool(datelines.message_head(norm + ")") or re.match(r"\s*\(\s*(?:本报)?记者", norm))


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
