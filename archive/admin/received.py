"""What came in and what was given out: received texts and addresses, to look at only."""

from django.contrib import admin
from django.db import models
from django.db.models import TextField
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy

from archive.models import Address, SourceText
from archive.parsing.types import WARNING_CODES


class ReadOnlyAdmin(admin.ModelAdmin):
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
        return list(WARNING_CODES.items())

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        if not self.value():
            return queryset
        return queryset.alias(told=Cast("warnings", TextField())).filter(told__contains=f'"{self.value()}"')


@admin.register(SourceText)
class SourceTextAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "state", "reason", "page", "shown_doubts", "encoding", "received"]
    list_filter = ["state", DoubtFilter, "text_kind", "page__issue__newspaper", "received"]
    search_fields = ["names", "sha256", "origin", "reason"]
    fields = ["shown_names", "state", "reason", "page", "origin", "shown_manifest", "shown_doubts", "shown_account"]
    fields += ["encoding", "text_kind", "parser_version", "sha256", "received", "changed", "shown_text"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("page__issue__newspaper").defer("data", "spans")

    @admin.display(description=gettext_lazy("疑点"))
    def shown_doubts(self, source: SourceText) -> str:
        doubts = ((WARNING_CODES.get(doubt["code"], doubt["code"]), doubt["text"]) for doubt in source.warnings)
        return format_html_join("", "<div>{}：{}</div>", doubts)

    @admin.display(description=gettext_lazy("文件名"))
    def shown_names(self, source: SourceText) -> str:
        return format_html_join("", "<div>{}</div>", ((name,) for name in source.names))

    @admin.display(description=gettext_lazy("清单所载"))
    def shown_manifest(self, source: SourceText) -> str:
        """The entry for this file, as its manifest has it."""
        return format_html_join("", "<div>{} = {}</div>", source.import_record.get("entry", {}).items())

    @admin.display(description=gettext_lazy("字数账"))
    def shown_account(self, source: SourceText) -> str:
        return "　".join(f"{role} {count}" for role, count in source.account.items())

    @admin.display(description=gettext_lazy("原文"))
    def shown_text(self, source: SourceText) -> str:
        return linebreaksbr(source.text)


@admin.register(Address)
class AddressAdmin(ReadOnlyAdmin):
    list_display = ["path", "leads_to", "gone_reason", "created"]
    search_fields = ["path"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        page, article = "page__issue__newspaper", "article__page__issue__newspaper"
        found = super().get_queryset(request).defer("article__parsed", "article__merged_into__parsed")
        return found.select_related(
            "newspaper", "issue__newspaper", page, article, "article__merged_into__page__issue__newspaper"
        )

    @admin.display(description=gettext_lazy("现在通向"))
    def leads_to(self, address: Address) -> str:
        return address.target.get_absolute_url() if address.target else ""
