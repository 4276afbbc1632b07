"""How an address is spelt, from the record as it stands, and what every record with an address has in common."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext_lazy as _

from archive import parsing

ROOT = "/papers/"
PAGE_LABEL = re.compile(r"(?P<section>[A-Z]{0,3})(?P<number>\d{1,3})(?:-[A-Z]{0,3}\d{1,3})?")
_WRITTEN_PAGE = re.compile(r"([A-Z]{0,3})(\d+|[〇零○一二三四五六七八九十廿卅百]+)")
_TO_PAGE = re.compile("[-‐-―−~～、至]")
_LAST_PAGE = 999
LONGEST_MERGED = timedelta(days=62)  # that one issue can cover: the holidays of a school's paper


class Addressed(models.Model):
    """A record with an address of its own. Saving it settles the address, and those of all the records below it.

    Addresses are settled over all kinds of records, each of which is one of these: the one circle among the models, which
    is why ``addressing`` is imported where it is called.
    """

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, *args, **kwargs) -> None:
        from archive.models import addressing

        kind = kind_of(self)
        before = type(self).objects.filter(pk=self.pk).select_related(ABOVE[kind]).first() if self.pk else None
        addressing.settle(self, before)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *SETTLED[kind]}
        super().save(*args, **kwargs)
        if before is None or path_of(before) != path_of(self) or other_days(before) != other_days(self):
            addressing.register(self)

    def get_absolute_url(self) -> str:
        """The record's present address; of an article that was merged into another, that one's."""
        return path_of(getattr(self, "merged_into", None) or self)

    def clean(self) -> None:
        from archive.models import addressing

        if kind_of(self) == "newspaper" and self.slug and not addressing.may_have(self, path_of(self)):
            raise ValidationError({"slug": _("该地址名已用于另一份报纸，请换一个。")})
        if kind_of(self) == "page" and self.label and normal_label(self.label) != self.label:
            raise ValidationError({"label": _("版次请写成 4、A3 或 4-5 的样子，从 1 数起；不详则空着。")})


# Of each kind: what settling may set on a record, what it stands in, and all that its address is spelt from.
SETTLED = {"newspaper": ("key",), "issue": ("slug",), "page": ("slug", "order"), "article": ("number", "key")}
PARENT = {"issue": "newspaper", "page": "issue", "article": "page"}
ABOVE = {"newspaper": None, "issue": "newspaper", "page": "issue__newspaper", "article": "page__issue__newspaper"}


def path_of(record: Addressed) -> str:
    """The address that follows from the record as it stands.

    >>> path_of(article)
    '/papers/tongliao-ribao/2026-02-06/p1/a3/'
    """
    kind = kind_of(record)
    if kind == "newspaper":
        return f"{ROOT}{record.slug}/"
    segment = f"a{record.number}" if kind == "article" else record.slug
    return f"{path_of(getattr(record, PARENT[kind]))}{segment}/"


def absolute(path: str, request: HttpRequest | None = None) -> str:
    """The whole URL of a path of this site, the one place that makes any: below SITE_URL, whatever host is asked.

    Where that is not set, with the scheme and host of the request; where there is none either, the path alone.
    """
    asked = f"{request.scheme}://{request.get_host()}" if request is not None and not settings.SITE_URL else ""
    return (settings.SITE_URL or asked) + iri_to_uri(path)


def normal_label(text: str) -> str:
    """A page's label in normal form, as ``text`` writes it; "" if that is none. There is no page 0.

    >>> normal_label("a03"), normal_label("第二版"), normal_label("４—５"), normal_label("0")
    ('A3', '2', '4-5', '')
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    plain = plain.removeprefix("第").removesuffix("版")
    sides = [_WRITTEN_PAGE.fullmatch(side) for side in _TO_PAGE.split(plain)]
    if len(sides) > 2 or None in sides:
        return ""
    pages = [(side[1], parsing.number(side[2])) for side in sides]
    if not all(1 <= page <= _LAST_PAGE for _section, page in pages):
        return ""
    return "-".join(f"{section}{page}" for section, page in pages)


def other_days(issue: Addressed) -> list[str]:
    """The addresses of a merged issue's further days, which lead to its first."""
    if kind_of(issue) != "issue" or issue.precision != "day" or not issue.last_day:
        return []
    days = min(issue.last_day - issue.first_day, LONGEST_MERGED).days
    return [f"{path_of(issue.newspaper)}{issue.first_day + timedelta(days=day)}/" for day in range(1, days + 1)]


def kind_of(record: models.Model) -> str:
    return record._meta.model_name
