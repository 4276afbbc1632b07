"""What importing a text will do, decided before anything is written. Pure.

Three stand side by side: what the parser read before (the stored ``Reading``), what it reads now, and the record. What a
person made of the record stands, block by block and person by person; so do all the characters of the text that an
article owns which a person touched. Where the reading says otherwise, that is a difference, which is noted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from django.utils.translation import gettext as _

from archive.ingest import field_limits
from archive.ingest.article_match import Candidate, extent, match
from archive.ingest.differences import BLOCKS, BYLINES, VANISHED, WITHHELD, Differences
from archive.ingest.issue_and_page import Place, place_again, place_new
from archive.ingest.merge_lists import Group
from archive.ingest.page_facts import Facts
from archive.ingest.photos import PhotoPlanning
from archive.ingest.plain_values import Item, PhotoItem, words_of
from archive.ingest.plan_values import ArticlePlan, Parsed, Plan, Stored, StoredArticle, StoredPhoto, Vanished
from archive.ingest.three_way import JOINED_FIELDS, merged_blocks, merged_bylines, merged_fields, places
from archive.parsing.types import HEAD_ROLES, Role
from archive.spans import intervals
from archive.spans.alignment import Block
from archive.spans.intervals import Span, Stretches


def plan(stored: Stored, parsed: Parsed) -> Plan:
    """Decide where the text goes and what becomes of each article and photo, those stored and those read now."""
    facts = parsed.facts
    if parsed.misread:
        return Plan(held=parsed.misread)
    if not facts.newspaper:
        return Plan(held=_("不知道是哪份报纸：版面没有印出认得的报名；请在清单里写明 newspaper"))
    if len(parsed.items) > field_limits.MOST_ARTICLES:
        many = _("读出 %(count)d 篇文章，一版报纸没有这么多；若是许多版合成的一个文件，请按版分开")
        return Plan(held=many % {"count": len(parsed.items)})
    if stored.page is None or stored.issue is None:
        if not parsed.items:
            return Plan(held=_("没有文章，只有报头之类；请看文件是否完整"))
        place = place_new(facts, stored.issues)
    else:
        place = place_again(facts, stored.before or Facts(), stored.issue, stored.page, stored.issues)
    if place.taken_by is not None:
        taken = _("这一版已有另一份文本 %(name)s；若不是同一版，请在清单里写明日期或版次")
        return Plan(held=taken % {"name": place.taken_by}, place=place)
    return _Planning(stored, parsed).plan(place)


def touched_in(stored: Stored) -> set[str]:
    """The keys of the articles that a person touched, also those of which only the difference from the reading tells."""
    return {article.key for article in _Planning(stored, Parsed(Facts(), ())).articles.values() if article.touched}


@dataclass(frozen=True, slots=True)
class _Match:
    """One of the articles read now, what it was read as before, and its record."""

    item: Item
    before: Item | None = None
    stored: StoredArticle | None = None
    is_deleted: bool = False

    @property
    def key(self) -> str:
        return self.stored.key if self.stored else ""


class _Planning:
    """The plan of one text in the making."""

    def __init__(self, stored: Stored, parsed: Parsed) -> None:
        self.stored, self.text = stored, parsed.text
        self.differences = Differences(stored.differences)
        self.photos: dict[int | None, StoredPhoto] = {photo.pk: photo for photo in stored.photos}
        self.before = {item.key: item.let_in for item in stored.items if item.key is not None}
        self.articles = {article.key: self._judged(article) for article in stored.articles}
        self.owned = self._owned()
        self.matches = self._matched(parsed.items)
        self.taken = intervals.union(*self.owned.values())

    def plan(self, place: Place) -> Plan:
        plans = [self._article(found) for found in self.matches]
        given = intervals.union(*(each.spans or () for each in plans))
        read = intervals.union(*(found.item.spans for found in self.matches))
        refused = intervals.less(intervals.less(read, given), self.taken)
        if refused:
            plans = [
                self._rescued(found, each, given, refused) for found, each in zip(self.matches, plans, strict=True)
            ]
        read_now = {each.stored.key for each in plans if each.stored}
        gone = [
            article
            for article in self.articles.values()
            if article.key not in read_now and self._vanishes(article, given, refused)
        ]
        again = {id(found.before) for found in self.matches if found.is_deleted}
        places_now = [intervals.union(each.spans or ()) for each in plans] if gone else []
        photos, dropped = PhotoPlanning(self.stored, self.articles, self.differences).plan(
            plans, {article.pk for article in gone}
        )
        return Plan(
            place=place,
            articles=tuple(plans),
            photos=photos,
            dropped_photos=dropped,
            vanished=tuple(Vanished(article, _successor(article, places_now)) for article in gone),
            deleted=tuple(replace(item, key=None, deleted=True) for item in self._deleted() if id(item) not in again),
            differences=tuple(self.differences.found),
        )

    # --- Which is which

    def _judged(self, article: StoredArticle) -> StoredArticle:
        """The article; a person touched it too if it is not as it was read, or if no reading accounts for it."""
        before = self.before.get(article.key)
        by_hand = not article.withdrawn if before is None else self._differs(article, before)
        return replace(article, touched=True) if by_hand or article.fixed else article

    def _differs(self, article: StoredArticle, before: Item) -> bool:
        skipped = {"order", *(JOINED_FIELDS if article.joined else ())}
        return (
            any(article.fields.get(name) != value for name, value in before.fields.items() if name not in skipped)
            or (not article.joined and article.bylines != before.bylines)
            or words_of(article.blocks) != words_of(before.blocks)
            or any(self._photo_differs(article, photo) for photo in before.photos if not photo.withheld)
        )

    def _photo_differs(self, article: StoredArticle, before: PhotoItem) -> bool:
        photo = self.photos.get(before.record)
        return photo is None or photo.words != before.words or photo.owner != article.pk

    def _matched(self, items: Sequence[Item]) -> list[_Match]:
        known = [item for item in self.stored.items if item.known_mark is None]
        marks = {item.known_mark for item in self.stored.items if item.known_mark is not None}
        loose = [article for article in self.articles.values() if article.key not in self.before]
        loose.sort(key=lambda article: article.withdrawn)
        pairs = match(
            [_candidate(index, item) for index, item in enumerate(items)],
            [_candidate(index, item, item.key in self.owned) for index, item in enumerate(known)]
            + [_candidate(article.key, article.as_item, article.touched) for article in loose],
        )
        return [self._match(item, pairs.get(index), known, marks) for index, item in enumerate(items)]

    def _match(self, item: Item, found: int | str | None, known: Sequence[Item], marks: set[int]) -> _Match:
        if found is None:
            return _Match(item, is_deleted=item.mark in marks)
        if isinstance(found, str):
            loose = self.articles[found]
            return _Match(item, loose.as_item if loose.withdrawn else None, loose)
        before = known[found]
        article = None if before.key is None else self.articles.get(before.key)
        is_deleted = article is None and (before.deleted or before.key is not None)
        if article is None and (not is_deleted or _are_apart(before, item)):
            return _Match(item)
        return _Match(item, before, article, is_deleted)

    # --- Whose is what

    def _owned(self) -> dict[str, Stretches]:
        """By the key of each article that a person touched, its characters; by '' those of articles that are deleted."""
        owned = {article.key: self._place(article) for article in self.articles.values() if article.touched}
        gone = intervals.union(*(item.spans for item in self._deleted()))
        return owned | {"": intervals.less(gone, intervals.union(*owned.values()))}

    def _deleted(self) -> list[Item]:
        """What was read before of which an editor has deleted the record."""
        return [
            item
            for item in self.stored.items
            if item.deleted or (item.key is not None and item.key not in self.articles)
        ]

    def _place(self, article: StoredArticle) -> Stretches:
        """All that the article owns: its parts and photos, less the photos that were moved to another."""
        mine = [photo.spans for photo in self.stored.photos if photo.owner == article.pk]
        others = [photo.spans for photo in self.stored.photos if photo.owner not in (None, article.pk)]
        parts = intervals.union(article.spans, *article.further)
        return intervals.union(intervals.less(parts, intervals.union(*others)), *mine)

    def _against(self, key: str) -> Stretches:
        """The characters that the article of this key may not have."""
        return intervals.less(self.taken, self.owned[key]) if key in self.owned else self.taken

    # --- What becomes of an article

    def _article(self, found: _Match) -> ArticlePlan:
        item, stored = found.item, found.stored
        if found.is_deleted:
            return ArticlePlan(item, is_deleted=True)
        left = item.without(self._against(found.key) if stored else self.taken)
        if left is not item and self._is_news(found):
            lost = intervals.less(intervals.union(item.spans), intervals.union(left.spans))
            self.differences.note(found.key, WITHHELD, lost)
        is_nothing = left is not item and not (left.blocks or left.photos)
        if is_nothing and not (stored and stored.touched):
            return ArticlePlan(item)
        if stored is None:
            plan = ArticlePlan(item, made=left, spans=left.spans)
        elif stored.fixed:
            return self._fixed(found, stored, left)
        else:
            plan = self._beside(found, stored, left) if stored.touched else self._follows(found, stored, left)
        kept_out = intervals.less(intervals.union(item.spans), intervals.union(left.spans))
        return replace(plan, kept_out=[list(span) for span in kept_out])

    def _is_news(self, found: _Match) -> bool:
        """Whether it is read otherwise than before, or that was noted then."""
        if found.before is None or self.differences.stood(found.key, WITHHELD):
            return True
        was, now = ((item.spans, words_of(item.blocks)) for item in (found.before, found.item))
        return was != now

    def _follows(self, found: _Match, stored: StoredArticle, left: Item) -> ArticlePlan:
        """An article that nobody touched is as it is read now; a headline of which another has the words is none."""
        skipped = JOINED_FIELDS if stored.joined else ()
        changes = {
            name: value
            for name, value in (dict.fromkeys(found.item.fields, "") | left.fields).items()
            if name not in skipped and value != stored.fields.get(name)
        }
        return ArticlePlan(
            found.item,
            stored,
            fields=changes,
            bylines=None if stored.joined or left.bylines == stored.bylines else left.bylines,
            blocks=None if left.blocks == stored.blocks else left.blocks,
            spans=left.spans,
            restored=stored.withdrawn,
        )

    def _beside(self, found: _Match, stored: StoredArticle, left: Item) -> ArticlePlan:
        """An article that a person touched keeps what that person wrote, and every character that it owns."""
        before = found.before.let_in if found.before else left
        bylines = merged_bylines(stored, before, left, self.differences)
        blocks = merged_blocks(stored, before, left, self.differences, partial(self._loses, stored))
        fields = merged_fields(stored, before, left, self.differences, fixed=_held_back(stored, before, left))
        says = {
            role for name, role in HEAD_ROLES.items() if (stored.fields | fields).get(name) == left.fields.get(name)
        }
        unused = intervals.union(
            intervals.less(places(left.blocks), places(blocks.values)),
            (span for span in left.spans if span[2] in set(HEAD_ROLES.values()) - says),
        )
        new = intervals.without(left.spans, intervals.less(unused, intervals.union(stored.spans)))
        return ArticlePlan(
            found.item,
            stored,
            fields=fields,
            bylines=None if bylines == stored.bylines else bylines,
            blocks=None if stored.part is None or blocks.values == stored.blocks else blocks.values,
            spans=sorted([*new, *intervals.without(stored.spans, intervals.union(new))]),
        )

    def _fixed(self, found: _Match, stored: StoredArticle, left: Item) -> ArticlePlan:
        """An article that does not change at all; what would have changed is noted."""
        before = found.before.let_in if found.before else left
        for name in merged_fields(stored, before, left, self.differences).keys() - {"order"}:
            self.differences.note(stored.key, name)
        if merged_bylines(stored, before, left, self.differences) != stored.bylines:
            self.differences.note(stored.key, BYLINES)
        blocks = merged_blocks(stored, before, left, self.differences, partial(self._loses, stored))
        if words_of(blocks.values) != words_of(stored.blocks):
            changed = [block for block in blocks.values if block not in stored.blocks]
            self.differences.note(stored.key, BLOCKS, places(changed))
        return ArticlePlan(found.item, stored)

    def _loses(self, stored: StoredArticle, group: Group[Block]) -> bool:
        """Whether an article would lose characters of the text if these blocks were as they are read now, or would have
        them twice, as a block and as something else."""
        here, now = places(group.record), places(group.now)
        if not group.record:
            return not group.before and bool(intervals.common(now, intervals.union(stored.spans)))
        return not group.now or not intervals.is_blank(intervals.less(here, now), self.text)

    def _rescued(self, found: _Match, each: ArticlePlan, given: Stretches, refused: Stretches) -> ArticlePlan:
        """An article that nobody touched keeps the blocks that are no longer read as its own, if nobody is given them.

        One that comes back has none to keep: what it had when it was withdrawn may be another's since.
        """
        stored = found.stored
        if stored is None or stored.touched or stored.withdrawn or stored.part is None or found.before is None:
            return each

        def is_left(group: Group[Block]) -> bool:
            place = places(group.record)
            return bool(intervals.common(place, refused)) and not intervals.common(place, given)

        now = replace(found.item, blocks=stored.blocks if each.blocks is None else each.blocks)
        merged = merged_blocks(stored, found.before.let_in, now, self.differences, is_left)
        if merged.values == now.blocks:
            return each
        kept = intervals.less(places(merged.values), given)
        more = intervals.without(stored.spans, intervals.less(intervals.union(stored.spans), kept))
        return replace(each, blocks=merged.values, spans=sorted([*map(list, each.spans or ()), *more]))

    def _vanishes(self, article: StoredArticle, given: Stretches, refused: Stretches) -> bool:
        """Whether an article that is read no longer is withdrawn: not one that a person touched, nor one whose
        characters are kept from the article that they are read as now."""
        if article.withdrawn:
            return False
        place = intervals.union(article.spans)
        is_news = article.key in self.before or self.differences.stood(article.key, VANISHED)
        is_left = bool(intervals.common(place, refused)) and not intervals.common(place, given)
        if (article.touched and is_news) or (not article.touched and is_left):
            self.differences.note(article.key, VANISHED, place)
        return not article.touched and not is_left


def _candidate(id_: int | str, item: Item, touched: bool = False) -> Candidate[int | str]:
    return Candidate(id_, item.text, extent(item.spans), touched)


def _held_back(stored: StoredArticle, before: Item, now: Item) -> set[str]:
    """The fields of the headline group that stand, whatever is read: those that would take in what was something else,
    and those whose words pass to one that stands, since a person wrote it: they would be lost."""
    held = {name for name, role in HEAD_ROLES.items() if _is_other(now.spans, stored.spans, role)}
    written = {name for name in HEAD_ROLES if stored.fields.get(name) != before.fields.get(name)}
    taken = intervals.union(*(_in_role(now.spans, HEAD_ROLES[name]) for name in held | written))
    return held | {name for name, role in HEAD_ROLES.items() if intervals.common(_in_role(stored.spans, role), taken)}


def _is_other(now: Iterable[Span], before: Iterable[Span], role: Role) -> bool:
    """Whether some of what is of this role now was something else before: text, perhaps, that an editor has removed."""
    return bool(
        intervals.common(_in_role(now, role), intervals.union(span for span in before if span[2] != role.value))
    )


def _in_role(spans: Iterable[Span], role: Role) -> Stretches:
    return intervals.union(span for span in spans if span[2] == role.value)


def _are_apart(one: Item, other: Item) -> bool:
    """Whether two readings are known to share no character of the text."""
    here, there = intervals.union(one.spans), intervals.union(other.spans)
    return bool(here and there) and not intervals.common(here, there)


def _successor(article: StoredArticle, places_now: Sequence[Stretches]) -> int | None:
    """Which of the articles read now has most of its characters, if any has some."""
    place = intervals.union(article.spans)
    shares = [intervals.size(intervals.common(place, now)) for now in places_now]
    return shares.index(max(shares)) if any(shares) else None
