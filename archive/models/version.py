from __future__ import annotations

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _


class Version(models.Model):
    """One row: a word that is another after every change of the record, renewed in the transaction of the change.

    Drawn by lot, not counted: a record restored from a copy never comes to a word that stood for something else.
    """

    word = models.CharField(_("版本"), max_length=32)

    class Meta:
        verbose_name = verbose_name_plural = _("记录的版本")

    def __str__(self) -> str:
        return self.word

    @classmethod
    def current(cls) -> str:
        """The word of now, '' before the first change."""
        return cls.objects.values_list("word", flat=True).first() or ""

    @classmethod
    def renew(cls) -> None:
        row = cls(pk=1, word=secrets.token_hex(8))
        cls.objects.bulk_create([row], update_conflicts=True, unique_fields=["id"], update_fields=["word"])
