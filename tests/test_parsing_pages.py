"""Whole pages and what a person reads on them: see ``tests/reading/golden.py`` for how truth and present faults are told apart.

``pytest tests/test_parsing_pages.py --rewrite-readings=NAME`` enters what has changed on one page under ``known_wrong``, and
takes out what has been mended. What a person reads there it never changes.
"""

from __future__ import annotations

import pytest

from archive.parsing import parse_page
from tests.reading import golden


@pytest.mark.parametrize("name", golden.texts())
def test_page_is_read_as_a_person_reads_it_but_for_what_is_known(name: str, request: pytest.FixtureRequest) -> None:
    found = golden.written(parse_page(golden.texts()[name].read_text(encoding="utf-8"), golden.KNOWN))
    if request.config.getoption("--rewrite-readings") == name:
        golden.rewrite(name, found)
    truth, wrong = golden.truth_of(name)
    assert "draft" not in truth, "nobody has read this page yet"
    assert golden.differences(truth, found) == golden.differences(truth, golden.applied(truth, wrong))


@pytest.mark.parametrize("name", golden.texts())
def test_what_is_known_to_be_wrong_says_why(name: str) -> None:
    truth, wrong = golden.truth_of(name)
    assert [entry["at"] for entry in wrong if not entry["why"].strip() or golden.applied(truth, [entry]) == truth] == []


def test_every_reading_has_its_page() -> None:
    assert sorted(path.stem for path in golden.GOLDEN.glob("*.json")) == sorted(golden.texts())
