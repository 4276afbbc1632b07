"""The role of each line of a page of paragraphs, all of them decided together by weights (``role_chain``)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from archive.parsing.decide.line_kinds import Item, LineRole
from archive.parsing.decide.line_signs import signs_of
from archive.parsing.decide.role_chain import Chain, Decision, chain_in

TABLE = "line_roles.tsv"
_LEAST = 16  # lines of a page from which its customs can be told


def suffice(items: Sequence[Item]) -> bool:
    """Whether there are enough lines to be weighed. What was learned is how the lines of whole pages are set: of a few
    lines by themselves it says too little."""
    return len(items) >= _LEAST


def decide(items: Sequence[Item]) -> list[Decision[LineRole]]:
    """The role of each item of a page, in order."""
    return chain().decide(signs_of(items))


@cache
def chain() -> Chain[LineRole]:
    """The weights of the project."""
    return chain_in(TABLE, tuple(LineRole))
