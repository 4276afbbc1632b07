"""Logging in: how often one may try, from where, and by which scheme."""

import json
import os
import re
import subprocess
import sys
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.utils import timezone

from archive.http import logins
from archive.http.clients import client_address
from archive.models import FailedLogin

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
PASSWORD = "the right one"


@pytest.fixture
def editor():
    return User.objects.create_user("bianji", password=PASSWORD, is_staff=True)


def tried(client, name="bianji", password="wrong", **asked) -> str:
    """'in', or the problem that is shown."""
    answer = client.post(LOGIN, {"username": name, "password": password}, **asked)
    if answer.status_code == 302:
        client.logout()
        return "in"
    return " ".join(answer.context["form"].non_field_errors())


LOCKED = "登录失败次数过多，请在 15 分钟后重试。"


def test_of_sixty_passwords_four_are_looked_at_and_the_right_one_comes_too_late(client, editor, monkeypatch):
    looked_at = []
    monkeypatch.setattr(
        User, "check_password", lambda user, password: looked_at.append(password) or password == PASSWORD
    )
    said = [tried(client, password=f"wrong {number}") for number in range(60)]
    assert [LOCKED in each for each in said] == [False] * 4 + [True] * 56
    assert len(looked_at) == 5
    assert tried(client, password=PASSWORD) == LOCKED
    assert len(looked_at) == 5


def test_after_the_cool_off_one_may_try_again_and_is_told_how_long_it_takes(client, editor):
    for _again in range(5):
        tried(client)
    for passed, left in [(0.5, 15), (1.5, 14), (5.5, 10), (13.5, 2), (14.5, 1)]:
        FailedLogin.objects.update(last=timezone.now() - timedelta(minutes=passed))
        assert f"{left} 分钟" in tried(client)
    FailedLogin.objects.update(last=timezone.now() - timedelta(minutes=15))
    assert tried(client, password=PASSWORD) == "in"
    assert not FailedLogin.objects.exists()


def test_who_gets_in_begins_anew(client, editor):
    for _again in range(5):
        assert [LOCKED in tried(client) for _ in range(4)] == [False] * 4
        assert tried(client, password=PASSWORD) == "in"


def test_a_lock_is_of_one_name_from_one_address(client, editor):
    User.objects.create_user("other", password=PASSWORD, is_staff=True)
    for _again in range(9):
        tried(client, REMOTE_ADDR="192.0.2.1")
    assert tried(client, password=PASSWORD, REMOTE_ADDR="192.0.2.1") == LOCKED
    assert tried(client, password=PASSWORD, REMOTE_ADDR="192.0.2.2") == "in"
    assert tried(client, "other", PASSWORD, REMOTE_ADDR="192.0.2.1") == "in"


def test_names_that_nobody_has_are_answered_like_any_other(client, editor):
    User.objects.create_user("reader", password=PASSWORD)
    User.objects.create_user("gone", password=PASSWORD, is_staff=True, is_active=False)
    names = ("bianji", "nobody", "reader", "gone")
    said = [[tried(client, name) for _again in range(7)] for name in names]
    assert said[1:] == said[:1] * 3


@pytest.mark.parametrize(
    "name",
    ["Bianji", "BIANJI", " bianji", "bianji ", "bian ji", "ｂｉａｎｊｉ", "bianJI", "bianji\u3000", "b i a n j i", "bianji\u00a0", "\tbianji"],
)  # fmt: skip
def test_spellings_of_a_name_count_as_one(client, editor, name):
    for _again in range(4):
        tried(client)
    tried(client, name)
    assert tried(client, password=PASSWORD) == LOCKED
    assert FailedLogin.objects.count() == 1


def test_the_limit_holds_for_whatever_asks(client, editor):
    asked = RequestFactory().post("/anywhere/")
    assert [authenticate(asked, username="bianji", password="wrong") for _again in range(6)] == [None] * 6
    assert authenticate(asked, username="bianji", password=PASSWORD) is None
    assert tried(client, password=PASSWORD) == LOCKED
    assert authenticate(username="bianji", password=PASSWORD) == editor  # a command, which anybody there may run


@pytest.mark.parametrize("path", ["/admin/", "/admin/archive/article/", "/", "/api/v1/articles/", "/search/"])
def test_no_other_way_takes_a_password(client, editor, index, path):
    index()
    basic = {"HTTP_AUTHORIZATION": "Basic YmlhbmppOnRoZSByaWdodCBvbmU="}
    assert "_auth_user_id" not in client.session
    client.get(path, **basic)
    client.post(path, {"username": "bianji", "password": PASSWORD}, **basic)
    assert "_auth_user_id" not in client.session


def test_the_table_is_bounded(client, monkeypatch):
    monkeypatch.setattr(logins, "MOST_ROWS", 10)
    for number in range(30):
        tried(client, f"name-{number}")
    assert FailedLogin.objects.count() == 10
    assert tried(client, "name-29") != LOCKED
    FailedLogin.objects.update(last=timezone.now() - timedelta(hours=1))
    tried(client, "another")
    assert FailedLogin.objects.count() == 1


def test_a_clock_that_is_set_back_locks_nobody_out(client, editor):
    for _again in range(5):
        tried(client)
    FailedLogin.objects.update(last=timezone.now() + timedelta(days=30))
    assert tried(client, password=PASSWORD) == "in"


def test_what_was_typed_is_not_stored(client, editor):
    tried(client, "the right one")
    assert "right" not in repr(list(FailedLogin.objects.values()))


@pytest.mark.parametrize("name", ["", "\0", "x" * 5000, "\ud800", "💥", "' OR 1=1 --"])
def test_odd_names(client, name):
    body = urlencode({"username": name, "password": "a"}, errors="surrogatepass")
    answer = client.generic("POST", LOGIN, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200


# --- Where a request comes from ---


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, "192.0.2.9"),
        (0, "198.51.100.1", "192.0.2.9"),
        (1, None, "192.0.2.9"),
        (1, "", "192.0.2.9"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "203.0.113.7, 198.51.100.1", "198.51.100.1"),
        (1, "nonsense, 198.51.100.1", "198.51.100.1"),
        (1, "198.51.100.1, nonsense", "192.0.2.9"),
        (1, "198.51.100.1,", "192.0.2.9"),
        (1, "198.51.100.1:8080", "192.0.2.9"),
        (1, "unknown", "192.0.2.9"),
        (1, "1" * 8000, "192.0.2.9"),
        (1, "  198.51.100.1  ", "198.51.100.1"),
        (2, "198.51.100.1", "192.0.2.9"),
        (2, "203.0.113.7, 198.51.100.1", "203.0.113.7"),
        (2, "10.0.0.1, 203.0.113.7, 198.51.100.1", "203.0.113.7"),
        (3, "203.0.113.7, 198.51.100.1", "192.0.2.9"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "2001:DB8:1:2::1", "2001:db8:1:2::/64"),
        (1, "::ffff:198.51.100.1", "198.51.100.1"),
        (1, "198.51.100.256", "192.0.2.9"),
    ],
)
def test_the_address_is_what_the_outermost_trusted_proxy_says(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    said = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="192.0.2.9", **said)) == address


def test_log_ins_behind_a_proxy_are_counted_by_client(client, editor, settings):
    settings.TRUSTED_PROXIES = 1
    for number in range(9):
        tried(client, HTTP_X_FORWARDED_FOR=f"203.0.113.{number}, 198.51.100.1")
    assert tried(client, password=PASSWORD, HTTP_X_FORWARDED_FOR="198.51.100.1") == LOCKED
    assert tried(client, password=PASSWORD, HTTP_X_FORWARDED_FOR="198.51.100.2") == "in"


# --- By which scheme ---


def set_by(**variables: str) -> dict:
    """What the settings are with these variables."""
    names = "SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE LANGUAGE_COOKIE_SECURE SECURE_HSTS_SECONDS CSRF_TRUSTED_ORIGINS"
    code = (
        f"import json; from archive import settings as s; print(json.dumps([getattr(s, n) for n in {names.split()}]))"
    )
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    run = [sys.executable, "-c", code]
    done = subprocess.run(
        run, cwd=settings.BASE_DIR, env=kept | variables, check=True, capture_output=True, text=True, timeout=60
    )
    return json.loads(done.stdout)


YEAR = 31_536_000


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, [False, False, False, 0, []]),
        ({"SITE_URL": "http://a.example.org"}, [False, False, False, 0, ["http://a.example.org"]]),
        ({"SITE_URL": "https://a.example.org"}, [True, True, True, YEAR, ["https://a.example.org"]]),
        ({"SITE_URL": "HTTPS://A.example.org:443/"}, [True, True, True, YEAR, ["https://a.example.org"]]),
        ({"SITE_URL": "https://a.example.org:8443"}, [True, True, True, YEAR, ["https://a.example.org:8443"]]),
        ({"CSRF_TRUSTED_ORIGINS": "https://b.example.org"}, [False, False, False, 0, ["https://b.example.org"]]),
        ({"ALLOWED_HOSTS": "a.example.org"}, [False, False, False, 0, []]),
        (
            {"SITE_URL": "http://a.example.org", "CSRF_TRUSTED_ORIGINS": "https://b.example.org"},
            [False, False, False, 0, ["https://b.example.org", "http://a.example.org"]],
        ),
    ],
)
def test_cookies_and_hsts_follow_the_scheme_of_site_url(tmp_path, variables, said):
    assert set_by(DATA_DIR=str(tmp_path), **variables) == said


@pytest.fixture
def https(settings):
    settings.SITE_URL = "https://baozang.example.org"
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "baozang.example.org"]
    settings.CSRF_TRUSTED_ORIGINS = [settings.SITE_URL]
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.LANGUAGE_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = YEAR


def token_of(answer) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.content.decode())[1]


def test_over_https_every_cookie_is_secure_and_one_gets_in(https, editor):
    visitor = Client(
        enforce_csrf_checks=True, HTTP_HOST="baozang.example.org", HTTP_REFERER="https://baozang.example.org/"
    )
    form = visitor.get(LOGIN, secure=True)
    assert form["Strict-Transport-Security"] == f"max-age={YEAR}"
    assert "请改用" not in form.content.decode()
    said = {"username": "bianji", "password": PASSWORD, "csrfmiddlewaretoken": token_of(form), "next": "/admin/"}
    assert visitor.post(LOGIN, said, secure=True).status_code == 302
    visitor.post("/language/", {"language": "en"}, secure=True)
    assert {name: bool(cookie["secure"]) for name, cookie in visitor.cookies.items()} == {
        "csrftoken": True, "sessionid": True, "django_language": True
    }  # fmt: skip


def test_where_the_proxy_does_not_say_the_scheme_one_gets_in_too(https, editor):
    visitor = Client(
        enforce_csrf_checks=True, HTTP_HOST="baozang.example.org", HTTP_ORIGIN="https://baozang.example.org"
    )
    said = {"username": "bianji", "password": PASSWORD, "csrfmiddlewaretoken": token_of(visitor.get(LOGIN))}
    assert visitor.post(LOGIN, said | {"next": "/admin/"}).status_code == 302


def test_over_http_it_says_where_to_log_in(https, editor):
    visitor = Client(enforce_csrf_checks=True, HTTP_HOST="baozang.example.org")
    link = '<a href="https://baozang.example.org/admin/login/?next=/admin/">'
    form = visitor.get(LOGIN + "?next=/admin/")
    assert link in form.content.decode()
    assert not form.has_header("Strict-Transport-Security")
    # A browser keeps no cookie that is Secure.
    said = {"username": "bianji", "password": PASSWORD, "csrfmiddlewaretoken": token_of(form)}
    answer = Client(enforce_csrf_checks=True, HTTP_HOST="baozang.example.org").post(LOGIN + "?next=/admin/", said)
    html = answer.content.decode()
    assert (answer.status_code, link in html, "本站须通过 HTTPS 登录" in html) == (403, True, True)


@pytest.mark.parametrize("site", ["", "http://baozang.example.org"])
def test_a_site_of_http_says_nothing_of_https(settings, client, site):
    settings.SITE_URL = site
    assert "HTTPS" not in client.get(LOGIN).content.decode()
