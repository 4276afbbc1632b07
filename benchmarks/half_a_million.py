"""``python -m benchmarks.half_a_million DATA_DIR``: an archive of very many articles, to measure on.

The rows are those that an import writes, in their sizes: invented text, its spans, names, captions, former addresses, and
what editors do now and then. Nothing is parsed and nothing is indexed. The same number and seed always give the same
rows.

The database has the schema of the checkout that this is started from, and only what the landed version had is filled
in. From a checkout of that version, ``python …/benchmarks/half_a_million.py DATA_DIR`` makes a database to migrate.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from random import Random
from time import perf_counter
from typing import TYPE_CHECKING
from zlib import crc32

sys.path.insert(0, os.getcwd())  # the checkout that it is started from, wherever this file lies

import benchmarks

benchmarks.__path__.append(str(Path(__file__).parent))  # for what the programs of that checkout have not yet

from benchmarks.building import peak_memory  # noqa: E402
from benchmarks.invented import Sheet, Story, Writer, write_story  # noqa: E402

if TYPE_CHECKING:
    from archive.models import Article, ArticlePart, Issue, Newspaper, Page, SourceText

NEWSPAPERS = {
    "临川日报": "linchuan-ribao",
    "沱江日报": "tuojiang-ribao",
    "白汀晚报": "baiting-wanbao",
    "云岭报": "yunling-bao",
}
FIRST_DAY = date(2020, 1, 1)
PAGES, ON_EACH = 8, 25  # of an issue; articles
LOT = 5  # issues of one transaction
# One in so many articles: corrected, withdrawn by an import, withdrawn by an editor, not public, deleted.
CORRECTED, VANISHED, WITHDRAWN, HIDDEN, DELETED = 30, 200, 1000, 2000, 1000
MISDATED = 50  # one in so many issues was once given another day


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.half_a_million", description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, metavar="DATA_DIR", help="made if need be; without articles yet")
    parser.add_argument("--articles", type=int, default=500_000)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(words)


def enter(articles: int, seed: int) -> Iterator[int]:
    """Write so many articles, a lot of issues at a time; yields how many there are so far."""
    from django.db import transaction

    from archive.models import Newspaper

    writer = Writer(Random(seed))
    papers = [Newspaper.objects.create(name=name, slug=slug) for name, slug in NEWSPAPERS.items()]
    done, number = 0, 0
    while done < articles:
        with transaction.atomic():
            for _issue in range(LOT):
                day = FIRST_DAY + timedelta(days=number // len(papers))
                paper = papers[number % len(papers)]
                pages = [min(ON_EACH, articles - done - page * ON_EACH) for page in range(PAGES)]
                done += _enter_issue(writer, paper, day, [on_page for on_page in pages if on_page > 0])
                number += 1
                if done == articles:
                    break
            papers[0].save()  # says that the record has changed
        yield done


def _enter_issue(writer: Writer, paper: Newspaper, day: date, pages: list[int]) -> int:
    """Write one issue with so many articles on its pages; returns how many there are."""
    from archive.models import Issue, Page, SourceText, Teaser

    issue = Issue(newspaper=paper, first_day=day, precision="day", slug=day.isoformat(), **_numbered(day))
    Issue.objects.bulk_create([issue])
    made = [Page(issue=issue, label=str(n), slug=f"p{n}", order=n, name="综合新闻") for n in range(1, len(pages) + 1)]
    Page.objects.bulk_create(made)
    jumps = len(pages) >= 3
    read = [_write_page(writer, page, on_page, jumps=jumps) for page, on_page in zip(made, pages, strict=True)]
    texts = [_received(page, sheet, stories) for page, (sheet, stories) in zip(made, read, strict=True)]
    SourceText.objects.bulk_create(texts)
    rows = Rows(writer)
    for page, text, (_sheet, stories) in zip(made, texts, read, strict=True):
        rows.add(page, text, stories)
    rows.save()
    Teaser.objects.bulk_create(
        Teaser(page=made[0], source=texts[0], headline=stories[0].fields["headline"], target=page.label, order=order)
        for order, (page, (_sheet, stories)) in enumerate(zip(made[1:5], read[1:5], strict=True))
    )
    if jumps:
        third = sum(pages[:2])
        _join(rows.articles[0], rows.articles[third], rows.parts[third])
    _enter_addresses(writer, issue, made, rows)
    return len(rows.articles)


class Rows:
    """The articles of an issue and what hangs on them, as rows to be written together."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.articles: list[Article] = []
        self.parts: list[ArticlePart] = []
        self.bylines: list = []
        self.photos: list = []
        self.gone: list[str] = []  # paths of what was deleted

    def add(self, page: Page, text: SourceText, stories: list[Story]) -> None:
        from archive.models import ArticlePart, Byline, Photo, addressing

        numbers = count(1)
        for story in stories:
            if self.writer.once_in(DELETED):
                self.gone.append(f"{addressing.path_of(page)}a{next(numbers)}/")
            article = _article(self.writer, page, next(numbers), story)
            whose = {"article": article, "page": page, "source": text}
            self.articles.append(article)
            self.parts.append(ArticlePart(blocks=story.blocks, parsed=story.blocks, spans=story.spans, **whose))
            self.bylines += [
                Byline(article=article, name=name, role=role, affiliation=house, kind=kind, order=order)
                for order, (name, role, house, kind) in enumerate(story.bylines)
            ]
            if story.photo:
                caption, credit, spans = story.photo
                memory = {"caption": caption, "credit": credit}
                self.photos.append(Photo(caption=caption, credit=credit, spans=spans, parsed=memory, **whose))

    def save(self) -> None:
        from archive.models import Article, ArticlePart, Byline, Photo

        Article.objects.bulk_create(self.articles)
        ArticlePart.objects.bulk_create(self.parts)
        Byline.objects.bulk_create(self.bylines)
        for photo in self.photos:
            photo.parsed["article"] = photo.article.pk
        Photo.objects.bulk_create(self.photos)


def _enter_addresses(writer: Writer, issue: Issue, pages: list[Page], rows: Rows) -> None:
    """The address of each record, and of an issue that was misdated for a while those that it had meanwhile."""
    from archive.models import Address, addressing

    day = f"/{issue.slug}/"
    wrong = f"/{issue.first_day.year - 100}{issue.slug[4:]}/" if writer.once_in(MISDATED) else ""
    entries = [Address(path=path, gone_reason="编辑已删除这里的内容。") for path in rows.gone]
    for kind, records in (("issue", [issue]), ("page", pages), ("article", rows.articles)):
        for record in records:
            path = addressing.path_of(record)
            entries.append(Address(path=path, **{kind: record}))
            if wrong:
                entries.append(Address(path=path.replace(day, wrong), **{kind: record}))
    Address.objects.bulk_create(entries)


def _numbered(day: date) -> dict:
    number = (day - FIRST_DAY).days + 8001
    return {
        "number_printed": f"第{number}号",
        "first_number": number,
        "last_number": number,
        "pages_printed": PAGES,
        "date_printed": f"{day.year}年{day.month}月{day.day}日",
    }


def _write_page(writer: Writer, page: Page, articles: int, *, jumps: bool) -> tuple[Sheet, list[Story]]:
    """A page's text and its articles; if it jumps, the first of page 1 goes on as the first of page 3."""
    sheet = Sheet()
    sheet.put(f"{page.issue.newspaper.name}\n{page.issue.date_printed}\n{page.issue.number_printed}", "masthead")
    stories = []
    for order in range(1, articles + 1):
        joined = jumps and order == 1
        on, off = ("3", "") if joined and page.label == "1" else ("", "1") if joined and page.label == "3" else ("", "")
        stories.append(write_story(writer, sheet, order, continued_on=on, continued_from=off))
    return sheet, stories


def _received(page: Page, sheet: Sheet, stories: list[Story]) -> SourceText:
    from archive import parsing
    from archive.models import SourceText

    text = "".join(sheet.pieces)
    account: dict[str, int] = {}
    for start, end, role in sheet.spans:
        account[role] = account.get(role, 0) + len("".join(text[start:end].split()))
    issue = {name: getattr(page.issue, name) for name in ("number_printed", "first_number", "date_printed")}
    said = {"newspaper": page.issue.newspaper.name, "issue": issue, "page": {"label": page.label}}
    marks = [crc32(story.fields["headline"].encode()) for story in stories]
    data = text.encode()
    return SourceText(
        sha256=hashlib.sha256(data).hexdigest(),
        data=data,
        encoding="utf-8",
        names=[f"{page.issue.newspaper.slug}/{page.issue.slug}/{page.label}.txt"],
        text_kind="markdown",
        page=page,
        parser_version=parsing.PARSER_VERSION,
        import_record={"entry": {}, "said": said, "read": marks, "deleted": []},
        spans=sheet.spans,
        account=account,
    )


def _article(writer: Writer, page: Page, number: int, story: Story) -> Article:
    """The record of an article, with what editors and later imports did to one in so many."""
    from archive.models import Article, addressing

    article = Article(page=page, number=number, parsed=story.memory, **story.fields)
    article.key = addressing.path_of(article).removeprefix(addressing.ROOT).strip("/").replace("/", "-")
    if writer.once_in(CORRECTED):
        article.headline, article.revision = article.headline + "（改）", 2
    elif story.fields["completeness"] == "whole":
        chance = next((each for each in _STANDINGS if writer.once_in(each)), None)
        for name, value in _standing(chance, writer.person()).items() if chance else ():
            setattr(article, name, value)
        if chance == VANISHED:
            article.parsed["withdrawn"] = True
    return article


_STANDINGS = (VANISHED, WITHDRAWN, HIDDEN)


def _standing(chance: int, person: str) -> dict:
    """How an article stands that is not public, in the words of this checkout: later ones have others, and more."""
    from archive.ingest.fetch import WITHDRAWN_BY_IMPORT
    from archive.models import Article, Visibility

    reason = {VANISHED: WITHDRAWN_BY_IMPORT, WITHDRAWN: f"应{person}要求撤下。", HIDDEN: ""}[chance]
    if not hasattr(Article, "withdrawn_kind"):
        visibility = Visibility.UNLISTED if chance == HIDDEN else Visibility.WITHDRAWN
        return {"visibility": visibility, "withdrawn_reason": reason, "revision": 2}
    visibility = Visibility.SUSPENDED if chance == HIDDEN else Visibility.WITHDRAWN
    kind = {VANISHED: "reread", WITHDRAWN: "other", HIDDEN: None}[chance]
    return {"visibility": visibility, "withdrawn_note": reason, "withdrawn_kind": kind, "revision": 2, "shown": 2}


def _join(beginning: Article, tail: Article, part: ArticlePart) -> None:
    """Make of two articles one, as an import does: the tail's part hangs on the beginning."""
    part.article, part.order = beginning, 1
    type(part).objects.bulk_update([part], ["article", "order"])
    if hasattr(part, "tail"):  # later than the landed version
        type(part).objects.filter(pk=part.pk).update(tail=tail)
    beginning.parsed["joined"] = {"bylines": beginning.parsed["bylines"], "completeness": "whole"}
    beginning.completeness = "whole"
    tail.merged_into = beginning
    tail.parsed["part"] = part.pk
    type(tail).objects.bulk_update([beginning, tail], ["completeness", "merged_into", "parsed"])


def main() -> None:
    asked = arguments()
    asked.folder.mkdir(parents=True, exist_ok=True)
    for name in ("DATABASE_URL", "SEARCH_URL"):
        os.environ.pop(name, None)
    os.environ |= {"DATA_DIR": str(asked.folder), "DJANGO_SETTINGS_MODULE": "archive.settings"}
    import django

    django.setup()
    from django.core.management import call_command

    from archive.models import Article

    call_command("migrate", verbosity=0)
    if Article.objects.exists():
        raise SystemExit(f"{asked.folder} holds articles already")
    start = perf_counter()
    for done in enter(asked.articles, asked.seed):
        took = perf_counter() - start
        print(f"\r{done:,} articles, {done / took:,.0f} a second", end="", flush=True)
    size = (asked.folder / "archive.sqlite3").stat().st_size
    print(f"\n{size / 1e6:,.0f} MB, {perf_counter() - start:,.0f} s, {peak_memory() / 1e6:,.0f} MB of memory at most")


if __name__ == "__main__":
    main()
