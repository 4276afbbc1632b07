"""``?revision=N`` at the address of an article: how it stood under a number, as page, text and data."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from archive.formats import versions
from archive.models import Article, Tombstone, addressing
from archive.models.addressing import absolute
from archive.pages import contributors
from archive.pages.passages import passages

_LONGEST = 9  # digits of a number that a version may have


def version(request: HttpRequest, path: str, article: Article, suffix: str) -> HttpResponse:
    """The answer at ``path``, the article's own address with this suffix, also of one that was joined to another.

    301 to its own address, never to another article's: there the number would mean another text. 404 for what never
    was, 410 with the way to the present text for what is not shown. Never to be listed: the article stands for all its
    versions.
    """
    if suffix not in _FORMS:
        raise Http404
    if not versions.may_be_seen(article):
        if not Tombstone.objects.filter(key=article.key).exists():
            raise Http404
        return _gone(request, None, suffix, _("这篇文章现在不公开，它的各版也不公开。"))
    own = addressing.path_of(article)
    here = own.removesuffix("/") + suffix if suffix else own
    if here != path:
        return HttpResponsePermanentRedirect(f"{here}?{request.META['QUERY_STRING']}")
    asked = request.GET["revision"]
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= _LONGEST else 0
    try:
        shown = versions.version(article, number)
    except versions.NoSuchVersion as error:
        raise Http404 from error
    except versions.VersionGone as gone:
        return _gone(request, article, suffix, str(gone))
    response = _FORMS[suffix](request, article, shown)
    response["X-Robots-Tag"] = "noindex"
    return response


def _page(request: HttpRequest, article: Article, shown: versions.Version) -> HttpResponse:
    context = {
        "canonical": absolute(article.get_absolute_url(), request),
        "article": shown.article,
        "shown": shown,
        "described": versions.described(shown),
        "current": article,
        "history": versions.history(article),
        "page": article.page,
        "issue": article.page.issue,
        "newspaper": article.page.issue.newspaper,
        "credits": contributors.credits(shown.article.bylines.all()),
        "passages": passages(shown.article),
    }
    return render(request, "archive/version.html", context)


def _json(request: HttpRequest, article: Article, shown: versions.Version) -> HttpResponse:
    data = versions.as_json(shown, article.get_absolute_url(), partial(absolute, request=request))
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})


def _text(request: HttpRequest, _article: Article, shown: versions.Version) -> HttpResponse:
    text = versions.as_text(shown, absolute(shown.entry.url, request))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


_FORMS = {"": _page, ".json": _json, ".txt": _text}


def _gone(request: HttpRequest, current: Article | None, suffix: str, why: str) -> HttpResponse:
    """410 in the form that was asked for, with the way to the article as it stands now if it can be seen."""
    url = absolute(current.get_absolute_url(), request) if current else None
    if suffix == ".json":
        said = {"detail": why, "current_url": url}
        return JsonResponse(said, status=410, json_dumps_params={"ensure_ascii": False})
    if suffix == ".txt":
        text = "\n".join(filter(None, (why, url)))
        return HttpResponse(f"{text}\n", status=410, content_type="text/plain; charset=utf-8")
    context = {"why": why, "current": current, "history": versions.history(current) if current else []}
    return render(request, "archive/version_gone.html", context, status=410)
