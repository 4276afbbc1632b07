"""What a page and the tools that read it print of their own: mastheads in pieces, tags, table rules, escapes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from archive.parsing import parse_page
from archive.parsing.types import KnownNewspaper, Role, StaffRole

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


TONGCHUAN = [KnownNewspaper("桐川日报")]
TEXT = (
    "本报讯 县图书馆新馆昨日开馆，藏书三十万册，设阅览座位八百个，读者凭身份证即可入馆借阅，首日接待读者两千余人次。\n"
)
ARTICLE = f"县图书馆新馆开馆\n{TEXT}"


@pytest.mark.parametrize("known", [(), TONGCHUAN])
@pytest.mark.parametrize(
    ("running_head", "page", "name"),
    [
        ("A03 本省新闻 桐川日报 2026年7月16日 星期四", "A3", "本省新闻"),
        ("A03 桐川日报 本省新闻 2026年7月16日 星期四", "A3", "本省新闻"),
        ("桐川日报 A03 山海之间 2026年7月16日 星期四", "A3", "山海之间"),
        ("2026年7月16日 星期四 桐川日报 山海之间 A03", "A3", "山海之间"),
        ("星期四 2026年7月16日 A03 山海之间 桐川日报", "A3", "山海之间"),
        ("A03 中国/世界新闻 桐川日报 2026年7月16日", "A3", "中国/世界新闻"),
        ("A03 中国／世界新闻\n桐川日报\n2026年7月16日 星期四", "A3", "中国/世界新闻"),
        ("2026年7月16日 星期四\n\n中国/世界新闻 A03\n\n桐川日报", "A3", "中国/世界新闻"),
        ("2026年7月16日 星期四\n桐川日报\n读图A03", "A3", "读图"),
        ("A03 本省新闻 责任编辑：方蓉 美编：程远帆 桐川日报 2026年7月16日 星期四", "A3", "本省新闻"),
        ("A03 阅读 值班主任：方蓉 主编：石安 美编：程远帆 桐川日报 2026年7月16日", "A3", "阅读"),
        ("责任编辑：方蓉 美编：程远帆 2026年7月16日 星期四 桐川日报 A03 山海之间", "A3", "山海之间"),
        ("桐川日报·文化周刊 A03 2026年7月16日", "A3", "文化周刊"),
        ("A03 自由贸易港进行时\n桐川日报\n2026年7月16日", "A3", "自由贸易港进行时"),
        ("桐川日报\n24小时 A03\n2026年7月16日", "A3", "24小时"),
        ("A03 24小时 桐川日报 2026年7月16日 星期四", "A3", "24小时"),
        ("桐川日报\n2026年7月16日\nA03 e桐川", "A3", "e桐川"),
        ("A03\n文化周刊\n桐川日报\n2026年7月16日 星期四", "A3", "文化周刊"),
        ("第三版 桐川日报 要闻 2026年7月16日", "3", "要闻"),
        ("第三版桐川日报 2026年7月16日", "3", ""),
        ("（第三版）\n桐川日报\n2026年7月16日 星期四", "3", ""),
        ("（第三版）\n\n桐川日报\n\n2026年7月16日 星期四", "3", ""),
        ("本省新闻桐川日报 A03 2026年7月16日", "A3", "本省新闻"),
        ("要 闻 桐川日报 第3版 2026年7月16日", "3", "要闻"),
    ],
)
def test_running_heads_in_any_order(running_head: str, page: str, name: str, known: Sequence[KnownNewspaper]) -> None:
    for text in (f"{running_head}\n\n{ARTICLE}", f"{ARTICLE}{running_head}\n"):
        read = parse_page(text, known)
        head = read.masthead
        found = (head.newspaper, head.newspaper_printed, str(head.date), head.page, head.page_name)
        assert found == ("桐川日报", True, "2026-07-16", page, name)
        assert [(article.headline, article.body) for article in read.articles] == [("县图书馆新馆开馆", TEXT.strip())]


@pytest.mark.parametrize("label", ["第二張第六版", "第十二張 第六版"])
def test_the_sheet_before_a_page_is_not_its_number(label: str) -> None:
    head = parse_page(f"桐川日報\n中華民國廿六年八月一日 星期日\n{label}\n\n{ARTICLE}").masthead
    assert (head.newspaper, head.page_printed, head.page) == ("桐川日報", label.replace("張", "张"), "6")


@pytest.mark.parametrize("running_head", ["第三版 桐川日报 要闻", "第三版 桐川日报 山海之间", "山海之间 A03 桐川日报"])
def test_running_heads_without_a_date(running_head: str) -> None:
    read = parse_page(f"{running_head}\n\n{ARTICLE}")
    assert (read.masthead.newspaper, read.masthead.page[-1]) == ("桐川日报", "3")
    assert [article.headline for article in read.articles] == ["县图书馆新馆开馆"]


@pytest.mark.parametrize(
    "name",
    [
        "文汇报",
        "文 汇 报",
        "参考消息",
        "新华每日电讯",
        "大公報",
        "申報",
        "桐川报",
        "桐川交通报",
        "桐川邮电报",
        "中国青年报",
        "中国 青年报",
        "桐川少年报",
        "桐川新闻出版报",
        "解放军报",
    ],
)
def test_names_of_newspapers(name: str) -> None:
    for head in (f"{name}\n2026年7月16日 星期四\n今日四版", f"A01 要闻 {name} 2026年7月16日"):
        found = parse_page(f"{head}\n\n{ARTICLE}").masthead
        assert (found.newspaper, found.newspaper_printed, found.page[-1]) == (name.replace(" ", ""), True, "1")


@pytest.mark.parametrize("known", [(), TONGCHUAN, [*TONGCHUAN, KnownNewspaper("人民日报")]])
@pytest.mark.parametrize(
    "line",
    [
        "发现险情及时上报",
        "大棚投入终获回报",
        "听取工作汇报",
        "一周情况通报",
        "读报",
        "剪报",
        "快到期及时报",
        "据人民日报",
        "我与桐川晚报",
        "一张晚报",
        "各界的机关报——光明日报",
        "《人民日报》",
        "（人民日报）",
        "桐川日报社",
    ],
)
def test_a_word_that_ends_as_names_do_is_text(line: str, known: Sequence[KnownNewspaper]) -> None:
    for text in (f"{ARTICLE}{line}\n{TEXT}", f"{ARTICLE}{TEXT}{line}\n", f"{line}\n{TEXT}"):
        read = parse_page(text, known)
        assert read.masthead.newspaper == ""
        assert not {"masthead", "running_head", "furniture", "imprint"} & read.account.keys()


@pytest.mark.parametrize("line", ["扫一扫关注桐川晨报", "扫一扫\n关注桐川晨报", "关注桐川晨报"])
def test_whom_to_follow_is_not_whose_page_it_is(line: str) -> None:
    for text in (f"{ARTICLE}{line}\n{TEXT}", f"{ARTICLE}{line}\n", f"{line}\n{ARTICLE}"):
        assert parse_page(text).masthead.newspaper == ""


@pytest.mark.parametrize(
    "line",
    [
        "（《人民日报》2026年7月15日）",
        "（人民日报 2026年7月15日 第3版）",
        "摘自《人民日报》2026年7月15日",
        "——原载2026年7月15日《人民日报》",
        "来源：人民日报 2026年7月15日",
        "人民日报记者 方蓉 2026年7月15日",
    ],
)
def test_the_source_of_a_text_is_no_masthead(line: str) -> None:
    for known in ((), TONGCHUAN, [*TONGCHUAN, KnownNewspaper("人民日报")]):
        for text in (f"{ARTICLE}{line}\n{TEXT}", f"{ARTICLE}{line}\n"):
            head = parse_page(text, known).masthead
            assert (head.newspaper, head.date) == ("", None)


def test_the_name_that_a_masthead_lacks_may_stand_apart_amid_the_texts() -> None:
    apart = f"{ARTICLE}\n山城晚报\n\n{ARTICLE}"
    for text, name in ((apart, ""), (f"2026年7月16日 星期四\nA03 要闻\n\n{apart}", "山城晚报")):
        head = parse_page(text).masthead
        assert (head.newspaper, head.newspaper_printed) == (name, False)


def test_a_headline_that_may_be_a_name_is_one_where_the_masthead_stands_below() -> None:
    for headline in ("山城晚报", "法治周刊", "山城新闻"):
        read = parse_page(f"{headline}\n{TEXT}{TEXT}桐川日报\n2026年7月16日 星期四\n第3版\n", TONGCHUAN)
        assert read.masthead.newspaper == "桐川日报"
        assert [article.headline for article in read.articles] == [headline]


def test_a_name_amid_the_text_is_no_masthead() -> None:
    head = "2026年7月16日 星期四 第3版\n\n"
    for known in ((), [*TONGCHUAN, KnownNewspaper("人民日报")]):
        read = parse_page(f"{head}{ARTICLE}人民日报\n{TEXT}", known)
        assert (read.masthead.newspaper, read.masthead.page) == ("", "3")


@pytest.mark.parametrize("headline", ["C4赛道开工", "补充维生素D3", "山城街景A03"])
def test_a_headline_that_holds_what_may_be_a_label_is_one(headline: str) -> None:
    for head in ("", "桐川日报 2026年7月16日 星期四 第3版\n\n"):
        assert [article.headline for article in parse_page(f"{head}# {headline}\n\n{TEXT}").articles] == [headline]


def test_a_headline_that_is_a_newspapers_name_stays_under_its_running_head() -> None:
    for head in ("桐川日报 2026年7月16日 星期四 第3版", "桐川日报\n2026年7月16日 星期四 第3版"):
        read = parse_page(f"{head}\n光明日报\n{TEXT}")
        assert read.masthead.newspaper == "桐川日报"
        assert [article.headline for article in read.articles] == ["光明日报"]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        (f"桐川日报\n\n# 县图书馆开馆\n\n{TEXT}", True),
        (f"{ARTICLE}\n桐川日报\n", True),
        (f"{ARTICLE}\n桐川日报\n\n{ARTICLE}", False),
        (f"桐溪日报\n\n# 县图书馆开馆\n\n{TEXT}", False),
        (f"泽安新闻\n2026年7月16日 星期四\n\n{ARTICLE}", False),
        (f"桐溪日报\n2026年7月16日\n\n{ARTICLE}", True),
    ],
)
def test_only_a_masthead_contradicts_what_else_is_known(text: str, printed: bool) -> None:
    head = parse_page(text, TONGCHUAN).masthead
    assert (head.newspaper != "", head.newspaper_printed) == (True, printed)


def test_a_known_newspaper_comes_before_a_guessed_one() -> None:
    head = parse_page(f"山城晚报\n桐川日报 2026年7月16日 第3版\n\n{ARTICLE}", TONGCHUAN).masthead
    assert head.newspaper == "桐川日报"


@pytest.mark.parametrize("masthead", ["", "桐川日报\n\n", "第3版\n\n"])
def test_the_day_of_a_speech_is_not_the_issues(masthead: str) -> None:
    speech = "在新年茶话会上的讲话\n（一九九七年十二月三十一日）\n"
    read = parse_page(f"{masthead}{speech}{TEXT}", TONGCHUAN)
    assert read.masthead.date is None
    assert read.articles[0].headline == "在新年茶话会上的讲话"


def test_the_pages_label_amid_the_texts_is_its_own_if_it_is_the_only_one() -> None:
    head = "2026年7月16日 星期四\n\n桐川日报\n\n"
    one = parse_page(f"{head}{ARTICLE}\n文化周刊 A04\n\n{ARTICLE}")
    assert (one.masthead.page, one.masthead.page_name, len(one.articles)) == ("A4", "文化周刊", 2)
    two = parse_page(f"{head}{ARTICLE}\n文化周刊 A04\n\n{ARTICLE}\n健康周刊 A08\n\n{ARTICLE}")
    assert two.masthead.page == ""


def test_several_labels_with_names_point_to_other_pages() -> None:
    read = parse_page(f"桐川日报\n2026年7月16日 星期四\n第1234号\n夜市开张 A02\n古桥修缮 A05\n\n{ARTICLE}")
    assert (read.masthead.page, read.masthead.page_inferred, read.masthead.page_name) == ("1", True, "")


def test_a_label_beside_the_masthead_of_a_front_page_may_point_to_another() -> None:
    read = parse_page(f"老戏台上“唱”新戏 A7\n桐川日报\n2026年7月16日 星期四\n第1234号\n\n{ARTICLE}")
    assert (read.masthead.page, read.masthead.page_inferred) == ("1", True)


def test_staff_in_a_running_head_is_the_pages() -> None:
    page = parse_page(f"A03 阅读 值班主任：方蓉 主编：石安 美编：程远帆 桐川日报 2026年7月16日\n\n{ARTICLE}")
    assert page.staff == (
        StaffRole("值班主任", ("方蓉",)),
        StaffRole("主编", ("石安",)),
        StaffRole("美编", ("程远帆",)),
    )


def test_a_page_that_a_headline_points_to_is_not_this_one() -> None:
    read = parse_page(f"桐川日报\n2026年7月16日 星期四\n今日要目\n县图书馆开馆\n（第二版）\n\n{ARTICLE}")
    assert read.masthead.page == ""
