"""This project's engine and the stock recipe's, asked as their users ask them. Every ``search`` says how many it found."""

from __future__ import annotations

from functools import reduce
from operator import or_

from haystack import connections
from haystack.query import SQ, SearchQuerySet

from benchmarks.queries import PAGE_SIZE, Asked, last_page

NOWHERE = '"㐀㐂㐅"'  # stands in no article: asking for it opens an index, and reads nothing that a query needs


class Ours:
    """This project's engine, asked through Haystack's backend, as the search page asks it."""

    name = "ours"

    def __init__(self) -> None:
        self._backend = connections["default"].get_backend()

    def search(self, asked: Asked) -> int:
        found = self._backend.search(
            str(asked),
            sort_by=["-day"] if asked.newest else [],
            start_offset=asked.start,
            end_offset=asked.start + PAGE_SIZE,
            facets=asked.facets,
            narrow_queries=[f"year:{asked.year}"] if asked.year else [],
        )
        return found["hits"]

    def forget(self) -> None:
        """Drop the lists already read, so that the next query reads its own anew; the index stays, or is again, open."""
        getattr(self._backend, "forget", self._backend.close)()
        self._backend.search(NOWHERE, sort_by=[], start_offset=0, end_offset=1, facets=(), narrow_queries=[])


class QuerySet:
    """An engine asked through Haystack's SearchQuerySet: how users of the stock one ask it."""

    def __init__(self, name: str, using: str) -> None:
        self.name = name
        self._using = using

    def search(self, asked: Asked) -> int:
        found = self._found(asked)
        list(found[asked.start : asked.start + PAGE_SIZE])
        if asked.facets:
            found.facet_counts()
        return len(found)

    def last_page(self, asked: Asked) -> int:
        """How many hits of this engine come before its last page: other words find other numbers of articles."""
        return last_page(self._found(asked).count())

    def _found(self, asked: Asked) -> SearchQuerySet:
        lookup = "content__exact" if asked.phrase else "content"
        found = SearchQuerySet(using=self._using)
        if asked.either:
            found = found.filter(reduce(or_, (SQ(**{lookup: term}) for term in asked.terms)))
        else:
            for term in asked.terms:
                found = found.filter(**{lookup: term})
        if asked.without:
            found = found.exclude(content=asked.without)
        if asked.year:
            found = found.narrow(f"year:{asked.year}")
        if asked.newest:
            found = found.order_by("-day")
        for facet in asked.facets:
            found = found.facet(facet)
        return found
