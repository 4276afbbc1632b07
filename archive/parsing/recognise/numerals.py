"""Numerals as newspapers print them: 2026, 二〇二六, 十九, 廿八, 一千九百零六; in dates also as they are misread."""

from __future__ import annotations

NUMERAL = r"(?:\d{1,12}|[〇零○◯元正冬腊一二三四五六七八九十廿卅卌百千]{1,12})"

# What a tool that reads a page takes 0 and 1 for. In a date it can be nothing else; anywhere else it is a letter.
ZEROS, ONES = "OoОоΟο〇零○◯", "Il|丨!"
UNREADABLE = "□■?*×"  # what such tools write for a sign they cannot read
_MISREAD = str.maketrans(dict.fromkeys(ZEROS, "0") | dict.fromkeys(ONES, "1"))

_VALUE = {"〇": 0, "零": 0, "○": 0, "◯": 0, "元": 1, "正": 1, "冬": 11, "腊": 12}
_VALUE |= {sign: value for value, sign in enumerate("一二三四五六七八九", 1)} | {str(n): n for n in range(10)}
_TENS = {"廿": 20, "卅": 30, "卌": 40}
_POWERS = {"十": 10, "百": 100, "千": 1000}


def number(text: str) -> int:
    """The value of a numeral: 2026, 二〇二六, 十九, 廿八, 卅六, 一百二十三.

    >>> number("廿八"), number("二○二六"), number("十")
    (28, 2026, 10)

    Raises ValueError if it is none.
    """
    text = "".join(text.split())
    if text.isdecimal():
        return int(text)
    if text and all(sign in _VALUE for sign in text):
        return int("".join(str(_VALUE[sign]) for sign in text))
    total = here = 0
    for sign in text:
        if sign in _VALUE:
            here = here * 10 + _VALUE[sign] if here and total == 0 else _VALUE[sign]
        elif sign in _TENS:
            total += _TENS[sign]
        elif sign in _POWERS:
            total += (here or 1) * _POWERS[sign]
            here = 0
        elif sign != "初":
            raise ValueError(f"not a numeral: {text!r}")
    if not text:
        raise ValueError("not a numeral: ''")
    return total + here


def number_in_date(text: str) -> int:
    """The value of a numeral of a date, whose signs for 0 and 1 may be misread.

    >>> number_in_date("2O26"), number_in_date("l2"), number_in_date("二OO六")
    (2026, 12, 2006)

    Raises ValueError if it is none, or has a sign that could not be read.
    """
    return number(text.translate(_MISREAD))
