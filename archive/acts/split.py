"""Split an article in two: what stands from a place on becomes an article of its own."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.contrib.auth.models import AbstractUser
from django.db.models import Max
from django.utils.translation import gettext as _

from archive.acts.change import change
from archive.acts.join import touch_with_joined
from archive.acts.refusal import ActRefused, demand
from archive.acts.versions import whole
from archive.models import Article, ArticlePart, ChangeSet, Photo, addressing
from archive.parsing.types import BLOCK_ROLES, HEAD_ROLES, Completeness, Role
from archive.spans.intervals import Stretches, common, union, without

# What of a received text became the fields that stay with the beginning wherever it is printed.
_OF_HEADLINES = {*HEAD_ROLES.values(), Role.LABEL}
# Facts that hold for both halves.
_SHARED = (
    "kind",
    "genre",
    "column",
    "package",
    "language",
    "visibility",
    "withdrawn_kind",
    "withdrawn_note",
    "place_suspended",
)

# How the second half is complete, of an article that was so.
_END = {
    Completeness.WHOLE: Completeness.WHOLE.value,
    Completeness.BEGINNING_MISSING: Completeness.WHOLE.value,
    Completeness.END_MISSING: Completeness.END_MISSING.value,
    Completeness.CONTINUED: Completeness.CONTINUED.value,
}
_ANCHOR = 12  # signs by which a place is found again in a received text


class Cut(NamedTuple):
    """Where an article is cut: before this character of this block of this part, each counted from 0."""

    part: int
    block: int
    offset: int = 0


def split(
    article: Article,
    at: Cut,
    *,
    by: AbstractUser | None,
    headline: str = "",
    photos: Collection[int] | None = None,
) -> Article:
    """Make an article of what stands from ``at`` on, with a key and address of its own; it is returned.

    The photos (by pk) go along; not given, those that are printed after the cut. Raises PermissionDenied, and ActRefused
    if one half would have no text, or the article is joined to another.
    """
    demand(by, "archive.split_article")
    with change(ChangeSet.Kind.SPLIT, by=by) as act, act.lot():
        touch_with_joined(act, [article.pk])
        (article,) = whole([article.pk])
        if article.merged_into_id is not None:
            raise ActRefused(_("“%(title)s”已并入另一篇。") % {"title": article.title})
        parts = list(article.parts.all())
        first, second = _halves(parts, at)
        page = second[0].page
        order = article.order if page.pk == article.page_id else _after_all(page.pk)
        made = Article(
            page=page,
            order=order,
            headline=headline,
            completeness=_END[article.completeness],
            continued_on=article.continued_on,
            **{name: getattr(article, name) for name in _SHARED},
        )
        addressing.enter_articles(page, [made])
        for number, part in enumerate(second):
            part.article, part.order = made, number
            part.save()
        first[-1].save()
        for photo in article.photos.all():
            if photo.pk in photos if photos is not None else _is_after(photo, first, second):
                Photo.objects.filter(pk=photo.pk).update(article=made)
        _move_joined(article, made)
        beginning_missing = article.completeness == Completeness.BEGINNING_MISSING
        article.completeness = (Completeness.BEGINNING_MISSING if beginning_missing else Completeness.WHOLE).value
        article.continued_on = ""
        article.save()
        act.made([made.pk])
        act.changeset.effects["split_from"] = {made.key: article.key}
    made.refresh_from_db()
    return made


def _halves(parts: Sequence[ArticlePart], at: Cut) -> tuple[list[ArticlePart], list[ArticlePart]]:
    """The parts before and after the cut, not saved; the one that is cut is there twice, the second time as a new one."""
    if not (0 <= at.part < len(parts) and 0 <= at.block < len(parts[at.part].blocks)):
        raise ActRefused(_("文章里没有这一处。"))
    cut = parts[at.part]
    offset = at.offset if 0 < at.offset < len(cut.blocks[at.block]["text"]) else 0
    if at.offset != offset or (at.part, at.block, offset) == (0, 0, 0):
        raise ActRefused(_("拆开的两篇都要有正文。"))
    if (at.block, offset) == (0, 0):  # between two pages
        first, second = list(parts[: at.part]), list(parts[at.part :])
        second[0].continues_sentence = False
    else:
        first, second = list(parts[: at.part + 1]), [_cut_off(cut, at.block, offset), *parts[at.part + 1 :]]
    for half in (first, second):
        if not any(block["text"].strip() for part in half for block in part.blocks):
            raise ActRefused(_("拆开的两篇都要有正文。"))
    return first, second


def _cut_off(part: ArticlePart, block: int, offset: int) -> ArticlePart:
    """A new part of what stands in ``part`` from there on, which is taken from it: blocks and spans."""
    before, after = list(part.blocks[:block]), list(part.blocks[block:])
    if offset:
        halves = after[0]["text"][:offset].rstrip(), after[0]["text"][offset:].lstrip()
        own = _cut_block_spans(part, after[0], *halves)
        before.append({**after[0], "text": halves[0]} | own[0])
        after[0] = {**after[0], "text": halves[1]} | own[1]
    spans = _cut_spans(part, before, after)
    part.blocks, part.spans = before, spans[0]
    return ArticlePart(page=part.page, source=part.source, blocks=after, spans=spans[1])


def _cut_spans(part: ArticlePart, before: Sequence[dict], after: Sequence[dict]) -> tuple[list[list], list[list]]:
    """The part's spans in two: what the blocks of each half are made of, wherever it is printed. What is no block's goes
    with what it is printed after; the headline stays with the beginning."""
    body = [span for span in part.spans if span[2] in BLOCK_ROLES]
    halves = [union(*(block.get("spans", ()) for block in half)) for half in (before, after)]
    if body and not any(halves):  # of an archive whose blocks have not been given places yet
        halves = _likely_halves(part, body, before, after)
    spans: tuple[list[list], list[list]] = [], []
    for start, end, role in part.spans:
        # What a block is made of is its text, also where a later reading takes it for a headline.
        in_block = role if role in BLOCK_ROLES else Role.BODY.value
        for mine, half in zip(spans, halves, strict=True):
            mine += [[*each, in_block] for each in common([(start, end)], half)]
        for each in without([(start, end)], union(*halves)):
            spans[0 if role in _OF_HEADLINES else _nearest(each[0], halves)].append([*each, role])
    return _in_order(spans[0]), _in_order(spans[1])


def _nearest(place: int, halves: Sequence[Stretches]) -> int:
    """Which of the halves what is printed there goes with: the one that is printed last before it, else first after it."""
    before = [max((end for _start, end in half if end <= place), default=-1) for half in halves]
    after = [min((start for start, _end in half if start > place), default=sys.maxsize) for half in halves]
    return before.index(max(before)) if before[0] != before[1] else after.index(min(after))


def _in_order(spans: list[list]) -> list[list]:
    """The spans as they are printed; what was one stays one."""
    joined: list[list] = []
    for start, end, *role in sorted(spans):
        if joined and joined[-1][1:] == [start, *role]:
            joined[-1][1] = end
        else:
            joined.append([start, end, *role])
    return joined


def _likely_halves(
    part: ArticlePart, body: Sequence[Sequence], before: Sequence[dict], after: Sequence[dict]
) -> list[Stretches]:
    places = _places(part, body)
    texts = ["".join(block["text"] for block in half) for half in (before, after)]
    return [union(half) for half in _divided(body, places, _found(part, places, *texts))]


def _found(part: ArticlePart, places: Sequence[int], before: str, after: str) -> int:
    """How many of the received signs, which stand at ``places``, come before the cut between these two texts.

    As many as stand before it in the record, where nobody changed that; else where what follows the cut is found.
    """
    before, after = _signs(before), _signs(after)
    received = "".join(part.source.text[place] for place in places)
    if received.startswith(before):
        return len(before)
    likely = len(before) * len(received) // max(len(before) + len(after), 1)
    following = after[:_ANCHOR]
    found = received.find(following, likely), received.rfind(following, 0, likely + len(following))
    return min((at for at in found if at >= 0), key=lambda at: abs(at - likely), default=likely)


def _cut_block_spans(part: ArticlePart, block: dict, before: str, after: str) -> tuple[dict, dict]:
    """The spans of a block that is cut between these two texts, if it has any."""
    if not block.get("spans") or part.source is None:
        return {}, {}
    places = _places(part, block["spans"])
    first, second = _divided(block["spans"], places, _found(part, places, before, after))
    return {"spans": first}, {"spans": second}


def _places(part: ArticlePart, spans: Sequence[Sequence]) -> list[int]:
    """Where the signs that these spans hold stand in the received text, in their order."""
    text = part.source.text
    return [place for start, end, *_role in spans for place in range(start, end) if not text[place].isspace()]


def _divided(spans: Sequence[Sequence], places: Sequence[int], cut: int) -> tuple[list, list]:
    """The spans before and after the sign at ``places[cut]``, the one that holds it in two."""
    if cut >= len(places):
        return list(spans), []
    first, second, place = [], [], places[cut]
    for span in spans:
        start, end, *role = span
        if second:
            second.append(span)
        elif start <= place < end:
            first += [[start, place, *role]] if start < place else []
            second.append([place, end, *role])
        else:
            first.append(span)
    return first, second


def _signs(text: str) -> str:
    return "".join(text.split())


def _is_after(photo: Photo, first: Sequence[ArticlePart], second: Sequence[ArticlePart]) -> bool:
    """Whether the photo is printed after the cut, or on a page that only the second half stands on."""
    begun = second[0]
    if photo.spans and photo.source_id is not None and photo.source_id == begun.source_id:
        body = [span[0] for span in begun.spans if span[2] in BLOCK_ROLES]
        return bool(body) and photo.spans[0][0] >= body[0]
    return photo.page_id not in {part.page_id for part in first}


def _move_joined(article: Article, made: Article) -> None:
    """Those of the joined articles whose text went along are joined to the new one; what they left behind is not theirs."""
    for tail in article.merged.all():
        if tail.tail_parts.filter(article=made).exists() and not tail.tail_parts.filter(article=article).exists():
            tail.merged_into = made
            tail.save()
        for pieces in (tail.tail_parts, tail.tail_photos):
            pieces.filter(article__in=(article, made)).exclude(article=tail.merged_into).update(tail=None)


def _after_all(page: int) -> int:
    return (Article.objects.filter(page=page).aggregate(last=Max("order"))["last"] or 0) + 1
