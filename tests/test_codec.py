"""The codec: what is written is what Whoosh's own readers and ours read, through merges and deletions."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.query import And, Prefix, Term

from search.whoosh_engine import _reader, _writer
from search.whoosh_engine._checksums import NAME
from search.whoosh_engine._codec import HEAVIEST, Arrays, write_arrays
from search.whoosh_engine._documents import SCHEMA
from search.whoosh_engine._reader import OpenIndex

WORDS = ["肉", "肉牛", " 350 ", "é", "a" * 40, "牛\x00", "𠀀"]
articles = st.lists(st.dictionaries(st.sampled_from(WORDS), st.integers(1, 300), max_size=5), max_size=12)


def document(number: int, counts: dict[str, int]) -> dict:
    """As ``_documents.document`` gives it, of an article that says only this."""
    text = f"文{number}\n".encode()
    return {
        "key": {f"k{number}": 1}, "units": Counter(counts), "words": {}, "sounds": {}, "paper": {"a": 1}, "issue": {},
        "page": {}, "kind": {}, "column": {}, "author": {}, "source": {}, "year": {}, "month": {}, "pk": number,
        "first": 0, "last": 0, "length": 1, "group": len(text), "people": len(text), "text": text, "place": b"a/%d" % number, "digest": b"",
    }  # fmt: skip


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lots=st.lists(articles, min_size=1, max_size=9), data=st.data())
def test_what_is_written_is_read(tmp_path, lots, data):
    here = tmp_path / f"index-{len(list(tmp_path.iterdir()))}"
    here.mkdir()
    _writer.create(here)
    expected: dict[int, dict[str, int]] = {}
    number = 0
    for lot in lots:
        gone = data.draw(st.sets(st.sampled_from(sorted(expected)))) if expected else set()
        new = {number + at: counts for at, counts in enumerate(lot)}
        _writer.replace(here, map(document, new, new.values()), [f"k{each}" for each in gone])
        expected = {each: counts for each, counts in expected.items() if each not in gone} | new
        number += len(lot)
    snapshot = OpenIndex().snapshot(here)
    assert snapshot.keys() == {f"k{each}" for each in expected}
    for word in WORDS:
        read = {}
        for segment, live in zip(snapshot.segments, snapshot.all, strict=True):
            terms = segment.field("units")
            place = terms.place(word)
            for at, weight in zip(terms.articles[place].tolist(), terms.weights[place].tolist(), strict=True):
                if live[at]:
                    assert (
                        bytes(segment.text[segment.starts[at] : segment.starts[at + 1]]).decode()
                        == f"文{segment.pks[at]}\n"
                    )
                    read[int(segment.pks[at])] = weight
        assert read == {each: min(counts[word], HEAVIEST) for each, counts in expected.items() if word in counts}
    with FileIndex(FileStorage(here), SCHEMA, NAME).searcher() as searcher:
        for query, held in (
            (Term("units", "肉"), lambda counts: "肉" in counts),
            (Prefix("units", "肉"), lambda counts: "肉" in counts or "肉牛" in counts),
            (And([Term("units", "肉"), Term("units", "𠀀")]), lambda counts: {"肉", "𠀀"} <= counts.keys()),
        ):
            assert len(list(searcher.docs_for_query(query))) == sum(map(held, expected.values()))


def test_a_file_that_was_cut_short_is_refused(tmp_path):
    storage = FileStorage(tmp_path)
    with storage.create_file("x") as file:
        write_arrays(file, {})
    whole = (tmp_path / "x").read_bytes()
    for length in range(len(whole)):
        (tmp_path / "x").write_bytes(whole[:length])
        with storage.open_file("x") as file, pytest.raises(ValueError, match="cut short"):
            Arrays(file, length)


def _resident(folder: Path) -> int:
    """The bytes of the folder's files that this process has mapped and read."""
    total, mine = 0, False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        if not line.split()[0].endswith(":"):
            mine = str(folder) in line
        elif mine and line.startswith("Rss:"):
            total += int(line.split()[1])
    return total


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="only Linux says what is mapped")
def test_what_is_mapped_is_let_go_of_and_read_again(tmp_path, monkeypatch):
    folder = tmp_path
    _writer.create(folder)
    _writer.replace(folder, [document(0, {"肉": 2}), document(1, {"牛": 3})], [])
    opened = OpenIndex()

    def read() -> list:
        return [
            (segment.field("units").articles.tolist(), segment.field("units").weights.tolist(), segment.text[:])
            for segment in opened.snapshot(folder).segments
        ]

    before = read()
    most = _resident(folder)
    assert most > 0
    monkeypatch.setattr(_reader, "MOST_MAPPED", 0)
    opened.snapshot(folder)
    assert _resident(folder) < most
    assert read() == before
