"""Stretches of a received text as sets of its characters. Pure.

A span is a list or tuple that begins with where it starts and ends; what more it holds, such as a role, goes with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Span = Sequence[Any]
Stretches = list[tuple[int, int]]  # sorted, none touching another


def union(*spans: Iterable[Span]) -> Stretches:
    """All the characters of all the spans.

    >>> union([[5, 9, "body"], [0, 2]], [(2, 3)])
    [(0, 3), (5, 9)]
    """
    found: Stretches = []
    for start, end in sorted((span[0], span[1]) for each in spans for span in each):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        elif start < end:
            found.append((start, end))
    return found


def common(one: Stretches, other: Stretches) -> Stretches:
    """The characters that are in both.

    >>> common([(0, 5), (8, 9)], [(3, 20)])
    [(3, 5), (8, 9)]
    """
    found: Stretches = []
    at = 0
    for start, end in one:
        while at < len(other) and other[at][1] <= start:
            at += 1
        here = at
        while here < len(other) and other[here][0] < end:
            found.append((max(start, other[here][0]), min(end, other[here][1])))
            here += 1
    return found


def without(spans: Iterable[Span], taken: Stretches) -> list[list[Any]]:
    """The spans, each with all that it holds, less the characters taken.

    >>> without([[0, 9, "body"]], [(3, 5)])
    [[0, 3, 'body'], [5, 9, 'body']]
    """
    left = []
    for start, end, *rest in spans:
        for from_, to in common([(start, end)], taken):
            if start < from_:
                left.append([start, from_, *rest])
            start = to
        if start < end:
            left.append([start, end, *rest])
    return left


def less(one: Stretches, other: Stretches) -> Stretches:
    """The characters of the one that are not in the other."""
    return [(start, end) for start, end in without(one, other)]


def size(stretches: Stretches) -> int:
    return sum(end - start for start, end in stretches)


def is_blank(stretches: Stretches, text: str) -> bool:
    """Whether nothing but spaces stands there. What is beyond the text, of which nothing is known, is something.

    >>> is_blank([(1, 2)], "甲 乙"), is_blank([(2, 9)], "甲 乙 ")
    (True, False)
    """
    return all(end <= len(text) and not text[start:end].strip() for start, end in stretches)
