"""Dates in a query: 2026-02-06, 2026年2月6日, 1987年, 80年代, 民国三十六年, and from one to another. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

_NUMERAL = r"(?:\d+|[〇○零一二三四五六七八九十廿卅]+)"
_FORM = re.compile(
    rf"(?P<era>民[国國])?(?P<year>{_NUMERAL})(?P<span>年代|s)?(?:年|[-./]|$)?"
    rf"(?:(?P<month>{_NUMERAL})(?:月|[-./]|$)(?:(?P<day>{_NUMERAL})[日号]?)?)?"
)
_TO = re.compile(r"\.{2,}|…+|至|到|[~～—–]+")
_DIGITS = {"○": "0", "零": "0"} | {sign: str(value) for value, sign in enumerate("〇一二三四五六七八九")}
_ROC_EPOCH = 1911
EVER = date.min.toordinal(), date.max.toordinal()


def normal(text: str) -> str:
    """The date or range in one form, ``2025-01..2026-02``, ``1980..1989``, ``2026..``, or "" if it is none.

    >>> normal("2026年2月6日"), normal("80年代"), normal("民国卅六年"), normal("2025-1至2026-2"), normal("去年")
    ('2026-02-06', '1980..1989', '1947', '2025-01..2026-02', '')
    """
    sides = _TO.split("".join(unicodedata.normalize("NFKC", text.replace("…", "..")).split()))
    if len(sides) > 2 or not any(sides):
        return ""
    read = [_side(side) if side else ("", "") for side in sides]
    if None in read:
        return ""
    first, last = read[0][0], read[-1][1]
    if len(sides) == 1 and first == last:
        return first
    found = f"{first}..{last}"
    low, high = of(found)
    return found if low <= high else ""


def of(text: str) -> tuple[int, int]:
    """The first and the last day, as ordinals, of a date as ``normal`` gives it."""
    first, _to, last = text.partition("..")
    if not _to:
        last = first
    return (_days(first)[0] if first else EVER[0]), (_days(last)[1] if last else EVER[1])


def _side(text: str) -> tuple[str, str] | None:
    """The first and the last date that one side of a range may mean; None if it is no date."""
    text = re.sub(r"(?a:^(\d{4})(\d\d)(\d\d)$)", r"\1-\2-\3", text)
    found = _FORM.fullmatch(text)
    if not found or (found["span"] and found["month"]):
        return None
    year = _number(found["year"])
    if found["era"]:
        year += _ROC_EPOCH
    elif found["span"] and year < 100:
        year += 1900
    if found["span"]:
        return (f"{year:04}", f"{year + 9:04}") if year % 10 == 0 and 1000 <= year <= 9990 else None
    if not 1000 <= year <= 9999:
        return None
    parts = [f"{year:04}", *(f"{_number(found[name]):02}" for name in ("month", "day") if found[name])]
    date_ = "-".join(parts)
    try:
        _days(date_)
    except ValueError:
        return None
    return date_, date_


def _days(text: str) -> tuple[int, int]:
    year, month, day = ([int(part) for part in text.split("-")] + [0, 0])[:3]
    first = date(year, month or 1, day or 1)
    if day:
        last = first
    elif month:
        last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    else:
        last = date(year, 12, 31)
    return first.toordinal(), last.toordinal()


def _number(numeral: str) -> int:
    """The value of a numeral: 1987, 一九八七, 三十六, 廿八."""
    if numeral.isdigit():
        return int(numeral)
    plain = numeral.replace("廿", "二十").replace("卅", "三十")
    if "十" not in plain:
        return int("".join(_DIGITS[sign] for sign in plain))
    tens, _ten, ones = plain.partition("十")
    return int(_DIGITS.get(tens, "1")) * 10 + int(_DIGITS.get(ones, "0"))
