"""What a reader types before any words: a newspaper, a date, a page of it, an address, a citation. Pure.

Only what can be told from the text and from the names of the newspapers; whether it is held is for ``search.direct_links``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from search import days
from search.highlight import standing
from search.normalise import encode, units
from search.pronunciation import spellings
from search.query import page_label

LONGEST_READ = 1500  # characters: no citation is longer
YEARS = range(1800, 2100)  # of which there can be a newspaper

_ADDRESS = re.compile(r"/papers/([\w-]+(?:/[\w-]+){0,3})", re.ASCII)
_KEY = re.compile(r"(?<![\w-])[a-z\d]+(?:-[a-z\d]+)+-a\d+(?![\w-])", re.ASCII)
_NUMERALS = "一二三四五六七八九十"
_PAGE = re.compile(
    rf"第\s*([A-Z]{{0,3}}\d{{1,3}}(?:\s*[-–至]\s*[A-Z]{{0,3}}\d{{1,3}})?|[{_NUMERALS}]{{1,3}})\s*版?"
    rf"|([A-Z]{{0,3}}\d{{1,3}}(?:\s*[-–]\s*[A-Z]{{0,3}}\d{{1,3}})?|[{_NUMERALS}]{{1,3}})\s*版"
    r"|\(\s*\[?([A-Z]{0,3}\d{1,3}(?:[-–][A-Z]{0,3}\d{1,3})?)\]?\s*\)"
    r"|(?<![a-z])pp?\.?\s*\[?([A-Z]{0,3}\d{1,3}(?:[-–][A-Z]{0,3}\d{1,3})?)\]?"
    r"|(头版)",
    re.IGNORECASE,
)
_NEAR = 40  # characters after a date, or before a newspaper's name, in which a page's number belongs to it
_TITLE = re.compile(r"《([^《》]+)》|“([^“”]+)”|「([^「」]+)」|\"([^\"]+)\"|(?:^|\.\s)\s*([^.\[]+)\[N")
# What may stand beside a name or a date and asks for nothing more.
_BESIDE = re.compile(r"(?:星期|周|礼拜)[一二三四五六日天]|报纸|的|当天|那天|全文|电子版|\[N(?:/OL)?\]")


class Named(NamedTuple):
    """A newspaper as it is known: its slug, and its name, aliases and slug as people write them."""

    slug: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recognised:
    """What stands in a typed text. ``whole``: nothing else does, so that it asks for just this."""

    paths: tuple[str, ...] = ()  # of addresses of ours
    keys: tuple[str, ...] = ()  # of articles
    newspapers: tuple[str, ...] = ()  # slugs
    date: str = ""  # as days.normal gives it
    page: str = ""  # its label in normal form
    titles: tuple[str, ...] = ()  # folded, of what is marked as a title
    text: str = ""  # all of it, folded
    whole: bool = False


def recognise(typed: str, newspapers: Sequence[Named]) -> Recognised:
    """What stands in the text: of several dates or names those that stand side by side.

    >>> recognise("《通辽日报》2026年2月6日第1版", [Named("tongliao-ribao", ("通辽日报",))]).page
    '1'
    """
    text = unicodedata.normalize("NFKC", typed[:LONGEST_READ]).strip()
    paths = tuple(dict.fromkeys(f"/papers/{found[1].lower()}/" for found in _ADDRESS.finditer(text)))
    keys = tuple(dict.fromkeys(found[0] for found in _KEY.finditer(text.lower())))
    date = days.normal(re.sub(_BESIDE, "", text)) or days.normal(text)
    if date:
        return Recognised(paths, keys, date=date if _is_possible(date) else "", text=_fold(text), whole=True)
    names = _names_in(text, newspapers)
    dates = [found for found in days.standing(text) if _is_possible(found[2])]
    name, dated = _side_by_side(text, names, dates)
    marks = [(start, end) for start, end, _what in (name, dated) if end]
    page = _page_beside(text, marks[-1:], dated) if marks else None
    if page:
        marks.append(page[:2])
    rest = _without(text, marks)
    if not name[1]:
        slugs = _spelled(text, newspapers)
        if not slugs and not paths and not keys:
            return Recognised(text=_fold(text))
        return Recognised(paths, keys, slugs, text=_fold(text), whole=bool(slugs))
    return Recognised(
        paths,
        keys,
        name[2],
        dated[2],
        page[2] if page else "",
        tuple(dict.fromkeys(_fold(next(filter(None, found))) for found in _TITLE.findall(text))),
        _fold(text),
        whole=not _fold(_BESIDE.sub("", rest)),
    )


def _fold(text: str) -> str:
    return encode(units(text))


def _is_possible(date: str) -> bool:
    """Whether a newspaper can be of this date, or of one end of this range."""
    return all(int(end[:4]) in YEARS for end in date.split("..") if end)


def _names_in(text: str, newspapers: Sequence[Named]) -> list[tuple[int, int, tuple[str, ...]]]:
    """Where the longest of the newspapers' names stand, with the slugs of those that it names."""
    folded = _fold(text)
    owners: dict[str, list[str]] = {}
    for slug, names in newspapers:
        for name in names:
            run = _fold(name)
            if run and run in folded:
                owners.setdefault(run, []).append(slug)
    found: list[tuple[int, int, tuple[str, ...]]] = []
    for run in sorted(owners, key=len, reverse=True):
        for start, end in standing(text, [run]):
            if all(end <= first or start >= last for first, last, _slugs in found):
                found.append((start, end, tuple(dict.fromkeys(owners[run]))))
    return sorted(found)


def _spelled(text: str, newspapers: Iterable[Named]) -> tuple[str, ...]:
    """The newspapers of which a name is typed by sound, in full or by its first letters."""
    typed = "".join(sign for sign in text.lower() if sign.isalnum())
    if not typed.isascii() or not typed.isalpha():
        return ()
    return tuple(slug for slug, names in newspapers if any(typed in spellings(name) for name in names))


_NOWHERE = (0, 0, "")


def _side_by_side(
    text: str, names: Sequence[tuple[int, int, tuple[str, ...]]], dates: Sequence[tuple[int, int, str]]
) -> tuple[tuple[int, int, tuple[str, ...]], tuple[int, int, str]]:
    """The name and the date with only signs between them, name first if there is a choice; else the first of each."""
    if not names or not dates:
        return (names[0] if names else (0, 0, ())), (dates[0] if dates else _NOWHERE)
    following = [(n, d) for n in names for d in dates if n[1] <= d[0] and _is_free(text[n[1] : d[0]])]
    leading = [(n, d) for n in names for d in dates if d[1] <= n[0] and _is_free(text[d[1] : n[0]])]
    return next(iter(following + leading), (names[0], dates[0]))


def _is_free(between: str) -> bool:
    return not units(_BESIDE.sub("", between))


def _page_beside(
    text: str, marks: Sequence[tuple[int, int]], dated: tuple[int, int, str]
) -> tuple[int, int, str] | None:
    """The page that is named after the date, or after the name where there is no date."""
    _start, end = dated[:2] if dated[1] else marks[0]
    found = _PAGE.search(text, end, end + _NEAR)
    if not found:
        return None
    label = "1" if found[5] else re.sub(r"\s*[-–至]\s*", "-", next(filter(None, found.groups())))
    return found.start(), found.end(), page_label(label)


def _without(text: str, marks: Iterable[tuple[int, int]]) -> str:
    for start, end in sorted(marks, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return text
