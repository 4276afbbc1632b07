"""What becomes of a text's photos when it is read again. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from archive.ingest.article_match import Candidate, extent, match
from archive.ingest.differences import PHOTOS, Differences
from archive.ingest.plain_values import Item, PhotoItem
from archive.ingest.plan_values import ArticlePlan, PhotoPlan, Stored, StoredArticle, StoredPhoto
from archive.spans import intervals


class PhotoPlanning:
    """The photos of a text whose articles are planned. ``articles`` are those of the record, by their keys."""

    def __init__(self, stored: Stored, articles: dict[str, StoredArticle], differences: Differences) -> None:
        self.stored, self.articles, self.differences = stored, articles, differences
        self.records: dict[int | None, StoredPhoto] = {photo.pk: photo for photo in stored.photos}
        self.known = [(item, photo) for item in stored.items for photo in item.photos]
        self.deleted_marks = {item.known_mark for item in stored.items if item.known_mark is not None}

    def plan(
        self, plans: Sequence[ArticlePlan], vanished: set[int]
    ) -> tuple[tuple[PhotoPlan, ...], tuple[StoredPhoto, ...]]:
        """What becomes of each photo that is read, and the stored ones that go because they are no longer read."""
        read = [PhotoPlan(i, n, photo) for i, each in enumerate(plans) for n, photo in enumerate(each.item.photos)]
        known = {photo.record for _item, photo in self.known}
        loose = [photo for photo in self.stored.photos if photo.pk not in known]
        were: list[tuple[Item | None, PhotoItem | None, StoredPhoto | None]] = []
        were += [(item, photo, self.records.get(photo.record)) for item, photo in self.known]
        were += [(None, None, photo) for photo in loose]
        pairs = match(
            [_candidate(order, each.item) for order, each in enumerate(read)],
            [_candidate(order, photo) for order, (_item, photo) in enumerate(self.known)]
            + [_candidate(order, photo) for order, photo in enumerate(loose, len(self.known))],
        )
        found = [
            self._photo(plans[each.index], each, *(were[pairs[order]] if order in pairs else (None, None, None)))
            for order, each in enumerate(read)
        ]
        kept = {each.stored.pk for each in found if each.stored}
        dropped = [
            self.records[photo.record]
            for item, photo in self.known
            if photo.record in self.records and photo.record not in kept and self._drops(item, photo, vanished)
        ]
        return tuple(found), tuple(dropped)

    def _photo(
        self,
        article: ArticlePlan,
        each: PhotoPlan,
        item: Item | None,
        before: PhotoItem | None,
        record: StoredPhoto | None,
    ) -> PhotoPlan:
        """A photo that was read ``before``, with the article ``item``, or that the ``record`` has."""
        if record is not None:
            was_in = self.articles.get(item.key or "") if item else None
            return self._again(article, replace(each, stored=record), record, was_in, before)
        is_deleted = each.item.mark in self.deleted_marks if before is None else not before.withheld
        if is_deleted or article.is_deleted:
            return each
        if article.lets_in(each.item):
            return replace(each, makes=True, fields=each.item.words)
        if article.stored is not None:
            self._note(article.stored.key, each)
        return replace(each, withheld=True)

    def _again(
        self,
        article: ArticlePlan,
        each: PhotoPlan,
        record: StoredPhoto,
        was_in: StoredArticle | None,
        before: PhotoItem | None,
    ) -> PhotoPlan:
        """A photo that the record has: what a person wrote of it stands, and where a person put it it stays."""
        owner = was_in or article.stored
        key = owner.key if owner else ""
        changes, is_other = {}, False
        # That of an article that comes back was read as it stands; of one added by hand it is not known.
        words = before.words if before else record.words if article.restored else each.item.words
        for name, value in each.item.words.items():
            stands, was = record.words[name], words[name]
            if value != stands == was:
                changes[name] = value
            elif value != stands and (value != was or self.differences.stood(key, PHOTOS)):
                is_other = True
        is_fixed = owner is not None and owner.fixed
        if is_other or (is_fixed and changes):
            self._note(key, each)
        if is_fixed or not article.is_kept:
            return each
        if was_in is None:  # the photo of an article that an earlier reading withdrew comes back in another
            moves = any(record.owner == other.pk and other.withdrawn for other in self.articles.values())
        else:
            moves = record.owner == was_in.pk and not (was_in.touched and was_in is not article.stored)
        return replace(each, fields=changes, moves=moves, follows=True)

    def _drops(self, item: Item, before: PhotoItem, vanished: set[int]) -> bool:
        """Whether a photo that is not read now goes; that of an article that vanishes goes and comes back with it."""
        article, photo = self.articles.get(item.key or ""), self.records[before.record]
        if article is not None and article.pk in vanished:
            return False
        if photo.words == before.words and not (article is not None and article.touched):
            return True
        self.differences.note(item.key or "", PHOTOS, intervals.union(photo.spans))
        return False

    def _note(self, key: str, each: PhotoPlan) -> None:
        self.differences.note(key, PHOTOS, intervals.union(each.item.spans))


def _candidate(id_: int, photo: PhotoItem | StoredPhoto) -> Candidate[int]:
    return Candidate(id_, photo.caption, extent(photo.spans))
