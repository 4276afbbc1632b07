"""Articles of column text whose headlines may stand after their texts: texts first, then the display lines given to
them by what they share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.parsing import _headline
from archive.parsing._drafts import Draft, shared
from archive.parsing._items import (
    BYLINE,
    CAPTION,
    CREDIT,
    HEAD,
    JUMP,
    LABEL,
    NUMBERED,
    TEASER,
    TEXT,
    Item,
    is_heading_word,
)
from archive.parsing.types import PersonKind
from archive.parsing.vocabulary import NOTICE_WORDS

_BRIEF_MAX = 420  # characters of a brief


def by_texts(items: Sequence[Item]) -> list[Draft] | None:
    """Articles of column text whose headlines follow their texts; None if on this page they stand above them.

    Texts are told apart first, then each group of display lines is given to the one that it shares most with.
    """
    row = _stories(items)
    claims = _claims(row)
    follows = [claim for claim in claims if claim.shared_before > 0.5 and claim.shared_after < 0.2]
    return _give_heads(row, claims) if _lean(row, claims) > 0 or follows else None


def _stories(items: Sequence[Item]) -> list[Draft | list[Item]]:
    """Texts that begin for certain or after a display line, and the groups of display lines between them."""
    row: list[Draft | list[Item]] = []
    now: Draft | None = None
    for index, item in enumerate(items):
        following = items[index + 1] if index + 1 < len(items) else None
        if item.kind == TEASER:
            continue
        if item.kind == HEAD:
            if now is not None and now.bylines and not now.texts:
                now.heads.append(item)  # between a byline and its text
            elif now is not None and _is_crosshead(items, index, now):
                now.add_text(item)
            elif (
                row
                and isinstance(row[-1], list)
                and not is_heading_word(item.norm)
                and not is_heading_word(row[-1][-1].norm)
                and (not item.gap or _goes_with(row[-1][-1], item))
            ):
                row[-1].append(item)
            else:
                row.append([item])
                now = now if now is not None and now.open and following is not None and not following.starts else None
        elif item.kind == BYLINE:
            if (
                row
                and isinstance(row[-1], list)
                and (following is None or _wants_none(following, item) or (following.kind == HEAD and not item.marked))
            ):
                row[-1].append(item)
                now = None
            elif (
                now is not None
                and now.texts
                and not now.bylines
                and not item.marked
                and following is not None
                and (following.kind == HEAD or _wants_none(following, item))
            ):
                now.bylines.append(item)
                now.closed = True
            elif (
                now is not None
                and now.texts
                and not now.bylines
                and not (following is not None and following.kind in (TEXT, HEAD))
            ):
                now.bylines.append(item)
                now = None
            else:
                now = Draft(bylines=[item])
                row.append(now)
        elif item.kind == TEXT:
            if now is None or (now.texts and (item.message or item.back)) or (now.closed and not item.signs):
                now = Draft()
                row.append(now)
            now.add_text(item)
        elif item.kind in (CAPTION, CREDIT):
            if now is not None and now.open:
                now.photos.append(item)
            else:
                row.append(Draft(photos=[item]))
                now = None if now is None or now.closed else now
        elif item.kind == LABEL:
            last = next((entry for entry in reversed(row) if isinstance(entry, Draft) and entry.texts), None)
            if last is not None:
                last.labels.append(item)
        elif item.kind == JUMP and item.onward and now is not None:
            goes_on = following is not None and following.kind == TEXT and not following.starts and following.gap == 0
            now.onward, now.closed = item.onward, not goes_on
    return row


def _wants_none(text: Item, byline: Item) -> bool:
    """Whether a text has a message head that the byline above it cannot be for: it names its own people or agency, or
    the byline is a commentator's."""
    if text.message is None:
        return False
    comments = any(person.kind is PersonKind.COLLECTIVE for person in byline.people)
    return comments or bool(text.people) or not text.message.raw.startswith("本报")


def _goes_with(above: Item, item: Item) -> bool:
    """Whether a display line is of one group with the one above it, although a blank line parts them: a deck, or what a
    label or a kicker stands over. Others are the headline of the text before, and that of the text after."""
    return (
        _headline.is_deck(item.norm)
        or above.label
        or _headline.is_short_label(above.norm)
        or _headline.is_kicker(above.norm)
    )


def _is_crosshead(items: Sequence[Item], index: int, now: Draft) -> bool:
    """A single short display line with text of the same article on both sides, as numbered sections have."""
    head = items[index]
    following = items[index + 1] if index + 1 < len(items) else None
    if following is None or following.kind != TEXT or following.starts or not now.texts:
        return False
    if NUMBERED.match(head.norm):
        return True
    later = next((item for item in items[index + 1 :] if item.kind == HEAD or item.starts), None)
    return (
        bool(now.bylines)
        and len(head.norm) <= 16
        and later is not None
        and later.kind == HEAD
        and not NOTICE_WORDS.search(_headline.plain(head.norm))
        and not _headline.is_briefs(head.norm)
    )


@dataclass(frozen=True, slots=True)
class _Claim:
    """A group of display lines, the texts on both sides of it, and how much of its wording each has."""

    place: int
    before: Draft | None
    after: Draft | None
    shared_before: float
    shared_after: float


def _claims(row: list[Draft | list[Item]]) -> list[_Claim]:
    claims = []
    for place, entry in enumerate(row):
        if not isinstance(entry, Draft):
            before, after = _neighbour(row, place, -1), _neighbour(row, place, +1)
            norm = "".join(item.norm for item in entry)
            near, far = shared(norm, before), shared(norm, after)
            if after is not None and bool(entry[0].gap) != bool(after.gap):  # it stands close to one of the two
                near, far = (near, far + 0.4) if entry[0].gap else (near + 0.4, far)
            claims.append(_Claim(place, before, after, near, far))
    return claims


def _lean(row: list[Draft | list[Item]], claims: list[_Claim]) -> float:
    """Above zero if headlines stand after their texts."""
    lean = sum(
        claim.shared_before - claim.shared_after
        for claim in claims
        if claim.before is not None and claim.after is not None
    )
    if row and isinstance(row[0], list):
        lean -= 0.5
    if row and isinstance(row[-1], list):
        lean += 0.5
    return lean


def _give_heads(row: list[Draft | list[Item]], claims: list[_Claim]) -> list[Draft]:
    """Give each group of display lines to the text before or, where their words say so, after it."""
    leans_after = _lean(row, claims) < 0
    given: dict[int, Draft] = {}
    homeless: list[int] = []
    for claim in sorted(claims, key=lambda claim: -abs(claim.shared_before - claim.shared_after)):
        group = row[claim.place]
        label = group[0] if len(group) == 1 and (group[0].label or _headline.is_column(group[0].norm)) else None
        banner = label is None and len(group) == 1 and _headline.is_slogan(group[0].norm)
        if banner and claim.before is None and claim.after is not None and claim.after.bylines:
            claim.after.columns.append(group[0])  # 决胜全面小康 决战脱贫攻坚 over a byline
            continue
        if label is not None and (label.label or max(claim.shared_before, claim.shared_after) < 0.5):
            begins = claim.after is not None and claim.after.bylines and claim.after.texts[0].message is None
            target = _genre_match(label, row) or (claim.after if begins else claim.before)
            if target is None and not _headline.is_briefs(label.norm):
                target = claim.after
            if target is not None:
                target.columns.append(label)
                continue
        near = claim.shared_before + (0.25 if not leans_after else 0)
        far = claim.shared_after + (0.25 if leans_after else 0)
        if is_heading_word(group[0].norm) and claim.after is not None and claim.after.gap == 0:
            far += 1
        targets = [claim.before, claim.after] if near >= far else [claim.after, claim.before]
        target = next((draft for draft in targets if draft is not None and not draft.heads), None)
        if target is None:
            homeless.append(claim.place)
            continue
        given[claim.place] = target
        target.heads += [item for item in group if item.kind == HEAD and not item.label]
        target.columns += [item for item in group if item.label]
        target.bylines += [item for item in group if item.kind == BYLINE]
        target.briefs = target.briefs or _headline.is_briefs(group[0].norm)
    for place in homeless:  # what stands under another group is its deck, if no text wants it
        group = row[place]
        label = _headline.is_short_label(group[0].norm) and not _DID.search(group[0].norm)
        alone = label or is_heading_word(group[0].norm)
        target = None if alone else given.get(place - 1)
        below = next((entry for entry in row[place + 1 :] if isinstance(entry, Draft) and entry.texts), None)
        if label and len(group) == 1 and below is not None and not below.columns and not is_heading_word(group[0].norm):
            below.columns.append(group[0])  # 女排联赛, over a text that has its headline after it
            continue
        if target is None:
            target = row[place] = Draft(briefs=_headline.is_briefs(group[0].norm))
        target.heads += [item for item in group if item.kind == HEAD and not item.label]
        target.columns += [item for item in group if item.label]
        target.bylines += [item for item in group if item.kind == BYLINE]
    _give_briefs(row, claims)
    return [entry for entry in row if isinstance(entry, Draft)]


def _give_briefs(row: list[Draft | list[Item]], claims: list[_Claim]) -> None:
    """A heading of briefs that stands over another headline is the column of what follows, up to a text of its own kind."""
    for claim in claims:
        draft = row[claim.place]
        if (
            not isinstance(draft, Draft)
            or draft.texts
            or len(draft.heads) != 1
            or not _headline.is_briefs(draft.heads[0].norm)
        ):
            continue
        heading, draft.heads = draft.heads[0], []
        led: bool | None = None  # whether its items have message heads of their own, as the first one shows
        for entry in row[claim.place + 1 :]:
            if not isinstance(entry, Draft):
                continue
            if led is None and entry.texts:
                led = bool(entry.texts[0].message is not None and entry.heads)
            told = entry.texts and entry.texts[0].message is not None and not led
            if entry.texts and (told or entry.bylines or entry.length > _BRIEF_MAX):
                break
            entry.over = heading


def _neighbour(row: list[Draft | list[Item]], place: int, step: int) -> Draft | None:
    place += step
    while 0 <= place < len(row):
        entry = row[place]
        if isinstance(entry, list):
            return None
        if entry.texts:
            return entry
        place += step
    return None


_DID = re.compile(r"(?:讲话|主持|出席|致辞|参加|见证|宣布|批示)$")  # 张韶春讲话
_GENRES = (("访谈", "访"), ("专访", "访"), ("评论", "评"), ("通讯", "记"), ("侧记", "侧记"))


def _genre_match(label: Item, row: list[Draft | list[Item]]) -> Draft | None:
    """The article of the genre that a column's label names: 访谈 for ——访某某."""
    for genre, sign in _GENRES:
        if genre in label.norm:
            for entry in row:
                if isinstance(entry, list) and any(
                    _headline.is_deck(item.norm) and sign in item.norm[:6] for item in entry
                ):
                    index = row.index(entry)
                    return _neighbour(row, index, -1) or _neighbour(row, index, +1)
    return None
