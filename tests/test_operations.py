"""The log of operations: what is written into it by whatever way, and that nothing written is ever changed."""

import csv
import io
import json

import pytest
import records
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from forms import delete, delete_all, form_of, url

from archive import acts
from archive.acts import change
from archive.acts.operation_log import record
from archive.admin.operations import in_words
from archive.http.logins import ATTEMPTS
from archive.models import Archive, Article, ChangeSet, Operation, Redaction, Teaser, Tombstone
from archive.models.addressing import Addressed

pytestmark = pytest.mark.django_db

KIND = Operation.Kind
LOGIN = "/admin/login/"
LIST = "/admin/archive/operation/"
PASSWORD = "a long enough one"


@pytest.fixture
def editor():
    return User.objects.create_user("bianji", password=PASSWORD, is_staff=True)


@pytest.fixture
def since():
    """What was recorded after the test's own preparations."""

    def told() -> list[tuple]:
        return [
            (each.kind, each.name, each.about, each.details)
            for each in Operation.objects.filter(pk__gt=last).order_by("pk")
        ]

    last = 0

    def begin() -> None:
        nonlocal last
        last = Operation.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    told.begin = begin
    return told


# --- Written once ---


def test_what_was_recorded_is_never_changed_or_deleted(editor):
    written = record(KIND.ACT, editor, "tongliao-ribao-2026-02-06-p1-a3", reason="核实中")
    written.about = "another"
    same = Operation(pk=written.pk, kind=KIND.ACT, about="another")
    for attempt in (
        written.save,
        written.delete,
        lambda: written.save(update_fields=["about"]),
        lambda: Operation.objects.update(about="another"),
        lambda: Operation.objects.filter(pk=written.pk).update(about="another"),
        Operation.objects.all().delete,
        lambda: Operation.objects.bulk_update([written], ["about"]),
        lambda: Operation.objects.update_or_create(pk=written.pk, defaults={"about": "another"}),
    ):
        with pytest.raises(TypeError, match="never changed"), transaction.atomic():
            attempt()
    with pytest.raises(IntegrityError), transaction.atomic():
        same.save()
    [stored] = Operation.objects.filter(kind=KIND.ACT)
    assert (stored.name, stored.by, stored.about) == ("bianji", editor, "tongliao-ribao-2026-02-06-p1-a3")
    assert stored.details == {"reason": "核实中"}


def test_who_has_done_something_cannot_be_deleted_and_keeps_the_name_of_then(editor):
    record(KIND.ACT, editor, "a")
    editor.username = "renamed"
    editor.save()
    assert Operation.objects.get(kind=KIND.ACT).name == "bianji"
    with pytest.raises(ProtectedError):
        editor.delete()


def test_details_are_stored_so_that_they_can_be_searched(admin_client, editor):
    record(KIND.ACT, editor, "a", note="通辽")
    record(KIND.ACT, editor, "b", note="衡阳")
    found = admin_client.get(LIST, {"q": "通辽"}).context["cl"].result_list
    assert [each.about for each in found] == ["a"]


# --- Log-ins ---


def tried(client, name: str, password: str, **asked):
    return client.post(LOGIN, {"username": name, "password": password, "next": "/admin/"}, **asked)


def test_log_in_and_log_out(client, editor, since):
    since.begin()
    tried(client, "bianji", PASSWORD, REMOTE_ADDR="192.0.2.9")
    client.post("/admin/logout/", REMOTE_ADDR="192.0.2.9")
    assert since() == [(KIND.LOGIN, "bianji", "", {}), (KIND.LOGOUT, "bianji", "", {})]
    assert set(Operation.objects.filter(by=editor).values_list("address", flat=True)) == {"192.0.2.9"}


def test_log_out_of_nobody_is_nothing(client, since):
    client.post("/admin/logout/")
    assert since() == []


@pytest.mark.parametrize(
    ("typed", "name"),
    [("bianji", "bianji"), ("Bianji", ""), ("my secret password", ""), ("bianji ", "bianji"), ("stopped", "stopped")],
)
def test_a_failed_log_in_tells_the_name_only_of_a_user(client, editor, since, typed, name):
    User.objects.create_user("stopped", password=PASSWORD, is_staff=True, is_active=False)
    since.begin()
    tried(client, typed, "wrong")
    assert since() == [(KIND.LOGIN_FAILED, "", name, {})]
    assert "secret" not in str(list(Operation.objects.values()))


def test_the_right_password_of_one_who_may_not_enter_is_a_failed_log_in(client, since):
    User.objects.create_user("reader", password=PASSWORD)
    since.begin()
    tried(client, "reader", PASSWORD)
    assert since() == [(KIND.LOGIN_FAILED, "", "reader", {})]


def test_very_many_failed_log_ins_do_not_fill_the_disk(client, editor):
    for number in range(ATTEMPTS + 3):
        tried(client, f"nobody {number}", "wrong", REMOTE_ADDR="192.0.2.1")
        tried(client, "bianji", "wrong", REMOTE_ADDR="192.0.2.1")
    tried(client, "bianji", "wrong", REMOTE_ADDR="192.0.2.2")
    failed = Operation.objects.filter(kind=KIND.LOGIN_FAILED).order_by("pk")
    many = [{}] * (ATTEMPTS - 1) + [{"last_recorded": True}]
    told = {
        (name, address): [each.details for each in failed if (each.about, each.address) == (name, address)]
        for name, address in failed.values_list("about", "address")
    }
    assert told == {("", "192.0.2.1"): many, ("bianji", "192.0.2.1"): many, ("bianji", "192.0.2.2"): [{}]}


# --- Accounts, permissions, settings ---


def permission(code: str) -> Permission:
    return Permission.objects.get(codename=code, content_type__app_label="archive")


def _rehashed(user: User) -> None:
    user.password = "md5$other$0123"  # as Django writes it when its owner logs in
    user.save(update_fields=["password"])


def _new_password(user: User) -> None:
    user.set_password("another long one")
    user.save()


def _no_password(user: User) -> None:
    user.set_unusable_password()
    user.save()


def changed(**fields):
    def change(user: User) -> None:
        for name, value in fields.items():
            setattr(user, name, value)
        user.save()

    return change


CHANGES = {
    "made active": (changed(is_active=True), []),
    "deactivated": (changed(is_active=False), [(KIND.ACCOUNT, {"is_active": {"from": True, "to": False}})]),
    "renamed": (changed(username="other"), [(KIND.ACCOUNT, {"username": {"from": "bianji", "to": "other"}})]),
    "promoted": (
        changed(is_superuser=True, is_staff=False),
        [(KIND.PERMISSIONS, {"is_staff": {"from": True, "to": False}, "is_superuser": {"from": False, "to": True}})],
    ),
    "another e-mail": (changed(email="a@example.org"), []),
    "another password": (_new_password, [(KIND.ACCOUNT, {"password": "changed"})]),
    "no password": (_no_password, [(KIND.ACCOUNT, {"password": "changed"})]),
    "the same password": (_rehashed, []),
    "a group": (
        lambda user: user.groups.set(Group.objects.filter(name="一")),
        [(KIND.PERMISSIONS, {"groups": {"from": [], "to": ["一"]}})],
    ),
    "the same groups": (lambda user: user.groups.clear(), []),
    "a group, from its side": (
        lambda user: Group.objects.get(name="一").user_set.add(user),
        [(KIND.PERMISSIONS, {"groups": {"from": [], "to": ["一"]}})],
    ),
    "a permission": (
        lambda user: user.user_permissions.add(permission("change_article")),
        [(KIND.PERMISSIONS, {"user_permissions": {"from": [], "to": ["archive.change_article"]}})],
    ),
    "a permission, from its side": (
        lambda user: permission("change_article").user_set.add(user),
        [(KIND.PERMISSIONS, {"user_permissions": {"from": [], "to": ["archive.change_article"]}})],
    ),
}


@pytest.mark.parametrize(("change", "told"), CHANGES.values(), ids=CHANGES)
def test_what_changes_about_a_user_is_recorded_by_whatever_way(editor, since, change, told):
    Group.objects.create(name="一")
    since.begin()
    change(User.objects.get(pk=editor.pk))
    command = {"system_user": Operation.objects.first().details["system_user"]}
    about = User.objects.get(pk=editor.pk).username
    assert since() == [(kind, "", about, fields | command) for kind, fields in told]


def test_what_is_taken_from_all_is_recorded_of_each(editor, since):
    group = Group.objects.create(name="一")
    group.user_set.add(editor, User.objects.create_user("another"))
    since.begin()
    group.user_set.clear()
    assert sorted((about, details["groups"]) for _kind, _by, about, details in since()) == [
        ("another", {"from": ["一"], "to": []}),
        ("bianji", {"from": ["一"], "to": []}),
    ]


def test_groups_are_recorded_from_beginning_to_end(editor, since):
    group = Group.objects.create(name="一")
    group.permissions.add(permission("change_article"))
    group.user_set.add(editor)
    group.delete()
    told = [
        (about, {name: value for name, value in details.items() if name != "system_user"})
        for _kind, _by, about, details in since()
        if about == "一"
    ]
    assert told == [
        ("一", {"made": True}),
        ("一", {"permissions": {"from": [], "to": ["archive.change_article"]}}),
        ("一", {"deleted": True, "members": ["bianji"], "permissions": ["archive.change_article"]}),
    ]


def test_a_user_who_is_made_is_recorded_with_what_he_may_do(since):
    call_command("createsuperuser", username="first", email="a@example.org", interactive=False, verbosity=0)
    [(kind, by, about, details)] = since()
    assert (kind, by, about) == (KIND.ACCOUNT, "", "first")
    assert {name: value for name, value in details.items() if name != "system_user"} == {
        "made": True,
        "is_staff": True,
        "is_superuser": True,
    }


def test_what_is_loaded_from_a_file_was_recorded_where_it_comes_from(editor, tmp_path, since):
    call_command("dumpdata", "auth.user", output=str(tmp_path / "users.json"), verbosity=0)
    since.begin()
    User.objects.filter(pk=editor.pk).update(is_active=False)
    call_command("loaddata", str(tmp_path / "users.json"), verbosity=0)
    assert since() == []


def test_a_setting_of_the_archive(admin_client, since):
    archive = Archive.current()
    since.begin()
    admin_client.post(url(archive), form_of(admin_client.get(url(archive))) | {"own_review": "on"})
    assert since() == [(KIND.SETTINGS, "admin", str(archive), {"own_review": {"from": None, "to": True}})]


# --- Exports, and looks at what is not public ---


def test_an_export_is_recorded(tmp_path, since):
    records.article(records.page(), "正文")
    call_command("export_articles", format="csv", out=tmp_path / "x", paper=["tongliao-ribao"], stdout=io.StringIO())
    [(kind, by, about, details)] = since()
    assert (kind, by, about) == (KIND.EXPORT, "", "export_articles")
    assert (details["format"], details["filters"]) == ("csv", {"paper": ["tongliao-ribao"]})


# --- Acts ---


def test_an_act_of_a_person_is_recorded_with_what_it_was_done_to(editor, since):
    page = records.page()
    one, other = records.article(page, "甲"), records.article(page, "乙", order=1)
    since.begin()
    with change(ChangeSet.Kind.MOVE, by=editor, reason="版次有误") as doing, doing.lot():
        doing.touch([one.pk, other.pk])
        Article.objects.filter(pk=one.pk).update(headline="改过的题")
    told = {"act": "move", "changeset": doing.changeset.pk, "reason": "版次有误", "others": [other.key]}
    assert since() == [(KIND.ACT, "bianji", one.key, told)]


def test_an_act_that_touches_no_article_is_recorded_with_its_effects(editor, since):
    since.begin()
    with change(ChangeSet.Kind.CLOSE, by=editor) as doing, doing.lot():
        doing.save().effects["closed"] = [["a", 1, "", "other"]]
    told = {"act": "close", "changeset": doing.changeset.pk, "reason": "", "effects": doing.changeset.effects}
    assert since() == [(KIND.ACT, "bianji", "a?revision=1", told | {"called": {}})]


def test_an_act_that_fails_is_not_recorded(editor, since):
    article = records.article(records.page(), "甲")
    since.begin()

    def fail() -> None:
        with change(ChangeSet.Kind.MOVE, by=editor) as doing, doing.lot():
            doing.touch([article.pk])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert since() == []


def test_an_import_is_recorded_once_and_a_trial_never(tmp_path, since):
    (tmp_path / "a.txt").write_text("")
    for arguments in ({}, {"dry_run": True}):
        with pytest.raises(SystemExit):
            call_command("import_pages", str(tmp_path), stdout=io.StringIO(), **arguments)
    [(kind, by, about, details)] = since()
    assert (kind, by, about, details["act"]) == (KIND.ACT, "", "import_pages", "import")
    assert details["paths"] == [str(tmp_path)]


PLACES = {
    "newspaper": (lambda: records.newspaper(), {"place": "通辽"}, {"place": ["", "通辽"]}, []),
    "issue": (lambda: records.issue(), {"edition_label": "海外版"}, {"edition_label": ["", "海外版"]}, []),
    "date": (
        lambda: records.issue(),
        {"first_day": "2026年2月"},
        {"first_day": ["2026-02-06", "2026-02"]},
        [],
    ),
    "page": (lambda: records.page(), {"name": "要闻"}, {"name": ["", "要闻"]}, []),
    "staff": (lambda: records.page(), {"staff": "责编：张三"}, {}, ["版面人员"]),
    "teaser": (lambda: Teaser.objects.create(page=records.page(), headline="导读"), {"headline": "张三"}, {}, ["标题"]),
}


@pytest.mark.parametrize(("make", "sent", "changes", "fields"), PLACES.values(), ids=PLACES)
def test_what_is_changed_in_a_form_is_recorded(admin_client, since, make, sent, changes, fields):
    of = make()
    since.begin()
    admin_client.post(url(of), form_of(admin_client.get(url(of))) | sent)
    of.refresh_from_db()
    told = {"act": "change", "model": of._meta.model_name, "changes": changes, "fields": fields}
    about = of.get_absolute_url() if isinstance(of, Addressed) else "张三"
    assert since() == [(KIND.ACT, "admin", about, told)]
    assert "values" not in str(LogEntry.objects.get().change_message)


@pytest.mark.parametrize("many", [False, True])
def test_what_is_deleted_is_recorded(admin_client, since, many):
    article = records.article(records.page(), "甲")
    since.begin()
    if many:
        delete_all(admin_client, Article, [article])
    else:
        delete(admin_client, article)
    assert not Article.objects.exists()
    deleted, kept = since()  # its last version is kept by an act
    assert (kept[2], kept[3]["act"]) == (article.key, "deleted")
    assert deleted == (KIND.ACT, "admin", article.key, {"act": "delete", "model": "article", "reason": ""})


# --- In admin ---


def rows(answer) -> list[list[str]]:
    data = b"".join(answer.streaming_content)
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_table_holds_what_is_listed_and_runs_nothing(admin_client, admin_user, editor):
    record(KIND.ACT, editor, "=HYPERLINK(1)", act="close", reason="+1", note="甲", others=["乙", "丙"])
    record(KIND.EXPORT, editor, "not asked for")
    head, *lines = rows(admin_client.get(f"{LIST}csv/", {"kind__exact": "act"}))
    assert head == ["时间", "当时的用户名", "种类", "对象", "网络地址", "动作", "缘由", "详情"]
    told = ["停止公开旧版", "'+1", "note：甲；及其他文章：乙、丙"]
    assert [line[1:] for line in lines] == [["bianji", "改动", "'=HYPERLINK(1)", "", *told]]
    last = Operation.objects.first()
    assert (last.kind, last.by, last.about) == (KIND.EXPORT, admin_user, f"{LIST}csv/?kind__exact=act")


def test_the_page_to_print_holds_what_is_listed(admin_client, editor):
    record(KIND.ACT, editor, "<b>", note="通辽")
    record(KIND.EXPORT, editor, "not asked for")
    html = admin_client.get(f"{LIST}print/", {"kind__exact": "act"}).content.decode()
    assert "&lt;b&gt;" in html
    assert "note：通辽" in html
    assert "not asked for" not in html
    assert "共 1 条，列出最近 1 条。" in html


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("遮盖", ["lifted", "redact"]),
        ("解除遮盖", ["lifted"]),
        ("撤稿", ["withdraw"]),
        ("登录", ["login"]),
        ("无此", []),
    ],
)
def test_kinds_are_searched_by_what_they_are_called(admin_client, editor, word, found):
    for act in ("redact", "lifted", "withdraw"):
        record(KIND.ACT, editor, "a", act=act)
    record(KIND.LOGIN, editor)
    listed = admin_client.get(LIST, {"q": word}).context["cl"].result_list
    told = [each.details.get("act", each.kind) for each in listed if each.by == editor]
    assert sorted(told) == found


def test_a_redaction_names_its_page_and_never_its_words(admin_client, admin_user, since):
    page = records.page()
    article = records.article(page, "电话一二三。", read_from=records.source("电话一二三。", page))
    since.begin()
    acts.redact_words(article, "一二三", Tombstone.Kind.PERSONAL, by=admin_user)
    acts.draw(Redaction.objects.get(), (1, 2, 3, 4), by=admin_user)
    acts.lift_redaction(Redaction.objects.get(), by=admin_user)
    called = {f"redaction:{Redaction.objects.get().pk}": str(page)}
    told = [(about, details["act"], details["called"]) for _kind, _by, about, details in since()]
    assert told == [(page.get_absolute_url(), act, called) for act in ("redact", "drawn", "lifted")]
    assert "一二三" not in str(since())
    assert [in_words(details)[-1] for *_rest, details in since()] == [str(page)] * 3


@pytest.mark.parametrize("view", ["csv", "print"])
@pytest.mark.parametrize(
    ("asked", "status"),
    [("at__day=x", 400), ("by__password__startswith=md5", 400), ("nothing=1", 400), ("kind__exact=nothing", 200)],
)
def test_filters_that_there_are_not(admin_client, view, asked, status):
    assert admin_client.get(f"{LIST}{view}/?{asked}").status_code == status


@pytest.mark.parametrize(
    ("details", "lines"),
    [
        ({"groups": {"from": ["校对员"], "to": ["审核员", "校对员"]}}, ["组：＋审核员"]),
        ({"groups": {"from": ["校对员"], "to": ["审核员"]}}, ["组：＋审核员 －校对员"]),
        ({"is_active": {"from": True, "to": False}}, ["启用：是 → 否"]),
        ({"own_review": {"from": None, "to": True}}, ["改动者可自行核对：未设 → 是"]),
        ({"made": True, "members": []}, ["新建"]),
        ({"password": "changed"}, ["密码：已更改"]),
        ({"filters": {"paper": ["a"]}, "members": ["甲", "乙"]}, ["筛选：paper：a", "成员：甲、乙"]),
        ({"something": 5, "nothing": None}, ["something：5"]),
        ({"act": "close", "model": "issue"}, ["动作：停止公开旧版", "记录类别：期"]),
        ({"act": ["odd"], "model": "none"}, ["动作：odd", "记录类别：none"]),
        (
            {
                "act": "change",
                "model": "issue",
                "changes": {"first_day": ["1998-01-01", "1998-01-02"], "kind": ["", "extra"]},
            },
            ["动作：修改", "记录类别：期", "日期：1998-01-01 → 1998-01-02", "类别：（空） → 号外"],
        ),
        (
            {"effects": {"fields": {"page:3": {"suspended": [None, "checking"]}}}, "called": {"page:3": "某报 第1版"}},
            ["某报 第1版：暂停公开：未设 → 核实中"],
        ),
        ({"effects": {"fields": {"page:3": {"suspended": ["checking", None]}}}}, ["版 3：暂停公开：核实中 → 未设"]),
        (
            {"effects": {"parted_issue": {"survivor": 6, "other": 7, "fields": {}}}, "called": {"issue:6": "甲期"}},
            ["期 7 从 甲期 分出"],
        ),
        ({"effects": {"fields": {"page:3": {"staff": [[], [{"role": "责编"}]]}}}}, ["版 3：版面人员"]),
        ({"effects": {"merged_issue": {"survivor": 6, "other": 7}}}, ["期 7 并入 期 6"]),
        ({"effects": {"closed": [["a", 1, "", "other"]]}}, ["a 第 1 版本：其他"]),
        ({"effects": {"closed": [["a", 1, "other", ""]]}}, ["a 第 1 版本：恢复公开"]),
        (
            {"act": "lifted", "effects": {"lifted": [4]}, "called": {"redaction:4": "某报 第1版"}},
            ["动作：解除遮盖", "某报 第1版"],
        ),
        ({"act": "redact", "effects": {}, "called": {"redaction:4": "某报 第1版"}}, ["动作：遮盖", "某报 第1版"]),
        ({"others": [str(number) for number in range(12)]}, ["及其他文章：0、1、2、3、4、5、6、7、8、9 等 12 项"]),
    ],
)
def test_details_are_told_in_words(details, lines):
    assert in_words(json.loads(json.dumps(details))) == lines
