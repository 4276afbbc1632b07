"""An article's body as it is shown: its blocks in order, with the turns of the page, and the photos where they stood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from archive.models import Article, ArticlePart, Page, Photo
from archive.parsing.types import BLOCK_ROLES

_SLACK = 3  # characters into a block at which a photo is taken to stand before it


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a block's text; ``page`` where it begins another page, ``marked`` if it answers a search."""

    text: str
    page: Page | None = None
    marked: bool = False


@dataclass(slots=True)
class Passage:
    """A block of the body, its ``number`` counted from 1, and the photos that stand after it.

    Number 0 is the beginning: it has no text, and the photos that come before any.
    """

    number: int
    type: str = ""
    pieces: list[Piece] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    def marked(self, places: Sequence[tuple[int, int]]) -> Passage:
        """The passage with these places of its text marked.

        >>> [piece.text for piece in Passage(1, "paragraph", [Piece("发展肉牛产业")]).marked([(2, 4)]).pieces]
        ['发展', '肉牛', '产业']
        """
        edges = sorted({edge for place in places for edge in place})
        pieces: list[Piece] = []
        end = 0
        for piece in self.pieces:
            begin, end = end, end + len(piece.text)
            start, page = begin, piece.page
            for stop in (*(edge for edge in edges if begin < edge < end), end):
                mine = any(first <= start and stop <= last for first, last in places)
                pieces.append(Piece(piece.text[start - begin : stop - begin], page, mine))
                start, page = stop, None
        return replace(self, pieces=pieces)


def passages(article: Article) -> list[Passage]:
    """The body of an article that was read with its text (``with_text``): ``article.blocks``, each as a passage.

    Where the article turns to another page, the piece that begins there names it, in the middle of a sentence too.
    A photo stands after the block in which, or after which, it is printed; one of which that is not known at the end.
    """
    found = [Passage(0)]
    photos = list(article.photos.all())
    for part in article.parts.all():
        placed = [(_before(part, photo), photo) for photo in photos if _is_of(part, photo)]
        photos = [photo for photo in photos if not _is_of(part, photo)]
        placed.sort(key=lambda pair: pair[0])
        length = 0
        page = part.page if len(found) > 1 else None
        for number, block in enumerate(part.blocks):
            if not (number == 0 and part.continues_sentence and found[-1].type == block["type"]):
                while placed and placed[0][0] <= length:
                    found[-1].photos.append(placed.pop(0)[1])
                found.append(Passage(len(found), block["type"]))
            found[-1].pieces.append(Piece(block["text"], page))
            length += len(block["text"])
            page = None
        found[-1].photos += [photo for _place, photo in placed]
    found[-1].photos += photos
    return found


def _is_of(part: ArticlePart, photo: Photo) -> bool:
    return bool(photo.spans) and photo.source_id is not None and photo.source_id == part.source_id


def _before(part: ArticlePart, photo: Photo) -> float:
    """How many characters of the part's blocks stand before a photo, a few less rather than one more.

    What was read is longer than the blocks by its line breaks, or otherwise since an editor put it right: in proportion.
    """
    place = photo.spans[0][0]
    spans = [(start, end) for start, end, role in part.spans if role in BLOCK_ROLES]
    read = sum(end - start for start, end in spans)
    before = sum(min(end, place) - start for start, end in spans if start < place)
    return before * sum(len(block["text"]) for block in part.blocks) / read - _SLACK if read else 0
