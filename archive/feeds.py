"""A newspaper's feed: the articles of its latest issues, as Atom (RFC 4287)."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import F
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from archive import reading
from archive.addresses import first_slug
from archive.models import Archive, Article, Newspaper

MOST = 50  # articles


def newspaper(newspaper: Newspaper, absolute: Callable[[str], str]) -> str:
    """The feed of the newspaper; ``absolute`` gives the whole URL of an address.

    An entry is known by its article's key, which never changes, wherever the article may move. Left out is what search
    engines of the web are asked to leave out: who follows a newspaper here is told of no one's obituary.
    """
    address, archive = newspaper.get_absolute_url(), Archive.current()
    feed = Atom1Feed(
        title=newspaper.name,
        link=absolute(address),
        feed_url=absolute(address.rstrip("/") + ".atom"),
        feed_guid=archive.identifier(first_slug(newspaper)),
        description=newspaper.place,
        language=newspaper.language,
    )
    articles = Article.objects.public().indexed().filter(page__issue__newspaper=newspaper).with_place().defer("parsed")
    latest = articles.order_by(
        F("page__issue__first_day").desc(nulls_last=True), "-page__issue__slug", "page__order", "order", "pk"
    )
    for article, lead in reading.leads(latest.prefetch_related("bylines")[:MOST]):
        names = [byline.name for byline in article.bylines.all()]
        feed.add_item(
            title=article.title,
            link=absolute(article.get_absolute_url()),
            unique_id=archive.identifier(article.key),
            description=f"{article.page.issue.date_display} {article.page.label_display}　{lead}",
            author_name="　".join(names) or None,
            pubdate=timezone.localtime(article.created),
            updateddate=timezone.localtime(article.changed),
        )
    return feed.writeString("utf-8")
