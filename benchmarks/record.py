"""``python -m benchmarks.record DATA_DIR``: what an upgrade of a large archive takes, and what it makes of the database.

The database, such as ``benchmarks.half_a_million`` makes one from a checkout of an earlier version, is migrated by this
one. Then it is served, and readers ask for pages by themselves and while each of the ``--filling`` commands runs. They
search for nothing. Printed are the size of each table (with its indexes) before and after each step, how long a step
took, and how long readers waited. The database is changed: measure a copy.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from threading import Event, Thread
from time import perf_counter, sleep
from typing import Any

from benchmarks import report
from benchmarks.readers import ask
from benchmarks.server import serving
from benchmarks.timing import spread

READERS = 4
REST = 0.2  # seconds of a reader between an answer and the next question
WARMING = 5  # seconds of reading that are not counted: what opens and loads is open
KNOWN = 500  # addresses of each kind that readers go to
KINDS = {"newspaper": 3, "issue": 4, "page": 5, "article": 6}  # kind -> the slashes of its address


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.record", description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, metavar="DATA_DIR", help="it is changed: measure a copy")
    parser.add_argument(
        "--filling", nargs="*", default=["fill_record"], metavar="COMMAND", help="commands that fill what is new"
    )
    parser.add_argument("--seconds", type=int, default=20, help="that readers read by themselves")
    report.add_json(parser)
    return parser.parse_args(words)


def run(asked: argparse.Namespace) -> dict[str, Any]:
    """Measure, printing the tables; all figures."""
    database = asked.folder / "archive.sqlite3"
    for name in ("DATABASE_URL", "SEARCH_URL"):
        os.environ.pop(name, None)
    os.environ |= {"DATA_DIR": str(asked.folder), "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
    sizes, took, reading = {"before": table_sizes(database)}, {}, {}
    took["migrate"] = _manage("migrate", "--verbosity", "0")
    sizes["migrate"] = table_sizes(database)
    _manage("collectstatic", "--noinput", "--verbosity", "0")
    with serving() as server:
        paths = _paths(database)
        with _readers(server.port, paths):
            sleep(min(WARMING, asked.seconds))
        with _readers(server.port, paths) as times:
            sleep(asked.seconds)
            while not all(times.values()):  # a busy machine has not come to each kind of page yet
                sleep(REST)
        reading["alone"] = {kind: spread(seconds) for kind, seconds in times.items()}
        for command in asked.filling:
            with _readers(server.port, paths) as times:
                took[command] = _manage(*command.split())
            reading[command] = {kind: spread(seconds) for kind, seconds in times.items() if seconds}
            sizes[command] = table_sizes(database)
    print(_sizes_as_table(sizes))
    print(report.table(["step", "seconds"], [[step, f"{seconds:,.1f}"] for step, seconds in took.items()]))
    print(_times_as_table(reading))
    return {"machine": report.machine(), "sizes": sizes, "seconds": took, "readers": reading}


def table_sizes(database: Path) -> dict[str, int]:
    """The bytes of each table, its indexes included, and of the file that holds them."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        held = connection.execute(
            "SELECT tbl_name, sum(pgsize) FROM dbstat('main', 1) JOIN sqlite_master USING (name) GROUP BY tbl_name"
        )
        found = {name: size for name, size in held if not name.startswith("sqlite_")}
    return found | {"(file)": database.stat().st_size}


def _manage(*words: str) -> float:
    """Run a command in a process of its own; the seconds that it took."""
    start = perf_counter()
    subprocess.run([sys.executable, "manage.py", *words], check=True)
    return perf_counter() - start


# --- Readers ---


def _paths(database: Path) -> dict[str, list[str]]:
    """What readers ask for: home, and of each kind the same addresses for the same archive."""
    found = {"home": ["/"]}
    with closing(sqlite3.connect(database)) as connection:
        for kind, slashes in KINDS.items():
            column = f"{kind}_id"
            [(last,)] = connection.execute(f"SELECT max(id) FROM archive_{kind}")
            random = Random(1)
            chosen = {random.randint(1, last) for _ in range(KNOWN)}
            marks = ",".join("?" * len(chosen))
            rows = connection.execute(
                f"SELECT min(path) FROM archive_address WHERE {column} IN ({marks}) GROUP BY {column}", [*chosen]
            )
            found[kind] = [path for (path,) in rows if path.count("/") == slashes]
    return found


@contextmanager
def _readers(port: int, paths: dict[str, list[str]]) -> Iterator[dict[str, list[float]]]:
    """Readers who go on reading; the seconds that each kind of page took are in the dict at the end."""
    times: dict[str, list[float]] = {kind: [] for kind in paths}
    failures: list[str] = []
    stop = Event()
    threads = [Thread(target=_read, args=(port, paths, number, stop, times, failures)) for number in range(READERS)]
    for thread in threads:
        thread.start()
    try:
        yield times
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    if failures:
        raise RuntimeError(f"{len(failures)} readers' requests failed, such as {failures[0]}")


def _read(
    port: int,
    paths: dict[str, list[str]],
    number: int,
    stop: Event,
    times: dict[str, list[float]],
    failures: list[str],
) -> None:
    random = Random(number)
    while not stop.is_set():
        for kind, known in paths.items():
            path = random.choice(known)
            start = perf_counter()
            status = ask(port, "127.0.0.1", path)
            times[kind].append(perf_counter() - start)
            if status >= 500:
                failures.append(f"{status} {path}")
            if stop.wait(REST):
                return


# --- Tables for people ---


def _sizes_as_table(sizes: dict[str, dict[str, int]]) -> str:
    last = list(sizes.values())[-1]
    names = sorted({name for each in sizes.values() for name in each}, key=lambda name: -last.get(name, 0))
    rows = [[name, *(f"{each.get(name, 0) / 1e6:,.1f}" for each in sizes.values())] for name in names]
    return report.table(["MB", *sizes], [row for row in rows if set(row[1:]) != {"0.0"}])


def _times_as_table(reading: dict[str, dict[str, dict[str, float]]]) -> str:
    kinds = list(reading["alone"])
    cells = [
        [
            kind,
            *(
                f"{each[kind]['median_ms']:.1f} / {each[kind]['p95_ms']:.1f}" if kind in each else ""
                for each in reading.values()
            ),
        ]
        for kind in kinds
    ]
    return report.table(["median / p95 ms", *reading], cells)


def main() -> None:
    asked = arguments()
    report.write(run(asked), asked.json)


if __name__ == "__main__":
    main()
