"""An article as plain text: what a reader gets who copies it out by hand."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from archive.models import Article
from archive.pages import contributors


def article(article: Article, url: str) -> str:
    """Headline group, byline, body, captions, and last lines that say where it was printed and where it is kept, and
    whether anybody has reviewed it.

    ``article`` comes with its texts (``Article.objects.with_text()``). Pieces are parted by a blank line.
    """
    issue = article.page.issue
    place = [
        issue.newspaper.name + _basis(issue.newspaper_basis, issue.get_newspaper_basis_display()),
        issue.date_display + _basis(issue.date_basis, issue.get_date_basis_display()),
        issue.number_printed,
        article.page.label_display
        + (_basis(article.page.basis, article.page.get_basis_display()) if article.page.label else ""),
    ]
    pieces = [
        *printed(article),
        _("续文待发布。") if article.has_waiting_tail else "",
        "——" + " ".join(piece for piece in place if piece) + "\n" + url,
        article.notice,
    ]
    return joined(pieces)


def printed(article: Article) -> list[str]:
    """What was printed, in pieces: headline group, byline, each block, each caption."""
    photo_mark = _("〔图片〕")
    return [
        "\n".join(line for line in (article.column, article.kicker, article.headline, article.deck) if line),
        "　".join(str(credit) for credit in contributors.credits(article.bylines.all())),
        *(block["text"] for block in article.blocks),
        *(f"{photo_mark}{photo.caption} {photo.credit}".strip() for photo in article.photos.all()),
    ]


def joined(pieces: Iterable[str]) -> str:
    """The pieces that say something, parted by a blank line."""
    return "\n\n".join(piece for piece in pieces if piece.strip()) + "\n"


def _basis(basis: str, name: str) -> str:
    return "" if basis == "printed" else _("（%(basis)s）") % {"basis": name}
