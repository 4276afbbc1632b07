"""Who wrote what, and in which column: contributors, columns and their articles, by year and page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.core import paginator
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractYear

from archive.models import Article, Byline, Newspaper
from archive.models.kept_counts import kept
from archive.pages.listings import UNDATED, Year, titled, years_of
from archive.parsing.types import PersonKind
from archive.spans.masking import REDACTED

WORKS_ON_PAGE = 50  # articles of a contributor or a column
MOST_NAMED = 24  # columns and contributors told of a newspaper
MOST_OFFICES = 5  # told of a contributor
# What people did stands after their names in print, what they are before them.
_AFTER_NAMES = {"文", "图", "摄", "文/图", "文/摄", "摄影", "摄影报道", "绘", "整理", "编译", "翻译", "供图", "供稿"}


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


def works(what: str, articles: QuerySet[Article], year: str | None, page: str | None = None) -> Works | None:
    """Public articles that have something in common, a page of a year of them: the year asked for, or the latest.

    ``what`` names what they have in common. None if there are none, or none of the year and the page asked for.
    """
    mine = articles.public()
    years = kept(f"works {what}", lambda: years_of(mine.values(year=ExtractYear("page__issue__first_day")), "pk"))
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
    return Works(years, chosen, titled(found[pk] for pk in shown.object_list if pk in found), shown)


def columns(newspaper: Newspaper) -> list[tuple[str, int]]:
    """The newspaper's columns with the numbers of their public articles, the largest first, at most so many."""

    def count() -> list[tuple[str, int]]:
        mine = Article.objects.public().filter(page__issue__newspaper=newspaper).exclude(column="").order_by()
        mine = mine.exclude(column__contains=REDACTED)
        return list(mine.values_list("column").annotate(number=Count("pk")).order_by("-number", "column")[:MOST_NAMED])

    return kept(f"columns of {newspaper.pk}", count)


def contributors(newspaper: Newspaper) -> list[tuple[str, int]]:
    """The people who sign in the newspaper, the same way."""

    def count() -> list[tuple[str, int]]:
        articles = Article.objects.public().filter(page__issue__newspaper=newspaper)
        signed = Byline.objects.filter(kind=PersonKind.PERSON, article__in=articles).order_by()
        counted = (
            signed.exclude(name__contains=REDACTED).values_list("name").annotate(number=Count("article", distinct=True))
        )
        return list(counted.order_by("-number", "name")[:MOST_NAMED])

    return kept(f"contributors of {newspaper.pk}", count)


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
