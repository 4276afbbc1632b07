from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class FailedLogin(models.Model):
    """Log-ins with one user name from one address that have not succeeded; see ``archive.http.logins``.

    Neither is stored as it is: people type passwords where the name belongs.
    """

    digest = models.CharField(_("用户名与网络地址的摘要"), max_length=64, unique=True)
    failures = models.PositiveIntegerField(_("失败次数"))
    last = models.DateTimeField(_("最近一次"), db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = _("登录失败记录")

    def __str__(self) -> str:
        return f"{self.digest[:8]} {self.failures}"
