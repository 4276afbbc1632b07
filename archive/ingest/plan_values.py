"""The values that a plan is made from, and those that it is made of. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from archive.ingest.issue_and_page import Place, StoredIssue, StoredPage
from archive.ingest.page_facts import Facts
from archive.ingest.plain_values import Item, PhotoItem, words_of
from archive.parsing.types import ParseWarning
from archive.spans import intervals
from archive.spans.alignment import Block as StoredBlock


class Outcome(StrEnum):
    IMPORTED = "imported"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    HELD = "held"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text as read now."""

    facts: Facts
    items: tuple[Item, ...]
    warnings: tuple[ParseWarning, ...] = ()
    misread: str = ""  # how its text came to be garbled, if it is
    text: str = ""


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    pk: int
    owner: int | None  # the article whose it is: that in which it stands, or what was joined to that
    shown_in: int | None
    caption: str
    credit: str
    spans: list[intervals.Span]

    @property
    def words(self) -> dict[str, Any]:
        return {"caption": self.caption, "credit": self.credit}


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article of which something stands in this text; ``part`` is what of it does, None if nothing does any more."""

    pk: int
    key: str
    fields: dict[str, Any]
    bylines: list[list[str]]
    part: int | None
    blocks: list[StoredBlock]
    spans: list[intervals.Span]
    shown_in: int  # the article that the part stands in now: itself, or what it was joined to
    further: tuple[list[intervals.Span], ...] = ()  # spans of further parts in the same text
    withdrawn: bool = False  # by the import, and still so
    joined: bool = False  # with parts on other pages
    touched: bool = False  # by a person
    fixed: bool = False  # it does not change at all: it is reviewed

    @property
    def as_item(self) -> Item:
        """As if it had been read as it stands."""
        return Item(self.fields, self.bylines, self.blocks, (), self.spans, self.key)


@dataclass(frozen=True, slots=True)
class Stored:
    """What the archive holds that bears on one text."""

    issues: tuple[StoredIssue, ...] = ()  # of its newspaper, of about its date or number
    before: Facts | None = None  # what the import last said of its place, if it has one
    issue: StoredIssue | None = None
    page: StoredPage | None = None
    items: tuple[Item, ...] = ()  # as read before
    differences: tuple[dict[str, Any], ...] = ()  # that were noted then
    articles: tuple[StoredArticle, ...] = ()
    photos: tuple[StoredPhoto, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticlePlan:
    """What becomes of one article that was read. If nothing is ``stored``, ``made`` is what a new one is made of, if any.

    None elsewhere leaves as it is.
    """

    item: Item
    stored: StoredArticle | None = None
    made: Item | None = None
    is_deleted: bool = False  # by an editor
    fields: dict[str, Any] = field(default_factory=dict)
    bylines: list[list[str]] | None = None
    blocks: list[StoredBlock] | None = None
    spans: Sequence[intervals.Span] | None = None  # what it has of the text now
    kept_out: list[intervals.Span] = field(default_factory=list)  # what it does not get of it
    restored: bool = False

    @property
    def is_kept(self) -> bool:
        """Whether a record corresponds."""
        return self.stored is not None or self.made is not None

    @property
    def is_visible(self) -> bool:
        """Whether a reader could notice a change of what is stored."""
        if self.stored is None:
            return False
        body = self.blocks is not None and words_of(self.blocks) != words_of(self.stored.blocks)
        return bool(self.fields.keys() - {"order"}) or self.bylines is not None or body or self.restored

    def lets_in(self, photo: PhotoItem) -> bool:
        """Whether the article may get a photo that it has not."""
        if not self.is_kept or self.spans is None:
            return False
        place = intervals.union(photo.spans)
        return not intervals.less(place, intervals.union(self.spans)) or not intervals.common(
            place, intervals.union(self.item.spans)
        )


@dataclass(frozen=True, slots=True)
class PhotoPlan:
    """What becomes of photo ``number`` of the article at ``index`` of the plan: made, changed, or left as it is."""

    index: int
    number: int
    item: PhotoItem
    stored: StoredPhoto | None = None
    makes: bool = False
    withheld: bool = False
    fields: dict[str, Any] = field(default_factory=dict)
    moves: bool = False
    follows: bool = False  # where and in what order it is read


@dataclass(frozen=True, slots=True)
class Vanished:
    """An article that is read no longer, and which of the plan's articles has most of its characters now, if any has."""

    stored: StoredArticle
    successor: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """All that importing the text changes. With a ``held`` reason, nothing but that the text is kept."""

    held: str = ""
    place: Place = field(default_factory=Place)
    articles: tuple[ArticlePlan, ...] = ()
    photos: tuple[PhotoPlan, ...] = ()
    dropped_photos: tuple[StoredPhoto, ...] = ()
    vanished: tuple[Vanished, ...] = ()
    deleted: tuple[Item, ...] = ()  # by an editor before, and not read now
    differences: tuple[dict[str, Any], ...] = ()
