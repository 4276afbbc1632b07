"""Newspapers, issues and pages in admin."""

from itertools import permutations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import acts
from archive.acts.merge_issues import pages_of_one_number
from archive.acts.operation_log import record
from archive.admin import editing, joining
from archive.admin.days import DayField, DayInput
from archive.admin.guarding import SEEN, token, turn_to_write
from archive.admin.inlines import Inline, TableInline
from archive.admin.recording import RecordedAdmin
from archive.admin.reviewing import ReviewedAdmin
from archive.admin.searching import SearchAdmin
from archive.admin.standing import StandingAdmin, StandingFilter, change_page, said_of
from archive.models import ChangeSet, Issue, Newspaper, Operation, Page, PageImage, Suspension, disclosure

PREVIEW = 320  # pixels wide
MOST_WARNED_OF = 5  # others that have the same place
DAYS = {models.DateField: {"form_class": DayField, "widget": DayInput}}


class PlaceAdmin(ReviewedAdmin, RecordedAdmin, SearchAdmin):
    """Corrections of a newspaper, issue or page are acts: what was there before is kept for undo.

    After a change of the fields ``same_place`` others may have the same place, which is warned of.
    """

    same_place: frozenset[str] = frozenset()
    same_warning = ""

    def save_model(self, request: HttpRequest, obj: models.Model, form, change: bool) -> None:
        """Nothing yet: see ``save_related``."""

    def save_related(self, request: HttpRequest, form, formsets, change: bool) -> None:
        """Save the record and its rows, as one act."""
        with acts.correcting(by=request.user, records=[form.instance] if change else []) as act:
            super().save_model(request, form.instance, form, change)
            super().save_related(request, form, formsets, change)
        if self.same_place.intersection(form.changed_data):
            self._warn_of_same(request, form.instance, act.changeset)

    def _warn_of_same(self, request: HttpRequest, saved: models.Model, changeset: ChangeSet) -> None:
        """Say which others have the same place now, and how to put it back."""
        back = ""
        if changeset.pk is not None:
            undo = reverse("admin:archive_changeset_undo", args=[changeset.pk])
            back = format_html(_('填错了可以撤销：<a href="{}">改动 → 撤销</a>。'), undo)
        for other in self.of_same_place(saved)[:MOST_WARNED_OF]:
            link = format_html('<a href="{}">{}</a>', change_page(other), f"{other}（{other.get_absolute_url()}）")
            self.message_user(
                request, format_html("{}{}", format_html(self.same_warning, link), back), messages.WARNING
            )

    def of_same_place(self, _saved: models.Model) -> models.QuerySet:
        """The other records that have the same place as one that was saved."""
        return self.model.objects.none()


class SuspensionInline(TableInline):
    model = Suspension
    form = editing.SuspensionForm
    formfield_overrides = DAYS
    ordering = ["-first_day", "-pk"]


@admin.register(Newspaper)
class NewspaperAdmin(PlaceAdmin):
    json_fields = ("aliases",)
    form = editing.NewspaperForm
    list_display = ["name", "slug", "place", "cn_number", "language", "release", "reviewed"]
    list_filter = ["reviewed", "release", "language"]
    search_fields = ["name", "slug", "place", "publisher", "cn_number"]
    autocomplete_fields = ["continues"]
    inlines = [SuspensionInline]


@admin.register(Suspension)
class SuspensionAdmin(RecordedAdmin, SearchAdmin):
    issue = ""
    form = editing.SuspensionForm
    formfield_overrides = DAYS
    list_display = ["first_day", "last_day", "newspaper", "note"]
    list_filter = ["newspaper"]
    list_select_related = ["newspaper"]
    search_fields = ["note"]
    autocomplete_fields = ["newspaper"]
    ordering = ["-first_day", "-pk"]


@admin.register(Issue)
class IssueAdmin(StandingAdmin, PlaceAdmin):
    issue = ""
    same_place = frozenset({"newspaper", "first_day", "precision"})
    same_warning = gettext_lazy(
        "这份报纸的这个日期另有一期：{}。同一天确有两期的不必改；本是一期的，请在期的列表里选中两期，用“合并两期”。"
    )
    form = editing.IssueForm
    formfield_overrides = DAYS
    list_display = [
        "shown_date",
        "newspaper",
        "number_printed",
        "kind",
        "edition_label",
        "date_basis",
        "pages_printed",
        "shown_standing",
        "reviewed",
    ]
    list_filter = ["newspaper", StandingFilter, "reviewed", "kind", "precision", "date_basis", "newspaper_basis"]
    list_select_related = ["newspaper"]
    search_fields = ["slug", "number_printed", "date_printed", "edition_label"]
    date_hierarchy = "first_day"
    autocomplete_fields = ["newspaper"]
    readonly_fields = ["slug"]
    standing_acts = ("suspend", "lift", "publish")
    actions = [*standing_acts, "join"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("newspaper")

    def of_same_place(self, saved: Issue) -> models.QuerySet:
        if saved.first_day is None:
            return super().of_same_place(saved)
        same = {name: getattr(saved, name) for name in self.same_place}
        return Issue.objects.filter(**same).exclude(pk=saved.pk).select_related("newspaper").order_by("slug")

    @admin.display(description=gettext_lazy("日期"), ordering="first_day")
    def shown_date(self, issue: Issue) -> str:
        return _("%(date)s（%(slug)s）") % {"date": issue.date_display, "slug": issue.slug}

    @admin.display(description=gettext_lazy("公开情况"))
    def shown_standing(self, issue: Issue) -> str:
        return said_of(issue)

    def label_of(self, act: str) -> str:
        return gettext_lazy("发布本期") if act == "publish" else super().label_of(act)

    @admin.action(description=gettext_lazy("发布本期"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        super().publish(request, queryset)

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perms(["archive.merge_issue", "archive.change_issue", "archive.delete_issue"])

    @admin.action(description=gettext_lazy("合并两期"), permissions=["merge"])
    def join(self, request: HttpRequest, queryset: models.QuerySet) -> HttpResponse | None:
        """Show what would come of it and ask which of two issues stays, then make them one."""
        with turn_to_write(request):
            issues = list(queryset.order_by("first_day", "slug"))
            if refused := _why_not_joined(issues):
                self.message_user(request, refused, messages.ERROR)
                return None
            choices = [joining.joining(*pair) for pair in permutations(issues)]
            seen = token(*((each.survivor.pk, each.pages, each.paths) for each in choices))
            chosen = next((each for each in choices if str(each.survivor.pk) == request.POST.get("survivor")), None)
            if chosen and request.POST.get(SEEN) == seen:
                self._join(request, chosen.survivor, chosen.other)
                return None
            if chosen:
                self.message_user(request, _("未合并：您打开确认页后，这两期有改动。请重新核对。"), messages.ERROR)
            context = self.admin_site.each_context(request) | {"title": _("合并两期"), "opts": self.opts}
            context |= {"choices": choices, SEEN: seen}
            return TemplateResponse(request, "admin/archive/join_issues.html", context)

    def _join(self, request: HttpRequest, survivor: Issue, other: Issue) -> None:
        message = _("已并入 %(other)s（%(slug)s）。") % {"other": other, "slug": other.slug}
        try:
            acts.merge_issues(survivor, other, by=request.user)
        except acts.ActRefused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return
        self.log_change(request, survivor, message)
        self.message_user(request, message, messages.SUCCESS)


def _why_not_joined(issues: list[Issue]) -> str:
    """Why these cannot become one, '' if they can."""
    if len(issues) != 2 or issues[0].newspaper_id != issues[1].newspaper_id:
        return _("请正好选同一份报纸的两期。")
    if twice := pages_of_one_number(*issues):
        return _("不能合并：两期都有第 %(labels)s 版。请先核对版次或日期。") % {"labels": "、".join(twice)}
    return ""


class PageImageInline(Inline):
    model = PageImage
    template = Inline.rows_template  # there is one at most, and no list of them
    extra = 1
    form = editing.PageImageForm
    fields = ["preview", "upload", "note", "uploaded"]
    readonly_fields = ["preview", "uploaded"]

    @admin.display(description=gettext_lazy("现在的图"))
    def preview(self, image: PageImage) -> SafeString | str:
        if not image.small:
            return "—"
        # Not from the page's own address: there it is not seen while an article on the page is not public.
        url = reverse("admin:archive_page_image", args=[image.page_id])
        form = '<a href="{}"><img src="{}" width="{}" height="{}" alt="" loading="lazy"></a>'
        width = min(image.small_width, PREVIEW)
        return format_html(form, url, url, width, round(image.small_height * width / image.small_width))


@admin.register(Page)
class PageAdmin(StandingAdmin, PlaceAdmin):
    issue, label = "issue__", "label"
    same_place = frozenset({"issue", "label"})
    same_warning = gettext_lazy("这一期里另有一版也是这个版次：{}。")
    form = editing.PageForm
    standing_acts = ("suspend", "lift")
    actions = standing_acts
    list_display = ["shown_label", "issue", "name", "basis", "shown_standing", "reviewed"]
    list_filter = ["issue__newspaper", StandingFilter, "reviewed", "basis"]
    search_fields = ["issue__slug", "label", "label_printed", "name"]
    autocomplete_fields = ["issue"]
    readonly_fields = ["slug"]
    inlines = [PageImageInline]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("issue__newspaper")

    shown_standing = IssueAdmin.shown_standing

    def of_same_place(self, saved: Page) -> models.QuerySet:
        same = Page.objects.filter(issue=saved.issue_id, label=saved.label).exclude(label="").exclude(pk=saved.pk)
        return same.select_related("issue__newspaper").order_by("slug")

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.image)
        return [path("<int:pk>/image/", view, name="archive_page_image"), *super().get_urls()]

    def image(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page's image for editors, whatever of the page is public."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        image = get_object_or_404(PageImage.objects.select_related("page__issue__newspaper"), page=pk)
        if disclosure.public_image(image.page) is None:
            if not request.user.has_perm("archive.view_hidden"):
                raise PermissionDenied
            record(Operation.Kind.HIDDEN_VIEW, request.user, image.page.get_absolute_url(), model="pageimage")
        with image.small.open() as file:
            return HttpResponse(file.read(), content_type="image/jpeg")

    @admin.display(description=gettext_lazy("版次"), ordering="order")
    def shown_label(self, page: Page) -> str:
        return page.label_display
