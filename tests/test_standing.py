"""Acts on where records stand: withdrawn, brought back, suspended, published."""

import pytest
import records
from django.contrib.auth.models import Permission, User
from django.core.exceptions import PermissionDenied

from archive import acts
from archive.models import Article, ArticleVersion, ChangeSet, Issue, Page, Photo, Tombstone, Visibility

pytestmark = pytest.mark.django_db

PUBLIC, AWAITING, SUSPENDED, WITHDRAWN = Visibility.values
REQUEST, CHECKING = Tombstone.Kind.REQUEST.value, Tombstone.Kind.CHECKING.value


def made(visibility: str = PUBLIC, **facts) -> Article:
    """An article that stands so; what is not waiting was public once."""
    article = records.article(facts.pop("page", None) or records.page(), "正文。", visibility=visibility, **facts)
    Article.objects.filter(pk=article.pk).update(shown=0 if visibility == AWAITING else 1)
    return Article.objects.get(pk=article.pk)


def standing(article: Article) -> tuple:
    return Article.objects.values_list("visibility", "withdrawn_kind", "withdrawn_note").get(pk=article.pk)


ACTS = {
    "withdraw": lambda found, by=None: acts.withdraw(found, REQUEST, "张某来信", by=by),
    "bring_back": lambda found, by=None: acts.bring_back(found, by=by),
    "suspend": lambda found, by=None: acts.suspend(found, CHECKING, "待核", by=by),
    "lift": lambda found, by=None: acts.lift(found, by=by),
    "publish": lambda found, by=None: acts.publish(found, by=by),
}
GONE = (WITHDRAWN, REQUEST, "张某来信")
PAUSED = (SUSPENDED, CHECKING, "待核")
OPEN, WAITS = (PUBLIC, None, ""), (AWAITING, None, "")


@pytest.mark.parametrize(
    ("act", "before", "after"),
    [
        ("withdraw", PUBLIC, GONE), ("withdraw", AWAITING, GONE), ("withdraw", SUSPENDED, GONE), ("withdraw", WITHDRAWN, GONE),
        ("bring_back", WITHDRAWN, OPEN), ("bring_back", PUBLIC, None), ("bring_back", SUSPENDED, None), ("bring_back", AWAITING, None),
        ("suspend", PUBLIC, PAUSED), ("suspend", AWAITING, PAUSED), ("suspend", WITHDRAWN, None), ("suspend", SUSPENDED, None),
        ("lift", SUSPENDED, OPEN), ("lift", PUBLIC, None), ("lift", WITHDRAWN, None), ("lift", AWAITING, None),
        ("publish", AWAITING, OPEN), ("publish", PUBLIC, None), ("publish", SUSPENDED, None), ("publish", WITHDRAWN, None),
    ],
)  # fmt: skip
def test_what_each_act_makes_of_each_standing(act, before, after):
    article = made(before)
    changeset = ACTS[act](article)
    assert standing(article) == (after or (before, None, ""))
    assert (changeset is None, ChangeSet.objects.count()) == (after is None, 0 if after is None else 1)
    assert (ArticleVersion.objects.count(), Article.objects.get().revision) == (0, 1)
    if changeset is not None:
        assert changeset.effects["standing"] == {
            "before": {article.key: [before, None, ""]}, "after": {article.key: list(after)}
        }  # fmt: skip
        acts.undo(changeset, by=None)
        assert standing(article) == (before, None, "")


@pytest.mark.parametrize("shut", ["withdraw", "suspend"])
def test_what_never_was_public_waits_again(shut):
    article = made(AWAITING)
    ACTS[shut](article)
    ACTS[{"withdraw": "bring_back", "suspend": "lift"}[shut]](article)
    assert standing(article) == WAITS


@pytest.mark.parametrize(
    ("before", "done", "after"),
    [
        (PUBLIC, ["suspend", "withdraw", "bring_back"], PAUSED),
        (AWAITING, ["suspend", "withdraw", "bring_back"], PAUSED),
        (PUBLIC, ["suspend", "withdraw", "withdraw again", "bring_back"], PAUSED),
        (PUBLIC, ["suspend", "withdraw", "bring_back", "withdraw", "bring_back"], PAUSED),
        (PUBLIC, ["suspend", "withdraw", "bring_back", "undo", "bring_back"], PAUSED),
        (PUBLIC, ["suspend", "withdraw", "bring_back", "lift"], OPEN),
        (AWAITING, ["suspend", "withdraw", "bring_back", "lift"], WAITS),
        (PUBLIC, ["suspend", "withdraw", "bring_back", "lift", "withdraw", "bring_back"], OPEN),
        (PUBLIC, ["suspend", "lift", "withdraw", "withdraw again", "bring_back"], OPEN),
        (PUBLIC, ["suspend", "withdraw", "undo", "lift", "withdraw", "bring_back"], OPEN),
        (PUBLIC, ["suspend", "withdraw", "bring_back", "lift", "reread", "bring_back"], OPEN),
        (PUBLIC, ["suspend", "withdraw", "bring_back", "lift", "reread", "withdraw", "bring_back"], OPEN),
    ],
)  # fmt: skip
def test_what_was_suspended_when_it_was_withdrawn_is_suspended_again(before, done, after):
    """Nobody asked to lift it; and what is joined to it stands as it does."""
    beginning, other = made(before), made(PUBLIC)
    tail = made(before, merged_into=beginning)
    changeset = None
    for act in done:
        if act == "undo":
            changeset = acts.undo(changeset, by=None).changeset
        elif act == "reread":
            with acts.change(ChangeSet.Kind.REREAD) as reading, reading.lot():
                reading.touch([beginning.pk, tail.pk])
                Article.objects.filter(pk__in=[beginning.pk, tail.pk]).update(
                    visibility=WITHDRAWN, withdrawn_kind=Tombstone.Kind.REREAD
                )
        elif act == "withdraw again":
            changeset = acts.withdraw([beginning, other], Tombstone.Kind.OTHER, by=None)
        else:
            found = [beginning] if act == "suspend" else [beginning, other]
            changeset = ACTS[act](Article.objects.filter(pk__in=[each.pk for each in found]))
    assert [standing(each) for each in (beginning, tail, other)] == [after, after, OPEN]


@pytest.mark.parametrize("when", ["before", "between", "after"])
def test_what_was_split_from_it_is_suspended_again_too(when):
    article = records.article(records.page(), "第一段。", "第二段。")
    for step, act in (("before", "suspend"), ("between", "withdraw"), ("after", None)):
        if step == when:
            acts.split(article, acts.Cut(0, 1), by=None)
        if act is not None:
            ACTS[act](Article.objects.all())
    ACTS["bring_back"](Article.objects.all())
    assert [standing(each) for each in Article.objects.all()] == [PAUSED] * 2


@pytest.mark.parametrize("kind", ["suspended", "joined", "deleted", "reread", ""])
def test_a_reason_is_one_of_the_list(kind):
    for act in (acts.withdraw, acts.suspend):
        with pytest.raises(ValueError, match="is no reason"):
            act(made(), kind, by=None)


def test_what_is_joined_stands_as_its_beginning_and_not_by_itself():
    beginning = made(AWAITING)
    tail = made(AWAITING, merged_into=beginning)
    assert ACTS["withdraw"](tail) is None
    for act, after in (("publish", OPEN), ("suspend", PAUSED), ("withdraw", GONE), ("bring_back", PAUSED)):
        ACTS[act](beginning)
        assert [standing(beginning), standing(tail)] == [after] * 2


PERMISSIONS = {
    "withdraw": "withdraw_article",
    "bring_back": "withdraw_article",
    "suspend": "suspend_article",
    "lift": "lift_article",
    "publish": "publish_article",
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("of", ["article", "page", "issue"])
def test_only_who_may(act, of):
    article = made(AWAITING)
    record = {"article": article, "page": article.page, "issue": article.page.issue}[of]
    if (act, of) not in {
        ("suspend", "page"),
        ("suspend", "issue"),
        ("lift", "page"),
        ("lift", "issue"),
        ("publish", "issue"),
    }:
        record = article
    others = User.objects.create_user("others")
    others.user_permissions.set(Permission.objects.exclude(codename=PERMISSIONS[act]))
    with pytest.raises(PermissionDenied):
        ACTS[act](record, by=others)
    assert (standing(article), ChangeSet.objects.count()) == (WAITS, 0)
    own = User.objects.create_user("own")
    own.user_permissions.add(Permission.objects.get(codename=PERMISSIONS[act]))
    ACTS[act](record, by=own)


class TestPlaces:
    """A suspended page or issue hides whatever stands on it, and what comes to it later."""

    @pytest.fixture
    def places(self) -> dict:
        issue = records.issue()
        first, second = records.page(issue, "1"), records.page(issue, "2")
        jumping = records.article(first, "转版。")
        jumping.parts.create(page=second, order=1, blocks=[{"type": "paragraph", "text": "后半。"}])
        pictured = records.article(first, "配图。")
        Photo.objects.create(article=pictured, page=second, caption="图")
        return {
            "issue": issue, "first": first, "second": second, "jumping": jumping, "pictured": pictured,
            "front": records.article(first, "头版。"), "back": records.article(second, "二版。"),
            "elsewhere": records.article(records.page(records.issue("2026-02-07")), "次日。"),
        }  # fmt: skip

    @staticmethod
    def hidden(places) -> set[str]:
        articles = {name: place for name, place in places.items() if isinstance(place, Article)}
        public = set(Article.objects.public().values_list("pk", flat=True))
        return {name for name, article in articles.items() if article.pk not in public}

    @pytest.mark.parametrize(
        ("place", "hidden"),
        [
            ("first", {"front", "jumping", "pictured"}),
            ("second", {"back", "jumping", "pictured"}),
            ("issue", {"front", "back", "jumping", "pictured"}),
        ],
    )
    def test_all_that_stands_on_it_in_any_part(self, places, place, hidden):
        changeset = ACTS["suspend"](places[place])
        assert (self.hidden(places), changeset.reason) == (hidden, "待核")
        name = f"{places[place]._meta.model_name}:{places[place].pk}"
        assert changeset.effects == {"fields": {name: {"suspended": [None, CHECKING]}}}
        assert set(Tombstone.objects.values_list("key", "kind")) == {(places[name].key, "suspended") for name in hidden}
        assert ACTS["suspend"](places[place]) is None
        acts.undo(changeset, by=None)
        assert (self.hidden(places), Tombstone.objects.count()) == (set(), 0)
        ACTS["suspend"](places[place])
        ACTS["lift"](places[place])
        assert (self.hidden(places), Tombstone.objects.count()) == (set(), 0)
        assert ACTS["lift"](places[place]) is None

    def test_a_page_stays_hidden_while_its_issue_is(self, places):
        ACTS["suspend"](places["first"])
        ACTS["suspend"](places["issue"])
        ACTS["lift"](places["first"])
        assert self.hidden(places) == {"front", "back", "jumping", "pictured"}
        ACTS["lift"](places["issue"])
        assert self.hidden(places) == set()

    def test_what_comes_to_it_later_was_never_public(self, places):
        ACTS["suspend"](places["first"])
        late = records.article(Page.objects.get(pk=places["first"].pk), "迟来。")
        assert (late.is_public, late.was_shown, Tombstone.objects.filter(key=late.key).exists()) == (
            False,
            False,
            False,
        )
        ACTS["lift"](places["first"])
        late.refresh_from_db()
        assert (late.is_public, late.was_shown) == (True, True)

    @pytest.mark.parametrize("change", ["move", "page", "issue", "part", "photo", "take apart"])
    def test_whatever_brings_it_there_or_away(self, places, change):
        ACTS["suspend"](places["second"])
        second, front = Page.objects.get(pk=places["second"].pk), places["front"]
        if change == "move":
            acts.move([front], second, by=None)
            assert "front" in self.hidden(places)
            acts.move([front], places["first"], by=None)
        elif change == "page":
            front.page = second
            front.save()
            assert "front" in self.hidden(places)
            front.page = places["first"]
            front.save()
            front.parts.get().save()
        elif change == "issue":
            later = places["elsewhere"].page
            later.label = "4"
            ACTS["suspend"](places["issue"])
            later.issue = Issue.objects.get(pk=places["issue"].pk)
            later.save()
            assert "elsewhere" in self.hidden(places)
            later.issue = Issue.objects.get(first_day="2026-02-07")
            later.save()
            ACTS["lift"](places["issue"])
        elif change in ("part", "photo"):
            pieces = front.parts if change == "part" else front.photos
            piece = pieces.create(page=second)
            assert "front" in self.hidden(places)
            piece.delete()
        else:
            acts.join(front, [records.article(places["first"], "尾。")], by=None)
            tail = front.merged.get()
            part = front.parts.get(tail=tail)
            part.page = second
            part.save()
            assert "front" in self.hidden(places)
            acts.take_apart(front, by=None)
            assert Article.objects.get(pk=tail.pk).place_suspended
        assert self.hidden(places) == {"back", "jumping", "pictured"}


class TestPublishing:
    def waiting(self, visibility: str = AWAITING, **facts) -> Article:
        page = records.page(records.issue(awaiting=True), awaiting=True, **facts)
        return made(visibility, page=page)

    def test_an_issue_with_all_that_waits_and_never_what_is_suspended(self):
        article = self.waiting()
        issue, page = article.page.issue, article.page
        suspended, withdrawn = made(SUSPENDED, page=page), made(WITHDRAWN, page=page)
        apart = made(AWAITING, page=records.page(issue, "2", awaiting=True))
        ACTS["suspend"](apart.page)
        empty = records.page(issue, "3", awaiting=True)
        changeset = ACTS["publish"](issue)
        found = {each.pk: standing(each)[0] for each in (article, suspended, withdrawn, apart)}
        assert list(found.values()) == [PUBLIC, SUSPENDED, WITHDRAWN, AWAITING]
        waits = dict(Page.objects.values_list("pk", "awaiting"))
        assert waits == {page.pk: None, apart.page_id: True, empty.pk: None}
        assert Issue.objects.get().awaiting is None
        assert ACTS["publish"](issue) is None
        acts.undo(changeset, by=None)
        # Readers have had the address of the page: it does not wait again.
        assert (standing(article), Page.objects.get(pk=page.pk).is_public) == (WAITS, True)

    def test_an_article_releases_what_it_stands_on(self):
        article, other = self.waiting(), self.waiting(label="2")
        article.parts.create(page=other.page, order=1)
        ACTS["publish"](Article.objects.filter(pk=article.pk))
        assert [each.is_public for each in Page.objects.all()] == [True, True]
        assert [standing(each)[0] for each in (article, other)] == [PUBLIC, AWAITING]

    def test_a_suspended_issue_is_not_published(self):
        article = self.waiting()
        ACTS["suspend"](article.page.issue)
        assert ACTS["publish"](article.page.issue) is None
        assert ACTS["publish"](article) is None
        ACTS["lift"](article.page.issue)
        assert (standing(article), Page.objects.get().is_public) == (WAITS, False)


def test_what_a_split_makes_is_not_shown_before_all_its_parts_stand_where_they_stand():
    """Its first part is on a page that is public, another is not: nobody ever saw it."""
    issue = records.issue()
    first, second = records.page(issue, "1"), records.page(issue, "2", suspended=CHECKING)
    article = records.article(first, "正文甲。", "正文乙。")
    article.parts.create(page=second, order=1, blocks=[{"type": "paragraph", "text": "正文丙。"}])
    acts.settle_places([article.pk])
    made_of_it = acts.split(article, acts.Cut(0, 1), by=None)
    assert (made_of_it.is_public, made_of_it.shown) == (False, 0)
    assert not Tombstone.objects.filter(key=made_of_it.key).exists()
