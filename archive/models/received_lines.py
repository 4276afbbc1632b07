"""The received text in numbered lines, each with what it became. What of it may be shown, disclosure says."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models import Article
from archive.parsing.types import Role

# What a line is called, to readers and editors alike.
ROLE_LABELS = {
    Role.MASTHEAD: _("报头"),
    Role.RUNNING_HEAD: _("报眉"),
    Role.IMPRINT: _("报脚"),
    Role.STAFF: _("版面人员"),
    Role.FURNITURE: _("版面附属文字"),
    Role.KICKER: _("引题"),
    Role.HEADLINE: _("正题"),
    Role.DECK: _("副题"),
    Role.CROSSHEAD: _("小标题"),
    Role.COLUMN: _("栏目"),
    Role.PACKAGE: _("总题"),
    Role.BYLINE: _("署名"),
    Role.BODY: _("正文"),
    Role.NOTE: _("编者按"),
    Role.SIGNATURE: _("落款"),
    Role.CAPTION: _("图片说明"),
    Role.LABEL: _("类别标签"),
    Role.JUMP: _("转版标记"),
    Role.TEASER: pgettext_lazy("类别", "导读"),
    Role.SHADOW: _("重影"),
    Role.MARK: _("格式标记"),
    Role.UNPLACED: _("未归类的文字"),
}


@dataclass(frozen=True, slots=True)
class Claim:
    """That these characters of the received text became something: ``article``'s if one's, and whether it is public."""

    start: int
    end: int
    article: Article | None = None
    public: bool = True


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some of a line, and what it became: its role on the page, and whose it is, if an article's."""

    text: str
    role: str = ""
    article: Article | None = None
    after_gap: bool = False  # since the stretch before something was left out that is not space

    @property
    def role_display(self) -> str:
        return str(ROLE_LABELS.get(self.role, ""))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the received text, or what of it may be shown; ``number`` counts all its lines from 1."""

    number: int
    stretches: tuple[Stretch, ...]

    @property
    def text(self) -> str:
        return "".join(stretch.text for stretch in self.stretches)


def lines(text: str, spans: Iterable[Sequence], claims: Iterable[Claim], harmless: Iterable[str] | None) -> list[Line]:
    """The lines of ``text`` that hold something to show.

    ``spans`` say what each character is, ``[start, end, role]``. Shown is what a public claim covers, and what has one
    of the ``harmless`` roles, or everything if that is None; never what a claim covers that is not public. The work
    grows with the number of spans and lines, not with their length.
    """
    spans, claims = [tuple(span) for span in spans], list(claims)
    cuts = {0, len(text)} | {at + 1 for at, sign in enumerate(text) if sign == "\n"}
    cuts |= {edge for start, end, _role in spans for edge in (start, end)}
    cuts |= {edge for claim in claims for edge in (claim.start, claim.end)}
    cells = [_Cell(start, end) for start, end in pairwise(sorted(cut for cut in cuts if 0 <= cut <= len(text)))]
    starts = [cell.start for cell in cells]
    for start, end, role in spans:
        for cell in cells[bisect_left(starts, start) : bisect_left(starts, end)]:
            cell.role = role
    for claim in claims:
        for cell in cells[bisect_left(starts, claim.start) : bisect_left(starts, claim.end)]:
            cell.claimed |= claim.public
            cell.hidden |= not claim.public
            cell.article = claim.article or cell.article
    found: list[Line] = []
    shown: list[Stretch] = []
    number, gap = 1, False
    for cell in cells:
        piece = text[cell.start : cell.end]
        if not cell.hidden and (cell.claimed or harmless is None or cell.role in harmless):
            shown.append(Stretch(piece.removesuffix("\n"), cell.role, cell.article, gap and bool(found or shown)))
            gap = False
        elif piece.strip():
            gap = True
        elif shown:
            shown.append(Stretch(piece.removesuffix("\n")))
        if piece.endswith("\n") or cell is cells[-1]:
            if any(stretch.text.strip() for stretch in shown):
                found.append(Line(number, tuple(stretch for stretch in shown if stretch.text)))
            shown, number = [], number + 1
    return found


class _Cell:
    """Characters of one line of which all is the same."""

    __slots__ = ("article", "claimed", "end", "hidden", "role", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start, self.end = start, end
        self.role, self.article, self.claimed, self.hidden = "", None, False, False
