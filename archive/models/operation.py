from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.utf8_json import Utf8Encoder


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **_values: Any) -> NoReturn:
        raise TypeError(_NEVER)

    def delete(self) -> NoReturn:
        raise TypeError(_NEVER)


class Operation(models.Model):
    """操作记录: that somebody did something, from where and to what. Written once, by ``archive.acts.operation_log.record``.

    ``by`` is None for what nobody did who was logged in: a command, a failed log-in.
    """

    class Kind(models.TextChoices):
        LOGIN = "login", _("登录")
        LOGIN_FAILED = "login_failed", _("登录失败")
        LOGOUT = "logout", _("退出登录")
        ACCOUNT = "account", _("账号变更")
        PERMISSIONS = "permissions", _("权限变更")
        ACT = "act", _("改动")
        EXPORT = "export", pgettext_lazy("操作", "导出")
        HIDDEN_VIEW = "hidden_view", _("查看不公开内容")
        SETTINGS = "settings", _("设置变更")

    at = models.DateTimeField(_("时间"), default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,  # users are deactivated, never deleted
        null=True,
        related_name="operations",
        editable=False,
        verbose_name=_("用户"),
    )
    name = models.CharField(_("当时的用户名"), max_length=150, blank=True, editable=False)
    kind = models.CharField(_("种类"), max_length=20, choices=Kind, editable=False)
    about = models.TextField(_("对象"), blank=True, editable=False)
    address = models.CharField(_("网络地址"), max_length=50, blank=True, editable=False)
    details = models.JSONField(_("详情"), encoder=Utf8Encoder, default=dict, editable=False)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("操作记录")
        verbose_name_plural = pgettext_lazy("plural", "操作记录")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["at"]),
            models.Index(fields=["kind", "at"]),
            models.Index(fields=["address", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.about}".strip()

    def save(self, **options: Any) -> None:
        if not self._state.adding:
            raise TypeError(_NEVER)
        super().save(**options | {"force_insert": True})  # else one with a known pk would be written over

    def delete(self, **_options: Any) -> NoReturn:
        raise TypeError(_NEVER)


_NEVER = "an operation that was recorded is never changed or deleted"
