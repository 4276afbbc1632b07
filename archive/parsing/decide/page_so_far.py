"""What a page has become so far, and the display lines that come next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from archive.parsing.decide import lookahead
from archive.parsing.decide.draft_article import Draft
from archive.parsing.decide.line_kinds import BYLINE, CAPTION, HEAD, TEXT, Item
from archive.parsing.recognise import headline_group
from archive.parsing.types import TextKind

GROUP_MAX = 6  # lines of a headline group


@dataclass(slots=True)
class Package:
    """A heading over several articles that have headlines of their own, while they go on."""

    heads: list[Item]
    level: int | None  # None: of a headline over an editor's note, no level says how far it goes
    label: Item | None = None  # of the column that stands over all of it


@dataclass(slots=True)
class PageSoFar:
    """The articles of a page up to the item that is read, and what is open over the next one."""

    items: Sequence[Item]
    kind: TextKind
    done: list[Draft] = field(default_factory=list)
    now: Draft | None = None
    briefs: Item | None = None  # the heading of a column of briefs that is open
    package: Package | None = None
    labels: list[Item] = field(default_factory=list)  # of the next article
    notes: list[Item] = field(default_factory=list)  # the editor's note of a package, which leads its first article
    back: str = ""  # page that a mark over the next article points back to
    opened: Counter[int | None] = field(init=False)  # by level (None without marks): display lines that open an article

    def __post_init__(self) -> None:
        heads = ((index, item) for index, item in enumerate(self.items) if item.kind == HEAD)
        self.opened = Counter(item.level for index, item in heads if lookahead.starts_after(self.items, index))

    def open(self, draft: Draft) -> Draft:
        """Begin an article, with the labels and the mark that stand over it."""
        draft.labels += self.labels
        self.labels = []
        draft.back = draft.back or self.back
        self.back = ""
        self.done.append(draft)
        self.now = draft
        return draft


@dataclass(frozen=True, slots=True)
class DisplayGroup:
    """Display lines that belong together, and what stands below them."""

    lines: list[Item]
    end: int  # where on the page they end
    below: Item | None
    following: Item | None  # below them and their bylines
    starts: bool  # whether an article begins with them for certain

    @classmethod
    def on(cls, page: PageSoFar, lines: list[Item], end: int) -> DisplayGroup:
        """The group of these lines, the last of which stands on the page before the place."""
        under = range(end, len(page.items))
        below = page.items[end] if under else None
        following = next((page.items[index] for index in under if page.items[index].kind != BYLINE), None)
        starts = (
            (below is not None and below.kind == BYLINE)
            or bool(page.back)
            or (following is not None and (following.starts or bool(following.back)))
            or any(headline_group.is_deck(item.norm) or item.back for item in lines)
        )
        return cls(lines, end, below, following, starts)

    @property
    def head(self) -> Item:
        return self.lines[0]

    @property
    def alone(self) -> bool:
        return len(self.lines) == 1

    @property
    def level(self) -> int:
        """The highest level of its lines."""
        return min(item.level or 9 for item in self.lines)

    @property
    def over_headline(self) -> bool:
        return self.below is not None and self.below.kind == HEAD

    @property
    def text_goes_on(self) -> bool:
        """Whether text, or a caption amid it, stands below, and no article begins there for certain."""
        return self.following is not None and self.following.kind in (TEXT, CAPTION) and not self.starts

    @property
    def banner(self) -> bool:
        """Whether the first line can be a column's, in words or in form."""
        return headline_group.is_slogan(self.head.norm) or headline_group.is_column(self.head.norm)

    @property
    def names_briefs(self) -> bool:
        return self.alone and headline_group.is_briefs(self.head.norm)
