"""The stock recipe for Chinese text: Haystack's own Whoosh engine with jieba's analyzer in place of the English one.

What tutorials tell to do: a copy of Haystack's engine in which ``StemmingAnalyzer`` reads ``ChineseAnalyzer``. Here a
subclass does the same; the rest is Haystack's.
"""

from __future__ import annotations

from django.db.models import QuerySet
from haystack import indexes
from haystack.backends import BaseEngine
from haystack.backends.whoosh_backend import WhooshSearchBackend, WhooshSearchQuery
from haystack.utils.loading import UnifiedIndex
from jieba.analyse import ChineseAnalyzer
from whoosh.fields import TEXT, Schema

from archive.models import Article
from search import analyzers

BATCH = 1000  # articles of one commit, as with Haystack's update_index
LOT = 500  # articles fetched at a time: SQLite takes no query with a thousand keys


class RecipeIndex(indexes.SearchIndex):
    """What a tutorial's index of this record would hold: the text, the day, and two fields to count by."""

    text = indexes.CharField(document=True)
    paper = indexes.CharField(model_attr="page__issue__newspaper__name", faceted=True)
    year = indexes.CharField(model_attr="page__issue__first_day__year", faceted=True)
    day = indexes.DateField(model_attr="page__issue__first_day")

    def get_model(self) -> type[Article]:
        return Article

    def index_queryset(self, using: str | None = None) -> QuerySet[Article]:  # noqa: ARG002
        return Article.objects.public().with_text()

    def prepare_text(self, article: Article) -> str:
        return f"{article.headline}\n{article.body}"


class RecipeBackend(WhooshSearchBackend):
    def build_schema(self, fields: dict) -> tuple[str, Schema]:
        analyzers.warm_up()  # so that jieba keeps its cache in our folder
        content, schema = super().build_schema(fields)
        for name in schema.names():
            if isinstance(schema[name], TEXT):
                schema[name].analyzer = ChineseAnalyzer()
        return content, schema


class _RecipeOnly(UnifiedIndex):
    def collect_indexes(self) -> list[indexes.SearchIndex]:
        return [RecipeIndex()]


class RecipeEngine(BaseEngine):
    backend = RecipeBackend
    query = WhooshSearchQuery
    unified_index = _RecipeOnly


def build() -> int:
    """Index every article, as ``update_index`` would. Returns their number."""
    from haystack import connections

    engine = connections["recipe"]
    index = engine.get_unified_index().get_index(Article)
    keys = list(index.index_queryset().order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        lots = (keys[first : first + LOT] for first in range(start, start + BATCH, LOT))
        articles = [article for lot in lots for article in index.index_queryset().filter(pk__in=lot)]
        engine.get_backend().update(index, articles)
    return len(keys)
