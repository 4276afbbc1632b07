"""Redacting in admin: the words of an article, where they stand on the page's image, and showing them again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from archive import acts
from archive.acts.operation_log import record
from archive.acts.versions import state_of, whole
from archive.acts.wording import texts
from archive.admin.searching import SearchAdmin
from archive.models import Article, Masked, Operation, PageImage, Redaction, Tombstone, disclosure

AROUND = 12  # characters shown on either side of what is redacted
MOST_LIFTED = 200  # in one go
PREVIEW = 800  # pixels wide
EDGES = ("left", "top", "right", "bottom")


class WordsForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("要遮盖的文字"),
        max_length=5000,
        widget=forms.Textarea({"rows": 4, "cols": 60}),
        help_text=gettext_lazy("每行一处，至少两个字。不区分繁简，忽略标点与空格；本篇各处出现的都会遮盖。"),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("缘由"), choices=Tombstone.REASON_CHOICES, initial=Tombstone.Kind.PERSONAL
    )


class RedactingAdmin(admin.ModelAdmin):
    """What an article's own admin page needs to redact its words."""

    class Media:
        js = [forms.Script("selecting.js", defer=True)]  # it looks for the buttons of a page that is there by then

    def has_redact_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("archive.redact_article")

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None) -> list:
        """Without the way to redacting for those who may not."""
        found = super().get_fieldsets(request, obj)
        if self.has_redact_permission(request):
            return found
        return [
            (title, {**facts, "fields": [name for name in facts["fields"] if name != "shown_redact"]})
            for title, facts in found
        ]

    @admin.display(description=gettext_lazy("涉及个人信息"))
    def shown_redact(self, article: Article) -> SafeString | str:
        if article.pk is None:
            return "—"
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:archive_article_redact", args=[article.pk]), _("遮盖文字")
        )

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.redact)
        return [path("<path:object_id>/redact/", view, name="archive_article_redact"), *super().get_urls()]

    def redact(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask which words of an article are to leave by no way."""
        article = self.get_object(request, unquote(object_id))
        if article is None:
            raise Http404
        if not self.has_redact_permission(request):
            raise PermissionDenied
        form = WordsForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            kind = Tombstone.Kind(form.cleaned_data["kind"])
            try:
                made = acts.redact_words(article, form.cleaned_data["words"], kind, by=request.user)
            except acts.NothingToRedact as nothing:
                form.add_error("words", str(nothing))
            else:
                self.message_user(request, _told(made), messages.SUCCESS)
                return HttpResponseRedirect(reverse("admin:archive_article_change", args=[article.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("遮盖文字"),
            "opts": self.opts,
            "article": article,
            "texts": [text for text in texts(state_of(whole([article.pk])[0])) if text],
            "form": form,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/archive/redact.html", context)


def _told(made: list[Redaction]) -> str:
    count = {"count": len(made)}
    told = ngettext("已遮盖 %(count)d 处。", "已遮盖 %(count)d 处。", len(made)) % count
    page = next((each.page for each in made if each.page), None)
    if page is not None and PageImage.objects.filter(page=page).exists():
        told += _("版面图已停止公开，请在“遮盖”中标出各处的位置。")
    return told


class RedactionForm(forms.ModelForm):
    class Meta:
        model = Redaction
        fields = EDGES

    def clean(self) -> dict:
        cleaned = super().clean()
        left, top, right, bottom = (cleaned.get(edge) for edge in EDGES)
        if None in (left, top, right, bottom):
            raise ValidationError(_("请填写左、上、右、下四个数。"))
        if not (left < right <= 1000 and top < bottom <= 1000):
            raise ValidationError(_("左须小于右，上须小于下，均在 0 到 1000 之间。"))
        return cleaned


class StandingFilter(admin.SimpleListFilter):
    """By default what is hidden everywhere now: what an editor's tidying hid in the received text alone is much more."""

    title = gettext_lazy("状态")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("source", str(Redaction.Reach.SOURCE.label)), ("lifted", _("已解除")), ("all", _("全部"))]

    def choices(self, changelist: ChangeList) -> Iterator[dict]:
        first, *others = super().choices(changelist)
        yield {**first, "display": Redaction.Reach.EVERYWHERE.label}
        yield from others

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        match self.value():
            case "all":
                return queryset
            case "lifted":
                return queryset.exclude(lifted=None)
            case "source":
                return queryset.standing().filter(reach=Redaction.Reach.SOURCE)
        return queryset.everywhere()


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What lifting a redaction would show again: ``words`` None for who may not see them."""

    redaction: Redaction
    words: str | None


@admin.register(Redaction)
class RedactionAdmin(SearchAdmin):
    """What is redacted. It is made by redacting, never by hand, and is not deleted: it is lifted."""

    form = RedactionForm
    actions = ["lift"]
    list_display = ["shown_context", "shown_place", "kind", "shown_state", "shown_drawn", "shown_made"]
    list_filter = [StandingFilter, "kind", "page__issue__newspaper"]
    issue = "page__issue__"
    search_fields = ["masked__key"]
    readonly_fields = ["shown_context", "source", "page", "kind", "reach", "by", "at", "lifted", "lifted_by"]
    readonly_fields += ["shown_image"]
    fields = [*readonly_fields, EDGES]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        found = super().get_queryset(request).select_related("page__issue__newspaper", "source", "by", "lifted_by")
        of_articles = Masked.objects.filter(redaction=OuterRef("pk")).exclude(key="").order_by("pk")
        found = found.annotate(article_key=Subquery(of_articles.values("key")[:1]))
        return found.defer("source__spans").prefetch_related("source__redactions")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return request.user.has_perm("archive.redact_article")

    has_change_permission = has_view_permission

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @admin.display(description=gettext_lazy("文字"))
    def shown_context(self, redaction: Redaction) -> str:
        """What stands on either side, and ▇ for the rest."""
        if redaction.source is None:
            return _("手工录入的文字")
        text = disclosure.masked(disclosure.redacted(redaction.source), [(redaction.start, redaction.end)])
        return " ".join(text[max(0, redaction.start - AROUND) : redaction.end + AROUND].split())

    @admin.display(description=gettext_lazy("所在"), ordering="page")
    def shown_place(self, redaction: Redaction) -> SafeString | str:
        """The page; of words that were typed the article too, since nothing else tells which."""
        if redaction.source is not None or not redaction.article_key:
            return str(redaction.page or "—")
        url = reverse("by-key", args=[f"{redaction.article_key}/"])
        return format_html('{}<br><a href="{}">{}</a>', redaction.page or "—", url, redaction.article_key)

    @admin.display(description=gettext_lazy("状态"))
    def shown_state(self, redaction: Redaction) -> str:
        return _("已解除") if redaction.lifted else redaction.get_reach_display()

    @admin.display(description=gettext_lazy("何时何人"), ordering="at")
    def shown_made(self, redaction: Redaction) -> str:
        return f"{timezone.localtime(redaction.at):%Y-%m-%d %H:%M} {redaction.by or ''}".strip()

    @admin.display(description=gettext_lazy("已标位置"), boolean=True)
    def shown_drawn(self, redaction: Redaction) -> bool:
        return redaction.is_drawn

    @admin.display(description=gettext_lazy("版面图"))
    def shown_image(self, redaction: Redaction) -> SafeString | str:
        image = PageImage.objects.filter(page=redaction.page).first()
        if image is None:
            return "—"
        width = min(image.small_width, PREVIEW)
        height = round(image.small_height * width / image.small_width)
        url = reverse("admin:archive_page_image", args=[image.page_id])
        told = _(
            "位置按千分数填写：左、右占图宽，上、下占图高，图的左上角为 0、0，右下角为 1000、1000。保存后重新生成版面图，该处涂黑。"
        )
        return format_html(
            '<p>{}</p><a href="{}"><img src="{}" width="{}" height="{}" alt=""></a>', told, url, url, width, height
        )

    def save_model(self, request: HttpRequest, obj: Redaction, form: RedactionForm, change: bool) -> None:
        acts.draw(obj, tuple(form.cleaned_data[edge] for edge in EDGES), by=request.user)

    @admin.action(description=gettext_lazy("解除遮盖"), permissions=["change"])
    def lift(self, request: HttpRequest, queryset: models.QuerySet) -> HttpResponse | None:
        """Show what would be public again, then lift it."""
        redactions = list(queryset.filter(lifted=None)[: MOST_LIFTED + 1])
        if not 1 <= len(redactions) <= MOST_LIFTED:
            said = _("请选 1 到 %(most)d 处尚未解除的遮盖。") % {"most": MOST_LIFTED}
            self.message_user(request, said, messages.ERROR)
            return None
        if "lifting" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                "title": _("解除遮盖"),
                "opts": self.opts,
                "foreseen": self._foreseen(request, redactions),
            }
            return TemplateResponse(request, "admin/archive/lift_redactions.html", context)
        left = sum(acts.lift_redaction(each, by=request.user) for each in redactions)
        count = {"count": len(redactions)}
        told = ngettext("已解除 %(count)d 处遮盖。", "已解除 %(count)d 处遮盖。", len(redactions)) % count
        self.message_user(request, told, messages.SUCCESS)
        if left:
            self.message_user(
                request,
                ngettext(
                    "文章中有 %(count)d 个字未能恢复：原为手工录入，或其后又有改动，请手工补上。",
                    "文章中有 %(count)d 个字未能恢复：原为手工录入，或其后又有改动，请手工补上。",
                    left,
                )
                % {"count": left},
                messages.WARNING,
            )
        return None

    def _foreseen(self, request: HttpRequest, redactions: Sequence[Redaction]) -> list[Foreseen]:
        """What lifting them would show. Who looks at the words is noted in the log of operations."""
        may_see = request.user.has_perm("archive.view_hidden")
        if may_see:
            numbers = "、".join(str(each.pk) for each in redactions)
            record(Operation.Kind.HIDDEN_VIEW, request.user, numbers, model="redaction")
        lifted = {each.pk for each in redactions}
        return [Foreseen(each, _words(each, lifted) if may_see and each.source else None) for each in redactions]


def _words(redaction: Redaction, lifted: Collection[int]) -> str:
    """What the redaction hides, ▇ for what stays hidden when these are lifted."""
    source = redaction.source
    others = (each for each in source.redactions.all() if each.lifted is None and each.pk not in lifted)
    text = disclosure.masked(source.text, ((each.start, each.end) for each in others))
    return text[redaction.start : redaction.end]
