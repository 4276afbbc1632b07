"""Queries: what a person types, as a value. Pure.

Words parted by spaces are all required; ``"…"``, ``“…”``, ``「…」`` hold spaces inside one term; a minus before a term
excludes it; ``OR`` or ``或`` between terms asks for either, and binds tighter than the implied AND.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from search.folding import encode, units

# No query may hold a worker for long.
LONGEST = 300  # characters of all terms together: a query that may be asked may be asked as it prints itself, too
LONGEST_TYPED = 4 * LONGEST  # with quotes and spaces
MOST_TERMS = 20

QUOTES = {'"': '"', "“": "”", "「": "」", "『": "』", "＂": "＂"}
MINUS = "-－"
EITHER = ("OR", "或")

UNPAIRED_QUOTE = "unpaired_quote"  # a note: the quote was read as a space


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
    """A row of units that must stand somewhere: as typed, without its quotes."""

    text: str
    quoted: bool = False

    @cached_property
    def units(self) -> tuple[str, ...]:
        return units(self.text)

    @cached_property
    def run(self) -> str:
        """The units encoded: what is looked for in folded text."""
        return encode(self.units)

    def __str__(self) -> str:
        return f'"{self.text}"' if self.quoted else self.text


@dataclass(frozen=True)
class Clause:
    """One of ``terms`` must stand in the article; negated, it must not (and there is only one)."""

    terms: tuple[Term, ...]
    negated: bool = False

    def __str__(self) -> str:
        return "-" * self.negated + f" {EITHER[0]} ".join(map(str, self.terms))


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
        return tuple(term for clause in self.clauses if not clause.negated for term in clause.terms)

    def runs(self, loosened: Mapping[Term, tuple[Term, ...]] | None = None) -> tuple[str, ...]:
        """What to mark in a text: the runs of the terms, or of the words that were searched in place of one."""
        loosened = loosened or {}
        return tuple(dict.fromkeys(part.run for term in self.terms for part in loosened.get(term, (term,))))


def parse(text: str) -> Query:
    """Read what was typed. A sign out of place is read as an ordinary one, with a note, never refused.

    Raises QueryError if it is too long, has too many terms, or nothing that could be found (``！！``).

    >>> str(parse("肉牛　“产业 发展” -广告"))
    '肉牛 "产业 发展" -广告'
    """
    if len(text) > LONGEST_TYPED:
        raise QueryError("too_long", LONGEST)
    clauses: list[Clause] = []
    either = False
    tokens, notes = _tokens(text)
    for term, negated in tokens:
        if not term.quoted and not negated and term.text in EITHER:
            either = True
        elif term.run:
            if either and clauses and not negated and not clauses[-1].negated:
                clauses[-1] = Clause((*clauses[-1].terms, term))
            else:
                clauses.append(Clause((term,), negated))
            either = False
    terms = [term for clause in clauses for term in clause.terms]
    if sum(len(term.text) for term in terms) > LONGEST:
        raise QueryError("too_long", LONGEST)
    if len(terms) > MOST_TERMS:
        raise QueryError("too_many", MOST_TERMS)
    if not clauses and text.strip():
        raise QueryError("no_units")
    return Query(tuple(clauses), notes)


_OPENING = re.escape("".join(QUOTES))
_QUOTED = "|".join(f"{opening}[^{closing}]*{closing}" for opening, closing in QUOTES.items())
_PAIRED_OR_NOT = re.compile(rf"(?P<quoted>{_QUOTED})|[{_OPENING}]")
_TOKEN = re.compile(rf"(?P<minus>(?<!\S)[{MINUS}]+)?(?:(?P<quoted>{_QUOTED})|(?P<plain>[^\s{_OPENING}]+))")


def _tokens(text: str) -> tuple[list[tuple[Term, bool]], tuple[str, ...]]:
    paired = _PAIRED_OR_NOT.sub(lambda found: found["quoted"] or " ", text)
    tokens = []
    for match in _TOKEN.finditer(paired):
        if match["quoted"]:
            # A quote of another kind inside is a sign like any other.
            inside = " ".join(re.sub(f"[{_OPENING}]", " ", match["quoted"][1:-1]).split())
            term = Term(inside, quoted=True)
        else:
            term = Term(match["plain"].lstrip(MINUS))
        tokens.append((term, match["minus"] is not None))
    return tokens, (UNPAIRED_QUOTE,) if paired != text else ()
