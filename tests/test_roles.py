"""Who may do what: every view and action of the admin, tried by each role and by nobody."""

from __future__ import annotations

import datetime
import io
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from importlib import import_module

import pytest
import records
from django.apps import apps
from django.contrib.admin import site
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse
from forms import act, form_of, tokens_of, url
from people import EVERYBODY, PASSWORD, ROLES, STAFF, SUPERUSER, who
from PIL import Image
from test_admin import messages
from test_installation import run

from archive import acts
from archive.acts import change, roles
from archive.models import (
    Archive,
    Article,
    ArticleVersion,
    ChangeSet,
    Issue,
    Newspaper,
    Operation,
    Page,
    PageImage,
    Redaction,
    SourceText,
    Suspension,
    Teaser,
    Tombstone,
    Visibility,
)

pytestmark = pytest.mark.django_db


def log_in(client, name: str) -> User | None:
    user = who(name)
    if user:
        client.force_login(user)
    return user


# --- Every view and action ---
#
# v: looks at it, a: adds, c: changes, d: deletes. Actions and further views by name. A superuser may do what is named
# for anybody at all, and nothing else.


@dataclass
class May:
    corrector: str = ""
    reviewer: str = ""
    administrator: str = ""
    superuser: str = "vacd"
    actions: dict[str, str] = field(default_factory=dict)  # -> the first of the roles that may do it
    views: dict[str, str] = field(default_factory=dict)

    def letters(self, role: str) -> str:
        of = {
            "校对员": self.corrector,
            "审核员": self.reviewer,
            "管理员": self.administrator,
            SUPERUSER: self.superuser,
        }
        return of.get(role, "")


DELETE = "delete_selected"
PLACE = {"suspend": "校对员", "lift": "审核员"}
TABLE = {
    "archive.newspaper": May("v", "v", "vacd", actions={DELETE: "管理员"}),
    "archive.suspension": May("vacd", "vacd", "vacd", actions={DELETE: "校对员"}),
    "archive.issue": May(
        "vac",
        "vacd",
        "vacd",
        actions={DELETE: "审核员", "join": "审核员"} | PLACE | {"publish": "审核员"},
        views={"archive_issue_standing": "校对员"},
    ),
    "archive.page": May(
        "vac",
        "vacd",
        "vacd",
        actions={DELETE: "审核员"} | PLACE,
        views={"archive_page_image": "校对员", "archive_page_standing": "校对员"},
    ),
    "archive.sourcetext": May("v", "v", "v", "v"),
    "archive.article": May(
        "vac",
        "vacd",
        "vacd",
        actions={
            DELETE: "审核员",
            "suspend": "校对员",
            "lift": "审核员",
            "publish": "审核员",
            "withdraw": "审核员",
            "bring_back": "审核员",
            "join_articles": "校对员",
            "take_apart": "校对员",
        },
        views={
            "archive_article_split": "校对员",
            "archive_article_standing": "校对员",
            "archive_article_redact": "审核员",
        },
    ),
    "archive.articlepart": May("vacd", "vacd", "vacd", actions={DELETE: "校对员"}),
    "archive.byline": May("vacd", "vacd", "vacd", actions={DELETE: "校对员"}),
    "archive.photo": May("vacd", "vacd", "vacd", actions={DELETE: "校对员"}),
    "archive.teaser": May("vacd", "vacd", "vacd", actions={DELETE: "校对员"}),
    "archive.address": May("v", "v", "v", "v"),
    "archive.tombstone": May("v", "v", "v", "v"),
    "archive.articleversion": May("v", "v", "v", "v", actions={"close": "审核员", "open_again": "审核员"}),
    "archive.redaction": May("", "vc", "vc", "vc", actions={"lift": "审核员"}),
    "archive.changeset": May("v", "v", "v", "v", views={"archive_changeset_undo": "校对员"}),
    "archive.archive": May(administrator="vc", superuser="vc"),
    "archive.operation": May(
        administrator="v", superuser="v", views={"archive_operation_csv": "管理员", "archive_operation_print": "管理员"}
    ),
    "search.indextask": May(superuser="v"),
    "auth.user": May(administrator="vac", superuser="vac", views={"auth_user_password_change": "管理员"}),
    "auth.group": May(administrator="vac", superuser="vacd", actions={DELETE: SUPERUSER}),
}


def models() -> dict[str, type]:
    return {model._meta.label_lower: model for model in site._registry}


def test_the_table_names_every_model_action_and_view_of_the_admin(rf):
    request = rf.get("/")
    request.user = User(is_superuser=True, is_active=True, is_staff=True)
    request.user.pk = 1
    assert set(TABLE) == set(models())
    for label, admin in ((model._meta.label_lower, admin) for model, admin in site._registry.items()):
        of_delete = {DELETE} if admin.has_delete_permission(request) else set()
        own = {name for _function, name, _description in admin._get_base_actions()} - {DELETE}
        assert (label, set(TABLE[label].actions)) == (label, own | of_delete)
        usual = {f"{label.replace('.', '_')}_{view}" for view in ("changelist", "add", "history", "delete", "change")}
        views = {pattern.name for pattern in admin.get_urls() if pattern.name} - usual
        assert (label, set(TABLE[label].views)) == (label, views)


def one_of(model: type):
    """A record of this model, for which there may be others."""
    issue = records.issue()
    page = records.page(issue)
    source = records.source("收到的原文", page)
    article = records.article(page, "正文", names=("张三",), captions=("图",))
    Teaser.objects.create(page=page, headline="导读")
    if model in (ArticleVersion, ChangeSet):
        corrected(article, None)
    day = datetime.date(2026, 2, 16)
    Suspension.objects.create(newspaper=issue.newspaper, first_day=day, last_day=day)
    found = {
        SourceText: lambda: source,
        Article: lambda: article,
        User: lambda: User.objects.create_user("another"),
        Group: lambda: Group.objects.create(name="另一组"),
        Archive: Archive.current,
        Tombstone: lambda: Tombstone.objects.create(key="a", kind=Tombstone.Kind.OTHER),
        Operation: lambda: Operation.objects.create(kind=Operation.Kind.ACT),
    }
    if model in found:
        return found[model]()
    if model is Redaction:
        return Redaction.objects.create(source=source, start=0, end=2, kind="personal", reach="everywhere")
    if model._meta.label_lower == "search.indextask":
        return model.objects.create(key="a")
    return model.objects.first()


def answered(answer) -> str:
    """'in' where it is shown or done, 'out' where the log-in or a refusal is shown."""
    if answer.status_code == 302:
        return "out" if "/login/" in answer["Location"] else "in"
    return {200: "in", 403: "out"}[answer.status_code]


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("label", TABLE)
def test_every_view_is_open_to_those_of_the_table(client, label, name):
    model, may = models()[label], TABLE[label].letters(name)
    record = one_of(model)
    log_in(client, name)
    stored = model._base_manager.filter(pk=record.pk)
    before = stored.values().get()
    base = f"/admin/{label.replace('.', '/')}/"
    tried = {
        "list": client.get(base),
        "form": client.get(f"{base}{record.pk}/change/"),
        "history": client.get(f"{base}{record.pk}/history/"),
        "empty form": client.get(f"{base}add/"),
        "add": client.post(f"{base}add/", {}),
        "question": client.get(f"{base}{record.pk}/delete/"),
    }
    expected = {
        "list": "v" in may,
        "form": "v" in may,
        "history": "v" in may,
        "empty form": "a" in may,
        "add": "a" in may,
        "question": "d" in may,
    }
    assert {what: answered(answer) == "in" for what, answer in tried.items()} == expected
    if "c" not in may:
        assert answered(client.post(f"{base}{record.pk}/change/", {"name": "x", "headline": "x"})) == "out"
        assert stored.values().get() == before
    if "d" not in may:
        assert answered(client.post(f"{base}{record.pk}/delete/", {"post": "yes"})) == "out"
        assert stored.exists()


def reaches(name: str, first: str) -> bool:
    """Whether this role is ``first`` or one that may do more."""
    order = [*ROLES, SUPERUSER]
    return name in order and order.index(name) >= order.index(first)


def actions_offered(answer) -> set[str]:
    form = answer.context.get("action_form") if answer.status_code == 200 else None
    return {name for name, _label in form.fields["action"].choices if name} if form else set()


ACTIONS = [(label, action) for label, may in TABLE.items() for action in may.actions]


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize(("label", "action"), ACTIONS)
def test_every_action_is_offered_to_those_of_the_table_and_does_nothing_for_others(client, label, action, name):
    model = models()[label]
    record = one_of(model)
    log_in(client, name)
    base = f"/admin/{label.replace('.', '/')}/"
    offered = actions_offered(client.get(base))
    assert (action in offered) == reaches(name, TABLE[label].actions[action])
    if action not in offered:
        stored = model._base_manager.filter(pk=record.pk)
        before = stored.values().get()
        posted = {"action": action, "_selected_action": [record.pk], "post": "yes", "reason": "x", "index": 0}
        client.post(base, posted)
        assert stored.values().get() == before


def with_image(page: Page) -> None:
    image = io.BytesIO()
    Image.new("L", (8, 8)).save(image, "JPEG")
    files = {kind: ContentFile(image.getvalue(), f"{kind}.jpg") for kind in ("original", "whole", "small")}
    PageImage.objects.create(page=page, width=8, height=8, small_width=8, small_height=8, **files)


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize(("label", "view"), [(label, view) for label, may in TABLE.items() for view in may.views])
def test_every_further_view_is_open_to_those_of_the_table(client, label, view, name, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    record = one_of(models()[label])
    if view == "archive_page_image":
        with_image(record)
    log_in(client, name)
    arguments = [] if label == "archive.operation" else [record.pk]
    answer = client.get(reverse(f"admin:{view}", args=arguments))
    assert (answered(answer) == "in") == reaches(name, TABLE[label].views[view])


@pytest.mark.parametrize("held", ["change_issue", "merge_issue", "delete_issue"])
def test_merging_issues_takes_both_permissions(client, held):
    user = log_in(client, STAFF)
    user.user_permissions.add(permission("view_issue"), permission(held))
    one_of(Issue)
    assert "join" not in actions_offered(client.get("/admin/archive/issue/"))


# --- What a form does not hand over, whatever is sent ---


def permission(code: str) -> Permission:
    return Permission.objects.get(codename=code)


@pytest.mark.parametrize("model", [Article, Page, Issue])
def test_a_corrector_can_send_what_he_likes(client, model):
    record = one_of(model)
    log_in(client, "校对员")
    sent = {"reviewed": "on", "visibility": "withdrawn", "withdrawn_note": "x", "release": "reviewed"}
    answer = client.post(url(record), form_of(client.get(url(record))) | sent)
    assert answer.status_code == 302
    record.refresh_from_db()
    assert record.reviewed is False
    if model is Article:
        assert (record.visibility, record.withdrawn_note) == (Visibility.PUBLIC, "")


def test_a_corrector_suspends_but_never_what_is_withdrawn(client):
    article = one_of(Article)
    other = records.article(article.page, "另一篇", visibility=Visibility.WITHDRAWN, withdrawn_note="核实中", order=1)
    log_in(client, "校对员")
    act(client, Article, "suspend", [article, other])
    states = {each.pk: each.visibility for each in Article.objects.all()}
    assert states == {article.pk: Visibility.SUSPENDED, other.pk: Visibility.WITHDRAWN}


# --- Reviewing ---


def corrected(article: Article, by: User | None) -> None:
    with change(ChangeSet.Kind.CORRECT, by=by) as doing, doing.lot():
        doing.touch([article.pk])
        Article.objects.filter(pk=article.pk).update(headline="改过的题")


SELF, ANOTHER = "self", "another"
REVIEWS = [
    # who corrected it last, whether the archive lets people review their own, what else is sent -> reviewed
    (None, None, {}, True),
    (ANOTHER, None, {}, True),
    (ANOTHER, False, {}, True),
    (SELF, None, {}, False),
    (SELF, False, {}, False),
    (SELF, True, {}, True),
    (ANOTHER, None, {"headline": "另一题"}, False),
    (ANOTHER, None, {"bylines-0-name": "李四"}, False),
    (ANOTHER, True, {"headline": "另一题"}, True),
]


@pytest.mark.parametrize("name", ["审核员", "管理员", SUPERUSER])
@pytest.mark.parametrize(("by", "own", "sent", "reviewed"), REVIEWS)
def test_nobody_reviews_his_own_correction(client, name, by, own, sent, reviewed):
    article = one_of(Article)
    users = {SELF: log_in(client, name), ANOTHER: User.objects.create_user("another"), None: None}
    corrected(article, users[by])
    Archive.current()
    Archive.objects.update(own_review=own)
    answer = client.post(url(article), form_of(client.get(url(article))) | {"reviewed": "on"} | sent, follow=True)
    article.refresh_from_db()
    assert article.reviewed is reviewed
    assert any("未标为已核对" in said for said in messages(answer)) is not reviewed
    assert "headline" not in sent or article.headline == sent["headline"]
    assert "bylines-0-name" not in sent or article.bylines.get().name == sent["bylines-0-name"]
    history = LogEntry.objects.latest("pk").get_change_message()
    assert ("已核对" in history) is reviewed


PLACES = [(Page, "name", "要闻"), (Issue, "edition_label", "海外版"), (Newspaper, "place", "通辽")]


@pytest.mark.parametrize(("model", "field", "value"), PLACES)
def test_nobody_reviews_his_own_correction_of_a_place(client, model, field, value):
    record = one_of(model)
    first = log_in(client, "管理员")

    def send(**values) -> None:
        client.post(url(record), form_of(client.get(url(record))) | values)
        record.refresh_from_db()

    send(reviewed="on", **{field: value})
    assert (record.reviewed, getattr(record, field), record.corrected_by) == (False, value, first)
    send(reviewed="on")
    assert (record.reviewed, record.corrected_by) == (False, first)
    client.force_login(who(SUPERUSER))
    send(reviewed="on")
    assert (record.reviewed, record.corrected_by) == (True, first)


def test_what_is_made_by_hand_is_reviewed_by_another(client):
    log_in(client, "管理员")
    blank = form_of(client.get("/admin/archive/newspaper/add/"))
    client.post("/admin/archive/newspaper/add/", blank | {"name": "新报", "slug": "xin-bao", "reviewed": "on"})
    assert Newspaper.objects.get(slug="xin-bao").reviewed is False


# --- Received texts and images that are not public ---


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize("name", [STAFF, "校对员"])
def test_a_look_at_a_text_that_is_not_public_takes_a_permission_and_is_recorded(client, name, hidden):
    page = records.page()
    source = records.source("密语玄圃", page, warnings=[{"code": "no_headline", "span": None, "text": "密语"}])
    standing = Visibility.SUSPENDED if hidden else Visibility.PUBLIC
    records.article(page, "密语玄圃", read_from=source, visibility=standing)
    user = log_in(client, name)
    user.user_permissions.add(permission("view_sourcetext"))
    html = client.get(url(source)).content.decode()
    sees = name == "校对员" or not hidden
    assert ("密语玄圃" in html, "密语<" in html) == (sees, sees)
    assert ("密语" in client.get(url(SourceText)).content.decode()) is (name == "校对员")
    looks = Operation.objects.filter(kind=Operation.Kind.HIDDEN_VIEW).values_list("by", "about")
    assert list(looks) == ([(user.pk, source.sha256)] if hidden and sees else [])


@pytest.mark.parametrize(
    ("standing", "recorded"), [("public", False), ("awaiting", False), ("suspended", True), ("withdrawn", True)]
)
def test_a_look_at_an_article_that_is_hidden_and_at_its_versions_is_recorded(client, standing, recorded):
    article = records.article(records.page(), "正文", headline="旧题")
    with acts.correcting([article.pk], by=None):
        Article.objects.update(headline="新题")
    Article.objects.update(visibility=standing)
    version = ArticleVersion.objects.get()
    user = log_in(client, "校对员")
    assert [client.get(url(each)).status_code for each in (article, version)] == [200, 200]
    looks = Operation.objects.filter(kind=Operation.Kind.HIDDEN_VIEW).order_by("pk").values_list("by", "about")
    both = [(user.pk, article.key), (user.pk, f"{article.key}?revision=1")]
    assert list(looks) == (both if recorded else [])
    ArticleVersion.objects.update(closed=Tombstone.Kind.PERSONAL)
    client.get(url(version))
    assert list(looks.all()) == (both if recorded else []) + both[1:]


@pytest.mark.parametrize("state", [state for state in SourceText.State if state != SourceText.State.CURRENT])
def test_a_text_that_is_not_in_use_is_not_public(client, state):
    page = records.page()
    source = records.source("原文", page, state=state)
    log_in(client, "校对员")
    client.get(url(source))
    assert Operation.objects.filter(kind=Operation.Kind.HIDDEN_VIEW).count() == 1


@pytest.mark.parametrize(("name", "hidden", "status"), [(STAFF, False, 200), (STAFF, True, 403), ("校对员", True, 200)])
def test_an_image_that_is_not_public_too(client, settings, tmp_path, name, hidden, status):
    settings.MEDIA_ROOT = tmp_path
    article = one_of(Article)
    if hidden:
        Article.objects.filter(pk=article.pk).update(visibility=Visibility.SUSPENDED)
    with_image(article.page)
    user = log_in(client, name)
    user.user_permissions.add(permission("view_page"))
    assert client.get(reverse("admin:archive_page_image", args=[article.page_id])).status_code == status
    looks = Operation.objects.filter(kind=Operation.Kind.HIDDEN_VIEW).values_list("by", "about")
    assert list(looks) == ([(user.pk, article.page.get_absolute_url())] if hidden and status == 200 else [])


# --- Users ---


BEYOND = "delete_logentry"  # a permission that no role has


def sent_by(client, record) -> dict[str, str]:
    return form_of(client.get(url(record)))


def send(client, address: str, sent: dict):
    """Send these fields and no others, with what the form that was opened for it says was seen."""
    return client.post(address, tokens_of(client.get(address)) | sent)


def url_of(user: User, view: str = "change") -> str:
    return f"/admin/auth/user/{user.pk}/{view}/"


def test_an_administrator_makes_a_user_and_gives_him_a_role(client):
    log_in(client, "管理员")
    named = {"username": "xin", "password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    rank = {"is_superuser": "on", "is_staff": "on"}
    assert send(client, "/admin/auth/user/add/", named | rank).status_code == 302
    user = User.objects.get(username="xin")
    assert (user.is_superuser, user.is_staff) == (False, False)
    for role in ROLES:
        group = Group.objects.get(name=role)
        answer = send(
            client,
            url_of(user),
            {"username": "xin", "is_active": "on", "is_staff": "on", "groups": [group.pk], "is_superuser": "on"},
        )
        assert answer.status_code == 302
        user.refresh_from_db()
        assert ([each.name for each in user.groups.all()], user.is_staff, user.is_superuser) == ([role], True, False)


def test_a_user_is_deactivated_and_never_deleted(client):
    user = User.objects.create_user("xin", password=PASSWORD, is_staff=True)
    log_in(client, SUPERUSER)
    assert client.post(url_of(user, "delete"), {"post": "yes"}).status_code == 403
    client.post("/admin/auth/user/", {"action": DELETE, "_selected_action": [user.pk], "post": "yes"})
    assert send(client, url_of(user), {"username": "xin", "is_staff": "on"}).status_code == 302
    user.refresh_from_db()
    assert user.is_active is False
    client.logout()
    assert client.login(username="xin", password=PASSWORD) is False


def superior(name: str) -> User:
    """Users who can do, or could if they were let in again, what an administrator cannot."""
    if name == "a superuser":
        return who(SUPERUSER)
    user = User.objects.create_user("superior", password=PASSWORD, is_staff=True, is_active=name != "deactivated")
    if name == "by a group":
        group = Group.objects.create(name="另一组")
        group.permissions.add(permission(BEYOND))
        user.groups.add(group)
    elif name == "a deactivated superuser":
        User.objects.filter(pk=user.pk).update(is_superuser=True, is_active=False)
    else:
        user.user_permissions.add(permission(BEYOND))
    return user


@pytest.mark.parametrize("name", ["a superuser", "a deactivated superuser", "by a group", "of his own", "deactivated"])
def test_an_administrator_does_not_touch_who_can_do_more(client, name):
    user = superior(name)
    stored = User.objects.filter(pk=user.pk)
    before = stored.values().get()
    log_in(client, "管理员")
    assert client.get(url_of(user)).status_code == 200
    assert "pbkdf2" not in (shown := client.get(url_of(user)).content.decode())
    assert "md5" not in shown
    assert client.post(url_of(user), {"username": "mine"}).status_code == 403
    password = {"password1": "another long one", "password2": "another long one", "usable_password": "true"}
    assert client.get(url_of(user, "password")).status_code == 403
    assert client.post(url_of(user, "password"), password).status_code == 403
    assert client.post(url_of(user, "delete"), {"post": "yes"}).status_code == 403
    assert stored.values().get() == before


@pytest.mark.parametrize(
    ("field", "chosen"),
    [("user_permissions", lambda: permission(BEYOND)), ("groups", lambda: superior("by a group").groups.get())],
)
def test_an_administrator_gives_nothing_that_he_has_not(client, field, chosen):
    value = chosen()
    user = User.objects.create_user("xin")
    log_in(client, "管理员")
    answer = send(client, url_of(user), {"username": "xin", "is_active": "on", field: [value.pk]})
    assert answer.status_code == 200
    assert field in answer.context["adminform"].form.errors
    assert not getattr(user, field).exists()


def test_nobody_raises_himself(client):
    user = log_in(client, "管理员")
    group = Group.objects.get(name="校对员")
    sent = {
        "username": "renamed", "is_superuser": "on", "groups": [group.pk],
        "user_permissions": [permission(BEYOND).pk, permission("view_article").pk],
    }  # fmt: skip
    assert send(client, url_of(user), sent).status_code == 302
    user = User.objects.get(pk=user.pk)
    assert (user.username, user.is_superuser, user.is_staff, user.is_active) == ("renamed", False, True, True)
    assert [each.name for each in user.groups.all()] == ["管理员"]
    assert not user.user_permissions.exists()


def test_a_group_is_given_nothing_that_the_administrator_has_not(client):
    log_in(client, "管理员")
    base = "/admin/auth/group/"
    refused = send(client, f"{base}add/", {"name": "新组", "permissions": [permission(BEYOND).pk]})
    assert list(refused.context["adminform"].form.errors) == ["permissions"]
    assert (
        send(client, f"{base}add/", {"name": "新组", "permissions": [permission("view_article").pk]}).status_code == 302
    )
    more = superior("by a group").groups.get()
    assert client.post(f"{base}{more.pk}/change/", {"name": "renamed"}).status_code == 403
    assert {group.name: group.permissions.count() for group in Group.objects.exclude(name__in=ROLES)} == {
        "新组": 1,
        "另一组": 1,
    }


def test_each_role_holds_all_that_the_one_before_holds():
    held = [set(Group.objects.get(name=name).permissions.all()) for name in ROLES]
    assert held[0] < held[1] < held[2]
    assert [len(each) for each in held] == [42, 52, 64]
    user = User.objects.create_user("xin")
    assert set(roles.groups_within(user)) == set()
    user.groups.add(Group.objects.get(name="审核员"))
    assert {group.name for group in roles.groups_within(user)} == {"校对员", "审核员"}


# --- The migration ---

migration = import_module("archive.migrations.0014_roles")


def migrate(step) -> None:
    step(apps, connection.schema_editor())


def test_what_an_administrator_made_of_a_group_stays_so():
    group = Group.objects.get(name="校对员")
    group.permissions.set([permission("view_article")])
    Group.objects.get(name="审核员").delete()
    migrate(migration.make_roles)
    assert [each.codename for each in group.permissions.all()] == ["view_article"]
    assert Group.objects.get(name="审核员").permissions.count() == 52


def test_where_no_permission_is_there_yet_they_are_made():
    Permission.objects.all().delete()
    Group.objects.all().delete()
    migrate(migration.make_roles)
    assert [Group.objects.get(name=name).permissions.count() for name in ROLES] == [42, 52, 64]


def test_an_archive_of_before_comes_through(tmp_path):
    for before in (["auth"], ["archive", "0012"]):
        assert run(tmp_path, "manage.py", "migrate", *before, "--verbosity", "0").stderr == ""
    with closing(sqlite3.connect(tmp_path / "archive.sqlite3")) as stored, stored:
        columns = "id, username, password, is_superuser, is_staff, is_active, first_name, last_name, email, date_joined"
        stored.execute(f"INSERT INTO auth_user ({columns}) VALUES (7, 'xin', '', 0, 1, 1, '', '', '', '2026-02-06')")
        chosen = "SELECT 7, id FROM auth_permission WHERE codename = 'change_issue'"
        stored.execute(f"INSERT INTO auth_user_user_permissions (user_id, permission_id) {chosen}")
    assert run(tmp_path, "manage.py", "migrate", "--verbosity", "0").stderr == ""
    with closing(sqlite3.connect(tmp_path / "archive.sqlite3")) as stored:
        held = "SELECT codename FROM auth_permission p JOIN auth_user_user_permissions h ON h.permission_id = p.id"
        assert sorted(stored.execute(held)) == [("change_issue",), ("review_article",)]
        groups = (
            "SELECT name, count(*) FROM auth_group g JOIN auth_group_permissions p ON p.group_id = g.id GROUP BY g.id"
        )
        assert list(stored.execute(groups)) == list(zip(ROLES, [42, 52, 64], strict=True))


@pytest.mark.parametrize(
    ("held", "gets"),
    [
        (["view_article"], []),
        (["change_byline"], []),
        (["change_newspaper"], ["review_article"]),
        (
            ["change_article"],
            ["lift_article", "publish_article", "review_article", "suspend_article", "withdraw_article"],
        ),
        (["change_issue"], ["review_article"]),
        (["delete_issue"], []),
        (["change_issue", "delete_issue"], ["merge_issue", "review_article"]),
        (["view_sourcetext"], ["view_hidden"]),
        (["view_page"], ["view_hidden"]),
    ],
)
@pytest.mark.parametrize("through", ["user", "group"])
def test_who_could_do_it_before_still_can(held, gets, through):
    holder = User.objects.create_user("xin") if through == "user" else Group.objects.create(name="编辑")
    of = holder.user_permissions if through == "user" else holder.permissions
    of.set([permission(code) for code in held])
    migrate(migration.keep_abilities)
    migrate(migration.keep_abilities)
    assert sorted(each.codename for each in of.all()) == sorted(held + gets)


@pytest.mark.django_db
def test_who_makes_a_user_is_told_what_else_it_takes(admin_client):
    sent = {"username": "bing", "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    form = form_of(admin_client.get("/admin/auth/user/add/"))
    response = admin_client.post("/admin/auth/user/add/", form | sent, follow=True)
    page = f"/admin/auth/user/{User.objects.get(username='bing').pk}/change/"
    assert str(list(response.context["messages"])[-1]) == (
        f'此用户还不能使用后台：请勾选“<a href="{page}#id_is_staff">工作人员状态</a>”，'
        f'并加入一个<a href="{page}#id_groups_from">组</a>，然后保存。'
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "called"), [("add_article", "文章 | 新增"), ("merge_issue", "期 | 合并期")])
def test_permissions_are_called_by_what_they_are_of(admin_client, code, called):
    form = admin_client.get("/admin/auth/group/add/").context["adminform"].form
    permission = Permission.objects.get(codename=code)
    assert dict(form.fields["permissions"].choices)[permission.pk] == called
