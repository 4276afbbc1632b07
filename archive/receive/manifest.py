"""What is known of pages but not printed on them: ``manifest.toml``, read whole and checked before anything is imported."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from archive.models.addressing import normal_label
from archive.models.partial_dates import days_of
from archive.receive.encodings import find_encoding

BASES = ("printed", "catalogued", "inferred")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# What a placeholder of [[files]] stands for in a path.
_PLACEHOLDERS = {
    "yyyy": r"(?P<yyyy>\d{4})",
    "mm": r"(?P<mm>\d{2})",
    "dd": r"(?P<dd>\d{2})",
    "page": r"(?P<page>[A-Za-z]{0,3}\d{1,3}(?:-[A-Za-z]{0,3}\d{1,3})?)",
    "*": r"[^/]*",
}


class ManifestError(Exception):
    """The manifest cannot be used; the message names the file and the field or line."""


@dataclass(frozen=True, slots=True)
class NewspaperEntry:
    """What the manifest knows of a newspaper."""

    name: str
    aliases: tuple[str, ...] = ()
    place: str = ""
    publisher: str = ""
    cn_number: str = ""
    language: str = ""
    frequency: str = ""
    rights: str = ""
    continues: str = ""  # the slug of the older title


@dataclass(frozen=True, slots=True)
class PageEntry:
    """What the manifest knows of one page. Empty where it says nothing."""

    newspaper: str = ""  # a slug
    date: str = ""  # 2026-02-06, 2024-11 or 2024
    page: str = ""  # normal form
    issue: str = ""  # pages that give the same one belong to one issue
    origin: str = ""  # where the file comes from
    note: str = ""
    newspaper_basis: str = "catalogued"
    date_basis: str = "catalogued"
    page_basis: str = "catalogued"

    def stored(self) -> dict[str, str]:
        """What it says, as JSON: without what it leaves out."""
        said = {item.name: getattr(self, item.name) for item in fields(self)}
        for fact in ("newspaper", "date", "page"):
            if not said[fact]:
                del said[f"{fact}_basis"]
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class _Pattern:
    match: re.Pattern
    entry: PageEntry


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest, checked. ``newspapers`` by slug, ``pages`` by file name or path within the folder."""

    newspapers: Mapping[str, NewspaperEntry] = field(default_factory=dict)
    pages: Mapping[str, PageEntry] = field(default_factory=dict)
    patterns: tuple[_Pattern, ...] = ()

    def entry(self, name: str) -> PageEntry:
        """What is known of the page of this path within the folder; its own entry wins over a pattern's."""
        for own in (name, name.rpartition("/")[2]):
            if own in self.pages:
                return self.pages[own]
        for pattern in self.patterns:
            if found := pattern.match.fullmatch(name):
                entry = _filled(pattern.entry, found.groupdict())
                if entry:
                    return entry
        return PageEntry()


def read_manifest(path: Path) -> Manifest:
    """The manifest in this file.

    Raises ManifestError if it cannot be read, is not UTF-8, is no TOML, or says what nobody understands. Whether a
    newspaper that it names is known, only ``unknown_newspapers`` can tell.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ManifestError(_("清单无法读取：%(why)s") % {"why": error.strerror} + f" ({path})") from error
    try:
        table = tomllib.loads(data.decode("utf-8-sig"))  # Windows begins UTF-8 with a byte order mark
    except UnicodeDecodeError as error:
        raise ManifestError(f"{path}: " + _not_utf8(data)) from error
    except tomllib.TOMLDecodeError as error:
        raise ManifestError(f"{path}: " + _("清单不是合格的 TOML：%(why)s") % {"why": error}) from error
    reader = _Reader(path)
    reader.check_fields("", table, {"newspapers", "pages", "files"})
    return Manifest(
        {slug: reader.newspaper(slug, said) for slug, said in reader.tables("newspapers", table).items()},
        {name: reader.page(f'pages."{name}"', said) for name, said in reader.tables("pages", table).items()},
        reader.patterns(table.get("files", [])),
    )


def _not_utf8(data: bytes) -> str:
    """In which encoding the manifest is instead, and what to do."""
    encoding, _reason = find_encoding(data)
    names = {"utf-16": "UTF-16", "gb18030": "GBK", "cp950": "Big5", "big5hkscs": "Big5"}
    if encoding in names:
        return _("清单须为 UTF-8 编码，此文件为 %(encoding)s。请用文本编辑器打开，另存为 UTF-8") % {
            "encoding": names[encoding]
        }
    return _("清单须为 UTF-8 编码，此文件不是。请用文本编辑器打开，另存为 UTF-8")


def unknown_newspapers(manifest: Manifest, known: set[str]) -> list[tuple[str, str]]:
    """(field, slug) of each newspaper that the manifest refers to and neither it nor the archive (``known``) has."""
    known = known | set(manifest.newspapers)
    references = [(f'pages."{name}".newspaper', entry.newspaper) for name, entry in manifest.pages.items()]
    references += [("files.newspaper", pattern.entry.newspaper) for pattern in manifest.patterns]
    references += [(f"newspapers.{slug}.continues", entry.continues) for slug, entry in manifest.newspapers.items()]
    return [(where, slug) for where, slug in references if slug and slug not in known]


def _filled(entry: PageEntry, found: dict[str, str | None]) -> PageEntry | None:
    """The pattern's entry with what its placeholders stand for in one path; None if that is no date."""
    parts = [found[name] for name in ("yyyy", "mm", "dd") if found.get(name)]
    if parts and not entry.date:
        text = "-".join(parts)
        if not _is_date(text):
            return None
        entry = replace(entry, date=text)
    if found.get("page") and not entry.page:
        entry = replace(entry, page=normal_label(found["page"]))
    return entry


def _is_date(text: str) -> bool:
    try:
        days_of(text)
    except ValueError:
        return False
    return True


class _Reader:
    """Turns the tables of one file into values, and says what is wrong with them."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fail(self, where: str, why: str) -> ManifestError:
        return ManifestError(f"{self.path}: {where}: {why}")

    def tables(self, name: str, table: dict) -> dict[str, dict]:
        found = table.get(name, {})
        if not isinstance(found, dict) or not all(isinstance(said, dict) for said in found.values()):
            raise self.fail(name, _("这里应是一组表，如 [%(name)s.…]") % {"name": name})
        return found

    def check_fields(self, where: str, said: dict, allowed: set[str]) -> None:
        for name in said:
            if name not in allowed:
                known = ", ".join(sorted(allowed))
                raise self.fail(f"{where}.{name}".lstrip("."), _("没有这个字段；可用的有 %(known)s") % {"known": known})

    def texts(self, where: str, said: dict) -> None:
        for name, value in said.items():
            if name == "aliases":
                if not isinstance(value, list) or not all(isinstance(alias, str) and alias.strip() for alias in value):
                    raise self.fail(f"{where}.{name}", _("应是一列文字，如 [“甲”, “乙”]"))
            elif not isinstance(value, str) or not value.strip():
                raise self.fail(f"{where}.{name}", _("应是引号里的文字，且不为空"))
            if "\0" in "".join(value):
                raise self.fail(f"{where}.{name}", _("不能含有 NUL 字符（U+0000）"))

    def newspaper(self, slug: str, said: dict) -> NewspaperEntry:
        where = f"newspapers.{slug}"
        if not _SLUG.fullmatch(slug):
            raise self.fail(where, _("地址名只能由小写字母、数字和连字符组成"))
        self.check_fields(where, said, {item.name for item in fields(NewspaperEntry)})
        self.texts(where, said)
        if "name" not in said:
            raise self.fail(where, _("缺少 name（报名）"))
        return NewspaperEntry(**said | {"aliases": tuple(said.get("aliases", ()))})

    def page(self, where: str, said: dict) -> PageEntry:
        self.check_fields(where, said, {item.name for item in fields(PageEntry)} | {"basis"})
        said = dict(said)
        for name in (
            "date",
            "page",
        ):  # 2026-02-06 and 1 may stand without quotes: TOML reads them as a date and a number
            if isinstance(said.get(name), date | int) and not isinstance(said[name], bool):
                said[name] = str(said[name])
        self.texts(where, said)
        for name in ("basis", "newspaper_basis", "date_basis", "page_basis"):
            if name in said and said[name] not in BASES:
                raise self.fail(f"{where}.{name}", _("只能是 %(bases)s 之一") % {"bases": ", ".join(BASES)})
        if "date" in said and not _is_date(said["date"]):
            raise self.fail(f"{where}.date", _("“%(date)s”不是日期；写作 2026-02-06、2024-11 或 2024") % said)
        if "page" in said:
            label = normal_label(said["page"])
            if not label:
                raise self.fail(f"{where}.page", _("“%(page)s”不是版次；写作 4、A3 或 4-5") % said)
            said["page"] = label
        basis = said.pop("basis", "catalogued")
        return PageEntry(**{"newspaper_basis": basis, "date_basis": basis, "page_basis": basis} | said)

    def patterns(self, files: object) -> tuple[_Pattern, ...]:
        if not isinstance(files, list) or not all(isinstance(said, dict) for said in files):
            raise self.fail("files", _("应写作 [[files]]"))
        return tuple(self.pattern(f"files[{index}]", said) for index, said in enumerate(files))

    def pattern(self, where: str, said: dict) -> _Pattern:
        match = said.get("match")
        if not isinstance(match, str) or not match:
            raise self.fail(where, _("缺少 match，如 “{yyyy}{mm}{dd}/{page}.txt”"))
        entry = self.page(where, {name: value for name, value in said.items() if name != "match"})
        expression, named = "", set()
        for literal, brace, star in re.findall(r"([^{}*]+)|(\{[^{}]*\}|[{}])|(\*)", match):
            name = brace[1:-1] if len(brace) > 1 else brace or star
            if literal:
                expression += re.escape(literal)
            elif name not in _PLACEHOLDERS:
                raise self.fail(
                    f"{where}.match", _("不认识 %(what)s；可用 {yyyy} {mm} {dd} {page} *") % {"what": brace}
                )
            else:
                expression += f"(?P={name})" if name in named else _PLACEHOLDERS[name]
                named |= {name} - {"*"}
        if ("mm" in named and "yyyy" not in named) or ("dd" in named and "mm" not in named):
            raise self.fail(f"{where}.match", _("{mm} 要有 {yyyy}，{dd} 要有 {mm}"))
        return _Pattern(re.compile(expression), entry)
