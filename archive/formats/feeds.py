"""A newspaper's feed: the articles of its latest issues, as Atom (RFC 4287)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta, timezone

from django.conf import settings
from django.db.models import F
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.timezone import localtime
from django.utils.xmlutils import SimplerXMLGenerator

from archive.formats.xml_text import xml_safe
from archive.models import Archive, Article, Change, Issue, Newspaper, addressing
from archive.pages import citations, listings
from archive.parsing.types import Precision

MOST = 50  # articles
# Midnight where the papers are printed; the time zone itself has odd seconds before 1901, which Atom cannot write.
_CHINA = timezone(timedelta(hours=8))


def newspaper(newspaper: Newspaper, absolute: Callable[[str], str]) -> str:
    """The feed of the newspaper; ``absolute`` gives the whole URL of an address.

    An entry is known by its article's key, which never changes, wherever the article may move. It was published on the
    day that its issue bears, if that is known, and is dated as precisely as it is known (dc:date); it is updated when the
    record is. Left out is what search engines of the web are asked to leave out: who follows a newspaper here is told of
    no one's obituary. What the archive itself says is in the language of the site, whoever asks.
    """
    with translation.override(settings.LANGUAGE_CODE):
        return _feed(newspaper, absolute).writeString("utf-8")


def _feed(newspaper: Newspaper, absolute: Callable[[str], str]) -> _Atom:
    address, archive = newspaper.get_absolute_url(), Archive.current()
    name = xml_safe(newspaper.name)
    feed = _Atom(
        title=name,
        link=absolute(address),
        feed_url=absolute(address.rstrip("/") + ".atom"),
        feed_guid=archive.identifier(newspaper.key),
        description="",  # which only RSS has
        subtitle=xml_safe(newspaper.place) or None,
        language=xml_safe(newspaper.language),
        author_name=name,
        author_link=absolute(address),
        since=localtime(addressing.since(newspaper)),
    )
    articles = Article.objects.public().indexed().filter(page__issue__newspaper=newspaper).with_place().defer("parsed")
    latest = articles.order_by(
        F("page__issue__first_day").desc(nulls_last=True), "-page__issue__slug", "page__order", "order", "pk"
    )
    found = list(latest.prefetch_related("bylines")[:MOST])
    noted = dict(Change.objects.filter(key__in=[article.key for article in found]).values_list("key", "at"))
    for article, lead in listings.leads(found):
        issue = article.page.issue
        feed.add_item(
            title=xml_safe(article.title),
            link=absolute(article.get_absolute_url()),
            unique_id=archive.identifier(article.key),
            description=None,
            summary=xml_safe(f"{issue.date_display} {article.page.label_display}　{lead}"),
            authors=[xml_safe(byline.name) for byline in citations.authors(article)],
            pubdate=_midnight(issue),
            updateddate=localtime(noted.get(article.key, article.changed)),
            printed=citations.days(issue),
            language=xml_safe(article.language or ""),
        )
    return feed


def _midnight(issue: Issue) -> datetime | None:
    known = issue.first_day is not None and issue.precision == Precision.DAY
    return datetime.combine(issue.first_day, time(), _CHINA) if known else None


class _Atom(Atom1Feed):
    """Django's, with what that cannot say: several authors of an entry, a summary of plain text, a date that is no moment;
    and with a time of its own for a feed without entries."""

    def root_attributes(self) -> dict[str, str]:
        return super().root_attributes() | {"xmlns:dc": "http://purl.org/dc/elements/1.1/"}

    def item_attributes(self, item: dict) -> dict[str, str]:
        own = {"xml:lang": item["language"]} if item["language"] else {}
        return super().item_attributes(item) | own

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=self.feed["since"])

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict) -> None:
        super().add_item_elements(handler, item)
        for name in filter(str.strip, item["authors"]):
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            handler.endElement("author")
        handler.addQuickElement("summary", item["summary"], {"type": "text"})
        if item["printed"]:
            handler.addQuickElement("dc:date", item["printed"])
