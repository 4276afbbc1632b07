"""Articles and photos as plain JSON values, the form in which a reading and the record are compared. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from zlib import crc32

from archive.ingest.field_limits import fitted
from archive.models import Article, Byline, Photo
from archive.parsing.types import HEAD_ROLES, Block, ParsedArticle, ParsedPage, Person, Role, Span
from archive.spans import intervals
from archive.spans.alignment import Block as StoredBlock


@dataclass(frozen=True, slots=True)
class PhotoItem:
    caption: str
    credit: str
    spans: list[intervals.Span] = field(default_factory=list)
    record: int | None = None  # of a stored one: the photo that it became
    withheld: bool = False  # read, and not let into the record

    @property
    def words(self) -> dict[str, Any]:
        return {"caption": self.caption, "credit": self.credit}

    @property
    def mark(self) -> int:
        """By which one that was deleted before readings were kept is known again."""
        return mark_of(f"photo {self.caption}")


@dataclass(frozen=True, slots=True)
class Item:
    """An article as read: the record's fields by name, who signed it, its blocks, and where all that stands.

    ``archive.models.Reading`` describes its stored form. Of one with a ``known_mark`` nothing else is known.
    """

    fields: dict[str, Any] = field(default_factory=dict)
    bylines: list[list[str]] = field(default_factory=list)  # of [name, role, affiliation, kind]
    blocks: list[StoredBlock] = field(default_factory=list)  # of {"type", "text", "spans"}
    photos: tuple[PhotoItem, ...] = ()
    spans: list[intervals.Span] = field(default_factory=list)  # of [start, end, role]
    key: str | None = None  # of a stored one: of the article that it became
    deleted: bool = False  # that article was deleted by an editor
    kept_out: list[intervals.Span] = field(default_factory=list)  # characters that the article did not get
    known_mark: int | None = None

    @property
    def text(self) -> str:
        """What a reader would know it by."""
        heads = [self.fields.get(name, "") for name in ("kicker", "headline", "deck")]
        captions = [photo.caption for photo in self.photos]
        return "\n".join([*heads, *(block["text"] for block in self.blocks), *captions]).strip()

    @property
    def mark(self) -> int:
        """By which one that was deleted before readings were kept is known again."""
        return mark_of(self.text) if self.known_mark is None else self.known_mark

    def without(self, taken: intervals.Stretches) -> Item:
        """What is left of it when these characters of the text are another's."""
        if not intervals.common(intervals.union(self.spans, *(photo.spans for photo in self.photos)), taken):
            return self
        left = intervals.without(self.spans, taken)
        lost = {span[2] for span in self.spans} - {span[2] for span in left}
        gone = {name for name, role in HEAD_ROLES.items() if role.value in lost}
        return replace(
            self,
            fields={name: value for name, value in self.fields.items() if name not in gone},
            bylines=[] if Role.BYLINE.value in lost else self.bylines,
            blocks=[block for block in self.blocks if not intervals.common(place_of(block, self), taken)],
            photos=tuple(photo for photo in self.photos if not intervals.common(intervals.union(photo.spans), taken)),
            spans=[*left],
        )

    @property
    def let_in(self) -> Item:
        """What of it the article got."""
        if not self.kept_out:
            return self
        left = self.without(intervals.union(self.kept_out))
        return replace(left, fields=dict.fromkeys(self.fields, "") | left.fields)

    def stored(self) -> dict[str, Any]:
        """As JSON, see ``archive.models.Reading``."""
        if self.known_mark is not None:
            return {"key": None, "deleted": True, "mark": self.known_mark}
        photos = [
            photo.words
            | {"spans": photo.spans, "record": photo.record}
            | ({"withheld": True} if photo.withheld else {})
            for photo in self.photos
        ]
        names = ("key", "fields", "bylines", "blocks", "spans")
        return (
            {name: getattr(self, name) for name in names}
            | {"photos": photos}
            | {name: value for name in ("deleted", "kept_out") if (value := getattr(self, name))}
        )

    @classmethod
    def from_stored(cls, item: dict[str, Any]) -> Item:
        if "mark" in item:
            return cls(deleted=True, known_mark=item["mark"])
        return cls(**item | {"photos": tuple(PhotoItem(**photo) for photo in item["photos"])})


def place_of(block: StoredBlock, item: Item) -> intervals.Stretches:
    """Where a block stands; of one of which that is not known, anywhere in its article."""
    return intervals.union(block.get("spans") or item.spans)


def said(block: StoredBlock) -> tuple[str, str]:
    """What of a block makes it another: not where it stands."""
    return block["type"], block["text"]


def words_of(blocks: Iterable[StoredBlock]) -> list[tuple[str, str]]:
    return [said(block) for block in blocks]


def mark_of(text: str) -> int:
    return crc32(text.encode("utf-8", "surrogatepass"))


def read_items(page: ParsedPage) -> list[Item]:
    """The page's articles in order."""
    return [_item(article, order) for order, article in enumerate(page.articles, start=1)]


def _item(article: ParsedArticle, order: int) -> Item:
    head = article.head
    said = {
        "kind": article.kind.value,
        "genre": article.genre,
        "kicker": article.kicker,
        "headline": article.headline,
        "deck": article.deck,
        "column": article.column,
        "package": article.package,
        "message_head": head.raw,
        "agency": head.agency,
        "dateline_place": head.place,
        "dateline_date": head.date,
        "source": head.source,
        "completeness": article.completeness.value,
        "continued_on": article.continued_on,
        "continued_from": article.continued_from,
    }
    return Item(
        fields=fitted(Article, said) | {"order": order, "language": article.language or None},
        bylines=[_byline(person) for person in article.people],
        blocks=[_block(block) for block in article.blocks],
        photos=tuple(
            PhotoItem(
                spans=plain_spans(photo.spans), **fitted(Photo, {"caption": photo.caption, "credit": photo.credit})
            )
            for photo in article.photos
        ),
        spans=plain_spans(article.spans),
    )


def _block(block: Block) -> StoredBlock:
    places = [list(place) for place in intervals.union((span.start, span.end) for span in block.spans)]
    return {"type": block.type.value, "text": block.text} | ({"spans": places} if places else {})


def _byline(person: Person) -> list[str]:
    values = {"name": person.name, "role": person.role, "affiliation": person.affiliation, "kind": person.kind.value}
    return list(fitted(Byline, values).values())


def plain_spans(found: tuple[Span, ...]) -> list[intervals.Span]:
    return [[span.start, span.end, span.role.value] for span in found]
