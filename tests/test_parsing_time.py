"""Reading a page takes time in proportion to its length, whatever stands on it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive.parsing import parse_page
from archive.parsing.lines.layout import Sheet, lines_of
from tests.growth import LINEAR, growth

SHAPES = {
    "spaces": " ",
    "full-width spaces": "\u3000",
    "no-break spaces": "\u00a0",
    "tabs": "\t",
    "characters set wide": "全 市 肉 牛 产 业 发 展 ",
    "names set wide": "王 李 张 刘 陈 杨 ",
    "ones": "一",
    "noughts": "〇",
    "tens": "十",
    "digits": "2026",
    "letters misread": "lO",
    "jumps": "转3版 ",
    "jumps set wide": "转  3  版  ",
    "pages": "第一版 ",
    "brackets": "（",
    "brackets closed": "（通辽）",
    "titles": "《",
    "squares": "■",
    "bars": "|",
    "headings": "#",
    "stars": "*",
    "arrows": "▶",
    "dashes": "—",
    "dots": "…",
    "latin words": "hotel word ",
    "dates": "2026年3月6日 ",
    "days": "17日、",
    "lunar dates": "正月初一 ",
    "weekdays": "星期五 ",
    "weather": "晴转多云 ",
    "names": "记者 王晶 李肖峰 ",
    "staff": "责任编辑：",
    "credits": "王晶 摄 ",
    "newspapers": "通辽日报 ",
    "mixed": "（记者 王 晶）2026年3月6日转3版，《通辽》■ ",
    "sentences": "全市春耕备耕工作会议在通辽召开，会议强调要抓好春耕。",
}
# What stands on both sides of a long run of the same: a pattern that looks for its end looks far.
ROUND = {
    "text": ("全市", "肉牛产业。"),
    "byline": ("记者", "王晶"),
    "jump": ("转", "3版"),
    "head": ("本报讯", "记者"),
    "date": ("2026年", "3月6日"),
    "bracket": ("（", "）"),
}
KINDS = {
    "markdown": "# 县图书馆开馆\n\n{}\n",
    "columns": "全市春耕备耕工作会议在通辽召开会议强\n调要抓好春耕备耕工作确保粮食稳产增收\n" * 6 + "{}\n",
    "plain": "全市春耕会议召开。\n{}\n",
}
MOST = 200_000  # characters of the shorter text


def read_growth(make: Callable[[int], str]) -> float:
    return growth(lambda length: parse_page(make(length)), 1000, MOST)


def run_of(unit: str, length: int) -> str:
    return (unit * (length // len(unit) + 1))[:length]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", SHAPES)
def test_one_very_long_line(shape: str, kind: str) -> None:
    assert read_growth(lambda length: KINDS[kind].format(run_of(SHAPES[shape], length))) <= LINEAR


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", SHAPES)
def test_many_lines(shape: str, kind: str) -> None:
    line = run_of(SHAPES[shape], 40)
    assert read_growth(lambda length: KINDS[kind].format("\n".join([line] * (length // 40)))) <= LINEAR


@pytest.mark.parametrize("around", ROUND)
@pytest.mark.parametrize("shape", ["spaces", "full-width spaces", "tabs", "ones", "digits", "dashes", "jumps set wide"])
def test_a_long_run_amid_a_line(shape: str, around: str) -> None:
    before, after = ROUND[around]
    assert read_growth(lambda length: KINDS["plain"].format(before + run_of(SHAPES[shape], length) + after)) <= LINEAR


def test_a_line_of_characters_set_wide() -> None:
    """It took a minute: every way to part it into names was tried."""

    def read_often(count: int) -> None:
        line = " ".join(run_of("全市肉牛王李张刘产业发展", count))
        for _time in range(20):
            parse_page(f"# 县图书馆开馆\n\n{line}\n\n记者 {line}\n")

    assert growth(read_often, 10, 40) <= LINEAR


@pytest.mark.parametrize(
    "piece",
    [
        "&lt;",
        "$1",
        "\\frac{",
        "{",
        "^{",
        "$\\mathrm{",
        "![](data:",
        "data:image/png;base64,",
        "A1b",
        "\\text{a}",
        "会议。",
        "$ ",
    ],
)
def test_what_reading_tools_leave(piece: str) -> None:
    assert growth(lambda count: lines_of(Sheet(piece * count)), 500, MOST) <= LINEAR
