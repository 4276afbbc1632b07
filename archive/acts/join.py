"""Join articles into one under the record of the beginning, and take them apart again."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.contrib.auth.models import AbstractUser
from django.db.models import F, Max, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from archive.acts.change import Changing, change
from archive.acts.refusal import ActRefused, demand
from archive.acts.versions import people_of, pieces, whole, write_people
from archive.models import Article, ArticlePart, ArticleVersion, ChangeSet, Photo, Visibility
from archive.parsing.types import Completeness

_SENTENCE_END = "。！？!?…”’」』）)"


def join(beginning: Article, tails: Sequence[Article], *, by: AbstractUser | None) -> ChangeSet:
    """Make one article of several that were read as several: on further pages, or on the same one.

    The tails keep their keys, and what stands on them; their addresses lead to the beginning. Raises PermissionDenied,
    and ActRefused for what cannot be joined: what is joined already, of another newspaper, or seen by others than the
    beginning is.
    """
    demand(by, "archive.split_article")
    pks = [tail.pk for tail in tails]
    with change(ChangeSet.Kind.JOIN, by=by) as act, act.lot():
        first, *rest = _in_order([beginning.pk, *pks])
        _refuse(first, rest)
        touch_with_joined(act, [first.pk, *pks])
        for tail in rest:
            _merge_facts(first, tail)
            attach(first.pk, tail.pk, continues_sentence=_breaks_off(first.pk))
        first.save()
    return act.changeset


def take_apart(article: Article, *, by: AbstractUser | None) -> ChangeSet:
    """Let a tail stand by itself again, or all that are joined to an article: each under its next version number.

    Raises PermissionDenied, and ActRefused where nothing is joined, or what was joined has no text of its own.
    """
    demand(by, "archive.split_article")
    with change(ChangeSet.Kind.TAKE_APART, by=by) as act, act.lot():
        article = Article.objects.get(pk=article.pk)
        tails = [article] if article.merged_into_id is not None else list(article.merged.order_by("pk"))
        tails = [tail for tail in tails if any(each.exists() for each in pieces_of(tail))]
        if not tails:
            raise ActRefused(_("这篇文章没有可以拆开的转版。"))
        beginning = tails[0].merged_into
        touch_with_joined(act, [beginning.pk, *(tail.pk for tail in tails)])
        before = _alone(beginning, tails)
        for tail in tails:
            detach(tail)
        if before is not None:
            _unmerge_facts(beginning, tails, before)
    return act.changeset


def join_published(act: Changing, published: Collection[int]) -> None:
    """Join what only waited for these to be published: of a beginning and its tail, the other of which is public."""
    public = Article.objects.public()
    waited = public.filter(Q(pk__in=published) | Q(beginning__in=published), beginning__in=public)
    pairs = list(waited.order_by("page__order", "order", "pk").values_list("pk", "beginning"))
    touch_with_joined(act, [pk for pair in pairs for pk in pair])
    for tail_pk, beginning_pk in pairs:
        # One that went on from another, and was joined to it a moment ago, is found under that.
        joined_to = Article.objects.values_list("merged_into", flat=True).get(pk=beginning_pk)
        first, tail = _in_order([joined_to or beginning_pk, tail_pk])
        _merge_facts(first, tail)
        first.reviewed = first.reviewed and tail.reviewed
        attach(first.pk, tail.pk, continues_sentence=_breaks_off(first.pk))
        first.save()
    Article.objects.filter(pk__in=[tail for tail, _beginning in pairs]).update(beginning=None)


def touch_with_joined(act: Changing, pks: Sequence[int]) -> None:
    """Touch these articles and all that are joined to them: where those lead to may change."""
    act.touch([*pks, *Article.objects.filter(merged_into__in=pks).values_list("pk", flat=True)])


def attach(beginning: int, tail: int, *, continues_sentence: bool) -> None:
    """Put the parts and photos of ``tail`` behind those of ``beginning``, under whose record they stand from now on."""
    following = ArticlePart.objects.filter(article=beginning).aggregate(following=Coalesce(Max("order") + 1, Value(0)))[
        "following"
    ]
    for order, part in enumerate(ArticlePart.objects.filter(article=tail).order_by("order", "pk")):
        continues = part.continues_sentence if order else continues_sentence
        ArticlePart.objects.filter(pk=part.pk).update(
            article=beginning, order=following + order, continues_sentence=continues, tail=part.tail_id or tail
        )
    Photo.objects.filter(article=tail).update(article=beginning, tail=Coalesce(F("tail"), Value(tail)))
    Article.objects.filter(merged_into=tail).update(merged_into=beginning)
    article = Article.objects.get(pk=tail)
    article.merged_into_id = beginning
    article.save()


def detach(tail: Article) -> None:
    """Give a tail its own parts and photos back from the article that it was joined to."""
    parts, photos = pieces_of(tail)
    for order, part in enumerate(parts.order_by("order", "pk")):
        continues = part.continues_sentence if order else False
        ArticlePart.objects.filter(pk=part.pk).update(
            article=tail, order=order, continues_sentence=continues, tail=None
        )
    photos.update(article=tail, tail=None)
    tail.merged_into = None
    tail.save()


def pieces_of(tail: Article) -> tuple[QuerySet, QuerySet]:
    """The parts and photos of the article that a tail is joined to which are the tail's own."""
    beginning = tail.merged_into_id
    return tail.tail_parts.filter(article=beginning), tail.tail_photos.filter(article=beginning)


def _in_order(pks: Sequence[int]) -> list[Article]:
    found = {article.pk: article for article in whole(pks)}
    if len(found) < max(2, len(pks)):
        raise ActRefused(_("请选两篇或更多不同的文章。"))
    return [found[pk] for pk in pks]


def _refuse(first: Article, rest: Sequence[Article]) -> None:
    for article in (first, *rest):
        if article.merged_into_id is not None:
            raise ActRefused(_("“%(title)s”已并入另一篇。") % {"title": article.title})
        if article.page.issue.newspaper_id != first.page.issue.newspaper_id:
            raise ActRefused(_("不同报纸的文章不能合并。"))
        if article.visibility in (Visibility.SUSPENDED, Visibility.WITHDRAWN) or article.place_suspended:
            raise ActRefused(_("“%(title)s”已撤稿或暂停公开，不能合并。") % {"title": article.title})
        if article.visibility != first.visibility:
            raise ActRefused(_("已公开的文章和待发布的文章不能合并，请先发布。"))


def _breaks_off(article: int) -> bool:
    """Whether the last of its parts ends within a sentence, which what follows goes on with."""
    last = ArticlePart.objects.filter(article=article).order_by("-order", "-pk").first()
    text = last.blocks[-1]["text"].rstrip() if last and last.blocks else ""
    return bool(text) and text[-1] not in _SENTENCE_END


def _merged_people(people: list[list[str]], tail: Article) -> list[list[str]]:
    names = {person[0] for person in people}
    return people + [person for person in people_of(tail) if person[0] not in names]


def _merged_completeness(before: str, tail: str) -> str:
    if before == Completeness.BEGINNING_MISSING or tail in (Completeness.WHOLE, Completeness.BEGINNING_MISSING):
        missing = before == Completeness.BEGINNING_MISSING
        return Completeness.BEGINNING_MISSING.value if missing else Completeness.WHOLE.value
    return tail


def _merge_facts(first: Article, tail: Article) -> None:
    """What follows for the whole from what is joined to it: who signed it, and whether it is complete."""
    people = people_of(first)
    if (merged := _merged_people(people, tail)) != people:
        write_people({first.pk: merged})
        first._prefetched_objects_cache.pop("bylines")
    first.completeness = _merged_completeness(first.completeness, tail.completeness)


def _alone(beginning: Article, tails: Sequence[Article]) -> dict | None:
    """What the beginning said before any of these was joined to it, if that was kept."""
    keys = {tail.key for tail in tails}
    versions = ArticleVersion.objects.filter(key=beginning.key, number__lt=beginning.revision).order_by("-number")
    for version in versions.iterator():
        state = version.unpacked
        if not keys & {piece["tail"] for piece in pieces(state)}:
            return state
    return None


def _unmerge_facts(beginning: Article, tails: Sequence[Article], before: dict) -> None:
    """Take back what joining added, unless an editor has changed that since."""
    people, completeness = before["people"], before["completeness"]
    for tail in tails:
        people, completeness = _merged_people(people, tail), _merged_completeness(completeness, tail.completeness)
    if people_of(beginning) == people:
        write_people({beginning.pk: before["people"]})
    if beginning.completeness == completeness:
        beginning.completeness = before["completeness"]
        beginning.save()
