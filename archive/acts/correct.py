"""Correct what the record says, by hand: whatever is written meanwhile is one act."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from django.contrib.auth.models import AbstractUser
from django.db import models

from archive.acts.change import Changing, change
from archive.models import ChangeSet


@contextmanager
def correcting(
    articles: Collection[int] = (),
    *,
    by: AbstractUser | None,
    records: Sequence[models.Model] = (),
    kind: ChangeSet.Kind = ChangeSet.Kind.CORRECT,
) -> Iterator[Changing]:
    """One act of what is written within: to these articles (by pk), what hangs on them, and to other records' own fields.

    It begins before the first write. What the fields of ``records`` were before and after is kept for undo. Whether the
    user may do so, the caller has asked.

    >>> with correcting([article.pk], by=None):
    ...     article.save()
    """
    with change(kind, by=by) as act, act.lot():
        act.touch(articles)
        with noted(act, records):
            yield act


@contextmanager
def noted(act: Changing, records: Sequence[models.Model]) -> Iterator[None]:
    """Note for undo what the fields of the records were before what is written within, and what they are after it."""
    before = [_fields(type(record), record.pk) for record in records]
    yield
    for record, fields in zip(records, before, strict=True):
        after = _fields(type(record), record.pk)
        if changed := {name: [fields[name], after[name]] for name in fields if after and after[name] != fields[name]}:
            act.changeset.effects.setdefault("fields", {})[f"{record._meta.model_name}:{record.pk}"] = changed


def _fields(model: type[models.Model], pk: int | None) -> dict[str, str | int | bool | list | None]:
    """The record's own fields as they are stored, as JSON has them; those that follow from others are left out."""
    record = model.objects.filter(pk=pk).first()
    return {} if record is None else {field.name: as_json(record, field) for field in kept_fields(model)}


def kept_fields(model: type[models.Model]) -> list[models.Field]:
    """The fields of a record that a person may change, and with them undo."""
    return [
        field
        for field in model._meta.concrete_fields
        if (field.editable or field.name == "suspended") and not field.primary_key and not field.auto_created
    ]


def as_json(record: models.Model, field: models.Field) -> str | int | bool | list | None:
    """The field's value in a form that JSON holds; ``field.to_python`` reads it."""
    value = field.value_from_object(record)
    return value.isoformat() if hasattr(value, "isoformat") else value
