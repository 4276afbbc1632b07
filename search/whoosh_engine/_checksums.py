"""Checksums of an index's files: what is damaged is told, not searched.

The files of a segment never change. Beside them lies a file of their sizes and checksums, which is whole before any list
of segments names the segment: a process that dies in between leaves files that nobody reads. Each list of segments
(Whoosh's table of contents) ends with its own checksum, in the same file, which takes its place in one step.

Opening a segment compares the sizes of all its files and the checksums of the small ones, a millisecond or two; to
compare the others would read all of the index (about a second for each gigabyte): that is what ``check_index`` does.
"""

from __future__ import annotations

import json
import os
import re
from hashlib import blake2b, file_digest
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import TOC, EmptyIndexError

from search.whoosh_engine._documents import SCHEMA

NAME = "MAIN"  # Whoosh's own name for the one index of a folder
_LIST = re.compile(rf"_{NAME}_([0-9]+)\.toc")  # what it calls the list of segments of a generation
SMALL = 2**16  # bytes of a file whose checksum is compared whenever it is opened
SUMS = ".sums"  # what the file of a segment's checksums is called after it
_SIZE = 16  # bytes of a checksum


class Damaged(ValueError):
    """A file of the index is not as it was written. Its name is the first argument."""


def _digest(data: bytes = b"") -> Any:
    return blake2b(data, digest_size=_SIZE)


def _sealed(data: bytes) -> bytes:
    return data + _digest(data).digest()


def _unsealed(path: Path) -> bytes:
    """What was sealed in the file. Raises Damaged, OSError."""
    data = path.read_bytes()
    if _digest(data[:-_SIZE]).digest() != data[-_SIZE:]:
        raise Damaged(path.name)
    return data[:-_SIZE]


# --- Segments --------------------------------------------------------------------------------------------------------


def seal(folder: Path, segment: str) -> None:
    """Write the checksums of a segment whose files are all there, unless they are written."""
    sums = folder / f"{segment}{SUMS}"
    if not sums.exists():
        files = {path.name: [path.stat().st_size, _sum(path)] for path in folder.glob(f"{segment}.*")}
        sums.write_bytes(_sealed(json.dumps(files).encode()))


def check(folder: Path, segment: str, wholly: bool = False) -> None:
    """Raises Damaged if a file of the segment is not as it was written, OSError if one cannot be read."""
    for damaged in _damaged(folder, segment, wholly):
        raise damaged


def _damaged(folder: Path, segment: str, wholly: bool) -> list[Damaged]:
    try:
        sums = json.loads(_unsealed(folder / f"{segment}{SUMS}"))
    except Damaged as damaged:
        return [damaged]
    found = []
    for name, (size, expected) in sums.items():
        path = folder / name
        if path.stat().st_size != size or ((wholly or size <= SMALL) and _sum(path) != expected):
            found.append(Damaged(name))
    return found


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, _digest).hexdigest()


# --- The list of segments --------------------------------------------------------------------------------------------


def write_list(folder: Path, segments: list[Any], generation: int) -> None:
    """Let these segments, which are sealed, be the index from now on."""
    memory = RamStorage()
    TOC(SCHEMA, segments, generation).write(memory, NAME)
    [(name, written)] = memory.files.items()
    beside = folder / "list.new"
    beside.write_bytes(_sealed(written))
    os.replace(beside, folder / name)


def latest(folder: Path) -> int:
    """The generation of the index as it stands. Raises EmptyIndexError if there is none.

    Whoosh's own way to ask reads the list, before anything has told whether it is damaged.
    """
    found = [int(list_[1]) for name in os.listdir(folder) if (list_ := _LIST.fullmatch(name))]
    if not found:
        raise EmptyIndexError(f"no index in {folder}")
    return max(found)


def read_list(folder: Path, generation: int) -> list[Any]:
    """The segments of the index as it was in this generation. Raises Damaged, OSError, and what Whoosh raises."""
    _unsealed(folder / f"_{NAME}_{generation}.toc")
    return TOC.read(FileStorage(folder), NAME, gen=generation, schema=SCHEMA).segments


def faults(folder: Path) -> list[str]:
    """The names of the files that are not as they were written, or are missing: every byte is read."""
    for attempt in range(5):
        generation = latest(folder)
        try:
            segments = read_list(folder, generation)
            return [str(each) for segment in segments for each in _damaged(folder, segment.segment_id(), wholly=True)]
        except Damaged as damaged:
            return [str(damaged)]
        except FileNotFoundError as missing:
            # A writer may have removed it meanwhile: then there is a newer list.
            if attempt == 4 or latest(folder) == generation:
                return [Path(missing.filename).name]
    return []
