"""Continuation marks, 下转 and 上接, wherever they stand: alone, at the head or tail of a text, on a headline's line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.parsing.recognise.masthead import page_label

_PAGE = (
    r"(?:本报)?(?P<page>第?\s*(?:[A-Z]{1,2}\s?)?(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*版|[A-Z]{1,2}\d{1,2}(?!\d))"
)
_VERB = r"(?P<verb>下转|上接|紧接|下接|承接|续接|转入|转|接|续)"
_ARROW = "▶►▷→⇒↓▼▽▲△◀◄◁←⇐"
_ARROWS = rf"[{_ARROW}>》<《■●◆*\s]*"
_WHICH = r"(?:[^()（）【】\[\]。]{0,4}《[^《》]{1,40}》|[^()（）【】\[\]。]{0,12})"
_BRACKETED = rf"[(【\[]\s*{_ARROWS}{_VERB}\s*{_PAGE}{_WHICH}[)】\]]"
_BARE = rf"{_ARROWS}(?P<verb>下转|上接|紧接|下接|承接|转入|转|接)\s*{_PAGE}"
_AT_HEAD = (
    re.compile(rf"\s*{_BRACKETED}\s*"),
    re.compile(rf"{_ARROWS}(?P<verb>上接|紧接)\s*{_PAGE}(?:\s*《[^《》]{{1,40}}》)?\s*"),
)
_AT_TAIL = (
    re.compile(rf"\s*{_BRACKETED}[。.]?\s*$"),
    re.compile(rf"(?:(?<=[。！？”」])|(?<=\s)|(?=[{_ARROW}])){_BARE}\s*[{_ARROW}>]*\s*$"),
)
_ALONE = re.compile(
    rf"\s*(?:{_BRACKETED.replace('?P<verb>', '').replace('?P<page>', '')}|{_BARE}(?:\s*《[^《》]{{1,40}}》)?)\s*[{_ARROW}>]*\s*"
)
_REACH = 80


@dataclass(frozen=True, slots=True)
class Mark:
    """A continuation mark: where it stands in the text given, which way it points, to which page (normal form)."""

    start: int
    end: int
    onward: bool
    page: str


def marks(norm: str) -> tuple[Mark, ...]:
    """The marks at the head and tail of a (folded) text. References such as 详见4版 are none.

    >>> marks("形成深远影响。(下转第三版)")
    (Mark(start=7, end=14, onward=True, page='3'),)
    """
    if not any(sign in part for part in (norm[:_REACH], norm[-_REACH:]) for sign in "转接续"):
        return ()
    found = []
    for pattern in _AT_HEAD:
        match = pattern.match(norm[:_REACH])
        if match and match.end() < len(norm):
            found.append(_mark(match, 0, onward_by_place=False))
            break
    offset = max(0, len(norm) - _REACH)
    for pattern in _AT_TAIL:
        match = pattern.search(norm[offset:])
        if match:
            mark = _mark(match, offset, onward_by_place=True)
            if not found or mark.start >= found[0].end:
                found.append(mark)
            break
    else:
        if _ALONE.fullmatch(norm) and not found and (match := re.match(rf"\s*{_BARE}", norm)):
            found.append(_mark(match, 0, onward_by_place=True, end=len(norm)))
    return tuple(mark for mark in found if mark.page)


def outside(found: Sequence[Mark], length: int) -> tuple[int, int, str, str]:
    """What of a text of this length is left without its marks, from where to where; the page that it goes on to and the
    one that it comes from, "" if none.

    >>> outside(marks("形成深远影响。(下转第三版)"), 14)
    (0, 7, '3', '')
    """
    start, end, onward, back = 0, length, "", ""
    for mark in found:
        onward, back = (mark.page, back) if mark.onward else (onward, mark.page)
        start, end = (mark.end, end) if mark.start <= start else (start, mark.start)
    return start, end, onward, back


def _mark(match: re.Match[str], offset: int, onward_by_place: bool, end: int | None = None) -> Mark:
    verb = match["verb"]
    onward = verb in ("下转", "转", "转入", "下接") or (verb in ("紧接", "接") and onward_by_place)
    return Mark(
        offset + match.start(), end or offset + match.end(), onward, page_label(match["page"].replace("本报", ""))
    )
