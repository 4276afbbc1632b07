"""export_articles: every public article as data, and nothing else."""

import csv
import datetime
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.formats import linked_data
from archive.formats.records import complete, detail, export_record, summary
from archive.management.commands import export_articles
from archive.models import Article, Photo, Visibility
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
    "language",
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
    "parts",
    "date_last",
    "issue_kind",
    "edition_label",
    "newspaper_basis",
    "page_basis",
    "package",
    "genre",
    "bylines",
    "rights",
    "reviewed",
    "changed",
    "notice",
    "continuation_awaiting",
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


def test_an_article_tells_its_own_language_else_its_newspapers():
    page = records.page()
    own = records.article(page, "ᠨᠣᠮ ᠤᠨ ᠰᠠᠩ", language="mn-Mong")
    other = records.article(page, "正文")
    assert [record["language"] for record in export()] == ["mn-Mong", "zh-Hans"]
    assert [detail(article)["language"] for article in (own, other)] == ["mn-Mong", "zh-Hans"]
    assert [linked_data.describe(each, str)[-1]["inLanguage"] for each in (own, other)] == ["mn-Mong", "zh-Hans"]


def test_what_is_not_known_is_null():
    record = export_record(records.article(records.page(records.issue(""), ""), "正文"))
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
        "date_last",
        "edition_label",
        "page_basis",
        "package",
        "genre",
        "rights",
    }
    assert (record["authors"], record["photos"], record["source_files"]) == ([], [], [])


@pytest.mark.parametrize(
    ("day", "exported"), [("2026-02-06", "2026-02-06"), ("2024-11", "2024-11"), ("2024", "2024"), ("", None)]
)
def test_dates_are_as_precise_as_they_are_known(day, exported):
    assert export_record(records.article(records.page(records.issue(day)), "正文"))["date"] == exported


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
    assert export_record(article)["issue_number"] == number
    assert detail(article)["issue_number_printed"] == facts.get("number_printed")


def test_the_body_is_the_blocks_one_a_line_and_of_a_photo_its_captions():
    page = records.page()
    article = records.article(page, "本报讯（记者 甲） 第一段。", "诗行一\n诗行二", names=("甲", "乙", "甲"))
    assert export_record(article)["body"] == "本报讯（记者 甲） 第一段。\n诗行一\n诗行二"
    assert export_record(article)["authors"] == ["甲", "乙"]
    photo = records.article(page, captions=("雪后的街道",), kind="photo")
    assert export_record(photo)["body"] == "雪后的街道"
    assert export_record(photo)["photos"] == [{"caption": "雪后的街道", "credit": "某某 摄"}]


def test_source_files_are_the_first_names_of_the_parts_in_order():
    front = records.page()
    third = records.page(front.issue, "3")
    article = records.article(front, "开头", read_from=records.source("开头", front, names=["b.txt", "x.txt"]))
    article.parts.create(page=third, source=records.source("结尾", third, names=["a.txt"]), order=1, blocks=[])
    article.parts.create(page=third, source=records.source("更多", third, names=["b.txt"]), order=2, blocks=[])
    assert export_record(article)["source_files"] == ["b.txt", "a.txt"]


def test_only_what_is_public_is_exported():
    page = records.page()
    public = records.article(page, "公开")
    for visibility in (Visibility.SUSPENDED, Visibility.WITHDRAWN):
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


def table(path) -> list[dict[str, str]]:
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_table_of_all_fields(tmp_path):
    article = records.article(records.page(), "第一段。", '第二段，"引"。', names=("甲",), headline="题\n下半")
    out = io.StringIO()
    call_command("export_articles", format="csv", out=tmp_path / "x.csv", stdout=out)
    assert out.getvalue() == f"已导出 1 篇文章到 {tmp_path / 'x.csv'}\n"
    [row] = table(tmp_path / "x.csv")
    assert list(row) == FIELDS
    assert (row["key"], row["authors"], row["source"]) == (article.key, '["甲"]', "")
    assert (row["headline"], row["body"]) == ("题\n下半", '第一段。\n第二段，"引"。')


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://x")', "+1", "-2", "@a", "\t=1", "\ra", "\na", "\n=1", "＝1+1", "＋1", "－2", "＠a", "　＝1", " =1", "\u2003+1",
        "\x0b-1", "\xa0@a",
    ],
)  # fmt: skip
def test_what_a_spreadsheet_would_run_is_text(tmp_path, text):
    page = records.page(records.issue(paper=records.newspaper(rights=text)), name=text)
    article = records.article(page, text, headline=text, kicker=text, deck=text, column=text)
    call_command("export_articles", format="csv", out=tmp_path / "x.csv", stdout=io.StringIO())
    [row] = table(tmp_path / "x.csv")
    assert [row[name] for name in ("headline", "kicker", "deck", "column", "body", "rights")] == [f"'{text}"] * 6
    assert row["url"] == article.get_absolute_url()


@pytest.mark.parametrize("text", ["甲=乙", "’=1", "《＝》", "1-2", "——副题", "−5℃", "·", "[1]", "2026", "张@琪"])
def test_what_no_spreadsheet_runs_is_as_it_is(tmp_path, text):
    records.article(records.page(), text, headline=text)
    call_command("export_articles", format="csv", out=tmp_path / "x.csv", stdout=io.StringIO())
    [row] = table(tmp_path / "x.csv")
    assert (row["headline"], row["body"]) == (text, text)


# --- Where it is written ------------------------------------------------------------------------------------------------


class Killed(BaseException):
    """As when a person presses Ctrl-C."""


@pytest.mark.parametrize("problem", [Killed, RuntimeError, OSError(28, "No space left on device")])
@pytest.mark.parametrize("before", [None, "an export of yesterday"])
def test_no_half_file_ever_stands_under_the_name(tmp_path, monkeypatch, problem, before):
    out = tmp_path / "x.jsonl"
    if before:
        out.write_text(before)
    for number in range(3):
        records.article(records.page(records.issue(f"2026-02-0{number + 1}")), "正文" * 9000)
    seen = []

    def observed(article):
        seen.append(out.read_text() if out.exists() else None)
        if len(seen) == 3:
            raise problem
        return export_record(article)

    monkeypatch.setattr(export_articles, "export_record", observed)
    with pytest.raises(CommandError if isinstance(problem, OSError) else problem):
        call_command("export_articles", out=out, stdout=io.StringIO())
    assert seen == [before] * 3  # whoever kills it meanwhile leaves that
    assert [path.name for path in tmp_path.iterdir()] == (["x.jsonl"] if before else [])
    assert not before or out.read_text() == before


def test_what_stands_there_is_replaced_where_it_is_and_may_be_read_as_before(tmp_path):
    records.article(records.page(), "正文")
    real, link = tmp_path / "real.jsonl", tmp_path / "link.jsonl"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    call_command("export_articles", out=link, stdout=io.StringIO())
    assert link.is_symlink()
    assert json.loads(real.read_text())["body"] == "正文"
    assert real.stat().st_mode & 0o777 == 0o640
    new = tmp_path / "新🐂.jsonl"
    call_command("export_articles", out=new, stdout=io.StringIO())
    plain = tmp_path / "plain"
    plain.touch()
    assert new.stat().st_mode == plain.stat().st_mode
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["real.jsonl", "link.jsonl", "新🐂.jsonl", "plain"]
    )


def test_a_device_is_written_to_and_stays_one():
    records.article(records.page(), "正文")
    call_command("export_articles", out=Path(os.devnull), stdout=io.StringIO())
    assert Path(os.devnull).is_char_device()


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "utf-8", "big5"])
@pytest.mark.parametrize(("form", "mark"), [("csv", b"\xef\xbb\xbf"), ("jsonl", b"")])
def test_standard_output_is_utf8_whatever_the_terminal_has(monkeypatch, encoding, form, mark):
    text = "肉牛🐂㐀€ẞ ᠮᠣᠩᠭᠣᠯ"
    article = records.article(records.page(), text)
    Article.objects.filter(pk=article.pk).update(headline="题🐂")
    binary = io.BytesIO()
    terminal = io.TextIOWrapper(binary, encoding=encoding)
    monkeypatch.setattr(sys, "stdout", terminal)
    call_command("export_articles", format=form)
    data = binary.getvalue()
    assert data.startswith(mark)
    assert data.count(b"\xef\xbb\xbf") == len(mark) // 3
    said = data.decode("utf-8-sig")
    assert text in said
    assert not terminal.closed


def test_a_lone_surrogate_is_spelt_out(monkeypatch):
    records.article(records.page(), "甲\ud800乙")
    binary = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(binary, encoding="utf-8"))
    call_command("export_articles")
    assert json.loads(binary.getvalue())["body"] == "甲\ud800乙"


def test_no_message_of_a_command_dies_on_a_terminal(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "import_pages", str(tmp_path / "没有这个🐂.txt")],
        cwd=settings.BASE_DIR, env=os.environ | {"PYTHONIOENCODING": "gbk", "DATA_DIR": str(tmp_path / "data")},
        timeout=60, check=False, capture_output=True,
    )  # fmt: skip
    assert b"UnicodeEncodeError" not in done.stderr
    assert b"\\U0001f402" in done.stdout + done.stderr


# --- What an article carries --------------------------------------------------------------------------------------------


def test_what_is_known_of_place_people_and_rights():
    paper = records.newspaper(rights="权利归本报")
    issue = records.issue(
        "2026-02-17", paper, last_day=datetime.date(2026, 2, 19), kind="merged", edition_label="海外版",
        newspaper_basis="catalogued", date_basis="inferred",
    )  # fmt: skip
    front, third = records.page(issue, "1", basis="inferred"), records.page(issue, "3")
    article = records.article(front, "开头", package="总题", genre="通讯", continued_on="3")
    article.parts.create(page=third, order=1, blocks=[])
    for order, (name, role, affiliation, kind) in enumerate(
        [("张琪", "记者", "本报", "person"), ("彭斌", "摄", "", "person"), ("新华社", "", "", "body")]
    ):
        article.bylines.create(name=name, role=role, affiliation=affiliation, kind=kind, order=order)
    changed = Article.objects.get().changed.isoformat()
    place = "/papers/tongliao-ribao/2026-02-17/"
    known = {
        "date": "2026-02-17", "date_last": "2026-02-19", "date_basis": "inferred", "issue_kind": "merged", "edition_label": "海外版",
        "newspaper_basis": "catalogued", "page": "1", "page_basis": "inferred", "package": "总题", "genre": "通讯",
        "authors": ["张琪", "彭斌", "新华社"],
        "bylines": [
            {"name": "张琪", "role": "记者", "affiliation": "本报", "kind": "person"},
            {"name": "彭斌", "role": "摄", "affiliation": None, "kind": "person"},
            {"name": "新华社", "role": None, "affiliation": None, "kind": "body"},
        ],
        "rights": "权利归本报", "changed": changed,
    }  # fmt: skip
    parts = [
        {"page": "1", "page_basis": "inferred", "url": f"{place}p1/"},
        {"page": "3", "page_basis": "printed", "url": f"{place}p3/"},
    ]
    [exported] = export()
    found = complete(Article.objects.public()).get()
    for record in (exported, detail(found), summary(found) | {"parts": parts}):
        assert {name: record[name] for name in [*known, "parts"]} == known | {"parts": parts}


@pytest.mark.parametrize("serialize", [export_record, summary, detail])
def test_a_list_costs_the_same_queries_at_any_length(serialize):
    page = records.page()
    counts = []
    for number in (1, 30):
        for index in range(number):
            source = records.source(f"{number}正文{index}", page, state="superseded")
            records.article(page, f"{number}正文{index}", names=("甲",), captions=("说明",), read_from=source)
        with CaptureQueriesContext(connection) as queries:
            assert len([serialize(article) for article in complete(Article.objects.public())]) >= number
        counts.append(len(queries))
    assert counts[0] == counts[1] == 6


def test_the_detail_is_the_export_and_more():
    issue = records.issue("2024-11", date_basis="inferred", newspaper_basis="catalogued")
    page = records.page(issue, "3", basis="inferred")
    article = records.article(page, "正文", names=("甲",), completeness="continued", continued_on="4")
    Photo.objects.create(page=page, article=article, caption="说明")
    found = detail(article)
    assert {name: found[name] for name in FIELDS} == export_record(article)
    assert (found["newspaper_basis"], found["date_basis"], found["page_basis"]) == (
        "catalogued",
        "inferred",
        "inferred",
    )
    assert found["blocks"] == [{"type": "paragraph", "text": "正文"}]
    assert (found["completeness"], found["title"], found["issue_url"]) == (
        "continued",
        "正文",
        "/papers/tongliao-ribao/2024-11/",
    )
