"""Numbers that say who somebody is: of identity cards and bank cards, found in a text by what they must be. Pure.

A number counts only if its check digit is right and what else it says can be: an identity card's province and date of
birth, a bank card's issuer. Telephone numbers, issue numbers and credit codes are none of these.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from itertools import chain, pairwise

_GROUP = re.compile(r"\d++(?:[xX](?![A-Za-z0-9]))?")
_BETWEEN = re.compile(r"[ \u3000\xa0\-‐-–—]|[ \u3000\xa0]*\n[ \u3000\xa0]*")  # between the groups of one number
_MOST_GROUPS = 6
_SHORTEST, _LONGEST = 15, 19  # characters of a number

# How the two kinds are written in groups; one line break may fall anywhere.
_IDENTITY = {(18,), (6, 8, 4), (6, 12), (14, 4), (6, 4, 4, 4)}
_BANK = {(4, 4, 4, 4), (4, 4, 4, 4, 1), (4, 4, 4, 4, 2), (4, 4, 4, 4, 3), (6, 10), (6, 11), (6, 12), (6, 13)}
_BANK |= {(length,) for length in range(16, 20)}
_ISSUERS = re.compile(
    r"(?:62\d{14,17}|9558\d{12,15}|4\d{15}|4\d{18}"
    r"|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|35(?:2[89]|[3-8]\d)\d{12})"
)
_PROVINCES = {
    *("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44"),
    *("45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83"),
}
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"  # ISO 7064, MOD 11-2
# The numbers of before 1999 have no check digit: they count where the text says what they are.
_OLD = re.compile(r"(?:身份证|身份號|身份号|證件號|证件号)[^\d\n]{0,12}$")


def found(text: str) -> list[tuple[int, int]]:
    """Where such numbers stand in the text, in order.

    >>> found("身份证号：11010519491231002X，电话13800138000")
    [(5, 23)]
    """
    plain = text.translate({ord(sign): _digit(sign) for sign in set(text) if not sign.isascii()})
    places: list[tuple[int, int]] = []
    for row in _rows(plain):
        if sum(group.end() - group.start() for group in row) < _SHORTEST:
            continue
        first = 0
        while first < len(row):
            length = next((n for n in range(_MOST_GROUPS, 0, -1) if _is_number(plain, row, first, n)), 0)
            if length:
                places.append((row[first].start(), row[first + length - 1].end()))
            first += length or 1
    return places


@cache
def _digit(sign: str) -> str:
    """The sign as its ASCII digit or letter, if it is one in another width."""
    folded = unicodedata.normalize("NFKC", sign)
    return folded if len(folded) == 1 and folded.isascii() and folded.isalnum() else sign


def _rows(text: str) -> Iterator[list[re.Match[str]]]:
    """The groups of digits of the text, those together that only a sign which may stand within a number parts."""
    row: list[re.Match[str]] = []
    for group in _GROUP.finditer(text):
        if row and not _BETWEEN.fullmatch(text, row[-1].end(), group.start()):
            yield row
            row = []
        row.append(group)
    if row:
        yield row


def _is_number(text: str, row: Sequence[re.Match[str]], first: int, length: int) -> bool:
    """Whether ``length`` groups of the row, from ``first`` on, are one number."""
    groups = row[first : first + length]
    number = "".join(group[0] for group in groups).upper()
    if (
        len(groups) < length
        or not _SHORTEST <= len(number) <= _LONGEST
        or "X" in number[:-1]
        or _is_decimal(text, groups)
    ):
        return False
    if len(number) == _SHORTEST:
        before = text[max(0, groups[0].start() - 20) : groups[0].start()]
        return length == 1 and _is_old_identity(number) and _OLD.search(before) is not None
    written = set(_groupings(text, groups))
    if written & _IDENTITY and _is_identity(number):
        return True
    # A table's row of numbers of four digits each is no card.
    beside = [row[at] for at in (first - 1, first + length) if 0 <= at < len(row)]
    if length > 1 and any(len(group[0]) == 4 for group in beside):
        return False
    return bool(written & _BANK) and _is_bank(number)


def _is_decimal(text: str, groups: Sequence[re.Match[str]]) -> bool:
    start, end = groups[0].start(), groups[-1].end()
    return bool(re.match(r"\d[.．]", text[max(0, start - 2) : start]) or re.match(r"[.．]\d", text[end : end + 2]))


def _groupings(text: str, groups: Sequence[re.Match[str]]) -> Iterator[tuple[int, ...]]:
    """The lengths of the groups; and if one line break stands among them, also as if it did not."""
    lengths = [len(group[0]) for group in groups]
    gaps = [text[one.end() : other.start()] for one, other in pairwise(groups)]
    broken = [at for at, gap in enumerate(gaps) if "\n" in gap]
    if len(broken) < 2:
        yield tuple(lengths)
    if len(broken) == 1:
        at = broken[0]
        yield tuple(chain(lengths[:at], [lengths[at] + lengths[at + 1]], lengths[at + 2 :]))


def _is_identity(number: str) -> bool:
    if len(number) != 18 or not _is_born(number[6:14]) or number[:2] not in _PROVINCES:
        return False
    return (
        _CHECK[sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True)) % 11] == number[17]
    )


def _is_old_identity(number: str) -> bool:
    return number.isdecimal() and number[:2] in _PROVINCES and _is_born(f"19{number[6:12]}")


def _is_born(day: str) -> bool:
    try:
        return date(1880, 1, 1) <= date(int(day[:4]), int(day[4:6]), int(day[6:])) <= date.today()  # noqa: DTZ011
    except ValueError:
        return False


def _is_bank(number: str) -> bool:
    """An issuer's number whose last digit is right after Luhn."""
    if not _ISSUERS.fullmatch(number):
        return False
    doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(number)))
    return sum(digit - 9 * (digit > 9) for digit in doubled) % 10 == 0
