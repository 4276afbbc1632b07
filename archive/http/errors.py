"""What cannot be answered, said as what it is: 400 where the request cannot be read, 503 where the installation is at fault."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import defaults

from archive.installation import remedy

LOG = logging.getLogger(__name__)


class ErrorMiddleware:
    """A query that cannot be read (too many parameters) is 400 on every page.

    It is read here once, before anything is made of it: else it would be met again by the search box of the very page
    that says so.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            _read_query = request.GET
        except SuspiciousOperation:
            request.GET = QueryDict()
            raise
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """503 where a page cannot be made because of the installation; else it is an error of ours, and Django's matter."""
        return _unavailable(request, why) if (why := remedy(exception)) else None


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  Django's form of a handler
    """400, whatever the request is like."""
    return said(request, HTTPStatus.BAD_REQUEST, _("请求无效。请求不完整或地址有误，请核对网址后重试。"))


def server_error(request: HttpRequest) -> HttpResponse:
    """503 or 500: what was raised beside a view, as while a session is saved, comes here."""
    why = remedy(sys.exception()) if sys.exception() else ""
    return _unavailable(request, why) if why else defaults.server_error(request)


def _unavailable(request: HttpRequest, why: str) -> HttpResponse:
    """503, with what was typed, to be sent again; passwords are not given back."""
    LOG.error("%s %s: %s", request.method, request.path, why)
    typed, files = _typed(request)
    secret = any("password" in name for name, _value in typed)
    response = said(
        request,
        HTTPStatus.SERVICE_UNAVAILABLE,
        _("服务器暂时无法完成这次请求，请稍后重试。"),
        again=[] if secret else typed,
        files=files,
        posted=request.method == "POST",
    )
    response["Retry-After"] = "30"
    response["Cache-Control"] = "no-store"
    return response


def _typed(request: HttpRequest) -> tuple[list[tuple[str, str]], bool]:
    """The fields of a form in their order, and whether there are files besides; nothing of what cannot be read."""
    try:
        return [(name, value) for name, values in request.POST.lists() for value in values], bool(request.FILES)
    except (BadRequest, SuspiciousOperation, MultiPartParserError, OSError):
        return [], False


def said(request: HttpRequest, status: HTTPStatus, detail: str, **context: object) -> HttpResponse:
    """The page of this error; to programs, which ask below /api/, ``detail`` alone."""
    if request.path_info.startswith("/api/"):
        return JsonResponse({"detail": detail}, status=status, json_dumps_params={"ensure_ascii": False})
    return render(request, f"{status:d}.html", {"detail": detail, **context}, status=status)
