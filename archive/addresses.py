"""Stable addresses: the one place that builds, gives, keeps and resolves them.

An address follows the record: ``/papers/tongliao-ribao/2026-02-06/p1/a3/``, any part of which can be cut from the
right. Whenever a record, or one above it, gets another address, the old one stays in the Address table and leads to
it. A path that leads to one record is never given to another; an article's path is never given twice at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
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
_UNKNOWN_PAGE_ORDER = 1_000_000  # after every numbered page
_LOT = 500  # records of one query
_NUMBERS = 100  # numbers looked for in one query: few pages hold more


class Addressed(models.Model):
    """A record with an address of its own. Saving it settles the address, and those of all the records below it."""

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, *args, **kwargs) -> None:
        """Raises IntegrityError for a newspaper whose slug leads to another; ``clean`` says so before."""
        kind = _kind(self)
        before = type(self).objects.filter(pk=self.pk).select_related(_ABOVE[kind]).first() if self.pk else None
        _settle(self, before)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *_SETTLED[kind]}
        super().save(*args, **kwargs)
        if before is None or path_of(before) != path_of(self) or _other_days(before) != _other_days(self):
            _register(self)

    def get_absolute_url(self) -> str:
        """The record's present address; of an article that was merged into another, that one's."""
        return path_of(getattr(self, "merged_into", None) or self)

    def clean(self) -> None:
        if _kind(self) == "newspaper" and self.slug and _holder(path_of(self)) not in (None, self):
            raise ValidationError({"slug": _("这个地址名已经属于（或曾属于）另一份报纸，请换一个。")})
        if _kind(self) == "page" and self.label and normal_label(self.label) != self.label:
            raise ValidationError({"label": _("版次请写成 4、A3 或 4-5 的样子，从 1 数起；不详则空着。")})


# Of each kind: what settling may set on a record, what it stands in, and all that its address is spelt from.
_SETTLED = {"newspaper": (), "issue": ("slug",), "page": ("slug", "order"), "article": ("number", "key")}
_PARENT = {"issue": "newspaper", "page": "issue", "article": "page"}
_ABOVE = {"newspaper": None, "issue": "newspaper", "page": "issue__newspaper", "article": "page__issue__newspaper"}


def path_of(record: Addressed) -> str:
    """The address that follows from the record as it stands.

    >>> path_of(article)
    '/papers/tongliao-ribao/2026-02-06/p1/a3/'
    """
    kind = _kind(record)
    if kind == "newspaper":
        return f"{ROOT}{record.slug}/"
    segment = f"a{record.number}" if kind == "article" else record.slug
    return f"{path_of(getattr(record, _PARENT[kind]))}{segment}/"


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
    if "\0" in path:  # not every database can be asked for it
        return None
    address = _all("address").filter(path=path).first()
    if address is not None:
        if address.target is None:
            return Resolution(None, gone_reason=address.gone_reason)
        record = getattr(address.target, "merged_into", None) or address.target
        return Resolution(record, moved=path_of(record) != path)
    above, rest = path, ""
    while above.count("/") > ROOT.count("/") + 1:
        above, _slash, last = above[:-1].rpartition("/")
        above, rest = f"{above}/", f"{last}/{rest}"
        address = _all("address").filter(path=above).first()
        if address is not None:
            there = path_of(address.target) if address.target else above
            found = resolve(there + rest) if there != above else None
            return found and replace(found, moved=found.record is not None)
    return None


def article_at(path: str) -> Addressed | None:
    """The article whose own address the path is or was, also of one that was joined to another since; None if of none."""
    address = _all("address").filter(path=path).select_related("article__page__issue__newspaper").first()
    return address.article if address else None


@transaction.atomic
def join_issues(survivor: Addressed, other: Addressed) -> None:
    """Make one issue of two that were found to be one: the pages of ``other`` move, its addresses lead to ``survivor``."""
    for page in other.pages.all():
        page.issue = survivor
        page.save()
    _all("address").filter(issue=other).update(issue=survivor)
    other.delete()


def first_address(newspaper: Addressed) -> models.Model:
    """The Address that the newspaper had first: its slug names the newspaper in ids, since no other ever gets it."""
    return _all("address").filter(newspaper=newspaper).earliest("created", "pk")


def free_slug(base: str) -> str:
    """The first of base, base-2, base-3 … that leads to no newspaper."""
    return _first_free(_further(base, "-{}"), lambda slug: _holder(f"{ROOT}{slug}/") is None)


def retire(record: Addressed, reason: str) -> None:
    """Let every address of a record that is about to be deleted answer that it is gone, and why."""
    _all("address").filter(**{_kind(record): record}).update(gone_reason=reason)


@transaction.atomic
def enter_articles(page: Addressed, articles: Sequence[Addressed]) -> None:
    """Number, key and save new articles of one page, in lots.

    Saved in bulk, they send no signals: the caller says what has changed.
    """
    first = max(_numbers_on(path_of(page)), default=0) + 1
    for number, article in enumerate(articles, start=first):
        article.page, article.number = page, number
        article.key = _key_of(article)
        article.begin()
    _all("article").bulk_create(articles, batch_size=_LOT)
    _enter("article", ((article.pk, path_of(article)) for article in articles))


def _settle(record: Addressed, before: Addressed | None) -> None:
    """Set the record's part of its address, keeping the present one while it fits; ``before`` is what is stored."""
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
        moved = before and before.page_id != record.page_id
        if moved or not record.number or not _may_have(record, path_of(record)):
            record.number = _number_on(record, path_of(record.page))
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
    numbers = _numbers_on(prefix)
    had = (number for number, holder in numbers.items() if holder is not None and holder == article.pk)
    return next(had, max(numbers, default=0) + 1)


def _key_of(article: Addressed) -> str:
    return path_of(article).removeprefix(ROOT).strip("/").replace("/", "-")


def _numbers_on(prefix: str) -> dict[int, int | None]:
    """Every article number ever given on the page at ``prefix``, and the article that its path leads to now."""
    numbers, first, found = {}, 1, True
    while found:
        paths = {f"{prefix}a{number}/": number for number in range(first, first + _NUMBERS)}
        found = _all("address").filter(path__in=paths).values_list("path", "article")
        numbers |= {paths[path]: holder for path, holder in found}
        first += _NUMBERS
    return numbers


def _register(record: Addressed) -> None:
    """Enter the present addresses of the record and of all below it."""
    _enter(_kind(record), [(record.pk, path_of(record))])
    for kind, paths in _all_below(record):
        _enter(kind, paths)
    merged = [record] if _kind(record) == "issue" else []
    if _kind(record) == "newspaper":
        merged = record.issues.filter(last_day__isnull=False).select_related("newspaper")
    _enter("issue", ((issue.pk, day) for issue in merged for day in _other_days(issue)), is_own=False)


def _enter(kind: str, paths: Iterable[tuple[int, str]], *, is_own: bool = True) -> None:
    """Let each path lead to the record of this kind and key, in lots.

    Where one leads to another record, it goes on doing so: the path's record gets another address, if it is its own.
    A path that is gone may be taken up again by the same place on paper, the day or the page, but not by an article.
    """
    paths, barred = iter(paths), []
    while lot := list(islice(paths, _LOT)):
        known = {address.path: address for address in _all("address").filter(path__in=[path for _pk, path in lot])}
        new, revived = [], []
        for pk, path in lot:
            address = known.setdefault(path, _all("address").model(path=path))
            if getattr(address, f"{kind}_id") == pk:
                continue
            if address.target is not None or (address.pk and kind == "article"):
                barred.append(pk)
            else:
                setattr(address, f"{kind}_id", pk)
                address.gone_reason = ""
                (revived if address.pk else new).append(address)
        _all("address").bulk_create(new, batch_size=_LOT)
        _all("address").bulk_update(revived, [kind, "gone_reason"], batch_size=_LOT)
    if barred and kind == "newspaper":
        raise IntegrityError("the slug leads to another newspaper")
    for pk in barred if is_own else ():  # all others on this level are entered now: what is free is known
        record = _all(kind).select_related(_ABOVE[kind]).get(pk=pk)
        _settle(record, record)
        models.Model.save(record, update_fields=_SETTLED[kind])
        _enter(kind, [(pk, path_of(record))])


def _all_below(record: Addressed) -> Iterator[tuple[str, Iterator[tuple[int, str]]]]:
    """Each level below: its kind, its records' keys and addresses, which no record need be made of as for ``path_of``."""
    prefix, lookup, columns = path_of(record), "", []
    for kind, parent in _PARENT.items():
        if lookup or parent == _kind(record):
            lookup = f"{parent}__{lookup}" if lookup else parent
            columns = [*(f"{parent}__{column}" for column in columns), "number" if kind == "article" else "slug"]
            form = prefix + "{}/" * (len(columns) - 1) + ("a{}/" if kind == "article" else "{}/")
            found = _all(kind).filter(**{lookup: record}).order_by("pk")
            yield kind, ((pk, form.format(*spelt)) for pk, *spelt in found.values_list("pk", *columns).iterator())


def _other_days(issue: Addressed) -> list[str]:
    """The addresses of a merged issue's further days, which lead to its first."""
    if _kind(issue) != "issue" or issue.precision != "day" or not issue.last_day:
        return []
    days = min(issue.last_day - issue.first_day, LONGEST_MERGED).days
    return [f"{path_of(issue.newspaper)}{issue.first_day + timedelta(days=day)}/" for day in range(1, days + 1)]


def _holder(path: str) -> Addressed | None:
    """The record that the path leads to, if any."""
    address = _all("address").filter(path=path).first()
    return address.target if address else None


def _may_have(article: Addressed, path: str) -> bool:
    """Whether the path is the article's own or was never given: one whose article is gone is not free."""
    address = _all("address").filter(path=path).first()
    return address is None or address.target == article


def _all(kind: str) -> models.Manager:
    return apps.get_model("archive", kind).objects


def _kind(record: models.Model) -> str:
    return record._meta.model_name
