"""The doubts that reading a text left, in words, with what was in favour of reading it so."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from archive.models import Article
from archive.parsing.decide.reasons import WORDS
from archive.parsing.types import WARNING_CODES
from archive.spans.intervals import common, union


def of_article(article: Article) -> list[dict]:
    """The doubts about words of an article, until it is reviewed."""
    if article.reviewed:
        return []
    return [
        doubt
        for part in article.parts.select_related("source")
        if part.source is not None
        for doubt in part.source.warnings
        if doubt["span"] and common(union([doubt["span"]]), union(part.spans))
    ]


def shown(doubts: Iterable[dict]) -> SafeString:
    """Each doubt on a line, its reasons under it."""
    return format_html_join(
        "",
        "<div>{}{}{}{}</div>",
        (
            (_(WARNING_CODES.get(each["code"], each["code"])), _("："), each["text"], _reasons(each.get("reasons", ())))
            for each in doubts
        ),
    )


def _reasons(codes: Iterable[str]) -> SafeString | str:
    words = [_(WORDS[code]) for code in codes if code in WORDS]  # those of another version may be none now
    return format_html('<div class="quiet">{}{}</div>', _("这样读，是因为："), _("；").join(words)) if words else ""
