"""Where a reading differs from what a person left in the record, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from archive.ingest.differences import BLOCKS, BYLINES, PHOTOS, VANISHED, WITHHELD
from archive.models import Article, Reading, SourceText

_WHAT = {
    BYLINES: gettext_lazy("署名"),
    BLOCKS: gettext_lazy("正文"),
    PHOTOS: pgettext_lazy("类别", "图片"),
    VANISHED: gettext_lazy("不再识别出这篇文章"),
    WITHHELD: gettext_lazy("归入另一篇的文字"),
}
_LENGTH = 60  # characters of a wording


def told(source: SourceText) -> list[tuple[str, str, str]]:
    """Of each difference: the article, what of it, and how that is read."""
    reading = Reading.objects.filter(source=source).first()
    if reading is None or not reading.differences:
        return []
    read = {item["key"]: item for item in reading.unpacked if item.get("key")}
    keys = {each["key"] for each in reading.differences} - {""}
    titles = {article.key: article.title for article in Article.objects.filter(key__in=keys).prefetch_related("parts")}
    return [
        (
            titles.get(each["key"], each["key"]) or _("（未收为文章）"),
            str(_WHAT.get(each["what"]) or Article._meta.get_field(each["what"]).verbose_name),
            _short(_read_as(each, read.get(each["key"], {}), source.text)),
        )
        for each in reading.differences
    ]


def _read_as(difference: dict, item: dict, text: str) -> str:
    what = difference["what"]
    if what == BYLINES:
        return " ".join(
            f"{affiliation}{role} {name}".strip() for name, role, affiliation, _kind in item.get("bylines", ())
        )
    if what in _WHAT:
        return " ".join(text[start:end] for start, end in difference["spans"])
    return str(item.get("fields", {}).get(what) or "")


def _short(words: str) -> str:
    words = " ".join(words.split())
    return f"“{words[:_LENGTH]}{'……' if len(words) > _LENGTH else ''}”" if words else _("（空）")
