"""An index in the making: its segments made side by side, each by a process of its own, and taken over in order."""

from __future__ import annotations

import os
import shutil
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from math import ceil
from multiprocessing import get_context
from pathlib import Path

import django

from search.engine import BuildError, Prepared
from search.index_folder import IndexFolder
from search.whoosh_engine import _writer
from search.whoosh_engine._documents import document

LARGEST, SMALLEST = 10_000, 1_000  # articles of a segment: searching likes few, sharing out the work many
ALONE = 2_000  # so many articles are written sooner than further processes have started


class WhooshBuild:
    """An index being built in ``folder``, as ``search.engine.Build`` describes it."""

    def __init__(self, index: IndexFolder, folder: Path, last: int = 0) -> None:
        self._index, self.folder, self.last = index, folder, last

    def add(self, articles: Iterable[Prepared], total: int) -> None:
        build(self.folder, articles, total)

    def replace(self, articles: Iterable[Prepared], keys: Iterable[str]) -> None:
        _writer.replace(self.folder, map(document, articles), keys)

    def erase(self, keys: Iterable[str]) -> None:
        _writer.erase(self.folder, keys)

    def discard_parts(self) -> None:
        discard_parts(self.folder)

    def size(self) -> int:
        return _writer.size(self.folder)

    def make_current(self) -> None:
        self._index.make_current(self.folder)


def build(folder: Path, prepared: Iterable[Prepared], total: int) -> None:
    """Add about ``total`` articles to the index in ``folder``, in their order: with all cores. Raises BuildError."""
    processes = os.cpu_count() or 1
    if total <= ALONE or processes < 2:
        for part in _parts(prepared, LARGEST):
            _writer.add(folder, part)
        return
    discard_parts(folder)
    size = max(SMALLEST, min(LARGEST, ceil(total / (2 * processes))))
    # Not forked: this process may have threads and connections that a copy must not use.
    with ProcessPoolExecutor(processes, get_context("spawn"), initializer=django.setup) as pool:
        under_way: deque[Future[Path]] = deque()
        try:
            for number, part in enumerate(_parts(prepared, size)):
                under_way.append(pool.submit(_writer.build_part, folder / f"part-{number}", part))
                if len(under_way) > processes:
                    _writer.adopt(folder, under_way.popleft().result())
            for made in under_way:
                _writer.adopt(folder, made.result())
        except BrokenProcessPool as error:
            raise BuildError("a process that wrote a part of the index died: out of memory?") from error
        finally:
            pool.shutdown(cancel_futures=True)


def discard_parts(folder: Path) -> None:
    """Remove what a build that was interrupted had not taken over."""
    for left in folder.glob("part-*"):
        shutil.rmtree(left)


def _parts(prepared: Iterable[Prepared], size: int) -> Iterator[list[Prepared]]:
    rest = iter(prepared)
    while part := list(islice(rest, size)):
        yield part
