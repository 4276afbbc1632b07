"""Withdrawing, suspending and publishing in admin: by actions of the lists and buttons of the pages, by who may."""

from contextlib import suppress

import pytest
import records
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.utils.html import strip_tags

from archive.models import Article, ChangeSet, Issue, Page, Tombstone, Visibility

pytestmark = pytest.mark.django_db

PERMISSIONS = {
    "suspend": "suspend_article",
    "lift": "lift_article",
    "publish": "publish_article",
    "withdraw": "withdraw_article",
    "bring_back": "withdraw_article",
}
OFFERED = {
    Article: ["suspend", "lift", "publish", "withdraw", "bring_back"],
    Page: ["suspend", "lift"],
    Issue: ["suspend", "lift", "publish"],
}
LABELS = {
    "suspend": "暂停公开", "lift": "解除暂停公开", "publish": "发布", "withdraw": "撤稿", "bring_back": "恢复已撤稿的文章"
}  # fmt: skip


def url(of, view: str = "") -> str:
    path = f"/admin/archive/{of._meta.model_name}/"
    return path if isinstance(of, type) else f"{path}{of.pk}/{view}/"


def on_list(client, records, act: str, **more) -> list[str]:
    chosen = {"action": act, "_selected_action": [record.pk for record in records]}
    response = client.post(url(type(records[0])), chosen | more, follow=True)
    return [str(message) for message in response.context["messages"]]


def on_page(client, record, act: str, **more) -> list[str]:
    response = client.post(url(record, "standing"), {"act": act} | more, follow=True)
    return [str(message) for message in response.context["messages"]]


def clerk(client, *permissions: str) -> User:
    user = User.objects.create_user("clerk", is_staff=True)
    names = {"view_article", "change_article", "view_page", "view_issue", *permissions}
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    return user


def standing(article: Article) -> tuple:
    return Article.objects.values_list("visibility", "withdrawn_kind", "withdrawn_note").get(pk=article.pk)


def offered(client, of) -> list[str]:
    """What a list or a page offers."""
    response = client.get(url(of) if isinstance(of, type) else url(of, "change"))
    if isinstance(of, type):
        form = response.context["action_form"]
        return [name for name, _label in form.fields["action"].choices if name in LABELS] if form else []
    return [name for name, _label in response.context["standing"]["acts"]]


@pytest.mark.parametrize("do", [on_list, lambda client, chosen, act, **more: on_page(client, chosen[0], act, **more)])
class TestEitherWay:
    def test_withdrawing_wants_a_reason_of_the_list(self, admin_client, client, do):
        article = records.article(records.page(), "正文")
        for kind in ({}, {"kind": ""}):
            assert do(admin_client, [article], "withdraw", note="说明", **kind) == ["未撤稿：请选择缘由。"]
        for kind in ("因故", "suspended"):
            do(admin_client, [article], "withdraw", kind=kind)
        assert (standing(article), ChangeSet.objects.count()) == (("public", None, ""), 0)
        assert do(admin_client, [article], "withdraw", kind="request", note="张某来信") == ["撤稿：1 篇文章。"]
        assert standing(article) == ("withdrawn", "request", "张某来信")
        response = client.get(article.get_absolute_url())
        assert (response.status_code, "张某" in response.content.decode()) == (410, False)
        assert LogEntry.objects.get().change_message == "撤稿 当事人申请 张某来信"
        assert ChangeSet.objects.get().by.username == "admin"
        assert do(admin_client, [article], "bring_back") == ["恢复已撤稿的文章：1 篇文章。"]
        assert (standing(article), client.get(article.get_absolute_url()).status_code) == (("public", None, ""), 200)

    def test_suspending_takes_no_more_than_a_click(self, admin_client, do):
        article = records.article(records.page(), "正文")
        assert do(admin_client, [article], "suspend") == ["暂停公开：1 篇文章。"]
        assert standing(article) == ("suspended", "checking", "")
        assert do(admin_client, [article], "suspend") == ["暂停公开：所选内容都无须改动。"]
        assert do(admin_client, [article], "lift") == ["解除暂停公开：1 篇文章。"]
        assert standing(article) == ("public", None, "")

    def test_what_was_suspended_is_brought_back_suspended(self, admin_client, client, do):
        article = records.article(records.page(), "正文")
        do(admin_client, [article], "suspend", kind="personal", note="家属来电")
        do(admin_client, [article], "withdraw", kind="request", note="家属来信")
        assert do(admin_client, [article], "bring_back") == [
            "恢复已撤稿的文章：1 篇文章。",
            "其中 1 篇在撤稿前已暂停公开，现仍暂停公开。",
        ]
        assert standing(article) == ("suspended", "personal", "家属来电")
        assert client.get(article.get_absolute_url()).status_code == 410

    @pytest.mark.parametrize(("of", "unit"), [("page", "1 版"), ("issue", "1 期")])
    def test_a_place_is_suspended_and_lifted(self, admin_client, do, of, unit):
        article = records.article(records.page(), "正文")
        place = article.page if of == "page" else article.page.issue
        assert do(admin_client, [place], "suspend", kind="copyright") == [f"暂停公开：{unit}。"]
        place.refresh_from_db()
        assert (place.suspended, Article.objects.public().count()) == ("copyright", 0)
        assert do(admin_client, [place], "lift") == [f"解除暂停公开：{unit}。"]
        assert Article.objects.public().count() == 1

    def test_an_issue_is_published(self, admin_client, do):
        page = records.page(records.issue(awaiting=True), awaiting=True)
        article = records.article(page, "正文", visibility=Visibility.AWAITING)
        assert do(admin_client, [page.issue], "publish") == ["发布本期：1 期。"]
        assert standing(article) == ("public", None, "")
        assert do(admin_client, [page.issue], "publish") == ["发布本期：所选内容都无须改动。"]

    @pytest.mark.parametrize("act", PERMISSIONS)
    def test_only_who_may(self, client, do, act):
        article = records.article(records.page(), "正文", visibility=Visibility.AWAITING)
        clerk(client, *set(PERMISSIONS.values()) - {PERMISSIONS[act]})
        before = standing(article)
        with suppress(TypeError):  # 403 has no messages
            do(client, [article], act, kind="request")
        assert (standing(article), ChangeSet.objects.count()) == (before, 0)


@pytest.mark.parametrize("model", OFFERED)
@pytest.mark.parametrize("permissions", [(), ("suspend_article",), ("lift_article",), tuple(set(PERMISSIONS.values()))])
def test_lists_offer_what_one_may_do(client, model, permissions):
    records.article(records.page(), "正文")
    clerk(client, *permissions)
    assert offered(client, model) == [name for name in OFFERED[model] if PERMISSIONS[name] in permissions]


@pytest.mark.parametrize(
    ("facts", "acts"),
    [
        ({"visibility": Visibility.PUBLIC}, ["suspend", "withdraw"]),
        ({"visibility": Visibility.AWAITING}, ["suspend", "publish", "withdraw"]),
        ({"visibility": Visibility.SUSPENDED}, ["lift", "withdraw"]),
        ({"visibility": Visibility.WITHDRAWN}, ["bring_back"]),
        ({"merged_into": True}, []),
    ],
)
def test_pages_offer_what_can_be_done(client, facts, acts):
    page = records.page()
    if "merged_into" in facts:
        facts = {"merged_into": records.article(page, "开头")}
    article = records.article(page, "正文", **facts)
    user = clerk(client, *PERMISSIONS.values())
    assert offered(client, article) == acts
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_article", "suspend_article"]))
    assert offered(client, article) == [act for act in acts if act == "suspend"]


def test_buttons_are_pressed_and_of_something(admin_client):
    article = records.article(records.page(), "正文")
    assert admin_client.get(url(article, "standing"), {"act": "suspend"})["Location"] == url(article, "change")
    assert standing(article) == ("public", None, "")
    assert admin_client.post("/admin/archive/article/999/standing/", {"act": "suspend"}).status_code == 404
    assert admin_client.post(url(article, "standing"), {"act": "delete"}).status_code == 404
    assert admin_client.post(url(article.page, "standing"), {"act": "withdraw", "kind": "request"}).status_code == 404


def test_what_waits_is_easy_to_find(admin_client):
    waiting, public = (records.page(records.issue(), "1") for _ in range(2))
    article = records.article(waiting, "待", visibility=Visibility.AWAITING)
    suspended = records.article(public, "公开").page
    on_list(admin_client, [suspended], "suspend")
    on_list(admin_client, [suspended.issue], "suspend")
    found = {
        (model.__name__, query): list(admin_client.get(f"{url(model)}?{query}").context["cl"].result_list)
        for model, query in (
            (Article, "visibility__exact=awaiting"), (Page, "standing=awaiting"), (Issue, "standing=awaiting"),
            (Page, "standing=suspended"), (Issue, "standing=suspended"),
        )
    }  # fmt: skip
    assert list(found.values()) == [[article], [waiting], [waiting.issue], [suspended], [suspended.issue]]


@pytest.mark.parametrize(
    ("act", "of", "said"),
    [
        (None, "article", "公开"), ("suspend", "article", "暂停公开　核实中　说明"), ("withdraw", "article", "已撤稿　核实中　说明"),
        (None, "page", "公开"), ("suspend", "page", "暂停公开　核实中"), ("suspend", "issue", "暂停公开　核实中"),
    ],
)  # fmt: skip
def test_the_page_says_how_it_stands(admin_client, act, of, said):
    article = records.article(records.page(), "正文")
    record = {"article": article, "page": article.page, "issue": article.page.issue}[of]
    if act:
        on_page(admin_client, record, act, kind=Tombstone.Kind.CHECKING, note="说明")
    response = admin_client.get(url(record, "change"))
    assert response.context["standing"]["said"] == said
    assert f"公开情况：{said}" in response.content.decode()


def link(place, said: str) -> str:
    return f'<a href="{url(place, "change")}">{said}</a>'


@pytest.mark.parametrize("of", ["page", "issue", "other page"])
@pytest.mark.parametrize("act", ["lift", "publish"])
def test_what_is_hidden_with_its_place_says_where(admin_client, of, act):
    article = records.article(records.page(), "正文")
    page, issue, other = article.page, article.page.issue, records.page(article.page.issue, "2")
    article.parts.create(page=other, order=1)
    place = {"page": page, "issue": issue, "other page": other}[of]
    on_page(admin_client, place, "suspend")
    said = f"公开（{link(place, '所在期暂停公开' if of == 'issue' else '所在版暂停公开')}）"
    assert admin_client.get(url(article, "change")).context["standing"]["said"] == said
    assert said in admin_client.get(url(Article)).content.decode()
    label = LABELS[act]
    pointed = f"{link(place, str(place))}暂停公开，其中的内容都不公开。请到那里解除。"
    expected = [f"{label}：所选内容都无须改动。", pointed]
    assert (on_page(admin_client, article, act), on_list(admin_client, [article], act)) == (expected, expected)
    if of == "issue":
        assert admin_client.get(url(page, "change")).context["standing"]["said"] == said
        assert on_page(admin_client, page, "lift") == ["解除暂停公开：所选内容都无须改动。", pointed]


@pytest.mark.parametrize(
    ("act", "said"), [("withdraw", "已撤稿"), ("suspend", "暂停公开"), (None, "公开（所在版暂停公开）")]
)
def test_the_list_says_in_brief_how_an_article_stands(admin_client, act, said):
    article = records.article(records.page(), "正文")
    if act:
        on_page(admin_client, article, act, kind=Tombstone.Kind.OTHER, note="说明")
    on_page(admin_client, article.page, "suspend")
    text = admin_client.get(url(Article)).content.decode()
    assert strip_tags(text.partition('<td class="field-shown_standing">')[2].partition("</td>")[0]) == said


def test_what_is_open_again_points_nowhere(admin_client):
    article = records.article(records.page(), "正文")
    for act, said in (("suspend", "暂停公开：1 篇文章。"), ("lift", "解除暂停公开：1 篇文章。")):
        assert on_page(admin_client, article, act) == [said]


SUSPENDED, NOTHING = "这一期收录的各版暂停公开。", "这一期还没有收录任何一版。"


@pytest.mark.parametrize(
    ("pages", "said", "held"),
    [
        ([], [NOTHING], "共 4 版，收录 0 版"),
        ([{}], [], "共 4 版，收录 1 版"),
        ([{"suspended": "checking"}] * 2, [SUSPENDED], "共 4 版"),
        ([{"suspended": "checking"}, {}], [], "共 4 版，收录 1 版"),
        ([{"suspended": "checking", "awaiting": True}], [NOTHING], "共 4 版，收录 0 版"),
        ([{"suspended": "checking"}, {"awaiting": True}], [SUSPENDED], "共 4 版"),
    ],
)
def test_readers_of_an_issue_are_told_that_its_pages_are_suspended(client, pages, said, held):
    issue = records.issue(pages_printed=4)
    for label, facts in enumerate(pages, 1):
        records.page(issue, str(label), **facts)
    html = client.get(issue.get_absolute_url()).content.decode()
    facts = " ".join(html.partition('<p class="facts">')[2].partition("</p>")[0].split())
    assert [each for each in (SUSPENDED, NOTHING) if each in html] == said
    assert facts.rpartition("<span>")[2] == f" {held} </span>"


def test_visibility_is_no_field_of_the_form(admin_client):
    article = records.article(records.page(), "正文")
    fields = admin_client.get(url(article, "change")).context["adminform"].form.fields
    assert {"visibility", "withdrawn_kind", "withdrawn_note", "place_suspended"}.isdisjoint(fields)


@pytest.mark.parametrize(("release", "visibility"), [(None, "public"), ("at_once", "public"), ("reviewed", "awaiting")])
def test_what_is_added_by_hand_waits_like_what_is_imported(admin_client, release, visibility):
    page = records.page(records.issue(paper=records.newspaper(release=release)))
    response = admin_client.get("/admin/archive/article/add/")
    forms = [response.context["adminform"].form]
    for formset in response.context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    values = {bound.html_name: bound.value() for form in forms for bound in form}
    values = {name: value for name, value in values.items() if value is not None and value is not False}
    response = admin_client.post("/admin/archive/article/add/", values | {"page": page.pk, "headline": "手工录入"})
    assert response.status_code == 302
    assert Article.objects.get().visibility == visibility
