"""Who may do what, and what cannot be done."""

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied


class ActRefused(Exception):
    """An act that cannot be done, in words for who asked for it. Nothing was changed."""


def demand(by: AbstractUser | None, *permissions: str) -> None:
    """Raise PermissionDenied for a user who lacks one of the permissions. A command or import (None) is trusted."""
    if by is not None and not by.has_perms(permissions):
        raise PermissionDenied
