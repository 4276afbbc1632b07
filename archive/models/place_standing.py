"""What articles know of the places that they stand on, and places of them: suspended, and waiting.

Whoever saves a record has this done by signals; who writes rows in bulk calls ``settle_places``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.utils import timezone

from archive.models import Article, ArticlePart, Issue, Page, Photo, RecordVersion, Visibility
from archive.models.lots import lots


def settle_places(found: Collection[int] | Page | Issue) -> set[int]:
    """Bring up to date what articles know of their places, after these or their places have changed: whether a page or
    an issue that any part or photo of them stands on is suspended. What something public stands on waits no longer.

    ``found`` are articles by pk, or a page or an issue with all that stands on it. Must run in the transaction of the
    change. Returns the articles that changed, of which the caller tells those who listen.
    """
    changed: set[int] = set()
    for lot in lots(sorted(_standing_on(found) if isinstance(found, Page | Issue) else found)):
        changed |= _settle(lot)
    return changed


def first_visibility(page: Page) -> Visibility:
    """How an article stands that is new on the page."""
    return Visibility.AWAITING if page.issue.newspaper.publishes_after_review else Visibility.PUBLIC


def release(pages: Iterable[Page]) -> bool:
    """Let the pages, fetched with their issues, and these issues wait no longer. Returns whether any did."""
    waited = {(type(place), place.pk) for page in pages for place in (page, page.issue) if place.awaiting}
    for model in (Page, Issue):
        model.objects.filter(pk__in=[pk for kind, pk in waited if kind is model]).update(awaiting=None)
    if waited:
        RecordVersion.rotate()
    return bool(waited)


def _standing_on(place: Page | Issue) -> set[int]:
    on = {"page": place} if isinstance(place, Page) else {"page__issue": place}
    articles = set(Article.objects.filter(**on).values_list("pk", flat=True))
    for model in (ArticlePart, Photo):
        articles |= set(model.objects.filter(article__isnull=False, **on).values_list("article", flat=True))
    return articles


def _settle(pks: list[int]) -> set[int]:
    known = ("page", "visibility", "merged_into", "place_suspended")
    rows = Article.objects.filter(pk__in=pks).only(*known).in_bulk()
    stands_on = {(pk, row.page_id) for pk, row in rows.items()}
    for model in (ArticlePart, Photo):
        stands_on |= set(model.objects.filter(article__in=rows).values_list("article", "page"))
    pages = Page.objects.select_related("issue").in_bulk({page for _article, page in stands_on})
    hidden = {article for article, page in stands_on if pages[page].is_suspended}
    changed = {pk for pk, row in rows.items() if bool(row.place_suspended) != (pk in hidden)}
    for now, those in ((True, changed & hidden), (None, changed - hidden)):
        if those:
            Article.objects.filter(pk__in=those).update(place_suspended=now, changed=timezone.now())
    public = {pk for pk, row in rows.items() if row.visibility == Visibility.PUBLIC and row.merged_into_id is None}
    release(pages[page] for article, page in stands_on if article in public - hidden)
    return changed
