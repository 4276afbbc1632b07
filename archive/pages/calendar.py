"""The calendar of a newspaper's year: what every day says. Pure: issues in, days out.

A day is held whole or in part, published but not held, not published, or unknown. What is between two issues is told
by their numbers: as many numbers missing as days between them, and all were published; none missing, and none was.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Protocol

from archive.models.partial_dates import days_after

_ONE_DAY = timedelta(days=1)
_WEEKDAYS = "一二三四五六日"
_DAILY = re.compile(r"日报|日刊|每天|每日|周七刊")
_RANGE = re.compile(rf"(?:周|星期)([{_WEEKDAYS}])\s*(?:至|到|[—\-~～])\s*(?:周|星期)?([{_WEEKDAYS}])")
_LISTED = re.compile(rf"(?:周|星期)((?:[{_WEEKDAYS}][、,，]?\s*)+)")


class DayState(StrEnum):
    WHOLE = "whole"  # every page that was printed is held
    PART = "part"  # some pages are
    HELD = "held"  # something is held, and nobody knows of how much
    PUBLISHED = "published"  # there was an issue, which is not held
    NONE = "none"  # there was none
    UNKNOWN = "unknown"


class HeldIssue(Protocol):
    """What the calendar must know of an issue, all of whose days are known."""

    first_day: date
    last_day: date | None
    first_number: int | None
    last_number: int | None
    kind: str
    pages_printed: int | None
    pages_held: int


class Suspended(Protocol):
    """Days on which the newspaper said that it would not appear, and where it said so."""

    first_day: date
    last_day: date
    note: str


@dataclass(slots=True)
class Day:
    """One day, and the issues of it, extras after the regular one."""

    day: date
    state: DayState
    issues: list[HeldIssue] = field(default_factory=list)
    bar: str = ""  # of a merged issue over several days: start, middle or end
    note: str = ""  # where it is said that there was none


@dataclass(slots=True)
class Month:
    """A month as rows of weeks, Monday first; None where a week begins or ends in another month."""

    number: int
    weeks: list[list[Day | None]]

    @property
    def has_issues(self) -> bool:
        """Whether an issue is known to have been published in it, held or not."""
        return any(day and day.state not in (DayState.NONE, DayState.UNKNOWN) for week in self.weeks for day in week)


def weekdays(frequency: str) -> frozenset[int] | None:
    """On which days of the week (Monday is 0) a newspaper says that it appears; None if it does not say.

    >>> sorted(weekdays("周二至周六")), sorted(weekdays("周一、三、五")), weekdays("日报") == frozenset(range(7))
    ([1, 2, 3, 4, 5], [0, 2, 4], True)
    """
    text = frequency.replace("天", "日") if "星期天" in frequency or "周天" in frequency else frequency
    if found := _RANGE.search(text):
        first, last = (_WEEKDAYS.index(sign) for sign in found.groups())
        return frozenset((first + step) % 7 for step in range((last - first) % 7 + 1))
    if found := _LISTED.search(text):
        return frozenset(_WEEKDAYS.index(sign) for sign in found[1] if sign in _WEEKDAYS)
    return frozenset(range(7)) if _DAILY.search(text) else None


def year_of(
    year: int, issues: Sequence[HeldIssue], frequency: str = "", suspended: Iterable[Suspended] = ()
) -> list[Month]:
    """The twelve months. ``issues`` are those of the year whose days are known, with the last before it and the first
    after it, in order of their days. What numbers say of a day counts for more than what was announced."""
    days = {}
    for number in range(366 if calendar.isleap(year) else 365):
        day = date(year, 1, 1) + number * _ONE_DAY
        days[day] = Day(day, DayState.UNKNOWN)
    appears = weekdays(frequency)
    if appears is not None:
        for day in days.values():
            if day.day.weekday() not in appears:
                day.state = DayState.NONE
    for each in suspended:
        for day in days.values():
            if each.first_day <= day.day <= each.last_day:
                day.state, day.note = DayState.NONE, each.note
    for day, published in _between(issues, appears):
        if day in days:
            days[day].state = DayState.PUBLISHED if published else DayState.NONE
            days[day].note = "" if published else days[day].note
    for issue in issues:
        _hold(days, issue)
    return [
        Month(
            month,
            [
                [days[date(year, month, number)] if number else None for number in week]
                for week in calendar.monthcalendar(year, month)
            ],
        )
        for month in range(1, 13)
    ]


def _hold(days: dict[date, Day], issue: HeldIssue) -> None:
    last = max(issue.last_day or issue.first_day, issue.first_day)
    length = (last - issue.first_day).days
    for step in range(length + 1):
        day = days.get(issue.first_day + step * _ONE_DAY)
        if day is None:
            continue
        state = _state(issue)
        if not day.issues or state is DayState.WHOLE:
            day.state = state
        day.issues.append(issue)
        day.issues.sort(key=lambda each: each.kind != "regular")
        if length:
            day.bar = "start" if step == 0 else "end" if step == length else "middle"


def _state(issue: HeldIssue) -> DayState:
    if not issue.pages_held:
        return DayState.PUBLISHED
    if not issue.pages_printed:
        return DayState.HELD
    return DayState.WHOLE if issue.pages_held >= issue.pages_printed else DayState.PART


def _between(issues: Iterable[HeldIssue], appears: frozenset[int] | None) -> Iterable[tuple[date, bool]]:
    """The days between numbered issues of which the numbers say whether something was published."""
    numbered = [issue for issue in issues if issue.first_number is not None and issue.kind in ("regular", "merged")]
    for before, after in pairwise(numbered):
        first = days_after(max(before.last_day or before.first_day, before.first_day), 1)
        between = [first + step * _ONE_DAY for step in range((after.first_day - first).days)]
        missing = after.first_number - (before.last_number or before.first_number) - 1
        if missing < 0 or missing > len(between):
            continue
        likely = [day for day in between if appears is None or day.weekday() in appears]
        if missing == 0:
            yield from ((day, False) for day in between)
        elif missing == len(between):
            yield from ((day, True) for day in between)
        elif missing == len(likely):
            yield from ((day, day in likely) for day in between)
