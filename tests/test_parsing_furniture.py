"""What a page and the tools that read it print of their own: mastheads in pieces, tags, table rules, escapes."""

from __future__ import annotations

import pytest

from archive.parsing import parse_page
from archive.parsing.types import Role

HEADED = "# 县图书馆开馆\n\n本报讯(记者 张琪) 5月1日,县图书馆开馆。\n\n"


def body_of(text: str) -> list[str]:
    (article,) = parse_page(HEADED + text + "\n").articles
    return [block.text for block in article.blocks][1:]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第一句话说完了。<br>第二句话也说完了。", ["第一句话说完了。", "第二句话也说完了。"]),
        ("<p>第一段话说完了。</p><p>第二段话也说完了。</p>", ["第一段话说完了。", "第二段话也说完了。"]),
        ('<div align="center">这是一段居中的话。</div>', ["这是一段居中的话。"]),
        ("这是<b>加粗</b>和<sup>①</sup>上标。", ["这是加粗和①上标。"]),
        ("<table><tr><td>指标</td><td>数值</td></tr><tr><td>产值</td><td>35.2</td></tr></table>", ["指标 数值\n产值 35.2"]),
        ("|指标|数值|\n|---|:-:|\n|产值|35.2|", ["指标 数值\n产值 35.2"]),
        ("> 这是引用的一段话。", ["这是引用的一段话。"]),
        ("- 一要抓好谋划。\n- 二要抓好开工。", ["一要抓好谋划。", "二要抓好开工。"]),
        ("```\n这是围起来的一段话。\n```", ["这是围起来的一段话。"]),
        ("比例为$30\\%$，共2\\*3块。", ["比例为30%，共2*3块。"]),
        ("他说的*正是*这一点。", ["他说的正是这一点。"]),
        ("$\\bullet$读者可以办证。", ["读者可以办证。"]),
        ("读者可以&nbsp;办证。", ["读者可以办证。"]),
        ("<|ref|>读者可以办证。<|/ref|><|det|>[[12, 30, 400, 60]]<|/det|>", ["读者可以办证。"]),
        ("![](images/3.jpg)\n<!-- 第2页 -->\n[图片]\n<img src=\"a.jpg\" alt=\"图\">\n读者可以办证。当天就能办好。", ["读者可以办证。当天就能办好。"]),
    ],
)  # fmt: skip
def test_marks_of_the_tools_are_not_in_the_text(text, expected):
    assert body_of(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "他写下<script>alert(1)</script>一行字。",
        "他写下<svg onload=alert(1)>一行字。",
        '他写下<img src=x onerror="alert(1)">一行字。',
        "甲<乙，丙>丁，这是两回事。",
        "票价为5$，不含税。",
        "面积3*4*5米，*号表示已售。",
        "第3-4版、A|B两组都在其中。",
    ],
)
def test_what_looks_like_a_mark_is_text(text):
    assert body_of(text) == [text]


def test_a_line_under_a_picture_is_its_caption():
    (article,) = parse_page(HEADED + "![](images/3.jpg)\n\n读者在办证。\n\n该馆藏书三十万册，座位四百个。\n").articles
    assert [photo.caption for photo in article.photos] == ["读者在办证。"]
    assert article.body.split("\n")[1:] == ["该馆藏书三十万册，座位四百个。"]


def test_a_page_number_between_dashes_is_no_list():
    page = parse_page("漳江日报 2024年5月17日\n- 5 -\n" + HEADED)
    assert [page.masthead.newspaper, page.masthead.page] == ["漳江日报", "5"]


def test_marks_are_accounted_for():
    text = HEADED + "| 甲 | 乙 |\n|---|---|\n<p>完了。</p>\n"
    page = parse_page(text)
    marks = "".join(text[span.start : span.end] for span in page.spans if span.role is Role.MARK)
    assert "".join(marks.split()) == "#|||" + "|---|---|" + "<p></p>"
    assert "unplaced" not in page.account


@pytest.mark.parametrize(
    ("masthead", "newspaper", "day", "page", "name"),
    [
        ("桐\n川\n报\nTONGCHUAN BAO\n2015年10月16日\n第3版", "桐川报", "2015-10-16", "3", ""),
        ("3\n乡村\n2019.11.6\n责任编辑：向晚 版式：刘倩\n泽安新闻", "泽安新闻", "2019-11-06", "3", "乡村"),
        ("文体 4\n2019年11月6日 星期三\n泽安新闻", "泽安新闻", "2019-11-06", "4", "文体"),
        ("副刊\n鹿 鸣\n12\n2021年4月2日\n星期五\n瓯溪晚报", "瓯溪晚报", "2021-04-02", "12", "副刊 鹿鸣"),
        ("A05\n2016.8.19 星期五 编辑/冯小雨 美编/贺鸣 校对/卢青\n江川晚报", "江川晚报", "2016-08-19", "A5", ""),
        (
            "2005.5.22 星期日 ■责任编辑 沈之蓓 ■版式设计 胡晓敏 ■热线 87777777\n甬滨晚报",
            "甬滨晚报",
            "2005-05-22",
            "",
            "",
        ),
        ("岚阳市委宣传部主管 岚阳日报社主办\nLANYANG RIBAO\n2018年7月27日", "岚阳日报", "2018-07-27", "", ""),
        (
            "国内·国际\n8\n2021年11月9日 星期二\n岷川日报 本版编辑：牟海 张弛",
            "岷川日报",
            "2021-11-09",
            "8",
            "国内·国际",
        ),
    ],
)
def test_mastheads_in_pieces(masthead, newspaper, day, page, name):
    found = parse_page(masthead + "\n\n" + HEADED).masthead
    assert (found.newspaper, str(found.date), found.page, found.page_name) == (newspaper, day, page, name)


def test_a_newspapers_name_alone_at_the_foot_is_its_name():
    page = parse_page("A05\n2016年8月19日\n\n" + HEADED + "新闻热线：96696\n江川晚报\n")
    assert page.masthead.newspaper == "江川晚报"
    assert [article.headline for article in page.articles] == ["县图书馆开馆"]
