"""Where records stand: withdrawn, brought back, suspended, published.

None of these acts changes what an article says: there is no new version. What stood how before and after is in the
``effects`` of its ChangeSet, for undo::

    {"standing": {"before": {KEY: [visibility, kind of reason, note], …}, "after": {…}},
     "places":   {"before": {"page 12": [suspended, awaiting], "issue 3": …}, "after": {…}}}

What is joined to an article is part of it, and stands as it does; by itself it is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone

from archive.acts.change import Changing, change
from archive.changes import lots
from archive.models import Article, ArticlePart, ChangeSet, Issue, Page, Photo, RecordVersion, Tombstone, Visibility
from archive.signals import articles_changed

Standing = tuple[str, str | None, str]  # of an article: visibility, kind of reason, note
_PUBLIC: Standing = (Visibility.PUBLIC.value, None, "")
_AWAITING: Standing = (Visibility.AWAITING.value, None, "")


def withdraw(
    articles: Article | Iterable[Article], kind: str, note: str = "", *, by: AbstractUser | None
) -> ChangeSet | None:
    """Withdraw articles: for a reason of ``Tombstone.REASONS``, which readers are told, with a note for editors only.

    One that is withdrawn already takes on this reason, also if it was an import that withdrew it, which then does not
    bring it back. None if all of them stood so before. Raises PermissionDenied.
    """
    _require(by, "archive.withdraw_article")
    now = Visibility.WITHDRAWN.value, _reason(kind), note
    return _stand(ChangeSet.Kind.WITHDRAW, _chosen(articles), lambda _article: now, by=by, reason=note)


def bring_back(articles: Article | Iterable[Article], *, by: AbstractUser | None) -> ChangeSet | None:
    """Undo that articles were withdrawn, by whomever. What was never public waits to be published."""
    _require(by, "archive.withdraw_article")
    return _stand(ChangeSet.Kind.BRING_BACK, _chosen(articles), _open_again(Visibility.WITHDRAWN), by=by)


def suspend(
    record: Article | Page | Issue | Iterable[Article], kind: str, note: str = "", *, by: AbstractUser | None
) -> ChangeSet | None:
    """Suspend articles that are public or wait, or a page or an issue with all that stands on it and comes to it later."""
    _require(by, "archive.suspend_article")
    if isinstance(record, Page | Issue):
        return _suspend_place(ChangeSet.Kind.SUSPEND, record, _reason(kind), by=by, reason=note)
    now = Visibility.SUSPENDED.value, _reason(kind), note
    open_still = (Visibility.PUBLIC, Visibility.AWAITING)
    return _stand(
        ChangeSet.Kind.SUSPEND,
        _chosen(record),
        lambda article: now if article.visibility in open_still else None,
        by=by,
        reason=note,
    )


def lift(record: Article | Page | Issue | Iterable[Article], *, by: AbstractUser | None) -> ChangeSet | None:
    """Undo that articles, a page or an issue were suspended. What was never public waits to be published."""
    _require(by, "archive.lift_article")
    if isinstance(record, Page | Issue):
        return _suspend_place(ChangeSet.Kind.LIFT, record, None, by=by)
    return _stand(ChangeSet.Kind.LIFT, _chosen(record), _open_again(Visibility.SUSPENDED), by=by)


def publish(found: Article | Issue | Iterable[Article], *, by: AbstractUser | None) -> ChangeSet | None:
    """Publish what waits: of an issue all of it, its pages too; never what is suspended, itself or with its place."""
    _require(by, "archive.publish_article")
    if isinstance(found, Issue):
        chosen = Article.objects.filter(page__issue=found, visibility=Visibility.AWAITING).values_list("pk", flat=True)
        places = list(found.pages.values_list("pk", flat=True))
    else:
        chosen, places = _chosen(found), []

    def publishable(article: Article) -> Standing | None:
        return _PUBLIC if article.visibility == Visibility.AWAITING and not article.place_suspended else None

    return _stand(ChangeSet.Kind.PUBLISH, chosen, publishable, by=by, pages=places)


def settle_places(found: Collection[int] | Page | Issue) -> set[int]:
    """Bring up to date what articles know of their places, after these or their places have changed: whether a page or
    an issue that any part or photo of them stands on is suspended. What something public stands on waits no longer.

    ``found`` are keys of articles, or a page or an issue with all that stands on it. Must run in the transaction of the
    change. Returns the articles that changed; those who listen have heard of them.
    """
    changed: set[int] = set()
    for lot in lots(sorted(_standing_on(found) if isinstance(found, Page | Issue) else found)):
        changed |= _settle(lot)
    return changed


def _standing_on(place: Page | Issue) -> set[int]:
    on = {"page": place} if isinstance(place, Page) else {"page__issue": place}
    articles = set(Article.objects.filter(**on).values_list("pk", flat=True))
    for model in (ArticlePart, Photo):
        articles |= set(model.objects.filter(article__isnull=False, **on).values_list("article", flat=True))
    return articles


def _settle(pks: list[int]) -> set[int]:
    known = ("key", "page", "visibility", "merged_into", "place_suspended")
    rows = Article.objects.filter(pk__in=pks).only(*known).in_bulk()
    stands_on = {(pk, row.page_id) for pk, row in rows.items()}
    for model in (ArticlePart, Photo):
        stands_on |= set(model.objects.filter(article__in=pks).values_list("article", "page"))
    pages = Page.objects.select_related("issue").in_bulk({page for _article, page in stands_on})
    hidden = {article for article, page in stands_on if pages[page].is_suspended}
    changed = {pk for pk, row in rows.items() if bool(row.place_suspended) != (pk in hidden)}
    for now, those in ((True, changed & hidden), (None, changed - hidden)):
        Article.objects.filter(pk__in=those).update(place_suspended=now, changed=timezone.now())
    public = {pk for pk, row in rows.items() if row.visibility == Visibility.PUBLIC and row.merged_into_id is None}
    _release(pages[page] for article, page in stands_on if article in public - hidden)
    if changed:
        keys = [rows[pk].key for pk in changed]
        articles_changed.send(sender=Article, keys=keys, fields=frozenset({"place_suspended"}))
    return changed


def put_back(act: Changing, done: ChangeSet) -> tuple[list[str], list[str]]:
    """Within a lot of an undo: let everything that still stands as ``done``, an act of this module, left it stand as it
    did before. Returns the keys of the articles that do, and of those that somebody has let stand otherwise since.
    """
    told = done.effects.get("standing", {"before": {}, "after": {}})
    before, after = ({key: tuple(each) for key, each in told[when].items()} for when in ("before", "after"))
    there = {article.key: article for lot in lots(sorted(after)) for article in Article.objects.filter(key__in=lot)}
    same = [article for key, article in there.items() if _standing_of(article) == after[key]]
    _write(act, {article.pk: before[article.key] for article in same})
    places = done.effects.get("places", {"before": {}, "after": {}})
    for name, (suspended, awaiting) in places["before"].items():
        place = _place_named(name)
        if place is not None and [place.suspended, place.awaiting] == places["after"][name]:
            place.suspended, place.awaiting = suspended, awaiting
            place.save(update_fields=["suspended", "awaiting"])
            settle_places(place)
    restored = {article.key for article in same}
    return sorted(restored), sorted(after.keys() - restored)


def _require(by: AbstractUser | None, permission: str) -> None:
    """A command or an import, nobody, may do everything."""
    if by is not None and not by.has_perm(permission):
        raise PermissionDenied


def _reason(kind: str) -> str:
    if kind not in Tombstone.REASONS:
        raise ValueError(f"{kind!r} is no reason: {', '.join(Tombstone.REASONS)} are")
    return str(kind)


def _chosen(articles: Article | Iterable[Article]) -> list[int]:
    return [article.pk for article in ([articles] if isinstance(articles, Article) else articles)]


def _open_again(shut: Visibility) -> Callable[[Article], Standing | None]:
    def standing(article: Article) -> Standing | None:
        if article.visibility != shut:
            return None
        return _PUBLIC if article.was_shown else _AWAITING

    return standing


def _standing_of(article: Article) -> Standing:
    return article.visibility, article.withdrawn_kind, article.withdrawn_note


def _stand(
    kind: ChangeSet.Kind,
    pks: Iterable[int],
    settled: Callable[[Article], Standing | None],
    *,
    by: AbstractUser | None,
    reason: str = "",
    pages: Collection[int] = (),
) -> ChangeSet | None:
    """One act: each of the articles takes the standing that is ``settled`` for it, if any, with what is joined to it.

    ``pages`` wait no longer, nor do those on which something is public now.
    """
    with change(kind, by=by, reason=reason) as act:
        for lot in lots(sorted(pks)):
            with act.lot():
                _stand_lot(act, lot, settled)
        if pages:
            with act.lot():
                open_pages = Page.objects.filter(pk__in=pages, suspended=None, issue__suspended=None)
                _note_places(act, _release(open_pages.select_related("issue")))
    return act.changeset if act.changeset.pk is not None else None


def _stand_lot(act: Changing, pks: list[int], settled: Callable[[Article], Standing | None]) -> None:
    heads = Article.objects.filter(pk__in=pks, merged_into=None)
    now = {article.pk: standing for article in heads if (standing := settled(article)) is not None}
    concerned = Article.objects.filter(Q(pk__in=now) | Q(merged_into__in=now))
    target = {article.pk: now[article.merged_into_id or article.pk] for article in concerned}
    others = [article for article in concerned if _standing_of(article) != target[article.pk]]
    if not others:
        return
    _note_effects(
        act,
        "standing",
        {article.key: _standing_of(article) for article in others},
        {article.key: target[article.pk] for article in others},
    )
    _write(act, {article.pk: target[article.pk] for article in others})
    public = [article.pk for article in others if target[article.pk] == _PUBLIC]
    pages = Page.objects.filter(Q(articles__in=public) | Q(parts__article__in=public)).select_related("issue")
    _note_places(act, _release(pages.distinct() if public else ()))


def _write(act: Changing, standings: dict[int, Standing]) -> None:
    act.touch(standings)
    by_standing: dict[Standing, list[int]] = {}
    for pk, standing in standings.items():
        by_standing.setdefault(standing, []).append(pk)
    for (visibility, kind, note), pks in by_standing.items():
        for lot in lots(pks):
            Article.objects.filter(pk__in=lot).update(
                visibility=visibility, withdrawn_kind=kind, withdrawn_note=note, changed=timezone.now()
            )


def _suspend_place(
    kind: ChangeSet.Kind, place: Page | Issue, suspended: str | None, *, by: AbstractUser | None, reason: str = ""
) -> ChangeSet | None:
    with change(kind, by=by, reason=reason) as act, act.lot():
        place = type(place).objects.get(pk=place.pk)
        if place.suspended != suspended:
            before = _state_of(place)
            place.suspended = suspended
            place.save(update_fields=["suspended"])
            _note_effects(act, "places", before, _state_of(place))
            settle_places(place)
    return act.changeset if act.changeset.pk is not None else None


def _release(pages: Iterable[Page]) -> list[Page | Issue]:
    """Let the pages and their issues wait no longer. Returns those that did, as they stood."""
    waited = {_name_of(place): place for page in pages for place in (page, page.issue) if place.awaiting}
    for model in (Page, Issue):
        model.objects.filter(pk__in=[place.pk for place in waited.values() if isinstance(place, model)]).update(
            awaiting=None
        )
    if waited:
        RecordVersion.rotate()
    return list(waited.values())


def _note_places(act: Changing, released: Iterable[Page | Issue]) -> None:
    for place in released:
        _note_effects(act, "places", _state_of(place), {_name_of(place): [place.suspended, None]})


def _note_effects(act: Changing, what: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Add to the act's effects, and store them: it may be cut short after this lot."""
    effects = act.changeset.effects.setdefault(what, {"before": {}, "after": {}})
    effects["before"] |= before
    effects["after"] |= after
    act.save().save(update_fields=["effects"])


def _state_of(place: Page | Issue) -> dict[str, list]:
    return {_name_of(place): [place.suspended, place.awaiting]}


def _name_of(place: Page | Issue) -> str:
    return f"{place._meta.model_name} {place.pk}"


def _place_named(name: str) -> Page | Issue | None:
    model, _space, pk = name.partition(" ")
    return {"page": Page, "issue": Issue}[model].objects.filter(pk=pk).first()
