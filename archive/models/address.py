from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Address(models.Model):
    """Every path that ever answered, and what it leads to now: one record, or nothing, with the reason.

    An article's path is never given to another article. Those of newspapers, issues and pages pass to the record whose
    own place they are.
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
    # Of an article's path that is gone: the article's key, for which a tombstone stands. None of others.
    key = models.CharField(_("文章标识"), max_length=200, null=True, editable=False)  # noqa: DJ001 - a new column
    gone_reason = models.TextField(_("不再存在的缘由"), blank=True)
    created = models.DateTimeField(_("启用时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("地址")
        verbose_name_plural = pgettext_lazy("plural", "地址")
        ordering = ["path"]
        # Few paths ever pass: whoever deletes a record looks for those that it had.
        indexes = [
            models.Index(
                fields=[f"former_{kind}"],
                condition=models.Q(**{f"former_{kind}__isnull": False}),
                name=f"address_{kind}",
            )
            for kind in ("newspaper", "issue", "page")
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def target(self) -> models.Model | None:
        """The record that the path leads to, or None if it is gone."""
        return next((record for name in self.TARGETS if (record := getattr(self, name)) is not None), None)

    @property
    def former(self) -> models.Model | None:
        """The record that the path led to before, ``until`` then; None if that was none, or is deleted."""
        return self.former_newspaper or self.former_issue or self.former_page
