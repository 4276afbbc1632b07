"""What of a received text is not read: it is ▇ before the parser sees it, so that nothing that is made of it can say it.

Numbers of identity cards and bank cards are redacted in every text that is received for the first time. A text that takes
over a page inherits what is redacted of those that the page had before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from archive.ingest import personal_numbers
from archive.models import Redaction, SourceText, Tombstone, disclosure
from archive.receive.sources import PageSource
from archive.spans.masking import SHORTEST, masked

_AROUND = 12  # units on either side by which the surroundings of words are known again
_ALIKE = 0.5  # of them must be the same
_MOST_LONGER = 8  # units: so many more than before may stand between the same surroundings


class Unsure(Exception):
    """It cannot be told where in a text what is redacted of its page stands; the message says so to an editor."""


def readable(source: PageSource, text: SourceText | None) -> PageSource:
    """What is read of a received text. ``text`` is its record, None if there is none: what is stored is read, not what
    came again, for something may have been erased from it since."""
    if text is None or not text.encoding:
        read = masked(source.text, personal_numbers.found(source.text))
    else:
        read = disclosure.redacted(text, Redaction.Reach.EVERYWHERE)
    return source if read == source.text else replace(source, text=read, identity=source.sha256)


def without(source: PageSource, redactions: Iterable[Redaction]) -> PageSource:
    """The text without what these redactions hide everywhere."""
    everywhere = (each for each in redactions if each.reach == Redaction.Reach.EVERYWHERE)
    read = masked(source.text, ((each.start, each.end) for each in everywhere))
    return replace(source, text=read, identity=source.sha256)


def enter_numbers(text: SourceText) -> None:
    """Note the numbers that were not read of a text that is new."""
    enter(
        (
            Redaction(start=start, end=end, kind=Tombstone.Kind.PERSONAL, reach=Redaction.Reach.EVERYWHERE)
            for start, end in personal_numbers.found(text.text)
        ),
        text,
    )


def enter(redactions: Iterable[Redaction], text: SourceText) -> None:
    """Note what was not read of a text, or is hidden in it."""
    rows = list(redactions)
    for row in rows:
        row.source, row.page = text, text.page
    Redaction.objects.bulk_create(rows)


def inherited(page: int, source: PageSource) -> list[Redaction]:
    """What is redacted of the texts that the page had before, as redactions, not stored yet, of one that takes it over.

    Raises Unsure if one of them is not found again, neither by its words nor by what stands round it.
    """
    fold = import_string(settings.FOLDING_PLACES)
    new = fold(source.text)
    found: dict[tuple[int, int, str], Redaction] = {}
    for text in SourceText.objects.filter(page=page).exclude(sha256=source.sha256).exclude(encoding=""):
        standing = list(text.redactions.standing())
        if not standing:
            continue
        old = fold(text.text)
        places = _Places(old, new)
        for each in standing:
            place = places.of(each.start, each.end)
            if place is None:
                raise Unsure(_("无法确定已遮盖的文字在新文本中的位置，请核对"))
            if place[0] < place[1]:
                found[*place, each.reach] = Redaction(
                    start=place[0],
                    end=place[1],
                    kind=each.kind,
                    reach=each.reach,
                    by=each.by,
                    **{edge: getattr(each, edge) for edge in ("left", "top", "right", "bottom")},
                )
    return list(found.values())


class _Places:
    """Where what stands in one text of a page stands in another."""

    def __init__(self, old: Sequence[Any], new: Sequence[Any]) -> None:
        self._old, self._new = old, new
        self._was, self._is = [unit.text for unit in old], [unit.text for unit in new]
        blocks = SequenceMatcher(None, self._was, self._is, autojunk=False).get_matching_blocks()
        self._now = {block.a + at: block.b + at for block in blocks for at in range(block.size)}

    def of(self, start: int, end: int) -> tuple[int, int] | None:
        """Where the characters stand in the new text, an empty place if it says nothing there; None if that is unsure."""
        inside = [at for at, unit in enumerate(self._old) if unit.start < end and start < unit.end]
        if not inside:
            return 0, 0  # signs only
        first, last = inside[0], inside[-1] + 1
        place = self._between(first, last) or self._alike(first, last)
        if place is None:
            return None
        begin, stop = place
        return (self._new[begin].start, self._new[stop - 1].end) if begin < stop else (0, 0)

    def _between(self, first: int, last: int) -> tuple[int, int] | None:
        """The units between the same surroundings."""
        before = [at for at in range(max(0, first - _AROUND), first) if at in self._now]
        after = [at for at in range(last, min(len(self._was), last + _AROUND)) if at in self._now]
        if len(before) < _ALIKE * min(_AROUND, first) or len(after) < _ALIKE * min(_AROUND, len(self._was) - last):
            return None
        begin = self._now[before[-1]] + 1 if before else 0
        stop = self._now[after[0]] if after else len(self._is)
        # What stood beside the words and is not found again may be theirs now.
        longest = 2 * (last - first) + _MOST_LONGER
        return (begin, stop) if begin <= stop and stop - begin <= longest else None

    def _alike(self, first: int, last: int) -> tuple[int, int] | None:
        """The one place where the very words stand, with like surroundings on one side at least: in another order of the
        page's articles."""
        words = self._was[first:last]
        if sum(map(len, words)) < SHORTEST:
            return None
        found = []
        for at in range(len(self._is) - len(words) + 1):
            if self._is[at] == words[0] and self._is[at : at + len(words)] == words:
                before = _likeness(self._was[max(0, first - _AROUND) : first], self._is[max(0, at - _AROUND) : at])
                stop = at + len(words)
                after = _likeness(self._was[last : last + _AROUND], self._is[stop : stop + _AROUND])
                if max(before, after) >= _ALIKE:
                    found.append((at, stop))
        return found[0] if len(found) == 1 else None


def _likeness(one: Sequence[str], other: Sequence[str]) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() if one and other else 0
