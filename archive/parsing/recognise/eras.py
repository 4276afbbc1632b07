"""How years and days were counted besides the Gregorian calendar: eras (年号), and the lunar calendar (农历)."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from borax.calendars.lunardate import LunarDate

from archive.parsing.recognise.numerals import number


class Era(NamedTuple):
    """The year before its first, how many years it had (None: it goes on), and whether its days are lunar."""

    epoch: int
    years: int | None = None
    lunar: bool = False


ERAS = {
    "民国": Era(1911),
    "嘉庆": Era(1795, 25, lunar=True),
    "道光": Era(1820, 30, lunar=True),
    "咸丰": Era(1850, 11, lunar=True),
    "同治": Era(1861, 13, lunar=True),
    "光绪": Era(1874, 34, lunar=True),
    "宣统": Era(1908, 9, lunar=True),  # three years, and again in the summer of the ninth, 1917
    "黄帝纪元": Era(-2698, lunar=True),  # as the papers of the revolution of 1911 counted: 4609
    "洪宪": Era(1915, 1),
    "大同": Era(1931, 3),
    "康德": Era(1933, 12),
    "成纪": Era(1205),  # of Chinggis Khan, as Mengjiang counted: 737 is 1942
    "成吉思汗纪元": Era(1205),
    "明治": Era(1867, 45),
    "大正": Era(1911, 15),
    "昭和": Era(1925, 64),
    "平成": Era(1988, 31),
    "令和": Era(2018),
}
_OF = r"(?:大清帝?国?|前清|清|大?满洲帝?国|大?中华|中国|大?日本帝?国?|蒙古|蒙疆)"  # who counts so
ERA = rf"(?:{_OF}\s?)?(?P<era>" + "|".join(ERAS) + ")"
LUNAR_ERA = rf"(?:{_OF}\s?)?(?P<era>" + "|".join(name for name, era in ERAS.items() if era.lunar) + ")"

STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_LIKE_STEMS, _LIKE_BRANCHES = str.maketrans("已巳戌戍", "己己戊戊"), str.maketrans("已己末戊戍夘", "巳巳未戌戌卯")
_STEM, _BRANCH = f"[{STEMS}已巳戌戍]", f"[{BRANCHES}已己末戊戍夘]"  # with what they are misread as
_BEAST = "[鼠牛虎兔龙蛇马羊猴鸡狗猪]"
CYCLE = f"{_STEM}{_BRANCH}"
YEAR_OF_CYCLE = rf"(?:岁次)?\s?{_STEM}{_BRANCH}(?:[(（\s]?{_BEAST}[)）]?)?年?"
ZODIAC = rf"(?:[生肖农历]{{0,2}}{_BEAST}年|(?<=\(){_BEAST}(?=\)))"
OLD_CALENDAR = r"(?:农历|夏历|旧历|阴历|古历)"
_MONTH = r"(?P<leap>闰)?(?P<month>[正一二三四五六七八九十冬腊]{1,3})\s{0,2}月\s{0,2}(?:大|小)?\s{0,2}"
_DAY = r"(?P<day>[初一二三四五六七八九十廿卅]{1,4})\s{0,2}日?"
LUNAR = re.compile(
    rf"{OLD_CALENDAR}?\s{{0,4}}(?:岁次)?\s{{0,4}}(?P<stem>{_STEM})\s?(?P<branch>{_BRANCH})\s?(?:[(【]?{_BEAST}[)】]?)?\s{{0,4}}年?"
    rf"\s{{0,2}}(?:[(【]{_BEAST}年?[)】])?\s{{0,4}}{_MONTH}{_DAY}"
)
LUNAR_BARE = re.compile(rf"{OLD_CALENDAR}\s{{0,4}}(?:{_BEAST}年)?\s{{0,4}}{_MONTH}{_DAY}")
# Nothing but the form of the day, or a month that only this calendar has, says that it is lunar: 正月初一.
LUNAR_PLAIN = re.compile(
    rf"{_MONTH}(?P<day>初[一二三四五六七八九十]|廿[一二三四五六七八九]?)(?!\s?[号期])日?|"
    rf"(?P<leap2>闰)?(?P<month2>[正冬腊])月\s{{0,2}}(?:大|小)?\s{{0,2}}(?P<day2>[二三]?十[一二三四五六七八九]?)(?!\s?[日号期一二三四五六七八九十])"
)


class BeyondTables(ValueError):
    """A lunar date of a year whose months nobody here knows."""


def from_lunar(year: int, month: int, day: int, leap: bool) -> date:
    """The day on which a lunar date fell; ``year`` is that in which the lunar year began.

    >>> from_lunar(1906, 5, 1, False)
    datetime.date(1906, 6, 22)

    Raises BeyondTables outside the years 1900 to 2100, ValueError if that year has no such day.
    """
    if not 1900 <= year <= 2100:
        raise BeyondTables(year)
    day_: date = LunarDate(year, month, day, int(leap)).to_solar_date()
    return day_


def year_of_cycle(era: Era, cycle: str) -> int:
    """The year of an era of this name in the cycle of sixty (干支): of 光绪, 丙午 is 32.

    >>> year_of_cycle(ERAS["光绪"], "丙午")
    32

    Raises ValueError if the era had none.
    """
    stem, branch = cycle[0].translate(_LIKE_STEMS), cycle[1].translate(_LIKE_BRANCHES)
    for year in range(1, (era.years or 60) + 1):
        place = era.epoch + year - 4
        if (STEMS[place % 10], BRANCHES[place % 12]) == (stem, branch):
            return year
    raise ValueError(f"no year of this name: {cycle}")


def lunar_date(day: date) -> str:
    """The day in the lunar calendar (农历), as mastheads print it; '' outside the years 1900 to 2100.

    >>> lunar_date(date(2025, 7, 25))
    '乙巳年闰六月初一'
    """
    try:
        printed: str = LunarDate.from_solar(day).strftime("%o年%L%N月%D")
    except ValueError:
        return ""
    return printed


def lunar_agrees(day: date, text: str) -> bool | None:
    """Whether the lunar date printed in the (folded) text is that of ``day``; None if none is printed or readable."""
    match = LUNAR.search(text) or LUNAR_BARE.search(text) or LUNAR_PLAIN.search(text)
    if not match:
        return None
    said = match.groupdict()
    try:
        lunar = LunarDate.from_solar(day)
        month, number_of_day = number(said["month"] or said["month2"]), number(said["day"] or said["day2"])
    except (ValueError, OverflowError):
        return None
    leap = bool(said["leap"] or said.get("leap2"))
    agrees = (lunar.month, lunar.day, bool(lunar.leap)) == (month, number_of_day, leap)
    if "stem" in said:
        cycle = said["stem"].translate(_LIKE_STEMS) + said["branch"].translate(_LIKE_BRANCHES)
        agrees = agrees and lunar.gz_year == cycle
    return agrees
