"""Nobody's words are lost in admin: a form is saved only over what its editor saw.

Every form carries a token of what was stored when it was made, field by field, and so does every list of rows in it
(``inlines``). If something else is stored by the time it is sent, or it has no token, nothing is saved: the form comes
back with what was typed, with what is stored beside it where both changed, and with the token of that. What its editor
had not touched is what is stored. Forms are compared while it is their turn to write, so that of several sent at once
one is saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin import actions
from django.contrib.admin.utils import unquote
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.models import change_sequence

SEEN = "seen"  # the name of the token in forms
RESTORE = "_restore"  # sent with words that the browser kept: they are shown again, not saved
NEW = "new"  # the token of what is not stored yet

MISSING = gettext_lazy("未保存：提交的内容缺少核对标记，无法确认他人是否改过。请核对后重新保存。")
CHANGED = gettext_lazy("未保存：您打开此页后，他人改过这里的内容。您填写的内容保留在下面，请核对后重新保存。")
REMOVED = gettext_lazy(
    "未保存：您打开此页后，他人删除或移走了这一条。您填写的内容保留在下面；重新保存则作为新的一条添加。"
)
RESTORED = gettext_lazy("已恢复您未保存的内容，请核对后保存。")


def token(*said: Any) -> str:
    """What stands for these plain values, and for no others."""
    return sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()[:16]


@contextmanager
def turn_to_write(request: HttpRequest) -> Iterator[None]:
    """For a form that was sent: a transaction in which nobody else changes the record."""
    if request.method != "POST":
        yield
        return
    with transaction.atomic():
        change_sequence.lock()
        yield


class SeenField(forms.CharField):
    """The token. A form that said what is stored now carries the token of that, else the one that it was sent with."""

    widget = forms.HiddenInput
    told = False

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial if self.told else data


class GuardedForm(forms.ModelForm):
    """A form of one record, or of one row, that is refused if something else is stored than its editor saw."""

    seen = SeenField()

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._stored = {} if self.instance._state.adding else self._tokens_of_stored()
        self.initial[SEEN] = " ".join(f"{name}={said}" for name, said in self._stored.items()) or NEW

    def clean(self) -> dict | None:
        try:
            return super().clean()
        finally:  # whatever else is wrong: a form that comes back must not have forgotten what its editor saw
            self._refuse()

    def _refuse(self) -> None:
        if RESTORE in self.data and not self.prefix:
            self.add_error(None, RESTORED)
        refused = self.refusal
        if not refused:
            return
        self.fields[SEEN].told = True
        self.add_error(None, refused)
        if self._stored:
            self.data = self.data.copy()
            for name in self.changed_data:
                self._tell_of(name)

    @property
    def refusal(self) -> str:
        """Why nothing of the form may be saved, '' if it may. Where what was typed is what is stored, nothing is lost."""
        sent = self.data.get(self.add_prefix(SEEN))
        if not sent:
            return MISSING
        if sent == self.initial[SEEN]:
            return ""
        if not self._stored:
            return REMOVED
        return CHANGED if self.has_changed() else ""

    @property
    def is_untouched(self) -> bool:
        """Whether what was sent is what its editor was shown."""
        names = [name for name in self._seen if name in self.fields]
        return bool(names) and all(map(self._is_untouched, names))

    @property
    def words(self) -> list[tuple[str, str]]:
        """What was typed, field by field, in words; no secrets."""
        told = [
            (bound.label, worded(bound.field, bound.data))
            for bound in self
            if not (bound.is_hidden or bound.field.disabled or isinstance(bound.field.widget, forms.PasswordInput))
        ]
        return [(label, said) for label, said in told if said]

    @property
    def _seen(self) -> dict[str, str]:
        sent = self.data.get(self.add_prefix(SEEN)) or ""
        return {name: said for name, _is, said in (pair.partition("=") for pair in sent.split())}

    def _tokens_of_stored(self) -> dict[str, str]:
        """Of each field as it is shown. A file is never in a form's values: its name stands for it."""
        files = [field for field in self.instance._meta.concrete_fields if isinstance(field, models.FileField)]
        stored = {
            name: _token_of_value(self._stored_value(name))
            for name, field in self.fields.items()
            if name != SEEN and not field.disabled
        }
        return stored | {f"{field.name}-file": _token_of_value(getattr(self.instance, field.name)) for field in files}

    def _stored_value(self, name: str) -> Any:
        field = self.fields[name]
        return field.prepare_value(self.get_initial_for_field(field, name))

    def _is_untouched(self, name: str) -> bool:
        return self._seen.get(name) == _token_of_value(self[name].data)

    def _tell_of(self, name: str) -> None:
        """Tell of a field in which something else is stored than was sent; show what is stored where it was not touched."""
        field = self.fields[name]
        if isinstance(field, forms.FileField):
            self.add_error(name, _("文件未保存，如仍要更换，请重新选择。"))
        elif self[name].is_hidden or name not in self._stored or self._seen.get(name) == self._stored[name]:
            return  # what nobody else changed
        elif self._is_untouched(name):
            stored = self._stored_value(name)
            values = stored if isinstance(stored, list) else ["" if stored is None else stored]
            self.data.setlist(self.add_prefix(name), [str(value) for value in values])
            self.add_error(name, _("他人已改，这里是现存内容。"))
        else:
            stored = worded(field, self.get_initial_for_field(field, name)) or _("（空）")
            self.add_error(name, _("现存内容：%(stored)s") % {"stored": stored})


def _token_of_value(value: Any) -> str:
    """Of a value as a form shows it and a browser sends it back."""
    if isinstance(value, list | tuple):
        return token(sorted(map(str, value)))
    return token("" if value is None else str(value).replace("\r\n", "\n").replace("\r", "\n"))


@cache
def guarded(form: type[forms.ModelForm]) -> type[GuardedForm]:
    """The form, refused where it would write over what its editor has not seen."""
    return type(form)(form.__name__, (GuardedForm, form), {})


def worded(field: forms.Field, value: Any) -> str:
    """A value of the field, stored or as it was sent, in the words in which an editor knows it."""
    if isinstance(field, forms.ModelMultipleChoiceField):
        pks = [getattr(each, "pk", each) for each in value or ()]
        return "、".join(map(field.label_from_instance, field.queryset.model._base_manager.filter(pk__in=pks)))
    if isinstance(field, forms.ModelChoiceField):
        try:
            record = field.queryset.model._base_manager.filter(pk=value).first()
        except (TypeError, ValueError):  # no key was sent
            record = None
        return field.label_from_instance(record) if record else str(value or "")
    if isinstance(field, forms.BooleanField):
        return _("是") if field.to_python(value) else _("否")
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value)) if value else ""
    if isinstance(value, list) and isinstance(field, forms.MultiValueField):
        return " ".join(str(part or "") for part in value)
    shown = field.prepare_value(value)
    return "" if shown is None else str(shown)


class GuardedAdmin(admin.ModelAdmin):
    """An admin whose forms and deletions are refused if something else is stored than was seen."""

    def get_form(self, request: HttpRequest, obj: models.Model | None = None, change: bool = False, **options):
        return super().get_form(request, obj, change, **{**options, "form": guarded(options.get("form", self.form))})

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list:
        """Without the token, for which the template has its own place."""
        return [name for name in super().get_fields(request, obj) if name != SEEN]

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        with turn_to_write(request):
            is_change = request.method == "POST" and object_id is not None and self.has_change_permission(request)
            if is_change and self.get_object(request, unquote(object_id)) is None:
                return self._say_what_was_typed(request)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def _say_what_was_typed(self, request: HttpRequest) -> HttpResponse:
        """The words of a form whose record is gone, to be copied."""
        form = self.get_form(request)(request.POST, request.FILES)
        formsets, _inlines = self._create_formsets(request, form.instance, change=False)
        sent = [form, *(row for formset in formsets for row in formset.forms)]
        context = {
            **self.admin_site.each_context(request),
            "title": _("记录已删除"),
            "opts": self.opts,
            "groups": [(capfirst(form.instance._meta.verbose_name), form.words) for form in sent],
        }
        return TemplateResponse(request, "admin/archive/gone.html", context, status=410)

    def response_add(self, request: HttpRequest, obj: models.Model, *args, **kwargs) -> HttpResponse:
        return _saved(request, super().response_add(request, obj, *args, **kwargs))

    def response_change(self, request: HttpRequest, obj: models.Model) -> HttpResponse:
        return _saved(request, super().response_change(request, obj))

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        with turn_to_write(request):
            record = self.get_object(request, unquote(object_id))
            if record is None or not self.has_delete_permission(request, record):
                return super().delete_view(request, object_id, extra_context)
            shown = deletion_token(self, request, [record])
            if request.method == "POST" and request.POST.get(SEEN) != shown:
                self.message_user(request, _("未删除：您打开确认页后，相关内容有改动。请重新核对。"), messages.ERROR)
                return HttpResponseRedirect(request.get_full_path())
            return super().delete_view(request, object_id, {SEEN: shown, **(extra_context or {})})


def _saved(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Tell the browser which form is saved, of which it need no longer keep what was typed (``unsaved.js``)."""
    path, desk = quote(request.path, safe=""), reverse("admin:index")
    response.set_cookie("saved_form", path, path=desk, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax")
    return response


def deletion_token(model_admin: admin.ModelAdmin, request: HttpRequest, records: Iterable[models.Model]) -> str:
    """Of all that is to be deleted, as the page that asks about it shows it."""
    listed, *_beside = model_admin.get_deleted_objects(records, request)
    stored = [
        [f.value_from_object(record) for f in record._meta.concrete_fields if f.attname in record.__dict__]
        for record in records
    ]
    return token(stored, str(listed))


@admin.action(
    permissions=actions.delete_selected.allowed_permissions, description=actions.delete_selected.short_description
)
def delete_selected(
    model_admin: admin.ModelAdmin, request: HttpRequest, queryset: models.QuerySet
) -> HttpResponse | None:
    """Django's own, refused if something else would be deleted than the page that asked showed."""
    with turn_to_write(request):
        shown = deletion_token(model_admin, request, queryset)
        if "post" in request.POST and request.POST.get(SEEN) != shown:
            said = _("未删除：您打开确认页后，相关内容有改动。请重新选择并核对。")
            model_admin.message_user(request, said, messages.ERROR)
            return None
        response = actions.delete_selected(model_admin, request, queryset)
    if response is not None:
        response.context_data[SEEN] = shown
    return response
