"""Each act, done by each role and by nobody: it is done by those who may, and leaves nothing where it is refused."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass

import pytest
import records
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from people import EVERYBODY, ROLES, SUPERUSER, who

from archive import acts
from archive.acts.erase import erase
from archive.models import (
    Article,
    ArticleVersion,
    ChangeSet,
    Issue,
    Operation,
    Page,
    Redaction,
    SourceText,
    Tombstone,
    Visibility,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unindexed")]

KIND = Tombstone.Kind.CHECKING
SOURCE, EVERYWHERE = Redaction.Reach.SOURCE, Redaction.Reach.EVERYWHERE


class World:
    """An issue with two articles of one text on a page, and another issue with a page."""

    def __init__(self) -> None:
        self.page = records.page()
        self.source = records.source("甲题\n甲文第一行。\n甲文第二行。\n乙文。", self.page)
        blocks = ("甲文第一行。", "甲文第二行。")
        self.article = records.article(self.page, *blocks, headline="甲题", read_from=self.source)
        self.second = records.article(self.page, "乙文。", read_from=self.source)
        self.other_page = records.page(records.issue("2026-02-07"), "2")

    @property
    def issue(self) -> Issue:
        return self.page.issue

    def wait(self) -> None:
        Article.objects.update(visibility=Visibility.AWAITING)
        self.article.refresh_from_db()

    def edit(self) -> ChangeSet:
        with acts.correcting([self.article.pk], by=None) as act:
            Article.objects.filter(pk=self.article.pk).update(headline="改题")
        return act.changeset

    def redacted(self, reach: str, by=None) -> Redaction:
        acts.redact(self.source, 0, 2, KIND, reach, by=by)
        return Redaction.objects.get()


def nothing(_world: World) -> None:
    """Of an act that needs no other before it."""


@dataclass(frozen=True)
class Act:
    """What is done as the user, after what has been ``before``, whose result it is given; the ``least`` role that may."""

    least: str
    do: Callable
    before: Callable = nothing


def undoing(least: str, act: Callable) -> Act:
    def before(world: World) -> ChangeSet:
        act(world, None, None)
        return ChangeSet.objects.order_by("pk").last()

    return Act(least, lambda _world, done, by: acts.undo(done, by=by), before)


def split(world: World, _done: None, by) -> ChangeSet:
    return acts.split(world.article, acts.Cut(0, 1), by=by)


def join(world: World, _done: None, by) -> ChangeSet:
    return acts.join(world.article, [world.second], by=by)


def move(world: World, _done: None, by) -> ChangeSet:
    return acts.move([world.article], world.other_page, by=by)


def suspend(world: World, _done: None, by) -> ChangeSet | None:
    return acts.suspend(world.article, KIND, by=by)


def withdraw(world: World, _done: None, by) -> ChangeSet | None:
    return acts.withdraw(world.article, KIND, by=by)


def merge(world: World, _done: None, by) -> ChangeSet:
    return acts.merge_issues(world.issue, world.other_page.issue, by=by)


CORRECTOR, REVIEWER = "校对员", "审核员"
ACTS = {
    "split": Act(CORRECTOR, split),
    "undo a split": undoing(CORRECTOR, split),
    "join": Act(CORRECTOR, join),
    "undo a join": undoing(CORRECTOR, join),
    "take apart": Act(CORRECTOR, lambda w, _, by: acts.take_apart(w.second, by=by), lambda w: join(w, None, None)),
    "move": Act(CORRECTOR, move),
    "undo a move": undoing(CORRECTOR, move),
    "undo a correction": undoing(CORRECTOR, lambda w, _done, _by: w.edit()),
    "suspend": Act(CORRECTOR, suspend),
    "suspend a page": Act(CORRECTOR, lambda w, _, by: acts.suspend(w.page, KIND, by=by)),
    "suspend an issue": Act(CORRECTOR, lambda w, _, by: acts.suspend(w.issue, KIND, by=by)),
    "undo a suspension": undoing(REVIEWER, suspend),
    "lift": Act(REVIEWER, lambda w, _, by: acts.lift(w.article, by=by), lambda w: suspend(w, None, None)),
    "lift a page": Act(
        REVIEWER, lambda w, _, by: acts.lift(w.page, by=by), lambda w: acts.suspend(w.page, KIND, by=None)
    ),
    "publish": Act(REVIEWER, lambda w, _, by: acts.publish(w.article, by=by), World.wait),
    "publish an issue": Act(REVIEWER, lambda w, _, by: acts.publish(w.issue, by=by), World.wait),
    "withdraw": Act(REVIEWER, withdraw),
    "undo a withdrawal": undoing(REVIEWER, withdraw),
    "bring back": Act(REVIEWER, lambda w, _, by: acts.bring_back(w.article, by=by), lambda w: withdraw(w, None, None)),
    "close a version": Act(
        REVIEWER, lambda _w, _, by: acts.close([ArticleVersion.objects.get()], KIND, by=by), World.edit
    ),
    "redact in the text only": Act(CORRECTOR, lambda w, _, by: w.redacted(SOURCE, by)),
    "lift that": Act(CORRECTOR, lambda _w, done, by: acts.lift_redaction(done, by=by), lambda w: w.redacted(SOURCE)),
    "redact": Act(REVIEWER, lambda w, _, by: w.redacted(EVERYWHERE, by)),
    "redact words": Act(REVIEWER, lambda w, _, by: acts.redact_words(w.article, "甲文第一行", KIND, by=by)),
    "lift a redaction": Act(
        REVIEWER, lambda _w, done, by: acts.lift_redaction(done, by=by), lambda w: w.redacted(EVERYWHERE)
    ),
    "erase": Act(REVIEWER, lambda _w, done, by: erase([done], by=by), lambda w: w.redacted(EVERYWHERE)),
    "merge issues": Act(REVIEWER, merge),
    "undo a merge of issues": undoing(REVIEWER, merge),
}


def written() -> list:
    """All that an act may write, as rows."""
    models = (Article, ArticleVersion, ChangeSet, Issue, Operation, Page, Redaction, SourceText, Tombstone)
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.fixture(scope="module", autouse=True)
def _world(lasting_record) -> World:
    return World()


@pytest.fixture
def world(_world) -> World:
    return deepcopy(_world)


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("act", ACTS)
def test_every_act_is_done_by_those_who_may_and_by_nobody_else(world, act, name):
    by = who(name) or AnonymousUser()
    done = ACTS[act].before(world)
    before = written()
    if name == SUPERUSER or (name in ROLES and ROLES.index(name) >= ROLES.index(ACTS[act].least)):
        ACTS[act].do(world, done, by)
        assert written() != before
    else:
        with pytest.raises(PermissionDenied):
            ACTS[act].do(world, done, by)
        assert written() == before
