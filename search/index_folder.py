"""The folder of an embedded index: which of the indexes in it is current, what it was made with, and whose turn it is
to write.

Each index lies in a folder of its own; ``current.json`` names the one that answers. A rebuilt index is made beside it
and becomes current in one step, so that there is never a moment without one; until then ``begun.json`` names it, so
that a build that was interrupted can go on.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from search.engine import IndexUnavailable, State


class IndexFolder:
    """``versions`` is what an index must have been made with to be usable."""

    def __init__(self, path: Path, versions: Mapping[str, str]) -> None:
        self.path = path
        self._pointer = path / "current.json"
        self._begun = path / "begun.json"
        self._versions = dict(versions)
        self._known: tuple[tuple[int, int], Path, dict[str, str]] | None = None  # what was read of the pointer last

    def current(self) -> Path:
        """The folder of the current index. Raises IndexUnavailable."""
        try:
            made = self._pointer.stat()
            mark = made.st_mtime_ns, made.st_ino
            if self._known is None or self._known[0] != mark:
                self._known = mark, *self._read(self._pointer)
            _mark, folder, versions = self._known
        except FileNotFoundError:
            raise IndexUnavailable(State.DAMAGED if self._finished() else State.MISSING) from None
        except (OSError, ValueError, KeyError, TypeError):
            raise IndexUnavailable(State.DAMAGED) from None
        if versions != self._versions:
            raise IndexUnavailable(State.STALE)
        if not folder.is_dir():
            raise IndexUnavailable(State.DAMAGED)
        return folder

    def begun(self) -> Path | None:
        """The folder of an index that was begun and is neither current nor given up, made with these versions."""
        try:
            folder, versions = self._read(self._begun)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return folder if versions == self._versions and folder.is_dir() else None

    def begin(self) -> Path:
        """A new, empty folder to build an index in; one that was begun before is given up."""
        self.path.mkdir(parents=True, exist_ok=True)
        folder = self.path / f"index-{secrets.token_hex(4)}"
        folder.mkdir()
        self._write(self._begun, folder)
        self._tidy()
        return folder

    def make_current(self, folder: Path) -> None:
        """Let the index in ``folder`` answer from now on. Readers that still read the old one finish undisturbed."""
        self._write(self._pointer, folder)
        self._begun.unlink(missing_ok=True)
        self._tidy()

    def give_up(self) -> None:
        """Remove the index that was begun."""
        self._begun.unlink(missing_ok=True)
        self._tidy()

    def remove_current(self) -> None:
        """Remove the current index, whatever it was made with."""
        self._pointer.unlink(missing_ok=True)
        self._tidy()

    def _read(self, pointer: Path) -> tuple[Path, dict[str, str]]:
        stored = json.loads(pointer.read_text())
        return self.path / stored["folder"], stored["versions"]

    def _write(self, pointer: Path, folder: Path) -> None:
        written = pointer.with_suffix(".new")
        with written.open("w") as file:
            json.dump({"folder": folder.name, "versions": self._versions}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(written, pointer)

    def _tidy(self) -> None:
        """Remove every index but the current one and the one begun."""
        kept = set()
        for pointer in (self._pointer, self._begun):
            with suppress(OSError, ValueError, KeyError, TypeError):
                kept.add(self._read(pointer)[0])
        for folder in self.path.glob("index-*"):
            if folder not in kept:
                shutil.rmtree(folder, ignore_errors=True)

    def _finished(self) -> bool:
        """Whether there is an index that was current once."""
        return any(folder != self.begun() for folder in self.path.glob("index-*"))
