"""Writing a Whoosh index: articles into a new segment, out of the others, small segments into larger ones."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex, clean_files
from whoosh.reading import SegmentReader
from whoosh.util.filelock import FileLock, try_for
from whoosh.writing import NO_MERGE, SegmentWriter

from search.whoosh_engine import _checksums
from search.whoosh_engine._codec import ArrayCodec, Pool
from search.whoosh_engine._documents import SCHEMA, document

TIERS = (64, 512, 4096)  # articles: segments smaller than one of these are merged when there are too many of them
MOST_ALIKE = 8


class _Writer(SegmentWriter):
    """Whoosh's writer of a segment, with our codec, pool and checksums."""

    def __init__(self, folder: Path) -> None:
        # Read before Whoosh does, or damage would be written again as if it were meant.
        self._sealed = {each.segment_id() for each in _checksums.read_list(folder, _checksums.latest(folder))}
        super().__init__(FileIndex(FileStorage(folder), SCHEMA), compound=False, codec=ArrayCodec())
        self._folder = folder
        self.pool = Pool()

    def _commit_toc(self, segments: Sequence[Any]) -> None:
        for segment in segments:
            if segment.segment_id() not in self._sealed:
                _checksums.seal(self._folder, segment.segment_id())
        _checksums.write_list(self._folder, list(segments), self.generation)
        clean_files(self.storage, self.indexname, self.generation, segments)

    def add_postings_to_pool(self, reader: SegmentReader, startdoc: int, docmap: dict[int, int] | None) -> None:
        """The postings of a segment that is merged into this one."""
        size = reader.doc_count_all()
        moved = np.full(size, -1)
        if docmap is None:
            moved[:] = np.arange(startdoc, startdoc + size)
        else:
            moved[list(docmap)] = list(docmap.values())
        self.pool.add_segment(reader.codec().terms_reader(reader.storage(), reader.segment()), moved)

    def drop(self, keys: Iterable[str]) -> None:
        """Delete the articles of these keys."""
        wanted = list(keys)
        for segment in self.segments if wanted else ():
            field = self.codec.terms_reader(self.storage, segment)["key"]
            for key in wanted:
                for number in field.articles[field.place(key)].tolist():
                    segment.delete_document(number)


def create(folder: Path) -> None:
    """Make an empty index in the folder."""
    _checksums.write_list(folder, [], 0)


def size(folder: Path) -> int:
    """How many articles the index holds."""
    return FileIndex(FileStorage(folder), SCHEMA).doc_count()


def add(folder: Path, prepared: Iterable[dict[str, Any]]) -> None:
    """Add articles that the index has not, as a segment of their own."""
    _write(folder, map(document, prepared), (), NO_MERGE)


def replace(folder: Path, documents: Iterable[dict[str, Any]], keys: Iterable[str]) -> None:
    """Take out the articles of these keys and put others in, in one commit: ``documents`` are as ``document`` makes them."""
    _write(folder, documents, keys, merge_alike)


def erase(folder: Path, keys: Iterable[str]) -> None:
    """Write anew, one after the other, the segments that hold deleted articles of these keys, without what is deleted."""
    wanted = list(keys)
    for name in _holding_deleted(folder, wanted):
        _write(folder, (), (), partial(_merge_one, name))


def _holding_deleted(folder: Path, keys: Sequence[str]) -> list[str]:
    storage, codec, found = FileStorage(folder), ArrayCodec(), []
    for segment in _checksums.read_list(folder, _checksums.latest(folder)):
        field = codec.terms_reader(storage, segment)["key"]
        numbers = (number for key in keys for number in field.articles[field.place(key)].tolist())
        if any(segment.is_deleted(number) for number in numbers):
            found.append(segment.segment_id())
    return found


def _merge_one(name: str, writer: SegmentWriter, segments: Sequence[Any]) -> list[Any]:
    """Whoosh's merge policy for one segment that is to be written anew."""
    for segment in segments:
        if segment.segment_id() == name and segment.doc_count():
            _take_over(writer, segment)
    return [segment for segment in segments if segment.segment_id() != name]


def _take_over(writer: SegmentWriter, segment: Any) -> None:
    # Or damage would get a checksum of its own.
    _checksums.check(Path(writer.storage.folder), segment.segment_id(), wholly=True)
    with _reader(writer.storage, segment) as reader:
        writer.add_reader(reader)


def build_part(part: Path, prepared: Iterable[dict[str, Any]]) -> Path:
    """Make an index of its own of these articles in the folder ``part``, to be adopted: what a further process does."""
    part.mkdir()
    create(part)
    add(part, prepared)
    return part


def adopt(folder: Path, part: Path) -> None:
    """Move the one segment of the index in ``part``, which another process made, into the index in ``folder``."""
    segments = _checksums.read_list(part, _checksums.latest(part))
    for segment in segments:
        for file in part.glob(f"{segment.segment_id()}.*"):
            file.rename(folder / file.name)
    writer = _Writer(folder)
    writer.segments = [*writer.segments, *segments]
    writer.commit(mergetype=NO_MERGE)
    shutil.rmtree(part)


def _write(folder: Path, documents: Iterable[dict[str, Any]], drop: Iterable[str], merge: Any) -> None:
    writer = _Writer(folder)
    try:
        writer.drop(drop)
        for each in documents:
            writer.add_document(**each)
        writer.commit(mergetype=merge)
    except BaseException:
        writer.cancel()  # or this process would hold Whoosh's own lock
        raise


def merge_alike(writer: SegmentWriter, segments: Sequence[Any]) -> list[Any]:
    """Whoosh's merge policy for edits: segments of about one size, when there are many; never so many articles that an
    editor would wait for it."""
    left = [segment for segment in segments if segment.doc_count()]
    for largest in TIERS:
        alike = [segment for segment in left if segment.doc_count() < largest]
        if len(alike) >= MOST_ALIKE:
            for segment in alike:
                _take_over(writer, segment)
            left = [segment for segment in left if segment not in alike]
            break
    return left


def _reader(storage: FileStorage, segment: Any) -> Any:
    return closing(SegmentReader(storage, SCHEMA, segment))


def file_lock(path: Path, wait: float) -> FileLock | None:
    """The lock file at ``path``, acquired; None if another holds it for longer than ``wait`` seconds."""
    lock = FileLock(str(path))
    return lock if try_for(lock.acquire, timeout=wait, delay=0.05) else None
