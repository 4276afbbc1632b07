from __future__ import annotations

import re
import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# A name that one holder has in the whole world: neither a number nor a name of the house's own network.
_DOMAIN = re.compile(r"(?:[a-z0-9-]+\.)+(?=[a-z0-9-]*[a-z])[a-z0-9-]+")


class Archive(models.Model):
    """One row: what the ids that outlive the site's domain are made of.

    ``uuid`` is there from the start; ``authority`` and ``since``, the domain and the day on which SITE_URL first named
    one, are entered then. None of these ever changes. ``own_review`` is a setting of the archive's administrators.
    """

    uuid = models.UUIDField(_("标识"), default=uuid.uuid4, editable=False)
    authority = models.CharField(_("域名"), max_length=255, blank=True, editable=False)
    since = models.DateField(_("启用日期"), null=True, editable=False)

    own_review = models.BooleanField(  # None, as archives had it before, is no
        _("改动者可自行核对"),
        null=True,
        blank=True,
        help_text=_("仅由一人编辑的档案可以打开。关闭时，改动者本人不能将自己改过的内容标为已核对。"),
    )

    class Meta:
        verbose_name = verbose_name_plural = _("档案设置")

    def __str__(self) -> str:
        return self.authority or str(self.uuid)

    @classmethod
    def current(cls) -> Archive:
        """The row, made or completed if need be. Of several that do so at once one wins, and all get the same."""
        row, _created = cls.objects.get_or_create(pk=1)
        host = urlsplit(settings.SITE_URL).hostname or ""
        if not row.authority and _DOMAIN.fullmatch(host):
            # A day of UTC, as RFC 4151 counts them: the domain must have been ours as it began.
            day = timezone.now().date()
            cls.objects.filter(pk=1, authority="").update(authority=host, since=day)
            row.refresh_from_db()
        return row

    def identifier(self, key: str) -> str:
        """The id of what the key names, an article or a newspaper, for feeds and harvests, wherever it may live.

        >>> from datetime import date
        >>> Archive(authority="baozang.example.org", since=date(2026, 11, 30)).identifier("tongliao-ribao-2026-02-06-p1-a3")
        'tag:baozang.example.org,2026-11-30:tongliao-ribao-2026-02-06-p1-a3'

        A ``tag:`` (RFC 4151); while no domain is known a ``urn:uuid:``.
        """
        if self.authority and self.since:
            return f"tag:{self.authority},{self.since.isoformat()}:{key}"
        return uuid.uuid5(self.uuid, key).urn
