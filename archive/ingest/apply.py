"""Write what a plan decided, in the caller's transaction and as the caller's act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from archive.acts import Changing
from archive.acts.correct import noted
from archive.acts.join import detach, pieces_of
from archive.acts.merge_issues import join_issues
from archive.acts.versions import write_people
from archive.ingest import joined_articles, newspapers, readings
from archive.ingest.fetch import WITHDRAWN_BY_IMPORT
from archive.ingest.field_limits import fitted
from archive.ingest.plain_values import Item, plain_spans
from archive.ingest.plan_values import ArticlePlan, Parsed, Plan, StoredArticle
from archive.models import (
    Article,
    ArticlePart,
    Issue,
    Page,
    Photo,
    SourceText,
    Teaser,
    Tombstone,
    Visibility,
    addressing,
)
from archive.models.lots import LOT, lots
from archive.models.place_standing import first_visibility, settle_places
from archive.parsing.types import ParsedTeaser, Precision


def apply(plan: Plan, text: SourceText, parsed: Parsed, teasers: Sequence[ParsedTeaser], act: Changing) -> bool:
    """Write the place, articles and photos of a text, save its record and reading, and join what belongs together.

    Returns whether a reader could notice. Must run in a lot of the act.
    """
    changed = _changing(plan)
    if changed:
        act.changeset.source = text
        act.touch(changed)
    page, moved = _settle_place(plan, parsed, act)
    text.page = page
    text.save()
    act.changeset.source = text
    if moved:
        act.save()
    standing = [each.stored for each in (*plan.articles, *plan.vanished) if each.stored]
    before = joined_articles.said({each.shown_in for each in standing if each.joined or each.shown_in != each.pk})
    made = iter(_create(page, text, [each.made for each in plan.articles if each.made], act))
    articles = [next(made) if each.made else each.stored for each in plan.articles]
    _update([each for each in plan.articles if each.stored])
    photos = _write_photos(plan, page, text, articles)
    _stand(plan, page, act)
    _write_teasers(page, text, teasers)
    readings.keep(text, text.parser_version, _read(plan, articles, photos), plan.differences)
    for each in plan.vanished:
        successor = articles[each.successor] if each.successor is not None else None
        if successor is not None:
            act.succeeded(each.stored.key, successor.key)
    again = joined_articles.settle(before, act)
    joined = joined_articles.join_issue(page.issue, act)
    settle_places({*changed, *again, *joined, *(article.pk for article in articles if isinstance(article, Article))})
    return bool(changed or again or joined or moved or any(each.made for each in plan.articles))


def _changing(plan: Plan) -> set[int]:
    """The articles that stand already and of which a reader could notice a change."""
    changed = {each.stored.shown_in for each in plan.articles if each.is_visible}
    shown_in = [each.stored.shown_in if each.stored else None for each in plan.articles]
    for photo in plan.photos:
        old, new = photo.stored and photo.stored.shown_in, shown_in[photo.index]
        if photo.makes or photo.fields or (photo.moves and old != new):
            changed |= {old, new}
    changed |= {photo.shown_in for photo in plan.dropped_photos}
    for each in plan.vanished:
        changed |= {each.stored.pk, each.stored.shown_in}
    return changed - {None}


def _settle_place(plan: Plan, parsed: Parsed, act: Changing) -> tuple[Page, bool]:
    """The page that the text goes to, made or moved as planned, and whether anything about it is new."""
    place, facts = plan.place, parsed.facts
    issue_fields = dict(place.issue_fields)
    if place.issue is None:
        newspaper = newspapers.fill(newspapers.find_or_make(facts.newspaper), facts.about)
        issue = Issue(newspaper=newspaper, precision=issue_fields.pop("precision", Precision.UNKNOWN.value))
        issue.awaiting = newspaper.publishes_after_review or None
    else:
        issue = Issue.objects.select_related("newspaper").get(pk=place.issue)
        newspapers.fill(issue.newspaper, facts.about)
    if place.issue is None or issue_fields:
        _set(issue, issue_fields, act)
    waits = issue.newspaper.publishes_after_review or None
    page = Page.objects.get(pk=place.page) if place.page else Page(issue=issue, awaiting=waits)
    moved = page.issue_id != issue.pk
    if place.emptied is not None:  # its only page goes over to the other issue, and its addresses with it
        _set(page, place.page_fields, act)
        join_issues(issue, Issue.objects.get(pk=place.emptied), act)
        page.refresh_from_db()
    elif place.page is None or moved or place.page_fields:
        _set(page, place.page_fields | {"issue": issue}, act)
    return page, bool(moved or place.issue_fields or place.page_fields)


def _set(record: Issue | Page, fields: dict, act: Changing) -> None:
    with noted(act, [record] if record.pk else []):
        for name, value in fields.items():
            setattr(record, name, value)
        record.save()


def _create(page: Page, text: SourceText, items: list[Item], act: Changing) -> list[Article]:
    articles = [Article(page=page, visibility=first_visibility(page), **item.fields) for item in items]
    if not articles:
        return []
    addressing.enter_articles(page, articles)
    act.made([article.pk for article in articles])
    ArticlePart.objects.bulk_create(
        (
            ArticlePart(article=article, page=page, source=text, blocks=item.blocks, spans=item.spans)
            for article, item in zip(articles, items, strict=True)
        ),
        batch_size=LOT,
    )
    write_people({article.pk: item.bylines for article, item in zip(articles, items, strict=True) if item.bylines})
    return articles


def _update(plans: list[ArticlePlan]) -> None:
    """Bring the articles and parts that stood before up to what was read; a record that stays the same is not written."""
    by_pk = {each.stored.pk: each for each in plans if each.fields}
    articles = []
    for lot in lots(sorted(by_pk)):
        for article in Article.objects.filter(pk__in=lot).defer("parsed"):
            for name, value in by_pk[article.pk].fields.items():
                setattr(article, name, value)
            articles.append(article)
    names = {name for each in by_pk.values() for name in each.fields}
    if articles:
        Article.objects.bulk_update(articles, sorted(names), batch_size=LOT)
    parts = [
        ArticlePart(
            pk=each.stored.part,
            blocks=each.stored.blocks if each.blocks is None else each.blocks,
            spans=each.stored.spans if each.spans is None else each.spans,
        )
        for each in plans
        if each.stored.part is not None and (each.blocks is not None or each.spans not in (None, each.stored.spans))
    ]
    ArticlePart.objects.bulk_update(parts, ["blocks", "spans"], batch_size=LOT)
    write_people({each.stored.pk: each.bylines for each in plans if each.bylines is not None})


def _write_photos(
    plan: Plan, page: Page, text: SourceText, articles: list[Article | StoredArticle | None]
) -> list[int | None]:
    """Write the photos; returns the key of each of the plan's photos' records."""
    for lot in lots([photo.pk for photo in plan.dropped_photos]):
        Photo.objects.filter(pk__in=lot).delete()
    stored = any(each.stored for each in plan.photos)
    records = {photo.pk: photo for photo in Photo.objects.filter(source=text).defer("parsed")} if stored else {}
    found, new, old = [], [], []
    for order, each in enumerate(plan.photos):
        photo = records[each.stored.pk] if each.stored else None
        if each.makes:
            photo = Photo(page=page, source=text)
            new.append(photo)
        elif each.follows:
            old.append(photo)
        found.append(photo)
        if not (each.makes or each.follows):
            continue
        before = photo.article_id, photo.tail_id, photo.spans, photo.order
        if each.makes or each.moves:
            article = articles[each.index]
            beginning = getattr(article, "shown_in", article.pk)
            photo.article_id, photo.tail_id = beginning, article.pk if article.pk != beginning else None
        for name, value in each.fields.items():
            setattr(photo, name, value)
        photo.spans, photo.order = each.item.spans, order
        if each.follows and not each.fields and before == (photo.article_id, photo.tail_id, photo.spans, photo.order):
            old.pop()
    Photo.objects.bulk_create(new, batch_size=LOT)
    Photo.objects.bulk_update(old, ["article", "tail", "caption", "credit", "order", "spans"], batch_size=LOT)
    return [photo.pk if photo else None for photo in found]


def _stand(plan: Plan, page: Page, act: Changing) -> None:
    """Take articles that are no longer read from the public's sight, and let those stand that are read again: their keys
    and addresses stay theirs."""
    gone = _freed([each.stored.pk for each in plan.vanished], act)
    back = [each.stored.pk for each in plan.articles if each.restored]
    standing = Article.objects.filter(pk__in=[*gone, *back]).defer("parsed") if gone or back else ()
    before, after = {}, {}
    for article in standing:
        was = article.visibility, article.withdrawn_kind, article.withdrawn_note
        if article.pk in back:
            now = first_visibility(page), None, ""
        elif article.visibility in (Visibility.PUBLIC, Visibility.AWAITING):
            now = Visibility.WITHDRAWN, Tombstone.Kind.REREAD, WITHDRAWN_BY_IMPORT
        else:
            continue
        before[article.key], after[article.key] = list(was), list(now)
        names = ("visibility", "withdrawn_kind", "withdrawn_note")
        Article.objects.filter(pk=article.pk).update(**dict(zip(names, now, strict=True)))
    if before:
        act.changeset.effects["standing"] = {"before": before, "after": after}


def _freed(pks: list[int], act: Changing) -> list[int]:
    """The articles, each standing by itself again: taken out of what it was joined to, with nothing joined to it."""
    if not pks:
        return []
    joined = Article.objects.filter(pk__in=pks, merged_into__isnull=False) | Article.objects.filter(merged_into__in=pks)
    tails = list(joined.defer("parsed").order_by("pk"))
    act.touch([tail.pk for tail in tails])
    for tail in tails:
        if tail.merged_into_id is not None and pieces_of(tail)[0].exists():
            detach(tail)
    return pks


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
        Teaser.objects.bulk_create(rows, batch_size=LOT)


def _read(plan: Plan, articles: list[Article | StoredArticle | None], photos: list[int | None]) -> list[Item]:
    """The reading, with the records that its articles and photos became."""
    of_article: dict[int, list] = {}
    for each, record in zip(plan.photos, photos, strict=True):
        of_article.setdefault(each.index, []).append(replace(each.item, record=record, withheld=each.withheld))
    read = [
        replace(
            each.item,
            key=article.key if article else None,
            deleted=each.is_deleted,
            kept_out=each.kept_out,
            photos=tuple(of_article.get(index, ())),
        )
        for index, (each, article) in enumerate(zip(plan.articles, articles, strict=True))
    ]
    return [*read, *plan.deleted]
