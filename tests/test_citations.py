"""How issues, pages and articles are cited, and the days of the lunar calendar."""

import datetime
import re
from html import unescape

import pytest
import records
from hypothesis import given
from hypothesis import strategies as st

from archive.citations import STYLES, Citation, cite
from archive.models import Article, Byline
from archive.parsing import lunar_agrees, lunar_date

TODAY = datetime.date(2026, 11, 28)
URL = "https://example.org/a1/"


def written(citation: Citation) -> dict[str, str]:
    return {key: style.write(citation, TODAY) for key, style in STYLES.items()}


# The first lines are those of citeproc-js with the CSL repository's styles.
@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (
            {"authors": ("李肖峰", "张巍"), "title": "奇·达楞太参加审议"},
            [
                f"李肖峰，张巍. 奇·达楞太参加审议[N/OL]. 通辽日报，2026-02-06（1）. {URL}.",
                f"李肖峰, 张巍. 奇·达楞太参加审议[N/OL]. 通辽日报, 2026-02-06(1)[2026-11-28]. {URL}.",
                f"李肖峰 and 张巍. “奇·达楞太参加审议.” 通辽日报, February 6, 2026, p. 1. {URL}.",
            ],
        ),
        (
            {"authors": ("甲", "乙", "丙", "丁"), "title": "[本报讯没有标题……]", "date": "[2024-11]", "page": ""},
            [
                f"甲，乙，丙，等. [本报讯没有标题……][N/OL]. 通辽日报，[2024-11]. {URL}.",
                f"甲, 乙, 丙, 等. [本报讯没有标题……][N/OL]. 通辽日报, [2024-11][2026-11-28]. {URL}.",
                f"甲, 乙, 丙, and 丁. “[本报讯没有标题……].” 通辽日报, [November 2024]. {URL}.",
            ],
        ),
        (
            {"title": "题", "date": "1949", "page": "[A3]", "newspaper": "[通辽日报]"},
            [
                f"题[N/OL]. [通辽日报]，1949（[A3]）. {URL}.",
                f"题[N/OL]. [通辽日报], 1949([A3])[2026-11-28]. {URL}.",
                f"“题.” [通辽日报], 1949, p. [A3]. {URL}.",
            ],
        ),
        (
            {"title": "题", "date": "", "page": "4-5"},
            [
                f"题[N/OL]. 通辽日报，（4-5）. {URL}.",
                f"题[N/OL]. 通辽日报, (4-5)[2026-11-28]. {URL}.",
                f"“题.” 通辽日报, n.d., pp. 4–5. {URL}.",
            ],
        ),
        (
            {"date": "2026-02-17/2026-02-19", "number": "22085-22087", "page": ""},
            [
                f"通辽日报[N/OL]. 2026-02-17/2026-02-19（第22085-22087期）. {URL}.",
                f"通辽日报[N/OL]. 2026-02-17/2026-02-19(第22085-22087期)[2026-11-28]. {URL}.",
                f"通辽日报, February 17, 2026–February 19, 2026, no. 22085-22087. {URL}.",
            ],
        ),
        (
            {},
            [
                f"通辽日报[N/OL]. 2026-02-06（1）. {URL}.",
                f"通辽日报[N/OL]. 2026-02-06(1)[2026-11-28]. {URL}.",
                f"通辽日报, February 6, 2026, p. 1. {URL}.",
            ],
        ),
    ],
)
def test_the_styles(facts, expected):
    plain = {"authors": (), "title": "", "newspaper": "通辽日报", "date": "2026-02-06", "number": "", "page": "1"}
    assert list(written(Citation(**(plain | facts), url=URL)).values()) == expected


def cited(record) -> Citation:
    if isinstance(record, Article):
        record = Article.objects.with_text().get(pk=record.pk)
    return cite(record, lambda path: f"https://example.org{path}")


@pytest.mark.django_db
def test_what_is_not_printed_stands_in_brackets():
    issue = records.issue("2024-11", date_basis="inferred", newspaper_basis="inferred", first_number=7)
    page = records.page(issue, "2", basis="inferred")
    article = records.article(page, "没有标题的一篇。")
    address = "https://example.org/papers/tongliao-ribao/2024-11/"
    assert cited(article) == Citation(
        (), "[没有标题的一篇。]", "[通辽日报]", "[2024-11]", "", "[2]", f"{address}p2/a1/"
    )
    assert cited(page) == Citation((), "", "[通辽日报]", "[2024-11]", "", "[2]", f"{address}p2/")
    assert cited(issue) == Citation((), "", "[通辽日报]", "[2024-11]", "7", "", address)
    known = records.issue("2026-02-06", date_basis="catalogued", newspaper_basis="catalogued")
    assert not cited(records.article(records.page(known), "文", headline="题")).has_supplied


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("bylines", "kind", "authors"),
    [
        ([("张琪", "记者", "person"), ("王晶", "通讯员", "person")], "news", ("张琪", "王晶")),
        ([("张琪", "文", "person"), ("彭斌", "摄", "person")], "news", ("张琪",)),
        ([("彭斌", "摄", "person")], "news", ("彭斌",)),
        ([("张琪", "文", "person"), ("彭斌", "摄", "person")], "photo", ("张琪", "彭斌")),
        ([("本报评论员", "", "collective")], "commentary", ("本报评论员",)),
        ([("新华社", "", "body"), ("张琪", "记者", "person")], "news", ("张琪",)),
        ([("张琪", "文", "person"), ("张琪", "图", "person")], "news", ("张琪",)),
        ([], "news", ()),
    ],
)
def test_who_wrote_it(bylines, kind, authors):
    article = records.article(records.page(), "文", headline="题", kind=kind)
    for order, (name, role, of) in enumerate(bylines):
        Byline.objects.create(article=article, name=name, role=role, kind=of, order=order)
    assert cited(article).authors == authors


@pytest.mark.django_db
def test_each_page_tells_how_it_is_cited(client):
    article = records.article(records.page(), "文", headline="题<b>", names=("张琪",))
    for record in (article, article.page, article.page.issue):
        for language, first in (("zh-hans", "gbt7714-2025"), ("en", "chicago")):
            html = client.get(record.get_absolute_url(), headers={"accept-language": language}).content.decode()
            found = re.findall(r'<p id="cite-([\w-]+)" lang="[\w-]+">(.*?)</p>', html)
            assert found[0][0] == first
            said = {key: unescape(text).replace("http://testserver", "https://example.org") for key, text in found}
            assert said.keys() == STYLES.keys()
            assert said["gbt7714-2025"] == written(cited(record))["gbt7714-2025"]
            assert "题<b>" not in html


# --- The lunar calendar ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "lunar"),
    [
        ("2026-02-06", "乙巳年十二月十九"),
        ("2026-02-17", "丙午年正月初一"),
        ("2025-07-25", "乙巳年闰六月初一"),
        ("1900-01-30", ""),
        ("1900-01-31", "庚子年正月初一"),
        ("2101-02-01", ""),
        ("0001-01-01", ""),
    ],
)
def test_a_lunar_date(day, lunar):
    assert lunar_date(datetime.date.fromisoformat(day)) == lunar


@given(st.dates(datetime.date(1900, 1, 31), datetime.date(2100, 12, 31)))
def test_the_lunar_date_told_is_the_one_that_a_masthead_is_checked_by(day):
    assert lunar_agrees(day, f"农历{lunar_date(day)}") is True


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "facts", "told"),
    [
        ("2026-02-06", {}, "星期五 农历乙巳年十二月十九"),
        ("2026-02-06", {"lunar_printed": "乙巳年腊月十九"}, "星期五 农历乙巳年十二月十九"),
        (
            "2026-02-06", {"lunar_printed": "乙巳年十二月二十"},
            "星期五 农历乙巳年十二月十九 版面所印农历为乙巳年十二月二十",
        ),
        ("2026-02-17", {"last_day": datetime.date(2026, 2, 19)}, "农历丙午年正月初一至丙午年正月初三"),
        ("2026-02", {}, ""),
        ("", {}, ""),
    ],
)  # fmt: skip
def test_an_issue_tells_its_day(client, day, facts, told):
    issue = records.issue(day, **facts)
    issue.refresh_from_db()
    html = client.get(issue.get_absolute_url()).content.decode()
    head = html.partition('<p class="facts">')[2].partition("</p>")[0]
    spans = [re.sub("<[^>]+>", "", span) for span in re.findall(r"<span[^>]*>(.*?)</span>", head, re.DOTALL)]
    assert " ".join(span for span in spans if "农历" in span or "星期" in span) == told
