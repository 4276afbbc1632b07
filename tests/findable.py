"""Records for tests of search, the scan of every article that every engine is held to, and what a search costs."""

import datetime
import random
import re
from collections import Counter
from collections.abc import Callable
from functools import cache

import pytest

from archive.models import Article
from archive.models.partial_dates import end_of_month
from search import matching, query, suggested_terms
from search.normalise import forms
from search.query import Query, Scope, Term
from search.whoosh_engine._codec import FieldTerms
from tests import records

WORDS = re.split(
    " ",
    "Wi-Fi wifi Wi 0475-8234567 04758234567 8234567 蒙G·A1234 GA - · ⻢⻛ inter\u00adnational 砲 肉牛 產業 产业 發展 鄂尔多斯市 呼和浩特 奇·达楞太 通辽 ３５０ＭＷ 350 2,000亿 5.5万 二○二六年 高质量 的 在 和 招商 —— ， 。\n A股 iPhone 项目为王 审议 人大代表 ㎡ 綠色 绿色 小麦 玉米 < & {{",
)


def compose(source: random.Random, length: int) -> str:
    return "".join(source.choice(WORDS) for _ in range(length))


def lasting(make: Callable):
    """A fixture: what this writes stands, in record and index, for all tests of the module to which it is given."""

    @pytest.fixture(scope="module", autouse=True)
    def made(lasting_index):
        written = make()
        lasting_index()
        return written

    return made


def corpus() -> list[Article]:
    """Some dozens of articles in three newspapers, made of few words so that these meet in all ways."""
    rows.cache_clear()
    source = random.Random(20260206)
    articles = []
    for slug, days in {"a-bao": ["2026-02-06", "2025-12-31"], "b-bao": ["2026-02", ""], "c-bao": ["1987"]}.items():
        paper = records.newspaper(slug, slug)
        for day in days:
            of = records.page(records.issue(day, paper), name="科尔沁副刊" if day else "要闻")
            articles += [
                records.article(
                    of,
                    *(compose(source, source.randrange(1, 12)) for _ in range(source.randrange(3))),
                    names=("奇·达楞太",) if number % 3 == 0 else (),
                    captions=(compose(source, 5),) if number % 4 == 0 else (),
                    kicker=compose(source, 2) if number % 2 else "",
                    headline=compose(source, 4) if number % 5 else "",
                    deck=compose(source, 3) if number % 3 else "",
                    column=compose(source, 2) if number % 3 == 1 else "",
                    kind=source.choice(["news", "notice", "commentary"]),
                    source=source.choice(["", "新华社", "本报"]),
                )
                for number in range(8)
            ]
    return articles


def one() -> Article:
    """An article with something in each of its fields, and another beside it."""
    of = records.page()
    article = records.article(
        of,
        "本报讯（记者 张三）2月5日，奇·达楞太参加審議。装机３５０ＭＷ，投资2,000亿元，增长5.5%。",
        "二○二六年，两个大国迈",
        "向相互尊重。",
        names=("李肖峰",),
        captions=("肉牛养殖基地。", "草原晨曦。"),
        kicker="产业兴旺",
        headline="乡村振兴",
        deck="我市肉牛存栏居首",
        column="项目为王",
    )
    records.article(of, "另一篇文章", headline="别的")
    return article


def fields(article: Article) -> list[str]:
    """The fields within which a term must stand."""
    photos = article.photos.all()
    return [
        " ".join([article.kicker, article.headline, article.deck]),
        "\n".join(block["text"] for part in article.parts.all() for block in part.blocks),
        *(photo.caption for photo in photos),
        *(photo.credit for photo in photos),
        *(byline.name for byline in article.bylines.all()),
    ]


@cache
def rows(article: Article) -> list[list[list[str]]]:
    """Of each field, its forms."""
    return [formed(field) for field in fields(article)]


def formed(text: str) -> list[list[str]]:
    return [list(form) for form in forms(text)]


def holds(term: Term, article: Article) -> bool:
    """Whether what a term says is true of an article: the definition that every engine is held to."""
    issue, row = article.page.issue, rows(article)
    if term.scope is Scope.DATE:
        low, high = (datetime.date.fromordinal(day) for day in term.days)
        if issue.first_day is None:
            return False
        last = {"day": issue.first_day, "month": end_of_month(issue.first_day)}.get(issue.precision)
        return issue.first_day <= high and (last or issue.first_day.replace(month=12, day=31)) >= low
    if term.scope in (Scope.PAPER, Scope.PAGE, Scope.KIND, Scope.SOURCE):
        value = {
            "paper": issue.newspaper.slug,
            "page": article.page.label,
            "kind": article.kind,
            "source": article.source,
        }
        return value[query.VALUES[term.scope]] == term.text
    if term.scope is Scope.PAGE_NAME:
        return stands(term, [formed(article.page.name)])
    if term.scope is Scope.COLUMN:
        return stands(term, [formed(article.column)])
    if term.scope is Scope.HEADLINE:
        return stands(term, row[:1])
    return stands(term, row[2 + article.photos.count() :] if term.scope is Scope.PEOPLE else row)


def stands(term: Term, fields: list[list[list[str]]]) -> bool:
    """Whether one form of the term stands in a row in one form of a field."""
    return any(_stands(wanted, row, term.open) for wanted in formed(term.text) for field in fields for row in field)


def _stands(wanted: list[str], row: list[str], opened: bool) -> bool:
    places = [row[i : i + len(wanted)] for i in range(len(row) - len(wanted) + 1)]
    if opened:
        return any(here[:-1] == wanted[:-1] and here[-1].startswith(wanted[-1]) for here in places)
    return wanted in places


def scan(query: Query, articles: list[Article], paper: str = "", year: str = "") -> set[str]:
    return {
        article.key
        for article in articles
        if paper in ("", article.page.issue.newspaper.slug)
        and year in ("", str(article.page.issue.first_day or "undated")[:4].replace("unda", "undated"))
        and all(any(term.negated != holds(term, article) for term in clause.terms) for clause in query.clauses)
    }


def work_counted(monkeypatch) -> Counter:
    """What a search does: terms looked up in a segment, guesses tried, terms looked for in texts."""
    done: Counter = Counter()
    look_up, find_run, best = FieldTerms.at, matching.with_run, suggested_terms.most_frequent

    def counted_best(snapshot, terms, most):
        tried = list(terms)
        done["tried"] += len(tried)
        return best(snapshot, tried, most)

    def counted(name, does):
        return lambda *given: done.update([name]) or does(*given)

    monkeypatch.setattr(FieldTerms, "at", counted("looked up", look_up))
    monkeypatch.setattr(matching, "with_run", counted("read", find_run))
    monkeypatch.setattr(suggested_terms, "most_frequent", counted_best)
    return done
