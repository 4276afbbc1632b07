"""Make one issue of two that were found to be one."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext as _

from archive.acts.change import Changing, change
from archive.acts.correct import as_json, kept_fields
from archive.acts.refusal import ActRefused, demand
from archive.models import Address, ChangeSet, Issue, addressing


def merge_issues(survivor: Issue, other: Issue, *, by: AbstractUser | None) -> ChangeSet:
    """Move the pages of ``other`` to ``survivor``, to which its addresses lead from then on.

    Raises PermissionDenied, and ActRefused for issues of two newspapers, and for two that have a page of one number.
    """
    demand(by, "archive.merge_issue", "archive.change_issue", "archive.delete_issue")
    with change(ChangeSet.Kind.MERGE_ISSUES, by=by) as act, act.lot():
        survivor, other = (Issue.objects.select_related("newspaper").get(pk=issue.pk) for issue in (survivor, other))
        if survivor.pk == other.pk or survivor.newspaper_id != other.newspaper_id:
            raise ActRefused(_("请选同一份报纸的两期。"))
        if twice := pages_of_one_number(survivor, other):
            raise ActRefused(
                _("不能合并：两期都有第 %(labels)s 版。请先核对版次或日期。") % {"labels": "、".join(twice)}
            )
        if bool(survivor.suspended) != bool(other.suspended):
            raise ActRefused(_("两期中有一期暂停公开，请先解除，或两期都暂停。"))
        join_issues(survivor, other, act)
        act.save()
    return act.changeset


def join_issues(survivor: Issue, other: Issue, act: Changing) -> None:
    """Make them one issue, and note for undo what the other was. Must run in a lot of the act."""
    act.changeset.effects["merged_issue"] = {
        "survivor": survivor.pk,
        "other": other.pk,
        "fields": {field.name: as_json(other, field) for field in kept_fields(Issue)},
        "pages": list(other.pages.values_list("pk", flat=True)),
        "paths": list(Address.objects.filter(issue=other).values_list("path", flat=True)),
    }
    addressing.join_issues(survivor, other)


def pages_of_one_number(one: Issue, other: Issue) -> list[str]:
    """The numbers that pages of both have, in the order of pages."""
    labels = set(one.pages.exclude(label="").values_list("label", flat=True))
    return list(other.pages.filter(label__in=labels).order_by("order").values_list("label", flat=True))
