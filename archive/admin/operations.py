"""操作记录 in admin: looked at, filtered, taken away as a table or printed; written by nobody."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, override, pgettext_lazy
from django.utils.translation import gettext as _

from archive.acts.operation_log import record
from archive.admin.received import ReadOnlyAdmin
from archive.formats.tables import cell
from archive.models import ChangeSet, Operation, Tombstone

MOST_PRINTED = 2000
MOST_NAMED = 10  # of a long list in an operation's details
_CHUNK = 500
_COLUMNS = ["at", "name", "kind", "about", "address"]
_OF_DETAILS = ["act", "reason"]  # which have columns of their own in the table
# What the details of an operation may say, in words; whatever else they say stands as it is.
_NAMES = {
    "made": gettext_lazy("新建"),
    "deleted": gettext_lazy("删除"),
    "members": gettext_lazy("成员"),
    "name": gettext_lazy("名称"),
    "username": gettext_lazy("用户名"),
    "password": gettext_lazy("密码"),
    "is_active": gettext_lazy("启用"),
    "is_staff": gettext_lazy("工作人员状态"),
    "is_superuser": gettext_lazy("超级用户"),
    "groups": gettext_lazy("组"),
    "user_permissions": gettext_lazy("权限"),
    "permissions": gettext_lazy("权限"),
    "own_review": gettext_lazy("改动者可自行核对"),
    "act": pgettext_lazy("操作", "动作"),
    "changeset": gettext_lazy("改动编号"),
    "reason": gettext_lazy("缘由"),
    "paths": gettext_lazy("文件或文件夹"),
    "names": gettext_lazy("文件名"),
    "others": gettext_lazy("及其他文章"),
    "model": gettext_lazy("记录类别"),
    "fields": gettext_lazy("字段"),
    "format": gettext_lazy("格式"),
    "filters": gettext_lazy("筛选"),
    "system_user": gettext_lazy("运行命令的系统用户"),
    "last_recorded": gettext_lazy("其后 15 分钟内同类失败不再逐次记录"),
}
# Of details that are codes, what these mean.
_CODES = {
    "act": {"add": gettext_lazy("新增"), "change": gettext_lazy("修改"), "delete": gettext_lazy("删除")}
    | dict(ChangeSet.Kind.choices)
    | {deed: label for deeds in ChangeSet.DEEDS.values() for deed, label in deeds.items()},
    "model": {name: model._meta.verbose_name for name, model in apps.all_models["archive"].items()},
}
# What became of two issues.
_JOINED = {
    "merged_issue": gettext_lazy("%(other)s 并入 %(survivor)s"),
    "parted_issue": gettext_lazy("%(other)s 从 %(survivor)s 分出"),
}


@admin.register(Operation)
class OperationAdmin(ReadOnlyAdmin):
    list_display = ["at", "name", "kind", "about", "address", "shown_details"]
    list_filter = ["kind", ("by", admin.RelatedOnlyFieldListFilter)]
    date_hierarchy = "at"
    search_fields = ["name", "about", "address"]
    json_fields = ("details",)
    fields = list_display

    def answering(self, word: str) -> models.Q:
        """Kinds and acts by what they are called too, in Chinese and in the language of the page."""
        kinds, acts = (_codes_called(word, labels) for labels in (dict(Operation.Kind.choices), _CODES["act"]))
        return super().answering(word) | models.Q(kind__in=kinds) | models.Q(details__act__in=acts)

    def get_urls(self) -> list:
        views = {"csv": self.table, "print": self.printed}
        own = [
            path(f"{name}/", self.admin_site.admin_view(view), name=f"archive_operation_{name}")
            for name, view in views.items()
        ]
        return [*own, *super().get_urls()]

    @admin.display(description=gettext_lazy("详情"))
    def shown_details(self, operation: Operation) -> SafeString:
        return format_html_join("", "<div>{}</div>", ((line,) for line in in_words(operation.details)))

    def table(self, request: HttpRequest) -> HttpResponse:
        """The operations that are listed, as CSV."""
        found = self._listed(request)
        answer = StreamingHttpResponse(_rows(found), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="operations.csv"'
        return answer

    def printed(self, request: HttpRequest) -> HttpResponse:
        """The operations that are listed, on a page to print: the latest MOST_PRINTED."""
        found = self._listed(request)
        lines = [(operation, in_words(operation.details)) for operation in found[:MOST_PRINTED]]
        context = {"title": self.opts.verbose_name, "lines": lines, "total": found.count(), "now": timezone.now()}
        return TemplateResponse(request, "admin/archive/operation/print.html", context)

    def _listed(self, request: HttpRequest) -> models.QuerySet:
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            found = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters as error:
            raise BadRequest from error
        record(Operation.Kind.EXPORT, request.user, request.get_full_path())
        return found


def _rows(operations: models.QuerySet) -> Iterator[bytes]:
    """A table in UTF-8, with the mark without which a spreadsheet takes it for GBK."""
    writer = csv.writer(_Lines())
    head = [Operation._meta.get_field(name).verbose_name for name in [*_COLUMNS, "details"]]
    head[-1:-1] = [_NAMES[name] for name in _OF_DETAILS]
    yield b"\xef\xbb\xbf" + writer.writerow(map(str, head))
    for each in operations.iterator(chunk_size=_CHUNK):
        at = timezone.localtime(each.at).isoformat(" ", "seconds")
        apart = [str(_meaning(name, each.details.get(name, ""))) for name in _OF_DETAILS]
        rest = {name: value for name, value in each.details.items() if name not in _OF_DETAILS}
        words = "；".join(in_words(rest))
        values = (at, each.name, each.get_kind_display(), each.about, each.address, *apart, words)
        yield writer.writerow(cell(value) for value in values)


class _Lines:
    """A file of which each line is handed back instead of being kept."""

    def write(self, line: str) -> bytes:
        return line.encode(errors="backslashreplace")


def in_words(details: dict[str, Any]) -> list[str]:
    """The details of an operation, a line for each.

    >>> in_words({"groups": {"from": ["校对员"], "to": ["审核员", "校对员"]}})
    ['组：＋审核员']
    """
    told = {name: value for name, value in details.items() if value not in ([], {}, "", None)}
    called = told.pop("called", {})
    lines = []
    for name, value in told.items():
        if name == "effects" and isinstance(value, dict):
            lines += _effects_in_words(value, called)
        elif name == "changes" and isinstance(value, dict):
            lines += _changes_in_words(details.get("model", ""), value)
        else:
            lines.append(_line(_NAMES.get(name, name), _meaning(name, value)))
    if "effects" not in told:
        lines += dict.fromkeys(called.values())
    return lines


def _meaning(name: str, value: Any) -> Any:
    if name == "fields" and isinstance(value, list):  # stored as they are written here
        return [_(field) if field else "" for field in map(str, value)]
    return _CODES[name].get(value, value) if name in _CODES and isinstance(value, str) else value


def _effects_in_words(effects: dict[str, Any], called: dict[str, str]) -> list[str]:
    """What an act did to records other than articles, a line for each."""
    lines = []
    for name, fields in effects.get("fields", {}).items():
        changes = _changes_in_words(name.partition(":")[0], fields)
        lines += [_line(_called(name, called), change) for change in changes]
    for effect, form in _JOINED.items():
        if issues := effects.get(effect):
            other, survivor = (_called(f"issue:{issues[each]}", called) for each in ("other", "survivor"))
            lines.append(str(form) % {"other": other, "survivor": survivor})
    for key, number, _before, after in effects.get("closed", ()):
        version = _("%(key)s 第 %(number)s 版本") % {"key": key, "number": number}
        lines.append(_line(version, Tombstone.Kind(after).label if after else _("恢复公开")))
    lines += dict.fromkeys(said for name, said in called.items() if name.startswith("redaction:") and said)
    return lines


def _changes_in_words(model_name: str, fields: dict[str, Any]) -> list[str]:
    """What fields of a record said before and say now, a line for each."""
    model = apps.all_models["archive"].get(model_name)
    columns = {field.name: field for field in model._meta.get_fields()} if model is not None else {}
    lines = []
    for name, (before, now) in fields.items():
        label = getattr(columns.get(name), "verbose_name", name)
        if isinstance(before, list) or isinstance(now, list):
            lines.append(str(label))
            continue
        meanings = dict(getattr(columns.get(name), "flatchoices", None) or ())
        values = {"from": meanings.get(before, before), "to": meanings.get(now, now)}
        lines.append(_line(label, values))
    return lines


def _called(name: str, called: dict[str, str]) -> str:
    kind, _sign, pk = name.partition(":")
    return called.get(name) or f"{_meaning('model', kind)} {pk}"


def _codes_called(word: str, labels: dict[str, Any]) -> list[str]:
    """The codes whose label holds the word."""
    found = set()
    for language in (get_language(), settings.LANGUAGE_CODE):
        with override(language):
            found |= {code for code, label in labels.items() if word.casefold() in str(label).casefold()}
    return sorted(found)


def _line(name: str, value: Any) -> str:
    if value is True:
        return str(name)
    match value:
        case {"from": list(before), "to": list(now)}:
            given = [f"＋{each}" for each in now if each not in before]
            taken = [f"－{each}" for each in before if each not in now]
            text = " ".join(given + taken)
        case {"from": before, "to": now}:
            text = f"{_word(before)} → {_word(now)}"
        case dict():
            text = "，".join(_line(key, each) for key, each in value.items())
        case _:
            text = _word(value)
    return _("%(name)s：%(text)s") % {"name": name, "text": text}


def _word(value: Any) -> str:
    match value:
        case True | False | None:
            return {True: _("是"), False: _("否"), None: _("未设")}[value]
        case "":
            return _("（空）")
        case "changed":
            return _("已更改")
        case list():
            some = "、".join(map(str, value[:MOST_NAMED]))
            more = {"some": some, "count": len(value)}
            return some if len(value) <= MOST_NAMED else _("%(some)s 等 %(count)d 项") % more
        case _:
            return str(value)
