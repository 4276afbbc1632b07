from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class IndexTask(models.Model):
    """An article that the index has still to take up as it stands now, or to drop if readers may no longer see it.

    Written in the transaction of the change itself, so that none is lost; see ``search.indexing``.
    """

    key = models.CharField(_("文章标识"), max_length=200)
    created = models.DateTimeField(_("登记时间"), auto_now_add=True)
    # What the index had of it until now may stay in no file: None if it may, until its segment is merged.
    erases = models.BooleanField(_("抹去旧内容"), null=True, editable=False)
    written = models.BooleanField(_("已写入旧索引"), default=False, help_text=_("重建索引期间留着，好让新索引也写入"))

    class Meta:
        verbose_name = _("待写入索引的文章")
        verbose_name_plural = pgettext_lazy("plural", "待写入索引的文章")
        ordering = ["pk"]
        indexes = [models.Index(fields=["written", "id"])]

    def __str__(self) -> str:
        return self.key
