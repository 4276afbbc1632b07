"""Counts that are kept for as long as the record stands: what takes time to count is counted once after a change."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

from archive.models import RecordVersion

T = TypeVar("T")


def kept(what: str, count: Callable[[], T]) -> T:
    """What ``count`` gives, or gave before, if nothing in the record has changed since. ``what`` names it.

    Every change renews the record's version in its own transaction: what was counted of an earlier one is never met
    again, and need not be told apart. Each process keeps its own.
    """
    version = RecordVersion.current()
    if not version:
        return count()
    key = hashlib.sha256(f"{version}|{what}".encode()).hexdigest()
    return cache.get_or_set(f"counts-{key}", count, None)
