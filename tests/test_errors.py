"""What goes wrong is said in the same house, with a way on; and too much is too much."""

import pytest
import records
from django.core.cache import cache, caches
from django.test import Client

from archive import views

SITE_HEADER = '<header class="site">'


@pytest.fixture
def visitor():
    """A client that is answered what visitors are, whatever goes wrong."""
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "asked", "status", "heading"),
    [
        ("/nowhere/", {}, 404, "这里没有内容"),
        ("/papers/", {"HTTP_HOST": "elsewhere.example.org"}, 400, "看不懂这个请求"),
    ],
)
def test_what_cannot_be_answered(visitor, path, asked, status, heading):
    answer = visitor.get(path, **asked)
    html = answer.content.decode()
    assert answer.status_code == status
    assert f"<h1>{heading}</h1>" in html
    assert SITE_HEADER in html
    assert 'href="/papers/"' in html


@pytest.mark.django_db
def test_a_form_that_may_not_be_ours(visitor):
    answer = visitor.post("/admin/login/", {"username": "a", "password": "b"})
    html = answer.content.decode()
    assert (answer.status_code, SITE_HEADER in html, 'href="/papers/"' in html) == (403, True, True)
    assert "请打开 Cookie" in html


@pytest.mark.django_db
def test_our_own_mistakes(visitor, monkeypatch):
    monkeypatch.setattr(views.reading, "newspapers", lambda: 1 / 0)
    answer = visitor.get("/papers/")
    assert answer.status_code == 500
    assert '<a href="/">' in answer.content.decode()


# --- Too many searches -------------------------------------------------------------------------------------------------

ASKED = ["/search/?q=肉牛", "/api/v1/articles/?q=肉牛", "/api/v1/suggest/?q=肉牛"]


@pytest.fixture
def three(settings, db, index, monkeypatch):
    """Three searches a minute, in the middle of a minute."""
    settings.SEARCHES_PER_MINUTE = 3
    monkeypatch.setattr("search.limits.time", lambda: 6000.5)
    records.article(records.page(), "肉牛")
    index()
    caches["searches"].clear()
    yield monkeypatch
    caches["searches"].clear()


def test_one_address_asks_so_often_in_a_minute(three, client):
    assert [client.get(path).status_code for path in ASKED] == [200] * 3
    answers = [client.get(path) for path in ASKED]
    assert [(answer.status_code, answer["Retry-After"]) for answer in answers] == [(429, "60")] * 3
    html = answers[0].content.decode()
    assert "<h1>检索得太勤了</h1>" in html
    assert 'href="/papers/"' in html
    assert [answer.json() for answer in answers[1:]] == [{"detail": "检索得太勤了，请过一分钟再试。"}] * 2
    assert {answer.has_header("ETag") for answer in answers} == {False}
    # Others may, and reading is never counted.
    assert client.get(ASKED[0], REMOTE_ADDR="192.0.2.1").status_code == 200
    assert client.get("/papers/tongliao-ribao/").status_code == 200
    # What the visitor says of where the request comes from is not believed.
    assert client.get(ASKED[0], HTTP_X_FORWARDED_FOR="192.0.2.2").status_code == 429
    three.setattr("search.limits.time", lambda: 6060.0)
    assert client.get(ASKED[0]).status_code == 200


def test_what_a_script_asked_for_is_refused_without_a_page(three, client):
    path = "/search/suggestions/?q=肉牛"
    assert [client.get(path, HTTP_HX_REQUEST="true").status_code for _ in range(3)] == [200] * 3
    answer = client.get(path, HTTP_HX_REQUEST="true")
    assert (answer.status_code, answer["Retry-After"], answer.content) == (429, "60", b"")
    assert "<h1>检索得太勤了</h1>" in client.get(path).content.decode()


def test_a_second_visit_is_counted_too(three, client):
    tag = client.get(ASKED[0])["ETag"]
    assert [client.get(ASKED[0], HTTP_IF_NONE_MATCH=tag).status_code for _ in range(3)] == [304, 304, 429]


def test_no_limit(three, client, settings):
    settings.SEARCHES_PER_MINUTE = 0
    assert {client.get(ASKED[0]).status_code for _ in range(10)} == {200}


@pytest.fixture
def small_caches(settings):
    """Caches of ten entries: of each, as the settings name them, one."""
    settings.CACHES = {
        name: {**cache, "LOCATION": f"small {name}", "OPTIONS": {"MAX_ENTRIES": 10}}
        for name, cache in settings.CACHES.items()
    }
    yield
    for each in caches.all():
        each.clear()


def test_searches_from_very_many_addresses_push_out_nothing_that_was_counted(three, client, small_caches):
    cache.set("counted", 1, None)
    for number in range(100):
        client.get(ASKED[0], REMOTE_ADDR=f"192.0.2.{number}")
    assert cache.get("counted") == 1


def test_what_was_counted_pushes_out_no_count_of_searches(three, client, small_caches):
    assert [client.get(ASKED[0]).status_code for _ in range(3)] == [200] * 3
    for number in range(100):
        cache.set(f"counted-{number}", 1, None)
    assert client.get(ASKED[0]).status_code == 429
