"""What the pages to read show: the public record in the order in which people read it.

Every function takes a number of queries that does not grow with what it finds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import TypeVar
from unicodedata import normalize

from django.core import paginator
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, prefetch_related_objects
from django.db.models.functions import ExtractYear

from archive.calendar import Month, year_of
from archive.counts import kept
from archive.models import Article, ArticlePart, Byline, Issue, Newspaper, Page, Teaser
from archive.parsing.types import PersonKind, Precision
from archive.partial_dates import end_of_month

_LONGEST_ISSUE = timedelta(366)  # from the first to the last day of a merged issue: a yearbook of one
_NOT_COUNTED = Value(0, IntegerField())  # the pages of issues that are only looked at for their numbers
MOST_OTHERS = 5  # articles listed beside one, for each thing that they have in common
WORKS_ON_PAGE = 100  # articles of a contributor or a column
_MOST_PAGES = 100  # of one issue, to show which of them are missing
UNDATED = "undated"  # the "year" of issues whose year is not known
MOST_NAMED = 24  # columns and contributors told of a newspaper
MOST_OFFICES = 5  # told of a contributor
_LEAD_LENGTH = 80  # characters of an article's beginning that a page's list shows
# What people did stands after their names in print, what they are before them.
_AFTER_NAMES = {"文", "图", "摄", "文/图", "文/摄", "摄影", "摄影报道", "绘", "整理", "编译", "翻译", "供图", "供稿"}
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much is held, and of what time."""

    newspapers: int
    issues: int
    pages: int
    articles: int
    earliest: Issue | None
    latest: Issue | None


@dataclass(frozen=True, slots=True)
class Year:
    """A year: its name in the address (1987, or ``undated``), and how many issues (or works) of it are held."""

    name: str
    issues: int

    @property
    def decade(self) -> str:
        """198 for 1987; the name itself where there is no number."""
        return self.name[:-1] if self.name.isdigit() else self.name


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page with its public articles in reading order, and those that run on to it from another page."""

    page: Page
    articles: list[Article] = field(default_factory=list)
    arriving: list[Article] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Works:
    """The articles of one contributor or column: how many in each year, and those of the chosen one, the newest first."""

    years: list[Year]
    chosen: Year
    articles: list[Article]
    page: paginator.Page


@dataclass(frozen=True, slots=True)
class Contributor:
    """A person, a collective or a body: ``kind`` as most bylines have it, and the offices signed with, the most frequent
    first: 本报记者, 通讯员."""

    kind: str
    offices: list[str]
    newspapers: list[Newspaper]


@dataclass(frozen=True, slots=True)
class Credit:
    """Names as a byline prints them: 本报记者 before 张琪 王晶, or 摄 after 彭斌."""

    before: str
    names: list[str]
    after: str

    def __str__(self) -> str:
        return " ".join(filter(None, (self.before, *self.names, self.after)))


def newspapers() -> list[Newspaper]:
    """All newspapers, each with its number of ``held`` issues and its ``latest`` issue (or None)."""
    return kept("newspapers", _newspapers)


def _newspapers() -> list[Newspaper]:
    newest = Issue.objects.filter(newspaper=OuterRef("pk")).order_by("-first_day", "-slug").values("pk")[:1]
    found = list(Newspaper.objects.annotate(held=Count("issues"), latest_pk=Subquery(newest)).order_by("slug"))
    issues = Issue.objects.in_bulk([newspaper.latest_pk for newspaper in found if newspaper.latest_pk])
    for newspaper in found:
        newspaper.latest = issues.get(newspaper.latest_pk)
        if newspaper.latest:
            newspaper.latest.newspaper = newspaper
    return found


def holdings() -> Holdings:
    return kept("holdings", _holdings)


def _holdings() -> Holdings:
    dated = Issue.objects.exclude(first_day=None).select_related("newspaper").order_by("first_day", "slug")
    return Holdings(
        newspapers=Newspaper.objects.count(),
        issues=Issue.objects.count(),
        pages=Page.objects.count(),
        articles=Article.objects.public().count(),
        earliest=dated.first(),
        latest=dated.last(),
    )


def years(newspaper: Newspaper) -> list[Year]:
    """The years that issues are held of, newest first, those without a year last."""
    return kept(
        f"years of {newspaper.pk}", lambda: _years(newspaper.issues.values(year=ExtractYear("first_day")), "pk")
    )


def _years(rows: QuerySet, counted: str) -> list[Year]:
    """The rows, which name a year or none, counted by it."""
    counts = rows.order_by().annotate(number=Count(counted, distinct=True))
    found = [Year(str(row["year"] or UNDATED), row["number"]) for row in counts]
    return sorted(found, key=lambda year: (year.name != UNDATED, year.name), reverse=True)


def columns(newspaper: Newspaper) -> list[tuple[str, int]]:
    """The newspaper's columns with the numbers of their public articles, the largest first, at most so many."""

    def count() -> list[tuple[str, int]]:
        mine = Article.objects.public().filter(page__issue__newspaper=newspaper).exclude(column="").order_by()
        return list(mine.values_list("column").annotate(number=Count("pk")).order_by("-number", "column")[:MOST_NAMED])

    return kept(f"columns of {newspaper.pk}", count)


def contributors(newspaper: Newspaper) -> list[tuple[str, int]]:
    """The people who sign in the newspaper, the same way."""

    def count() -> list[tuple[str, int]]:
        articles = Article.objects.public().filter(page__issue__newspaper=newspaper)
        signed = Byline.objects.filter(kind=PersonKind.PERSON, article__in=articles).order_by()
        counted = signed.values_list("name").annotate(number=Count("article", distinct=True))
        return list(counted.order_by("-number", "name")[:MOST_NAMED])

    return kept(f"contributors of {newspaper.pk}", count)


def months(newspaper: Newspaper, year: str) -> list[tuple[int, list[Issue]]]:
    """The issues of one year by month, newest first, each with its numbers of ``pages_held`` and ``articles_held``.

    Issues of which only the year is known, or not even that, stand under month 0.
    """
    span = Q(first_day=None) if year == UNDATED else Q(first_day__year=int(year))
    issues = newspaper.issues.filter(span).order_by("-first_day", "slug")

    def month(issue: Issue) -> int:
        return issue.first_day.month if issue.precision in (Precision.DAY, Precision.MONTH) else 0

    found = sorted(issues.annotate(pages_held=Count("pages")), key=month, reverse=True)
    articles = Article.objects.public().filter(page__issue__in=issues.order_by()).order_by().values_list("page__issue")
    counts = dict(articles.annotate(Count("pk")))
    for issue in found:
        issue.newspaper = newspaper
        issue.articles_held = counts.get(issue.pk, 0)
    return [(number, list(group)) for number, group in groupby(found, key=month)]


def calendar(newspaper: Newspaper, year: int) -> list[Month]:
    """The calendar of a year. Issues whose day is not known stand in none: they are under month 0, or their month."""
    dated = newspaper.issues.filter(precision=Precision.DAY).order_by("first_day", "slug")
    first, last = date(year, 1, 1), date(year, 12, 31)
    in_year = dated.filter(first_day__range=(first - _LONGEST_ISSUE, last)).annotate(pages_held=Count("pages"))
    of_year = [issue for issue in in_year if (issue.last_day or issue.first_day) >= first]
    before = dated.annotate(pages_held=_NOT_COUNTED).filter(first_day__lt=first).last()
    after = dated.annotate(pages_held=_NOT_COUNTED).filter(first_day__gt=last).first()
    around = [issue for issue in (before, *of_year, after) if issue is not None]
    for issue in around:
        issue.newspaper = newspaper
    return year_of(year, list(dict.fromkeys(around)), newspaper.frequency)


def of_day(day: date) -> tuple[list[tuple[Issue, list[Article]]], list[Issue]]:
    """The issues of all newspapers of one day, each with the headlines of its first page; and those that may be of it,
    since only their month or year is known."""
    issues = Issue.objects.select_related("newspaper").order_by("newspaper__name", "slug")
    sure = list(
        issues.filter(precision=Precision.DAY, first_day__range=(day - _LONGEST_ISSUE, day)).filter(
            Q(first_day=day) | Q(last_day__gte=day)
        )
    )
    perhaps = issues.filter(
        Q(precision=Precision.MONTH, first_day__range=(day.replace(day=1), end_of_month(day)))
        | Q(precision=Precision.YEAR, first_day__year=day.year)
    )
    return _with_headlines(sure), list(perhaps)


def on_this_day(today: date, most: int = 4) -> list[tuple[Issue, list[Article]]]:
    """Issues of this day in earlier years, the latest first, each with its first headlines."""
    first = Issue.objects.exclude(first_day=None).order_by("first_day").values_list("first_day", flat=True).first()
    days = [_same_day(today, year) for year in range(first.year, today.year)] if first else []
    earlier = Issue.objects.filter(precision=Precision.DAY, first_day__in=filter(None, days))
    return _with_headlines(list(earlier.select_related("newspaper").order_by("-first_day", "newspaper__name")[:most]))


def _same_day(day: date, year: int) -> date | None:
    """The day in another year, which may have no 29 February."""
    try:
        return day.replace(year=year)
    except ValueError:
        return None


def _with_headlines(issues: Sequence[Issue], most: int = 4) -> list[tuple[Issue, list[Article]]]:
    """The issues, each with the first of its headlines in reading order."""
    headlines: dict[int, list[Article]] = {issue.pk: [] for issue in issues}
    by_pk = {issue.pk: issue for issue in issues}
    articles = (
        Article.objects.public()
        .filter(page__issue__in=by_pk)
        .exclude(headline="")
        .select_related("page")
        .defer("parsed")
        .order_by("page__order", "page__pk", "order", "pk")
    )
    for article in articles:
        mine = headlines[article.page.issue_id]
        if len(mine) < most:
            article.page.issue = by_pk[article.page.issue_id]
            mine.append(article)
    return [(issue, headlines[issue.pk]) for issue in issues]


def works(what: str, articles: QuerySet[Article], year: str | None, page: str | None = None) -> Works | None:
    """Public articles that have something in common, a page of a year of them: the year asked for, or the latest.

    ``what`` names what they have in common. None if there are none, or none of the year and the page asked for.
    """
    mine = articles.public()
    years = kept(f"works {what}", lambda: _years(mine.values(year=ExtractYear("page__issue__first_day")), "pk"))
    chosen = next((each for each in years if year in (each.name, None, "")), None)
    if chosen is None:
        return None
    of_year = Q(page__issue__first_day=None) if chosen.name == UNDATED else Q(page__issue__first_day__year=chosen.name)
    order = ("-page__issue__first_day", "page__issue__newspaper__slug", "page__order", "order", "pk")
    newest = mine.filter(of_year).distinct().order_by(*order)
    pages = paginator.Paginator(
        kept(f"works {what} {chosen.name}", lambda: list(newest.values_list("pk", flat=True))), WORKS_ON_PAGE
    )
    try:
        shown = pages.page(page or 1)
    except paginator.InvalidPage:
        return None
    found = Article.objects.with_place().defer("parsed").in_bulk(shown.object_list)
    return Works(years, chosen, _titled(found[pk] for pk in shown.object_list if pk in found), shown)


def _titled(articles: Iterable[Article]) -> list[Article]:
    """The articles, ready to be listed: only a display title made from the first words needs the text."""
    articles = list(articles)
    prefetch_related_objects([article for article in articles if not article.headline], "parts", "photos")
    return articles


def issues_beside(issue: Issue) -> tuple[Issue | None, Issue | None]:
    """The issues of the same newspaper before and after this one."""
    others = Issue.objects.filter(newspaper=issue.newspaper_id).select_related("newspaper")
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
    """The numbers published between two issues held, of which none is: 22080-22084, or 22084; '' if there is none, or
    if that is not certain: an issue has no number, or the numbers do not go on.
    """
    if before is None or after is None or before.first_number is None or after.first_number is None:
        return ""
    first, last = (before.last_number or before.first_number) + 1, after.first_number - 1
    return "" if last < first else str(first) if last == first else f"{first}-{last}"


def pages(issue: Issue) -> list[Sheet]:
    """The pages of an issue in order with their public articles, ready to be listed and linked to."""
    sheets = {page.pk: Sheet(page) for page in issue.pages.order_by("order", "pk")}
    for sheet in sheets.values():
        sheet.page.issue = issue
    articles = list(Article.objects.public().filter(page__issue=issue).defer("parsed").order_by("order", "pk"))
    by_pk = {article.pk: article for article in articles}
    for article in articles:
        article.page = sheets[article.page_id].page
        sheets[article.page_id].articles.append(article)
    runs_on = ArticlePart.objects.filter(page__issue=issue, article__in=by_pk).order_by("article__page__order", "pk")
    for article_pk, page_pk in runs_on.values_list("article", "page"):
        if by_pk[article_pk].page_id != page_pk:
            sheets[page_pk].arriving.append(by_pk[article_pk])
    _titled(articles)
    return list(sheets.values())


def places(issue: Issue, sheets: Sequence[Sheet]) -> list[Sheet]:
    """The pages of an issue with an empty sheet, of an unsaved page, for each that was printed but is not held.

    Only where that is certain: the number of pages is printed, and every page held is numbered 1, 2, 3 or 4-5.
    """
    printed = issue.pages_printed or 0
    labels = [sheet.page.label for sheet in sheets]
    if printed > _MOST_PAGES or not all(label.replace("-", "", 1).isdecimal() for label in labels):
        return list(sheets)
    spans = [[int(number) for number in label.split("-") if number] for label in labels]
    held = {number for span in spans for number in range(span[0], span[-1] + 1)}
    empty = [Sheet(Page(issue=issue, label=str(number))) for number in range(1, printed + 1) if number not in held]
    return sorted([*sheets, *empty], key=lambda sheet: int(sheet.page.label.partition("-")[0]))


def beside(row: Sequence[_T], one: _T) -> tuple[_T | None, _T | None]:
    """What stands before and after one thing in a row.

    >>> beside("abc", "c")
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
        if article.package and each.package == article.package and each.pk != article.pk
    ]


def more_of_column(article: Article) -> list[Article]:
    """Others of the same column of the newspaper, those received last."""
    if not article.column:
        return []
    newspaper = article.page.issue.newspaper_id
    mine = Article.objects.public().filter(column=article.column, page__issue__newspaper=newspaper)
    latest = mine.order_by("-pk").values_list("pk", flat=True)[: MOST_OTHERS + 1]
    keys = kept(f"latest in {newspaper}/{article.column}", lambda: list(latest))
    return _others(article, Article.objects.filter(pk__in=keys))


def more_by_authors(article: Article) -> list[Article]:
    """Others by the people who wrote this one, those received last."""
    names = {byline.name for byline in article.bylines.all() if byline.kind == PersonKind.PERSON}
    signed = Byline.objects.filter(name__in=names).exclude(article=article).order_by("-article")
    latest = signed.values_list("article", flat=True)[: 10 * MOST_OTHERS] if names else ()  # some may not be public
    return _others(article, Article.objects.filter(pk__in=list(latest))) if names else []


def _others(article: Article, articles: QuerySet[Article]) -> list[Article]:
    return _titled(articles.public().exclude(pk=article.pk).with_place().defer("parsed").order_by("-pk")[:MOST_OTHERS])


def elsewhere(issue: Issue) -> list[tuple[Issue, list[Article]]]:
    """The issues of other newspapers of the same day, each with its first headlines."""
    if issue.precision != Precision.DAY:
        return []
    same = Issue.objects.filter(precision=Precision.DAY, first_day=issue.first_day).exclude(
        newspaper=issue.newspaper_id
    )
    return _with_headlines(list(same.select_related("newspaper").order_by("newspaper__name", "slug")[:MOST_OTHERS]), 2)


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


def leads(articles: Iterable[Article]) -> list[tuple[Article, str]]:
    """Each article with its first words."""
    articles = list(articles)
    prefetch_related_objects(articles, "parts", "photos")
    return [(article, _lead(article)) for article in articles]


def _lead(article: Article) -> str:
    texts = [block["text"] for block in article.blocks] or [photo.caption for photo in article.photos.all()]
    words = " ".join(next((text for text in texts if text.strip()), "").split())
    return words if len(words) <= _LEAD_LENGTH else words[:_LEAD_LENGTH] + "……"


def contributor(name: str) -> Contributor:
    """Who stands in public bylines under this name."""
    return kept(f"contributor {name}", lambda: _contributor(name))


def _contributor(name: str) -> Contributor:
    bylines = Byline.objects.filter(name=name, article__in=Article.objects.public()).order_by()
    counted = bylines.values_list("affiliation", "role", "kind").annotate(number=Count("pk")).order_by("-number")
    kinds: Counter[str] = Counter()
    offices: Counter[str] = Counter()
    for affiliation, role, kind, number in counted:
        kinds[kind] += number
        offices[f"{affiliation}{role}"] += number
    del offices[""]
    newspapers = bylines.values("article__page__issue__newspaper").distinct()
    return Contributor(
        kind=next((kind for kind, _number in kinds.most_common(1)), ""),
        offices=[office for office, _number in offices.most_common(MOST_OFFICES)],
        newspapers=list(Newspaper.objects.filter(pk__in=newspapers).order_by("slug")),
    )


def credits(bylines: Iterable[Byline]) -> list[Credit]:
    """Bylines in order, those gathered that stand one after another with the same role and affiliation."""
    grouped = groupby(bylines, key=lambda byline: (byline.affiliation, byline.role))
    return [
        Credit(*((affiliation, names, role) if role in _AFTER_NAMES else (affiliation + role, names, "")))
        for (affiliation, role), names in ((key, [byline.name for byline in group]) for key, group in grouped)
    ]
