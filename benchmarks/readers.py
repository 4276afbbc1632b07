"""``python -m benchmarks.readers``: readers by themselves, then beside clients who mean harm, one of each kind.

Every reader asks two seconds after the last answer, for a page to read or a search, from an address of its own in
127.0.0.0/8. The hostile ones hold sockets that say half a request, ask for the widest searches, for unknown words, and
upload without logging in, each as fast as one client can. All ask this machine only, at a lower priority than the
server, and stop by themselves. What must hold: no answer of 5xx to a reader, and a 95th percentile of at most twice
that without the hostile.
"""

from __future__ import annotations

import argparse
import os
import socket
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, suppress
from http.client import HTTPConnection, HTTPException
from multiprocessing import get_context
from pathlib import Path
from random import Random
from threading import Event, Thread
from time import monotonic, perf_counter
from typing import Any
from urllib.parse import quote, urlencode

from benchmarks import corpus, report
from benchmarks.building import built
from benchmarks.installation import enter, installation
from benchmarks.queries import Vocabulary
from benchmarks.server import serving
from benchmarks.timing import spread

REST = 2  # seconds of a reader between an answer and the next question
SOCKETS = 40  # that one client holds open
WORDS = 500  # that readers search for
PATIENCE = 30  # seconds until an answer counts as none


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.readers", description=__doc__.split("\n")[0])
    parser.add_argument("--corpus", type=Path, help="articles as JSON lines (.gz too); the seed pages if not given")
    parser.add_argument("--size", type=int, default=2000, help="articles; more than there are: recombined")
    parser.add_argument("--readers", type=int, default=64)
    parser.add_argument("--seconds", type=int, default=60, help="of each of the two runs")
    report.add_json(parser)
    return parser.parse_args(words)


def run(asked: argparse.Namespace) -> dict[str, Any]:
    """Measure, printing the table; all figures."""
    articles = corpus.articles(asked.corpus, asked.size)
    with installation() as data_dir:
        enter(articles)
        built("ours", data_dir)
        paths = _paths(articles)
        with serving() as server:
            _together(server.port, paths, asked.readers, min(5, asked.seconds), hostile=False)  # opens and loads
            runs = {
                name: _together(server.port, paths, asked.readers, asked.seconds, hostile)
                for name, hostile in (("readers alone", False), ("beside hostile clients", True))
            }
    alone, beside = (figures["p95_ms"] for figures in runs.values())
    for name, figures in runs.items():
        print(f"{name}: {figures}")
    print(f"p95: {beside / alone:.2f} times that of the readers alone")
    return {"machine": report.machine(), "articles": len(articles), "runs": runs, "ratio": round(beside / alone, 2)}


def _paths(articles: list[corpus.NewsArticle]) -> list[str]:
    """What readers ask for: half of it pages, half searches."""
    from django.core.management import call_command

    from archive.models import Article

    call_command("collectstatic", interactive=False, verbosity=0)
    pages = [article.get_absolute_url() for article in Article.objects.public().order_by("pk")[: WORDS - 2]]
    words = Vocabulary(articles).draw(WORDS, (0.0003, 0.2))
    return ["/", "/papers/", *pages, *(f"/search/?{urlencode({'q': word})}" for word in words)]


def _together(port: int, paths: list[str], readers: int, seconds: int, hostile: bool) -> dict[str, Any]:
    """The figures of so many readers over so many seconds, in a process of their own."""
    context = get_context("spawn")
    here, there = context.Pipe(duplex=False)
    processes = [context.Process(target=_read, args=(port, paths, readers, seconds, there), daemon=True)]
    if hostile:
        processes += [context.Process(target=harm, args=(port, seconds), daemon=True) for harm in HOSTILE]
    for process in processes:
        process.start()
    try:
        answers = here.recv() if here.poll(seconds + 2 * PATIENCE) else []
    finally:
        for process in processes:
            process.terminate()
            process.join()
    times = [took for _status, took in answers]
    statuses = Counter(str(status) for status, _took in answers)
    return {"requests": len(times), "statuses": dict(statuses), **spread(times)}


# --- Readers ---


def _read(port: int, paths: list[str], readers: int, seconds: int, there: Any) -> None:
    os.nice(10)
    end = monotonic() + seconds
    answers: list[tuple[int, float]] = []
    stop = Event()
    threads = [Thread(target=_one_reader, args=(port, paths, number, end, stop, answers)) for number in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    there.send(answers)


def _one_reader(
    port: int, paths: list[str], number: int, end: float, stop: Event, answers: list[tuple[int, float]]
) -> None:
    random = Random(number)
    stop.wait(random.uniform(0, min(REST, max(0, end - monotonic()))))  # not all at once
    while monotonic() < end:
        start = perf_counter()
        status = ask(port, _address(number), random.choice(paths))
        answers.append((status, perf_counter() - start))
        stop.wait(max(0, min(REST, end - monotonic())))


def _address(number: int) -> str:
    return f"127.1.{number // 250}.{number % 250 + 1}"


def ask(port: int, address: str, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> int:
    """The status of the answer; 599 if there is none."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE, source_address=(address, 0))
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.read()
    except (OSError, HTTPException):
        return 599
    finally:
        connection.close()
    return answer.status


# --- Who means harm: one client of each kind, from an address of its own ---


def _slow_sockets(port: int, seconds: int) -> None:
    """Sockets with half a request; of those that are closed others are opened."""
    os.nice(10)
    end = monotonic() + seconds
    while monotonic() < end:
        with ExitStack() as held, suppress(OSError):
            for _socket in range(SOCKETS):
                source = ("127.2.0.1", 0)
                held.enter_context(socket.create_connection(("127.0.0.1", port), 5, source)).sendall(b"GET /pap")
            Event().wait(max(0, min(5, end - monotonic())))


def _widest(port: int, seconds: int) -> None:
    """Searches that nearly every article answers."""
    _search(
        port, seconds, "127.2.0.2", lambda random: " OR ".join(random.sample("的一是在不了有和人这中大为上个国", 8))
    )


def _unknown(port: int, seconds: int) -> None:
    """Searches for twenty words of twelve characters that stand nowhere."""
    signs = [chr(number) for number in range(0x4E00, 0x9FA5)]
    _search(
        port,
        seconds,
        "127.2.0.3",
        lambda random: " ".join("".join(random.choices(signs, k=12)) for _word in range(20)),
    )


def _search(port: int, seconds: int, address: str, query: Callable[[Random], str]) -> None:
    os.nice(10)
    end = monotonic() + seconds
    random = Random(1)
    while monotonic() < end:
        ask(port, address, f"/search/?q={quote(query(random))}")


def _uploads(port: int, seconds: int) -> None:
    """30 MB to an upload, and to a form that anybody may send, by nobody who is logged in."""
    os.nice(10)
    end = monotonic() + seconds
    body = b"--b\r\nContent-Disposition: form-data; name=a; filename=a\r\n\r\n" + bytes(30 * 1024**2) + b"\r\n--b--"
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    while monotonic() < end:
        for path in ("/admin/archive/page/add/", "/language/"):
            ask(port, "127.2.0.4", path, "POST", body, **kind)


HOSTILE = (_slow_sockets, _widest, _unknown, _uploads)


def main() -> None:
    asked = arguments()
    report.write(run(asked), asked.json)


if __name__ == "__main__":
    main()
