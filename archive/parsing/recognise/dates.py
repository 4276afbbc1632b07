"""Dates as mastheads print them: 2026年2月6日, 二〇二六年二月六日, 中華民國卅六年八月一日, 2月17日至19日, 光緒三十二年五月初一日.

All patterns are for folded text. What a tool misreads in a date is read as what it must be (2O26年, 星期曰); whatever
still has no day that a newspaper can have says so (``PrintedDate.doubt``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from archive.parsing.recognise.eras import (
    CYCLE,
    ERA,
    ERAS,
    LUNAR_ERA,
    OLD_CALENDAR,
    YEAR_OF_CYCLE,
    BeyondTables,
    Era,
    from_lunar,
    year_of_cycle,
)
from archive.parsing.recognise.numerals import ONES, UNREADABLE, ZEROS, number_in_date
from archive.parsing.types import Precision

WEEKDAYS = "一二三四五六日"
FIRST_YEAR = 1800  # no newspaper in Chinese is older
_LONGEST_ISSUE = timedelta(days=40)

_G = r"\s{0,4}"
_SIGN = rf"[\d{re.escape(ZEROS + ONES + UNREADABLE)}]"
_HAN = "一二三四五六七八九"
_WHOLE_YEAR = (
    rf"(?<!\d)[12一二{re.escape(ONES + UNREADABLE)}](?:\s?(?:{_SIGN}|[{_HAN}])){{3}}"
    rf"|[一二三四]千[百零〇{_HAN}十廿卅卌]{{0,7}}"
)
_SHORT_YEAR = rf"(?<!\d){_SIGN}{{1,3}}|[元{_HAN}十廿卅卌百〇零○](?:\s?[{_HAN}十廿卅卌百〇零○]){{0,4}}"
_MONTH = rf"(?:{_SIGN}{{1,2}}|[正元冬腊{_HAN}十](?:\s?[{_HAN}十]){{0,2}})"
_DAY = rf"(?:{_SIGN}{{1,3}}|初?[{_HAN}十廿卅](?:\s?[{_HAN}十]){{0,3}})"
_DAY_SIGN = "[日号曰目口]"
_LEAD = (
    rf"(?:(?:(?:出版|出报|出刊|发行|印刷|刊行)?(?:日期|时间)|今天|今日|本日)[是为]?\s?:?{_G})?"
    rf"(?:即?(?:公元|公历|西历|西元|阳历|新历|国历|耶稣降生){_G})?"
)
_YEAR = rf"{_LEAD}(?:{ERA}\s{{0,4}})?(?P<year>{_WHOLE_YEAR}|{_SHORT_YEAR}){_G}[年午]"
_MONTH_OF = (
    rf"{_G}(?:[(]?{YEAR_OF_CYCLE}[)]?)?{_G}(?P<old>{OLD_CALENDAR})?{_G}(?P<leap>闰)?(?P<month>{_MONTH}){_G}[月目冃]{_G}"
)
_LUNAR_DAY_ENDS = rf"(?<=初[{_HAN}十])|(?<=廿[{_HAN}])|(?<=廿)"  # which need no 日
_OTHER_DAY = rf"(?:(?:(?:{_WHOLE_YEAR}){_G}年{_G})?{_MONTH}{_G}月{_G})?{_DAY}"
_TO = rf"{_G}(?:[(]?(?:星期|礼拜|周)\s?[{_HAN}日天曰目][)]?{_G})?(?:至|到|和|及|暨|—{{1,2}}|-{{1,2}}|~|–|─{{1,2}}|、|,|/|·){_G}"
_LIST = rf"(?:{_TO}{_OTHER_DAY}{_G}日?){{0,9}}{_TO}{_OTHER_DAY}{_G}日"

FULL = rf"{_YEAR}{_MONTH_OF}(?P<day>{_DAY})(?:{_G}日?(?P<tail>{_LIST})|{_G}{_DAY_SIGN}|{_LUNAR_DAY_ENDS})"
OLD = (  # needs no 日
    rf"{LUNAR_ERA}{_G}(?:(?P<year>{_SHORT_YEAR}|{_WHOLE_YEAR}){_G}年|(?P<cycle>{CYCLE}){_G}年?)"
    rf"{_MONTH_OF}(?P<day>{_DAY}){_G}{_DAY_SIGN}?"
)
_DOT = r"\s?[./-]\s?"
_DOTTED_DAY = r"[\dOoIl]{1,2}(?!\d)"
DOTTED = (
    rf"{_LEAD}(?<![\d.])(?P<year>[12][\dOoIl]{{3}}){_DOT}(?P<month>[\dOoIl]{{1,2}}){_DOT}(?P<day>{_DOTTED_DAY})"
    rf"(?P<tail>(?:{_G}(?:至|到|—{{1,2}}|-{{1,2}}|~|–|、|/){_G}(?:(?:[12]\d{{3}}{_DOT})?\d{{1,2}}{_DOT})?\d{{1,2}}(?!\d|\s?版)){{1,9}})?"
)
COMPACT = r"(?<![\d.:第总])(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?![\d.期号])"
MONTH = rf"{_YEAR}{_G}(?P<month>{_MONTH}){_G}[月目冃](?!{_G}(?:{_DAY}|初))"
# What stands on lines of its own where a date is broken up: 2025年 / 11月3日, 2025年11月 / 3日.
YEAR = rf"{_LEAD}(?:{ERA}\s{{0,4}})?(?:{_WHOLE_YEAR}){_G}年(?=\s|$|[/|()])|{ERA}\s{{0,4}}(?:{_SHORT_YEAR}){_G}年(?=\s|$|[/|()])"
DAYS = rf"(?P<month>{_MONTH}){_G}月{_G}(?P<day>{_DAY})(?:{_G}日?(?P<tail>{_LIST})|{_G}{_DAY_SIGN})"
DAY = rf"(?<!月)(?P<day>{_DAY})(?:{_G}日?(?P<tail>{_LIST})|{_G}[日号])(?!报)(?:{_G}合刊)?"
_LUMINARIES = dict(zip("月火水木金土日", WEEKDAYS, strict=True))  # 月曜日
_LIKE_WEEKDAYS = (
    dict(zip("1234567", WEEKDAYS, strict=True)) | dict.fromkeys("天曰目口田夭", "日") | dict.fromkeys("—-", "一")
)
WEEKDAY = re.compile(
    rf"(?:星\s?期|礼\s?拜)\s{{0,2}}(?P<day>[{_HAN[:6]}日天曰目口田夭]|[1-7](?!\d)|[—\-](?=\s|$))"
    rf"|周\s?(?P<short>[{_HAN[:6]}日天曰目])|(?P<luminary>[{''.join(_LUMINARIES)}])\s?曜(?:日|(?=\s|$))"
)
_DAYS_ALONE = re.compile(DAYS)
_PATTERNS = [re.compile(pattern) for pattern in (FULL, OLD, DOTTED, COMPACT, MONTH)]
_FOLLOWING = re.compile(
    rf"{_TO}(?:(?:(?P<year>[12]\d{{3}}){_DOT})?(?P<month>\d{{1,2}}){_DOT})(?P<day>\d{{1,2}})(?![\d月日])"
    rf"|{_TO}(?:(?:(?P<year2>{_WHOLE_YEAR}){_G}年{_G})?(?P<month2>{_MONTH}){_G}月{_G})?(?P<day2>{_DAY})"
)
_ENDS = re.compile(rf"{_G}{_DAY_SIGN}?")


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date found in a text. ``first`` is None where no day can be told: then ``doubt`` is a code of WARNING_CODES,
    and ``candidates`` are the days that it may be, with their calendars, if it leaves out the century (26年3月6日)."""

    start: int
    end: int
    first: date | None
    last: date | None = None
    precision: Precision = Precision.DAY
    calendar: str = "gregorian"  # roc; "" for any other
    lunar: bool = False
    doubt: str = ""
    candidates: tuple[tuple[date, str], ...] = ()


def find_dates(text: str, traditional: bool = False) -> list[PrintedDate]:
    """Every full date of a (folded) text, or month where no day follows it, in order.

    ``traditional`` says that the page is in traditional characters, where 115年 is a year of the Republic.

    >>> find_dates("2026年2月17日至19日")[0].last
    datetime.date(2026, 2, 19)
    """
    found: list[PrintedDate] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if not any(match.start() < other.end and other.start < match.end() for other in found):
                found.append(_printed(match, traditional))
    return sorted(found, key=lambda printed: printed.start)


def _printed(match: re.Match[str], traditional: bool) -> PrintedDate:
    said = match.groupdict()
    era = ERAS.get(said.get("era") or "")
    whole = PrintedDate(
        match.start(),
        match.end(),
        None,
        precision=Precision.DAY if said.get("day") else Precision.MONTH,
        calendar="gregorian" if era is None else "roc" if said["era"] == "民国" else "",
        lunar=_is_lunar(said, era),
    )
    try:
        month, day = number_in_date(said["month"]), number_in_date(said.get("day") or "1")
        value = year_of_cycle(era, said["cycle"]) if era and said.get("cycle") else number_in_date(said["year"])
    except ValueError:  # a sign that could not be read, a year that the era never had
        return replace(whole, doubt="date_unclear")
    years, sure = _years(said, era, value, traditional)
    if era and era.years and value > era.years:
        return replace(whole, doubt="date_impossible")
    if not years or (whole.lunar and whole.precision is Precision.MONTH):
        return replace(whole, doubt="date_unclear")
    days: list[tuple[date, str]] = []
    for year in years:
        calendar = "roc" if not era and year - value == ERAS["民国"].epoch else whole.calendar
        try:
            first = from_lunar(year, month, day, bool(said.get("leap"))) if whole.lunar else date(year, month, day)
        except BeyondTables:
            return replace(whole, doubt="date_unclear")
        except ValueError:
            continue
        days.append((first, calendar))
    if not days:
        return replace(whole, doubt="date_impossible")
    if not sure:
        return replace(whole, doubt="date_unclear", candidates=tuple(days))
    first, calendar = days[0]
    whole = replace(whole, first=first, calendar=calendar)
    if not said.get("tail"):
        return whole
    last = last_day(first, said["tail"])
    return replace(whole, last=last, doubt="" if last else "date_impossible")


def _is_lunar(said: dict[str, str | None], era: Era | None) -> bool:
    return bool((era and era.lunar) or said.get("old") or said.get("leap") or (said.get("day") or "").startswith("初"))


def _years(said: dict[str, str | None], era: Era | None, value: int, traditional: bool) -> tuple[list[int], bool]:
    """The years that the year of a date may be and a newspaper can have, and whether there is no choice but the first."""
    latest = datetime.now(UTC).year + 1  # at the turn of the year, papers are dated ahead
    written = re.sub(r"\s", "", said["year"] or "")
    if era:
        years, sure = [era.epoch + value], True
    elif len(written) >= 4:
        years, sure = [value], True
    else:
        in_words = bool(re.search("[十廿卅卌百元]", written))  # 卅六 is no century's 36
        years = [1900 + value, 2000 + value] if len(written) == 2 and not in_words else []
        years += [ERAS["民国"].epoch + value] if traditional else []
        sure = traditional and (value > 99 or in_words)
    return [year for year in years if FIRST_YEAR <= year <= latest], sure


def last_day(first: date, tail: str) -> date | None:
    """The last day of the issue that begins on ``first``, of what follows that day: 至3月2日, 、18日、19日. None if
    the days do not follow each other."""
    day, at = first, 0
    while match := _FOLLOWING.match(tail, at):
        said = [match[name] or match[f"{name}2"] for name in ("year", "month", "day")]
        try:
            of_year, of_month = (number_in_date(part) if part else None for part in said[:2])
            month = of_month or day.month
            following = date(of_year or day.year + (month < day.month), month, number_in_date(said[2]))
        except (ValueError, OverflowError):
            return None
        if following <= day:
            return None
        ends = _ENDS.match(tail, match.end())
        day, at = following, ends.end() if ends else match.end()
    return day if first < day <= first + _LONGEST_ISSUE else None


def last_of_days(first: date, text: str) -> date | None:
    """The last day of the issue that begins on ``first``, of a row of days without its year: 2月17日至19日. None if it
    begins on another day."""
    match = _DAYS_ALONE.match(text)
    if not match or not match["tail"]:
        return None
    try:
        begins = number_in_date(match["month"]), number_in_date(match["day"])
    except ValueError:
        return None
    return last_day(first, match["tail"]) if begins == (first.month, first.day) else None


def weekday_agrees(day: date, text: str) -> bool | None:
    """Whether the weekday printed in the (folded) text is that of ``day``; None if none is printed or readable."""
    match = WEEKDAY.search(text)
    if not match:
        return None
    sign = match["day"] or match["short"]
    printed = _LUMINARIES[match["luminary"]] if match["luminary"] else _LIKE_WEEKDAYS.get(sign, sign)
    return WEEKDAYS[day.weekday()] == printed
