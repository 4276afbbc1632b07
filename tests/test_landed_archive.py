"""An archive of the landed version, with all that editors did to it, comes through migrations as it was.

``tests/landed`` holds it, what that version answered, and how it was made. Whatever an issue wants otherwise is listed
here, each with its reason; all else is compared for equality.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings

from archive.parsing import PARSER_VERSION

LANDED = Path(__file__).parent / "landed"
SITE_URL = "https://baozang.example"

# --- What is wanted otherwise ---

# Of each kind of reason, how it is said, and all that is gone for it: by address and by key.
GONE = {
    "other": (
        "该文章已撤下。",
        "/papers/baiting-wanbao/2025-04-ed2/px1/a2",
        "/papers/baiting-wanbao/2025-04/px2/a2",
        "/papers/baiting/2025-04/px2/a2",
        "/papers/tuoling-ribao/2025-03-12/p3/a2",
        "/api/v1/articles/baiting-wanbao-2025-04-ed2-px1-a2",
        "/api/v1/articles/tuoling-ribao-2025-03-12-p3-a2",
    ),
    "suspended": (
        "该文章已暂停公开。",
        "/papers/tuoling-ribao/2025-03-12/p3/a4",
        "/api/v1/articles/tuoling-ribao-2025-03-12-p3-a4",
    ),
    "deleted": (
        "编辑已删除这里的内容。",
        "/papers/tuoling-ribao/2025-03-13/p1/a2",
        "/api/v1/articles/tuoling-ribao-2025-03-13-p1-a2",
    ),
    "reread": (
        "重新识读后，版面上不再有这篇文章。",
        "/papers/tuoling-ribao/2025-03-13/p1/a3",
        "/papers/tuoling-ribao/2025-03-31/p1/a3",
        "/api/v1/articles/tuoling-ribao-2025-03-13-p1-a3",
    ),
}


def _gone(path: str, answer: dict) -> dict:
    """What was public and is not is 410, 不公开 and deleted keys too, and says the kind of reason, not an editor's words."""
    bare = path.removesuffix("/").removesuffix(".json").removesuffix(".txt")
    for kind, (said, *places) in GONE.items():
        if bare in places:
            if path.startswith("/api/") or path.endswith(".json"):
                return {"status": 410, "json": {"detail": said, "kind": kind}}
            return {"status": 410, "text": f"{said}\n"} if path.endswith(".txt") else {"status": 410}
    return answer


# What the landed version answered a path with -> what is to be answered now; the docstring says why.
ANSWERS: tuple[Callable[[str, dict], dict], ...] = (_gone,)
# A table, and columns as (table, column), as the landed version called them -> what they are called now.
TABLES = {"archive_version": "archive_recordversion"}
COLUMNS = {
    ("archive_version", "word"): "token",
    ("archive_article", "withdrawn_reason"): "withdrawn_note",  # kept as it stands, but never shown
}
# (table, column), as the landed version called them -> what a value is to be now, where that differs.
VALUES: dict[tuple[str, str], dict] = {
    ("archive_article", "visibility"): {"unlisted": "suspended"},  # 不公开 is 暂停公开
    ("django_content_type", "model"): {"version": "recordversion"},
}
# Tables in which rows may be added: what Django itself keeps of models and migrations.
GROWING = {"django_migrations", "django_content_type", "auth_permission"}
# The roles as groups; and what users and groups could do, now that it takes a permission of its own.
GROWING |= {"auth_group", "auth_group_permissions", "auth_user_user_permissions"}


class Installation(NamedTuple):
    folder: Path

    def run(self, *words: str, ok: tuple[int, ...] = (0,), **options) -> str:
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        done = subprocess.run(
            [sys.executable, *words],
            cwd=settings.BASE_DIR,
            env=kept | {"DATA_DIR": str(self.folder), "SITE_URL": SITE_URL},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            **options,
        )
        assert done.returncode in ok, done.stderr
        return done.stdout

    def answers(self, paths: list[str]) -> dict[str, dict]:
        return json.loads(self.run(str(LANDED / "ask.py"), input=json.dumps(paths)))

    def tables(self) -> dict[str, list[dict]]:
        with closing(sqlite3.connect(self.folder / "archive.sqlite3")) as database:
            return rows(database)


def landed_database(name: str | Path) -> sqlite3.Connection:
    database = sqlite3.connect(name)
    database.executescript(gzip.decompress((LANDED / "archive.sql.gz").read_bytes()).decode())
    return database


def rows(database: sqlite3.Connection) -> dict[str, list[dict]]:
    """Every table's rows, in the order of their keys."""
    database.row_factory = sqlite3.Row
    names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {
        name: [dict(row) for row in database.execute(f'SELECT * FROM "{name}" ORDER BY 1')]
        for name in names
        if not name.startswith("sqlite_")
    }


@pytest.fixture(scope="module")
def recorded() -> dict:
    return json.loads((LANDED / "answers.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def landed() -> dict[str, list[dict]]:
    """The tables as the landed version left them."""
    with closing(landed_database(":memory:")) as database:
        return rows(database)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory) -> Installation:
    """The archive with this version's migrations."""
    installation = Installation(tmp_path_factory.mktemp("landed"))
    landed_database(installation.folder / "archive.sqlite3").close()
    installation.run("manage.py", "migrate", "--verbosity", "0")
    return installation


def expected(recorded: dict) -> dict[str, dict]:
    answers = {}
    for path, answer in recorded["answers"].items():
        if answer["status"] == 200 and "reviewed" in answer.get("json", ()):
            answer = answer | {"json": answer["json"] | noticed(answer["json"], reviewed=answer["json"]["reviewed"])}
        elif answer["status"] == 200 and path.endswith(".txt"):
            said = recorded["answers"][path.removesuffix(".txt") + ".json"]["json"]
            notice = noticed(said, reviewed=said["reviewed"])["notice"]
            answer = answer | {"text": answer["text"] + (f"\n{notice}\n" if notice else "")}
        for change in ANSWERS:
            answer = change(path, answer)
        answers[path] = answer
    return answers


def noticed(article: dict, *, reviewed: bool) -> dict:
    """What is said now of an article as data that the landed version did not say: whether somebody reviewed it."""
    made = "版面识别生成，未经人工校对" if article["source_files"] else "人工录入，未经校对"
    notice = None if reviewed else f"本文由{made}，引用请核对报纸原版。"
    return {"reviewed": reviewed, "notice": notice, "continuation_awaiting": False}


def answered(installation: Installation, recorded: dict) -> dict[str, dict]:
    """What is answered now, but since when something is gone: of what was deleted that is not known."""
    answers = installation.answers(list(recorded["answers"]))
    for answer in answers.values():
        if answer["status"] == 410 and "json" in answer:
            assert answer["json"].pop("at")
    return answers


def test_every_address_and_key_answers_as_it_did(migrated, recorded):
    assert answered(migrated, recorded) == expected(recorded)


def test_every_key_has_a_permanent_address(migrated, recorded):
    keys = {path.removeprefix("/api/v1/articles/"): path for path in recorded["answers"] if "/articles/" in path}
    by_id = migrated.answers([f"/id/{key}" for key in keys])
    wanted = {key: expected(recorded)[path]["status"] for key, path in keys.items()}
    assert {key: by_id[f"/id/{key}"]["status"] for key in keys} == {
        key: 301 if status == 200 else status for key, status in wanted.items()
    }


def test_the_export_is_as_it_was(migrated, recorded):
    exported = migrated.run("manage.py", "export_articles").splitlines()
    answers = [answer.get("json", {}) for answer in recorded["answers"].values()]
    reviewed = {said["key"] for said in answers if said.get("reviewed")}
    wanted = [each | noticed(each, reviewed=each["key"] in reviewed) for each in recorded["exported"]]
    assert [json.loads(line) for line in exported] == wanted


def test_the_record_is_as_it_was(migrated, landed):
    now = migrated.tables()
    for table, before in landed.items():
        after = now[TABLES.get(table, table)]
        if table in GROWING:
            keys = {row["id"] for row in before}
            after = [row for row in after if row["id"] in keys]
        names = {column: COLUMNS.get((table, column), column) for column in before[0]} if before else {}
        wanted = [as_wanted(table, row) for row in before]
        assert [{column: row[name] for column, name in names.items()} for row in after] == wanted


def as_wanted(table: str, row: dict) -> dict:
    return {column: VALUES.get((table, column), {}).get(value, value) for column, value in row.items()}


def test_what_was_not_public_says_why_in_the_words_of_now(migrated):
    """Reasons that editors wrote may hold names: they are notes for editors, of the kind 其他."""
    columns = ("visibility", "withdrawn_kind", "withdrawn_note", "revision", "shown")
    hidden = {
        row["key"]: tuple(row[column] for column in columns)
        for row in migrated.tables()["archive_article"]
        if row["visibility"] != "public" or row["merged_into_id"]
    }
    assert hidden == {
        "tuoling-ribao-2025-03-12-p3-a1": ("public", None, "", 1, 1),  # joined
        "tuoling-ribao-2025-03-12-p3-a2": ("withdrawn", "other", "应通讯员苗穗本人要求撤下。", 2, 2),
        "tuoling-ribao-2025-03-12-p3-a4": ("suspended", None, "", 2, 2),
        "tuoling-ribao-2025-03-13-p1-a3": ("withdrawn", "reread", "重新识读后，版面上不再有这篇文章。", 2, 2),
        "baiting-wanbao-2025-04-ed2-px1-a2": ("withdrawn", "other", "重复收录", 2, 2),
    }


# Path with a number -> the status. What stood under earlier numbers was not kept by the landed version.
REVISIONS = {
    "/papers/tuoling-ribao/2025-03-12/p1/a2/?revision=0": 404,
    "/papers/tuoling-ribao/2025-03-12/p1/a2/?revision=1": 410,
    "/papers/tuoling-ribao/2025-03-12/p1/a2/?revision=3": 410,
    "/papers/tuoling-ribao/2025-03-12/p1/a2/?revision=4": 200,
    "/papers/tuoling-ribao/2025-03-12/p1/a2/?revision=5": 404,
    "/papers/tuoling-ribao/2025-03-12/p1/a4/?revision=1": 200,
    "/papers/tuoling-ribao/2025-03-12/p3/a1/?revision=1": 410,  # the tail of another
    "/papers/tuoling-ribao/2025-03-13/p2/a2/?revision=2": 301,  # which has moved
}


def test_revision_numbers_mean_what_they_meant(migrated):
    answers = migrated.answers(list(REVISIONS))
    assert {path: answer["status"] for path, answer in answers.items()} == REVISIONS


def test_nothing_is_imported_twice_or_anew(migrated, landed, recorded, tmp_path):
    """The same files again, as they came, under their names and with their manifest; read by no newer parser, which might
    find again what a former reading had lost."""
    again = Installation(tmp_path / "data")
    shutil.copytree(migrated.folder, again.folder)
    with closing(sqlite3.connect(again.folder / "archive.sqlite3")) as database, database:
        database.execute("UPDATE archive_sourcetext SET parser_version = ? WHERE parser_version > 0", [PARSER_VERSION])
    pages = tmp_path / "pages"
    pages.mkdir()
    for text in landed["archive_sourcetext"]:
        (pages / json.loads(text["names"])[0]).write_bytes(text["data"])
    manifest = str(LANDED / "pages" / "manifest.toml")
    said = again.run("manage.py", "import_pages", str(pages), "--manifest", manifest, "--json", ok=(1,))
    assert json.loads(said.splitlines()[-1])["summary"]["files"] == {"unchanged": 11, "held": 2, "refused": 1}
    assert answered(again, recorded) == expected(recorded)


@pytest.fixture(scope="module")
def filled(migrated, tmp_path_factory) -> Installation:
    """The archive with all that the command fills in."""
    installation = Installation(tmp_path_factory.mktemp("filled") / "data")
    shutil.copytree(migrated.folder, installation.folder)
    installation.run("manage.py", "fill_record")
    return installation


def test_filling_changes_nothing_that_is_shown(filled, recorded):
    assert answered(filled, recorded) == expected(recorded)


def test_a_harvest_is_the_same_before_and_after_the_filling(migrated, filled, recorded):
    path, prefix = "/api/v1/articles/?changed_since=", "/api/v1/articles/"
    harvest = migrated.answers([path])[path]["json"]
    public = [
        each for each, answer in recorded["answers"].items() if each.startswith(prefix) and answer["status"] == 200
    ]
    assert {f"{prefix}{each['key']}/" for each in harvest["results"]} == set(public)
    assert filled.answers([path])[path]["json"] == harvest


def test_readings_are_what_the_landed_version_remembered(filled, landed):
    """Of every text in use, with the places of its blocks; what editors did since is marked, and only that."""
    tables = filled.tables()
    in_use = [text["id"] for text in landed["archive_sourcetext"] if text["state"] == "current" and text["page_id"]]
    assert [reading["source_id"] for reading in tables["archive_reading"]] == in_use
    read = [item for reading in tables["archive_reading"] for item in unpacked(reading["items"])]
    remembered = {row["key"]: json.loads(row["parsed"]) for row in landed["archive_article"]}
    for item in (item for item in read if item["key"]):
        assert item["fields"].items() <= remembered[item["key"]].items()
        assert all(block["spans"] for block in item["blocks"])
    for before, now in zip(landed["archive_articlepart"], tables["archive_articlepart"], strict=True):
        blocks = [{"type": block["type"], "text": block["text"]} for block in json.loads(now["blocks"])]
        assert blocks == json.loads(before["blocks"])
    touched = {row["key"] for row in tables["archive_article"] if row["touched"]}
    assert touched == {
        "tuoling-ribao-2025-03-12-p3-a1",  # the tail of one that was corrected
        "tuoling-ribao-2025-03-12-p3-a2",
        "tuoling-ribao-2025-03-12-p3-a3",
        "tuoling-ribao-2025-03-12-p3-a4",
        "tuoling-ribao-2025-03-12-p1-a1",
        "tuoling-ribao-2025-03-12-p1-a2",
        "tuoling-ribao-2025-03-12-p1-a3",
        "tuoling-ribao-2025-03-13-p1-a1",
        "baiting-wanbao-2025-04-ed2-px1-a2",
        "yanzhou-zhoubao-2025-03-08-p1-a1",
        "tuoling-ribao-2025-01-29-p1-a2",  # withdrawn and brought back: only the admin's history tells
        "tuoling-ribao-2025-03-13-p2-a2",  # moved
    }


def test_reading_all_again_rewrites_nothing_of_an_editors(filled, recorded, tmp_path):
    """What only a newer parser of then did not read, this one reads: that article comes back. All else is as it was."""
    again = Installation(tmp_path / "data")
    shutil.copytree(filled.folder, again.folder)
    said = again.run("manage.py", "reread", "--json", ok=(1,))
    assert json.loads(said.splitlines()[-1])["summary"]["files"] == {"unchanged": 10, "held": 2, "updated": 1}
    hidden_then = {"tuoling-ribao-2025-03-13-p1-a3"}
    before, after = filled.tables()["archive_article"], again.tables()["archive_article"]
    assert {one["key"] for one, other in zip(before, after, strict=True) if one != other} == hidden_then
    answers = answered(again, recorded)
    keys = [
        path for path in answers if path.startswith("/api/v1/articles/") and not any(k in path for k in hidden_then)
    ]
    assert {path: answers[path] for path in keys} == {path: expected(recorded)[path] for path in keys}


def unpacked(data: bytes) -> list[dict]:
    return json.loads(zlib.decompress(data).decode())
