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
from math import log, sqrt

_CLEAR = 0.3  # a pair must score this much, and _AHEAD more than any other pair of either end
_AHEAD = 0.15
_ONLY_PAIR = 0.1  # enough where the two marks name each other's pages and no other end does
_REPEATED, _CONTAINED, _SHORTENED = 1.0, 0.9, 0.7  # how well a tail's headline fits the beginning's
_OTHER_HEADLINE = -0.6
_MID_SENTENCE = 0.2
_COMPARED = 3000  # characters of each text next to the cut
_MOST_ENDS = 200  # of either kind in one issue; more are no jumps but noise
_SENTENCE_END = "。！？!?…”’」』"
_MARK = re.compile(
    r"[（(【]?\s*(?:上接|下转|紧接|接|转)第?\s*[A-Za-z]{0,2}[0-9０-９一二三四五六七八九十]{1,4}\s*[版页]\s*[）)】]?"
)
_MARK_LENGTH = 24


@dataclass(frozen=True, slots=True)
class End:
    """An open end of an article. ``page`` is where it stands, ``other`` the page that its mark names; "" if unknown."""

    article: int
    page: str
    other: str
    headline: str
    text: str


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
        while found := _clear(scores):
            beginning, tail = (ends.pop(article) for ends, article in zip(open_ends, found, strict=True))
            joins.append(Join(beginning.article, tail.article, not ends_sentence(beginning.text)))
            scores = {ends: score for ends, score in scores.items() if ends[0] != found[0] and ends[1] != found[1]}
        possible |= {("下转", mine) for mine, _their in scores} | {("上接", their) for _mine, their in scores if marked}
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
    """How well each beginning fits each tail (by article) of those whose pages agree; what does not fit is left out."""
    before = {end.article: _unmarked(end.text)[-_COMPARED:] for end in beginnings}
    after = {end.article: _unmarked(end.text)[:_COMPARED] for end in tails}
    mine = {end.article: _words(end.headline + before[end.article]) for end in beginnings}
    theirs = {end.article: _words(end.headline + after[end.article]) for end in tails}
    spread = Counter(word for words in (*mine.values(), *theirs.values()) for word in words)
    weight = {word: log((len(mine) + len(theirs) + 1) / count) for word, count in spread.items()}
    agreeing = [
        (beginning, tail)
        for beginning in beginnings
        for tail in tails
        if beginning.article != tail.article and _pages_agree(beginning, tail)
    ]
    choices = Counter(beginning.article for beginning, _tail in agreeing), Counter(tail.article for _, tail in agreeing)
    scores = {}
    for beginning, tail in agreeing:
        score = (
            _headline_score(beginning.headline, tail.headline)
            + _cosine(mine[beginning.article], theirs[tail.article], weight)
            + _sentence_score(before[beginning.article], after[tail.article])
        )
        named = beginning.other and beginning.page and tail.other and tail.page
        only = choices[0][beginning.article] == choices[1][tail.article] == 1
        if score >= _ONLY_PAIR:
            scores[beginning.article, tail.article] = max(score, _CLEAR) if named and only else score
    return scores


def _clear(scores: dict[tuple[int, int], float]) -> tuple[int, int] | None:
    """The best pair that no other pair of either of its ends comes near."""
    for (mine, their), score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        if score < _CLEAR:
            return None
        rivals = (other for (a, b), other in scores.items() if (a == mine) != (b == their))
        if score - max(rivals, default=0) >= _AHEAD:
            return mine, their
    return None


def _pages_agree(beginning: End, tail: End) -> bool:
    if beginning.page and beginning.page == tail.page:
        return False
    return (not beginning.other or not tail.page or beginning.other == tail.page) and (
        not tail.other or not beginning.page or tail.other == beginning.page
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
    return shared if shared >= 0.5 else _OTHER_HEADLINE + shared


def _sentence_score(before: str, after: str) -> float:
    """Whether the cut is where a sentence breaks: in both texts or in neither, and making a word that stands elsewhere."""
    if not before or not after:
        return 0.0
    opens = after[0] in "，、。；：）”！？,.;:)"
    if before.endswith(tuple(_SENTENCE_END)):
        return -_MID_SENTENCE if opens else 0.0
    over_the_cut = before[-1] + after[0]
    return _MID_SENTENCE if opens or over_the_cut in before or over_the_cut in after else 0.0


def _cosine(one: Counter, other: Counter, weight: dict[str, float]) -> float:
    shared = sum(one[word] * other[word] * weight[word] ** 2 for word in one.keys() & other.keys())
    lengths = (sqrt(sum((count * weight[word]) ** 2 for word, count in words.items())) for words in (one, other))
    return shared / max(1e-9, next(lengths) * next(lengths))


def _words(text: str) -> Counter:
    letters = _letters(text)
    return Counter(letters[i : i + 2] for i in range(len(letters) - 1))


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
