"""Records that hang on another: the first of them on its own page, all of them in their own list.

A form with a row for each would grow past what a browser may send (``DATA_UPLOAD_MAX_NUMBER_FIELDS``), and its record
could be saved no more.
"""

from __future__ import annotations

from functools import cached_property

from django.contrib import admin
from django.db import models
from django.forms import BaseInlineFormSet
from django.urls import reverse

MOST_ROWS = 20


class FirstRows(BaseInlineFormSet):
    """The first rows only; of a form that was sent, those that it names."""

    @cached_property
    def _rows(self) -> models.QuerySet:
        rows = super().get_queryset()
        if self.is_bound:
            sent = (self.data.get(f"{self.prefix}-{index}-id", "") for index in range(self.initial_form_count()))
            return rows.filter(pk__in=[pk for pk in sent if pk.isdecimal()])
        return rows.filter(pk__in=list(rows.values_list("pk", flat=True)[:MOST_ROWS]))

    def get_queryset(self) -> models.QuerySet:
        return self._rows

    @property
    def total(self) -> int:
        """How many there are, shown or not."""
        return self.model._default_manager.filter(**{self.fk.name: self.instance}).count() if self.instance.pk else 0

    @property
    def all_url(self) -> str:
        """Where all of them are listed."""
        opts = self.model._meta
        listed = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
        return f"{listed}?{self.fk.name}__id__exact={self.instance.pk}"


class Inline(admin.options.InlineModelAdmin):
    formset = FirstRows
    extra = 0
    template = "admin/archive/inline.html"
    rows_template = "admin/edit_inline/stacked.html"


class TableInline(Inline):
    rows_template = "admin/edit_inline/tabular.html"
