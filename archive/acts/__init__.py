"""What persons and imports do to the record: each one ``ChangeSet``, each taken back by one undo.

``change`` is what every act is made of: it keeps each article's version before the first write. One file an act.
"""

from archive.acts.change import Changing, change
from archive.acts.close import close
from archive.acts.redact import NothingToRedact, draw, redact, redact_words
from archive.acts.redact import lift as lift_redaction
from archive.acts.touched import taken_apart, touched

__all__ = [
    "Changing",
    "NothingToRedact",
    "change",
    "close",
    "draw",
    "lift_redaction",
    "redact",
    "redact_words",
    "taken_apart",
    "touched",
]
