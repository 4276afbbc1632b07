"""Second visits: a page that would say the same as before is answered 304 without being made.

A page shows more than the record at its address: its neighbours, articles like it, the hits of a search. So its
validator stands for the version of the whole record and that of the index, and for what was asked for by whom.
Withdrawing one article makes every page new; reading on in a record that rests makes none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache, wraps

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import parse_etags
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt

from archive.models import RecordVersion
from archive.models.addressing import absolute

View = Callable[..., HttpResponse]
_PROGRAM = ("archive/**/*.py", "search/**/*.py", "templates/**/*.*", "locale/**/*.mo")


def revalidated(view: View) -> View:
    """The view, its answers to be kept but asked for again each time: with ``ETag``, ``Cache-Control`` and ``Vary``.

    Answers 304 to who has the page as it stands, at the cost of two small queries and a look at the index. Only a page
    (200) has an ETag, and only for a page is there a 304: of what is not there, moved or went wrong, nothing is kept.
    The view is only read from: it answers other methods 405 itself, with or without a token.
    """

    @wraps(view)
    def inner(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        # A cache shared by others may keep what is shown to everybody, not what somebody sees who is logged in.
        kept = "private, no-cache" if request.user.is_authenticated else "no-cache"
        response = _answer(view, request, *args, **kwargs)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = kept
        patch_vary_headers(response, ("Cookie", "Accept-Language"))
        return response

    return csrf_exempt(inner)


def _answer(view: View, request: HttpRequest, *args, **kwargs) -> HttpResponse:
    validator = _validator(request) if request.method in ("GET", "HEAD") else None
    if validator is None:
        return view(request, *args, **kwargs)
    # Who names this validator was given it with the page itself: what it stands for is a page still.
    if _opaque(validator) in map(_opaque, parse_etags(request.headers.get("If-None-Match", ""))):
        response = get_conditional_response(request, etag=validator)
        response["ETag"] = validator
        return response
    response = view(request, *args, **kwargs)
    if response.status_code != 200:
        return response
    response["ETag"] = validator
    return get_conditional_response(request, etag=validator, response=response)


def _opaque(etag: str) -> str:
    """The validator without the mark of a weak one: both are the same to If-None-Match."""
    return etag.removeprefix("W/")


def _validator(request: HttpRequest) -> str | None:
    """What stands for the page: another whenever the page could be another. None while templates are being written."""
    if settings.DEBUG:
        return None
    said = [
        absolute(request.get_full_path(), request),
        request.headers.get("Accept", ""),  # the API answers in more than one form
        _program(),
        RecordVersion.current(),
        import_string(settings.INDEX_VERSION)(),
        get_language(),
        timezone.localdate().isoformat(),  # some things are shown on their day
        str(request.user.pk),
    ]
    return f'W/"{hashlib.sha256(repr(said).encode()).hexdigest()[:32]}"'


@cache
def _program() -> str:
    """What stands for the code, the templates and translations, the static files, and what the environment says."""
    sheets = getattr(staticfiles_storage, "manifest_hash", "")
    digest = hashlib.sha256(repr((sheets, settings.FOOTER, settings.NOINDEX, settings.SITE_URL)).encode())
    for pattern in _PROGRAM:
        for path in sorted(settings.BASE_DIR.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()
