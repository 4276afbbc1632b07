"""Articles and photos as plain JSON values, the form in which a reading and the record are compared. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from zlib import crc32

from archive.ingest.limits import fitted
from archive.models import Article, Byline, Photo
from archive.parsing.types import ParsedArticle, ParsedPage, Person, Span


@dataclass(frozen=True, slots=True)
class PhotoItem:
    caption: str
    credit: str
    spans: list = field(default_factory=list)

    @property
    def parsed(self) -> dict:
        return {"caption": self.caption, "credit": self.credit}

    @property
    def mark(self) -> int:
        """By which it is known again when its record is gone."""
        return mark_of_photo(self.caption)


@dataclass(frozen=True, slots=True)
class Item:
    """An article as read: the record's fields by name, who signed it, its blocks, and where all that stands."""

    fields: dict
    bylines: list  # of [name, role, affiliation, kind]
    blocks: list  # of {"type", "text"}
    photos: tuple[PhotoItem, ...]
    spans: list  # of [start, end, role]

    @property
    def text(self) -> str:
        """What a reader would know it by."""
        return text_of(self.fields, self.blocks, [photo.caption for photo in self.photos])

    @property
    def mark(self) -> int:
        """By which it is known again when its record is gone."""
        return mark_of(self.text)


def mark_of(text: str) -> int:
    return crc32(text.encode("utf-8", "surrogatepass"))


def mark_of_photo(caption: str) -> int:
    return mark_of(f"photo {caption}")


def text_of(fields: dict, blocks: list, captions: list[str]) -> str:
    heads = [fields.get(name, "") for name in ("kicker", "headline", "deck")]
    return "\n".join([*heads, *(block["text"] for block in blocks), *captions]).strip()


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
        blocks=[{"type": block.type.value, "text": block.text} for block in article.blocks],
        photos=tuple(
            PhotoItem(
                spans=plain_spans(photo.spans), **fitted(Photo, {"caption": photo.caption, "credit": photo.credit})
            )
            for photo in article.photos
        ),
        spans=plain_spans(article.spans),
    )


def _byline(person: Person) -> list[str]:
    values = {"name": person.name, "role": person.role, "affiliation": person.affiliation, "kind": person.kind.value}
    return list(fitted(Byline, values).values())


def plain_spans(spans: tuple[Span, ...]) -> list:
    return [[span.start, span.end, span.role.value] for span in spans]
