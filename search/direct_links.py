"""The way on from what was typed, where it names something that is held: a newspaper, an issue, a page, an article, what
appeared on a date. Shown above the hits; the search goes on as it was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from archive.models import Article, Issue, Newspaper, Page, addressing
from archive.models.kept_counts import kept
from archive.models.partial_dates import days_of
from archive.parsing.types import Precision
from search.finder import plain
from search.recognise import Named, Recognised, recognise

MOST = 5  # ways of a kind
MOST_TITLES = 2000  # headlines of the issues named that are compared
LEAST_TITLE = 4  # characters of a headline that is known without being marked as one


@dataclass(frozen=True, slots=True)
class Way:
    """Where a reader may want to go: ``kind`` is ``paper``, ``issue``, ``page``, ``article`` or ``date``."""

    kind: str
    label: str
    url: str
    language: str = ""  # of the label, if it is the record's


def ways(typed: str) -> list[Way]:
    """The ways on from a typed text, the nearest first; none if it names nothing that is held.

    >>> [(way.kind, way.url) for way in ways("通辽日报2026年2月6日第1版")]
    [('page', '/papers/tongliao-ribao/2026-02-06/p1/')]
    """
    known = recognise(typed, kept("newspapers by name", _names)) if typed.strip() else Recognised()
    found = [_to(record) for record in _addressed(known)]
    if found:
        return list(dict.fromkeys(found))[:MOST]
    if known.newspapers and known.date:
        return _of_newspapers(known)
    if not known.whole:
        return []
    if known.newspapers:
        listed = Newspaper.objects.filter(slug__in=known.newspapers).order_by("slug")[:MOST]
        return [_to(newspaper) for newspaper in listed]
    return [_on(known.date)] if known.date else []


def _names() -> list[Named]:
    listed = Newspaper.objects.order_by("slug").values_list("slug", "name", "aliases")
    return [Named(slug, tuple(filter(plain, (name, *aliases, slug)))) for slug, name, aliases in listed]


def _to(record: addressing.Addressed) -> Way:
    if isinstance(record, Article):
        newspaper, label = record.page.issue.newspaper, f"{record.title}　{record.page}"
    elif isinstance(record, Page):
        newspaper, label = record.issue.newspaper, str(record)
    elif isinstance(record, Issue):
        newspaper, label = record.newspaper, str(record)
    else:
        newspaper, label = record, str(record)
    kind = {Article: "article", Page: "page", Issue: "issue", Newspaper: "paper"}[type(record)]
    return Way(kind, label, record.get_absolute_url(), newspaper.language)


def _addressed(known: Recognised) -> list[addressing.Addressed]:
    """What the addresses and keys in the text lead to, if anyone may go there."""
    resolved = [addressing.resolve(path) for path in known.paths[:MOST]]
    records = [found.record for found in resolved if found and found.record]
    articles = Article.objects.public().with_place().prefetch_related("parts", "photos")
    asked = [record.pk for record in records if isinstance(record, Article)]
    public = articles.filter(Q(pk__in=asked) | Q(key__in=known.keys[:MOST])) if asked or known.keys else []
    places = [record for record in records if not isinstance(record, Article)]
    return [place for place in places if isinstance(place, Newspaper) or place.is_public] + list(public)


def _of_newspapers(known: Recognised) -> list[Way]:
    """To the article, else the page, else the issue of this newspaper and date; else to what there is of either."""
    newspapers = {each.pk: each for each in Newspaper.objects.filter(slug__in=known.newspapers[:MOST])}
    issues = list(_issues(known.date).filter(newspaper__in=newspapers).select_related("newspaper")[:MOST])
    if issues:
        if article := _titled(known, issues):
            return [_to(article)]
        pages = Page.objects.public().filter(issue__in=issues, label=known.page).select_related("issue__newspaper")
        held = list(pages.order_by("issue__newspaper__slug", "issue__slug")[:MOST]) if known.page else []
        return [_to(record) for record in held or issues]
    found = [_to(newspaper) for newspaper in newspapers.values()]
    if len(known.date) == len("2026-02-06"):
        return [*found, _on(known.date)]
    return [_on(known.date, newspaper) for newspaper in newspapers.values()]


def _issues(day: str) -> QuerySet[Issue]:
    """The issues whose date is just this, or that cover this day."""
    first, last = days_of(day)
    if first == last:
        merged = Q(first_day__range=(first - addressing.LONGEST_MERGED, first), last_day__gte=first)
        dated = Q(precision=Precision.DAY) & (Q(first_day=first) | merged)
    else:
        precision = Precision.MONTH if len(day) == len("2026-02") else Precision.YEAR
        dated = Q(precision=precision, first_day=first)
    return Issue.objects.public().filter(dated).order_by("newspaper__slug", "slug")


def _titled(known: Recognised, issues: Sequence[Issue]) -> Article | None:
    """The article of the issues whose headline the text gives: the longest of those that it does, on its page first."""
    if known.whole:
        return None
    listed = Article.objects.public().filter(page__issue__in=issues).exclude(headline="")
    found = []
    for pk, headline, label in listed.values_list("pk", "headline", "page__label").order_by("pk")[:MOST_TITLES]:
        run = plain(headline)
        if run and (run in known.titles or (len(run) >= LEAST_TITLE and run in known.text)):
            found.append((label == known.page, len(run), -pk))
    if not found:
        return None
    articles = Article.objects.public().with_place()
    return articles.get(pk=-max(found)[2])


def _on(day: str, newspaper: Newspaper | None = None) -> Way:
    """To what appeared on a date: a day's newspapers, else the articles of a month, a year or a longer time."""
    first, to, last = day.partition("..")
    if not to and len(day) == len("2026-02-06"):
        label = gettext("%(date)s的报纸") % {"date": written(day)}
        return Way("date", label, f"{reverse('papers')}?{urlencode({'date': day})}")
    filters = {"paper": newspaper.slug} if newspaper else {}
    if to:
        filters |= {name: date for name, date in (("from", first), ("to", last)) if date}
    else:
        filters |= {"year" if len(day) == len("2026") else "month": day}
    label = gettext("%(date)s的文章") % {"date": written(day)}
    if newspaper:
        label = f"{newspaper} {label}"
    return Way("date", label, f"{reverse('search')}?{urlencode(filters)}")


def written(day: str) -> str:
    """A partial date or range, as ``search.days`` gives it, as readers write it: 2026年2月, 1980年至1989年, 1987年起."""
    first, to, last = day.partition("..")
    if not to:
        precision = {10: Precision.DAY, 7: Precision.MONTH, 4: Precision.YEAR}[len(day)]
        return Issue(first_day=days_of(day)[0], precision=precision).date_display
    if first and last:
        return gettext("%(first)s至%(last)s") % {"first": written(first), "last": written(last)}
    return (
        gettext("%(date)s起") % {"date": written(first)} if first else gettext("至%(date)s") % {"date": written(last)}
    )
