"""Second visits: answered 304 while nothing has changed, and made anew after every change that a reader could notice."""

import datetime

import pytest
import records
from django.contrib.auth.models import User
from django.db import transaction
from haystack import connections

from archive import freshness
from archive.models import Byline, Issue, Newspaper, Page, PageImage, Photo, SourceText, Teaser, Version, Visibility
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
    for name in ("search", "more_like_this", "suggestions", "snapshot"):
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
        monkeypatch.setattr(freshness, "get_language", lambda: "en")
    elif name == "the program":
        monkeypatch.setattr(freshness, "_program", lambda: "another")
    else:
        monkeypatch.setattr(freshness.timezone, "localdate", lambda: datetime.date(2001, 1, 1))
    assert 304 not in second_visit(client, seen).values()


def test_what_is_rolled_back_has_changed_nothing(client, article):
    before, seen = Version.current(), validators(client)
    with transaction.atomic():
        article.save()
        assert Version.current() != before
        transaction.set_rollback(True)
    assert Version.current() == before
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
