"""What acts were done to, by name: an article's key, a version as ``key?revision=2``, any other record as ``issue:7``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import models

from archive.models import Article, ArticleVersion, ChangeSet, Issue, Redaction
from archive.models.addressing import Addressed


def affected(changesets: Iterable[ChangeSet]) -> dict[int, list[str]]:
    """By pk of these acts, what each was done to, or made: articles first, each name once."""
    acts = {changeset.pk: changeset for changeset in changesets}
    found: dict[int, dict[str, None]] = {pk: {} for pk in acts}
    for model in (Article, ArticleVersion):
        for pk, key in model.objects.filter(changeset__in=acts).order_by("key").values_list("changeset", "key"):
            found[pk][key] = None
    for pk, changeset in acts.items():
        found[pk].update(dict.fromkeys(_named_in(changeset.effects)))
    redacting = [pk for pk, changeset in acts.items() if changeset.kind == ChangeSet.Kind.REDACT]
    redactions = Redaction.objects.filter(changeset__in=redacting).order_by("pk")
    for pk, redaction in redactions.values_list("changeset", "pk"):
        found[pk][f"redaction:{redaction}"] = None
    return {pk: list(names) for pk, names in found.items()}


def _named_in(effects: dict) -> Iterator[str]:
    for effect in ("standing", "reviewed", "merged"):
        yield from effects.get(effect, {}).get("after", ())
    yield from effects.get("deleted", ())
    for effect in ("merged_issue", "parted_issue"):
        if issues := effects.get(effect):
            yield from (f"issue:{issues['survivor']}", f"issue:{issues['other']}")
    yield from effects.get("fields", ())
    yield from (f"{key}?revision={number}" for key, number, *_closed in effects.get("closed", ()))
    yield from (f"redaction:{pk}" for deed in ChangeSet.OF_REDACTIONS for pk in effects.get(deed, ()))


def called(changeset: ChangeSet) -> dict[str, tuple[str, str]]:
    """By name of each record other than an article or version that the act was done to, what it is called and its address:
    of a redaction those of its page, never its words."""
    found = {}
    former = former_issue(changeset.effects)
    for name in affected([changeset])[changeset.pk]:
        model_name, sign, pk = name.partition(":")
        if not sign:
            continue
        model = apps.get_model("archive", model_name)
        record: models.Model | None = model.objects.filter(pk=pk).first()
        if isinstance(record, Redaction):
            record = record.page
        elif record is None and former is not None and name == f"issue:{former.pk}":
            record = former
        found[name] = (str(record or ""), record.get_absolute_url() if isinstance(record, Addressed) else "")
    return found


def former_issue(effects: dict) -> Issue | None:
    """The issue that an act made one with another, or that was, as it was before; None if it did nothing of that."""
    merged = effects.get("merged_issue") or effects.get("parted_issue")
    if merged is None:
        return None
    issue = Issue(pk=merged["other"])
    for field in Issue._meta.concrete_fields:
        if field.name in merged["fields"]:
            setattr(issue, field.attname, field.to_python(merged["fields"][field.name]))
    return issue
