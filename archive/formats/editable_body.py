"""An article's blocks as text that a person can edit, and back. Pure: no Django.

Blocks are parted by an empty line. What is not a paragraph says so at its head, on the line of its text or on one of
its own; the lines of a block are kept::

    本报讯（记者 张三）2月5日，……

    〔小标题〕稳步前行

    〔诗行〕
    草长莺飞二月天
    拂堤杨柳醉春烟

    〔落款〕（作者单位：市文联）

A backslash at the head of a line says that the line is text as it stands: an empty line within a block, or a line that
begins with one of these marks, or with a backslash.
"""

from archive.parsing.types import BlockType

MARKS = {
    BlockType.CROSSHEAD: "〔小标题〕",
    BlockType.VERSE: "〔诗行〕",
    BlockType.LIST: "〔列表〕",
    BlockType.NOTE: "〔编者按〕",
    BlockType.SIGNATURE: "〔落款〕",
}
_ESCAPE = "\\"


def written(blocks: list[dict]) -> str:
    """The blocks as text to edit.

    >>> written([{"type": "paragraph", "text": "甲"}, {"type": "verse", "text": "乙\\n丙"}])
    '甲\\n\\n〔诗行〕\\n乙\\n丙'
    """
    return "\n\n".join(_written(block) for block in blocks)


def read(text: str) -> list[dict]:
    """The blocks that edited text says, each ``{"type": …, "text": …}``. ``read(written(blocks)) == blocks``.

    Any text reads as some blocks: what has no mark is a paragraph, a mark with nothing after it is nothing.

    >>> read("〔小标题〕甲\\n\\n乙")
    [{'type': 'crosshead', 'text': '甲'}, {'type': 'paragraph', 'text': '乙'}]
    """
    blocks: list[dict] = []
    lines: list[str] = []
    for line in [*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""]:
        if line.strip():
            lines.append(line)
        elif lines:
            blocks += _read(lines)
            lines = []
    return blocks


def _written(block: dict) -> str:
    mark = MARKS.get(block["type"], "")
    lines = [_escaped(line) for line in block["text"].split("\n")]
    if mark and len(lines) > 1:
        lines.insert(0, mark)
    else:
        lines[0] = mark + lines[0]
    return "\n".join(lines)


def _read(lines: list[str]) -> list[dict]:
    kind, mark = next(
        ((kind, mark) for kind, mark in MARKS.items() if lines[0].startswith(mark)), (BlockType.PARAGRAPH, "")
    )
    first = lines[0].removeprefix(mark)
    lines = lines[1:] if mark and not first.strip() else [first, *lines[1:]]
    if not lines:
        return []
    return [{"type": kind.value, "text": "\n".join(line.removeprefix(_ESCAPE) for line in lines)}]


def _escaped(line: str) -> str:
    if not line.strip() or line.startswith((_ESCAPE, *MARKS.values())):
        return _ESCAPE + line
    return line
