"""Old versions are closed to readers, and opened again: 停止公开."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AbstractUser

from archive.acts.change import change
from archive.acts.refusal import demand
from archive.models import ArticleVersion, ChangeSet, RecordVersion, Tombstone


def close(
    versions: Iterable[ArticleVersion], kind: Tombstone.Kind | None, *, by: AbstractUser | None = None, reason: str = ""
) -> int:
    """Let these versions answer 410 with this kind of reason from now on, or with None be readable again.

    Returns how many that changed. The article as it stands now is not concerned: a wrong text is corrected, a whole
    article withdrawn. Raises PermissionDenied for who may not withdraw.
    """
    demand(by, "archive.withdraw_article")
    closed = str(kind or "")
    with change(ChangeSet.Kind.CLOSE, by=by, reason=reason) as act, act.lot():
        mine = [version for version in versions if version.closed != closed]
        if mine:
            act.changeset.effects["closed"] = [[each.key, each.number, each.closed, closed] for each in mine]
            ArticleVersion.objects.filter(pk__in=[each.pk for each in mine]).update(closed=closed)
            RecordVersion.rotate()
    return len(mine)
