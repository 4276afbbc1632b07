"""Moments are told by the clock of the site, not by that of the database, which is UTC."""

from __future__ import annotations

import ast
import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
import records
from forms import url
from test_architecture import CODE, ROOT

from archive.models import Article, ArticleVersion, ChangeSet

MORNING = datetime.datetime(2026, 11, 30, 17, 5, tzinfo=datetime.UTC)  # of 1 December in China
SHOWN = "2026-12-01 01:05"


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["name", "undo", "history", "versions"])
def test_an_act_is_told_by_the_clock_of_the_site(admin_client, place):
    changeset = ChangeSet.objects.create(kind="withdraw")
    ChangeSet.objects.update(at=MORNING)
    changeset.refresh_from_db()
    article = records.article(records.page(), "正文")
    Article.objects.update(changeset=changeset)
    ArticleVersion.objects.create(
        key=article.key, number=9, changeset=changeset, state=ArticleVersion.packed({}), shown=True
    )
    if place == "name":
        text = str(changeset)
    else:
        pages = {"undo": (changeset, "undo"), "history": (article,), "versions": (ArticleVersion,)}
        text = admin_client.get(url(*pages[place])).content.decode()
    assert (SHOWN in text, "17:05" in text) == (True, False)


def written(path: Path) -> Iterator[str]:
    """The moments and days that a file writes out by a pattern, as its code names them."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FormattedValue) and node.format_spec and "%" in ast.unparse(node.format_spec):
            yield ast.unparse(node.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "strftime":
            yield ast.unparse(node.func.value)


# Parsing knows printed days only.
FILES = [path for path in CODE if "parsing" not in path.parts]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_moment_is_written_by_another_clock(path: Path) -> None:
    assert [said for said in written(path) if not said.startswith(("localtime(", "timezone.localtime("))] == []
