"""``python -m tests.reading.learn FOLDER…``: learns what the signs of lines count for, and writes the tables of weights anew.

Learns from the golden pages and from any folders of pages with gold (``tests/reading/folder.py``). With ``--folds N`` it
writes nothing, but learns N times, each time without a part of the folders' issues, and scores the pages of these: what is
to be expected of pages that nobody has read yet; with ``--by-source`` each time without one source. ``--ablate`` does it
again without each group of signs, and with the issues dealt out otherwise: what each group is worth, beside the noise.
The same pages always give the same tables. There are three: of the lines of paragraphs, of those of wrapped text, and of
the sides on which the headlines of these stand. Only those are written of which the folders have pages.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from unittest.mock import patch

from archive.parsing import parse_page
from archive.parsing.decide import headline_sides, line_roles, line_signs, wrapped_roles, wrapped_signs
from archive.parsing.decide.line_kinds import Item, LineRole, Side
from archive.parsing.decide.line_signs import signs_of
from archive.parsing.decide.role_chain import Chain, Signs
from archive.parsing.decide.wrapped_columns import WrappedLines
from archive.parsing.lines.layout import Sheet
from archive.parsing.types import KnownNewspaper
from tests.reading import golden
from tests.reading.__main__ import pages_of
from tests.reading.alignment import paragraphs_of, placed_of, roles_of, wrapped_lines_of
from tests.reading.score import GoldPage, Tally, Wanted, tally, total

_GOLDEN_COUNTS = 5  # times each golden page is learned from: they are of many newspapers, folders often of few
_BRIEF_MIN, _BRIEF_MAX = 30, 120  # characters of a brief's paragraph
_LEARNED = {module.TABLE: module for module in (line_roles, wrapped_roles, headline_sides)}
_FEWER = {line_roles.TABLE: 1.5, wrapped_roles.TABLE: 1.5, headline_sides.TABLE: 0.5}  # against many signs
_GROUPED = {line_roles.TABLE: line_signs, wrapped_roles.TABLE: wrapped_signs}
_SETTINGS = {
    "c2": 0.05,  # against great weights
    "max_iterations": 200,
    "feature.possible_transitions": True,  # also of roles that were never seen to follow one another
}
_SCALE = 100  # weights are kept as whole numbers, so that every computer adds them up alike
_DEALINGS = 5
Pages = dict[Path, list[GoldPage]]  # by the folders in which they lie
_ISSUE = re.compile(r"[A-Za-z]+\d{6,8}")  # newspaper and day at the beginning of a page's name


@dataclass(frozen=True, slots=True)
class Lesson:
    """A page from which is learned: of each of its lines the signs, and what it is for a person."""

    table: str
    signs: Signs
    roles: Sequence[LineRole] | Sequence[Side]
    times: int = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn and write, or score by folds. Returns the exit status: 2 for folders that cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m tests.reading.learn", description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", help="pages with gold")
    parser.add_argument("--folds", type=int, metavar="N", help="score pages that were not learned from; write nothing")
    parser.add_argument("--by-source", action="store_true", help="score each source by weights learned without it")
    parser.add_argument("--ablate", action="store_true", help="with --folds: what each group of signs is worth")
    asked = parser.parse_args(arguments)
    if asked.ablate and not asked.folds:
        parser.error("--ablate needs --folds")
    try:
        pages = {folder: pages_of(folder) for folder in asked.folders}
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    if asked.ablate:
        for line in ablated(pages, asked.folds):
            print(line, flush=True)
    elif asked.by_source:
        print("\n".join(report(held_out(pages, sources_of(pages)))))
    elif asked.folds:
        print("\n".join(report(held_out(pages, folds_of((page.name for page in every_page(pages)), asked.folds)))))
    else:
        lessons = [each for page in every_page(pages) for each in lessons_of(page)]
        shown = {lesson.table for lesson in lessons} or set(_LEARNED)
        for name, table in learned([*lessons, *golden_lessons()], shown).items():
            with files(line_roles.__package__).joinpath(name).open("w", encoding="utf-8") as file:
                file.write(table)
            print(f"{name}: {table.count(chr(10))} weights")
    return 0


# --- Learning


def lessons_of(page: GoldPage) -> list[Lesson]:
    """What can be learned from a page of a folder."""
    return _lessons(page.text, page.known, page.truth.articles)


def golden_lessons() -> list[Lesson]:
    """What can be learned from the golden pages."""
    return [
        lesson
        for name, path in golden.texts().items()
        for lesson in _lessons(path.read_text(encoding="utf-8"), golden.KNOWN, golden.articles(name), _GOLDEN_COUNTS)
    ]


def _lessons(text: str, known: Sequence[KnownNewspaper], articles: Sequence[Wanted], times: int = 1) -> list[Lesson]:
    wrapped = wrapped_lines_of(text, known)
    return _of_wrapped(*wrapped, articles, times) if wrapped else _of_paragraphs(text, known, articles, times)


def _of_wrapped(sheet: Sheet, wrapped: WrappedLines, articles: Sequence[Wanted], times: int) -> list[Lesson]:
    """The lines of a page, and what stands together on it."""
    lines = wrapped.lines
    placed = placed_of(sheet, lines, articles)
    roles = [each.role for each in placed]
    units = headline_sides.units_of(lines, roles)
    sides = [placed[unit.start].side for unit in units]
    return [
        Lesson(wrapped_roles.TABLE, wrapped_signs.signs_of(lines, wrapped.setting), roles, times),
        Lesson(headline_sides.TABLE, headline_sides.signs_of(lines, units), sides, times),
    ]


def _of_paragraphs(text: str, known: Sequence[KnownNewspaper], articles: Sequence[Wanted], times: int) -> list[Lesson]:
    """The page as it is; with only the first paragraph under each headline and crosshead; and as if it were one of briefs,
    each a headline and a paragraph that nobody signs."""
    items = paragraphs_of(text, known)
    roles = roles_of(items, articles)
    briefs = list(_as_briefs(items, roles))
    short = [
        at for at, role in enumerate(roles) if role is not LineRole.TEXT or (at and roles[at - 1] is not LineRole.TEXT)
    ]
    return [
        Lesson(line_roles.TABLE, signs_of(items), roles, times),
        Lesson(line_roles.TABLE, signs_of([items[at] for at in short]), [roles[at] for at in short]),
        Lesson(line_roles.TABLE, signs_of([item for item, _role in briefs]), [role for _item, role in briefs], 2),
    ]


def _as_briefs(items: Sequence[Item], roles: Sequence[LineRole]) -> Iterator[tuple[Item, LineRole]]:
    headed = False
    for item, role in zip(items, roles, strict=True):
        if role in (LineRole.HEADLINE, LineRole.GROUP):
            headed = True
            yield replace(item, level=None if item.level is None else 1), role  # briefs are headed alike
        elif role is LineRole.TEXT and headed and len(item.norm) >= _BRIEF_MIN:
            headed = False
            head = len(item.message.raw) if item.message else 0
            yield replace(item, norm=item.norm[head:][:_BRIEF_MAX], message=None, people=()), role


def learned(lessons: Sequence[Lesson], names: Iterable[str] = tuple(_LEARNED)) -> dict[str, str]:
    """By its name each of the tables of weights by which these pages would best be read."""
    return {
        name: _table(_weights([lesson for lesson in lessons if lesson.table == name], _FEWER[name]))
        for name in _LEARNED
        if name in set(names)
    }


def _weights(lessons: Iterable[Lesson], fewer: float) -> list[tuple[str, str, float]]:
    import pycrfsuite  # only to learn: whoever scores or tests goes without it

    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params({**_SETTINGS, "c1": fewer})
    for lesson in lessons:
        for _time in range(lesson.times if lesson.signs else 0):
            trainer.append(lesson.signs, lesson.roles)
    with tempfile.NamedTemporaryFile(suffix=".crf") as model:
        trainer.train(model.name)
        with pycrfsuite.Tagger().open(model.name) as tagger:
            found = tagger.info()
    rows = [(role, sign, weight) for (sign, role), weight in found.state_features.items()]
    rows += [(role, f"after {above}", weight) for (above, role), weight in found.transitions.items()]
    return rows


def _table(weights: Iterable[tuple[str, str, float]]) -> str:
    """The rows by roles in their order, the greatest weight first, without those that count for nothing."""
    order = {role.value: place for place, role in enumerate((*LineRole, *Side))}
    rows = [(role, sign, round(weight * _SCALE)) for role, sign, weight in weights]
    rows.sort(key=lambda row: (order[row[0]], -abs(row[2]), row[1]))
    return "".join(f"{role}\t{sign}\t{weight}\n" for role, sign, weight in rows if weight)


# --- Scoring what was not learned from


def issue_of(name: str) -> str:
    """What a page's name says of newspaper and day; all of it, where it says nothing of them.

    >>> issue_of("qs20260304p02")
    'qs20260304'
    """
    found = _ISSUE.match(name)
    return found[0] if found else name


def every_page(pages: Pages) -> list[GoldPage]:
    """The pages of all the folders."""
    return [page for group in pages.values() for page in group]


def folds_of(names: Iterable[str], number: int, dealing: int = 0) -> list[set[str]]:
    """The pages' names, those of an issue together, dealt out to so many folds: issues in the order of their names, or in
    another for each other ``dealing``."""
    names = sorted(set(names))
    issues = sorted({issue_of(name) for name in names})
    if dealing:
        random.Random(dealing).shuffle(issues)  # the same each time
    place = {issue: at % number for at, issue in enumerate(issues)}
    return [{name for name in names if place[issue_of(name)] == fold} for fold in range(number)]


def sources_of(pages: Pages) -> list[set[str]]:
    """The names of the pages of each source."""
    found: dict[str, set[str]] = defaultdict(set)
    for page in every_page(pages):
        found[page.source].add(page.name)
    return [found[source] for source in sorted(found)]


@contextmanager
def deciding_by(tables: Mapping[str, str]) -> Iterator[None]:
    """Within this, pages are read by the weights of these tables instead of the project's own."""
    with ExitStack() as stack:
        for name, table in tables.items():
            module = _LEARNED[name]
            chain = Chain(table, module.chain().roles)
            stack.enter_context(patch.object(module, "chain", lambda chain=chain: chain))
        yield


def held_out(pages: Pages, folds: Sequence[set[str]]) -> dict[tuple[str, str], list[Tally]]:
    """By folder and source the tallies of its pages, each read by weights learned without the pages of its fold."""
    placed = [(folder.name, page) for folder, group in pages.items() for page in group]
    lessons = [(page.name, lesson) for _folder, page in placed for lesson in lessons_of(page)]
    always = golden_lessons()
    found: dict[tuple[str, str], list[Tally]] = defaultdict(list)
    for fold in folds:
        names = {lesson.table for _name, lesson in lessons}
        tables = learned([*(lesson for name, lesson in lessons if name not in fold), *always], names)
        with deciding_by(tables):
            for folder, page in placed:
                if page.name in fold:
                    found[folder, page.source].append(tally(page, parse_page(page.text, page.known)))
    return dict(sorted(found.items()))


def ablated(pages: Pages, number: int) -> Iterator[str]:
    """The lines to print: the sum with all signs, without each group of them, and with the issues dealt out otherwise."""
    names = [page.name for page in every_page(pages)]
    folds = folds_of(names, number)
    yield _summed("all signs", held_out(pages, folds))
    shown = {lesson.table for page in every_page(pages) for lesson in lessons_of(page)}
    groups = [(module.GROUPS, each) for name, module in _GROUPED.items() if name in shown for each in module.GROUPS]
    for groups_of, group in groups:
        with patch.dict(groups_of, {group: lambda *_line: iter(())}):
            yield _summed(f"without {group}", held_out(pages, folds))
    for dealing in range(1, _DEALINGS + 1):
        yield _summed(f"dealt otherwise, {dealing}", held_out(pages, folds_of(names, number, dealing)))


def report(found: dict[tuple[str, str], list[Tally]]) -> Iterator[str]:
    """The lines to print: each source of each folder, each folder, the sum of all."""
    for folder in dict.fromkeys(folder for folder, _source in found):
        groups = {source: group for (of, source), group in found.items() if of == folder}
        for source, group in groups.items():
            yield _said(f"{folder} {source}", group)
        yield _said(folder, [each for group in groups.values() for each in group])
    yield _summed("all", found)


def _summed(label: str, found: dict[tuple[str, str], list[Tally]]) -> str:
    return _said(label, [each for group in found.values() for each in group])


def _said(label: str, group: list[Tally]) -> str:
    whole = total(group)
    return f"{whole.mean:.3f} {label}, {len(group)} pages: {whole}"


if __name__ == "__main__":
    sys.exit(main())
