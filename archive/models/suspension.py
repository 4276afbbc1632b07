from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.models.newspaper import Newspaper


class Suspension(models.Model):
    """休刊: days on which a newspaper said that it would not appear."""

    newspaper = models.ForeignKey(Newspaper, models.CASCADE, related_name="suspensions", verbose_name=_("报纸"))
    first_day = models.DateField(_("首日"))
    last_day = models.DateField(_("末日"))
    note = models.CharField(
        _("所据"), max_length=300, blank=True, help_text=_("如：2026年2月14日第1版的休刊启事；显示在日历上")
    )

    class Meta:
        verbose_name = _("休刊")
        verbose_name_plural = _("休刊")
        ordering = ["first_day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="suspension_days_in_order",
                violation_error_message=_("末日不能早于首日。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_day} – {self.last_day}"
