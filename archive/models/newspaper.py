from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.address_spelling import Addressed
from archive.models.corrected import Corrected
from archive.models.utf8_json import Utf8Encoder

# Languages of newspapers here that are written from right to left.
_RIGHT_TO_LEFT = ("ug", "kk-Arab", "ky-Arab", "ar", "fa", "he")


def direction_of(language: str) -> str:
    """The HTML ``dir`` of a text in the language (BCP 47)."""
    return "rtl" if language.startswith(_RIGHT_TO_LEFT) else "ltr"


class Release(models.TextChoices):
    """发布方式: when what an import reads becomes public."""

    AT_ONCE = "at_once", _("导入即公开")
    REVIEWED = "reviewed", _("审核后公开")


class Newspaper(Corrected, Addressed):
    """报纸: one record per title as its masthead prints it."""

    name = models.CharField(_("报名"), max_length=100, unique=True, help_text=_("报头所印的名称"))
    slug = models.SlugField(_("地址名"), max_length=80, unique=True, help_text=_("用在网址里；改了以后旧网址仍然有效"))
    # Names the newspaper in ids, whatever becomes of its slug: minted once, and never another's.
    key = models.CharField(_("标识"), max_length=90, null=True, editable=False)  # noqa: DJ001 - a new column
    aliases = models.JSONField(
        _("别名与标记"),
        encoder=Utf8Encoder,
        default=list,
        blank=True,
        help_text=_("版面上能认出这份报纸的其他字样，如 [“通辽融媒”]"),
    )
    place = models.CharField(_("地点"), max_length=100, blank=True)
    publisher = models.CharField(_("主办或出版者"), max_length=200, blank=True)
    cn_number = models.CharField(_("国内统一刊号"), max_length=40, blank=True)
    language = models.CharField(
        _("语言与文字"), max_length=20, default="zh-Hans", help_text=_("BCP 47，如 zh-Hans、zh-Hant、mn-Mong、ug")
    )
    continues = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="continued_by", verbose_name=_("前身")
    )
    frequency = models.CharField(_("刊期"), max_length=60, blank=True, help_text=_("如 日报、周二至周六"))
    rights = models.TextField(_("版权说明"), blank=True)
    release = models.CharField(  # noqa: DJ001 - a new column without a default
        _("发布方式"), max_length=12, choices=Release, null=True, blank=True, help_text=_("不选即为“导入即公开”")
    )
    reviewed = models.BooleanField(_("已核对"), default=False)
    # By field, what a manifest last said: what the record says otherwise is an editor's.
    catalogued = models.JSONField(_("清单所载"), encoder=Utf8Encoder, default=dict, editable=False)

    class Meta:
        verbose_name = _("报纸")
        verbose_name_plural = pgettext_lazy("plural", "报纸")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name

    @property
    def publishes_after_review(self) -> bool:
        """Whether what comes from now on waits until it is published."""
        return self.release == Release.REVIEWED

    @property
    def direction(self) -> str:
        """The HTML ``dir`` of its text."""
        return direction_of(self.language)
