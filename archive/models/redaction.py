from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.change import Tombstone
from archive.models.changeset import ChangeSet
from archive.models.issue import Page
from archive.models.source import SourceText
from archive.models.utf8_json import Utf8Encoder


class RedactionQuerySet(models.QuerySet):
    def standing(self) -> "RedactionQuerySet":
        """Those that nobody has lifted."""
        return self.filter(lifted=None)

    def everywhere(self) -> "RedactionQuerySet":
        """Those of what leaves by no way."""
        return self.standing().filter(reach=Redaction.Reach.EVERYWHERE)


class Redaction(models.Model):
    """遮盖: characters of a received text that are not shown, or words of the record that stand in none.

    Reach ``source``: they are hidden in the public received text only. Reach ``everywhere``: they leave the archive by
    no way. What they say is told nowhere but in the received text itself.
    """

    class Reach(models.TextChoices):
        SOURCE = "source", _("仅来源文本")
        EVERYWHERE = "everywhere", _("处处遮盖")

    source = models.ForeignKey(
        SourceText, models.PROTECT, null=True, blank=True, related_name="redactions", verbose_name=_("来源文本")
    )
    start = models.PositiveIntegerField(_("起"), null=True, blank=True)
    end = models.PositiveIntegerField(_("止"), null=True, blank=True)
    # The page whose image shows it, and where, in thousandths of the image's width and height; None: not drawn yet.
    page = models.ForeignKey(
        Page, models.SET_NULL, null=True, blank=True, related_name="redactions", verbose_name=_("版")
    )
    left = models.PositiveSmallIntegerField(_("左"), null=True, blank=True)
    top = models.PositiveSmallIntegerField(_("上"), null=True, blank=True)
    right = models.PositiveSmallIntegerField(_("右"), null=True, blank=True)
    bottom = models.PositiveSmallIntegerField(_("下"), null=True, blank=True)
    kind = models.CharField(_("缘由"), max_length=12, choices=Tombstone.REASON_CHOICES)
    reach = models.CharField(_("范围"), max_length=10, choices=Reach)
    changeset = models.ForeignKey(
        ChangeSet, models.PROTECT, null=True, related_name="redactions", verbose_name=_("改动"), editable=False
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("何人")
    )
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    lifted = models.DateTimeField(_("解除时间"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("何人解除")
    )

    erased = models.DateTimeField(_("彻底删除时间"), null=True, blank=True)

    objects = RedactionQuerySet.as_manager()

    class Meta:
        verbose_name = _("遮盖")
        verbose_name_plural = pgettext_lazy("plural", "遮盖")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["source", "start"]), models.Index(fields=["page"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(source=None) | Q(start__isnull=False, end__gt=models.F("start")), name="redaction_stretch"
            )
        ]

    def __str__(self) -> str:
        place = f"{self.source} {self.start}–{self.end}" if self.source_id else str(self.page or "")
        return f"{self.get_reach_display()} {place}".strip()

    @property
    def is_drawn(self) -> bool:
        """Whether it is known where on the page's image it stands."""
        return self.left is not None


class Masked(models.Model):
    """Characters of the record, or of a version, that a redaction put ▇ for, and where they stand in its received text.

    ``place`` names the text: a path into the article's state (see ``archive.acts.versions``), or a teaser or picture outside any article, by number.
    """

    redaction = models.ForeignKey(Redaction, models.CASCADE, related_name="masked")
    key = models.CharField(_("文章标识"), max_length=200, blank=True)
    number = models.PositiveIntegerField(_("版本号"), null=True)  # None: of the record
    place = models.CharField(_("何处"), max_length=300)
    length = models.PositiveIntegerField(_("全文字数"))  # another one now: the text was edited since
    at = models.PositiveIntegerField(_("起"))
    origins = models.JSONField(_("来处"), encoder=Utf8Encoder, default=list)  # of each character, None if not known

    class Meta:
        verbose_name = verbose_name_plural = _("遮盖之处")
        ordering = ["pk"]
        indexes = [models.Index(fields=["key"])]

    def __str__(self) -> str:
        return f"{self.key} {self.place}"
