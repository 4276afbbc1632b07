"""What other apps may listen to: ``articles_changed`` and ``changes_done``.

``articles_changed`` is sent with ``keys`` (a list of article keys) in the transaction of every change that a reader
could find: of an article and what hangs on it, and of the page, issue and newspaper above it. ``fields`` are the names
of those that changed of the ``sender``, the model; None, or not given, if it was made or deleted, or if that is not
known; ``noted`` is True if the change has its number already (``archive.models.change_sequence``), ``erased`` if the articles said what
may stay in no copy of theirs. What moves from one article to another changes both. Who makes very many changes makes
them within ``many_changes``: meanwhile listeners may put off what costs them as much for one change as for a hundred,
until ``changes_done`` at the latest.

Either way the record gets a new ``RecordVersion``, and with it every page a new validator. Who changes rows in bulk, past
Django's own signals, sends ``articles_changed`` or saves the article that they belong to, as it is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.apps import AppConfig
from django.apps import apps as installed
from django.apps.registry import Apps
from django.db.models import Model
from django.db.models.signals import post_delete, post_migrate, post_save, pre_delete, pre_save
from django.dispatch import Signal, receiver
from django.utils.translation import gettext_noop

from archive.models import (
    Archive,
    Article,
    ArticlePart,
    Byline,
    Issue,
    Newspaper,
    Page,
    PageImage,
    Photo,
    RecordVersion,
    Redaction,
    SourceText,
    Suspension,
    Teaser,
    Tombstone,
    addressing,
    change_sequence,
)
from archive.models.lots import lots
from archive.models.place_standing import settle_places

articles_changed = Signal()
changes_done = Signal()
_more_to_come = ContextVar("more_to_come", default=False)


@contextmanager
def many_changes() -> Iterator[None]:
    """Say that many changes come, each in its own transaction, and when they are done, however they end."""
    before = _more_to_come.set(True)
    try:
        yield
    finally:
        _more_to_come.reset(before)
        changes_done.send(sender=Article)


def more_to_come() -> bool:
    """Whether this is one of many changes."""
    return _more_to_come.get()


def _rotate(**_signal) -> None:
    RecordVersion.rotate()


def _note(keys: list[str], *, noted: bool = False, **_signal) -> None:
    if not noted:
        change_sequence.note(keys)


articles_changed.connect(_rotate)
articles_changed.connect(_note)
_SHOWN = (
    Newspaper,
    Issue,
    Page,
    Article,
    ArticlePart,
    Byline,
    Photo,
    Teaser,
    SourceText,
    PageImage,
    Redaction,
    Suspension,
)
for _shown in _SHOWN:
    post_save.connect(_rotate, sender=_shown)
    post_delete.connect(_rotate, sender=_shown)


@receiver(pre_save, sender=Newspaper)
@receiver(pre_save, sender=Issue)
@receiver(pre_save, sender=Page)
@receiver(pre_save, sender=Article)
@receiver(pre_save, sender=ArticlePart)
@receiver(pre_save, sender=Byline)
@receiver(pre_save, sender=Photo)
def _about_to_change(sender: type[Model], instance: Model, using: str, **_signal) -> None:
    stored = sender._base_manager.using(using).filter(pk=instance.pk)
    instance._before = stored.values().first() if instance.pk else None


def _changed(instance: Model, update_fields: frozenset[str] | None) -> frozenset[str] | None:
    """The names of the fields that a save changed; None if the record is new."""
    before = instance._before
    if before is None:
        return None
    saved = [f for f in instance._meta.concrete_fields if update_fields is None or {f.name, f.attname} & update_fields]
    return frozenset(f.name for f in saved if getattr(instance, f.attname) != before[f.attname])


@receiver(post_save, sender=Article)
def _article_changed(instance: Article, update_fields: frozenset[str] | None, **_signal) -> None:
    fields = _changed(instance, update_fields)
    if instance._before is None or fields & {"page", "merged_into", "visibility", "place_suspended"}:
        _settle({instance.pk, instance.merged_into_id, (instance._before or {}).get("merged_into_id")} - {None})
    if fields is not None and fields <= {"changed"}:
        fields = None  # an article that was saved as it is says that something else about it changed
    articles_changed.send(sender=Article, keys=[instance.key], fields=fields)


@receiver(post_delete, sender=Article)
def _article_deleted(instance: Article, **_signal) -> None:
    change_sequence.bury(
        instance
    )  # not before: what hangs on it is deleted first, and each time it is heard of as it stands
    articles_changed.send(sender=Article, keys=[instance.key], fields=None)


@receiver(post_save, sender=ArticlePart)
@receiver(post_save, sender=Byline)
@receiver(post_save, sender=Photo)
def _piece_changed(
    sender: type[Model], instance: ArticlePart | Byline | Photo, update_fields: frozenset[str] | None, **_signal
) -> None:
    fields, articles = _changed(instance, update_fields), {instance.article_id} - {None}
    if instance._before:
        articles |= {instance._before["article_id"]} - {None}
    if sender is not Byline and (fields is None or fields & {"article", "page"}):
        _settle(articles)
    _send_of(sender, fields, pk__in=articles)


@receiver(post_delete, sender=ArticlePart)
@receiver(post_delete, sender=Byline)
@receiver(post_delete, sender=Photo)
def _piece_deleted(sender: type[Model], instance: ArticlePart | Byline | Photo, **_signal) -> None:
    if sender is not Byline and instance.article_id is not None:
        _settle({instance.article_id})
    _send_of(sender, None, pk=instance.article_id)


_BELOW = {Newspaper: "page__issue__newspaper", Issue: "page__issue", Page: "page"}


@receiver(post_save, sender=Newspaper)
@receiver(post_save, sender=Issue)
@receiver(post_save, sender=Page)
def _place_changed(
    sender: type[Model], instance: Newspaper | Issue | Page, update_fields: frozenset[str] | None, **_signal
) -> None:
    fields = _changed(instance, update_fields)
    if not fields:
        return
    if sender is not Newspaper and fields & {"issue", "suspended"}:
        _settle(instance)
    articles = {_BELOW[sender]: instance}
    change_sequence.note_moved(Article.objects.filter(**articles))
    if "slug" in fields and sender is Newspaper:
        Tombstone.objects.filter(newspaper=instance._before["slug"]).update(newspaper=instance.slug)
    _send_of(sender, fields, noted=True, **articles)


def _settle(found: set[int] | Page | Issue) -> None:
    for lot in lots(settle_places(found)):
        _send_of(Article, frozenset({"place_suspended"}), pk__in=lot)


def _send_of(sender: type[Model], fields: frozenset[str] | None, *, noted: bool = False, **articles) -> None:
    keys = list(Article.objects.filter(**articles).values_list("key", flat=True))
    if keys:
        articles_changed.send(sender=sender, keys=keys, fields=fields, noted=noted)


@receiver(pre_delete, sender=Newspaper)
@receiver(pre_delete, sender=Issue)
@receiver(pre_delete, sender=Page)
@receiver(pre_delete, sender=Article)
def _record_deleted(instance: addressing.Addressed, **_signal) -> None:
    # Kept as it is written here, for readers of either language; each sees it in their own.
    addressing.retire(instance, gettext_noop("编辑已删除这里的内容。"))


@receiver(post_migrate)
def _migrated(app_config: AppConfig, apps: Apps = installed, **_signal) -> None:
    """Every start migrates: a SITE_URL that is set for the first time is entered before anything is read."""
    if app_config.label != "archive":
        return
    migrated = apps.all_models["archive"].get("archive")
    # Not so after going back to where the table, or a column of it, was not there yet.
    if migrated and {f.name for f in migrated._meta.fields} == {f.name for f in Archive._meta.fields}:
        Archive.current()


@receiver(post_delete, sender=PageImage)
def _image_deleted(instance: PageImage, **_signal) -> None:
    instance.discard(instance.files())
