"""Who may do what: the roles are groups (校对员、审核员、管理员, see the migration that makes them), and what follows is
what permissions alone do not say.
"""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q, QuerySet

from archive.models import Archive, Article, Issue, Newspaper, Page


def permissions_of(user: User) -> QuerySet[Permission]:
    """What the user holds, himself or through groups; while he is deactivated too, since he may be let in again."""
    if user.is_superuser:
        return Permission.objects.all()
    return Permission.objects.filter(Q(user=user) | Q(group__user=user)).distinct()


def may_manage(by: User, user: User) -> bool:
    """Whether ``by`` may change the account and the password of ``user``: of nobody who can do more than he himself.

    Else he could log in with the password that he gives.
    """
    if by.is_superuser:
        return True
    return not user.is_superuser and not _beyond(by, permissions_of(user))


def may_manage_group(by: User, group: Group) -> bool:
    """Whether ``by`` may change the group, or put somebody into it: only if he holds all that it gives."""
    return not _beyond(by, group.permissions.all())


def groups_within(user: User) -> QuerySet[Group]:
    """The groups that give nothing beyond what the user holds."""
    if user.is_superuser:
        return Group.objects.all()
    beyond = Permission.objects.exclude(pk__in=permissions_of(user).values("pk"))
    return Group.objects.exclude(permissions__in=beyond)


def _beyond(by: User, permissions: QuerySet[Permission]) -> bool:
    return permissions.exclude(pk__in=permissions_of(by).values("pk")).exists()


def last_corrector(record: Article | Page | Issue | Newspaper) -> User | None:
    """Who last changed what the record says; None if that was an import, or before it was kept."""
    if isinstance(record, Article):
        return record.changeset.by if record.changeset else None
    return record.corrected_by


def may_review(user: User, record: Article | Page | Issue | Newspaper, *, corrects: bool = False) -> bool:
    """Whether ``user`` may say that the record has been reviewed: if not the last who corrected it, nor about to do so
    (``corrects``); or if the archive lets people review their own work."""
    if not user.has_perm("archive.review_article"):
        return False
    return not (corrects or last_corrector(record) == user) or bool(Archive.current().own_review)
