"""Dates as precise as they are known: 2026-02-06, 2024-11, 2024; read in whatever form people write them. Pure."""

import re
import unicodedata
from calendar import monthrange
from datetime import date

from archive.parsing import number

_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_NUMERAL = r"(?:\d{1,4}|[〇○零元正一二三四五六七八九十廿卅]{1,4})"
# What people write, spaces and the forms of digits and signs aside. FIGURES only where nothing else is about.
_FIGURES = r"(?P<year>\d{4})(?:(?P<month>\d\d)(?P<day>\d\d)?)?"
_PARTED = r"(?P<year>\d{4})(?P<sign>[-./])(?P<month>\d{1,2})(?:(?P=sign)(?P<day>\d{1,2}))?"
_SPELT = (
    rf"(?:公元)?(?P<era>民[国國])?(?P<year>{_NUMERAL})年(?:(?P<month>{_NUMERAL})月(?:(?P<day>{_NUMERAL})[日号號]?)?)?"
    r"(?:\(?(?:星期|[周週])[一二三四五六日天]\)?)?"
)
_WRITTEN = [re.compile(form, re.ASCII) for form in (_FIGURES, _PARTED, _SPELT)]
_ONE_SIGN = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_FOUNDING = 1911  # the year before the first of the Republic (民国)


def days_of(text: str) -> tuple[date, date]:
    """The first and the last day that such a date may mean. Raises ValueError if it is none.

    >>> days_of("2024-11")
    (datetime.date(2024, 11, 1), datetime.date(2024, 11, 30))
    """
    found = _FORM.fullmatch(text)
    if not found:
        raise ValueError(text)
    year, month, day = (int(part) if part else None for part in found.groups())
    first = date(year, month or 1, day or 1)
    return first, first if day else (end_of_month(first) if month else date(year, 12, 31))


def end_of_month(day: date) -> date:
    """The last day of the day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def days_after(day: date, number: int) -> date:
    """The day so many days later, or earlier; the first or last day that there is where that one cannot be told.

    >>> days_after(date(2026, 2, 6), -7), days_after(date.max, 1)
    (datetime.date(2026, 1, 30), datetime.date(9999, 12, 31))
    """
    return date.fromordinal(min(max(day.toordinal() + number, date.min.toordinal()), date.max.toordinal()))


def written(text: str) -> str:
    """The date that a person wrote, in the form that ``days_of`` takes; "" if it is none.

    >>> written("2026年2月6日"), written("2026.2.6"), written("二〇二六年二月"), written("20260206"), written("昨天")
    ('2026-02-06', '2026-02-06', '2026-02', '2026-02-06', '')
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split()).translate(_ONE_SIGN)
    found = next((found for form in _WRITTEN if (found := form.fullmatch(plain))), None)
    if found is None:
        return ""
    said = found.groupdict()
    try:
        year, *rest = (number(said[name]) for name in ("year", "month", "day") if said[name])
        if said.get("era"):
            year += _FOUNDING
        elif len(said["year"]) != len("2026"):
            return ""
        date_ = "-".join([f"{year:04}", *(f"{part:02}" for part in rest)])
        days_of(date_)
    except ValueError:
        return ""
    return date_
