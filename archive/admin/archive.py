"""The archive's own row: what its administrators decide for it."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from archive.admin.guarding import GuardedAdmin
from archive.models import Archive


class ArchiveForm(forms.ModelForm):
    class Meta:
        model = Archive
        fields = ["own_review"]
        field_classes = {"own_review": forms.BooleanField}
        widgets = {"own_review": forms.CheckboxInput}


@admin.register(Archive)
class ArchiveAdmin(GuardedAdmin):
    form = ArchiveForm
    fields = ["own_review", "authority", "since", "uuid"]
    readonly_fields = ["authority", "since", "uuid"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Archive | None = None) -> bool:
        return False
