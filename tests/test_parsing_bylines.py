"""Who signed an article, and where it says so: datelines that close a text, bylines, credits, the page's staff."""

from __future__ import annotations

import pytest

from archive.parsing import parse_page
from archive.parsing.lines.layout import fold
from archive.parsing.recognise.datelines import closing_dateline

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
        (["据新华社北京7月16日电"], ("新华社", "北京", "7月16日"), []),
    ],
    ids=["alone", "with reporters", "over two lines", "within a name", "without brackets"],
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


def test_a_feature_with_crossheads_is_one_article_up_to_its_dateline() -> None:
    text = f"# 一条老街的灯\n\n■ 青石日报记者 江望\n\n{TEXT}\n\n灯从哪里来\n\n{TEXT}\n\n灯往哪里去\n\n{TEXT}\n\n（本报青石7月9日讯）"
    assert [article.headline for article in parse_page(text).articles] == ["一条老街的灯"]
