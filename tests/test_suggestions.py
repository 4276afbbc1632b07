"""The options under the search box: a piece of a page, whatever is typed and whatever is found."""

import re
from html import unescape
from itertools import product
from string import ascii_lowercase
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.core.management import call_command

from search import indexing
from search.forms import SearchForm
from search.suggestions import suggest
from tests import records

pytestmark = pytest.mark.django_db
PATH = "/search/suggestions/"
OPTION = re.compile(
    r'<a role="option"\s+id="(.*?)"\s+aria-selected="false"\s+tabindex="-1"\s+href="(.*?)">'
    r'<bdi lang="([\w-]+)">(.*?)</bdi> <small(?: class="place")?>(.*?)</small></a>'
)


@pytest.fixture
def page():
    return records.page(records.issue(paper=records.newspaper()))


def options(client, typed: str) -> list[tuple[str, ...]]:
    """The options, of which the answer consists."""
    answer = client.get(PATH, {"q": typed}, headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert (answer.status_code, OPTION.sub("", html).strip()) == (200, "")
    return [tuple(map(unescape, found)) for found in OPTION.findall(html)]


def test_each_kind_leads_to_its_own(client, page):
    other = records.newspaper("tongliao-wanbao", "通辽晚报", language="zh-Hant")
    article = records.article(page, "正文", headline="通辽的早晨", column="通辽新闻", names=("通辽子",))
    namesake = records.article(records.page(records.issue("2024-11", other)), "正文", headline="通辽的早晨")
    indexing.rebuild()
    assert options(client, "通辽") == [
        ("suggestion1", "/papers/tongliao-ribao/", "zh-Hans", "通辽日报", "报纸"),
        ("suggestion2", "/papers/tongliao-wanbao/", "zh-Hant", "通辽晚报", "报纸"),
        ("suggestion3", f"/search/?column={quote('通辽新闻')}", "zh-Hans", "通辽新闻", "栏目"),
        ("suggestion4", f"/search/?author={quote('通辽子')}", "zh-Hans", "通辽子", "作者"),
        ("suggestion5", article.get_absolute_url(), "zh-Hans", "通辽的早晨", "通辽日报 2026年2月6日"),
        ("suggestion6", namesake.get_absolute_url(), "zh-Hant", "通辽的早晨", "通辽晚报 2024年11月"),
    ]
    english = client.get(PATH, {"q": "通辽的"}, headers={"Accept-Language": "en"}).content.decode()
    assert [found[3:] for found in OPTION.findall(english)] == [
        ("通辽的早晨", "通辽日报 6 February 2026"),
        ("通辽的早晨", "通辽晚报 November 2024"),
    ]


def test_what_was_printed_is_escaped(client, page):
    word = "通辽<script>alert('1')</script>\"&amp;"
    article = records.article(page, "正文", headline=word, column=word)
    indexing.rebuild()
    assert [(found[1], found[3]) for found in options(client, "通辽<script>")] == [
        (f"/search/?column={quote(word, safe='')}", word),
        (article.get_absolute_url(), word),
    ]
    assert b"<script" not in client.get(PATH, {"q": word}).content


@pytest.mark.parametrize(
    "typed", ["", "  ", "！", "火星", "\0", "<script>alert(1)</script>", "通" * 5000, '"', "-", "题名:"]
)
def test_nothing_for_nothing(client, page, typed):
    records.article(page, "正文", headline="通辽的早晨")
    indexing.rebuild()
    assert options(client, typed) == []


def test_without_an_index_newspapers_are_still_known(client, page):
    records.article(page, "正文", headline="通辽的早晨")
    assert options(client, "早晨") == []
    assert [found[3] for found in options(client, "tlrb")] == ["通辽日报"]


def test_it_costs_the_same_for_one_and_for_three(client, page, django_assert_num_queries):
    records.article(page, "正文", headline="通辽的早晨0")
    indexing.rebuild()
    options(client, "早晨")  # reads what is kept
    with django_assert_num_queries(9):
        assert len(options(client, "早晨")) == 1
    for number in (1, 2):
        records.article(page, "正文", headline=f"通辽的早晨{number}")
    indexing.rebuild()
    options(client, "早晨")
    with django_assert_num_queries(9):
        assert len(options(client, "早晨")) == 3


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_only_tells(client, method):
    assert getattr(client, method)(PATH).status_code == 405


# --- By sound ---


def test_every_offer_answers_whatever_letters_are_typed(client, index):
    call_command("import_pages", verbosity=0)
    index()
    offered = {}
    typed = ["".join(letters) for length in (1, 2) for letters in product(ascii_lowercase, repeat=length)]
    for letters in [*typed, "nmg", "tongliao", "hyrb", "tlrb"]:
        offered[letters] = [(option[1], option[4]) for option in options(client, letters)]
    urls = {url for found in offered.values() for url, _of in found}
    assert {url: client.get(url).status_code for url in urls} == dict.fromkeys(urls, 200)
    filters = {name for url in urls for name in parse_qs(urlsplit(url).query)}
    assert filters == {"column", "author"} <= set(SearchForm.base_fields)
    assert all(offered[letters] for letters in ("n", "t", "h", "nmg", "tongliao", "hyrb", "tlrb"))


@pytest.mark.parametrize("typed", ["tongliaodezaochen", "tldzc", "tldz", "TLDZC", "tongliao de zaochen"])
def test_a_headline_typed_by_sound_leads_to_its_article(client, page, typed):
    article = records.article(page, "正文", headline="通辽的早晨")
    records.article(page, "正文", headline="别的")
    indexing.rebuild()
    assert [found[1:2] + found[3:] for found in options(client, typed)] == [
        (article.get_absolute_url(), "通辽的早晨", "通辽日报 2026年2月6日")
    ]
    offered = client.get("/api/v1/suggest/", {"q": typed}).json()["suggestions"]
    assert offered == [
        {"kind": "headline", "label": "通辽的早晨", "url": f"http://testserver{article.get_absolute_url()}"}
    ]


@pytest.mark.parametrize("typed", ["hyrb", "HYRB", "hengyangribao", "heng yang ri bao"])
def test_every_newspaper_that_is_spelled_so_is_offered(index, typed):
    """衡阳日报 and 恒阳日报 share their spelling; a third has it as an alias."""
    names = [("hengyang-ribao", "衡阳日报"), ("hengyang-ribao-2", "恒阳日报"), ("hengyang-wanbao", "衡阳晚报")]
    for slug, name in names:
        records.newspaper(slug, name, aliases=["横阳日报"] if name == "衡阳晚报" else [])
    for number in range(8):
        records.newspaper(f"heng-{number}", f"衡阳日报{number}版")
    index()
    assert [each.label for each in suggest(typed)][:3] == [name for _slug, name in names]


def test_more_newspapers_of_the_same_initials_than_other_kinds_may_have(client, index):
    names = ["河源日报", "怀远日报", "黄岩日报", "海盐日报", "洪雅日报", "惠阳日报", "衡阳日报"]
    for number, name in enumerate(names):
        records.newspaper(f"bao-{number}", name)
    index()
    assert [found[3] for found in options(client, "hyrb")] == names


@pytest.mark.parametrize(("field", "length"), [("column", 200), ("author", 60)])
def test_a_name_as_long_as_it_may_be_can_be_filtered_by(client, page, field, length):
    name = "长" * length
    records.article(page, "正文", **({"column": name} if field == "column" else {"names": (name,)}))
    indexing.rebuild()
    (offered,) = options(client, "chang")
    assert client.get(offered[1]).context["results"].total == 1
