"""Articles and what hangs on them in admin."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib import admin
from django.db import models
from django.db.models.functions import Cast
from django.forms import Textarea
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy

from archive import acts
from archive.acts.move import bring_along
from archive.acts.operation_log import record
from archive.admin import doubts, editing
from archive.admin.history import HistoryAdmin
from archive.admin.inlines import Inline, TableInline
from archive.admin.recording import RecordedAdmin
from archive.admin.redactions import RedactingAdmin
from archive.admin.reviewing import ReviewedAdmin
from archive.admin.searching import SearchAdmin
from archive.admin.splitting import SplittingAdmin
from archive.admin.standing import StandingAdmin, said_of
from archive.models import Article, ArticlePart, Byline, ChangeSet, Operation, Photo, Teaser, Visibility
from archive.models.place_standing import first_visibility

MOST_HIDDEN = 5000  # articles that are looked through one by one


class BylineInline(TableInline):
    model = Byline
    form = editing.BylineForm


class ArticlePartInline(Inline):
    model = ArticlePart
    fk_name = "article"
    form = editing.ArticlePartForm
    autocomplete_fields = ["page"]
    readonly_fields = ["source"]


class PhotoInline(Inline):
    model = Photo
    fk_name = "article"
    form = editing.PhotoForm
    formfield_overrides = {models.TextField: {"widget": Textarea({"rows": 3})}}
    autocomplete_fields = ["page"]
    readonly_fields = ["source"]


@admin.register(Article)
class ArticleAdmin(
    StandingAdmin, SplittingAdmin, HistoryAdmin, ReviewedAdmin, RecordedAdmin, RedactingAdmin, SearchAdmin
):
    """Public articles are searched for through the index; of all others, which it has not, the latest MOST_HIDDEN."""

    issue = "page__issue__"
    recorded_by_acts = True
    form = editing.ArticleForm
    standing_acts = ("suspend", "lift", "publish", "withdraw", "bring_back")
    actions = [*standing_acts, "join_articles", "take_apart"]
    autocomplete_fields = ["page"]
    inlines = [ArticlePartInline, BylineInline, PhotoInline]
    list_display = ["shown_title", "shown_place", "kind", "completeness", "shown_standing", "reviewed", "revision"]
    list_filter = ["visibility", "reviewed", "kind", "completeness", "page__issue__newspaper"]
    readonly_fields = ["key", "number", "revision", "merged_into", "created", "changed", "shown_split", "shown_history"]
    readonly_fields += ["shown_redact", "shown_doubts"]
    search_fields = ["key", "headline", "kicker", "deck", "column", "package", "bylines__name", "photos__caption"]
    show_full_result_count = False
    formfield_overrides = {models.TextField: {"widget": Textarea({"rows": 3})}}
    # What is written by the page comes first; what is seldom touched is folded, so that the body is near.
    fieldsets = [
        (None, {"fields": ["column", "package", "kicker", "headline", "deck"]}),
        (
            gettext_lazy("位置"),
            {"fields": ["page", "order", "continued_on", "continued_from", "completeness", "shown_split"]},
        ),
        (
            gettext_lazy("类别与来源"),
            {
                "classes": ["collapse"],
                "fields": [
                    "kind",
                    "genre",
                    "language",
                    "message_head",
                    "agency",
                    "dateline_place",
                    "dateline_date",
                    "source",
                ],
            },
        ),
        (gettext_lazy("核对"), {"fields": ["shown_doubts", "reviewed", "shown_redact"]}),
        (
            gettext_lazy("标识"),
            {"classes": ["collapse"], "fields": ["key", "number", "revision", "merged_into", "created", "changed"]},
        ),
        (gettext_lazy("历次版本"), {"classes": ["collapse"], "fields": ["shown_history"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        found = super().get_queryset(request).with_place().select_related("merged_into")
        return found.defer("parsed", "merged_into__parsed").prefetch_related("parts", "photos")

    def render_change_form(self, request: HttpRequest, context: dict, *args, obj: Article | None = None, **kwargs):
        if obj is not None and obj.is_hidden and request.method == "GET":
            record(Operation.Kind.HIDDEN_VIEW, request.user, obj.key, model="article")
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def answering(self, word: str) -> models.Q:
        found = import_string(settings.ARTICLES_FOUND)(word)
        rest = Article.objects.order_by("-pk")
        if found is not None:
            rest = rest.hidden()
        rest = Article.objects.filter(pk__in=list(rest.values_list("pk", flat=True)[:MOST_HIDDEN]))
        written = rest.alias(text_written=Cast("parts__blocks", models.TextField()))
        spelt = import_string(settings.SPELLINGS)(word)
        said = super().answering(word) | (models.Q(text_written__iregex=spelt) if spelt else models.Q(pk__in=()))
        keyed = Article.objects.filter(key__icontains=word) | Article.objects.filter(self.of_issue(word))
        return (
            models.Q(pk__in=found or ())
            | models.Q(pk__in=written.filter(said).values("pk"))
            | models.Q(pk__in=keyed.values("pk"))
        )

    @admin.display(description=gettext_lazy("标题"), ordering="headline")
    def shown_title(self, article: Article) -> str:
        return article.title

    @admin.display(description=gettext_lazy("公开情况"), ordering="visibility")
    def shown_standing(self, article: Article) -> str:
        """In brief: of one that would be public also the place with which it is not."""
        seen = article.visibility == Visibility.PUBLIC or article.merged_into_id is not None
        return said_of(article) if seen else article.get_visibility_display()

    @admin.display(description=gettext_lazy("疑点"))
    def shown_doubts(self, article: Article) -> str:
        """What was doubtful when the article was read, until somebody has reviewed it."""
        return doubts.shown(doubts.of_article(article)) or "—"

    @admin.display(description=gettext_lazy("首见版"), ordering="page")
    def shown_place(self, article: Article) -> str:
        return str(article.page)

    def save_model(self, request: HttpRequest, obj: Article, form, change: bool) -> None:
        """Nothing yet: see ``save_related``."""

    def save_related(self, request: HttpRequest, form, formsets, change: bool) -> None:
        """Save the article and what hangs on it, as one act."""
        article, moved = form.instance, change and "page" in form.changed_data
        kind = ChangeSet.Kind.MOVE if moved else ChangeSet.Kind.CORRECT
        if not change:
            article.visibility = first_visibility(article.page)
        with acts.correcting([article.pk] if change else [], by=request.user, kind=kind) as act:
            super().save_model(request, article, form, change)
            super().save_related(request, form, formsets, change)
            if moved:
                bring_along(article, form.initial["page"])
            if not change:
                act.made([article.pk])

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        with acts.correcting(_with_joined([obj.pk]), by=request.user):
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        with acts.correcting(_with_joined(queryset.values_list("pk", flat=True)), by=request.user):
            super().delete_queryset(request, queryset)


def _with_joined(pks: Iterable[int]) -> list[int]:
    """The articles and what is joined to them, which is deleted with them."""
    chosen = list(pks)
    return [*chosen, *Article.objects.filter(merged_into__in=chosen).values_list("pk", flat=True)]


class PieceAdmin(SearchAdmin):
    """What may hang on an article: a change of it is one of the article, and of the one that it hung on before."""

    def save_model(self, request: HttpRequest, obj: models.Model, form, change: bool) -> None:
        articles = {obj.article_id, form.initial.get("article") if change else obj.article_id}
        if change and "article" in form.changed_data and not isinstance(obj, Byline):
            obj.tail = None  # what it was joined with it has left
        apart = [obj] if change and None in articles else []  # a photo outside any article has no versions
        with acts.correcting(articles - {None}, by=request.user, records=apart):
            super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        with acts.correcting({obj.article_id} - {None}, by=request.user):
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        with acts.correcting(set(queryset.values_list("article", flat=True)) - {None}, by=request.user):
            for piece in queryset:
                super().delete_model(request, piece)


@admin.register(ArticlePart)
class ArticlePartAdmin(PieceAdmin):
    issue = "page__issue__"
    form = editing.ArticlePartForm
    list_display = ["shown_article", "page", "order", "source"]
    list_filter = ["page__issue__newspaper"]
    search_fields = ["article__key", "article__headline"]
    raw_id_fields = ["article", "page"]
    readonly_fields = ["source"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        found = super().get_queryset(request).select_related("article", "page__issue__newspaper", "source")
        return found.defer("article__parsed", "source__data", "source__spans")

    @admin.display(description=gettext_lazy("文章"))
    def shown_article(self, piece: models.Model) -> str:
        return piece.article.headline or piece.article.key if piece.article else ""


@admin.register(Byline)
class BylineAdmin(PieceAdmin):
    issue = "article__page__issue__"
    form = editing.BylineForm
    list_display = ["name", "role", "affiliation", "kind", "shown_article"]
    list_filter = ["kind", "role"]
    search_fields = ["name", "affiliation"]
    raw_id_fields = ["article"]
    shown_article = ArticlePartAdmin.shown_article

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("article").defer("article__parsed")


@admin.register(Photo)
class PhotoAdmin(PieceAdmin):
    issue = "page__issue__"
    form = editing.PhotoForm
    list_display = ["__str__", "credit", "page", "shown_article"]
    list_filter = ["page__issue__newspaper"]
    search_fields = ["caption", "credit"]
    raw_id_fields = ["article", "page"]
    readonly_fields = ["source"]
    shown_article = ArticlePartAdmin.shown_article

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return (
            super().get_queryset(request).select_related("article", "page__issue__newspaper").defer("article__parsed")
        )


@admin.register(Teaser)
class TeaserAdmin(RecordedAdmin, SearchAdmin):
    tells_values = False
    issue = "page__issue__"
    form = editing.TeaserForm
    list_display = ["headline", "target", "page"]
    search_fields = ["headline"]
    raw_id_fields = ["page"]
    readonly_fields = ["source"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("page__issue__newspaper")
