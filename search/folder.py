"""The folder of an embedded index: which of the indexes in it is current, what it was made with, and whose turn it is
to write.

Each index lies in a folder of its own; ``current.json`` names the one that answers. A rebuilt index is made beside it
and becomes current in one step, so that there is never a moment without one.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path


class State(StrEnum):
    READY = "ready"
    MISSING = "missing"  # there never was one
    STALE = "stale"  # made with another schema or dictionary: its answers would be wrong
    DAMAGED = "damaged"


class IndexUnavailable(Exception):
    """The index cannot be searched now; ``state`` says why. ``manage.py update_index`` builds it."""

    def __init__(self, state: State) -> None:
        super().__init__(f"the search index is {state}; manage.py update_index builds it")
        self.state = state


class IndexFolder:
    """``versions`` is what an index must have been made with to be usable."""

    def __init__(self, path: Path, versions: Mapping[str, str]) -> None:
        self.path = path
        self._pointer = path / "current.json"
        self._versions = dict(versions)

    def current(self) -> Path:
        """The folder of the current index. Raises IndexUnavailable."""
        try:
            stored = json.loads(self._pointer.read_text())
            folder, versions = self.path / stored["folder"], stored["versions"]
        except FileNotFoundError:
            raise IndexUnavailable(State.DAMAGED if self._indexes() else State.MISSING) from None
        except (OSError, ValueError, KeyError, TypeError):
            raise IndexUnavailable(State.DAMAGED) from None
        if versions != self._versions:
            raise IndexUnavailable(State.STALE)
        if not folder.is_dir():
            raise IndexUnavailable(State.DAMAGED)
        return folder

    def new(self) -> Path:
        """A new, empty folder to build an index in; those that an interrupted build left behind are removed."""
        self.path.mkdir(parents=True, exist_ok=True)
        self._tidy()
        folder = self.path / f"index-{secrets.token_hex(4)}"
        folder.mkdir()
        return folder

    def make_current(self, folder: Path) -> None:
        """Let the index in ``folder`` answer from now on. Readers that still read the old one finish undisturbed."""
        written = self._pointer.with_suffix(".new")
        with written.open("w") as file:
            json.dump({"folder": folder.name, "versions": self._versions}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(written, self._pointer)
        self._tidy()

    def _tidy(self) -> None:
        """Remove every index but the current one."""
        try:
            keep = json.loads(self._pointer.read_text())["folder"]
        except (OSError, ValueError, KeyError, TypeError):
            keep = None
        for folder in self._indexes():
            if folder.name != keep:
                shutil.rmtree(folder, ignore_errors=True)

    def _indexes(self) -> list[Path]:
        return list(self.path.glob("index-*"))
