"""What an address asks of search: several values, dates, names that are not known, and what links carry on."""

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from archive.models import Page
from search import days, indexing
from search.finder import find
from search.forms import SearchForm
from search.query import parse
from tests import records

pytestmark = pytest.mark.django_db
API = "/api/v1/articles/"


@pytest.fixture(scope="module", autouse=True)
def held(lasting_index):
    """Articles of four dates in two newspapers, one of which had another slug before."""
    paper = records.newspaper("tongliao-old", "通辽日报")
    for day, name, column in (("2026-02-06", "要闻", "甲"), ("2025-03-04", "科尔沁副刊", "乙"), ("2024-11", "", "甲")):
        records.article(records.page(records.issue(day, paper), name=name), f"肉牛{day}。", headline=day, column=column)
    other = records.newspaper("hengyang-ribao", "衡阳日报")
    records.article(records.page(records.issue("1987-05-06", other), name="科尔沁副刊·文艺"), "肉牛。", headline="1987")
    records.article(records.page(records.issue("", other)), "肉牛。", headline="undated")
    paper.slug = "tongliao-ribao"
    paper.save()
    lasting_index()


def headlines(client, query: str) -> list[str]:
    """The headlines found, by page and API alike."""
    page = client.get(f"/search/?{query}")
    assert page.status_code == 200, query
    found = [hit.article.headline for hit in page.context["results"].hits]
    api = client.get(f"{API}?{query}")
    assert (api.status_code, [each["headline"] for each in api.json()["results"]]) == (200, found)
    assert api.json()["count"] == len(found) == page.context["results"].total
    return sorted(found)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("year=2026&year=2025", ["2025-03-04", "2026-02-06"]),
        ("year=2025&year=2026", ["2025-03-04", "2026-02-06"]),
        ("year=2026&year=2026", ["2026-02-06"]),
        ("year=2026&year=", ["2026-02-06"]),
        ("year=1987&year=undated", ["1987", "undated"]),
        ("year=2026&year=2025&column=甲", ["2026-02-06"]),
        ("column=甲&column=乙", ["2024-11", "2025-03-04", "2026-02-06"]),
        ("month=2026-02&month=2024-11", ["2024-11", "2026-02-06"]),
        ("paper=tongliao-ribao&paper=hengyang-ribao&year=1987", ["1987"]),
        ("kind=news&kind=notice&year=2025", ["2025-03-04"]),
        ("pagename=要闻&pagename=科尔沁副刊", ["2025-03-04", "2026-02-06"]),
        ("year=２０２６", ["2026-02-06"]),
        ("year=2026年", ["2026-02-06"]),
        ("year=二〇二六年", ["2026-02-06"]),
        ("month=２０２６－０２", ["2026-02-06"]),
        ("month=2026年2月", ["2026-02-06"]),
        ("month=2026-2", ["2026-02-06"]),
        ("paper=tongliao-old", ["2024-11", "2025-03-04", "2026-02-06"]),
        ("paper=tongliao-old&paper=tongliao-ribao&year=2026", ["2026-02-06"]),
        ("issue=tongliao-old/2026-02-06", ["2026-02-06"]),
        ("issue=tongliao-ribao/2026-02-06&issue=hengyang-ribao/1987-05-06", ["1987", "2026-02-06"]),
        ("from=2025&to=2026", ["2025-03-04", "2026-02-06"]),
        ("from=2024年11月3日&to=2025-03-04", ["2024-11", "2025-03-04"]),  # 2024-11 may be of that day
        ("to=80年代", ["1987"]),
        ("from=80年代&to=２０２４", ["1987", "2024-11"]),
        ("from=2026/2/6", ["2026-02-06"]),
        ("from=20260206&to=20260206", ["2026-02-06"]),
        ("from=民国七十六年&to=1987", ["1987"]),
        ("to=1986", []),
        ("q=版名:科尔沁副刊", ["1987", "2025-03-04"]),
        ("q=版名：副刊", ["1987", "2025-03-04"]),
        ("q=pagename:要闻", ["2026-02-06"]),
        ("q=section:要闻", ["2026-02-06"]),
        ("q=-版名:副刊 版名:要闻", ["2026-02-06"]),
        ("q=版名:(要闻 或 文艺)", ["1987", "2026-02-06"]),
        ("q=肉牛&from=2026", ["2026-02-06"]),
    ],
)
def test_values(client, held, query, found):
    assert headlines(client, query) == found


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("month=2026-13", "月份格式：2026-02"),
        ("month=2026", "月份格式：2026-02"),
        ("month=去年", "月份格式：2026-02"),
        ("year=26", "年份请写成四位数字，如 2026；日期不详写 undated。"),
        ("year=2026-02", "年份请写成四位数字，如 2026；日期不详写 undated。"),
        ("year=2026&year=去年", "年份请写成四位数字，如 2026；日期不详写 undated。"),
        ("sort=foo", "排序只有 relevance、newest、oldest 三种。"),
        ("kind=foo", "没有这个类别：foo"),
        ("paper=no-such", "没有这份报纸：no-such"),
        ("paper=tongliao-ribao/2026-02-06", "没有这份报纸：tongliao-ribao/2026-02-06"),
        ("issue=tongliao-ribao/2026-02-30", "没有这一期：tongliao-ribao/2026-02-30"),
        ("issue=tongliao-ribao", "期请写成网址中的样子，如 tongliao-ribao/2026-02-06。"),
        ("from=昨天", "起始日期格式：2026-02-06、2026年2月、1987"),
        ("from=2026-02-30", "起始日期格式：2026-02-06、2026年2月、1987"),
        ("from=2025..2026", "起始日期格式：2026-02-06、2026年2月、1987"),
        ("to=2026-13", "截止日期格式：2026-02-06、2026年2月、1987"),
        ("from=2026&to=2025", "截止日期早于起始日期。"),
        ("column=" + "&column=".join(map(str, range(21))), "一个筛选项最多 20 个值。"),
    ],
)
def test_values_that_there_are_not(client, held, query, says):
    page, api = client.get(f"/search/?{query}"), client.get(f"{API}?{query}")
    assert (page.status_code, api.status_code, api.json()) == (400, 400, {"detail": says})
    assert says in unescape(page.content.decode())


@pytest.mark.parametrize(
    "name", ["papers", "years", "date", "query", "page_size", "Q", "sort_by", "limit", "offset", "x" * 99]
)
def test_parameters_that_there_are_not(client, held, name):
    answer = client.get(API, {name: "x", "q": "肉牛"})
    known = "q、paper、year、month、issue、kind、column、pagename、author、source、sort、from、to、page"
    assert (answer.status_code, answer.json()) == (
        400, {"detail": f"没有这样的参数：{name[:40]}。可用的参数：{known}。"}
    )  # fmt: skip
    page = client.get("/search/", {name: "x", "q": "肉牛"})
    assert page.status_code == 200
    assert page.context["notes"] == [f"网址中的“{name[:40]}”不是检索参数，已忽略。"]
    assert client.get("/api/v1/suggest/", {name: "x"}).status_code == 400


@pytest.mark.parametrize("query", ["utm_source=x&spm=y", "from=singlemessage&isappinstalled=0", "from=groupmessage"])
def test_what_others_add_to_an_address_changes_nothing(client, held, query):
    page = client.get(f"/search/?q=肉牛&{query}")
    assert (page.status_code, page.context["notes"], page.context["results"].total) == (200, [], 5)


@pytest.mark.parametrize("page", ["0", "-1", "abc", "1.5", "９"])
def test_what_is_no_page(client, held, page):
    detail = "没有这一页：page 从 1 起，不超过结果的页数。"
    answer = client.get(API, {"page": page})
    assert (answer.status_code, answer.json()) == (400, {"detail": detail})
    assert client.get("/search/", {"page": page}).status_code == 404


# --- What links carry on ---


def form_fields(html: str, name: str) -> list[tuple[str, str]]:
    form = re.search(rf'<form class="{name}".*?</form>', html, re.DOTALL)[0]
    return [tuple(map(unescape, pair)) for pair in re.findall(r'type="hidden" name="(.*?)" value="(.*?)"', form)]


ASKED = "q=肉牛&paper=tongliao-ribao&year=2026&year=2025&from=2025&sort=oldest"
KEPT = [("paper", "tongliao-ribao"), ("year", "2026"), ("year", "2025"), ("from", "2025"), ("sort", "oldest")]


def test_a_new_query_in_the_box_keeps_filters_and_order(client, held):
    html = client.get(f"/search/?{ASKED}").content.decode()
    assert form_fields(html, "search") == KEPT
    assert form_fields(html, "range") == [("q", "肉牛"), *(pair for pair in KEPT if pair[0] != "from")]
    wrong = client.get(f"/search/?{ASKED}&q=！").content.decode()
    assert form_fields(wrong, "search") == KEPT
    assert form_fields(client.get("/").content.decode(), "search") == []


def test_every_filter_can_be_taken_away_and_all_at_once(client, held):
    page = client.get(f"/search/?{ASKED}&page=1")
    assert [(each.name, each.label) for each in page.context["chosen"]] == [
        ("paper", "通辽日报"), ("year", "2026"), ("year", "2025"), ("days", "2025年起")
    ]  # fmt: skip
    box = re.search(r'<ul class="chosen".*?</ul>', page.content.decode(), re.DOTALL)[0]
    links = [parse_qsl(unescape(found).lstrip("?")) for found in re.findall(r'href="(.*?)"', box)]
    everything = [("q", "肉牛"), *KEPT]
    assert links == [
        *([pair for pair in everything if pair != gone] for gone in KEPT[:4]),
        [("q", "肉牛"), ("sort", "oldest")],
    ]


def test_a_facet_adds_a_value_and_takes_it_away(client, held):
    html = unescape(client.get("/search/?q=肉牛&year=2026").content.decode())
    assert "?q=%E8%82%89%E7%89%9B&year=2026&year=2025" in html
    html = unescape(client.get("/search/?q=肉牛&year=2026&year=2025").content.decode())
    assert 'href="?q=%E8%82%89%E7%89%9B&year=2025"' in html


@pytest.mark.parametrize(
    "query",
    [
        ASKED,
        "year=2026",
        "q=肉牛",
        "q=“肉牛”&from=2025&to=2026",
        "q=-猪&column=甲&column=乙&sort=newest",
        "pagename=要闻&month=2026-02",
    ],
)
def test_the_way_back_from_an_article_is_where_one_came_from(client, held, query):
    html = client.get(f"/search/?{query}").content.decode()
    article = unescape(re.search(r'<h2>\s*<a href="(.*?)"', html)[1])
    back = unescape(re.search(r'<p class="searched">\s*<a href="(.*?)"', client.get(article).content.decode())[1])
    assert urlsplit(back).path == "/search/"
    assert sorted(parse_qsl(urlsplit(back).query)) == sorted(parse_qsl(query))


def test_the_way_back_leads_to_the_page_one_came_from(client, index):
    of = records.page()
    for number in range(45):
        records.article(of, "肉牛。", headline=f"其{number}")
    index()
    html = client.get("/search/?q=肉牛&kind=news&page=3").content.decode()
    article = unescape(re.search(r'<h2>\s*<a href="(.*?)"', html)[1])
    back = unescape(re.search(r'<p class="searched">\s*<a href="(.*?)"', client.get(article).content.decode())[1])
    assert parse_qsl(urlsplit(back).query) == [("q", "肉牛"), ("kind", "news"), ("page", "3")]


def test_without_a_search_there_is_no_way_back(client, held):
    url = "/papers/tongliao-ribao/2026-02-06/p1/a1/"
    for asked in ("", "?page=3", "?sort=newest", "?q=！", "?year=foo", "?papers=x", "?original=1"):
        assert 'class="searched"' not in client.get(f"{url}{asked}").content.decode()


def test_what_is_not_known_is_copied_into_no_link(client, held):
    """Only the choice of a language leads back to the very address."""
    asked = {"q": "肉牛", "junk": "z" * 4000, "page": "1"} | {f"junk{number}": "z" for number in range(50)}
    plain, large = client.get("/search/", {"q": "肉牛"}).content, client.get("/search/", asked).content
    article = client.get("/papers/tongliao-ribao/2026-02-06/p1/a1/", asked).content
    assert (large.count(b"zzzz" * 1000), article.count(b"zzzz" * 1000)) == (1, 1)
    assert len(large) < len(plain) + 6000


def test_the_largest_address_makes_no_large_page(client, held):
    page = client.get("/search/", {"q": "肉牛", "column": [f"{number}" + "长" * 190 for number in range(20)]})
    assert page.status_code == 200
    assert len(page.content) < 2_000_000


def test_a_wrong_date_is_said_beside_its_field(client, held):
    html = client.get("/search/?q=肉牛&from=昨天&to=2026").content.decode()
    form = re.search(r'<form class="range".*?</form>', html, re.DOTALL)[0]
    assert re.search(
        r'name="from"\s+value="昨天".*?aria-invalid="true"\s+aria-describedby="wrong-from"', form, re.DOTALL
    )
    assert '<span class="wrong" id="wrong-from">起始日期格式：2026-02-06、2026年2月、1987</span>' in form
    assert "wrong-to" not in form
    assert form_fields(html, "range") == [("q", "肉牛")]


def test_a_page_name_is_a_facet_and_follows_the_record(client, held):
    facet = find(parse("肉牛")).facets["pagename"]
    assert [(value.value, value.count) for value in facet] == [("科尔沁副刊", 1), ("科尔沁副刊·文艺", 1), ("要闻", 1)]
    page = Page.objects.get(name="要闻")
    page.name = "综合新闻"
    page.save()
    indexing.drain()
    assert (find(parse("版名:要闻")).total, find(parse("版名:综合")).total) == (0, 1)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["year", "month", "from", "to", "page", "sort", "kind", "column", "junk"]),
            st.sampled_from(["2026", "2026-02", "2025..2026", "0", "", "\0", "news", "oldest", "９" * 70, "1" * 50]),
        ),
        max_size=6,
    )
)
def test_no_address_breaks_the_form(asked):
    data = QueryDict(mutable=True)
    for name, value in asked:
        data.appendlist(name, value)
    form = SearchForm(data)
    if form.is_valid():
        again = QueryDict(mutable=True)
        for name, value in form.parameters:
            again.appendlist(name, value)
        repeated = SearchForm(again)
        assert (repeated.is_valid(), repeated.filters) == (True, form.filters)
        assert all(days.of(span) for span in form.filters.get("days", ()))
