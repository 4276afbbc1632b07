"""What every page says beside its own content: facts for machines, and who keeps the site."""

import json
from collections.abc import Iterable
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from archive.models.addressing import absolute

register = template.Library()

# Within a script element only these could end it, or begin a comment that hides its end; JSON may spell them so.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@register.filter
def linked_data(said: Iterable[dict[str, Any]]) -> SafeString:
    """Each value as JSON-LD in a script element of its own, which no browser runs and no text can break out of.

    >>> linked_data([{"name": "</script>"}])
    '<script type="application/ld+json">{"name": "\\\\u003c/script\\\\u003e"}</script>'
    """
    safe = (mark_safe(json.dumps(each, ensure_ascii=False).translate(_ESCAPES)) for each in said)  # noqa: S308
    return format_html_join("\n", '<script type="application/ld+json">{}</script>', ((each,) for each in safe))


@register.simple_tag(takes_context=True)
def https_address(context: template.Context) -> str:
    """Where to log in to a site of https, if this request came by http, as its cookies never do; else ''."""
    request = context.get("request")
    asked_plainly = request is not None and not request.is_secure() and settings.SITE_URL.startswith("https:")
    return absolute(request.get_full_path()) if asked_plainly else ""


@register.inclusion_tag("archive/_footer.html")
def site_footer() -> dict[str, str]:
    """Registration, contact and rights, as the settings give them."""
    return settings.FOOTER
