"""What cannot be answered, said as what it is: 400 where the request cannot be read, 503 where the installation is at fault."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from archive.http import LONGEST_BODY


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


class BodyMiddleware:
    """Who is not logged in sends little: 413 for a body of more, of which nothing is read, whatever page it is for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _length(request) > LONGEST_BODY and not request.user.is_authenticated:
            detail = _("上传内容过大。请先登录；登录已过期的，请重新登录后再上传。")
            return _said(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
        return self.get_response(request)


def _length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or ""
    return int(length) if length.isascii() and length.isdecimal() else 0


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  Django's form of a handler
    """400, whatever the request is like."""
    return _said(request, HTTPStatus.BAD_REQUEST, _("请求无效。请求不完整或地址有误，请核对网址后重试。"))


def _said(request: HttpRequest, status: HTTPStatus, detail: str, **context: object) -> HttpResponse:
    """The page of this error; to programs, which ask below /api/, ``detail`` alone."""
    if request.path_info.startswith("/api/"):
        return JsonResponse({"detail": detail}, status=status, json_dumps_params={"ensure_ascii": False})
    return render(request, f"{status:d}.html", context, status=status)
