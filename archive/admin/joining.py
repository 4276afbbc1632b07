"""What comes of joining two issues into one: told before it is done."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from django.db.models import Count

from archive.models import Address, Issue


@dataclass(frozen=True, slots=True)
class Moved:
    """A page that moves: its name, its address now and then, and how many articles move with it."""

    name: str
    before: str
    after: str
    articles: int


@dataclass(frozen=True, slots=True)
class Joining:
    """What comes of joining ``other`` to ``survivor``. ``paths`` are the addresses of ``other``, which lead to it then."""

    survivor: Issue
    other: Issue
    pages: tuple[Moved, ...]
    paths: tuple[str, ...]


def joining(survivor: Issue, other: Issue) -> Joining:
    """What would come of it, as the record stands."""
    there = survivor.get_absolute_url()
    held = Address.objects.filter(path__gt=f"{there}p", path__lt=f"{there}q", page__isnull=False)
    slugs = {path.removeprefix(there).strip("/") for path in held.values_list("path", flat=True)}
    pages = list(other.pages.annotate(held_articles=Count("articles")).select_related("issue__newspaper"))
    moved = (
        Moved(page.label_display, page.get_absolute_url(), f"{there}{slug}/", page.held_articles)
        for page, slug in zip(pages, slugs_after(((page.slug, page.label) for page in pages), slugs), strict=True)
    )
    paths = Address.objects.filter(issue=other).order_by("path").values_list("path", flat=True)
    return Joining(survivor, other, tuple(moved), tuple(paths))


def slugs_after(pages: Iterable[tuple[str, str]], held: Collection[str]) -> Iterator[str]:
    """The part of its address that each page gets in the other issue, in their order; of each page its slug and label.

    A page with a number keeps it: no other has it there. One without keeps the one that it was given, unless that was
    given there too: then it gets the first that was not.

    >>> list(slugs_after([("p2", "2"), ("px1", ""), ("px3", "")], {"p1", "px1"}))
    ['p2', 'px2', 'px3']
    """
    taken = set(held)
    for slug, label in pages:
        if not label and slug in taken:
            slug = next(free for free in map("px{}".format, count(1)) if free not in taken)
        taken.add(slug)
        yield slug
