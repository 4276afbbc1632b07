"""Text for XML 1.0, which has no way to write some characters, not even escaped. Pure."""

import re

_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_safe(text: str) -> str:
    """The text without the characters that XML 1.0 cannot hold: control signs, lone surrogates, U+FFFE and U+FFFF.

    Those that part words, such as a form feed, become a space. What is left is still to be escaped.

    >>> xml_safe("肉\\x08牛\\x0c产业")
    '肉牛 产业'
    """
    return _UNWRITABLE.sub(lambda sign: " " if sign[0].isspace() else "", text)
