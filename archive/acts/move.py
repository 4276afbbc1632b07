"""Move articles to another page."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.models import AbstractUser

from archive.acts.change import change
from archive.acts.refusal import demand
from archive.models import Article, ChangeSet, Page
from archive.models.lots import lots
from archive.models.place_standing import settle_places


def move(articles: Sequence[Article], page: Page, *, by: AbstractUser | None) -> ChangeSet:
    """Let these articles stand on that page, with what of them stood on the page that they leave.

    Their old addresses lead to the new ones. Raises PermissionDenied.
    """
    demand(by, "archive.change_article")
    with change(ChangeSet.Kind.MOVE, by=by) as act:
        for lot in lots(article.pk for article in articles):
            with act.lot():
                act.touch(lot)
                for article in Article.objects.filter(pk__in=lot).exclude(page=page).order_by("page", "order", "pk"):
                    left, article.page = article.page_id, page
                    article.save()
                    bring_along(article, left)
    return act.changeset


def bring_along(article: Article, left: int) -> None:
    """What stood on the page that the article left goes along, unless something of it is on the new one already."""
    if not article.parts.filter(page=article.page).exists():
        article.parts.filter(page=left).update(page=article.page)
        article.photos.filter(page=left).update(page=article.page)
        settle_places([article.pk])
