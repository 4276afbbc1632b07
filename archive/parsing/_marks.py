"""What the tools that read a page write of their own: tags, picture links, table rules, escapes, which no newspaper prints.

They are claimed as marks of form, so that they are in nobody's text and still accounted for. Only what such tools are
known to write is taken: any other `<…>` on a page is its text.
"""

from __future__ import annotations

import re

from archive.parsing.types import Role

_ATTRIBUTES = r"(?:\s+(?:style|class|align|valign|width|height|src|alt|title|border|colspan|rowspan|id|href|color|size)\s*=\s*(?:\"[^\"<>\n]*\"|'[^'<>\n]*'|[\w#%./-]+))*"
_TAG = (
    r"</?(?:p|div|span|center|table|thead|tbody|tr|td|th|caption|figure|figcaption|br|hr|img|b|i|u|s|em|strong|sup|sub|small|big|font|a"
    rf"|ul|ol|li|dl|dt|dd|blockquote|pre|section|article|header|footer|h[1-6]){_ATTRIBUTES}\s*/?>"
)
_COORDINATES = r"\[\[\d+(?:,\s*\d+)*\](?:,\s*\[\d+(?:,\s*\d+)*\])*\]"
_MARKS = [
    re.compile(pattern, flags)
    for pattern, flags in (
        (r"<!--[^\n]{0,300}?-->", 0),
        (_TAG, re.IGNORECASE),
        (rf"<\|/?\w{{1,16}}\|>(?:{_COORDINATES})?", 0),  # <|ref|>, <|det|>[[12, 30, 400, 60]]<|/det|>
        (r"!\[[^\]\n]{0,200}\]\([^()\s]{0,300}\)", 0),  # ![](images/3.jpg)
        (r"^[ \t]*(?:```|~~~)[^\n]{0,20}$", re.MULTILINE),
        (r"^[ \t]*(?:\[(?:图片|图|image|img)\]|-{2,}\s*(?:page|第)\s*\d+\s*页?\s*-{2,})[ \t]*$", re.MULTILINE | re.IGNORECASE),
        (r"^[ \t]*(?:>[ \t]?)+(?=[^\n>])", re.MULTILINE),  # a quotation
        (r"^[ \t]*[-*+][ \t]+(?=[“‘《（【\u4e00-\u9fff]|\d+(?![\d \t]*[-—]))", re.MULTILINE),  # a list
        (r"^[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?[ \t]*)?$", re.MULTILINE),  # under a table's head
        (r"&(?:nbsp|emsp|ensp|thinsp|#160|#12288);", re.IGNORECASE),
        (r"\$\s*\\(?:bullet|blacksquare|square|Box|triangle|blacktriangle|star|bigstar|circ|bigcirc|cdot|diamond|lozenge)\s*\$", 0),
        (r"\\(?=[*_#\[\]().\-+!|>~`%&$])", 0),  # an escape
        (r"(\$)[^$\n\u4e00-\u9fff]{1,60}(\$)", 0),  # round a formula
        (r"(?<![*A-Za-z0-9])(\*)(?=[^\s*])[^*\n]{1,80}(?<=\S)(\*)(?![*A-Za-z0-9])", 0),  # round italics
    )
]  # fmt: skip
_ROW = re.compile(r"^[ \t]*\|(?:[^\n|]*\|){2,}[ \t]*$", re.MULTILINE)
_BREAK = re.compile(
    r"<(?:br\s*/?|/?(?:p|div|tr|table|li|h[1-6]|figure|figcaption|caption|center))\b[^<>\n]{0,300}>", re.IGNORECASE
)


def claim_marks(text: str, roles: list[Role | None]) -> list[int]:
    """Claim the tools' marks in a text, and tell where lines end of which they write no other end (``<br>``, ``</tr>``):
    the offsets in the text of what ends them, in order."""
    if not re.search(r"[<$|\\*&>`\[]|^[ \t]*[-+][ \t]", text, re.MULTILINE):
        return []
    for pattern in _MARKS:
        for match in pattern.finditer(text):
            for group in range(1, pattern.groups + 1) if pattern.groups else [0]:
                _claim(roles, *match.span(group))
    for row in _ROW.finditer(text):
        for bar in re.finditer(r"\|", row[0]):
            _claim(roles, row.start() + bar.start(), row.start() + bar.end())
    return [match.start() for match in _BREAK.finditer(text) if roles[match.start()] is Role.MARK]


def _claim(roles: list[Role | None], start: int, end: int) -> None:
    for at in range(start, end):
        if roles[at] is None:
            roles[at] = Role.MARK


def is_picture(line: str) -> bool:
    """Whether a line that is marks and nothing else links to a picture: ![](images/3.jpg)"""
    return re.search(r"!\[|<img\b", line[:40]) is not None


def parts(between: str) -> bool:
    """Whether what was taken out between two pieces of text parts them, as the cells of a table are.

    >>> parts("</td><td>"), parts("**")
    (True, False)
    """
    return "|" in between or re.search(r"</t[dh]", between, re.IGNORECASE) is not None
