"""Write what a plan decided, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.utils.timezone import now

from archive import addresses
from archive.ingest import joins, newspapers
from archive.ingest.items import Item, plain_spans
from archive.ingest.limits import fitted
from archive.ingest.plan import ArticlePlan, Plan, Reading, StoredArticle
from archive.ingest.store import WITHDRAWN_BY_IMPORT
from archive.models import Article, ArticlePart, Issue, Page, Photo, SourceText, Teaser, Visibility
from archive.parsing.types import ParsedTeaser, Precision
from archive.signals import articles_changed

_BATCH = 500
_OWN_MEMORY = ("joined", "part")  # of an article's ``parsed``: what joining wrote there


def apply(plan: Plan, text: SourceText, reading: Reading, teasers: Sequence[ParsedTeaser]) -> bool:
    """Write the place, articles and photos of a text, save its record, and join what belongs together.

    Returns whether a reader could notice. Must run in a transaction.
    """
    page, moved = _settle_place(plan, reading)
    text.page = page
    text.save()
    made = iter(_create(page, text, [each.item for each in plan.articles if each.stored is None]))
    shown_in = [each.stored.shown_in if each.stored else next(made) for each in plan.articles]
    changed = {pk for pk, each in zip(shown_in, plan.articles, strict=True) if each.stored is None or each.visible}
    _update([each for each in plan.articles if each.stored])
    changed |= _write_photos(plan, page, text, shown_in)
    changed |= _withdraw(plan.vanished)
    _write_teasers(page, text, teasers)
    again = _beginnings({each.stored.shown_in for each in plan.articles if each.stored})
    changed |= {pk for pk in again if joins.settle(pk)}
    changed |= joins.join_issue(page.issue)
    keys = [
        key for batch in _batches(changed) for key in Article.objects.filter(pk__in=batch).values_list("key", flat=True)
    ]
    if keys:
        articles_changed.send(sender=Article, keys=keys)
    return bool(keys) or moved


def _settle_place(plan: Plan, reading: Reading) -> tuple[Page, bool]:
    """The page that the text goes to, made or moved as planned, and whether anything about it is new."""
    place, facts = plan.place, reading.facts
    issue_fields = dict(place.issue_fields)
    if place.issue is None:
        newspaper = newspapers.fill(newspapers.find_or_make(facts.newspaper), facts.about)
        issue = Issue(newspaper=newspaper, precision=issue_fields.pop("precision", Precision.UNKNOWN.value))
    else:
        issue = Issue.objects.select_related("newspaper").get(pk=place.issue)
        newspapers.fill(issue.newspaper, facts.about)
    if place.issue is None or issue_fields:
        _set(issue, issue_fields)
    page = Page.objects.get(pk=place.page) if place.page else Page(issue=issue)
    moved = page.issue_id != issue.pk
    page.issue = issue
    if place.page is None or moved or place.page_fields:
        _set(page, place.page_fields)
    if place.emptied is not None:
        addresses.join_issues(issue, Issue.objects.get(pk=place.emptied))
    return page, bool(moved or place.issue_fields or place.page_fields)


def _set(record: Issue | Page, fields: dict) -> None:
    for name, value in fields.items():
        setattr(record, name, value)
    record.save()


def _create(page: Page, text: SourceText, items: list[Item]) -> list[int]:
    articles = [Article(page=page, parsed=_memory(item), **item.fields) for item in items]
    addresses.enter_articles(page, articles)
    ArticlePart.objects.bulk_create(
        (
            ArticlePart(
                article=article, page=page, source=text, blocks=item.blocks, parsed=item.blocks, spans=item.spans
            )
            for article, item in zip(articles, items, strict=True)
        ),
        batch_size=_BATCH,
    )
    joins.write_bylines(
        {article.pk: item.bylines for article, item in zip(articles, items, strict=True) if item.bylines}
    )
    return [article.pk for article in articles]


def _memory(item: Item) -> dict:
    """The import's word on an article, to be kept beside it."""
    return item.fields | {"bylines": item.bylines, "captions": [photo.caption for photo in item.photos]}


def _update(plans: list[ArticlePlan]) -> None:
    """Bring the articles and parts that stood before up to what was read; a record that stays the same is not written."""
    by_pk = {each.stored.pk: each for each in plans}
    articles, parts = [], []
    for article in _articles(by_pk):
        each = by_pk[article.pk]
        memory = _memory(each.item) | {name: article.parsed[name] for name in _OWN_MEMORY if name in article.parsed}
        if memory != article.parsed or each.visible:
            for name, value in each.fields.items():
                setattr(article, name, value)
            if each.restored:
                article.visibility, article.withdrawn_note = Visibility.PUBLIC, ""
            article.parsed, article.changed = memory, now() if each.visible else article.changed
            article.revision += each.visible
            articles.append(article)
    by_part = {each.stored.part: each for each in plans}
    for part in (part for batch in _batches(by_part) for part in ArticlePart.objects.filter(pk__in=batch)):
        each = by_part[part.pk]
        before = part.blocks, part.parsed, part.spans
        part.blocks = part.blocks if each.blocks is None else each.blocks
        part.parsed, part.spans = each.item.blocks, each.item.spans
        if before != (part.blocks, part.parsed, part.spans):
            parts.append(part)
    names = ["parsed", "revision", "changed", "visibility", "withdrawn_note"]
    Article.objects.bulk_update(articles, [*(plans[0].item.fields if plans else ()), *names], batch_size=_BATCH)
    ArticlePart.objects.bulk_update(parts, ["blocks", "parsed", "spans"], batch_size=_BATCH)
    joins.write_bylines({each.stored.pk: each.bylines for each in plans if each.bylines is not None})


def _write_photos(plan: Plan, page: Page, text: SourceText, shown_in: list[int]) -> set[int]:
    """Write the photos; returns the articles whose photos changed."""
    changed = set(Photo.objects.filter(pk__in=plan.dropped_photos).values_list("article", flat=True))
    Photo.objects.filter(pk__in=plan.dropped_photos).delete()
    new, old = [], []
    records = {photo.pk: photo for photo in Photo.objects.filter(source=text)}
    for each in plan.photos:
        article = shown_in[each.index]
        memory = each.item.parsed | {"article": article}
        if each.stored is None:
            new.append(
                Photo(
                    page=page,
                    source=text,
                    article_id=article,
                    order=each.order,
                    spans=each.item.spans,
                    parsed=memory,
                    **each.fields,
                )
            )
            changed.add(article)
            continue
        photo = records[each.stored.pk]
        before = photo.parsed, photo.spans, photo.order
        if each.fields or (each.moves and photo.article_id != article):
            changed |= {photo.article_id, article}
        for name, value in each.fields.items():
            setattr(photo, name, value)
        if each.moves:
            photo.article_id = article
        photo.parsed, photo.spans, photo.order = memory, each.item.spans, each.order
        if each.fields or before != (photo.parsed, photo.spans, photo.order):
            old.append(photo)
    Photo.objects.bulk_create(new, batch_size=_BATCH)
    Photo.objects.bulk_update(old, ["article", "caption", "credit", "order", "spans", "parsed"], batch_size=_BATCH)
    return changed - {None}


def _withdraw(vanished: Sequence[StoredArticle]) -> set[int]:
    """Take articles that are no longer read from the public's sight; their keys and addresses stay theirs."""
    changed, beginnings = set(), set()
    for article in _articles([each.pk for each in vanished]):
        for tail in (article, *article.merged.all()):
            if (beginning := joins.take_out(tail)) is not None:
                beginnings.add(beginning)
                tail.save()
                changed.add(tail.pk)
        if article.visibility == Visibility.PUBLIC:
            article.visibility, article.withdrawn_note = Visibility.WITHDRAWN, WITHDRAWN_BY_IMPORT
            article.parsed = article.parsed | {"withdrawn": True}
            article.revision += 1
            article.save()
        changed.add(article.pk)
    for pk in beginnings:
        joins.settle(pk)
    return changed | beginnings


def _write_teasers(page: Page, text: SourceText, teasers: Sequence[ParsedTeaser]) -> None:
    rows = [
        Teaser(
            page=page,
            source=text,
            order=order,
            spans=plain_spans(teaser.spans),
            **fitted(Teaser, {"headline": teaser.headline, "target": teaser.page}),
        )
        for order, teaser in enumerate(teasers)
    ]
    names = ("headline", "target", "order", "spans")
    stored = Teaser.objects.filter(source=text)
    if list(stored.order_by("order").values_list(*names)) != [
        tuple(getattr(row, name) for name in names) for row in rows
    ]:
        stored.delete()
        Teaser.objects.bulk_create(rows, batch_size=_BATCH)


def _articles(pks: Collection[int]) -> list[Article]:
    return [article for batch in _batches(pks) for article in Article.objects.filter(pk__in=batch)]


def _beginnings(pks: Collection[int]) -> set[int]:
    """Those of the articles that others are joined to."""
    return {
        pk
        for batch in _batches(pks)
        for pk in Article.objects.filter(merged_into__in=batch).values_list("merged_into", flat=True)
    }


def _batches(pks: Collection[int]) -> list[list[int]]:
    """The keys in lots that a database takes in one query."""
    ordered = sorted(pks)
    return [ordered[start : start + _BATCH] for start in range(0, len(ordered), _BATCH)]
