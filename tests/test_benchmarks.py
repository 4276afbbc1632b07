"""The benchmarks run and give every figure that they promise. How fast is not tested."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

from archive.parsing import parse_page
from benchmarks.corpus import articles
from benchmarks.queries import KINDS, Vocabulary, others_with_the_same_terms, queries
from benchmarks.reading import PATHS

NUMBER = 2  # queries of each kind


def figures_of(benchmark: str, folder: Path, *options: str) -> dict:
    """What a benchmark measures; it leaves nothing behind."""
    figures = folder / "figures.json"
    subprocess.run(
        [sys.executable, "-m", f"benchmarks.{benchmark}", *options, "--json", str(figures)],
        cwd=settings.BASE_DIR,
        env={**os.environ, "TMPDIR": str(folder)},
        check=True,
        capture_output=True,
        timeout=120,
    )
    assert list(folder.iterdir()) == [figures]  # the installation is gone
    return json.loads(figures.read_text())


@pytest.mark.wide
def test_every_kind_of_query_is_timed_on_both_engines(tmp_path):
    said = figures_of("search", tmp_path, "--size", "60", "--queries", str(NUMBER), "--peers", "fts5")
    assert said["articles"] == 60
    assert set(said["builds"]) == {"ours", "recipe", "fts5"}
    assert all(build["articles_per_second"] > 0 and build["index_mb"] > 0 for build in said["builds"].values())
    assert said["builds"]["ours"]["peak_mb"] > 0
    assert list(said["queries"]) == list(KINDS)
    for engines in said["queries"].values():
        assert list(engines) == ["recipe", "ours cold", "ours warm", "ours warm, SearchQuerySet", "fts5"]
        assert all(0 < times["median_ms"] <= times["p95_ms"] for times in engines.values())
        assert engines["ours cold"]["ratio"] > 0
        assert engines["ours warm"]["ratio"] > 0


@pytest.mark.wide
def test_pages_are_timed_over_http(tmp_path):
    said = figures_of("serving", tmp_path, "--size", "60", "--requests", "8", "--clients", "2")
    assert list(said["pages"]) == ["static file", "filled from the database", "searched"]
    assert all(page["requests"] == 8 and 0 < page["median_ms"] <= page["p95_ms"] for page in said["pages"].values())
    assert len(said["workers"]) in (0, 2)
    assert all(worker["rss_mb"] >= worker["pss_mb"] > 0 for worker in said["workers"])


@pytest.mark.wide
def test_pages_to_read_are_timed_of_few_and_of_many(tmp_path):
    said = figures_of("reading", tmp_path, "--issues", "3", "--rounds", "2")
    assert said["articles"] == {"one": 6, "many": 18}
    assert list(said["pages"]) == list(PATHS)
    for page in said["pages"].values():
        assert all(0 < page[name]["median_ms"] <= page[name]["p95_ms"] for name in ("one", "many"))
        assert page["one"]["queries"] > 0
        assert page["ratio"] > 0


def test_no_query_is_asked_before_it_is_measured():
    news = articles(None, 60)
    vocabulary = Vocabulary(news)
    for kind in KINDS:
        asked = queries(vocabulary, news, kind, 4)
        measured, before = {str(each) for each in asked}, {str(each) for each in others_with_the_same_terms(asked)}
        assert measured & before == set()
        words = {word for each in asked for word in each.words}
        assert {word for each in others_with_the_same_terms(asked) for word in each.words} == words


@pytest.mark.wide
def test_readers_are_timed_alone_and_beside_hostile_clients(tmp_path):
    said = figures_of("readers", tmp_path, "--size", "60", "--readers", "4", "--seconds", "3")
    assert list(said["runs"]) == ["readers alone", "beside hostile clients"]
    for figures in said["runs"].values():
        assert figures["statuses"] == {"200": figures["requests"]}
        assert 0 < figures["median_ms"] <= figures["p95_ms"]
    assert said["ratio"] > 0


@pytest.fixture
def of_thousands(tmp_path) -> Path:
    """A DATA_DIR with as many articles as fill three issues, and some."""
    made = [sys.executable, "-m", "benchmarks.half_a_million", str(tmp_path / "data"), "--articles", "630"]
    subprocess.run(made, cwd=settings.BASE_DIR, check=True, capture_output=True, timeout=120)
    return tmp_path / "data"


@pytest.mark.wide
def test_an_archive_of_thousands_is_one_that_an_import_could_have_made(of_thousands):
    with closing(sqlite3.connect(of_thousands / "archive.sqlite3")) as database:
        database.row_factory = sqlite3.Row
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        rows = {
            table: database.execute(f"SELECT * FROM archive_{table} ORDER BY id").fetchall()
            for table in ("issue", "page", "sourcetext", "article", "articlepart", "address")
        }
    assert [len(rows[table]) for table in ("issue", "page", "sourcetext", "article")] == [4, 26, 26, 630]
    articles = {article["id"]: json.loads(article["parsed"]) for article in rows["article"]}
    assert {address["article_id"] for address in rows["address"]} - {None} == articles.keys()
    tails = {articles[row["id"]]["part"]: row for row in rows["article"] if row["merged_into_id"]}
    joined = {part["id"]: part["article_id"] for part in rows["articlepart"] if part["order"] == 1}
    assert {part: tail["merged_into_id"] for part, tail in tails.items()} == joined
    assert len(tails) == 3
    stored: dict[int, list] = {text["id"]: [] for text in rows["sourcetext"]}
    for part in rows["articlepart"]:
        memory = articles[tails[part["id"]]["id"] if part["id"] in tails else part["article_id"]]
        blocks = [block["text"] for block in json.loads(part["blocks"])]
        stored[part["source_id"]].append((memory["headline"], blocks, memory["captions"], json.loads(part["spans"])))
    for text in rows["sourcetext"]:
        page = parse_page(text["data"].decode())
        assert json.loads(text["account"]) == page.account
        assert stored[text["id"]] == [
            (
                article.headline,
                [block.text for block in article.blocks],
                [photo.caption for photo in article.photos],
                [[span.start, span.end, span.role.value] for span in article.spans],
            )
            for article in page.articles
        ]


@pytest.mark.wide
def test_an_upgrade_is_measured_with_readers_served_meanwhile(of_thousands, tmp_path):
    figures = tmp_path / "figures.json"
    options = [
        "--filling",
        f"export_articles --out {tmp_path / 'exported.jsonl'}",
        "--seconds",
        "2",
        "--json",
        str(figures),
    ]
    subprocess.run(
        [sys.executable, "-m", "benchmarks.record", str(of_thousands), *options],
        cwd=settings.BASE_DIR,
        check=True,
        capture_output=True,
        timeout=120,
    )
    said = json.loads(figures.read_text())
    assert list(said["sizes"]) == ["before", "migrate", options[1]]
    assert all(sizes["(file)"] > sizes["archive_article"] > 0 for sizes in said["sizes"].values())
    assert list(said["seconds"]) == ["migrate", options[1]]
    assert list(said["readers"]["alone"]) == ["home", "newspaper", "issue", "page", "article"]
    assert all(0 < times["median_ms"] <= times["p95_ms"] for times in said["readers"]["alone"].values())
