from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.utf8_json import Utf8Encoder, packed, unpacked


class ChangeSet(models.Model):
    """改动: one act of a person or an import, that one undo takes back.

    ``finished`` is None while it runs, and for ever if it was cut short: what was done until then is there, and can be
    undone. Never public: who, and why.
    """

    class Kind(models.TextChoices):
        IMPORT = "import", _("导入")
        REREAD = "reread", _("重新识读")
        CORRECT = "correct", _("校改")
        SPLIT = "split", pgettext_lazy("改动", "拆分")
        JOIN = "join", pgettext_lazy("改动", "合并")
        TAKE_APART = "take_apart", _("拆开转版")
        MOVE = "move", pgettext_lazy("改动", "移动")
        WITHDRAW = "withdraw", _("撤稿")
        BRING_BACK = "bring_back", _("恢复")
        SUSPEND = "suspend", pgettext_lazy("改动", "暂停公开")
        LIFT = "lift", _("解除暂停")
        PUBLISH = "publish", pgettext_lazy("改动", "发布")
        REDACT = "redact", pgettext_lazy("改动", "遮盖")
        MERGE_ISSUES = "merge_issues", _("合并期")
        CLOSE = "close", _("停止公开旧版")
        UNDO = "undo", pgettext_lazy("改动", "撤销")

    # What an act of a kind was more exactly, if it has this among its effects.
    OF_REDACTIONS = {"lifted": pgettext_lazy("改动", "解除遮盖"), "drawn": _("标出遮盖位置")}
    DEEDS = {Kind.REDACT: OF_REDACTIONS, Kind.CORRECT: {"deleted": pgettext_lazy("改动", "删除")}}

    at = models.DateTimeField(_("时间"), auto_now_add=True, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("何人")
    )
    kind = models.CharField(_("类别"), max_length=12, choices=Kind)
    reason = models.TextField(_("缘由"), blank=True)
    source = models.ForeignKey(
        "archive.SourceText",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="changesets",
        verbose_name=_("来源文本"),
    )
    parser_version = models.PositiveIntegerField(_("解析器版本"), null=True, blank=True)
    undoes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by", verbose_name=_("所撤销的改动")
    )
    # What undoing needs and no version holds, in the words of its kind: who stood how before, what was made.
    effects = models.JSONField(_("所为"), encoder=Utf8Encoder, default=dict, editable=False)
    finished = models.DateTimeField(_("完成时间"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("记录", "改动")
        verbose_name_plural = pgettext_lazy("plural", "改动")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.deed_display} {self.shown_at}"

    @property
    def deed(self) -> str:
        """The code of what was done: its kind, or what that was more exactly."""
        return next((effect for effect in self.DEEDS.get(self.kind, ()) if effect in self.effects), self.kind)

    @property
    def deed_display(self) -> str:
        """What was done, in words: 遮盖 or 解除遮盖, 校改 or 删除."""
        return str(self.DEEDS.get(self.kind, {}).get(self.deed) or self.get_kind_display())

    @property
    def shown_at(self) -> str:
        """When it began, by the clock of the site: 2026-11-30 21:14."""
        return f"{localtime(self.at):%Y-%m-%d %H:%M}"


class ArticleVersion(models.Model):
    """版本: the whole of an article as it stood under a number, tied to its key and not to its row.

    Written when it is superseded: the present version has no row, it is the article. ``state`` is JSON in UTF-8,
    compressed; see ``archive.acts.versions`` for its form.
    """

    key = models.CharField(_("文章标识"), max_length=200)
    number = models.PositiveIntegerField(_("版本号"))
    changeset = models.ForeignKey(
        ChangeSet, models.PROTECT, null=True, related_name="versions", verbose_name=_("由何改动而来")
    )
    state = models.BinaryField(_("全文"), editable=False)
    shown = models.BooleanField(_("曾公开"))
    closed = models.CharField(_("停止公开的缘由"), max_length=12, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("版本")
        ordering = ["key", "number"]
        constraints = [models.UniqueConstraint(fields=["key", "number"], name="article_version_unique")]

    def __str__(self) -> str:
        return f"{self.key} {self.number}"

    @staticmethod
    def packed(state: dict) -> bytes:
        """The state as it is stored."""
        return packed(state)

    @property
    def unpacked(self) -> dict:
        """The state as it was given to ``packed``."""
        return unpacked(self.state)
