"""Building an index in a process of its own, so that its time and the memory at its peak are its own.

``python -m benchmarks.building ours|recipe`` builds in the DATA_DIR of the environment and prints what it took as JSON.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

FOLDERS = {"ours": "index", "recipe": "recipe"}  # engine -> where in DATA_DIR its index lies


@dataclass(frozen=True)
class Build:
    """What it took to index so many articles."""

    articles: int
    seconds: float
    size: int  # bytes on disk
    peak: int | None  # bytes of memory: the process at its largest, and the largest of those that it started

    def as_json(self) -> dict[str, float | None]:
        return {
            "articles": self.articles,
            "articles_per_second": round(self.articles / self.seconds, 1),
            "seconds": round(self.seconds, 2),
            "index_mb": round(self.size / 1e6, 3),
            "peak_mb": self.peak and round(self.peak / 1e6, 1),
        }


def built(engine: str, data_dir: Path) -> Build:
    """Build the index of ``ours`` or the ``recipe`` in the installation, in a process of its own."""
    run = [sys.executable, "-m", "benchmarks.building", engine]
    said = subprocess.run(run, check=True, stdout=subprocess.PIPE, text=True).stdout
    took = json.loads(said.splitlines()[-1])
    return Build(took["articles"], took["seconds"], size_of(data_dir / FOLDERS[engine]), took["peak"])


def size_of(folder: Path) -> int:
    """The bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def peak_memory() -> int:
    """The bytes of memory that this process had at most, and with them those of the largest process it waited for.

    The kernel's own mark is read where there is one: ``getrusage`` counts what the parent held before this program began.
    """
    status = Path("/proc/self/status")
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if status.exists():
        own = next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return (own + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) * (1 if sys.platform == "darwin" else 1024)


def _ours() -> Callable[[], int]:
    from search.indexing import rebuild

    return rebuild


def _recipe() -> Callable[[], int]:
    from benchmarks.recipe import build

    return build


def main(engine: str) -> None:
    import django

    django.setup()
    from search import analyzers

    build = {"ours": _ours, "recipe": _recipe}[engine]()
    analyzers.warm_up()  # jieba's dictionary, which either needs
    start = perf_counter()
    articles = build()
    took = perf_counter() - start
    print(json.dumps({"articles": articles, "seconds": took, "peak": peak_memory()}))


if __name__ == "__main__":
    main(sys.argv[1])
