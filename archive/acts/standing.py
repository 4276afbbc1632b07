"""Where records stand: withdrawn, brought back, suspended, published. None of these acts makes a new version.

What is joined to an article is part of it, and stands as it does; by itself it is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from itertools import chain

from django.contrib.auth.models import AbstractUser
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.acts.change import Changing, change
from archive.acts.join import join_published
from archive.acts.ownership import Owners, places
from archive.acts.refusal import ActRefused, demand
from archive.models import Article, ArticlePart, ChangeSet, Issue, Page, Photo, Tombstone, Visibility
from archive.models.lots import lots
from archive.models.place_standing import release

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
    demand(by, "archive.withdraw_article")
    now = Visibility.WITHDRAWN.value, _reason(kind), note
    return _stand(ChangeSet.Kind.WITHDRAW, _chosen(articles), lambda _article: now, by=by, reason=note)


def bring_back(articles: Article | Iterable[Article], *, by: AbstractUser | None) -> ChangeSet | None:
    """Undo that articles were withdrawn, by whomever. What was suspended until then is suspended again, with its reason
    and note; what was never public waits to be published.

    Raises PermissionDenied, and ActRefused for those whose text an import has given to others meanwhile.
    """
    demand(by, "archive.withdraw_article")
    chosen = _chosen(articles)
    if given := {owner.headline or owner.key for lot in lots(sorted(chosen)) for owner in _owners_since(lot)}:
        names = "、".join(f"《{name}》" for name in sorted(given))
        raise ActRefused(_("不能恢复：重新识读后，这些文字已归入 %(names)s。请从那里拆分。") % {"names": names})
    suspended, opened = _suspended_until_withdrawn(chosen), _open_again(Visibility.WITHDRAWN)

    def standing(article: Article) -> Standing | None:
        return (opened(article) and suspended.get(article.key)) or opened(article)

    return _stand(ChangeSet.Kind.BRING_BACK, chosen, standing, by=by)


def _suspended_until_withdrawn(pks: Collection[int]) -> dict[str, Standing]:
    """Of these articles those that were suspended when they were withdrawn, and how, by key: what the acts since then
    kept for undo says it. What an import withdrew was not suspended."""
    gone = Article.objects.filter(visibility=Visibility.WITHDRAWN).exclude(withdrawn_kind__in=Tombstone.BY_IMPORT)
    found: dict[str, Standing] = {}
    # Keys that acts are looked through for, each of the article itself or of the one that it was split from.
    wanted = {key: key for lot in lots(sorted(pks)) for key in gone.filter(pk__in=lot).values_list("key", flat=True)}
    told = ChangeSet.objects.filter(Q(effects__has_key="standing") | Q(effects__has_key="split_from"))
    told = told.exclude(kind__in=(ChangeSet.Kind.IMPORT, ChangeSet.Kind.REREAD))
    for effects in told.order_by("-pk").values_list("effects", flat=True).iterator() if wanted else ():
        split_from = effects.get("split_from", {})
        wanted = {key: split_from.get(name, name) for key, name in wanted.items()}
        before = effects.get("standing", {}).get("before", {})
        for key, name in list(wanted.items()):
            if name not in before:
                continue
            visibility, kind, note = before[name]
            if visibility == Visibility.SUSPENDED:
                found[key] = visibility, kind, note
            if visibility != Visibility.WITHDRAWN or kind in Tombstone.BY_IMPORT:
                del wanted[key]
        if not wanted:
            break
    return found


def _owners_since(pks: Collection[int]) -> QuerySet[Article]:
    """The articles that have text which an import took from these when it withdrew them."""
    gone = Article.objects.withdrawn_by_import().filter(pk__in=pks)
    rows = (model.objects.filter(article__in=gone).values_list("source", "spans") for model in (ArticlePart, Photo))
    mine = places(chain.from_iterable(rows))
    return Article.objects.filter(pk__in=Owners(mine).of(mine))


def suspend(
    record: Article | Page | Issue | Iterable[Article], kind: str, note: str = "", *, by: AbstractUser | None
) -> ChangeSet | None:
    """Suspend articles that are public or wait, or a page or an issue with all that stands on it and comes to it later."""
    demand(by, "archive.suspend_article")
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
    demand(by, "archive.lift_article")
    if isinstance(record, Page | Issue):
        return _suspend_place(ChangeSet.Kind.LIFT, record, None, by=by)
    return _stand(ChangeSet.Kind.LIFT, _chosen(record), _open_again(Visibility.SUSPENDED), by=by)


def publish(found: Article | Issue | Iterable[Article], *, by: AbstractUser | None) -> ChangeSet | None:
    """Publish what waits: of an issue all of it, its pages too; never what is suspended, itself or with its place."""
    demand(by, "archive.publish_article")
    if isinstance(found, Issue):
        articles = Article.objects.filter(page__issue=found, visibility=Visibility.AWAITING)
        chosen = list(articles.values_list("pk", flat=True))
        pages = list(found.pages.values_list("pk", flat=True))
    else:
        chosen, pages = _chosen(found), []
    return _stand(ChangeSet.Kind.PUBLISH, chosen, _published, by=by, pages=pages)


def _published(article: Article) -> Standing | None:
    return _PUBLIC if article.visibility == Visibility.AWAITING and not article.place_suspended else None


def _open_again(shut: Visibility) -> Callable[[Article], Standing | None]:
    def standing(article: Article) -> Standing | None:
        if article.visibility != shut:
            return None
        return _PUBLIC if article.was_shown else _AWAITING

    return standing


def _reason(kind: str) -> str:
    if kind not in Tombstone.REASONS:
        raise ValueError(f"{kind!r} is no reason: {', '.join(Tombstone.REASONS)} are")
    return str(kind)


def _chosen(articles: Article | Iterable[Article]) -> list[int]:
    return [article.pk for article in ([articles] if isinstance(articles, Article) else articles)]


def _stand(
    kind: ChangeSet.Kind,
    pks: Collection[int],
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
                _release(act, Q(pk__in=pages, suspended=None, issue__suspended=None))
    return act.changeset if act.changeset.pk is not None else None


def _stand_lot(act: Changing, pks: list[int], settled: Callable[[Article], Standing | None]) -> None:
    heads = Article.objects.filter(pk__in=pks, merged_into=None)
    now = {article.pk: standing for article in heads if (standing := settled(article)) is not None}
    by_standing: dict[Standing, list[int]] = {}
    for article in Article.objects.filter(Q(pk__in=now) | Q(merged_into__in=now)):
        standing = now[article.merged_into_id or article.pk]
        if (article.visibility, article.withdrawn_kind, article.withdrawn_note) != standing:
            by_standing.setdefault(standing, []).append(article.pk)
    act.touch([pk for those in by_standing.values() for pk in those])
    for (visibility, kind, note), those in by_standing.items():
        for lot in lots(those):  # with what is joined to them they may be more
            Article.objects.filter(pk__in=lot).update(
                visibility=visibility, withdrawn_kind=kind, withdrawn_note=note, changed=timezone.now()
            )
    if public := by_standing.get(_PUBLIC):
        _release(act, Q(articles__in=public) | Q(parts__article__in=public))
        join_published(act, public)


def _release(act: Changing, pages: Q) -> None:
    """Once released, a place is not made to wait again, also not by undo: readers have had its address."""
    if release(Page.objects.filter(pages).select_related("issue").distinct()):
        act.save()


def _suspend_place(
    kind: ChangeSet.Kind, place: Page | Issue, suspended: str | None, *, by: AbstractUser | None, reason: str = ""
) -> ChangeSet | None:
    with change(kind, by=by, reason=reason) as act, act.lot():
        place = type(place).objects.get(pk=place.pk)
        if place.suspended != suspended:
            fields = {"suspended": [place.suspended, suspended]}  # as ``correcting`` keeps what a record was
            act.changeset.effects["fields"] = {f"{place._meta.model_name}:{place.pk}": fields}
            place.suspended = suspended
            place.save(update_fields=["suspended"])
    return act.changeset if act.changeset.pk is not None else None
