"""What editors do in admin's forms goes into the log of operations, beside Django's own history of each record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from archive.addresses import Addressed
from archive.models import Article, Operation
from archive.operations import record


class RecordedAdmin(admin.ModelAdmin):
    """Records additions, changes and deletions; only deletions where ``recorded_by_acts``: the others are acts, which
    record themselves."""

    recorded_by_acts = False

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        self._record(request, obj, "add", message)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        self._record(request, obj, "change", message)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Iterable[models.Model]) -> Any:
        for obj in queryset:
            self._record(request, obj, "delete")
        return super().log_deletions(request, queryset)

    def _record(self, request: HttpRequest, obj: models.Model, act: str, message: str | list[dict] = "") -> None:
        if self.recorded_by_acts and act != "delete":
            return
        if isinstance(message, str):
            said = {"reason": message}
        else:  # as Django tells what a form changed
            parts = [part["changed"] for part in message if "changed" in part]
            said = {"fields": [str(field) for part in parts for field in part["fields"]]}
        record(Operation.Kind.ACT, request.user, _name(obj), act=act, model=self.opts.model_name, **said)


def _name(obj: models.Model) -> str:
    """The key or address of the record, else what it is called."""
    if isinstance(obj, Article):
        return obj.key
    return obj.get_absolute_url() if isinstance(obj, Addressed) else str(obj)
