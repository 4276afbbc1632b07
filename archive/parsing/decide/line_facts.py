"""What is asked of the lines of a page again and again, computed once: what each is for itself, without its neighbours."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from archive.parsing.decide.display_lines import LONG
from archive.parsing.decide.line_kinds import (
    ANSWER,
    BYLINE,
    HEAD,
    ITEM_MARK,
    NUMBERED,
    TEXT,
    Item,
    is_bare,
    is_heading_word,
    is_pair,
    is_row,
)
from archive.parsing.recognise import bylines, captions_and_kinds, datelines, headline_group
from archive.parsing.vocabulary import KICKER_END, NOTICE_WORDS

_READS_ON = re.compile(r"的(?!确|士)|[,，、。]")  # what no sentence begins with: the line above is its first half
_OPEN_MIN = 16  # characters of a line that breaks off in mid-sentence
_DISPLAY_MAX = 64  # characters of a display line without marks of form
_NAMES_MAX = 24  # characters of a line of nothing but names
_OVERLAP_OVER = 3000  # characters of a text in which words are looked for
_ENDS = {
    "stop": "。",
    "exclamation": "！!",
    "question": "？?",
    "comma": ",，、",
    "colon": ":：",
    "semicolon": ";；",
    "dots": "…",
    "quotation": '”’」』"',
    "bracket": ")）〕】",
    "title": "》",
}
_END_OF = {sign: name for name, signs in _ENDS.items() for sign in signs}
_OPEN_ENDS = {"stop", "comma", "semicolon"}  # with which no display line ends
_OF_PLACE = re.compile(r"[\u4e00-\u9fff]{2,8}:")

# What the words of a line may say of it, each by the name under which the table of weights knows it.
_TRAITS: dict[str, Callable[[str], object]] = {
    "bare": is_bare,
    "heading word": is_heading_word,
    "column": headline_group.is_column,
    "slogan": headline_group.is_slogan,
    "short label": headline_group.is_short_label,
    "attends": headline_group.attends,
    "deck": headline_group.is_deck,
    "kicker's end": KICKER_END.search,
    "notice": lambda norm: NOTICE_WORDS.search(headline_group.plain(norm)),
    "notice's headline": captions_and_kinds.NOTICE_HEADLINE.search,
    "briefs": headline_group.is_briefs,
    "row": is_row,
    "numbered": NUMBERED.match,
    "item's mark": ITEM_MARK.match,
    "answer": ANSWER.match,
    "all bracketed": re.compile(r"\([^()]*\)").fullmatch,
    "all quoted": re.compile(r"“[^“”]*”").fullmatch,
    "quotation first": lambda norm: norm.startswith("“"),
    "comma": re.compile(r"[,，]").search,
    "full stop": lambda norm: "。" in norm,
    "two clauses": re.compile(r"\S{3}\s+\S{3}").search,
    "digits": re.compile(r"\d").search,
    "colon": lambda norm: ":" in norm,
    "dash first": lambda norm: norm[:1] in "—-",
    "names": lambda norm: len(norm) <= _NAMES_MAX and bylines.author_line(norm),
    "of a place": _OF_PLACE.match,
}


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A line of a page, or what was found to be one thing on it: folded text, and what is known of it for itself."""

    kind: str  # as ``line_kinds`` has it
    norm: str
    gap: int  # blank lines above it, 2 for more
    level: int | None  # of its marks of form: 0 for the largest of the page
    end: str  # with what it ends: a sign by its name, a digit, a character
    may_display: bool  # whether it can be a display line at all
    starts: bool  # an article begins here for certain, or is continued from another page
    finished: bool  # a sentence ends with it
    closes: bool  # an article ends with it: a closing dateline or byline, a mark of continuation, a signature
    back: bool
    onward: bool
    signed: bool  # a byline with people
    message: bool
    signs: bool  # 落款
    indented: bool
    marked: bool  # □ ■ lead it
    traits: frozenset[str]

    @property
    def length(self) -> int:
        return len(self.norm)


def facts_of(items: Sequence[Item]) -> list[LineFacts]:
    """The facts of each of the items, in order."""
    levels = sorted({item.level for item in items if item.level is not None})
    rank = {level: number for number, level in enumerate(levels)}
    found = [_facts(item, rank) for item in items]
    page = "\n".join(each.norm for each in found)
    return [
        replace(each, may_display=False) if each.may_display and _goes_on(each, below, page) else each
        for each, below in zip_longest(found, found[1:])
    ]


def _facts(item: Item, rank: dict[int, int]) -> LineFacts:
    norm = item.norm.strip()
    end = end_of(norm)
    traits = traits_of(norm)
    if is_pair(item):
        traits |= {"pair"}
    plain = item.kind == TEXT and not (item.signs or item.row or item.message)
    tail = bylines.tail_byline(item.norm) is not None
    return LineFacts(
        kind=item.kind,
        norm=norm,
        gap=min(item.gap, 2),
        level=None if item.level is None else rank[item.level],
        end=end,
        may_display=item.kind == HEAD or (plain and 0 < len(norm) <= _DISPLAY_MAX and end not in _OPEN_ENDS),
        starts=item.starts or bool(item.back),
        finished=item.finished,
        closes=tail
        or bool(datelines.closing_dateline(norm) or item.onward or item.signs)
        or (item.kind == BYLINE and norm.startswith("(")),
        back=bool(item.back),
        onward=bool(item.onward),
        signed=item.kind == BYLINE and bool(item.people),
        message=item.message is not None,
        signs=item.signs,
        indented=item.indented,
        marked=item.marked,
        traits=traits,
    )


def _goes_on(facts: LineFacts, below: LineFacts | None, page: str) -> bool:
    """Whether the paragraph below is the rest of the line's: where a column of the page ended, a sentence was cut, or a
    word that stands elsewhere on the page."""
    if facts.kind != TEXT or below is None or below.kind != TEXT or below.starts or below.length <= LONG:
        return False
    return "reads on" in below.traits or (below.gap > 0 and is_cut_in_a_word(facts.norm, below.norm, page))


def is_cut_in_a_word(line: str, paragraph: str, page: str) -> bool:
    """Whether the first line of a paragraph is cut, where a column of the page ended, in a word that stands elsewhere on
    it: …质监局的工 / 作人员到院坝里."""
    return len(line) >= _OPEN_MIN and len(paragraph) > LONG and line[-1:] + paragraph[:1] in page


def traits_of(norm: str) -> frozenset[str]:
    """What the words of a line say of it. Those of a paragraph say nothing of this kind."""
    looked_at = norm if len(norm) <= _DISPLAY_MAX else ""
    traits = {name for name, says in _TRAITS.items() if looked_at and says(looked_at)}
    return frozenset(traits | {"reads on"} if _READS_ON.match(norm) else traits)


def end_of(norm: str) -> str:
    """With what a line ends: a sign by its name, a digit, a character."""
    last = norm[-1:]
    return _END_OF.get(last) or ("digit" if last.isdigit() else "character")


def wording_overlap(words: str, text: str) -> float:
    """How much of the wording of ``words`` stands in the text: the share of its pairs of characters, 0 to 1.

    >>> wording_overlap("肉牛产业", "县里的肉牛多了")
    0.3333333333333333
    """
    plain = re.sub(r"\W", "", words)
    pairs = {plain[at : at + 2] for at in range(len(plain) - 1)}
    text = text[:_OVERLAP_OVER]
    return sum(pair in text for pair in pairs) / max(1, len(pairs))
