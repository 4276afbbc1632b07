"""The golden pages: tests/pages/NAME.txt (or seeds/NAME.txt) beside tests/pages/NAME.json.

The JSON says what a person reads on the page. ``known_wrong`` at its end lists where the parser's output differs, so that
truth and present output are never mixed::

    "known_wrong": [
     {"at": "articles/2/deck", "why": "the second line of the headline"},
     {"at": "articles/5:7", "read": [{…}], "why": "two articles joined"}
    ]

``at`` is a path into the truth, counted from 0; ``5:7`` are the items from 5 up to but not including 7. ``read`` is what the
parser reads there instead; it is left out if the parser reads nothing there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import takewhile
from pathlib import Path
from typing import Any

from archive.parsing.types import ArticleKind, BlockType, KnownNewspaper, ParsedArticle, ParsedPage
from tests.reading.score import PLACE, GoldPage, Photo, Truth, Wanted

GOLDEN = Path(__file__).parent.parent / "pages"
SEEDS = Path(__file__).parent.parent.parent / "seeds"
KNOWN = (
    KnownNewspaper("通辽日报", ("通辽融媒", "中国通辽网")),
    KnownNewspaper("内蒙古日报"),
    KnownNewspaper("衡阳日报"),
    KnownNewspaper("宜陵日报"),
    KnownNewspaper("淮上日报"),
)
DRAFT = "as the parser reads it: correct it to what a person reads, then take out this line"


def texts() -> dict[str, Path]:
    """The text files of all golden pages, by name."""
    return {path.stem: path for path in sorted([*SEEDS.glob("*.txt"), *GOLDEN.glob("*.txt")])}


def written(page: ParsedPage) -> dict[str, Any]:
    """The parsed page in the form of a golden page."""
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
        # Whether it was a close call hangs on the weights, and is for nobody to read.
        "warnings": [item.code for item in page.warnings if not item.reasons],
        "articles": [_written_article(article) for article in page.articles],
    }


def _written_article(article: ParsedArticle) -> dict[str, Any]:
    head = (article.head.agency, article.head.place, article.head.date, article.head.source)
    parts = {
        "kind": article.kind.value,
        "package": article.package,
        "column": article.column,
        "kicker": article.kicker,
        "headline": article.headline,
        "deck": article.deck,
        "people": [" ".join(filter(None, (p.affiliation, p.role, p.name))) for p in article.people],
        "head": " | ".join(head).strip(" |"),
        "from": article.continued_from,
        "on": article.continued_on,
        "completeness": article.completeness.value,
        "photos": [f"{photo.caption} ({photo.credit})" for photo in article.photos],
        "body": [f"{block.type.value}: {block.text}" for block in article.blocks],
    }
    return {name: value for name, value in parts.items() if value}


def truth_of(name: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What a person reads on the page, and the known differences from it."""
    truth = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    return truth, truth.pop("known_wrong", [])


def pages() -> list[GoldPage]:
    """Every golden page but drafts, for scoring. As its source each has its kind of text."""
    truths = {name: truth_of(name)[0] for name in texts()}
    return [
        GoldPage(
            name,
            path.read_text(encoding="utf-8"),
            KNOWN,
            _truth(truths[name]),
            lambda page: _place(written(page)),
            source=truths[name]["kind of text"],
        )
        for name, path in texts().items()
        if "draft" not in truths[name]
    ]


def _truth(truth: dict[str, Any]) -> Truth:
    articles, photos = [], []
    for article in truth["articles"]:
        captions = [Photo(*photo.removesuffix(")").rpartition(" (")[::2]) for photo in article.get("photos", ())]
        if article["kind"] != ArticleKind.PHOTO.value:
            articles.append(_wanted(article))
        elif "headline" in article:
            captions[0] = replace(captions[0], caption=article["headline"] + captions[0].caption)
        photos += captions
    return Truth(tuple(articles), tuple(photos), _place(truth))


def articles(name: str) -> tuple[Wanted, ...]:
    """All articles that a person reads on the page, in order, standalone photos too."""
    return tuple(_wanted(article) for article in truth_of(name)[0]["articles"])


def _wanted(article: dict[str, Any]) -> Wanted:
    fields = {name: article.get(name, "") for name in ("headline", "kicker", "deck", "column", "package")}
    blocks = [block.partition(": ")[::2] for block in article.get("body", ())]
    return Wanted(
        body="\n".join(text for _type, text in blocks),
        crossheads=tuple(text for type_, text in blocks if type_ == BlockType.CROSSHEAD.value),
        authors=tuple(person.rpartition(" ")[2] for person in article.get("people", ())),
        kinds=frozenset({article["kind"]}),
        continued_on=article.get("on", ""),
        continued_from=article.get("from", ""),
        **fields,
    )


def _place(page: dict[str, Any]) -> dict[str, str]:
    names = ("newspaper", "date", "page", "number")
    return {measure: page[name] for measure, name in zip(PLACE, names, strict=True)}


def rewrite(name: str, found: dict[str, Any], folder: Path = GOLDEN) -> None:
    """Update ``known_wrong`` of a page; the truth itself is never changed.

    A page without a file is written as it was parsed, marked as a draft, which no test accepts as the truth. New
    differences are entered with an empty ``why``: a person has to fill it in, or correct the truth by hand.
    """
    file = folder / f"{name}.json"
    truth: dict[str, Any] = {"draft": DRAFT} | found
    if file.exists():
        truth = json.loads(file.read_text(encoding="utf-8"))
        known = truth.pop("known_wrong", [])
        wrong = differences({key: value for key, value in truth.items() if key != "draft"}, found)
        if wrong:
            truth["known_wrong"] = [
                next((old for old in known if old == new | {"why": old["why"]}), new | {"why": ""}) for new in wrong
            ]
    file.write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def applied(truth: dict[str, Any], wrong: list[dict[str, Any]]) -> dict[str, Any]:
    """The truth with the known differences put in: what the parser reads.

    >>> applied({"articles": ["甲", "乙", "丙"]}, [{"at": "articles/0:2", "read": ["甲乙"]}])
    {'articles': ['甲乙', '丙']}
    """
    page = deepcopy(truth)
    # Last ones first, so that the indices of earlier places stay valid.
    for entry in sorted(wrong, key=lambda entry: _order(entry["at"]), reverse=True):
        *path, last = entry["at"].split("/")
        inner: Any = page
        for step in path:
            inner = inner[int(step)] if isinstance(inner, list) else inner[step]
        if isinstance(inner, list):
            first, colon, end = last.partition(":")
            inner[int(first) : int(end if colon else first) + (not colon)] = entry["read"] if colon else [entry["read"]]
        elif "read" in entry:
            inner[last] = entry["read"]
        else:
            del inner[last]
    return page


def _order(at: str) -> list[tuple[Any, ...]]:
    """A sort key for paths: by position."""
    steps = [step.split(":") for step in at.split("/")]
    return [(int(step[0]), int(step[-1]) + (len(step) == 1)) if step[0].isdigit() else (step[0],) for step in steps]


def differences(truth: dict[str, Any], found: dict[str, Any]) -> list[dict[str, Any]]:
    """The entries with which ``applied`` turns ``truth`` into ``found``, without reasons."""
    return list(_differences(truth, found, ""))


def _differences(truth: Any, found: Any, at: str) -> Iterator[dict[str, Any]]:
    if truth == found:
        return
    if isinstance(truth, dict) and isinstance(found, dict):
        for key in [*truth, *(key for key in found if key not in truth)]:
            place = f"{at}/{key}".lstrip("/")
            if key not in found:
                yield {"at": place}
            elif key not in truth:
                yield {"at": place, "read": found[key]}
            else:
                yield from _differences(truth[key], found[key], place)
    elif isinstance(truth, list) and isinstance(found, list):
        yield from _list_differences(truth, found, at)
    else:
        yield {"at": at, "read": found}


def _list_differences(truth: list[Any], found: list[Any], at: str) -> Iterator[dict[str, Any]]:
    """Paired items are compared in place; runs between them are replaced as a whole."""
    after_truth = after_found = 0
    for mine, other in [*_pairs(truth, found), (len(truth), len(found))]:
        if (mine - after_truth, other - after_found) == (1, 1):
            yield from _differences(truth[after_truth], found[after_found], f"{at}/{after_truth}")
        elif (mine, other) != (after_truth, after_found):
            yield {"at": f"{at}/{after_truth}:{mine}", "read": found[after_found:other]}
        if mine < len(truth):
            yield from _differences(truth[mine], found[other], f"{at}/{mine}")
        after_truth, after_found = mine + 1, other + 1


def _pairs(truth: list[Any], found: list[Any]) -> list[tuple[int, int]]:
    """The best alignment of the two lists, as pairs of indices in order."""
    same = list(takewhile(lambda i: truth[i] == found[i], range(min(len(truth), len(found)))))
    best: dict[tuple[int, int], tuple[float, list[tuple[int, int]]]] = {}
    for i in range(len(truth), len(same) - 1, -1):
        for j in range(len(found), len(same) - 1, -1):
            if i == len(truth) or j == len(found):
                best[i, j] = 0.0, []
                continue
            best[i, j] = max(best[i + 1, j], best[i, j + 1], key=lambda each: each[0])
            if alike := _likeness(truth[i], found[j]):
                worth, pairs = best[i + 1, j + 1]
                if worth + alike > best[i, j][0]:
                    best[i, j] = worth + alike, [(i, j), *pairs]
    return [*((i, i) for i in same), *best[len(same), len(same)][1]]


def _likeness(one: Any, other: Any) -> float:
    """From 0 (nothing in common) to 1 (equal)."""
    if one == other:
        return 1.0
    if isinstance(one, dict) and isinstance(other, dict):
        same = sum(one.get(key) == other[key] for key in ("headline", "photos") if key in other)
        bodies = SequenceMatcher(None, one.get("body", []), other.get("body", []), autojunk=False).ratio()
        return (same + bodies) / 4
    return 0.0
