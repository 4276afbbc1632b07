"""The one order in which the archive changed, and what stands for a key that is gone.

Every change of what visitors see has a number, one for the whole transaction, in the order in which transactions were
committed: feeds, harvests and dumps read on from the number that they came to, and miss nothing. ``note`` is called for
every change, by the signal ``articles_changed``, but ``note_moved`` for all articles of a place whose place changed;
who begins to write calls ``lock`` before anything else. ``changed_since`` reads on from a ``Cursor``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import connection, transaction
from django.db.models import Exists, F, Max, Min, OuterRef, QuerySet, Value
from django.db.models.expressions import Combinable
from django.utils import timezone

from archive.models import Article, Change, RecordVersion, Tombstone, Visibility, after_commit
from archive.models.article import STANDING
from archive.models.kept_counts import kept
from archive.models.lots import lots

_noted_later: ContextVar[dict[str, None] | None] = ContextVar("noted_later", default=None)
_FILLED = 2000  # articles of one statement, between which others may write


def lock() -> None:
    """Take the turn to change the record, before any other row is locked: whoever else begins waits until the commit.

    Must run in a transaction.
    """
    number()


def number() -> int:
    """The number of this transaction's changes, drawn at the first call in it."""
    for callback in after_commit.waiting():
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
    waiting = _noted_later.get()
    if waiting is None:
        for lot in lots(dict.fromkeys(keys)):
            _note(lot)
    else:
        waiting.update(dict.fromkeys(keys))


@contextmanager
def noted_once() -> Iterator[None]:
    """Note what changes within at the end, as it stands then: what nobody could see between was never public.

    Must stand within the changing transaction.
    """
    waiting: dict[str, None] = {}
    before = _noted_later.set(waiting)
    try:
        yield
    finally:
        _noted_later.reset(before)
    note(waiting)


def note_moved(articles: QuerySet[Article]) -> None:
    """``note`` of articles of which only a fact of their place changed, however many: none comes or goes by that."""
    drawn, now = number(), timezone.now()
    Change.objects.filter(key__in=articles.values("key")).update(sequence=drawn, at=now)
    enter(articles, drawn, Value(now))


def enter(articles: QuerySet[Article], sequence: int, at: Combinable) -> int:
    """Give the public ones of the articles that have no ``Change`` one, by one statement. Returns how many those were."""
    values = _without_change(articles).order_by().values_list("key", Value(sequence), at, Value(False))
    select, params = values.query.get_compiler(connection=connection).as_sql()
    names = ", ".join(map(connection.ops.quote_name, ("key", "sequence", "at", "gone")))
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(Change._meta.db_table)
        # Whoever notes one of them at the same time knows better.
        cursor.execute(f"INSERT INTO {table} ({names}) {select} ON CONFLICT DO NOTHING", params)
        return cursor.rowcount


def fill() -> Iterator[int]:
    """Give public articles without a ``Change`` the number 0, lot by lot, saying of each how many: see ``fill_record``."""
    ends = Article.objects.aggregate(first=Min("pk"), last=Max("pk"))
    for first in range(ends["first"] or 0, (ends["last"] or 0) + 1, _FILLED):
        yield enter(Article.objects.filter(pk__gte=first, pk__lt=first + _FILLED), 0, F("changed"))


def _without_change(articles: QuerySet[Article]) -> QuerySet[Article]:
    return articles.public().exclude(Exists(Change.objects.filter(key=OuterRef("key"))))


def _note(keys: list[str]) -> None:
    standing = Article.objects.filter(key__in=keys).only("key", *STANDING, "withdrawn_kind", "revision", "shown")
    standing = standing.annotate(newspaper=F("page__issue__newspaper__slug"), beginning_key=F("merged_into__key"))
    articles = {article.key: article for article in standing}
    public = {key for key, article in articles.items() if article.is_public}
    stones = {stone.key: stone for stone in Tombstone.objects.filter(key__in=keys)}
    gone = stones.keys() - public | {key for key in articles.keys() - public if articles[key].was_shown}
    _note_shown(article for key, article in articles.items() if key in public or article.shown is None)
    if raised := public & stones.keys():
        Tombstone.objects.filter(key__in=raised).delete()
    _stand_for(_stone(articles[key], stones.get(key)) for key in keys if key in gone and key in articles)
    drawn, now = number(), timezone.now()
    Change.objects.bulk_create(
        [Change(key=key, sequence=drawn, at=now, gone=key in gone) for key in keys if key in public or key in gone],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["sequence", "at", "gone"],
    )


def _note_shown(articles: Iterable[Article]) -> None:
    """Note that the present version of these is public, or was as far as is known."""
    by_number: dict[int, list[str]] = {}
    for article in articles:
        if article.shown != article.revision:
            by_number.setdefault(article.revision, []).append(article.key)
    for revision, keys in by_number.items():
        Article.objects.filter(key__in=keys).update(shown=revision)


def _stone(article: Article, stone: Tombstone | None) -> Tombstone:
    """What stands for an article that is there and not public; one that stands already keeps its day."""
    stone = stone or Tombstone(key=article.key)
    stone.newspaper = article.newspaper
    if article.merged_into_id is not None:
        stone.kind, stone.successor = Tombstone.Kind.JOINED, article.beginning_key
    elif article.visibility == Visibility.WITHDRAWN:
        kind = article.withdrawn_kind or Tombstone.Kind.OTHER
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


class CursorExpired(Exception):
    """The cursor was given by a record that this one does not go on from: who reads has to begin anew."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far somebody has read in the order of changes: everything up to this key of this number of this epoch.

    >>> str(Cursor("5f3a9c01", 12, "tongliao-ribao-2026-02-06-p1-a3"))
    '5f3a9c01.12.tongliao-ribao-2026-02-06-p1-a3'
    """

    epoch: str
    sequence: int = 0
    key: str = ""

    _FORM = re.compile(r"(?P<epoch>[0-9a-f]{0,16})\.(?P<sequence>\d{1,18})\.(?P<key>[^.\0]{0,200})", re.ASCII)

    def __str__(self) -> str:
        return f"{self.epoch}.{self.sequence}.{self.key}"

    @classmethod
    def parse(cls, text: str) -> Cursor:
        """The cursor that was written so; '' is the beginning. Raises ValueError for what is none."""
        if not text:
            return cls(RecordVersion.position()[0])
        if (found := cls._FORM.fullmatch(text)) is None:
            raise ValueError(text)
        return cls(found["epoch"], int(found["sequence"]), found["key"])


@dataclass(frozen=True, slots=True)
class Changed:
    """That the article of a key changed, under which number and when. Whether it is ``gone``, or there again, since."""

    key: str
    sequence: int
    at: datetime
    gone: bool


def changed_since(cursor: Cursor, most: int) -> list[Changed]:
    """What changed after the cursor, at ``most`` so many, in order; nothing only if nothing did.

    A public article without a number has 0. One that changes while somebody reads comes again under its new number.
    Raises CursorExpired for a cursor of another epoch, or of a number that this record never came to.
    """
    epoch, highest = RecordVersion.position()
    if cursor.epoch != epoch or cursor.sequence > highest:
        raise CursorExpired(str(cursor))
    found = []
    if cursor.sequence == 0:
        # Before what has a number, so that one that is given 0 meanwhile is met here or there.
        found += _unnumbered(cursor.key, most)
    found += _changed(Change.objects.filter(sequence=cursor.sequence, key__gt=cursor.key), most)
    found = sorted({each.key: each for each in found}.values(), key=lambda each: each.key)[:most]
    if len(found) < most:
        later = _changed(Change.objects.filter(sequence__gt=cursor.sequence), most - len(found))
        again = {each.key for each in later}
        found = [each for each in found if each.key not in again] + later
    return found


def _unnumbered(after: str, most: int) -> list[Changed]:
    if not kept("articles without a change", _without_change(Article.objects.all()).exists):
        return []
    articles = _without_change(Article.objects.filter(key__gt=after)).order_by("key")
    return [Changed(key, 0, at, False) for key, at in articles.values_list("key", "changed")[:most]]


def _changed(rows: QuerySet[Change], most: int) -> list[Changed]:
    names = ("key", "sequence", "at", "gone")
    return [Changed(*row) for row in rows.order_by("sequence", "key").values_list(*names)[:most]]
