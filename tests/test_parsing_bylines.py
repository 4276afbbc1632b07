"""Who signed an article, and where it says so: datelines that close a text, bylines, credits, the page's staff."""

from __future__ import annotations

import pytest

from archive.parsing import parse_page
from archive.parsing.lines.layout import fold
from archive.parsing.recognise.bylines import author_line, byline_line, is_nameless, names_row, tail_byline
from archive.parsing.recognise.captions_and_kinds import credit_of
from archive.parsing.recognise.datelines import closing_dateline, message_head
from archive.parsing.recognise.staff import staff_roles

TEXT = "县图书馆昨日重新开馆，三层阅览室坐满了带孩子来的家长，管理员说比去年同期多出两成。"


def head(article) -> tuple[str, str, str]:
    return article.head.agency, article.head.place, article.head.date


@pytest.mark.parametrize(
    ("text", "said", "names"),
    [
        ("受到好评。（新华社北京7月16日电）", ("新华社", "北京", "7月16日"), []),
        ("受到好评。（本报青石7月9日讯）", ("本报", "青石", "7月9日"), []),
        ("受到好评。（本报青石７月９日讯）", ("本报", "青石", "7月9日"), []),
        ("受到好评。（据新华社青石7月9日电）", ("新华社", "青石", "7月9日"), []),
        ("受到好评。据新华社青石7月9日电", ("新华社", "青石", "7月9日"), []),
        ("受到好评。（新华社开罗／利雅得7月16日电）", ("新华社", "开罗/利雅得", "7月16日"), []),
        ("受到好評。〔本報青石七月九日訊〕", ("本报", "青石", "七月九日"), []),
        ("受到好評。〔聯合社東京九日電〕", ("联合社", "东京", "九日"), []),
        ("（新华社北京7月16日电 记者杜若溪 江望）", ("新华社", "北京", "7月16日"), ["杜若溪", "江望"]),
        ("（新华社北京7月16日电 记者 杜若溪、江望）", ("新华社", "北京", "7月16日"), ["杜若溪", "江望"]),
        ("（新华社北京7月16日电记者杜若溪 江望）", ("新华社", "北京", "7月16日"), ["杜若溪", "江望"]),
        ("（新华社北京7月16日电 参与记者：杜若溪、江望）", ("新华社", "北京", "7月16日"), ["杜若溪", "江望"]),
        ("（新华社北京7月16日电 执笔记者杜若溪 参与记者江望）", ("新华社", "北京", "7月16日"), ["杜若溪", "江望"]),
        (
            "（新华社北京7月16日电 记者杜若溪 参与采写：江望、李明）",
            ("新华社", "北京", "7月16日"),
            ["杜若溪", "江望", "李明"],
        ),
        ("（本报青石7月9日讯 记者欧阳朔 通讯员才仁卓玛）", ("本报", "青石", "7月9日"), ["欧阳朔", "才仁卓玛"]),
    ],
)
def test_datelines_at_the_end_of_a_text(text: str, said: tuple[str, str, str], names: list[str]) -> None:
    found = closing_dateline(fold(text))
    assert found is not None
    assert (found.head.agency, found.head.place, found.head.date) == said
    assert [person.name for person in found.people] == names


@pytest.mark.parametrize(
    "text",
    [
        "受到好评。（新华社发）",
        "受到好评。（本报综合消息）",
        "（本报讯）县图书馆昨日开馆。",
        "据县气象台预报，明日有雨。",
        "受到好评。（参观者来电）",
        "受到好评。（记者了解到）",
        "他放下本报讯问电价。",
    ],
)
def test_what_is_no_dateline_at_the_end(text: str) -> None:
    assert closing_dateline(fold(text)) is None


@pytest.mark.parametrize("form", ["md", "plain", "columns"])
@pytest.mark.parametrize(
    ("lines", "said", "names"),
    [
        (["（本报青石7月9日讯）"], ("本报", "青石", "7月9日"), []),
        (["（新华社北京7月16日电 记者杜若溪 江望）"], ("新华社", "北京", "7月16日"), ["杜若溪", "江望"]),
        (["（新华社北京7月16日电 记者杜若溪", "江望）"], ("新华社", "北京", "7月16日"), ["杜若溪", "江望"]),
        (["（新华社北京7月16日电 记者杜若溪 江", "望）"], ("新华社", "北京", "7月16日"), ["杜若溪", "江望"]),
        (["（新华社北京7月", "16日电 记者杜若溪 江望）"], ("新华社", "北京", "7月16日"), ["杜若溪", "江望"]),
        (["据新华社北京7月16日电"], ("新华社", "北京", "7月16日"), []),
    ],
    ids=["alone", "with reporters", "over two lines", "within a name", "within the day", "without brackets"],
)
def test_a_dateline_under_a_text_is_its_end(
    form: str, lines: list[str], said: tuple[str, str, str], names: list[str]
) -> None:
    mark, between = {"md": ("## ", "\n\n"), "plain": ("", "\n\n"), "columns": ("", "\n")}[form]
    body = ["图书馆开馆三天，借阅量翻番。", TEXT]
    if form == "columns":
        body = [part[at : at + 14] for part in body for at in range(0, len(part), 14)]
    articles = []
    for title in ("青石县图书馆重新开馆", "渡口老街添了新灯"):
        signed = lines if title.startswith("青石") else []
        articles.append(between.join([mark + title, *body, *signed]))
    page = parse_page("\n\n".join(articles))
    first, second = page.articles
    assert (first.headline, second.headline) == ("青石县图书馆重新开馆", "渡口老街添了新灯")
    assert (head(first), [person.name for person in first.people]) == (said, names)
    assert "".join(first.body.split()).endswith("两成。" + "".join("".join(lines).split()))
    assert (head(second), second.people) == (("", "", ""), ())


def test_a_dateline_under_a_headline_opens_the_text_below() -> None:
    text = f"## 渡口老街添了新灯\n\n（本报青石7月9日讯）\n\n{TEXT}\n\n{TEXT}"
    (article,) = parse_page(text).articles
    assert (article.headline, head(article)) == ("渡口老街添了新灯", ("本报", "青石", "7月9日"))
    text = f"渡口老街添了新灯\n\n〔本報訊〕\n{TEXT}\n\n学堂巷也要装灯\n\n〔本報訊〕\n{TEXT}"
    assert [article.headline for article in parse_page(text).articles] == ["渡口老街添了新灯", "学堂巷也要装灯"]


def test_a_dateline_under_a_list_leaves_its_rows_alone() -> None:
    text = f"## 补选委员名单\n\n{TEXT}\n\n杜若溪（女）\n江　望\n欧阳朔\n才仁卓玛（女）\n（本报青石7月9日讯）"
    (article,) = parse_page(text).articles
    assert [block.text for block in article.blocks[1:]] == [
        "杜若溪（女）\n江　望\n欧阳朔\n才仁卓玛（女）",
        "（本报青石7月9日讯）",
    ]


def test_a_picture_between_a_text_and_its_dateline_is_the_articles() -> None:
    text = f"## 渡口老街添了新灯\n\n{TEXT}\n\n7月9日，江边的灯。 江望 摄\n\n（本报青石7月9日讯）\n\n## 学堂巷也要装灯\n\n{TEXT}"
    first, second = parse_page(text).articles
    assert (first.body, [photo.credit for photo in first.photos]) == (f"{TEXT}（本报青石7月9日讯）", ["江望"])
    assert (second.headline, second.photos) == ("学堂巷也要装灯", ())


def test_a_feature_with_crossheads_is_one_article_up_to_its_dateline() -> None:
    text = f"# 一条老街的灯\n\n■ 青石日报记者 江望\n\n{TEXT}\n\n灯从哪里来\n\n{TEXT}\n\n灯往哪里去\n\n{TEXT}\n\n（本报青石7月9日讯）"
    assert [article.headline for article in parse_page(text).articles] == ["一条老街的灯"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("本报北京１月１５日讯记者龚若从县农业局获悉：新年将至", ["龚若"]),
        ("本报讯记者冉永和今天从县邮局获悉：", ["冉永和"]),
        ("本报讯 记者杜若溪、江望从市文旅局了解到，", ["杜若溪", "江望"]),
        ("本报北京１月１５日讯新华社记者胡若溪、本报记者吴明报道：全县", ["胡若溪", "吴明"]),
        (
            "本报柏林12月30日电记者温若，青石广播电台记者殷青，新华社记者赵明、江望报道：",
            ["温若", "殷青", "赵明", "江望"],
        ),
        ("本报苏州１月１日电记者龚若报道：子夜", ["龚若"]),
        ("据新华社广州１月１５日电（李礼、刘新）春节前夕", ["李礼", "刘新"]),
        ("本报讯 记者从市文旅局获悉，", []),
        ("本报讯记者近日从市农业局获悉，", []),
        ("本报讯 记者连日来从各区获悉，", []),
        ("本报讯 记者于近日从各区了解到，", []),
        ("本报讯 记者昨日走访发现，据本报报道：", []),
    ],
)
def test_reporters_that_no_bracket_sets_off(text: str, names: list[str]) -> None:
    found = message_head(fold(text))
    assert found is not None
    assert [person.name for person in found[2]] == names


@pytest.mark.parametrize(
    "text",
    [
        "负责编制报告的广电总局规划院副院长说，",
        "江防部队还查验了情报部门的一个无线电台",
        "据青石台报道员了解到的消息，",
        "汇报会上，特高压电网建设",
        "黑板报上的来电显示",
    ],
)
def test_words_that_end_in_bao_send_no_message(text: str) -> None:
    assert message_head(fold(text)) is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("本报青石1月6日讯记者江望报道：", "据新华社青石1月6日电（记者冉永）"),
        ("据新华社青石1月14日电（记者冉永）", "据新华社柏林1月13日电"),
        ("本报青石12月30日电记者江望报道：", "本报青石12月30日电"),
    ],
    ids=["another newsroom's", "taken over", "from the same place"],
)
def test_a_headline_may_stand_over_several_dispatches(first: str, second: str) -> None:
    text = f"渡口老街添了新灯\n\n{first}{TEXT}\n\n{TEXT}\n\n{second}{TEXT}\n\n{TEXT}"
    assert [article.headline for article in parse_page(text).articles] == ["渡口老街添了新灯"]


def test_dispatches_after_a_signed_text_are_articles_of_their_own() -> None:
    text = f"渡口老街添了新灯\n\n据新华社青石1月6日电{TEXT}（江望）\n\n据新华社柏林1月6日电{TEXT}"
    assert [article.headline for article in parse_page(text).articles] == ["渡口老街添了新灯", ""]


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("■ 文\\图 陈有田", [("文/图", "陈有田")]),
        ("文·图/陈有田", [("文/图", "陈有田")]),
        ("□ 欧阳朔", [("", "欧阳朔")]),
        ("■ 卞王玉佳", [("", "卞王玉佳")]),
        ("□ 阿依古丽·买买提", [("", "阿依古丽·买买提")]),
        ("本报驻柏林记者 杜若溪", [("记者", "杜若溪")]),
        ("新华社记者 玛丽亚·伊万诺娃", [("记者", "玛丽亚·伊万诺娃")]),
        ("文字/杜若溪 制图/江望", [("文字", "杜若溪"), ("制图", "江望")]),
        ("（图/王晶 文/韩平）", [("图", "王晶"), ("文", "韩平")]),
        ("文字整理/杜若溪制图/江望", [("文字整理", "杜若溪"), ("制图", "江望")]),
        ("整理/杜若溪", [("整理", "杜若溪")]),
        ("（撰文/杜若溪 江望）", [("撰文", "杜若溪"), ("撰文", "江望")]),
        ("（江望 辑）", [("辑", "江望")]),
        ("■ 青石日报全媒体记者", []),
        ("（部分）", []),
        ("（新华社）", []),
        ("（外二首）", []),
        ("外长联合举行记者招待会", []),
        ("本报讯为七家公司 提供", []),
        ("青为公司 供图", [("供图", "青为公司")]),
        ("记者了解到", []),
        ("任命：", []),
    ],
)
def test_lines_that_are_bylines(line: str, people: list[tuple[str, str]]) -> None:
    assert [(person.role, person.name) for person in byline_line(fold(line))] == people


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("中国人民解放军　杜若", ["杜若"]),
        ("第一医科大学　江望", ["江望"]),
        ("江望", ["江望"]),
        ("任命：", []),
        ("任命名单", []),
        ("常青项目全面封顶", []),
        ("全面封顶", []),
        ("农林牧渔", []),
        ("“探路”青石中心", []),
        ("招待会阐述两国关系", []),
    ],
)
def test_a_headlines_second_line_names_no_authors(line: str, names: list[str]) -> None:
    assert [person.name for person in author_line(fold(line))] == names


@pytest.mark.parametrize(
    ("line", "nameless"),
    [
        ("■ 青石日报全媒体记者", True),
        ("■ 新华社记者", True),
        ("本报记者", True),
        ("■ 青石日报全媒体记者 江望", False),
        ("青石大学学生记者", False),
        ("记者", False),
        ("走近战地记者", False),
    ],
)
def test_bylines_without_a_name(line: str, nameless: bool) -> None:
    assert is_nameless(fold(line)) == nameless


@pytest.mark.parametrize("mark", ["## ", ""])
def test_a_byline_without_a_name_is_neither_headline_nor_text(mark: str) -> None:
    text = f"{mark}引水上山 修渠惠民\n\n■ 青石日报全媒体记者\n\n{TEXT}\n\n{TEXT}"
    (article,) = parse_page(text).articles
    assert (article.headline, article.people, article.body) == ("引水上山 修渠惠民", (), f"{TEXT}\n{TEXT}")


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("张琪 付晓明 赵国强", ["张琪", "付晓明", "赵国强"]),
        ("张琪、付晓明", ["张琪", "付晓明"]),
        ("张　琪　付晓明", ["张琪", "付晓明"]),
        ("张琪", []),
        ("全面 封顶 完成", []),
    ],
)
def test_rows_of_names(line: str, names: list[str]) -> None:
    assert [person.name for person in names_row(fold(line))] == names


@pytest.mark.parametrize("dateline", ["", "（本报青石7月9日讯）\n\n"])
@pytest.mark.parametrize("mark", ["## ", ""])
def test_several_persons_sign_at_the_last_line(mark: str, dateline: str) -> None:
    text = f"{mark}引水上山 修渠惠民\n\n{TEXT}\n\n张琪 付晓明 赵国强\n\n{dateline}{mark}渡口老街添了新灯\n\n{TEXT}"
    assert [(article.headline, [p.name for p in article.people]) for article in parse_page(text).articles] == [
        ("引水上山 修渠惠民", ["张琪", "付晓明", "赵国强"]),
        ("渡口老街添了新灯", []),
    ]


@pytest.mark.parametrize("said", ["会议选出的委员名单如下。", "会议任命："])
def test_who_is_elected_or_appointed_signs_nothing(said: str) -> None:
    text = f"## 县图书馆理事会换届\n\n{TEXT}{said}\n\n张琪 付晓明 赵国强"
    (article,) = parse_page(text).articles
    assert (article.people, article.body.endswith("赵国强")) == ((), True)


def test_a_letter_may_bear_a_pen_name() -> None:
    text = f"## 站牌该换了\n\n苇杭\n\n编辑同志：\n\n{TEXT}"
    (article,) = parse_page(text).articles
    assert (article.headline, [person.name for person in article.people]) == ("站牌该换了", ["苇杭"])


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("图/青石日报全媒体记者 江望", ["江望"]),
        ("（图/江望）", ["江望"]),
        ("图：江望 杜若溪", ["江望", "杜若溪"]),
        ("（图/江望 文/杜若溪）", None),
        ("图/文 江望", None),
        ("本文配图均由江望提供", ["江望"]),
    ],
)
def test_credits_that_lead_with_the_picture(line: str, names: list[str] | None) -> None:
    found = credit_of(fold(line))
    assert (None if found is None else [person.name for person in found[1]]) == names


@pytest.mark.parametrize("line", ["本文配图均由江望提供", "（图片均由江望提供）", "文中照片由江望提供"])
def test_who_provided_all_the_pictures_leaves_the_last_paragraph_a_paragraph(line: str) -> None:
    (article,) = parse_page(f"## 渡口老街添了新灯\n\n{TEXT}\n\n{TEXT}\n\n{line}").articles
    assert (len(article.blocks), article.photos) == (2, ())


def test_who_sent_a_picture_has_not_written_the_text_above() -> None:
    text = (
        f"## 引水上山 修渠惠民\n\n{TEXT * 5}\n\n新华社发\n\n## 渡口老街添了新灯\n\n{TEXT * 5}\n\n本文配图均由江望提供"
    )
    assert [(article.headline, article.people) for article in parse_page(text).articles] == [
        ("引水上山 修渠惠民", ()),
        ("渡口老街添了新灯", ()),
    ]


@pytest.mark.parametrize(
    ("line", "staff"),
    [
        ("本版编辑：李明校对：郜强电话：（010）65360000", [("本版编辑", ("李明",)), ("校对", ("郜强",))]),
        ("E-mail:abc@example.com 版式制作：张强", [("版式制作", ("张强",))]),
        ("责编：秦 岭 版式：宋 词 热线电话：2610000", [("责编", ("秦岭",)), ("版式", ("宋词",))]),
        ("编辑/王晶 版式/李强 校对/张琪", [("编辑", ("王晶",)), ("版式", ("李强",)), ("校对", ("张琪",))]),
        ("电话：（010）65360000", []),
    ],
)
def test_staff_with_how_to_reach_them(line: str, staff: list[tuple[str, tuple[str, ...]]]) -> None:
    assert [(item.role, item.names) for item in staff_roles(fold(line))] == staff


@pytest.mark.parametrize("text", ["好评如潮。（部分）", "好评如潮。（新华社供稿）", "好评如潮。（外一首）"])
def test_a_bracket_at_the_tail_that_names_nobody(text: str) -> None:
    tail = tail_byline(fold(text), last=True)
    assert tail is None or tail.people == ()


def test_a_page_of_a_thousand_short_lines_is_read() -> None:
    text = f"{TEXT[:14]}\n{TEXT[14:28]}\n" * 10 + "张琪 付晓明 赵国强\n（本报青石7月9日讯）\n" * 1100
    assert sum(parse_page(text).account.values()) == len("".join(text.split()))


@pytest.mark.parametrize("mark", ["## ", ""])
@pytest.mark.parametrize("line", ["（图/江望 文/杜若溪）", "文字整理/杜若溪制图/江望", "文字整理/杜若溪"])
def test_who_wrote_and_drew_signs_the_text_above(mark: str, line: str) -> None:
    text = f"{mark}引水上山 修渠惠民\n\n{TEXT}\n\n{line}\n\n{mark}渡口老街添了新灯\n\n{TEXT}"
    read = [(a.headline, "杜若溪" in [p.name for p in a.people], a.photos) for a in parse_page(text).articles]
    assert read == [("引水上山 修渠惠民", True, ()), ("渡口老街添了新灯", False, ())]


@pytest.mark.parametrize("line", ["（姚芳 季然）", "□姚芳 季然"])
def test_who_signs_between_two_texts_has_written_the_one_above_if_the_other_has_a_message_head(line: str) -> None:
    page = parse_page(
        "漳江日报\n2024年5月17日 星期五 第3版\n\n# 六路公交车改道\n\n本报讯 六路公交车下周一起改走建设路和新华街，施工期预计八个月。\n\n"
        f"{line}\n\n本报讯 柳湾社区把闲置的锅炉房改成了游泳馆，暑假里每天上午对孩子免费开放，由退役教练轮流当救生员。\n"
    )
    assert [[person.name for person in article.people] for article in page.articles] == [["姚芳", "季然"], []]
