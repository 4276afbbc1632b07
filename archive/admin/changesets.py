"""The acts of persons and imports, to look at and to undo."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import acts
from archive.acts import Fate, Undone
from archive.acts.affected import former_issue
from archive.admin.naming import Named, by_kinds, counted, named
from archive.admin.received import ReadOnlyAdmin
from archive.models import ChangeSet, Issue, Tombstone

MOST_LISTED = 500  # of what one act was done to, on one page
# What an undo makes of things, in words: before it is done and after. What it leaves as it is has its reason beside it.
_FATES = {
    Fate.AS_BEFORE: (gettext_lazy("将恢复原样"), gettext_lazy("已恢复原样")),
    Fate.WITHDRAWN: (gettext_lazy("将撤稿（本次改动所建）"), gettext_lazy("已撤稿（本次改动所建）")),
    Fate.JOINED: (gettext_lazy("将并回原文章（本次改动所建）"), gettext_lazy("已并回原文章（本次改动所建）")),
    Fate.OUT_OF_USE: (gettext_lazy("文本不再使用"), gettext_lazy("文本已不再使用")),
}
_OF_IMPORT = (gettext_lazy("将撤稿（本次导入所建）"), gettext_lazy("已撤稿（本次导入所建）"))


class UnfinishedFilter(admin.SimpleListFilter):
    title = gettext_lazy("是否做完")
    parameter_name = "unfinished"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("1", _("中断的"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(finished=None) if self.value() else queryset


class _Listed(ChangeList):
    """The acts of one page of the list, each with the names of what it was done to."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        affected = acts.affected(self.result_list)
        for changeset in self.result_list:
            changeset.affected = affected[changeset.pk]


@admin.register(ChangeSet)
class ChangeSetAdmin(ReadOnlyAdmin):
    change_form_template = "admin/archive/changeset.html"
    list_display = ["at", "shown_deed", "by", "shown_count", "shown_reason", "shown_state"]
    list_filter = ["kind", UnfinishedFilter, "at"]
    date_hierarchy = "at"
    search_fields = ["reason", "by__username"]
    fields = ["at", "shown_deed", "by", "shown_reason", "source", "parser_version", "undoes", "shown_state"]
    fields += ["shown_affected"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        found = super().get_queryset(request).select_related("by", "undoes")
        return found.prefetch_related("undone_by", "redactions")

    def get_changelist(self, request: HttpRequest, **options) -> type[ChangeList]:
        return _Listed

    @admin.display(description=gettext_lazy("类别"), ordering="kind")
    def shown_deed(self, changeset: ChangeSet) -> str:
        return changeset.deed_display

    @admin.display(description=gettext_lazy("所涉内容"))
    def shown_count(self, changeset: ChangeSet) -> str:
        return counted(changeset.affected)

    @admin.display(description=gettext_lazy("缘由"), ordering="reason")
    def shown_reason(self, changeset: ChangeSet) -> str:
        """The kinds of reason that were chosen, and what was noted for editors."""
        kinds = dict.fromkeys(str(Tombstone.Kind(kind).label) for kind in _reasons(changeset))
        return "　".join(filter(None, ["、".join(kinds), changeset.reason]))

    @admin.display(description=gettext_lazy("状态"))
    def shown_state(self, changeset: ChangeSet) -> str:
        undone = any(undo.finished is not None for undo in changeset.undone_by.all())
        states = [_("中断，没有做完")] if changeset.finished is None else []
        return "；".join([*states, *([_("已撤销")] if undone else [])])

    @admin.display(description=gettext_lazy("所涉内容"))
    def shown_affected(self, changeset: ChangeSet) -> SafeString:
        """How much of each kind, and what: articles by headline, places by name, with their addresses."""
        names = acts.affected([changeset])[changeset.pk]
        later = set(changeset.versions.values_list("key", flat=True))
        called = named(names[:MOST_LISTED], _joined(changeset))
        rows = [
            format_html("<h3>{}</h3>{}", counted(mine), _lines(mine, called, later))
            for mine in by_kinds(names).values()
        ]
        return format_html_join("", "{}", ((row,) for row in rows))

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.undo)
        return [path("<path:object_id>/undo/", view, name="archive_changeset_undo"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        changeset = self.get_object(request, unquote(object_id))
        context = {"can_undo": changeset is not None and _can_undo(changeset, request)}
        if changeset is not None and changeset.deed == ChangeSet.Kind.REDACT and _may_redact(request):
            context["lifted_at"] = f"{reverse('admin:archive_redaction_changelist')}?changeset={changeset.pk}"
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def undo(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what would become of what, then do it."""
        changeset = self.get_object(request, unquote(object_id))
        if changeset is None:
            raise Http404
        if not self.has_view_permission(request, changeset) or not acts.may_undo(changeset, request.user):
            raise PermissionDenied
        if request.method != "POST":
            foreseen = acts.foreseen(changeset)
            context = {
                **self.admin_site.each_context(request),
                "title": _("撤销“%(act)s”") % {"act": changeset},
                "opts": self.opts,
                "changeset": changeset,
                "foreseen": foreseen,
                "groups": list(_groups(changeset, foreseen)),
            }
            return TemplateResponse(request, "admin/archive/undo.html", context)
        try:
            done = acts.undo(changeset, by=request.user)
        except acts.ActRefused as refused:
            self.message_user(request, str(refused), messages.ERROR)
        else:
            self._tell(request, changeset, done)
        return HttpResponseRedirect(reverse("admin:archive_changeset_change", args=[changeset.pk]))

    def _tell(self, request: HttpRequest, changeset: ChangeSet, done: Undone) -> None:
        """Say what was done, in the words in which it was foreseen."""
        if not done.restored:
            self.message_user(request, _("没有可以恢复的内容。"), messages.WARNING)
        for fate in Fate:
            if names := done.of_fate(fate):
                self.message_user(
                    request, _told(_heading(changeset, fate, done=True), counted(names)), messages.SUCCESS
                )
        reasons = {each.name: each.reason for each in done.skipped[:MOST_LISTED]}
        called = named(reasons, _joined(changeset))
        for name, reason in reasons.items():
            told = format_html(_("未动：{}，因为{}。"), called[name].link, reason)
            self.message_user(request, told, messages.WARNING)


def _told(heading: str, rest: str) -> str:
    return _("%(heading)s：%(rest)s。") % {"heading": heading, "rest": rest}


def _heading(changeset: ChangeSet, fate: Fate, *, done: bool) -> str:
    of_import = fate == Fate.WITHDRAWN and changeset.kind in (ChangeSet.Kind.IMPORT, ChangeSet.Kind.REREAD)
    return str((_OF_IMPORT if of_import else _FATES[fate])[done])


def _groups(changeset: ChangeSet, foreseen: Undone) -> Iterator[tuple[str, str, list[Named]]]:
    """What would become of what: in words, how much, and the first of it. What is left as it is, by the reason."""
    told = [(_heading(changeset, fate, done=False), foreseen.of_fate(fate)) for fate in Fate]
    for reason in dict.fromkeys(each.reason for each in foreseen.skipped):
        left = [each.name for each in foreseen.skipped if each.reason == reason]
        told.append((_("不动，因为%(reason)s") % {"reason": reason}, left))
    called = named(chain.from_iterable(names[:MOST_LISTED] for _heading, names in told), _joined(changeset))
    for heading, names in told:
        if names:
            yield heading, counted(names), [called[name] for name in names[:MOST_LISTED]]


def _lines(names: Iterable[str], called: dict[str, Named], later: set[str]) -> SafeString:
    rows = ((called[name].link, _("（其后又有改动）") if name in later else "") for name in names if name in called)
    return format_html_join("", "<div>{}{}</div>", rows)


def _can_undo(changeset: ChangeSet, request: HttpRequest) -> bool:
    """Whether there is anything that the user may take back; of very much that is not looked through."""
    if not acts.may_undo(changeset, request.user):
        return False
    much = len(acts.affected([changeset])[changeset.pk]) > MOST_LISTED
    return much or bool(acts.foreseen(changeset).restored)


def _may_redact(request: HttpRequest) -> bool:
    return request.user.has_perm("archive.redact_article")


def _reasons(changeset: ChangeSet) -> Iterator[str]:
    """The kinds of reason for which the act hid what it hid, as they were chosen."""
    effects = changeset.effects
    given = [kind for _visibility, kind, _note in effects.get("standing", {}).get("after", {}).values()]
    given += [fields["suspended"][1] for fields in effects.get("fields", {}).values() if "suspended" in fields]
    given += [closed for *_version, closed in effects.get("closed", ())]
    if changeset.kind == ChangeSet.Kind.REDACT:
        given += [redaction.kind for redaction in changeset.redactions.all()]
    return (kind for kind in given if kind in Tombstone.REASONS)


def _joined(changeset: ChangeSet) -> list[Issue]:
    former = former_issue(changeset.effects)
    return [former] if former is not None else []
