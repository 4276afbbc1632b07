"""The benchmarks run and give every figure that they promise. How fast is not tested."""

import json
import os
import subprocess
import sys

from django.conf import settings

from benchmarks.corpus import articles
from benchmarks.queries import KINDS, Vocabulary, others_with_the_same_terms, queries

NUMBER = 2  # queries of each kind


def test_every_kind_of_query_is_timed_on_both_engines(tmp_path):
    figures = tmp_path / "figures.json"
    options = ["--size", "60", "--queries", str(NUMBER), "--peers", "fts5", "--json", str(figures)]
    temporary = {**os.environ, "TMPDIR": str(tmp_path)}
    subprocess.run(
        [sys.executable, "-m", "benchmarks.search", *options],
        cwd=settings.BASE_DIR,
        env=temporary,
        check=True,
        capture_output=True,
        timeout=120,
    )
    said = json.loads(figures.read_text())
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
    assert list(tmp_path.iterdir()) == [figures]  # the installation is gone


def test_no_query_is_asked_before_it_is_measured():
    news = articles(None, 60)
    vocabulary = Vocabulary(news)
    for kind in KINDS:
        asked = queries(vocabulary, news, kind, 4)
        measured, before = {str(each) for each in asked}, {str(each) for each in others_with_the_same_terms(asked)}
        assert measured & before == set()
        words = {word for each in asked for word in each.words}
        assert {word for each in others_with_the_same_terms(asked) for word in each.words} == words
