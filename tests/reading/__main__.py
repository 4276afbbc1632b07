"""``python -m tests.reading [FOLDER]``: scores the readings of the golden pages, or of a folder with gold.

Prints a line for each page with the measures that fall short, and the sum. Paragraph breaks and crossheads are not scored;
for the golden pages ``known_wrong`` lists them. Pages are read one by one without a database, so articles that go on on
another page are not joined.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import django

from tests.reading import golden
from tests.reading.score import GoldPage, Tally, by_source, tallies, total

FOLDS = 5  # of which each is read by what was learned from the others


def main(arguments: Sequence[str] | None = None) -> int:
    """Score and print. Returns the exit status: 1 below the mark, 2 for wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m tests.reading", description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, help="pages with gold (default: the golden pages)")
    parser.add_argument("--by", choices=["source"], help="also print a sum for each source")
    parser.add_argument("--worst", type=int, metavar="N", help="only the N worst pages, with every fault")
    parser.add_argument(
        "--mark", type=float, help="minimum for the mean and for each measure (one case may fall short)"
    )
    parser.add_argument(
        "--ablate",
        action="store_true",
        help="what each row of the decisions is worth; with FOLDER each group of signs, on pages not learned from, too",
    )
    asked = parser.parse_args(arguments)
    try:
        pages = pages_of(asked.folder) if asked.folder else golden.pages()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    if asked.ablate:
        return ablate(pages, asked.folder)
    found = tallies(pages)
    print("\n".join(report(pages, found, asked.worst, by_sources=asked.by == "source")))
    if not asked.folder:
        wrong = [len(golden.truth_of(page.name)[1]) for page in pages]
        print(f"known to be read wrongly: {sum(wrong)} places on {sum(map(bool, wrong))} pages")
    return int(asked.mark is not None and fails(total(found.values()), asked.mark))


def ablate(pages: Sequence[GoldPage], folder: Path | None) -> int:
    """Print what is worth what. Golden pages are learned from, and say nothing of signs."""
    from tests.reading import learn, rows  # these need this module, and the learner's package

    for line in rows.ablated(pages):
        print(line, flush=True)
    return learn.main([str(folder), "--folds", str(FOLDS), "--ablate"]) if folder else 0


def pages_of(folder: Path) -> list[GoldPage]:
    """The pages of a folder. Imported late: reading manifests and encodings needs Django set up."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    django.setup()
    from tests.reading.folder import pages_in

    return pages_in(folder)


def report(pages: list[GoldPage], found: dict[str, Tally], worst: int | None, *, by_sources: bool) -> Iterator[str]:
    """The lines to print: pages, sums by source, the sum of all."""
    if worst is None:
        for name, each in found.items():
            short = [m for m in each.cases if each.right[m] < each.cases[m]]
            yield " ".join([f"{each.mean:.3f} {name}", *(f"· {m} {each.right[m]:.4g}/{each.cases[m]}" for m in short)])
    for name in sorted(found, key=lambda name: found[name].mean)[:worst] if worst else ():
        yield f"{found[name].mean:.3f} {name}"
        yield from (f"      {line}" for line in found[name].wrong)
    if by_sources:
        for source, each in by_source(pages, found).items():
            yield f"{each.mean:.3f} {source}: {each}"
    whole = total(found.values())
    yield f"{whole.mean:.3f} {len(pages)} pages: {whole}"


def fails(whole: Tally, mark: float) -> bool:
    """Whether the mark is missed; prints the measures that miss it."""
    short = whole.below(mark)
    print(f"below {mark}: {', '.join(short) or 'no measure'}; mean {whole.mean:.3f}")
    return whole.mean < mark or bool(short)


if __name__ == "__main__":
    sys.exit(main())
