"""Articles in the making to values: blocks rejoined, people and heads read, every character accounted for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from archive.parsing.compose.account import account
from archive.parsing.compose.body import Work, completeness_of, read_body
from archive.parsing.decide.draft_article import Draft
from archive.parsing.decide.line_kinds import DEAR, TEASER, Item
from archive.parsing.lines.layout import Sheet, cut, fold, trimmed
from archive.parsing.recognise import captions_and_kinds, headline_group
from archive.parsing.types import (
    ArticleKind,
    BlockType,
    Completeness,
    Masthead,
    ParsedArticle,
    ParsedPage,
    ParsedPhoto,
    ParsedTeaser,
    ParseWarning,
    Person,
    Role,
    StaffRole,
    TextKind,
)


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
            found = captions_and_kinds.teaser(item.norm) or (item.norm, item.page, False)
            spans = Work(sheet, warnings).claim(item.pieces, Role.TEASER)
            if found and item.page:
                start = item.norm.find(found[0])
                text = sheet.string(cut(item.pieces, start, start + len(found[0]))) if start >= 0 else found[0]
                teasers.append(ParsedTeaser(text.strip(), item.page, spans))
    articles: list[ParsedArticle] = []
    for draft in drafts:
        articles += _articles_of(sheet, draft, masthead, warnings)
    articles = _letters(_placed(articles))
    spans, counts = account(sheet, warnings)
    if not articles:
        warnings.append(ParseWarning("no_article", None, ""))
    return ParsedPage(kind, masthead, tuple(articles), tuple(teasers), staff, spans, tuple(warnings), counts)


def _placed(articles: list[ParsedArticle]) -> list[ParsedArticle]:
    return [article for article in articles if article.blocks or article.photos or article.headline or article.people]


def _letters(articles: list[ParsedArticle]) -> list[ParsedArticle]:
    """Letters to the paper stand in the column that the first of them names."""
    column, found = "", []
    for article in articles:
        if article.blocks and DEAR.match(fold(article.body)):
            column = article.column or column
            article = replace(article, column=column)
        found.append(article)
    return found


def _articles_of(sheet: Sheet, draft: Draft, masthead: Masthead, warnings: list[ParseWarning]) -> list[ParsedArticle]:
    work = Work(sheet, warnings)
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
    blocks, head, more = read_body(sheet, work, draft)
    people = _printed(sheet, draft, _merged([*people, *more]))
    column = group["column"]
    body = "".join(block.text for block in blocks)
    norm_heads = "\n".join(item.norm for item in draft.heads)
    in_verse = sum(len(block.text) for block in blocks if block.type is BlockType.VERSE)
    verse = in_verse > 0.3 * sum(len(block.text) for block in blocks)  # not where a report or a decree quotes lines
    label = " ".join(item.norm for item in draft.labels)
    paper_section = fold(f"{column} {masthead.page_name}").strip()
    kind, genre = captions_and_kinds.kind_of_article(
        norm_heads,
        label,
        paper_section,
        people,
        sheet.folded([p for b in blocks for p in [(s.start, s.end) for s in b.spans]]),
        verse,
        len(photos) + len(alone),
    )
    may_end_bare = kind in (ArticleKind.NOTICE, ArticleKind.ADVERTISEMENT) or "天气" in norm_heads
    if kind is ArticleKind.PHOTO and draft.heads:
        photos, alone = photos + alone, []
    if not head.source:
        ours = any(p.affiliation.startswith("本报") or p.name.startswith("本报") for p in people)
        head = replace(head, source="本报" if ours else "")
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
            completeness=completeness_of(draft, blocks, may_end_bare or bool(draft.language)),
            continued_on=draft.onward,
            continued_from=draft.back,
            language=draft.language,
            spans=work.spans(),
        )
        _doubt(article, body, warnings)
        result.append(article)
    result += [
        ParsedArticle(kind=ArticleKind.PHOTO, people=photo.people, photos=(photo,), spans=photo.spans)
        for photo in alone
    ]
    return result


def _sign_notices(draft: Draft) -> None:
    """Under a notice the name of the office or paper is its signature, not a byline."""
    if not draft.texts or not any(
        captions_and_kinds.NOTICE_HEADLINE.search(headline_group.plain(item.norm)) for item in draft.heads
    ):
        return
    for item in list(draft.bylines):
        if item.pieces[0][0] > draft.texts[-1].pieces[-1][1] and not any(
            person.role == "记者" for person in item.people
        ):
            draft.bylines.remove(item)
            item.signs, item.people = True, ()
            draft.texts.append(item)


def _group(sheet: Sheet, work: Work, draft: Draft) -> dict[str, str]:
    """The texts of kicker, headline, deck and column."""
    heads = draft.heads
    body = "".join(item.norm for item in draft.texts)[:1500]
    found = headline_group.read_group(
        [item.norm for item in heads],
        [item.level for item in heads],
        body,
        [item.gap for item in heads],
        any(heads and item.pieces[0][0] > heads[-1].pieces[0][0] for item in draft.bylines),
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
    values["column"] = headline_group.plain(values["column"].strip(" 【】[]「」■□●◆★☆▶|<>"))
    return values


def _photos(sheet: Sheet, work: Work, draft: Draft) -> tuple[list[ParsedPhoto], list[ParsedPhoto]]:
    """The photos of the article, and those that only stand near it."""
    mine: list[ParsedPhoto] = []
    alone: list[ParsedPhoto] = []
    body = "".join(item.norm for item in draft.texts)
    for item in draft.photos:
        near = id(item) in draft.inside or _alike(item.norm, body) >= 0.6
        photo = _photo(sheet, work if near else Work(sheet, work.warnings), item)
        (mine if near else alone).append(photo)
    return mine, alone


def _photo(sheet: Sheet, work: Work, item: Item) -> ParsedPhoto:
    caption, credit = (item.lines[0], item.lines[1]) if len(item.lines) == 2 else (item.pieces, [])
    if not credit and (found := captions_and_kinds.credit_of(item.norm)):
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


def _doubt(article: ParsedArticle, body: str, warnings: list[ParseWarning]) -> None:
    span = (article.spans[0].start, article.spans[-1].end) if article.spans else None
    words = body[:20] or article.headline
    if not article.headline and article.kind is not ArticleKind.PHOTO:
        warnings.append(ParseWarning("no_headline", span, words))
    if article.completeness is Completeness.BEGINNING_MISSING and not article.continued_from:
        warnings.append(ParseWarning("beginning_missing", span, words))
    if article.completeness is Completeness.END_MISSING:
        warnings.append(ParseWarning("end_missing", span, body[-20:]))
