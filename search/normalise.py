"""Folding: text as a row of units, the one form in which texts and queries are compared. Pure.

A unit is a Chinese character, a run of letters or a run of digits, with the marks and invisible signs that follow it.
Signs and spaces between units do not count, so line breaks of a page and the dot of 奇·达楞太 do not matter. Each unit is
folded by itself: compatibility forms, letter case, and traditional or variant characters to simplified ones, character by
character; accents and vowel signs stay. A substring therefore folds as it does in its context: wherever a text is cut
between two units, fold(a + b) is fold(a) followed by fold(b).

What is redacted stands as ▇, one a character. Each is a unit, so that what stands on either side of it is no row; the
index holds no term of it, so that no query finds it.

What one writes as a word another parts by a sign: Wi-Fi, 蒙G·A1234, 0475-8234567. Such a text has a second form, in which
the neighbours are one unit; ``forms`` gives both. A term stands where any form of it stands in any form of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain, dropwhile
from pathlib import Path
from typing import NamedTuple

HAN = "\u2e80-\u2fd5々〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
REDACTED = "▇"
TABLE = Path(__file__).parent / "characters" / "table.txt"
LONGEST_RUN = 64  # a longer run is cut into several units, so that no term of the index grows without bound
LONGEST_FOLDED = 4 * LONGEST_RUN  # characters of a unit: letters may bear any number of marks


class Unit(NamedTuple):
    """A folded unit, and where it stands: ``original[start:end]``."""

    text: str
    start: int
    end: int


class Run(NamedTuple):
    """A stretch of the original that folds as one, and where it stands: ``original[start:end]``. Its kind is the group of
    ``_RUN`` that it is.

    ``folded`` is a string if every character of the stretch is a unit by itself. Else it is a tuple: the one unit of a
    run of letters or digits, or the several that one sign stands for (㎡).
    """

    folded: str | tuple[str, ...]
    start: int
    end: int
    kind: str


def runs(text: str) -> list[Run]:
    """``text`` in stretches, those left out that hold no unit."""
    found = (
        Run(_FOLD[kind](match[0]), *match.span(), kind)
        for match in _RUN.finditer(_each_folded(text))
        if (kind := match.lastgroup)
    )
    return [run for run in found if run.folded]


def fold(text: str) -> list[Unit]:
    """The units of ``text`` in order.

    >>> [unit.text for unit in fold("裝機350MW，２，０００戶")]
    ['装', '机', '350', 'mw', '2000', '户']
    """
    found: list[Unit] = []
    for folded, start, end, _kind in runs(text):
        if isinstance(folded, str):
            found += [Unit(unit, place, place + 1) for place, unit in enumerate(folded, start)]
        else:
            found += [Unit(unit, start, end) for unit in folded]
    return found


def units(text: str) -> tuple[str, ...]:
    """The units of ``text`` without their places."""
    return tuple(chain.from_iterable(run.folded for run in runs(text)))


def forms(text: str) -> tuple[tuple[str, ...], ...]:
    """The units of ``text``; and, if that is another row, those with neighbours joined.

    >>> forms("用Wi-Fi6")
    (('用', 'wi', 'fi', '6'), ('用', 'wifi', '6'))
    """
    parted = runs(text)
    return tuple(tuple(chain.from_iterable(run.folded for run in form)) for form in (parted, *joined(text, parted)))


def joined(text: str, parted: Sequence[Run]) -> list[list[Run]]:
    """The runs of ``text`` with neighbours of one kind made one that one joining sign parts; none if there are none.

    A list of one or no rows. No joined run grows longer than a run may be.
    """
    row: list[Run] = []
    for run in parted:
        before = row[-1] if row else None
        if before and _joins(text, before, run):
            row[-1] = Run((before.folded[0] + run.folded[0],), before.start, run.end, run.kind)
        else:
            row.append(run)
    return [row] if len(row) < len(parted) else []


def _joins(text: str, before: Run, after: Run) -> bool:
    return (
        after.start == before.end + 1
        and before.kind == after.kind
        and text[before.end] in _JOINING.get(before.kind, "")
        and len(before.folded[0]) + len(after.folded[0]) <= LONGEST_RUN
    )


_HYPHENS = "-\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"
_DOTS = "·•・･‧⋅"
# A dash parts words, but telephone numbers are printed with it. A slash between digits is a fraction.
_JOINING = {"letters": f"{_HYPHENS}{_DOTS}'’＇_＿/／.．&＆", "number": f"{_HYPHENS}{_DOTS}_＿—―"}


def encode(row: Iterable[str]) -> str:
    """Units as one string in which a row of units is found exactly where it stands, by plain substring search.

    Characters stand bare, runs between spaces of their own: encode(a + b) is encode(a) + encode(b), and half a run
    is no part of it.

    >>> encode(["装", "机", "350", "mw"])
    '装机 350  mw '
    """
    return "".join(map(encoded, row))


@lru_cache(2**16)
def encoded(unit: str) -> str:
    """One unit as ``encode`` writes it."""
    return unit if _BARE.fullmatch(unit) else f" {unit} "


def simplified(text: str) -> str:
    """``text`` with its signs, its characters folded one by one: what words are cut from."""
    return _caseless(text).translate(_characters())


# --- The units of the received text ----------------------------------------------------------------------------------


def _class(wanted: Callable[[str], bool]) -> str:
    """The characters wanted as the inside of a regular expression's brackets.

    The planes beyond hold Chinese characters only, and selectors of their variants, which do not count.
    """
    runs: list[list[int]] = []
    for code in range(0x20000):
        if not wanted(chr(code)):
            continue
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in runs)


_LETTERS = ("Lu", "Ll", "Lt", "Lm", "Lo")


def _expands(sign: str) -> bool:
    """Whether it is, or stands for, letters or digits."""
    return not _invisible(sign) and any(part.isalnum() for part in unicodedata.normalize("NFKC", sign))


def _invisible(sign: str) -> bool:
    """Whether nothing is to be seen of it: format signs, selectors of variants, fillers; or only a longer line."""
    return unicodedata.category(sign) == "Cf" or sign in _UNSEEN


_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0\u0640") | frozenset(
    chr(code) for first, end in ((0xFE00, 0xFE10), (0xE0100, 0xE01F0)) for code in range(first, end)
)
_DROPPED = dict.fromkeys(code for code in (*range(0x20000), *range(0xE0000, 0xE0200)) if _invisible(chr(code)))
_BARE = re.compile(f"[{HAN}{REDACTED}]")
_MARK = f"[{_class(lambda sign: _invisible(sign) or unicodedata.category(sign) in ('Mn', 'Mc', 'Me'))}\U000e0000-\U000e0fff]"
_LETTER = (
    rf"(?![{HAN}])[{_class(lambda sign: unicodedata.category(sign) in _LETTERS and not _invisible(sign))}]{_MARK}*+"
)
_DIGIT = rf"\d{_MARK}*+"
_RUN = re.compile(
    rf"(?P<characters>[{HAN}]+(?!{_MARK}))"
    rf"|(?P<redacted>{REDACTED}+)"
    rf"|(?P<marked>[{HAN}]{_MARK}+)"
    rf"|(?P<number>(?:(?:{_DIGIT}){{1,3}}(?:[,，]{_MARK}*+(?:{_DIGIT}){{3}})+(?!\d)|(?:{_DIGIT}){{1,{LONGEST_RUN}}})"
    rf"(?:[.．]{_MARK}*+(?:{_DIGIT}){{1,{LONGEST_RUN}}})*)"
    rf"|(?P<letters>(?:{_LETTER}){{1,{LONGEST_RUN}}})"
    rf"|(?P<other>[{_class(_expands)}]{_MARK}*+)"  # what stands for several units at once: ㎡, ①, ½
)
# ○ and ◯ are written for 〇, but also as bullets and blanks: they are 〇 in a row with a numeral.
_NUMERALS = re.compile("[○◯〇零一二三四五六七八九十廿卅百千]*[○◯][○◯〇零一二三四五六七八九十廿卅百千]*")
_RINGS = str.maketrans("○◯", "〇〇")


def _each_folded(text: str) -> str:
    """The text with its Chinese characters folded, each by itself, all at their places."""
    if "○" in text or "◯" in text:
        text = _NUMERALS.sub(lambda row: row[0].translate(_RINGS) if row[0].strip("○◯") else row[0], text)
    return text.translate(_characters())


def _fold_marked(run: str) -> tuple[str, ...]:
    return (run[0],)


def _fold_number(run: str) -> tuple[str, ...]:
    if run.isascii():
        return (run.replace(",", ""),)
    digits = (str(unicodedata.decimal(sign)) if sign.isdecimal() else _POINT.get(sign, "") for sign in run)
    return ("".join(digits),)


_POINT = {".": ".", "．": "."}


def _fold_letters(run: str) -> tuple[str, ...]:
    if run.isascii():
        return (run.lower(),)
    signs = (sign for sign in simplified(run) if unicodedata.category(sign)[0] in "LMN")
    # Some letters stand for a mark after a space: the mark follows what stands before, or nothing.
    folded = unicodedata.normalize("NFC", "".join(dropwhile(lambda sign: not sign.isalnum(), signs)))
    return (folded[:LONGEST_FOLDED],) if folded else ()


def _caseless(text: str) -> str:
    """Compatibility forms and case folded, what is not seen left out. A dot on an i is the i's: İ is i."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", text.translate(_DROPPED)).casefold().replace("i\u0307", "i")
    return unicodedata.normalize("NFKC", text)


@lru_cache(2**12)
def _fold_other(sign: str) -> tuple[str, ...]:
    expanded = unicodedata.normalize("NFKC", sign[0])
    if expanded != sign[0]:
        return units(expanded)
    return (sign[0],) if sign[0].isalnum() else ()


_FOLD: dict[str, Callable[[str], str | tuple[str, ...]]] = {
    "characters": str,
    "redacted": str,
    "marked": _fold_marked,
    "number": _fold_number,
    "letters": _fold_letters,
    "other": _fold_other,
}


@cache
def _characters() -> dict[int, str]:
    """The one table of characters that are folded; ``characters/make.py`` makes it."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return {ord(old): line[0] for line in lines if not line.startswith("#") for old in line[1:]}
