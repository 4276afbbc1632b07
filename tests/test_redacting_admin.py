"""Redacting by hand: the words of an article, where they stand on the image, and showing them again."""
# ruff: noqa: F811  fixtures of another module

import io

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files import File
from PIL import Image
from playwright.sync_api import expect

from archive import disclosure, images
from archive.acts import draw, lift_redaction, redact_words
from archive.models import Article, PageImage, Redaction
from tests.test_images import picture
from tests.test_redaction import NAME, NUMBER, article, page, said, source  # noqa: F401

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


def test_it_is_listed_without_its_words_and_lifted(reviewer, article):
    before = said(article)
    reviewer.post(path(article), {"words": NUMBER, "kind": "personal"})
    made = Redaction.objects.get()
    listed = reviewer.get("/admin/archive/redaction/").content.decode()
    assert ("电话▇▇▇▇▇▇▇▇▇▇▇，" in listed, NUMBER in listed) == (True, False)
    reviewer.post("/admin/archive/redaction/", {"action": "lift", "_selected_action": [made.pk]})
    made.refresh_from_db()
    assert (made.lifted_by.username, said(article)) == ("reviewer", before)


@pytest.fixture
def cookie(live_server, client) -> dict:
    """Of an editor's session, before any browser is opened: after that the record cannot be touched."""
    client.force_login(User.objects.create_superuser("jia"))
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}


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


class TestImage:
    @pytest.fixture
    def image(self, page, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        upload = io.BytesIO(picture(100, 200))
        upload.name, upload.size = "page.png", len(upload.getvalue())
        made = PageImage(page=page)
        made.take(File(upload), *images.prints(upload, upload.size))
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
            image.take(upload, *images.prints(upload, upload.size))
        assert disclosure.public_image(image.page) is None
