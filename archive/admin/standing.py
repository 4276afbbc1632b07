"""Where articles, pages and issues stand, in admin: what suspends, lifts, publishes, withdraws and brings back, as actions
of the lists and as buttons of each record's own page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from archive import acts
from archive.models import Article, ChangeSet, Issue, Page, Tombstone, Visibility

Record = Article | Page | Issue
MOST_POINTED_TO = 10  # places in messages


class ReasonForm(forms.Form):
    """Why something is withdrawn or suspended."""

    kind = forms.ChoiceField(
        label=gettext_lazy("缘由"),
        required=False,
        choices=[("", gettext_lazy("选择缘由")), *Tombstone.REASON_CHOICES],
    )
    note = forms.CharField(
        label=gettext_lazy("内部说明"),
        required=False,
        max_length=1000,
        widget=forms.TextInput({"placeholder": gettext_lazy("只给编辑看，从不公开")}),
    )


class ReasonActionForm(ReasonForm, ActionForm):
    """The same, below a list."""


@dataclass(frozen=True, slots=True)
class _Act:
    label: str  # lazy
    permission: str
    do: Callable[..., ChangeSet | None]
    needs_reason: bool = False


_ACTS = {
    "suspend": _Act(pgettext_lazy("动作", "暂停公开"), "archive.suspend_article", acts.suspend, needs_reason=True),
    "lift": _Act(gettext_lazy("解除暂停公开"), "archive.lift_article", acts.lift),
    "publish": _Act(pgettext_lazy("动作", "发布"), "archive.publish_article", acts.publish),
    "withdraw": _Act(pgettext_lazy("动作", "撤稿"), "archive.withdraw_article", acts.withdraw, needs_reason=True),
    "bring_back": _Act(pgettext_lazy("动作", "恢复已撤稿的文章"), "archive.withdraw_article", acts.bring_back),
}
_OPENING = ("lift", "publish", "bring_back")  # after which one expects to see it
_OF_STANDING = {
    Visibility.PUBLIC: ("suspend", "withdraw"),
    Visibility.AWAITING: ("publish", "suspend", "withdraw"),
    Visibility.SUSPENDED: ("lift", "withdraw"),
    Visibility.WITHDRAWN: ("bring_back",),
}


class StandingFilter(admin.SimpleListFilter):
    """Pages or issues on which something waits, or that are suspended."""

    title = gettext_lazy("公开情况")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("awaiting", _("有待发布的文章")), ("suspended", _("暂停公开"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        if self.value() == "awaiting":
            place = "page" if queryset.model is Page else "page__issue"
            return queryset.filter(pk__in=Article.objects.filter(visibility=Visibility.AWAITING).values(place))
        return queryset.exclude(suspended=None) if self.value() == "suspended" else queryset


class StandingAdmin(admin.ModelAdmin):
    """``standing_acts`` are those of _ACTS that there are for the record; its ``actions`` name them too."""

    standing_acts: Sequence[str] = ()
    action_form = ReasonActionForm
    change_form_template = "admin/archive/standing.html"

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.stand)
        name = f"{self.opts.app_label}_{self.opts.model_name}_standing"
        return [path("<path:object_id>/standing/", view, name=name), *super().get_urls()]

    def has_suspend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(_ACTS["suspend"].permission)

    def has_lift_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(_ACTS["lift"].permission)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(_ACTS["publish"].permission)

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(_ACTS["withdraw"].permission)

    def label_of(self, act: str) -> str:
        return _ACTS[act].label

    @admin.action(description=_ACTS["suspend"].label, permissions=["suspend"])
    def suspend(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        self.perform(request, "suspend", queryset)

    @admin.action(description=_ACTS["lift"].label, permissions=["lift"])
    def lift(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        self.perform(request, "lift", queryset)

    @admin.action(description=_ACTS["publish"].label, permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        self.perform(request, "publish", queryset)

    @admin.action(description=_ACTS["withdraw"].label, permissions=["withdraw"])
    def withdraw(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        self.perform(request, "withdraw", queryset)

    @admin.action(description=_ACTS["bring_back"].label, permissions=["withdraw"])
    def bring_back(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        self.perform(request, "bring_back", queryset)

    def render_change_form(self, request: HttpRequest, context: dict, *args, obj: Record | None = None, **kwargs):
        if obj is not None:
            may = [name for name in self.standing_acts if request.user.has_perm(_ACTS[name].permission)]
            context["standing"] = {
                "said": said_of(obj),
                "acts": [(name, self.label_of(name)) for name in may if name in _acts_on(obj)],
                "form": ReasonForm(),
                "url": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_standing", args=[obj.pk]),
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def stand(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A button of the record's own page."""
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        if request.method == "POST":
            name = request.POST.get("act")
            if name not in self.standing_acts:
                raise Http404
            self.perform(request, name, [record])
        return HttpResponseRedirect(change_page(record))

    def perform(self, request: HttpRequest, name: str, records: Iterable[Record]) -> None:
        """Do it, as one act of articles and one of each page or issue, and say what came of it."""
        act, form = _ACTS[name], ReasonForm(request.POST)
        if not request.user.has_perm(act.permission):
            raise PermissionDenied
        if not form.is_valid() or (name == "withdraw" and not form.cleaned_data["kind"]):
            self.message_user(request, _("未撤稿：请选择缘由。"), messages.ERROR)
            return
        reason = form.cleaned_data["kind"] or Tombstone.Kind.CHECKING.value, form.cleaned_data["note"]
        said = reason if act.needs_reason else ()
        records, changed = list(records), []
        if self.model is Article:
            try:
                changeset = act.do(records, *said, by=request.user)
            except acts.ActRefused as refused:
                self.message_user(request, str(refused), messages.ERROR)
                return
            standing = changeset.effects["standing"]["after"] if changeset else {}
            changed = [article for article in records if article.key in standing]
        else:
            changed = [record for record in records if act.do(record, *said, by=request.user) is not None]
        told = " ".join(
            [str(self.label_of(name)), *([str(Tombstone.Kind(reason[0]).label), reason[1]] if said else [])]
        )
        for record in changed:  # in Django's history; in the log of operations the act is already
            admin.ModelAdmin.log_change(self, request, record, told.strip())
        self._say(request, self.label_of(name), len(changed))
        if name in _OPENING:
            self._point_to_places(request, records)
        if name == "bring_back":
            self._say_suspended(request, changed)

    def _point_to_places(self, request: HttpRequest, records: Iterable[Record]) -> None:
        """Say which pages and issues, suspended themselves, still hide these records."""
        places = dict.fromkeys(filter(None, map(_suspended_above, records)))
        for place in list(places)[:MOST_POINTED_TO]:
            link = format_html('<a href="{}">{}</a>', change_page(place), place)
            told = format_html(_("{}暂停公开，其中的内容都不公开。请到那里解除。"), link)
            self.message_user(request, told, messages.WARNING)

    def _say(self, request: HttpRequest, label: str, count: int) -> None:
        if not count:
            self.message_user(request, _("%(act)s：所选内容都无须改动。") % {"act": label}, messages.WARNING)
            return
        form = {
            Article: ngettext("%(act)s：%(count)d 篇文章。", "%(act)s：%(count)d 篇文章。", count),
            Page: ngettext("%(act)s：%(count)d 版。", "%(act)s：%(count)d 版。", count),
            Issue: ngettext("%(act)s：%(count)d 期。", "%(act)s：%(count)d 期。", count),
        }[self.model]
        self.message_user(request, form % {"act": label, "count": count}, messages.SUCCESS)

    def _say_suspended(self, request: HttpRequest, changed: Collection[Article]) -> None:
        """Say of what was brought back that it is not public all the same."""
        pks = [article.pk for article in changed]
        count = Article.objects.filter(pk__in=pks, visibility=Visibility.SUSPENDED).count()
        if count:
            told = ngettext(
                "其中 %(count)d 篇在撤稿前已暂停公开，现仍暂停公开。",
                "其中 %(count)d 篇在撤稿前已暂停公开，现仍暂停公开。",
                count,
            )
            self.message_user(request, told % {"count": count}, messages.WARNING)


def _acts_on(record: Record) -> tuple[str, ...]:
    """What can be done to a record as it stands."""
    if isinstance(record, Article):
        return () if record.merged_into_id else _OF_STANDING[Visibility(record.visibility)]
    waits = isinstance(record, Issue) and (
        record.awaiting or Article.objects.filter(page__issue=record, visibility=Visibility.AWAITING).exists()
    )
    return ("lift",) if record.suspended else ("publish", "suspend") if waits else ("suspend",)


def said_of(record: Record) -> SafeString:
    """How a record stands, in words, with the way to the place with which it is suspended."""
    said = format_html_join("　", "{}", ((each,) for each in _said(record) if each))
    if (place := _suspended_above(record)) is None:
        return said
    with_place = _("所在版暂停公开") if isinstance(place, Page) else _("所在期暂停公开")
    return format_html('{}（<a href="{}">{}</a>）', said, change_page(place), with_place)


def _said(record: Record) -> list[str]:
    if isinstance(record, Article):
        if record.merged_into_id:
            return [_("并入“%(title)s”，随它公开") % {"title": record.merged_into.title}]
        why = [record.get_withdrawn_kind_display() or "", record.withdrawn_note]
        return [record.get_visibility_display(), *why]
    if record.suspended:
        return [_("暂停公开"), record.get_suspended_display()]
    return [_("待发布") if record.is_awaiting else _("公开")]


def _suspended_above(record: Record) -> Page | Issue | None:
    """The page or issue with which it is suspended, whatever it is itself."""
    if isinstance(record, Article):
        if not record.place_suspended or record.merged_into_id:
            return None
        others = Page.objects.filter(Q(parts__article=record) | Q(photos__article=record))
        others = others.select_related("issue__newspaper").order_by("order", "pk")
        places = (place for page in chain([record.page], others) for place in (page, page.issue))
        return next((place for place in places if place.suspended), None)
    return record.issue if isinstance(record, Page) and record.issue.suspended else None


def change_page(record: Record) -> str:
    """Where it is edited."""
    return reverse(f"admin:archive_{record._meta.model_name}_change", args=[record.pk])
