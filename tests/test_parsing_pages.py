"""Whole pages and what a person reads on them: tests/pages/NAME.txt beside NAME.json.

After a change that reads a page better, look at the difference, then write the readings anew with
``pytest tests/test_parsing_pages.py --rewrite-readings`` and read the diff once more before it is committed.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive.parsing import parse_page
from archive.parsing.types import KnownNewspaper, ParsedArticle, ParsedPage

PAGES = Path(__file__).parent / "pages"
SEEDS = Path(__file__).parent.parent / "seeds"
KNOWN = [
    KnownNewspaper("通辽日报", ("通辽融媒", "中国通辽网")),
    KnownNewspaper("内蒙古日报"),
    KnownNewspaper("衡阳日报"),
    KnownNewspaper("宜陵日报"),
    KnownNewspaper("淮上日报"),
]
TEXTS = sorted([*SEEDS.glob("*.txt"), *PAGES.glob("*.txt")])


def reading(page: ParsedPage) -> dict:
    """The parsed page as a person would write it down."""
    head = page.masthead
    return {
        "kind of text": page.text_kind.value,
        "newspaper": head.newspaper,
        "date": f"{head.date or ''}{f'/{head.last_date}' if head.last_date else ''} {head.precision.value}",
        "number": head.number_printed,
        "page": f"{head.page}{' inferred' if head.page_inferred else ''} {head.page_name}".strip(),
        "pages": head.pages_printed,
        "staff": [f"{item.role}: {' '.join(item.names)}" for item in page.staff],
        "teasers": [f"{item.headline} → {item.page}" for item in page.teasers],
        "warnings": [item.code for item in page.warnings],
        "articles": [written(article) for article in page.articles],
    }


def written(article: ParsedArticle) -> dict:
    parts = {
        "kind": article.kind.value,
        "package": article.package,
        "column": article.column,
        "kicker": article.kicker,
        "headline": article.headline,
        "deck": article.deck,
        "people": [" ".join(filter(None, (p.affiliation, p.role, p.name))) for p in article.people],
        "head": " | ".join((article.head.agency, article.head.place, article.head.date, article.head.source)).strip(
            " |"
        ),
        "from": article.continued_from,
        "on": article.continued_on,
        "completeness": article.completeness.value,
        "photos": [f"{photo.caption} ({photo.credit})" for photo in article.photos],
        "body": [f"{block.type.value}: {block.text}" for block in article.blocks],
    }
    return {name: value for name, value in parts.items() if value}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_page_is_read_as_a_person_reads_it(path: Path, request: pytest.FixtureRequest) -> None:
    golden = PAGES / f"{path.stem}.json"
    found = reading(parse_page(path.read_text(encoding="utf-8"), KNOWN))
    if request.config.getoption("--rewrite-readings"):
        golden.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert found == json.loads(golden.read_text(encoding="utf-8"))
