"""Which 下转 leads to which 上接: the ends that articles of one issue leave open, paired. Pure.

Only a clear winner is joined. What may belong to several, or finds nothing on a page that is held, stays open and is
said aloud.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import log2, sqrt

_CLEAR = 0.6  # a pair must score this much, and _AHEAD more than any other pair of either end
_AHEAD = 0.5
_ONLY_PAIR = 0.1  # enough where the two marks name each other's pages and no other open end does
_REPEATED, _CONTAINED, _SHORTENED = 2.0, 1.8, 1.4  # how well a tail's headline fits the beginning's
_OTHER_HEADLINE = -1.0
_OVER_THE_CUT = 0.3  # a word broken at the cut that stands whole elsewhere
_WRONG_CUT = -0.3  # the beginning ends with its sentence, the tail begins within one
_COMPARED = 3000  # characters of each text next to the cut
_MOST_ENDS = 200  # of either kind in one issue; more are no jumps but noise
_SENTENCE_END = "。！？!?…”’」』"
_MARK = re.compile(
    r"[（(【]?\s*(?:上接|下转|紧接|接|转)第?\s*[A-Za-z]{0,2}[0-9０-９一二三四五六七八九十]{1,4}\s*[版页]\s*[）)】]?"
)
_MARK_LENGTH = 24


@dataclass(frozen=True, slots=True)
class End:
    """An open end of an article. ``page`` is where it stands, ``other`` the page that its mark names; "" if unknown.

    ``sheet`` is the record of the page where it stands: pages without a label are told apart by it. ``inferred`` says
    that the page does not print its label: what is inferred to be page 1 may be A1 to the marks of other pages.
    """

    article: int
    page: str
    other: str
    headline: str
    text: str
    sheet: int | None = None
    inferred: bool = False

    def stands_on(self, label: str) -> bool:
        return not self.page or label in (names_of(self.page) if self.inferred else {self.page})


def names_of(inferred: str) -> set[str]:
    """The labels that a page may bear of which only the number is inferred: 1 is A1 where the paper has sections."""
    return {inferred, f"A{inferred}"} if inferred.isdigit() else {inferred}


@dataclass(frozen=True, slots=True)
class Join:
    beginning: int
    tail: int
    continues_sentence: bool


@dataclass(frozen=True, slots=True)
class Doubt:
    """An end that stays open: ``code`` is jump_ambiguous or jump_unmatched."""

    article: int
    code: str
    text: str


def pair(beginnings: Sequence[End], tails: Sequence[End], held: Collection[str]) -> tuple[list[Join], list[Doubt]]:
    """Joins and doubts among the open ends of one issue, of which pages ``held`` (by label) are in the archive.

    A tail that bears no mark (its ``other`` is "") is only thought of where no marked one was found.
    """
    if max(len(beginnings), len(tails)) > _MOST_ENDS:
        return [], []
    open_ends = {end.article: end for end in beginnings}, {end.article: end for end in tails}
    joins: list[Join] = []
    possible: set[tuple[str, int]] = set()
    for marked in (True, False):
        scores = _scores(open_ends[0].values(), [end for end in open_ends[1].values() if bool(end.other) == marked])
        while found := _clear(scores, named=marked):
            beginning, tail = (ends.pop(article) for ends, article in zip(open_ends, found, strict=True))
            joins.append(Join(beginning.article, tail.article, not ends_sentence(beginning.text)))
            scores = {ends: score for ends, score in scores.items() if ends[0] != found[0] and ends[1] != found[1]}
        likely = [ends for ends, score in scores.items() if score >= _ONLY_PAIR]
        possible |= {("下转", mine) for mine, _their in likely} | {("上接", their) for _mine, their in likely if marked}
    doubts = []
    for mark, ends in zip(("下转", "上接"), open_ends, strict=True):
        for end in ends.values():
            if (mark, end.article) in possible:
                doubts.append(Doubt(end.article, "jump_ambiguous", f"{mark} {end.other}".strip()))
            elif end.other in held:
                doubts.append(Doubt(end.article, "jump_unmatched", f"{mark} {end.other}"))
    return joins, doubts


def ends_sentence(text: str) -> bool:
    """Whether the text before a cut ends with its sentence.

    >>> ends_sentence("两个大国迈（下转第三版）")
    False
    """
    return _unmarked(text).endswith(tuple(_SENTENCE_END))


def _scores(beginnings: Collection[End], tails: Collection[End]) -> dict[tuple[int, int], float]:
    """How well each beginning fits each tail (by article), of those whose pages agree."""
    before = {end.article: _unmarked(end.text)[-_COMPARED:] for end in beginnings}
    after = {end.article: _unmarked(end.text)[:_COMPARED] for end in tails}
    mine = {end.article: _words(end.headline + before[end.article]) for end in beginnings}
    theirs = {end.article: _words(end.headline + after[end.article]) for end in tails}
    spread = Counter(word for words in (*mine.values(), *theirs.values()) for word in words)
    agreeing = [
        (beginning, tail)
        for beginning in beginnings
        for tail in tails
        if beginning.article != tail.article and _pages_agree(beginning, tail)
    ]
    return {
        (beginning.article, tail.article): _headline_score(beginning.headline, tail.headline)
        + _shared(mine[beginning.article], theirs[tail.article], spread)
        + _cut_score(before[beginning.article], after[tail.article])
        for beginning, tail in agreeing
    }


def _clear(scores: dict[tuple[int, int], float], *, named: bool) -> tuple[int, int] | None:
    """The best pair that no other pair of either of its ends comes near; ``named`` if the marks of both name a page."""
    for (mine, their), score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        rivals = [other for (a, b), other in scores.items() if (a == mine) != (b == their)]
        if score >= (_CLEAR if rivals or not named else _ONLY_PAIR) and score - max(rivals, default=-1) >= _AHEAD:
            return mine, their
    return None


def _pages_agree(beginning: End, tail: End) -> bool:
    if (beginning.page and beginning.page == tail.page) or (beginning.sheet and beginning.sheet == tail.sheet):
        return False
    return (not beginning.other or tail.stands_on(beginning.other)) and (
        not tail.other or beginning.stands_on(tail.other)
    )


def _headline_score(whole: str, again: str) -> float:
    """A tail repeats its headline, shortens it (习近平同特朗普通电话), or has none."""
    whole, again = _letters(whole), _letters(again)
    if not whole or not again:
        return 0.0
    if whole == again:
        return _REPEATED
    short, long = sorted((whole, again), key=len)
    if len(short) >= 2 and short in long:
        return _CONTAINED
    rest = iter(long)
    if len(short) >= 4 and all(letter in rest for letter in short):
        return _SHORTENED
    shared = len(_pairs(whole) & _pairs(again)) / max(1, min(len(whole), len(again)) - 1)
    return _SHORTENED * shared if shared >= 0.5 else _OTHER_HEADLINE + shared


def _cut_score(before: str, after: str) -> float:
    """Whether the sentence breaks at the cut: a word made of both sides that stands whole in one of them says so."""
    if not before or not after:
        return 0.0
    if before.endswith(tuple(_SENTENCE_END)):
        return _WRONG_CUT if after[0] in "，、。；：）”！？,.;:)" else 0.0
    broken = (before[-2:] + after[:1], before[-1:] + after[:2])
    return _OVER_THE_CUT if any(word in text for word in broken if len(word) == 3 for text in (before, after)) else 0.0


def _shared(one: frozenset[str], other: frozenset[str], spread: Counter[str]) -> float:
    """How much two texts have in common that the others have not.

    Of 330 halves of real articles without any headline, these weights and limits joined 148, none wrongly.
    """
    common = sum(2 / spread[word] for word in one & other)
    return log2(1 + 10 * common / sqrt(max(1, len(one) * len(other))))


def _words(text: str) -> frozenset[str]:
    """The text's runs of three letters."""
    letters = _letters(text)
    return frozenset(letters[i : i + 3] for i in range(len(letters) - 2))


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


def _unmarked(text: str) -> str:
    """The text without its own 下转 or 上接."""
    text = text.strip()
    text = text[found.end() :] if (found := _MARK.match(text)) else text
    last = max(0, len(text) - _MARK_LENGTH)
    return (text[:last] + re.sub(_MARK.pattern + r"\s*$", "", text[last:])).strip()
