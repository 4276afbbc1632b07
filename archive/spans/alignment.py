"""Where in the received text the blocks of a body stand, those that an editor wrote too. Pure: no Django.

Words are compared without the spaces and line ends between them: a block is rejoined, the text is not.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import Any

from archive.spans.intervals import Span

_ALIKE = 0.6  # of the characters of both, in order: less is no correction of the same words
_COMPARED = 2000  # characters of either side; longer ones are found only where they stand word by word
_LOOKS = 20  # at further occurrences of words that stand somewhere else already
_MOST_BLOCKS = 2000

Block = dict[str, Any]  # with type, text, and spans where its place is known


def placed(blocks: Sequence[Block], before: Sequence[Block], text: str, spans: Iterable[Span] = ()) -> list[Block]:
    """``blocks`` as they stand after an edit of ``before``, each with its place.

    What was not edited is the block as it was, with all that it held. A block put in the place of one stands where that
    stood, one of several put in the place of several where their words are, and one that is new where ``spans`` have
    its words. A block that is found nowhere has no ``spans``.

    >>> placed([{"type": "paragraph", "text": "甲乙"}], [], "题\\n甲\\n乙", [[0, 5]])
    [{'type': 'paragraph', 'text': '甲乙', 'spans': [[2, 5]]}]
    """
    if max(len(blocks), len(before)) > _MOST_BLOCKS:
        return _found(blocks, before, _Place(text, spans))
    same = SequenceMatcher(None, [_said(block) for block in before], [_said(block) for block in blocks])
    result: list[Block] = []
    anywhere = _Place(text, spans)
    for change, start, end, first, last in same.get_opcodes():
        if change == "equal":
            result += before[start:end]
            continue
        old = before[start:end]
        here = _Place(text, [span for block in old for span in block.get("spans", ())]) if old else anywhere
        result += _found(blocks[first:last], old, here)
    return result


def _found(blocks: Sequence[Block], before: Sequence[Block], here: _Place) -> list[Block]:
    if len(blocks) == len(before):
        places = [block.get("spans") for block in before]
    else:
        places = [here.of(block["text"]) for block in blocks]
    return [
        {"type": block["type"], "text": block["text"]} | ({"spans": spans} if spans else {})
        for block, spans in zip(blocks, places, strict=True)
    ]


def _said(block: Block) -> tuple[str, str]:
    return block["type"], block["text"]


class _Place:
    """Some stretches of a text, in which words are looked for one after the other."""

    def __init__(self, text: str, spans: Iterable[Span]) -> None:
        self.text = text
        inside = sorted((max(0, start), min(end, len(text))) for start, end, *_role in spans)
        self.offsets = [at for start, end in inside for at in range(start, end) if not text[at].isspace()]
        self.letters = "".join(text[at] for at in self.offsets)
        self.used: list[tuple[int, int]] = []  # in order
        self.after = 0

    def of(self, words: str) -> list[list[int]]:
        """The spans of the words: those not found for others before; [] if there are none."""
        wanted = "".join(words.split())
        found = (self._exact(wanted) or self._alike(wanted)) if wanted and self.letters else None
        if found is None:
            return []
        insort(self.used, found)
        self.after = found[1]
        return self._spans(*found)

    def _exact(self, wanted: str) -> tuple[int, int] | None:
        at = self.letters.find(wanted, self.after)
        if at >= 0 and self._is_free(at, at + len(wanted)):
            return at, at + len(wanted)
        at = -1
        for _look in range(_LOOKS):
            at = self.letters.find(wanted, at + 1)
            if at < 0:
                return None
            if self._is_free(at, at + len(wanted)):
                return at, at + len(wanted)
        return None

    def _alike(self, wanted: str) -> tuple[int, int] | None:
        rest = self.letters[self.after :]
        if max(len(rest), len(wanted)) > _COMPARED:
            return None
        same = [block for block in SequenceMatcher(None, rest, wanted).get_matching_blocks() if block.size]
        if not same:
            return None
        start, end = same[0].a, same[-1].a + same[-1].size
        if sum(block.size for block in same) < _ALIKE * max(end - start, len(wanted)):
            return None
        start, end = self.after + start, self.after + end
        return (start, end) if self._is_free(start, end) else None

    def _is_free(self, first: int, last: int) -> bool:
        at = bisect_left(self.used, (first, first))
        return (at == 0 or self.used[at - 1][1] <= first) and (at == len(self.used) or last <= self.used[at][0])

    def _spans(self, first: int, last: int) -> list[list[int]]:
        spans: list[list[int]] = []
        for at in self.offsets[first:last]:
            if spans and (spans[-1][1] == at or self.text[spans[-1][1] : at].isspace()):
                spans[-1][1] = at + 1
            else:
                spans.append([at, at + 1])
        return spans
