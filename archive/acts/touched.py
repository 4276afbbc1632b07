"""Which articles a person acted on: what no import ever takes back."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from archive.models import Article, ArticleVersion, ChangeSet, Tombstone, Visibility
from archive.models.lots import lots

# Nothing but an act of a person suspends, reviews, or withdraws for another reason than what an import did or its undo.
_BY_HAND = (
    Q(touched=True)
    | Q(reviewed=True)
    | Q(visibility=Visibility.SUSPENDED)
    | Q(visibility=Visibility.WITHDRAWN) & (Q(withdrawn_kind=None) | ~Q(withdrawn_kind__in=Tombstone.BY_IMPORT))
)


def touched(pks: Collection[int]) -> set[int]:
    """Those of the articles that a person edited, reviewed, split, joined, took apart, moved, withdrew or brought back.

    Every act by a person marks what it touches and makes. Of what was done before acts were kept, ``fill_record`` marks
    the articles that differ from what was read.
    """
    return {
        pk
        for lot in lots(sorted(pks))
        for pk in Article.objects.filter(_BY_HAND, pk__in=lot).values_list("pk", flat=True)
    }


def taken_apart(keys: Collection[str]) -> dict[str, set[int]]:
    """By key of these articles, the ChangeSets of persons by which it was taken apart from another."""
    found: dict[str, set[int]] = {}
    kinds = (ChangeSet.Kind.TAKE_APART, ChangeSet.Kind.UNDO)
    for lot in lots(sorted(keys)):
        for model in (Article, ArticleVersion):
            rows = model.objects.filter(key__in=lot, changeset__kind__in=kinds, changeset__by__isnull=False)
            for key, changeset in rows.values_list("key", "changeset"):
                found.setdefault(key, set()).add(changeset)
    return found
