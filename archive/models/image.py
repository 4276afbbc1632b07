from __future__ import annotations

import secrets

from django.core.files.base import ContentFile, File
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from archive.models.issue import Page
from archive.models.renditions import Print


class PageImage(models.Model):
    """版面图: what a page looks like. Kept are the file as it was uploaded, and two prints of it to show."""

    page = models.OneToOneField(Page, models.CASCADE, related_name="image", verbose_name=_("版"))
    original = models.FileField(_("上传的图"), editable=False)
    whole = models.FileField(_("原大的图"), editable=False)
    small = models.FileField(_("缩小的图"), editable=False)
    width = models.PositiveIntegerField(_("宽"), editable=False)
    height = models.PositiveIntegerField(_("高"), editable=False)
    small_width = models.PositiveIntegerField(_("缩小后的宽"), editable=False)
    small_height = models.PositiveIntegerField(_("缩小后的高"), editable=False)
    note = models.CharField(
        _("来源"), max_length=300, blank=True, help_text=_("如：某图书馆藏，2026年扫描；显示在图下")
    )
    uploaded = models.DateTimeField(_("上传时间"), auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = _("版面图")

    def __str__(self) -> str:
        return str(self.page)

    def take(self, upload: File, whole: Print, small: Print) -> None:
        """Hold this upload from now on, and save. The files of the one before go once that is committed."""
        before = self.files()
        # A folder of its own: no upload ever writes over another's files, and none is shared.
        folder = f"pages/{secrets.token_hex(8)}"
        with transaction.atomic():
            self.original.save(f"{folder}/original", upload, save=False)
            self.whole.save(f"{folder}/whole.jpg", ContentFile(whole.data), save=False)
            self.small.save(f"{folder}/small.jpg", ContentFile(small.data), save=False)
            self.width, self.height = whole.width, whole.height
            self.small_width, self.small_height = small.width, small.height
            self.save()
            # Where something stands on another picture is not known.
            self.page.redactions.update(left=None, top=None, right=None, bottom=None)
            self.discard(before)

    def redraw(self, whole: Print, small: Print) -> None:
        """Show these prints of the same upload from now on, and save. Those before go once that is committed."""
        before = self.files()[1:]
        folder = f"pages/{secrets.token_hex(8)}"
        with transaction.atomic():
            self.whole.save(f"{folder}/whole.jpg", ContentFile(whole.data), save=False)
            self.small.save(f"{folder}/small.jpg", ContentFile(small.data), save=False)
            self.save(update_fields=["whole", "small"])
            self.discard(before)

    def files(self) -> list[tuple]:
        """Each file as its storage and its name there."""
        return [(file.storage, file.name) for file in (self.original, self.whole, self.small) if file]

    @staticmethod
    def discard(files: list[tuple]) -> None:
        """Remove these files once the transaction is committed, not if it fails."""
        transaction.on_commit(lambda: [storage.delete(name) for storage, name in files])
