"""Stable addresses: the one place that builds, gives, keeps and resolves them.

An address follows the record: ``/papers/tongliao-ribao/2026-02-06/p1/a3/``, any part of which can be cut from the
right. Whenever a record, or one above it, gets another address, the old one stays in the Address table and leads to
it. A path that leads to one record is never given to another; an article's path is never given twice at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

ROOT = "/papers/"
PAGE_LABEL = re.compile(r"(?P<section>[A-Z]{0,3})(?P<number>\d{1,3})(?:-[A-Z]{0,3}\d{1,3})?")
_UNKNOWN_PAGE_ORDER = 1_000_000  # after every numbered page


class Addressed(models.Model):
    """A record with an address of its own. Saving it settles the address, and those of all the records below it."""

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        """The record's present address; of an article that was merged into another, that one's."""
        return path_of(getattr(self, "merged_into", None) or self)

    def clean(self) -> None:
        if _kind(self) == "newspaper" and self.slug and _holder(path_of(self)) not in (None, self):
            raise ValidationError({"slug": _("这个地址名已经属于（或曾属于）另一份报纸，请换一个。")})
        if _kind(self) == "page" and self.label and not PAGE_LABEL.fullmatch(self.label):
            raise ValidationError({"label": _("版次请写成 4、A3 或 4-5 的样子；不详则空着。")})

    @transaction.atomic
    def save(self, *args, **kwargs) -> None:
        before = type(self).objects.filter(pk=self.pk).first() if self.pk else None
        _settle(self)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *_SETTLED[_kind(self)]}
        super().save(*args, **kwargs)
        if before is None or path_of(before) != path_of(self) or _other_days(before) != _other_days(self):
            _register(self)


# What settling may set on a record of each kind, and where the records below it are found.
_SETTLED = {"newspaper": (), "issue": ("slug",), "page": ("slug", "order"), "article": ("number", "key")}
_PARENT = {"issue": "newspaper", "page": "issue", "article": "page"}
_BELOW = {"newspaper": "issues", "issue": "pages", "page": "articles"}


def path_of(record: Addressed) -> str:
    """The address that follows from the record as it stands.

    >>> path_of(article)
    '/papers/tongliao-ribao/2026-02-06/p1/a3/'
    """
    kind = _kind(record)
    segment = f"a{record.number}" if kind == "article" else record.slug
    return f"{ROOT if kind == 'newspaper' else path_of(getattr(record, _PARENT[kind]))}{segment}/"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What an address leads to: a record to show (``moved`` False), one that lives elsewhere now, or nothing any more."""

    record: Addressed | None
    moved: bool = False
    gone_reason: str = ""


def resolve(path: str) -> Resolution | None:
    """What the path (with its slashes) leads to, or None if it never answered.

    A path below one that moved as a whole, such as a page under another day of a merged issue, leads on too.
    """
    address = _addresses().filter(path=path).first()
    if address is not None:
        if address.target is None:
            return Resolution(None, gone_reason=address.gone_reason)
        record = getattr(address.target, "merged_into", None) or address.target
        return Resolution(record, moved=path_of(record) != path)
    head, rest = path, ""
    while head.count("/") > 3:
        head, _slash, last = head[:-1].rpartition("/")
        head, rest = head + "/", f"{last}/{rest}"
        above = _addresses().filter(path=head).first()
        if above is not None:
            if above.target is None or path_of(above.target) == head:
                return None
            found = _addresses().filter(path=path_of(above.target) + rest).first()
            return Resolution(found.target, moved=True) if found and found.target else None
    return None


@transaction.atomic
def join_issues(survivor: Addressed, other: Addressed) -> None:
    """Make one issue of two that were found to be one: the pages of ``other`` move, its addresses lead to ``survivor``."""
    for page in other.pages.all():
        page.issue = survivor
        page.save()
    _addresses().filter(issue=other).update(issue=survivor)
    other.delete()


def free_slug(base: str) -> str:
    """The first of base, base-2, base-3 … that no newspaper has or ever had."""
    return _first_free(_further(base, "-{}"), lambda slug: _holder(f"{ROOT}{slug}/") is None)


def retire(record: Addressed, reason: str) -> None:
    """Let every address of a record that is about to be deleted answer that it is gone, and why."""
    _addresses().filter(**{_kind(record): record}).update(gone_reason=reason)


@transaction.atomic
def enter_articles(page: Addressed, articles: Sequence[Addressed]) -> None:
    """Number, key and save new articles of one page, in as few queries for fifty thousand as for one.

    Saved in bulk, they send no signals: the caller says what has changed.
    """
    if not articles:
        return
    prefix = path_of(page)
    first = max((number for number, _holder in _numbers_on(prefix)), default=0) + 1
    for number, article in enumerate(articles, start=first):
        article.page, article.number = page, number
        article.key = _key_of(article)
    type(articles[0]).objects.bulk_create(articles, batch_size=500)
    _addresses().bulk_create((_row(article, path_of(article)) for article in articles), batch_size=500)


# --- Giving addresses ------------------------------------------------------------------------------------------------


def _settle(record: Addressed) -> None:
    """Set the record's own part of its address, keeping the present one while it still fits."""
    kind = _kind(record)
    if kind == "issue":
        record.slug = _slug_for(record, _further(record.date or "undated"))
    elif kind == "page":
        if record.label:
            record.slug = _slug_for(record, _further("p" + record.label.lower()))
            found = PAGE_LABEL.match(record.label)
            section = int.from_bytes(found["section"].encode()[:1], "big") if found else 0
            record.order = section * 1000 + (int(found["number"]) if found else 0)
        else:
            record.slug = _slug_for(record, "px{}".format)
            record.order = _UNKNOWN_PAGE_ORDER + int(record.slug.removeprefix("px"))
    elif kind == "article":
        prefix = path_of(record.page)
        if record.number and not _may_have(record, f"{prefix}a{record.number}/"):
            record.number = None
        before = (
            type(record).objects.filter(pk=record.pk).values_list("page_id", flat=True).first() if record.pk else None
        )
        if record.number is None or (record.pk and before != record.page_id):
            record.number = _number_on(record, prefix)
        if not record.key:
            record.key = _key_of(record)


def _slug_for(record: Addressed, slug: Callable[[int], str]) -> str:
    """The record's slug if it is one of ``slug(1)``, ``slug(2)`` … and its own, else the first of them that is free."""
    prefix = path_of(getattr(record, _PARENT[_kind(record)]))

    def is_free(slug: str) -> bool:
        return _holder(f"{prefix}{slug}/") in (None, record)

    number = int(found[0]) if (found := re.search(r"\d+$", record.slug)) else 1
    if record.slug in (slug(1), slug(number)) and is_free(record.slug):
        return record.slug
    return _first_free(slug, is_free)


def _further(base: str, form: str = "-ed{}") -> Callable[[int], str]:
    """Slugs for the first and further records that would have the same: 2024-11, 2024-11-ed2, 2024-11-ed3 …"""
    return lambda number: base if number == 1 else base + form.format(number)


def _first_free(slug: Callable[[int], str], is_free: Callable[[str], bool]) -> str:
    """slug(1) or the first after it that is free.

    They are given in order, so the last that is taken is found by halving: of ten thousand undated texts of one
    newspaper each would otherwise ask for all before it.
    """
    taken, free = 0, 1
    while not is_free(slug(free)):
        taken, free = free, free * 2
    while free - taken > 1:
        middle = (taken + free) // 2
        taken, free = (taken, middle) if is_free(slug(middle)) else (middle, free)
    return slug(free)


def _number_on(article: Addressed, prefix: str) -> int:
    """The number an article had on the page before, or one above the highest ever used there."""
    numbers = []
    for number, holder in _numbers_on(prefix):
        if article.pk and holder == article.pk:
            return number
        numbers.append(number)
    return max(numbers, default=0) + 1


def _key_of(article: Addressed) -> str:
    return path_of(article).removeprefix(ROOT).strip("/").replace("/", "-")


def _numbers_on(prefix: str) -> Iterator[tuple[int, int | None]]:
    """Every article number ever given on the page at ``prefix``, and the article that its path leads to now."""
    for path, holder in _addresses().filter(path__gt=prefix, path__lt=prefix + "\uffff").values_list("path", "article"):
        if found := re.fullmatch(r"a(\d+)/", path.removeprefix(prefix)):
            yield int(found[1]), holder


def _register(record: Addressed) -> None:
    """Enter the present addresses of the record and of all below it; give way where one is taken."""
    prefix = path_of(record)
    taken = set(_addresses().filter(path__gte=prefix, path__lt=prefix + "\uffff").values_list("path", flat=True))
    rows = [_row(record, path) for path in (prefix, *_other_days(record))]
    for below in _all_below(record):
        if path_of(below) in taken and _holder(path_of(below)) != below:
            _settle(below)
            models.Model.save(below)
        rows.append(_row(below, path_of(below)))
    _addresses().bulk_create(rows, ignore_conflicts=True, batch_size=500)
    # A path that was gone may be taken up again by the same place on paper: the day, the page.
    _addresses().filter(path=prefix, gone_reason__gt="").update(gone_reason="", **{_kind(record): record})


def _other_days(issue: Addressed) -> list[str]:
    """The addresses of a merged issue's further days, which lead to its first."""
    if _kind(issue) != "issue" or not issue.last_day or not issue.first_day:
        return []
    days = range(issue.first_day.toordinal() + 1, issue.last_day.toordinal() + 1)
    return [f"{path_of(issue.newspaper)}{issue.first_day.fromordinal(day).isoformat()}/" for day in days]


def _all_below(record: Addressed) -> Iterator[Addressed]:
    """Every record below, parents before children, each child knowing the very parent it came from."""
    below = _BELOW.get(_kind(record))
    if below is None:
        return
    for child in getattr(record, below).all().order_by("pk").iterator(chunk_size=500):
        setattr(child, _PARENT[_kind(child)], record)
        yield child
        yield from _all_below(child)


def _row(record: Addressed, path: str) -> models.Model:
    return _addresses().model(path=path, **{_kind(record): record})


def _holder(path: str) -> Addressed | None:
    """The record that the path leads to, if any."""
    address = _addresses().filter(path=path).first()
    return address.target if address else None


def _may_have(article: Addressed, path: str) -> bool:
    """Whether the path is the article's own or was never given: one whose article is gone is not free."""
    address = _addresses().filter(path=path).first()
    return address is None or address.target == article


def _addresses() -> models.Manager:
    return apps.get_model("archive", "Address").objects


def _kind(record: models.Model) -> str:
    return record._meta.model_name
