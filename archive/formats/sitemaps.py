"""All that is held, for search engines of the web: an index of lots, each of the records of one kind whose numbers stand
in one row. A lot is found by its numbers, never by counting those before it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem, sitemap, x_robots_tag
from django.core.paginator import Paginator
from django.db.models import DateTimeField, F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.views.decorators.http import require_safe

from archive.models import Article, Change, Issue, Newspaper, Page
from archive.models.addressing import absolute
from archive.models.kept_counts import kept

LOT = 5000
# Of each kind: its records, what their addresses are spelt from, where an article names its own, how they reach articles.
_KINDS: dict[str, tuple[type, tuple[str, ...], str, str]] = {
    "newspapers": (Newspaper, ("slug",), "page__issue__newspaper_id", "issues__pages__articles__"),
    "issues": (Issue, ("slug", "newspaper__slug"), "page__issue_id", "pages__articles__"),
    "pages": (Page, ("slug", "issue__slug", "issue__newspaper__slug"), "page_id", "articles__"),
    "articles": (
        Article,
        ("number", "merged_into", "page__slug", "page__issue__slug", "page__issue__newspaper__slug"),
        "id",
        "",
    ),
}


class _Lot(Sitemap):
    """The records of one kind in one lot, each with the newest change of the articles in it."""

    limit = LOT

    def __init__(self, kind: str, number: int, site: str) -> None:
        self.kind, self.number = kind, number
        self.protocol, _sign, self.domain = site.partition("://")

    def get_domain(self, site: object = None) -> str:  # noqa: ARG002  Django's is of the host that is asked
        return self.domain

    def items(self) -> QuerySet:
        model, spelt, _place, articles = _KINDS[self.kind]
        records = model.objects.all() if model is Newspaper else model.objects.public()
        if model is Article:
            records = records.indexed()
        above = {name.rpartition("__")[0] for name in spelt} - {""}
        records = records.filter(pk__gte=self.number * LOT, pk__lt=(self.number + 1) * LOT).order_by("pk")
        # Merged articles and withdrawn ones count too: what lists them no longer has changed.
        newest = Max(_changed(articles)) if articles else _changed()
        return records.select_related(*above).only(*spelt).annotate(newest=newest)

    def location(self, record: Any) -> str:
        return iri_to_uri(record.get_absolute_url())

    def lastmod(self, record: Any) -> datetime | None:
        return record.newest

    @property
    def paginator(self) -> Paginator:
        return Paginator(list(self.items()), self.limit)


def _changed(articles: str = "") -> Coalesce:
    """When articles changed, by the one order of changes; of those that have no place in it, when their record did."""
    noted = Change.objects.filter(key=OuterRef(f"{articles}key")).values("at")
    return Coalesce(Subquery(noted), F(f"{articles}changed"), output_field=DateTimeField())


def _lots() -> list[tuple[str, int, datetime]]:
    lots = {kind: F(place) / LOT for kind, (_model, _spelt, place, _articles) in _KINDS.items()}
    newest: dict[tuple[str, int], datetime] = {}
    for *numbers, changed in Article.objects.order_by().values_list(*lots.values()).annotate(newest=Max(_changed())):
        for lot in zip(lots, numbers, strict=True):
            newest[lot] = max(changed, newest.get(lot, changed))
    order = list(_KINDS)
    return [(*lot, newest[lot]) for lot in sorted(newest, key=lambda lot: (order.index(lot[0]), lot[1]))]


@require_safe
@x_robots_tag
def index(request: HttpRequest) -> HttpResponse:
    """Every lot in which there is an article, with its newest change."""
    lots = [
        SitemapIndexItem(absolute(reverse("sitemap", args=[kind, lot]), request), newest)
        for kind, lot, newest in kept("lots", _lots)
    ]
    return TemplateResponse(request, "sitemap_index.xml", {"sitemaps": lots}, content_type="application/xml")


@require_safe
def lot(request: HttpRequest, kind: str, lot: int) -> HttpResponse:
    """The addresses of one lot, which may be none; 404 if there is no such kind."""
    if kind not in _KINDS:
        raise Http404
    return sitemap(request, {kind: _Lot(kind, lot, absolute("", request))})
