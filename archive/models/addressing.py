"""Stable addresses: the one place that builds, gives, keeps and resolves them.

An address follows the record: ``/papers/tongliao-ribao/2026-02-06/p1/a3/``, any part of which can be cut from the
right. Whenever a record, or one above it, gets another address, the old one stays in the Address table and leads to
it. A path that one record has only from before passes to another whose own place it is, such as an issue's day, and
its Address says who had it, and until when. An article's path is never given twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from django.db import models, transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from archive.models import Address, Article, Issue, Newspaper, Page
from archive.models.address_spelling import (
    ABOVE,
    LONGEST_MERGED,
    PAGE_LABEL,
    PARENT,
    ROOT,
    SETTLED,
    Addressed,
    absolute,
    kind_of,
    normal_label,
    other_days,
    path_of,
)
from archive.models.lots import LOT, lots

__all__ = [
    "LONGEST_MERGED",
    "PAGE_LABEL",
    "ROOT",
    "Addressed",
    "Resolution",
    "absolute",
    "enter_articles",
    "free_slug",
    "join_issues",
    "normal_label",
    "other_days",
    "passed_to",
    "path_of",
    "resolve",
    "retire",
    "since",
]

_KINDS = {"newspaper": Newspaper, "issue": Issue, "page": Page, "article": Article}
_UNKNOWN_PAGE_ORDER = 1_000_000  # after every numbered page
# Paths that are given in the order of arrival, and nobody's own place.
_COUNTED = re.compile(rf"{ROOT}[^/]+/(?:[^/]+/)?(?:px\d+|undated|[^/]+-ed\d+)/")
_ARTICLE = re.compile(r"a(\d+)/")


@dataclass(frozen=True, slots=True)
class Resolution:
    """What an address leads to: a record to show (``moved`` False), one that lives elsewhere now, or nothing any more.

    ``key`` is that of the article whose address it is, be it joined to another or gone; '' of other addresses.
    """

    record: Addressed | None
    moved: bool = False
    key: str = ""


def resolve(path: str) -> Resolution | None:
    """What the path (with its slashes) leads to, or None if it never answered.

    A path below one that moved as a whole, such as a page under another day of a merged issue, leads on too; also where
    the one above has passed to another record meanwhile, or what stood below it has left it before it moved again.
    """
    return None if "\0" in path else _resolve(path, set())  # not every database can be asked for it


def _resolve(path: str, tried: set[str]) -> Resolution | None:
    tried.add(path)
    if (address := Address.objects.filter(path=path).first()) is not None:
        if address.target is None:
            return Resolution(None, key=address.key or "")
        record = getattr(address.target, "merged_into", None) or address.target
        return Resolution(record, path_of(record) != path, address.article.key if address.article_id else "")
    above, rest = path, ""
    while above.count("/") > ROOT.count("/") + 1:
        above, _slash, last = above[:-1].rpartition("/")
        above, rest = f"{above}/", f"{last}/{rest}"
        if (address := Address.objects.filter(path=above).first()) is not None:
            there = (path_of(record) + rest for record in (address.target, address.former) if record is not None)
            for moved in chain(there, _left_below(address, rest)):
                if moved not in tried and (found := _resolve(moved, tried)):
                    return replace(found, moved=found.record is not None)
    return None


def _left_below(address: models.Model, rest: str) -> Iterator[str]:
    """The paths with this end below any that the address's record ever had: what has left it since is there. Asked for
    only where the record's present path leads nowhere."""
    if address.target is not None:
        held = Address.objects.filter(**{kind_of(address.target): address.target}).values_list("path", flat=True)
        below = Address.objects.filter(path__in=[path + rest for path in held])
        yield from below.order_by("-pk").values_list("path", flat=True)


def _keep_below(issue: Addressed) -> None:
    """Enter what the paths below the issue's lead to only by what they are spelt from: it is about to lose some of these."""
    held = list(Address.objects.filter(issue=issue).order_by("pk").values_list("path", flat=True))
    if len(held) < 2:
        return
    rows: dict[str, models.Model] = {}
    for prefix in sorted(held, key=path_of(issue).__eq__, reverse=True):
        for row in Address.objects.filter(path__gt=prefix, path__lt=f"{prefix[:-1]}0"):  # the sign after the slash
            rows.setdefault(row.path.removeprefix(prefix), row)
    copied = ("page_id", "article_id", "key", "gone_reason")
    for lot in lots((prefix + rest, row) for prefix in held for rest, row in rows.items()):
        Address.objects.bulk_create(
            [type(row)(path=path, **{name: getattr(row, name) for name in copied}) for path, row in lot],
            batch_size=LOT,
            ignore_conflicts=True,
        )


def passed_to(record: Addressed) -> models.QuerySet:
    """The Addresses of the record that led to another before, each with its ``former`` holder."""
    kind = kind_of(record)
    passed = Address.objects.filter(**{kind: record}, until__isnull=False).order_by("path")
    return passed.select_related("__".join(filter(None, (f"former_{kind}", ABOVE[kind]))))


@transaction.atomic
def join_issues(survivor: Addressed, other: Addressed) -> None:
    """Make one issue of two that were found to be one: the pages of ``other`` move, its addresses lead to ``survivor``."""
    for page in other.pages.all():
        page.issue = survivor
        page.save()
    Address.objects.filter(issue=other).update(issue=survivor)
    Address.objects.filter(former_issue=other).update(former_issue=survivor)
    Address.objects.filter(issue=survivor, former_issue=survivor).update(former_issue=None, until=None)
    other.delete()


def since(newspaper: Addressed) -> datetime:
    """When the newspaper came to have an address."""
    held = Address.objects.filter(newspaper=newspaper)
    return held.aggregate(since=models.Min(Coalesce("until", "created")))["since"]


def free_slug(base: str) -> str:
    """The first of base, base-2, base-3 … that leads to no newspaper."""
    taken = Address.objects.filter(newspaper__isnull=False)
    return _first_free(_further(base, "-{}"), lambda slug: not taken.filter(path=f"{ROOT}{slug}/").exists())


def retire(record: Addressed, reason: str) -> None:
    """Let every address of a record that is about to be deleted answer that it is gone, and why."""
    if kind_of(record) == "issue":
        _keep_below(record)
    key = record.key if kind_of(record) == "article" else None
    Address.objects.filter(**{kind_of(record): record}).update(gone_reason=reason, key=key)


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
    Article.objects.bulk_create(articles, batch_size=LOT)
    _enter("article", ((article.pk, path_of(article)) for article in articles))


def settle(record: Addressed, before: Addressed | None) -> None:
    """Before the record is saved: set its part of its address, keeping the present one while it fits; ``before`` is what
    is stored."""
    kind = kind_of(record)
    if kind == "newspaper":
        if not record.key:
            others = Newspaper.objects.exclude(pk=record.pk)
            record.key = _first_free(_further(record.slug, "-{}"), lambda key: not others.filter(key=key).exists())
    elif kind == "issue":
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
        if moved or not record.number or not may_have(record, path_of(record)):
            record.number = _number_on(record, path_of(record.page))
        if not record.key:
            record.key = _key_of(record)


def _slug_for(record: Addressed, slug: Callable[[int], str]) -> str:
    """The record's slug if it is one of ``slug(1)``, ``slug(2)`` … and its own, else the first of them that it may have."""
    prefix = path_of(getattr(record, PARENT[kind_of(record)]))

    def is_free(slug: str) -> bool:
        return may_have(record, f"{prefix}{slug}/")

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
    had = {number for number, holder in numbers.items() if holder is not None and holder == article.pk}
    if had:  # another may have come to it where the page was meanwhile
        others = Article.objects.filter(page=article.page_id, number__in=had).exclude(pk=article.pk)
        had -= set(others.values_list("number", flat=True))
    return min(had, default=max(numbers, default=0) + 1)


def _key_of(article: Addressed) -> str:
    return path_of(article).removeprefix(ROOT).strip("/").replace("/", "-")


def _numbers_on(prefix: str) -> dict[int, int | None]:
    """Every article number that ever answered below ``prefix``, a page's path, and the article that has the path now."""
    numbers: dict[int, int | None] = {}
    for page in _pages_at(prefix):
        # A range, which every database finds by its index; what else stands in it is left out.
        below = Address.objects.filter(path__gt=f"{page}a", path__lt=f"{page}b").values_list("path", "article")
        for path, holder in below:
            if found := _ARTICLE.fullmatch(path.removeprefix(page)):
                numbers.setdefault(int(found[1]), holder if page == prefix else None)
    return numbers


def _pages_at(prefix: str) -> list[str]:
    """The path of a page, and those where the pages live that had it before: what is below it may lead to them."""
    found: list[str] = []
    while prefix not in found:
        found.append(prefix)
        passed = Address.objects.filter(path=prefix, former_page__isnull=False)
        if address := passed.select_related("former_page__issue__newspaper").first():
            prefix = path_of(address.former_page)
    return found


def register(record: Addressed) -> None:
    """After the record was saved: enter the present addresses of the record and of all below it."""
    _enter(kind_of(record), [(record.pk, path_of(record))])
    for kind, paths in _all_below(record):
        _enter(kind, paths)
    merged = [record] if kind_of(record) == "issue" else []
    if kind_of(record) == "newspaper":
        merged = record.issues.filter(last_day__isnull=False).select_related("newspaper")
    _enter("issue", ((issue.pk, day) for issue in merged for day in other_days(issue)), is_own=False)


def _enter(kind: str, paths: Iterable[tuple[int, str]], *, is_own: bool = True) -> None:
    """Let each path lead to the record of this kind and key, in lots.

    A path that leads to another record passes to this one if it may; else it goes on as it is, and the path's record
    gets another address, if it is its own. A path that is gone may be taken up again by the same place on paper, the
    day or the page, but not by an article.
    """
    barred = []
    related = "__".join(filter(None, (kind, ABOVE[kind])))
    for lot in lots(paths):
        found = Address.objects.filter(path__in=[path for _pk, path in lot])
        known = {address.path: address for address in (found if kind == "article" else found.select_related(related))}
        formerly = _formerly(kind, [path for _pk, path in lot if path not in known])
        new, passed = [], []
        for pk, path in lot:
            address = known.setdefault(path, Address(path=path))
            taken = getattr(address, f"{kind}_id")
            if taken == pk:
                continue
            if (address.pk or taken) and not (address.pk and _may_pass(kind, address)):
                barred.append(pk)
                continue
            before = getattr(address, kind) or formerly.get(path)
            if before and before.pk != pk:
                if kind == "issue" and address.pk:
                    _keep_below(before)
                setattr(address, f"former_{kind}", before)
                address.until = timezone.now()
            setattr(address, f"{kind}_id", pk)
            address.gone_reason = ""
            (passed if address.pk else new).append(address)
        Address.objects.bulk_create(new, batch_size=LOT)
        if passed:
            Address.objects.bulk_update(passed, [kind, f"former_{kind}", "until", "gone_reason"], batch_size=LOT)
    for pk in barred if is_own else ():  # all others on this level are entered now: what is free is known
        record = _KINDS[kind].objects.select_related(ABOVE[kind]).get(pk=pk)
        settle(record, record)
        models.Model.save(record, update_fields=SETTLED[kind])
        _enter(kind, [(pk, path_of(record))])


def _may_pass(kind: str, address: models.Model) -> bool:
    """Whether the path may pass to a record of the kind whose own place it is from the one that it leads to, if any."""
    holder = None if kind == "article" else getattr(address, kind)
    if holder is None:
        return kind != "article"
    return not _COUNTED.fullmatch(address.path) and address.path not in (path_of(holder), *other_days(holder))


def _formerly(kind: str, paths: Sequence[str]) -> dict[str, Addressed]:
    """What these paths, which have no Address yet, led to none the less: a path above them was another record's."""
    if kind not in ("issue", "page"):
        return {}
    above = {
        path.rsplit("/", cut)[0] + "/" for path in paths for cut in range(2, path.count("/") - ROOT.count("/") + 1)
    }
    if not Address.objects.filter(path__in=above, until__isnull=False).exists():
        return {}
    found = {path: resolve(path) for path in paths}
    return {path: led.record for path, led in found.items() if led and led.record and kind_of(led.record) == kind}


def _all_below(record: Addressed) -> Iterator[tuple[str, Iterator[tuple[int, str]]]]:
    """Each level below: its kind, its records' keys and addresses, which no record need be made of as for ``path_of``."""
    prefix, lookup, columns = path_of(record), "", []
    for kind, parent in PARENT.items():
        if lookup or parent == kind_of(record):
            lookup = f"{parent}__{lookup}" if lookup else parent
            columns = [*(f"{parent}__{column}" for column in columns), "number" if kind == "article" else "slug"]
            form = prefix + "{}/" * (len(columns) - 1) + ("a{}/" if kind == "article" else "{}/")
            found = _KINDS[kind].objects.filter(**{lookup: record}).order_by("pk")
            yield kind, ((pk, form.format(*spelt)) for pk, *spelt in found.values_list("pk", *columns).iterator())


def may_have(record: Addressed, path: str) -> bool:
    """Whether the path is the record's own, was never given, or may pass to it."""
    address = Address.objects.filter(path=path).first()
    return address is None or address.target == record or _may_pass(kind_of(record), address)
