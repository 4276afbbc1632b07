"""Articles in the making to values: blocks rejoined, people and heads read, every character accounted for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from archive.parsing import _byline, _classify, _headline
from archive.parsing._articles import Draft
from archive.parsing._items import HEAD, TEASER, Item
from archive.parsing._layout import Piece, Sheet, cut, finished, fold, trimmed
from archive.parsing.types import (
    ArticleKind,
    Block,
    BlockType,
    Completeness,
    Masthead,
    MessageHead,
    ParsedArticle,
    ParsedPage,
    ParsedPhoto,
    ParsedTeaser,
    ParseWarning,
    Person,
    Role,
    Span,
    StaffRole,
    TextKind,
)
from archive.parsing.vocabulary import EDITOR_NOTE

_VERSE_MAX = 22  # characters of a line of verse
_LOST_BEGINNING = re.compile(r"^(?:[,，。、;；:：!！?？)）】》”’]|(?:的|了|着|们|吗|呢|吧)[^\s]|[\u4e00-\u9fff][,，])")
_SINGLE_OPENERS = (
    "今近昨前后时此故嗯哦啊唉对是好不看瞧听来走喂咦呀哎哈嘿哟哇夜春夏秋冬家妈爸爹娘爷奶姐哥我你他她水山风雨雪人天"
)
_TERMINAL = "。！？!?…”’」』）)》】"


@dataclass(slots=True)
class _Work:
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


def compose(
    sheet: Sheet,
    kind: TextKind,
    masthead: Masthead,
    staff: tuple[StaffRole, ...],
    items: Sequence[Item],
    drafts: Sequence[Draft],
    warnings: list[ParseWarning],
) -> ParsedPage:
    """The parsed page: its articles in order, photos that stand alone among them, and the account of its characters."""
    warnings = list(warnings)
    teasers = []
    for item in items:
        if item.kind == TEASER:
            found = _classify.teaser(item.norm)
            spans = _Work(sheet, warnings).claim(item.pieces, Role.TEASER)
            if found and item.page:
                start = item.norm.find(found[0])
                text = sheet.string(cut(item.pieces, start, start + len(found[0]))) if start >= 0 else found[0]
                teasers.append(ParsedTeaser(text.strip(), item.page, spans))
    articles: list[ParsedArticle] = []
    for draft in drafts:
        articles += _articles_of(sheet, draft, masthead, warnings)
    articles = _placed(articles)
    spans, account = _account(sheet, warnings)
    if not articles:
        warnings.append(ParseWarning("no_article", None, ""))
    return ParsedPage(kind, masthead, tuple(articles), tuple(teasers), staff, spans, tuple(warnings), account)


def _placed(articles: list[ParsedArticle]) -> list[ParsedArticle]:
    return [article for article in articles if article.blocks or article.photos or article.headline or article.people]


def _articles_of(sheet: Sheet, draft: Draft, masthead: Masthead, warnings: list[ParseWarning]) -> list[ParsedArticle]:
    work = _Work(sheet, warnings)
    group = _group(sheet, work, draft)
    photos, alone = _photos(sheet, work, draft)
    package = sheet.string([p for item in draft.package for p in item.pieces], " ")
    for item in draft.package:
        for piece in item.pieces:
            sheet.claim(piece, Role.PACKAGE)
    people: list[Person] = []
    _sign_notices(draft)
    for item in draft.bylines:
        people += item.people
        work.claim(item.pieces, Role.BYLINE)
    for item in draft.labels:
        work.claim(item.pieces, Role.LABEL)
    blocks, head, more, tail_source = _body(sheet, work, draft)
    people = _printed(sheet, draft, _merged([*people, *more]))
    column = group["column"]
    body = "".join(block.text for block in blocks)
    norm_heads = "\n".join(item.norm for item in draft.heads)
    verse = any(block.type is BlockType.VERSE for block in blocks)
    label = " ".join(item.norm for item in draft.labels)
    paper_section = fold(f"{column} {masthead.page_name}").strip()
    kind, genre = _classify.kind_of_article(
        norm_heads,
        label,
        paper_section,
        people,
        sheet.folded([p for b in blocks for p in [(s.start, s.end) for s in b.spans]]),
        verse,
        len(photos) + len(alone),
    )
    if kind is ArticleKind.PHOTO and draft.heads:
        photos, alone = photos + alone, []
    if not head.source:
        source = tail_source or (
            "本报" if any(p.affiliation.startswith("本报") or p.name.startswith("本报") for p in people) else ""
        )
        head = replace(head, source=source)
    result = []
    if draft.heads or draft.texts or draft.bylines or photos:
        article = ParsedArticle(
            kind=kind,
            genre=genre,
            kicker=group["kicker"],
            headline=group["headline"],
            deck=group["deck"],
            column=column,
            package=package,
            blocks=tuple(blocks),
            people=tuple(people),
            head=head,
            photos=tuple(photos),
            completeness=_completeness(draft, blocks, kind in (ArticleKind.NOTICE, ArticleKind.ADVERTISEMENT)),
            continued_on=draft.onward,
            continued_from=draft.back,
            spans=work.spans(),
        )
        _doubt(article, body, warnings)
        result.append(article)
    for photo in alone:
        result.append(ParsedArticle(kind=ArticleKind.PHOTO, people=photo.people, photos=(photo,), spans=photo.spans))
    return result


def _sign_notices(draft: Draft) -> None:
    """Under a notice the name of the office or paper is its signature, not a byline."""
    if not draft.texts or not any(_classify.NOTICE_HEADLINE.search(_headline.plain(item.norm)) for item in draft.heads):
        return
    for item in list(draft.bylines):
        if item.pieces[0][0] > draft.texts[-1].pieces[-1][1] and not any(
            person.role == "记者" for person in item.people
        ):
            draft.bylines.remove(item)
            item.signs, item.people = True, ()
            draft.texts.append(item)


def _group(sheet: Sheet, work: _Work, draft: Draft) -> dict[str, str]:
    """The texts of kicker, headline, deck and column."""
    heads = draft.heads
    body = "".join(item.norm for item in draft.texts)[:1500]
    found = _headline.read_group(
        [item.norm for item in heads], [item.level for item in heads], body, [item.gap for item in heads]
    )
    values = {}
    for name, indexes, role in (
        ("kicker", found.kicker, Role.KICKER),
        ("headline", found.headline, Role.HEADLINE),
        ("deck", found.deck, Role.DECK),
        ("column", found.column, Role.COLUMN),
    ):
        lines = []
        for index in indexes:
            work.claim(heads[index].pieces, role)
            lines.append(" ".join(sheet.string(heads[index].pieces).split()))
            draft.onward = heads[index].onward or draft.onward
            draft.back = heads[index].back or draft.back
        text = " ".join(lines)
        values[name] = re.sub(r"^\s*(?:—+|--+|－－+|──+|⸺)\s*", "", text) if name == "deck" else text
    for item in draft.columns:
        work.claim(item.pieces, Role.COLUMN)
        values["column"] = values["column"] or " ".join(sheet.string(item.pieces).split())
    if draft.over is not None:
        for piece in draft.over.pieces:
            sheet.claim(piece, Role.COLUMN)
        values["column"] = values["column"] or " ".join(sheet.string(draft.over.pieces).split())
    values["column"] = _headline.plain(values["column"].strip(" 【】[]「」■□●◆★☆▶|<>"))
    return values


def _photos(sheet: Sheet, work: _Work, draft: Draft) -> tuple[list[ParsedPhoto], list[ParsedPhoto]]:
    """The photos of the article, and those that only stand near it."""
    mine, alone = [], []
    body = "".join(item.norm for item in draft.texts)
    for item in draft.photos:
        near = id(item) in draft.inside or _alike(item.norm, body) >= 0.6
        photo = _photo(sheet, work if near else _Work(sheet, work.warnings), item)
        (mine if near else alone).append(photo)
    return mine, alone


def _photo(sheet: Sheet, work: _Work, item: Item) -> ParsedPhoto:
    caption, credit = (item.lines[0], item.lines[1]) if len(item.lines) == 2 else (item.pieces, [])
    if not credit and (found := _classify.credit_of(item.norm)):
        caption, credit = (
            trimmed(sheet, cut(item.pieces, 0, found[0])),
            trimmed(sheet, cut(item.pieces, found[0], len(item.norm))),
        )
        while caption and sheet.norm[caption[-1][1] - 1] in "(（[【■□":
            caption = trimmed(sheet, [*caption[:-1], (caption[-1][0], caption[-1][1] - 1)])
    spans = work.claim([*item.pieces, *(item.lines[1] if len(item.lines) == 2 else [])], Role.CAPTION)
    names = " ".join(person.name for person in item.people) or sheet.string(credit).strip(" ()（）[]【】。")
    text = sheet.string(caption).strip().lstrip("▲▼△▽→←↑↓⬆⬇◀▶ ")
    return ParsedPhoto(text or sheet.string(item.pieces).strip(), names, item.people, spans)


def _alike(norm: str, body: str) -> float:
    text = re.sub(r"\W", "", norm)[:80]
    pairs = {text[i : i + 2] for i in range(len(text) - 1)}
    return sum(pair in body for pair in pairs) / max(1, len(pairs))


# --- The body --------------------------------------------------------------------------------------------------------


def _body(sheet: Sheet, work: _Work, draft: Draft) -> tuple[list[Block], MessageHead, list[Person], str]:
    head, people, source = MessageHead(), [], ""
    texts = [item for item in draft.texts if item.pieces]
    first = next((item for item in texts if item.kind != HEAD and not EDITOR_NOTE.match(item.norm)), None)
    if first is not None and first.message is not None:
        head = replace(
            first.message,
            raw=" ".join(sheet.string(cut(first.pieces, 0, len(first.message.raw))).split()) or first.message.raw,
        )
        people += first.people
    shortened: dict[int, list[Piece]] = {}
    for item in texts:
        tail = _byline.tail_byline(item.norm) if item.kind != HEAD else None
        if tail is None:
            continue
        last = item is texts[-1] or all(other.signs for other in texts[texts.index(item) + 1 :])
        if not last and not draft.briefs:
            continue
        work.claim(trimmed(sheet, cut(item.pieces, tail.start, len(item.norm))), Role.BYLINE)
        shortened[id(item)] = trimmed(sheet, cut(item.pieces, 0, tail.start))
        people += tail.people
        source = tail.source or source
    blocks: list[Block] = []
    index = 0
    signature_from = _signature_start(texts)
    noted = False
    while index < len(texts):
        item = texts[index]
        run = _short_run(texts, index)
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
        elif (note := EDITOR_NOTE.match(item.norm)) and len(blocks) <= 1 or noted:
            blocks.append(_block(sheet, work, BlockType.NOTE, [shortened.get(id(item), item.pieces)], Role.NOTE))
            noted = not noted and note is not None and len(item.norm) <= note.end() + 2
        else:
            pieces = shortened.get(id(item), item.pieces)
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
                    BlockType.PARAGRAPH, before.text + _joint(before.text, text) + text, before.spans + spans
                )
            else:
                blocks.append(Block(BlockType.PARAGRAPH, text, spans))
        index += 1
    return [block for block in blocks if block.text.strip()], head, people, source


def _joint(before: str, after: str) -> str:
    """Between Latin words a space belongs that the line's end stood for."""
    return (
        " " if before[-1:].isascii() and before[-1:].isalpha() and after[:1].isascii() and after[:1].isalpha() else ""
    )


def _goes_on(before: Item, item: Item) -> bool:
    """Whether a paragraph is the rest of the sentence that the one before breaks off in."""
    if before.onward or finished(before.norm) or item.message is not None or len(before.norm) < 12:
        return False
    if item.gap == 0 and item.single and re.search(r"[A-Za-z0-9]\)?$", before.norm.rstrip()):
        return False  # lines of a list, each a telephone number or the like
    from_mark = re.match(
        r"\s*(?:[■□◆●▲△★▶※]|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,2}\)|\d{1,2}[.、](?!\d))",
        item.norm,
    )
    return from_mark is None and not re.match(r"\s*\(.*\)\s*$", before.norm)


def _block(sheet: Sheet, work: _Work, kind: BlockType, lines: list[list[Piece]], role: Role) -> Block:
    spans = tuple(span for line in lines for span in work.claim(line, role))
    return Block(kind, "\n".join(sheet.string(line).strip() for line in lines), spans)


def _short_run(texts: Sequence[Item], index: int) -> list[Item]:
    """The run of short lines that begins at the item, as verse and lists have."""
    run = []
    for item in texts[index:]:
        if (
            item.kind == HEAD
            or len(item.norm) > _VERSE_MAX
            or item.message is not None
            or not item.single
            or EDITOR_NOTE.match(item.norm)
            or item.norm[:1] in "“「‘《"
        ):
            break
        run.append(item)
    return run


def _stanzas(sheet: Sheet, work: _Work, run: list[Item], shortened: dict[int, list[Piece]]) -> list[Block]:
    """A run of short lines as stanzas, parted where the blank lines are wider, or as one list."""
    digits = sum(
        bool(re.search(r"\d|[一二三四五六七八九十]\s*(?:元|角|号|名|分|次|点|万|千|百)|\s{2,}|[:|]", item.norm))
        for item in run
    )
    lines = [shortened.get(id(item), item.pieces) for item in run]
    if digits >= 0.4 * len(run):
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


def _printed(sheet: Sheet, draft: Draft, people: Sequence[Person]) -> list[Person]:
    """The people with their names as the page has them: they were read from folded text."""
    items = [*draft.bylines, *draft.texts]
    raw = "".join("".join(sheet.string(item.pieces).split()) for item in items)
    plain = "".join("".join(sheet.folded(item.pieces).split()) for item in items)
    found = []
    for person in people:
        at = plain.find(person.name)
        found.append(
            person if at < 0 or len(raw) != len(plain) else replace(person, name=raw[at : at + len(person.name)])
        )
    return found


def _merged(people: Sequence[Person]) -> list[Person]:
    """Each name once, in order, with the first role that names one."""
    found: dict[str, Person] = {}
    for person in people:
        if person.name not in found:
            found[person.name] = person
        elif not found[person.name].role:
            found[person.name] = replace(
                found[person.name], role=person.role, affiliation=person.affiliation or found[person.name].affiliation
            )
    return list(found.values())


# --- Doubts and the account ------------------------------------------------------------------------------------------


def _completeness(draft: Draft, blocks: Sequence[Block], notice: bool) -> Completeness:
    if draft.onward:
        return Completeness.CONTINUED
    body = [block for block in blocks if block.type is BlockType.PARAGRAPH]
    if draft.back or body and _begins_lost(body[0].text):
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


def _doubt(article: ParsedArticle, body: str, warnings: list[ParseWarning]) -> None:
    span = (article.spans[0].start, article.spans[-1].end) if article.spans else None
    words = body[:20] or article.headline
    if not article.headline and article.kind is not ArticleKind.PHOTO:
        warnings.append(ParseWarning("no_headline", span, words))
    if article.completeness is Completeness.BEGINNING_MISSING and not article.continued_from:
        warnings.append(ParseWarning("beginning_missing", span, words))
    if article.completeness is Completeness.END_MISSING:
        warnings.append(ParseWarning("end_missing", span, body[-20:]))


def _account(sheet: Sheet, warnings: list[ParseWarning]) -> tuple[tuple[Span, ...], dict[str, int]]:
    """The spans of all characters that are no space, and how many of each role there are."""
    counts: Counter[str] = Counter()
    spans: list[Span] = []
    start, end = None, 0
    role: Role | None = None
    for at, char in enumerate(sheet.text):
        if char.isspace():
            continue
        mine = sheet.roles[at] or Role.UNPLACED
        counts[mine.value] += 1
        if role is not mine or start is None:
            if start is not None:
                spans.append(Span(start, end, role))
            start, role = at, mine
        end = at + 1
    if start is not None:
        spans.append(Span(start, end, role))
    for span in spans:
        if span.role is Role.UNPLACED:
            warnings.append(ParseWarning("unplaced", (span.start, span.end), sheet.text[span.start : span.end][:40]))
    return tuple(spans), dict(counts)
