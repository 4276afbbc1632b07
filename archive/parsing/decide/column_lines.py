"""A line of wrapped text for itself: whether it ends a text or begins one, whether it is something other than text, and
whether it can be a display line. Found out once, for it is asked again and again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from archive.parsing.decide.line_kinds import ITEM_MARK, is_bare
from archive.parsing.lines.layout import Line, finished
from archive.parsing.recognise import bylines, captions_and_kinds, datelines, jump_marks
from archive.parsing.types import Person
from archive.parsing.vocabulary import DATE_LINE

FULL = 0.86  # of the column's width: a line shorter than that ends its paragraph
CUT = 0.7  # of the column's width: a paragraph that ends short of it leaves no doubt
MARKS_OF_BYLINES = "□■◆●▲△"
_DISPLAY_MAX = 40  # characters of a display line
_REFERS_OR_IN_BRACKETS = re.compile(r"版\s*\)\s*$|^\s*\(.{2,30}\)\s*$")  # …(报告摘要见第二版); (青石镇供稿)


class Apart(Enum):
    """Whether a line is something other than text: a label, a credit, a byline, a mark of continuation."""

    NO = auto()
    OUTSIDE_SENTENCES = auto()  # unless a sentence is open above it
    ALWAYS = auto()


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A line of wrapped text and what can be said of it without its neighbours."""

    line: Line
    norm: str
    length: int
    extent: int
    gap: int  # blank lines above it
    set_in: bool  # as the page sets its paragraphs in
    ended: bool  # whether it ends a text
    starts: bool  # whether a text begins with it for certain
    message: bool  # whether it begins with a message head
    is_dateline: bool  # whether it is nothing but the dateline that closes a text
    closes: bool  # whether an article ends with it: a closing dateline, a byline in brackets
    continues: bool  # whether a mark says that it goes on from another page
    apart: Apart
    shown: str  # its words without marks of continuation
    bare: bool  # whether it can be a display line by its words and its place

    @classmethod
    def of(cls, line: Line, width: int, indents: bool) -> ColumnLine:
        """The line in a column of a page that sets its paragraphs in, or does not."""
        norm, set_in = line.norm, indents and line.indented
        marks = jump_marks.marks(norm)
        continues = bool(marks) and not marks[0].onward
        message = datelines.message_head(norm) is not None
        people = bylines.byline_line(norm)
        labelled = captions_and_kinds.is_label(norm) or captions_and_kinds.credit_of(norm) is not None
        closing = datelines.closing_dateline(norm)
        is_dateline = closing is not None and closing.start == 0
        alone = bool(marks) and marks[0].start == 0 and marks[0].end >= len(norm) - 1
        begins = continues or labelled or message or bool(people) or _ADDRESS.match(norm) is not None
        ended, shown = ends_text(norm), without_marks(norm, marks)
        displays = is_display_text(shown) if marks else not message and _is_display_text(norm, ended)
        return cls(
            line=line,
            norm=norm,
            length=line.length,
            extent=line.extent,
            gap=line.blank_before,
            set_in=set_in,
            ended=ended,
            starts=not is_dateline and (begins or _begins_cut_off(norm)),
            message=message,
            is_dateline=is_dateline,
            closes=closing is not None or (norm.rstrip("。 ").endswith(")") and bylines.tail_byline(norm) is not None),
            continues=continues,
            apart=Apart.ALWAYS if labelled else _apart(line, people, alone, width),
            shown=shown,
            bare=not set_in and displays,
        )

    def is_apart(self, amid: bool) -> bool:
        """Whether it is something other than text; amid a sentence, a byline must bear its mark."""
        return self.apart is Apart.ALWAYS or (self.apart is Apart.OUTSIDE_SENTENCES and not amid)

    def may_display(self, width: int) -> bool:
        """Whether it can be a display line in a column of this width."""
        return self.bare and not reads_on(self.shown, width)


def without_marks(norm: str, marks: tuple[jump_marks.Mark, ...]) -> str:
    """What marks of continuation leave of a line, at both of their sides."""
    for mark in reversed(marks):
        norm = norm[: mark.start] + norm[mark.end :]
    return norm.strip() if marks else norm


def is_display_text(norm: str) -> bool:
    """Whether a display line can have these words."""
    return datelines.message_head(norm) is None and _is_display_text(norm, ends_text(norm))


def _is_display_text(norm: str, ended: bool) -> bool:
    """Whether a display line can have these words, which are no message head."""
    if not 0 < len(norm) <= _DISPLAY_MAX:
        return False
    if norm[-1] in "？！?!":
        return "。" not in norm and not re.match(r"\S{1,6}:", norm)
    return not ended and is_bare(norm) and not ITEM_MARK.match(norm[:4])


def reads_on(norm: str, width: int) -> bool:
    """Whether it is a line of a text by its last word, which wants more: 的, 和."""
    return norm[-1:] in "的和与及把将" and len(norm) >= CUT * width


def ends_text(norm: str) -> bool:
    """Whether a line ends a text: with a full stop, a mark of continuation, a byline in brackets, the day of 落款."""
    return (
        finished(norm)
        or DATE_LINE.match(norm.strip(" ()")) is not None
        or _REFERS_OR_IN_BRACKETS.search(norm) is not None
        or bylines.tail_byline(norm) is not None
    )


def _apart(line: Line, people: tuple[Person, ...], is_jump: bool, width: int) -> Apart:
    """Whether a line that is neither label nor credit is something other than text."""
    norm = line.norm
    if captions_and_kinds.is_teaser_heading(norm) or _points_on(norm):
        return Apart.ALWAYS
    if line.blank_before and captions_and_kinds.points_at_picture(norm):
        return Apart.ALWAYS
    if bylines.speaker_line(norm):
        return Apart.OUTSIDE_SENTENCES
    if bylines.writer_line(norm):
        return Apart.OUTSIDE_SENTENCES if line.length < CUT * width else Apart.NO
    if people or (norm[0] in "□■" and bylines.author_line(norm)):
        return Apart.ALWAYS if norm[0] in MARKS_OF_BYLINES else Apart.OUTSIDE_SENTENCES
    if bylines.is_nameless(norm):
        return Apart.OUTSIDE_SENTENCES
    return Apart.ALWAYS if is_jump else Apart.NO


_POINTS_ON = re.compile(r"[▶►→]\s*\S{1,3}\s*版")  # 城北农贸市场月底开业 ▶5版


def _points_on(norm: str) -> bool:
    """Whether it is a line of a table of contents."""
    found = captions_and_kinds.teaser(norm)
    return found is not None and (found[2] or _POINTS_ON.search(norm) is not None)


_ADDRESS = re.compile(r"^\s*(?:编辑同志|同志们|各位\S{0,8}|尊敬的\S{1,10}|亲爱的\S{1,10})\s*:$")  # a letter, a speech


def _begins_cut_off(norm: str) -> bool:
    """Whether a text begins with a bracket that the next line closes: 本报12月14日讯 (记者 苏永."""
    if "(" not in norm or ")" in norm:
        return False
    return datelines.message_head(norm + ")") is not None or re.match(r"\s*\(\s*(?:本报)?记者", norm) is not None
