"""Take an act back: each article that still is as the act left it says again what it said before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.acts import restoring
from archive.acts.change import change
from archive.acts.ownership import Owners, places
from archive.acts.refusal import ActRefused, demand
from archive.acts.versions import whole
from archive.lots import LOT, lots
from archive.models import Article, ArticlePart, ArticleVersion, ChangeSet, Page, Photo, Tombstone, Visibility

Kind = ChangeSet.Kind
_NEEDED = {
    Kind.IMPORT: ("archive.import_sourcetext",),
    Kind.REREAD: ("archive.import_sourcetext",),
    Kind.CORRECT: ("archive.change_article",),
    Kind.MOVE: ("archive.change_article",),
    Kind.SPLIT: ("archive.split_article",),
    Kind.JOIN: ("archive.split_article",),
    Kind.TAKE_APART: ("archive.split_article",),
    Kind.WITHDRAW: ("archive.withdraw_article",),
    Kind.BRING_BACK: ("archive.withdraw_article",),
    Kind.CLOSE: ("archive.withdraw_article",),
    Kind.SUSPEND: ("archive.lift_article",),
    Kind.LIFT: ("archive.suspend_article",),
    Kind.PUBLISH: ("archive.publish_article",),
    Kind.MERGE_ISSUES: ("archive.merge_issue", "archive.change_issue", "archive.delete_issue"),
}
_BY_IMPORT = (Kind.IMPORT, Kind.REREAD)
# Acts on many articles, each of which stands for itself unless text went from one to another.
_ON_MANY = (*_BY_IMPORT, Kind.MOVE, Kind.WITHDRAW, Kind.BRING_BACK, Kind.SUSPEND, Kind.LIFT, Kind.PUBLISH)

CHANGED = gettext_lazy("其后又有改动")
REVIEWED = gettext_lazy("其后核对状态有变")
STANDING = gettext_lazy("其后公开状态有变")
JOINED = gettext_lazy("其后又合并或拆开过")
DELETED = gettext_lazy("已删除")
NOT_KEPT = gettext_lazy("没有保存改动前的内容")
WITH_ANOTHER = gettext_lazy("与它互换过文字的文章不能恢复")
TAKEN = gettext_lazy("其文字已归另一篇文章")


@dataclass(frozen=True, slots=True)
class Skipped:
    """What an undo left as it is: an article's key, or a record such as ``issue:12``, and why, in words."""

    name: str
    reason: str


@dataclass(slots=True)
class Undone:
    """What an undo restored, by key or as ``issue:12``, and what it left as it is. ``changeset`` is the undo itself,
    None if nothing could be restored."""

    restored: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    changeset: ChangeSet | None = None

    def note_records(self, found: restoring.Records) -> None:
        self.restored += found.names
        self.skipped += [Skipped(name, str(CHANGED)) for name in found.changed]

    def note(self, plan: _Plan) -> list[list[str]]:
        """Note what of the plan can be restored and what not; the groups that can are returned."""
        restorable = []
        for group in plan.groups:
            reasons = {key: plan.reason_against(key) for key in group}
            if any(reasons.values()):
                self.skipped += [Skipped(key, str(reason or WITH_ANOTHER)) for key, reason in reasons.items()]
            elif plan.is_taken(group):
                self.skipped += [Skipped(key, str(TAKEN)) for key in group]
            else:
                self.restored += group
                restorable.append(group)
        return restorable


def undo(changeset: ChangeSet, *, by: AbstractUser | None) -> Undone:
    """Take the act back, in lots: articles get a new version with the text that they had before, what it made is
    withdrawn (an import's) or goes back into what it was split from, and records have their fields again.

    What was changed since, reviewed, hidden or brought back stays as it is, and is listed. An act that was cut short is
    taken back as far as it came; an undo can be undone. Raises PermissionDenied for who could not have done the act,
    and ActRefused if it was undone already.
    """
    _demand(changeset, by)
    done = Undone()
    with change(Kind.UNDO, by=by, undoes=changeset) as act:
        with act.lot():
            _refuse_twice(changeset)
            done.note_records(restoring.records(changeset, act))
        for keys in _in_lots(_Plan(changeset).groups):
            with act.lot():
                plan = _Plan(changeset, keys)
                restorable = done.note(plan)
                act.touch([plan.articles[key].pk for group in restorable for key in group])
                for group in restorable:
                    plan.restore(group)
    done.changeset = act.changeset if act.changeset.pk else None
    return done


def foreseen(changeset: ChangeSet) -> Undone:
    """What ``undo`` would restore and what not, as things stand."""
    done = Undone()
    done.note_records(restoring.records(changeset, None))
    done.note(_Plan(changeset))
    return done


def may_undo(changeset: ChangeSet, by: AbstractUser) -> bool:
    """Whether this user may take the act back, and nobody has."""
    return by.has_perms(_needed(changeset)) and not _is_undone(changeset)


def _demand(changeset: ChangeSet, by: AbstractUser | None) -> None:
    if changeset.kind == Kind.REDACT:
        raise ActRefused(_("遮盖不能在这里撤销，请在遮盖记录里解除。"))
    demand(by, *_needed(changeset))


def _needed(changeset: ChangeSet) -> list[str]:
    """What one must be allowed to do: the act that was done, at whatever remove, and to change the records it changed."""
    kind = _root_kind(changeset)
    needed = set(_NEEDED.get(kind, ("archive.change_article",)))
    if kind not in _BY_IMPORT:  # whoever may import may have it fill in what a page prints of its issue
        needed |= {f"archive.change_{name.split(':')[0]}" for name in changeset.effects.get("fields", {})}
    return sorted(needed)


def _is_undone(changeset: ChangeSet) -> bool:
    """Whether an undo of it was done; one that was cut short can be gone on with."""
    return changeset.undone_by.filter(finished__isnull=False).exists()


def _refuse_twice(changeset: ChangeSet) -> None:
    if _is_undone(changeset):
        raise ActRefused(_("这次改动已经撤销过；要恢复它，请撤销那次撤销。"))


def _in_lots(groups: Iterable[Sequence[str]]) -> Iterator[list[str]]:
    """Keys in lots for one transaction each; what hangs together stays together."""
    lot: list[str] = []
    for group in groups:
        if lot and len(lot) + len(group) > LOT:
            yield lot
            lot = []
        lot += group
    if lot:
        yield lot


class _Plan:
    """What an act left of articles, and what they were before; ``keys`` are those of one lot, None means all."""

    def __init__(self, changeset: ChangeSet, keys: Sequence[str] | None = None) -> None:
        self.changeset = changeset
        self.kind = _root_kind(changeset)
        effects = changeset.effects
        self.beside = {
            name: effects.get(name, {"before": {}, "after": {}}) for name in ("standing", "reviewed", "merged")
        }
        present = Article.objects.filter(changeset=changeset)
        self.later = set(changeset.versions.values_list("key", flat=True))
        named = {key for noted in self.beside.values() for key in noted["after"]} | set(effects.get("deleted", ()))
        found = named | self.later | set(present.values_list("key", flat=True))
        self.keys = sorted(found if keys is None else found & set(keys))
        pks = [pk for lot in lots(self.keys) for pk in Article.objects.filter(key__in=lot).values_list("pk", flat=True)]
        self.articles = {article.key: article for article in whole(pks)}
        self.before = self._states(-1)
        self.last = self._states(0)
        self.common = self._of_common_text()
        self.groups = self._grouped()

    def _states(self, behind: int) -> dict[str, dict]:
        """The states kept under the number that each article has now, or under one before."""
        numbers = {key: article.revision + behind for key, article in self.articles.items()}
        return {
            version.key: version.unpacked
            for lot in lots(numbers)
            for version in ArticleVersion.objects.filter(key__in=lot, number__in={numbers[key] for key in lot})
            if version.number == numbers[version.key]
        }

    def _is_result(self, key: str) -> bool:
        """Whether the present version of the article is the act's work."""
        return self.articles[key].changeset_id == self.changeset.pk

    def _is_made(self, key: str) -> bool:
        return self._is_result(key) and self.articles[key].revision == 1

    def _joined_to(self, key: str, when: str) -> str | None:
        """The key of what it was joined to before or after the act, '' if nothing; None if the act did nothing of that."""
        return self.beside["merged"][when].get(key)

    # Who hangs together

    def _grouped(self) -> list[list[str]]:
        ties = _Ties(self.keys)
        if self.kind not in _ON_MANY:
            ties.tie(self.keys)
        for key in self.keys:
            ties.tie([key, self._joined_to(key, "before"), self._joined_to(key, "after")])
            if (state := self.before.get(key)) and self._is_result(key):
                ties.tie([key, *(piece["tail"] for piece in (*state["parts"], *state["photos"]))])
        for one, other in self.common:
            ties.tie([one, other])
        return ties.groups()

    def _of_common_text(self) -> Counter[tuple[str, str]]:
        """Articles one of which now has what another had before, and how many characters of the received text."""
        runs = defaultdict(list)
        for key, article in self.articles.items():
            if self._is_result(key):
                for piece in _pieces_of(article):
                    runs[piece.source_id] += [(start, end, key) for start, end, *_role in piece.spans]
                for piece in _pieces(self.before.get(key)):
                    runs[piece["source"]] += [(start, end, key) for start, end, *_role in piece["spans"]]
        common: Counter[tuple[str, str]] = Counter()
        for mine in runs.values():
            reach, owner = -1, ""
            for start, end, key in sorted(mine):
                if start < reach and key != owner:
                    common[owner, key] += min(end, reach) - start
                    common[key, owner] += min(end, reach) - start
                if end > reach:
                    reach, owner = end, key
        return common

    def _successor(self, key: str) -> str | None:
        """The article of before that has most of the text of one that the act made."""
        if self.kind == Kind.SPLIT:
            return next((other for other in self.keys if self._is_result(other) and not self._is_made(other)), None)
        shares = {
            other: count for (one, other), count in self.common.items() if one == key and not self._is_made(other)
        }
        return max(shares, key=shares.__getitem__, default=None)

    # What may be restored

    def reason_against(self, key: str) -> str | None:
        """Why the article is not as the act left it, or cannot be what it was; None if nothing is in the way."""
        article = self.articles.get(key)
        if article is None:
            return DELETED
        if (article.merged_into.key if article.merged_into_id else "") != (self._joined_to(key, "after") or ""):
            return JOINED
        if key in self.later:
            return CHANGED
        for name, now in (("standing", _standing(article)), ("reviewed", article.reviewed)):
            if now != self.beside[name]["after"].get(key, now):
                return STANDING if name == "standing" else REVIEWED
        if not self._is_result(key):
            return None
        return self._made_and_touched(key) if self._is_made(key) else self._state_and_changed(key)

    def _made_and_touched(self, key: str) -> str | None:
        article = self.articles[key]
        if article.reviewed:
            return REVIEWED
        others = [self.articles[other] for other in self.keys if other in self.articles]
        hidden = article.visibility in (Visibility.SUSPENDED, Visibility.WITHDRAWN)
        if self.kind == Kind.SPLIT:  # it has stood from the first as what it was split from
            return STANDING if any(other.visibility != article.visibility for other in others) else None
        return STANDING if hidden else None

    def _state_and_changed(self, key: str) -> str | None:
        article, state = self.articles[key], self.before.get(key)
        if self._joined_to(key, "before"):
            return None
        if state is None:
            return NOT_KEPT
        pages = {state["page"], *(piece["page"] for piece in _pieces(state))}
        if Page.objects.filter(pk__in=pages).count() < len(pages):
            return DELETED
        if key not in self.beside["reviewed"]["after"] and state["reviewed"] != article.reviewed:
            return REVIEWED
        if key not in self.beside["standing"]["after"] and state["visibility"] != article.visibility:
            return STANDING
        return None

    def is_taken(self, group: Sequence[str]) -> bool:
        """Whether articles outside the group have text now that those in it would have again."""
        pieces = []
        for key in group:
            target = self._target(key)
            if target is None:
                pieces += [(piece.source_id, piece.spans) for piece in _pieces_of(self.articles[key])]
            else:
                pieces += [(piece["source"], piece["spans"]) for piece in _pieces(target.state)]
        return bool(self._owners.of(places(pieces), {self.articles[key].pk for key in group}))

    @cached_property
    def _owners(self) -> Owners:
        now = {piece.source_id for article in self.articles.values() for piece in _pieces_of(article)}
        before = {piece["source"] for state in (*self.before.values(), *self.last.values()) for piece in _pieces(state)}
        return Owners((now | before) - {None})

    # Restoring

    def restore(self, group: Sequence[str]) -> None:
        """Make the articles of a group, which were touched, what they were before the act."""
        for key in group:
            article = self.articles[key]
            if key in self.beside["standing"]["before"]:
                article.visibility, article.withdrawn_kind, article.withdrawn_note = self.beside["standing"]["before"][
                    key
                ]
            article.reviewed = self.beside["reviewed"]["before"].get(key, article.reviewed)
        targets = [target for key in group if (target := self._target(key)) is not None]
        restoring.restore(targets, self._photos_apart())
        for key in group:
            article = self.articles[key]
            if self._is_made(key) and article.merged_into_id is None:
                article.visibility = Visibility.WITHDRAWN
                article.withdrawn_kind = Tombstone.Kind.UNDONE if self.kind in _BY_IMPORT else Tombstone.Kind.ERROR
            article.save()

    def _photos_apart(self) -> set[int]:
        """The photos that the act brought to an article, which stood by themselves before."""
        fields = self.changeset.effects.get("fields", {})
        came = (name for name, changed in fields.items() if changed.get("article", [0])[0] is None)
        return {int(name.removeprefix("photo:")) for name in came}

    def _target(self, key: str) -> restoring.Target | None:
        """What the article is to be, None if its text stays as it is."""
        article, joined = self.articles[key], self._joined_to(key, "before")
        if joined:
            return restoring.Target(article, joined_to=self.articles[joined].pk)
        if self._is_made(key):
            if (successor := self._successor(key)) is not None:
                return restoring.Target(article, joined_to=self.articles[successor].pk)
            beginning = self._joined_to(key, "after")
            return restoring.Target(article) if beginning and not self._is_made(beginning) else None
        if joined == "":
            return restoring.Target(article, self.last.get(key))
        return restoring.Target(article, self.before[key]) if self._is_result(key) else None


class _Ties:
    """Keys that hang together, in groups."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._above = {key: key for key in keys}

    def tie(self, keys: Iterable[str | None]) -> None:
        """Tie those of the keys that are known."""
        roots = [self._root(key) for key in keys if key in self._above]
        for root in roots[1:]:
            self._above[self._root(root)] = self._root(roots[0])

    def _root(self, key: str) -> str:
        while self._above[key] != key:
            self._above[key] = self._above[self._above[key]]
            key = self._above[key]
        return key

    def groups(self) -> list[list[str]]:
        found: dict[str, list[str]] = {}
        for key in self._above:
            found.setdefault(self._root(key), []).append(key)
        return list(found.values())


def _root_kind(changeset: ChangeSet) -> str:
    """The kind of the act that was undone, at whatever remove."""
    while changeset.kind == Kind.UNDO and changeset.undoes is not None:
        changeset = changeset.undoes
    return changeset.kind


def _pieces(state: dict | None) -> list[dict]:
    return [*state["parts"], *state["photos"]] if state else []


def _pieces_of(article: Article) -> list[ArticlePart | Photo]:
    return [*article.parts.all(), *article.photos.all()]


def _standing(article: Article) -> list:
    return [article.visibility, article.withdrawn_kind, article.withdrawn_note]
