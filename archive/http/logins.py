"""How often one may try to log in: a few times with one user name from one address, then not for a while.

An attempt is counted before the password is looked at, so that of very many at once no more are tried. Names that
nobody has are counted like any other. Who is locked out locks out nobody elsewhere.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil
from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

from archive.http.clients import client_address
from archive.models import FailedLogin

ATTEMPTS = 5
COOL_OFF = timedelta(minutes=15)
MOST_ROWS = 10_000  # of the table; beyond them the oldest go


class LimitedBackend(ModelBackend):
    """Django's own, for every way to log in that there is a request for."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **named: Any
    ) -> AbstractBaseUser | None:
        if request is None or username is None or password is None:
            return super().authenticate(request, username, password, **named)
        digest = _digest(username, request)
        if not _take_attempt(digest):
            raise PermissionDenied  # no other backend is asked
        user = super().authenticate(request, username, password, **named)
        if user is not None:
            FailedLogin.objects.filter(digest=digest).delete()
        return user


class LoginForm(AdminAuthenticationForm):
    """The admin's, saying for how long nobody can log in with this name from here."""

    def confirm_login_allowed(self, user: AbstractBaseUser) -> None:
        try:
            super().confirm_login_allowed(user)
        except ValidationError:  # the password is right, but it opens nothing here
            user_login_failed.send(__name__, credentials={"username": user.get_username()}, request=self.request)
            raise

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except ValidationError:
            minutes = minutes_left(self.cleaned_data.get("username", ""), self.request)
            if not minutes:
                raise
            said = ngettext(
                "登录失败次数过多，请在 %(count)d 分钟后重试。",
                "登录失败次数过多，请在 %(count)d 分钟后重试。",
                minutes,
            )
            raise ValidationError(said % {"count": minutes}, code="locked") from None


def minutes_left(username: str, request: HttpRequest) -> int:
    """For how many minutes nobody can log in with this name from where the request comes from; 0 if one can."""
    row = FailedLogin.objects.filter(digest=_digest(username, request)).first()
    return ceil((row.last + COOL_OFF - timezone.now()) / timedelta(minutes=1)) if row and _locked(row) else 0


def _locked(row: FailedLogin) -> bool:
    return row.failures >= ATTEMPTS and _recent(row.last)


def _recent(last: datetime) -> bool:
    """Not before the cool-off; nor after now, as where the clock was set back."""
    return timezone.now() - COOL_OFF < last <= timezone.now()


@transaction.atomic
def _take_attempt(digest: str) -> bool:
    """Count an attempt; False, counting nothing, if there is none left."""
    row, is_new = FailedLogin.objects.select_for_update().get_or_create(
        digest=digest, defaults={"failures": 0, "last": timezone.now()}
    )
    if _locked(row):
        return False
    row.failures = row.failures + 1 if _recent(row.last) else 1
    row.last = timezone.now()
    row.save()
    if is_new:
        FailedLogin.objects.filter(last__lt=timezone.now() - COOL_OFF).delete()
        surplus = FailedLogin.objects.order_by("-last", "-pk").values_list("pk", flat=True)[MOST_ROWS:]
        FailedLogin.objects.filter(pk__in=list(surplus)).delete()
    return True


def _digest(username: str, request: HttpRequest) -> str:
    """Of name and address together. Names that differ in case, width or spaces are one."""
    name = "".join(unicodedata.normalize("NFKC", username).casefold().split())
    return sha256(f"{name}\n{client_address(request)}".encode("utf-8", "surrogatepass")).hexdigest()
