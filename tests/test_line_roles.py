"""The roles of a page's lines are those that a person gives them, and the table that decides them is in order."""

from __future__ import annotations

import sys
from importlib.resources import files

import pytest

from archive.parsing import parse_page
from archive.parsing.decide import line_roles, lines_to_items
from archive.parsing.decide.line_kinds import Item, LineRole
from archive.parsing.decide.line_roles import TABLE, decide
from archive.parsing.decide.line_signs import signs_of
from archive.parsing.decide.role_chain import Decision
from tests.reading import golden
from tests.reading.alignment import paragraphs_of, roles_of
from tests.reading.learn import deciding_by, folds_of, issue_of
from tests.reading.score import Wanted

# --- The table


def rows() -> list[list[str]]:
    table = files(line_roles.__package__).joinpath(TABLE).read_text(encoding="utf-8")
    return [row.split("\t") for row in table.splitlines()]


def test_each_sign_is_one_that_lines_have():
    """On a golden page, or on one with texts longer than these have, whose words a headline repeats, or on one of features
    that are told of at their beginning and end alone, or not at all."""
    pages = [paragraphs_of(path.read_text(encoding="utf-8"), golden.KNOWN) for path in golden.texts().values()]
    pages.append(items_of([("# 北岭茶园采下头茶", ""), ("北岭茶园采下头茶。" + "".join(LONG * 4), "")] * 2))
    feature = [(f"## {word}", "") for word in ("引进新茶种", "合作社包销", "茶坊里的女人", "城里的门店", "来年的打算")]
    texts = [(text, "") for text in (*LONG, LEAD, LONG[0])]
    untold = [line for pair in zip(feature, texts, strict=True) for line in pair]
    pages += [items_of(untold), items_of([END[1], *untold, ("（新华社青石7月9日电）", "")])]
    given = {sign for page in pages for of_line in signs_of(page) for sign in of_line}
    after = {f"after {role.value}" for role in LineRole}
    assert {sign for _role, sign, _weight in rows()} - given - after == set()


# --- What it decides

LONG = (
    "三年前，镇里从外地引进了三个新茶种，在北岭的坡地上试种。头两年苗长得慢，不少人家动了挖掉的念头。镇农技站的人一户一户地劝，"
    "又请来城里的茶师，手把手教剪枝、施肥。去年秋天，新茶种第一次有了收成，一亩地比老茶树多采二十斤，农民很高兴。",
    "茶叶采下以后，由合作社统一收购，统一加工，农民不用再自己挑到城里去卖。合作社社长赵六算过一笔账：去年一斤鲜叶的价钱比前年高出六元，"
    "扣去加工的费用，一户人家一年能多收两千元。今年春天，合作社又在城里开了两家门店，茶叶一上架就卖掉大半。",
    "在合作社的茶坊里，十几名妇女正忙着挑拣鲜叶。她们大多是村里的留守妇女，农忙时下地，农闲时到茶坊做工，一天能挣一百二十元。"
    "“家门口就能挣钱，老人孩子都照顾得到。”王五说。到去年年底，茶坊已经用了六十多人。",
)
OPEN = LONG[2].removesuffix("。") + "，想来做工的人可以到村口的茶坊报名，联系电话：0123-4567890"  # no full stop
LEAD = "3月3日，北岭的茶农采下今年的第一篮茶叶，比去年早了整整六天，价钱也好，收茶的车一早就停在村口。茶农说，这是几年来最好的年成。"
NEXT = "本报讯（记者 张三）3月3日，县图书馆新馆在城东开馆，首日接待读者两千余人，借出图书三千册。"
PLACE = "青石日报 2026年3月4日 星期三 第二版"
BEGINNING = [("# 北岭茶园采下头茶", "headline"), ("记者 李四", "other"), (LEAD, "text")]
END = [("# 县图书馆开馆", "headline"), (NEXT, "text")]
PAGES = {
    "crossheads": [
        *BEGINNING,
        ("## 引进新茶种", "crosshead"),
        (LONG[0], "text"),
        ("## 合作社包销", "crosshead"),
        (LONG[1], "text"),
        ("## 茶坊里的女人", "crosshead"),
        (LONG[2], "text"),
        *END,
    ],
    "no full stop above a headline": [
        *BEGINNING,
        ("## 引进新茶种", "crosshead"),
        (LONG[0], "text"),
        ("## 合作社包销", "crosshead"),
        (LONG[1], "text"),
        ("## 茶坊里的女人", "crosshead"),
        (OPEN, "text"),
        *END,
    ],
    "a headline of several lines": [
        ("# 价钱好 销路宽", "headline"),
        ("# 北岭茶园采下头茶", "group"),
        *BEGINNING[1:],
        *END,
    ],
}
MARKED_ONLY = {
    "a crosshead of what somebody says": [
        *BEGINNING,
        ("## 引进新茶种", "crosshead"),
        (LONG[0], "text"),
        ("## “茶叶不愁卖”", "crosshead"),
        (LONG[1], "text"),
        ("## 茶坊里的女人", "crosshead"),
        (LONG[2], "text"),
        *END,
    ],
    "two crossheads in a row": [
        *BEGINNING,
        ("## 引进新茶种", "crosshead"),
        (LONG[0], "text"),
        ("## 合作社包销", "crosshead"),
        ("## 一斤多卖六元", "crosshead"),
        (LONG[1], "text"),
        *END,
    ],
}
OTHERS = [  # so many that the page is as long as pages are
    ("# 环城路三月起封闭施工", "headline"),
    ("本报讯（记者 赵六）3月3日，市交通局发布通告，环城路东段自3月10日起封闭施工，工期四个月。", "text"),
    ("施工期间，途经环城路东段的六路、九路公交车改走建设街，沿线居民出行请提前安排好时间。", "text"),
    ("# 中学生合唱节闭幕", "headline"),
    ("本报讯（通讯员 周七）3月2日晚，为期五天的中学生合唱节在市文化馆闭幕，十二支合唱队登台演唱。", "text"),
    ("青石一中合唱队演唱的《山谷里的灯》获得一等奖，评委说，孩子们的合唱让人听见了山里的风。", "text"),
]
FORMS = [
    *(pytest.param(page + OTHERS, id=f"{name}, marked") for name, page in (PAGES | MARKED_ONLY).items()),
    *(
        pytest.param([(line.lstrip("# "), role) for line, role in page + OTHERS], id=f"{name}, plain")
        for name, page in PAGES.items()
    ),
]  # fmt: skip


def items_of(page: list[tuple[str, str]]) -> list[Item]:
    return paragraphs_of("\n\n".join([PLACE, *(line for line, _role in page)]), ())


@pytest.mark.parametrize("page", FORMS)
def test_lines_have_the_roles_that_a_person_gives_them(page):
    decided = decide(items_of(page))
    assert list(zip((line for line, _role in page), (each.role for each in decided), strict=True)) == page


@pytest.mark.parametrize("page", FORMS)
def test_reasons_are_signs_of_the_table(page):
    table = {sign for _role, sign, _weight in rows()}
    assert [each.reasons for each in decide(items_of(page)) if not set(each.reasons) <= table] == []


def test_the_same_page_has_the_same_roles_each_time():
    page = items_of(PAGES["crossheads"])
    assert decide(page) == decide(page)


def test_a_page_without_lines_has_no_roles():
    assert decide([]) == []


@pytest.mark.parametrize(
    "line",
    ["北岭茶园", "“茶叶不愁卖”", "# 北岭茶园", "北岭茶园\n\n" + LEAD],
    ids=["short", "quoted", "marked", "over texts"],
)
def test_work_grows_with_the_lines_and_no_faster(line):
    """Counted in calls, since those of a run of lines that may all be display lines could grow by its square."""

    def calls(lines: int) -> int:
        page, counted = items_of([(line, "")] * lines), 0

        def count(_frame, _event, _argument):
            nonlocal counted
            counted += 1

        sys.setprofile(count)
        try:
            decide(page)
        finally:
            sys.setprofile(None)
        return counted

    assert calls(1600) <= 5 * calls(400)


BRIEFS = {
    "城东水厂今日检修": "城东水厂今日对管道进行检修，八时至十七时停水，请居民提前储水。",
    "图书馆周末延长开放": "县图书馆从本周起周末延长开放两小时，读者可凭身份证入馆。",
    "农贸市场新增车位": "西门农贸市场新增车位六十个，前来买菜的市民停车方便多了。",
    "老年大学秋季招生": "老年大学秋季招生今日开始，共设书法、合唱等十二个班。",
    "三路公交改道运行": "因道路施工，三路公交自明日起改道运行，不停靠南门站。",
    "社区食堂试营业": "青石社区食堂昨日试营业，六十岁以上老人用餐打八折。",
    "龙湖公园花展开幕": "龙湖公园花展昨日开幕，三万盆菊花将展出到月底。",
    "菜价连续两周回落": "监测显示，菜价已连续两周回落，黄瓜每斤降了五角。",
    "县医院添新设备": "县医院新添一台核磁共振设备，病人不必再去市里检查。",
    "南关小学操场翻新": "南关小学操场翻新工程完工，孩子们跑上了塑胶跑道。",
}


@pytest.mark.parametrize("mark", ["# ", ""])
@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_briefs_that_nobody_signs_are_each_an_article(mark, gap):
    text = PLACE + "\n\n" + "\n\n".join(f"{mark}{headline}{gap}{brief}" for headline, brief in BRIEFS.items())
    assert {article.headline: article.body for article in parse_page(text).articles} == BRIEFS


# --- What is learned from


def test_over_a_message_head_stands_a_headline(monkeypatch):
    """Whatever the weights take it for."""
    roles = [LineRole.HEADLINE, LineRole.TEXT, LineRole.TEXT, LineRole.CROSSHEAD, LineRole.TEXT]
    monkeypatch.setattr(lines_to_items, "suffice", lambda items: True)
    monkeypatch.setattr(
        lines_to_items, "decide", lambda items: [Decision(role, (), line_roles.chain(), role, 999) for role in roles]
    )
    text = f"渡口老街添了新灯\n\n{LONG[0]}\n\n{LONG[1]}\n\n县图书馆开馆\n\n据新华社青石1月6日电{LONG[2]}"
    assert [(article.headline, len(article.blocks)) for article in parse_page(text).articles] == [
        ("渡口老街添了新灯", 2),
        ("县图书馆开馆", 1),
    ]


def test_what_is_learned_from_is_what_is_decided(monkeypatch):
    decided: list[list[tuple[str, str]]] = []

    def noted(items):
        decided.append([(item.kind, item.norm) for item in items])
        return decide(items)

    monkeypatch.setattr(lines_to_items, "decide", noted)
    learned_from = []
    for path in golden.texts().values():
        text = path.read_text(encoding="utf-8")
        if line_roles.suffice(items := paragraphs_of(text, golden.KNOWN)):
            parse_page(text, golden.KNOWN)
            learned_from.append([(item.kind, item.norm) for item in items])
    assert decided == learned_from


def test_lines_are_found_in_what_a_person_reads():
    page = PAGES["crossheads"]
    texts = [line.lstrip("# ") for line, _role in page]
    wanted = [
        Wanted(
            body="\n".join(texts[2:9]),
            headline=texts[0],
            crossheads=("引进新茶种", "合作社包销", "茶坊里的女人"),
        ),
        Wanted(body=NEXT, headline="县图书馆开馆"),
    ]
    assert roles_of(items_of(page), wanted) == [role for _line, role in page]


@pytest.mark.parametrize(
    ("wanted", "roles"),
    [
        (Wanted(body=NEXT, headline="县图书馆开馆"), ["headline", "text"]),
        (Wanted(body=NEXT, kicker="县图书馆开馆"), ["headline", "text"]),
        (Wanted(body=NEXT, column="县图书馆开馆"), ["column", "text"]),
        (Wanted(body=NEXT), ["other", "opening"]),
        (Wanted(body="县图书馆开馆\n" + NEXT), ["opening", "text"]),
        (Wanted(body="县图书馆开馆\n" + NEXT, crossheads=("县图书馆开馆",)), ["crosshead", "text"]),
        (Wanted(body="北岭的茶农采下今年的第一篮茶叶。"), ["other", "other"]),
    ],
)
def test_a_line_is_what_the_article_has_it_for(wanted, roles):
    assert roles_of(items_of(END), [wanted]) == roles


def test_pages_of_an_issue_are_in_one_fold():
    names = ["qs20260304p01", "qs20260304p02", "qs20260305p01", "bs20260304p01", "report"]
    assert folds_of(names, 2) == [
        {"bs20260304p01", "qs20260305p01"},
        {"qs20260304p01", "qs20260304p02", "report"},
    ]
    for dealing in (0, 1, 2):
        folds = folds_of(names, 3, dealing)
        assert sorted(name for fold in folds for name in fold) == sorted(names)
        assert all({issue_of(name) for name in fold}.isdisjoint(map(issue_of, set(names) - fold)) for fold in folds)


def test_pages_can_be_read_by_other_weights():
    page = items_of(END)
    before = decide(page)
    with deciding_by({TABLE: "crosshead\tpage marked True\t1000\n"}):
        assert [(each.role, each.reasons) for each in decide(page)] == [("crosshead", ("page marked True",))] * 2
    assert decide(page) == before
