"""Which bare lines are display lines: headlines, crossheads, labels that no mark of form shows.

Short lines come in clusters, lines with no wider gap between them than the page's usual one. What a cluster is, is
seen from what stands round it: over a text it is a headline group, among other short lines it is verse or a list.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from archive.parsing.decide.line_kinds import (
    BARE_MAX,
    BYLINE,
    CAPTION,
    HEAD,
    JUMP,
    LABEL,
    TEXT,
    Item,
    ends_otherwise,
    is_bare,
    is_heading_word,
    is_pair,
    is_row,
)
from archive.parsing.lines.layout import finished
from archive.parsing.recognise import bylines, captions_and_kinds, headline_group

_DECK_MAX = 60  # characters of a deck that a dash sets off
_VERSE_MIN = 4  # lines
_VERSE_MAX = 22  # characters of a line of verse or of a list
_GROUP_MAX = 5  # lines of a headline group
_ROW_MAX = 12  # characters of a row that lacks a cell
_UNMARKED_MAX = 16  # characters of a bare display line where the text marks its headings, if a comma stands in it
_SHOWS = re.compile(r"[^,，。“”:\s]{2,8}(?:正在|在|正|一边)[^。“”:\s]{3,24}")
_POEMS = re.compile(r"[(（](?:组诗|外[一二三四五]首|[二三四五六七八九十]首)[)）]$")  # 雨水落在棠溪镇（组诗）
_SENTENCE = 26  # characters of a sentence that is text for certain, if it ends as one
LONG = 40  # characters of a line that is text for certain
READS_ON = re.compile(r"的(?!确|士)|[,，、。]")  # what no sentence begins with: the line above is its first half
_OPEN_MIN = 16  # characters of a text that breaks off in mid-sentence


def find_display_lines(items: Sequence[Item], indents: bool) -> None:
    """Turn the paragraphs that are display lines into such. ``indents`` says whether the page sets its paragraphs in."""
    marked = any(item.level is not None for item in items)
    for above, item in itertools.pairwise(items):
        if (
            above.kind == HEAD
            and item.kind == TEXT
            and headline_group.is_deck(item.norm)
            and len(item.norm) <= _DECK_MAX
        ):
            item.kind = HEAD if is_bare(item.norm) else TEXT
    page = "\n".join(item.norm for item in items)
    usual = 0 if sum(item.gap == 0 for item in items) >= 0.3 * len(items) else 1
    index = 0
    while index < len(items):
        end = index
        while (
            end < len(items)
            and _may_display(items, end, indents)
            and not _goes_on_below(items, end, page)
            and not (marked and _clause(items, end))
            and (end == index or items[end].gap <= usual)
        ):
            end += 1
        if end > index:
            tail = _next_title(items, index, end)
            _judge(items, index, tail)
            if tail < end:
                _judge(items, tail, end)
        index = max(end, index + 1)


def _is_text(item: Item) -> bool:
    """Whether a line is text for certain, and no verse."""
    return len(item.norm) > LONG or (len(item.norm) > _SENTENCE and finished(item.norm))


def _clause(items: Sequence[Item], index: int) -> bool:
    """Whether a bare line with a comma is text, on a page that marks its headings: unless it stands over one, as a kicker
    does, with nothing that it could be the rest of."""
    norm = items[index].norm
    if len(norm) <= _UNMARKED_MAX or not re.search(r"[,，、]", norm):
        return False
    below = items[index + 1] if index + 1 < len(items) else None
    above = items[index - 1] if index else None
    over = below is not None and below.kind == HEAD and below.level is not None
    return not (over and (above is None or above.kind != TEXT or above.finished))


def _next_title(items: Sequence[Item], start: int, end: int) -> int:
    """Where, at the end of verse, lines that stand each for itself over a text begin: the next article's title."""
    below = items[end] if end < len(items) else None
    if below is None or below.kind != TEXT or not _is_text(below):
        return end
    if not below.gap:
        title = end - 2 if end - 2 > start and bylines.author_line(items[end - 1].norm) else end
        labelled = title < end and title - 1 > start and headline_group.is_column(items[title - 1].norm)
        return title - labelled if title - labelled - start >= _VERSE_MIN else end
    first = end
    while first > start and items[first - 1].gap:
        first -= 1
    return first if 1 <= end - first <= 3 and first - start >= _VERSE_MIN else end


def _may_display(items: Sequence[Item], index: int, indents: bool) -> bool:
    item = items[index]
    if (
        item.kind != TEXT
        or item.row
        or item.level is not None
        or item.message
        or item.back
        or item.signs
        or len(item.norm) > BARE_MAX
    ):
        return False
    if indents and item.indented and len(item.norm) > 12:
        return False
    below = items[index + 1] if index + 1 < len(items) else None
    if below is not None and READS_ON.match(below.norm):
        return False
    if len(item.norm) > 26 and re.search(r"[,，]", item.norm) and not (below is not None and below.starts):
        return False  # the first words of a sentence that a blank line cut off
    beside = [items[at] for at in (index - 1, index + 1) if 0 <= at < len(items)]
    if (is_pair(item) and any(is_pair(other) for other in beside)) or (
        (is_row(item.norm) or len(item.norm.split()) >= 3) and any(is_row(other.norm) for other in beside)
    ):
        return False
    if (
        index
        and item.gap == 0
        and is_row(items[index - 1].norm)
        and len(item.norm.split()) > 1
        and len(item.norm) <= _ROW_MAX
    ):
        return False  # the last row, a cell short: 洋油　無市
    if _in_contents(item.norm) and any(_in_contents(other.norm) for other in beside):
        return False
    return is_bare(item.norm) or _asks(items, index) or _half_told(items, index) or _told_twice(items, index)


def _in_contents(norm: str) -> bool:
    """Whether a line is of a table of contents: 今日导读, 秋粮收购价格稳中有升 4版"""
    return captions_and_kinds.is_teaser_heading(norm) or captions_and_kinds.teaser(norm) is not None


def _told_twice(items: Sequence[Item], index: int) -> bool:
    """救人者浑身湿透离开,没留姓名;被救司机托本报寻恩人: a deck of two sentences, between a headline and its byline."""
    item, below = items[index], items[index + 1] if index + 1 < len(items) else None
    if not index or below is None or below.kind != BYLINE or not re.search(r"[;；]", item.norm):
        return False
    return is_bare(re.sub(r"[;；]", ",", item.norm)) and is_bare(items[index - 1].norm)


def _goes_on_below(items: Sequence[Item], index: int, page: str) -> bool:
    """Whether the paragraph below, after a blank line, is the rest of the line's."""
    item, below = items[index], items[index + 1] if index + 1 < len(items) else None
    if below is None or not below.gap or below.kind != TEXT or below.starts:
        return False
    return is_cut_in_a_word(item.norm, below.norm, page)


def is_cut_in_a_word(line: str, paragraph: str, page: str) -> bool:
    """Whether the first line of a paragraph is cut, where a column of the page ended, in a word that stands elsewhere on
    it: …质监局的工 / 作人员到院坝里."""
    return len(line) >= _OPEN_MIN and len(paragraph) > LONG and line[-1:] + paragraph[:1] in page


def _half_told(items: Sequence[Item], index: int) -> bool:
    """“跑腿哥”袁小勇: / 三年帮街坊买药900多次: the first line of a headline of two, over its text."""
    if index + 2 >= len(items) or not re.fullmatch(r"[^,，。;；]{2,16}:", items[index].norm.strip()):
        return False
    rest = items[index + 1 : index + 4]
    lines = next(
        (at for at, item in enumerate(rest) if item.kind != TEXT or item.gap > 1 or not is_bare(item.norm)), len(rest)
    )
    if not 1 <= lines < len(rest):
        return False
    return rest[lines].starts or (
        lines > 1 and bool(bylines.author_line(rest[lines - 1].norm)) and _is_text(rest[lines])
    )


def _asks(items: Sequence[Item], index: int) -> bool:
    """“断头路”断了三年,何时通? over its text."""
    item, below = items[index], items[index + 1] if index + 1 < len(items) else None
    if not re.search(r"[？！?!]$", item.norm) or re.match(r"\S{1,6}:", item.norm) or "。" in item.norm or below is None:
        return False
    beyond = items[index + 2] if index + 2 < len(items) else None
    if index and beyond is not None and is_bare(items[index - 1].norm) and is_bare(below.norm) and beyond.starts:
        return True  # amid a headline group
    labelled = index > 0 and headline_group.is_short_label(items[index - 1].norm) and item.gap == 0  # 记者帮忙 over it
    alone = below.gap == 0 and (item.gap > 0 or labelled)
    return below.starts or (alone and (len(below.norm) > LONG or below.kind == BYLINE))


def _judge(items: Sequence[Item], start: int, end: int) -> None:
    cluster = items[start:end]
    above = next(
        (item for item in reversed(items[max(0, start - 3) : start]) if item.kind in (TEXT, HEAD, BYLINE, LABEL, JUMP)),
        None,
    )
    below = items[end] if end < len(items) else None
    if headline_group.is_deck(cluster[0].norm) and above is not None and above.kind in (HEAD, BYLINE):
        for item in cluster:
            item.kind = HEAD
        return
    open_above = (
        above is not None
        and above.kind == TEXT
        and not above.signs
        and not above.finished
        and len(above.norm) > _OPEN_MIN
        and not ends_otherwise(above)
    )
    if open_above and not is_heading_word(cluster[0].norm) and not (below is not None and below.starts):
        return
    if len(cluster) == 1 and shows_between(above, cluster[0], below):
        cluster[0].kind = CAPTION
        return
    titles = _titles(cluster, above, below)
    for item in cluster[:titles]:
        item.kind = HEAD


def shows_between(above: Item | None, item: Item, below: Item | None) -> bool:
    """Whether a line between two paragraphs says who is doing what, as captions say it and no headline: 村民在排练芦笙舞."""
    if above is None or below is None or (above.kind, below.kind) != (TEXT, TEXT) or below.starts:
        return False
    return finished(above.norm) and _SHOWS.fullmatch(item.norm.strip()) is not None


def _titles(cluster: Sequence[Item], above: Item | None, below: Item | None) -> int:
    """How many lines of a cluster, from its first, are display lines."""
    count = len(cluster)
    over_text = (
        below is not None
        and below.kind != HEAD
        and (_is_text(below) or below.starts or (below.indented and not cluster[-1].indented) or bool(below.back))
    )
    if below is not None and over_text and count <= _GROUP_MAX and (below.gap == 0 or count <= 3 or below.starts):
        return count
    first = cluster[0]
    if is_heading_word(first.norm):
        return 1
    author = next((at for at in (1, 2) if at < count and bylines.author_line(cluster[at].norm)), 0)
    if author and (first.gap or _POEMS.search(first.norm.strip())):
        return author + 1 if count > author + 1 or (below is not None and below.gap == 0) else count
    in_verse = (
        above is not None
        and above.kind == TEXT
        and len(above.norm) <= _VERSE_MAX
        and not above.signs
        and first.gap <= 1
        and not is_row(above.norm)
    )
    runs_on = count >= 3 or (
        below is not None
        and below.kind == TEXT
        and len(below.norm) <= _VERSE_MAX
        and below.gap == 0
        and not is_pair(below)
        and not is_row(below.norm)
    )
    if in_verse and (runs_on or first.gap == 0):
        return 0
    if above is not None and above.kind in (HEAD, BYLINE) and runs_on and count >= 3:
        return 0  # the verse under its title
    if count > _GROUP_MAX:
        return 1
    return 1 if runs_on and count >= 4 else count
