"""/healthz says whether the archive is well. Anybody may ask: it only reads."""

from datetime import timedelta

import pytest
import records
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from search import indexing
from search.models import IndexTask

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def article(index):
    made = records.article(records.page(), "肉牛")
    index()
    return made


def files_of(folder) -> dict:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


@pytest.mark.parametrize("waiting", [0, 1, 3])
def test_it_writes_nothing_whatever_waits(article, client, engine, waiting):
    for number in range(waiting):
        IndexTask.objects.create(key=f"key-{number}")
    IndexTask.objects.update(created=timezone.now() - timedelta(hours=1))
    before = files_of(engine.folder.path)
    for _again in range(3):
        with CaptureQueriesContext(connection) as asked:
            answer = client.get("/healthz")
        assert answer.json()["waiting"] == waiting
        assert {query["sql"].split()[0] for query in asked} == {"SELECT"}
    assert files_of(engine.folder.path) == before
    assert IndexTask.objects.count() == waiting


def test_articles_are_counted_once_after_a_change(article, client):
    def counting() -> list[str]:
        with CaptureQueriesContext(connection) as asked:
            client.get("/healthz")
        return [query["sql"] for query in asked if "COUNT" in query["sql"] and "archive_article" in query["sql"]]

    assert len(counting()) == 1
    assert [counting() for _again in range(3)] == [[]] * 3
    article.save()
    assert len(counting()) == 1


def test_what_waits_is_counted_up_to_a_thousand(article, client):
    IndexTask.objects.bulk_create(IndexTask(key=f"key-{number}") for number in range(1200))
    assert client.get("/healthz").json()["waiting"] == 1000


@pytest.mark.parametrize(
    ("age", "status"), [(timedelta(0), 200), (timedelta(minutes=4), 200), (timedelta(minutes=6), 503)]
)
def test_changes_on_their_way_are_well_until_they_have_waited_for_long(article, client, age, status):
    IndexTask.objects.create(key=article.key)
    IndexTask.objects.update(created=timezone.now() - age)
    assert client.get("/healthz").status_code == status
    indexing.drain()
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_it_is_only_read(client, method):
    answer = getattr(client, method)("/healthz")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
