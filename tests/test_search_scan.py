"""Whatever the engine, it finds, counts and orders what a scan of every article does, and nothing else."""

import random
from collections import Counter
from html import unescape
from typing import get_args

import pytest

from archive.models import Article
from search import days as days_
from search import indexing, matching, suggested_terms
from search.engine import Order
from search.finder import PageNotFound, find
from search.normalise import units
from search.query import Clause, Query, Scope, Term, parse
from tests import findable
from tests.findable import compose, fields, scan, work_counted

pytestmark = pytest.mark.django_db


corpus = findable.lasting(findable.corpus)


@pytest.fixture
def work(monkeypatch) -> Counter:
    return work_counted(monkeypatch)


def everything(query: Query, **asked) -> list[str]:
    """The keys of all hits, page by page."""
    first = find(query, page_size=7, **asked)
    pages = [first, *(find(query, page_size=7, page=page, **asked) for page in range(2, first.pages + 1))]
    keys = [hit.article.key for page in pages for hit in page.hits]
    assert [len(page.hits) for page in pages[:-1]] == [7] * (len(pages) - 1)
    assert len(keys) == first.total
    return keys


def some_query(source: random.Random, articles: list[Article]) -> Query:
    """A query of any form that the language has, of what stands in the articles."""

    def cut(text: str) -> str:
        start = source.randrange(len(text) + 1)
        return " ".join(text[start : start + source.randrange(1, 9)].split())

    def term() -> Term:
        scope = source.choice([Scope.ANYWHERE] * 8 + list(Scope))
        while True:
            article = source.choice(articles)
            issue, texts = article.page.issue, fields(article)
            typed = {
                Scope.ANYWHERE: cut(source.choice(texts)),
                Scope.HEADLINE: cut(texts[0]),
                Scope.PEOPLE: cut(source.choice(texts[2 + article.photos.count() :] or [""])),
                Scope.COLUMN: cut(article.column),
                Scope.PAGE_NAME: cut(article.page.name),
                Scope.PAPER: issue.newspaper.slug,
                Scope.PAGE: article.page.label,
                Scope.KIND: article.kind,
                Scope.SOURCE: article.source,
                Scope.DATE: days_.normal(source.choice(DATES)),
            }[scope]
            runs = [unit for unit in units(typed) if len(unit) > 1]
            opened = bool(runs) and scope in (Scope.ANYWHERE, Scope.HEADLINE) and source.random() < 0.5
            if opened:
                typed = runs[0][: source.randrange(1, len(runs[0]) + 1)].rstrip(".")
            quoted = not opened and scope not in (Scope.DATE, Scope.PAGE)
            found = Term(typed, quoted=quoted, scope=scope, open=opened, negated=source.random() < 0.15)
            if found.units:
                return found

    clauses = [
        Clause(tuple(term() for _ in range(source.choice([1, 1, 1, 2, 3])))) for _ in range(source.choice([1, 1, 2, 3]))
    ]
    return Query(tuple(clauses))


DATES = ["2026", "2026-02", "2026-02-06", "2025..2026-01", "80年代", "..1987", "2026-02-07..", "1987-06-01"]


def in_order(keys: list[str], articles: list[Article], sort: str) -> bool:
    """Whether the newest or oldest come first, those without a date last, those of a day by newspaper and place."""
    by_key = {article.key: article for article in articles}
    rows = []
    for key in keys:
        article = by_key[key]
        issue = article.page.issue
        day = issue.first_day.toordinal() if issue.first_day else None
        rows.append(
            (
                day is None,
                0 if day is None else (day if sort == "oldest" else -day),
                issue.newspaper.slug,
                article.order,
                key,
            )
        )
    return rows == sorted(rows)


def test_it_finds_what_a_scan_finds(corpus):
    source = random.Random(7)
    found = 0
    for _ in range(300):
        query = some_query(source, corpus)
        assert parse(str(query)) == query
        asked = {"paper": source.choice(["", "", "a-bao", "b-bao"]), "year": source.choice(["", "", "2026", "undated"])}
        expected = scan(query, corpus, **asked)
        sort = source.choice(get_args(Order))
        keys = everything(query, filters=asked, sort=sort)
        assert (sorted(keys), str(query)) == (sorted(expected), str(query))
        assert sort == "relevance" or in_order(keys, corpus, sort)
        facets = find(query, asked).facets
        for value in facets["paper"]:
            assert value.count == len(scan(query, corpus, value.value, asked["year"]))
        for value in facets["year"]:
            assert value.count == len(scan(query, corpus, asked["paper"], value.value))
        hits = [article for article in corpus if article.key in expected]
        for facet in ("kind", "column", "source"):
            counted = Counter(getattr(article, facet) for article in hits if getattr(article, facet))
            assert {value.value: value.count for value in facets[facet]} == counted
        names = Counter(name for article in hits for name in {byline.name for byline in article.bylines.all()})
        assert {value.value: value.count for value in facets["author"]} == names
        found += bool(keys)
    assert found > 150


def test_the_empty_query_finds_everything_newest_first(corpus):
    results = find(Query(), page_size=100)
    assert len(results.hits) == results.total == len(corpus)
    days = [hit.article.page.issue.date for hit in results.hits]
    assert days == ["2026-02-06"] * 8 + ["2026-02"] * 8 + ["2025-12-31"] * 8 + ["1987"] * 8 + [""] * 8
    assert [(year.value, year.count) for year in results.facets["year"]] == [
        ("2026", 16), ("2025", 8), ("1987", 8), ("undated", 8)
    ]  # fmt: skip
    assert [(paper.label, paper.count) for paper in results.facets["paper"]] == [
        ("a-bao", 16),
        ("b-bao", 16),
        ("c-bao", 8),
    ]


@pytest.mark.parametrize("sort", get_args(Order))
def test_pages_neither_repeat_nor_lose_a_hit(corpus, sort):
    query = parse("通辽 OR 的 OR 在")
    keys = everything(query, sort=sort)
    assert len(keys) == len(set(keys)) > 14
    assert keys == [hit.article.key for hit in find(query, sort=sort, page_size=100).hits]
    assert keys == everything(query, sort=sort)
    with pytest.raises(PageNotFound):
        find(query, page=find(query).pages + 1)
    with pytest.raises(PageNotFound):
        find(query, page=0)


def test_oldest_first_has_the_undated_last(corpus):
    days = [hit.article.page.issue.date for hit in find(Query(), sort="oldest", page_size=100).hits]
    assert days == ["1987"] * 8 + ["2025-12-31"] * 8 + ["2026-02"] * 8 + ["2026-02-06"] * 8 + [""] * 8


def test_the_most_frequent_of_many_terms_is_the_one_that_counting_all_finds(corpus, engine):
    indexing.rebuild()
    snapshot, source = engine.snapshot(), random.Random(2)
    for _ in range(40):
        terms = [Term(compose(source, 2)) for _ in range(12)]
        numbers = [matching.number(snapshot, term) for term in terms]
        most = max(numbers)
        assert suggested_terms.most_frequent(snapshot, terms, len(terms)) == (
            (terms[numbers.index(most)], most) if most else None
        )


def test_an_open_term_of_one_or_two_units_is_found_without_reading_the_texts(corpus, work):
    indexing.rebuild()
    for typed in ("3*", "牛3*", "i*", "5.5*", "牛 OR 3*"):
        find(parse(typed))
    assert work["read"] == 0


def test_the_timeline(corpus):
    assert [(stretch.name, stretch.count) for stretch in find(Query()).timeline][:2] == [("1987", 8), ("1988", 0)]
    monthly = find(parse("日期:2025..2026")).timeline
    assert [(stretch.name, stretch.count) for stretch in monthly] == [("2025-12", 8), ("2026-01", 0), ("2026-02", 16)]
    assert find(parse("火星")).timeline == []


def test_the_timeline_narrows_the_search(client, corpus):
    page = client.get("/search/", {"q": "日期:2025..2026", "page": "2"}).content.decode()
    assert page.count("<rect") == 4  # two months with hits, each with more to touch than is seen
    assert "month=2026-02" in page
    narrowed = client.get("/search/", {"month": "2026-02"})
    assert (narrowed.context["results"].total, narrowed.context["chosen"]) == (16, [("month", "2026-02", "2026-02")])
    assert client.get("/search/", {"month": "二月"}).status_code == 400


def test_the_page(client, corpus):
    page = client.get("/search/", {"q": "通辽", "sort": "newest"})
    assert page.status_code == 200
    assert page.context["results"].total == len(scan(parse("通辽"), corpus))
    text = unescape(page.content.decode())
    assert "<mark>通辽</mark>" in text
    assert 'value="通辽"' in text
    assert client.get("/search/", {"q": "通辽", "paper": "a-bao", "year": "2026"}).context["chosen"] == [
        ("paper", "a-bao", "a-bao"), ("year", "2026", "2026")
    ]  # fmt: skip
