"""What importing a text will do, decided before anything is written. Pure.

The import's last word stands beside every field of the record (``parsed``): a field that no longer holds it was changed
by an editor, and is left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _

from archive.ingest import limits
from archive.ingest.facts import Facts
from archive.ingest.items import Item, PhotoItem, mark_of, mark_of_photo, text_of
from archive.ingest.match import Candidate, match
from archive.ingest.place import Place, StoredIssue, StoredPage, place_again, place_new
from archive.parsing.types import ParseWarning

# What joining an article with its tail decides, not the reading of one page.
JOINED_FIELDS = ("completeness",)


class Outcome(StrEnum):
    IMPORTED = "imported"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    HELD = "held"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as read now."""

    facts: Facts
    items: tuple[Item, ...]
    warnings: tuple[ParseWarning, ...] = ()
    misread: str = ""  # how its text came to be garbled, if it is


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    pk: int
    article: int | None
    caption: str
    credit: str
    parsed: dict
    spans: list

    @property
    def mark(self) -> int:
        return mark_of_photo(self.parsed.get("caption", ""))


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article that this text gave before; ``part`` is what of it stands in this text."""

    pk: int
    fields: dict
    bylines: list
    parsed: dict
    part: int
    blocks: list
    parsed_blocks: list
    spans: list
    shown_in: int  # the article that the part stands in now: itself, or what it was joined to
    withdrawn: bool = False  # by the import, and still so
    joined: bool = False  # with parts on other pages

    @property
    def text(self) -> str:
        """What the import read, whatever an editor made of it."""
        return text_of(self.parsed, self.parsed_blocks, self.parsed.get("captions", []))

    @property
    def mark(self) -> int:
        return mark_of(self.text)


@dataclass(frozen=True, slots=True)
class Stored:
    """What the archive holds that bears on one text."""

    issues: tuple[StoredIssue, ...] = ()  # of its newspaper, of about its date or number
    before: Facts | None = None  # what the import last said of its place, if it has one
    issue: StoredIssue | None = None
    page: StoredPage | None = None
    articles: tuple[StoredArticle, ...] = ()
    photos: tuple[StoredPhoto, ...] = ()
    deleted: frozenset[int] = frozenset()  # marks of the articles and photos of the text that an editor has deleted


@dataclass(frozen=True, slots=True)
class ArticlePlan:
    """What becomes of one article that was read: ``stored`` None makes a new one; None elsewhere leaves as it is."""

    item: Item
    stored: StoredArticle | None = None
    fields: dict = field(default_factory=dict)
    bylines: list | None = None
    blocks: list | None = None
    restored: bool = False

    @property
    def visible(self) -> bool:
        """Whether a reader could notice."""
        return (
            bool(self.fields.keys() - {"order"}) or self.bylines is not None or self.blocks is not None or self.restored
        )


@dataclass(frozen=True, slots=True)
class PhotoPlan:
    """A photo of the article at ``index`` of the plan; ``stored`` None makes a new one."""

    index: int
    order: int
    item: PhotoItem
    stored: StoredPhoto | None = None
    fields: dict = field(default_factory=dict)
    moves: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """All that importing the text changes. With a ``held`` reason, nothing but that the text is kept."""

    held: str = ""
    place: Place = field(default_factory=Place)
    articles: tuple[ArticlePlan, ...] = ()
    photos: tuple[PhotoPlan, ...] = ()
    dropped_photos: tuple[int, ...] = ()
    vanished: tuple[StoredArticle, ...] = ()
    deleted: frozenset[int] = frozenset()

    @property
    def marks(self) -> list[int]:
        """Of all articles and photos that the text gives now."""
        return sorted([each.item.mark for each in self.articles] + [each.item.mark for each in self.photos])


def plan(stored: Stored, reading: Reading) -> Plan:
    """Decide where the text goes and what becomes of each article and photo, those stored and those read now."""
    facts = reading.facts
    if reading.misread:
        return Plan(held=reading.misread)
    if not facts.newspaper:
        return Plan(held=_("不知道是哪份报纸：版面没有印出认得的报名；请在清单里写明 newspaper"))
    if len(reading.items) > limits.MOST_ARTICLES:
        many = _("读出 %(count)d 篇文章，一版报纸没有这么多；若是许多版合成的一个文件，请按版分开")
        return Plan(held=many % {"count": len(reading.items)})
    if stored.page is None:
        if not reading.items:
            return Plan(held=_("没有文章，只有报头之类；请看文件是否完整"))
        place = place_new(facts, stored.issues)
    else:
        place = place_again(facts, stored.before or Facts(), stored.issue, stored.page, stored.issues)
    if place.taken_by is not None:
        taken = _("这一版已有另一份文本 %(name)s；若不是同一版，请在清单里写明日期或版次")
        return Plan(held=taken % {"name": place.taken_by}, place=place)
    pairs = _matched(reading.items, stored.articles)
    by_pk = {article.pk: article for article in stored.articles}
    articles = tuple(
        _article(item, by_pk.get(pairs.get(index)))
        for index, item in enumerate(reading.items)
        if index in pairs or item.mark not in stored.deleted  # what an editor has deleted does not come back
    )
    photos, dropped = _photos(articles, stored.photos, stored.deleted)
    kept = set(pairs.values())
    vanished = tuple(article for article in stored.articles if article.pk not in kept and not article.withdrawn)
    return Plan("", place, articles, photos, dropped, vanished, stored.deleted)


def _matched(items: Sequence[Item], stored: Sequence[StoredArticle]) -> dict[int, int]:
    read = [Candidate(index, item.text, _extent(item.spans)) for index, item in enumerate(items)]
    live_first = sorted(stored, key=lambda article: article.withdrawn)
    return match(read, [Candidate(article.pk, article.text, _extent(article.spans)) for article in live_first])


def _extent(spans: list) -> tuple[int, int] | None:
    return (min(span[0] for span in spans), max(span[1] for span in spans)) if spans else None


def _article(item: Item, stored: StoredArticle | None) -> ArticlePlan:
    if stored is None:
        return ArticlePlan(item, fields=item.fields, bylines=item.bylines, blocks=item.blocks)
    skipped = JOINED_FIELDS if stored.joined else ()
    fields = {
        name: value
        for name, value in item.fields.items()
        if name not in skipped and value != stored.fields[name] == stored.parsed.get(name)
    }
    bylines = (
        item.bylines if not stored.joined and item.bylines != stored.bylines == stored.parsed.get("bylines") else None
    )
    blocks = item.blocks if item.blocks != stored.blocks == stored.parsed_blocks else None
    return ArticlePlan(item, stored, fields, bylines, blocks, restored=stored.withdrawn)


def _photos(
    articles: Sequence[ArticlePlan], stored: Sequence[StoredPhoto], deleted: frozenset[int]
) -> tuple[tuple[PhotoPlan, ...], tuple[int, ...]]:
    """What becomes of the photos, and which stored ones are no longer read. What an editor has changed is never dropped."""
    read = [(index, photo) for index, article in enumerate(articles) for photo in article.item.photos]
    pairs = match(
        [Candidate(order, photo.caption, _extent(photo.spans)) for order, (_index, photo) in enumerate(read)],
        [Candidate(photo.pk, photo.parsed.get("caption", ""), _extent(photo.spans)) for photo in stored],
    )
    by_pk = {photo.pk: photo for photo in stored}
    plans = tuple(
        _photo(index, order, photo, by_pk.get(pairs.get(order)))
        for order, (index, photo) in enumerate(read)
        if order in pairs or photo.mark not in deleted
    )
    kept = set(pairs.values())
    dropped = [photo.pk for photo in stored if photo.pk not in kept and _untouched(photo)]
    return plans, tuple(dropped)


def _photo(index: int, order: int, item: PhotoItem, stored: StoredPhoto | None) -> PhotoPlan:
    if stored is None:
        return PhotoPlan(index, order, item, None, item.parsed)
    record = {"caption": stored.caption, "credit": stored.credit}
    fields = {name: value for name, value in item.parsed.items() if value != record[name] == stored.parsed.get(name)}
    return PhotoPlan(index, order, item, stored, fields, moves=stored.article == stored.parsed.get("article"))


def _untouched(photo: StoredPhoto) -> bool:
    return (photo.caption, photo.credit) == (photo.parsed.get("caption"), photo.parsed.get("credit"))
