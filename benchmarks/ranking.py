"""``python -m benchmarks.ranking``: how well hits are ordered, by judgements that readers made (``judged.toml``).

Prints nDCG at 10 of each query: 1 is the order that the judgements ask for. Beside it, that of the same hits newest first,
which is what ranking must be better than.
"""

from __future__ import annotations

import argparse
import io
import tomllib
from collections.abc import Sequence
from contextlib import suppress
from math import log2
from pathlib import Path

from benchmarks.installation import installation
from benchmarks.report import table

ROOT = Path(__file__).parent.parent
PAGES = (ROOT / "seeds", ROOT / "tests" / "pages")
DEPTH = 10


def ndcg(grades: Sequence[int], wanted: Sequence[int]) -> float:
    """Normalised discounted cumulative gain of hits with these grades, of all that were ``wanted``.

    >>> round(ndcg([0, 3], [3]), 2)
    0.63
    """

    def gain(row: Sequence[int]) -> float:
        return sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(row[:DEPTH]))

    return gain(grades) / gain(sorted(wanted, reverse=True))


def measured() -> dict[str, dict[str, float]]:
    """Import the pages, index them, and ask every judged query: its nDCG by relevance and newest first."""
    from django.core.management import call_command

    from search.finder import find
    from search.query import parse

    for pages in PAGES:
        with suppress(SystemExit):  # some pages do not name their newspaper, and are held
            call_command("import_pages", str(pages), stdout=io.StringIO(), stderr=io.StringIO())
    call_command("update_index", verbosity=0)
    found: dict[str, dict[str, float]] = {}
    for judged in tomllib.loads((Path(__file__).parent / "judged.toml").read_text(encoding="utf-8"))["query"]:
        typed = judged.pop("typed")
        found[typed] = {}
        for sort in ("relevance", "newest"):
            titles = [hit.article.title for hit in find(parse(typed), sort=sort, page_size=100).hits]
            grades = [next((n for begin, n in judged.items() if title.startswith(begin)), 0) for title in titles]
            found[typed][sort] = ndcg(grades, [grade for grade in grades if grade] or list(judged.values()))
        missing = [begin for begin in judged if not any(title.startswith(begin) for title in titles)]
        if missing:
            print(f"{typed}: not found: {', '.join(missing)}")
    return found


def main() -> None:
    argparse.ArgumentParser(prog="python -m benchmarks.ranking", description=__doc__.split("\n")[0]).parse_args()
    with installation():
        found = measured()
    rows = [[typed, *(f"{of[sort]:.3f}" for sort in ("relevance", "newest"))] for typed, of in found.items()]
    means = [sum(of[sort] for of in found.values()) / len(found) for sort in ("relevance", "newest")]
    print(table(["query", "nDCG@10", "newest first"], [*rows, ["mean", *(f"{mean:.3f}" for mean in means)]]))


if __name__ == "__main__":
    main()
