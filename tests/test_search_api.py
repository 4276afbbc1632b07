"""The API: the hits of the search page as JSON, and one article by its key."""

import json
from copy import deepcopy
from urllib.parse import urlsplit

import pytest

from archive.formats import records as json_records
from archive.models import Article, Visibility
from search import indexing
from search.finder import FACETS
from tests import records

pytestmark = pytest.mark.django_db
ARTICLES = "/api/v1/articles/"
WHOLE = "http://testserver{}".format


@pytest.fixture(scope="module", autouse=True)
def _articles(lasting_index) -> list[Article]:
    """45 articles about 肉牛 in two newspapers, and one about nothing of the kind."""
    pages = [
        records.page(records.issue(f"2026-02-0{day}", records.newspaper(f"bao-{day}", f"报{day}"))) for day in (1, 2)
    ]
    made = [records.article(pages[n % 2], f"第{n}篇写肉牛", headline=f"标题{n}", names=("甲",)) for n in range(45)]
    records.article(pages[0], "别的文章")
    lasting_index()
    return made


@pytest.fixture
def articles(_articles) -> list[Article]:
    return deepcopy(_articles)


def get(client, path=ARTICLES, asked=None):
    answer = client.get(path, asked)
    return answer.status_code, json.loads(answer.content)


def test_the_hits_of_the_page_in_its_order(client, articles):
    for asked in (
        {"q": "肉牛"},
        {"q": "肉牛 标题7", "sort": "oldest"},
        {"q": "-肉牛"},
        {"paper": "bao-2", "year": "2026"},
    ):
        page = client.get("/search/", asked).context["results"]
        status, answer = get(client, asked=asked)
        assert status == 200
        assert list(answer) == ["count", "next", "previous", "results", "facets", "timeline", "notes", "ways"]
        assert answer["count"] == page.total
        assert answer["results"] == [json_records.summary(hit.article, WHOLE) for hit in page.hits]
        assert answer["facets"]["paper"] == [
            {"value": value.value, "label": value.label, "count": value.count} for value in page.facets["paper"]
        ]


def test_following_next_and_previous_sees_every_hit_once(client, articles):
    keys, back = [], []
    url = f"{ARTICLES}?q=肉牛&sort=newest"
    while url:
        answer = get(client, url)[1]
        keys += [result["key"] for result in answer["results"]]
        last, url = url, answer["next"]
    assert len(keys) == answer["count"] == 45
    assert set(keys) == {article.key for article in articles}
    url = last
    while url:
        answer = get(client, url)[1]
        back = [result["key"] for result in answer["results"]] + back
        first, url = url, answer["previous"]
    assert back == keys
    assert urlsplit(first).query == "q=%E8%82%89%E7%89%9B&sort=newest"


WRONG = [
    ({"page": "0"}, 400, "没有这一页：page 从 1 起，不超过结果的页数。"),
    ({"page": "4"}, 404, "没有这一页：page 从 1 起，不超过结果的页数。"),
    ({"page": "abc"}, 400, "没有这一页：page 从 1 起，不超过结果的页数。"),
    ({"page": "-1"}, 400, "没有这一页：page 从 1 起，不超过结果的页数。"),
    ({"page": "9" * 30}, 404, "没有这一页：page 从 1 起，不超过结果的页数。"),
    ({"q": "！"}, 400, "检索词里没有可以检索的文字或数字。"),
    ({"q": "牛" * 301}, 400, "检索词太长了：最多 300 个字。请取其中最要紧的几个字。"),
    ({"paper": "no-such"}, 400, "没有这份报纸：no-such"),
    ({"year": "26"}, 400, "年份请写成四位数字，如 2026；日期不详写 undated。"),
    ({"sort": "best"}, 400, "排序只有 relevance、newest、oldest 三种。"),
]


def test_what_is_wrong_is_said(client, articles):
    answers = [get(client, asked={"q": "肉牛"} | asked) for asked, _status, _detail in WRONG]
    assert answers == [(status, {"detail": detail}) for _asked, status, detail in WRONG]


def test_an_empty_page_number_is_the_first(client, articles):
    assert get(client, asked={"q": "肉牛", "page": ""})[1]["results"] == get(client, asked={"q": "肉牛"})[1]["results"]


def test_notes(client, articles):
    assert get(client, asked={"q": "“肉牛"})[1]["notes"] == ["引号没有成对，已按没有引号检索。"]
    assert get(client, asked={"q": "别的肉牛标题"})[1] == {
        "count": 0, "next": None, "previous": None, "results": [], "facets": {facet: [] for facet in FACETS},
            "timeline": [],
        "notes": ["没有找到“别的肉牛标题”，改为检索其中的词：别的 肉牛 标题"], "ways": [],
    }  # fmt: skip
    html = client.get("/search/", {"q": "别的肉牛标题"}).content.decode()
    assert "没有文章一字不差地印有“别的肉牛标题”，也没有同时含有其中各词的：" in html


def test_an_article_by_its_key(client, articles, django_assert_max_num_queries):
    article = articles[0]
    with django_assert_max_num_queries(8):
        status, answer = get(client, f"{ARTICLES}{article.key}/")
    assert status == 200
    assert answer == json_records.detail(json_records.complete(Article.objects.public()).get(pk=article.pk), WHOLE)
    assert get(client, f"{ARTICLES}no-such-key/") == (404, {"detail": "没有这个标识的文章。"})


def test_an_article_that_is_not_public(client, articles):
    survivor, merged, withdrawn, suspended, lost = articles[:5]
    for article, changed in [
        (merged, {"merged_into": survivor}),
        (withdrawn, {"visibility": Visibility.WITHDRAWN, "withdrawn_kind": "request", "withdrawn_note": "张三要求"}),
        (suspended, {"visibility": Visibility.SUSPENDED}),
        (lost, {"merged_into": suspended}),
    ]:
        for name, value in changed.items():
            setattr(article, name, value)
        article.save()
    indexing.rebuild()
    answer = client.get(f"{ARTICLES}{merged.key}/")
    assert (answer.status_code, answer["Location"]) == (301, f"{ARTICLES}{survivor.key}/")
    for article, kind in [(withdrawn, "request"), (suspended, "suspended"), (lost, "suspended")]:
        status, answer = get(client, f"{ARTICLES}{article.key}/")
        assert (status, answer["kind"], set(answer)) == (410, kind, {"detail", "kind", "at"})
        assert "张三" not in answer["detail"]
    assert get(client, asked={"q": "肉牛"})[1]["count"] == 41


def test_no_index(client, no_index, unindexed):
    records.article(records.page(), "肉牛")
    answer = client.get(ARTICLES, {"q": "肉牛"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert answer.json() == {"detail": "检索索引正在重建或暂不可用，请稍后再试。"}


def test_it_only_reads(client):
    for path in (ARTICLES, f"{ARTICLES}key/"):
        assert client.post(path).status_code == 405
        assert client.delete(path).status_code == 405


def test_a_list_costs_the_same_for_one_and_for_thirty(client, articles, django_assert_num_queries):
    get(client, asked={"q": "肉牛"})  # reads what is kept: the names of the newspapers
    for asked in ({"q": "标题7 第7篇"}, {"q": "肉牛"}):
        with django_assert_num_queries(9):
            get(client, asked=asked)


def test_suggestions_lead_somewhere(client, articles):
    status, answer = get(client, "/api/v1/suggest/", {"q": "标题7"})
    assert (status, [(each["kind"], each["label"]) for each in answer["suggestions"]]) == (200, [("headline", "标题7")])
    assert answer["suggestions"][0]["url"] == f"http://testserver{articles[7].get_absolute_url()}"
    paper, author = (get(client, "/api/v1/suggest/", {"q": typed})[1]["suggestions"][0] for typed in ("报1", "甲"))
    assert (paper["kind"], client.get(paper["url"]).status_code) == ("paper", 200)
    assert client.get(author["url"]).context["results"].total == 45
