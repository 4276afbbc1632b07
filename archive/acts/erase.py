"""Erasing: what is redacted everywhere, blanked in the stored bytes too, so that nothing can bring it back.

The received text keeps its length and its identity: as many ▇ stand in it as characters were erased, and its sha256 stays
that of the text as it came, so that the same file is known when it comes again; what is stored is read then, not what
came (see ``archive.ingest.redacted``). Copies outside of the archive are beyond reach; ``out_of_reach`` names them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import AbstractUser
from django.core.files.base import ContentFile
from django.db import connection, models
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from archive.acts.change import change
from archive.acts.masks import mask_reading, masked_in
from archive.acts.redact import redraw
from archive.acts.refusal import demand
from archive.models import Article, ChangeSet, Masked, Operation, PageImage, Redaction, SourceText
from archive.receive import encodings
from archive.signals import articles_changed
from archive.spans.masking import Stretch, Words

CONFIRMATION = "彻底删除"  # typed, in any language, by whoever erases


def erase(redactions: Collection[Redaction], *, by: AbstractUser | None) -> None:
    """Blank what these redactions, standing ones of reach ``everywhere``, hide: in the stored bytes of their received texts
    and of others of the same pages, in what was read of them, and in the logs. They can never be lifted.

    Raises PermissionDenied for a user who may not, ValueError for a redaction that hides nothing everywhere.
    """
    demand(by, "archive.redact_article")
    if any(each.lifted is not None or each.reach != Redaction.Reach.EVERYWHERE for each in redactions):
        raise ValueError("only what is redacted everywhere can be erased")
    _set_secure_delete()
    with change(ChangeSet.Kind.REDACT, by=by) as act, act.lot():
        act.save()
        keys = set(Masked.objects.filter(redaction__in=[each.pk for each in redactions]).values_list("key", flat=True))
        for redaction in redactions:
            if redaction.source is not None and redaction.erased is None:
                _erase(redaction)
        now = timezone.now()
        Redaction.objects.filter(pk__in=[each.pk for each in redactions]).update(erased=now)
        articles_changed.send(sender=Article, keys=sorted(keys - {""}), erased=True)
    _checkpoint()


def out_of_reach(redactions: Iterable[Redaction]) -> list[str]:
    """The copies that the archive knows of or may have, and cannot erase, in words."""
    names = sorted({name for each in redactions if each.source for name in each.source.names})
    pages = {each.page for each in redactions if each.page is not None and not each.is_drawn}
    images = PageImage.objects.filter(page__in=pages).select_related("page__issue__newspaper")
    return [
        _("数据库与 %(folder)s 的备份") % {"folder": settings.DATA_DIR},
        _("导入时的原文件：%(names)s") % {"names": "、".join(names) or "—"},
        _("已导出、下载或被他处抓取的内容"),
        *(_("版面图原图（未标出位置）：%(page)s") % {"page": image.page} for image in images),
    ]


def _erase(redaction: Redaction) -> None:
    source = SourceText.objects.select_related("page").get(pk=redaction.source_id)
    start, end = redaction.start, redaction.end
    plain = {source.pk: source.text}
    words = Words(import_string(settings.FOLDING_PLACES), plain, plain, [Stretch(source.pk, start, end)])
    said = source.text[start:end]
    _blank(source, [(start, end)])
    if source.page is not None:
        # The same words in what was received for the page before, or is held: nobody reads it, but it is stored.
        for other in source.page.sources.exclude(pk=source.pk):
            if places := [(first, last) for first, last, _redaction in words.standing(other.text)]:
                _blank(other, places)
            _mask_readings(other, words)
    _mask_readings(source, words)
    for row in Masked.objects.filter(redaction__source=source.pk):
        origins = [None if place is not None and start <= place < end else place for place in row.origins]
        if origins != row.origins:
            Masked.objects.filter(pk=row.pk).update(origins=origins)
    _mask_logs([line.strip() for line in said.splitlines() if len(line.strip()) > 1], words)
    _blacken_original(redaction)


def _blank(source: SourceText, places: Iterable[tuple[int, int]]) -> None:
    """Write blanks for these characters into the stored bytes; every other byte of them stays."""
    text = source.text
    hidden = {place for start, end in places for place in range(start, end) if not text[place].isspace()}
    data = encodings.blanked(bytes(source.data), source.encoding, _raw_places(source, hidden))
    SourceText.objects.filter(pk=source.pk).update(data=data)
    source.data = data
    del source.text
    if len(source.text) != len(text):
        raise ValueError(f"{source} would have other characters than before")


def _raw_places(source: SourceText, places: set[int]) -> set[int]:
    """Where these characters of the text that spans count are in what its bytes spell: that has a byte order mark, and
    line ends of two signs."""
    raw = encodings.decode(bytes(source.data), source.encoding)
    counted = [at for at, sign in enumerate(raw) if not (sign == "\n" and at and raw[at - 1] == "\r")]
    if raw.startswith("\ufeff"):
        counted = counted[1:]
    return {counted[place] for place in places}


def _mask_readings(source: SourceText, words: Words) -> None:
    mask_reading(source, words)
    said = {name: masked_in(getattr(source, name), words) for name in ("warnings", "import_record")}
    SourceText.objects.filter(pk=source.pk).update(**said)


_LOGS: tuple[tuple[type[models.Model], tuple[str, ...]], ...] = (
    (LogEntry, ("object_repr", "change_message")),
    (ChangeSet, ("reason", "effects")),
    (Operation, ("about", "details")),
)


def _mask_logs(lines: Iterable[str], words: Words) -> None:
    """Mask the words in what is told of former acts."""
    for model, names in _LOGS:
        for name in names:
            for line in lines:
                every = models.QuerySet(model)  # also of what is written once: nothing else ever changes that
                rows = every.alias(told=Cast(name, models.TextField())).filter(told__contains=line)
                for row in rows:
                    said = masked_in(getattr(row, name), words)
                    every.filter(pk=row.pk).update(**{name: said})


def _blacken_original(redaction: Redaction) -> None:
    """Put the print, black where that is drawn, in the place of the picture that was uploaded."""
    image = PageImage.objects.filter(page=redaction.page).first() if redaction.is_drawn else None
    if image is not None:
        redraw(redaction)
        image.refresh_from_db()
        before = image.files()[:1]
        with image.whole.open() as shown:
            image.original.save(f"{image.whole.name.rpartition('/')[0]}/original", ContentFile(shown.read()))
        image.discard(before)


def _set_secure_delete() -> None:
    """Let SQLite overwrite what is deleted from now on in this connection."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def _checkpoint() -> None:
    """Empty SQLite's log of pages, in which what was there before still stands."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
