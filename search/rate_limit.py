"""How much one address may ask of search: a simple count by the minute, in the memory of each worker."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from time import time

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from archive.http.clients import client_address

MINUTE = 60  # seconds


def limited(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, but 429 with ``Retry-After`` for an address that has asked SEARCHES_PER_MINUTE times in this minute."""

    @wraps(view)
    def inner(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not _is_one_too_many(request):
            return view(request, *args, **kwargs)
        if request.path.startswith("/api/"):
            detail = _("检索得太勤了，请过一分钟再试。")
            response = JsonResponse({"detail": detail}, status=429, json_dumps_params={"ensure_ascii": False})
        elif request.htmx:
            response = HttpResponse(status=429)  # nobody is shown what a script was told
        else:
            response = render(request, "429.html", status=429)
        response["Retry-After"] = str(MINUTE - int(time()) % MINUTE)
        response["Cache-Control"] = "no-store"
        return response

    return inner


def _is_one_too_many(request: HttpRequest) -> bool:
    """Counts the request."""
    if not settings.SEARCHES_PER_MINUTE:
        return False
    key = f"searches-{client_address(request)}-{int(time()) // MINUTE}"
    counts = caches["searches"]
    counts.add(key, 0, timeout=MINUTE)
    try:
        return counts.incr(key) > settings.SEARCHES_PER_MINUTE
    except ValueError:  # dropped in between, there being so many other addresses
        return False
