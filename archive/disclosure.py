"""What of a received text may be shown. All original text that leaves the archive goes through here.

A page's text holds every article printed on it, those that are unlisted or withdrawn too. So nothing of it is shown
because it was not forbidden; a run of it is shown because something public owns it.
"""

from archive.models import Article, ArticlePart, Page, PageImage, Photo, SourceText, Teaser, Visibility
from archive.original import Claim, Line, lines
from archive.parsing.types import Role

# Runs of a page that belong to no article and cannot repeat the words of one.
_FURNITURE = {Role.MASTHEAD, Role.RUNNING_HEAD, Role.IMPRINT, Role.STAFF, Role.FURNITURE}


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
    return lines(source.text, own, [Claim(start, end, part.article) for start, end, _role in own] + hidden, ())


def page_lines(page: Page) -> list[Line]:
    """The lines of the page's received text that may be shown: all of them, unless something on it is not public."""
    source = page.sources.filter(state=SourceText.State.CURRENT).first()
    if source is None:
        return []
    claims = _claims(source)
    return lines(source.text, source.spans, claims, None if all(claim.public for claim in claims) else _FURNITURE)


def public_image(page: Page) -> PageImage | None:
    """The page's image, unless something printed on the page is not public: a picture cannot be shown in part."""
    image = PageImage.objects.filter(page=page).first()
    if image is None:
        return None
    hidden = Article.objects.exclude(visibility=Visibility.PUBLIC)
    is_hidden = hidden.filter(page=page).exists() or hidden.filter(parts__page=page).exists()
    return None if is_hidden else image


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
