"""Three-way merging of lists: what the parser read before, what it reads now, and what the record has made of it. Pure.

What hangs together is merged together: a value with those of the other lists that it stands for. Where the record still
says what was read before, it says what is read now; where a person has written otherwise, that stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Generic, TypeVar

_T = TypeVar("_T")
BEFORE, NOW, RECORD = 0, 1, 2
Node = tuple[int, int]  # which of the three lists, and the index in it
Link = tuple[Node, Node]
_MOST = 2000  # values of a list that are compared one by one


@dataclass(frozen=True, slots=True)
class Merged(Generic[_T]):
    values: list[_T]
    refused: list[Group[_T]] = field(default_factory=list)  # where what is read now does not stand


@dataclass(frozen=True, slots=True)
class Group(Generic[_T]):
    """Values of the three lists that stand for each other."""

    before: list[_T]
    now: list[_T]
    record: list[_T]


def merge(
    before: Sequence[_T],
    now: Sequence[_T],
    record: Sequence[_T],
    links: Iterable[Link],
    *,
    said: Callable[[_T], object],
    keeps: Callable[[Group[_T]], bool] = lambda _group: False,
    is_open: Callable[[Group[_T]], bool] = lambda _group: False,
) -> Merged[_T]:
    """The record's list with what is new in ``now``, in the record's order.

    ``links`` say what stands for what, ``said`` what of a value counts. ``keeps`` may hold back a change that nothing a
    person wrote stands against; ``is_open`` says of a group that it was refused before, and still is to be counted.
    """
    lists = before, now, record
    groups = _groups(lists, links)
    taken, refused = _decided(groups, lists, said, keeps, is_open)
    values = _in_order(groups, lists, taken)
    return Merged(values, refused)


def by_wording(one: Sequence[object], other: Sequence[object], lists: tuple[int, int]) -> list[Link]:
    """Links between the values of two lists that are equal, or stand in each other's place between such."""
    mine, their = lists
    if max(len(one), len(other)) > _MOST:
        return [((mine, 0), (their, index)) for index in range(len(other))] + [
            ((mine, index), (their, 0)) for index in range(len(one))
        ]
    links: list[Link] = []
    for change, start, end, first, last in SequenceMatcher(None, one, other).get_opcodes():
        if change == "equal" or end - start == last - first:
            pairs = list(zip(range(start, end), range(first, last), strict=True))
        else:
            pairs = [(a, b) for a in range(start, end) for b in range(first, last)]
        links += [((mine, a), (their, b)) for a, b in pairs]
    return links


def _groups(lists: tuple[Sequence[_T], ...], links: Iterable[Link]) -> dict[Node, list[Node]]:
    """The nodes that hang together with each."""
    near: dict[Node, list[Node]] = defaultdict(list)
    for one, other in links:
        near[one].append(other)
        near[other].append(one)
    groups: dict[Node, list[Node]] = {}
    for node in ((which, index) for which, values in enumerate(lists) for index in range(len(values))):
        if node in groups:
            continue
        group: list[Node] = []
        todo = [node]
        groups[node] = group
        while todo:
            one = todo.pop()
            group.append(one)
            for other in near[one]:
                if other not in groups:
                    groups[other] = group
                    todo.append(other)
        group.sort()
    return groups


def _decided(
    groups: dict[Node, list[Node]],
    lists: tuple[Sequence[_T], ...],
    said: Callable[[_T], object],
    keeps: Callable[[Group[_T]], bool],
    is_open: Callable[[Group[_T]], bool],
) -> tuple[set[int], list[Group[_T]]]:
    """The groups (by identity) that are as read now, and what of the others is refused."""
    taken: set[int] = set()
    refused: list[Group[_T]] = []
    for nodes in {id(nodes): nodes for nodes in groups.values()}.values():
        group = Group(*([lists[which][i] for which, i in nodes if which == part] for part in (BEFORE, NOW, RECORD)))
        before, now, record = ([said(value) for value in values] for values in (group.before, group.now, group.record))
        if now == record or (record == before and not keeps(group)):
            taken.add(id(nodes))
        elif now != before or is_open(group):
            refused.append(group)
    return taken, refused


def _in_order(groups: dict[Node, list[Node]], lists: tuple[Sequence[_T], ...], taken: set[int]) -> list[_T]:
    last_in_record = {id(groups[RECORD, index]): index for index in range(len(lists[RECORD]))}
    after: dict[int, list[_T]] = defaultdict(list)  # index in the record -> what is added after it
    anchor = -1
    added = set()
    for index in range(len(lists[NOW])):
        group = groups[NOW, index]
        if id(group) in last_in_record:
            anchor = last_in_record[id(group)]
        elif id(group) in taken and id(group) not in added:
            added.add(id(group))
            after[anchor] += [lists[NOW][i] for which, i in group if which == NOW]
    values, done = list(after[-1]), set()
    for index, value in enumerate(lists[RECORD]):
        group = groups[RECORD, index]
        if id(group) not in taken:
            values.append(value)
        elif id(group) not in done:
            done.add(id(group))
            values += [lists[NOW][i] for which, i in group if which == NOW]
        values += after[index]
    return values
