"""Dates as mastheads print them: 2026年2月6日, 二〇二六年二月六日, 中華民國卅六年八月一日, 2月17日至19日, 农历乙巳年十二月十九."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from borax.calendars.lunardate import LunarDate

from archive.parsing.types import Precision

_VALUE = {"〇": 0, "零": 0, "○": 0, "◯": 0, "元": 1, "正": 1, "冬": 11, "腊": 12} | {
    c: n for n, c in enumerate("一二三四五六七八九", 1)
}
NUMERAL = r"(?:\d+|[〇零○◯元正冬腊一二三四五六七八九十廿卅百千]+)"
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
WEEKDAYS = "一二三四五六日"

_ROC_EPOCH = 1911
_YEAR = rf"(?P<roc>(?:中华)?民国)?\s*(?P<year>{NUMERAL})\s*年"
_DAY = rf"(?P<month>{NUMERAL})\s*月\s*(?P<day>{NUMERAL})\s*日"
FULL = re.compile(rf"{_YEAR}\s*{_DAY}")
DOTTED = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)\s*[./-]\s*(?P<month>\d{1,2})\s*[./-]\s*(?P<day>\d{1,2})(?!\d)")
MONTH = re.compile(rf"{_YEAR}\s*(?P<month>{NUMERAL})\s*月(?!\s*(?:{NUMERAL}|初))")
_TO = rf"\s*(?:日)?\s*(?:至|—+|-+|－|~|～|–)\s*(?:(?P<month2>{NUMERAL})\s*月)?\s*(?P<day2>{NUMERAL})\s*日"
LAST_DAY = re.compile(_TO)
RANGE = re.compile(rf"{_YEAR}\s*(?P<month>{NUMERAL})\s*月\s*(?P<day>{NUMERAL}){_TO}")
SHORT_RANGE = re.compile(rf"(?P<month>{NUMERAL})\s*月\s*(?P<day>{NUMERAL}){_TO}")
WEEKDAY = re.compile(r"(?:星期|礼拜|周)\s*([一二三四五六日天])")
LUNAR = re.compile(
    rf"(?:农历|夏历|旧历|阴历)?\s*(?:岁次)?\s*(?P<stem>[{STEMS}])(?P<branch>[{BRANCHES}])\s*年?\s*"
    r"(?P<leap>闰)?(?P<month>[正一二三四五六七八九十冬腊]+)\s*月\s*(?:大|小)?\s*(?P<day>[初一二三四五六七八九十廿卅]+)\s*日?"
)
LUNAR_BARE = re.compile(
    r"(?:农历|夏历|旧历|阴历)\s*(?P<leap>闰)?(?P<month>[正一二三四五六七八九十冬腊]+)\s*月\s*(?:大|小)?\s*"
    r"(?P<day>[初一二三四五六七八九十廿卅]+)\s*日?"
)


def number(text: str) -> int:
    """The value of a numeral: 2026, 二〇二六, 十九, 廿八, 卅六, 一百二十三.

    >>> number("廿八"), number("二○二六"), number("十")
    (28, 2026, 10)

    Raises ValueError if it is none.
    """
    text = text.strip()
    if text.isdigit():
        return int(text)
    if text and all(c in _VALUE for c in text):
        return int("".join(str(_VALUE[c]) for c in text))
    total = here = 0
    for c in text:
        if c in _VALUE:
            here = here * 10 + _VALUE[c] if here and total == 0 else _VALUE[c]
        elif c in "廿卅":
            total += {"廿": 20, "卅": 30}[c]
        elif c in "十百千":
            total += (here or 1) * {"十": 10, "百": 100, "千": 1000}[c]
            here = 0
        elif c != "初":
            raise ValueError(f"not a numeral: {text!r}")
    if not text:
        raise ValueError("not a numeral: ''")
    return total + here


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date found in a text. ``first`` is None where what is printed is no day of any calendar (13月45日)."""

    start: int
    end: int
    first: date | None
    last: date | None = None
    precision: Precision = Precision.DAY
    calendar: str = "gregorian"


def find_dates(text: str) -> list[PrintedDate]:
    """Every full date of a (folded) text, or month where no day follows it, in order."""
    found = []
    for pattern in (FULL, DOTTED, MONTH):
        for match in pattern.finditer(text):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            found.append(_printed(match))
    for match in RANGE.finditer(text):
        found = [other for other in found if other.end <= match.start() or other.start >= match.end()]
        found.append(_printed(match))
    return sorted(found, key=lambda printed: printed.start)


def _printed(match: re.Match) -> PrintedDate:
    groups = match.groupdict()
    try:
        year = number(groups["year"])
        roc = bool(groups.get("roc"))
        if roc:
            year += _ROC_EPOCH
        month, day = number(groups["month"]), number(groups.get("day") or "1")
        first = date(year, month, day)
    except (ValueError, OverflowError):
        return PrintedDate(match.start(), match.end(), None)
    precision = Precision.DAY if groups.get("day") else Precision.MONTH
    end, last = match.end(), None
    if precision is Precision.DAY:
        rest = match if groups.get("day2") else LAST_DAY.match(match.string, match.end())
        if rest:
            last = _last_day(first, rest)
            end = rest.end()
    return PrintedDate(match.start(), end, first, last, precision, "roc" if roc else "gregorian")


def _last_day(first: date, match: re.Match) -> date | None:
    try:
        month = number(match["month2"]) if match["month2"] else first.month
        last = date(first.year + (month < first.month), month, number(match["day2"]))
    except (ValueError, OverflowError):
        return None
    return last if first < last <= first + timedelta(days=40) else None


def lunar_date(day: date) -> str:
    """The day in the lunar calendar (农历), as mastheads print it; '' outside the years 1900 to 2100.

    >>> lunar_date(date(2025, 7, 25))
    '乙巳年闰六月初一'
    """
    try:
        return LunarDate.from_solar(day).strftime("%o年%L%N月%D")
    except ValueError:
        return ""


def lunar_agrees(day: date, text: str) -> bool | None:
    """Whether the lunar date printed in the (folded) text is that of ``day``; None if none is printed or readable."""
    match = LUNAR.search(text) or LUNAR_BARE.search(text)
    if not match:
        return None
    try:
        lunar = LunarDate.from_solar(day)
        month, number_of_day = number(match["month"]), number(match["day"])
    except (ValueError, OverflowError):
        return None
    agrees = (lunar.month, lunar.day, bool(lunar.leap)) == (month, number_of_day, bool(match["leap"]))
    if "stem" in match.groupdict():
        agrees = agrees and lunar.gz_year == match["stem"] + match["branch"]
    return agrees


def weekday_agrees(day: date, text: str) -> bool | None:
    """Whether the weekday printed in the (folded) text is that of ``day``; None if none is printed."""
    match = WEEKDAY.search(text)
    return None if not match else WEEKDAYS[day.weekday()] == match[1].replace("天", "日")
