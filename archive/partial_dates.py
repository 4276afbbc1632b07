"""Dates as precise as they are known: 2026-02-06, 2024-11, 2024. Pure."""

import re
from datetime import date, timedelta

_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


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
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
