"""The newspapers that pages are known by: those in the archive, those that a manifest enters, those a masthead names."""

from __future__ import annotations

import re

from django.utils.text import slugify
from pypinyin import lazy_pinyin

from archive.models import Address, Newspaper, addressing
from archive.parsing import clean_name, name_key
from archive.parsing.types import KnownNewspaper
from archive.receive.manifest import Manifest, NewspaperEntry

_COMMON_ENDING = re.compile(r"(.+)([日晚晨早午商时周]报)")
_CATALOGUED = ("name", "place", "publisher", "cn_number", "language", "frequency", "rights")


def known() -> list[KnownNewspaper]:
    """Every newspaper of the archive with the marks that it is known by on a page."""
    return [
        KnownNewspaper(name, tuple(aliases))
        for name, aliases in Newspaper.objects.order_by("pk").values_list("name", "aliases")
    ]


def slugs() -> set[str]:
    """Every slug that a newspaper has or ever had."""
    paths = Address.objects.filter(newspaper__isnull=False).values_list("path", flat=True)
    return {path.removeprefix(addressing.ROOT).strip("/") for path in paths}


def enter(manifest: Manifest) -> dict[str, str]:
    """Enter the manifest's newspapers, in the caller's transaction. Returns the archive's name for each of its slugs.

    A newspaper that the archive has, under this slug or name, is filled in, and follows the manifest where it still
    says what a manifest said before: what an editor wrote, emptied or removed since stays the editor's.
    """
    entered = {slug: _enter(slug, entry) for slug, entry in manifest.newspapers.items()}
    for slug, entry in manifest.newspapers.items():
        newspaper = entered[slug]
        older = entered.get(entry.continues) or _with_slug(entry.continues)
        if older and older != newspaper and newspaper.continues == _with_slug(newspaper.catalogued.get("continues")):
            _write(newspaper, {"continues": older}, newspaper.catalogued | {"continues": entry.continues})
    return {slug: newspaper.name for slug, newspaper in entered.items()}


def _enter(slug: str, entry: NewspaperEntry) -> Newspaper:
    newspaper = _named(entry.name) or _with_slug(slug)
    if newspaper is None:
        newspaper = Newspaper(name=clean_name(entry.name), slug=addressing.free_slug(slug), reviewed=True)
    said = {name: value for name in _CATALOGUED if (value := getattr(entry, name))}
    said["name"] = clean_name(entry.name)
    before = newspaper.catalogued
    ours = {name: value for name, value in said.items() if _is_ours(newspaper, name)}
    # Deliveries with manifests of their own know different marks of one newspaper: none takes away another's.
    said["aliases"] = list(dict.fromkeys([*before.get("aliases", ()), *entry.aliases]))
    held = {name_key(alias) for alias in (*before.get("aliases", ()), *newspaper.aliases)}
    new: list[str] = []
    for alias in entry.aliases:
        if (key := name_key(alias)) not in held:
            held.add(key)
            new.append(alias)
    return _write(newspaper, ours | {"aliases": [*newspaper.aliases, *new]}, before | said)


def _is_ours(newspaper: Newspaper, name: str) -> bool:
    """Whether a field holds what a manifest last said, or nothing and none ever said anything."""
    value, column = getattr(newspaper, name), Newspaper._meta.get_field(name)
    empty = newspaper.pk is None or value in ("", column.get_default())
    return value == newspaper.catalogued[name] if name in newspaper.catalogued else empty


def _write(newspaper: Newspaper, facts: dict, catalogued: dict) -> Newspaper:
    """Set what differs. Saving says that every article of the newspaper has changed: only where a reader could notice."""
    changes = {name: value for name, value in facts.items() if value != getattr(newspaper, name)}
    for name, value in changes.items():
        setattr(newspaper, name, value)
    if changes or newspaper.pk is None:
        newspaper.catalogued = catalogued
        newspaper.save()
    elif catalogued != newspaper.catalogued:
        newspaper.catalogued = catalogued
        Newspaper.objects.filter(pk=newspaper.pk).update(catalogued=catalogued)
    return newspaper


def fill(newspaper: Newspaper, facts: dict[str, str]) -> Newspaper:
    """Add to a newspaper's record what a page prints and it does not say yet."""
    return _write(
        newspaper, {name: value for name, value in facts.items() if not getattr(newspaper, name)}, newspaper.catalogued
    )


def name_of(slug: str) -> str:
    """The name of the newspaper that has, or ever had, this slug; "" if there is none."""
    newspaper = _with_slug(slug)
    return newspaper.name if newspaper else ""


def slug_now(slug: str) -> str | None:
    """The present slug of the newspaper that has, or ever had, this one; None if there is none."""
    newspaper = _with_slug(slug)
    return newspaper.slug if newspaper else None


def find_or_make(name: str) -> Newspaper:
    """The newspaper of this name; one that nobody has entered yet is made, to be reviewed."""
    if newspaper := _named(name):
        return newspaper
    return Newspaper.objects.create(name=clean_name(name), slug=addressing.free_slug(slug_of(clean_name(name))))


def _named(name: str) -> Newspaper | None:
    """The newspaper of this name, whatever the form of its characters; an equal name before one that only folds alike."""
    if exact := Newspaper.objects.filter(name=name).first():
        return exact
    key = name_key(name)
    same = (pk for pk, other in Newspaper.objects.order_by("pk").values_list("pk", "name") if name_key(other) == key)
    return Newspaper.objects.filter(pk=next(same, None)).first()


def slug_of(name: str) -> str:
    """A slug from the name's pinyin.

    >>> slug_of("通辽日报")
    'tongliao-ribao'
    """
    found = _COMMON_ENDING.fullmatch(name)
    words = found.groups() if found else (name,)
    return slugify("-".join("".join(lazy_pinyin(word)) for word in words))[:70].strip("-") or "newspaper"


def _with_slug(slug: str | None) -> Newspaper | None:
    found = addressing.resolve(f"{addressing.ROOT}{slug}/") if slug else None
    return found.record if found and isinstance(found.record, Newspaper) else None
