"""What helps one to ask: suggestions, guesses, filters, names of any kind, examples."""

import re
from copy import deepcopy
from html import unescape

import pytest

from archive.models import Article, Visibility
from search import indexing, suggestions
from search.finder import find
from search.query import Query, parse
from tests import records

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _stories(lasting_index) -> list[Article]:
    paper = records.newspaper(aliases=["通辽融媒"])
    of = records.page(records.issue("2026-02-06", paper))
    other = records.page(records.issue("2026-02-07", paper))
    made = [
        records.article(of, "科尔沁肉牛出栏", headline="肉牛产业兴旺", column="项目为王", names=("李肖峰",)),
        records.article(of, "科尔沁草原", headline="草原牧歌", column="项目为王", names=("李肖峰", "张巍")),
        records.article(other, "图书馆", headline="图书馆开馆", column="文化广场", names=("杨依军",), source="新华社"),
    ]
    lasting_index()
    return made


@pytest.fixture
def stories(_stories) -> list[Article]:
    return deepcopy(_stories)


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("通辽", [("paper", "通辽日报")]),
        ("融媒", [("paper", "通辽日报")]),
        ("tongliao", [("paper", "通辽日报")]),
        ("tlrb", [("paper", "通辽日报")]),
        ("tldrb", [("paper", "通辽日报")]),  # a slip of the finger
        ("Xiang Mu", [("column", "项目为王")]),
        ("xmww", [("column", "项目为王")]),
        ("为王", [("column", "项目为王")]),
        ("肖峰", [("author", "李肖峰")]),
        ("lixf", []),
        ("cymg", [("headline", "草原牧歌")]),
        ("开馆", [("headline", "图书馆开馆")]),
        ("火星", []),
        ("", []),
        ("！", []),
    ],
)
def test_suggestions(stories, typed, suggested):
    assert [(each.kind, each.label) for each in suggestions.suggest(typed)] == suggested


def test_suggestions_know_nothing_that_is_not_public(stories):
    for each in stories:
        each.visibility = Visibility.WITHDRAWN
        each.save()
    indexing.drain()
    assert [suggestions.suggest(typed) for typed in ("xmww", "为王", "肖峰", "cymg", "草原")] == [[]] * 5


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("科尔沁肉妞", "科尔沁肉牛"),
        ("“李晓锋”", '"李肖峰"'),
        ("肉牛 草愿", "肉牛 草原"),
        ("题名:馆书图", None),
        ("题名:书图馆", "题名:图书馆"),
        ("作者:杨依君", "作者:杨依军"),
        ("肉牛", None),
        ("肉牛 图书馆", None),  # each stands somewhere
        ("-草愿", None),
        ("火星人", None),
    ],
)
def test_did_you_mean(stories, typed, meant):
    guess = suggestions.did_you_mean(parse(typed))
    assert (guess and str(guess)) == meant


def test_filters(stories):
    found = {
        name: [hit.article for hit in find(Query(), {name: value}, sort="oldest").hits]
        for name, value in {
            "issue": "tongliao-ribao/2026-02-07", "kind": "news", "column": "项目为王", "author": "张巍", "source": "新华社"
        }.items()
    }  # fmt: skip
    first, second, third = stories
    assert found == {
        "issue": [third], "kind": stories, "column": [first, second], "author": [second], "source": [third]
    }  # fmt: skip
    facets = find(parse("科尔沁"), {"column": "项目为王"}).facets
    assert [(value.value, value.count) for value in facets["author"]] == [("李肖峰", 2), ("张巍", 1)]
    assert [(value.value, value.count, value.chosen) for value in facets["column"]] == [("项目为王", 2, True)]


@pytest.mark.parametrize(
    ("typed", "number", "unknown"),
    [
        ("报纸:通辽日报", 3, []),
        ("报纸:通辽融媒", 3, []),
        ("报纸:通辽", 3, []),
        ("-报纸:tongliao-ribao", 0, []),
        ("报纸:火星报", 0, ["火星报"]),
        ("类别:新闻 日期:2026年2月6日", 2, []),
        ("类别:news OR 类别:公告", 3, []),
        ("版:第一版", 3, []),
        ("版:2", 0, []),
        ("日期:2026-02-07.. 稿源:新华社", 1, []),
    ],
)
def test_newspapers_and_kinds_by_any_of_their_names(stories, typed, number, unknown):
    results = find(parse(typed))
    assert (results.total, results.unknown) == (number, unknown)


def test_similar_articles_stand_under_an_article(client, stories):
    page = client.get(stories[0].get_absolute_url()).content.decode()
    assert "相近的文章" in page
    assert stories[1].get_absolute_url() in page.partition("相近的文章")[2]


def test_a_newspaper_and_an_issue_are_searched_from_their_pages(client, stories):
    issue = stories[0].page.issue
    assert 'name="paper" value="tongliao-ribao"' in client.get(issue.newspaper.get_absolute_url()).content.decode()
    assert 'name="issue" value="tongliao-ribao/2026-02-06"' in client.get(issue.get_absolute_url()).content.decode()
    page = client.get("/search/", {"issue": "tongliao-ribao/2026-02-06"})
    assert (page.context["results"].total, page.context["chosen"]) == (
        2,
        [("issue", "tongliao-ribao/2026-02-06", str(issue))],
    )


def test_every_example_of_the_help_page_can_be_asked(client, stories):
    page = client.get("/search/help/").content.decode()
    examples = re.findall(r'href="(/search/\?q=[^"]+)"', page)
    assert len(examples) > 12
    answers = [client.get(unescape(example)) for example in examples]
    assert {answer.status_code for answer in answers} == {200}
    assert [note for answer in answers for note in answer.context["notes"]] == []
