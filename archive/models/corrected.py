from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Corrected(models.Model):
    """A record that is reviewed by another than its last corrector; of an article, its versions tell who that is."""

    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("最后改动者"),
    )

    class Meta:
        abstract = True
