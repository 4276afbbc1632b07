from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Change(models.Model):
    """When an article that is or was public last changed: one row a key. See ``archive.models.change_sequence``.

    ``sequence`` is a number of the whole record. A public article without a row counts as changed at 0.
    """

    key = models.CharField(_("文章标识"), max_length=200, unique=True)
    sequence = models.BigIntegerField(_("序号"))
    at = models.DateTimeField(_("时间"), default=timezone.now)
    gone = models.BooleanField(_("不再公开"))

    class Meta:
        verbose_name = verbose_name_plural = _("变更次序")
        ordering = ["sequence", "key"]
        indexes = [models.Index(fields=["sequence", "key"])]

    def __str__(self) -> str:
        return f"{self.sequence} {self.key}"


class Tombstone(models.Model):
    """撤下的标识: stands for a key that was once public while it is not. Never a name or a headline."""

    class Kind(models.TextChoices):
        """Why a key is gone: first what an editor chooses from, then what follows from an act."""

        REQUEST = "request", _("当事人申请")
        PERSONAL = "personal", _("个人信息")
        COPYRIGHT = "copyright", _("著作权")
        DUPLICATE = "duplicate", _("重复收录")
        ERROR = "error", _("识别或著录错误")
        CHECKING = "checking", _("核实中")
        OTHER = "other", _("其他")
        SUSPENDED = "suspended", _("暂停公开")
        REREAD = "reread", _("重新识读后不再有")
        UNDONE = "undone", _("导入已撤销")
        JOINED = "joined", _("并入另一篇")
        DELETED = "deleted", _("已删除")

    REASONS = (
        Kind.REQUEST,
        Kind.PERSONAL,
        Kind.COPYRIGHT,
        Kind.DUPLICATE,
        Kind.ERROR,
        Kind.CHECKING,
        Kind.OTHER,
    )
    BY_IMPORT = (Kind.REREAD, Kind.UNDONE)  # of what an import brings back that reads it again
    REASON_CHOICES = [(kind.value, kind.label) for kind in REASONS]

    key = models.CharField(_("文章标识"), max_length=200, unique=True)
    newspaper = models.CharField(_("报纸的地址名"), max_length=80, blank=True)
    kind = models.CharField(_("缘由"), max_length=12, choices=Kind)
    at = models.DateTimeField(_("时间"), default=timezone.now)
    successor = models.CharField(_("后继的标识"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("撤下的标识")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key
