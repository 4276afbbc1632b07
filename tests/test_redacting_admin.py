"""Redacting by hand: the words of an article, where they stand on the image, and showing them again."""
# ruff: noqa: F811  fixtures of another module

import io
from collections.abc import Collection

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files import File
from PIL import Image
from playwright.sync_api import expect

from archive.acts import draw, lift_redaction, redact, redact_words
from archive.models import Article, Operation, PageImage, Redaction, disclosure, renditions
from tests.test_images import picture
from tests.test_redaction import NAME, NUMBER, TEXT, article, page, said, source  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(client):
    user = User.objects.create_user("reviewer", is_staff=True)
    names = ["redact_article", "change_article", "view_article"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    return client


@pytest.fixture
def clerk(client):
    user = User.objects.create_user("clerk", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["change_article", "view_article"]))
    client.force_login(user)
    return client


def path(article: Article) -> str:
    return f"/admin/archive/article/{article.pk}/redact/"


def test_words_are_redacted(reviewer, article):
    assert path(article) in reviewer.get(f"/admin/archive/article/{article.pk}/change/").content.decode()
    answer = reviewer.get(path(article)).content.decode()
    assert f"{NAME}在田间" in answer
    answer = reviewer.post(path(article), {"words": f"{NAME}\n{NUMBER}", "kind": "request"})
    assert answer.status_code == 302
    assert [NAME in text or NUMBER in text for text in said(article)] == [False] * 7
    assert {each.kind for each in Redaction.objects.all()} == {"request"}


@pytest.mark.parametrize(
    ("words", "told"),
    [("无此人名", "本篇中没有“无此人名”，未遮盖。"), ("牛", "每行至少两个字。"), ("", "errorlist")],
)
def test_what_cannot_be_redacted_is_told(reviewer, article, words, told):
    answer = reviewer.post(path(article), {"words": words, "kind": "personal"})
    assert (answer.status_code, told in answer.content.decode()) == (200, True)
    assert Redaction.objects.count() == 0


def test_only_who_may_is_shown_the_way(clerk, article):
    shown = clerk.get(f"/admin/archive/article/{article.pk}/change/").content.decode()
    assert ("涉及个人信息" in shown, "/redact/" in shown, 'name="reviewed"' in shown) == (False, False, False)
    assert "核对" in shown


def test_a_clerk_may_not(clerk, article, source):
    assert clerk.get(path(article)).status_code == 403
    assert clerk.post(path(article), {"words": NAME, "kind": "personal"}).status_code == 403
    made = Redaction.objects.create(source=source, start=0, end=2, kind="personal", reach="everywhere")
    for place in ("", f"{made.pk}/change/"):
        assert clerk.get(f"/admin/archive/redaction/{place}").status_code == 403
    assert Redaction.objects.standing().count() == 1


LIST = "/admin/archive/redaction/"
LIST_QUERIES = 8


def lifting(client, made: Collection[Redaction], **more):
    return client.post(LIST, {"action": "lift", "_selected_action": [each.pk for each in made], **more})


def test_it_is_listed_without_its_words_and_lifted(reviewer, article):
    before = said(article)
    reviewer.post(path(article), {"words": NUMBER, "kind": "personal"})
    made = Redaction.objects.get()
    listed = reviewer.get(LIST).content.decode()
    assert ("电话▇▇▇▇▇▇▇▇▇▇▇，" in listed, NUMBER in listed) == (True, False)
    asked = lifting(reviewer, [made])
    made.refresh_from_db()
    assert (asked.status_code, made.lifted, "将解除 1 处遮盖" in asked.content.decode()) == (200, None, True)
    lifting(reviewer, [made], lifting=1)
    made.refresh_from_db()
    assert (made.lifted_by.username, said(article)) == ("reviewer", before)


@pytest.mark.parametrize("may_see", [True, False])
def test_who_may_see_hidden_text_is_told_what_becomes_public(reviewer, article, source, may_see):
    if may_see:
        User.objects.get().user_permissions.add(Permission.objects.get(codename="view_hidden"))
    start = TEXT.index(NUMBER)
    made = redact(source, start, start + 11, "personal", "everywhere", by=None)
    redact(source, start, start + 3, "personal", "everywhere", by=None)
    made += redact_words(article, NAME, "personal", by=None)
    asked = lifting(reviewer, made).content.decode()
    words = ["▇▇▇04751234", *[NAME] * 6]
    assert [each.words for each in lifting(reviewer, made).context["foreseen"]][::-1] == (
        words if may_see else [None] * 7
    )
    assert (NAME in asked, NUMBER in asked, str(source.page) in asked) == (may_see, False, True)
    views = Operation.objects.filter(kind=Operation.Kind.HIDDEN_VIEW, details__model="redaction")
    assert views.count() == (2 if may_see else 0)
    assert Redaction.objects.standing().count() == 8


@pytest.mark.parametrize("count", [0, 201])
def test_a_choice_of_none_or_of_too_many_is_refused(reviewer, source, count):
    rows = [Redaction(source=source, start=0, end=2, kind="personal", reach="everywhere") for _ in range(count)]
    Redaction.objects.bulk_create(rows)
    lifted = Redaction.objects.create(
        source=source, start=0, end=2, kind="personal", reach="everywhere", lifted="2026-02-06T00:00Z"
    )
    chosen = {"action": "lift", "_selected_action": [each.pk for each in Redaction.objects.all()], "lifting": 1}
    answer = reviewer.post(f"{LIST}?state=all", chosen, follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["请选 1 到 200 处尚未解除的遮盖。"]
    assert list(Redaction.objects.exclude(lifted=None)) == [lifted]


def test_what_is_listed(reviewer, article, source):
    """By default what is hidden everywhere: what tidying hid in the received text alone is much more."""
    facts = {"source": source, "kind": "error"}
    tidied = Redaction.objects.create(start=0, end=2, reach="source", **facts)
    hidden = Redaction.objects.create(start=2, end=4, reach="everywhere", **facts)
    lifted = Redaction.objects.create(start=3, end=5, reach="everywhere", lifted="2026-02-06T00:00Z", **facts)
    found = {
        state: set(reviewer.get(LIST, {"state": state} if state else {}).context["cl"].queryset)
        for state in ("", "source", "lifted", "all")
    }
    assert found == {"": {hidden}, "source": {tidied}, "lifted": {lifted}, "all": {tidied, hidden, lifted}}
    (shown, *_others) = reviewer.get(LIST).context["cl"].filter_specs
    choices = [str(each["display"]) for each in shown.choices(reviewer.get(LIST).context["cl"])]
    assert choices == ["处处遮盖", "仅来源文本", "已解除", "全部"]


def test_words_typed_by_hand_are_listed_with_their_article(reviewer, article):
    Article.objects.filter(pk=article.pk).update(deck="东郭先生的故事")
    (made,) = redact_words(article, "东郭先生", "personal", by=None)
    listed = reviewer.get(LIST).content.decode()
    assert f'{article.page}<br><a href="/id/{article.key}/">{article.key}</a>' in listed
    assert "手工录入的文字，不能恢复" in lifting(reviewer, [made]).content.decode()
    assert reviewer.get(f"/id/{article.key}/", follow=True).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries(reviewer, article, source, count, django_assert_num_queries):
    Article.objects.filter(pk=article.pk).update(deck="东郭先生、南郭先生与北郭先生")
    for words in ("东郭先生", "南郭先生", "北郭先生")[:count]:
        redact_words(article, words, "personal", by=None)
    for start in range(count):
        redact(source, 2 * start, 2 * start + 1, "personal", "everywhere", by=None)
    reviewer.get(LIST)
    with django_assert_num_queries(LIST_QUERIES):
        reviewer.get(LIST)


@pytest.fixture
def cookie(live_server, client) -> dict:
    """Of an editor's session, before any browser is opened: after that the record cannot be touched."""
    client.force_login(User.objects.create_superuser("jia"))
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}


@pytest.fixture
def two_redacted(live_server, article, source) -> None:
    by = User.objects.create_superuser("who-has-a-long-name")
    Article.objects.filter(pk=article.pk).update(deck="东郭先生的故事")
    redact_words(article, "东郭先生", "personal", by=by)
    redact(source, *(TEXT.index(NUMBER) + at for at in (0, 11)), "error", "everywhere", by=by)


@pytest.mark.browser
def test_what_is_selected_is_added_by_a_button(article, cookie, browser):
    context = browser.new_context(locale="zh-CN")
    context.add_cookies([cookie])
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.goto(f"{cookie['url']}{path(article)}")
    for paragraph in ("万俟羽 摄", f"{NAME}在田间"):
        opened.get_by_text(paragraph, exact=True).click(click_count=3)
        opened.get_by_role("button", name="加入选中的文字").click()
    expect(opened.get_by_label("要遮盖的文字")).to_have_value(f"万俟羽 摄\n{NAME}在田间")
    assert faults == []


@pytest.mark.browser
@pytest.mark.usefixtures("two_redacted")
def test_no_column_of_the_list_is_cut_off(cookie, browser):
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 844})
    context.add_cookies([cookie])
    opened = context.new_page()
    opened.goto(f"{cookie['url']}{LIST}?state=all")
    expect(opened.locator("#result_list tbody tr")).to_have_count(2)
    assert opened.evaluate("(box => box.scrollWidth <= box.clientWidth)(document.querySelector('.results'))")


class TestImage:
    @pytest.fixture
    def image(self, page, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        upload = io.BytesIO(picture(100, 200))
        upload.name, upload.size = "page.png", len(upload.getvalue())
        made = PageImage(page=page)
        made.take(File(upload), *renditions.prints(upload, upload.size))
        return made

    def pixels(self, client, page, suffix: str = ".jpg") -> Image.Image:
        answer = client.get(page.get_absolute_url().rstrip("/") + suffix)
        assert answer.status_code == 200
        return Image.open(io.BytesIO(answer.content)).convert("L")

    def test_it_is_hidden_until_all_is_drawn_and_then_black_there(self, reviewer, article, image, page):
        reviewer.post(path(article), {"words": "欧阳朔\n万俟羽", "kind": "personal"})
        address = page.get_absolute_url().rstrip("/") + ".jpg"
        rectangles = [(100, 200, 300, 400), (500, 0, 1000, 100)]
        made = list(Redaction.objects.order_by("start"))
        assert len(made) == len(rectangles)
        for redaction, edges in zip(made, rectangles, strict=True):
            assert reviewer.get(address).status_code == 404
            form = reviewer.get(f"/admin/archive/redaction/{redaction.pk}/change/")
            sent = {name: value for name, value in form.context["adminform"].form.initial.items() if value is not None}
            sent |= dict(zip(("left", "top", "right", "bottom"), edges, strict=True))
            answer = reviewer.post(f"/admin/archive/redaction/{redaction.pk}/change/", sent)
            assert answer.status_code == 302
        for suffix in (".jpg", ".small.jpg"):
            shown = self.pixels(reviewer, page, suffix)
            places = [(20, 60), (75, 10), (5, 5), (60, 150)]
            assert [shown.getpixel(place) < 60 for place in places] == [True, True, False, False]

    def test_a_lifted_one_is_shown_again(self, reviewer, article, image, page):
        (made,) = redact_words(article, NUMBER, "personal", by=None)
        draw(made, (0, 0, 1000, 1000), by=None)
        assert self.pixels(reviewer, page).getpixel((50, 50)) < 60
        lift_redaction(made, by=None)
        assert self.pixels(reviewer, page).getpixel((50, 50)) > 200

    @pytest.mark.parametrize(
        "edges", [(0, 0, 0, 10), (10, 0, 5, 10), (0, 0, 1001, 10), (0, 10, 10, 10), ("", 0, 10, 10), (-1, 0, 10, 10)]
    )
    def test_what_is_no_rectangle_is_refused(self, reviewer, article, image, edges):
        reviewer.post(path(article), {"words": NUMBER, "kind": "personal"})
        made = Redaction.objects.get()
        sent = dict(zip(("left", "top", "right", "bottom"), edges, strict=True))
        assert reviewer.post(f"/admin/archive/redaction/{made.pk}/change/", sent).status_code == 200
        assert disclosure.public_image(made.page) is None

    def test_another_picture_is_drawn_anew(self, article, image):
        (made,) = redact_words(article, NUMBER, "personal", by=None)
        draw(made, (0, 0, 1000, 1000), by=None)
        assert disclosure.public_image(image.page) is not None
        with image.original.open() as upload:
            image.take(upload, *renditions.prints(upload, upload.size))
        assert disclosure.public_image(image.page) is None
