"""Articles that were read as one or as several by mistake: plain forms to split and to join them."""

from __future__ import annotations

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import acts
from archive.models import Article

MOST_JOINED = 20


class SplittingAdmin(admin.ModelAdmin):
    def has_split_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("archive.split_article")

    @admin.display(description=gettext_lazy("拆分"))
    def shown_split(self, article: Article) -> SafeString | str:
        if article.pk is None or article.merged_into_id is not None:
            return "—"
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:archive_article_split", args=[article.pk]), _("拆成两篇")
        )

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.split)
        return [path("<path:object_id>/split/", view, name="archive_article_split"), *super().get_urls()]

    def split(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask before which block the second article begins, and what it is called."""
        article = self.get_object(request, unquote(object_id))
        if article is None:
            raise Http404
        if not self.has_split_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            if request.POST.get("seen") != str(article.revision):
                refused = _("您打开这一页以后，这篇文章又有了改动，请重新选择。")
            else:
                try:
                    cut = acts.Cut(*map(int, request.POST.get("cut", "").split("-")))
                    headline = request.POST.get("headline", "").strip()[
                        : Article._meta.get_field("headline").max_length
                    ]
                    made = acts.split(article, cut, by=request.user, headline=headline)
                except (ValueError, TypeError):
                    refused = _("请选择从哪一段起拆开。")
                except acts.ActRefused as error:
                    refused = str(error)
                else:
                    self.message_user(request, _("已拆成两篇，这是后一篇。"), messages.SUCCESS)
                    return HttpResponseRedirect(reverse("admin:archive_article_change", args=[made.pk]))
            self.message_user(request, refused, messages.ERROR)
        blocks = [
            (f"{number}-{at}", part.page, block["text"])
            for number, part in enumerate(article.parts.select_related("page"))
            for at, block in enumerate(part.blocks)
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": _("拆成两篇"),
            "opts": self.opts,
            "article": article,
            "blocks": blocks,
            "headline": request.POST.get("headline", ""),
        }
        return TemplateResponse(request, "admin/archive/split.html", context)

    @admin.action(description=gettext_lazy("合并为一篇"), permissions=["split"])
    def join_articles(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Ask in which order the articles follow each other, then make them one."""
        articles = list(queryset.order_by("page", "order", "pk")[: MOST_JOINED + 1])
        if not 2 <= len(articles) <= MOST_JOINED:
            said = _("请选 2 到 %(most)d 篇文章。") % {"most": MOST_JOINED}
            self.message_user(request, said, messages.ERROR)
            return None
        if "joining" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                "title": _("合并为一篇"),
                "opts": self.opts,
                "articles": articles,
            }
            return TemplateResponse(request, "admin/archive/join_articles.html", context)
        places = {article.pk: request.POST.get(f"place-{article.pk}", "") for article in articles}
        if sorted(places.values()) != sorted(str(place) for place in range(1, len(articles) + 1)):
            self.message_user(request, _("请给每篇一个不同的次序，从 1 起。"), messages.ERROR)
            return None
        articles.sort(key=lambda article: int(places[article.pk]))
        try:
            acts.join(articles[0], articles[1:], by=request.user)
        except acts.ActRefused as refused:
            self.message_user(request, str(refused), messages.ERROR)
        else:
            self.message_user(request, _("已合并到“%(title)s”。") % {"title": articles[0].title}, messages.SUCCESS)
        return None

    @admin.action(description=gettext_lazy("拆开转版"), permissions=["split"])
    def take_apart(self, request: HttpRequest, queryset: QuerySet) -> None:
        for article in queryset:
            try:
                acts.take_apart(article, by=request.user)
            except acts.ActRefused as refused:
                self.message_user(request, f"{article.title}：{refused}", messages.ERROR)
            else:
                self.message_user(request, _("已拆开：%(title)s") % {"title": article.title}, messages.SUCCESS)
