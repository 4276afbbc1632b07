"""The state of the index: what changes it, what harms it, and who makes it anew."""

import gc
import json
from copy import deepcopy

import pytest
from django.core.management import call_command

from archive.models import Article, ArticlePart
from search import analyzers, indexing
from search.engine import IndexUnavailable, State
from search.finder import find
from search.query import parse
from search.search_indexes import article_index
from tests import findable

pytestmark = pytest.mark.django_db


_one = findable.lasting(findable.one)


@pytest.fixture
def one(_one) -> Article:
    return deepcopy(_one)


def test_haystack_updates_and_removals(one, engine):
    index = article_index()
    Article.objects.filter(pk=one.pk).update(headline="全新的标题")
    engine.update(index, Article.objects.filter(pk=one.pk))
    assert (find(parse("全新的标题")).total, find(parse("“乡村振兴”")).total, engine.count()) == (1, 0, 2)
    engine.remove(f"archive.article.{one.pk}")
    assert (find(parse("全新的标题")).total, engine.count()) == (0, 1)
    engine.clear()
    assert engine.count() == 0


def test_the_version_tells_of_every_change_and_of_nothing_else(one, engine):
    index = article_index()
    changes = [
        lambda: engine.update(index, Article.objects.filter(pk=one.pk)),
        lambda: engine.remove(f"archive.article.{one.pk}"),
        indexing.rebuild,
        engine.clear,
    ]
    seen = [engine.version()]
    for change in changes:
        find(parse("肉牛"))
        assert engine.version() == seen[-1]
        change()
        seen.append(engine.version())
    assert len(set(seen)) == len(changes) + 1


def test_words_of_ones_own_are_known_and_make_an_index_stale(tmp_path, settings, monkeypatch, caplog):
    assert "扎鲁特旗" in analyzers.words("昨日扎鲁特旗下雪")
    before = analyzers.dictionary.__wrapped__()
    settings.DATA_DIR = tmp_path
    (tmp_path / "userdict.txt").write_text("# 自己的词\n查干淖尔湖 100 ns\n这 不 是 词\n", encoding="utf-8")
    assert analyzers.dictionary.__wrapped__() != before
    assert list(analyzers.entries(tmp_path / "userdict.txt")) == ["查干淖尔湖 100 ns"]
    assert "line 3 is no word" in caplog.text


@pytest.fixture
def _files_let_go(caplog):
    """Whoosh leaves faulty files open; the tracebacks in the captured log hold them, until here."""
    yield
    caplog.get_records("call").clear()
    gc.collect()


def _relisted(file, array):
    """The file with one number less in the array, as its table says."""
    written = file.read_bytes()
    length = int.from_bytes(written[-16:-8], "little")
    table = json.loads(written[-16 - length : -16])
    table[array][2] -= 1
    listed = json.dumps(table).encode()
    file.write_bytes(written[: -16 - length] + listed + len(listed).to_bytes(8, "little") + written[-8:])


@pytest.mark.usefixtures("_files_let_go")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    ("harm", "state"),
    [
        (lambda folder: (folder / "current.json").write_text('{"folder": "index-x", "versions": {}}'), State.STALE),
        (lambda folder: (folder / "current.json").write_text("{"), State.DAMAGED),
        (lambda folder: (folder / "current.json").unlink(), State.DAMAGED),
        (lambda folder: next(folder.glob("index-*")).rename(folder / "gone"), State.DAMAGED),
        (lambda folder: next(folder.glob("index-*/*.toc")).unlink(), State.DAMAGED),
        (lambda folder: next(folder.glob("index-*/*.toc")).write_bytes(b"x"), State.DAMAGED),
        (lambda folder: next(folder.glob("index-*/*.trm")).unlink(), State.DAMAGED),
        (lambda folder: next(folder.glob("index-*/*.trm")).write_bytes(b"x" * 100), State.DAMAGED),
        (lambda folder: _relisted(next(folder.glob("index-*/*.trm")), "units.starts"), State.DAMAGED),
        (lambda folder: _relisted(next(folder.glob("index-*/*.trm")), "words.ends"), State.DAMAGED),
        (lambda folder: _relisted(next(folder.glob("index-*/*.trm")), "key.articles"), State.DAMAGED),
    ],
)
def test_a_faulty_index_is_named_and_rebuilt_never_taken_for_an_empty_one(client, one, engine, harm, state):
    assert client.get("/healthz").json() == {
        "database": True, "index": True, "articles": 2, "indexed": 2, "waiting": 0, "agree": True
    }  # fmt: skip
    harm(engine.folder.path)
    engine.close()
    assert engine.state() == state
    with pytest.raises(IndexUnavailable):
        find(parse("肉牛"))
    assert client.get("/search/").status_code == 503
    assert client.get("/healthz").json() == {
        "database": True, "index": False, "articles": 2, "indexed": None, "waiting": 0, "agree": False
    }  # fmt: skip
    one.headline = "改过的标题"
    one.save()
    with pytest.raises(IndexUnavailable):
        indexing.drain()
    call_command("update_index", verbosity=0)
    assert find(parse("改过的标题")).total == 1
    assert client.get("/healthz").json()["agree"]


@pytest.mark.parametrize("path", ["/search/", "/api/v1/articles/"])
@pytest.mark.parametrize("error", [IndexError, KeyError, TypeError, ValueError, RuntimeError])
def test_an_error_of_ours_is_none_of_the_index(client, one, engine, monkeypatch, caplog, path, error):
    def mistaken(*_arguments):
        raise error("ours")

    client.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr(analyzers, "pairs", mistaken)
        assert client.get(path, {"q": "肉牛"}).status_code == 500
        assert engine.state() == State.READY
        assert any(each.exc_info and each.exc_info[0] is error for each in caplog.records)
    with monkeypatch.context() as broken:
        broken.setattr(analyzers, "words", mistaken)
        with pytest.raises(error, match="ours"):
            engine.update(article_index(), [one])
    assert "cannot be read" not in caplog.text
    assert client.get(path, {"q": "肉牛"}).status_code == 200


def test_commands(one, engine, capsys):
    call_command("update_index")
    assert capsys.readouterr().out == "2 articles indexed.\n"
    before = engine.folder.current()
    ArticlePart.objects.filter(article=one).update(blocks=[{"type": "paragraph", "text": "悄悄改过"}])
    call_command("update_index", age=1)
    assert find(parse("悄悄改过")).total == 1
    Article.objects.filter(pk=one.pk).delete()
    Article.objects.get().delete()
    call_command("update_index", remove=True)
    assert engine.count() == 0
    assert engine.folder.current() == before
    call_command("rebuild_index", interactive=False, verbosity=0, workers=2, batchsize=1)
    assert engine.folder.current() != before
    assert [folder.name for folder in engine.folder.path.glob("index-*")] == [engine.folder.current().name]
    call_command("clear_index", interactive=False, verbosity=0)
    assert engine.count() == 0
