"""Take an act back: each article that still is as the act left it says again what it said before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext as _

from archive.acts import restoring
from archive.acts.change import change
from archive.acts.refusal import ActRefused, demand
from archive.acts.undo_plan import BY_IMPORT, CHANGED, TAKEN, WITH_ANOTHER, Plan, root_kind
from archive.models import ChangeSet
from archive.models.lots import LOT

Kind = ChangeSet.Kind
_NEEDED = {
    Kind.IMPORT: ("archive.import_sourcetext",),
    Kind.REREAD: ("archive.import_sourcetext",),
    Kind.CORRECT: ("archive.change_article",),
    Kind.MOVE: ("archive.change_article",),
    Kind.SPLIT: ("archive.split_article",),
    Kind.JOIN: ("archive.split_article",),
    Kind.TAKE_APART: ("archive.split_article",),
    Kind.WITHDRAW: ("archive.withdraw_article",),
    Kind.BRING_BACK: ("archive.withdraw_article",),
    Kind.CLOSE: ("archive.withdraw_article",),
    Kind.SUSPEND: ("archive.lift_article",),
    Kind.LIFT: ("archive.suspend_article",),
    Kind.PUBLISH: ("archive.publish_article",),
    Kind.MERGE_ISSUES: ("archive.merge_issue", "archive.change_issue", "archive.delete_issue"),
}


class Fate(StrEnum):
    """What an undo makes of what it does not leave as it is."""

    AS_BEFORE = "as_before"
    WITHDRAWN = "withdrawn"  # the act made it
    JOINED = "joined"  # the act made it of what it goes back into
    OUT_OF_USE = "out_of_use"  # a received text that the act read


@dataclass(frozen=True, slots=True)
class Skipped:
    """What an undo left as it is: an article's key, or a record such as ``issue:12``, and why, in words."""

    name: str
    reason: str


@dataclass(slots=True)
class Undone:
    """What an undo restored, by key or as ``issue:12``, and what it left as it is. ``changeset`` is the undo itself,
    None if nothing could be restored. ``fates`` are of those of ``restored`` that are not as they were before."""

    restored: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    changeset: ChangeSet | None = None
    fates: dict[str, Fate] = field(default_factory=dict)

    def of_fate(self, fate: Fate) -> list[str]:
        """Those of ``restored`` of which this becomes."""
        return [name for name in self.restored if self.fates.get(name, Fate.AS_BEFORE) == fate]

    def note_records(self, found: restoring.Records) -> None:
        self.restored += found.names
        self.fates |= dict.fromkeys(found.out_of_use, Fate.OUT_OF_USE)
        self.skipped += [Skipped(name, str(CHANGED)) for name in found.changed]

    def note(self, plan: Plan) -> list[list[str]]:
        """Note what of the plan can be restored and what not; the groups that can are returned."""
        restorable = []
        for group in plan.groups:
            reasons = {key: plan.reason_against(key) for key in group}
            if any(reasons.values()):
                self.skipped += [Skipped(key, str(reason or WITH_ANOTHER)) for key, reason in reasons.items()]
            elif plan.is_taken(group):
                self.skipped += [Skipped(key, str(TAKEN)) for key in group]
            else:
                self.restored += group
                fates = {
                    key: Fate.JOINED if plan.is_joined_back(key) else Fate.WITHDRAWN
                    for key in group
                    if plan.is_made(key)
                }
                self.fates |= fates
                restorable.append(group)
        return restorable


def undo(changeset: ChangeSet, *, by: AbstractUser | None) -> Undone:
    """Take the act back, in lots: articles get a new version with the text that they had before, what it made is
    withdrawn (an import's) or goes back into what it was split from, and records have their fields again.

    What was changed since, reviewed, hidden or brought back stays as it is, and is listed. An act that was cut short is
    taken back as far as it came; an undo can be undone. Raises PermissionDenied for who could not have done the act,
    and ActRefused if it was undone already.
    """
    _demand(changeset, by)
    done = Undone()
    with change(Kind.UNDO, by=by, undoes=changeset) as act:
        with act.lot():
            _refuse_twice(changeset)
            done.note_records(restoring.records(changeset, act))
        for keys in _in_lots(Plan(changeset).groups):
            with act.lot():
                plan = Plan(changeset, keys)
                restorable = done.note(plan)
                act.touch([plan.articles[key].pk for group in restorable for key in group])
                for group in restorable:
                    plan.restore(group)
    done.changeset = act.changeset if act.changeset.pk else None
    return done


def foreseen(changeset: ChangeSet) -> Undone:
    """What ``undo`` would restore and what not, as things stand."""
    done = Undone()
    done.note_records(restoring.records(changeset, None))
    done.note(Plan(changeset))
    return done


def may_undo(changeset: ChangeSet, by: AbstractUser) -> bool:
    """Whether this user may take the act back here, and nobody has."""
    return changeset.kind != Kind.REDACT and by.has_perms(_needed(changeset)) and not _is_undone(changeset)


def _demand(changeset: ChangeSet, by: AbstractUser | None) -> None:
    if changeset.kind == Kind.REDACT:
        raise ActRefused(_("遮盖不能在这里撤销，请在遮盖记录里解除。"))
    demand(by, *_needed(changeset))


def _needed(changeset: ChangeSet) -> list[str]:
    """What one must be allowed to do: the act that was done, at whatever remove, and to change the records it changed."""
    kind = root_kind(changeset)
    needed = set(_NEEDED.get(kind, ("archive.change_article",)))
    if kind not in BY_IMPORT:  # whoever may import may have it fill in what a page prints of its issue
        needed |= {f"archive.change_{name.split(':')[0]}" for name in changeset.effects.get("fields", {})}
    return sorted(needed)


def _is_undone(changeset: ChangeSet) -> bool:
    """Whether an undo of it was done; one that was cut short can be gone on with."""
    return changeset.undone_by.filter(finished__isnull=False).exists()


def _refuse_twice(changeset: ChangeSet) -> None:
    if _is_undone(changeset):
        raise ActRefused(_("这次改动已经撤销过；要恢复它，请撤销那次撤销。"))


def _in_lots(groups: Iterable[Sequence[str]]) -> Iterator[list[str]]:
    """Keys in lots for one transaction each; what hangs together stays together."""
    lot: list[str] = []
    for group in groups:
        if lot and len(lot) + len(group) > LOT:
            yield lot
            lot = []
        lot += group
    if lot:
        yield lot
