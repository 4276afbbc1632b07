"""The archive's addresses and one more: the page of results filled straight from the database, for comparison.

It shows the rows and counts that a search gave before, by the same template; nothing is searched, nothing marked.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from archive.http.revalidation import revalidated
from archive.models import Article, ArticlePart
from search.finder import FacetValue, Hit, Results, Stretch
from search.forms import SearchForm
from search.highlight import Slice
from search.views import page_of

ANSWERS = settings.DATA_DIR / "answers.json"
SNIPPET = 120  # characters


def keep_answers(found: dict[str, Results]) -> None:
    """Keep what searches gave, for the page to show: keys and counts."""
    kept = {
        asked: {
            "keys": [hit.article.pk for hit in results.hits],
            "total": results.total,
            "pages": results.pages,
            "facets": {
                facet: [(value.value, value.label, value.count) for value in values]
                for facet, values in results.facets.items()
            },
            "timeline": [(stretch.name, stretch.count) for stretch in results.timeline],
        }
        for asked, results in found.items()
    }
    ANSWERS.write_text(json.dumps(kept, default=str))  # labels are translated when they are shown


@cache
def _answers() -> dict[str, Any]:
    return json.loads(ANSWERS.read_text())


@revalidated
def filled(request: HttpRequest) -> HttpResponse:
    answer = _answers()[request.GET["q"]]
    form = SearchForm(request.GET)
    form.full_clean()
    results = Results(
        query=form.cleaned_data["q"],
        hits=[_hit(article) for article in _articles(answer["keys"])],
        total=answer["total"],
        page=1,
        pages=answer["pages"],
        first=1,
        facets={
            facet: [FacetValue(value, label, count, chosen=False) for value, label, count in values]
            for facet, values in answer["facets"].items()
        },
        timeline=[Stretch(name, count) for name, count in answer["timeline"]],
        loosened={},
        unknown=[],
    )
    return page_of(request, form, results)


def _articles(keys: list[int]) -> list[Article]:
    parts = Prefetch("parts", ArticlePart.objects.defer("spans", "parsed"))
    articles = Article.objects.public().with_place().prefetch_related("bylines", "photos", parts)
    found = articles.defer("parsed").in_bulk(keys)
    return [found[key] for key in keys]


def _hit(article: Article) -> Hit:
    kicker, title, deck, text = (
        [Slice(text)] if text else [] for text in (article.kicker, article.title, article.deck, article.body[:SNIPPET])
    )
    people = [[Slice(byline.name)] for byline in article.bylines.all()]
    return Hit(article=article, kicker=kicker, title=title, deck=deck, people=people, snippets=[text])


urlpatterns = [path("filled/", filled), path("", include("archive.urls"))]
