"""The queue to the index: every change is found after its commit, whoever writes it and whatever dies meanwhile."""

import errno
import io
import os
import random
import subprocess
import sys
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import models, transaction
from django.utils import timezone

from archive.models import Article, ArticlePart, Byline, ChangeSet, Issue, Newspaper, Page, Photo, Visibility
from archive.signals import many_changes
from search import indexing
from search.engine import State
from search.finder import find
from search.index_check import check
from search.models import IndexTask
from search.query import parse
from search.search_indexes import article_index
from search.whoosh_engine import _build, _checksums, _reader, _writer
from tests import records

pytestmark = pytest.mark.django_db(transaction=True)


def found(typed: str) -> list[str]:
    return sorted(hit.article.key for hit in find(parse(typed)).hits)


@pytest.fixture
def article(engine) -> Article:
    """The first article of an archive: its index begins with it."""
    made = records.article(records.page(), "通辽的肉牛", headline="原来的标题", names=("张三",), captions=("草原晨曦",))
    assert (engine.count(), IndexTask.objects.count()) == (1, 0)
    return made


def test_an_edit_is_found_after_its_commit(article):
    article.headline = "改过的标题"
    with transaction.atomic():
        article.save()
        assert (found("改过的标题"), IndexTask.objects.count()) == ([], 1)
    assert (found("改过的标题"), found("“原来的标题”")) == ([article.key], [])
    assert IndexTask.objects.count() == 0


def test_a_change_taken_back_changes_nothing(article):
    with transaction.atomic():
        article.headline = "改过的标题"
        article.save()
        transaction.set_rollback(True)
    assert (found("原来的标题"), IndexTask.objects.count()) == ([article.key], 0)


def test_whatever_hangs_on_an_article_is_found(article):
    part = article.parts.get()
    part.blocks = [{"type": "paragraph", "text": "新写的正文"}]
    part.save()
    Byline.objects.create(article=article, name="李四")
    Byline.objects.get(name="张三").delete()
    Photo.objects.filter(article=article).get().delete()
    assert [found(text) for text in ("新写的正文", "李四", "通辽", "张三", "草原")] == [
        [article.key],
        [article.key],
        [],
        [],
        [],
    ]


def test_visibility_and_deletion(article, engine):
    for visibility, expected in (
        (Visibility.SUSPENDED, []), (Visibility.PUBLIC, [article.key]), (Visibility.WITHDRAWN, []),
    ):  # fmt: skip
        article.visibility = visibility
        article.save()
        assert (found("肉牛"), engine.count()) == (expected, len(expected))
    article.visibility = Visibility.PUBLIC
    article.save()
    article.delete()
    assert (found("肉牛"), engine.count(), IndexTask.objects.count()) == ([], 0, 0)


def test_what_stands_above_an_article_changes_its_facets(article):
    article.page.issue.first_day = date(1987, 5, 1)
    article.page.issue.save()
    paper = article.page.issue.newspaper
    paper.slug = "tongliao-daily"
    paper.save()
    facets = find(parse("肉牛")).facets
    assert {name: [(value.value, value.count) for value in facets[name]] for name in ("paper", "year")} == {
        "paper": [("tongliao-daily", 1)],
        "year": [("1987", 1)],
    }


def test_many_edits_leave_few_segments_and_every_article(article, engine):
    of = article.page
    made = [records.article(of, f"第{n}篇肉牛") for n in range(25)]
    for one in made[::3]:
        one.delete()
    assert found("肉牛") == sorted([article.key, *(one.key for n, one in enumerate(made) if n % 3)])
    assert engine.count() == 17
    assert len(list(engine.folder.current().glob("*.trm"))) < 9


@pytest.mark.parametrize(
    ("piece", "text"),
    [
        (lambda article: article.photos.get(), "草原晨曦"),
        (lambda article: article.bylines.get(), "张三"),
        (lambda article: article.parts.get(), "通辽的肉牛"),
    ],
)
def test_what_moves_to_another_article_is_found_there_and_no_more_here(article, engine, piece, text):
    other = records.article(article.page, "另一篇", headline="另一篇")
    moving = piece(article)
    for there in (other, article):
        moving.article = there
        moving.save(update_fields=["article"])
        assert found(text) == [there.key]
        assert not check(sample=None).wrong
    moving.delete()
    assert (found(text), check(sample=None).wrong) == ([], False)


def test_a_photo_that_leaves_its_article_is_found_no_more(article):
    Photo.objects.get(caption="草原晨曦").delete()
    loose = Photo.objects.create(page=article.page, caption="无主的图片")
    for owner, keys in ((article, [article.key]), (None, [])):
        loose.article = owner
        loose.save()
        assert (found("无主的图片"), check(sample=None).wrong) == (keys, False)


def document(article: Article) -> dict | None:
    """What the index is to hold of the article."""
    index = article_index()
    there = index.index_queryset().filter(pk=article.pk).first()
    return there and index.full_prepare(there)


WHOLE = (Newspaper, Issue, Page, Article, ArticlePart, Byline, Photo)
FIELDS = [
    (model, field.name)
    for model in WHOLE
    for field in model._meta.concrete_fields
    # place_suspended is no field to set: whatever is saved, it is what the places say.
    if not field.primary_key and field.name not in ("key", "created", "changed", "place_suspended")
]


@pytest.fixture
def whole(article) -> dict:
    """An article with two of everything that may hang on it; and another place for each of these records to go to."""
    article.page.issue.last_day = date(2026, 2, 7)
    article.page.issue.save()
    for piece in (article.parts.get(), article.bylines.get(), article.photos.get()):
        piece.order = 5
        piece.save()
    here = {"article": article, "order": 1}
    blocks = [{"type": "paragraph", "text": "前一段"}]
    pieces = {
        ArticlePart: ArticlePart.objects.create(page=article.page, blocks=blocks, **here),
        Byline: Byline.objects.create(name="李四", **here),
        Photo: Photo.objects.create(page=article.page, caption="前一张", credit="某某", **here),
    }
    paper = records.newspaper("b-bao", "乙报")
    page = records.page(records.issue("2026-03-01", paper), "2")
    records.article(page, "别处的", read_from=records.source("别处的", page))
    ChangeSet.objects.create(kind=ChangeSet.Kind.CORRECT)
    return {
        Newspaper: article.page.issue.newspaper, Issue: article.page.issue, Page: article.page, Article: article, **pieces
    }  # fmt: skip


def another(field: models.Field, record: models.Model) -> object:
    """Another value that the field may have."""
    value = getattr(record, field.name)
    if field.is_relation:
        others = field.related_model.objects.exclude(pk=getattr(record, field.attname))
        return (others.exclude(pk=record.pk) if isinstance(record, field.related_model) else others).last()
    if field.name == "order":
        return 7
    if field.name == "blocks":
        return [{"type": "paragraph", "text": "改过的一段"}]
    if field.choices:
        return next(choice for choice, _label in field.choices if choice not in (value, "unknown"))
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.DateField):
        return value - timedelta(days=40) if field.name == "first_day" else value + timedelta(days=40)
    if isinstance(field, models.IntegerField):
        return (value or 0) + 1
    if isinstance(field, models.JSONField):
        return {} if value else ["改过"]
    return "8" if field.name == "label" else f"{value}x"  # a label is one that an address can have


@pytest.mark.parametrize(("model", "name"), FIELDS, ids=[f"{model.__name__}.{name}" for model, name in FIELDS])
def test_only_what_the_index_is_made_of_is_written_again(whole, engine, model, name):
    record, articles = whole[model], list(Article.objects.all())
    if name == "continues_sentence":
        record = whole[Article].parts.last()  # the first has none to go on from
    before = {article.key: document(article) for article in articles}
    with engine.lock("write"):
        setattr(record, name, another(model._meta.get_field(name), record))
        record.save()
        queued = set(IndexTask.objects.values_list("key", flat=True))
        assert queued == {article.key for article in articles if document(article) != before[article.key]}
    indexing.drain()
    assert not check(sample=None).wrong


def test_nothing_but_what_it_is_made_of_is_read_for_the_index(whole, django_assert_num_queries):
    index = article_index()
    with django_assert_num_queries(4):
        for article in index.index_queryset():
            index.full_prepare(article)


def test_a_record_saved_as_it_is_changes_nothing_but_an_article_does(whole, engine):
    with engine.lock("write"):
        for model in WHOLE:
            model.objects.get(pk=whole[model].pk).save()
            assert IndexTask.objects.exists() == (model is Article)
            IndexTask.objects.all().delete()


@pytest.mark.parametrize("ahead", [timedelta(seconds=5), timedelta(hours=1), timedelta(days=4000)])
def test_a_task_of_a_time_to_come_is_written_all_the_same(article, engine, ahead):
    with engine.lock("write"):
        article.headline = "改过的标题"
        article.save()
    IndexTask.objects.update(created=timezone.now() + ahead)
    assert (found("改过的标题"), IndexTask.objects.count()) == ([article.key], 0)


@pytest.mark.parametrize("error", [None, KeyboardInterrupt])
def test_many_changes_are_written_at_their_end_however_they_end(article, error):
    with suppress(KeyboardInterrupt), many_changes():
        for number in range(3):
            records.article(article.page, f"第{number}篇玉米")
        assert (found("玉米"), IndexTask.objects.exists()) == ([], True)
        if error:
            raise error
    assert (len(found("玉米")), IndexTask.objects.count()) == (3, 0)


def test_of_many_changes_those_of_a_second_are_written_at_once(article):
    with many_changes():
        article.headline = "改过的标题"
        article.save()
        assert IndexTask.objects.count() == 1
        IndexTask.objects.update(created=timezone.now() - timedelta(seconds=2))
        Article.objects.create(page=article.page, headline="一篇玉米")
        assert (found("改过的标题"), IndexTask.objects.count()) == ([article.key], 0)


def test_an_index_that_cannot_be_written_stops_no_import(article, engine, monkeypatch, caplog):
    def fail(*_args):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(engine, "replace", fail)
        with many_changes():
            records.article(article.page, "一篇玉米")
    assert ("No space left on device" in caplog.text, IndexTask.objects.exists()) == (True, True)
    call_command("update_index", verbosity=0)
    assert len(found("玉米")) == 1


def test_an_import_is_written_in_lots_and_wholly(engine, tmp_path, monkeypatch):
    written, replace = [], engine.replace
    monkeypatch.setattr(engine, "replace", lambda articles, keys: written.append(replace(articles, keys)))
    monkeypatch.setattr(indexing, "OVERDUE", timedelta(hours=1))
    for day in (1, 2, 3):
        text = f"通辽日报\n2026年2月{day}日\n\n# 玉米丰收第{day}年\n\n本报讯 今年玉米又获丰收。\n"
        (tmp_path / f"{day}.txt").write_text(text)
    call_command("import_pages", tmp_path, stdout=io.StringIO())
    assert (len(written), len(found("玉米")), IndexTask.objects.count()) == (1, 3, 0)


def test_a_change_while_another_writes_is_kept_and_written_later(article, engine):
    with engine.lock("write") as held:
        assert held
        article.headline = "改过的标题"
        article.save()
        assert found("改过的标题") == []
        indexing.drain()
        assert (found("改过的标题"), IndexTask.objects.count()) == ([], 1)
    assert found("改过的标题") == []  # it is young: whoever held the lock will look again
    IndexTask.objects.update(created=timezone.now() - timedelta(seconds=2))
    assert (found("改过的标题"), IndexTask.objects.count()) == ([article.key], 0)


def test_the_holder_looks_again_after_letting_go(article, engine, monkeypatch):
    """A change that comes after the last look at the queue, while the lock is still held."""
    release, late = engine.lock, []

    class Late:
        def __init__(self, *asked):
            self.lock, self.asked = release(*asked), asked

        def __enter__(self):
            return self.lock.__enter__()

        def __exit__(self, *error):
            if self.asked == ("write",) and not late:
                late.append(Article.objects.filter(pk=article.pk).update(headline="赶来的标题"))
                IndexTask.objects.create(key=article.key)
            return self.lock.__exit__(*error)

    monkeypatch.setattr(engine, "lock", Late)
    article.save()
    assert (found("赶来的标题"), late, IndexTask.objects.count()) == ([article.key], [1], 0)


def test_the_lock_of_a_process_that_dies_is_free(article, engine):
    child = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, time\n"
            "from whoosh.util.filelock import FileLock\n"
            "lock = FileLock(sys.argv[1])\n"
            "print(lock.acquire(), flush=True)\n"
            "time.sleep(60)",
            str(engine.folder.path / "write.lock"),
        ],
        stdout=subprocess.PIPE,
    )
    assert child.stdout.readline() == b"True\n"
    article.headline = "改过的标题"
    article.save()
    assert IndexTask.objects.count() == 1
    child.kill()
    child.communicate()
    call_command("update_index", verbosity=0)
    assert (found("改过的标题"), IndexTask.objects.count(), engine.count()) == ([article.key], 0, 1)


# Scripts of the processes of the next test.
MAKE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from archive.models import Article
from tests import records
of = records.page()
for n, key in enumerate(("a1", "a2", "a3", "b1", "b2", "b3", "c1", "c2", "c3")):
    Article(page=of, number=n + 1, key=key, headline=key).save()
"""
COMPARE = """
import django
django.setup()
from django.core.management import call_command
call_command("update_index", verbosity=0)
from haystack import connections
from archive.models import Article
from search.finder import find
from search.engine import State
from search.models import IndexTask
from search.query import Query, parse
engine = connections["default"].get_backend()
hits = [find(parse(f'"{article.headline}{article.deck}"')).hits for article in Article.objects.all()]
same = [[hit.article.key for hit in found] for found in hits] == [[article.key] for article in Article.objects.all()]
print(same, engine.count(), find(Query()).total, IndexTask.objects.count())
"""
WRITER = """
import sys, django
django.setup()
from archive.models import Article
articles = Article.objects.filter(key__startswith=sys.argv[1])
print("ready", flush=True)
while True:
    for article in articles:
        article.deck = f"改过{article.revision}次"
        article.revision += 1
        article.save()
    print(article.revision, flush=True)
"""


def test_processes_that_write_at_once_and_are_killed_lose_nothing(tmp_path):
    """Three processes edit the articles of an installation of their own, until each is killed wherever it is."""
    env = {
        **os.environ,
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "archive.settings",
        "PYTHONPATH": os.getcwd(),
    }
    env["PYTHONWARNINGS"] = "ignore"

    def run(script: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", script], env=env, check=True, capture_output=True, text=True
        ).stdout

    run(MAKE)
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, letter], env=env, stdout=subprocess.PIPE, text=True)
        for letter in "abc"
    ]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.stdout.readline()
        writer.kill()
        writer.communicate()
    assert run(COMPARE) == "True 9 9 0\n"


def test_a_rebuild_takes_in_what_changes_meanwhile(article, engine):
    second = records.article(article.page, "另一篇", headline="另一篇")
    before = engine.folder.current()
    states = []

    def meanwhile(done: int, total: int) -> None:
        article.headline = f"重建中的标题{done}"
        article.save()
        if done == 2:
            second.delete()
        # The index before answers, and knows of the change at once; the task waits for the new one.
        states.append((found(f"重建中的标题{done}"), engine.count(), engine.folder.current() == before))

    assert indexing.rebuild(chunk=1, progress=meanwhile) == 1
    assert states == [([article.key], 2, True), ([article.key], 1, True)]
    assert engine.folder.current() != before
    assert (found("重建中的标题2"), found("另一篇"), IndexTask.objects.count()) == ([article.key], [], 0)


def test_a_rebuild_that_fails_leaves_the_index_before(article, engine, monkeypatch):
    before = engine.folder.current()

    def die(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        indexing.rebuild(progress=die)
    monkeypatch.setattr(_build.WhooshBuild, "size", lambda build: 7)
    with pytest.raises(indexing.RebuildError, match="the new index holds 7 articles, the record 1"):
        indexing.rebuild()
    assert (engine.folder.current(), found("肉牛")) == (before, [article.key])
    with engine.lock("rebuild"):
        monkeypatch.setattr(indexing, "TURN_WAIT", 0)
        with pytest.raises(indexing.RebuildError, match="another process is rebuilding"):
            indexing.rebuild()


def test_a_rebuild_that_was_interrupted_goes_on(article, engine, monkeypatch):
    made = [article, *(records.article(article.page, f"第{n}篇肉牛", headline=f"其{n}") for n in range(5))]
    monkeypatch.setattr(_build, "LARGEST", 2)
    read: list[int] = []

    def die(done: int, total: int) -> None:
        read.append(done)
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        indexing.rebuild(chunk=1, progress=die)
    begun = engine.unfinished()
    assert (read, begun.last) == ([1, 2, 3, 4, 5], made[3].pk)
    made[0].headline = "中断后改的标题"  # what was written already
    made[0].save()
    made[5].delete()  # what was not
    assert (found("中断后改的标题"), IndexTask.objects.filter(written=True).count() > 0) == ([article.key], True)
    read.clear()
    assert indexing.rebuild(chunk=1, progress=lambda done, total: read.append(done)) == 5
    assert (read, engine.folder.current()) == ([5], begun.folder)
    assert (found("中断后改的标题"), len(found("肉牛")), IndexTask.objects.count()) == ([article.key], 5, 0)


def test_a_rebuild_may_begin_anew(article, engine):
    first = engine.begin().folder
    assert (engine.unfinished().folder, engine.unfinished().last) == (first, 0)
    assert indexing.rebuild(anew=True) == 1
    assert (engine.folder.current() != first, first.exists(), engine.unfinished()) == (True, False, None)


def test_processes_share_out_a_rebuild(article, engine, monkeypatch):
    of = article.page
    made = [records.article(of, f"第{n}篇肉牛", headline=f"其{n}", names=("甲",)) for n in range(11)]
    monkeypatch.setattr(_build, "ALONE", 0)
    monkeypatch.setattr(_build, "SMALLEST", 4)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    (engine.begin().folder / "part-1").mkdir()  # of a build that was killed
    assert indexing.rebuild(chunk=3) == 12
    assert [segment.size for segment in engine.snapshot().segments] == [4, 4, 4]
    assert sorted(found("肉牛")) == sorted(each.key for each in [article, *made])
    assert list(engine.folder.current().glob("part-*")) == []


def test_an_index_begins_empty_only_if_the_queue_holds_every_article(article, engine):
    engine.close()
    for file in [engine.folder.path / "current.json", *engine.folder.path.glob("index-*/*")]:
        file.unlink()
    for folder in engine.folder.path.glob("index-*"):
        folder.rmdir()
    records.article(article.page, "第二篇")  # one of two is queued
    assert (engine.state(), IndexTask.objects.values_list("key").distinct().count()) == ("missing", 1)
    article.save()
    assert (engine.state(), engine.count(), IndexTask.objects.count()) == ("ready", 2, 0)


def test_update_index_mends_what_is_missing_or_too_much(article, engine):
    Article.objects.bulk_create([Article(page=article.page, number=50, key="unheard-of", headline="没有登记过")])
    call_command("update_index", verbosity=0)
    assert (found("没有登记过"), engine.count()) == (["unheard-of"], 2)
    Article.objects.filter(key="unheard-of")._raw_delete("default")
    call_command("update_index", verbosity=0)
    assert engine.count() == 1


def test_check_index_tells_what_is_wrong_and_changes_nothing(article, engine, capsys):
    second = records.article(article.page, "第二篇", headline="第二篇")
    call_command("check_index")
    assert capsys.readouterr().out.splitlines() == [
        "index: ready", "articles: 2 in the index, 2 public; segments: 2", "waiting to be written: 0",
        "texts compared: 2",
    ]  # fmt: skip
    # Past the signals, as a hand in the database would.
    Article.objects.filter(pk=article.pk).update(headline="悄悄改过")
    Article.objects.filter(pk=second.pk).update(visibility=Visibility.SUSPENDED)
    Article.objects.bulk_create([Article(page=article.page, number=50, key="unheard-of", headline="没有登记过")])
    with pytest.raises(CommandError, match="update_index mends it"):
        call_command("check_index", all=True)
    assert capsys.readouterr().out.splitlines()[3:] == [
        "not in the index: unheard-of",
        f"in the index, but not public: {second.key}",
        f"with another text in the index: {article.key}",
        "texts compared: 1",
    ]
    engine.begin()
    call_command("rebuild_index", interactive=False, verbosity=0)
    call_command("check_index", all=True)
    assert capsys.readouterr().out.splitlines()[1:] == [
        "articles: 2 in the index, 2 public; segments: 1", "waiting to be written: 0", "texts compared: 2"
    ]  # fmt: skip


def test_update_index_mends_all_that_check_index_finds(article, engine):
    second = records.article(article.page, "第二篇", headline="第二篇", captions=("河上的桥",))
    # Past the signals, as a hand in the database would.
    Photo.objects.filter(article=second).update(article=article)
    Byline.objects.filter(article=article).update(name="李四")
    Issue.objects.update(last_day=date(2026, 2, 9))
    Article.objects.bulk_create([Article(page=article.page, number=50, key="unheard-of", headline="没有登记过")])
    gone = records.article(article.page, "第三篇", headline="第三篇")
    Article.objects.filter(pk=gone.pk).update(visibility=Visibility.SUSPENDED)
    found_wrong = check(sample=None)
    assert (found_wrong.missing, found_wrong.surplus) == (["unheard-of"], [gone.key])
    assert found_wrong.different == sorted([article.key, second.key])
    before = engine.folder.current()
    call_command("update_index", verbosity=0)
    assert (check(sample=None).wrong, engine.folder.current()) == (False, before)
    assert (found("河上的桥"), found("李四"), found("张三"), found("第三篇")) == ([article.key], [article.key], [], [])


def files_of(engine) -> list[Path]:
    return [path for path in sorted(engine.folder.path.rglob("*")) if path.is_file() and path.stat().st_size]


@pytest.fixture
def several(article, engine) -> list[Path]:
    """The files of an index of several segments, with something deleted."""
    made = [records.article(article.page, f"第{n}篇肉牛", headline=f"其{n}", captions=("桥",)) for n in range(4)]
    made[1].delete()
    call_command("check_index", all=True, stdout=io.StringIO())
    return files_of(engine)


def told(engine) -> str:
    """What check_index says in a process that has not opened the index before."""
    engine.close()
    said = io.StringIO()
    with suppress(CommandError):
        call_command("check_index", all=True, stdout=said)
        return "nothing"
    return said.getvalue()


def test_every_bit_that_flips_is_told(several, engine):
    """Bits spread over all files of the index, some in each: its first byte, its last, and others at random."""
    source, flips = random.Random(7), 0
    for path in several:
        whole = path.read_bytes()
        for place in {0, len(whole) - 1, *(source.randrange(len(whole)) for _ in range(2))}:
            damaged = bytearray(whole)
            damaged[place] ^= 1 << source.randrange(8)
            path.write_bytes(damaged)
            said = told(engine)
            assert "index: damaged" in said or "index: stale" in said, (path.name, place)
            assert path.name in said or path.name == "current.json"
            flips += 1
        path.write_bytes(whole)
    assert flips > 100
    assert told(engine) == "nothing"


def test_update_index_builds_a_damaged_index_anew(several, engine, article):
    postings = next(path for path in several if path.suffix == ".trm")
    data = bytearray(postings.read_bytes())
    place = data.index("肉牛".encode())
    data[place + 1] ^= 1
    postings.write_bytes(data)
    call_command("update_index", verbosity=0)
    assert (len(found("肉牛")), told(engine)) == (4, "nothing")


@pytest.mark.parametrize("suffix", [".pk.col", ".first.col", ".sums", ".toc"])
def test_what_is_small_is_compared_as_it_is_opened(several, engine, client, suffix):
    path = next(path for path in several if path.name.endswith(suffix))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.write_bytes(data)
    engine.close()
    assert (engine.state(), client.get("/search/", {"q": "肉牛"}).status_code) == (State.DAMAGED, 503)


@pytest.mark.parametrize("suffix", [".toc", ".trm", ".text.col"])
def test_damage_is_not_written_again_as_if_it_were_meant(several, engine, article, caplog, suffix):
    """Neither that of the list of segments, nor that of a segment when it is merged into another."""
    path = next(path for path in several if path.name.endswith(suffix))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    made = [records.article(article.page, f"第{number}次改") for number in range(9)]  # enough to merge those before
    assert ("changes wait" in caplog.text, path.name in told(engine)) == (True, True)
    call_command("update_index", verbosity=0)
    assert (told(engine), found("第8次改")) == ("nothing", [made[-1].key])


def test_checksums_are_there_before_what_they_are_of_is_read(article, engine, monkeypatch):
    """A process that dies at any step of a commit leaves the index as it was, or as it was to be."""
    steps = [("seal", _checksums), ("write_list", _checksums), ("clean_files", _writer)]
    for name, module in steps:
        does = getattr(module, name)

        def die(*given, does=does, name=name):
            if name != "write_list":
                does(*given)
            raise KeyboardInterrupt

        monkeypatch.setattr(module, name, die)
        article.headline = f"改到{name}"
        with suppress(KeyboardInterrupt):
            article.save()
        monkeypatch.undo()
        engine.close()
        assert (engine.state(), engine.faults()) == (State.READY, [])
        call_command("update_index", verbosity=0)
        assert (found(f"改到{name}"), told(engine)) == ([article.key], "nothing")


def test_check_index_says_that_there_is_none(engine, capsys):
    with pytest.raises(CommandError, match="rebuild_index"):
        call_command("check_index")
    assert capsys.readouterr().out.splitlines()[0] == "index: missing"


def full(*_arguments, **_options):
    raise OSError(errno.ENOSPC, "No space left on device", "/srv/index/MAIN_x.trm")


@pytest.mark.parametrize(("module", "name"), [(_writer, "replace"), (_writer, "file_lock")])
def test_on_a_full_disk_or_a_read_only_index_edits_are_saved_and_what_there_is_is_found(
    article, client, monkeypatch, caplog, module, name
):
    with monkeypatch.context() as broken:
        broken.setattr(module, name, full)
        article.headline = "改过的标题"
        article.save()
        IndexTask.objects.update(created=timezone.now() - timedelta(hours=1))
        assert (found("肉牛"), found("“改过的标题”")) == ([article.key], [])
        assert "No space left on device" in caplog.text
        health = client.get("/healthz")
        assert (health.status_code, health.json()["index"], health.json()["waiting"]) == (503, True, 1)
        with pytest.raises(CommandError, match="No space left on device"):
            call_command("update_index", verbosity=0)
        broken.setattr(_writer, "create", full)
        with pytest.raises(CommandError, match="the index before still answers"):
            call_command("rebuild_index", interactive=False, verbosity=0)
    assert found("改过的标题") == [article.key]


def test_a_segment_cut_short_under_its_reader_is_noticed(article, engine, client, monkeypatch):
    assert found("肉牛") == [article.key]
    monkeypatch.setattr(_reader, "LOOK_EVERY", 0)
    engine.opened().look_again = 0
    segment = next(engine.folder.current().glob("*.trm"))
    os.truncate(segment, segment.stat().st_size // 2)
    assert client.get("/search/", {"q": "肉牛"}).status_code == 503
    assert client.get(article.get_absolute_url()).status_code == 200
    assert engine.state() == "damaged"
    call_command("update_index", verbosity=0)
    assert found("肉牛") == [article.key]
