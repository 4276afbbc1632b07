"""Days in admin: taken in the forms in which people write them; one that can hardly be is asked about once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from archive.models import partial_dates

FIRST_YEAR = 1800  # before it China had no newspapers in the sense of this archive


class _Typed(str):
    """What was typed, and whether it was confirmed."""

    sure = False


class DayInput(AdminDateWidget):
    """A day as text; beside one that can hardly be, a box that confirms it."""

    def value_from_datadict(self, data: Mapping, files: Mapping, name: str) -> _Typed:
        typed = _Typed(super().value_from_datadict(data, files, name) or "")
        typed.sure = f"{name}-sure" in data
        return typed

    def render(self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None) -> SafeString:
        shown = super().render(name, value, attrs, renderer)
        if not _hardly_can_be(str(value or "")):
            return shown
        form = '{}<label class="vCheckboxLabel"><input type="checkbox" name="{}-sure"{}> {}</label>'
        return format_html(form, shown, name, " checked" if getattr(value, "sure", False) else "", _("仍然保存"))


class DayField(forms.DateField):
    """A day, month or year in any form that ``partial_dates.written`` reads; of a month or year its first day."""

    widget = DayInput
    default_error_messages = {"invalid": _("这不是日期。可以写成 2026-02-06、2026年2月6日、20260206 等。")}

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return value or None
        written = partial_dates.written(value)
        if not written:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return partial_dates.days_of(written)[0]

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value

    def has_changed(self, initial: Any, data: str | None) -> bool:
        return super().has_changed(self.to_python(initial), data)


class DaysForm(forms.ModelForm):
    """A form whose days may not yet have come, or be too old, only after a second look. Others stay as they are."""

    def clean(self) -> dict:
        cleaned = super().clean()
        for name in self.changed_data:
            typed = self[name].data
            if isinstance(typed, _Typed) and cleaned.get(name) and _hardly_can_be(typed) and not typed.sure:
                message = _("这一天还没有到。") if cleaned[name].year >= FIRST_YEAR else _("这一天早于1800年。")
                self.add_error(name, [message, _("请核对；确认无误请勾选“仍然保存”。")])
        return cleaned


def _hardly_can_be(typed: str) -> bool:
    """Whether it is a date before newspapers, or one of which not even the first day has come."""
    written = partial_dates.written(typed)
    first = partial_dates.days_of(written)[0] if written else None
    return first is not None and (first.year < FIRST_YEAR or first > timezone.localdate())
