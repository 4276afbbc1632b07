import hashlib

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.issue import Page
from archive.models.utf8_json import Utf8Encoder
from archive.parsing.types import TextKind
from archive.receive.encodings import decode


class SourceText(models.Model):
    """A received file: its bytes as they came, and how they were read. Never changed, never lost."""

    class State(models.TextChoices):
        CURRENT = "current", _("在用")
        HELD = "held", _("待处理")
        SUPERSEDED = "superseded", _("已被取代")  # by an editor: no import brings it back
        UNDONE = "undone", _("导入已撤销")
        REFUSED = "refused", _("拒收")

    TEXT_KINDS = [
        (TextKind.MARKDOWN.value, _("带标记的识别文本")),
        (TextKind.COLUMNS.value, _("PDF 的分栏文本")),
        (TextKind.PLAIN.value, _("一段一行的纯文本")),
    ]

    sha256 = models.CharField(_("文本的 SHA-256"), max_length=64, unique=True, editable=False)
    data = models.BinaryField(_("原始字节"), editable=False)
    encoding = models.CharField(_("编码"), max_length=20, blank=True, editable=False)
    names = models.JSONField(_("文件名"), encoder=Utf8Encoder, default=list, editable=False)
    origin = models.CharField(_("来处"), max_length=300, blank=True)
    text_kind = models.CharField(_("文本种类"), max_length=12, blank=True, editable=False, choices=TEXT_KINDS)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.CURRENT)
    reason = models.TextField(_("缘由"), blank=True)
    page = models.ForeignKey(Page, models.SET_NULL, null=True, blank=True, related_name="sources", verbose_name=_("版"))
    parser_version = models.PositiveIntegerField(_("解析器版本"), default=0, editable=False)
    # What the import was told (entry), what it said of the place (said), and marks of what it read and found deleted.
    import_record = models.JSONField(_("导入记录"), encoder=Utf8Encoder, default=dict, blank=True, editable=False)
    warnings = models.JSONField(_("疑点"), encoder=Utf8Encoder, default=list, blank=True, editable=False)
    spans = models.JSONField(_("文字归属"), encoder=Utf8Encoder, default=list, blank=True, editable=False)
    account = models.JSONField(_("字数账"), encoder=Utf8Encoder, default=dict, blank=True, editable=False)
    received = models.DateTimeField(_("收到时间"), auto_now_add=True)
    changed = models.DateTimeField(_("改动时间"), auto_now=True)

    class Meta:
        verbose_name = _("来源文本")
        verbose_name_plural = pgettext_lazy("plural", "来源文本")
        ordering = ["-received", "-pk"]
        permissions = [
            ("import_sourcetext", _("导入文本")),
            ("view_hidden", _("查看不公开的文字")),
        ]
        indexes = [models.Index(fields=["state"])]

    def __str__(self) -> str:
        return self.names[0] if self.names else self.sha256[:12]

    @cached_property
    def text(self) -> str:
        """The decoded text, line ends as ``\\n``: what every span counts its characters in."""
        if not self.encoding:
            return ""
        return decoded(bytes(self.data), self.encoding)


def decoded(data: bytes, encoding: str) -> str:
    """The text that ``data`` spells in ``encoding``, without byte order mark, line ends as ``\\n``.

    What it gives never changes: spans and fingerprints count its characters. A codec that reads otherwise has a name of
    its own.
    """
    return decode(data, encoding).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def fingerprint(text: str) -> str:
    """The identity of a received text: the same words are the same text, in whatever encoding they came."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
