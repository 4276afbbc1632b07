"""Second visits: answered 304 while nothing has changed, and made anew after every change that a reader could notice."""

import datetime

import pytest
import records
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from haystack import connections

from archive.http import revalidation
from archive.models import (
    Byline,
    Issue,
    Newspaper,
    Page,
    PageImage,
    Photo,
    RecordVersion,
    SourceText,
    Teaser,
    Visibility,
)
from search import indexing
from search.models import IndexTask

pytestmark = pytest.mark.django_db(transaction=True)

PLACE = "/papers/tongliao-ribao/"
PATHS = [
    "/",
    "/papers/",
    "/papers/?date=2026-02-06",
    PLACE,
    PLACE + "2026-02-06/",
    PLACE + "2026-02-06/p1/",
    PLACE + "2026-02-06/p1/a1/",
    PLACE + "2026-02-06/p1/a1.json",
    PLACE + "2026-02-06/p1/a1.txt",
    "/contributors/甲/",
    "/search/?q=肉牛",
    "/search/suggestions/?q=肉",
    "/search/help/",
    "/api/v1/articles/?q=肉牛",
    "/api/v1/articles/tongliao-ribao-2026-02-06-p1-a1/",
    "/api/v1/suggest/?q=肉",
    "/opensearch.xml",
    "/robots.txt",
    "/sitemap.xml",
    "/sitemap-articles-0.xml",
]


@pytest.fixture
def article(index):
    """An article that all of PATHS show, another beside it, and the index of both."""
    with transaction.atomic():
        page = records.page(records.issue())
        made = records.article(page, "肉牛的正文", headline="肉牛", names=("甲",), captions=("图",), order=1)
        records.article(page, "别的正文", headline="别的")
    index()
    return made


def validators(client, paths=PATHS) -> dict[str, str]:
    answers = {path: client.get(path) for path in paths}
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(paths, 200)
    return {path: answer["ETag"] for path, answer in answers.items()}


def second_visit(client, validators: dict[str, str]) -> dict[str, int]:
    return {path: client.get(path, HTTP_IF_NONE_MATCH=tag).status_code for path, tag in validators.items()}


def test_every_public_page_is_kept_but_asked_for_again(client, article):
    for path in PATHS:
        answer = client.get(path)
        said = {name: answer[name] for name in ("Cache-Control", "Vary")}
        assert said["Cache-Control"] == "no-cache", path
        assert {"Cookie", "Accept-Language"} <= {name.strip() for name in said["Vary"].split(",")}, path


def test_a_second_visit_costs_two_queries_and_no_search(client, article, django_assert_num_queries, monkeypatch):
    seen = validators(client)
    engine = type(connections["default"].get_backend())
    for name in ("answer", "alike", "suggestions", "snapshot"):
        monkeypatch.setattr(engine, name, lambda *_args, **_named: pytest.fail("the index was asked"))
    for path, tag in seen.items():
        with django_assert_num_queries(2):
            answer = client.get(path, HTTP_IF_NONE_MATCH=tag)
        assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag), path
        assert answer["Cache-Control"] == "no-cache"
        assert client.head(path, HTTP_IF_NONE_MATCH=tag).status_code == 304


def test_withdrawing_an_article_makes_its_page_issue_newspaper_and_home_anew(client, article):
    seen = validators(client)
    article.visibility = Visibility.WITHDRAWN
    article.save()
    status = second_visit(client, seen)
    own = {path for path in PATHS if "a1" in path}
    assert {path for path, code in status.items() if code == 304} == set()
    assert {path: status[path] for path in own} == dict.fromkeys(own, 410)
    assert status["/contributors/甲/"] == 404
    for path in set(PATHS) - own - {"/contributors/甲/"}:
        assert "肉牛的正文" not in client.get(path).content.decode()


CHANGES = {
    "an article": lambda article: article.save(),
    "an article gone": lambda article: article.delete(),
    "a part": lambda article: article.parts.get().save(),
    "a byline": lambda article: Byline.objects.get().save(),
    "a byline gone": lambda article: Byline.objects.all().delete(),
    "a photo": lambda article: Photo.objects.get().save(),
    "a photo gone": lambda article: Photo.objects.all().delete(),
    "a page": lambda article: Page.objects.get().save(),
    "an issue": lambda article: Issue.objects.get().save(),
    "another issue": lambda article: records.issue("2026-02-07"),
    "a newspaper": lambda article: Newspaper.objects.get().save(),
    "a page image": lambda article: PageImage.objects.create(
        page=article.page, width=1, height=1, small_width=1, small_height=1
    ),
    "a teaser": lambda article: Teaser.objects.create(page=article.page, headline="导读"),
    "a text": lambda article: records.source("原文", article.page),
    "a text held": lambda article: SourceText.objects.create(sha256="0", data=b""),
    "the index": lambda article: indexing.rebuild(),
    "the language": None,
    "the program": None,
    "the day": None,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_makes_every_page_anew(client, article, change, request, monkeypatch, settings):
    name = request.node.callspec.id
    seen = validators(client)
    assert set(second_visit(client, seen).values()) == {304}
    if change:
        change(article)
    elif name == "the language":
        monkeypatch.setattr(revalidation, "get_language", lambda: "en")
    elif name == "the program":
        monkeypatch.setattr(revalidation, "_program", lambda: "another")
    else:
        monkeypatch.setattr(revalidation.timezone, "localdate", lambda: datetime.date(2001, 1, 1))
    assert 304 not in second_visit(client, seen).values()


def test_what_is_rolled_back_has_changed_nothing(client, article):
    before, seen = RecordVersion.current(), validators(client)
    with transaction.atomic():
        article.save()
        assert RecordVersion.current() != before
        transaction.set_rollback(True)
    assert RecordVersion.current() == before
    assert set(second_visit(client, seen).values()) == {304}


def test_while_changes_are_on_their_way_to_the_index_nothing_is_the_same(client, article):
    seen = validators(client)
    IndexTask.objects.create(key=article.key)
    assert 304 not in second_visit(client, seen).values()


def test_what_somebody_sees_who_is_logged_in_is_theirs(client, article):
    seen = validators(client)
    client.force_login(User.objects.create_user("editor"))
    assert 304 not in second_visit(client, seen).values()
    assert {client.get(path)["Cache-Control"] for path in PATHS} == {"private, no-cache"}
    assert set(second_visit(client, validators(client)).values()) == {304}


def test_only_pages_have_validators(client, article):
    moved = PLACE + "2026-02-06/P1/"
    article.delete()
    for path, status in [
        (moved, 301),
        (PLACE + "2026-02-06/p1/a1/", 410),
        ("/papers/?date=x", 400),
        ("/search/?q=!", 400),
        ("/api/v1/articles/?q=!", 400),
    ]:
        answer = client.get(path)
        assert (answer.status_code, answer.has_header("ETag"), answer["Cache-Control"]) == (status, False, "no-cache")
    assert not client.get("/healthz").has_header("ETag")


def test_every_page_language_form_and_reader_has_a_validator_of_its_own(client, article):
    seen = list(validators(client).values())
    for language in ("en", "zh-hans"):
        answers = [client.get(path, HTTP_ACCEPT_LANGUAGE=language) for path in PATHS]
        seen += [answer["ETag"] for answer in answers if language == "en"]
    seen.append(client.get("/api/v1/suggest/?q=肉", HTTP_ACCEPT="application/x-suggestions+json")["ETag"])
    seen.append(client.get("/", HTTP_HOST="127.0.0.1")["ETag"])
    seen.append(client.get(PLACE + "2026-02-06/p1/a1/?original")["ETag"])
    client.force_login(User.objects.create_user("editor"))
    seen += validators(client).values()
    assert len(set(seen)) == len(seen)


NO_PAGES = {
    "/nowhere/": 404,
    "/papers/nowhere/": 404,
    PLACE + "2026-02-06/p1/a9/": 404,
    PLACE + "2026-02-06/p1/a1.xml": 404,
    PLACE + "2026-02-06/p1/a2/": 410,
    PLACE + "2026-02-06/p1/a2.json": 410,
    PLACE + "2026-02-06/p1/a2.txt": 410,
    "/api/v1/articles/tongliao-ribao-2026-02-06-p1-a2/": 410,
    "/api/v1/articles/nowhere/": 404,
    PLACE + "2026-02-06/P1/": 301,
    PLACE + "?year=1900": 404,
    "/contributors/nobody/": 404,
    "/columns/tongliao-ribao/none/": 404,
    "/papers/?date=x": 400,
    "/search/?q=!": 400,
    "/search/?q=肉牛&page=99": 404,
    "/api/v1/articles/?q=!": 400,
    "/sitemap-none-0.xml": 404,
}


@pytest.mark.parametrize(("path", "status"), NO_PAGES.items())
def test_what_is_no_page_is_never_answered_304_nor_412(client, article, path, status):
    other = article.page.articles.exclude(pk=article.pk).get()
    other.visibility = Visibility.WITHDRAWN
    other.save()
    indexing.drain()
    of_others = ", ".join(validators(client).values())
    assert client.get(path).status_code == status
    for name, value in [
        ("HTTP_IF_NONE_MATCH", of_others),
        ("HTTP_IF_NONE_MATCH", of_others.replace("W/", "")),
        ("HTTP_IF_NONE_MATCH", "*"),
        ("HTTP_IF_MATCH", '"x"'),
        ("HTTP_IF_MATCH", "*"),
        ("HTTP_IF_MODIFIED_SINCE", "Thu, 31 Dec 2099 00:00:00 GMT"),
        ("HTTP_IF_UNMODIFIED_SINCE", "Thu, 01 Jan 1970 00:00:00 GMT"),
    ]:
        for method in (client.get, client.head):
            answer = method(path, **{name: value})
            assert (answer.status_code, answer.has_header("ETag")) == (status, False), (name, value)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"HTTP_IF_NONE_MATCH": "{}"}, 304),
        ({"HTTP_IF_NONE_MATCH": '"a", {}, W/"b"'}, 304),
        ({"HTTP_IF_NONE_MATCH": "*"}, 304),
        ({"HTTP_IF_NONE_MATCH": '"a"'}, 200),
        ({"HTTP_IF_NONE_MATCH": "a"}, 200),
        ({"HTTP_IF_NONE_MATCH": ""}, 200),
        ({"HTTP_IF_NONE_MATCH": "{}", "HTTP_IF_MATCH": '"a"'}, 412),
        ({"HTTP_IF_MATCH": "*"}, 200),
        ({"HTTP_IF_MATCH": '"a"'}, 412),
        ({"HTTP_IF_MODIFIED_SINCE": "Thu, 31 Dec 2099 00:00:00 GMT"}, 200),
    ],
)
def test_conditions_on_a_page(client, article, asked, status):
    for path, tag in validators(client).items():
        for form in (tag, tag.removeprefix("W/")):
            said = {name: value.format(form) for name, value in asked.items()}
            assert client.get(path, **said).status_code == status, (path, said)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
@pytest.mark.parametrize("path", PATHS)
def test_what_is_to_read_is_only_read(article, path, method):
    visitor = Client(enforce_csrf_checks=True)
    before = RecordVersion.current()
    for asked in ({}, {"HTTP_IF_NONE_MATCH": "*"}, {"HTTP_IF_MATCH": '"a"'}):
        answer = getattr(visitor, method)(path, **asked)
        assert answer.status_code == 405
        assert set(answer["Allow"].split(", ")) - {"OPTIONS"} == {"GET", "HEAD"}
        assert not answer.has_header("ETag")
    assert RecordVersion.current() == before


@pytest.mark.django_db
def test_without_an_index_pages_are_read_all_the_same(client):
    made = records.article(records.page(), "肉牛")
    IndexTask.objects.all().delete()
    path = made.get_absolute_url()
    seen = validators(client, [path])
    assert second_visit(client, seen) == {path: 304}
    assert client.get("/search/").status_code == 503
    indexing.rebuild()
    assert second_visit(client, seen) == {path: 200}


def test_nothing_is_kept_while_templates_are_being_written(client, article, settings):
    settings.DEBUG = True
    assert not any(client.get(path).has_header("ETag") for path in PATHS)
