"""What stands beside an issue, a page or an article: before and after it, and what has something in common with it.

Every function takes a number of queries that does not grow with what it finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar
from unicodedata import normalize

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from archive.models import Article, Byline, Issue, Teaser
from archive.models.kept_counts import kept
from archive.pages.listings import Sheet, titled, with_headlines
from archive.parsing.types import PersonKind, Precision
from archive.spans import intervals
from archive.spans.masking import REDACTED

MOST_OTHERS = 5  # articles listed beside one, for each thing that they have in common
_T = TypeVar("_T")


def issues_beside(issue: Issue) -> tuple[Issue | None, Issue | None]:
    """The issues of the same newspaper before and after this one."""
    others = Issue.objects.public().filter(newspaper=issue.newspaper_id).select_related("newspaper")
    if issue.first_day is None:
        before, after = Q(first_day=None, slug__lt=issue.slug), Q(first_day=None, slug__gt=issue.slug)
    else:
        same = Q(first_day=issue.first_day)
        before = Q(first_day__lt=issue.first_day) | same & Q(slug__lt=issue.slug)
        after = Q(first_day__gt=issue.first_day) | same & Q(slug__gt=issue.slug)
    return (
        others.filter(before).order_by("-first_day", "-slug").first(),
        others.filter(after).order_by("first_day", "slug").first(),
    )


def missing_between(before: Issue | None, after: Issue | None) -> str:
    """The numbers published between two issues, of which the archive has none: 22080-22084、22086; '' if there is none, or
    if that is not certain: an issue has no number, or the numbers do not go on. What is not public is no gap.
    """
    if before is None or after is None or before.first_number is None or after.first_number is None:
        return ""
    between = [((before.last_number or before.first_number) + 1, after.first_number)]
    held = Issue.objects.filter(newspaper=after.newspaper_id, first_number__range=between[0])
    numbers = held.values_list("first_number", Coalesce("last_number", "first_number") + 1)
    missing = intervals.less(between, intervals.union(numbers)) if between[0][0] < between[0][1] else []
    return "、".join(str(first) if end == first + 1 else f"{first}-{end - 1}" for first, end in missing)


def neighbours(row: Sequence[_T], one: _T) -> tuple[_T | None, _T | None]:
    """What stands before and after one thing in a row.

    >>> neighbours("abc", "c")
    ('b', None)
    """
    place = row.index(one)
    return row[place - 1] if place else None, row[place + 1] if place + 1 < len(row) else None


def package(article: Article, sheets: Iterable[Sheet]) -> list[Article]:
    """The other articles under the same headline over several, in reading order."""
    return [
        each
        for sheet in sheets
        for each in sheet.articles
        if article.package and REDACTED not in article.package and each.package == article.package
        if each.pk != article.pk
    ]


def more_of_column(article: Article) -> list[Article]:
    """Others of the same column of the newspaper, those received last."""
    if not article.column or REDACTED in article.column:
        return []
    newspaper = article.page.issue.newspaper_id
    mine = Article.objects.public().filter(column=article.column, page__issue__newspaper=newspaper)
    latest = mine.order_by("-pk").values_list("pk", flat=True)[: MOST_OTHERS + 1]
    keys = kept(f"latest in {newspaper}/{article.column}", lambda: list(latest))
    return _others(article, Article.objects.filter(pk__in=keys))


def more_by_authors(article: Article) -> list[Article]:
    """Others by the people who wrote this one, those received last."""
    people = (byline.name for byline in article.bylines.all() if byline.kind == PersonKind.PERSON)
    names = {name for name in people if REDACTED not in name}
    signed = Byline.objects.filter(name__in=names).exclude(article=article).order_by("-article")
    latest = signed.values_list("article", flat=True)[: 10 * MOST_OTHERS] if names else ()  # some may not be public
    return _others(article, Article.objects.filter(pk__in=list(latest))) if names else []


def _others(article: Article, articles: QuerySet[Article]) -> list[Article]:
    return titled(articles.public().exclude(pk=article.pk).with_place().defer("parsed").order_by("-pk")[:MOST_OTHERS])


def elsewhere(issue: Issue) -> list[tuple[Issue, list[Article]]]:
    """The issues of other newspapers of the same day, each with its first headlines."""
    if issue.precision != Precision.DAY:
        return []
    of_day = Issue.objects.public().filter(precision=Precision.DAY, first_day=issue.first_day)
    same = of_day.exclude(newspaper=issue.newspaper_id)
    return with_headlines(list(same.select_related("newspaper").order_by("newspaper__name", "slug")[:MOST_OTHERS]), 2)


def announced(teaser: Teaser, sheets: Sequence[Sheet]) -> Article | None:
    """The article that a teaser announces: of those held of the page it names, or of any if it names none, the one
    whose headline is the teaser's, holds it, or is held by it; None where several are."""
    mine = _letters(teaser.headline)
    there = [sheet for sheet in sheets if sheet.page.label == teaser.target or not teaser.target]
    headlines = [
        (_letters(article.headline), article)
        for sheet in there
        for article in sheet.articles
        if article.headline and sheet.page.pk != teaser.page_id
    ]
    same = [article for headline, article in headlines if headline == mine]
    alike = [article for headline, article in headlines if headline and (headline in mine or mine in headline)]
    return next((found[0] for found in (same, alike) if mine and len(found) == 1), None)


def _letters(text: str) -> str:
    return "".join(sign for sign in normalize("NFKC", text) if sign.isalnum())
