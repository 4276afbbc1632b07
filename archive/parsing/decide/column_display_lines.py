"""Which lines of wrapped text are display lines: headlines, decks, labels.

So pages of a few lines are read; longer ones by weights (``wrapped_roles``).

A blank line means little in a column: it stands inside sentences too. What tells display lines from text is that they
end without a full stop where a text has ended and another begins. The rules ask this of a group of lines, between which
no blank one stands, each for itself; what one of them finds is a display line.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.parsing.decide.column_lines import CUT, FULL, ColumnLine, is_display_text, reads_on
from archive.parsing.decide.line_kinds import ITEM_MARK, is_heading_word
from archive.parsing.recognise import bylines, headline_group

GROUP_MAX = 4  # lines of a headline group
_MARGIN_MAX = 3  # lines at the margin between two paragraphs
_MARGIN_LINE_MAX = 40  # characters of each of them
_COMMA = re.compile(r"[,，、]")
_BREAKS = re.compile(r"[^,，。;；:]{3,14}[,，]")
_HALF_TOLD = re.compile(r"[^,，。;；:“”]{3,14}:")
_LABEL = re.compile(
    r"\s*(?:【[^【】。]{2,14}】|[●■◆★▶]\s?[\u4e00-\u9fff]{2,6})\s*"
)  # 【今日时评】, which no text is set like


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands round a group of lines, and how its page is set."""

    width: int  # characters of a full line of the page
    narrow: int  # and of those near the group
    indents: bool  # whether the page sets its paragraphs in
    scattered: bool  # whether its blank lines stand inside sentences
    amid: bool  # whether a sentence is open above the group
    text: ColumnLine | None  # the last line of the paragraph that is open above it
    under_jump: bool  # whether the group stands directly under a mark of continuation
    following: Sequence[ColumnLine]  # the next group
    begins: bool  # whether an article, or its headline, begins after the group


def display_lines(group: Sequence[ColumnLine], around: Surroundings) -> set[int]:
    """Which lines of a group are display lines, by their index."""
    return _Group(group, around).display_lines()


def is_all_display(group: Sequence[ColumnLine], width: int) -> bool:
    """Whether a few lines can all be display lines, and none is a clause that goes on."""
    return len(group) <= GROUP_MAX and all(line.may_display(width) and not _COMMA.search(line.norm) for line in group)


def is_headed(group: Sequence[ColumnLine], width: int) -> bool:
    """Whether the lines begin with a headline close over its text."""
    lead = next((index for index, line in enumerate(group[:GROUP_MAX]) if not line.may_display(width)), 0)
    return lead > 0 and (group[lead].starts or group[lead].set_in)


def is_column_label(line: ColumnLine) -> bool:
    """Whether it is a label by its form: 【今日时评】."""
    return _LABEL.fullmatch(line.norm) is not None


class _Group:
    def __init__(self, lines: Sequence[ColumnLine], around: Surroundings) -> None:
        self.lines, self.around = lines, around
        self.count = len(lines)
        self.may = [line.may_display(around.narrow) for line in lines]
        self._join_broken_headlines()

    def display_lines(self) -> set[int]:
        if all(self.may) and self.count <= GROUP_MAX:
            if self._is_cut_off_line():
                return set()
            if self._stands_apart():
                return set(range(self.count))
        found = self._labels() | self._at_margin() | self._over_beginnings() | self._short_of_text()
        found |= self._over_authors() | self._over_marks() | self._heading_words() | self._at_foot()
        if self._repeats_headline():
            found.add(0)
        return found

    def _join_broken_headlines(self) -> None:
        """Take the first half of a headline, too, for what can be a display line."""
        for index, (line, below) in enumerate(itertools.pairwise(self.lines)):
            if (
                _opens_quote(line.norm)
                and _closes_quote(below.norm)
                and self._is_quoted(line)
                and self._is_quoted(below)
            ):
                self.may[index] = self.may[index + 1] = True  # broken within its quotation marks
        for index, (line, below) in enumerate(itertools.pairwise(self.lines)):
            if not self.may[index + 1] or below.line.indented:
                continue
            if (self.count <= GROUP_MAX and _HALF_TOLD.fullmatch(line.norm)) or (
                _BREAKS.fullmatch(line.norm) and self._stands_over_text(index + 1)
            ):
                self.may[index] = True  # 小微企业服务专员: over the other half of the headline; “天价月饼”退场后,

    def _is_quoted(self, line: ColumnLine) -> bool:
        """Whether a line can be a display line but for the quotation mark whose other half stands elsewhere."""
        norm = re.sub("[“”]", "", line.shown)
        return not line.set_in and is_display_text(norm) and not reads_on(norm, self.around.narrow)

    def _stands_over_text(self, index: int) -> bool:
        """Whether the group ends with a line, or a text begins under it."""
        if index + 1 == self.count:
            return True
        below = self.lines[index + 1]
        return below.is_apart(self.around.amid) or below.starts or below.set_in

    def _is_free(self, index: int) -> bool:
        """Whether the text above a line has come to its end."""
        return self.lines[index - 1].ended if index else not self.around.amid

    def _is_free_or_under_other(self, index: int) -> bool:
        """Whether the text above a line has come to its end, or what stands above it is none."""
        return self._is_free(index) or (index > 0 and self.lines[index - 1].is_apart(self.around.amid))

    def _is_cut_off_line(self) -> bool:
        """Whether the group is the first line of a paragraph, cut off by a blank."""
        line, around = self.lines[0], self.around
        return (
            self.count == 1
            and around.scattered
            and around.text is None
            and not around.begins
            and not is_heading_word(line.norm)
            and not headline_group.is_sure_column(line.norm)
            and FULL * around.width <= line.length <= around.width + 2
        )

    def _stands_apart(self) -> bool:
        """Whether lines that can all be display lines are, by what stands above and below them."""
        around, following = self.around, self.around.following
        plain = not any(_COMMA.search(line.norm) for line in self.lines)
        over_paragraph = bool(self.lines[0].gap and following) and following[0].set_in
        if around.begins and (not around.amid or (not following and plain) or (following and following[0].starts)):
            return True
        return sum((plain, not around.amid, over_paragraph)) >= 2

    def _labels(self) -> set[int]:
        """Labels by their form, and what stands under such a one at the group's head."""
        found: set[int] = set()
        labelled = is_column_label(self.lines[0])
        for index, line in enumerate(self.lines):
            opens_text = line.length >= FULL * self.around.narrow and index + 1 < self.count and not self.may[index + 1]
            under = labelled and index - 1 in found and self.may[index] and not opens_text
            if under or is_column_label(line):
                found.add(index)
        return found

    def _at_margin(self) -> set[int]:
        """Lines at the margin between two paragraphs of a page that sets its paragraphs in: no text stands so."""
        found: set[int] = set()
        if not self.around.indents:
            return found
        full = FULL * self.around.narrow
        for top in range(1, self.count):
            above = self.lines[top - 1]
            if above.extent >= full or not above.ended or top in found:
                continue
            near = self.lines[top : top + _MARGIN_MAX + 1]
            lines = list(itertools.takewhile(lambda line: not line.set_in, near))
            if not 0 < len(lines) <= _MARGIN_MAX:
                continue
            amid = top + len(lines) < self.count or all(line.length < full for line in lines)
            if amid and all(
                len(line.norm) <= _MARGIN_LINE_MAX and not line.ended and not line.is_apart(self.around.amid)
                for line in lines
            ):
                found |= set(range(top, top + len(lines)))
        return found

    def _over_beginnings(self) -> set[int]:
        """Lines at the margin above a text that begins."""
        found: set[int] = set()
        gap = self.lines[0].gap > 0
        for index, line in enumerate(self.lines):
            top = index
            while top > 0 and self.may[top - 1] and index - top < GROUP_MAX:
                top -= 1
            if top == index or not (self._is_free(top) or (top == 0 and self.around.indents and gap)):
                continue
            set_in = line.set_in and not self.lines[index - 1].line.indented
            beyond = line.length > 1.5 * self.around.width + 8
            listed = top == 0 and gap and line.norm[:1] in "△▲●■◆○" and ITEM_MARK.match(line.norm)
            if set_in or beyond or listed or line.starts:
                found |= set(range(top, index))
        return found

    def _short_of_text(self) -> set[int]:
        """Lines too short for a text that goes on. A text's first line may have lost what set it in."""
        narrow = self.around.narrow
        return {
            index
            for index, (line, below) in enumerate(itertools.pairwise(self.lines))
            if self.may[index]
            and line.length <= 0.75 * below.length
            and line.length < narrow - 2
            and below.length >= 0.8 * narrow
            and not below.line.indented
            and self._is_free(index)
        }

    def _over_authors(self) -> set[int]:
        """The lines at the group's head down to the last that names an author, where a text stands under them."""
        lead = self.may.index(False) if False in self.may else self.count
        if self.around.amid or lead == self.count:
            return set()
        named = [index for index in range(1, min(lead, GROUP_MAX)) if bylines.author_line(self.lines[index].norm)]
        return set(range(named[-1] + 1)) if named else set()

    def _over_marks(self) -> set[int]:
        """Headlines over a mark that says where their text is continued from."""
        return {
            index
            for index, below in enumerate(self.lines[1:])
            if below.continues and self.may[index] and self._is_free_or_under_other(index)
        }

    def _heading_words(self) -> set[int]:
        """Lines that name what stands under them: 启事, 简讯."""
        text, width = self.around.text, self.around.width
        under_short = text is not None and self.lines[0].gap > 0 and text.length < FULL * width
        return {
            index
            for index, line in enumerate(self.lines)
            if self.may[index]
            and line.length < width + 6
            and (self._is_free_or_under_other(index) or (index == 0 and under_short))
            and is_heading_word(line.norm)
        }

    def _at_foot(self) -> set[int]:
        """The lines under the last text of the group, if an article begins after them; a byline may stand under them."""
        around, stop = self.around, self.count
        while stop > 0 and self.lines[stop - 1].norm[:1] in "□■" and self.lines[stop - 1].is_apart(around.amid):
            stop -= 1
        top = stop
        while top > 0 and self.may[top - 1]:
            top -= 1
        if not (around.begins and 0 < top < stop < top + GROUP_MAX and self._is_free_or_under_other(top)):
            return set()
        under_short = top == stop - 1 and self.lines[top - 1].length < CUT * around.narrow
        over_text = bool(around.following) and around.following[0].starts
        if any(_COMMA.search(line.norm) for line in self.lines[top:stop]) and not (over_text or under_short):
            return set()  # the first line of a text, which goes on below
        return set(range(top, stop))

    def _repeats_headline(self) -> bool:
        """Whether the first line is the headline that a continued text repeats."""
        around = self.around
        short = self.count > 1 and self.lines[0].length < FULL * around.narrow
        return short and self.may[0] and around.under_jump and around.text is None


def _opens_quote(norm: str) -> bool:
    return norm.count("“") == norm.count("”") + 1


def _closes_quote(norm: str) -> bool:
    return norm.count("”") == norm.count("“") + 1
