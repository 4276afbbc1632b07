"""An article in the making: the items that belong to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.parsing.decide.line_facts import wording_overlap
from archive.parsing.decide.line_kinds import HEAD, OF_AUTHOR, TEXT, Item, breaks_off
from archive.parsing.recognise import bylines

_BRACKETS = ("【", "[", "〔")  # round the message heads of papers that print several under one headline


@dataclass(slots=True)
class Draft:
    """An article in the making: the items that belong to it."""

    heads: list[Item] = field(default_factory=list)
    bylines: list[Item] = field(default_factory=list)
    columns: list[Item] = field(default_factory=list)
    over: Item | None = None  # the heading of the column of briefs that it stands in
    package: list[Item] = field(default_factory=list)
    texts: list[Item] = field(default_factory=list)  # paragraphs and crossheads (kind HEAD), in order
    photos: list[Item] = field(default_factory=list)
    inside: set[int] = field(default_factory=set)  # ids of the photos that text followed
    labels: list[Item] = field(default_factory=list)
    onward: str = ""
    back: str = ""
    language: str = ""  # BCP 47, of an article that is not in Chinese
    briefs: bool = False
    closed: bool = False

    @property
    def level(self) -> int | None:
        return min((item.level for item in self.heads if item.level is not None), default=None)

    @property
    def gap(self) -> int:
        """Blank lines above it."""
        return next((item.gap for item in [*self.bylines[:1], *self.texts[:1]]), 0)

    @property
    def last(self) -> Item | None:
        return next((item for item in reversed(self.texts) if item.kind == TEXT), None)

    @property
    def open(self) -> bool:
        """Whether its text breaks off in mid-sentence."""
        last = self.last
        return last is not None and not (self.closed or self.onward) and breaks_off(last)

    def ends_verse(self, item: Item) -> bool:
        """Whether a paragraph is no part of the verse that stands above it."""
        verse = len(self.texts) >= 4 and all(text.loose for text in self.texts[-4:])
        return (
            verse
            and item.gap > 0
            and not item.loose
            and len(item.norm) > 2 * max(len(text.norm) for text in self.texts[-4:])
        )

    def has_dispatch(self, item: Item) -> bool:
        """Whether a text that begins with a message head is a further dispatch under the article's headline: one set like
        the first, 〔路透社…電〕 and again; one from the same place; one taken over, 据新华社…电."""
        first = self.texts[0].message if self.texts else None
        further = item.message
        if first is None or further is None or self.closed or self.texts[-1].kind == HEAD:
            return False
        alike = first.raw[:1] in _BRACKETS and further.raw[:1] in _BRACKETS
        same_place = bool(first.place) and (first.agency, first.place) == (further.agency, further.place)
        return alike or same_place or further.raw.startswith("据")

    def give_up_headings(self) -> list[Item]:
        """Take away the crossheads at its end, under which nothing of its own stands."""
        end = len(self.texts)
        while end and self.texts[end - 1].kind == HEAD:
            end -= 1
        self.texts, given = self.texts[:end], self.texts[end:]
        return given

    @property
    def length(self) -> int:
        return sum(len(item.norm) for item in self.texts)

    @property
    def body(self) -> str:
        return "".join(item.norm for item in self.texts)

    def add_text(self, item: Item) -> None:
        if (self.photos and self.open) or item.kind == TEXT:
            self.inside |= {id(photo) for photo in self.photos}
        self.texts.append(item)
        self.onward = item.onward or self.onward
        self.back = self.back or item.back
        if (
            item.onward
            or item.signs
            or OF_AUTHOR.search(item.norm)
            or (bylines.tail_byline(item.norm) and not self.briefs)
        ):
            self.closed = True


def shared(norm: str, draft: Draft | None) -> float:
    """How much of a headline's wording stands in a text: the share of its pairs of characters."""
    return 0.0 if draft is None else wording_overlap(norm, draft.body)
