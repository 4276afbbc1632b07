from __future__ import annotations

import secrets

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _


class RecordVersion(models.Model):
    """One row for the whole record: a token that is another after every change, and the number of the latest one.

    The token is drawn by lot, not counted: a record restored from a copy never comes to one that stood for something
    else. ``sequence`` orders changes (see ``archive.models.change_sequence``); it counts on within ``epoch``, which is drawn by lot
    too, and anew when a copy was restored.
    """

    token = models.CharField(_("版本"), max_length=32)
    epoch = models.CharField(_("纪元"), max_length=16, null=True, editable=False)  # noqa: DJ001 - a new column
    sequence = models.BigIntegerField(_("序号"), null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("记录的版本")

    def __str__(self) -> str:
        return self.token

    @classmethod
    def current(cls) -> str:
        """The token of now, '' before the first change."""
        return cls.objects.values_list("token", flat=True).first() or ""

    @classmethod
    def rotate(cls) -> None:
        """Put another token in the place of the present one, in the transaction of the change."""
        row = cls(pk=1, token=secrets.token_hex(8))
        cls.objects.bulk_create([row], update_conflicts=True, unique_fields=["id"], update_fields=["token"])

    @classmethod
    def position(cls) -> tuple[str, int]:
        """The epoch and the highest number given in it; ('', 0) before the first."""
        epoch, sequence = cls.objects.values_list("epoch", "sequence").first() or (None, None)
        return epoch or "", sequence or 0

    @classmethod
    def advance(cls) -> int:
        """The next number. The row stays locked until the transaction ends: numbers are given in the order of commits."""
        following = {
            "sequence": Coalesce(F("sequence"), 0) + 1,
            "epoch": Coalesce(F("epoch"), Value(secrets.token_hex(4))),
        }
        if not cls.objects.filter(pk=1).update(**following):
            cls.rotate()
            cls.objects.filter(pk=1).update(**following)
        return cls.objects.values_list("sequence", flat=True).get(pk=1)

    @classmethod
    def begin_epoch(cls) -> None:
        """After a copy of the record was put back: cursors given since it was made are no longer answered."""
        cls.rotate()
        cls.objects.filter(pk=1).update(epoch=secrets.token_hex(4))
