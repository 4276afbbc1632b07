"""The day of the issue, of what the furniture of a page prints: dates whole and in pieces, weekday, lunar date."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from archive.parsing.lines.layout import Line
from archive.parsing.recognise import dates
from archive.parsing.recognise.eras import OLD_CALENDAR, lunar_agrees
from archive.parsing.recognise.furniture_line import Found
from archive.parsing.types import Masthead, ParseWarning, Precision


def read_day(found: list[Found], masthead: Masthead, warnings: list[ParseWarning], traditional: bool) -> Masthead:
    """What the furniture prints of its day. A western date is believed before one that had to be converted, and the
    first before others; what contradicts it is a doubt."""

    def doubt(code: str, line: Line, text: str) -> None:
        warnings.append(ParseWarning(code, (line.start, line.end), text.strip()))

    dated = _decided(_dated(found, traditional), found)
    known = [each for each in dated if each.printed.first]
    main = min(known, key=lambda each: (each.printed.lunar, each.printed.precision is not Precision.DAY), default=None)
    if main:
        masthead = replace(
            masthead,
            date=main.printed.first,
            last_date=main.printed.last,
            precision=main.printed.precision,
            date_printed=main.text,
            calendar=main.printed.calendar,
        )
    whole = masthead.date if masthead.precision is Precision.DAY else None
    for each in dated:
        printed = each.printed
        if printed.doubt and not (main and printed.lunar and printed.doubt == "date_unclear"):
            doubt(printed.doubt, each.line, each.text)
        elif main and printed.lunar and each is not main:
            if whole and printed.first and printed.first != whole:
                doubt("lunar_conflict", each.line, each.text)
            masthead = replace(masthead, lunar=masthead.lunar or each.text.strip())
        elif printed.first and printed.first != masthead.date and printed.precision is Precision.DAY:
            doubt("date_conflict", each.line, each.text)
    for line, name, text in [(item.line, *token) for item in found for token in item.tokens]:
        if name == "days" and whole and (last := dates.last_of_days(whole, text)):
            masthead = replace(masthead, last_date=last)
        elif name == "weekday":
            if whole and not masthead.last_date and dates.weekday_agrees(whole, text) is False:
                doubt("weekday_conflict", line, text)
            masthead = replace(masthead, weekday=masthead.weekday or text)
        elif name == "lunar":
            if whole and lunar_agrees(whole, text) is False:
                doubt("lunar_conflict", line, text)
            masthead = replace(masthead, lunar=masthead.lunar or re.sub(rf"^{OLD_CALENDAR}\s*", "", text))
    return masthead


class _Dated(NamedTuple):
    line: Line
    text: str
    printed: dates.PrintedDate


def _dated(found: list[Found], traditional: bool) -> list[_Dated]:
    """The dates of the furniture, those put together that stand in pieces: 2025年 / 11月3日, 2025年11月 / 3日."""
    dated: list[_Dated] = []
    tokens = [(item, name, text) for item in found for name, text in item.tokens if name not in _BETWEEN_PIECES]
    for (item, name, text), following in itertools.zip_longest(tokens, tokens[1:]):
        printed = next(iter(dates.find_dates(text, traditional)), None) if name == "date" else None
        if following and (printed is None or printed.precision is Precision.MONTH):
            below, kind, rest = following
            whole = _put_together(name, text.strip(), kind, rest.strip())
            if kind == "bare" and not _stands_below(found, item, below):
                whole = ""
            joined = next(iter(dates.find_dates(whole, traditional)), None)
            if joined and joined.precision is Precision.DAY and (joined.first or kind != "bare"):
                text, printed = whole, joined
                if kind == "bare":
                    below.tokens[0] = ("day", rest)  # and no page's number
        if printed:
            dated.append(_Dated(item.line, text, printed))
    return dated


_BETWEEN_PIECES = ("weekday", "lunar", "beside", "festival", "latin", "script")


def _put_together(name: str, text: str, kind: str, rest: str) -> str:
    """Two pieces as one date, or "": year and day, month and day, and the lone numeral of the day under its month
    (一九七六年十一月 / 2 / 星期二)."""
    if (name, kind) in (("year", "days"), ("date", "day")):
        return text + rest
    if (name, kind) == ("days", "year"):
        return rest + text
    return f"{text}{int(rest)}日" if (name, kind) == ("date", "bare") and rest.isdecimal() else ""


def _stands_below(found: list[Found], item: Found, below: Found) -> bool:
    """Whether the second is the very next line of furniture, and has nothing else on it."""
    following = next((under for above, under in itertools.pairwise(found) if above is item), None)
    return following is below and len(below.tokens) == 1


def _decided(dated: list[_Dated], found: list[Found]) -> list[_Dated]:
    """The dates, those that leave out the century read as what a date beside them, the weekday or the lunar date says,
    if only one day agrees."""
    days = {each.printed.first for each in dated if each.printed.first and each.printed.precision is Precision.DAY}
    beside = [text for item in found for name, text in item.tokens if name in ("weekday", "lunar")]

    def agrees(day: date) -> bool:
        said = [check(day, text) for text in beside for check in (dates.weekday_agrees, lunar_agrees)]
        return False not in said and True in said

    decided = []
    for each in dated:
        possible = [(day, by) for day, by in each.printed.candidates if (day in days if days else agrees(day))]
        if len(possible) == 1:
            ((day, calendar),) = possible
            printed = replace(each.printed, first=day, calendar=calendar, doubt="", candidates=())
            each = each._replace(printed=printed)
        decided.append(each)
    return decided


_TOP = 12  # lines among which the masthead stands
_DATE_LINE_MAX = 60


def day_left_over(lines: list[Line]) -> list[ParseWarning]:
    """A doubt of the first line above a page's text that begins or ends with a date and was not taken for furniture."""
    for line in lines[:_TOP]:
        if line.length > _DATE_LINE_MAX:
            break
        norm = line.norm.strip()
        for printed in dates.find_dates(norm):
            if printed.precision is Precision.DAY and (printed.start == 0 or printed.end == len(norm)):
                return [ParseWarning("date_unclear", (line.start, line.end), norm[printed.start : printed.end])]
    return []


def is_traditional(text: str) -> bool:
    """Whether a text has more characters that only traditional sets have than such as only simplified sets have."""
    counts: Counter[str] = Counter()
    for char, count in Counter(text).items():
        if char >= "\u4e00":
            counts[_SETS.get((_in_set(char, "gb2312"), _in_set(char, "big5")), "")] += count
    return counts["traditional"] > counts["simplified"]


_SETS = {(False, True): "traditional", (True, False): "simplified"}


def _in_set(char: str, codec: str) -> bool:
    try:
        char.encode(codec)
    except UnicodeEncodeError:
        return False
    return True
