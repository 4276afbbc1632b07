"""One act: its ChangeSet, its transactions, and the versions that it supersedes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from archive import changes
from archive.acts.tidying import bring_to_light, hide_lost
from archive.acts.versions import content_of, state_of, whole
from archive.models import Article, ArticleVersion, ChangeSet, Operation, SourceText, Tombstone
from archive.operations import record
from archive.signals import articles_changed

_EDITS = (ChangeSet.Kind.CORRECT, ChangeSet.Kind.MOVE)  # by which a clerk tidies a text


@contextmanager
def change(
    kind: ChangeSet.Kind,
    *,
    by: AbstractUser | None = None,
    reason: str = "",
    source: SourceText | None = None,
    parser_version: int | None = None,
    undoes: ChangeSet | None = None,
) -> Iterator[Changing]:
    """One act by a person, or by a command or import (``by`` None). What it writes, it writes in ``lot``.

    >>> with change(ChangeSet.Kind.CORRECT, by=user) as act, act.lot():
    ...     act.touch([article.pk])
    ...     Article.objects.filter(pk=article.pk).update(headline="正题")

    At the end it is marked as finished; one that an error cut short stays unmarked, with what its lots had written.
    """
    act = Changing(
        ChangeSet(
            kind=kind, by=by, reason=reason, source=source, parser_version=parser_version, undoes=undoes, finished=None
        )
    )
    yield act
    if act.changeset.pk is not None and act.changeset.finished is None:
        act.changeset.finished = timezone.now()
        act.changeset.save(update_fields=["finished", "effects"])


class Changing:
    """An act under way. Its ``changeset`` is saved with the first lot that names or touches anything."""

    def __init__(self, changeset: ChangeSet) -> None:
        self.changeset = changeset
        self._kept: dict[int, _Kept] = {}
        self._made: set[int] = set()
        self._successors: dict[str, str] = {}
        self._open = False

    @contextmanager
    def lot(self, *, only: bool = False) -> Iterator[None]:
        """One transaction of the act. At its end the articles that came to say something else have a new version, and
        everybody who listens hears of those that were touched or made. With the ``only`` one the act is finished too."""
        before = self.changeset.pk
        self._kept, self._made, self._successors = {}, set(), {}
        try:
            with transaction.atomic():
                changes.lock()
                self._open = True
                yield
                self._settle()
                if only and self.changeset.pk is not None:
                    self.changeset.finished = timezone.now()
                    self.changeset.save(update_fields=["finished", "effects"])
        except BaseException:
            self.changeset.pk = before  # a row that is rolled back is no row
            self.changeset.finished = None
            self.changeset._state.adding = before is None
            raise
        finally:
            self._open = False

    def touch(self, pks: Collection[int]) -> None:
        """Keep these articles' present versions, before the first write to any of them or to what hangs on them."""
        self._named()
        for article in whole([pk for pk in pks if pk not in self._kept and pk not in self._made]):
            self._kept[article.pk] = _Kept(article, state_of(article))

    def made(self, pks: Collection[int]) -> None:
        """Say that these articles were made by this act: their first version is its work, and no row is written."""
        self._named()
        self._made |= set(pks)

    def succeeded(self, key: str, successor: str) -> None:
        """Say which article has the characters now of one that is gone by this act: its tombstone will lead there."""
        self._successors[key] = successor

    def save(self) -> ChangeSet:
        """The ChangeSet, saved: also of an act that touches no article."""
        self._named()
        return self.changeset

    def _named(self) -> None:
        if not self._open:
            raise RuntimeError("an act writes within a lot")
        if self.changeset.pk is None:
            self.changeset.save()

    def _settle(self) -> None:
        now = timezone.now()
        self._mark()
        for lot in changes.lots(self._made):
            Article.objects.filter(pk__in=lot).update(changeset=self.changeset)
        after = {article.pk: article for article in whole(self._kept.keys())}
        rows, raised = [], []
        is_edit = self.changeset.by is not None and self.changeset.kind in _EDITS
        for pk, kept in self._kept.items():
            article = after.get(pk)
            if article is None or kept.joins(article):
                rows.append(kept.row)
            elif kept.is_taken_apart(article):
                raised.append(pk)
            elif kept.changeset != self.changeset.pk and content_of(kept.state) != content_of(state_of(article)):
                rows.append(kept.row)
                raised.append(pk)
            if is_edit and article is not None:
                hide_lost(article, kept.state, state_of(article), self.changeset)
        if self.changeset.undoes is not None:
            bring_to_light(self.changeset.undoes, self.changeset.by)
        ArticleVersion.objects.bulk_create(rows, batch_size=changes.LOT, ignore_conflicts=True)
        for lot in changes.lots(raised):
            Article.objects.filter(pk__in=lot).update(revision=F("revision") + 1, changeset=self.changeset, changed=now)
        made = [key for lot in changes.lots(self._made) for key in _keys(lot)]
        keys = [*(kept.key for kept in self._kept.values()), *made]
        if keys:
            articles_changed.send(sender=Article, keys=keys)
        for key, successor in self._successors.items():
            Tombstone.objects.filter(key=key).update(successor=successor)
        self._record(keys)

    def _record(self, keys: list[str]) -> None:
        """An act of a person is in the log of operations with each of its lots; an import has its ChangeSet."""
        act = self.changeset
        if act.pk is None or act.by is None:
            return
        about, more = (keys[0], {"others": keys[1:]}) if keys else ("", {"effects": act.effects})
        record(Operation.Kind.ACT, act.by, about, act=act.kind, changeset=act.pk, reason=act.reason, **more)

    def _mark(self) -> None:
        """Mark what a person acted on, see ``acts.touched``; what a person imports is read by the machine all the same."""
        by_machine = self.changeset.kind in (ChangeSet.Kind.IMPORT, ChangeSet.Kind.REREAD)
        if self.changeset.by_id is not None and not by_machine:
            for lot in changes.lots(self._kept.keys() | self._made):
                Article.objects.filter(pk__in=lot).update(touched=True)


@dataclass(slots=True)
class _Kept:
    """An article as it stood before an act wrote to it."""

    key: str
    number: int
    changeset: int | None
    merged_into: int | None
    shown: bool
    state: dict

    def __init__(self, article: Article, state: dict) -> None:
        self.key, self.number, self.changeset = article.key, article.revision, article.changeset_id
        self.merged_into, self.state = article.merged_into_id, state
        self.shown = article.shown is None or article.shown >= article.revision

    @property
    def row(self) -> ArticleVersion:
        return ArticleVersion(
            key=self.key,
            number=self.number,
            changeset_id=self.changeset,
            state=ArticleVersion.packed(self.state),
            shown=self.shown,
        )

    def joins(self, article: Article) -> bool:
        """Whether it was joined to another: its last version is kept, and its number stays."""
        return self.merged_into is None and article.merged_into_id is not None

    def is_taken_apart(self, article: Article) -> bool:
        """Whether it stands by itself again: under its next number, since its last is kept already."""
        return self.merged_into is not None and article.merged_into_id is None


def _keys(pks: Collection[int]) -> list[str]:
    return list(Article.objects.filter(pk__in=pks).values_list("key", flat=True))
