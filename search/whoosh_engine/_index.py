"""A Whoosh index in a folder: what is written of an article, and how this process reads it.

Segments are not compound, since opening a compound one copies it whole. Their files are read by seeking, so one thread
reads at a time, and no process reads through files that its parent opened.
"""

from __future__ import annotations

import os
import threading
import time
import weakref
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import ID, STORED, FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Existence, Frequency
from whoosh.index import TOC, EmptyIndexError, FileIndex
from whoosh.reading import SegmentReader, TermNotFound
from whoosh.util.filelock import FileLock, try_for
from whoosh.writing import NO_MERGE, SegmentWriter

from search import analyzers
from search.folding import encode, units
from search.matching import BESIDE_HEADLINE, ELSEWHERE, FACETS, FIELD_END, HEADLINE, Row, Snapshot, as_set

SCHEMA_VERSION = "1"  # another one makes every index stale: raise it with every change of what is written
NAME = "MAIN"  # Whoosh's own name for the one index of a folder
WRITER_MB = 256
BLOCK = (
    1024  # postings; uncompressed: most terms are in one article only, and compressing those takes a third of the time
)
SMALL, MOST_SMALL = 64, 8  # articles in a small segment; how many of them stand before they are merged


class Units(FieldType):
    """Which terms of units an article holds. Takes the terms themselves: no analyzer, no positions, no frequencies.

    It has no scores, but lengths: without, Whoosh looks for their file once for every posting that it writes.
    """

    def __init__(self) -> None:
        super().__init__(Existence(), None, scorable=True)

    def index(self, value: Iterable[str], **_options: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        for term in value:
            yield term.encode(), 1, 1.0, b""


class Words(FieldType):
    """The words of an article with their weights: how often each stands in it, more where it says more."""

    def __init__(self) -> None:
        super().__init__(Frequency(), None, scorable=True)

    def index(self, value: Counter[str], **_options: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        for word, weight in value.items():
            yield word.encode(), weight, float(weight), weight.to_bytes(4, "big")


SCHEMA = Schema(key=ID, units=Units(), words=Words(), row=STORED)


def document(prepared: dict[str, Any]) -> dict[str, Any]:
    """The Whoosh document of what Haystack prepared of an article."""
    kicker, headline, deck = prepared["kicker"], prepared["headline"], prepared["deck"]
    group = " ".join(filter(None, (kicker, headline, deck)))
    others = [prepared["text"], *prepared["captions"], *prepared["people"]]
    folded = [units(field) for field in (group, *others)]
    words: Counter[str] = Counter()
    for texts, weight in ([headline], HEADLINE), ([kicker, deck], BESIDE_HEADLINE), (others, ELSEWHERE):
        for text in texts:
            for word in analyzers.words(text):
                words[word] += weight
    row = Row(
        pk=int(prepared["django_id"]),
        key=prepared["key"],
        paper=prepared["paper"],
        year=prepared["year"],
        day=prepared["day"].toordinal() if "day" in prepared else 0,  # Haystack leaves out what is None
        place=prepared["place"],
        length=words.total(),
        text="".join(encode(field) + FIELD_END for field in folded),
    )
    terms = set().union(*map(analyzers.terms, folded))
    return {"key": row.key, "units": terms, "words": words, "row": tuple(row)}


# --- Reading ---------------------------------------------------------------------------------------------------------


class WhooshSegment:
    """A segment as ``search.matching`` reads it. Kept for as long as the segment stands, whatever is deleted in it."""

    def __init__(self, storage: FileStorage, segment: Any) -> None:
        self._reader = SegmentReader(storage, SCHEMA, segment)
        self._lock = threading.Lock()
        weakref.finalize(self, self._reader.close)
        stored = (self._reader.stored_fields(i)["row"] for i in range(self._reader.doc_count_all()))
        self.rows = [Row(*row) for row in stored]
        self.values: dict[str, dict[str, int]] = {}
        for facet in FACETS:
            ids: dict[str, list[int]] = {}
            for i, row in enumerate(self.rows):
                ids.setdefault(getattr(row, facet), []).append(i)
            self.values[facet] = {value: as_set(mine, len(self.rows)) for value, mine in ids.items()}

    def frequency(self, term: str) -> int:
        with self._lock:
            try:
                return self._reader.term_info("units", term).doc_frequency()
            except TermNotFound:
                return 0

    def ids(self, term: str) -> list[int]:
        with self._lock:
            return list(self._reader.postings("units", term).all_ids())

    def weights(self, word: str) -> list[tuple[int, float]]:
        found: list[tuple[int, float]] = []
        with self._lock:
            try:
                matcher = self._reader.postings("words", word)
            except TermNotFound:
                return found
            while matcher.is_active():
                found.append((matcher.id(), matcher.weight()))
                matcher.next()
        return found


class OpenIndex:
    """An index as this process has it open: read again when it has changed, and then only what is new."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: tuple[int, Path, int] | None = None  # process, folder, generation
        self._segments: dict[str, WhooshSegment] = {}
        self._snapshot = Snapshot([])

    def snapshot(self, folder: Path) -> Snapshot:
        """The index in ``folder`` as it stands now. Raises what Whoosh raises if it cannot be read."""
        storage = FileStorage(folder)
        with self._lock:
            # A writer may remove files between our reading its list of them and opening them: then there is a newer list.
            for attempt in range(5):
                try:
                    seen = os.getpid(), folder, FileIndex(storage, SCHEMA).latest_generation()
                    if seen != self._seen:
                        self._read(storage, seen)
                    break
                except (FileNotFoundError, EmptyIndexError):
                    if attempt == 4:
                        raise
                    time.sleep(0.02)
            return self._snapshot

    def _read(self, storage: FileStorage, seen: tuple[int, Path, int]) -> None:
        known = self._segments if self._seen and self._seen[:2] == seen[:2] else {}
        segments, living = {}, []
        for stored in TOC.read(storage, NAME, gen=seen[2], schema=SCHEMA).segments:
            name = stored.segment_id()
            segment = segments[name] = known.get(name) or WhooshSegment(storage, stored)
            size = stored.doc_count_all()
            deleted = set(stored.deleted_docs())
            living.append((segment, as_set((i for i in range(size) if i not in deleted), size)))
        self._segments, self._snapshot, self._seen = segments, Snapshot(living), seen


# --- Writing ---------------------------------------------------------------------------------------------------------


def create(folder: Path) -> None:
    FileIndex.create(FileStorage(folder), SCHEMA, NAME)


def size(folder: Path) -> int:
    """How many articles the index holds."""
    return FileIndex(FileStorage(folder), SCHEMA).doc_count()


def add(folder: Path, prepared: Iterable[dict[str, Any]]) -> None:
    """Add articles that the index has not, as a segment of their own."""
    _write(folder, prepared, (), NO_MERGE)


def replace(folder: Path, prepared: Iterable[dict[str, Any]], keys: Iterable[str]) -> None:
    """Take out the articles of these keys and put others in, in one commit."""
    _write(folder, prepared, keys, merge_small)


def _write(folder: Path, prepared: Iterable[dict[str, Any]], drop: Iterable[str], merge: Any) -> None:
    index = FileIndex(FileStorage(folder), SCHEMA)
    writer = SegmentWriter(index, compound=False, limitmb=WRITER_MB, codec=W3Codec(blocklimit=BLOCK, compression=0))
    try:
        _delete(writer, drop)
        for article in prepared:
            writer.add_document(**document(article))
    except BaseException:
        writer.cancel()
        raise
    writer.commit(mergetype=merge)


def _delete(writer: SegmentWriter, keys: Iterable[str]) -> None:
    with writer.reader() as reader:
        for key in keys:
            try:
                numbers = list(reader.postings("key", key).all_ids())
            except TermNotFound:
                continue
            for number in numbers:
                writer.delete_document(number)


def merge_small(writer: SegmentWriter, segments: Sequence[Any]) -> list[Any]:
    """Whoosh's merge policy for edits: a few small segments at a time, so that no editor waits for a large merge."""
    segments = [segment for segment in segments if segment.doc_count()]
    small = [segment for segment in segments if segment.doc_count() < SMALL]
    if len(small) < MOST_SMALL:
        return segments
    for segment in small:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return [segment for segment in segments if segment not in small]


def file_lock(path: Path, wait: float) -> FileLock | None:
    """The lock file at ``path``, acquired; None if another holds it for longer than ``wait`` seconds."""
    lock = FileLock(str(path))
    return lock if try_for(lock.acquire, timeout=wait, delay=0.05) else None
