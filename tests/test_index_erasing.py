"""No file of the index keeps what is redacted: not a segment, not one of its deleted articles, not a half-built index."""

import pytest
from haystack import connections

from archive.acts.redact import redact_words
from archive.models import Article, Tombstone
from search import analyzers, indexing
from search.engine import IndexUnavailable
from search.finder import find
from search.index_check import check
from search.index_folder import IndexFolder
from search.models import IndexTask
from search.normalise import encode, units
from search.query import parse
from search.search_indexes import article_index
from tests import records

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "澹臺亓官"
KIND = Tombstone.Kind.PERSONAL


def kept(folder) -> list[str]:
    """The files of the index that say the words, or a piece of two characters of them: as printed, or folded."""
    folded = encode(units(SECRET))
    said = {text[at : at + 2] for text in (SECRET, folded) for at in range(len(text) - 1)}
    wanted = [piece.encode() for piece in {*said, *analyzers.words(SECRET)}]
    return [path.name for path in folder.rglob("*") if path.is_file() and any(w in path.read_bytes() for w in wanted)]


@pytest.fixture
def articles() -> list[Article]:
    page = records.page()
    return [
        records.article(
            page, f"养殖第{number}批肉牛，{SECRET if number == 3 else '某人'}说好。", headline=f"第{number}篇"
        )
        for number in range(8)
    ]


@pytest.fixture
def folder(engine):
    return engine.folder.path


def redact(article: Article) -> None:
    redact_words(article, SECRET, KIND, by=None)


def is_sound() -> bool:
    return not check(sample=None).wrong and len(find(parse("肉牛")).hits) == 8


def test_the_segment_is_written_anew(articles, folder):
    indexing.rebuild()
    assert kept(folder) != []
    redact(articles[3])
    assert (kept(folder), IndexTask.objects.count(), is_sound()) == ([], 0, True)


def test_what_was_deleted_from_a_segment_before_goes_too(articles, folder):
    """An edit leaves the article's old words in the segment that it stood in."""
    indexing.rebuild()
    article = articles[3]
    for headline in ("改过", "又改过"):
        article.headline = headline
        article.save()
    assert connections["default"].get_backend().segments() > 1
    redact(article)
    assert (kept(folder), is_sound()) == ([], True)


def test_only_what_held_it_is_written_anew(articles, engine, folder):
    indexing.rebuild()
    other = articles[5]
    other.headline = "另一篇改过"
    other.save()
    records.article(articles[0].page, "新来的肉牛")
    names = [segment.name for segment in engine.snapshot().segments]
    redact(articles[3])
    assert kept(folder) == []
    assert {segment.name for segment in engine.snapshot().segments} >= set(names[1:])


def test_an_article_that_is_hidden_now_was_in_the_index(articles, folder):
    indexing.rebuild()
    article = articles[3]
    Article.objects.filter(pk=article.pk).update(visibility="suspended")
    indexing.enqueue([article.key])
    indexing.drain()
    assert kept(folder) != []
    redact(article)
    assert kept(folder) == []


def test_an_index_whose_building_was_interrupted(articles, engine, folder):
    indexing.rebuild()
    begun = engine.begin()
    index = article_index()
    begun.add(map(index.full_prepare, index.index_queryset()), 8)
    (begun.folder / "part-0").mkdir()
    (begun.folder / "part-0" / "left").write_text(SECRET)
    redact(articles[3])
    assert (kept(folder), engine.is_building()) == ([], True)
    indexing.rebuild()
    assert (kept(folder), is_sound(), IndexTask.objects.count()) == ([], True, 0)


def test_an_index_that_is_being_built(articles, engine, folder, monkeypatch):
    indexing.rebuild()
    seen = []

    def progress(done: int, _total: int) -> None:
        if done == 6 and not seen:
            redact(articles[3])
            seen.append(kept(folder))

    monkeypatch.setattr("search.whoosh_engine._build.LARGEST", 2)
    indexing.rebuild(chunk=2, progress=progress)
    assert len(seen) == 1
    assert (kept(folder), is_sound(), IndexTask.objects.count()) == ([], True, 0)


@pytest.mark.parametrize("fault", ["stale", "damaged"])
def test_an_index_that_cannot_be_used_is_removed(articles, engine, folder, fault):
    indexing.rebuild()
    if fault == "stale":
        engine.folder = IndexFolder(engine.folder.path, {"words": "another"})
    else:
        for path in folder.rglob("*.sums"):
            path.write_bytes(b"")
        engine.close()
    redact(articles[3])
    assert kept(folder) == []
    with pytest.raises(IndexUnavailable):
        indexing.drain()
    indexing.rebuild()
    assert (kept(folder), is_sound()) == ([], True)


def test_a_process_that_died_in_between_is_made_up_for(articles, engine, folder, monkeypatch):
    indexing.rebuild()

    def die(_keys):
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(type(engine), "erase", lambda self, keys: die(keys))
        with pytest.raises(KeyboardInterrupt):
            redact(articles[3])
    assert kept(folder) != []
    indexing.drain()
    assert (kept(folder), is_sound()) == ([], True)
