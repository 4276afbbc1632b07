"""What acts were done to, by name: an article's key, a version as ``key?revision=2``, any other record as ``issue:7``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archive.models import Article, ArticleVersion, ChangeSet, Redaction


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
