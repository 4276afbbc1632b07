"""What an undo finds: what an act left of articles, what they were before, and what is in the way of that."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

from django.utils.translation import gettext_lazy

from archive.acts import restoring
from archive.acts.ownership import Owners, places
from archive.acts.versions import pieces, whole
from archive.models import Article, ArticlePart, ArticleVersion, ChangeSet, Page, Photo, Tombstone, Visibility
from archive.models.lots import lots

Kind = ChangeSet.Kind
BY_IMPORT = (Kind.IMPORT, Kind.REREAD)
# Acts on many articles, each of which stands for itself unless text went from one to another.
_ON_MANY = (*BY_IMPORT, Kind.MOVE, Kind.WITHDRAW, Kind.BRING_BACK, Kind.SUSPEND, Kind.LIFT, Kind.PUBLISH)

CHANGED = gettext_lazy("其后又有改动")
REVIEWED = gettext_lazy("其后核对状态有变")
STANDING = gettext_lazy("其后公开状态有变")
JOINED = gettext_lazy("其后又合并或拆开过")
DELETED = gettext_lazy("已删除")
NOT_KEPT = gettext_lazy("没有保存改动前的内容")
WITH_ANOTHER = gettext_lazy("与它互换过文字的文章不能恢复")
TAKEN = gettext_lazy("其文字已归另一篇文章")


class Plan:
    """What an act left of articles, and what they were before; ``keys`` are those of one lot, None means all."""

    def __init__(self, changeset: ChangeSet, keys: Sequence[str] | None = None) -> None:
        self.changeset = changeset
        self.kind = root_kind(changeset)
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

    def is_made(self, key: str) -> bool:
        """Whether the act made the article."""
        return self._is_result(key) and self.articles[key].revision == 1

    def is_joined_back(self, key: str) -> bool:
        """Whether restoring joins the article to one that had its text before."""
        target = self._target(key)
        return target is not None and target.joined_to is not None

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
                ties.tie([key, *(piece["tail"] for piece in pieces(state))])
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
                for piece in pieces(self.before.get(key)):
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
            return next((other for other in self.keys if self._is_result(other) and not self.is_made(other)), None)
        shares = {other: count for (one, other), count in self.common.items() if one == key and not self.is_made(other)}
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
        return self._made_and_touched(key) if self.is_made(key) else self._state_and_changed(key)

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
        pages = {state["page"], *(piece["page"] for piece in pieces(state))}
        if Page.objects.filter(pk__in=pages).count() < len(pages):
            return DELETED
        if key not in self.beside["reviewed"]["after"] and state["reviewed"] != article.reviewed:
            return REVIEWED
        if key not in self.beside["standing"]["after"] and state["visibility"] != article.visibility:
            return STANDING
        return None

    def is_taken(self, group: Sequence[str]) -> bool:
        """Whether articles outside the group have text now that those in it would have again."""
        had = []
        for key in group:
            target = self._target(key)
            if target is None:
                had += [(piece.source_id, piece.spans) for piece in _pieces_of(self.articles[key])]
            else:
                had += [(piece["source"], piece["spans"]) for piece in pieces(target.state)]
        return bool(self._owners.of(places(had), {self.articles[key].pk for key in group}))

    @cached_property
    def _owners(self) -> Owners:
        now = {piece.source_id for article in self.articles.values() for piece in _pieces_of(article)}
        before = {piece["source"] for state in (*self.before.values(), *self.last.values()) for piece in pieces(state)}
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
            if self.is_made(key) and article.merged_into_id is None:
                article.visibility = Visibility.WITHDRAWN
                article.withdrawn_kind = Tombstone.Kind.UNDONE if self.kind in BY_IMPORT else Tombstone.Kind.ERROR
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
        if self.is_made(key):
            if (successor := self._successor(key)) is not None:
                beginning = self._joined_to(successor, "before") or successor
                return restoring.Target(article, joined_to=self.articles[beginning].pk)
            beginning = self._joined_to(key, "after")
            return restoring.Target(article) if beginning and not self.is_made(beginning) else None
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


def root_kind(changeset: ChangeSet) -> str:
    """The kind of the act that was undone, at whatever remove."""
    while changeset.kind == Kind.UNDO and changeset.undoes is not None:
        changeset = changeset.undoes
    return changeset.kind


def _pieces_of(article: Article) -> list[ArticlePart | Photo]:
    return [*article.parts.all(), *article.photos.all()]


def _standing(article: Article) -> list:
    return [article.visibility, article.withdrawn_kind, article.withdrawn_note]
