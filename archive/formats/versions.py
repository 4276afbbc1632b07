"""The versions of an article that readers may see: ``?revision=N`` answers the text of that number for ever.

A version is public if its article is, if it was public while it was the present one, and if nobody has closed it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from archive.acts.versions import FIELDS, state_of, whole
from archive.formats import plain_text, records
from archive.models import (
    Article,
    ArticlePart,
    ArticleVersion,
    Byline,
    ChangeSet,
    Page,
    Photo,
    SourceText,
    Tombstone,
    Visibility,
    addressing,
)

Absolute = Callable[[str], str]


class NoSuchVersion(Exception):
    """The article never had a version of this number."""


class VersionGone(Exception):
    """There was a version of this number that is not shown; the message says why, in the reader's language."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A version that can be asked for: its number, the day it was made and what kind of change made it, if that is known."""

    number: int
    day: date | None
    kind: str
    url: str


@dataclass(frozen=True, slots=True)
class Version:
    """A version as it is shown. ``article`` is an unsaved record that holds its text; ``place`` where it stood then, by
    ``newspaper``, ``date``, ``issue_number`` and ``page``."""

    entry: Entry
    latest: int
    article: Article
    place: dict

    @property
    def is_latest(self) -> bool:
        return self.entry.number == self.latest

    @property
    def label(self) -> str:
        """The page that it stood on, as readers write it."""
        return Page(label=self.place["page"]).label_display

    @property
    def text_url(self) -> str:
        return self._form(".txt")

    @property
    def json_url(self) -> str:
        return self._form(".json")

    def _form(self, suffix: str) -> str:
        path, _sign, query = self.entry.url.partition("?")
        return f"{path.removesuffix('/')}{suffix}?{query}"


def may_be_seen(article: Article) -> bool:
    """Whether versions of the article may be shown: it is public, or joined to one that is and not hidden itself."""
    beginning = article.merged_into
    if beginning is None:
        return article.is_public
    return beginning.is_public and article.visibility == Visibility.PUBLIC and not article.place_suspended


def history(article: Article) -> list[Entry]:
    """The article's versions that can be asked for, the latest first."""
    rows = ArticleVersion.objects.filter(key=article.key, shown=True, closed="").select_related("changeset")
    found = [_entry(article, row.number, row.changeset) for row in rows.defer("state").order_by("-number")]
    if article.merged_into_id is None:
        found.insert(0, _entry(article, article.revision, article.changeset))
    return found


def version(article: Article, number: int) -> Version:
    """The article, one whose versions ``may_be_seen``, as it stood under a number.

    Raises NoSuchVersion for a number that it never had, VersionGone for one whose text was not kept or is not shown.
    """
    if not 1 <= number <= article.revision:
        raise NoSuchVersion(number)
    if number == article.revision and article.merged_into_id is None:
        state, entry = state_of(whole([article.pk])[0]), _entry(article, number, article.changeset)
    else:
        row = ArticleVersion.objects.filter(key=article.key, number=number).select_related("changeset").first()
        if row is None:
            raise VersionGone(_("这一版没有保存：那时还不保存旧版。"))
        if row.closed:
            kind = Tombstone.Kind(row.closed).label
            raise VersionGone(_("这一版已停止公开：%(kind)s。") % {"kind": kind})
        if not row.shown:
            raise VersionGone(_("这一版没有公开过。"))
        state, entry = row.unpacked, _entry(article, number, row.changeset)
    return Version(entry, article.revision, _article(article, state), state["place"])


def as_text(shown: Version, url: str) -> str:
    """The version as plain text; ``url`` is its whole address."""
    place = shown.place
    printed = " ".join(filter(None, (place["newspaper"], place["date"], place["issue_number"], shown.label)))
    return plain_text.joined([*plain_text.printed(shown.article), f"——{printed}\n{described(shown)}\n{url}"])


def as_json(shown: Version, current: str, absolute: Absolute) -> dict:
    """The version as data; ``current`` is the address of the article as it stands now."""
    article = shown.article
    return {
        "key": article.key,
        "url": absolute(shown.entry.url),
        "current_url": absolute(current),
        "revision": shown.entry.number,
        "latest_revision": shown.latest,
        "made": shown.entry.day.isoformat() if shown.entry.day else None,
        "change": shown.entry.kind or None,
        "paper": shown.place["newspaper"],
        "date": shown.place["date"] or None,
        "issue_number": shown.place["issue_number"] or None,
        "page": shown.place["page"] or None,
        **{name: getattr(article, name) or None for name in FIELDS},
        "bylines": records.bylines(article),
        "blocks": article.blocks,
        "photos": records.photos(article),
    }


def described(shown: Version) -> str:
    """第 2 版，共 3 版；2026-11-30 校改."""
    numbers = _("第 %(number)d 版，共 %(latest)d 版") % {"number": shown.entry.number, "latest": shown.latest}
    made = " ".join(filter(None, (shown.entry.day and shown.entry.day.isoformat(), shown.entry.kind)))
    return _("%(numbers)s；%(made)s") % {"numbers": numbers, "made": made} if made else numbers


def _entry(article: Article, number: int, changeset: ChangeSet | None) -> Entry:
    url = f"{addressing.path_of(article)}?revision={number}"
    if changeset is None:
        return Entry(number, None, "", url)
    return Entry(number, timezone.localdate(changeset.at), changeset.get_kind_display(), url)


def _article(article: Article, state: dict) -> Article:
    """An unsaved article that holds what the state says, with all that hangs on it at hand."""
    made = Article(
        pk=article.pk,
        key=article.key,
        page=article.page,
        number=article.number,
        revision=article.revision,
        **{name: state[name] for name in FIELDS},
    )
    known = Page.objects.select_related("issue__newspaper").in_bulk({part["page"] for part in state["parts"]})
    sources = SourceText.objects.only("pk").in_bulk({part["source"] for part in state["parts"]} - {None})
    parts = [
        ArticlePart(
            article=made,
            page=known.get(part["page"]) or Page(issue=article.page.issue, label=part["label"]),
            source=sources.get(part["source"]),
            continues_sentence=part["continues"],
            blocks=part["blocks"],
            spans=part["spans"],
        )
        for part in state["parts"]
    ]
    people = [
        Byline(article=made, name=name, role=role, affiliation=affiliation, kind=kind)
        for name, role, affiliation, kind in state["people"]
    ]
    photos = [
        Photo(
            article=made,
            source=sources.get(photo["source"]),
            caption=photo["caption"],
            credit=photo["credit"],
            spans=photo["spans"],
        )
        for photo in state["photos"]
    ]
    # Where prefetching puts what hangs on a record: it is read from there, not from the database.
    made._prefetched_objects_cache = {"parts": parts, "bylines": people, "photos": photos}
    return made
