"""README and docstrings say what is so: every variable, command, module, address and example in them is tried."""

import doctest
import hashlib
import importlib.util
import re
import shlex
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command, get_commands, load_command_class

from archive.formats import records as json_records
from archive.models import Article
from archive.receive.manifest import PageEntry, read_manifest, unknown_newspapers
from search.normalise import units
from search.query import parse
from tests import environment, records

ROOT = settings.BASE_DIR
README = (ROOT / "README.md").read_text()
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text()
DOCUMENTS = {
    path: path.read_text()
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
    if path.name != "CHANGELOG.md"  # what it names may be gone
}
CHINESE, ENGLISH = README.split("\n## English\n")


def commands_in(text: str) -> tuple[list[str], list[list[str]]]:
    """The lines of the blocks of commands; all commands in words, those amid the text too."""
    lines = [line for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]
    return lines, [shlex.split(line, comments=True) for line in [*lines, *re.findall(r"`([^`\n]+ [^`\n]+)`", text)]]


CODE, COMMANDS = commands_in(README)
SITE = "http://127.0.0.1:8000"
OURS = ("archive", "search")


def table(heading: str) -> list[list[str]]:
    """The rows of the table under a heading, without its head."""
    section = re.search(rf"^## {heading}.*?(?=^## )", README, re.DOTALL | re.MULTILINE)[0]
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in re.findall(r"^\|.*\|$", section, re.M)][
        2:
    ]


@pytest.fixture
def seeds(db, index):
    call_command("import_pages", verbosity=0)
    index()


# --- Environment ---


def test_the_table_of_variables_is_that_of_the_settings_and_of_gunicorn():
    named = [re.fullmatch(r"`([A-Z_]+)`", row[0])[1] for row in table("环境变量")]
    assert sorted(named) == sorted(environment.of_the_project() | environment.OF_GUNICORN)


def test_gunicorn_knows_the_variables_that_are_said_to_be_its_own():
    gunicorn = Path(importlib.import_module("gunicorn").__file__).parent
    source = "\n".join(path.read_text() for path in gunicorn.rglob("*.py"))
    assert {name for name in environment.OF_GUNICORN if f"{name}'" in source or f'{name}"' in source} == (
        environment.OF_GUNICORN
    )


# --- Fields ---


@pytest.mark.django_db
def test_every_field_of_export_and_api_is_explained():
    named = [name for row in table("字段") for name in re.findall(r"`(\w+)`", row[0])]
    article = records.article(records.page(), "正文")
    assert sorted(named) == sorted(json_records.detail(article))
    only = re.findall(r"`(\w+)`", table("字段")[-1][0])
    assert sorted(set(named) - set(only)) == sorted(json_records.export_record(article))
    assert set(json_records.summary(article)) <= set(named)


# --- Commands ---


def test_every_command_of_ours_stands_in_both_languages_and_prints_its_help(capsys):
    ours = {name for name, app in get_commands().items() if app in OURS}
    assert ours == {
        "import_pages",
        "reread",
        "fill_record",
        "begin_epoch",
        "export_articles",
        "redact_numbers",
        "erase",
        "update_index",
        "rebuild_index",
        "check_index",
    }
    for part in (CHINESE, ENGLISH):
        assert {name for name in ours if name in part} == ours
    for name in ours:
        with pytest.raises(SystemExit, match="0"):
            load_command_class(get_commands()[name], name).run_from_argv(["manage.py", name, "--help"])
        assert name in capsys.readouterr().out


def test_every_command_line_is_one_that_its_command_understands():
    tried = set()
    for words in COMMANDS:
        if "manage.py" in words:
            name, *arguments = words[words.index("manage.py") + 1 :]
            load_command_class(get_commands()[name], name).create_parser("manage.py", name).parse_args(arguments)
            tried.add(name)
    assert tried == {
        "import_pages",
        "reread",
        "fill_record",
        "export_articles",
        "begin_epoch",
        "redact_numbers",
        "erase",
        "update_index",
        "rebuild_index",
        "check_index",
        "createsuperuser",
    }


def test_every_make_target_is_there():
    targets = set(re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.M)[0].split())
    for text in DOCUMENTS.values():
        assert {words[1] for words in commands_in(text)[1] if words[:1] == ["make"]} <= targets
    assert {"run", "test"} <= {words[1] for words in COMMANDS if words[:1] == ["make"]}


def test_the_copy_of_the_database_is_whole(tmp_path):
    [line] = [line for line in CODE if ".backup(" in line]
    (tmp_path / "data").mkdir()
    call = [sys.executable, *shlex.split(line)[1:]]
    made = "import sqlite3; c = sqlite3.connect('data/archive.sqlite3'); c.execute('create table t(x)'); c.commit()"
    for command in ([sys.executable, "-c", made], call):
        subprocess.run(command, cwd=tmp_path, check=True, timeout=60)
    assert (tmp_path / "backup.sqlite3").read_bytes() == (tmp_path / "data" / "archive.sqlite3").read_bytes()


# --- Places ---


def test_every_module_has_its_place_in_the_table():
    said = ARCHITECTURE.partition("## Where does X happen")[2]
    named = {f"{app}/{rest}" for app, rest in re.findall(r"`(archive|search)/(\w+(?:\.py|/))", said)}
    modules = set()
    for app in OURS:
        for path in (ROOT / app).iterdir():
            if path.suffix == ".py" and path.name != "__init__.py":
                modules.add(f"{app}/{path.name}")
            elif (path / "__init__.py").exists() and path.name != "migrations":
                modules.add(f"{app}/{path.name}/")
    assert modules - named == set()


def anchors_of(text: str) -> set[str]:
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in re.findall(r"^#+ (.*)$", text, re.M)}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_and_link_leads_somewhere(path):
    text = DOCUMENTS[path]
    paths = re.findall(r"`((?:archive|search|templates|static|seeds|tests|docs)/[\w./-]*)`", text)
    assert {path for path in paths if not (ROOT / path).exists()} == set()
    for link, anchor in re.findall(r"\]\(([^)#:]*)#?([^)]*)\)", re.sub(r"\]\(https?://[^)]*\)", "", text)):
        to = (path.parent / link).resolve() if link else path
        assert to.exists(), link
        assert not anchor or anchor in anchors_of(DOCUMENTS[to]), f"{link}#{anchor}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_that_a_document_runs_is_there(path):
    named = set(re.findall(r"python -m ([a-z][\w.]*)", DOCUMENTS[path]))
    assert {name for name in named if importlib.util.find_spec(name) is None} == set()


def test_the_picture_is_small():
    assert (ROOT / re.search(r"!\[.+\]\((.+)\)", README)[1]).stat().st_size < 150_000


@pytest.mark.usefixtures("seeds")
def test_every_address_answers(client):
    asked = 0
    for words in [*COMMANDS, *([url] for url in re.findall(r"<(http://[^>]+)>", README))]:
        for url in (word for word in words if word.startswith(SITE)):
            pairs = [words[i + 1].split("=", 1) for i, word in enumerate(words) if word in ("-d", "--data-urlencode")]
            answer = client.get(url.removeprefix(SITE), dict(pairs), follow=True)
            assert (url, answer.status_code) == (url, 200)
            if pairs:
                assert answer.json()["count"] > 0
            asked += 1
    assert asked >= 7


# --- Examples ---


def test_the_manifest_is_read(tmp_path):
    written = tmp_path / "manifest.toml"
    written.write_text(re.search(r"```toml\n(.*?)```", README, re.DOTALL)[1])
    manifest = read_manifest(written)
    assert unknown_newspapers(manifest, set()) == []
    assert manifest.entry("20260109-1.txt").date_basis == "inferred"
    assert manifest.entry("20260206/a03.txt") == PageEntry("tongliao-ribao", "2026-02-06", "A3")


def test_the_query_that_stands_as_an_example_means_what_is_said_of_it():
    [example] = set(re.findall(r"`(肉牛 [^`]+)`", README))
    either, without = parse(example).clauses
    assert [(term.text, term.negated) for term in either.terms] == [("肉牛", False), ("奶牛", False)]
    assert [(term.text, term.negated) for term in without.terms] == [("广告", True)]


@pytest.mark.usefixtures("seeds")
def test_examples_in_docstrings_give_what_they_show():
    article = Article.objects.get(key="tongliao-ribao-2026-02-06-p1-a3")
    known = {"Article": Article, "article": article, "parse": parse, "units": units}
    paths = [path for app in OURS for path in (ROOT / app).rglob("*.py") if ">>>" in path.read_text()]
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in paths]
    results = {name: doctest.testmod(importlib.import_module(name), extraglobs=known) for name in names}
    assert {name: result.failed for name, result in results.items() if result.failed} == {}
    assert all(result.attempted for result in results.values())


# --- The other files ---


def test_what_others_made_is_as_they_made_it():
    folder = ROOT / "static" / "vendor"
    said = re.findall(r"^\| (\S+) \| .* \| (\w{64}) \|$", (folder / "README.md").read_text(), re.M)
    assert dict(said) == {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.glob("*/*")
        if path.name != "LICENSE"
    }
    assert all((folder / name).with_name("LICENSE").exists() for name, _digest in said)
    assert [name for name, _digest in said if b"sourceMappingURL" in (folder / name).read_bytes()] == []


def test_the_latest_version_in_the_changelog_is_that_of_the_project():
    versions = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", (ROOT / "CHANGELOG.md").read_text(), re.M)
    numbers = [tuple(map(int, version.split("."))) for version in versions]
    assert versions[0] == tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert all(newer > older for newer, older in pairwise(numbers))
