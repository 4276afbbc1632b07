"""Records made by hand, for tests that need no parser."""

import datetime

from django.db import transaction

from archive.models import Article, ArticlePart, Byline, Issue, Newspaper, Page, Photo, SourceText
from archive.models.source import fingerprint
from archive.parsing.types import Role


def newspaper(slug: str = "tongliao-ribao", name: str = "通辽日报", **facts) -> Newspaper:
    found = Newspaper.objects.filter(slug=slug).first()
    return found or Newspaper.objects.create(slug=slug, name=name, **facts)


def issue(day: str = "2026-02-06", paper: Newspaper | None = None, **facts) -> Issue:
    """An issue of this day; of a month (2024-11), a year, or without a date ('')."""
    precision = {10: "day", 7: "month", 4: "year", 0: "unknown"}[len(day)]
    first = datetime.date.fromisoformat((day + "-01-01")[:10]) if day else None
    return Issue.objects.create(newspaper=paper or newspaper(), first_day=first, precision=precision, **facts)


def page(of: Issue | None = None, label: str = "1", **facts) -> Page:
    return Page.objects.create(issue=of or issue(), label=label, **facts)


def source(text: str, of: Page | None = None, **facts) -> SourceText:
    facts = {"names": ["page.txt"], "data": text.encode(), "encoding": "utf-8"} | facts
    return SourceText.objects.create(sha256=fingerprint(text), page=of, **facts)


@transaction.atomic
def article(
    of: Page,
    *paragraphs: str,
    names: tuple[str, ...] = (),
    captions: tuple[str, ...] = (),
    read_from: SourceText | None = None,
    **facts,
) -> Article:
    """An article with one part; its spans are wherever its headline and paragraphs stand in ``read_from``.

    In one transaction: else the index would be written after each piece of it."""
    made = Article.objects.create(page=of, **facts)
    blocks = [{"type": "paragraph", "text": text} for text in paragraphs]
    part = ArticlePart(article=made, page=of, source=read_from, blocks=blocks)
    if read_from:
        part.spans = spans(read_from, *(text for text in (made.headline, *paragraphs) if text))
    part.save()
    for order, name in enumerate(names):
        Byline.objects.create(article=made, name=name, role="记者", order=order)
    for order, caption in enumerate(captions):
        Photo.objects.create(article=made, page=of, caption=caption, credit="某某 摄", order=order)
    return made


def spans(source: SourceText, *texts: str) -> list:
    return [[source.text.index(text), source.text.index(text) + len(text), Role.BODY.value] for text in texts]
