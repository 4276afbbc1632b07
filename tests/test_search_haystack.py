"""Haystack's own face: its query sets and lookups mean what the query language says."""

import datetime

import pytest
from haystack.query import SQ, SearchQuerySet

from archive.models import Article
from search import indexing
from search.query import parse
from tests import findable, records
from tests.findable import scan

pytestmark = pytest.mark.django_db


corpus = findable.lasting(findable.corpus)


def test_haystack_querysets(corpus):
    everyone = SearchQuerySet()
    assert everyone.count() == everyone.all().count() == everyone.models(Article).count() == 40
    pks = [result.pk for result in everyone.order_by("-day")]
    assert sorted(pks) == sorted(article.pk for article in corpus)
    assert [result.pk for result in everyone.order_by("-day")[3:17]] == pks[3:17]
    assert [result.pk for result in everyone.order_by("-day")[33:60]] == pks[33:]
    assert everyone[0].object in corpus
    some = everyone.filter(content="通辽")
    assert {result.key for result in some} == scan(parse("通辽"), corpus)
    assert {result.key for result in everyone.exclude(content="通辽")} == scan(parse("-通辽"), corpus)
    either = everyone.filter(SQ(content="通辽") | SQ(content="小麦"))
    assert {result.key for result in either} == scan(parse("通辽 OR 小麦"), corpus)
    typed = everyone.auto_query("通辽 -小麦")
    assert {result.key for result in typed} == scan(parse("通辽 -小麦"), corpus)
    assert {result.paper for result in some.narrow("paper:a-bao")} == {"a-bao"}
    counts = dict(some.facet("paper").facet_counts()["fields"]["paper"])
    assert counts == {slug: len(scan(parse("通辽"), corpus, slug)) for slug in counts}
    assert sum(counts.values()) == some.count()


LOOKUPS = {
    "通 OR -辽": SQ(content="通") | ~SQ(content="辽"),
    "-通 OR -辽": ~(SQ(content="通") & SQ(content="辽")),
    "-通 -辽": ~(SQ(content="通") | SQ(content="辽")),
    "通 OR 的 通 OR 辽": SQ(content="通") | (SQ(content="的") & SQ(content="辽")),
    "报纸:a-bao": SQ(paper="a-bao"),
    "报纸:a-bao OR 报纸:c-bao": SQ(paper__in=["a-bao", "c-bao"]),
    "-报纸:a-bao 题名:的": ~SQ(paper="a-bao") & SQ(headline="的"),
    "作者:达楞太": SQ(author="达楞太"),
    "ipho*": SQ(content__startswith="ipho"),
    "日期:2026": SQ(year=2026),
    "日期:2025-12-31..2026-01-31": SQ(day__range=(datetime.date(2025, 12, 31), datetime.date(2026, 1, 31))),
    "日期:2026-02-06..": SQ(day__gte=datetime.date(2026, 2, 6)),
    "日期:..2026-02-05": SQ(day__lt=datetime.date(2026, 2, 6)),
}


def test_lookups_mean_what_the_query_language_says(corpus):
    found = {typed: {each.key for each in SearchQuerySet().filter(lookup)} for typed, lookup in LOOKUPS.items()}
    assert found == {typed: scan(parse(typed), corpus) for typed in LOOKUPS}
    assert [typed for typed, keys in found.items() if not keys] == []


@pytest.mark.parametrize(
    "lookup", [SQ(colour="red"), SQ(content__fuzzy="通"), SQ(paper__gt="a"), SQ(day__in=["2026"], day__fuzzy="2026")]
)
def test_lookups_that_cannot_be_said_are_refused(corpus, lookup):
    with pytest.raises(ValueError, match=r"field"):
        SearchQuerySet().filter(lookup).count()


def test_haystack_orders_and_counts(corpus):
    everyone = SearchQuerySet()
    by_fields = sorted(corpus, key=lambda article: article.key)
    by_fields.sort(key=lambda article: article.page.issue.newspaper.slug, reverse=True)
    by_fields.sort(key=lambda article: article.page.issue.first_day or datetime.date.min)
    assert [each.key for each in everyone.order_by("day", "-paper", "key")] == [article.key for article in by_fields]
    with pytest.raises(ValueError, match="colour"):
        everyone.order_by("colour").count()
    with pytest.raises(ValueError, match="colour"):
        everyone.narrow("colour:red").count()
    dates = everyone.date_facet("day", datetime.date(2025, 1, 1), datetime.date(2026, 7, 1), "month", 6)
    counted = [(begin.date().isoformat(), number) for begin, number in dates.facet_counts()["dates"]["day"]]
    assert counted == [("2025-01-01", 0), ("2025-07-01", 8), ("2026-01-01", 16)]
    assert everyone.narrow("django_ct:search.indextask").count() == 0


def test_more_like_this(corpus):
    of = corpus[0].page
    subject = records.article(of, "肉牛养殖场的饲料和防疫", headline="肉牛养殖")
    alike = records.article(of, "养殖场里肉牛的防疫", headline="防疫")
    other = records.article(of, "图书馆今天开放", headline="开放")
    indexing.rebuild()
    found = SearchQuerySet().more_like_this(subject)
    assert found[0].key == alike.key
    assert {subject.key, other.key}.isdisjoint(each.key for each in found)
    assert [each.key for each in found.filter(content="里")] == [alike.key]
