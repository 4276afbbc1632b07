"""What the tools that read a page write of their own: tags, picture links, table rules, escapes, which no newspaper prints.

They are claimed as marks of form, so that they are in nobody's text and still accounted for. Only what such tools are
known to write is taken: any other `<…>` on a page is its text.
"""

from __future__ import annotations

import re

from archive.parsing.types import ParseWarning, Role

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
        (r"(?:!\[[^\]\n]{0,200}\]\(\s{0,9}|<img[^<>\n]{0,99}?src=[\"'])?data:[a-z]+/[\w.+\-]{1,40}(?:;[\w=\-]{1,40})*,"
         r"(?:[A-Za-z0-9+/=%]|\n(?=[A-Za-z0-9+/=]{4,}(?:[\n)\"']|$)))*(?:\)|[\"'][^<>\n]{0,99}>)?", 0),  # a picture itself
        (r"^[ \t]*(?=[^\n]{0,99}\d)(?=[^\n]{0,99}[a-z])(?=[^\n]{0,99}[A-Z])[A-Za-z0-9+/]{120,}={0,2}[ \t]*$", re.MULTILINE),
        (r"!\[[^\]\n]{0,200}\]\([^()\s]{0,300}\)", 0),  # ![](images/3.jpg)
        (r"^[ \t]*(?:```|~~~)[^\n]{0,20}$", re.MULTILINE),
        (r"^[ \t]*(?:\[(?:图片|图|image|img)\]|-{2,}\s*(?:page|第)\s*\d+\s*页?\s*-{2,})[ \t]*$", re.MULTILINE | re.IGNORECASE),
        (r"^[ \t]*(?:>[ \t]?)+(?=[^\n>])", re.MULTILINE),  # a quotation
        (r"^[ \t]*[-*+][ \t]+(?=[“‘《（【\u4e00-\u9fff]|\d+(?![\d \t]*[-—]))", re.MULTILINE),  # a list
        (r"^[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?[ \t]*)?$", re.MULTILINE),  # under a table's head
        (r"\\(?=[*_#\[\]().\-+!|>~`%&$])", 0),  # an escape
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
    if not re.search(r"[<$|\\*&>`\[]|^[ \t]*[-+][ \t]|data:|[\w+/]{120}", text, re.MULTILINE):
        return []
    for pattern in _MARKS:
        for match in pattern.finditer(text):
            for group in range(1, pattern.groups + 1) if pattern.groups else [0]:
                _claim(roles, *match.span(group))
    for row in _ROW.finditer(text):
        for bar in re.finditer(r"\|", row[0]):
            _claim(roles, row.start() + bar.start(), row.start() + bar.end())
    return [match.start() for match in _BREAK.finditer(text) if roles[match.start()] is Role.MARK]


# What a model says before and after what it has read, of the reading and not of the news.
_READING = (
    r"(?:识别|提取|转写|转录|抄录|OCR|文字内容|文本内容|图中的?文字|图片中的?(?:文字|内容)|版面(?:的)?(?:文字|内容))"
)
_BEFORE = re.compile(
    rf"(?:(?:好的|当然|没问题|您好|可以)[,，。!！\s]*)*(?:(?:以下|下面|这)(?:是|为|就是)?|根据您|我(?:已|将|会)|已(?:为您)?|图片(?:中)?)[^。\n]{{0,60}}{_READING}[^。\n]{{0,30}}[:：。]?"
    r"|(?:好的|当然|没问题)[,，。!！\s]*(?:我来|我将|我会|下面|以下)[^。\n]{0,40}[:：。]"
    r"|(?:(?:Sure|Certainly|Of course|Okay|OK)[,.!]?\s*)?(?:Here(?:'s|’s| is| are)|Below is|The following is|This is)\b[^\n]{0,80}\b(?:text|transcri\w+|content|OCR|page|extract\w+)\b[^\n]{0,60}[:.]?",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"(?:以上|上述)(?:是|为|就是|即为|内容)[^。\n]{{0,60}}{_READING}[^。\n]{{0,40}}[。.!！]?"
    r"|[(（]?(?:注|说明|备注|请注意|注意)\s*[:：,，][^\n]{0,40}(?:图片|图像|扫描|原图|照片|截图|识别|OCR)[^\n]{0,60}(?:模糊|不清|无法|难以|看不|遮挡|有误|误差|错误|省略|不完整|残缺)[^\n]{0,60}"
    r"|[(（]?(?:如果?(?:您|你)?(?:需要|有)|希望)[^\n]{0,60}(?:告诉我|告知我|提供帮助|有所帮助|有帮助|随时)[^\n]{0,20}"
    r"|(?:Note|Please note|Let me know|I hope|The above|That(?:'s|’s| is) (?:the|all))\b[^\n]{0,120}\b(?:text|image|transcri\w+|illegible|unclear|blurry|OCR|help|need|else)\b[^\n]{0,80}",
    re.IGNORECASE,
)
_ROUND = 3  # lines at the beginning and end of a text among which a model speaks
_FENCE = re.compile(r"(?:```|~~~)\w{0,20}|[-*_=]{3,}")


def claim_words_of_models(text: str, roles: list[Role | None]) -> None:
    """Claim what a model says round what it has read: 好的，以下是该报纸版面的文字识别结果：, 注：图片中部分文字模糊。"""
    lines = [match.span() for match in re.finditer(r"\S[^\n]*", text)]
    for spoken, order in ((_BEFORE, lines[:_ROUND]), (_AFTER, lines[: -_ROUND - 1 : -1])):
        for start, end in order:
            line = text[start:end].strip().strip("*>#_ ") if end - start < 240 else ""
            if not spoken.fullmatch(line) and not _FENCE.fullmatch(line):
                break
            _claim(roles, start, end)


_SIGNS = re.compile(r"([^\W_])\1{29,}|([^\w\s])\2{199,}")  # of leaders and rules a page has many
_WORDS = re.compile(r"([^\s\d._\-—…·=*]\S{1,11}?)\1{19,}")
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?\n]?")
_SENTENCE_MIN = 6  # characters
_TIMES = 5  # that a sentence stands in a row, which no newspaper prints


def claim_loops(text: str, roles: list[Role | None]) -> list[ParseWarning]:
    """Claim what a model wrote over and over when it was caught in a loop, but for the first time; a doubt for each."""
    loops = [(match.start() + len(match[1] or match[2]), match.end()) for match in _SIGNS.finditer(text)] + [
        (match.end(1), match.end()) for match in _WORDS.finditer(text)
    ]
    first, times, said = (0, 0), 0, ""
    sentences = [match.span() for match in _SENTENCE.finditer(text) if not match[0].isspace()]
    for start, end in [*sentences, (len(text), len(text))]:
        words = text[start:end].strip()
        if words == said:
            times += 1
            last = end
            continue
        if times >= _TIMES and len(said) >= _SENTENCE_MIN:
            loops.append((first[1], last))
        first, times, said, last = (start, end), 1, words, end
    doubts = []
    for start, end in sorted(loops):
        if roles[start] is None:
            _claim(roles, start, end)
            doubts.append(ParseWarning("repetition", (start, end), text[start:end][:40]))
    return doubts


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
