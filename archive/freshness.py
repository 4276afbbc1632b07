"""Second visits: a page that would say the same as before is answered 304 without being made.

One validator serves every public page. A page shows more than the record at its address: its neighbours, articles like
it, the hits of a search. So what stands for all of them is the version of the whole record, and that of the index.
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
from django.utils.cache import patch_vary_headers
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.views.decorators.http import condition

from archive.models import Version

View = Callable[..., HttpResponse]
_PROGRAM = ("archive/**/*.py", "search/**/*.py", "templates/**/*.*", "locale/**/*.mo")


def revalidated(view: View) -> View:
    """The view, its answers to be kept but asked for again each time: with ``ETag``, ``Cache-Control`` and ``Vary``.

    Answers 304 to who has the page as it stands, at the cost of two small queries and a look at the index. Only a page
    (200) gets an ETag; of what is not there, moved or went wrong, nothing is kept.
    """
    conditional = condition(etag_func=_validator)(view)

    @wraps(view)
    def inner(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        # A cache shared by others may keep what is shown to everybody, not what somebody sees who is logged in.
        kept = "private, no-cache" if request.user.is_authenticated else "no-cache"
        response = conditional(request, *args, **kwargs)
        if response.status_code not in (200, 304):
            del response["ETag"]
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = kept
        patch_vary_headers(response, ("Cookie", "Accept-Language"))
        return response

    return inner


def _validator(request: HttpRequest, *_args, **_kwargs) -> str | None:
    """What stands for the page: another whenever the page could be another. None while templates are being written."""
    if settings.DEBUG:
        return None
    said = [
        _program(),
        Version.current(),
        import_string(settings.INDEX_VERSION)(),
        get_language(),
        timezone.localdate().isoformat(),  # some things are shown on their day
        str(request.user.pk),
    ]
    return f'W/"{hashlib.sha256("|".join(said).encode()).hexdigest()[:32]}"'


@cache
def _program() -> str:
    """What stands for the code, the templates and translations, the static files, and what the environment says."""
    sheets = getattr(staticfiles_storage, "manifest_hash", "")
    digest = hashlib.sha256(repr((sheets, settings.FOOTER, settings.NOINDEX, settings.SITE_URL)).encode())
    for pattern in _PROGRAM:
        for path in sorted(settings.BASE_DIR.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()
