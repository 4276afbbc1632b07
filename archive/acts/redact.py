"""Redacting: what is to leave the archive by no way, and what is hidden in the received text only.

A redaction of reach ``everywhere`` is written into the record: what readers, the index and exports are given of an article
is made of its stored fields and blocks, so that ▇ there is ▇ by every way, those of later times too. The same words are
put out in its former versions, which are rewritten in place: no version is made, none changes its number. The received
text keeps its bytes, and with them what a redaction is lifted from; it is read, by whatever reads it, through
``disclosure.redacted``. Words that stand in no received text, typed by hand, are gone for good.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from archive.acts.change import change
from archive.acts.lifting import Lifting
from archive.acts.masks import Masks
from archive.acts.refusal import ActRefused, demand
from archive.models import (
    Article,
    ChangeSet,
    PageImage,
    Redaction,
    SourceText,
    Teaser,
    Tombstone,
    disclosure,
    renditions,
)
from archive.signals import articles_changed
from archive.spans.masking import SHORTEST, Stretch, Words, size

Kind = Tombstone.Kind
Reach = Redaction.Reach
_NEEDED = {Reach.SOURCE: "archive.change_article", Reach.EVERYWHERE: "archive.redact_article"}


class NothingToRedact(ActRefused):
    """The words stand nowhere in the article, or say too little to be looked for; it says so in the reader's language."""


def redact(
    source: SourceText, start: int, end: int, kind: Kind, reach: Reach, *, by: AbstractUser | None
) -> list[Redaction]:
    """Redact these characters of a received text; with reach ``everywhere`` also wherever else the articles that own them
    say the same words, in their record, in their versions, and in the received text.

    The first of the redactions is the one asked for. Raises PermissionDenied for a user who may not, ValueError for
    characters that there are not.
    """
    if not 0 <= start < end <= len(source.text):
        raise ValueError(f"no characters {start} to {end} in a text of {len(source.text)}")
    return redact_all(source, [(start, end)], kind, reach, by=by)


def redact_all(
    source: SourceText, places: Sequence[tuple[int, int]], kind: Kind, reach: Reach, *, by: AbstractUser | None
) -> list[Redaction]:
    """``redact`` of several stretches, as one act."""
    if reach == Reach.SOURCE:
        demand(by, "archive.change_article")
        with change(ChangeSet.Kind.REDACT, by=by, source=source) as act, act.lot():
            made = [_made(source, start, end, kind, reach, act.save()) for start, end in places]
            articles_changed.send(sender=Article, keys=_keys(_owners(source, places)))
        return made
    demand(by, "archive.redact_article")
    owners = _owners(source, places)
    stretches = [Stretch(source.pk, start, end) for start, end in places]
    return _redact(owners, stretches, (), kind, by, source)


def redact_words(article: Article, words: str, kind: Kind, *, by: AbstractUser | None) -> list[Redaction]:
    """Redact these words, one stretch a line, wherever the article says them: in its record, in its versions, and in the
    received texts that it was read from. Signs and spaces are not compared, nor traditional and simplified characters.

    Raises PermissionDenied for a user who may not, NothingToRedact if a line stands nowhere or is one character only.
    """
    demand(by, "archive.redact_article")
    fold = import_string(settings.FOLDING)
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    if not lines or any(size(fold(line)) < SHORTEST for line in lines):
        raise NothingToRedact(_("每行至少两个字。"))
    return _redact([_beginning(article)], [], lines, kind, by, None)


def lift(redaction: Redaction, *, by: AbstractUser | None) -> int:
    """Show again what was redacted, as far as the received text still says it.

    Returns how many characters of the record stay ▇: typed by hand, or in a text that was edited since. What another
    redaction hides stays hidden. Raises PermissionDenied for a user who may not.
    """
    demand(by, _NEEDED[redaction.reach])
    if redaction.lifted is not None:
        return 0
    with change(ChangeSet.Kind.REDACT, by=by, source=redaction.source) as act, act.lot():
        act.save().effects["lifted"] = [redaction.pk]
        redaction.lifted, redaction.lifted_by = timezone.now(), by
        redaction.save(update_fields=["lifted", "lifted_by"])
        owners = _owners(redaction.source, [(redaction.start, redaction.end)]) if redaction.source else []
        lifting = Lifting(redaction)
        if redaction.reach == Reach.EVERYWHERE:
            lifting.lift(_with_tails(owners))
        articles_changed.send(sender=Article, keys=sorted({*lifting.keys, *_keys(owners)}))
        if redaction.is_drawn:
            redraw(redaction)
    return lifting.left


def draw(redaction: Redaction, rectangle: renditions.Rectangle, *, by: AbstractUser | None) -> None:
    """Say where on its page's image a redaction stands, and make the prints that are shown anew, black there.

    Raises PermissionDenied for a user who may not, ValueError for a rectangle that is none.
    """
    demand(by, "archive.redact_article")
    left, top, right, bottom = rectangle
    if not (0 <= left < right <= 1000 and 0 <= top < bottom <= 1000):
        raise ValueError(f"no rectangle: {rectangle}")
    with change(ChangeSet.Kind.REDACT, by=by, source=redaction.source) as act, act.lot():
        act.save().effects["drawn"] = [redaction.pk]
        redaction.left, redaction.top, redaction.right, redaction.bottom = rectangle
        redaction.save(update_fields=["left", "top", "right", "bottom"])
        redraw(redaction)


def redraw(redaction: Redaction) -> None:
    """Make the prints of a redaction's page anew, black where it is drawn that something stands."""
    page = redaction.source.page if redaction.source and redaction.source.page else redaction.page
    image = PageImage.objects.filter(page=page).first()
    if image is not None:
        drawn = disclosure.redactions_of(page).exclude(left=None)
        with image.original.open() as upload:
            image.redraw(
                *renditions.prints(upload, upload.size, list(drawn.values_list("left", "top", "right", "bottom")))
            )


def _made(source: SourceText, start: int, end: int, kind: Kind, reach: Reach, changeset: ChangeSet) -> Redaction:
    return Redaction.objects.create(
        source=source,
        start=start,
        end=end,
        page=source.page,
        kind=kind,
        reach=reach,
        by=changeset.by,
        changeset=changeset,
    )


def _redact(
    owners: Iterable[Article],
    stretches: list[Stretch],
    typed: Sequence[str],
    kind: Kind,
    by: AbstractUser | None,
    source: SourceText | None,
) -> list[Redaction]:
    with change(ChangeSet.Kind.REDACT, by=by, source=source) as act, act.lot():
        articles = _with_tails(owners)
        sources = _sources(articles)
        if source is not None:
            sources.setdefault(source.pk, source)
        texts = {pk: disclosure.redacted(each, Reach.EVERYWHERE) for pk, each in sources.items()}
        stretches = _elsewhere_too(stretches, typed, articles, sources, texts)
        fold = import_string(settings.FOLDING_PLACES)
        runs = [_borders(sources[each.source]) for each in stretches]
        plain = {pk: each.text for pk, each in sources.items()}
        words = Words(fold, texts, plain, stretches, runs, typed)
        made = [
            _made(sources[each.source], each.start, each.end, kind, Reach.EVERYWHERE, act.save()) for each in stretches
        ]
        # Words that were typed are the first redaction's; if they stand in no received text, of one without a place.
        if not made:
            made = [
                Redaction.objects.create(
                    page=articles[0].page, kind=kind, reach=Reach.EVERYWHERE, by=by, changeset=act.save()
                )
            ]
        masks = Masks(*sources.values())
        masks.put(words, made, articles)
        units = import_string(settings.FOLDING)
        received = {units(texts[each.source][each.start : each.end]) for each in stretches}
        if missing := [line for line in typed if line in words.unmet and units(line) not in received]:
            raise NothingToRedact(_("本篇中没有“%(words)s”，未遮盖。") % {"words": missing[0]})
        now = timezone.now()
        pks = [article.pk for article in articles]
        Article.objects.filter(pk__in=pks).update(changed=now)
        if by is not None:
            Article.objects.filter(pk__in=pks).update(touched=True)
        keys = sorted({*masks.keys, *(article.key for article in articles)})
        articles_changed.send(sender=Article, keys=keys, erased=True)
    return made


def _owners(source: SourceText, places: Collection[tuple[int, int]]) -> list[Article]:
    """The articles, public or not, that any of these characters of a received text belong to."""
    found: dict[int, Article] = {}
    for piece in (*source.parts.select_related("article__page"), *source.photos.select_related("article__page")):
        mine = any(start < last and first < end for first, last in places for start, end, *_role in piece.spans)
        if mine and piece.article is not None:
            found.setdefault(piece.article_id, piece.article)
    return list(found.values())


def _beginning(article: Article) -> Article:
    return article if article.merged_into is None else article.merged_into


def _with_tails(articles: Iterable[Article]) -> list[Article]:
    """The articles, and those joined to them: each has a headline and versions of its own."""
    pks = [article.pk for article in articles]
    return list(Article.objects.filter(Q(pk__in=pks) | Q(merged_into__in=pks)).select_related("page").order_by("pk"))


def _keys(articles: Iterable[Article]) -> list[str]:
    return [article.key for article in articles]


def _sources(articles: Iterable[Article]) -> dict[int, SourceText]:
    """The received texts that the articles, and the teasers of their issues, were read from."""
    pks = [article.pk for article in articles]
    issues = {article.page.issue_id for article in articles}
    teasers = Teaser.objects.filter(page__issue__in=issues)
    mine = Q(parts__article__in=pks) | Q(photos__article__in=pks) | Q(teasers__in=teasers)
    return {source.pk: source for source in SourceText.objects.filter(mine).distinct().select_related("page")}


def _borders(source: SourceText) -> list[int]:
    """Where in a received text one thing ends and another begins: a headline, a body, a caption."""
    spans = sorted(source.spans)
    cuts = []
    for before, after in pairwise(spans):
        if before[2] != after[2]:
            cuts += [before[1], after[0]]
    return cuts


def _elsewhere_too(
    stretches: Sequence[Stretch],
    typed: Sequence[str],
    articles: Sequence[Article],
    sources: dict[int, SourceText],
    texts: dict[int, str],
) -> list[Stretch]:
    """The stretches, and where else the received texts say the same words: in what is the articles' own, what is a
    teaser's, and what is nobody's, such as shadow print; not in what another article says."""
    fold = import_string(settings.FOLDING_PLACES)
    plain = {pk: each.text for pk, each in sources.items()}
    runs = [_borders(sources[each.source]) for each in stretches]
    words = Words(fold, texts, plain, stretches, runs, typed)
    own = {article.pk for article in articles}
    found = list(stretches)
    for pk, source in sources.items():
        pieces = (*source.parts.all(), *source.photos.exclude(article=None))
        others = [span for piece in pieces if piece.article_id not in own for span in piece.spans]
        for start, end, _redaction in words.standing(texts[pk]):
            taken = any(first < end and start < last for first, last, *_role in others)
            if not taken and not any(each.source == pk and each.start <= start and end <= each.end for each in found):
                found.append(Stretch(pk, start, end))
    return found
