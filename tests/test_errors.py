"""What goes wrong is said in the same house, with a way on; and too much is too much."""

import pytest
import records
from django.core.cache import cache, caches
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils.module_loading import import_string

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
        ("/papers/", {"HTTP_HOST": "elsewhere.example.org"}, 400, "请求无效"),
    ],
)
def test_what_cannot_be_answered(visitor, path, asked, status, heading):
    answer = visitor.get(path, **asked)
    html = answer.content.decode()
    assert answer.status_code == status
    assert f"<h1>{heading}</h1>" in html
    assert SITE_HEADER in html
    assert 'href="/papers/"' in html


MANY = "&".join(f"p{number}=1" for number in range(1001))
UNREADABLE = {
    "too many parameters": {"QUERY_STRING": MANY},
    "too many of one name": {"QUERY_STRING": "year=2026&" * 1001},
    "too many without values": {"QUERY_STRING": "&".join("abcdefghij" * 101)},
    "too many, and something asked for": {"QUERY_STRING": f"q=%E8%82%89&{MANY}"},
    "a host that is not ours": {"HTTP_HOST": "elsewhere.example.org"},
    "a host with a space": {"HTTP_HOST": "local host"},
    "a host that is a list": {"HTTP_HOST": "localhost,localhost"},
    "a host of other characters": {"HTTP_HOST": "localhost\u00e9"},
    "a host that goes on": {"HTTP_HOST": "localhost/papers"},
    "a port that is none": {"HTTP_HOST": "localhost:port"},
    "no host": {"HTTP_HOST": ""},
}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/papers/", "/search/", "/nowhere/", "/admin/", "/papers/nowhere/"])
@pytest.mark.parametrize("asked", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_400_on_every_page(visitor, path, asked):
    for method in (visitor.get, visitor.post):
        answer = method(path, **asked)
        assert answer.status_code == 400
        assert "<h1>请求无效</h1>" in answer.content.decode()


@pytest.mark.django_db
def test_programs_are_told_in_detail(visitor):
    for path in ("/api/v1/articles/", "/api/v1/suggest/", "/api/v1/articles/a/"):
        answer = visitor.get(path, QUERY_STRING=MANY)
        assert (answer.status_code, answer.json()) == (
            400,
            {"detail": "请求无效。请求不完整或地址有误，请核对网址后重试。"},
        )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "query", "status"),
    [
        ("text/plain; charset=utf-8", MANY, 400),
        ("text/plain; Charset=utf-8", MANY, 400),
        ("text/plain;charset=gbk", MANY, 400),
        ('text/plain; charset="utf-8"; a=b', MANY, 400),
        ("text/plain; charset=base64", "q=a", 200),
        ("text/plain; charset=zlib", "q=a", 200),
        ("text/plain; charset=punycode", "q=%80", 200),
        ("text/plain; charset=idna", "q=..a", 200),
        ("text/plain; charset=utf-16", "q=abc", 200),
        ("text/plain; charset=", "q=abc", 200),
        ("text/plain; charset=nothing", "q=abc", 200),
    ],
)
def test_an_encoding_named_with_the_request_stops_nothing(kind, query, status):
    environ = RequestFactory(QUERY_STRING=query, CONTENT_TYPE=kind)._base_environ(PATH_INFO="/papers/")
    answers = []
    application = import_string("archive.wsgi.application")  # now, with the settings of the tests
    application(environ, lambda said, _headers: answers.append(said))
    assert [answer[:3] for answer in answers] == [str(status)]


ODD = {
    "8 KB of a query": ("/papers/", {"QUERY_STRING": "a=" + "x" * 8000}, 200),
    "8 KB of what is searched for": ("/search/", {"QUERY_STRING": "q=" + "%E8%82%89" * 900}, 400),
    "a thousand parameters": ("/papers/", {"QUERY_STRING": "&".join(f"p{n}=1" for n in range(1000))}, 200),
    "escapes that are no UTF-8": ("/search/", {"QUERY_STRING": "q=%E8%82%89%FF%C0%80"}, 200),
    "escapes cut short": ("/search/", {"QUERY_STRING": "q=%E8%82%89%"}, 200),
    "a lone surrogate": ("/search/", {"QUERY_STRING": "q=%ED%A0%80%E8%82%89"}, 200),
    "a path that is no UTF-8": ("/papers/%FF%FE/", {}, 404),
    "a path with a lone surrogate": ("/contributors/%ED%A0%80/", {}, 404),
    "a NUL in a path": ("/papers/a%00b/", {}, 404),
    "a NUL in a name": ("/contributors/%00/", {}, 404),
    "a NUL in a key": ("/api/v1/articles/a%00/", {}, 404),
    "a NUL in a column": ("/columns/a/%00/", {}, 404),
    "a NUL in a file": ("/static/a%00.css", {}, 404),
    "a NUL in a query": ("/papers/tongliao-ribao/", {"QUERY_STRING": "year=%00"}, 200),
    "a long path": ("/papers/" + "a" * 7000 + "/", {}, 404),
    "dots": ("/papers/../../etc/passwd", {}, 404),
    "two slashes": ("//example.org/nowhere/", {}, 404),
    "a broken cookie": ("/papers/", {"HTTP_COOKIE": "=;;=a;\x01=\x02; sessionid=\x00; csrftoken=\xff"}, 200),
    "a language that is none": ("/papers/", {"HTTP_COOKIE": "django_language=" + "x-" * 2000}, 200),
    "very many languages": ("/papers/", {"HTTP_ACCEPT_LANGUAGE": ",".join(f"l{n}" for n in range(3000))}, 200),
    "a length that is none": ("/papers/", {"CONTENT_LENGTH": "many"}, 400),
    "a negative length": ("/papers/", {"CONTENT_LENGTH": "-5"}, 400),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "asked", "status"), ODD.values(), ids=ODD)
def test_odd_requests_are_answered_in_the_same_house(visitor, index, path, asked, status):
    records.newspaper()
    index()
    assert visitor.get(path, **asked).status_code == status


BODIES = {
    "no boundary": ("multipart/form-data", b"x", 400),
    "a boundary that is none": ("multipart/form-data; boundary=\xff", b"x", 400),
    "a boundary that is too long": ("multipart/form-data; boundary=" + "b" * 300, b"x", 400),
    "parts cut short": ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data; na", 403),
    "too many fields": ("application/x-www-form-urlencoded", MANY.encode(), 400),
    "too many parts": (
        "multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n' * 1001 + b"--b--\r\n",
        400,
    ),
    "too long": ("application/x-www-form-urlencoded", b"a=" + b"x" * 3_000_000, 413),
    "no base64": (
        "multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--b--',
        403,
    ),
    "no UTF-8": ("application/x-www-form-urlencoded", b"a=\xff%FF", 403),
    "nothing known": ("application/x-what", b"\0\0", 403),
    "nothing": ("application/x-www-form-urlencoded", b"", 403),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "body", "status"), BODIES.values(), ids=BODIES)
def test_bodies_that_cannot_be_read(visitor, kind, body, status):
    visitor.get("/admin/login/")
    answer = visitor.generic("POST", "/admin/login/", body, content_type=kind)
    html = answer.content.decode()
    assert (answer.status_code, SITE_HEADER in html) == (status, True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 413),
        ("/language/", 413),
        ("/nowhere/", 413),
        ("/admin/login/", 413),
        ("/search/", 413),
        ("/admin/archive/page/add/", 302),
    ],
)
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b"])
def test_who_is_not_logged_in_sends_little_and_nothing_of_more_is_read(visitor, monkeypatch, path, status, kind):
    monkeypatch.setattr(HttpRequest, "_load_post_and_files", lambda _request: pytest.fail("the body was read"))
    answer = visitor.generic("POST", path, b"x" * 65_537, content_type=kind)
    assert answer.status_code == status


@pytest.mark.django_db
def test_a_form_that_may_not_be_ours(visitor):
    answer = visitor.post("/admin/login/", {"username": "a", "password": "b"})
    html = answer.content.decode()
    assert (answer.status_code, SITE_HEADER in html, 'href="/papers/"' in html) == (403, True, True)
    assert "请允许浏览器使用 Cookie" in html


@pytest.mark.django_db
def test_our_own_mistakes(visitor, monkeypatch):
    monkeypatch.setattr(views.listings, "newspapers", lambda: 1 / 0)
    answer = visitor.get("/papers/")
    assert answer.status_code == 500
    assert '<a href="/">' in answer.content.decode()


# --- Too many searches -------------------------------------------------------------------------------------------------

ASKED = ["/search/?q=肉牛", "/api/v1/articles/?q=肉牛", "/api/v1/suggest/?q=肉牛"]


@pytest.fixture
def three(settings, db, index, monkeypatch):
    """Three searches a minute, in the middle of a minute."""
    settings.SEARCHES_PER_MINUTE = 3
    monkeypatch.setattr("search.rate_limit.time", lambda: 6000.5)
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
    three.setattr("search.rate_limit.time", lambda: 6060.0)
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


def test_the_icon_is_where_browsers_look_for_it(client):
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer["Location"]) == (302, "/static/icon.svg")
