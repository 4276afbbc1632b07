"""Where a reading differs from what a person left in the record: noted as long as it stands. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from archive.spans import intervals
from archive.spans.intervals import Stretches

# What of an article may differ, besides the fields of the record.
BYLINES, BLOCKS, PHOTOS = "bylines", "blocks", "photos"
VANISHED = "vanished"  # it is read no longer
WITHHELD = "withheld"  # characters read as its, that another owns or that an editor deleted


class Differences:
    """Those of one text: ``before`` as they were noted last, ``found`` as they are now.

    Each is ``{"key", "what", "spans"}``: of which article ('' of none), what of it, and where in the text.
    """

    def __init__(self, before: Iterable[dict[str, Any]] = ()) -> None:
        self.found: list[dict[str, Any]] = []
        self._before: dict[tuple[str, str], list[Stretches]] = {}
        for each in before:
            self._before.setdefault((each["key"], each["what"]), []).append(intervals.union(each["spans"]))

    def note(self, key: str, what: str, place: Sequence[tuple[int, int]] = ()) -> None:
        self.found.append({"key": key, "what": what, "spans": [list(span) for span in place]})

    def stood(self, key: str, what: str, place: Sequence[tuple[int, int]] = ()) -> bool:
        """Whether it was noted before, there if a place is given: then it is noted again, though it is no news."""
        return any(
            not place or not spans or intervals.common(spans, list(place))
            for spans in self._before.get((key, what), ())
        )
