"""The queries that are measured, by kind, with terms chosen by how many articles hold them.

Terms are words as jieba cuts them, so that the stock recipe, which knows no others, can find them too; only phrases
are cut from the text without regard to words. The same seed gives the same queries.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random

from benchmarks.corpus import NewsArticle

PAGE_SIZE = 20
DEEP = 100 * PAGE_SIZE  # hits before page 101
SAMPLE = 10_000  # articles that words are counted in
FACETS = ("paper", "year")
HAN = re.compile(r"[\u4e00-\u9fff]{4,}")

# The share of articles that hold a term, from and to: 3 to 20, 100 to 800, 2,000 to 8,000 of 10,000.
RARE, MIDDLING, COMMON = (0.0003, 0.002), (0.01, 0.08), (0.2, 0.8)


@dataclass(frozen=True)
class Asked:
    """A query, apart from how an engine says it: all of ``terms`` (or any, if ``either``), none of ``without``."""

    kind: str
    terms: tuple[str, ...] = ()
    either: bool = False
    without: str = ""
    phrase: bool = False
    year: str = ""
    newest: bool = False
    start: int = 0
    facets: tuple[str, ...] = ()

    def __str__(self) -> str:
        """In the language of the search box."""
        terms = [f'"{term}"' if self.phrase else term for term in self.terms]
        return (" OR " if self.either else " ").join(terms) + (f" -{self.without}" if self.without else "")

    @property
    def words(self) -> tuple[str, ...]:
        return (*self.terms, self.without) if self.without else self.terms


# kind -> the shares its terms are drawn from, one for each term, and what else is asked
KINDS: dict[str, tuple[tuple[tuple[float, float], ...], dict]] = {
    "rare term": ((RARE,), {}),
    "common term": ((COMMON,), {}),
    "two terms": ((MIDDLING, MIDDLING), {}),
    "either of two": ((MIDDLING, MIDDLING), {"either": True}),
    "phrase": ((), {"phrase": True}),
    "exclusion": ((COMMON, MIDDLING), {}),
    "one year": ((COMMON,), {}),
    "newest first": ((COMMON,), {"newest": True}),
    "page 101": ((COMMON,), {}),
    "with facets": ((COMMON,), {"facets": FACETS}),
    "everything, with facets": ((), {"facets": FACETS}),
}


class Vocabulary:
    """The words of the articles, and in how many articles each stands. Draws words, each but once while there are others."""

    def __init__(self, articles: Sequence[NewsArticle], seed: int = 1) -> None:
        from search import analyzers

        self._random = Random(seed)
        self._articles = articles
        counted = self._random.sample(articles, min(SAMPLE, len(articles)))
        count: Counter[str] = Counter()
        for article in counted:
            count.update(set(analyzers.words(f"{article.title}\n{article.body}")))
        self._shares = {word: n / len(counted) for word, n in sorted(count.items()) if _is_han(word)}
        self._drawn: set[str] = set()

    def draw(self, number: int, share: tuple[float, float], other_than: Sequence[str] = ()) -> list[str]:
        """So many words that this share of the articles holds; the nearest to it, if there are no more."""
        low, high = share

        def order(word: str) -> tuple[float, bool, float]:
            mine = self._shares[word]
            return max(low - mine, mine - high, 0), word in self._drawn, self._random.random()

        words = [word for word in sorted(self._shares, key=order) if word not in other_than][:number]
        self._drawn.update(words)
        self._random.shuffle(words)
        return words

    def phrases(self, number: int) -> list[str]:
        """So many rows of four to eight characters, each from somewhere in an article, no sign in between."""
        found: set[str] = set()
        for _attempt in range(100 * number):
            runs = HAN.findall(self._random.choice(self._articles).body)
            if runs and len(found) < number:
                run = self._random.choice(runs)
                length = self._random.randint(4, min(8, len(run)))
                first = self._random.randint(0, len(run) - length)
                found.add(run[first : first + length])
        return sorted(found)


def queries(vocabulary: Vocabulary, articles: Sequence[NewsArticle], kind: str, number: int) -> list[Asked]:
    """So many queries of a kind, no two with a term in common where there are terms enough."""
    shares, more = KINDS[kind]
    columns: list[list[str]] = []
    for share in shares:
        columns.append(vocabulary.draw(number, share, other_than=[word for column in columns for word in column]))
    if kind == "phrase":
        columns = [vocabulary.phrases(number)]
    asked = [Asked(kind, terms, **more) for terms in (zip(*columns, strict=True) if columns else [()] * number)]
    if kind == "exclusion":
        asked = [replace(each, terms=each.terms[:1], without=each.terms[1]) for each in asked]
    if kind == "one year":
        years = sorted({str(article.day.year) for article in articles})
        asked = [replace(each, year=years[i % len(years)]) for i, each in enumerate(asked)]
    if kind == "page 101":
        holding = {each: sum(each.terms[0] in f"{a.title}\n{a.body}" for a in articles) for each in asked}
        asked = [replace(each, start=min(DEEP, last_page(hits))) for each, hits in holding.items()]
    return asked


def last_page(hits: int) -> int:
    """How many hits come before the last page."""
    return max(0, hits - 1) // PAGE_SIZE * PAGE_SIZE


def others_with_the_same_terms(asked: Sequence[Asked]) -> list[Asked]:
    """Queries that have every term of those given, in other combinations: none asks what one of those asks."""
    around = [*asked, asked[0]]
    pairs = [(one.words[-1], other.words[0]) for one, other in pairwise(around) if one.words]
    plain = replace(asked[0], either=True, without="", year="", start=0, facets=())
    return [replace(plain, terms=pair) for pair in pairs]


def _is_han(word: str) -> bool:
    return 2 <= len(word) <= 4 and all("\u4e00" <= character <= "\u9fff" for character in word)
