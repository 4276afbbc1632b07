"""Cells of a table that spreadsheets open."""

from __future__ import annotations

import json

# A cell that begins so, after white space too, is run by one spreadsheet or another; some fold the full-width signs.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_CONTROL = ("\t", "\r", "\n")


def cell(value: object) -> str:
    """The value as text, lists and objects as JSON; what a spreadsheet would run gets a ' before it.

    >>> cell(None), cell(["甲"]), cell("=1")
    ('', '["甲"]', "'=1")
    """
    text = "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{text}" if text.startswith(_CONTROL) or text.lstrip().startswith(_FORMULA) else text
