"""From the items of a page, in reading order, to articles in the making: what each item is to the article above it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from archive.parsing.decide.decision_rows import Row, first_verdict
from archive.parsing.decide.draft_article import Draft
from archive.parsing.decide.headings_over_articles import end_package, is_package, put_under_headings, take_heading
from archive.parsing.decide.headline_or_crosshead import Verdict, verdict
from archive.parsing.decide.line_kinds import (
    ANSWER,
    BYLINE,
    CAPTION,
    CREDIT,
    HEAD,
    JUMP,
    LABEL,
    NUMBERED,
    PICTURED,
    TEXT,
    Item,
    LineRole,
)
from archive.parsing.decide.page_so_far import GROUP_MAX, DisplayGroup, PageSoFar
from archive.parsing.recognise import captions_and_kinds, headline_group
from archive.parsing.types import TextKind
from archive.parsing.vocabulary import EDITOR_NOTE, NOTICE_WORDS

_CAPTION_MAX = 40  # characters of a caption that nothing else tells
_LEAD_MAX = 160  # characters of a lead that stands above the byline
_WEIGHTY = 60  # characters from which a paragraph can be an article of its own


def articles_of(items: Sequence[Item], kind: TextKind) -> list[Draft]:
    """The articles of a page, in order. Headlines stand above their texts: column text is put in that order first."""
    page = PageSoFar(items, kind)
    index = 0
    while index < len(items):
        if items[index].kind == HEAD:
            index = _add_display_lines(page, index)
        else:
            _add(page, items[index], items[index + 1] if index + 1 < len(items) else None)
            index += 1
    if page.labels and page.now:
        page.now.labels += page.labels
    end_package(page)
    for draft in page.done:
        _find_captions(draft)
    return page.done


# --- items that are no display lines ---


def _add(page: PageSoFar, item: Item, following: Item | None) -> None:
    if item.kind == TEXT:
        _add_text(page, item)
    elif item.kind == BYLINE:
        _add_byline(page, item, following)
    elif item.kind in (CAPTION, CREDIT):
        (page.now or page.open(Draft())).photos.append(item)
    elif item.kind == LABEL:
        _add_label(page, item, following)
    elif item.kind == JUMP:
        _add_jump(page, item)


def _add_text(page: PageSoFar, item: Item) -> None:
    now = page.now
    if now is None or _begins_another(page, now, item):
        heads = now.give_up_headings() if now and item.message else []  # over a message head stands a headline
        now = page.open(Draft(heads=heads, over=page.briefs))
    now.add_text(item)


class Paragraph(NamedTuple):
    """A paragraph without a headline of its own, the article above it, and the page on which both stand."""

    page: PageSoFar
    now: Draft
    item: Item


def _begins_another(page: PageSoFar, now: Draft, item: Item) -> bool:
    return first_verdict(BEGINS_ANOTHER, Paragraph(page, now, item), False)


def _is_first(case: Paragraph) -> bool:
    """Nothing but a headline or an editor's note stands above it."""
    return all(EDITOR_NOTE.match(text.norm) for text in case.now.texts)


def _goes_on_amid_sentence(case: Paragraph) -> bool:
    """据新华社报道 in the midst of a sentence that a column or a picture breaks: no message head of its own."""
    item = case.item
    return case.now.open and item.message is not None and not item.people and not item.message.raw.startswith("本报")


def _is_further_dispatch(case: Paragraph) -> bool:
    """又電, or 〔路透社東京十日電〕 under the headline of another such."""
    now, message = case.now, case.item.message
    return message is not None and ("又" in message.raw or (bool(now.heads) and now.has_dispatch(case.item)))


def _follows_end(case: Paragraph) -> bool:
    """It stands apart under a text that is signed or goes on elsewhere, and is enough to be an article."""
    now, item = case.now, case.item
    weighty = len(item.norm) > _WEIGHTY or NOTICE_WORDS.search(item.norm[:_WEIGHTY]) is not None
    return now.closed and item.gap > 0 and weighty and not item.signs


# Whether a paragraph without a headline of its own begins an article.
BEGINS_ANOTHER: Sequence[Row[Paragraph, bool]] = (
    Row("opening in columns", lambda case: bool(case.now.texts) and case.item.begins, True),
    Row("opening by role", lambda case: bool(case.now.texts) and case.item.role is LineRole.OPENING, True),
    Row("first of its article", _is_first, False),
    Row("brief under its heading", lambda case: case.now.briefs, False),
    Row("from another page", lambda case: bool(case.page.back or case.item.back), True),
    Row("under a poem", lambda case: case.now.ends_verse(case.item), True),
    Row("source amid a sentence", _goes_on_amid_sentence, False),
    Row("further dispatch", _is_further_dispatch, False),
    Row("message head", lambda case: case.item.message is not None, True),
    Row("answer to the text above", lambda case: ANSWER.match(case.item.norm) is not None, False),
    Row("apart under a signed text", _follows_end, True),
)


class Signs(Enum):
    """What a byline is to the article above it."""

    TEXT_BELOW = "text below"  # of its own, that goes on or has not begun
    ANOTHER = "another"  # it begins one
    TEXT_ABOVE = "text above"  # which is at its end


class Byline(NamedTuple):
    """The article above a byline, and the paragraph that follows, if one does."""

    now: Draft
    text: Item | None


def _add_byline(page: PageSoFar, item: Item, following: Item | None) -> None:
    now = page.now
    if now is None:
        page.open(Draft(bylines=[item]))
        return
    case = Byline(now, following if following is not None and following.kind == TEXT else None)
    signs = first_verdict(BYLINE_SIGNS, case, Signs.TEXT_ABOVE)
    if signs is Signs.ANOTHER:
        page.open(Draft(bylines=[item]))
        return
    now.bylines.append(item)
    now.closed = now.closed or signs is Signs.TEXT_ABOVE


def _is_under_lead(case: Byline) -> bool:
    """A few sentences stand between the headline and the byline."""
    now = case.now
    return case.text is not None and bool(now.heads) and not now.bylines and now.length <= _LEAD_MAX


def _is_over_another(case: Byline) -> bool:
    """The text above is at its end, and the one below does not say itself who sent it."""
    text = case.text
    return text is not None and text.message is None and len(text.norm) > _WEIGHTY and not case.now.open


BYLINE_SIGNS: Sequence[Row[Byline, Signs]] = (
    Row("byline over its text", lambda case: not case.now.texts, Signs.TEXT_BELOW),
    Row("byline under a lead", _is_under_lead, Signs.TEXT_BELOW),
    Row("byline over another text", _is_over_another, Signs.ANOTHER),
)


def _add_label(page: PageSoFar, item: Item, following: Item | None) -> None:
    """A label such as 广告 stands over what follows, or ends what it stands close under."""
    now = page.now
    if now is None or not now.texts:
        page.labels.append(item)
        return
    close = item.gap == 0 and (following is None or following.gap > 0)
    over_text = following is not None and following.kind == TEXT
    if close or (not over_text and not now.closed and _reads_as_ad(now)):
        now.labels.append(item)
        now.closed = True
    elif following is None:
        now.labels.append(item)
    else:
        page.labels.append(item)


def _reads_as_ad(draft: Draft) -> bool:
    head = " ".join(item.norm for item in draft.heads)
    kind, _genre = captions_and_kinds.kind_of_article(head, "", "", (), draft.body, False, 0)
    return kind in ("advertisement", "notice")


def _add_jump(page: PageSoFar, item: Item) -> None:
    now = page.now
    if item.onward and now:
        now.onward, now.closed = item.onward, True
    elif item.back and now and not now.texts:
        now.back = item.back
    else:
        page.back = item.back


# --- display lines ---


def _add_display_lines(page: PageSoFar, index: int) -> int:
    """Add the display lines that begin at the place and belong together; where they end."""
    lines = [page.items[index]]
    end = index + 1
    while end < len(page.items) and page.items[end].kind == HEAD and not _parts(page.items, lines, end):
        lines.append(page.items[end])
        end += 1
    now = page.now
    if now is not None and (own := _headline_of_text_above(now, lines)):
        now.heads += lines[:own]
        now.closed = True
        lines = lines[own:]
    group = DisplayGroup.on(page, lines, end)
    if now is None or (found := verdict(page, now, group)) is Verdict.NEW:
        _begin(page, group)
    elif found is Verdict.COLUMN:
        now.columns += lines
    elif found is Verdict.DECK:
        now.heads += lines
    else:
        for line in lines:
            now.add_text(line)
    return end


def _parts(items: Sequence[Item], lines: list[Item], place: int) -> bool:
    """Whether a further display line belongs to something else than the lines above it."""
    item, last = items[place], lines[-1]
    if (item.role is LineRole.CROSSHEAD) != (last.role is LineRole.CROSSHEAD):
        return True
    if NUMBERED.match(item.norm) and not NUMBERED.match(lines[0].norm) and item.level is None:
        return True
    if last.onward or (item.back and not last.back and item.gap):
        return bool(last.onward)
    if is_package(items, lines, place):
        return True
    return bool(headline_group.is_briefs(last.norm) and len(lines) == 1) or len(lines) >= GROUP_MAX


def _headline_of_text_above(now: Draft, lines: list[Item]) -> int:
    """How many display lines, headline and deck, are of the text above, which has none but a column's label: its byline
    stood first. What follows the deck is the next article's."""
    deck = next((at for at, item in enumerate(lines) if at and headline_group.is_deck(item.norm)), 0)
    if not deck or deck + 1 >= len(lines) or not now.bylines or not now.texts or now.open:
        return 0
    return deck + 1 if all(headline_group.is_column(item.norm) for item in now.heads) else 0


def _begin(page: PageSoFar, group: DisplayGroup) -> None:
    """Begin an article with display lines, or open the heading over several that they are."""
    if take_heading(page, group):
        return
    if group.names_briefs:
        page.open(Draft(heads=group.lines, briefs=True))
        return
    labels = [item for item in group.lines if item.label]
    columns = [item for item in group.lines if item.role is LineRole.COLUMN]
    if len(columns) < len(group.lines):  # what stands alone over a text is its headline
        labels += columns
    draft = page.open(Draft(heads=[item for item in group.lines if item not in labels], columns=labels))
    put_under_headings(page, draft, group)


# --- captions ---

_SHOWS = re.compile(
    r"(?:(?:\d{1,2}月\d{1,2}日|昨[日天]|今[日天]|近日)(?:[上下]午|清晨|傍晚)?[,，]?)?"
    r"[^,，。“”:：;；]{2,24}(?:正在|在|正|向|给|为|与|和)[^。“”:：;；]{3,30}[。]?"
)


def _find_captions(draft: Draft) -> None:
    """Find the captions without a credit of an article whose byline says that its writer took the pictures (文/图): short
    sentences between paragraphs that say who does what."""
    pictured = any(person.role in PICTURED for item in draft.bylines for person in item.people)
    if not pictured or draft.photos:
        return
    for above, item, below in zip(draft.texts, draft.texts[1:], [*draft.texts[2:], None], strict=False):
        short = (
            item.kind == TEXT and len(item.norm) <= _CAPTION_MAX and item.single and _SHOWS.fullmatch(item.norm.strip())
        )
        if short and len(above.norm) > _CAPTION_MAX and (below is None or len(below.norm) > _CAPTION_MAX):
            draft.texts = [text for text in draft.texts if text is not item]
            draft.photos.append(item)
            draft.inside.add(id(item))
