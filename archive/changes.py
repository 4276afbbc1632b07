"""The one order in which the archive changed, and what stands for a key that is gone.

Every change of what visitors see has a number, one for the whole transaction, in the order in which transactions were
committed: feeds, harvests and dumps read on from the number that they came to, and miss nothing. ``note`` is called for
every change, by the signal ``articles_changed``; who begins to write calls ``lock`` before anything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import TypeVar

from django.db import connection, transaction
from django.utils import timezone

from archive.models import Article, Change, RecordVersion, Tombstone, Visibility

LOT = 500  # keys or rows that a database takes in one query
_T = TypeVar("_T")


def lots(found: Iterable[_T]) -> Iterator[list[_T]]:
    """What is found in lots that a database takes in one query."""
    rest = iter(found)
    while lot := list(islice(rest, LOT)):
        yield lot


def lock() -> None:
    """Take the turn to change the record, before any other row is locked: whoever else begins waits until the commit.

    Must run in a transaction.
    """
    number()


def number() -> int:
    """The number of this transaction's changes, drawn at the first call in it."""
    for _ids, callback, _robust in connection.run_on_commit:
        if isinstance(callback, partial) and callback.func is _forget:
            return callback.args[0]
    drawn = RecordVersion.advance()
    # What is to be done after the commit is forgotten with the transaction, and with the savepoint: as the number is.
    transaction.on_commit(partial(_forget, drawn))
    return drawn


def _forget(number: int) -> None:
    """Nothing: the transaction is over, and with it the number."""


def note(keys: Iterable[str]) -> None:
    """Note in the changing transaction that these articles changed, as they stand now: give them its number if they are
    or were public, and a tombstone if they were and are not.

    What was never public leaves no trace.
    """
    for lot in lots(dict.fromkeys(keys)):
        _note(lot)


_STANDING = (
    "key",
    "visibility",
    "place_suspended",
    "merged_into",
    "merged_into__key",
    "withdrawn_kind",
    "revision",
    "shown",
)


def _note(keys: list[str]) -> None:
    rows = {
        row["key"]: row
        for row in Article.objects.filter(key__in=keys).values(*_STANDING, "page__issue__newspaper__slug")
    }
    public = {key for key, row in rows.items() if _is_public(row)}
    stones = {stone.key: stone for stone in Tombstone.objects.filter(key__in=keys)}
    gone = {key for key in keys if key not in public and (key in stones or _was_shown(rows.get(key)))}
    _note_shown([row for key, row in rows.items() if key in public or row["shown"] is None])
    if raised := [key for key in public if key in stones]:
        Tombstone.objects.filter(key__in=raised).delete()
    _stand_for(_stone(rows[key], stones.get(key)) for key in gone if key in rows)
    drawn, now = number(), timezone.now()
    Change.objects.bulk_create(
        [Change(key=key, sequence=drawn, at=now, gone=key in gone) for key in keys if key in public or key in gone],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["sequence", "at", "gone"],
    )


def _is_public(row: dict) -> bool:
    return row["visibility"] == Visibility.PUBLIC and row["merged_into"] is None and not row["place_suspended"]


def _was_shown(row: dict | None) -> bool:
    return row is not None and (row["shown"] is None or row["shown"] > 0)


def _note_shown(rows: list[dict]) -> None:
    """Note that the present version of these is public, or was as far as is known."""
    by_number: dict[int, list[str]] = {}
    for row in rows:
        if row["shown"] != row["revision"]:
            by_number.setdefault(row["revision"], []).append(row["key"])
    for revision, keys in by_number.items():
        Article.objects.filter(key__in=keys).update(shown=revision)


def _stone(row: dict, stone: Tombstone | None) -> Tombstone:
    """What stands for an article that is there and not public; one that stands already keeps its day."""
    stone = stone or Tombstone(key=row["key"])
    stone.newspaper = row["page__issue__newspaper__slug"]
    if row["merged_into"] is not None:
        stone.kind, stone.successor = Tombstone.Kind.JOINED, row["merged_into__key"]
    elif row["visibility"] == Visibility.WITHDRAWN:
        kind = row["withdrawn_kind"] or Tombstone.Kind.OTHER
        if stone.kind != kind:
            stone.successor = ""
        stone.kind = kind
    else:
        stone.kind, stone.successor = Tombstone.Kind.SUSPENDED, ""
    return stone


def _stand_for(stones: Iterable[Tombstone]) -> None:
    Tombstone.objects.bulk_create(
        stones, update_conflicts=True, unique_fields=["key"], update_fields=["newspaper", "kind", "successor"]
    )


def bury(article: Article) -> None:
    """Let a tombstone stand for an article that was deleted, if it was ever public."""
    if article.was_shown or Change.objects.filter(key=article.key).exists():
        newspaper = article.page.issue.newspaper.slug
        _stand_for([Tombstone(key=article.key, newspaper=newspaper, kind=Tombstone.Kind.DELETED)])
