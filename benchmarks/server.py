"""gunicorn as ``make run`` starts it, with two workers on a free port, and the memory that its workers hold."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple

WORKERS = 2
PATIENCE = 60  # seconds until it must answer


class Server(NamedTuple):
    port: int
    pid: int


class Memory(NamedTuple):
    """Of one worker, in bytes: all it holds, and its share where it holds with others."""

    rss: int
    pss: int


@contextmanager
def serving() -> Iterator[Server]:
    """The archive of this process's installation, served."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if name not in ("GUNICORN_CMD_ARGS", "PORT")}
    environment["SEARCHES_PER_MINUTE"] = "0"
    options = ["--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS), "--log-level", "warning"]
    run = [sys.executable, "-m", "gunicorn", "--config", "python:archive.gunicorn", *options]
    process = subprocess.Popen(run, env=environment)
    try:
        _wait(process, port)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def _wait(process: subprocess.Popen, port: int) -> None:
    end = monotonic() + PATIENCE
    while process.poll() is None and monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            sleep(0.1)
        else:
            return
    raise TimeoutError("gunicorn does not answer")


def workers(server: Server) -> list[Memory]:
    """What each worker holds now; nothing where the system does not say."""
    return [_memory(pid) for pid in _children(server.pid)] if Path("/proc/self/smaps_rollup").exists() else []


def _children(parent: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        if int(fields[1]) == parent:
            found.append(int(status.parent.name))
    return sorted(found)


def _memory(pid: int) -> Memory:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    sizes = {name: int(size.split()[0]) * 1024 for name, _colon, size in (line.partition(":") for line in lines[1:])}
    return Memory(sizes["Rss"], sizes["Pss"])
