"""Other engines over the same pairs of units: SQLite's FTS5, PostgreSQL, tantivy. Each is asked in its own language.

A term is a phrase of its pairs; FTS5 and tantivy rank by BM25, PostgreSQL by ts_rank. Cutting texts into pairs is not
counted. Every search gives the number of hits, a page of keys, and the counts asked for.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

from benchmarks.building import Build, size_of
from benchmarks.corpus import NewsArticle
from benchmarks.queries import PAGE_SIZE, Asked

Texts = Sequence[tuple[list[str], NewsArticle]]  # the pairs of each article, and the article


class Unavailable(Exception):
    """A peer that cannot be measured here; the message says why."""


def pairs(text: str) -> list[str]:
    """The pairs of neighbouring units, as words of letters only."""
    from search import analyzers
    from search.normalise import units

    return ["".join(filter(str.isalnum, pair)) for pair in analyzers.pairs(units(text))]


class Fts5:
    """SQLite's FTS5 without the texts, beside a table of what is shown, filtered and counted."""

    name = "fts5"

    def __init__(self, folder: Path, _postgres: str) -> None:
        self._path = folder / "fts5.sqlite3"
        self._db = sqlite3.connect(self._path)

    def build(self, texts: Texts) -> Build:
        start = perf_counter()
        self._db.execute("CREATE VIRTUAL TABLE found USING fts5(text, content='', tokenize='unicode61')")
        self._db.execute("CREATE TABLE article (id INTEGER PRIMARY KEY, title, paper, year, day)")
        rows = [(i, a.title, a.paper, str(a.day.year), a.day.isoformat()) for i, (_terms, a) in enumerate(texts, 1)]
        self._db.executemany("INSERT INTO article VALUES (?, ?, ?, ?, ?)", rows)
        lines = ((i, " ".join(terms)) for i, (terms, _article) in enumerate(texts, 1))
        self._db.executemany("INSERT INTO found (rowid, text) VALUES (?, ?)", lines)
        self._db.execute("CREATE INDEX article_day ON article (day)")
        self._db.commit()
        return Build(len(rows), perf_counter() - start, self._path.stat().st_size, None)

    def search(self, asked: Asked) -> int:
        phrases = [f'"{" ".join(pairs(term))}"' for term in asked.terms]
        match = (" OR " if asked.either else " AND ").join(phrases)
        if asked.without:
            match += f' NOT "{" ".join(pairs(asked.without))}"'
        source, values, order = "article", [], "day DESC"
        if match:
            source, order = "found JOIN article ON id = found.rowid WHERE found MATCH ?", "rank"
            values.append(match)
        if asked.year:
            source += " AND year = ?"
            values.append(asked.year)
        if asked.newest:
            order = "day DESC"
        # What need not be joined for a count is not.
        counted = source if asked.year or not match else "found WHERE found MATCH ?"
        [[hits]] = self._db.execute(f"SELECT count(*) FROM {counted}", values)
        page = f"SELECT id, title FROM {source} ORDER BY {order} LIMIT {PAGE_SIZE} OFFSET {asked.start}"
        self._db.execute(page, values).fetchall()
        for facet in asked.facets:
            self._db.execute(f"SELECT {facet}, count(*) FROM {source} GROUP BY {facet}", values).fetchall()
        return hits

    def close(self) -> None:
        self._db.close()


class Postgres:
    """PostgreSQL with a GIN index over a tsvector of the pairs, in a schema of its own, dropped at the end."""

    name = "postgres"
    SCHEMA = "baozang_benchmark"

    def __init__(self, _folder: Path, postgres: str) -> None:
        if find_spec("psycopg") is None:
            raise Unavailable("psycopg is not installed")
        if not postgres:
            raise Unavailable("no --postgres URL")
        import psycopg

        try:
            self._db = psycopg.connect(postgres, autocommit=True)
        except psycopg.OperationalError as error:
            raise Unavailable(str(error)) from error

    def build(self, texts: Texts) -> Build:
        lines = [self._row(i, terms, article) for i, (terms, article) in enumerate(texts, 1)]
        start = perf_counter()
        with self._db.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {self.SCHEMA} CASCADE")
            cursor.execute(f"CREATE SCHEMA {self.SCHEMA}")
            cursor.execute(f"SET search_path = {self.SCHEMA}")
            columns = "id int PRIMARY KEY, title text, paper text, year text, day date, text tsvector"
            cursor.execute(f"CREATE TABLE article ({columns})")
            with cursor.copy("COPY article FROM STDIN") as copy:
                for line in lines:
                    copy.write_row(line)
            cursor.execute("CREATE INDEX ON article USING gin (text)")
            cursor.execute("CREATE INDEX ON article (day)")
            cursor.execute("ANALYZE article")
            took = perf_counter() - start
            cursor.execute("SELECT pg_total_relation_size('article')")
            return Build(len(lines), took, cursor.fetchone()[0], None)

    @staticmethod
    def _row(number: int, terms: list[str], article: NewsArticle) -> tuple:
        places: dict[str, list[int]] = {}
        for place, term in enumerate(terms, 1):
            places.setdefault(term, []).append(place)
        vector = " ".join(f"'{term}':{','.join(map(str, mine[:255]))}" for term, mine in places.items() if term)
        return number, article.title, article.paper, str(article.day.year), article.day, vector

    def search(self, asked: Asked) -> int:
        phrases = ["(" + " <-> ".join(f"'{pair}'" for pair in pairs(term)) + ")" for term in asked.terms]
        match = "(" + (" | " if asked.either else " & ").join(phrases) + ")"
        if asked.without:
            match += " & !(" + " <-> ".join(f"'{pair}'" for pair in pairs(asked.without)) + ")"
        where, values, order = "true", {"match": match, "year": asked.year}, "day DESC, id"
        if asked.terms:
            where, order = "text @@ %(match)s::tsquery", "ts_rank(text, %(match)s::tsquery) DESC, id"
        if asked.year:
            where += " AND year = %(year)s"
        if asked.newest:
            order = "day DESC, id"
        [(hits,)] = self._db.execute(f"SELECT count(*) FROM article WHERE {where}", values)
        page = f"SELECT id, title FROM article WHERE {where} ORDER BY {order} LIMIT {PAGE_SIZE} OFFSET {asked.start}"
        self._db.execute(page, values).fetchall()
        for facet in asked.facets:
            self._db.execute(f"SELECT {facet}, count(*) FROM article WHERE {where} GROUP BY {facet}", values).fetchall()
        return hits

    def close(self) -> None:
        self._db.execute(f"DROP SCHEMA {self.SCHEMA} CASCADE")
        self._db.close()


class Tantivy:
    """tantivy, one thread, with the titles stored and the facets and the day as columns."""

    name = "tantivy"

    def __init__(self, folder: Path, _postgres: str) -> None:
        if find_spec("tantivy") is None:
            raise Unavailable("tantivy is not installed")
        import tantivy

        self._tantivy = tantivy
        self._folder = folder / "tantivy"
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir()
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("text", tokenizer_name="whitespace")
        schema.add_text_field("title", stored=True, tokenizer_name="raw", index_option="basic")
        for facet in ("paper", "year"):
            schema.add_text_field(facet, fast=True, tokenizer_name="raw", index_option="basic")
        schema.add_integer_field("day", fast=True)
        self._schema = schema.build()
        self._index = tantivy.Index(self._schema, path=str(self._folder))

    def build(self, texts: Texts) -> Build:
        start = perf_counter()
        writer = self._index.writer(256_000_000, 1)
        for terms, a in texts:
            document = self._tantivy.Document(title=a.title, paper=a.paper, year=str(a.day.year), text=" ".join(terms))
            document.add_integer("day", a.day.toordinal())
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        took = perf_counter() - start
        self._index.reload()
        self._searcher = self._index.searcher()
        return Build(len(texts), took, size_of(self._folder), None)

    def _phrase(self, term: str) -> object:
        words = pairs(term)
        query = self._tantivy.Query
        return (
            query.phrase_query(self._schema, "text", words)
            if words[1:]
            else query.term_query(self._schema, "text", words[0])
        )

    def search(self, asked: Asked) -> int:
        query, occur = self._tantivy.Query, self._tantivy.Occur
        how = occur.Should if asked.either else occur.Must
        clauses = [(how, self._phrase(term)) for term in asked.terms] or [(occur.Must, query.all_query())]
        if asked.without:
            clauses.append((occur.MustNot, self._phrase(asked.without)))
        if asked.year:
            clauses.append((occur.Must, query.term_query(self._schema, "year", asked.year, "basic")))
        whole = query.boolean_query(clauses)
        by_day = {"order_by_field": "day"} if asked.newest or not asked.terms else {}
        page = self._searcher.search(whole, PAGE_SIZE, count=True, offset=asked.start, **by_day)
        for _score, address in page.hits:
            self._searcher.doc(address)
        if asked.facets:
            self._searcher.aggregate(whole, {facet: {"terms": {"field": facet}} for facet in asked.facets})
        return page.count

    def close(self) -> None:
        pass


PEERS: dict[str, Callable[[Path, str], Fts5 | Postgres | Tantivy]] = {
    peer.name: peer for peer in (Fts5, Postgres, Tantivy)
}
