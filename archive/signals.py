"""What other apps may listen to: ``articles_changed`` and ``changes_done``.

``articles_changed`` is sent with ``keys`` (a list of article keys) in the transaction of every change that a reader
could find: of an article and what hangs on it, and of the page, issue and newspaper above it. Who makes very many
changes makes them within ``many_changes``: meanwhile listeners may put off what costs them as much for one change as
for a hundred, until ``changes_done`` at the latest.

Either way the record gets a new ``Version``, and with it every page a new validator. Who changes rows in bulk, past
Django's own signals, sends ``articles_changed`` or saves a record that they belong to.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.apps import AppConfig
from django.apps import apps as installed
from django.apps.registry import Apps
from django.db.models.signals import post_delete, post_migrate, post_save, pre_delete
from django.dispatch import Signal, receiver
from django.utils.translation import gettext_noop

from archive import addresses
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
    SourceText,
    Suspension,
    Teaser,
    Version,
)

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


def _renew_version(**_signal) -> None:
    Version.renew()


articles_changed.connect(_renew_version)
for _shown in (Newspaper, Issue, Page, Article, ArticlePart, Byline, Photo, Teaser, SourceText, PageImage, Suspension):
    post_save.connect(_renew_version, sender=_shown)
    post_delete.connect(_renew_version, sender=_shown)


@receiver([post_save, post_delete], sender=Article)
def _article_changed(instance: Article, **_signal) -> None:
    articles_changed.send(sender=Article, keys=[instance.key])


@receiver([post_save, post_delete], sender=ArticlePart)
@receiver([post_save, post_delete], sender=Byline)
@receiver([post_save, post_delete], sender=Photo)
def _piece_changed(instance: ArticlePart | Byline | Photo, **_signal) -> None:
    keys = list(Article.objects.filter(pk=instance.article_id).values_list("key", flat=True))
    if keys:
        articles_changed.send(sender=Article, keys=keys)


@receiver(post_save, sender=Newspaper)
@receiver(post_save, sender=Issue)
@receiver(post_save, sender=Page)
def _place_changed(sender: type, instance: Newspaper | Issue | Page, created: bool, **_signal) -> None:
    if created:
        return
    above = {Newspaper: "page__issue__newspaper", Issue: "page__issue", Page: "page"}[sender]
    keys = list(Article.objects.filter(**{above: instance}).values_list("key", flat=True))
    if keys:
        articles_changed.send(sender=Article, keys=keys)


@receiver(pre_delete, sender=Newspaper)
@receiver(pre_delete, sender=Issue)
@receiver(pre_delete, sender=Page)
@receiver(pre_delete, sender=Article)
def _record_deleted(instance: addresses.Addressed, **_signal) -> None:
    # Kept as it is written here, for readers of either language; each sees it in their own.
    addresses.retire(instance, gettext_noop("编辑已删除这里的内容。"))


@receiver(post_migrate)
def _migrated(app_config: AppConfig, apps: Apps = installed, **_signal) -> None:
    """Every start migrates: a SITE_URL that is set for the first time is entered before anything is read."""
    if app_config.label == "archive" and "archive" in apps.all_models["archive"]:  # not so after going back before it
        Archive.current()


@receiver(post_delete, sender=PageImage)
def _image_deleted(instance: PageImage, **_signal) -> None:
    instance.discard(instance.files())
