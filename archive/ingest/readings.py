"""The stored readings of texts: fetched, kept, and made of what the import remembered where there is none yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction

from archive.ingest import before_readings
from archive.ingest.fetch import contents
from archive.ingest.plain_values import Item
from archive.ingest.plan import touched_in
from archive.ingest.plan_values import Stored
from archive.models import Article, Reading, SourceText, change_sequence
from archive.models.lots import lots

_TEXTS = 5  # read from memory in one transaction: who else writes waits meanwhile


@dataclass(frozen=True, slots=True)
class KeptReading:
    items: tuple[Item, ...] = ()
    differences: tuple[dict, ...] = ()


def of_text(text: SourceText) -> KeptReading:
    """What was last read in a text that stands in the archive."""
    return of_texts([text.pk])[text.pk]


def of_texts(pks: Collection[int]) -> dict[int, KeptReading]:
    """What was last read in each of these texts, in the caller's transaction."""
    found = {
        row.pk: KeptReading(tuple(Item.from_stored(item) for item in row.unpacked), tuple(row.differences))
        for lot in lots(sorted(pks))
        for row in Reading.objects.filter(pk__in=lot)
    }
    for text in SourceText.objects.filter(pk__in=set(pks) - found.keys()) if len(found) < len(set(pks)) else ():
        found[text.pk] = remember(text)
    return found


def remember(text: SourceText) -> KeptReading:
    """Make the reading of a text of before readings were kept, and mark the articles that differ from it."""
    items = tuple(before_readings.remembered(text))
    keep(text, text.parser_version, items)
    articles, photos = contents(text, items)
    edited = touched_in(Stored(items=items, articles=articles, photos=photos))
    edited |= before_readings.handled([article.key for article in articles])
    for lot in lots(sorted(edited)):
        Article.objects.filter(key__in=lot).update(touched=True)
    return KeptReading(items)


def keep(text: SourceText, parser_version: int, items: Iterable[Item], differences: Collection[dict] = ()) -> None:
    """Store what was read in a text, in place of what was read before."""
    row = Reading(
        source=text,
        parser_version=parser_version,
        items=Reading.packed([item.stored() for item in items]),
        differences=list(differences),
        differing=len(differences),
    )
    Reading.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["source"],
        update_fields=["parser_version", "items", "differences", "differing"],
    )


def fill() -> Iterator[int]:
    """Make the readings that are missing, a few texts in each transaction; yields how many of each."""
    after = 0
    while True:
        with transaction.atomic():
            change_sequence.lock()
            current = SourceText.objects.filter(state=SourceText.State.CURRENT, page__isnull=False)
            texts = list(current.filter(reading=None, pk__gt=after).order_by("pk")[:_TEXTS])
            for text in texts:
                remember(text)
        if not texts:
            return
        after = texts[-1].pk
        yield len(texts)
