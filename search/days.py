"""Dates as they are typed: 2026-02-06, 2026年2月6日, February 6, 2026, 1987年, 80年代, 民国三十六年, and from one to
another. Pure."""

from __future__ import annotations

import re
import unicodedata
from calendar import month_abbr, month_name
from collections.abc import Iterator
from datetime import date

from archive.models.partial_dates import end_of_month
from archive.parsing import ERAS
from archive.parsing import number as number  # for ``query`` too, which imports nothing of archive

_NUMERAL = r"(?:\d+|[〇○零一二三四五六七八九十廿卅卌百]+)"
_FORM = re.compile(
    rf"(?P<era>(?:中[华華])?民[国國])?(?:公元)?(?P<year>{_NUMERAL}|元(?=年))(?P<span>年代|s)?(?:年|[-./]|$)?"
    rf"(?:(?P<month>{_NUMERAL})(?:月份?|[-./]|$)(?:(?P<day>{_NUMERAL})[日号號]?)?)?"
)
_TO = re.compile(r"\.{2,}|…+|至|到|[~～—–]+")
_MONTHS = {name[month].lower(): month for name in (month_name, month_abbr) for month in range(1, 13)} | {"sept": 9}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ENGLISH = re.compile(
    rf"(?<![a-z])(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{_MONTH})\.?|"
    rf"(?P<month2>{_MONTH})\.?(?:\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?)?),?\s+(?P<year>\d{{4}})(?!\d)",
    re.ASCII | re.IGNORECASE,
)
_STANDING = re.compile(
    rf"(?:(?:中[华華])?民[国國]|公元)?\s*(?:{_NUMERAL}|元(?=年))\s*年(?!代)"
    rf"(?:\s*{_NUMERAL}\s*月(?:\s*{_NUMERAL}\s*[日号號])?)?"
    r"|(?<![\d./-])\d{4}(?P<sign>[-./])\d{1,2}(?:(?P=sign)\d{1,2})?(?![\d])"
    r"|(?<!\d)(?:1[89]|20)\d{6}(?!\d)"
)
EVER = date.min.toordinal(), date.max.toordinal()


def normal(text: str) -> str:
    """The date or range in one form, ``2025-01..2026-02``, ``1980..1989``, ``2026..``, or "" if it is none.

    >>> normal("2026年2月6日"), normal("80年代"), normal("民国卅六年"), normal("2025-1至2026-2"), normal("去年")
    ('2026-02-06', '1980..1989', '1947', '2025-01..2026-02', '')
    """
    sides = _sides(text)
    if len(sides) > 2 or not any(sides):
        return ""
    begins, ends = (_side(side) if side else ("", "") for side in (sides[0], sides[-1]))
    if begins is None or ends is None:
        return ""
    first, last = begins[0], ends[1]
    if len(sides) == 1 and first == last:
        return first
    found = f"{first}..{last}"
    low, high = of(found)
    return found if low <= high else ""


def is_range(text: str) -> bool:
    """Whether the text says from when to when, or leaves one end open, as ``normal`` reads it; a decade does not."""
    return len(_sides(text)) > 1


def of(text: str) -> tuple[int, int]:
    """The first and the last day, as ordinals, of a date as ``normal`` gives it."""
    first, _to, last = text.partition("..")
    if not _to:
        last = first
    return (_days(first)[0] if first else EVER[0]), (_days(last)[1] if last else EVER[1])


def standing(text: str) -> Iterator[tuple[int, int, str]]:
    """The dates that stand in a longer text, in order: from where to where, and as ``normal`` gives them.

    >>> list(standing("通辽日报2026年2月6日第1版"))
    [(4, 13, '2026-02-06')]
    """
    found = [match for pattern in (_STANDING, _ENGLISH) for match in pattern.finditer(text)]
    for match in sorted(found, key=lambda match: match.start()):
        if read := normal(match[0]):
            yield match.start(), match.end(), read


def _sides(text: str) -> list[str]:
    plain = _ENGLISH.sub(_from_english, unicodedata.normalize("NFKC", text.replace("…", "..")))
    return _TO.split("".join(plain.split()))


def _from_english(match: re.Match[str]) -> str:
    month = _MONTHS[(match["month"] or match["month2"]).lower()]
    day = match["day"] or match["day2"]
    return f"{match['year']}-{month}" + (f"-{day}" if day else "")


def _side(text: str) -> tuple[str, str] | None:
    """The first and the last date that one side of a range may mean; None if it is no date."""
    text = re.sub(r"(?a:^(\d{4})(\d\d)(\d\d)$)", r"\1-\2-\3", text)
    found = _FORM.fullmatch(text)
    if not found or (found["span"] and found["month"]):
        return None
    year = number(found["year"])
    if found["era"]:
        year += ERAS["民国"].epoch
    elif found["span"] and year < 100:
        year += 1900
    if found["span"]:
        return (f"{year:04}", f"{year + 9:04}") if year % 10 == 0 and 1000 <= year <= 9990 else None
    if not 1000 <= year <= 9999:
        return None
    parts = [f"{year:04}", *(f"{number(found[name]):02}" for name in ("month", "day") if found[name])]
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
        last = end_of_month(first)
    else:
        last = date(year, 12, 31)
    return first.toordinal(), last.toordinal()
