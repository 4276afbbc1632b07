"""Searching as JSON: the hits of the search page, by the same path, and one article by its key.

Whatever is wrong is said in ``detail``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from archive.formats import records
from archive.models import Article, Tombstone, change_sequence, keys
from archive.models.addressing import absolute
from search.direct_links import ways
from search.engine import IndexUnavailable
from search.finder import PageNotFound, find
from search.forms import LONGEST_NAME, MOST_NAMED, UNKNOWN_PARAMETERS, SearchForm, notes_on
from search.suggestions import suggest

MOST_CHANGES = 200  # in one answer
NO_PAGE = gettext_lazy("没有这一页：page 从 1 起，不超过结果的页数。")


class ArticleList(APIView):
    """``GET /api/v1/articles/?q=…&paper=…&year=…&sort=…&page=…``: count, next, previous, results, facets, timeline, notes, ways.

    Also ``issue``, ``month``, ``from``, ``to``, ``kind``, ``column``, ``pagename``, ``author``, ``source``. Several values
    of one mean either. 400 for a parameter or a value that there is not.

    ``?changed_since=`` alone lists every article instead, in the order in which they changed: for harvests, which miss
    nothing that changes meanwhile. See ``_changes``.
    """

    def get(self, request: Request) -> Response:
        if "changed_since" in request.query_params:
            return _changes(request)
        form = SearchForm(request.query_params)
        if problem := _unknown(request, form.known) or form.problem or _not_a_page(form):
            return Response({"detail": problem}, status.HTTP_400_BAD_REQUEST)
        asked = form.cleaned_data
        try:
            results = find(asked["q"], form.filters, asked["sort"], form.page_number())
        except PageNotFound:
            raise NotFound(str(NO_PAGE)) from None
        except IndexUnavailable:
            detail = _("检索索引正在重建或暂不可用，请稍后再试。")
            return Response({"detail": detail}, status.HTTP_503_SERVICE_UNAVAILABLE, headers={"Retry-After": "60"})
        whole = partial(absolute, request=request)
        return Response(
            {
                "count": results.total,
                "next": _page_url(request, form, results.next_page),
                "previous": _page_url(request, form, results.previous_page),
                "results": [records.summary(hit.article, whole) for hit in results.hits],
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
        if problem := _unknown(request, ("q",)):
            return Response({"detail": problem}, status.HTTP_400_BAD_REQUEST)
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

    301 to the article that took its place, 410 if it was public and is not, 404 if it never was.
    """

    def get(self, request: Request, key: str) -> Response:
        article = keys.look_up(key)
        if article is None:
            raise NotFound(_("没有这个标识的文章。"))
        if isinstance(article, keys.Gone):
            return Response(article.as_json(), status.HTTP_410_GONE)
        if article.key != key:
            url = reverse("api-article", args=[article.key])
            return Response({"detail": url}, status.HTTP_301_MOVED_PERMANENTLY, headers={"Location": url})
        found = records.complete(Article.objects.public()).get(pk=article.pk)
        return Response(records.detail(found, partial(absolute, request=request)))


def _changes(request: Request) -> Response:
    """``cursor``, ``next`` and ``results``: what changed since the cursor, each article as it stands now.

    Of each ``key``, ``url``, ``changed`` and ``gone``; of one that is gone, ``url`` is None, ``kind`` says why, and
    ``successor`` is the key of the article that took its place, if any. ``next`` goes on; it is None where nothing has
    changed, and ``cursor`` is what to ask with another day. 400 for what is no cursor, 410 for one that this record does
    not go on from.
    """
    if problem := _unknown(request, ("changed_since",)):
        return Response({"detail": problem}, status.HTTP_400_BAD_REQUEST)
    try:
        cursor = change_sequence.Cursor.parse(request.query_params["changed_since"])
    except ValueError:
        detail = _("changed_since 不是有效的游标：请使用接口返回的 cursor，或留空从头读取。")
        return Response({"detail": detail}, status.HTTP_400_BAD_REQUEST)
    try:
        found = change_sequence.changed_since(cursor, MOST_CHANGES)
    except change_sequence.CursorExpired:
        detail = _("游标已失效：数据可能从备份恢复过。请将 changed_since 留空，从头读取。")
        return Response({"detail": detail}, status.HTTP_410_GONE)
    if found:
        cursor = change_sequence.Cursor(cursor.epoch, found[-1].sequence, found[-1].key)
    asked = [each.key for each in found]
    articles = Article.objects.public().with_place().defer("parsed").filter(key__in=asked)
    public = {article.key: absolute(article.get_absolute_url(), request) for article in articles}
    stones = {stone.key: stone for stone in Tombstone.objects.filter(key__in=asked)}
    more = absolute(f"{request.path}?{urlencode({'changed_since': cursor})}", request)
    return Response(
        {
            "cursor": str(cursor),
            "next": more if found else None,
            "results": [_change(each, public.get(each.key), stones.get(each.key)) for each in found],
        }
    )


def _change(changed: change_sequence.Changed, url: str | None, stone: Tombstone | None) -> dict:
    gone = url is None
    return {
        "key": changed.key,
        "url": url,
        "changed": changed.at.isoformat(),
        "gone": gone,
        "kind": stone.kind if gone and stone else None,
        "successor": (stone.successor or None) if gone and stone else None,
    }


def _unknown(request: Request, known: Sequence[str]) -> str:
    """What is said of parameters that there are not; nothing if there are none."""
    names = [name[:LONGEST_NAME] for name in request.query_params if name not in (*known, "format")]
    return UNKNOWN_PARAMETERS % {"names": "、".join(names[:MOST_NAMED]), "known": "、".join(known)} if names else ""


def _not_a_page(form: SearchForm) -> str:
    return "" if form.page_number() else str(NO_PAGE)


def _page_url(request: Request, form: SearchForm, page: int | None) -> str | None:
    """The address of another page of the same results; the first page needs no number."""
    if page is None:
        return None
    asked = [*form.parameters, *([("page", page)] if page > 1 else [])]
    return absolute(f"{request.path}?{urlencode(asked)}", request)
