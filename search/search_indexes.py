"""What the index is given of an article, whatever the engine."""

from datetime import date

from django.db.models import Prefetch, QuerySet
from haystack import connections, indexes

from archive.models import Article, ArticlePart, Byline, Issue, Newspaper, Page, Photo, partial_dates
from archive.models.article import STANDING
from archive.parsing.types import BlockType

UNDATED = "undated"  # the year of an issue whose date is not known, as in its address

# What the index is given of an article is made of these fields, and whether it may be found at all. Nothing else is
# read from the database for it, and a change of anything else is not written to the index.
MADE_OF = {
    Newspaper: {"slug"},
    Issue: {"newspaper", "slug", "first_day", "last_day", "precision"},
    Page: {"issue", "label", "name", "order"},
    Article: {
        "key", "page", "order", "kind", "kicker", "headline", "deck", "column", "source", *STANDING
    },
    ArticlePart: {"article", "order", "blocks", "continues_sentence"},
    Byline: {"article", "order", "name"},
    Photo: {"article", "order", "caption", "credit"},
}  # fmt: skip
_ABOVE = {Article: "", Page: "page__", Issue: "page__issue__", Newspaper: "page__issue__newspaper__"}
_BESIDE = {"bylines": Byline, "photos": Photo, "parts": ArticlePart}


class ArticleIndex(indexes.SearchIndex, indexes.Indexable):
    """A term is found within one field: headline group (kicker, headline, deck), body, one caption, one person.

    ``paper`` to ``month`` are values to filter by and to count; ``day`` and ``last_day`` are the first and the last day
    that the issue's date may mean.
    """

    text = indexes.CharField(document=True)
    key = indexes.CharField(model_attr="key")
    kicker = indexes.CharField(model_attr="kicker")
    headline = indexes.CharField(model_attr="headline")
    deck = indexes.CharField(model_attr="deck")
    crossheads = indexes.MultiValueField()
    captions = indexes.MultiValueField()
    people = indexes.MultiValueField()
    paper = indexes.CharField(model_attr="page__issue__newspaper__slug")
    issue = indexes.CharField()
    page = indexes.CharField(model_attr="page__label")
    kind = indexes.CharField(model_attr="kind")
    column = indexes.CharField(model_attr="column")
    pagename = indexes.CharField(model_attr="page__name")
    author = indexes.MultiValueField()
    source = indexes.CharField(model_attr="source")
    year = indexes.CharField()
    month = indexes.CharField()
    day = indexes.DateField(model_attr="page__issue__first_day", null=True)
    last_day = indexes.DateField(null=True)
    place = indexes.CharField()

    def get_model(self) -> type[Article]:
        return Article

    def get_updated_field(self) -> str:
        return "changed"

    def index_queryset(self, using: str | None = None) -> QuerySet[Article]:  # noqa: ARG002
        fields = [above + name for model, above in _ABOVE.items() for name in MADE_OF[model]]
        beside = [Prefetch(name, model.objects.only(*MADE_OF[model])) for name, model in _BESIDE.items()]
        return Article.objects.public().with_place().only(*fields).prefetch_related(*beside)

    def prepare_text(self, article: Article) -> str:
        """The whole body, its blocks one a line."""
        return "\n".join(block["text"] for block in article.blocks)

    def prepare_crossheads(self, article: Article) -> list[str]:
        """Those of the body's blocks that say what others are about."""
        return [block["text"] for block in article.blocks if block["type"] == BlockType.CROSSHEAD]

    def prepare_captions(self, article: Article) -> list[str]:
        return [photo.caption for photo in article.photos.all() if photo.caption]

    def prepare_people(self, article: Article) -> list[str]:
        """The people of the byline, and the credits of the photos as printed."""
        return self.prepare_author(article) + [photo.credit for photo in article.photos.all() if photo.credit]

    def prepare_author(self, article: Article) -> list[str]:
        return [byline.name for byline in article.bylines.all()]

    def prepare_issue(self, article: Article) -> str:
        """As in its address: tongliao-ribao/2026-02-06."""
        issue = article.page.issue
        return f"{issue.newspaper.slug}/{issue.slug}"

    def prepare_year(self, article: Article) -> str:
        return article.page.issue.date[:4] or UNDATED

    def prepare_month(self, article: Article) -> str:
        """2026-02, or nothing where not even the month is known."""
        month = article.page.issue.date[:7]
        return month if len(month) == len("2026-02") else ""

    def prepare_last_day(self, article: Article) -> date | None:
        issue = article.page.issue
        if not issue.date:
            return None
        return max(issue.last_day or date.min, partial_dates.days_of(issue.date)[1])

    def prepare_place(self, article: Article) -> str:
        """What orders the articles of one day, always the same way: by newspaper, page and place on it."""
        return f"{article.page.issue.newspaper.slug}/{article.page.order:08}/{article.order:06}/{article.key}"


def article_index(using: str = "default") -> ArticleIndex:
    """What prepares articles for the engine of a connection of Haystack's."""
    found: ArticleIndex = connections[using].get_unified_index().get_index(Article)
    return found
