"""What the editors' desk asks of search; archive names these by string only."""

from __future__ import annotations

import re
from functools import cache

from search.engine import IndexUnavailable, engine_of
from search.indexing import drain_overdue
from search.normalise import HAN, runs, units
from search.query import Clause, Query, Term
from search.query_limits import LONGEST

MOST = 10_000  # articles


def articles_found(phrase: str) -> list[int] | None:
    """The keys of public articles in which the phrase stands, the newest MOST of them; None while there is no index."""
    if not units(phrase[:LONGEST]):
        return []
    asked = Query((Clause((Term(phrase[:LONGEST], quoted=True),)),))
    try:
        drain_overdue()
        return engine_of().answer(asked, {}, order="newest", end=MOST).pks
    except IndexUnavailable:
        return None


def pattern(phrase: str) -> str:
    """A regular expression of every spelling of the phrase, whatever its script, and the signs and spaces within.

    >>> re.fullmatch(pattern("内蒙古"), "內 蒙古") is not None
    True
    """
    spelt: list[str] = []
    for run in runs(phrase[:LONGEST]):
        for unit in run.folded:
            signs = (f"[{''.join(_spellings().get(sign, ())) or re.escape(sign)}]" for sign in unit)
            spelt.append("".join(signs) if len(unit) > 1 else next(signs))
    return r"\W*".join(spelt)


@cache
def _spellings() -> dict[str, list[str]]:
    """Of each folded character all that fold to it."""
    spans = re.findall("(.)-(.)", HAN)
    characters = "".join(chr(code) for first, last in spans for code in range(ord(first), ord(last) + 1))
    found: dict[str, list[str]] = {}
    for run in runs(characters):
        for sign, folded in zip(characters[run.start : run.end], run.folded, strict=False):
            found.setdefault(folded, []).append(sign)
    return found
