"""``python -m benchmarks.serving``: pages a second, over HTTP, from gunicorn with two workers to eight readers at once.

Three things are asked for in turns: a static file, the page of results filled straight from the database, and the same
page searched for. Every search is of another word, so that no kept answer can serve; every request has a connection of
its own. The readers run on the same machine and take their part of it.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from time import perf_counter
from urllib.parse import urlencode

from benchmarks import corpus, report
from benchmarks.building import built
from benchmarks.installation import enter, installation
from benchmarks.queries import Vocabulary
from benchmarks.server import Server, serving, workers
from benchmarks.timing import spread

ROUNDS = 4  # in which the three kinds take turns
SHARES = (0.0003, 0.002), (0.002, 0.02), (0.02, 0.8)  # of the articles: a third of the words is drawn from each
FIRST = 16  # searches before any is measured, so that every worker has opened its index


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serving", description=__doc__.split("\n")[0])
    parser.add_argument("--corpus", type=Path, help="articles as JSON lines (.gz too); the seed pages if not given")
    parser.add_argument("--size", type=int, default=2000, help="articles; more than there are: recombined")
    parser.add_argument("--requests", type=int, default=400, help="for each kind of page")
    parser.add_argument("--clients", type=int, default=8, help="readers at once")
    report.add_json(parser)
    return parser.parse_args(words)


def run(asked: argparse.Namespace) -> dict:
    """Measure, printing the table; all figures."""
    articles = corpus.articles(asked.corpus, asked.size)
    with installation() as data_dir:
        enter(articles)
        built("ours", data_dir)
        paths, first = _paths(articles, asked.requests)
        with serving() as server:
            _ask_all(server, first, asked.clients)
            pages = _measured(server, paths, asked.clients)
            memory = workers(server)
    print(report.served(pages))
    for worker in memory:
        print(f"worker: {worker.rss / 1e6:.0f} MB, its share {worker.pss / 1e6:.0f} MB")
    return {
        "machine": report.machine(),
        "articles": len(articles),
        "pages": pages,
        "workers": [{"rss_mb": round(each.rss / 1e6, 1), "pss_mb": round(each.pss / 1e6, 1)} for each in memory],
    }


def _paths(articles: list[corpus.NewsArticle], number: int) -> tuple[dict[str, list[str]], list[str]]:
    """What is asked for of each kind, and what is asked before."""
    from django.contrib.staticfiles.storage import staticfiles_storage
    from django.core.management import call_command

    from benchmarks.serving_urls import keep_answers
    from search.finder import find
    from search.query import parse

    call_command("collectstatic", interactive=False, verbosity=0)
    vocabulary = Vocabulary(articles)
    drawn = [word for share in SHARES for word in vocabulary.draw((number + FIRST) // len(SHARES) + 1, share)]
    words = list(dict.fromkeys(drawn))
    Random(1).shuffle(words)
    first, words = words[:FIRST], words[FIRST : FIRST + number]
    keep_answers({word: find(parse(word)) for word in words})
    asked = [urlencode({"q": word}) for word in words]
    paths = {
        "static file": [staticfiles_storage.url("archive.css")] * len(words),
        "filled from the database": [f"/filled/?{each}" for each in asked],
        "searched": [f"/search/?{each}" for each in asked],
    }
    return paths, [f"/search/?{urlencode({'q': word})}" for word in first]


def _measured(server: Server, paths: dict[str, list[str]], clients: int) -> dict[str, dict[str, float]]:
    seconds: dict[str, list[float]] = defaultdict(list)
    took: dict[str, float] = defaultdict(float)
    for turn in range(ROUNDS):
        for kind, mine in paths.items():
            start = perf_counter()
            seconds[kind] += _ask_all(server, mine[turn::ROUNDS], clients)
            took[kind] += perf_counter() - start
    return {
        kind: {
            "requests": len(times),
            "requests_per_second": round(len(times) / took[kind], 1),
            **spread(times),
        }
        for kind, times in seconds.items()
    }


def _ask_all(server: Server, paths: list[str], clients: int) -> list[float]:
    with ThreadPoolExecutor(clients) as readers:
        return list(readers.map(lambda path: _ask(server.port, path), paths))


def _ask(port: int, path: str) -> float:
    """The seconds until the whole answer is there."""
    start = perf_counter()
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return perf_counter() - start


def main() -> None:
    asked = arguments()
    report.write(run(asked), asked.json)


if __name__ == "__main__":
    main()
