"""What editors do in admin's forms goes into the log of operations, beside Django's own history of each record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest

from archive.acts.operation_log import record
from archive.admin.guarding import worded
from archive.models import Article, Operation, partial_dates
from archive.models.addressing import Addressed

# Fields of which the log says what they were and are.
_TOLD = (models.CharField, models.BooleanField, models.IntegerField, models.DateField, models.ForeignKey)


class RecordedAdmin(admin.ModelAdmin):
    """Records additions, changes and deletions; only deletions where ``recorded_by_acts``: the others are acts, which
    record themselves. Values are not told where words of theirs may be redacted: what is in the log stays there."""

    recorded_by_acts = False
    tells_values = True

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        self._record(request, obj, "add", message)
        return super().log_addition(request, obj, message)

    def construct_change_message(
        self, request: HttpRequest, form: ModelForm, formsets: list, add: bool = False
    ) -> list:
        """Django's own, with what the record's fields said before and say now, for the log of operations only."""
        message = super().construct_change_message(request, form, formsets, add)
        if self.tells_values and not add and form.changed_data:
            message[0]["changed"]["values"] = _values(form)
        return message

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        self._record(request, obj, "change", message)
        for part in [] if isinstance(message, str) else message:
            part.get("changed", {}).pop("values", None)
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
            told = [pair for part in parts for pair in part.get("values", {}).items()]
            fields = [
                str(field) for part in parts for field in part["fields"]
            ]  # of the record itself first, as ``told``
            untold = [field for number, field in enumerate(fields) if number >= len(told) or told[number][1] is None]
            said = {"changes": {name: values for name, values in told if values is not None}, "fields": untold}
        record(Operation.Kind.ACT, request.user, _name(obj), act=act, model=self.opts.model_name, **said)


def _values(form: ModelForm) -> dict[str, list | None]:
    """What each field that a form changed said before and says now; None of texts and lists."""
    return {name: _told(form, name) for name in form.changed_data}


def _told(form: ModelForm, name: str) -> list | None:
    try:
        column = form._meta.model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    if not isinstance(column, _TOLD):
        return None
    now = form.cleaned_data.get(name)
    if isinstance(now, date):
        now = partial_dates.written(form[name].data)  # as precise as it was typed
    values = (form.initial.get(name), now)
    return [worded(form.fields[name], value) if column.is_relation else _plain(value) for value in values]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _name(obj: models.Model) -> str:
    """The key or address of the record, else what it is called."""
    if isinstance(obj, Article):
        return obj.key
    return obj.get_absolute_url() if isinstance(obj, Addressed) else str(obj)
