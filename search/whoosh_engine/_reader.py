"""How this process reads an index: each segment once, for as long as it stands; the files are mapped, not loaded."""

from __future__ import annotations

import mmap
import threading
import time
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import EmptyIndexError

from search.segments import Cache, Snapshot, Values
from search.whoosh_engine import _checksums
from search.whoosh_engine._codec import ArrayCodec, FieldTerms
from search.whoosh_engine._documents import SCHEMA, VALUES

LOOK_EVERY = 1  # seconds
MOST_MAPPED = 2**27  # bytes of files that count as a worker's memory, though the system keeps them once for all workers
SETTLED = 100_000_000  # nanoseconds: far longer than a tick of the clock that files are dated by


class WhooshSegment:
    """A segment as ``search.segments`` reads it, whatever is deleted in it."""

    def __init__(self, storage: FileStorage, segment: Any) -> None:
        codec = ArrayCodec()
        self.name: str = segment.segment_id()
        self.size: int = segment.doc_count_all()
        self._terms = codec.terms_reader(storage, segment)
        columns = codec.per_document_reader(storage, segment)
        try:
            readers = {
                name: columns.column_reader(name, field.column_type)
                for name, field in SCHEMA.items()
                if field.column_type is not None
            }
        finally:
            columns.close()
        self.pks, self.first, self.last, self.lengths = (
            readers[name].values for name in ("pk", "first", "last", "length")
        )
        self.text = readers["text"].memory
        self.starts = readers["text"].starts
        self.group_ends = self.starts[:-1] + readers["group"].values
        self.people_starts = self.starts[:-1] + readers["people"].values
        self._places = readers["place"]
        self._digests = readers["digest"]
        self.values: dict[str, Values] = {}

    def field(self, name: str) -> FieldTerms:
        return self._terms[name]

    def place(self, number: int) -> bytes:
        place: bytes = self._places[number]
        return place

    def digest(self, number: int) -> bytes:
        digest: bytes = self._digests[number]
        return digest

    def let_go(self) -> None:
        """Unmap what was read of the large files. It is mapped again where it is read again."""
        for memory in (self.text, self._terms.memory):
            memory.madvise(mmap.MADV_DONTNEED)

    @cached_property
    def values_by_article(self) -> dict[str, list[list[str]]]:
        """Of each field of values, those of each article."""
        found: dict[str, list[list[str]]] = {name: [[] for _ in range(self.size)] for name in VALUES}
        for name in VALUES:
            field = self.field(name)
            for value, first, last in zip(
                field.terms(), field.starts.tolist(), field.starts[1:].tolist(), strict=False
            ):
                for number in field.articles[first:last].tolist():
                    found[name][number].append(value)
        return found

    @cached_property
    def keys(self) -> list[str]:
        """The key of each article."""
        field = self.field("key")
        key_of = dict(zip(field.articles.tolist(), field.terms(), strict=True))
        return [key_of[number] for number in range(self.size)]


class OpenIndex:
    """An index as this process has it open: read again when it has changed, and then only what is new."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: tuple[Path, int] | None = None  # folder, generation
        self._segments: dict[str, WhooshSegment] = {}
        self._cache = Cache()
        self._snapshot = Snapshot([])
        self._sizes: dict[Path, int] = {}
        self._changed: int | None = None  # when a file was made or removed in the folder last, if that can be relied on
        self.look_again = 0.0

    def forget(self) -> None:
        """Let go of what was found before: for measuring."""
        with self._lock:
            self._cache = Cache()
            for segment in self._segments.values():
                segment.values.clear()
            live = zip(self._snapshot.segments, self._snapshot.all, strict=True)
            self._snapshot = Snapshot(live, self._cache)

    def snapshot(self, folder: Path) -> Snapshot:
        """The index in ``folder`` as it stands now. Raises what Whoosh raises if it cannot be read."""
        storage = FileStorage(folder)
        with self._lock:
            # A writer may remove files between our reading its list of them and opening them: then there is a newer list.
            for attempt in range(5):
                try:
                    changed = folder.stat().st_mtime_ns
                    if self._seen and self._seen[0] == folder and self._changed == changed:
                        seen = self._seen
                    else:
                        seen = folder, _checksums.latest(folder)
                        # A further change within one tick of the clock would not show.
                        self._changed = changed if time.time_ns() - changed > SETTLED else None
                    if seen != self._seen:
                        self._read(storage, seen)
                    elif time.monotonic() > self.look_again:
                        self._look(folder)
                    break
                except (FileNotFoundError, EmptyIndexError):
                    if attempt == 4:
                        raise
                    time.sleep(0.02)
            if _mapped() > MOST_MAPPED:
                for segment in self._segments.values():
                    segment.let_go()
            return self._snapshot

    def _read(self, storage: FileStorage, seen: tuple[Path, int]) -> None:
        known = self._segments if self._seen and self._seen[0] == seen[0] else {}
        segments, living = {}, []
        for stored in _checksums.read_list(*seen):
            name = stored.segment_id()
            if name not in known:
                _checksums.check(seen[0], name)
            segment = segments[name] = known.get(name) or WhooshSegment(storage, stored)
            living.append((segment, alive(segment.size, stored.deleted_docs())))
        self._segments, self._snapshot, self._seen = segments, Snapshot(living, self._cache), seen
        self._sizes = {path: path.stat().st_size for name in segments for path in seen[0].glob(f"{name}.*")}
        self._look(seen[0])

    def _look(self, folder: Path) -> None:
        """Raise ValueError if a file is not as long as it was: to read on in a mapped file that was cut short is fatal."""
        self.look_again = time.monotonic() + LOOK_EVERY
        if any(path.stat().st_size != size for path, size in self._sizes.items()):
            raise ValueError(f"a file in {folder} was changed under its reader")


def _mapped() -> int:
    """The bytes of files that this process has mapped and read; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[2]) * mmap.PAGESIZE
    except OSError:
        return 0


def alive(size: int, deleted: Iterable[int]) -> np.ndarray:
    """Which articles of a segment are not deleted."""
    there = np.ones(size, bool)
    there[list(deleted)] = False
    return there
