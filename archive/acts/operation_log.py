"""操作记录: who did what, when and from where. ``record`` writes it; nothing ever changes what was written.

Acts, commands and views call ``record`` themselves. Log-ins, and changes of accounts, permissions and settings, are
heard of here by whatever way they are made.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.management import get_system_username
from django.contrib.auth.models import Group, User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_save, pre_delete, pre_save
from django.dispatch import receiver
from django.utils import timezone

from archive.http.clients import client_address
from archive.http.current_request import current_request
from archive.http.logins import ATTEMPTS, COOL_OFF
from archive.models import Archive, Newspaper, Operation

# Of each model the fields whose changes are recorded, and as what.
_WATCHED = {
    User: {
        "username": Operation.Kind.ACCOUNT,
        "is_active": Operation.Kind.ACCOUNT,
        "password": Operation.Kind.ACCOUNT,
        "is_staff": Operation.Kind.PERMISSIONS,
        "is_superuser": Operation.Kind.PERMISSIONS,
    },
    Group: {"name": Operation.Kind.PERMISSIONS},
    Archive: {"own_review": Operation.Kind.SETTINGS},
    Newspaper: {"release": Operation.Kind.SETTINGS},
}
_MADE = {User: Operation.Kind.ACCOUNT, Group: Operation.Kind.PERMISSIONS}


def record(kind: Operation.Kind, by: User | None, about: str = "", **details: Any) -> Operation:
    """Write into the log that ``by`` did something of this kind to what ``about`` names, a key or an address.

    ``by`` is None for a command; who ran it on the machine is noted in the details. The network address is that of the
    request that is being answered. In a transaction that fails nothing is recorded either.

    >>> record(Operation.Kind.EXPORT, None, "export_articles", format="csv").get_kind_display()
    '导出'
    """
    request = current_request()
    if request is None and by is None:
        details["system_user"] = get_system_username()
    return Operation.objects.create(
        kind=kind,
        by=by,
        name=by.get_username() if by else "",
        about=about,
        address=client_address(request) if request else "",
        details=details,
    )


def acting_user() -> User | None:
    """Who asks for what is being answered; None in a command and where nobody is logged in."""
    request = current_request()
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


# --- Log-ins ---


@receiver(user_logged_in)
def _logged_in(user: User, **_signal) -> None:
    record(Operation.Kind.LOGIN, user)


@receiver(user_logged_out)
def _logged_out(user: User | None, **_signal) -> None:
    if user is not None:  # else nobody was logged in
        record(Operation.Kind.LOGOUT, user)


@receiver(user_login_failed)
def _login_failed(credentials: dict[str, Any], **_signal) -> None:
    record_failed_login(credentials.get("username") or "")


def record_failed_login(username: str) -> None:
    """Record that somebody could not log in with this name; the name only if somebody has it.

    People type passwords where the name belongs. Of very many failures with one name from one address, or with names
    that nobody has, as many are recorded as are tried before the lock: nobody can fill the disk with them.
    """
    name = User.objects.filter(username=username).values_list("username", flat=True).first() or ""
    request = current_request()
    before = Operation.objects.filter(
        kind=Operation.Kind.LOGIN_FAILED,
        about=name,
        address=client_address(request) if request else "",
        at__gt=timezone.now() - COOL_OFF,
    )
    left = ATTEMPTS - before.count()
    if left > 0:
        record(Operation.Kind.LOGIN_FAILED, None, name, **({"last_recorded": True} if left == 1 else {}))


# --- Accounts, permissions, settings ---


def _label(instance: Model) -> str:
    return instance.get_username() if isinstance(instance, User) else str(instance)


@receiver(pre_save, sender=User)
@receiver(pre_save, sender=Group)
@receiver(pre_save, sender=Archive)
@receiver(pre_save, sender=Newspaper)
def _about_to_save(
    sender: type[Model], instance: Model, update_fields: frozenset[str] | None, using: str, **_signal
) -> None:
    watched = [name for name in _WATCHED[sender] if update_fields is None or name in update_fields]
    stored = sender._base_manager.using(using).filter(pk=instance.pk)
    instance._recorded = stored.values(*watched).first() if watched and instance.pk else None


@receiver(post_save, sender=User)
@receiver(post_save, sender=Group)
@receiver(post_save, sender=Archive)
@receiver(post_save, sender=Newspaper)
def _saved(sender: type[Model], instance: Model, created: bool, raw: bool, **_signal) -> None:
    if raw:  # loaddata: what it brings was recorded where it comes from
        return
    if created and sender in _MADE:
        ranks = {name: True for name in ("is_staff", "is_superuser") if getattr(instance, name, False)}
        record(_MADE[sender], acting_user(), _label(instance), made=True, **ranks)
    changes: dict[Operation.Kind, dict[str, Any]] = {}
    for name, before in (instance._recorded or {}).items():
        if name == "password":
            if before != instance.password and _is_new_password(instance):
                changes.setdefault(_WATCHED[sender][name], {})[name] = "changed"
        elif before != getattr(instance, name):
            changes.setdefault(_WATCHED[sender][name], {})[name] = {"from": before, "to": getattr(instance, name)}
    for kind, fields in changes.items():
        record(kind, acting_user(), _label(instance), **fields)


def _is_new_password(user: User) -> bool:
    """False where Django stores the same password in a stronger form, as it may when its owner logs in."""
    return user._password is not None or not user.has_usable_password()


@receiver(pre_delete, sender=User)
@receiver(pre_delete, sender=Group)
def _about_to_delete(sender: type[Model], instance: Model, **_signal) -> None:
    members = sorted(user.get_username() for user in instance.user_set.all()) if sender is Group else []
    held = {field: _names_held(instance, field) for field in _HELD.values() if hasattr(instance, field)}
    record(_MADE[sender], acting_user(), _label(instance), deleted=True, members=members, **held)


# of each relation through which users and groups hold something, its name
_HELD = {
    User.groups.through: "groups",
    User.user_permissions.through: "user_permissions",
    Group.permissions.through: "permissions",
}


@receiver(m2m_changed, sender=User.groups.through)
@receiver(m2m_changed, sender=User.user_permissions.through)
@receiver(m2m_changed, sender=Group.permissions.through)
def _held_changed(
    sender: type[Model], instance: Model, action: str, reverse: bool, model: type[Model], pk_set: set | None, **_signal
) -> None:
    """Seen from either side: a group's members are given to it as groups are to a user."""
    field = _HELD[sender]
    if action.startswith("pre_"):
        if not reverse:
            holders = [instance]
        elif pk_set is None:  # all are taken from it
            holders = list(model._base_manager.filter(**{field: instance}))
        else:
            holders = list(model._base_manager.filter(pk__in=pk_set))
        instance._held = [(holder, _names_held(holder, field)) for holder in holders]
        return
    for holder, before in instance._held:
        now = _names_held(holder, field)
        if now != before:
            record(Operation.Kind.PERMISSIONS, acting_user(), _label(holder), **{field: {"from": before, "to": now}})


def _names_held(holder: Model, field: str) -> list[str]:
    held = getattr(holder, field)
    if field == "groups":
        return sorted(held.values_list("name", flat=True))
    return sorted(f"{app}.{code}" for app, code in held.values_list("content_type__app_label", "codename"))
