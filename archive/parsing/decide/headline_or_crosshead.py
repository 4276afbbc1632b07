"""Articles in the making, of the items of a page in reading order: which display lines begin an article, and which are
crossheads, a column's banner, the heading of briefs or of a package."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence

from archive.parsing.decide import lookahead
from archive.parsing.decide.draft_article import Draft, shared
from archive.parsing.decide.line_kinds import (
    ANSWER,
    BYLINE,
    CAPTION,
    CREDIT,
    CROSSHEAD_MAX,
    HEAD,
    JUMP,
    LABEL,
    NUMBERED,
    PICTURED,
    TEXT,
    Item,
    LineRole,
    is_heading_word,
    is_row,
)
from archive.parsing.recognise import captions_and_kinds, headline_group
from archive.parsing.types import TextKind
from archive.parsing.vocabulary import EDITOR_NOTE, NOTICE_WORDS

_CAPTION_MAX = 40  # characters of a caption that nothing else tells
_SHORT_MAX = 16  # characters of a crosshead that stands alone in its article
_ON_IT = 0.2  # of a package's wording that its articles have at least
_CUSTOM = 3  # articles that are opened in one way make it the page's custom
_LEAD_MAX = 160  # characters of a lead that stands above the byline
_BRIEF_MAX = 420  # characters of a brief
_GROUP_MAX = 6  # lines of a headline group


def articles_of(items: Sequence[Item], kind: TextKind) -> list[Draft]:
    """The articles of a page, in order. Headlines stand above their texts: column text is put in that order first."""
    return _Page(items, kind).drafts()


class _Page:
    def __init__(self, items: Sequence[Item], kind: TextKind) -> None:
        self.items = items
        self.kind = kind
        heads = [(index, item) for index, item in enumerate(items) if item.kind == HEAD]
        # By level (None without marks of form): how many display lines open an article, and where the first stands.
        self.opened = Counter(item.level for index, item in heads if lookahead.starts_after(items, index))
        self.first = {item.level: item.pieces[0][0] for _index, item in reversed(heads) if item.pieces}
        self.done: list[Draft] = []
        self.now: Draft | None = None
        self.briefs: Item | None = None  # the heading of a column of briefs that is open
        self.package: tuple[list[Item], int | None] | None = None
        self.over: Item | None = None  # the column's label over a package
        self.labels: list[Item] = []
        self.notes: list[Item] = []  # the editor's note of a package, which leads its first article
        self.back = ""

    def drafts(self) -> list[Draft]:
        index = 0
        while index < len(self.items):
            item = self.items[index]
            if item.kind == HEAD:
                index = self._display(index)
            else:
                self._plain(item, index)
                index += 1
        if self.labels and self.now:
            self.now.labels += self.labels
        self._end_package()
        for draft in self.done:
            _find_captions(draft)
        return self.done

    def _end_package(self) -> None:
        """Where no level of headings says how far a package goes, it ends with the first article on something else."""
        if self.package is None or self.package[1] is not None:
            return
        heads = self.package[0]
        mine = [draft for draft in self.done if draft.package is heads]
        norm = "".join(item.norm for item in heads)
        for draft in mine[1:]:
            if not shared(norm, draft):
                for other in mine[mine.index(draft) :]:
                    other.package = []
                break

    def _open(self, draft: Draft) -> Draft:
        draft.labels += self.labels
        self.labels = []
        draft.back = draft.back or self.back
        self.back = ""
        self.done.append(draft)
        self.now = draft
        return draft

    @property
    def _begun(self) -> Draft:
        """The article that stands here, where one does for certain."""
        if self.now is None:
            raise LookupError("no article is begun")
        return self.now

    # --- items that are no display lines ---

    def _plain(self, item: Item, index: int) -> None:
        now = self.now
        following = self.items[index + 1] if index + 1 < len(self.items) else None
        if item.kind == TEXT:
            self._text(item)
        elif item.kind == BYLINE:
            self._byline(item, following)
        elif item.kind in (CAPTION, CREDIT):
            (now or self._open(Draft())).photos.append(item)
        elif item.kind == LABEL:
            if (now and now.texts and item.gap == 0 and not (following is not None and following.gap == 0)) or (
                now
                and now.texts
                and (following is None or following.kind != TEXT)
                and (now.closed is False)
                and _reads_as_ad(now)
            ):
                now.labels.append(item)
                now.closed = True
            elif now and now.texts and following is None:
                now.labels.append(item)
            else:
                self.labels.append(item)
        elif item.kind == JUMP:
            if item.onward and now:
                now.onward, now.closed = item.onward, True
            elif item.back and now and not now.texts:
                now.back = item.back
            else:
                self.back = item.back

    def _text(self, item: Item) -> None:
        if self._begins_another(item):
            now = self._open(Draft())
            if self.briefs is not None:
                now.over = self.briefs
        self._begun.add_text(item)

    def _begins_another(self, item: Item) -> bool:
        """Whether a paragraph without a headline of its own begins an article."""
        now = self.now
        if now is None or (item.begins and now.texts):
            return True
        if item.role is LineRole.OPENING and now.texts:
            return True
        told = any(not EDITOR_NOTE.match(text.norm) for text in now.texts)
        if not told or now.briefs:
            return False
        if self.back or item.back or now.ends_verse(item):
            return True
        if item.message is not None:
            amid = now.open and not item.people and not item.message.raw.startswith("本报")
            return not amid and not self._same_story(item)
        weighty = len(item.norm) > 60 or NOTICE_WORDS.search(item.norm[:60]) is not None
        return now.closed and not item.signs and item.gap > 0 and weighty and not ANSWER.match(item.norm)

    def _same_story(self, item: Item) -> bool:
        """Whether a text with a message head is a further dispatch under the same headline."""
        again = item.message is not None and "又" in item.message.raw
        return again or (bool(self._begun.heads) and self._begun.has_dispatch(item))

    def _byline(self, item: Item, following: Item | None) -> None:
        now = self.now
        if now is None or (item.begins and now.texts):
            now = self._open(Draft())
            now.bylines.append(item)
        elif not now.texts or (
            not now.bylines
            and now.heads
            and now.length <= _LEAD_MAX
            and following is not None
            and following.kind == TEXT
            and not (now.last and now.last.message)
        ):
            now.bylines.append(item)
        elif (
            following is not None
            and following.kind == TEXT
            and not now.open
            and not (now.heads and not now.bylines and not (now.last and now.last.message) and following.gap > 1)
        ):
            self._open(Draft(bylines=[item]))
        else:
            now.bylines.append(item)
            now.closed = True

    # --- display lines ---

    def _display(self, index: int) -> int:
        group = [self.items[index]]
        end = index + 1
        while end < len(self.items) and self.items[end].kind == HEAD and not self._parts(group, self.items[end], end):
            group.append(self.items[end])
            end += 1
        own = self._headline_of_text_above(group)
        if own:
            self._begun.heads += group[:own]
            self._begun.closed = True
            group = group[own:]
        bylines = []
        after = end
        while after < len(self.items) and self.items[after].kind == BYLINE:
            bylines.append(self.items[after])
            after += 1
        following = self.items[after] if after < len(self.items) else None
        if group[0].role is None:
            verdict = self._verdict(group, bylines, following, end)
        else:
            verdict = self._verdict_by_role(group, following)
        if verdict == "new":
            self._new(group, following, end)
        elif verdict == "column":
            self._begun.columns += group
        elif verdict == "deck":
            self._begun.heads += group
        else:
            for item in group:
                self._begun.add_text(item)
        return end

    def _headline_of_text_above(self, group: list[Item]) -> int:
        """How many lines of a group, headline and deck, are of the text above, which has none but a column's label: its
        byline stood first. What follows the deck is the next article's."""
        now = self.now
        deck = next((at for at, item in enumerate(group) if at and headline_group.is_deck(item.norm)), 0)
        if not deck or deck + 1 >= len(group) or now is None or not now.bylines or not now.texts or now.open:
            return 0
        return deck + 1 if all(headline_group.is_column(item.norm) for item in now.heads) else 0

    def _parts(self, group: list[Item], item: Item, index: int) -> bool:
        """Whether a further display line belongs to something else than the group above it."""
        last = group[-1]
        if (item.role is LineRole.CROSSHEAD) != (last.role is LineRole.CROSSHEAD):
            return True
        if NUMBERED.match(item.norm) and not NUMBERED.match(group[0].norm) and item.level is None:
            return True
        if last.onward or (item.back and not last.back and item.gap):
            return bool(last.onward)
        if self._is_package(group, index):
            return True
        return bool(headline_group.is_briefs(last.norm) and len(group) == 1) or len(group) >= _GROUP_MAX

    def _verdict_by_role(self, group: list[Item], following: Item | None) -> str:
        """What a group of display lines is to the article so far: "new", or its crosshead, a column's label, a deck."""
        now, head = self.now, group[0]
        if now is None:
            return "new"
        amid = now.open and len(group) == 1 and following is not None and following.kind in (TEXT, CAPTION)
        banner = headline_group.is_slogan(head.norm) or headline_group.is_column(head.norm)
        amid = amid and (banner or head.role is not LineRole.HEADLINE)
        if amid and following is not None and not following.starts:  # a banner, after which a sentence goes on
            return "column" if not now.columns else "crosshead"
        goes_on = following is not None and following.kind == TEXT and bool(now.texts or now.bylines) and not now.closed
        if head.role is LineRole.COLUMN and len(group) == 1 and goes_on and not now.columns:
            return "column"
        if head.role is LineRole.CROSSHEAD:
            return "crosshead"
        return "new" if head.role is not LineRole.GROUP or now.texts else "deck"

    def _verdict(self, group: list[Item], bylines: list[Item], following: Item | None, end: int) -> str:
        now, head, alone = self.now, group[0], len(group) == 1
        if head.begins:
            return "new"
        if head.crosshead and now is not None and now.texts:
            return "crosshead"
        starts = (
            bool(bylines)
            or bool(self.back)
            or (following is not None and (following.starts or bool(following.back)))
            or any(headline_group.is_deck(item.norm) for item in group)
            or any(item.back for item in group)
        )
        if end < len(self.items) and self.items[end].kind == HEAD and self._is_package(group, end):
            return "new"
        if self._next_in_column(head, following):
            return "new"
        if now and now.package and now.texts and now.heads and _of_places(head.norm, now.heads[0].norm):
            return "new"
        if len(group) > 1 and headline_group.is_label_over(head.norm) and len(group[1].norm) >= len(head.norm) + 3:
            return "new"  # a column's label over a headline
        if now and now.texts and alone and not starts and lookahead.verse_follows(self.items, end) and _several(now):
            return "crosshead"
        if now is None or (
            now.briefs and starts and head.level is not None and self.briefs and head.level <= (self.briefs.level or 9)
        ):
            return "new"
        if alone and not starts and now.texts and not now.closed and following is not None:
            if _counts_on(following.norm):
                return "crosshead"
            if head.level is None and is_row(following.norm):
                return "crosshead"  # the title of a table
        if alone and now.texts and following is not None and captions_and_kinds.NOTICE_HEADLINE.search(head.norm):
            return "new"
        continued = following is not None and following.kind in (TEXT, CAPTION) and not starts
        banner = headline_group.is_slogan(head.norm) or headline_group.is_column(head.norm)
        if (
            now.open
            and continued
            and alone
            and (banner or head.level is None or now.level is None or head.level > now.level)
        ):
            return (
                "column"
                if not now.columns
                and (headline_group.is_slogan(head.norm) or headline_group.is_column(head.norm) or now.texts)
                else "crosshead"
            )
        verse = len(now.texts) >= 4 and all(len(item.norm) <= CROSSHEAD_MAX for item in now.texts)
        if ((is_heading_word(head.norm) and not now.open) or (verse and head.gap)) and now.texts:
            return "new"
        if (
            banner
            and alone
            and continued
            and now.texts
            and now.bylines
            and not now.columns
            and head.level == now.level
            and head.level is not None
        ):
            return "column"
        if head.level is None and head.gap and now.texts and lookahead.verse_follows(self.items, end):
            return "new"
        if alone and NUMBERED.match(head.norm) and not starts and now.texts and not now.closed:
            return "crosshead"
        marked = head.level is not None and any(level is not None for level in self.opened)
        if now.back and not now.heads and now.texts and alone and not starts and marked:
            return "crosshead"  # the rest of an article that began on another page: the page's own say how they begin
        if not now.texts and now.heads and not now.photos and not starts:
            if now.bylines:
                if alone and head.level is not None and not lookahead.again(self.items, head.level, now.level, end):
                    return "column"
                return (
                    "column"
                    if alone and (headline_group.is_slogan(head.norm) or headline_group.is_column(head.norm))
                    else "crosshead"
                )
            if len(now.heads) + len(group) > _GROUP_MAX:
                return "crosshead"
            return "new" if now.briefs else "deck"
        if not now.texts and now.bylines and not now.heads:
            return "deck"
        if starts or self.briefs is not None:
            return "new"
        if (
            (NOTICE_WORDS.search(headline_group.plain(head.norm)) and len(head.norm) <= 40 and not now.bylines)
            or headline_group.is_briefs(head.norm)
            or now.closed
            or now.briefs
        ):
            return "new"
        if headline_group.is_column(head.norm) and not alone:
            return "new"
        if lookahead.tail_follows(self.items, end) and not (
            alone and not now.bylines and _has_crossheads_like(head, now)
        ):
            return "new"
        if head.level is not None and now.level is not None:
            return self._by_level(group, now.level, following, end)
        if head.level is None and now.level is not None:
            return "crosshead"
        return self._by_custom(group, following, end)

    def _by_level(self, group: list[Item], above: int, following: Item | None, end: int) -> str:
        now, head = self._begun, group[0]
        level = min(item.level or 9 for item in group)
        feature = bool(now.bylines) and not (now.last and now.texts[0].message)
        short = len(head.norm) <= CROSSHEAD_MAX
        if level < above:
            return "new"
        if level > above:
            return "new" if self.opened[level] and not feature and not short else "crosshead"
        if len(group) > 1 or not feature or not short or following is None or following.kind != TEXT:
            return "new"
        others = lookahead.parallels(self.items, end, head)
        return "crosshead" if others or any(item.kind == HEAD for item in now.texts) else "new"

    def _by_custom(self, group: list[Item], following: Item | None, end: int) -> str:
        """For display lines without marks: what the page's other headlines and the article so far make likely."""
        now, head = self._begun, group[0]
        if following is not None and following.kind == CAPTION and any(item.kind == HEAD for item in now.texts):
            following = next((item for item in self.items[end:] if item.kind != CAPTION), None)  # a picture between
        if following is None or following.kind != TEXT:
            return "new"
        if len(group) > 1 and not any(NUMBERED.match(item.norm) for item in group):
            return "new"
        feature = bool(now.bylines or now.back) or any(headline_group.is_deck(item.norm) for item in now.heads)
        news = bool(now.texts and now.texts[0].message)
        gaps = [item.gap for item in now.texts[1:] if item.kind == TEXT]
        tight = following.gap == 0 and head.gap > 0
        even = following.gap > 0 or not gaps or min(gaps) == 0
        above = self.items[end - len(group) - 1] if end > len(group) else None
        far = bool(gaps) and head.gap > max(gaps) and not (above is not None and above.kind == CAPTION)
        if far and not (feature and lookahead.parallels(self.items, end, head)):
            return "new"  # it stands farther off than the paragraphs do from each other
        if feature:
            again = (
                lookahead.parallels(self.items, end, head)
                or any(item.kind == HEAD for item in now.texts)
                or self._inside(head, end)
            )
            return "crosshead" if again or NUMBERED.match(head.norm) else "new"
        if news and now.length < 900:
            return "new"
        if tight:
            return "new"
        return (
            "crosshead"
            if even
            and len(head.norm) <= CROSSHEAD_MAX
            and (lookahead.parallels(self.items, end, head) or any(i.kind == HEAD for i in now.texts))
            else "new"
        )

    def _inside(self, head: Item, end: int) -> bool:
        """Whether a short line over a text that nothing opens and nobody signs is a feature's crosshead: on a page whose
        other articles are opened or signed, one that has a byline and a deck goes on."""
        now = self._begun
        decked = any(headline_group.is_deck(item.norm) for item in now.heads) or bool(now.back)
        return (
            decked
            and self.opened[head.level] >= _CUSTOM
            and len(head.norm) <= _SHORT_MAX
            and not lookahead.tail_follows(self.items, end)
        )

    def _next_in_column(self, head: Item, following: Item | None) -> bool:
        """Whether a display line is the next headline under a column's heading, and no crosshead of its article."""
        if not self.package or self.package[1] is None or not _is_column_over(self.package[0]):
            return False
        if NOTICE_WORDS.search(headline_group.plain(head.norm)) and not NOTICE_WORDS.search(self.package[0][0].norm):
            return False
        if head.level is None or head.level <= self.package[1] or following is None or following.kind == HEAD:
            return False
        now = self.now
        if now is None or not now.heads or now.over is not self.package[0][0]:
            return True
        return head.level == now.level and not now.bylines

    def _is_package(self, group: list[Item], index: int) -> bool:
        """Whether the group so far is a headline over several articles that have their own, or a column's over any."""
        top = min((item.level for item in group if item.level is not None), default=None)
        sub = self.items[index]
        if top is None or sub.level is None or sub.level <= top or headline_group.is_deck(sub.norm):
            return False
        over = _is_column_over(group)
        wanted = 1 if over else 2
        for place in range(index, len(self.items)):
            item = self.items[place]
            if item.kind != HEAD:
                continue
            if item.level is None or item.level < sub.level:
                break
            if headline_group.is_deck(item.norm):
                continue
            if (item.level == sub.level and over) or (
                lookahead.starts_directly(self.items, place)
                and (item.level == sub.level or _of_places(sub.norm, item.norm))
            ):
                wanted -= 1
                if wanted == 0:
                    return over or _of_places(sub.norm, item.norm) or self._speaks_of(group, place)
        return False

    def _speaks_of(self, group: list[Item], place: int) -> bool:
        """Whether the article under the display line at the place is on what the group says, as all of a package are; a
        headline with a deck of the next level below it is only its own article's."""
        texts = itertools.takewhile(lambda item: item.kind != HEAD, self.items[place + 1 :])
        under = Draft(texts=[item for item in texts if item.kind == TEXT])
        return shared("".join(item.norm for item in group), under) >= _ON_IT

    def _new(self, group: list[Item], following: Item | None, end: int) -> None:
        head = group[0]
        now = self.now
        if (
            (
                now is not None
                and now.heads
                and now.texts
                and not now.bylines
                and not self.package
                and self.kind is not TextKind.COLUMNS
            )
            and EDITOR_NOTE.match(now.texts[0].norm)
            and now.length < 600
            and len(now.texts) <= 2
            and not now.photos
        ):
            self.done.remove(now)
            self.package = (now.heads, None)
            self.notes = now.texts
        if self.briefs is not None and not self._still_briefs(group, following, end):
            self.briefs = None
        if self.package and self.package[1] is not None and (head.level is None or head.level <= self.package[1]):
            self.package = None
        if len(group) == 1 and headline_group.is_briefs(head.norm):
            if following is not None and following.kind == HEAD:
                self.briefs = head
                return
            nested = self.items[end] if end < len(self.items) else None
            if nested is not None and nested.kind == HEAD:
                self.briefs = head
                return
            self._open(Draft(heads=group, briefs=True))
            return
        if (
            end < len(self.items)
            and self._is_package(group, end)
            and (self.items[end].kind == HEAD or EDITOR_NOTE.match(self.items[end].norm))
        ):
            self.over = group[0] if len(group) > 1 and _names_column(group[0]) else None
            self.package = (group[self.over is not None :], min(item.level or 9 for item in group))
            if self.items[end].kind == HEAD:
                return
        labels = [item for item in group if item.label]
        columns = [item for item in group if item.role is LineRole.COLUMN]
        if len(columns) < len(group):  # what stands alone over a text is its headline
            labels += columns
        draft = self._open(Draft(heads=[item for item in group if item not in labels], columns=labels))
        if self.briefs is not None:
            draft.over = self.briefs
        if self.package and self.package[0][-1] is not group[-1]:
            letters = re.search("来信|信箱|读者", self.package[0][0].norm)
            if letters and following is not None and following.message is not None:
                self.package = None  # no letter any more
            elif _is_column_over(self.package[0]):
                draft.over = self.package[0][0]
                if not self._over_several(self.package[0][0], head):
                    self.package = None
            else:
                draft.package, draft.over = self.package[0], self.over or draft.over
            draft.texts, self.notes = self.notes + draft.texts, []

    def _over_several(self, column: Item, head: Item) -> bool:
        """Whether a column's heading stands over more than the first headline under it: a heading of briefs or letters,
        or one over headlines smaller than the page's others."""
        if headline_group.is_briefs(column.norm) or re.search(
            r"来信|信箱|读者|信息|资讯|新闻|县区|[县区市]讯", column.norm
        ):
            return True
        return self.first.get(head.level, 0) > column.pieces[0][0]

    def _still_briefs(self, group: list[Item], following: Item | None, end: int) -> bool:
        head = group[0]
        if not any(draft.over is self.briefs for draft in self.done):
            return True  # it stands over this one at least
        level = self.briefs.level if self.briefs else None
        if head.level is not None and level is not None:
            return head.level > level and not is_heading_word(head.norm)
        first = next(draft for draft in self.done if draft.over is self.briefs)
        led = bool(first.texts and first.texts[0].message)
        length = 0
        for item in self.items[end : end + 8]:
            if item.kind == HEAD:
                break
            length += len(item.norm)
        if following is not None and following.message is not None and not led:
            return False  # its items have no message heads of their own
        return (
            (len(group) == 1 or self.kind is TextKind.COLUMNS)
            and length <= _BRIEF_MAX
            and not (following is not None and following.kind == BYLINE)
            and not is_heading_word(head.norm)
        )


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


def _several(draft: Draft) -> bool:
    """Whether the headline says that more poems follow than its own: 谷雨（外一首）, 乡居三首."""
    return any(
        re.search(r"(?:[外二三四五六七八九十]\s*[一二三四五六七八九十]?首|组诗|[二三四五六七八九十]题)\)?$", item.norm)
        for item in draft.heads
    )


def _counts_on(norm: str) -> bool:
    """Whether a text is the second or a later one of numbered ones, with which no article begins: 6、报告原文…"""
    return bool(re.match(r"\s*(?:[2-9]|[1-9]\d|[二三四五六七八九]|十[一二三四五六七八九]?)、", norm))


_PLACE_FIRST = re.compile(r"[\u4e00-\u9fff]{2,8}:")


def _of_places(one: str, other: str) -> bool:
    """沾河县:… and 博安县:…, headlines built alike, whatever their levels."""
    return bool(_PLACE_FIRST.match(one) and _PLACE_FIRST.match(other))


def _names_column(item: Item) -> bool:
    return headline_group.is_sure_column(item.norm) or headline_group.is_label_over(item.norm)


def _is_column_over(group: list[Item]) -> bool:
    """Whether a headline that stands over others is a column's: 读者来信 over each of the letters."""
    norm = group[0].norm
    return (
        len(group) == 1
        and (headline_group.is_column(norm) or headline_group.is_label_over(norm))
        and not headline_group.is_slogan(norm)
    )


def _has_crossheads_like(head: Item, draft: Draft) -> bool:
    """Whether the article is a feature that nobody has signed yet, with crossheads of the level of this display line or
    with a deck: then a byline that follows signs it all."""
    if len(head.norm) > CROSSHEAD_MAX or any(item.message for item in draft.texts):
        return False
    levels = [item.level for item in draft.texts if item.kind == HEAD]
    if levels:
        return head.level == levels[-1]
    return any(headline_group.is_deck(item.norm) for item in draft.heads) and head.level != draft.level


def _reads_as_ad(draft: Draft) -> bool:
    head = " ".join(item.norm for item in draft.heads)
    kind, _genre = captions_and_kinds.kind_of_article(head, "", "", (), draft.body, False, 0)
    return kind in ("advertisement", "notice")
