"""Lines of a received text, and which of the three kinds of text it is.

Nothing here copies text about: a line, and every piece cut from it, is a pair of offsets into the received text, so
that all that is made of it leads back. What is folded is folded one character to one, so that offsets hold in it too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from archive.parsing.lines.marks import claim_loops, claim_marks, claim_words_of_models, is_picture, parts
from archive.parsing.lines.notation import spellings
from archive.parsing.types import ParseWarning, Role, TextKind
from archive.parsing.vocabulary import RADICALS, TRADITIONAL

Piece = tuple[int, int]  # characters start up to end of the received text

_CLOSING = "”’」』》〉)）】]'\" 　"
_FINAL = "。！？!?…．;；:：؟۔᠃᠅᠉།༎"
_LETTERS = (
    "A-Za-z\u00c0-\u024f\u0400-\u04ff\u0600-\u06ff\u1800-\u18af\uac00-\ud7af\ue234-\ue34f"  # of words that spaces part
)
_LETTER = f"[{_LETTERS}]"
_WORD = re.compile(_LETTER)
# inter- over national; not Wi- over Fi, e- over mail, state-of-the- over art, whose hyphen is their own
_BROKEN = re.compile(rf"(?<![{_LETTERS}\d\-]){_LETTER}{{2,}}[-\u2010]$|(?P<soft>\u00ad)$")
_HEADING = re.compile(r"(#{1,6})(?:\s+|(?=[^#\s]))")
_BOLD = re.compile(r"(\*\*|__)(?P<text>[^*_]+)\1")
_WRAPPED_WIDTH = (8, 34)  # characters of a line of a newspaper column
_CELL = 400  # characters of tags at most between two cells of a table
_SPREAD = 0.9  # of the lines of a page that has a blank line under each


def fold(text: str) -> str:
    """The text with every character in its plain form, one for one: full-width signs and digits half-width, traditional
    characters of the vocabulary simplified, characters for their radicals.

    >>> fold("（記者　王晶）２０２６")
    '(记者 王晶)2026'
    """
    table: dict[int, int | str] = {**TRADITIONAL, **RADICALS}
    for char in set(text):
        plain = unicodedata.normalize("NFKC", char)
        if len(plain) == 1 and plain != char:
            table[ord(char)] = plain
        elif char in "\t\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029\u200b\u200e\u200f\u2060\ufeff":
            table[ord(char)] = " "
    return text.translate(table)


_LINE_END = re.compile("(?<!\n)[\r\v\f\x85\u2028\u2029](?!\n)")
# Controls, lone surrogates and non-characters, which nobody prints and no record may hold.
_UNPRINTED = re.compile("[\x00-\x08\r\v\f\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def _printed(received: str) -> str:
    """The received text with line feeds for signs that end a line, and spaces for characters that are none, one for one."""
    return _UNPRINTED.sub(" ", _LINE_END.sub("\n", received))


@dataclass(slots=True)
class Line:
    """A line that is not blank: where its text stands, without indentation and marks of form."""

    start: int
    end: int
    blank_before: int = 0  # blank lines above it
    level: int | None = None  # of a heading of the text's own form: 1 for `#`
    indented: bool = False
    row: bool = False  # of a table of the text's own form
    pictured: bool = False  # the link to a picture stands directly above it
    nudged: bool = False  # set in by a single space, as a PDF gives a column's label
    norm: str = ""  # its folded text, as long as the line
    row_start: int = 0  # where its last row begins, if a word goes over from one to the next

    @property
    def length(self) -> int:
        return self.end - self.start

    @property
    def extent(self) -> int:
        """Characters of its column that its last row takes up, with the two that set it in."""
        return self.end - self.row_start if self.row_start else self.length + 2 * self.indented


@dataclass(slots=True)
class Sheet:
    """A received text on the desk: the text as printed, its folded form, and what each character was found to be.

    ``text`` is as long as what was received, so that every offset leads back: other line ends are line feeds in it, what
    nobody prints is blank.
    """

    received: str
    text: str = ""
    norm: str = ""
    roles: list[Role | None] = field(default_factory=list)
    doubts: list[ParseWarning] = field(default_factory=list)
    broken_words: set[int] = field(default_factory=set)  # where a hyphen was cut off that only broke a word

    def __post_init__(self) -> None:
        self.text = _printed(self.received)
        self.norm = fold(self.text)
        self.roles = [None] * len(self.text)
        for match in _UNPRINTED.finditer(self.received):
            if self.text[match.start()] == " ":
                self.roles[match.start()] = Role.MARK
        self._spell_out()

    def _spell_out(self) -> None:
        """Put what notation stands for in its place; the rest of its characters are marks."""
        pieces, at = [], 0
        for start, end, shown in spellings(self.text):
            pieces += [self.text[at:start], shown.ljust(end - start)]
            self.claim((start + len(shown), end), Role.MARK)
            at = end
        if pieces:
            self.text = "".join([*pieces, self.text[at:]])
            self.norm = fold(self.text)

    def claim(self, piece: Piece, role: Role) -> None:
        """Say what the characters of a piece are. What was said first holds."""
        for at in range(*piece):
            if self.roles[at] is None:
                self.roles[at] = role

    def string(self, pieces: Iterable[Piece], between: str = "") -> str:
        """The text of the pieces: words that a line's end parts stay apart, and so do the cells of a table."""
        texts, last = [], None
        for start, end in pieces:
            if last is not None:
                texts.append(between or self.joint(last, start))
            texts.append(self.text[start:end])
            last = end
        return "".join(texts)

    def joint(self, end: int, start: int) -> str:
        """What stands between a text that breaks off at ``end`` and its rest, which begins at ``start``."""
        if end in self.broken_words or not 0 < start - end < _CELL:
            return ""
        between = self.text[end:start]
        words = "\n" in between and _WORD.match(self.text[end - 1]) and _WORD.match(self.text[start])
        return " " if words or parts(between) else ""

    def folded(self, pieces: Iterable[Piece]) -> str:
        return "".join(self.norm[start:end] for start, end in pieces)


def lines_of(sheet: Sheet) -> list[Line]:
    """The lines that are not blank. Marks of headings and bold, and shadow print, are claimed and cut off."""
    lines: list[Line] = []
    start, blank = 0, 0
    text = sheet.text
    claim_words_of_models(text, sheet.roles)
    breaks = iter([*claim_marks(text, sheet.roles), len(text)])
    sheet.doubts += claim_loops(text, sheet.roles)
    broken = next(breaks)
    picture = False
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        while broken < start:
            broken = next(breaks)
        inside = broken < end
        if inside:  # a tag ends the line; the next begins with it
            end, broken = broken, next(breaks)
        line = _line(sheet, start, end)
        if line is None:
            blank += not inside
            picture = picture or is_picture(text[start:end])
        else:
            line.pictured, picture = picture, False
            line.blank_before, blank = blank, 0
            if lines and _is_shadow_of(sheet, line, lines[-1]):
                sheet.claim((line.start, line.end), Role.SHADOW)
            else:
                lines.append(line)
        start = end if inside else end + 1
    _close_up(lines)
    return _with_whole_words(sheet, lines)


def _with_whole_words(sheet: Sheet, lines: list[Line]) -> list[Line]:
    """The lines, those made one that a hyphenated word goes over."""
    whole: list[Line] = []
    for line in lines:
        above = whole[-1] if whole else None
        broken = above and _BROKEN.search(sheet.text, max(above.row_start, above.end - 40), above.end)
        goes_on = (
            line.level is None and not line.row and line.blank_before <= (above is not None and above.level is None)
        )
        if (
            above is not None
            and broken
            and goes_on
            and re.match(
                f"{_LETTER}{{2}}" if broken["soft"] else "[a-z\u00df-\u00ff\u0430-\u045f]{2}",
                sheet.text[line.start : line.start + 2],
            )
        ):
            sheet.claim((above.end - 1, line.start), Role.MARK)
            sheet.broken_words.add(above.end - 1)
            norm = above.norm[:-1] + " " * (line.start - above.end + 1) + line.norm
            whole[-1] = replace(above, end=line.end, norm=norm, row_start=line.start)
        else:
            whole.append(line)
    return whole


def _close_up(lines: list[Line]) -> None:
    """Some tools put a blank line under every line of a column: what all have says nothing."""
    spread = [line for line in lines[1:] if line.blank_before]
    if len(spread) > _SPREAD * len(lines) and kind_of(lines) is TextKind.COLUMNS:
        usual = min(line.blank_before for line in spread)
        for line in lines:
            line.blank_before = max(0, line.blank_before - usual)


def _line(sheet: Sheet, start: int, end: int) -> Line | None:
    text, first = sheet.text, start
    marked = any(role is not None for role in sheet.roles[start:end])
    row = marked and parts(text[start:end])
    while start < end and (_blank(text[start]) or (marked and sheet.roles[start] is not None)):
        start += 1
    while end > start and (_blank(text[end - 1]) or (marked and sheet.roles[end - 1] is not None)):
        end -= 1
    if start == end and marked:
        return None
    indented = (not marked and start - first >= 2) or text[first] == "\u3000"
    nudged = start - first == 1 and text[first] == " "
    level = None
    heading = _HEADING.match(text, start, end)
    if heading and heading.end() < end:
        level = len(heading[1])
        sheet.claim((start, heading.end()), Role.MARK)
        start = heading.end()
        closing = re.search(r"\s#+$", text[max(start, end - 20) : end])
        if closing:
            sheet.claim((end - len(closing[0]), end), Role.MARK)
            end -= len(closing[0])
    elif (
        start < end
        and set(text[start:end]) <= set("#-—=*_~·.…─━﹏ 　")
        and end - start >= 3
        and not set(text[start:end]) <= set("…—。. ")
    ):
        sheet.claim((start, end), Role.MARK)  # a rule
        return None
    bold = _BOLD.fullmatch(text, start, end) if end - start < 200 else None
    if bold:
        sheet.claim((start, start + 2), Role.MARK)
        sheet.claim((end - 2, end), Role.MARK)
        start, end = bold.span("text")
        level = level or 4
    for mark in re.finditer(r"\*\*|__", text[start:end]) if "**" in text[start:end] else ():
        sheet.claim((start + mark.start(), start + mark.end()), Role.MARK)
    if end - start < 200:
        _claim_shadow(sheet, start, end)
    if start >= end:
        return None
    norm = sheet.norm[start:end]
    if any(sheet.roles[start:end]):
        norm = "".join(
            " " if role is not None else char for char, role in zip(norm, sheet.roles[start:end], strict=True)
        )
    return Line(start, end, level=level, indented=indented, nudged=nudged, row=row, norm=norm)


def _blank(char: str) -> bool:
    return char.isspace() or char in "\u200b\ufeff"


def _claim_shadow(sheet: Sheet, start: int, end: int) -> None:
    """Claim the second of every pair if the whole line is doubled, as shadow print comes out: 高志鹏高志鹏 摄摄."""
    text = sheet.text
    at = start
    halves: list[tuple[int, int]] = []
    while at < end:
        if text[at].isspace():
            at += 1
            continue
        size = next((n for n in range((end - at) // 2, 0, -1) if text[at : at + n] == text[at + n : at + 2 * n]), 0)
        if not size and halves and text[at] in "/·、，：":
            at += 1  # 老墨老墨/漫画漫画
            continue
        if not size:
            return
        halves.append((at, size))
        at += 2 * size
    if sum(size for _at, size in halves) >= 4:
        for at, size in halves:
            sheet.claim((at + size, at + 2 * size), Role.SHADOW)


def _is_shadow_of(sheet: Sheet, line: Line, before: Line) -> bool:
    return (
        4 <= line.length <= 60
        and line.blank_before == 0
        and sheet.text[line.start : line.end] == sheet.text[before.start : before.end]
    )


def pieces_of(sheet: Sheet, start: int, end: int) -> list[Piece]:
    """The characters from start to end that nothing else has claimed, as pieces without blanks at their ends."""
    pieces: list[Piece] = []
    at = start
    while at < end:
        while at < end and (sheet.roles[at] is not None or (_blank(sheet.text[at]) and not pieces)):
            at += 1
        begin = at
        while at < end and sheet.roles[at] is None:
            at += 1
        if begin < at:
            pieces.append((begin, at))
    return trimmed(sheet, pieces)


def trimmed(sheet: Sheet, pieces: list[Piece]) -> list[Piece]:
    """The pieces without blanks at the beginning of the first and the end of the last."""
    pieces = list(pieces)
    while pieces:
        start, end = pieces[0]
        while start < end and _blank(sheet.text[start]):
            start += 1
        if start < end:
            pieces[0] = (start, end)
            break
        pieces.pop(0)
    while pieces:
        start, end = pieces[-1]
        while end > start and _blank(sheet.text[end - 1]):
            end -= 1
        if start < end:
            pieces[-1] = (start, end)
            break
        pieces.pop()
    return pieces


def cut(pieces: Sequence[Piece], start: int, end: int) -> list[Piece]:
    """The characters from start to end of the joined pieces."""
    found, at = [], 0
    for first, last in pieces:
        length = last - first
        low, high = max(start - at, 0), min(end - at, length)
        if low < high:
            found.append((first + low, first + high))
        at += length
    return found


def finished(norm: str) -> bool:
    """Whether a (folded) text ends as a sentence or clause of a list does.

    >>> finished("开局良好。”"), finished("两个大国迈"), finished("(右三)")
    (True, False, False)
    """
    bare = norm.rstrip(_CLOSING)
    return (bool(bare) and bare[-1] in _FINAL) or (not bare and bool(norm))


def kind_of(lines: list[Line]) -> TextKind:
    """Which kind of text the lines are, by their shape."""
    if sum(line.level is not None for line in lines) >= 1:
        return TextKind.MARKDOWN
    low, high = _WRAPPED_WIDTH
    fitting = [line for line in lines if low <= line.length <= high]
    wrapped = [line for line in fitting if not finished(line.norm)]
    if len(lines) >= 8 and len(fitting) >= 0.75 * len(lines) and len(wrapped) >= 0.45 * len(lines):
        return TextKind.COLUMNS
    # A page half of verse and notices: no line is longer than the column, and many break off where it ends.
    width = max((line.length for line in wrapped), default=0)
    full = [line for line in wrapped if line.length >= width - 3]
    beyond = [line for line in lines if line.length > high]
    if len(beyond) <= 0.03 * len(lines) and len(full) >= max(8, 0.25 * len(lines)) and width >= 14:
        return TextKind.COLUMNS
    return TextKind.PLAIN


def column_width(lines: list[Line]) -> int:
    """How many characters fill a line of hard-wrapped text: what its unfinished lines come up to."""
    return usual_width([line.length for line in lines if not finished(line.norm)])


def usual_width(lengths: Iterable[int]) -> int:
    """The width of a column by the lengths of lines that break off where it ends."""
    fitting = sorted(length for length in lengths if length <= _WRAPPED_WIDTH[1])
    return fitting[len(fitting) // 2] if fitting else 0
