"""The body of an article: blocks rejoined, verse and lists kept in lines, heads and tail bylines read."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from archive.parsing.decide.draft_article import Draft
from archive.parsing.decide.line_kinds import HEAD, Item
from archive.parsing.lines.layout import Piece, Sheet, cut, trimmed
from archive.parsing.recognise import bylines
from archive.parsing.types import (
    Block,
    BlockType,
    Completeness,
    MessageHead,
    ParseWarning,
    Person,
    Role,
    Span,
)
from archive.parsing.vocabulary import EDITOR_NOTE

_VERSE_MAX = 22  # characters of a line of verse
_LOST_BEGINNING = re.compile(r"^(?:[,，。、;；:：!！?？)）】》”’]|(?:的|了|着|们|吗|呢|吧)[^\s]|[\u4e00-\u9fff][,，])")
_SINGLE_OPENERS = (
    "今近昨前后时此故嗯哦啊唉对是好不看瞧听来走喂咦呀哎哈嘿哟哇夜春夏秋冬家妈爸爹娘爷奶姐哥我你他她水山风雨雪人天"
)
_TERMINAL = "。！？!?…”’」』）)》】.؟۔᠃᠅᠉།༎"


@dataclass(slots=True)
class Work:
    """A draft on its way to a ParsedArticle, with what was claimed for it."""

    sheet: Sheet
    warnings: list[ParseWarning]
    pieces: list[tuple[Piece, Role]] = field(default_factory=list)

    def claim(self, pieces: Sequence[Piece], role: Role) -> tuple[Span, ...]:
        for piece in pieces:
            self.sheet.claim(piece, role)
            self.pieces.append((piece, role))
        return tuple(Span(start, end, role) for start, end in pieces)

    def spans(self) -> tuple[Span, ...]:
        return tuple(sorted(Span(start, end, role) for (start, end), role in self.pieces))


def read_body(sheet: Sheet, work: Work, draft: Draft) -> tuple[list[Block], MessageHead, list[Person]]:
    """The body's blocks, its message head, at the beginning or at the end, and the people that head and tail name."""
    head = MessageHead()
    people: list[Person] = []
    texts = [item for item in draft.texts if item.pieces]
    first = next((item for item in texts if item.kind != HEAD and not EDITOR_NOTE.match(item.norm)), None)
    if first is not None and first.message is not None:
        head = replace(
            first.message,
            raw=" ".join(sheet.string(cut(first.pieces, 0, len(first.message.raw))).split()) or first.message.raw,
        )
        people += first.people
    shortened: dict[int, list[Piece]] = {}
    datelines: dict[int, list[Piece]] = {}
    end = max((index for index, item in enumerate(texts) if not item.signs), default=len(texts) - 1)
    for index, item in enumerate(texts):
        last = index >= end
        ends = list(itertools.accumulate(end - start for start, end in item.pieces))
        tail = bylines.tail_byline(item.norm, last, ends) if item.kind != HEAD else None
        if tail is None or not (last or draft.briefs):
            continue
        signed = trimmed(sheet, cut(item.pieces, tail.start, len(item.norm)))
        if tail.head.raw:
            datelines[id(item)] = signed  # stays in the text, as it does at the beginning
        else:
            work.claim(signed, Role.BYLINE)
        shortened[id(item)] = trimmed(sheet, cut(item.pieces, 0, tail.start))
        people += tail.people
        head = tail.head if head == MessageHead() else replace(head, source=head.source or tail.head.source)
    blocks: list[Block] = []
    index = 0
    signature_from = _signature_start(texts)
    noted = False
    while index < len(texts):
        item = texts[index]
        rows = list(itertools.takewhile(lambda text: text.row, texts[index:])) if item.row else []
        if len(rows) > 1 and index < signature_from:
            blocks.append(
                _block(sheet, work, BlockType.LIST, [shortened.get(id(row), row.pieces) for row in rows], Role.BODY)
            )
            index += len(rows)
            continue
        run = _short_run(texts, index, shortened)
        if item.signs:
            people += item.people
        if item.kind == HEAD:
            blocks.append(_block(sheet, work, BlockType.CROSSHEAD, [item.pieces], Role.CROSSHEAD))
        elif index >= signature_from:
            blocks.append(
                _block(sheet, work, BlockType.SIGNATURE, [shortened.get(id(item), item.pieces)], Role.SIGNATURE)
            )
        elif len(run) >= 4:
            blocks += _stanzas(sheet, work, run, shortened)
            index += len(run)
            continue
        elif ((note := EDITOR_NOTE.match(item.norm)) and len(blocks) <= 1) or noted:
            blocks.append(_block(sheet, work, BlockType.NOTE, [shortened.get(id(item), item.pieces)], Role.NOTE))
            noted = not noted and note is not None and len(item.norm) <= note.end() + 2
        else:
            pieces = item.pieces if datelines.pop(id(item), None) else shortened.get(id(item), item.pieces)
            spans = work.claim(pieces, Role.BODY)
            text = sheet.string(pieces)
            before = blocks[-1] if blocks else None
            if (
                before is not None
                and before.type is BlockType.PARAGRAPH
                and texts[index - 1].kind != HEAD
                and _goes_on(texts[index - 1], item)
            ):
                blocks[-1] = Block(
                    BlockType.PARAGRAPH,
                    before.text + sheet.joint(before.spans[-1].end, pieces[0][0]) + text,
                    before.spans + spans,
                )
            else:
                blocks.append(Block(BlockType.PARAGRAPH, text, spans))
        index += 1
    blocks += [_block(sheet, work, BlockType.PARAGRAPH, [pieces], Role.BODY) for pieces in datelines.values()]
    return [block for block in blocks if block.text.strip()], head, people


def _goes_on(before: Item, item: Item) -> bool:
    """Whether a paragraph is the rest of the sentence that the one before breaks off in."""
    if before.finished or item.message is not None or len(before.norm) < 12:
        return False
    if item.gap == 0 and item.single and re.search(r"[A-Za-z0-9]\)?$", before.norm.rstrip()):
        return False  # lines of a list, each a telephone number or the like
    from_mark = re.match(
        r"\s*(?:[■□◆●▲△★▶※]|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,2}\)|\d{1,2}[.、](?!\d))",
        item.norm,
    )
    return from_mark is None and not re.match(r"\s*\(.*\)\s*$", before.norm)


def _block(sheet: Sheet, work: Work, kind: BlockType, lines: list[list[Piece]], role: Role) -> Block:
    spans = tuple(span for line in lines for span in work.claim(line, role))
    return Block(kind, "\n".join(sheet.string(line).strip() for line in lines), spans)


def _short_run(texts: Sequence[Item], index: int, shortened: dict[int, list[Piece]]) -> list[Item]:
    """The run of short lines that begins at the item, as verse and lists have."""
    run = []
    for item in texts[index:]:
        if (
            item.kind == HEAD
            or sum(end - start for start, end in shortened.get(id(item), item.pieces)) > _VERSE_MAX
            or item.message is not None
            or not item.single
            or EDITOR_NOTE.match(item.norm)
            or item.norm[:1] in "“「‘《"
        ):
            break
        run.append(item)
    return run


_LISTED = re.compile(  # a figure, a cell, a numbered point, who is appointed to what
    r"\d|[一二三四五六七八九十]\s*(?:元|角|号|名|分|次|点|万|千|百)|\s{2,}|[:|]|[;；]$"
    r"|^\(?[一二三四五六七八九十]{1,3}[)、]|为\S{2,16}(?:长|主任|委员|主席)"
)


def _stanzas(sheet: Sheet, work: Work, run: list[Item], shortened: dict[int, list[Piece]]) -> list[Block]:
    """A run of short lines as stanzas, parted where the blank lines are wider, or as one list."""
    listed = sum(bool(_LISTED.search(item.norm)) for item in run)
    lines = [shortened.get(id(item), item.pieces) for item in run]
    if listed >= 0.4 * len(run):
        return [_block(sheet, work, BlockType.LIST, lines, Role.BODY)]
    gaps = [item.gap for item in run[1:]]
    wide = min(gaps, default=0) + 1
    stanzas: list[list[list[Piece]]] = [[lines[0]]]
    for gap, line in zip(gaps, lines[1:], strict=True):
        if gap >= wide:
            stanzas.append([])
        stanzas[-1].append(line)
    return [_block(sheet, work, BlockType.VERSE, stanza, Role.BODY) for stanza in stanzas]


def _signature_start(texts: Sequence[Item]) -> int:
    """From which item on a text is signed: 落款 with its date."""
    start = len(texts)
    while start > 1 and texts[start - 1].signs:
        start -= 1
    return start


def completeness_of(draft: Draft, blocks: Sequence[Block], notice: bool) -> Completeness:
    if draft.onward:
        return Completeness.CONTINUED
    body = [block for block in blocks if block.type is BlockType.PARAGRAPH]
    if draft.back or (body and _begins_lost(body[0].text)):
        return Completeness.BEGINNING_MISSING
    if (
        body
        and not notice
        and blocks[-1] is body[-1]
        and len(body[-1].text) > 40
        and body[-1].text.rstrip()[-1:] not in _TERMINAL
        and not re.search(r"[A-Za-z0-9;；:：]$", body[-1].text)
    ):
        return Completeness.END_MISSING
    return Completeness.WHOLE


def _begins_lost(text: str) -> bool:
    return bool(_LOST_BEGINNING.match(text)) and text[:1] not in _SINGLE_OPENERS
