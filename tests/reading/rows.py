"""What each row of the decisions by rules is worth: how many pages are read worse, and how many better, without it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from types import ModuleType
from unittest.mock import patch

from archive.parsing import parse_page
from archive.parsing.decide import display_lines, headings_over_articles, headline_or_crosshead, items_to_articles
from archive.parsing.decide.decision_rows import Row
from tests.reading.score import GoldPage, Tally, tally

_NAMED = 5  # pages that are named of those read worse
Table = tuple[ModuleType, str]
TABLES: tuple[Table, ...] = (
    (display_lines, "MAY_DISPLAY"),
    (display_lines, "SHOWN"),
    (headline_or_crosshead, "BY_ROLE"),
    (headline_or_crosshead, "BY_RULES"),
    (headings_over_articles, "STILL_BRIEFS"),
    (items_to_articles, "BEGINS_ANOTHER"),
    (items_to_articles, "BYLINE_SIGNS"),
)


def rows_of(table: Table) -> Sequence[Row]:
    """The rows of a table, in order."""
    module, name = table
    return getattr(module, name)


@contextmanager
def without(table: Table, row: str) -> Iterator[None]:
    """Within this, pages are read as if the table had no such row."""
    with patch.object(*table, [each for each in rows_of(table) if each.name != row]):
        yield


def ablated(pages: Sequence[GoldPage]) -> Iterator[str]:
    """The lines to print: of each row, on how many pages it decides, and how many are read worse and better
    without it."""
    whole: dict[str, Tally] = {}
    decided: dict[tuple[str, str], list[GoldPage]] = defaultdict(list)
    for page in pages:
        whole[page.name], rows = _read_by(page)
        for row in rows:
            decided[row].append(page)
    for table in TABLES:
        yield f"{table[1]}:"
        for row in rows_of(table):
            with without(table, row.name):
                on = decided[table[1], row.name]
                found = [(page.name, tally(page, parse_page(page.text, page.known))) for page in on]
            worse = [name for name, each in found if _right(each) < _right(whole[name])]
            better = sum(_right(each) > _right(whole[name]) for name, each in found)
            yield f"  {row.name}: {len(found)} pages, {len(worse)} worse without it, {better} better {' '.join(worse[:_NAMED])}".rstrip()


def _read_by(page: GoldPage) -> tuple[Tally, set[tuple[str, str]]]:
    """The score of a page, and the tables and names of the rows that decided something on it."""
    decided: set[tuple[str, str]] = set()

    def watched(table: str, row: Row) -> Row:
        return row._replace(holds=lambda case: row.holds(case) and not decided.add((table, row.name)))

    with ExitStack() as stack:
        for table in TABLES:
            stack.enter_context(patch.object(*table, [watched(table[1], row) for row in rows_of(table)]))
        return tally(page, parse_page(page.text, page.known)), decided


def _right(of: Tally) -> float:
    return sum(of.right.values()) / max(1, sum(of.cases.values()))
