"""已核对: set by those who may review, and not of their own corrections."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db import models
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

from archive.acts import roles

# What is said of a record, and not by it: who sets it has corrected nothing.
_STANDING = {"reviewed", "order", "visibility", "withdrawn_kind", "withdrawn_note", "suspended", "release"}


class ReviewedAdmin(admin.ModelAdmin):
    """A record with the field ``reviewed``."""

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        fields = list(super().get_readonly_fields(request, obj))
        return fields if request.user.has_perm("archive.review_article") else [*fields, "reviewed"]

    def save_model(self, request: HttpRequest, obj: models.Model, form: ModelForm, change: bool) -> None:
        if _asks_review(form):
            obj.reviewed = False  # until it is known what else is saved
        if _corrects(form) and hasattr(obj, "corrected_by_id"):
            obj.corrected_by = request.user
        super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: list[BaseInlineFormSet], change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        if not _asks_review(form):
            return
        corrects = _corrects(form) or any(formset.has_changed() for formset in formsets)
        if roles.may_review(request.user, form.instance, corrects=corrects):
            form.instance.reviewed = True
            form.instance.save(update_fields=["reviewed"])
        else:
            form.changed_data.remove("reviewed")  # which is what is written into the history
            said = _("未标为已核对：须由最后改动者以外的人核对。其余内容已保存。")
            self.message_user(request, said, messages.WARNING)


def _asks_review(form: ModelForm) -> bool:
    return "reviewed" in form.changed_data and form.cleaned_data["reviewed"]


def _corrects(form: ModelForm) -> bool:
    """Whether what the record says is other than before."""
    return bool({field.name for field in form.instance._meta.fields} & set(form.changed_data) - _STANDING)
