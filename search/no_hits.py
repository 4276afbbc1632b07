"""Why a search has no hits: what it asks for, each thing by itself, and what it would find with one filter less."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from search.finder import Filters, total
from search.query import Clause, Query, Term

MOST_CLAUSES = 8  # of a query that are tried by themselves
OF_TIME = ("year", "month", "issue", "days")  # filters that say what is held, whatever is searched for


@dataclass(frozen=True, slots=True)
class Reasons:
    """How many articles there are, in the whole archive, for each clause of the query, each word that was searched in
    place of one, and each filter of time; and how many hits the search has that leaves one filter out, by its name."""

    clauses: dict[str, int]
    times: dict[str, int]
    without: dict[str, int]


def reasons(query: Query, filters: Filters, loosened: Mapping[Term, tuple[Term, ...]] | None = None) -> Reasons:
    """Of a search without hits. Raises IndexUnavailable.

    >>> reasons(parse("肉牛 火星"), {"year": "1999"})
    Reasons(clauses={'肉牛': 4, '火星': 0}, times={'year': 0}, without={})
    """
    clauses = [clause for clause in (Query((each,)) for each in query.clauses) if clause.terms]
    several = len(query.clauses) + len(filters) > 1
    apart = clauses if several else []
    # They stand in different articles; those of one character say little.
    words = [word for words in (loosened or {}).values() for word in words if len(word.text) > 1]
    apart = list(dict.fromkeys([*apart, *(Query((Clause((word,)),)) for word in words)]))
    fewer = {name: {other: filters[other] for other in filters if other != name} for name in filters}
    without = {name: total(query, others) for name, others in fewer.items()}
    return Reasons(
        clauses={str(clause): total(clause) for clause in apart[:MOST_CLAUSES]},
        times={name: total(Query(), {name: filters[name]}) for name in OF_TIME if name in filters},
        without={name: number for name, number in without.items() if number},
    )
