"""Counts that are kept: counted once for each state of the record, and never of another."""

from random import Random

import pytest
import records

from archive.models import Article, Byline, Issue, Newspaper, RecordVersion, Visibility, kept_counts
from archive.pages import contributors, listings, related

pytestmark = pytest.mark.django_db


def test_what_was_counted_is_counted_again_after_a_change():
    records.newspaper()
    asked = []

    def count() -> int:
        asked.append(None)
        return Newspaper.objects.count()

    assert [kept_counts.kept("n", count), kept_counts.kept("n", count), kept_counts.kept("other", count)] == [1, 1, 1]
    assert len(asked) == 2
    records.newspaper("b", "乙报")
    assert [kept_counts.kept("n", count), kept_counts.kept("n", count)] == [2, 2]
    assert len(asked) == 3


def test_nothing_is_kept_of_a_record_that_has_no_version():
    RecordVersion.objects.all().delete()
    numbers = iter(range(9))
    assert [kept_counts.kept("n", lambda: next(numbers)) for _ in range(3)] == [0, 1, 2]


def told() -> dict:
    """All that is kept, as readers are told it."""
    names, columns = ("甲", "乙"), ("一线", "二线")
    papers = list(Newspaper.objects.order_by("pk"))
    shared = {f"by {name}": Article.objects.filter(bylines__name=name) for name in names}
    shared |= {f"in {name}": Article.objects.filter(column=name, page__issue__newspaper=papers[0]) for name in columns}
    found = {what: contributors.works(what, articles, None) for what, articles in shared.items()}
    return {
        "newspapers": [(each.pk, each.held, each.latest and each.latest.pk) for each in listings.newspapers()],
        "holdings": listings.holdings(),
        "years": [listings.years(paper) for paper in papers],
        "works": {what: each and (each.years, each.articles) for what, each in found.items()},
        "columns of": [contributors.columns(paper) for paper in papers],
        "contributors of": [contributors.contributors(paper) for paper in papers],
        "contributors": [contributors.contributor(name) for name in names],
        "columns": [[other.pk for other in related.more_of_column(each)] for each in Article.objects.public()],
    }


@pytest.mark.parametrize("seed", range(6))
def test_kept_is_what_would_be_counted_now_whatever_has_changed(seed, monkeypatch):
    random = Random(seed)
    papers = [records.newspaper(), records.newspaper("b", "乙报")]
    days = [f"{year}-0{month}-06" for year in (2024, 2025, 2026) for month in (1, 2)] + ["2023-05", ""]

    def add() -> None:
        issue = records.issue(random.choice(days), random.choice(papers))
        column = random.choice(("一线", "二线", ""))
        records.article(
            records.page(issue), "正文", headline="题", names=tuple(random.sample("甲乙丙", 2)), column=column
        )

    def some(model) -> object:
        return model.objects.order_by("?").first()

    def hide() -> None:
        article = some(Article)
        article.visibility = random.choice(list(Visibility))
        article.save()

    def sign() -> None:
        byline = some(Byline)
        byline.name, byline.kind = random.choice("甲乙"), random.choice(("person", "collective"))
        byline.save()

    def date() -> None:
        issue = some(Issue)
        issue.newspaper = random.choice(papers)
        issue.save()

    changes = [add, add, hide, sign, date, lambda: some(Article).delete(), lambda: some(Byline).delete()]
    for _ in range(4):
        add()
    for _ in range(12):
        random.choice(changes)()
        if not Article.objects.exists() or not Byline.objects.exists():
            add()
        kept = told()
        with monkeypatch.context() as without:
            for module in (related, listings, contributors):
                without.setattr(module, "kept", lambda _what, count: count())
            assert told() == kept
        assert told() == kept
