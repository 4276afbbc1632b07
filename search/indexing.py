"""Keeping the index true to the record: tasks, whose turn it is to write them, rebuilding.

Whatever changes an article writes an IndexTask in the same transaction. After the commit whoever made the change tries
the writer's lock and writes all that is queued; who does not get it may leave, since the holder looks again after
letting go. Of many changes, such as an import's, those of a second are written at once. If a process dies in between,
its tasks stay, and the next change, search or command writes them.

What is redacted may stay in no file of the index. A task that says so has every segment written anew in which its article
stood before, in the index that is being built, too.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Set
from datetime import timedelta
from functools import partial
from math import inf
from time import monotonic
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import timezone

from archive.models import Article, after_commit
from archive.signals import more_to_come
from search.engine import Build, BuildError, IndexUnavailable, IndexUnwritable, SearchEngine, State, engine_of
from search.index_check import check
from search.models import IndexTask
from search.search_indexes import MADE_OF, ArticleIndex, article_index

BATCH = 500  # tasks of one commit to the index
CHUNK = 500  # articles fetched at a time
OVERDUE = timedelta(seconds=1)  # a task this old was left behind: whoever searches writes it first
PATIENCE = 1  # seconds that an editor or a searcher writes what others queue: those who go on queueing go on writing
TURN_WAIT = 60  # seconds that a rebuild waits for others to let go

LOG = logging.getLogger(__name__)


class RebuildError(Exception):
    """The index was not rebuilt; the one before still answers."""


def enqueue(
    keys: Iterable[str],
    sender: type[Model] = Article,
    fields: Set[str] | None = None,
    erased: bool = False,
    **_signal: Any,
) -> None:
    """Note that these articles changed, in the transaction of the change; write them after its commit.

    ``fields`` are those that changed of the ``sender``, None if any may have: nothing to note if the index holds none.
    If words of theirs were ``erased``, no file of the index may keep what it holds of them now.
    """
    if fields is not None and fields.isdisjoint(MADE_OF[sender]):
        return
    tasks = [IndexTask(key=key, erases=erased or None) for key in keys]
    IndexTask.objects.bulk_create(tasks, batch_size=BATCH)
    after_commit.once(_drain_after_commit)


def finish(**_signal: Any) -> None:
    """After many changes: write all that is queued still."""
    after_commit.once(_drain_wholly)


def _drain_wholly() -> None:
    _drain_after_commit(seconds=inf)


def _drain_after_commit(seconds: float = PATIENCE) -> None:
    """The record is saved whatever becomes of the index now: what could not be written stays queued."""
    try:
        if more_to_come():
            drain_overdue()
        else:
            drain(seconds=seconds)
    except (IndexUnavailable, IndexUnwritable) as problem:
        LOG.warning("changes wait: %s", problem)


def drain(using: str = "default", seconds: float = inf) -> None:
    """Write what is queued, unless another is doing so; begin nothing more after so many ``seconds``.

    Raises IndexUnavailable if there is no index to write to, IndexUnwritable if it cannot be written.
    """
    engine, index = engine_of(using), article_index(using)
    waiting = IndexTask.objects.filter(written=False)
    end = monotonic() + seconds
    while waiting.exists() and monotonic() < end:
        with engine.lock("write") as held:
            if not held:
                return
            state = engine.state()
            if state == State.MISSING:
                _begin_with_the_queue(engine)
            elif state != State.READY:
                if erased := _erased(waiting.filter(erases=True)):
                    engine.remove_current()  # it answers nothing, and is built anew from the record
                    _erase_in_unfinished(engine, erased)
                raise IndexUnavailable(state)
            while monotonic() < end and (tasks := list(waiting[:BATCH])):
                _write(engine, index, tasks)
                if erased := _erased(tasks):
                    engine.erase(erased)
                    _erase_in_unfinished(engine, erased)
                done = IndexTask.objects.filter(pk__in=[task.pk for task in tasks])
                # An index that was begun before this change must have it too.
                if engine.is_building():
                    done.update(written=True)
                else:
                    done.delete()


def drain_overdue() -> None:
    """Write what has waited long: left behind by a process that died or while another wrote, or one of many changes.

    The first that was queued tells, whatever the clock said: one of a time to come was queued before that was set back.
    """
    first = IndexTask.objects.filter(written=False).values_list("created", flat=True).first()
    if first is not None and not timedelta(0) <= timezone.now() - first <= OVERDUE:
        try:
            drain(seconds=PATIENCE)
        except IndexUnwritable as problem:  # what there is can be searched all the same
            LOG.warning("changes wait: %s", problem)


def rebuild(
    using: str = "default", chunk: int = CHUNK, progress: Callable[[int, int], None] | None = None, anew: bool = False
) -> int:
    """Build the index anew beside the one that answers, put it in its place, and say how many articles it holds.

    A build that was interrupted goes on, unless ``anew``. Changes made meanwhile go to both. ``progress`` is told how
    many articles of how many were read. Raises RebuildError, leaving all as it was, if another rebuild is running, if
    the writer's turn does not come, or if the new index does not hold what the record holds.
    """
    try:
        return _rebuild(engine_of(using), article_index(using), using, chunk, progress, anew)
    except (BuildError, IndexUnwritable, OSError) as error:
        raise RebuildError(str(error)) from error


def _rebuild(
    engine: SearchEngine,
    index: ArticleIndex,
    using: str,
    chunk: int,
    progress: Callable[[int, int], None] | None,
    anew: bool,
) -> int:
    with engine.lock("rebuild", wait=TURN_WAIT) as held:
        if not held:
            raise RebuildError("another process is rebuilding the index")
        build = None if anew else engine.unfinished()
        if build is None:
            IndexTask.objects.filter(written=True).delete()  # what an index that was discarded would have needed
            build = engine.begin()
        articles = index.index_queryset(using=using)
        total, done = articles.count(), articles.filter(pk__lte=build.last).count()
        in_chunks = _in_chunks(articles, build.last, chunk, partial(_told, build, progress, done, total))
        build.add(map(index.full_prepare, in_chunks), total - done)
        with engine.lock("write", wait=TURN_WAIT) as held:
            if not held:
                raise RebuildError("another process has been writing to the index for too long")
            size = _catch_up(engine, build, index)
            build.make_current()
    return size


def _told(build: Build, progress: Callable[[int, int], None] | None, done: int, total: int, added: int) -> None:
    """After a chunk: tell how far the build is, and take out of it what is to be erased meanwhile."""
    if progress:
        progress(done + added, total)
    _take_out(build, _erased(IndexTask.objects.filter(erases=True)))


def bring_up_to_date(
    using: str = "default", thorough: bool = True, progress: Callable[[int, int], None] | None = None
) -> tuple[int, bool]:
    """Build the index if there is none that can be used, else write what is queued and what ``check`` finds wrong; if not
    ``thorough``, only compare the keys, and these only if their numbers differ.

    Returns how many articles it holds, and whether it was rebuilt. Raises RebuildError.
    """
    engine = engine_of(using)
    if engine.state() != State.READY or (thorough and engine.faults()):
        return rebuild(using, progress=progress), True
    try:
        drain(using)
        if thorough or engine.count() != Article.objects.public().count():
            found = check(using, sample=None if thorough else 0)
            enqueue([*found.missing, *found.surplus, *found.different])
            drain(using)
        return engine.count(), False
    except IndexUnwritable as error:
        raise RebuildError(str(error)) from error


def _begin_with_the_queue(engine: SearchEngine) -> None:
    """An installation's first index may begin empty only if the queue will fill it: if every article is in it."""
    queued = IndexTask.objects.values("key")
    if Article.objects.public().exclude(key__in=queued).exists():
        raise IndexUnavailable(State.MISSING)
    with engine.lock("rebuild") as held:
        if held:
            engine.begin().make_current()


def _write(into: SearchEngine | Build, index: ArticleIndex, tasks: Iterable[IndexTask]) -> None:
    """Write the articles of the tasks as they stand now; those that nobody may see are taken out."""
    keys = {task.key for task in tasks}
    articles = index.index_queryset().filter(key__in=keys).order_by("pk")
    into.replace(map(index.full_prepare, articles), keys)


def _erased(tasks: Iterable[IndexTask]) -> set[str]:
    """The articles of which no file may keep what the index held before."""
    return {task.key for task in tasks if task.erases}


def _erase_in_unfinished(engine: SearchEngine, keys: set[str]) -> None:
    """Erase in an index whose building was interrupted; one that is being built does so itself, as it goes on."""
    with engine.lock("rebuild") as held:
        if held and (build := engine.unfinished()):
            build.discard_parts()
            _take_out(build, keys)
        elif held:
            engine.discard_unfinished()


def _take_out(build: Build, keys: set[str]) -> None:
    """Take articles out of an index begun, and out of its files; they are added again when it catches up."""
    if keys:
        build.replace((), keys)
        build.erase(keys)


def _catch_up(engine: SearchEngine, build: Build, index: ArticleIndex) -> int:
    """Write to the index being built what changed meanwhile, until it holds what the record holds."""
    for _again in range(5):
        while tasks := list(IndexTask.objects.all()[:BATCH]):
            _write(build, index, tasks)
            if erased := _erased(tasks):
                build.erase(erased)
            IndexTask.objects.filter(pk__in=[task.pk for task in tasks]).delete()
        size, public = build.size(), Article.objects.public().count()
        if size == public:
            return size
    engine.discard_unfinished()
    raise RebuildError(f"the new index holds {size} articles, the record {public}")


def _in_chunks(articles: QuerySet[Article], last: int, size: int, progress: Callable[[int], None]) -> Iterator[Article]:
    """The articles after number ``last``, in order of their numbers."""
    done = 0
    while chunk := list(articles.filter(pk__gt=last).order_by("pk")[:size]):
        yield from chunk
        done, last = done + len(chunk), chunk[-1].pk
        progress(done)
