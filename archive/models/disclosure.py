"""What of a received text may be shown. All original text that leaves the archive goes through here.

A page's text holds every article printed on it, those that wait, are suspended or withdrawn too. So nothing of it is shown
because it was not forbidden; a run of it is shown because something public owns it. What is redacted is shown as ▇: in a
received text by ``redacted``; in the record, and in its versions, it is no longer stored (see ``archive.acts.redact``).
"""

from collections.abc import Iterable
from difflib import SequenceMatcher
from itertools import pairwise

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from archive.models import (
    Article,
    ArticlePart,
    Page,
    PageImage,
    Photo,
    Redaction,
    SourceText,
    Teaser,
)
from archive.models.article import STANDING
from archive.models.received_lines import Claim, Line, lines
from archive.models.redaction import RedactionQuerySet
from archive.parsing.types import Role
from archive.spans.masking import masked

_MOSTLY = 0.6  # of the shorter of two wordings: so much in common, and one gives away the other
_COMPARED = 200  # units of a wording at most
# Runs of a page that belong to no article and cannot repeat the words of one.
_FURNITURE = {Role.MASTHEAD, Role.RUNNING_HEAD, Role.IMPRINT, Role.STAFF, Role.FURNITURE}


def redacted(source: SourceText, reach: Redaction.Reach | None = None) -> str:
    """The received text, ▇ for each character that is redacted; with a reach, for those of this reach only.

    All characters keep their places. With reach ``everywhere`` it is what is read of it: by the parser, and by editors.
    """
    standing = (each for each in source.redactions.all() if each.lifted is None and reach in (None, each.reach))
    return masked(source.text, ((each.start, each.end) for each in standing))


def original_lines(part: ArticlePart) -> list[Line]:
    """The lines of the received text that this part of a public article was read from, its captions included.

    None if the article is not public, or if the text it was read from is not the one in use.
    """
    source = part.source
    if not part.article.is_public or source is None or source.state != SourceText.State.CURRENT:
        return []
    photos = (photo for photo in part.article.photos.all() if photo.source_id == source.pk)
    own = [*part.spans, *(span for photo in photos for span in photo.spans)]
    hidden = [claim for claim in _claims(source) if not claim.public]
    return lines(redacted(source), own, [Claim(start, end, part.article) for start, end, _role in own] + hidden, ())


def page_lines(page: Page) -> list[Line]:
    """The lines of the page's received text that may be shown: all of them, unless something on it is not public."""
    source = page.sources.filter(state=SourceText.State.CURRENT).first()
    if source is None or not page.is_public:
        return []
    claims = _claims(source)
    harmless = None if all(claim.public for claim in claims) else _FURNITURE
    shown = {teaser.pk for teaser in public_teasers(page)}
    claims += [
        Claim(start, end, public=teaser.pk in shown)
        for teaser in page.teasers.filter(source=source)
        for start, end, *_role in teaser.spans
    ]
    return lines(redacted(source), source.spans, claims, harmless)


def is_shown_whole(source: SourceText) -> bool:
    """Whether every visitor may see all of the received text."""
    if source.page is None or source.state != SourceText.State.CURRENT:
        return False
    shown = "".join(line.text for line in page_lines(source.page))
    return "".join(shown.split()) == "".join(source.text.split())


def redactions_of(page: Page) -> RedactionQuerySet:
    """What is redacted everywhere of what is printed on the page, whichever of its texts says it."""
    return Redaction.objects.everywhere().filter(Q(page=page) | Q(source__page=page))


def public_image(page: Page) -> PageImage | None:
    """The page's image, unless something printed on the page is not public: a picture cannot be shown in part. What is
    redacted everywhere is black in it; until it is drawn where each stands, the image is not shown."""
    image = PageImage.objects.filter(page=page).first()
    if image is None or not page.is_public or redactions_of(page).filter(left=None).exists():
        return None
    hidden = Article.objects.hidden().filter(merged_into=None)
    is_hidden = any(hidden.filter(**{on: page}).exists() for on in ("page", "parts__page", "photos__page"))
    return None if is_hidden else image


def public_photos(page: Page) -> list[Photo]:
    """The photos of the page that stand outside any article."""
    return list(page.photos.filter(article=None).defer("parsed", "spans")) if page.is_public else []


def public_teasers(page: Page) -> list[Teaser]:
    """The page's teasers, of the text in use, without those that give away the headline of an article that is not public.

    What a public article of the issue says in its headlines is no secret, whatever a hidden one says.
    """
    in_use = Q(source=None) | Q(source__state=SourceText.State.CURRENT)
    teasers = list(page.teasers.filter(in_use)) if page.is_public else []
    if not teasers:
        return []
    group = ("package", "kicker", "headline", "deck")
    articles = list(Article.objects.filter(page__issue=page.issue_id).only(*group, *STANDING))
    if all(article.is_public for article in articles):
        return teasers
    fold = import_string(settings.FOLDING)
    said: dict[bool, list[tuple[str, ...]]] = {True: [], False: []}
    for article in articles:
        lines = [getattr(article, field) for field in group]
        said[article.is_public] += filter(None, (fold(text)[:_COMPARED] for text in [*lines, "".join(lines[1:])]))
    return [teaser for teaser in teasers if not _tells(fold(teaser.headline)[:_COMPARED], said[False], said[True])]


def _tells(teaser: tuple[str, ...], hidden: Iterable[tuple[str, ...]], public: Iterable[tuple[str, ...]]) -> bool:
    """Whether a wording is mostly that of something hidden, and not all of it that of something public."""
    return any(_alike(teaser, each) for each in hidden) and not any(_holds(each, teaser) for each in public)


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two wordings, as rows of units, are one within the other, or the shorter mostly in the longer."""
    if _holds(one, other) or _holds(other, one):
        return True
    if set(pairwise(one)).isdisjoint(pairwise(other)):
        return False
    common = sum(block.size for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks())
    return common >= _MOSTLY * min(len(one), len(other))


def _holds(row: tuple[str, ...], part: tuple[str, ...]) -> bool:
    return any(row[at : at + len(part)] == part for at in range(len(row) - len(part) + 1)) if part else False


def _claims(source: SourceText) -> list[Claim]:
    """What became of the text: of every article, public or not, and of photos outside any."""
    pieces = (
        *source.parts.select_related("article__page__issue__newspaper"),
        *source.photos.select_related("article__page__issue__newspaper"),
    )
    return [
        Claim(start, end, piece.article, piece.article is None or piece.article.is_public)
        for piece in pieces
        for start, end, *_role in piece.spans
    ]
