"""One act: its ChangeSet, its transactions, and the versions that it supersedes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from archive.acts.affected import called
from archive.acts.operation_log import record
from archive.acts.origins import Written, carry, noted_of
from archive.acts.tidying import bring_to_light, hide_lost
from archive.acts.versions import content_of, state_of, whole
from archive.models import (
    Article,
    ArticleVersion,
    ChangeSet,
    Operation,
    SourceText,
    Tombstone,
    Visibility,
    change_sequence,
)
from archive.models.lots import LOT, lots
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

    >>> with change(ChangeSet.Kind.CORRECT) as act, act.lot():
    ...     act.touch([article.pk])
    ...     article.save()

    At the end it is marked as finished; one that an error cut short stays unmarked, with what its lots had written.
    One that comes to nothing leaves no ChangeSet.
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
    """An act under way. Its ``changeset`` is saved with the first lot that comes to anything.

    What hangs together stands in one lot, and no article in two: between them visitors see what stands.
    """

    def __init__(self, changeset: ChangeSet) -> None:
        self.changeset = changeset
        self._kept: dict[int, _Kept] = {}
        self._made: set[int] = set()
        self._noted: dict = {}  # the effects that are stored
        self._successors: dict[str, str] = {}
        self._open = False

    @contextmanager
    def lot(self, *, only: bool = False) -> Iterator[None]:
        """One transaction of the act. At its end the articles that came to say something else have a new version, and
        everybody who listens hears of those that were touched or made. With the ``only`` one the act is finished too."""
        before, effects = self.changeset.pk, deepcopy(self.changeset.effects)
        self._kept, self._made, self._successors, self._noted = {}, set(), {}, effects
        try:
            with transaction.atomic():
                change_sequence.lock()
                self._open = True
                with change_sequence.noted_once():
                    yield
                    self._settle()
                for key, successor in self._successors.items():
                    Tombstone.objects.filter(key=key).update(successor=successor)
                if only and self.changeset.pk is not None:
                    self.changeset.finished = timezone.now()
                    self.changeset.save(update_fields=["finished", "effects"])
        except BaseException:
            self.changeset.pk, self.changeset.effects = before, effects  # what is rolled back was not done
            self.changeset.finished = None
            self.changeset._state.adding = before is None
            raise
        finally:
            self._open = False

    def touch(self, pks: Collection[int]) -> None:
        """Keep these articles' present versions, before the first write to any of them or to what hangs on them."""
        self._in_lot()
        for article in whole([pk for pk in pks if pk not in self._kept and pk not in self._made]):
            self._kept[article.pk] = _Kept(article, state_of(article))

    def made(self, pks: Collection[int]) -> None:
        """Say that these articles were made by this act: their first version is its work, and no row is written."""
        self._in_lot()
        self._made |= set(pks)

    def succeeded(self, key: str, successor: str) -> None:
        """Say which article has the characters now of one that is gone by this act: its tombstone will lead there."""
        self._successors[key] = successor

    def save(self) -> ChangeSet:
        """The ChangeSet, saved with its effects: also of an act that comes to nothing else."""
        self._in_lot()
        self.changeset.save()
        return self.changeset

    def _in_lot(self) -> None:
        if not self._open:
            raise RuntimeError("an act writes within a lot")

    def _settle(self) -> None:
        after = {article.pk: article for article in whole(self._kept.keys())}
        rows, raised = [], []
        for pk, kept in self._kept.items():
            article = after.get(pk)
            if article is None:
                self.changeset.effects.setdefault("deleted", []).append(kept.key)
            else:
                self._note(kept, article)
            if article is None or kept.joins(article):
                rows.append(kept.row)
            elif kept.is_taken_apart(article):
                raised.append(pk)
            elif self._is_first_of(kept) and content_of(kept.state) != content_of(state_of(article)):
                rows.append(kept.row)
                raised.append(pk)
        made = _keys(self._made)
        if joined := {key: beginning for key, beginning in made.items() if beginning}:
            noted = self.changeset.effects.setdefault("merged", {"before": {}, "after": {}})
            noted["before"] |= dict.fromkeys(joined, "")
            noted["after"] |= joined
        if rows or raised or made or self.changeset.effects != self._noted:
            self.save()
        self._tidy(after)
        self._mark()
        ArticleVersion.objects.bulk_create(rows, batch_size=LOT, ignore_conflicts=True)
        self._carry(after, {row.key for row in rows})
        for lot in lots(self._made):
            Article.objects.filter(pk__in=lot).update(changeset=self.changeset)
        for lot in lots(raised):
            now = timezone.now()
            Article.objects.filter(pk__in=lot).update(revision=F("revision") + 1, changeset=self.changeset, changed=now)
        keys = [*(kept.key for kept in self._kept.values()), *made]
        if keys:
            articles_changed.send(sender=Article, keys=keys)
        self._record(keys)

    def _carry(self, after: dict[int, Article], superseded: Collection[str]) -> None:
        """What is noted of redacted words goes with the texts that say ▇."""
        noted = noted_of(kept.key for kept in self._kept.values())
        written = [
            Written(
                kept.key,
                kept.state,
                kept.number if kept.key in superseded else None,
                state_of(after[pk]) if pk in after else None,
            )
            for pk, kept in self._kept.items()
            if kept.key in noted
        ]
        if written:
            carry(written, undoing=self.changeset.undoes is not None)

    def _record(self, keys: list[str]) -> None:
        """An act of a person is in the log of operations with each of its lots; an import has its ChangeSet.

        So is the correction of a newspaper, issue or page, by the form in which it was made.
        """
        act = self.changeset
        if act.pk is None or act.by is None or (not keys and act.kind == ChangeSet.Kind.CORRECT):
            return
        if keys:
            about, more = keys[0], {"others": keys[1:]}
        else:
            records = called(act)
            names = [f"{key}?revision={number}" for key, number, *_closed in act.effects.get("closed", ())]
            names += [name for name, _address in records.values()]
            about = next((address for _name, address in records.values() if address), names[0] if names else "")
            more = {"effects": act.effects, "called": {name: said for name, (said, _address) in records.items()}}
        record(Operation.Kind.ACT, act.by, about, act=act.deed, changeset=act.pk, reason=act.reason, **more)

    def _mark(self) -> None:
        """Mark what a person acted on, see ``acts.touched``; what a person imports is read by the machine all the same."""
        by_machine = self.changeset.kind in (ChangeSet.Kind.IMPORT, ChangeSet.Kind.REREAD)
        if self.changeset.pk is not None and self.changeset.by_id is not None and not by_machine:
            for lot in lots(self._kept.keys() | self._made):
                acted_on = Article.objects.filter(pk__in=lot)
                if self.changeset.undoes is not None:  # what goes with its import comes back with it
                    acted_on = acted_on.exclude(visibility=Visibility.WITHDRAWN, withdrawn_kind=Tombstone.Kind.UNDONE)
                acted_on.update(touched=True)

    def _is_first_of(self, kept: _Kept) -> bool:
        """Whether the version that was kept is not this act's own, of an earlier lot."""
        return self.changeset.pk is None or kept.changeset != self.changeset.pk

    def _tidy(self, after: dict[int, Article]) -> None:
        """Hide in the received texts what an editor took out, and bring to light what such an edit hid that is undone."""
        if self.changeset.by is not None and self.changeset.kind in _EDITS:
            for pk, kept in self._kept.items():
                if pk in after:
                    hide_lost(after[pk], kept.state, state_of(after[pk]), self.changeset)
        if self.changeset.undoes is not None:
            bring_to_light(self.changeset.undoes, self.changeset.by)

    def _note(self, kept: _Kept, article: Article) -> None:
        """Keep for undo what no version holds: who sees it, whether it is reviewed, and what it is joined to."""
        for name, before in kept.beside.items():
            if (after := _beside(article)[name]) != before:
                noted = self.changeset.effects.setdefault(name, {"before": {}, "after": {}})
                noted["before"].setdefault(kept.key, before)
                noted["after"][kept.key] = after


@dataclass(slots=True)
class _Kept:
    """An article as it stood before an act wrote to it."""

    key: str
    number: int
    changeset: int | None
    merged_into: int | None
    shown: bool
    beside: dict
    state: dict

    def __init__(self, article: Article, state: dict) -> None:
        self.key, self.number, self.changeset = article.key, article.revision, article.changeset_id
        self.merged_into, self.state = article.merged_into_id, state
        self.beside = _beside(article)
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


def _beside(article: Article) -> dict:
    """What of an article no version holds and undo needs, in the form in which effects hold it."""
    return {
        "standing": [article.visibility, article.withdrawn_kind, article.withdrawn_note],
        "reviewed": article.reviewed,
        "merged": article.merged_into.key if article.merged_into_id else "",
    }


def _keys(pks: Collection[int]) -> dict[str, str | None]:
    """Their keys, each with that of the article that it is joined to."""
    return {
        key: beginning
        for lot in lots(sorted(pks))
        for key, beginning in Article.objects.filter(pk__in=lot).order_by("pk").values_list("key", "merged_into__key")
    }
