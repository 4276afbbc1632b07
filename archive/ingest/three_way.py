"""What an article that a person touched becomes when its text is read again, field by field, block by block. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from archive.ingest.differences import BLOCKS, BYLINES, Differences
from archive.ingest.merge_lists import BEFORE, NOW, RECORD, Group, Link, Merged, Node, by_wording, merge
from archive.ingest.plain_values import Item, said, words_of
from archive.ingest.plan_values import StoredArticle
from archive.spans import intervals
from archive.spans.alignment import Block
from archive.spans.intervals import Stretches

Signature = list[str]  # name, role, affiliation, kind
# What joining an article with its tail decides, not the reading of one page.
JOINED_FIELDS = ("completeness",)


def merged_fields(
    stored: StoredArticle, before: Item, now: Item, differences: Differences, fixed: Collection[str] = ()
) -> dict[str, Any]:
    """What changes of the fields. What a person wrote otherwise than it is read now stands, and is noted; so do those
    that are ``fixed``."""
    changes = {}
    for name, value in now.fields.items():
        record = stored.fields.get(name)
        if value == record or (stored.joined and name in JOINED_FIELDS):
            continue
        was = before.fields.get(name, record)
        if record == was and name not in fixed:
            changes[name] = value
        elif name != "order" and (value != was or differences.stood(stored.key, name)):
            differences.note(stored.key, name)
    return changes


def merged_bylines(stored: StoredArticle, before: Item, now: Item, differences: Differences) -> list[Signature]:
    """Who signed the article: nobody is taken off it. Of one that is joined with others, that follows from all of them."""
    if stored.joined:
        return stored.bylines
    merged = merge_people(
        before.bylines,
        now.bylines,
        stored.bylines,
        keeps=lambda group: not group.now,
        is_open=lambda _group: differences.stood(stored.key, BYLINES),
    )
    if merged.refused:
        differences.note(stored.key, BYLINES)
    return merged.values


def merge_people(
    before: list[Signature],
    now: list[Signature],
    record: list[Signature],
    **held: Callable[[Group[Signature]], bool],
) -> Merged[Signature]:
    """Who signed an article, person by person; ``held`` as for ``merge``."""
    names = [[person[0] for person in people] for people in (before, now, record)]
    links = by_wording(names[BEFORE], names[NOW], (BEFORE, NOW))
    links += by_wording(names[BEFORE], names[RECORD], (BEFORE, RECORD))
    places = {name: index for index, name in enumerate(names[RECORD])}
    links += [((NOW, index), (RECORD, places[name])) for index, name in enumerate(names[NOW]) if name in places]
    return merge(before, now, record, links, said=tuple, **held)


def merged_blocks(
    stored: StoredArticle, before: Item, now: Item, differences: Differences, keeps: Callable[[Group[Block]], bool]
) -> Merged[Block]:
    """The body: ``keeps`` as for ``merge``, of groups of blocks."""
    lists = {BEFORE: before.blocks, NOW: now.blocks, RECORD: stored.blocks}
    merged = merge(
        before.blocks,
        now.blocks,
        stored.blocks,
        _links(lists),
        said=said,
        keeps=keeps,
        is_open=lambda group: differences.stood(stored.key, BLOCKS, places([*group.now, *group.record])),
    )
    for group in merged.refused:
        differences.note(stored.key, BLOCKS, places(group.now) or places(group.record))
    return merged


def places(blocks: Iterable[Block]) -> Stretches:
    """Where these blocks stand, as far as that is known."""
    return intervals.union(*(block.get("spans", ()) for block in blocks))


def _links(lists: dict[int, list[Block]]) -> list[Link]:
    """What of the blocks stands in the same place of the text; where that is not known, what says the same."""
    links = []
    for one, other in ((BEFORE, NOW), (BEFORE, RECORD), (NOW, RECORD)):
        links += _by_place(lists, one, other)
        unplaced = {
            (which, i) for which in (one, other) for i, block in enumerate(lists[which]) if not block.get("spans")
        }
        if not unplaced:
            continue
        mine, theirs = words_of(lists[one]), words_of(lists[other])
        if one == BEFORE:
            pairs = by_wording(mine, theirs, (one, other))
        else:
            at = {each: index for index, each in enumerate(theirs)}
            pairs = [((one, index), (other, at[each])) for index, each in enumerate(mine) if each in at]
        links += [pair for pair in pairs if not unplaced.isdisjoint(pair)]
    return links


def _by_place(lists: dict[int, list[Block]], one: int, other: int) -> list[Link]:
    """The blocks of the two lists that share characters; within a list none do."""
    placed = sorted(
        (start, end, which, index)
        for which in (one, other)
        for index, block in enumerate(lists[which])
        for start, end in block.get("spans", ())
    )
    links: list[Link] = []
    reach, holder = {one: -1, other: -1}, dict[int, Node]()
    for start, end, which, index in placed:
        rival = other if which == one else one
        if start < reach[rival]:
            links.append(((which, index), holder[rival]))
        if end > reach[which]:
            reach[which], holder[which] = end, (which, index)
    return links
