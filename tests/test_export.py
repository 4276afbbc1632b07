"""export_articles: every public article as data, and nothing else."""

import csv
import datetime
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.addresses import absolute
from archive.models import Article, Photo, Visibility
from archive.serializers import complete, detail, export_record, summary
from tests import records

pytestmark = pytest.mark.django_db

FIELDS = [
    "key",
    "url",
    "paper",
    "paper_slug",
    "date",
    "date_precision",
    "date_basis",
    "issue_number",
    "page",
    "kind",
    "kicker",
    "headline",
    "deck",
    "column",
    "authors",
    "source",
    "dateline",
    "continued_on",
    "body",
    "photos",
    "source_files",
    "revision",
]


def export(**options) -> list[dict]:
    out = io.StringIO()
    call_command("export_articles", stdout=out, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_the_fields_and_their_order():
    page = records.page()
    records.article(page, "正文", headline="标题", read_from=records.source("标题\n正文", page))
    (record,) = export()
    assert list(record) == FIELDS
    assert {"headline", "page", "date", "kicker"} <= {name for name, value in record.items() if value != ""}


def test_what_is_not_known_is_null():
    record = export_record(records.article(records.page(records.issue(""), ""), "正文"), absolute)
    unknown = {name for name, value in record.items() if value is None}
    assert unknown == {
        "date",
        "issue_number",
        "page",
        "kicker",
        "headline",
        "deck",
        "column",
        "source",
        "dateline",
        "continued_on",
    }
    assert (record["authors"], record["photos"], record["source_files"]) == ([], [], [])


@pytest.mark.parametrize(
    ("day", "exported"), [("2026-02-06", "2026-02-06"), ("2024-11", "2024-11"), ("2024", "2024"), ("", None)]
)
def test_dates_are_as_precise_as_they_are_known(day, exported):
    assert export_record(records.article(records.page(records.issue(day)), "正文"), absolute)["date"] == exported


@pytest.mark.parametrize(
    ("facts", "number"),
    [
        ({"number_printed": "第22076号", "first_number": 22076}, "22076"),
        ({"number_printed": "第22076号", "first_number": 22076, "last_number": 22076, "total_number": 9}, "22076"),
        ({"number_printed": "第22085—22087号", "first_number": 22085, "last_number": 22087}, "22085-22087"),
        ({"number_printed": "第五期", "total_number": 1305}, "1305"),
        ({"number_printed": "新春号"}, "新春号"),
        ({}, None),
    ],
)
def test_the_number_of_the_issue_in_digits(facts, number):
    article = records.article(records.page(records.issue(**facts)), "正文")
    assert export_record(article, absolute)["issue_number"] == number
    assert detail(article, absolute)["issue_number_printed"] == facts.get("number_printed")


def test_the_body_is_the_blocks_one_a_line_and_of_a_photo_its_captions():
    page = records.page()
    article = records.article(page, "本报讯（记者 甲） 第一段。", "诗行一\n诗行二", names=("甲", "乙", "甲"))
    assert export_record(article, absolute)["body"] == "本报讯（记者 甲） 第一段。\n诗行一\n诗行二"
    assert export_record(article, absolute)["authors"] == ["甲", "乙"]
    photo = records.article(page, captions=("雪后的街道",), kind="photo")
    assert export_record(photo, absolute)["body"] == "雪后的街道"
    assert export_record(photo, absolute)["photos"] == [{"caption": "雪后的街道", "credit": "某某 摄"}]


def test_source_files_are_the_first_names_of_the_parts_in_order():
    front = records.page()
    third = records.page(front.issue, "3")
    article = records.article(front, "开头", read_from=records.source("开头", front, names=["b.txt", "x.txt"]))
    article.parts.create(page=third, source=records.source("结尾", third, names=["a.txt"]), order=1, blocks=[])
    article.parts.create(page=third, source=records.source("更多", third, names=["b.txt"]), order=2, blocks=[])
    assert export_record(article, absolute)["source_files"] == ["b.txt", "a.txt"]


def test_only_what_is_public_is_exported():
    page = records.page()
    public = records.article(page, "公开")
    for visibility in (Visibility.UNLISTED, Visibility.WITHDRAWN):
        records.article(page, "不公开", visibility=visibility)
    records.article(page, "并入", merged_into=public)
    records.source("待处理的文字", state="held")
    assert [record["body"] for record in export()] == ["公开"]


@pytest.mark.parametrize(
    ("filters", "bodies"),
    [
        ({}, ["年", "月", "一日", "二日", "合刊", "他报", "无日期"]),
        ({"paper": ["a"]}, ["年", "月", "一日", "二日", "合刊", "无日期"]),
        ({"paper": ["a", "b"], "kind": ["notice"]}, ["他报"]),
        ({"since": "2024-11-02"}, ["年", "月", "二日", "合刊", "他报"]),
        ({"until": "2024-11-01"}, ["年", "月", "一日"]),
        ({"since": "2024-11-02", "until": "2024-11"}, ["年", "月", "二日"]),
        ({"since": "2025-01-02", "until": "2025-01-02"}, ["合刊"]),
        ({"since": "2025"}, ["合刊", "他报"]),
    ],
)
def test_filters(filters, bodies):
    paper = records.newspaper("a", "甲报")
    for day, body in (
        ("2024", "年"),
        ("2024-11", "月"),
        ("2024-11-01", "一日"),
        ("2024-11-02", "二日"),
        ("", "无日期"),
    ):
        records.article(records.page(records.issue(day, paper)), body)
    merged = records.issue("2025-01-01", paper, last_day=datetime.date(2025, 1, 3))
    records.article(records.page(merged), "合刊")
    records.article(records.page(records.issue("2025-02-01", records.newspaper("b", "乙报"))), "他报", kind="notice")
    assert sorted(record["body"] for record in export(**filters)) == sorted(bodies)


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"paper": ["none"]}, "没有这份报纸：none"),
        ({"since": "昨天"}, "“昨天”不是日期；写作 2026-02-06、2026-02 或 2026"),
        ({"until": "2026-02-30"}, "“2026-02-30”不是日期；写作 2026-02-06、2026-02 或 2026"),
    ],
)
def test_wrong_filters_are_wrong_usage(filters, message):
    with pytest.raises(CommandError) as caught:
        export(**filters)
    assert (str(caught.value), caught.value.returncode) == (message, 2)


def test_a_file_that_cannot_be_written_is_wrong_usage(tmp_path):
    with pytest.raises(CommandError) as caught:
        call_command("export_articles", out=tmp_path / "none" / "x.jsonl")
    assert caught.value.returncode == 2


def test_a_table_that_a_spreadsheet_can_open_and_will_not_run(tmp_path):
    page = records.page()
    article = records.article(
        page, "=1+1", names=("甲",), headline='=HYPERLINK("http://x")', kicker="-2", deck="@a", column="+1"
    )
    out = io.StringIO()
    call_command("export_articles", format="csv", out=tmp_path / "x.csv", stdout=out)
    assert out.getvalue() == f"已导出 1 篇文章到 {tmp_path / 'x.csv'}\n"
    data = (tmp_path / "x.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    head, row = csv.reader(data.decode("utf-8-sig").splitlines())
    assert head == FIELDS
    record = dict(zip(head, row, strict=True))
    assert [record[name] for name in ("headline", "kicker", "deck", "column", "body")] == [
        '\'=HYPERLINK("http://x")',
        "'-2",
        "'@a",
        "'+1",
        "'=1+1",
    ]
    assert (record["key"], record["authors"], record["source"]) == (article.key, '["甲"]', "")


@pytest.mark.parametrize("serialize", [export_record, summary, detail])
def test_a_list_costs_the_same_queries_at_any_length(serialize):
    page = records.page()
    counts = []
    for number in (1, 30):
        for index in range(number):
            source = records.source(f"{number}正文{index}", page, state="superseded")
            records.article(page, f"{number}正文{index}", names=("甲",), captions=("说明",), read_from=source)
        with CaptureQueriesContext(connection) as queries:
            assert len([serialize(article, absolute) for article in complete(Article.objects.public())]) >= number
        counts.append(len(queries))
    assert counts[0] == counts[1] == 5


def test_the_detail_is_the_export_and_more():
    issue = records.issue("2024-11", date_basis="inferred", newspaper_basis="catalogued")
    page = records.page(issue, "3", basis="inferred")
    article = records.article(page, "正文", names=("甲",), completeness="continued", continued_on="4")
    Photo.objects.create(page=page, article=article, caption="说明")
    found = detail(article, absolute)
    assert {name: found[name] for name in FIELDS} == export_record(article, absolute)
    assert (found["newspaper_basis"], found["date_basis"], found["page_basis"]) == (
        "catalogued",
        "inferred",
        "inferred",
    )
    assert found["bylines"] == [{"name": "甲", "role": "记者", "affiliation": None, "kind": "person"}]
    assert found["blocks"] == [{"type": "paragraph", "text": "正文"}]
    assert found["parts"] == [{"page": "3", "page_basis": "inferred", "url": "/papers/tongliao-ribao/2024-11/p3/"}]
    assert (found["completeness"], found["title"], found["issue_url"]) == (
        "continued",
        "正文",
        "/papers/tongliao-ribao/2024-11/",
    )
