"""Reading a page takes time in proportion to its length, whatever stands on it."""

from __future__ import annotations

import time

import pytest

from archive.parsing import parse_page

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
LEAST, MOST = 0.02, 200_000  # seconds that the shorter text takes at least, unless it is as long as this


def seconds(text: str) -> float:
    begun = time.process_time()
    parse_page(text)
    return time.process_time() - begun


def ratio(make, least: float = LEAST) -> float:
    """How many times longer a text of four times the length takes, both at their best of five at most."""
    length = 1000
    while seconds(make(length)) < least and length < MOST:
        length *= 2
    short = long = float("inf")
    for _time in range(5):
        short, long = min(short, seconds(make(length))), min(long, seconds(make(4 * length)))
        if long <= 6 * short:
            break
    return long / short


def run_of(unit: str, length: int) -> str:
    return (unit * (length // len(unit) + 1))[:length]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", SHAPES)
def test_one_very_long_line(shape: str, kind: str) -> None:
    assert ratio(lambda length: KINDS[kind].format(run_of(SHAPES[shape], length))) <= 6


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", SHAPES)
def test_many_lines(shape: str, kind: str) -> None:
    line = run_of(SHAPES[shape], 40)
    assert ratio(lambda length: KINDS[kind].format("\n".join([line] * (length // 40)))) <= 6


@pytest.mark.parametrize("around", ROUND)
@pytest.mark.parametrize("shape", ["spaces", "full-width spaces", "tabs", "ones", "digits", "dashes", "jumps set wide"])
def test_a_long_run_amid_a_line(shape: str, around: str) -> None:
    before, after = ROUND[around]
    assert ratio(lambda length: KINDS["plain"].format(before + run_of(SHAPES[shape], length) + after)) <= 6


@pytest.mark.parametrize("count", [48, 58, 100, 159])
def test_a_line_of_characters_set_wide_is_read_at_once(count: int) -> None:
    line = " ".join(run_of("全市肉牛王李张刘产业发展", count))
    assert seconds(f"# 县图书馆开馆\n\n{line}\n\n记者 {line}\n") < 1  # it took a minute
