"""What of a received text is not read: it is ▇ before the parser sees it, so that nothing that is made of it can say it.

Numbers of identity cards and bank cards are redacted in every text that is received for the first time.
"""

from __future__ import annotations

from archive import disclosure, personal_numbers
from archive.masking import masked
from archive.models import Redaction, SourceText, Tombstone


def readable(received: str, text: SourceText | None) -> str:
    """What is read of a received text. ``text`` is its record, None if there is none: what is stored is read, not what
    came again, for something may have been erased from it since."""
    if text is None or not text.encoding:
        return masked(received, personal_numbers.found(received))
    return disclosure.redacted(text, Redaction.Reach.EVERYWHERE)


def enter_numbers(text: SourceText) -> None:
    """Note the numbers that were not read of a text that is new."""
    Redaction.objects.bulk_create(
        Redaction(
            source=text,
            start=start,
            end=end,
            page=text.page,
            kind=Tombstone.Kind.PERSONAL,
            reach=Redaction.Reach.EVERYWHERE,
        )
        for start, end in personal_numbers.found(text.text)
    )
