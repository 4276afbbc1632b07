"""What a reader types first leads on: a newspaper, a date, a page, an article, in whatever form it is written."""

from datetime import date
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.models import Visibility
from archive.pages.citations import STYLES, cite
from search import days
from search.direct_links import ways
from search.query import LONGEST_TYPED, page_label
from search.recognise import Named, recognise
from tests import records

DAY = "/papers/?date=2026-02-06"
PAPER, ISSUE = "/papers/tongliao-ribao/", "/papers/tongliao-ribao/2026-02-06/"
PAGE, ARTICLE = f"{ISSUE}p1/", f"{ISSUE}p1/a1/"


@pytest.fixture(scope="module", autouse=True)
def held(lasting_record, lasting_index):
    """Two newspapers; of the first an issue of two pages, a merged one, one of a month and one of 1947."""
    paper = records.newspaper(aliases=["通辽融媒"])
    issue = records.issue("2026-02-06", paper)
    first, third = records.page(issue, "1"), records.page(issue, "A3")
    article = records.article(first, "正文。", headline="奇·达楞太参加审议", names=("李肖峰", "张巍"))
    records.article(first, "正文。", headline="肉牛")
    records.article(third, "正文。", headline="肉牛产业", names=("甲", "乙", "丙", "丁"))
    hidden = records.article(third, "正文。", headline="不公开的一篇文章", visibility=Visibility.SUSPENDED)
    records.article(
        records.page(records.issue("2026-02-17", paper, last_day=date(2026, 2, 19), kind="merged")), "正文。"
    )
    records.article(records.page(records.issue("2024-11", paper)), "正文。", headline="十一月的事")
    other = records.newspaper("hengyang-ribao", "衡阳日报")
    records.article(records.page(records.issue("1947-08-01", other)), "正文。", headline="旧闻")
    lasting_index()
    return article, hidden


def urls(typed: str) -> list[str]:
    return [way.url for way in ways(typed)]


@pytest.mark.parametrize(
    "typed",
    [
        "通辽日报", "《通辽日报》", "通遼日報", " 通辽日报 ", "通 辽 日 报", "通辽融媒", "通遼融媒", "tongliao-ribao", "tongliaoribao",
        "Tongliao Ribao", "tlrb", "TLRB", "“通辽日报”", "通辽日报电子版", "通辽日报 ",
    ],
)  # fmt: skip
def test_a_newspaper(held, typed):
    assert [(way.kind, way.label, way.url) for way in ways(typed)] == [("paper", "通辽日报", PAPER)]


@pytest.mark.parametrize(
    "typed",
    [
        "2026年2月6日", "2026-02-06", "2026/2/6", "20260206", "2026.2.6", "２０２６年２月６日", "２０２６－０２－０６", "二〇二六年二月六日",
        "二○二六年二月六日", "二零二六年二月六日", "2026年2月6号", "2026年02月06日", "2026 年 2 月 6 日", "2026-2-6", "2026年2月6日的报纸",
        "2026年2月6日 星期五", "二〇二六年二月六日星期五", "February 6, 2026", "6 February 2026", "Feb. 6, 2026", "公元2026年2月6日",
    ],
)  # fmt: skip
def test_a_day(held, typed):
    assert [(way.kind, way.label, way.url) for way in ways(typed)] == [("date", "2026年2月6日的报纸", DAY)]


@pytest.mark.parametrize(
    ("typed", "label", "url"),
    [
        ("民国三十六年八月一日", "1947年8月1日的报纸", "/papers/?date=1947-08-01"),
        ("中華民國卅六年八月一日", "1947年8月1日的报纸", "/papers/?date=1947-08-01"),
        ("民國36年8月1日", "1947年8月1日的报纸", "/papers/?date=1947-08-01"),
        ("民国元年一月一日", "1912年1月1日的报纸", "/papers/?date=1912-01-01"),
        ("2026年2月", "2026年2月的文章", "/search/?month=2026-02"),
        ("2026-02", "2026年2月的文章", "/search/?month=2026-02"),
        ("二〇二六年二月", "2026年2月的文章", "/search/?month=2026-02"),
        ("2026年2月份", "2026年2月的文章", "/search/?month=2026-02"),
        ("November 2024", "2024年11月的文章", "/search/?month=2024-11"),
        ("2026年", "2026年的文章", "/search/?year=2026"),
        ("２０２６", "2026年的文章", "/search/?year=2026"),
        ("一九四七年", "1947年的文章", "/search/?year=1947"),
        ("民国三十六年", "1947年的文章", "/search/?year=1947"),
        ("80年代", "1980年至1989年的文章", "/search/?from=1980&to=1989"),
        ("2025年1月至2026年2月", "2025年1月至2026年2月的文章", "/search/?from=2025-01&to=2026-02"),
    ],
)
def test_other_dates(held, client, typed, label, url):
    assert [(way.label, way.url) for way in ways(typed)] == [(label, url)]
    assert client.get(url).status_code == 200


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("通辽日报2026年2月6日", [ISSUE]),
        ("《通辽日报》2026年2月6日", [ISSUE]),
        ("2026年2月6日通辽日报", [ISSUE]),
        ("2026年2月6日《通辽日报》", [ISSUE]),
        ("通遼日報 二〇二六年二月六日", [ISSUE]),
        ("通辽日报 20260206", [ISSUE]),
        ("tongliao-ribao 2026-02-06", [ISSUE]),
        ("通辽日报 2026/2/6 星期五", [ISSUE]),
        ("通辽日报2026年2月6日第1版", [PAGE]),
        ("通辽日报2026年2月6日第一版", [PAGE]),
        ("通辽日报 2026-02-06 1版", [PAGE]),
        ("通辽日报 2026-02-06 01版", [PAGE]),
        ("通辽日报2026年2月6日头版", [PAGE]),
        ("通辽日报2026年2月6日（１）", [PAGE]),
        ("通辽日报 2026-02-06 A3版", [f"{ISSUE}pa3/"]),
        ("通辽日报 2026-02-06 a3版", [f"{ISSUE}pa3/"]),
        ("通辽日报2026年2月6日第9版", [ISSUE]),  # not held
        ("通辽日报2026年2月18日", ["/papers/tongliao-ribao/2026-02-17/"]),  # of a merged issue
        ("通辽日报2024年11月", ["/papers/tongliao-ribao/2024-11/"]),
        ("通辽日报2026年2月", ["/search/?paper=tongliao-ribao&month=2026-02"]),
        ("通辽日报2026年", ["/search/?paper=tongliao-ribao&year=2026"]),
        ("通辽日报2026年2月7日", [PAPER, "/papers/?date=2026-02-07"]),  # not held
        ("衡阳日报 民国三十六年八月一日", ["/papers/hengyang-ribao/1947-08-01/"]),
    ],
)
def test_a_newspaper_with_a_date(held, typed, found):
    assert urls(typed) == found


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "！", "肉牛", "通辽日报 肉牛", "通辽日", "2026年2月30日", "350", "12345678", "1200", "2026年13月", "火星日报",
        "1234年5月6日", "2026年2月6日肉牛涨价", "第1版", "\0", "/papers/", "/papers/no-such/", "no-such-2026-02-06-p1-a3", "a" * 5000,
        "2026年" * 100,
    ],
)  # fmt: skip
def test_what_names_nothing_that_is_held(held, typed):
    assert urls(typed) == []


def test_every_citation_of_ours_leads_back(held):
    article = held[0]
    for record, path in ((article, ARTICLE), (article.page, PAGE), (article.page.issue, ISSUE)):
        cited = cite(record, lambda path: f"https://old.example.org{path}")
        for style in STYLES.values():
            written = style.write(cited, date(2026, 11, 30))
            assert urls(written) == [path], written
            assert urls(written.replace(cited.url, "https://example.org/x/")) == [path], written


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (f"https://baozang.example.org{ARTICLE}", [ARTICLE]),
        (f"baozang.example.org{ARTICLE}?q=肉牛&page=2#p3", [ARTICLE]),
        (f"{ARTICLE}。", [ARTICLE]),
        (f"见{ARTICLE}）", [ARTICLE]),
        (ARTICLE.upper().replace("/PAPERS/", "/papers/"), [ARTICLE]),
        (f"{ARTICLE[:-1]}.json", [ARTICLE]),
        (PAGE, [PAGE]),
        (ISSUE, [ISSUE]),
        (PAPER, [PAPER]),
        ("tongliao-ribao-2026-02-06-p1-a1", [ARTICLE]),
        ("TONGLIAO-RIBAO-2026-02-06-P1-A1", [ARTICLE]),
        ("https://baozang.example.org/api/v1/articles/tongliao-ribao-2026-02-06-p1-a1/", [ARTICLE]),
        ("李肖峰、张巍：《奇·达楞太参加审议》，《通辽日报》2026年2月6日，第1版。", [ARTICLE]),
        ("李肖峰、張巍：《奇·達楞太參加審議》，《通遼日報》2026年2月6日第1版", [ARTICLE]),
        ("《肉牛》，《通辽日报》2026年2月6日，第1版", [f"{ISSUE}p1/a2/"]),
        ("甲，乙，丙，等. 肉牛产业[N]. 通辽日报，2026-02-06（A3）.", [f"{ISSUE}pa3/a1/"]),
        ("“肉牛产业.” 通辽日报, February 6, 2026, p. A3.", [f"{ISSUE}pa3/a1/"]),
        ("《1947年8月1日的通辽》，《通辽日报》2026年2月6日，第1版", [PAGE]),  # a date in the title; no such article
    ],
)
def test_addresses_keys_and_citations(held, typed, found):
    assert urls(typed) == found


def test_nothing_leads_to_what_is_not_public(held):
    hidden = held[1]
    cited = cite(hidden, lambda path: f"https://example.org{path}")
    assert urls(hidden.key) == urls(hidden.get_absolute_url()) == []
    for style in STYLES.values():
        assert hidden.headline not in str(ways(style.write(cited, date(2026, 11, 30))))


def test_page_and_api_show_them_above_the_hits_and_search_besides(client, held):
    answer = client.get("/search/", {"q": "通辽日报2026年2月6日"})
    assert f'<a href="{ISSUE}">' in unescape(answer.content.decode())
    api = client.get("/api/v1/articles/", {"q": "肉牛"}).json()
    assert (api["count"], api["ways"]) == (2, [])
    api = client.get("/api/v1/articles/", {"q": "通辽日报"}).json()
    assert api["ways"] == [{"kind": "paper", "label": "通辽日报", "url": f"http://testserver{PAPER}"}]


def test_a_citation_too_long_to_be_searched_still_leads_on(client, held):
    typed = "很长的题名" * 70 + f"[N/OL]. 通辽日报，2026-02-06（1）. https://example.org{ARTICLE}."
    answer = client.get("/search/", {"q": typed})
    assert answer.status_code == 400
    assert f'<a href="{ARTICLE}">' in answer.content.decode()


def test_they_cost_little(held, django_assert_max_num_queries):
    for typed in (
        "肉牛",
        "通辽日报",
        "2026年2月6日",
        "通辽日报2026年2月6日第1版",
        f"https://example.org{ARTICLE} " * 50,
    ):
        with django_assert_max_num_queries(12):
            ways(typed)


NAMED = [Named("tongliao-ribao", ("通辽日报", "tongliao-ribao"))]


@given(st.dates(date(1800, 1, 1), date(2099, 12, 31)))
def test_every_day_in_every_form(day):
    y, m, d = day.year, day.month, day.day
    digits = "〇一二三四五六七八九"
    chinese = "".join(digits[int(sign)] for sign in str(y))
    forms = [
        f"{y}年{m}月{d}日", f"{y}-{m:02}-{d:02}", f"{y}/{m}/{d}", f"{y}{m:02}{d:02}", f"{y}.{m}.{d}", f"{chinese}年{m}月{d}日",
        f"{y}-{m}-{d}",
    ]  # fmt: skip
    assert [recognise(form, []).date for form in forms] == [day.isoformat()] * len(forms)
    assert [recognise(f"通辽日报 {form}", NAMED).date for form in forms] == [day.isoformat()] * len(forms)


@given(st.text(max_size=LONGEST_TYPED))
def test_no_text_breaks_it(typed):
    recognise(typed, NAMED)
    recognise(f"通辽日报 {typed} 2026-02-06 {typed}", NAMED)


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("第四版", "4"), ("4版", "4"), ("04", "4"), ("a3", "A3"), ("第十二版", "12"), ("第二十版", "20"), ("十", "10"), ("4-5", "4-5"),
        ("廿四版", "24"), ("A3版", "A3"), ("要闻", "要闻"),
    ],
)  # fmt: skip
def test_pages_as_they_are_written(typed, label):
    assert page_label(typed) == label


def test_dates_stand_in_longer_texts():
    text = "自2025年1月1日起，见2026-02-06（1）、20260207与February 8, 2026；2026年2月30日不是"
    assert [found for _start, _end, found in days.standing(text)] == [
        "2025-01-01", "2026-02-06", "2026-02-07", "2026-02-08"
    ]  # fmt: skip
