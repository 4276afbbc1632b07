"""Names of newspapers, compared as readers compare them: 通遼日報, 通辽⽇报 and 通 辽 日 报 are one."""

from __future__ import annotations

import re
import unicodedata

from archive.parsing.lines.layout import fold
from archive.parsing.vocabulary import TRADITIONAL_NAMES

_HAN = r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]"
_BETWEEN_HAN = re.compile(rf"(?<={_HAN})\s+(?={_HAN})")
_SELECTORS = range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0)


def clean_name(printed: str) -> str:
    """The name as printed, without what nobody sees and the spaces between its characters, and with characters where a
    tool wrote their radicals or compatibility forms.

    >>> clean_name("桐 川⽇\u200b报")
    '桐川日报'
    """
    shown = "".join(fold(char) if "\u2e80" <= char <= "\u2fdf" else char for char in printed if not _is_invisible(char))
    return _BETWEEN_HAN.sub("", unicodedata.normalize("NFKC", shown)).strip()


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) == "Cf" or any(ord(char) in block for block in _SELECTORS)


def name_key(name: str) -> str:
    """What the names of one newspaper have in common, whatever the form of their characters.

    >>> name_key("桐川⽇報") == name_key("桐 川 日 报")
    True
    """
    return re.sub(r"\s", "", fold(clean_name(name)).translate(TRADITIONAL_NAMES)).casefold()
