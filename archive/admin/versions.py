"""The versions that articles had: to look at, to close to readers and to open again."""

from __future__ import annotations

from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.forms import ChoiceField
from django.http import HttpRequest
from django.template.defaultfilters import linebreaksbr
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from archive import acts
from archive.acts.operation_log import record
from archive.admin.received import ReadOnlyAdmin
from archive.formats import editable_body
from archive.models import Article, ArticleVersion, Operation, Tombstone


class ClosingForm(ActionForm):
    """Why a version is closed: the kind of reason is what readers are told."""

    kind = ChoiceField(
        label=gettext_lazy("缘由"),
        required=False,
        choices=[("", "---------"), *Tombstone.REASON_CHOICES],
    )


@admin.register(ArticleVersion)
class ArticleVersionAdmin(ReadOnlyAdmin):
    """The present version of an article is no row here: it is the article."""

    action_form = ClosingForm
    actions = ["close", "open_again"]
    list_display = ["key", "number", "shown_kind", "shown_day", "shown", "shown_closed"]
    list_filter = ["shown", "closed"]
    search_fields = ["key"]
    fields = ["key", "number", "shown_kind", "shown_day", "shown", "shown_closed", "shown_head", "shown_text"]
    ordering = ["key", "-number"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        found = super().get_queryset(request).select_related("changeset")
        return found if request.resolver_match.url_name.endswith("_change") else found.defer("state")

    def render_change_form(
        self, request: HttpRequest, context: dict, *args, obj: ArticleVersion | None = None, **kwargs
    ):
        article = Article.objects.filter(key=obj.key).first() if obj is not None else None
        if obj is not None and (obj.closed or article is None or article.is_hidden):
            about = f"{obj.key}?revision={obj.number}"
            record(Operation.Kind.HIDDEN_VIEW, request.user, about, model="articleversion")
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("archive.withdraw_article")

    @admin.display(description=gettext_lazy("由何改动而来"), ordering="changeset__kind")
    def shown_kind(self, version: ArticleVersion) -> str:
        return version.changeset.get_kind_display() if version.changeset else ""

    @admin.display(description=gettext_lazy("日期"), ordering="changeset__at")
    def shown_day(self, version: ArticleVersion) -> str:
        return version.changeset.shown_at if version.changeset else ""

    @admin.display(description=gettext_lazy("停止公开的缘由"), ordering="closed")
    def shown_closed(self, version: ArticleVersion) -> str:
        return str(Tombstone.Kind(version.closed).label) if version.closed else ""

    @admin.display(description=gettext_lazy("标题"))
    def shown_head(self, version: ArticleVersion) -> SafeString:
        state = version.unpacked
        names = "　".join(person[0] for person in state["people"])
        return linebreaksbr(
            "\n".join(filter(None, (state["column"], state["kicker"], state["headline"], state["deck"], names)))
        )

    @admin.display(description=gettext_lazy("正文"))
    def shown_text(self, version: ArticleVersion) -> SafeString:
        state = version.unpacked
        captions = [f"{photo['caption']} {photo['credit']}".strip() for photo in state["photos"]]
        return linebreaksbr(
            "\n\n".join([*(editable_body.written(part["blocks"]) for part in state["parts"]), *captions])
        )

    @admin.action(description=gettext_lazy("停止公开（选缘由）"), permissions=["withdraw"])
    def close(self, request: HttpRequest, queryset: QuerySet) -> None:
        kind = request.POST.get("kind", "")
        if kind in Tombstone.REASONS:
            self._set(request, queryset, Tombstone.Kind(kind))
        else:
            self.message_user(request, _("请选缘由：读者会看到属于哪一类。"), messages.ERROR)

    @admin.action(description=gettext_lazy("恢复公开"), permissions=["withdraw"])
    def open_again(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._set(request, queryset, None)

    def _set(self, request: HttpRequest, queryset: QuerySet, kind: Tombstone.Kind | None) -> None:
        count = acts.close(queryset.defer("state"), kind, by=request.user)
        if kind is None:
            done = ngettext("%(count)d 个旧版恢复公开。", "%(count)d 个旧版恢复公开。", count)
        else:
            done = ngettext("%(count)d 个旧版停止公开。", "%(count)d 个旧版停止公开。", count)
        self.message_user(request, done % {"count": count}, messages.SUCCESS)
