"""What came in and what was given out: received texts, addresses and keys that are gone, to look at only."""

from django.contrib import admin
from django.db import models
from django.db.models import TextField
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.acts.operation_log import record
from archive.admin import differences, doubts
from archive.admin.searching import SearchAdmin
from archive.models import Address, Operation, Redaction, SourceText, Tombstone, disclosure
from archive.models.received_lines import ROLE_LABELS
from archive.parsing.types import WARNING_CODES

_TELLING = ("shown_text", "shown_doubts")  # what gives away words of a received text


class ReadOnlyAdmin(SearchAdmin):
    """Records that tell what happened: looked at, never written by hand."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class DoubtFilter(admin.SimpleListFilter):
    """Received texts that were read with a certain doubt."""

    title = gettext_lazy("疑点")
    parameter_name = "doubt"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(code, _(name)) for code, name in WARNING_CODES.items()]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        if not self.value():
            return queryset
        return queryset.alias(told=Cast("warnings", TextField())).filter(told__contains=f'"{self.value()}"')


class DifferenceFilter(admin.SimpleListFilter):
    """Received texts of which the reading differs from what a person left in the record."""

    title = gettext_lazy("识别结果")
    parameter_name = "differs"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("1", _("有差异"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        return queryset.filter(reading__differing__gt=0) if self.value() else queryset


@admin.register(SourceText)
class SourceTextAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "state", "reason", "page", "shown_doubts", "encoding", "received"]
    list_filter = ["state", DoubtFilter, DifferenceFilter, "text_kind", "page__issue__newspaper", "received"]
    issue = "page__issue__"
    json_fields = ("names",)
    search_fields = ["sha256", "origin", "reason"]
    fields = ["shown_names", "state", "reason", "page", "origin", "shown_manifest", "shown_doubts", "shown_account"]
    fields += ["shown_differences"]
    fields += ["encoding", "text_kind", "parser_version", "sha256", "received", "changed", "shown_text"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("page__issue__newspaper").defer("data", "spans")

    def get_list_display(self, request: HttpRequest) -> list[str]:
        shown = super().get_list_display(request)
        return [name for name in shown if self._may_see_hidden(request) or name not in _TELLING]

    def get_fields(self, request: HttpRequest, obj: SourceText | None = None) -> list[str]:
        shown = super().get_fields(request, obj)
        if self._may_see_hidden(request) or (obj is not None and disclosure.is_shown_whole(obj)):
            return shown
        return [name for name in shown if name not in _TELLING]

    def _may_see_hidden(self, request: HttpRequest) -> bool:
        return request.user.has_perm("archive.view_hidden")

    def render_change_form(self, request: HttpRequest, context: dict, *args, obj: SourceText | None = None, **kwargs):
        if obj is not None and self._may_see_hidden(request) and not disclosure.is_shown_whole(obj):
            record(Operation.Kind.HIDDEN_VIEW, request.user, obj.sha256, model="sourcetext", names=obj.names)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @admin.display(description=gettext_lazy("疑点"))
    def shown_doubts(self, source: SourceText) -> str:
        return doubts.shown(source.warnings)

    @admin.display(description=gettext_lazy("识别结果的差异"))
    def shown_differences(self, source: SourceText) -> str:
        """What the parser reads otherwise than a person left it; the record stands until somebody changes it."""
        told = [(title, _("："), what, read) for title, what, read in differences.told(source)]
        return format_html_join("", "<div>{}{}{} {}</div>", told) or _("无")

    @admin.display(description=gettext_lazy("文件名"))
    def shown_names(self, source: SourceText) -> str:
        return format_html_join("", "<div>{}</div>", ((name,) for name in source.names))

    @admin.display(description=gettext_lazy("清单所载"))
    def shown_manifest(self, source: SourceText) -> str:
        """The entry for this file, as its manifest has it."""
        return format_html_join("", "<div>{} = {}</div>", source.import_record.get("entry", {}).items())

    @admin.display(description=gettext_lazy("字数账"))
    def shown_account(self, source: SourceText) -> str:
        return "　".join(f"{ROLE_LABELS.get(role, role)} {count}" for role, count in source.account.items())

    @admin.display(description=gettext_lazy("原文"))
    def shown_text(self, source: SourceText) -> str:
        return linebreaksbr(disclosure.redacted(source, Redaction.Reach.EVERYWHERE))


@admin.register(Address)
class AddressAdmin(ReadOnlyAdmin):
    list_display = ["path", "leads_to", "led_to", "until", "gone_reason", "created"]
    list_filter = [("until", admin.EmptyFieldListFilter)]
    search_fields = ["path"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        page, article = "page__issue__newspaper", "article__page__issue__newspaper"
        found = super().get_queryset(request).defer("article__parsed", "article__merged_into__parsed")
        return found.select_related(
            "newspaper",
            "issue__newspaper",
            page,
            article,
            "article__merged_into__page__issue__newspaper",
            "former_newspaper",
            "former_issue__newspaper",
            f"former_{page}",
        )

    @admin.display(description=gettext_lazy("现在通向"))
    def leads_to(self, address: Address) -> str:
        return address.target.get_absolute_url() if address.target else ""

    @admin.display(description=gettext_lazy("曾通向"))
    def led_to(self, address: Address) -> str:
        """Where the record lives now that had the path before."""
        return address.former.get_absolute_url() if address.former else ""


@admin.register(Tombstone)
class TombstoneAdmin(ReadOnlyAdmin):
    list_display = ["key", "kind", "at", "successor", "newspaper"]
    list_filter = ["kind"]
    search_fields = ["key", "successor"]
