"""Items to articles: where each begins and ends, and which display lines are headlines, crossheads or a column's banner."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from archive.parsing import _byline, _classify, _headline
from archive.parsing._items import (
    BYLINE,
    CAPTION,
    CREDIT,
    HEAD,
    JUMP,
    LABEL,
    NUMBERED,
    TEASER,
    TEXT,
    Item,
    is_heading_word,
    is_row,
)
from archive.parsing.types import TextKind
from archive.parsing.vocabulary import EDITOR_NOTE, NOTICE_WORDS

_OPEN_MIN = 16  # characters of a text that breaks off in mid-sentence
_CROSSHEAD_MAX = 22
_LEAD_MAX = 160  # characters of a lead that stands above the byline
_BRIEF_MAX = 420
_PACKAGE_SHARE = 0.1  # of the wording of a package and its note that its articles have
_GROUP_MAX = 6  # lines of a headline group


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
        return (
            last is not None
            and not (self.closed or self.onward or last.finished)
            and len(last.norm) > _OPEN_MIN
            and not _ends_otherwise(last)
        )

    @property
    def length(self) -> int:
        return sum(len(item.norm) for item in self.texts)

    @property
    def body(self) -> str:
        return "".join(item.norm for item in self.texts)

    def add_text(self, item: Item) -> None:
        if self.photos and self.open:
            self.inside |= {id(photo) for photo in self.photos}
        elif item.kind == TEXT:
            self.inside |= {id(photo) for photo in self.photos}
        self.texts.append(item)
        self.onward = item.onward or self.onward
        self.back = self.back or item.back
        if item.onward or item.signs or (_byline.tail_byline(item.norm) and not self.briefs):
            self.closed = True


def _ends_otherwise(item: Item) -> bool:
    """Whether the text ends without a full stop, but not in mid-sentence: an address, a date, a closing line."""
    return bool(
        re.search(r"[A-Za-z0-9)\]】)]$|[年月日]$|(?:公司|中心|委员会|办公室|政府|局|院|社|部|组)$", item.norm.rstrip())
    )


def by_headlines(items: Sequence[Item], kind: TextKind) -> list[Draft]:
    """Articles of markdown and plain text, where the headline stands above its text."""
    return _HeadsFirst(items, kind).drafts()


class _HeadsFirst:
    def __init__(self, items: Sequence[Item], kind: TextKind) -> None:
        self.items = items
        self.kind = kind
        self.sure = {
            item.level
            for index, item in enumerate(items)
            if item.kind == HEAD and item.level is not None and self._starts_after(index)
        }
        self.done: list[Draft] = []
        self.now: Draft | None = None
        self.briefs: Item | None = None  # the heading of a column of briefs that is open
        self.package: tuple[list[Item], int | None] | None = None
        self.labels: list[Item] = []
        self.notes: list[Item] = []  # the editor's note of a package, which leads its first article
        self.back = ""

    def drafts(self) -> list[Draft]:
        index = 0
        while index < len(self.items):
            item = self.items[index]
            if item.kind == HEAD:
                index = self._display(index)
            else:
                self._plain(item, index)
                index += 1
        if self.labels and self.now:
            self.now.labels += self.labels
        self._end_package()
        return self.done

    def _end_package(self) -> None:
        """Where no level of headings says how far a package goes, it ends with the first article on something else."""
        if self.package is None or self.package[1] is not None:
            return
        heads = self.package[0]
        mine = [draft for draft in self.done if draft.package is heads]
        note = [text for draft in mine[:1] for text in draft.texts if EDITOR_NOTE.match(text.norm)]
        norm = "".join(item.norm for item in [*heads, *note])
        for draft in mine[1:]:
            if _shared(norm, draft) < _PACKAGE_SHARE:
                for other in mine[mine.index(draft) :]:
                    other.package = []
                break

    def _open(self, draft: Draft) -> Draft:
        draft.labels += self.labels
        self.labels = []
        draft.back = draft.back or self.back
        self.back = ""
        self.done.append(draft)
        self.now = draft
        return draft

    # --- items that are no display lines ---

    def _plain(self, item: Item, index: int) -> None:
        now = self.now
        following = self.items[index + 1] if index + 1 < len(self.items) else None
        if item.kind == TEXT:
            self._text(item)
        elif item.kind == BYLINE:
            self._byline(item, following)
        elif item.kind in (CAPTION, CREDIT):
            (now or self._open(Draft())).photos.append(item)
        elif item.kind == LABEL:
            if now and now.texts and item.gap == 0 and not (following is not None and following.gap == 0):
                now.labels.append(item)
                now.closed = True
            elif (
                now
                and now.texts
                and (following is None or following.kind != TEXT)
                and (now.closed is False)
                and _reads_as_ad(now)
            ):
                now.labels.append(item)
                now.closed = True
            elif now and now.texts and following is None:
                now.labels.append(item)
            else:
                self.labels.append(item)
        elif item.kind == JUMP:
            if item.onward and now:
                now.onward, now.closed = item.onward, True
            elif item.back and now and not now.texts:
                now.back = item.back
            else:
                self.back = item.back

    def _text(self, item: Item) -> None:
        now = self.now
        if self._begins_another(item):
            now = self._open(Draft())
            if self.briefs is not None:
                now.over = self.briefs
        now.add_text(item)

    def _begins_another(self, item: Item) -> bool:
        """Whether a paragraph without a headline of its own begins an article."""
        now = self.now
        if now is None:
            return True
        told = any(not EDITOR_NOTE.match(text.norm) for text in now.texts)
        if not told or now.briefs:
            return False
        if self.back or item.back:
            return True
        if item.message is not None:
            amid = now.open and not item.people and not item.message.raw.startswith("本报")
            return not amid and not self._same_story(item)
        weighty = len(item.norm) > 60 or NOTICE_WORDS.search(item.norm[:60]) is not None
        return now.closed and not item.signs and item.gap > 0 and weighty

    def _same_story(self, item: Item) -> bool:
        """Whether a text with a message head is a further dispatch under the same headline."""
        now, raw = self.now, item.message.raw
        if "又" in raw:
            return True
        first = now.texts[0].message
        return bool(now.heads) and first is not None and raw[:1] in "【[" and first.raw[:1] in "【["

    def _byline(self, item: Item, following: Item | None) -> None:
        now = self.now
        if now is None:
            now = self._open(Draft())
            now.bylines.append(item)
        elif not now.texts or (
            not now.bylines
            and now.heads
            and now.length <= _LEAD_MAX
            and following is not None
            and following.kind == TEXT
            and not now.last.message
        ):
            now.bylines.append(item)
        elif (
            following is not None
            and following.kind == TEXT
            and not now.open
            and not (now.heads and not now.bylines and not now.last.message and following.gap > 1)
        ):
            self._open(Draft(bylines=[item]))
        else:
            now.bylines.append(item)
            now.closed = True

    # --- display lines ---

    def _display(self, index: int) -> int:
        group = [self.items[index]]
        end = index + 1
        while end < len(self.items) and self.items[end].kind == HEAD and not self._parts(group, self.items[end], end):
            group.append(self.items[end])
            end += 1
        bylines = []
        after = end
        while after < len(self.items) and self.items[after].kind == BYLINE:
            bylines.append(self.items[after])
            after += 1
        following = self.items[after] if after < len(self.items) else None
        verdict = self._verdict(group, bylines, following, end)
        if verdict == "new":
            self._new(group, following, end)
        elif verdict == "column":
            self.now.columns += group
        elif verdict == "deck":
            self.now.heads += group
        else:
            for item in group:
                self.now.add_text(item)
        return end

    def _parts(self, group: list[Item], item: Item, index: int) -> bool:
        """Whether a further display line belongs to something else than the group above it."""
        last = group[-1]
        if NUMBERED.match(item.norm) and not NUMBERED.match(group[0].norm) and item.level is None:
            return True
        if last.onward or item.back and not last.back and item.gap:
            return bool(last.onward)
        if self._is_package(group, index):
            return True
        return bool(_headline.is_briefs(last.norm) and len(group) == 1) or len(group) >= _GROUP_MAX

    def _starts_directly(self, index: int) -> bool:
        """Whether the very next item says that an article begins under this display line."""
        following = self.items[index + 1] if index + 1 < len(self.items) else None
        return following is not None and (
            following.starts or following.kind == HEAD and _headline.is_deck(following.norm)
        )

    def _starts_after(self, index: int) -> bool:
        """Whether what follows a display line says that an article begins there."""
        for item in self.items[index + 1 : index + 5]:
            if item.kind == HEAD:
                if _headline.is_deck(item.norm):
                    return True
                continue
            return item.starts or bool(item.back)
        return False

    def _verdict(self, group: list[Item], bylines: list[Item], following: Item | None, end: int) -> str:
        now, head = self.now, group[0]
        starts = (
            bool(bylines)
            or bool(self.back)
            or (following is not None and (following.message is not None or bool(following.back)))
            or any(_headline.is_deck(item.norm) for item in group)
            or any(item.back for item in group)
        )
        if (
            now is None
            or now.briefs
            and starts
            and head.level is not None
            and self.briefs
            and head.level <= (self.briefs.level or 9)
        ):
            return "new"
        alone = len(group) == 1
        if (
            alone
            and head.level is None
            and not starts
            and now.texts
            and not now.closed
            and following is not None
            and is_row(following.norm)
        ):
            return "crosshead"  # the title of a table
        continued = following is not None and following.kind in (TEXT, CAPTION) and not starts
        banner = _headline.is_slogan(head.norm) or _headline.is_column(head.norm)
        if (
            now.open
            and continued
            and alone
            and (banner or head.level is None or now.level is None or head.level > now.level)
        ):
            return (
                "column"
                if not now.columns and (_headline.is_slogan(head.norm) or _headline.is_column(head.norm) or now.texts)
                else "crosshead"
            )
        verse = len(now.texts) >= 4 and all(len(item.norm) <= _CROSSHEAD_MAX for item in now.texts)
        if (is_heading_word(head.norm) and not now.open or verse and head.gap) and now.texts:
            return "new"
        if (
            banner
            and alone
            and continued
            and now.texts
            and now.bylines
            and not now.columns
            and head.level == now.level
            and head.level is not None
        ):
            return "column"
        if head.level is None and head.gap and now.texts and self._verse_follows(end):
            return "new"
        if alone and NUMBERED.match(head.norm) and not starts and now.texts and not now.closed:
            return "crosshead"
        if not now.texts and now.heads and not now.photos and not starts:
            if now.bylines:
                if alone and head.level is not None and not self._again(head.level, now.level, end):
                    return "column"
                return (
                    "column"
                    if alone and (_headline.is_slogan(head.norm) or _headline.is_column(head.norm))
                    else "crosshead"
                )
            if len(now.heads) + len(group) > _GROUP_MAX:
                return "crosshead"
            return "new" if now.briefs else "deck"
        if not now.texts and now.bylines and not now.heads:
            return "deck"
        if starts or self.briefs is not None:
            return "new"
        if (
            NOTICE_WORDS.search(_headline.plain(head.norm))
            and len(head.norm) <= 40
            and not now.bylines
            or _headline.is_briefs(head.norm)
            or now.closed
            or now.briefs
        ):
            return "new"
        if _headline.is_column(head.norm) and not alone:
            return "new"
        if self._tail_follows(end):
            return "new"
        if head.level is not None and now.level is not None:
            return self._by_level(group, following, end)
        if head.level is None and now.level is not None:
            return "crosshead"
        return self._by_custom(group, following, end)

    def _by_level(self, group: list[Item], following: Item | None, end: int) -> str:
        now, head = self.now, group[0]
        level = min(item.level or 9 for item in group)
        feature = bool(now.bylines) and not (now.last and now.texts[0].message)
        short = len(head.norm) <= _CROSSHEAD_MAX
        if level < now.level:
            return "new"
        if level > now.level:
            return "new" if level in self.sure and not feature and not short else "crosshead"
        if len(group) > 1 or not feature or not short or following is None or following.kind != TEXT:
            return "new"
        others = self._parallels(end, head)
        return "crosshead" if others or any(item.kind == HEAD for item in now.texts) else "new"

    def _parallels(self, end: int, head: Item) -> bool:
        """Whether another display line of the same kind follows, with text before it and no beginning after it."""
        texts = 0
        for index in range(end, len(self.items)):
            item = self.items[index]
            if item.kind == TEXT:
                texts += len(item.norm)
                if item.message:
                    return False
            elif item.kind == HEAD:
                return (
                    texts > 60
                    and item.level == head.level
                    and len(item.norm) <= _CROSSHEAD_MAX
                    and not self._starts_after(index)
                    and not NOTICE_WORDS.search(_headline.plain(item.norm))
                )
            elif item.kind == BYLINE:
                return False
        return False

    def _by_custom(self, group: list[Item], following: Item | None, end: int) -> str:
        """For display lines without marks: what the page's other headlines and the article so far make likely."""
        now, head = self.now, group[0]
        if following is None or following.kind != TEXT:
            return "new"
        if len(group) > 1 and not any(NUMBERED.match(item.norm) for item in group):
            return "new"
        feature = bool(now.bylines) or any(_headline.is_deck(item.norm) for item in now.heads)
        news = bool(now.texts and now.texts[0].message)
        gaps = [item.gap for item in now.texts[1:] if item.kind == TEXT]
        tight = following.gap == 0 and head.gap > 0
        even = following.gap > 0 or not gaps or min(gaps) == 0
        if feature:
            return "new" if tight and gaps and min(gaps) > 0 and not self._crossheads_like(head) else "crosshead"
        if news and now.length < 900:
            return "new"
        if tight:
            return "new"
        return (
            "crosshead"
            if even
            and len(head.norm) <= _CROSSHEAD_MAX
            and (self._parallels(end, head) or any(i.kind == HEAD for i in now.texts))
            else "new"
        )

    def _crossheads_like(self, head: Item) -> bool:
        return any(item.kind == HEAD and abs(len(item.norm) - len(head.norm)) <= 4 for item in self.now.texts)

    def _again(self, level: int, top: int | None, end: int) -> bool:
        """Whether further display lines of the level stand in the same article."""
        for item in self.items[end:]:
            if item.kind == HEAD and item.level is not None:
                if top is not None and item.level <= top:
                    return False
                if item.level == level:
                    return True
        return False

    def _verse_follows(self, end: int) -> bool:
        """Whether four short lines and more stand under a display line, as under a poem's title."""
        below = [item for item in self.items[end : end + 5] if item.kind == TEXT]
        return len(below) >= 4 and all(
            len(item.norm) <= _CROSSHEAD_MAX and item.gap <= 1 and not is_row(item.norm) for item in below[:4]
        )

    def _tail_follows(self, end: int) -> bool:
        """Whether the text under a display line ends with a byline of its own."""
        last = None
        for item in self.items[end : end + 12]:
            if item.kind == HEAD:
                break
            if item.kind == BYLINE and item.norm.startswith("(") and last is not None:
                return True
            if item.kind == TEXT:
                last = item
        return last is not None and _byline.tail_byline(last.norm) is not None

    def _is_package(self, group: list[Item], index: int) -> bool:
        """Whether the group so far is a headline over several articles that have their own."""
        top = min((item.level for item in group if item.level is not None), default=None)
        sub = self.items[index]
        if top is None or sub.level is None or sub.level <= top or _headline.is_deck(sub.norm):
            return False
        count = 0
        for place in range(index, len(self.items)):
            item = self.items[place]
            if item.kind != HEAD:
                continue
            if item.level is None or item.level < sub.level:
                break
            if _headline.is_deck(item.norm):
                continue
            if item.level == sub.level and self._starts_directly(place):
                count += 1
        return count >= 2

    def _new(self, group: list[Item], following: Item | None, end: int) -> None:
        head = group[0]
        now = self.now
        if (
            now is not None
            and now.heads
            and now.texts
            and not now.bylines
            and not self.package
            and self.kind is not TextKind.COLUMNS
        ):
            if EDITOR_NOTE.match(now.texts[0].norm) and now.length < 600 and len(now.texts) <= 2 and not now.photos:
                self.done.remove(now)
                self.package = (now.heads, None)
                self.notes = now.texts
        if self.briefs is not None and not self._still_briefs(group, following, end):
            self.briefs = None
        if self.package and self.package[1] is not None and (head.level is None or head.level <= self.package[1]):
            self.package = None
        if len(group) == 1 and _headline.is_briefs(head.norm):
            if following is not None and following.kind == HEAD:
                self.briefs = head
                return
            nested = self.items[end] if end < len(self.items) else None
            if nested is not None and nested.kind == HEAD:
                self.briefs = head
                return
            self._open(Draft(heads=group, briefs=True))
            return
        if (
            end < len(self.items)
            and self._is_package(group, end)
            and (self.items[end].kind == HEAD or EDITOR_NOTE.match(self.items[end].norm))
        ):
            self.package = (group, min(item.level or 9 for item in group))
            if self.items[end].kind == HEAD:
                return
        draft = self._open(Draft(heads=list(group)))
        if self.briefs is not None:
            draft.over = self.briefs
        if self.package and self.package[0] is not group:
            draft.package = self.package[0]
            draft.texts, self.notes = self.notes + draft.texts, []

    def _still_briefs(self, group: list[Item], following: Item | None, end: int) -> bool:
        head = group[0]
        if head.level is not None and self.briefs.level is not None:
            return head.level > self.briefs.level
        length = 0
        for item in self.items[end : end + 8]:
            if item.kind == HEAD:
                break
            length += len(item.norm)
        return (
            len(group) == 1
            and length <= _BRIEF_MAX
            and not (following is not None and following.kind == BYLINE)
            and not NOTICE_WORDS.search(_headline.plain(head.norm))
        )


def _reads_as_ad(draft: Draft) -> bool:
    head = " ".join(item.norm for item in draft.heads)
    kind, _genre = _classify.kind_of_article(head, "", "", (), draft.body, False, 0)
    return kind in ("advertisement", "notice")


# --- Columns, where the headline may stand after its text ------------------------------------------------------------


def by_texts(items: Sequence[Item]) -> list[Draft] | None:
    """Articles of column text whose headlines follow their texts; None if on this page they stand above them.

    Texts are told apart first, then each group of display lines is given to the one that it shares most with.
    """
    row = _stories(items)
    claims = _claims(row)
    follows = [claim for claim in claims if claim.shared_before > 0.5 and claim.shared_after < 0.2]
    return _give_heads(row, claims) if _lean(row, claims) > 0 or follows else None


def _stories(items: Sequence[Item]) -> list[Draft | list[Item]]:
    """Texts that begin for certain or after a display line, and the groups of display lines between them."""
    row: list[Draft | list[Item]] = []
    now: Draft | None = None
    for index, item in enumerate(items):
        following = items[index + 1] if index + 1 < len(items) else None
        if item.kind == TEASER:
            continue
        if item.kind == HEAD:
            if now is not None and now.bylines and not now.texts:
                now.heads.append(item)  # between a byline and its text
            elif now is not None and _is_crosshead(items, index, now):
                now.add_text(item)
            elif (
                row
                and isinstance(row[-1], list)
                and not is_heading_word(item.norm)
                and not is_heading_word(row[-1][-1].norm)
                and (not item.gap or row[-1][0].gap or row[-1][-1].label or _headline.is_short_label(row[-1][-1].norm))
            ):
                row[-1].append(item)
            else:
                row.append([item])
                now = now if now is not None and now.open and following is not None and not following.starts else None
        elif item.kind == BYLINE:
            if (
                row
                and isinstance(row[-1], list)
                and (following is None or following.message is not None or following.kind == HEAD and not item.marked)
            ):
                row[-1].append(item)
                now = None
            elif (
                now is not None
                and now.texts
                and not now.bylines
                and not item.marked
                and following is not None
                and (following.kind == HEAD or following.message is not None)
            ):
                now.bylines.append(item)
                now.closed = True
            elif (
                now is not None
                and now.texts
                and not now.bylines
                and not (following is not None and following.kind in (TEXT, HEAD))
            ):
                now.bylines.append(item)
                now = None
            else:
                now = Draft(bylines=[item])
                row.append(now)
        elif item.kind == TEXT:
            if now is None or (now.texts and (item.message or item.back)) or (now.closed and not item.signs):
                now = Draft()
                row.append(now)
            now.add_text(item)
        elif item.kind in (CAPTION, CREDIT):
            if now is not None and now.open:
                now.photos.append(item)
            else:
                row.append(Draft(photos=[item]))
                now = None if now is None or now.closed else now
        elif item.kind == LABEL:
            last = next((entry for entry in reversed(row) if isinstance(entry, Draft) and entry.texts), None)
            if last is not None:
                last.labels.append(item)
        elif item.kind == JUMP:
            if item.onward and now is not None:
                goes_on = (
                    following is not None and following.kind == TEXT and not following.starts and following.gap == 0
                )
                now.onward, now.closed = item.onward, not goes_on
    return row


def _is_crosshead(items: Sequence[Item], index: int, now: Draft) -> bool:
    """A single short display line with text of the same article on both sides, as numbered sections have."""
    head = items[index]
    following = items[index + 1] if index + 1 < len(items) else None
    if following is None or following.kind != TEXT or following.starts or not now.texts:
        return False
    if NUMBERED.match(head.norm):
        return True
    later = next((item for item in items[index + 1 :] if item.kind == HEAD or item.starts), None)
    return (
        bool(now.bylines)
        and len(head.norm) <= 16
        and later is not None
        and later.kind == HEAD
        and not NOTICE_WORDS.search(_headline.plain(head.norm))
        and not _headline.is_briefs(head.norm)
    )


@dataclass(frozen=True, slots=True)
class _Claim:
    """A group of display lines, the texts on both sides of it, and how much of its wording each has."""

    place: int
    before: Draft | None
    after: Draft | None
    shared_before: float
    shared_after: float


def _claims(row: list[Draft | list[Item]]) -> list[_Claim]:
    claims = []
    for place, entry in enumerate(row):
        if not isinstance(entry, Draft):
            before, after = _neighbour(row, place, -1), _neighbour(row, place, +1)
            norm = "".join(item.norm for item in entry)
            near, far = _shared(norm, before), _shared(norm, after)
            if after is not None and bool(entry[0].gap) != bool(after.gap):  # it stands close to one of the two
                near, far = (near, far + 0.4) if entry[0].gap else (near + 0.4, far)
            claims.append(_Claim(place, before, after, near, far))
    return claims


def _lean(row: list[Draft | list[Item]], claims: list[_Claim]) -> float:
    """Above zero if headlines stand after their texts."""
    lean = sum(
        claim.shared_before - claim.shared_after
        for claim in claims
        if claim.before is not None and claim.after is not None
    )
    if row and isinstance(row[0], list):
        lean -= 0.5
    if row and isinstance(row[-1], list):
        lean += 0.5
    return lean


def _give_heads(row: list[Draft | list[Item]], claims: list[_Claim]) -> list[Draft]:
    """Give each group of display lines to the text before or, where their words say so, after it."""
    leans_after = _lean(row, claims) < 0
    for claim in sorted(claims, key=lambda claim: -abs(claim.shared_before - claim.shared_after)):
        group = row[claim.place]
        label = group[0] if len(group) == 1 and (group[0].label or _headline.is_column(group[0].norm)) else None
        if label is not None and (label.label or max(claim.shared_before, claim.shared_after) < 0.5):
            target = _genre_match(label, row) or claim.before
            if target is not None:
                target.columns.append(label)
                continue
        near = claim.shared_before + (0.25 if not leans_after else 0)
        far = claim.shared_after + (0.25 if leans_after else 0)
        if is_heading_word(group[0].norm) and claim.after is not None and claim.after.gap == 0:
            far += 1
        targets = [claim.before, claim.after] if near >= far else [claim.after, claim.before]
        target = next((draft for draft in targets if draft is not None and not draft.heads), None)
        if target is None:
            target = row[claim.place] = Draft()
        target.heads += [item for item in group if item.kind == HEAD and not item.label]
        target.columns += [item for item in group if item.label]
        target.bylines += [item for item in group if item.kind == BYLINE]
        target.briefs = target.briefs or _headline.is_briefs(group[0].norm)
    _give_briefs(row, claims)
    return [entry for entry in row if isinstance(entry, Draft)]


def _give_briefs(row: list[Draft | list[Item]], claims: list[_Claim]) -> None:
    """A heading of briefs that stands over another headline is the column of what follows, up to a text of its own kind."""
    for claim in claims:
        draft = row[claim.place]
        if (
            not isinstance(draft, Draft)
            or draft.texts
            or len(draft.heads) != 1
            or not _headline.is_briefs(draft.heads[0].norm)
        ):
            continue
        heading, draft.heads = draft.heads[0], []
        for entry in row[claim.place + 1 :]:
            if not isinstance(entry, Draft):
                continue
            if entry.texts and (entry.texts[0].message is not None or entry.bylines or entry.length > _BRIEF_MAX):
                break
            entry.over = heading


def _neighbour(row: list[Draft | list[Item]], place: int, step: int) -> Draft | None:
    place += step
    while 0 <= place < len(row):
        entry = row[place]
        if isinstance(entry, list):
            return None
        if entry.texts:
            return entry
        place += step
    return None


def _shared(norm: str, draft: Draft | None) -> float:
    """How much of a headline's wording stands in a text: the share of its pairs of characters."""
    if draft is None:
        return 0.0
    text = re.sub(r"\W", "", norm)
    pairs = {text[i : i + 2] for i in range(len(text) - 1)}
    body = draft.body[:3000]
    return sum(pair in body for pair in pairs) / max(1, len(pairs))


_GENRES = (("访谈", "访"), ("专访", "访"), ("评论", "评"), ("通讯", "记"), ("侧记", "侧记"))


def _genre_match(label: Item, row: list[Draft | list[Item]]) -> Draft | None:
    """The article of the genre that a column's label names: 访谈 for ——访某某."""
    for genre, sign in _GENRES:
        if genre in label.norm:
            for entry in row:
                if isinstance(entry, list) and any(
                    _headline.is_deck(item.norm) and sign in item.norm[:6] for item in entry
                ):
                    index = row.index(entry)
                    return _neighbour(row, index, -1) or _neighbour(row, index, +1)
    return None
