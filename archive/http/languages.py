"""The language of the interface. Every address serves all of settings.LANGUAGES; what was printed is never translated."""

from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language


class LanguageMiddleware(LocaleMiddleware):
    """The language that was chosen; else the first that the browser asks for and there is; else Chinese.

    Django names only Accept-Language in Vary where no address begins with a language, though the cookie decides first.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response = super().process_response(request, response)
        patch_vary_headers(response, ("Cookie",))
        return response


# Without a token, so that no page differs from reader to reader or gives out a cookie that nobody asked for: all that
# another site could do is to change the language.
choose = csrf_exempt(set_language)
