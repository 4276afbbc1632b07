"""The acts of persons and imports, to look at and to undo."""

from __future__ import annotations

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from archive import acts
from archive.admin.received import ReadOnlyAdmin
from archive.models import Article, ArticleVersion, ChangeSet

MOST_LISTED = 500  # articles on one page


class UnfinishedFilter(admin.SimpleListFilter):
    title = gettext_lazy("是否做完")
    parameter_name = "unfinished"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("1", _("中断的"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(finished=None) if self.value() else queryset


@admin.register(ChangeSet)
class ChangeSetAdmin(ReadOnlyAdmin):
    change_form_template = "admin/archive/changeset.html"
    list_display = ["at", "kind", "by", "shown_count", "reason", "shown_state"]
    list_filter = ["kind", UnfinishedFilter, "at"]
    date_hierarchy = "at"
    search_fields = ["reason", "by__username"]
    fields = ["at", "kind", "by", "reason", "source", "parser_version", "undoes", "shown_state", "shown_articles"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        found = super().get_queryset(request).select_related("by", "undoes").defer("effects")
        return found.annotate(
            present=_counted(Article.objects.filter(changeset=OuterRef("pk"))),
            former=_counted(ArticleVersion.objects.filter(changeset=OuterRef("pk"))),
        ).prefetch_related("undone_by")

    @admin.display(description=gettext_lazy("文章数"))
    def shown_count(self, changeset: ChangeSet) -> int:
        return changeset.present + changeset.former

    @admin.display(description=gettext_lazy("状态"))
    def shown_state(self, changeset: ChangeSet) -> str:
        undone = any(undo.finished is not None for undo in changeset.undone_by.all())
        states = [_("中断，没有做完")] if changeset.finished is None else []
        return "；".join([*states, *([_("已撤销")] if undone else [])])

    @admin.display(description=gettext_lazy("文章"))
    def shown_articles(self, changeset: ChangeSet) -> SafeString:
        """Those whose present version it made, with links, and the keys of those that were changed since."""
        present = Article.objects.filter(changeset=changeset).order_by("key")[:MOST_LISTED]
        rows = [
            (format_html('<a href="{}">{}</a>', reverse("admin:archive_article_change", args=[pk]), key),)
            for key, pk in present.values_list("key", "pk")
        ]
        former = changeset.versions.order_by("key").values_list("key", flat=True)[: MOST_LISTED - len(rows)]
        rows += [(_("%(key)s（其后又有改动）") % {"key": key},) for key in former]
        return format_html_join("", "<div>{}</div>", rows)

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.undo)
        return [path("<path:object_id>/undo/", view, name="archive_changeset_undo"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        changeset = self.get_object(request, unquote(object_id))
        can_undo = changeset is not None and acts.may_undo(changeset, request.user)
        return super().change_view(request, object_id, form_url, {"can_undo": can_undo, **(extra_context or {})})

    def undo(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what would be restored and what not, then do it."""
        changeset = self.get_object(request, unquote(object_id))
        if changeset is None:
            raise Http404
        if not self.has_view_permission(request, changeset) or not acts.may_undo(changeset, request.user):
            raise PermissionDenied
        if request.method != "POST":
            context = {
                **self.admin_site.each_context(request),
                "title": _("撤销“%(act)s”") % {"act": changeset},
                "opts": self.opts,
                "changeset": changeset,
                "foreseen": acts.foreseen(changeset),
            }
            return TemplateResponse(request, "admin/archive/undo.html", context)
        try:
            done = acts.undo(changeset, by=request.user)
        except acts.ActRefused as refused:
            self.message_user(request, str(refused), messages.ERROR)
        else:
            count = len(done.restored)
            said = ngettext("已恢复 %(count)d 项。", "已恢复 %(count)d 项。", count) % {"count": count}
            self.message_user(request, said, messages.SUCCESS if count else messages.WARNING)
            for skipped in done.skipped[:MOST_LISTED]:
                left = {"name": skipped.name, "reason": skipped.reason}
                self.message_user(request, _("未恢复 %(name)s：%(reason)s。") % left, messages.WARNING)
        return HttpResponseRedirect(reverse("admin:archive_changeset_change", args=[changeset.pk]))


def _counted(found: QuerySet) -> Coalesce:
    """How many there are, counted by themselves."""
    counted = found.order_by().values("changeset").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
