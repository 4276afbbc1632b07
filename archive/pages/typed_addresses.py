"""Addresses as people type them and programs copy them: read as the address that they mean, if there is one.

Chat programs take the sign after an address for a part of it; people write p01, 2026年2月6日, or a newspaper's name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from django.conf import settings
from django.utils.module_loading import import_string

from archive.models import Newspaper, addressing
from archive.models.addressing import ROOT, Resolution
from archive.models.kept_counts import kept
from archive.models.partial_dates import written

_LONGEST = 300  # characters of an address
_SUFFIX = re.compile(r"(?<=[^\W_])(?:\.[a-z]+)+$")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_DATE = re.compile(r"(?P<date>.+?)(?P<edition>-ed\d+)?")
_PAGE = re.compile(r"p?(?P<label>.+)")
_ARTICLE = re.compile(r"a?0*(?P<number>\d{1,9})", re.ASCII)


def resolve(path: str) -> tuple[Resolution, str] | None:
    """What a path below /papers/ means that leads nowhere as it stands, and the suffix it asks for; None if nothing.

    >>> found, suffix = resolve("/papers/通辽日报/20260206/p01/a03.json。")
    >>> found.record.get_absolute_url(), suffix
    ('/papers/tongliao-ribao/2026-02-06/p1/a3/', '.json')
    """
    if len(path) > _LONGEST or "\0" in path:
        return None
    segments = []
    for segment in unicodedata.normalize("NFKC", path.removeprefix(ROOT)).lower().split("/"):
        if segment and _EDGES.match(segment) and segments:
            break  # from a sign on, it is the text around the address
        if bare := _EDGES.sub("", "".join(segment.split())):
            segments.append(bare)
    if not segments:
        return None
    suffix = found[0] if (found := _SUFFIX.search(segments[-1])) else ""
    segments[-1] = segments[-1].removesuffix(suffix)
    for meant in _readings(segments):
        resolution = addressing.resolve(f"{ROOT}{'/'.join(meant)}/")
        if resolution is not None:
            return replace(resolution, moved=True), suffix
    return None


def _readings(segments: list[str]) -> Iterator[list[str]]:
    """The addresses that the segments may mean, the likeliest first."""
    newspaper, *rest = segments
    newspaper = _slug_named(newspaper)
    if not rest:
        yield [newspaper]
    for parts in (3, 2, 1):  # 2026/02/06 is one day, and 2026/02 a month
        day = _day("-".join(rest[:parts])) if len(rest) >= parts else ""
        below = [read(segment) for read, segment in zip((_page, _article), rest[parts:], strict=False)]
        if day and "" not in below and len(below) == len(rest) - parts:
            yield [newspaper, day, *below]


def _slug_named(text: str) -> str:
    """The slug of the one newspaper of this name, or else alias; the text itself if there is none."""
    fold = import_string(settings.FOLDING)
    wanted = fold(text)
    for named in ("name", "alias"):
        slugs = {
            slug for what, folded, slug in kept("names of newspapers", _names) if (what, folded) == (named, wanted)
        }
        if len(slugs) == 1:
            return slugs.pop()
    return text


def _names() -> list[tuple[str, tuple[str, ...], str]]:
    fold = import_string(settings.FOLDING)
    found = []
    for slug, name, aliases in Newspaper.objects.values_list("slug", "name", "aliases"):
        found += [("name", fold(name), slug), *(("alias", fold(alias), slug) for alias in aliases)]
    return found


def _day(text: str) -> str:
    found = _DATE.fullmatch(text)
    date = written(found["date"])
    return f"{date}{found['edition'] or ''}" if date else text if text.startswith("undated") else ""


def _page(text: str) -> str:
    if re.fullmatch(r"px\d+", text):
        return text
    label = addressing.normal_label(_PAGE.fullmatch(text)["label"])
    return f"p{label.lower()}" if label else ""


def _article(text: str) -> str:
    found = _ARTICLE.fullmatch(text)
    return f"a{found['number']}" if found else ""
