"""Acts through the admin: each form one act, and the plain forms to split, join, take apart and undo."""

import pytest
import records
from django.contrib.auth.models import Permission, User
from forms import act, delete, delete_all, form_of, url
from test_admin import edit, messages

from archive.models import Article, ArticleVersion, ChangeSet, Issue, Photo

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("unindexed")]


@pytest.fixture
def article() -> Article:
    return records.article(
        records.page(), "第一段。", "第二段。", "第三段。", headline="题", names=("张三",), captions=("图",)
    )


def done() -> list[tuple[str, str | None]]:
    """The acts in order, with who did them."""
    return list(ChangeSet.objects.order_by("pk").values_list("kind", "by__username"))


def undo(client, changeset=None) -> list[str]:
    changeset = changeset or ChangeSet.objects.latest("pk")
    client.get("/admin/")  # tells what was said before
    return messages(client.post(url(changeset, "undo"), follow=True))


def texts(article: Article) -> list[str]:
    return [block["text"] for part in article.parts.all() for block in part.blocks]


def test_a_form_with_its_rows_is_one_act(admin_client, article):
    data = {"headline": "新题", "bylines-0-name": "李四", "photos-0-caption": "新图", "parts-0-blocks": "新文。"}
    edit(admin_client, article, **data)
    assert (done(), article.revision) == ([("correct", "admin")], 2)
    state = ArticleVersion.objects.get().unpacked
    assert (state["headline"], state["people"][0][0], state["photos"][0]["caption"]) == ("题", "张三", "图")
    assert undo(admin_client) == ["已恢复原样：1 篇文章。"]
    article.refresh_from_db()
    assert (article.headline, texts(article), article.revision) == ("题", ["第一段。", "第二段。", "第三段。"], 3)
    assert (article.bylines.get().name, article.photos.get().caption) == ("张三", "图")
    assert done() == [("correct", "admin"), ("undo", "admin")]


def test_a_form_that_changes_nothing_is_no_act(admin_client, article):
    edit(admin_client, article)
    assert (done(), article.revision) == ([], 1)


def test_another_page_is_a_move(admin_client, article):
    edit(admin_client, article, page=records.page(article.page.issue, "2").pk)
    assert done() == [("move", "admin")]


def test_an_added_article_is_an_act(admin_client, article):
    form = form_of(admin_client.get("/admin/archive/article/add/"))
    admin_client.post("/admin/archive/article/add/", form | {"page": article.page.pk, "headline": "添的"})
    made = Article.objects.get(headline="添的")
    assert (done(), made.changeset) == ([("correct", "admin")], ChangeSet.objects.get())
    undo(admin_client)
    made.refresh_from_db()
    assert (made.visibility, made.withdrawn_kind) == ("withdrawn", "error")


@pytest.mark.parametrize("many", [False, True])
def test_a_deleted_article_leaves_its_last_version(admin_client, article, many):
    key = article.key
    if many:
        delete_all(admin_client, Article, [article])
    else:
        delete(admin_client, article)
    assert list(ArticleVersion.objects.values_list("key", "number")) == [(key, 1)]
    changeset = ChangeSet.objects.get()
    assert "/undo/" not in admin_client.get(url(changeset)).content.decode()
    assert undo(admin_client) == ["没有可以恢复的内容。", "未动：题（已删除），因为已删除。"]


@pytest.mark.parametrize(
    ("piece", "change"),
    [("parts", {"blocks": "新文。"}), ("bylines", {"name": "李四"}), ("photos", {"caption": "新图"})],
)
def test_a_piece_by_itself_is_an_act_on_its_article(admin_client, article, piece, change):
    record = getattr(article, piece).get()
    before = [getattr(record, name) for name in change]
    edit(admin_client, record, **change)
    article.refresh_from_db()
    assert (done(), article.revision, article.changeset.kind) == ([("correct", "admin")], 2, "correct")
    undo(admin_client)
    restored = getattr(article, piece).get()
    assert [getattr(restored, name) for name in change] == before


def test_a_photo_that_stood_by_itself_does_so_again(admin_client, article):
    photo = Photo.objects.create(page=article.page, caption="单幅")
    edit(admin_client, photo, article=article.pk)
    assert article.photos.count() == 2
    undo(admin_client)
    photo.refresh_from_db()
    assert (photo.article, list(article.photos.values_list("caption", flat=True))) == (None, ["图"])
    undo(admin_client)
    photo.refresh_from_db()
    assert (photo.article, Photo.objects.count()) == (article, 2)


def test_a_photo_moved_from_one_article_to_another_goes_back(admin_client, article):
    other, photo = records.article(article.page, "别的。"), article.photos.get()
    edit(admin_client, photo, article=other.pk)
    assert [Article.objects.get(pk=each.pk).revision for each in (article, other)] == [2, 2]
    undo(admin_client)
    assert (article.photos.get(), other.photos.count()) == (photo, 0)


@pytest.mark.parametrize("which", ["newspaper", "issue", "page"])
def test_facts_of_a_place_are_acts(admin_client, article, which):
    record = {"page": article.page, "issue": article.page.issue, "newspaper": article.page.issue.newspaper}[which]
    name, value = {"page": ("name", "要闻"), "issue": ("number_printed", "第9期"), "newspaper": ("name", "新名")}[which]
    before = getattr(record, name)
    edit(admin_client, record, **{name: value})
    assert ChangeSet.objects.get().effects["fields"] == {f"{which}:{record.pk}": {name: [before, value]}}
    unit = {"newspaper": "1 种报纸", "issue": "1 期", "page": "1 版"}[which]
    assert undo(admin_client) == [f"已恢复原样：{unit}。"]
    record.refresh_from_db()
    assert (getattr(record, name), done()) == (before, [("correct", "admin"), ("undo", "admin")])


def test_a_wrong_date_is_undone_with_its_address(admin_client, client, article):
    old = article.get_absolute_url()
    edit(admin_client, article.page.issue, first_day="2026-02-07")
    wrong = Article.objects.get().get_absolute_url()
    assert wrong == "/papers/tongliao-ribao/2026-02-07/p1/a1/"
    undo(admin_client)
    assert (client.get(old).status_code, client.get(wrong)["Location"]) == (200, old)


def same(told: str, other, changeset: ChangeSet) -> str:
    link = f'<a href="{url(other)}">{other}（{other.get_absolute_url()}）</a>'
    return f'{told.format(link)}填错了可以撤销：<a href="{url(changeset, "undo")}">改动 → 撤销</a>。'


SAME_DAY = "这份报纸的这个日期另有一期：{}。同一天确有两期的不必改；本是一期的，请在期的列表里选中两期，用“合并两期”。"
SAME_NUMBER = "这一期里另有一版也是这个版次：{}。"


@pytest.mark.parametrize(
    ("day", "warned"), [("2026-02-07", True), ("2026-02", False), ("2026-02-08", False), ("2026-02-06", False)]
)
def test_a_day_that_another_issue_has_is_warned_of(admin_client, day, warned):
    issue, other = records.issue("2026-02-06"), records.issue("2026-02-07")
    records.issue("2026-02-07", records.newspaper("other-ribao", "另报"))
    edit(admin_client, issue, first_day=day, edition_label="晨报")
    *said, _saved = messages(admin_client.get("/admin/"))
    assert said == ([same(SAME_DAY, other, ChangeSet.objects.get())] if warned else [])


@pytest.mark.parametrize(("label", "warned"), [("2", True), ("第二版", True), ("3", False), ("", False), ("1", False)])
def test_a_number_that_another_page_has_is_warned_of(admin_client, article, label, warned):
    other, _unknown = (records.page(article.page.issue, each) for each in ("2", ""))
    records.page(records.issue("2026-02-07"), "3")
    edit(admin_client, article.page, label=label, name="要闻")
    *said, _saved = messages(admin_client.get("/admin/"))
    assert said == ([same(SAME_NUMBER, other, ChangeSet.objects.get())] if warned else [])


def test_merged_issues_are_an_act(admin_client):
    first, second = records.issue(), records.issue()
    records.page(second, "2")
    asked = act(admin_client, Issue, "join", [first, second])
    act(admin_client, Issue, "join", [first, second], survivor=first.pk, seen=asked.context["seen"])
    assert done() == [("merge_issues", "admin")]
    assert undo(admin_client) == ["已恢复原样：1 期。"]
    assert set(Issue.objects.all()) == {first, second}


def test_an_article_is_split_in_a_form(admin_client, article):
    page = admin_client.get(url(article, "split"))
    assert [value for value, _page, _text in page.context["blocks"]] == ["0-0", "0-1", "0-2"]
    assert f'href="{url(article, "split")}"' in admin_client.get(url(article)).content.decode()
    response = admin_client.post(url(article, "split"), {"seen": 1, "cut": "0-1", "headline": " 后半 "})
    made = Article.objects.get(headline="后半")
    assert (response["Location"], texts(article), texts(made)) == (url(made), ["第一段。"], ["第二段。", "第三段。"])


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"seen": 9, "cut": "0-1"}, "您打开这一页以后，这篇文章又有了改动，请重新选择。"),
        ({"seen": 1}, "请选择从哪一段起拆开。"),
        ({"seen": 1, "cut": "0-1-2-3"}, "请选择从哪一段起拆开。"),
        ({"seen": 1, "cut": "甲-1"}, "请选择从哪一段起拆开。"),
        ({"seen": 1, "cut": "0-0"}, "拆开的两篇都要有正文。"),
        ({"seen": 1, "cut": "0-9"}, "文章里没有这一处。"),
    ],
)
def test_a_split_that_cannot_be_is_told_of(admin_client, article, sent, said):
    response = admin_client.post(url(article, "split"), sent | {"headline": "我的题"})
    assert (messages(response), response.context["headline"], done()) == ([said], "我的题", [])


def test_articles_are_joined_and_taken_apart_by_actions(admin_client, article):
    tail = records.article(records.page(article.page.issue, "3"), "其余。", headline="后半")
    response = act(admin_client, Article, "join_articles", [tail, article])
    assert response.template_name == "admin/archive/join_articles.html"
    places = {"joining": "1", f"place-{article.pk}": "2", f"place-{tail.pk}": "1"}
    assert messages(act(admin_client, Article, "join_articles", [tail, article], **places)) == ["已合并到“后半”。"]
    article.refresh_from_db()
    assert (article.merged_into, texts(tail)) == (tail, ["其余。", "第一段。", "第二段。", "第三段。"])
    assert messages(act(admin_client, Article, "take_apart", [article])) == ["已拆开：题"]
    assert (texts(tail), len(texts(article))) == (["其余。"], 3)
    assert messages(act(admin_client, Article, "take_apart", [article])) == ["题：这篇文章没有可以拆开的转版。"]


@pytest.mark.parametrize("places", [("1", "1"), ("", ""), ("0", "1"), ("1", "甲")])
def test_joined_articles_follow_in_one_order(admin_client, article, places):
    other = records.article(article.page, "其余。")
    sent = {f"place-{each.pk}": place for each, place in zip((article, other), places, strict=True)}
    response = act(admin_client, Article, "join_articles", [article, other], joining="1", **sent)
    assert (messages(response), done()) == (["请给每篇一个不同的次序，从 1 起。"], [])


def test_the_list_of_acts_tells_what_was_done(admin_client, article):
    edit(admin_client, article, headline="新题")
    ChangeSet.objects.create(kind="import")
    text = admin_client.get(url(ChangeSet)).content.decode()
    assert "中断，没有做完" in text
    assert [each.kind for each in admin_client.get(url(ChangeSet), {"unfinished": "1"}).context["cl"].result_list] == [
        "import"
    ]
    changeset = ChangeSet.objects.get(kind="correct")
    asked = admin_client.get(url(changeset, "undo"))
    assert (asked.context["foreseen"].restored, asked.context["foreseen"].skipped) == ([article.key], [])
    assert f'href="{url(changeset, "undo")}"' in admin_client.get(url(changeset)).content.decode()
    undo(admin_client, changeset)
    assert "已撤销" in admin_client.get(url(ChangeSet)).content.decode()
    assert url(changeset, "undo") not in admin_client.get(url(changeset)).content.decode()
    assert admin_client.post(url(changeset, "undo")).status_code == 403


def test_an_article_lists_its_versions(admin_client, article):
    edit(admin_client, article, headline="新题")
    text = admin_client.get(url(article)).content.decode()
    version, changeset = ArticleVersion.objects.get(), ChangeSet.objects.get()
    for expected in ("2（现在）", url(version), url(changeset), "校改", "没有记下"):
        assert expected in text


@pytest.mark.parametrize(
    ("view", "permissions", "status"),
    [
        ("split", ["view_article", "change_article"], 403),
        ("split", ["view_article", "split_article"], 200),
        ("undo", ["view_changeset"], 403),
        ("undo", ["view_changeset", "change_article"], 200),
        ("undo", ["change_article"], 403),
    ],
)
def test_who_may(client, admin_client, article, view, permissions, status):
    edit(admin_client, article, headline="新题")
    user = User.objects.create_user("clerk", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user)
    record = article if view == "split" else ChangeSet.objects.get()
    assert client.get(url(record, view)).status_code == status
