"""What the pages to read show: the public record in the order in which people read it.

Every function takes a number of queries that does not grow with what it finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, prefetch_related_objects
from django.db.models.functions import ExtractYear

from archive.models import Article, ArticlePart, Issue, Newspaper, Page
from archive.models.kept_counts import kept
from archive.models.partial_dates import days_after, end_of_month
from archive.pages.calendar import Month, year_of
from archive.parsing.types import Precision

_LATEST_FIRST = F("first_day").desc(nulls_last=True)  # said aloud: databases differ in where they put what has no date
MOST_LISTED = 31  # issues of a year that are listed below its calendar unasked
_LONGEST_ISSUE = 366  # days, from the first to the last day of a merged issue: a yearbook of one
# Of what is not suspended nor waits: of a newspaper, and of an issue that is public.
_ISSUES_HELD = Count("issues", filter=Q(**{f"issues__{name}": None for name in Issue.OPEN}))
_PAGES_HELD = Count("pages", filter=Q(pages__suspended=None, pages__awaiting=None))
_NOT_COUNTED = Value(0, IntegerField())  # the pages of issues that are only looked at for their numbers
_MOST_PAGES = 100  # of one issue, to show which of them are missing
UNDATED = "undated"  # the "year" of issues whose year is not known
_LEAD_LENGTH = 80  # characters of an article's beginning that a page's list shows


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


def newspapers() -> list[Newspaper]:
    """All newspapers, each with its number of ``held`` issues and its ``latest`` issue (or None)."""
    return kept("newspapers", _newspapers)


def _newspapers() -> list[Newspaper]:
    newest = Issue.objects.public().filter(newspaper=OuterRef("pk")).order_by(_LATEST_FIRST, "-slug").values("pk")[:1]
    found = list(Newspaper.objects.annotate(held=_ISSUES_HELD, latest_pk=Subquery(newest)).order_by("slug"))
    issues = Issue.objects.in_bulk([newspaper.latest_pk for newspaper in found if newspaper.latest_pk])
    for newspaper in found:
        newspaper.latest = issues.get(newspaper.latest_pk)
        if newspaper.latest:
            newspaper.latest.newspaper = newspaper
    return found


def holdings() -> Holdings:
    return kept("holdings", _holdings)


def _holdings() -> Holdings:
    dated = Issue.objects.public().exclude(first_day=None).select_related("newspaper").order_by("first_day", "slug")
    return Holdings(
        newspapers=Newspaper.objects.count(),
        issues=Issue.objects.public().count(),
        pages=Page.objects.public().count(),
        articles=Article.objects.public().count(),
        earliest=dated.first(),
        latest=dated.last(),
    )


def years(newspaper: Newspaper) -> list[Year]:
    """The years that issues are held of, newest first, those without a year last."""
    issues = newspaper.issues.public().values(year=ExtractYear("first_day"))
    return kept(f"years of {newspaper.pk}", lambda: years_of(issues, "pk"))


def years_of(rows: QuerySet, counted: str) -> list[Year]:
    """The rows, which name a year or none, counted by it."""
    counts = rows.order_by().annotate(number=Count(counted, distinct=True))
    found = [Year(str(row["year"] or UNDATED), row["number"]) for row in counts]
    return sorted(found, key=lambda year: (year.name != UNDATED, year.name), reverse=True)


def months(newspaper: Newspaper, year: str, every: bool = True) -> list[tuple[int, list[Issue]]]:
    """The issues of one year by month, newest first, each with its numbers of ``pages_held`` and ``articles_held``.

    Issues of which only the year is known, or not even that, stand under month 0. Not ``every`` issue: those that stand
    in no calendar, since their day is not known.
    """
    span = Q(first_day=None) if year == UNDATED else Q(first_day__year=int(year))
    if not every:
        span &= ~Q(precision=Precision.DAY)
    issues = newspaper.issues.public().filter(span).order_by("-first_day", "slug")

    def month(issue: Issue) -> int:
        return issue.first_day.month if issue.precision in (Precision.DAY, Precision.MONTH) else 0

    found = sorted(issues.annotate(pages_held=_PAGES_HELD), key=month, reverse=True)
    articles = Article.objects.public().filter(page__issue__in=issues.order_by()).order_by().values_list("page__issue")
    counts = dict(articles.annotate(Count("pk")))
    for issue in found:
        issue.newspaper = newspaper
        issue.articles_held = counts.get(issue.pk, 0)
    return [(number, list(group)) for number, group in groupby(found, key=month)]


def calendar(newspaper: Newspaper, year: int) -> list[Month]:
    """The calendar of a year. Issues whose day is not known stand in none: they are under month 0, or their month."""
    dated = newspaper.issues.public().filter(precision=Precision.DAY).order_by("first_day", "slug")
    first, last = date(year, 1, 1), date(year, 12, 31)
    near = dated.filter(first_day__range=(days_after(first, -_LONGEST_ISSUE), last))
    of_year = list(near.filter(Q(first_day__gte=first) | Q(last_day__gte=first)).annotate(pages_held=_PAGES_HELD))
    before = dated.annotate(pages_held=_NOT_COUNTED).filter(first_day__lt=first).last()
    after = dated.annotate(pages_held=_NOT_COUNTED).filter(first_day__gt=last).first()
    around = [issue for issue in (before, *of_year, after) if issue is not None]
    for issue in around:
        issue.newspaper = newspaper
    suspended = newspaper.suspensions.filter(first_day__lte=last, last_day__gte=first)
    return year_of(year, list(dict.fromkeys(around)), newspaper.frequency, suspended)


def of_day(day: date) -> tuple[list[tuple[Issue, list[Article]]], list[Issue]]:
    """The issues of all newspapers of one day, each with the headlines of its first page; and those that may be of it,
    since only their month or year is known."""
    issues = Issue.objects.public().select_related("newspaper").order_by("newspaper__name", "slug")
    sure = list(
        issues.filter(precision=Precision.DAY, first_day__range=(days_after(day, -_LONGEST_ISSUE), day)).filter(
            Q(first_day=day) | Q(last_day__gte=day)
        )
    )
    perhaps = issues.filter(
        Q(precision=Precision.MONTH, first_day__range=(day.replace(day=1), end_of_month(day)))
        | Q(precision=Precision.YEAR, first_day__year=day.year)
    )
    return with_headlines(sure), list(perhaps)


def on_this_day(today: date, most: int = 4) -> list[tuple[Issue, list[Article]]]:
    """Issues of this day in earlier years, the latest first, each with its first headlines."""
    issues = Issue.objects.public()
    first = issues.exclude(first_day=None).order_by("first_day").values_list("first_day", flat=True).first()
    days = [_same_day(today, year) for year in range(first.year, today.year)] if first else []
    earlier = issues.filter(precision=Precision.DAY, first_day__in=filter(None, days))
    return with_headlines(list(earlier.select_related("newspaper").order_by("-first_day", "newspaper__name")[:most]))


def _same_day(day: date, year: int) -> date | None:
    """The day in another year, which may have no 29 February."""
    try:
        return day.replace(year=year)
    except ValueError:
        return None


def with_headlines(issues: Sequence[Issue], most: int = 4) -> list[tuple[Issue, list[Article]]]:
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


def titled(articles: Iterable[Article]) -> list[Article]:
    """The articles, ready to be listed: only a display title made from the first words needs the text."""
    articles = list(articles)
    prefetch_related_objects([article for article in articles if not article.headline], "parts", "photos")
    return articles


def pages(issue: Issue) -> list[Sheet]:
    """The pages of an issue in order with their public articles, ready to be listed and linked to."""
    sheets = {page.pk: Sheet(page) for page in issue.pages.public().order_by("order", "pk")}
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
    titled(articles)
    return list(sheets.values())


def has_suspended(issue: Issue) -> bool:
    """Whether pages of it are suspended that readers have seen: not those that were never published."""
    return issue.pages.exclude(suspended=None).filter(awaiting=None).exists()


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


def leads(articles: Iterable[Article]) -> list[tuple[Article, str]]:
    """Each article with its first words."""
    articles = list(articles)
    prefetch_related_objects(articles, "parts", "photos")
    return [(article, _lead(article)) for article in articles]


def _lead(article: Article) -> str:
    texts = [block["text"] for block in article.blocks] or [photo.caption for photo in article.photos.all()]
    words = " ".join(next((text for text in texts if text.strip()), "").split())
    return words if len(words) <= _LEAD_LENGTH else words[:_LEAD_LENGTH] + "……"
