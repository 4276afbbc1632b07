"""Records that hang on another: the first of them on its own page, all of them in their own list.

A form with a row for each would grow past what a browser may send (``DATA_UPLOAD_MAX_NUMBER_FIELDS``), and its record
could be saved no more.

What others did meanwhile to rows, and to the list of them, is told before anything is saved (see ``guarding``).
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TypeVar

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import BaseInlineFormSet, ModelForm
from django.forms.formsets import DELETION_FIELD_NAME, INITIAL_FORM_COUNT, TOTAL_FORM_COUNT, ManagementForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from archive.admin.guarding import MISSING, SEEN, SeenField, guarded, token

MOST_ROWS = 20
LONGEST_NAME = 60  # of what a row is called that is gone
_Sent = TypeVar("_Sent", bound=MultiValueDict)


class FirstRows(BaseInlineFormSet):
    """The first rows only; of a form that was sent, those that it names and that there still are.

    Of the others what was typed stays, as of rows to be added; those into which nothing was typed go.
    """

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self._shows_all = len(self._sent_keys()) < MOST_ROWS
            self._take_only_row()
            self._gone = self._move_gone_rows()

    def get_queryset(self) -> models.QuerySet | list[models.Model]:
        return self._rows

    @cached_property
    def _rows(self) -> models.QuerySet | list[models.Model]:
        rows = super().get_queryset()
        if not self.is_bound:
            return rows.filter(pk__in=self._all[:MOST_ROWS])
        keys = self._sent_keys()
        found = rows.in_bulk([pk for pk in keys if pk is not None])
        return [found[pk] for pk in keys if pk is not None]

    @cached_property
    def _all(self) -> list:
        """The keys of all rows, shown or not."""
        return list(super().get_queryset().values_list("pk", flat=True)) if self.instance.pk else []

    @property
    def total(self) -> int:
        return len(self._all)

    @property
    def all_url(self) -> str:
        """Where all of them are listed."""
        opts = self.model._meta
        listed = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
        return f"{listed}?{self.fk.name}__id__exact={self.instance.pk}"

    @cached_property
    def management_form(self) -> ManagementForm:
        """With the token of which rows there are."""
        form = super().management_form
        form.fields[SEEN] = self._seen_field
        form.initial = {**(form.initial or {}), SEEN: token(self._all)}
        return form

    @cached_property
    def _seen_field(self) -> SeenField:
        return SeenField()

    def clean(self) -> None:
        told = [*self._changes_of_list(), *self._changes_of_deleted()]
        if told:
            raise ValidationError(told)
        super().clean()

    def _changes_of_list(self) -> list[str]:
        sent = self.data.get(f"{self.prefix}-{SEEN}")
        if sent == token(self._all):
            return []
        self._seen_field.told = True
        if not sent:
            return [str(MISSING)]
        told = []
        if self._gone:
            told.append(_("未保存：您打开此页后，他人在此删除或移走了：%(rows)s。") % {"rows": "；".join(self._gone)})
        shown = {row.pk for row in self._rows}
        added = [pk for pk in self._all if pk not in shown] if self._shows_all else []
        if added:
            rows = "、".join(map(str, self.model._default_manager.filter(pk__in=added[:MOST_ROWS])))
            told.append(_("未保存：您打开此页后，他人在此添加了：%(rows)s。") % {"rows": rows})
        return told or [_("未保存：您打开此页后，他人在此添加、删除或移走了内容。请核对后重新保存。")]

    def _changes_of_deleted(self) -> list[str]:
        """Rows that are to be deleted are not asked whether they are valid."""
        deleted = [form for form in self.initial_forms if self.can_delete and self._should_delete_form(form)]
        return [
            _("未删除：%(row)s。%(why)s") % {"row": form.instance, "why": form.refusal}
            for form in deleted
            if form.refusal
        ]

    def _sent_keys(self) -> list:
        """The key of each row that was sent as one that there is; None where there is none any more."""
        there = {str(pk): pk for pk in self._all}
        count = min(self.initial_form_count(), self.total_form_count())
        sent = (self.data.get(f"{self.prefix}-{index}-{self.model._meta.pk.name}") for index in range(count))
        return [there.get(pk) for pk in sent]

    def _take_only_row(self) -> None:
        """Where there is one row at most: put what was typed as the first into the one that another added meanwhile."""
        prefix, name = self.add_prefix(0), self.model._meta.pk.name
        beside = {f"{prefix}-{each}" for each in (SEEN, self.fk.name, name)}
        sent = [*self.data.items(), *self.files.items()]
        is_typed_into = any(value and each.startswith(f"{prefix}-") and each not in beside for each, value in sent)
        if self.fk.unique and self._all and is_typed_into and not self._sent_keys():
            self.data[f"{prefix}-{name}"] = str(self._all[0])
            self._count(initial=1, total=1)

    def _move_gone_rows(self) -> list[str]:
        """Put those behind the others, as rows to be added; drop those into which nothing was typed, and those that were
        to be deleted. Returns what they are called."""
        keys = self._sent_keys()
        gone = {
            index: self.form(self.data, self.files, prefix=self.add_prefix(index))
            for index, pk in enumerate(keys)
            if pk is None
        }
        if not gone:
            return []
        kept = []
        for index, form in gone.items():
            prefix = self.add_prefix(index)
            is_untouched = form.is_untouched and not self.instance._state.adding  # else all of them are gone
            if not is_untouched and not self.data.get(f"{prefix}-{DELETION_FIELD_NAME}"):
                self.data[f"{prefix}-{self.model._meta.pk.name}"] = ""
                kept.append(index)
        there = [index for index in range(len(keys)) if index not in gone]
        order = [*there, *kept, *range(len(keys), self.total_form_count())]
        self._count(initial=len(there), total=len(order))
        self.data = self._in_order(self.data, order)
        if self.files:
            self.files = self._in_order(self.files, order)
        return [" ".join(said for _label, said in form.words)[:LONGEST_NAME] for form in gone.values()]

    def _count(self, *, initial: int, total: int) -> None:
        self.data[f"{self.prefix}-{INITIAL_FORM_COUNT}"] = initial
        self.data[f"{self.prefix}-{TOTAL_FORM_COUNT}"] = total
        del self.management_form  # of before

    def _in_order(self, sent: _Sent, order: list[int]) -> _Sent:
        """What was sent, of its rows only these, in this order."""
        numbers = {old: new for new, old in enumerate(order)}
        found = sent.copy()
        found.clear()
        for name, values in sent.lists():
            row = re.fullmatch(rf"{re.escape(self.prefix)}-([0-9]+)-(.+)", name)
            if not row:
                found.setlist(name, values)
            elif int(row[1]) in numbers:
                found.setlist(f"{self.prefix}-{numbers[int(row[1])]}-{row[2]}", values)
        return found


class Inline(admin.options.InlineModelAdmin):
    formset = FirstRows
    extra = 0
    template = "admin/archive/inline.html"
    rows_template = "admin/edit_inline/stacked.html"

    def get_formset(self, request: HttpRequest, obj: models.Model | None = None, **options) -> type[FirstRows]:
        form: type[ModelForm] = options.get("form", self.form)
        return super().get_formset(request, obj, **{**options, "form": guarded(form)})

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list:
        """With the token of each row, for whoever may save one."""
        fields = [name for name in super().get_fields(request, obj) if name != SEEN]
        may_save = self.has_change_permission(request, obj) or self.has_add_permission(request, obj)
        return [*fields, SEEN] if may_save else fields


class TableInline(Inline):
    rows_template = "admin/edit_inline/tabular.html"
