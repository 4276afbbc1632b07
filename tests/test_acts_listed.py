"""改动 in admin: what each act was done to and why, and what its undo would make of what."""

import re
from html import unescape

import pytest
import records
from django.contrib.auth.models import Permission, User
from django.utils.html import strip_tags
from forms import act, url

from archive import acts
from archive.models import Article, ArticleVersion, ChangeSet, Issue, Page, Redaction, SourceText, Teaser, Tombstone
from tests.readings import Reader, cut, masthead

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unindexed")]

ADDRESS = "/papers/tongliao-ribao/2026-02-06/"
KIND = Tombstone.Kind


@pytest.fixture
def article() -> Article:
    page = records.page()
    return records.article(
        page, "正文一二三四五。", headline="题", read_from=records.source("题\n正文一二三四五。", page)
    )


def withdraw(article, by):
    acts.withdraw(article, KIND.REQUEST, "张某来信", by=by)


def bring_back(article, by):
    withdraw(article, by)
    acts.bring_back(article, by=by)


def suspend_page(article, by):
    acts.suspend(article.page, KIND.COPYRIGHT, by=by)


def lift_page(article, by):
    suspend_page(article, by)
    acts.lift(article.page, by=by)


def suspend_issue(article, by):
    acts.suspend(article.page.issue, KIND.CHECKING, "查", by=by)


def redact(article, by):
    acts.redact_words(article, "三四", KIND.PERSONAL, by=by)


def lift_redaction(article, by):
    redact(article, by)
    acts.lift_redaction(Redaction.objects.get(), by=by)


def draw(article, by):
    redact(article, by)
    acts.draw(Redaction.objects.get(), (1, 2, 3, 4), by=by)


def merge(article, by):
    other = records.issue()
    records.page(other, "2")
    acts.merge_issues(article.page.issue, other, by=by)


def part(article, by):
    merge(article, by)
    acts.undo(ChangeSet.objects.get(), by=by)


def close(article, by):
    with acts.correcting([article.pk], by=by):
        Article.objects.filter(pk=article.pk).update(headline="新题")
    acts.close(ArticleVersion.objects.all(), KIND.OTHER, by=by)


def review(article, by):
    with acts.correcting([article.pk], by=by):
        Article.objects.filter(pk=article.pk).update(reviewed=True)


def delete(article, by):
    with acts.correcting([article.pk], by=by):
        article.delete()


ARTICLE, PAGE, ISSUE = (
    f"题（{ADDRESS}p1/a1/）",
    f"通辽日报 2026年2月6日 第1版（{ADDRESS}p1/）",
    f"通辽日报 2026年2月6日（{ADDRESS}）",
)
# Of each act what it is called, how much it was done to, for what reason, and what that is.
ACTS = {
    withdraw: ("撤稿", "1 篇文章", "当事人申请　张某来信", [ARTICLE]),
    bring_back: ("恢复", "1 篇文章", "", [ARTICLE]),
    suspend_page: ("暂停公开", "1 版", "著作权", [PAGE]),
    lift_page: ("解除暂停", "1 版", "", [PAGE]),
    suspend_issue: ("暂停公开", "1 期", "核实中　查", [ISSUE]),
    redact: ("遮盖", "1 处遮盖", "个人信息", [PAGE]),
    lift_redaction: ("解除遮盖", "1 处遮盖", "", [PAGE]),
    draw: ("标出遮盖位置", "1 处遮盖", "", [PAGE]),
    merge: ("合并期", "2 期", "", [ISSUE, "通辽日报 2026年2月6日（已并入另一期）"]),
    part: ("撤销", "2 期", "", [ISSUE, f"通辽日报 2026年2月6日（{ADDRESS.rstrip('/')}-ed2/）"]),
    close: ("停止公开旧版", "1 个旧版", "其他", ["tongliao-ribao-2026-02-06-p1-a1 第 1 版本"]),
    review: ("校改", "1 篇文章", "", [ARTICLE]),
    delete: ("删除", "1 篇文章", "", ["题（已删除）"]),
}


def listed(changeset_page: str) -> list[str]:
    """What a page of an act says that it was done to."""
    field = re.search(
        r'field-shown_affected.*?<div class="readonly">(.*?)</div>\s*</div>\s*</div>', changeset_page, re.S
    )
    return [unescape(strip_tags(line)) for line in re.findall(r"<div>(.*?)</div>", field[1] + "</div>")]


@pytest.mark.parametrize("do", ACTS, ids=lambda do: do.__name__)
def test_an_act_says_what_it_was_done_to_and_why(admin_client, admin_user, article, do):
    do(article, admin_user)
    kind, count, reason, names = ACTS[do]
    (changeset, *_earlier) = admin_client.get(url(ChangeSet)).context["cl"].result_list
    shown = admin_client.get(url(ChangeSet)).context["cl"].model_admin
    assert (shown.shown_deed(changeset), shown.shown_count(changeset), shown.shown_reason(changeset)) == (
        kind, count, reason
    )  # fmt: skip
    assert listed(admin_client.get(url(changeset)).content.decode()) == names


def test_what_was_touched_can_be_gone_to(admin_client, admin_user, article):
    withdraw(article, admin_user)
    suspend_page(article, admin_user)
    pages = [admin_client.get(url(each)).content.decode() for each in ChangeSet.objects.order_by("pk")]
    for record, text in zip((article, article.page), pages, strict=True):
        assert f'<a href="{url(record)}">' in text


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_asks_the_same_of_few_and_many(admin_client, admin_user, article, many, django_assert_max_num_queries):
    for _each in range(many):
        bring_back(article, admin_user)
        suspend_page(article, admin_user)
        acts.lift(article.page, by=admin_user)
    with django_assert_max_num_queries(15):
        assert admin_client.get(url(ChangeSet)).status_code == 200


@pytest.mark.parametrize("do", ACTS, ids=lambda do: do.__name__)
def test_only_what_can_be_undone_is_offered_for_undo(admin_client, admin_user, article, do):
    do(article, admin_user)
    changeset = ChangeSet.objects.latest("pk")
    text = admin_client.get(url(changeset)).content.decode()
    kept = f"/admin/archive/redaction/?changeset={changeset.pk}"
    assert (url(changeset, "undo") in text, kept in text) == (
        do not in (redact, lift_redaction, draw, delete), do is redact
    )  # fmt: skip
    if do is redact:
        assert list(admin_client.get(kept).context["cl"].result_list) == [Redaction.objects.get()]


def test_the_way_to_redactions_is_shown_to_those_who_may_lift_them(client, admin_user, article):
    redact(article, admin_user)
    user = User.objects.create_user("clerk", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_changeset"))
    client.force_login(user)
    assert "/admin/archive/redaction/?" not in client.get(url(ChangeSet.objects.get())).content.decode()


# --- What an undo would make of what ---

LINES = ("甲题", "甲文第一行。", "甲文第二行。", "乙题", "乙文第一行。", "乙文第二行。")
TEXT = "\n".join(LINES)


def foretold(client, changeset: ChangeSet) -> list[tuple[str, str, list[str]]]:
    groups = client.get(url(changeset, "undo")).context["groups"]
    return [(heading, count, [str(each) for each in called]) for heading, count, called in groups]


def undo(client, changeset: ChangeSet) -> list[str]:
    client.get("/admin/")  # tells what was said before
    response = client.post(url(changeset, "undo"), follow=True)
    return [unescape(strip_tags(str(message))) for message in response.context["messages"]]


def test_an_undone_import_says_what_it_withdraws(admin_client, monkeypatch):
    Reader(monkeypatch).receive(TEXT, cut(TEXT, (0, 1, 2), (3, 4, 5), head=masthead("2026-02-06", "1")))
    changeset = ChangeSet.objects.get()
    Article.objects.filter(headline="乙题").update(reviewed=True)
    text = str(SourceText.objects.get())
    assert foretold(admin_client, changeset) == [
        ("将撤稿（本次导入所建）", "1 篇文章", [f"甲题（{ADDRESS}p1/a1/）"]),
        ("文本不再使用", "1 份来源文本", [text]),
        ("不动，因为其后核对状态有变", "1 篇文章", [f"乙题（{ADDRESS}p1/a2/）"]),
    ]
    assert undo(admin_client, changeset) == [
        "已撤稿（本次导入所建）：1 篇文章。",
        "文本已不再使用：1 份来源文本。",
        f"未动：乙题（{ADDRESS}p1/a2/），因为其后核对状态有变。",
    ]
    again = ChangeSet.objects.get(kind="undo")
    assert [group[:2] for group in foretold(admin_client, again)] == [("将恢复原样", "1 篇文章、1 份来源文本")]


@pytest.mark.parametrize(
    ("do", "groups", "said"),
    [
        (withdraw, [("将恢复原样", "1 篇文章", [ARTICLE])], ["已恢复原样：1 篇文章。"]),
        (suspend_page, [("将恢复原样", "1 版", [PAGE])], ["已恢复原样：1 版。"]),
        (merge, [("将恢复原样", "1 期", ["通辽日报 2026年2月6日（已并入另一期）"])], ["已恢复原样：1 期。"]),
        (delete, [("不动，因为已删除", "1 篇文章", ["题（已删除）"])], ["没有可以恢复的内容。", "未动：题（已删除），因为已删除。"]),
    ],
)  # fmt: skip
def test_an_undo_says_before_and_after_what_it_does(admin_client, admin_user, article, do, groups, said):
    do(article, admin_user)
    changeset = ChangeSet.objects.latest("pk")
    text = admin_client.get(url(changeset, "undo")).content.decode()
    assert ('type="submit" value="撤销"' in text, "没有可以恢复的内容。" in text) == (do is not delete, do is delete)
    assert foretold(admin_client, changeset) == groups
    named = {withdraw: article, suspend_page: article.page}
    assert [record for record in named.values() if f'<a href="{url(record)}">' in text] == [
        record for act, record in named.items() if act is do
    ]
    assert undo(admin_client, changeset) == said


def test_what_was_split_off_goes_back(admin_client, admin_user, article):
    part = article.parts.get()
    part.blocks = [*part.blocks, {"type": "paragraph", "text": "后文。"}]
    part.save()
    acts.split(article, acts.Cut(0, 1), by=admin_user, headline="后半")
    assert [group[:2] for group in foretold(admin_client, ChangeSet.objects.get())] == [
        ("将恢复原样", "1 篇文章"),
        ("将并回原文章（本次改动所建）", "1 篇文章"),
    ]
    assert Issue.objects.count() == 1


# --- What no undo brings back ---


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize(
    ("model", "instead"),
    [(Article, ["撤稿", "暂停公开"]), (Page, ["撤稿", "暂停公开"]), (Issue, ["撤稿", "暂停公开"]), (Teaser, [])],
)
def test_who_deletes_is_told_that_it_is_for_ever(admin_client, model, instead, many):
    page = records.page()
    record = {
        Article: lambda: records.article(page, "正文"),
        Page: lambda: page,
        Issue: lambda: records.issue("2026-02-07"),
        Teaser: lambda: Teaser.objects.create(page=page, headline="导读"),
    }[model]()
    asked = act(admin_client, model, "delete_selected", [record]) if many else admin_client.get(url(record, "delete"))
    [note] = re.findall(r'<p class="errornote">(.*?)</p>', asked.content.decode(), re.S) or [""]
    final = ["删除后不能撤销，也不能找回。", "编辑已删除这里的内容"] if instead else []
    assert [said for said in ("删除后不能撤销，也不能找回。", "编辑已删除这里的内容") if said in note] == final
    assert [said for said in ("撤稿", "暂停公开") if said in note] == instead
