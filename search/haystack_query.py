"""What Haystack's lookups mean in our query language: the SearchQuery of every engine here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from itertools import product
from typing import Any

from haystack.backends import BaseSearchQuery
from haystack.inputs import AutoQuery, BaseInput

from archive.models.partial_dates import days_after
from search.query import Clause, Query, QueryError, Scope, Term, parse
from search.query_limits import MOST_TERMS

Clauses = list[tuple[Term, ...]]

SCOPES = {
    "content": Scope.ANYWHERE, "text": Scope.ANYWHERE,
    "headline": Scope.HEADLINE, "kicker": Scope.HEADLINE, "deck": Scope.HEADLINE,
    "author": Scope.PEOPLE, "people": Scope.PEOPLE, "column": Scope.COLUMN,
    "paper": Scope.PAPER, "page": Scope.PAGE, "pagename": Scope.PAGE_NAME, "kind": Scope.KIND, "source": Scope.SOURCE,
    "day": Scope.DATE, "year": Scope.DATE, "month": Scope.DATE,
}  # fmt: skip


class TermQuery(BaseSearchQuery):
    """``filter``, ``exclude`` and ``SQ`` of fields whose names are in SCOPES: rows of units, values, days.

    Raises ValueError for lookups that the query language cannot say.
    """

    def build_query(self) -> str:
        return str(Query(tuple(map(Clause, _clauses(self.query_filter)))))


def _clauses(node: Any, negated: bool = False) -> Clauses:
    """The node as a conjunction of disjunctions of terms."""
    if isinstance(node, tuple):
        return _lookup(*node, negated)
    negated ^= node.negated
    parts = [_clauses(child, negated) for child in node.children]
    if (node.connector == node.OR) == negated or len(parts) < 2:
        return [clause for part in parts for clause in part]
    return _either(parts)


def _either(parts: Iterable[Clauses]) -> Clauses:
    """What holds if one of the parts does."""
    found: Clauses = [()]
    for part in parts:
        found = [(*one, *other) for one, other in product(found, part)]
        if sum(map(len, found)) > MOST_TERMS:
            raise QueryError("too_many", MOST_TERMS)
    return found


def _lookup(lookup: str, value: Any, negated: bool) -> Clauses:
    field, _, kind = lookup.partition("__")
    if field not in SCOPES:
        raise ValueError(f"{field} is no field that can be searched: {', '.join(SCOPES)} are")
    if isinstance(value, AutoQuery):
        clauses: Clauses = [clause.terms for clause in parse(value.query_string).clauses]
        if not negated:
            return clauses
        return _either([[(replace(term, negated=not term.negated),) for term in terms] for terms in clauses])
    if kind == "in":
        terms = [_term(field, "exact", each) for each in value]
        return [(replace(term, negated=True),) for term in terms] if negated else [tuple(terms)]
    return [(replace(_term(field, kind, value), negated=negated),)]


def _term(field: str, kind: str, value: Any) -> Term:
    scope = SCOPES[field]
    if scope is Scope.DATE:
        return Term(_days(kind, value), scope=scope)
    if kind not in ("", "content", "contains", "exact", "startswith"):
        raise ValueError(f"{field}__{kind} is no lookup of a field of text")
    text = " ".join((value.query_string if isinstance(value, BaseInput) else str(value)).replace('"', " ").split())
    if kind == "startswith":
        return parse(f"{scope}{':' * bool(scope)}{text}*").clauses[0].terms[0]
    return Term(text, quoted=True, scope=scope)


def _days(kind: str, value: Any) -> str:
    if kind == "range":
        first, last = value
        return f"{_day(first)}..{_day(last)}"
    day = _day(value)
    if kind in ("", "content", "contains", "exact"):
        return day
    step = {"gt": 1, "lt": -1, "gte": 0, "lte": 0}.get(kind)
    if step is None:
        raise ValueError(f"{kind} is no lookup of a field of days")
    if step:
        day = days_after(date.fromisoformat(day), step).isoformat()
    return f"{day}.." if kind.startswith("g") else f"..{day}"


def _day(value: Any) -> str:
    if isinstance(value, datetime):
        value = value.date()
    return value.isoformat() if isinstance(value, date) else str(value)
