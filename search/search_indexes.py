"""What the index is given of an article, whatever the engine."""

from datetime import date

from django.db.models import QuerySet
from haystack import indexes

from archive.models import Article

UNDATED = "undated"  # the year of an issue whose date is not known, as in its address


class ArticleIndex(indexes.SearchIndex, indexes.Indexable):
    """A term is found within one field: headline group (kicker, headline, deck), body, one caption, one person."""

    text = indexes.CharField(document=True)
    key = indexes.CharField(model_attr="key")
    kicker = indexes.CharField(model_attr="kicker")
    headline = indexes.CharField(model_attr="headline")
    deck = indexes.CharField(model_attr="deck")
    captions = indexes.MultiValueField()
    people = indexes.MultiValueField()
    paper = indexes.CharField(model_attr="page__issue__newspaper__slug")
    year = indexes.CharField()
    day = indexes.DateField(model_attr="page__issue__first_day", null=True)
    place = indexes.CharField()

    def get_model(self) -> type[Article]:
        return Article

    def get_updated_field(self) -> str:
        return "changed"

    def index_queryset(self, using: str | None = None) -> QuerySet[Article]:  # noqa: ARG002
        return Article.objects.public().with_text()

    def prepare_text(self, article: Article) -> str:
        """The whole body, its blocks one a line."""
        return "\n".join(block["text"] for block in article.blocks)

    def prepare_captions(self, article: Article) -> list[str]:
        return [photo.caption for photo in article.photos.all() if photo.caption]

    def prepare_people(self, article: Article) -> list[str]:
        """The people of the byline, and the credits of the photos as printed."""
        credits = [photo.credit for photo in article.photos.all() if photo.credit]
        return [byline.name for byline in article.bylines.all()] + credits

    def prepare_year(self, article: Article) -> str:
        day: date | None = article.page.issue.first_day
        return f"{day.year:04}" if day else UNDATED

    def prepare_place(self, article: Article) -> str:
        """What orders the articles of one day, always the same way: by newspaper, page and place on it."""
        return f"{article.page.issue.newspaper.slug}/{article.page.order:08}/{article.order:06}/{article.key}"
