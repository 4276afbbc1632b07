"""What Haystack's lookups mean in our query language: the SearchQuery of every engine here."""

from __future__ import annotations

from typing import Any

from haystack.backends import BaseSearchQuery
from haystack.inputs import AutoQuery, BaseInput

from search.query import Clause, Query, Term, parse


class TermQuery(BaseSearchQuery):
    """``filter(content=…)`` and ``exclude(content=…)`` search terms; other fields narrow: ``narrow("paper:…")``.

    Raises ValueError for lookups that the query language cannot say.
    """

    def build_query(self) -> str:
        return str(Query(tuple(self._clauses(self.query_filter))))

    def _clauses(self, node: Any) -> list[Clause]:
        children = [self._child(child) for child in node.children]
        if node.connector == node.OR and len(children) > 1:
            if any(len(clauses) != 1 or clauses[0].negated for clauses in children):
                raise ValueError("only terms can stand on the sides of an OR")
            children = [[Clause(tuple(term for clauses in children for term in clauses[0].terms))]]
        clauses = [clause for child in children for clause in child]
        if node.negated:
            if len(clauses) > 1:
                raise ValueError("only one term at a time can be excluded")
            clauses = [Clause((term,), not clause.negated) for clause in clauses for term in clause.terms]
        return clauses

    def _child(self, child: Any) -> list[Clause]:
        if not isinstance(child, tuple):
            return self._clauses(child)
        lookup, value = child
        if lookup not in ("content", "content__content", "content__exact", "text", "text__exact"):
            raise ValueError(f"{lookup} is no field of terms; narrow('paper:…') and narrow('year:…') filter")
        if isinstance(value, AutoQuery):
            return list(parse(value.query_string).clauses)
        text = " ".join((value.query_string if isinstance(value, BaseInput) else str(value)).replace('"', " ").split())
        return [Clause((Term(text, quoted=True),))]
