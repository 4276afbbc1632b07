"""``?revision=N``: the text of that number for ever, or 410 with the way to the present one."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied

from archive import acts
from archive.models import Article, ArticlePart, ArticleVersion, ChangeSet, Tombstone, Visibility, addressing
from tests import records

pytestmark = pytest.mark.django_db
FORMS = ["", ".json", ".txt"]


def write(article: Article, *paragraphs: str, **fields: str) -> None:
    with acts.change(ChangeSet.Kind.CORRECT) as act, act.lot():
        act.touch([article.pk])
        Article.objects.filter(pk=article.pk).update(**fields)
        if paragraphs:
            blocks = [{"type": "paragraph", "text": text} for text in paragraphs]
            ArticlePart.objects.filter(article=article).update(blocks=blocks)


def asked(client, article: Article, number: object, suffix: str = ""):
    path = addressing.path_of(article)
    return client.get(f"{path.removesuffix('/')}{suffix}?revision={number}" if suffix else f"{path}?revision={number}")


@pytest.fixture
def article():
    made = records.article(records.page(), "第一稿的正文。", headline="第一稿", names=("张三",), captions=("开会现场",))
    write(made, "第二稿的正文。", headline="第二稿")
    write(made, "第三稿的正文。")
    made.refresh_from_db()
    return made


def test_each_number_answers_its_text(client, article):
    assert article.revision == 3
    found = [asked(client, article, number, ".json").json() for number in (1, 2, 3)]
    assert [(each["headline"], each["blocks"][0]["text"]) for each in found] == [
        ("第一稿", "第一稿的正文。"),
        ("第二稿", "第二稿的正文。"),
        ("第二稿", "第三稿的正文。"),
    ]
    assert {each["latest_revision"] for each in found} == {3}
    assert [each["bylines"] for each in found] == [
        [{"name": "张三", "role": "记者", "affiliation": None, "kind": "person"}]
    ] * 3
    assert [each["photos"] for each in found] == [[{"caption": "开会现场", "credit": "某某 摄"}]] * 3
    assert [each["change"] for each in found] == [None, "校改", "校改"]


@pytest.mark.parametrize("suffix", FORMS)
def test_every_form_says_which_version_it_is_and_is_not_listed(client, article, suffix):
    response = asked(client, article, 1, suffix)
    assert (response.status_code, response["X-Robots-Tag"]) == (200, "noindex")
    text = response.content.decode()
    assert "第一稿的正文。" in text
    assert "第二稿" not in text
    assert ("第 1 版，共 3 版" in text) == (suffix != ".json")


def test_the_page_is_canonical_to_the_article_and_leads_to_it(client, article):
    html = asked(client, article, 2).content.decode()
    assert '<link rel="canonical" href="http://testserver/papers/tongliao-ribao/2026-02-06/p1/a1/">' in html
    assert '<a href="/papers/tongliao-ribao/2026-02-06/p1/a1/">看现在的文章</a>' in html
    assert '<meta name="robots" content="noindex">' in html


def test_who_and_why_are_never_told(client):
    user = get_user_model().objects.create_user("wang", first_name="王编辑")
    article = records.article(records.page(), "一。", headline="甲")
    with acts.change(ChangeSet.Kind.CORRECT, by=user, reason="当事人李某来电") as act, act.lot():
        act.touch([article.pk])
        Article.objects.filter(pk=article.pk).update(headline="乙")
    said = [client.get(article.get_absolute_url()).content.decode()] + [
        asked(client, article, number, suffix).content.decode() for number in (1, 2) for suffix in FORMS
    ]
    assert not any(word in each for each in said for word in ("wang", "王编辑", "李某"))


@pytest.mark.parametrize(
    "number", ["0", "4", "99", "", "x", "-1", "1.0", "²", "٣", "9" * 30, "00000000000000000001", "1\0"]
)
@pytest.mark.parametrize("suffix", FORMS)
def test_a_number_that_never_was(client, article, number, suffix):
    assert asked(client, article, number, suffix).status_code == 404


def shown(client, article: Article, suffix: str = "") -> dict[int, int]:
    return {n: asked(client, article, n, suffix).status_code for n in range(1, article.revision + 1)}


@pytest.mark.parametrize("suffix", FORMS)
def test_what_was_not_kept_and_what_was_never_public_is_410_with_the_way_on(client, suffix):
    article = records.article(records.page(), "一。", visibility=Visibility.AWAITING)
    write(article, "二。")
    Article.objects.filter(pk=article.pk).update(visibility=Visibility.PUBLIC)
    article.refresh_from_db()
    article.save()
    write(article, "三。")
    article.refresh_from_db()
    assert shown(client, article, suffix) == {1: 410, 2: 200, 3: 200}
    ArticleVersion.objects.filter(number=2).delete()
    assert shown(client, article, suffix) == {1: 410, 2: 410, 3: 200}
    for number in (1, 2):
        text = asked(client, article, number, suffix).content.decode()
        assert "/papers/tongliao-ribao/2026-02-06/p1/a1/" in text
        assert "一。" not in text
        assert "二。" not in text


def test_what_is_corrected_while_it_is_suspended_stays_inside(client, article):
    article.visibility = Visibility.SUSPENDED
    article.save()
    assert shown(client, article) == {1: 410, 2: 410, 3: 410}
    write(article, "第四稿的正文。")
    write(article, "第五稿的正文。")
    article.refresh_from_db()
    article.visibility = Visibility.PUBLIC
    article.save()
    assert shown(client, article) == {1: 200, 2: 200, 3: 200, 4: 410, 5: 200}


def test_what_was_never_public_has_no_versions(client):
    article = records.article(records.page(), "一。", visibility=Visibility.AWAITING)
    write(article, "二。")
    assert [asked(client, article, n).status_code for n in (1, 2)] == [404, 404]


def test_a_version_is_closed_and_opened(client, article):
    version = ArticleVersion.objects.get(key=article.key, number=1)
    assert acts.close([version], Tombstone.Kind.PERSONAL) == 1
    assert shown(client, article) == {1: 410, 2: 200, 3: 200}
    assert "个人信息" in asked(client, article, 1).content.decode()
    version.refresh_from_db()
    assert acts.close([version], Tombstone.Kind.PERSONAL) == 0
    assert acts.close([version], None) == 1
    assert shown(client, article) == {1: 200, 2: 200, 3: 200}
    assert list(ChangeSet.objects.filter(kind="close").order_by("pk").values_list("effects", flat=True)) == [
        {"closed": [[article.key, 1, "", "personal"]]},
        {"closed": [[article.key, 1, "personal", ""]]},
    ]


def test_only_who_may_withdraw_closes(article):
    user = get_user_model().objects.create_user("li")
    version = ArticleVersion.objects.get(key=article.key, number=1)
    with pytest.raises(PermissionDenied):
        acts.close([version], Tombstone.Kind.PERSONAL, by=user)
    user.user_permissions.add(Permission.objects.get(codename="withdraw_article"))
    assert acts.close([version], Tombstone.Kind.PERSONAL, by=get_user_model().objects.get(pk=user.pk)) == 1


def test_a_joined_tail_answers_its_own_numbers_at_its_own_address(client):
    issue = records.issue()
    beginning = records.article(records.page(issue, "1"), "开头。", headline="甲")
    tail = records.article(records.page(issue, "3"), "结尾。", headline="乙")
    write(tail, "结尾，改过。")
    with acts.change(ChangeSet.Kind.JOIN) as act, act.lot():
        act.touch([beginning.pk, tail.pk])
        ArticlePart.objects.filter(article=tail).update(article=beginning, order=1, tail=tail)
        Article.objects.filter(pk=tail.pk).update(merged_into=beginning)
    tail.refresh_from_db()
    beginning.refresh_from_db()
    assert (tail.revision, beginning.revision) == (2, 2)
    texts = [asked(client, tail, n, ".json").json()["blocks"][0]["text"] for n in (1, 2)]
    assert texts == ["结尾。", "结尾，改过。"]
    assert [block["text"] for block in asked(client, beginning, 2, ".json").json()["blocks"]] == [
        "开头。",
        "结尾，改过。",
    ]
    assert client.get(addressing.path_of(tail)).status_code == 301
    beginning.visibility = Visibility.WITHDRAWN
    beginning.save()
    assert shown(client, tail) == {1: 410, 2: 410}


def test_an_old_address_leads_to_the_same_number_of_the_same_article(client, article):
    old = addressing.path_of(article)
    article.page.issue.newspaper.slug = "bao"
    article.page.issue.newspaper.save()
    response = client.get(f"{old}?revision=1")
    assert (response.status_code, response["Location"]) == (301, "/papers/bao/2026-02-06/p1/a1/?revision=1")
    assert asked(client, Article.objects.get(), 1, ".json").json()["paper"] == "通辽日报"


def test_the_article_lists_its_versions(client, article):
    html = client.get(article.get_absolute_url()).content.decode()
    assert [f'href="{article.get_absolute_url()}?revision={n}"' in html for n in (1, 2, 3, 4)] == [True] * 3 + [False]


def test_editors_close_versions_in_their_list(admin_client, client, article):
    listed = "/admin/archive/articleversion/"
    chosen = {"_selected_action": [ArticleVersion.objects.get(number=1).pk]}
    response = admin_client.post(listed, chosen | {"action": "close"}, follow=True)
    assert [str(each) for each in response.context["messages"]] == ["请选缘由：读者会看到属于哪一类。"]
    response = admin_client.post(listed, chosen | {"action": "close", "kind": "copyright"}, follow=True)
    assert [str(each) for each in response.context["messages"]] == ["1 个旧版停止公开。"]
    assert shown(client, article) == {1: 410, 2: 200, 3: 200}
    html = admin_client.get(f"{listed}{chosen['_selected_action'][0]}/change/").content.decode()
    assert "第一稿的正文。" in html
    response = admin_client.post(listed, chosen | {"action": "open_again"}, follow=True)
    assert [str(each) for each in response.context["messages"]] == ["1 个旧版恢复公开。"]
    assert shown(client, article) == {1: 200, 2: 200, 3: 200}
