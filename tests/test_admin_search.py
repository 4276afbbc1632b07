"""What editors search for in the lists of the admin."""

import datetime
import importlib
import json
from copy import deepcopy
from types import SimpleNamespace

import pytest
import records
from django.apps import apps
from django.db import connection

from archive.models import Article, Byline, Issue, Newspaper, Page, Photo, SourceText, Suspension, Visibility

pytestmark = pytest.mark.django_db


def found(client, model, words: str) -> list:
    response = client.get(f"/admin/archive/{model._meta.model_name}/", {"q": words})
    assert response.status_code == 200
    return list(response.context["cl"].queryset.order_by("pk"))


@pytest.fixture(scope="module", autouse=True)
def _record(lasting_index):
    """Two newspapers with an issue, a page and an article each."""
    first = records.newspaper(aliases=["通辽融媒", "中国通辽网"], place="内蒙古自治区通辽市")
    second = records.newspaper("hengyang-ribao", "衡阳日报", aliases=["掌上衡阳"], place="湖南省衡阳市")
    made = []
    for paper, day, words in (
        (first, "2026-02-06", "科尔沁草原上牛羊成群。"),
        (second, "2026-02-05", "湘江兩岸燈火通明。"),
    ):
        page = records.page(records.issue(day, paper), "A3", name="要闻")
        source = records.source(f"{paper.place}新闻\n{words}", page, names=[f"{paper.name}第三版.txt"])
        made.append(
            records.article(
                page, words, headline=f"{paper.place}新闻", names=("张国强",), captions=("广场夜景",), read_from=source
            )
        )
    lasting_index()
    return made


@pytest.fixture
def record(_record):
    return deepcopy(_record)


@pytest.mark.parametrize(
    ("words", "slugs"),
    [
        ("通辽日报", ["tongliao-ribao"]), ("通遼日報", ["tongliao-ribao"]), ("通辽", ["tongliao-ribao"]), ("融媒", ["tongliao-ribao"]),
        ("中國通遼網", ["tongliao-ribao"]), ("掌上衡陽", ["hengyang-ribao"]), ("HENGYANG", ["hengyang-ribao"]), ("hengyang-ribao", ["hengyang-ribao"]),
        ("日报", ["tongliao-ribao", "hengyang-ribao"]), ("日报 湖南", ["hengyang-ribao"]), ("通 辽", ["tongliao-ribao"]), ("南方日报", []), ("u901a", []),
        ("%", []), ("[", []), ("(", []), ("\\", []),
    ],
)  # fmt: skip
def test_newspapers(admin_client, record, words, slugs):
    assert [paper.slug for paper in found(admin_client, Newspaper, words)] == slugs


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("2026年2月6日", ["06"]), ("2026-2-6", ["06"]), ("20260206", ["06"]), ("2026/2/6", ["06"]), ("2026.2.6", ["06"]), ("二〇二六年二月六日", ["06"]),
        ("2026 年 2 月 6 日", ["06"]), ("２０２６年２月６日", ["06"]), ("2026年2月", ["06", "05"]), ("2026", ["06", "05"]), ("通辽日报 2026年2月", ["06"]),
        ("衡陽日報 2026-02-05", ["05"]), ("衡阳日报 2026-02-06", []), ("2026年2月7日", []), ("通辽融媒", ["06"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("model", [Issue, Page, Article, SourceText, Photo, Byline])
def test_dates_and_newspapers_everywhere(admin_client, model, words, days):
    def issue(each) -> Issue:
        while not isinstance(each, Issue):
            each = (
                each.article.page if isinstance(each, Byline) else each.issue if isinstance(each, Page) else each.page
            )
        return each

    assert [f"{issue(each).first_day:%d}" for each in found(admin_client, model, words)] == days


def test_the_days_of_a_merged_issue_and_of_a_suspension(admin_client):
    issue = records.issue("2025-02-17", last_day=datetime.date(2025, 2, 19))
    Suspension.objects.create(newspaper=issue.newspaper, first_day=issue.first_day, last_day=issue.last_day)
    for words, number in (("2025年2月18日", 1), ("2025年2月20日", 0), ("通辽日报 20250219", 1), ("2025-02", 1)):
        assert (len(found(admin_client, Issue, words)), len(found(admin_client, Suspension, words))) == (number, number)


@pytest.mark.parametrize("words", ["第3版", "a03", "Ａ３", "A3 要闻", "第Ａ３版"])
def test_pages_by_their_label(admin_client, record, words):
    assert len(found(admin_client, Page, words)) == (0 if words == "第3版" else 2)


PHRASES = {
    "科尔沁草原": [0], "草原上牛羊": [0], "科爾沁草原上牛羊成群": [0], "湘江两岸灯火": [1], "湘江兩岸燈火": [1], "张国强": [0, 1], "張國強": [0, 1],
    "广场夜景": [0, 1], "廣場夜景": [0, 1], "湖南省 灯火": [1], "草原 衡阳日报": [], "沁": [0], "牛 羊": [0], "a1": [0, 1],
    "tongliao-ribao-2026-02-06-pa3-a1": [0], "无此语": [], "草原·上": [0],
}  # fmt: skip


@pytest.mark.parametrize("hidden", [False, True])
def test_any_phrase_of_an_article_public_or_not(admin_client, record, index, hidden):
    if hidden:
        for article in record:
            article.visibility = Visibility.SUSPENDED
            article.save()
        index()
    assert {words: found(admin_client, Article, words) for words in PHRASES} == {
        words: [record[number] for number in which] for words, which in PHRASES.items()
    }


def test_without_an_index_the_record_is_searched(admin_client, record, no_index):
    assert found(admin_client, Article, "科爾沁草原") == record[:1]


@pytest.mark.parametrize("words", ["通辽日报第三版", "通遼日報第三版.txt", "通辽日报第三版.txt", "通辽"])
def test_received_texts_by_the_names_of_their_files(admin_client, record, words):
    assert [source.names for source in found(admin_client, SourceText, words)] == [["通辽日报第三版.txt"]]


# --- How it is written -----------------------------------------------------------------------------------------------


def written(record, field: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{field}" FROM "{record._meta.db_table}" WHERE id = %s', [record.pk])
        return cursor.fetchone()[0]


def test_chinese_is_written_as_it_is(record):
    paper = record[0].page.issue.newspaper
    assert written(paper, "aliases") == '["通辽融媒", "中国通辽网"]'
    paper.aliases = ["半\ud800"]  # half a sign is nothing that UTF-8 could say
    paper.save()
    paper.refresh_from_db()
    assert paper.aliases == ["半\ud800"]


def test_older_rows_are_rewritten_in_lots(record, monkeypatch):
    migration = importlib.import_module("archive.migrations.0008_utf8_json")
    monkeypatch.setattr(migration, "LOT", 2)
    papers = [records.newspaper(f"bao-{number}", f"报{number}") for number in range(7)]
    with connection.cursor() as cursor:
        for paper in papers:
            aliases = json.dumps([f"别名{paper.slug}", "\\u901a", 'a"b'])
            cursor.execute("UPDATE archive_newspaper SET aliases = %s WHERE id = %s", [aliases, paper.pk])
    migration.rewrite(apps, SimpleNamespace(connection=connection))
    for paper in papers:
        assert written(paper, "aliases").startswith(f'["别名{paper.slug}", ')
        paper.refresh_from_db()
        assert paper.aliases == [f"别名{paper.slug}", "\\u901a", 'a"b']
