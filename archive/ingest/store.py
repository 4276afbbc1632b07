"""What the archive holds that bears on one text, fetched as the values that a plan is made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_noop

from archive.addresses import LONGEST_MERGED
from archive.ingest.facts import Facts, days_of
from archive.ingest.place import StoredIssue, StoredPage
from archive.ingest.plan import Stored, StoredArticle, StoredPhoto
from archive.models import Article, ArticlePart, Issue, Page, Photo, SourceText, Visibility
from archive.parsing.types import Precision

WITHDRAWN_BY_IMPORT = gettext_noop("重新识读后，版面上不再有这篇文章。")


def load(facts: Facts, text: SourceText | None) -> Stored:
    """What bears on a text whose place is described by ``facts``; ``text`` is its record, if it was received before."""
    issues = _issues_like(facts)
    if text is None or text.page is None:
        return Stored(issues)
    here = _stored_issue(text.page.issue)
    if here.fields["newspaper"] == facts.newspaper and all(issue.pk != here.pk for issue in issues):
        issues = (here, *issues)
    page = next(page for page in here.pages if page.pk == text.page_id)
    articles, photos = _articles(text), _photos(text)
    return Stored(issues, said_of(text), here, page, articles, photos, _deleted(text, (*articles, *photos)))


def said_of(text: SourceText) -> Facts:
    """What the import last said of the text's place."""
    return Facts.from_stored(text.import_record.get("said", {}))


def _deleted(text: SourceText, stored: Iterable[StoredArticle | StoredPhoto]) -> frozenset[int]:
    """Marks of what an editor has deleted: what the last reading gave and is there no more, and what was known before."""
    missing = Counter(text.import_record.get("read", ())) - Counter(each.mark for each in stored)
    return frozenset(text.import_record.get("deleted", ())) | missing.keys()


def byline_values(article: Article) -> list[list[str]]:
    return [[byline.name, byline.role, byline.affiliation, byline.kind] for byline in article.bylines.all()]


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


def _fields(record: Issue | Page | Article) -> dict:
    return {column.name: getattr(record, column.attname) for column in record._meta.concrete_fields}


def _articles(text: SourceText) -> tuple[StoredArticle, ...]:
    """Every article that the text gave, those joined to others and those withdrawn since too."""
    tails = Article.objects.filter(page=text.page_id, merged_into__isnull=False).prefetch_related("bylines")
    tail_of = {tail.parsed["part"]: tail for tail in tails if "part" in tail.parsed}
    parts = ArticlePart.objects.filter(source=text).select_related("article").prefetch_related("article__bylines")
    found: dict[int, StoredArticle] = {}
    beginnings = set(Article.objects.filter(parts__source=text, merged__isnull=False).values_list("pk", flat=True))
    for part in parts.order_by("pk"):
        article = tail_of.get(part.pk, part.article)
        found.setdefault(article.pk, _article(article, part, article.pk in beginnings))
    return tuple(found.values())


def _article(article: Article, part: ArticlePart, joined: bool) -> StoredArticle:
    withdrawn = article.visibility == Visibility.WITHDRAWN and bool(article.parsed.get("withdrawn"))
    return StoredArticle(
        pk=article.pk,
        fields=_fields(article),
        bylines=byline_values(article),
        parsed=article.parsed,
        part=part.pk,
        blocks=part.blocks,
        parsed_blocks=part.parsed,
        spans=part.spans,
        shown_in=part.article_id,
        withdrawn=withdrawn,
        joined=joined,
    )


def _photos(text: SourceText) -> tuple[StoredPhoto, ...]:
    photos = Photo.objects.filter(source=text).order_by("order", "pk")
    return tuple(
        StoredPhoto(photo.pk, photo.article_id, photo.caption, photo.credit, photo.parsed, photo.spans)
        for photo in photos
    )
