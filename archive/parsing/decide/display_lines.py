"""Which bare lines are display lines, on a page of a few lines: headlines, crossheads, labels that no mark of form shows.

Short lines come in clusters, lines with no wider gap between them than the page's usual one. What a cluster is, is
seen from what stands round it: over a text it is a headline group, among other short lines it is verse or a list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from archive.parsing.decide.decision_rows import Row, first_verdict
from archive.parsing.decide.line_kinds import (
    BARE_MAX,
    BYLINE,
    HEAD,
    JUMP,
    LABEL,
    TEXT,
    Item,
    breaks_off,
    is_bare,
    is_heading_word,
    is_pair,
    is_row,
)
from archive.parsing.lines.layout import finished
from archive.parsing.recognise import captions_and_kinds, headline_group

_VERSE_MAX = 22  # characters of a line of verse or of a list
_VERSES = 3  # lines from which short ones are verse
_GROUP_MAX = 5  # lines of a headline group
_CLOSE_GROUP_MAX = 3  # of one that a blank line parts from its text
_ROW_MAX = 12  # characters of a row that lacks a cell
_UNMARKED_MAX = 16  # characters of a bare display line where the text marks its headings, if a comma stands in it
_SENTENCE = 26  # characters of a sentence that is text for certain, if it ends as one
LONG = 40  # characters of a line that is text for certain


def find_display_lines(items: Sequence[Item]) -> None:
    """Turn the paragraphs that are display lines into such."""
    marked = any(item.level is not None for item in items)
    usual = 0 if sum(item.gap == 0 for item in items) >= 0.3 * len(items) else 1
    index = 0
    while index < len(items):
        end = index
        while end < len(items) and _may_display(Line(items, end, marked)) and (end == index or items[end].gap <= usual):
            end += 1
        if end > index:
            _judge(items, index, end)
        index = max(end, index + 1)


def _is_text(item: Item) -> bool:
    """Whether a line is text for certain, and no verse."""
    return len(item.norm) > LONG or (len(item.norm) > _SENTENCE and finished(item.norm))


# --- What a line can be for itself ---


class Line(NamedTuple):
    """A line among the page's others."""

    items: Sequence[Item]
    at: int
    marked: bool  # whether the page marks headings

    @property
    def item(self) -> Item:
        return self.items[self.at]

    @property
    def above(self) -> Item | None:
        return self.items[self.at - 1] if self.at else None

    @property
    def below(self) -> Item | None:
        return self.items[self.at + 1] if self.at + 1 < len(self.items) else None

    @property
    def beside(self) -> list[Item]:
        return [item for item in (self.above, self.below) if item is not None]


def _may_display(line: Line) -> bool:
    item = line.item
    paragraph = item.kind == TEXT and item.level is None and not (item.row or item.message or item.back or item.signs)
    return paragraph and len(item.norm) <= BARE_MAX and first_verdict(MAY_DISPLAY, line, False)


def _is_in_list(line: Line) -> bool:
    """桥型:双塔斜拉桥 among others."""
    return is_pair(line.item) and any(is_pair(other) for other in line.beside)


def _is_in_table(line: Line) -> bool:
    cells = len(line.item.norm.split())
    return cells >= 3 and any(is_row(other.norm) for other in line.beside)


def _is_last_row(line: Line) -> bool:
    """洋油　無市, a cell short."""
    item, above = line.item, line.above
    cells = len(item.norm.split())
    return above is not None and is_row(above.norm) and item.gap == 0 and cells > 1 and len(item.norm) <= _ROW_MAX


def _is_in_contents(line: Line) -> bool:
    """今日导读, 秋粮收购价格稳中有升 4版."""
    return _in_contents(line.item.norm) and any(_in_contents(other.norm) for other in line.beside)


def _in_contents(norm: str) -> bool:
    return captions_and_kinds.is_teaser_heading(norm) or captions_and_kinds.teaser(norm) is not None


def _is_clause(line: Line) -> bool:
    """A bare line with a comma, on a page that marks its headings: unless it stands over one, as a kicker does, with
    nothing that it could be the rest of."""
    norm, above, below = line.item.norm, line.above, line.below
    if not line.marked or len(norm) <= _UNMARKED_MAX or not re.search(r"[,，、]", norm):
        return False
    over = below is not None and below.kind == HEAD and below.level is not None
    return not (over and (above is None or above.kind != TEXT or above.finished))


def _asks(line: Line) -> bool:
    """“断头路”断了三年,何时通? over its text, or over another line of its headline."""
    item, above, below = line.item, line.above, line.below
    if not re.search(r"[？！?!]$", item.norm) or re.match(r"\S{1,6}:", item.norm) or "。" in item.norm or below is None:
        return False
    beyond = line.items[line.at + 2 : line.at + 3]
    amid = above is not None and is_bare(above.norm) and is_bare(below.norm)
    if amid and beyond and beyond[0].starts:
        return True
    labelled = above is not None and headline_group.is_short_label(above.norm) and item.gap == 0  # 记者帮忙 over it
    alone = below.gap == 0 and (item.gap > 0 or labelled)
    return below.starts or (alone and (len(below.norm) > LONG or below.kind == BYLINE))


def _is_half_told(line: Line) -> bool:
    """“跑腿哥”袁小勇: / 三年帮街坊买药900多次: the first line of a headline of two, over its text."""
    rest = line.items[line.at + 1 : line.at + 4]
    if not re.fullmatch(r"[^,，。;；]{2,16}:", line.item.norm.strip()):
        return False
    after = next((at for at, item in enumerate(rest) if item.kind != TEXT or not is_bare(item.norm)), 0)
    return after > 0 and rest[after].starts


def _is_told_twice(line: Line) -> bool:
    """救人者浑身湿透离开,没留姓名;被救司机托本报寻恩人: a deck of two sentences, between a headline and its byline."""
    norm, above, below = line.item.norm, line.above, line.below
    between = above is not None and is_bare(above.norm) and below is not None and below.kind == BYLINE
    return between and is_bare(re.sub(r"[;；]", ",", norm))


MAY_DISPLAY: Sequence[Row[Line, bool]] = (
    Row("list of facts", _is_in_list, False),
    Row("row of a table", _is_in_table, False),
    Row("last row of a table", _is_last_row, False),
    Row("line of contents", _is_in_contents, False),
    Row("clause where headings are marked", _is_clause, False),
    Row("bare line", lambda line: is_bare(line.item.norm), True),
    Row("question", _asks, True),
    Row("half told", _is_half_told, True),
    Row("told twice", _is_told_twice, True),
)


# --- What a cluster is, by what stands round it ---


class Shown(Enum):
    """Which lines of a cluster are display lines."""

    ALL = "all"
    FIRST = "first"
    NONE = "none"


class Cluster(NamedTuple):
    """Bare lines that stand together, and what stands over and under them."""

    lines: Sequence[Item]
    above: Item | None
    below: Item | None

    @property
    def runs_on(self) -> bool:
        """Whether short lines go on as verse does."""
        below = self.below
        if len(self.lines) >= _VERSES or below is None:
            return len(self.lines) >= _VERSES
        verse = below.kind == TEXT and below.gap == 0 and len(below.norm) <= _VERSE_MAX
        return verse and not (is_pair(below) or is_row(below.norm))


def _judge(items: Sequence[Item], start: int, end: int) -> None:
    kinds = (TEXT, HEAD, BYLINE, LABEL, JUMP)
    above = next((item for item in reversed(items[max(0, start - 3) : start]) if item.kind in kinds), None)
    lines = items[start:end]
    shown = first_verdict(SHOWN, Cluster(lines, above, items[end] if end < len(items) else None), Shown.ALL)
    for item in lines if shown is Shown.ALL else lines[:1] if shown is Shown.FIRST else ():
        item.kind = HEAD


def _goes_on(cluster: Cluster) -> bool:
    """The text above breaks off in mid-sentence, and no article begins below for certain."""
    above, below = cluster.above, cluster.below
    if above is None or above.kind != TEXT or above.signs or not breaks_off(above):
        return False
    return not (is_heading_word(cluster.lines[0].norm) or (below is not None and below.starts))


def _is_over_text(cluster: Cluster) -> bool:
    lines, below = cluster.lines, cluster.below
    if below is None or below.kind == HEAD or len(lines) > _GROUP_MAX:
        return False
    close = below.gap == 0 or len(lines) <= _CLOSE_GROUP_MAX or below.starts
    return close and (_is_text(below) or below.starts or bool(below.back))


def _is_in_verse(cluster: Cluster) -> bool:
    """Under a line as short, and over others or close to it."""
    above, first = cluster.above, cluster.lines[0]
    if above is None or above.kind != TEXT or above.signs or len(above.norm) > _VERSE_MAX or is_row(above.norm):
        return False
    return first.gap == 0 or (first.gap == 1 and cluster.runs_on)


def _is_verse_under_title(cluster: Cluster) -> bool:
    above = cluster.above
    return above is not None and above.kind in (HEAD, BYLINE) and len(cluster.lines) >= _VERSES


SHOWN: Sequence[Row[Cluster, Shown]] = (
    Row("sentence goes on", _goes_on, Shown.NONE),
    Row("over a text", _is_over_text, Shown.ALL),
    Row("over what it names", lambda cluster: is_heading_word(cluster.lines[0].norm), Shown.FIRST),
    Row("in verse", _is_in_verse, Shown.NONE),
    Row("verse under its title", _is_verse_under_title, Shown.NONE),
    Row("verse with its title", lambda cluster: len(cluster.lines) > _VERSES, Shown.FIRST),
)
