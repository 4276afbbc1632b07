"""Which terms an article is found by, and what the page says of a query."""

from copy import deepcopy
from html import unescape

import pytest

from archive.models import Article, Visibility
from search import finder, indexing
from search.finder import find
from search.query import Query, Term, parse
from tests import findable

pytestmark = pytest.mark.django_db


_one = findable.lasting(findable.one)


@pytest.fixture
def one(_one) -> Article:
    return deepcopy(_one)


FOUND = [
    "乡", "振兴", "鄉村振興", "兴旺乡村", "振兴我市",  # the headline group is one field
    "奇达楞太", "奇·达楞太", "达 楞 太", "参加审议", "審議",
    "350MW", "350mw", "３５０", "装机350", "2000亿", "2,000", "２，０００", "5.5", "5.5%", "增长５．５",
    "二〇二六年", "大国迈向相互", "迈\n向", "“大国 迈向”", "迈，向",
    "养殖基地", "草原", "李肖峰", "某某摄", "乡村振兴 肉牛 -火星", "火星 OR 草原", "2月5日",
]  # fmt: skip

NOT_FOUND = [
    "火星", "35", "50MW", "M", "2,000,000", "5.55",  # half a run is not the run
    "“居首本报”", "“基地草原”", "“尊重肉牛”",  # across fields
    "“大国 尊重”", "乡村振兴 -草原",
]  # fmt: skip


def test_found_and_not_found(one):
    results = {typed: find(parse(typed)) for typed in FOUND + NOT_FOUND}
    keys = {typed: [hit.article.key for hit in found.hits] for typed, found in results.items()}
    assert keys == {typed: [one.key] for typed in FOUND} | {typed: [] for typed in NOT_FOUND}
    assert {typed: found.total for typed, found in results.items()} == {
        typed: len(hits) for typed, hits in keys.items()
    }
    assert [typed for typed in FOUND if results[typed].loosened] == []
    assert find(parse("火星")).facets == {facet: [] for facet in finder.FACETS}


def test_a_term_that_stands_nowhere_is_searched_by_its_words(one):
    results = find(parse("我市草原"))
    assert [hit.article.key for hit in results.hits] == [one.key]
    assert results.loosened == {Term("我市草原"): (Term("我市"), Term("草原"))}
    assert find(parse("“我市草原”")).total == 0  # a quoted term is meant as it stands
    assert find(parse("我市火星")).total == 0  # every word is required
    assert find(parse("乡村振兴"), {"year": "1987"}).loosened == {}  # it stands somewhere, if not in that year


def test_what_is_not_public_is_never_a_hit(one):
    for hidden in (
        {"visibility": Visibility.SUSPENDED},
        {"visibility": Visibility.WITHDRAWN},
        {"merged_into": Article.objects.exclude(pk=one.pk).get()},
    ):
        # Past the signals, as if the index had not heard of it yet.
        Article.objects.filter(pk=one.pk).update(**hidden)
        assert find(parse("乡村振兴")).hits == []
        indexing.rebuild()
        assert (find(parse("乡村振兴")).total, find(Query()).total) == (0, 1)
        Article.objects.filter(pk=one.pk).update(visibility=Visibility.PUBLIC, merged_into=None)
        indexing.rebuild()
        assert find(parse("乡村振兴")).total == 1


SAYS = [
    ({}, 200, "全部文章，2 篇"),
    ({"q": "火星"}, 200, "没有这样的文章"),
    ({"q": "我市草原"}, 200, "没有文章一字不差地印有“我市草原”"),
    ({"q": "“乡村"}, 200, "引号没有成对"),
    ({"q": "！"}, 400, "没有可以检索的文字或数字"),
    ({"q": "牛" * 301}, 400, "最多 300 个字"),
    ({"q": "牛 " * 21}, 400, "最多 20 个"),
    ({"paper": "no-such"}, 400, "没有这份报纸：no-such"),
    ({"year": "去年"}, 400, "年份请写成四位数字"),
    ({"sort": "random"}, 400, "排序只有"),
    ({"page": "0"}, 404, ""),
    ({"page": "2"}, 404, ""),
    ({"page": "abc"}, 404, ""),
    ({"page": "９"}, 404, ""),
]


def test_what_the_page_says(client, one):
    said = [client.get("/search/", asked) for asked, _status, _says in SAYS]
    assert [page.status_code for page in said] == [status for _asked, status, _says in SAYS]
    texts = [unescape(page.content.decode()) for page in said]
    assert [says for (_asked, _status, says), text in zip(SAYS, texts, strict=True) if says not in text] == []


def test_a_newspaper_is_known_by_a_slug_it_had_before(client, one):
    paper = one.page.issue.newspaper
    paper.slug = "tongliao-daily"
    paper.save()
    indexing.drain()
    assert client.get("/search/", {"paper": "tongliao-ribao"}).context["results"].total == 2
