"""What persons and imports do to the record: each one ``ChangeSet``, each taken back by one undo.

``change`` is what every act is made of: it keeps each article's version before the first write. One file an act.
"""

from archive.acts.affected import affected
from archive.acts.change import Changing, change
from archive.acts.close import close
from archive.acts.correct import correcting
from archive.acts.join import join, take_apart
from archive.acts.merge_issues import merge_issues
from archive.acts.move import move
from archive.acts.redact import NothingToRedact, draw, redact, redact_words
from archive.acts.redact import lift as lift_redaction
from archive.acts.refusal import ActRefused
from archive.acts.split import Cut, split
from archive.acts.standing import bring_back, lift, publish, suspend, withdraw
from archive.acts.touched import taken_apart, touched
from archive.acts.undo import Fate, Skipped, Undone, foreseen, may_undo, undo
from archive.models.place_standing import settle_places

__all__ = [
    "ActRefused",
    "Changing",
    "Cut",
    "Fate",
    "NothingToRedact",
    "Skipped",
    "Undone",
    "affected",
    "bring_back",
    "change",
    "close",
    "correcting",
    "draw",
    "foreseen",
    "join",
    "lift",
    "lift_redaction",
    "may_undo",
    "merge_issues",
    "move",
    "publish",
    "redact",
    "redact_words",
    "settle_places",
    "split",
    "suspend",
    "take_apart",
    "taken_apart",
    "touched",
    "undo",
    "withdraw",
]
