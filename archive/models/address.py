from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Address(models.Model):
    """Every path that ever answered, and what it leads to now: one record, or nothing, with the reason.

    A path once given is never given to anything else.
    """

    TARGETS = ("newspaper", "issue", "page", "article")

    path = models.CharField(_("路径"), max_length=300, unique=True)
    newspaper = models.ForeignKey(
        "archive.Newspaper", models.SET_NULL, null=True, blank=True, related_name="addresses", verbose_name=_("报纸")
    )
    issue = models.ForeignKey(
        "archive.Issue", models.SET_NULL, null=True, blank=True, related_name="addresses", verbose_name=_("期")
    )
    page = models.ForeignKey(
        "archive.Page", models.SET_NULL, null=True, blank=True, related_name="addresses", verbose_name=_("版")
    )
    article = models.ForeignKey(
        "archive.Article", models.SET_NULL, null=True, blank=True, related_name="addresses", verbose_name=_("文章")
    )
    # Who held the path before it came to the record whose own place it is, and until when.
    former_newspaper = models.ForeignKey(
        "archive.Newspaper", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    former_issue = models.ForeignKey(
        "archive.Issue", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    former_page = models.ForeignKey(
        "archive.Page", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    until = models.DateTimeField(_("换主时间"), null=True, blank=True)
    gone_reason = models.TextField(_("不再存在的缘由"), blank=True)
    created = models.DateTimeField(_("启用时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("地址")
        verbose_name_plural = pgettext_lazy("plural", "地址")
        ordering = ["path"]

    def __str__(self) -> str:
        return self.path

    @property
    def target(self) -> models.Model | None:
        """The record that the path leads to, or None if it is gone."""
        return next((record for name in self.TARGETS if (record := getattr(self, name)) is not None), None)
