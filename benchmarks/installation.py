"""An installation of the archive for one run: a folder of its own with a database, which nobody else ever uses."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from benchmarks.corpus import NewsArticle

BATCH = 500  # rows of one statement


@contextmanager
def installation() -> Iterator[Path]:
    """A fresh DATA_DIR with an empty database, for this process and those that it starts; removed at the end."""
    with tempfile.TemporaryDirectory(prefix="baozang-benchmark-") as folder:
        for name in ("DATABASE_URL", "SEARCH_URL"):
            os.environ.pop(name, None)
        os.environ |= {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
        django.setup()

        from django.core.management import call_command
        from django.db import connections

        call_command("migrate", verbosity=0)
        yield Path(folder)
        connections.close_all()


def enter(articles: Iterable[NewsArticle]) -> int:
    """Write articles to the record in bulk, each with its key and address; nothing is indexed. Returns their number."""
    from django.db import transaction

    from archive.ingest import newspapers
    from archive.models import Address, Article, ArticlePart, Issue, Newspaper, Page, RecordVersion, addressing
    from archive.parsing.types import Precision

    papers: dict[str, Newspaper] = {}
    issues: dict[tuple, Issue] = {}
    pages: dict[tuple, Page] = {}
    rows: list[Article] = []
    parts: list[ArticlePart] = []
    numbers: dict[tuple, int] = {}
    for news in articles:
        paper = papers.get(news.paper) or papers.setdefault(news.paper, newspapers.find_or_make(news.paper))
        day, place = (news.paper, news.day), (news.paper, news.day, news.page)
        if day not in issues:
            issues[day] = Issue(
                newspaper=paper, first_day=news.day, precision=Precision.DAY.value, slug=news.day.isoformat()
            )
        if place not in pages:
            label = str(news.page)
            pages[place] = Page(issue=issues[day], label=label, slug=f"p{label}", order=news.page)
        number = numbers[place] = numbers.get(place, 0) + 1
        article = Article(page=pages[place], number=number, order=number, headline=news.title, column=news.section)
        article.key = addressing.path_of(article).removeprefix(addressing.ROOT).strip("/").replace("/", "-")
        blocks = [{"type": "paragraph", "text": paragraph} for paragraph in news.body.split("\n") if paragraph]
        rows.append(article)
        parts.append(ArticlePart(article=article, page=pages[place], blocks=blocks))
    with transaction.atomic():
        for kind, records in (("issue", issues.values()), ("page", pages.values()), ("article", rows)):
            type(next(iter(records))).objects.bulk_create(records, batch_size=BATCH)
            Address.objects.bulk_create(
                (Address(path=addressing.path_of(record), **{kind: record}) for record in records), batch_size=BATCH
            )
        ArticlePart.objects.bulk_create(parts, batch_size=BATCH)
        RecordVersion.rotate()
    return len(rows)
