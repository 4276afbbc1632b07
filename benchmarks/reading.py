"""``python -m benchmarks.reading``: the pages to read, of one issue and of thirty years of a daily, side by side.

Both archives are made of the articles of the seed pages, each in an installation and a process of its own; every page
is asked of both in turns, through the whole of Django but no network. Nothing is indexed: search is measured elsewhere.
"""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from itertools import cycle, islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from time import perf_counter
from typing import Any

from benchmarks import corpus, report
from benchmarks.installation import enter, installation
from benchmarks.timing import spread

LAST_DAY = date(2026, 2, 6)
PAGES, ON_EACH = 3, 2  # of an issue; articles
SLUG = "tongliao-ribao"
NAMES = ("张琪", "王晶", "李肖峰", "彭斌", "包乌云", "刘燕娟", "王晓飞")  # the first signs every third article
COLUMN = "一线见闻"  # of every tenth article
ISSUE = f"/papers/{SLUG}/{LAST_DAY}/"
PATHS = {
    "home": "/",
    "newspapers": "/papers/",
    "newspaper, calendar": f"/papers/{SLUG}/",
    "newspapers of a day": f"/papers/?date={LAST_DAY}",
    "issue": ISSUE,
    "page": f"{ISSUE}p1/",
    "article": f"{ISSUE}p1/a1/",
    "contributor": f"/contributors/{NAMES[0]}/",
    "column": f"/columns/{SLUG}/{COLUMN}/",
    "feed": f"/papers/{SLUG}.atom",
    "sitemap index": "/sitemap.xml",
}


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading", description=__doc__.split("\n")[0])
    parser.add_argument("--issues", type=int, default=30 * 365, help="of the large archive, one a day")
    parser.add_argument("--rounds", type=int, default=20, help="requests for each page, of each archive")
    report.add_json(parser)
    return parser.parse_args(words)


def run(asked: argparse.Namespace) -> dict[str, Any]:
    """Measure, printing the table; all figures."""
    spawn = get_context("spawn")  # each has Django's one database to itself
    ends: dict[str, Connection] = {}
    for name, issues in (("one", 1), ("many", asked.issues)):
        ends[name], theirs = spawn.Pipe()
        spawn.Process(target=_archive, args=(issues, theirs), daemon=True).start()
    articles = {name: end.recv() for name, end in ends.items()}
    print(", ".join(f"{name}: {number:,} articles" for name, number in articles.items()))
    pages = {}
    for kind, path in PATHS.items():
        seconds: dict[str, list[float]] = {name: [] for name in ends}
        queries = {}
        for _ in range(asked.rounds):
            for name, end in ends.items():
                end.send(path)
                took, queries[name] = end.recv()
                seconds[name].append(took)
        pages[kind] = {name: {**spread(seconds[name]), "queries": queries[name]} for name in ends}
        pages[kind]["ratio"] = round(pages[kind]["many"]["median_ms"] / pages[kind]["one"]["median_ms"], 2)
    for end in ends.values():
        end.send("")
        end.recv()
    print(report.read(pages))
    return {"machine": report.machine(), "issues": asked.issues, "articles": articles, "pages": pages}


def _archive(issues: int, end: Connection) -> None:
    """An archive of so many issues that answers with how long each path took, and how many queries; until told ''."""
    with installation():
        from django.core.management import call_command
        from django.db import connection
        from django.test import Client
        from django.test.utils import CaptureQueriesContext

        call_command("collectstatic", interactive=False, verbosity=0)
        end.send(_enter(issues))
        client = Client(SERVER_NAME="localhost")
        while path := end.recv():
            client.get(path)  # what is done once, after a change or in a process, is done
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            number = len(queries)
            start = perf_counter()
            answer = client.get(path)
            end.send((perf_counter() - start, number))
            assert answer.status_code == 200, path
    end.send(None)


def _enter(issues: int) -> int:
    """Returns the number of articles."""
    from archive.models import Article, Byline

    real = cycle(corpus.articles(None, 20))
    made = []
    for number in range(issues):
        day = LAST_DAY - timedelta(days=number)
        for place, article in enumerate(islice(real, PAGES * ON_EACH)):
            section = COLUMN if (number * PAGES * ON_EACH + place) % 10 == 0 else ""
            made.append(article._replace(paper="通辽日报", day=day, page=place // ON_EACH + 1, section=section))
    enter(made)
    names = cycle(NAMES[1:])
    keys = Article.objects.order_by("pk").values_list("pk", flat=True)
    bylines = (
        Byline(article_id=key, name=NAMES[0] if place % 3 == 0 else next(names), role="记者")
        for place, key in enumerate(keys)
    )
    Byline.objects.bulk_create(bylines, batch_size=500)
    return len(made)


def main() -> None:
    asked = arguments()
    report.write(run(asked), asked.json)


if __name__ == "__main__":
    main()
