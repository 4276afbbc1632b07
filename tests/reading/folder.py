"""Folders of pages with gold: beside the pages ``gold.json`` or ``gold.json.gz`` and, optionally, ``manifest.toml``.

Gold is an object of pages by name: the file's without its last suffix, or the part of that before an underscore::

    {"paper": "县报", "date": "2026-02-06", "page": "A1", "number": 12, "source": "xb",
     "articles": [{"title": …, "body": …, "authors": […]}], "photos": [{"caption": …, "credit": …}]}

``number``, ``source`` (default: the letters at the beginning of the name) and ``photos`` are optional. An article may have
title_alt (other accepted headlines), kicker, subtitle, column, crossheads, kind (default: news or commentary; "any"), jump (the page on
which it goes on), continues (name of the page on which it began, and its index there), skip_authors (authors are unknown)
and either ("photo": may be read as a photo or as an article). Other keys are ignored.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from archive.ingest.page_facts import read_facts
from archive.models import Issue
from archive.parsing.types import KnownNewspaper, ParsedPage
from archive.receive.manifest import Manifest, ManifestError, PageEntry, read_manifest
from archive.receive.sources import MANIFEST_NAME, PageSource, read_folder
from tests.reading.score import NEWS, GoldPage, Photo, Truth, Wanted


class GoldError(ValueError):
    """The folder cannot be scored; the message says why."""


def pages_in(folder: Path) -> list[GoldPage]:
    """The pages of the folder for which there is gold. Raises GoldError."""
    gold = _gold_in(folder)
    try:
        manifest = read_manifest(folder / MANIFEST_NAME) if (folder / MANIFEST_NAME).exists() else Manifest()
    except ManifestError as error:
        raise GoldError(str(error)) from error
    known = tuple(KnownNewspaper(entry.name, entry.aliases) for entry in manifest.newspapers.values())
    pages = {}
    for source in read_folder(folder, manifest):
        if isinstance(source, PageSource) and (name := _name_in(gold, source.name)):
            newspaper = manifest.newspapers.get(source.entry.newspaper)
            place_of = partial(_place_of, source.entry, newspaper.name if newspaper else "")
            group = gold[name].get("source") or re.match(r"[A-Za-z]*", name)[0]
            pages[name] = GoldPage(name, source.text, known, _truth(gold, name), place_of, group)
    if missing := [name for name in gold if name not in pages]:
        raise GoldError(f"{folder}: no page for {', '.join(missing)}")
    return list(pages.values())


def _gold_in(folder: Path) -> dict[str, Any]:
    for name, opened in (("gold.json", open), ("gold.json.gz", gzip.open)):
        if (folder / name).exists():
            with opened(folder / name, "rt", encoding="utf-8") as file:
                return json.load(file)
    raise GoldError(f"{folder}: neither gold.json nor gold.json.gz")


def _name_in(gold: Mapping[str, Any], path: str) -> str:
    """The name in gold of the page in this file; "" if there is none."""
    stem = path.rpartition("/")[2].rpartition(".")[0]
    return next((name for name in (stem, stem.partition("_")[0]) if name in gold), "")


def _place_of(entry: PageEntry, newspaper: str, reading: ParsedPage) -> dict[str, str]:
    """Newspaper, date, page and issue number as an import would store them."""
    facts, _warnings = read_facts(reading, entry.stored(), newspaper)
    issue = Issue(**facts.issue)
    return {
        "paper": facts.newspaper,
        "date": issue.date,
        "page": facts.page.get("label", "").upper(),
        "issue number": issue.number,
    }


def _truth(gold: Mapping[str, Any], name: str) -> Truth:
    page = gold[name]
    place = {"paper": page["paper"], "date": page["date"]}
    if page.get("page") is not None:
        place["page"] = str(page["page"]).upper()
    if page.get("number"):
        place["issue number"] = str(page["number"])
    articles = tuple(_wanted(gold, article) for article in page["articles"])
    photos = tuple(Photo(photo["caption"], photo.get("credit") or "") for photo in page.get("photos", ()))
    return Truth(articles, photos, place)


def _wanted(gold: Mapping[str, Any], article: Mapping[str, Any]) -> Wanted:
    kind = article.get("kind")
    begun, _number = article.get("continues") or ("", 0)
    return Wanted(
        body=article["body"],
        headline=article.get("title") or "",
        headlines=tuple(article.get("title_alt", ())),
        kicker=article.get("kicker") or "",
        deck=article.get("subtitle") or "",
        column=article.get("column") or "",
        crossheads=tuple(article.get("crossheads") or ()),
        authors=None if article.get("skip_authors") else tuple(article.get("authors", ())),
        kinds=NEWS if not kind else frozenset() if kind == "any" else frozenset({kind}),
        continued_on=str(article.get("jump") or ""),
        continued_from=str(gold[begun]["page"]) if begun else "",
        may_be_photo=article.get("either") == "photo",
    )
