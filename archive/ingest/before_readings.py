"""The readings of texts that were imported before readings were kept: made of what the import remembered beside each
record (``parsed``), never by parsing anew. The only place that reads those columns.

To be dropped, with the columns, when no archive of before is left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType

from archive.ingest.plain_values import Item, PhotoItem
from archive.models import Article, ArticlePart, Photo, Redaction, SourceText, disclosure
from archive.parsing.types import BLOCK_ROLES
from archive.spans import alignment

# What of a received text became blocks.
_NOT_FIELDS = {"bylines", "captions", "joined", "part", "withdrawn"}


def remembered(text: SourceText) -> list[Item]:
    """What the import last read in the text; its parts' blocks are given the places that they were read from."""
    parts = list(ArticlePart.objects.filter(source=text).select_related("article", "tail").order_by("pk"))
    photos = list(Photo.objects.filter(source=text).order_by("order", "pk"))
    received = disclosure.redacted(text, Redaction.Reach.EVERYWHERE)
    items: dict[int, Item] = {}
    marks: list[int] = [PhotoItem(photo.parsed["caption"], "").mark for photo in photos if photo.parsed]
    for part in parts:
        article = part.tail or part.article
        if "headline" not in article.parsed:  # made by hand
            continue
        item = _item(article, part, received, photos)
        part.blocks = alignment.placed(part.blocks, item.blocks, received, part.spans)
        marks.append(item.mark)
        if not article.parsed.get("withdrawn"):  # then it was not in the last reading
            items.setdefault(article.pk, item)
    ArticlePart.objects.bulk_update(parts, ["blocks"], batch_size=100)
    record = text.import_record
    deleted = {*record.get("deleted", ()), *(Counter(record.get("read", ())) - Counter(marks))}
    read = sorted(items.values(), key=lambda item: item.fields.get("order", 0))
    return [*read, *(Item(deleted=True, known_mark=mark) for mark in sorted(deleted))]


def handled(keys: Collection[str]) -> set[str]:
    """Those of the articles that the admin's history says a person changed: moved, or brought back, nothing else tells."""
    pks = {str(pk): key for pk, key in Article.objects.filter(key__in=keys).values_list("pk", "key")}
    model = ContentType.objects.get_for_model(Article)
    logged = LogEntry.objects.filter(content_type=model, action_flag=CHANGE, object_id__in=pks)
    return {pks[pk] for pk in logged.values_list("object_id", flat=True)}


def _item(article: Article, part: ArticlePart, text: str, photos: list[Photo]) -> Item:
    remembered = article.parsed
    body = [span for span in part.spans if span[2] in BLOCK_ROLES]
    return Item(
        fields={name: value for name, value in remembered.items() if name not in _NOT_FIELDS},
        bylines=remembered.get("bylines", []),
        blocks=alignment.placed(part.parsed, [], text, body),
        photos=tuple(_photos(remembered.get("captions", []), {article.pk, article.merged_into_id}, photos)),
        spans=part.spans,
        key=article.key,
    )


def _photos(captions: list[str], articles: set[int | None], photos: list[Photo]) -> list[PhotoItem]:
    """The photos that were read with these captions; one that an editor has deleted has no record any more."""
    found = []
    for caption in captions:
        at = next((i for i, photo in enumerate(photos) if _is_of(photo, caption, articles)), None)
        photo = photos.pop(at) if at is not None else None
        found.append(
            PhotoItem(caption, photo.parsed["credit"], photo.spans, photo.pk) if photo else PhotoItem(caption, "")
        )
    return found


def _is_of(photo: Photo, caption: str, articles: set[int | None]) -> bool:
    return photo.parsed.get("caption") == caption and photo.parsed.get("article") in articles
