from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.models.source import SourceText
from archive.models.utf8_json import Utf8Encoder, packed, unpacked


class Reading(models.Model):
    """识别结果: the parser's whole last word on a received text, also where no record corresponds. One row a text.

    ``items`` holds one item an article, in the order of the page::

        {"key": "tongliao-ribao-2026-02-06-p1-a3",            # of the article that it became; None if there is none
         "fields": {"headline": "…", …}, "bylines": [["张三", "记者", "本报", "person"], …],
         "blocks": [{"type": "paragraph", "text": "…", "spans": [[0, 12], …]}, …],
         "photos": [{"caption": "…", "credit": "…", "spans": [[40, 52, "caption"]], "record": 7}, …],
         "spans": [[0, 12, "headline"], …]}

    An item that is ``"deleted": true`` was an article that an editor deleted: it stays here as it was read last, also
    when it is read no longer; of what was deleted before readings were kept only a checksum is known, its ``mark``.
    One without a key that is not deleted is not let into the record. ``kept_out`` are characters of an item that its
    article did not get. A photo without a ``record`` was deleted, unless it is ``withheld``: not let in.

    ``differences`` says where the reading differs from what a person left in the record, each ``{"key", "what",
    "spans"}``: see ``archive.ingest.plan``. What the text says there, the item and the spans tell; it is kept once.
    """

    source = models.OneToOneField(
        SourceText, models.CASCADE, primary_key=True, related_name="reading", verbose_name=_("来源文本")
    )
    parser_version = models.PositiveIntegerField(_("解析器版本"))
    items = models.BinaryField(_("所读"), editable=False)
    differences = models.JSONField(_("识别结果的差异"), encoder=Utf8Encoder, default=list, editable=False)
    differing = models.PositiveIntegerField(_("差异数"), default=0, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("识别结果")
        indexes = [models.Index(fields=["differing"], condition=models.Q(differing__gt=0), name="reading_differing")]

    def __str__(self) -> str:
        return str(self.source)

    @staticmethod
    def packed(items: list[dict]) -> bytes:
        """The items as they are stored."""
        return packed(items)

    @property
    def unpacked(self) -> list[dict]:
        """The items as they were given to ``packed``."""
        return unpacked(self.items)
