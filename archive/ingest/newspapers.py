"""The newspapers that pages are known by: those in the archive, those that a manifest enters, those a masthead names."""

from __future__ import annotations

import re

from django.utils.text import slugify
from pypinyin import lazy_pinyin

from archive import addresses
from archive.manifest import Manifest, NewspaperEntry
from archive.models import Address, Newspaper
from archive.parsing.types import KnownNewspaper

_COMMON_ENDING = re.compile(r"(.+)([日晚晨早午商时周]报)")
_FILLED = ("place", "publisher", "cn_number", "frequency", "rights")


def known() -> list[KnownNewspaper]:
    """Every newspaper of the archive with the marks that it is known by on a page."""
    return [
        KnownNewspaper(name, tuple(aliases))
        for name, aliases in Newspaper.objects.order_by("pk").values_list("name", "aliases")
    ]


def slugs() -> set[str]:
    """Every slug that a newspaper has or ever had."""
    paths = Address.objects.filter(newspaper__isnull=False).values_list("path", flat=True)
    return {path.removeprefix(addresses.ROOT).strip("/") for path in paths}


def enter(manifest: Manifest) -> dict[str, str]:
    """Enter the manifest's newspapers, in the caller's transaction. Returns the archive's name for each of its slugs.

    A newspaper that the archive has, under this slug or name, keeps both; what is not known of it is filled in.
    """
    entered = {slug: _enter(slug, entry) for slug, entry in manifest.newspapers.items()}
    for slug, entry in manifest.newspapers.items():
        newspaper = entered[slug]
        older = entered.get(entry.continues) or _with_slug(entry.continues)
        if older and newspaper.continues is None and older != newspaper:
            newspaper.continues = older
            newspaper.save()
    return {slug: newspaper.name for slug, newspaper in entered.items()}


def _enter(slug: str, entry: NewspaperEntry) -> Newspaper:
    newspaper = Newspaper.objects.filter(name=entry.name).first() or _with_slug(slug)
    if newspaper is None:
        language = {"language": entry.language} if entry.language else {}
        return Newspaper.objects.create(
            name=entry.name,
            slug=addresses.free_slug(slug),
            aliases=list(entry.aliases),
            reviewed=True,
            **language,
            **{name: getattr(entry, name) for name in _FILLED},
        )
    aliases = list(dict.fromkeys([*newspaper.aliases, *entry.aliases]))
    return fill(newspaper, {name: getattr(entry, name) for name in _FILLED}, aliases)


def fill(newspaper: Newspaper, facts: dict[str, str], aliases: list[str] | None = None) -> Newspaper:
    """Add to a newspaper's record what it does not say yet."""
    changes = {name: value for name, value in facts.items() if value and not getattr(newspaper, name)}
    if aliases is not None and aliases != newspaper.aliases:
        changes["aliases"] = aliases
    if changes:
        for name, value in changes.items():
            setattr(newspaper, name, value)
        newspaper.save()
    return newspaper


def name_of(slug: str) -> str:
    """The name of the newspaper that has, or ever had, this slug; "" if there is none."""
    newspaper = _with_slug(slug)
    return newspaper.name if newspaper else ""


def find_or_make(name: str) -> Newspaper:
    """The newspaper of this name; one that nobody has entered yet is made, to be reviewed."""
    return Newspaper.objects.filter(name=name).first() or Newspaper.objects.create(
        name=name, slug=addresses.free_slug(slug_of(name))
    )


def slug_of(name: str) -> str:
    """A slug from the name's pinyin.

    >>> slug_of("通辽日报")
    'tongliao-ribao'
    """
    found = _COMMON_ENDING.fullmatch(name)
    words = found.groups() if found else (name,)
    return slugify("-".join("".join(lazy_pinyin(word)) for word in words))[:70].strip("-") or "newspaper"


def _with_slug(slug: str) -> Newspaper | None:
    found = addresses.resolve(f"{addresses.ROOT}{slug}/") if slug else None
    return found.record if found and isinstance(found.record, Newspaper) else None
