"""What of a received text may be shown. All original text that leaves the archive goes through here.

A page's text holds every article printed on it, those that are unlisted or withdrawn too. So nothing of it is shown
because it was not forbidden; a run of it is shown because something public owns it.
"""

from collections.abc import Iterable
from itertools import pairwise

from archive.models import Article, ArticlePart, Page, Photo, SourceText, Teaser
from archive.parsing.types import Role

# Runs of a page that belong to no article and cannot repeat the words of one.
_FURNITURE = {Role.MASTHEAD, Role.RUNNING_HEAD, Role.IMPRINT, Role.STAFF, Role.FURNITURE}


def original_text(part: ArticlePart) -> list[str]:
    """The runs of the received text that this part of a public article was read from, its captions included.

    Runs that only space parts in the received text are one. Empty if the article is not public, or if the text it was
    read from is not the one in use.
    """
    source = part.source
    if not part.article.is_public or not _in_use(source):
        return []
    own = [
        *part.spans,
        *(span for photo in part.article.photos.all() if photo.source_id == source.pk for span in photo.spans),
    ]
    _public, hidden = _places_read(source)
    return _runs(source.text, _places(own) - hidden)


def page_text(page: Page) -> list[str]:
    """The runs of the page's received text that may be shown: all of it, unless something on it is not public."""
    source = page.sources.filter(state=SourceText.State.CURRENT).first()
    if source is None:
        return []
    public, hidden = _places_read(source)
    if not hidden:
        return [source.text.strip()]
    furniture = _places(span for span in source.spans if span[2] in _FURNITURE)
    return _runs(source.text, (public | furniture) - hidden)


def public_photos(page: Page) -> list[Photo]:
    """The photos of the page that stand outside any article."""
    return list(page.photos.filter(article=None).defer("parsed", "spans"))


def public_teasers(page: Page) -> list[Teaser]:
    """The page's teasers, without those that give away the headline of an article that is not public."""
    teasers = list(page.teasers.all())
    if not teasers:
        return []
    articles = (
        Article.objects.filter(page__issue=page.issue_id)
        .exclude(headline="")
        .only("headline", "visibility", "merged_into")
    )
    headlines = [article.headline for article in articles if not article.is_public]
    return [t for t in teasers if not any(t.headline in headline or headline in t.headline for headline in headlines)]


def _in_use(source: SourceText | None) -> bool:
    return source is not None and source.state == SourceText.State.CURRENT


def _places_read(source: SourceText) -> tuple[set[int], set[int]]:
    """The places of the text that public articles were read from, and those of articles that are not public."""
    public: set[int] = set()
    hidden: set[int] = set()
    for piece in (*source.parts.select_related("article"), *source.photos.select_related("article")):
        (public if piece.article is None or piece.article.is_public else hidden).update(_places(piece.spans))
    return public, hidden


def _places(spans: Iterable[list]) -> set[int]:
    """The places of all characters in the spans, each span stored as [start, end, role]."""
    return {place for start, end, *_role in spans for place in range(start, end)}


def _runs(text: str, places: set[int]) -> list[str]:
    """The text at these places, cut wherever something else than space was left out.

    >>> _runs("甲乙 丙丁 戊", {0, 1, 3, 6})
    ['甲乙 丙', '戊']
    """
    runs: list[str] = []
    ordered = sorted(place for place in places if place < len(text))
    start = ordered[0] if ordered else 0
    for before, after in pairwise([*ordered, None]):
        if after is None or text[before + 1 : after].strip():
            runs.append(text[start : before + 1].strip())
            start = after
    return [run for run in runs if run]
