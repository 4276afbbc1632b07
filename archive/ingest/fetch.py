"""What the archive holds that bears on one text, fetched as the values that a plan is made from."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Q
from django.utils.translation import gettext_noop

from archive.acts import touched
from archive.acts.versions import FIELDS, people_of
from archive.ingest.issue_and_page import StoredIssue, StoredPage
from archive.ingest.page_facts import Facts, days_of
from archive.ingest.plain_values import Item
from archive.ingest.plan_values import Stored, StoredArticle, StoredPhoto
from archive.models import (
    Article,
    ArticlePart,
    Issue,
    Page,
    Photo,
    Redaction,
    SourceText,
    Tombstone,
    Visibility,
    disclosure,
)
from archive.models.addressing import LONGEST_MERGED
from archive.parsing.types import Precision
from archive.spans import alignment

WITHDRAWN_BY_IMPORT = gettext_noop("重新识读后，版面上不再有这篇文章。")


def load(facts: Facts, text: SourceText | None, items: tuple[Item, ...], differences: tuple[dict, ...]) -> Stored:
    """What bears on a text whose place is described by ``facts``; ``text`` is its record, if it was received before,
    ``items`` and ``differences`` are of its last reading."""
    issues = _issues_like(facts)
    if text is None or text.page is None or _is_replaced(text):
        return Stored(issues)
    here = _stored_issue(text.page.issue)
    if here.fields["newspaper"] == facts.newspaper and all(issue.pk != here.pk for issue in issues):
        issues = (here, *issues)
    page = next(page for page in here.pages if page.pk == text.page_id)
    return Stored(issues, said_of(text), here, page, items, differences, *contents(text, items))


def _is_replaced(text: SourceText) -> bool:
    """Whether another text is in use for the page of one whose import was undone."""
    others = SourceText.objects.filter(page=text.page_id, state=SourceText.State.CURRENT)
    return text.state != SourceText.State.CURRENT and others.exists()


def contents(text: SourceText, items: Collection[Item]) -> tuple[tuple[StoredArticle, ...], tuple[StoredPhoto, ...]]:
    """Every article and photo of the record that the text gave, when it was read as ``items`` or before, or that has
    something of it."""
    parts = list(
        ArticlePart.objects.filter(source=text)
        .select_related("article__page__issue__newspaper", "tail__page__issue__newspaper")
        .defer("parsed", "article__parsed", "tail__parsed")
        .prefetch_related("article__bylines", "tail__bylines")
        .order_by("pk")
    )
    by_article: dict[int, list[ArticlePart]] = {}
    articles: dict[int, Article] = {}
    for part in parts:
        article = part.tail or part.article
        articles[article.pk] = article
        by_article.setdefault(article.pk, []).append(part)
    missing = {item.key for item in items} - {None, *(article.key for article in articles.values())}
    if missing:
        rest = Article.objects.filter(key__in=missing).with_place().prefetch_related("bylines").defer("parsed")
        articles |= {article.pk: article for article in rest}
    shown_in = {pk: mine[0].article for pk, mine in by_article.items()}
    by_hand = touched({*articles, *(article.pk for article in shown_in.values())})
    beginnings = set(Article.objects.filter(parts__source=text, merged__isnull=False).values_list("pk", flat=True))
    read_as = {item.key: item for item in items}
    stored = []
    for pk, article in articles.items():
        beginning = shown_in.get(pk, article)
        stored.append(
            _article(
                article,
                by_article.get(pk, []),
                blocks=_placed(by_article.get(pk, []), read_as.get(article.key), text),
                shown_in=beginning.pk,
                joined=pk in beginnings,
                touched=not by_hand.isdisjoint({pk, beginning.pk}),
                fixed=_is_fixed(article) or _is_fixed(beginning),
            )
        )
    return tuple(stored), _photos(text)


def said_of(text: SourceText) -> Facts:
    """What the import last said of the text's place."""
    return Facts.from_stored(text.import_record.get("said", {}))


def _issues_like(facts: Facts) -> tuple[StoredIssue, ...]:
    """The newspaper's issues that hold the same day, print the same number, or are the same entry of a manifest."""
    says = facts.issue
    alike = Q(pk=None)
    days = days_of(says)
    if days and says["precision"] == Precision.DAY.value:
        reaching = Q(first_day__gte=days[0]) | Q(last_day__gte=days[0], first_day__gt=days[0] - LONGEST_MERGED)
        alike |= Q(precision=Precision.DAY.value, first_day__lte=days[1]) & reaching
    if first := says.get("first_number"):
        reaching = Q(first_number__gte=first) | Q(last_number__gte=first)
        alike |= Q(first_number__lte=says.get("last_number") or first) & reaching
    for name in ("total_number", "catalogue_id"):
        if says.get(name):
            alike |= Q(**{name: says[name]})
    issues = Issue.objects.filter(alike, newspaper__name=facts.newspaper).select_related("newspaper")
    return tuple(_stored_issue(issue) for issue in issues.order_by("pk"))


def _stored_issue(issue: Issue) -> StoredIssue:
    texts = SourceText.objects.filter(page__issue=issue, state=SourceText.State.CURRENT)
    in_use = list(texts.only("page_id", "import_record", "names").order_by("pk"))
    text_of = {text.page_id: str(text) for text in in_use}
    return StoredIssue(
        issue.pk,
        {**_fields(issue), "newspaper": issue.newspaper.name},
        tuple(StoredPage(page.pk, _fields(page), text_of.get(page.pk)) for page in issue.pages.order_by("pk")),
        tuple(said_of(text) for text in in_use),
    )


def _fields(record: Issue | Page) -> dict:
    return {column.name: getattr(record, column.attname) for column in record._meta.concrete_fields}


def _article(article: Article, parts: Sequence[ArticlePart], **standing) -> StoredArticle:
    first = parts[0] if parts else None
    return StoredArticle(
        pk=article.pk,
        key=article.key,
        fields={name: getattr(article, name) for name in (*FIELDS, "order")},
        bylines=people_of(article),
        part=first.pk if first else None,
        spans=first.spans if first else [],
        further=tuple(part.spans for part in parts[1:]),
        withdrawn=_is_withdrawn_by_import(article) and not standing["touched"],
        **standing,
    )


def _placed(parts: Sequence[ArticlePart], read_as: Item | None, text: SourceText) -> list[dict]:
    """The blocks of what the article has in the text, those that were written by hand too with their place in it."""
    blocks = parts[0].blocks if parts else []
    if all(block.get("spans") for block in blocks):
        return blocks
    received = disclosure.redacted(text, Redaction.Reach.EVERYWHERE)
    placed = alignment.placed(blocks, read_as.blocks if read_as else [], received, parts[0].spans)
    return [block if block.get("spans") else found for block, found in zip(blocks, placed, strict=True)]


def _is_fixed(article: Article) -> bool:
    """Whether no import changes the article: it is reviewed, or stands as a person decided where that is for persons."""
    waits = article.visibility == Visibility.AWAITING or _is_withdrawn_by_import(article)
    return article.reviewed or (article.page.issue.newspaper.publishes_after_review and not waits)


def _is_withdrawn_by_import(article: Article) -> bool:
    return article.visibility == Visibility.WITHDRAWN and article.withdrawn_kind in Tombstone.BY_IMPORT


def _photos(text: SourceText) -> tuple[StoredPhoto, ...]:
    photos = Photo.objects.filter(source=text).select_related("tail").defer("parsed", "tail__parsed")
    return tuple(
        StoredPhoto(photo.pk, _owner(photo), photo.article_id, photo.caption, photo.credit, photo.spans)
        for photo in photos.order_by("order", "pk")
    )


def _owner(photo: Photo) -> int | None:
    """The article that it stands in, or did before that was joined to another."""
    is_tails = photo.tail is not None and photo.tail.merged_into_id == photo.article_id
    return photo.tail_id if is_tails else photo.article_id
