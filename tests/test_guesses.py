"""What may be meant by what stands nowhere or hardly anywhere, and what its parts would find."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.finder import find
from search.lookalikes import lookalikes
from search.matching import words_of
from search.query import Term, parse
from search.suggestions import MUCH_MORE, did_you_mean
from tests import records

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def held(lasting_index):
    of = records.page()
    for number in range(MUCH_MORE):
        records.article(of, "科尔沁肉牛产业。", headline=f"肉牛出栏{number}", names=("李肖峰",))
    records.article(of, "肉妞一名。周末未明。", headline="通辽市气象台发布")
    records.article(of, "通辽的暴雨。", headline="通辽消息")
    records.article(of, "发布预警，戊戌年，自己。", headline="预警信号", column="项目为王")
    records.article(of, "教师节。", headline="教师")
    records.article(of, "招聘会，5G基站，曰：来。", headline="招聘")
    lasting_index()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rouniu", "肉牛"),
        ("ROUNIU", "肉牛"),
        ("tongliao", "通辽"),
        ("qixiangtai", "气象台"),
        ("jiaoshi", "教师"),
        ("zhaopin", "招聘"),
        ("yujing", "预警"),
        ("chulan", "出栏"),
        ("lixiaofeng", "李肖峰"),
        ("xiangmuweiwang", None),  # a column's name is searched for as a column
        ("tongliaoshiqixi", "通辽市气象台发布"),  # a beginning, where nothing is spelled just so
        ("肉妞", "肉牛"),  # one article, where the other is in many
        ("肉纽", "肉牛"),
        ("内牛", "肉牛"),  # looks like it
        ("周未", "周末"),
        ("戊戍", "戊戌"),
        ("自已", "自己"),
        ("自巳", "自己"),
        ("科尔心", "科尔沁"),  # sounds nearly so
        ("科尔泌", "科尔沁"),
        ("科尔亲", "科尔沁"),
        ("柳牛", None),
        ("刘牛", None),
        ("肉流", "肉牛"),  # n and l
        ("keerqin", "科尔沁"),  # words of no headline
        ("chanye", "产业"),
        ("jiaoshijie", "教师节"),
        ("wuxujie", None),
        ("xunian", "戌年"),
        ("baoyu", "暴雨"),
        ("KEERQIN", "科尔沁"),
        ("fabu", "发布"),
        ("科尓沁肉牛", None),  # folds to what stands
        ("日来", "曰来"),
        ("肉牛", None),
        ("招聘会", None),  # few, but nothing like it stands in many
        ("xyz", None),
        ("5G", None),
    ],
)
def test_guesses(held, typed, meant):
    guess = did_you_mean(parse(typed))
    assert (guess and str(guess)) == meant


@pytest.mark.parametrize("typed", ["科尔心", "５Ｇ网", "肉牛猪", "牛5", "abc", "教师招", "4G", "A3版"])
def test_short_terms_are_never_split(typed):
    assert words_of(parse(typed).terms[0]) == ()


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("教师招聘", {"教师": 1, "招聘": 1}),
        ("暴雨预警", {"暴雨": 1, "预警": 1}),
        ("教师肉牛", {"教师": 1, "肉牛": MUCH_MORE}),
        ("气象台招聘", {"气象台": 1, "招聘": 1}),
        ("火星招聘", {"火星": 0, "招聘": 1}),
        ("预警教师", {"预警": 1, "教师": 1}),
        ("暴雨产业", {"暴雨": 1, "产业": MUCH_MORE}),
        ("通辽教师", {"通辽": 2, "教师": 1}),
        ("肉牛预警", {"肉牛": MUCH_MORE, "预警": 1}),
        ("招聘信号", {"招聘": 1, "信号": 1}),
        ("题名:教师招聘", {"题名:教师": 1, "题名:招聘": 1}),
        ("教师招聘 火星", {"教师招聘": 0, "火星": 0, "教师": 1, "招聘": 1}),
    ],
)
def test_a_compound_whose_words_stand_apart(client, held, typed, parts):
    page = client.get("/search/", {"q": typed})
    assert (page.context["results"].total, page.context["clauses"]) == (0, parts)
    html = unescape(page.content.decode())
    links = dict(re.findall(r'<a href="(\?q=[^"]+)" lang="zh-Hans">([^<]+)</a>', html))
    assert [text for text in parts if parts[text]] == [text for text in links.values() if text in parts]
    for url, text in links.items():
        if text in parts:
            assert client.get(f"/search/{url}").context["results"].total == parts[text]


def test_a_guess_stands_above_few_hits_too(client, held):
    page = client.get("/search/", {"q": "肉妞"})
    assert (page.context["results"].total, str(page.context["guess"])) == (1, "肉牛")
    assert client.get("/search/", {"q": "肉牛"}).context["guess"] is None
    assert find(parse("肉妞")).total == 1


@given(st.characters())
def test_what_looks_alike_does_so_both_ways(character):
    assert all(character in lookalikes(other) for other in lookalikes(character))
    assert character not in lookalikes(character)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("己", "已"),
        ("已", "巳"),
        ("未", "末"),
        ("曰", "日"),
        ("人", "入"),
        ("戊", "戌"),
        ("治", "冶"),
        ("折", "拆"),
        ("候", "侯"),
        ("茶", "荼"),
    ],
)
def test_characters_that_look_alike(one, other):
    assert other in lookalikes(one)
    assert one in lookalikes(other)


def test_no_term_alone_is_split(held):
    assert words_of(Term("教师招聘", quoted=True)) == ()
