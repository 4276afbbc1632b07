"""Searching as JSON: the hits of the search page, by the same path, and one article by its key.

Whatever is wrong is said in ``detail``.
"""

from __future__ import annotations

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from archive import serializers
from archive.addresses import absolute
from archive.models import Article, Visibility
from search.finder import PageNotFound, find
from search.folder import IndexUnavailable
from search.forms import SearchForm, notes_on
from search.suggestions import suggest
from search.ways import ways


class ArticleList(APIView):
    """``GET /api/v1/articles/?q=…&paper=…&year=…&sort=…&page=…``: count, next, previous, results, facets, timeline, notes, ways.

    Also ``issue``, ``month``, ``kind``, ``column``, ``author``, ``source``.
    """

    def get(self, request: Request) -> Response:
        form = SearchForm(request.query_params)
        if not form.is_valid():
            return Response({"detail": form.problem}, status.HTTP_400_BAD_REQUEST)
        asked = form.cleaned_data
        try:
            results = find(asked["q"], form.filters, asked["sort"], form.page_number())
        except PageNotFound:
            raise NotFound(_("没有这一页：page 从 1 起，不超过结果的页数。")) from None
        except IndexUnavailable:
            detail = _("检索索引正在重建或暂不可用，请稍后再试。")
            return Response({"detail": detail}, status.HTTP_503_SERVICE_UNAVAILABLE, headers={"Retry-After": "60"})
        whole = partial(absolute, request=request)
        return Response(
            {
                "count": results.total,
                "next": _page_url(request, results.next_page),
                "previous": _page_url(request, results.previous_page),
                "results": [serializers.summary(hit.article, whole) for hit in results.hits],
                "facets": {
                    facet: [{"value": value.value, "label": value.label, "count": value.count} for value in values]
                    for facet, values in results.facets.items()
                },
                "timeline": [{"period": stretch.name, "count": stretch.count} for stretch in results.timeline],
                "notes": notes_on(results)
                + [
                    _("没有找到“%(term)s”，改为检索其中的词：%(words)s")
                    % {"term": term.text, "words": " ".join(word.text for word in words)}
                    for term, words in results.loosened.items()
                ],
                "ways": [
                    {"kind": way.kind, "label": way.label, "url": whole(way.url)}
                    for way in ways(request.query_params.get("q", ""))
                ],
            }
        )


class OpenSearchRenderer(JSONRenderer):
    """The form that browsers know: ``["肉", ["肉牛", …], ["", …], ["http://…", …]]``."""

    media_type = "application/x-suggestions+json"
    format = "opensearch"


class Suggest(APIView):
    """``GET /api/v1/suggest/?q=…``: ``suggestions``, each with ``kind`` (paper, column, author, headline), ``label`` and
    the ``url`` of what it leads to: by name, or as it is typed by sound (tongliao, tlrb).

    With ``format=opensearch``, the same as OpenSearch suggestions.
    """

    renderer_classes = (*APIView.renderer_classes, OpenSearchRenderer)

    def get(self, request: Request) -> Response:
        typed = request.query_params.get("q", "")
        found = suggest(typed)
        if request.accepted_renderer.format == OpenSearchRenderer.format:
            urls = [absolute(each.url, request) for each in found]
            return Response([typed, [each.label for each in found], [""] * len(found), urls])
        return Response(
            {
                "suggestions": [
                    {"kind": each.kind, "label": each.label, "url": absolute(each.url, request)} for each in found
                ]
            }
        )


class ArticleDetail(APIView):
    """``GET /api/v1/articles/<key>/``: all that a reader may know of one article.

    301 to the article that another was merged into, 410 if it was withdrawn, 404 if nobody may know of it.
    """

    def get(self, request: Request, key: str) -> Response:
        known = (
            Article.objects.none() if "\0" in key else Article.objects.filter(key=key)
        )  # not every database takes a NUL
        article = known.select_related("merged_into").first()
        survivor = (article.merged_into or article) if article else None
        if survivor is not None and survivor.visibility == Visibility.WITHDRAWN:
            return Response(
                {"detail": _(survivor.withdrawn_reason or gettext_noop("这篇文章已撤下。"))}, status.HTTP_410_GONE
            )
        if survivor is None or not survivor.is_public:
            raise NotFound(_("没有这个标识的文章。"))
        if survivor != article:
            url = reverse("api-article", args=[survivor.key])
            return Response({"detail": url}, status.HTTP_301_MOVED_PERMANENTLY, headers={"Location": url})
        found = serializers.complete(Article.objects.public()).get(pk=article.pk)
        return Response(serializers.detail(found, partial(absolute, request=request)))


def _page_url(request: Request, page: int | None) -> str | None:
    """The address of another page of the same results; the first page needs no number."""
    if page is None:
        return None
    asked = request.query_params.copy()
    asked.pop("page", None)
    if page > 1:
        asked["page"] = str(page)
    return absolute(f"{request.path}?{asked.urlencode()}", request)
