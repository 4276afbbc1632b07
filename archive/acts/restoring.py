"""Write records back as they were: what ``undo`` decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.apps import apps
from django.db import models
from django.db.models import Q

from archive.acts.change import Changing
from archive.acts.correct import as_json, kept_fields
from archive.acts.merge_issues import pages_of_one_number
from archive.acts.versions import FIELDS, people_of, pieces, write_people
from archive.models import (
    Address,
    Article,
    ArticlePart,
    ArticleVersion,
    ChangeSet,
    Issue,
    Page,
    Photo,
    RecordVersion,
    SourceText,
    addressing,
)


@dataclass(frozen=True, slots=True)
class Target:
    """What an article is to be: joined to another (its pk), or by itself, as ``state`` says.

    Without a state it has what of the pieces is its own.
    """

    article: Article
    state: dict | None = None
    joined_to: int | None = None


def restore(targets: Sequence[Target], apart: Collection[int] = ()) -> None:
    """Make these articles what they are to be. Parts and photos go to those whose they were; what none has is deleted,
    but for photos that stood ``apart`` from any article (by pk).

    The articles are as ``whole`` gives them, and between them hold all text that goes from one to another.
    """
    pks = [target.article.pk for target in targets]
    tails = {piece["tail"] for target in targets if target.state for piece in pieces(target.state)} - {""}
    pk_of = dict(Article.objects.filter(key__in=tails).values_list("key", "pk"))
    parts = ArticlePart.objects.filter(article__in=pks).select_related("article", "tail").order_by("order", "pk")
    for row in _deal(targets, list(parts), "parts", pk_of):
        row.delete()
    pages = {photo["page"] for target in targets if target.state for photo in target.state["photos"]}
    photos = Photo.objects.filter(Q(article__in=pks) | Q(article=None, page__in=pages))
    for row in _deal(targets, list(photos.select_related("article", "tail").order_by("order", "pk")), "photos", pk_of):
        if row.pk in apart:
            row.article = None
            row.save()
        elif row.article_id is not None:
            row.delete()
    for target in targets:
        article = target.article
        article.merged_into_id = target.joined_to
        if target.state is not None:
            for each in FIELDS:
                setattr(article, each, target.state[each])
            article.page = Page.objects.select_related("issue__newspaper").get(pk=target.state["page"])
            if people_of(article) != target.state["people"]:
                write_people({article.pk: target.state["people"]})
        article.save()


def _deal(targets: Sequence[Target], rows: list, name: str, pk_of: dict[str, int]) -> list:
    """Give each target its pieces of this kind, of those that are there the likest; returns those that are left."""
    wanted = [
        (target.article, order, piece, _Likeness(piece["tail"] or target.article.key, piece))
        for target in targets
        if target.state
        for order, piece in enumerate(target.state[name])
    ]
    left = {row.pk: row for row in rows}
    found: dict[int, models.Model] = {}
    for names in _LIKENESSES:
        shelves = defaultdict(list)
        for row in reversed(left.values()):
            shelves[_Likeness.of(row).by(names)].append(row)
        for index, (*_wanted, likeness) in enumerate(wanted):
            if index not in found and (shelf := shelves.get(likeness.by(names))):
                found[index] = left.pop(shelf.pop().pk)
    model = ArticlePart if name == "parts" else Photo
    for index, (article, order, piece, _likeness) in enumerate(wanted):
        _write(found.get(index) or model(), article, order, piece, pk_of.get(piece["tail"]))
    for target in targets:
        if target.state is None and target.joined_to is None:
            mine = [row for row in left.values() if _Likeness.of(row).owner == target.article.key]
            for order, row in enumerate(mine):
                row.article, row.order, row.tail = target.article, order, None
                if name == "parts" and order == 0:
                    row.continues_sentence = False
                row.save()
                del left[row.pk]
    return list(left.values())


def _write(row: ArticlePart | Photo, article: Article, order: int, piece: dict, tail: int | None) -> None:
    row.article, row.order, row.tail_id = article, order, tail
    row.page_id, row.source_id, row.spans = piece["page"], piece["source"], piece["spans"]
    if isinstance(row, ArticlePart):
        row.blocks, row.continues_sentence = piece["blocks"], piece["continues"]
    else:
        row.caption, row.credit = piece["caption"], piece["credit"]
    row.save()


# By what the row of a piece is known again, the surest first.
_LIKENESSES = (("owner", "place", "says"), ("owner", "place"), ("place", "says"))


class _Likeness:
    """Of a part or photo, as a state or a row has it: whose it is by itself, where it stands, and what it says."""

    def __init__(self, owner: str, piece: dict) -> None:
        self.owner = owner
        self.place = piece["page"], piece["source"]
        self.says = piece["caption"] if "caption" in piece else "\n".join(block["text"] for block in piece["blocks"])

    @classmethod
    def of(cls, row: ArticlePart | Photo) -> _Likeness:
        said = {"blocks": row.blocks} if isinstance(row, ArticlePart) else {"caption": row.caption}
        owner = row.tail or row.article
        return cls(owner.key if owner else "", {"page": row.page_id, "source": row.source_id} | said)

    def by(self, names: Sequence[str]) -> tuple:
        return tuple(getattr(self, name) for name in names)


@dataclass(slots=True)
class Records:
    """What becomes of records other than articles, as ``issue:12``; those of ``names`` that are received texts which will
    be read no longer are ``out_of_use``."""

    names: list[str] = field(default_factory=list)
    out_of_use: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


def records(changeset: ChangeSet, act: Changing | None) -> Records:
    """Give records back the fields that the act changed, part or make one two issues, open or close versions.

    Without an act nothing is written: what would become of them.
    """
    found = Records()
    for name, fields in changeset.effects.get("fields", {}).items():
        if "article" in fields:  # a photo that came to an article or left it: the article's versions say so
            continue
        _settle(found, name, _fields_back(name, fields, act))
        if name in found.names and fields.get("state", ("",))[0] == SourceText.State.UNDONE:
            found.out_of_use.append(name)
    for effect, restored in (("merged_issue", _part_issues), ("parted_issue", _merge_issues)):
        if (merged := changeset.effects.get(effect)) is not None:
            _settle(found, f"issue:{merged['other']}", restored(merged, act))
    for key, number, before, after in changeset.effects.get("closed", ()):
        _settle(found, f"{key}?revision={number}", _closed_back(key, number, before, after, act))
    return found


def _settle(found: Records, name: str, is_restored: bool) -> None:
    (found.names if is_restored else found.changed).append(name)


def _fields_back(name: str, fields: dict, act: Changing | None) -> bool:
    model_name, pk = name.split(":")
    model = apps.get_model("archive", model_name)
    record = model.objects.filter(pk=pk).first()
    if record is None or not all(
        as_json(record, column := model._meta.get_field(each)) == now and _is_there(column, was)
        for each, (was, now) in fields.items()
    ):
        return False
    if "state" in fields and _is_read_otherwise(record, fields["state"][0]):
        return False
    if act is not None:
        for each, (was, _now) in fields.items():
            column = model._meta.get_field(each)
            setattr(record, column.attname, column.to_python(was))
        record.save()
        act.changeset.effects.setdefault("fields", {})[name] = {each: [now, was] for each, (was, now) in fields.items()}
    return True


def _is_there(column: models.Field, value: str | int | bool | None) -> bool:
    """Whether a record that the field led to is still there."""
    return column.remote_field is None or value is None or column.remote_field.model.objects.filter(pk=value).exists()


def _is_read_otherwise(text: SourceText, state: str) -> bool:
    """Whether the text cannot be in use again, because its page has another by now."""
    in_use = SourceText.State.CURRENT
    others = SourceText.objects.filter(page=text.page_id, state=in_use).exclude(pk=text.pk)
    return state == in_use and text.page_id is not None and others.exists()


def _part_issues(merged: dict, act: Changing | None) -> bool:
    """The issue that was merged into another stands by itself again, with those of its pages that are still there."""
    survivor = Issue.objects.filter(pk=merged["survivor"]).first()
    pages = list(Page.objects.filter(pk__in=merged["pages"], issue=survivor)) if survivor else []
    if survivor is None or len(pages) < len(merged["pages"]) or Issue.objects.filter(pk=merged["other"]).exists():
        return False
    if act is not None:
        other = Issue(pk=merged["other"], slug=f"parted-{merged['other']}")
        for column in kept_fields(Issue):
            if column.name in merged["fields"]:
                setattr(other, column.attname, column.to_python(merged["fields"][column.name]))
        models.Model.save(other, force_insert=True)  # its addresses lead to it again before it takes one of them
        mine = survivor.get_absolute_url()
        Address.objects.filter(path__in=merged["paths"], issue=survivor).exclude(path=mine).update(issue=other)
        other.save()
        for page in pages:
            page.issue = other
            page.save()
        act.changeset.effects["parted_issue"] = merged
    return True


def _merge_issues(parted: dict, act: Changing | None) -> bool:
    survivor, other = (Issue.objects.filter(pk=parted[name]).first() for name in ("survivor", "other"))
    if survivor is None or other is None or pages_of_one_number(survivor, other):
        return False
    if act is not None:
        addressing.join_issues(survivor, other)
        act.changeset.effects["merged_issue"] = parted
    return True


def _closed_back(key: str, number: int, before: str, after: str, act: Changing | None) -> bool:
    version = ArticleVersion.objects.filter(key=key, number=number, closed=after)
    if act is None:
        return version.exists()
    if not version.update(closed=before):
        return False
    act.changeset.effects.setdefault("closed", []).append([key, number, after, before])
    RecordVersion.rotate()
    return True
