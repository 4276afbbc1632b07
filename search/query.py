"""Queries: what a person types, as a value. Pure.

Words parted by spaces are all required; ``"…"``, ``“…”``, ``「…」`` hold spaces inside one term; a minus before a term
excludes it; ``OR`` or ``或`` between terms asks for either, and binds tighter than the implied AND; brackets hold terms
of an OR together. ``题名:`` and its like say where a term stands, ``日期:2025-01..2026-02`` of what days the article
is; ``*`` opens the last unit. The signs of a Chinese keyboard do as well: ： － （ ） ＊.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from search import days
from search.normalise import REDACTED, encode, forms, units
from search.query_limits import LONGEST, LONGEST_TYPED, MOST_TERMS

QUOTES = {'"': '"', "“": "”", "「": "」", "『": "』", "＂": "＂"}
MINUS = "-－"
EITHER = ("OR", "或")

# Notes: what was read otherwise than it may have been meant.
UNPAIRED_QUOTE = "unpaired_quote"  # the quote was read as a space
NO_DATE = "no_date"  # the date was read as plain words
BRACKETS = "brackets"  # they held more than an OR can part: they were read as spaces


class Scope(StrEnum):
    """Where a term is looked for, or what else it says of the article. Each value is the name that a query prints."""

    ANYWHERE = ""
    HEADLINE = "题名"  # kicker, headline, deck
    PEOPLE = "作者"  # bylines and credits
    COLUMN = "栏目"
    PAPER = "报纸"  # name, alias or slug
    PAGE = "版"
    PAGE_NAME = "版名"
    DATE = "日期"
    KIND = "类别"
    SOURCE = "稿源"


NAMES = {
    Scope.HEADLINE: ("题名", "标题", "headline", "title"),
    Scope.PEOPLE: ("作者", "署名", "author"),
    Scope.COLUMN: ("栏目", "column"),
    Scope.PAPER: ("报纸", "报名", "paper"),
    Scope.PAGE: ("版", "版次", "page"),
    Scope.PAGE_NAME: ("版名", "pagename", "section"),
    Scope.DATE: ("日期", "date"),
    Scope.KIND: ("类别", "kind"),
    Scope.SOURCE: ("稿源", "来源", "source"),
}
VALUES = {Scope.PAPER: "paper", Scope.PAGE: "page", Scope.KIND: "kind", Scope.SOURCE: "source"}  # compared whole
WITHIN = {Scope.COLUMN: "column", Scope.PAGE_NAME: "pagename"}  # values that hold the term
EITHER_VALUE = "|"  # between values of which an article may have any
_SCOPES = {name: scope for scope, names in NAMES.items() for name in names}


class QueryError(ValueError):
    """A query that cannot be searched. ``code`` is ``too_long``, ``too_many`` or ``no_units``, ``limit`` its limit.

    The interface puts it in words: see ``search.forms``.
    """

    def __init__(self, code: str, limit: int = 0) -> None:
        super().__init__(f"{code} ({limit})" if limit else code)
        self.code = code
        self.limit = limit


@dataclass(frozen=True)
class Term:
    """A row of units that must stand somewhere, or must not: as typed, without quotes; open, its last unit may go on."""

    text: str
    quoted: bool = False
    scope: Scope = Scope.ANYWHERE
    open: bool = False
    negated: bool = False

    @cached_property
    def units(self) -> tuple[str, ...]:
        return units(self.text)

    @cached_property
    def run(self) -> str:
        """The units encoded: what is looked for in folded text."""
        run = encode(self.units)
        return run.removesuffix(" ") if self.open else run

    @cached_property
    def forms(self) -> tuple[Term, ...]:
        """The term itself; and, if that is another row, with neighbours joined: it stands where one of them stands."""
        return self, *(replace(self, text=encode(row)) for row in forms(self.text)[1:])

    @property
    def days(self) -> tuple[int, int]:
        """Of a date: the first and the last day, as ordinals."""
        return days.of(self.text)

    def __str__(self) -> str:
        text = f'"{self.text}"' if self.quoted else self.text
        return f"{'-' * self.negated}{self.scope}{':' * bool(self.scope)}{text}{'*' * self.open}"


@dataclass(frozen=True)
class Clause:
    """What one of ``terms`` says must hold."""

    terms: tuple[Term, ...]

    def __str__(self) -> str:
        return f" {EITHER[0]} ".join(map(str, self.terms))


@dataclass(frozen=True)
class Query:
    """All its clauses must hold; without any, every article answers. ``str`` gives text that parses to it again."""

    clauses: tuple[Clause, ...] = ()
    notes: tuple[str, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        return " ".join(map(str, self.clauses))

    def __bool__(self) -> bool:
        return bool(self.clauses)

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms that are looked for, in order; not those excluded."""
        return tuple(term for clause in self.clauses for term in clause.terms if not term.negated)

    def runs(
        self, loosened: Mapping[Term, tuple[Term, ...]] | None = None, scope: Scope = Scope.ANYWHERE
    ) -> tuple[str, ...]:
        """What to mark in a text of this scope: the runs of the terms, or of the words that were searched in place of
        one. What is redacted is found by none."""
        loosened = loosened or {}
        mine = [term for term in self.terms if term.scope in (Scope.ANYWHERE, scope)]
        runs = (form.run for term in mine for part in loosened.get(term, (term,)) for form in part.forms)
        return tuple(dict.fromkeys(run for run in runs if REDACTED not in run))


def parse(text: str) -> Query:
    """Read what was typed. A sign out of place is read as an ordinary one, with a note, never refused.

    Raises QueryError if it is too long, has too many terms, or nothing that could be found (``！！``).

    >>> str(parse("肉牛　“产业 发展” －广告 题名：(养殖 或 屠宰)"))
    '肉牛 "产业 发展" -广告 题名:养殖 OR 题名:屠宰'
    """
    if len(text) > LONGEST_TYPED:
        raise QueryError("too_long", LONGEST)
    reading = _Reading(text)
    terms = [term for clause in reading.clauses for term in clause.terms]
    if sum(len(term.text) for term in terms) > LONGEST:
        raise QueryError("too_long", LONGEST)
    if len(terms) > MOST_TERMS:
        raise QueryError("too_many", MOST_TERMS)
    if not terms and text.strip():
        raise QueryError("no_units")
    return Query(tuple(reading.clauses), tuple(dict.fromkeys(reading.notes)))


_OPENING = re.escape("".join(QUOTES))
_QUOTED = "|".join(f"{opening}[^{closing}]*{closing}" for opening, closing in QUOTES.items())
_PAIRED_OR_NOT = re.compile(rf"(?P<quoted>{_QUOTED})|[{_OPENING}]")
_FIELD = "|".join(sorted(_SCOPES, key=len, reverse=True))
_TOKEN = re.compile(
    rf"(?P<minus>(?<!\S)[{MINUS}]+)?(?:(?P<scope>(?<![^{MINUS}\s])(?:{_FIELD}))\s?[:：])?"
    rf"(?:(?P<open>[(（])|(?P<quoted>{_QUOTED})|(?P<plain>[^\s{_OPENING}(（][^\s{_OPENING}]*))",
    re.IGNORECASE,
)


class _Reading:
    """What was typed, read from left to right."""

    def __init__(self, text: str) -> None:
        self.clauses: list[Clause] = []
        self.notes: list[str] = []
        paired = _PAIRED_OR_NOT.sub(lambda found: found["quoted"] or " ", text)
        if paired != text:
            self.notes.append(UNPAIRED_QUOTE)
        self._either = False
        self._tokens(paired, Scope.ANYWHERE, negated=False)

    def _tokens(self, text: str, scope: Scope, negated: bool) -> None:
        place = 0
        while found := _TOKEN.search(text, place):
            place = found.end()
            mine = _SCOPES[found["scope"].lower()] if found["scope"] else scope
            excluded = negated or found["minus"] is not None
            if found["open"]:
                inside, end = _bracketed(text, place)
                joined = self._either or _EITHER_NEXT.match(text, end) is not None
                if not (found["minus"] or found["scope"] or joined or any(map(_is_either, inside.split()))):
                    continue  # a sign like any other
                if (excluded or joined) and not _one_or_other(inside):
                    self.notes.append(BRACKETS)
                self._tokens(inside, mine, excluded)
                place = end
            elif found["plain"] and not found["minus"] and not found["scope"] and _is_either(found["plain"]):
                self._either = not negated
            elif term := self._term(found, mine):
                self._add(replace(term, negated=excluded))

    def _term(self, found: re.Match[str], scope: Scope) -> Term | None:
        if found["quoted"]:
            # A quote of another kind inside is a sign like any other.
            text = " ".join(re.sub(f"[{_OPENING}]", " ", found["quoted"][1:-1]).split())
        else:
            text = found["plain"].lstrip(MINUS)
        if scope is Scope.DATE:
            if date := days.normal(text):
                return Term(date, scope=scope)
            self.notes.append(NO_DATE)
            scope = Scope.ANYWHERE
        if scope is Scope.PAGE:
            text = page_label(text)
        opened = not found["quoted"] and text.endswith(("*", "＊"))
        text = text.rstrip("*＊") if opened else text
        term = Term(text, found["quoted"] is not None, scope)
        if set(term.units) <= {REDACTED}:
            return None
        return replace(term, open=opened and term.run.endswith(" "))

    def _add(self, term: Term) -> None:
        if self._either and self.clauses:
            self.clauses[-1] = Clause((*self.clauses[-1].terms, term))
        else:
            self.clauses.append(Clause((term,)))
        self._either = False


_EITHER_NEXT = re.compile(rf"\s*(?:{'|'.join(EITHER)})(?!\S)")
_CHINESE = re.compile("[一二三四五六七八九十廿卅]{1,3}")


def _bracketed(text: str, start: int) -> tuple[str, int]:
    """What stands up to the next closing bracket, and where that ends."""
    end = min((at for at in (text.find(")", start), text.find("）", start)) if at >= 0), default=len(text))
    return text[start:end], end + 1


def _is_either(word: str) -> bool:
    return word in EITHER


def _one_or_other(inside: str) -> bool:
    """Whether what stands in brackets is one term, or several with an OR between each."""
    words = [found[0] for found in _TOKEN.finditer(inside)]
    return len(words) % 2 == 1 and all(_is_either(word) == bool(place % 2) for place, word in enumerate(words))


def page_label(text: str) -> str:
    """A page as it is written in addresses: 第四版 is 4, 第十二版 is 12, a3 is A3."""
    bare = text.strip().removeprefix("第").removesuffix("版").strip().upper()
    return str(days.number(bare)) if _CHINESE.fullmatch(bare) else bare.lstrip("0") or bare
