"""How a record is cited, in every style."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from archive.pages.citations import STYLES, Citation

register = template.Library()


@register.inclusion_tag("archive/_cite.html")
def cite(citation: Citation, what: str, language: str) -> dict[str, Any]:
    """``what`` is cited, in words; ``language`` is that of what it says. Styles of the reader's language come first."""
    mine = (get_language() or "").partition("-")[0]
    today = timezone.localdate()
    styles = sorted(STYLES.items(), key=lambda pair: pair[1].language.partition("-")[0] != mine)
    written = [(key, style, style.write(citation, today)) for key, style in styles]
    return {"what": what, "written": written, "language": language, "supplied": citation.has_supplied}
