"""Who may send how much: told from the head of a request, before anything of its body is read or written to disk."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from archive.http import LONGEST_BODY
from archive.http.errors import said
from archive.models.renditions import MOST_BYTES

MOST_OF_FORMS = 3 * 2**20  # bytes: an editor's form without files; Django itself takes 2.5 MB of fields
MOST_WITH_IMAGE = MOST_BYTES + 2**20


class UploadMiddleware:
    """Answers 302 to the log-in, 400, 403, 411 or 413 for a body that its sender may not send. Wants ``request.user``.

    Django's check of forms for forgery reads the body, and keeps its files, before any view asks who sent them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdecimal()):
            raise BadRequest("the length of the body is no number")
        has_body = int(length) > 0
        if "HTTP_TRANSFER_ENCODING" in request.META:
            return HttpResponse(
                _("请求未说明内容长度（Content-Length）。"),
                status=HTTPStatus.LENGTH_REQUIRED,
                content_type="text/plain; charset=utf-8",
            )
        return (self._refused(request) if has_body else None) or self.get_response(request)

    def _refused(self, request: HttpRequest) -> HttpResponse | None:
        desk, login = reverse("admin:index"), reverse("admin:login")
        most = LONGEST_BODY
        if request.path.startswith(desk) and request.path != login:
            if not (request.user.is_active and request.user.is_staff):
                return redirect_to_login(request.path, login)
            most = MOST_OF_FORMS
            if request.path.startswith(reverse("admin:archive_page_changelist")):
                if not any(request.user.has_perm(f"archive.{act}_page") for act in ("add", "change", "delete")):
                    raise PermissionDenied
                most = MOST_WITH_IMAGE
        if int(request.META["CONTENT_LENGTH"]) <= most:
            return None
        message = _("上传内容过大：最多 %(kilobytes)d KB。") % {"kilobytes": most // 2**10}
        return said(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, message)
