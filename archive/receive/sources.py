"""From disk to page texts: which files, and what a manifest knows of them."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from archive.models.source import decoded, fingerprint
from archive.receive import encodings
from archive.receive.manifest import Manifest, PageEntry

MAX_BYTES = 5 * 1024 * 1024
SUFFIXES = (".txt", ".md")
MANIFEST_NAME = "manifest.toml"


@dataclass(frozen=True, slots=True)
class PageSource:
    """A text that can be read as a page."""

    name: str  # its path within the imported folder, or its file name
    data: bytes
    encoding: str
    text: str  # line ends as \n
    entry: PageEntry
    misread: str = ""  # how its text came to be garbled, if it is
    identity: str = ""  # of the text as it came, if something of it is not read

    @property
    def sha256(self) -> str:
        return self.identity or fingerprint(self.text)


@dataclass(frozen=True, slots=True)
class RefusedSource:
    """A file that holds no text, and why. ``data`` is None where it could not or should not be read."""

    name: str
    reason: str
    data: bytes | None = None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data or b"").hexdigest()


def read_page(path: Path, name: str, entry: PageEntry) -> PageSource | RefusedSource:
    """The file as a page's text, or the reason why it is none. Never raises for what the file is like."""
    try:
        with open(path, "rb", opener=_open_without_waiting) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return RefusedSource(name, _("不是普通文件"))
            data = file.read(MAX_BYTES + 1)
    except IsADirectoryError:
        return RefusedSource(name, _("这是文件夹，不是文件"))
    except OSError as error:
        return RefusedSource(name, _("无法读取：%(why)s") % {"why": error.strerror})
    if len(data) > MAX_BYTES:
        return RefusedSource(name, _("文件超过 %(limit)d MB") % {"limit": MAX_BYTES // 1024**2})
    encoding, reason = encodings.find_encoding(data)
    if encoding:
        text = decoded(data, encoding)
        reason = encodings.not_text(text, encoding)
        if not reason:
            return PageSource(name, data, encoding, text, entry, encodings.misread(text))
    return RefusedSource(name, reason, data)


def read_file(path: Path, manifest: Manifest) -> PageSource | RefusedSource:
    """A file named by itself, whatever its suffix."""
    name = _printable(path.name)
    return read_page(path, name, manifest.entry(name))


def read_folder(folder: Path, manifest: Manifest) -> Iterator[PageSource | RefusedSource]:
    """Every ``*.txt`` and ``*.md`` in the folder and below, one at a time, in name order.

    Links are not followed. Hidden files and others are passed over; a folder that is named like a page is refused, and
    looked into all the same.
    """
    # Folders may lie in each other deeper than calls can.
    begun = [_items(folder, "")]
    while begun:
        for item in begun[-1]:
            if isinstance(item, RefusedSource):
                yield item
                continue
            name, path, is_folder = item
            if path.name.lower().endswith(SUFFIXES) or name in manifest.pages:
                yield read_page(path, name, manifest.entry(name))
            if is_folder:
                begun.append(_items(path, f"{name}/"))
                break
        else:
            begun.pop()


def _items(folder: Path, prefix: str) -> Iterator[tuple[str, Path, bool] | RefusedSource]:
    """What lies in a folder, in name order: its name, its path, whether it is a folder."""
    try:
        with os.scandir(folder) as found:
            items = sorted(found, key=lambda item: item.name)
    except OSError as error:
        yield RefusedSource(prefix or _printable(folder.name), _("无法读取：%(why)s") % {"why": error.strerror})
        return
    for item in items:
        if not item.name.startswith(".") and not item.is_symlink():
            yield prefix + _printable(item.name), Path(item.path), item.is_dir(follow_symlinks=False)


def _open_without_waiting(path: str, flags: int) -> int:
    """Opens a pipe without waiting for somebody to write into it."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _printable(name: str) -> str:
    """The name in characters that can be stored and printed on one line; others as escapes."""
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
