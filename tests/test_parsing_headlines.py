"""What the lines over a text are to each other: column, kicker, headline on two lines, deck."""

from __future__ import annotations

import pytest

from archive.parsing import parse_page
from archive.parsing.lines.layout import fold
from archive.parsing.recognise.headline_group import read_group

BODY = "　　本报讯（记者 姚芳）市公交集团昨天宣布，六路公交车下周一起临时调整走向，工期约八个月。车长袁小勇每天帮街坊跑腿买药。"

LETTER = "这里的路灯坏了半年没有人管，晚上放学的孩子只能摸黑走一里路，盼有关部门早日派人来修。"


@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["close", "apart"])
@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["“跑腿哥”袁小勇：", "六路公交车上的热心人"], ("", "", "“跑腿哥”袁小勇： 六路公交车上的热心人", "")),
        (["走进三江村", "荷塘边上的图书室"], ("走进三江村", "", "荷塘边上的图书室", "")),
        (["市公交集团敬告乘客"], ("", "", "市公交集团敬告乘客", "")),
        (
            ["深入学习贯彻党的二十大精神", "六路公交车下周一起临时调整走向", "——改走建设路和新华街"],
            ("深入学习贯彻党的二十大精神", "", "六路公交车下周一起临时调整走向", "改走建设路和新华街"),
        ),
        (
            ["学习贯彻党的二十届四中全会精神", "六路公交车下周一起临时调整走向"],
            ("学习贯彻党的二十届四中全会精神", "", "六路公交车下周一起临时调整走向", ""),
        ),
        (["奋进新征程 建功新时代", "六路公交车多跑八公里"], ("奋进新征程 建功新时代", "", "六路公交车多跑八公里", "")),
        (
            ["深入学习贯彻党的二十大精神", "奋力谱写公共交通新篇章"],
            ("", "", "深入学习贯彻党的二十大精神 奋力谱写公共交通新篇章", ""),
        ),
    ],
    ids=["half told", "a walk", "a warning", "campaign and deck", "a campaign", "a slogan", "a call"],
)
def test_lines_over_a_text(lines: list[str], gap: str, expected: tuple[str, str, str, str]) -> None:
    page = parse_page("漳江日报\n2024年5月17日 星期五 第3版\n\n" + gap.join(lines) + "\n\n" + BODY + "\n")
    assert [(a.column, a.kicker, a.headline, a.deck) for a in page.articles] == [expected]


FARMS = "本报讯（记者 姚芳）三县农家今年新事不少，村里的老井淤了十几年，清淤之后又出了水，够半个村子浇菜。"
NOTE = "编者按：从今天起，本报推出一组报道，讲三县农家的新事，敬请关注。"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ["## 三县农家新事", NOTE, "### 老井又出水", FARMS, "### 书送到田头", FARMS],
            [("三县农家新事", "", "老井又出水"), ("三县农家新事", "", "书送到田头")],
        ),
        (
            ["三县农家新事", NOTE, "老井又出水", FARMS, "书送到田头", FARMS],
            [("三县农家新事", "", "老井又出水"), ("三县农家新事", "", "书送到田头")],
        ),
        (
            ["# 读者来信", "## 路灯坏了没人修", LETTER, "## 电梯停了没人管", LETTER, "## 六路公交车改道", BODY],
            [("", "读者来信", "路灯坏了没人修"), ("", "读者来信", "电梯停了没人管"), ("", "", "六路公交车改道")],
        ),
        (
            ["## 读者来信", "### 路灯坏了没人修", LETTER, "## 停水通知", LETTER],
            [("", "读者来信", "路灯坏了没人修"), ("", "", "停水通知")],
        ),
    ],
    ids=["with a note", "with a note, in plain text", "letters up to a report", "letters up to a notice"],
)
def test_how_far_a_heading_over_several_articles_goes(lines: list[str], expected: list[tuple[str, str, str]]) -> None:
    page = parse_page("漳江日报\n2024年5月17日 星期五 第3版\n\n" + "\n\n".join(lines) + "\n")
    assert [(a.package, a.column, a.headline) for a in page.articles] == expected


def test_a_letter_begins_with_whom_it_addresses() -> None:
    text = "　　因解放路改造施工，六路公交车下周一起临时调整走向，工期约八个月，给您出行带来不便，敬请谅解。"
    page = parse_page(f"漳江日报\n2024年5月17日 第3版\n\n致乘客的一封信\n\n各位乘客：\n\n{text}\n")
    assert [(a.headline, a.body) for a in page.articles] == [("致乘客的一封信", f"各位乘客：\n{text.strip()}")]


@pytest.mark.parametrize(
    ("lines", "kicker", "headline", "deck"),
    [
        (["盯住隐患排查整治不放松", "切实守护群众出行安全"], [], [0, 1], []),
        (["以最实的作风推进河道清理", "扛起一江清水的责任"], [], [0, 1], []),
        (["青石县滨河片区改造", "首批安置房交钥匙"], [], [0, 1], []),
        (["第二届茶歌会将于", "5月1日至3日在青石举办"], [], [0, 1], []),
        (["青石国地震", "伤者增至821人"], [], [0, 1], []),
        (["三国议定新的贸易章程", "讨论全部债务问题", "会期未定即停止征税"], [], [0, 1, 2], []),
        (["两岸学生合唱交流活动启动", "江望看望青石参加演出的师生"], [], [0], [1]),
        (["全县上半年64个项目开工", "总投资83.5亿元"], [], [0], [1]),
        (["青石二桥今起试通车", "全长1.2公里 首月免费通行"], [], [0], [1]),
        (["买一送一 买二送三", "青石警方捣毁一个假药窝点"], [], [0], [1]),
        (["市委常委会召开会议强调", "坚决守住防汛底线 全力推动春耕"], [0], [1], []),
    ],
)
def test_bare_lines_over_a_text_are_one_headline_unless_the_last_says_more(lines, kicker, headline, deck):
    group = read_group(lines, [None] * len(lines), "。".join(lines))
    assert (list(group.kicker), list(group.headline), list(group.deck), list(group.column)) == (
        kicker,
        headline,
        deck,
        [],
    )


@pytest.mark.parametrize(
    ("lines", "announced", "headlines"),
    [
        (
            ["跑腿哥的新路线（A02版）", "", "六路公交车下周一起临时调整走向", "", BODY],
            [("跑腿哥的新路线", "A2")],
            ["六路公交车下周一起临时调整走向"],
        ),
        (
            ["六路公交车下周一起临时调整走向", "", BODY, "", "跑腿哥的新路线", "A02"],
            [("跑腿哥的新路线", "A2")],
            ["六路公交车下周一起临时调整走向"],
        ),
        (["六路公交车下周一起临时调整走向（A02版）", BODY], [], ["六路公交车下周一起临时调整走向(A02版)"]),
    ],
    ids=["over a headline", "at the end of the page", "over its text"],
)
def test_a_headline_with_a_page_and_no_text_announces_one(lines, announced, headlines):
    page = parse_page("漳江日报\n2024年5月17日 星期五 第1版\n\n" + "\n".join(lines) + "\n")
    assert [(each.headline, each.page) for each in page.teasers] == announced
    assert [fold(article.headline) for article in page.articles] == headlines
