"""A Whoosh codec whose posting lists and columns are arrays on disk, read in place by numpy.

Whoosh's own format writes and reads a posting at a time. Here a field hands over all terms of an article at once
(``Counts``), a segment's postings are sorted as one array, and a query reads a list as a slice of the mapped file: no
copy, no seek, so that threads and workers share what the system has read.
"""

from __future__ import annotations

import json
import mmap
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import compress, count, repeat
from typing import Any

import numpy as np
from whoosh import columns
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import FieldType
from whoosh.filedb.structfile import StructFile
from whoosh.formats import Frequency
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

HEAVIEST = 255  # a weight is a byte; far below, more of the same word says no more
MOST = 2**16  # articles of a segment: an article's number in it takes two bytes

_END = b"arrays.1"  # what a file ends with that was written whole


# --- Named arrays in one file ----------------------------------------------------------------------------------------


def write_arrays(file: StructFile, arrays: Mapping[str, np.ndarray]) -> None:
    """Write arrays so that ``Arrays`` can map them: one after the other, a table of them at the end."""
    table = {}
    place = 0
    for name, array in arrays.items():
        table[name] = [array.dtype.str, place, len(array)]
        data = array.tobytes()
        padded = data + bytes(-len(data) % 8)
        file.write(padded)
        place += len(padded)
    listed = json.dumps(table).encode()
    file.write(listed)
    file.write(len(listed).to_bytes(8, "little") + _END)


class Arrays:
    """The arrays of a file, mapped, not read. Raises ValueError if the file was cut short."""

    def __init__(self, file: StructFile, length: int) -> None:
        table_end = length - 8 - len(_END)
        if table_end < 0:
            raise ValueError("a file of the index was cut short")
        self.memory = mmap.mmap(file.raw_file().fileno(), length, access=mmap.ACCESS_READ)
        if self.memory[-len(_END) :] != _END:
            raise ValueError("a file of the index was cut short")
        table_start = table_end - int.from_bytes(self.memory[table_end : table_end + 8], "little")
        self._table = json.loads(self.memory[table_start:table_end])

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __getitem__(self, name: str) -> np.ndarray:
        dtype, place, number = self._table[name]
        return np.frombuffer(self.memory, dtype, number, place)

    def place(self, name: str) -> int:
        """Where in ``memory`` the array begins."""
        return self._table[name][1]


# --- Terms -----------------------------------------------------------------------------------------------------------


class Counts(FieldType):
    """A field that takes an article's terms with their weights, all at once."""

    def __init__(self) -> None:
        super().__init__(Frequency(), None, scorable=False)

    def index(self, value: Mapping[str, int], **_options: Any) -> Iterator[tuple[Mapping[str, int], int, float, bytes]]:
        """Not one posting after the other, as Whoosh's fields give: the pool of this codec takes them together."""
        yield value, len(value), 1.0, b""


class _Field:
    """The postings of one field of the segment being written, as they come."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = defaultdict(count().__next__)  # term -> its number, in order of arrival
        self.terms: list[np.ndarray] = []
        self.articles: list[np.ndarray] = []
        self.weights: list[np.ndarray] = []

    def add(self, article: int, counts: Mapping[str, int]) -> None:
        self.terms.append(np.fromiter(map(self.numbers.__getitem__, counts), np.uint32, len(counts)))
        self.articles.append(np.full(len(counts), article, np.uint16))
        self.weights.append(np.fromiter(map(min, counts.values(), repeat(HEAVIEST)), np.uint8, len(counts)))

    def arrays(self) -> dict[str, np.ndarray]:
        """Terms in the order of their bytes, each with its articles in order."""
        listed = sorted(self.numbers)
        rank = np.empty(len(listed), np.uint32)
        rank[np.fromiter(map(self.numbers.__getitem__, listed), np.uint32, len(listed))] = np.arange(len(listed))
        term = rank[np.concatenate(self.terms)]
        articles, weights = np.concatenate(self.articles), np.concatenate(self.weights)
        order = np.lexsort((articles, term))
        encoded = [text.encode() for text in listed]
        return {
            "keys": np.frombuffer(b"".join(encoded), np.uint8),
            "ends": np.cumsum(np.fromiter(map(len, encoded), np.uint32, len(encoded)), dtype=np.uint32),
            "starts": np.concatenate([[0], np.cumsum(np.bincount(term, minlength=len(listed)))]).astype(np.uint32),
            "articles": articles[order],
            "weights": weights[order],
        }


class Pool:
    """Where a writer keeps the postings of its segment until it is written; the place of Whoosh's PostingPool."""

    def __init__(self) -> None:
        self._fields: dict[str, _Field] = defaultdict(_Field)

    def add(self, item: tuple[str, Mapping[str, int], int, float, bytes]) -> None:
        """What a writer adds of one article and field, as ``Counts`` gives it."""
        name, counts, article, _weight, _value = item
        if counts:
            self._fields[name].add(article, counts)

    def add_segment(self, terms: TermLists, moved: np.ndarray) -> None:
        """All postings of another segment: its article ``i`` is ``moved[i]`` here, or gone if that is below zero."""
        for name in terms.indexed_field_names():
            field, old = self._fields[name], terms[name]
            articles = moved[old.articles]
            there = articles >= 0
            term = np.repeat(np.arange(len(old)), np.diff(old.starts.astype(np.int64)))[there]
            left = np.zeros(len(old), bool)
            left[term] = True
            numbers = np.zeros(len(old), np.uint32)
            named = compress(old.terms(), left)
            numbers[left] = np.fromiter(map(field.numbers.__getitem__, named), np.uint32, np.count_nonzero(left))
            field.terms.append(numbers[term])
            field.articles.append(articles[there].astype(np.uint16))
            field.weights.append(old.weights[there])

    def iter_postings(self) -> Iterator[tuple[str, dict[str, np.ndarray]]]:
        for name in sorted(name for name, field in self._fields.items() if field.numbers):
            yield name, self._fields[name].arrays()

    def cleanup(self) -> None:
        self._fields.clear()


class FieldTerms:
    """The terms of one field of a segment, and the articles of each, in order.

    Raises ValueError if the arrays do not fit together.
    """

    def __init__(
        self, keys: np.ndarray, ends: np.ndarray, starts: np.ndarray, articles: np.ndarray, weights: np.ndarray
    ):
        fitting = len(starts) == len(ends) + 1 and starts[-1] == len(articles) == len(weights)
        if not fitting or (len(ends) and ends[-1] != len(keys)):
            raise ValueError("the arrays of a field of the index do not fit together")
        self._keys, self._ends = memoryview(keys), memoryview(ends)
        self.starts, self.articles, self.weights = starts, articles, weights
        self._starts = memoryview(starts)

    def __len__(self) -> int:
        return len(self._ends)

    def term(self, number: int) -> bytes:
        return bytes(self._keys[self._ends[number - 1] if number else 0 : self._ends[number]])

    def terms(self) -> Iterator[str]:
        """All terms, in the order of their bytes."""
        start = 0
        for end in self._ends:
            yield str(self._keys[start:end], "utf-8")
            start = end

    def at(self, term: bytes) -> int:
        """The number of the first term that is not less than this."""
        low, high = 0, len(self._ends)
        keys, ends = self._keys, self._ends
        while low < high:
            middle = (low + high) // 2
            if bytes(keys[ends[middle - 1] if middle else 0 : ends[middle]]) < term:
                low = middle + 1
            else:
                high = middle
        return low

    def number(self, term: bytes) -> int:
        """The number of a term, -1 if no article has it."""
        number = self.at(term)
        return number if number < len(self) and self.term(number) == term else -1

    def place(self, term: str) -> slice:
        """Where in ``articles`` and ``weights`` those of the term stand; an empty slice if no article has it."""
        number = self.number(term.encode())
        return slice(self._starts[number], self._starts[number + 1]) if number >= 0 else slice(0, 0)

    def places(self, prefix: str) -> slice:
        """Where those of all terms with this beginning stand."""
        numbers = self.beginning(prefix)
        return slice(self._starts[numbers.start], self._starts[numbers.stop])

    def beginning(self, prefix: str) -> range:
        """The numbers of the terms with this beginning."""
        encoded = prefix.encode()
        return range(self.at(encoded), self.at(encoded + b"\xff"))


_NO_TERMS = FieldTerms(
    np.empty(0, np.uint8), np.empty(0, np.uint32), np.zeros(1, np.uint32), np.empty(0, np.uint16), np.empty(0, np.uint8)
)


class TermLists(base.TermsReader):
    """The terms of a segment by field. Also what Whoosh's own readers ask of a segment's terms."""

    def __init__(self, arrays: Arrays) -> None:
        self.memory = arrays.memory
        by_field: dict[str, dict[str, np.ndarray]] = defaultdict(dict)
        for name in arrays:
            field, _dot, kind = name.rpartition(".")
            by_field[field][kind] = arrays[name]
        self._fields = {name: FieldTerms(**mine) for name, mine in by_field.items()}

    def __getitem__(self, field: str) -> FieldTerms:
        """The terms of a field, none if no article has any."""
        return self._fields.get(field, _NO_TERMS)

    def indexed_field_names(self) -> list[str]:
        return list(self._fields)

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        field, text = term
        return field in self._fields and self._fields[field].number(text) >= 0

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return ((name, field.term(number)) for name, field in self._fields.items() for number in range(len(field)))

    def terms_from(self, field: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        mine = self[field]
        return ((field, mine.term(number)) for number in range(mine.at(prefix), len(mine)))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, field: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(field, prefix))

    def term_info(self, field: str, text: bytes) -> TermInfo:
        articles, weights = self._postings(field, text)
        return TermInfo(
            weight=float(weights.sum()),
            df=len(articles),
            minlength=0,
            maxlength=0,
            maxweight=float(weights.max()),
            minid=int(articles[0]),
            maxid=int(articles[-1]),
        )

    def matcher(self, field: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        articles, weights = self._postings(field, text)
        return ListMatcher(articles.tolist(), weights.tolist(), format=format_, scorer=scorer, term=(field, text))

    def _postings(self, field: str, text: bytes) -> tuple[np.ndarray, np.ndarray]:
        mine = self[field]
        place = mine.place(text.decode())
        if place.start == place.stop:
            raise TermNotFound(f"No term {field}:{text!r}")
        return mine.articles[place], mine.weights[place]


class _FieldWriter(base.FieldWriter):
    def __init__(self, file: StructFile) -> None:
        self._file = file
        self.is_closed = False

    def add_postings(self, _schema: Any, _lengths: Any, fields: Iterable[tuple[str, dict[str, np.ndarray]]]) -> None:
        write_arrays(self._file, {f"{name}.{kind}": array for name, mine in fields for kind, array in mine.items()})

    def close(self) -> None:
        self._file.close()
        self.is_closed = True


# --- Columns ---------------------------------------------------------------------------------------------------------


class Numbers(columns.Column):
    """A number for each article, as one array."""

    def __init__(self, dtype: str) -> None:
        self._dtype = dtype

    def writer(self, dbfile: StructFile) -> _ColumnWriter:
        return _ColumnWriter(dbfile, lambda values: {"values": np.array(values, self._dtype)}, 0)

    def reader(self, dbfile: StructFile, basepos: int, length: int, doccount: int) -> _NumbersReader:
        return _NumbersReader(dbfile, basepos, length, doccount)


class Texts(columns.Column):
    """A text for each article, all in one row of bytes."""

    def writer(self, dbfile: StructFile) -> _ColumnWriter:
        return _ColumnWriter(dbfile, _row_of_bytes, b"")

    def reader(self, dbfile: StructFile, basepos: int, length: int, doccount: int) -> _TextsReader:
        return _TextsReader(dbfile, basepos, length, doccount)


def _row_of_bytes(values: list[bytes]) -> dict[str, np.ndarray]:
    starts = np.concatenate([[0], np.cumsum(list(map(len, values)))]).astype(np.uint32)
    return {"starts": starts, "bytes": np.frombuffer(b"".join(values), np.uint8)}


class _ColumnWriter(columns.ColumnWriter):
    def __init__(self, dbfile: StructFile, arrays: Any, default: Any) -> None:
        super().__init__(dbfile)
        self._arrays, self._default, self._values = arrays, default, []

    def add(self, docnum: int, value: Any) -> None:
        self._values += [self._default] * (docnum - len(self._values))
        self._values.append(value)

    def finish(self, doccount: int) -> None:
        self._values += [self._default] * (doccount - len(self._values))
        write_arrays(self._dbfile, self._arrays(self._values))


class _NumbersReader(columns.ColumnReader):
    def __init__(self, dbfile: StructFile, basepos: int, length: int, doccount: int) -> None:
        super().__init__(dbfile, basepos, length, doccount)
        self.values = Arrays(dbfile, length)["values"]

    def __getitem__(self, number: int) -> int:
        return self.values[number].item()


class _TextsReader(columns.ColumnReader):
    def __init__(self, dbfile: StructFile, basepos: int, length: int, doccount: int) -> None:
        super().__init__(dbfile, basepos, length, doccount)
        arrays = Arrays(dbfile, length)
        self.memory = arrays.memory
        self.starts = arrays["starts"].astype(np.int64) + arrays.place("bytes")  # places in ``memory``

    def __getitem__(self, number: int) -> bytes:
        return self.memory[self.starts[number] : self.starts[number + 1]]


# --- The codec -------------------------------------------------------------------------------------------------------


class ArrayCodec(W3Codec):
    """Whoosh's codec with terms as ``TermLists``. Its segments are never compound: that would copy them to open them."""

    length_stats = False

    def field_writer(self, storage: Any, segment: Any) -> _FieldWriter:
        return _FieldWriter(segment.create_file(storage, self.TERMS_EXT))

    def terms_reader(self, storage: Any, segment: Any) -> TermLists:
        name = segment.make_filename(self.TERMS_EXT)
        with storage.open_file(name) as file:
            return TermLists(Arrays(file, storage.file_length(name)))
