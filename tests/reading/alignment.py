"""What role each line of a page has, told from what a person reads on it: lines of the page are found in its articles.

Gold says what stands in which article, but not on which line of the received text. Here each line is looked for, by its
letters and digits, among the headlines, crossheads and texts of the page's articles, in the order of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive.parsing.decide.column_lines import Apart, ColumnLine
from archive.parsing.decide.line_kinds import HEAD, TEXT, Item, LineRole, Side, classified
from archive.parsing.decide.lines_to_items import undecided
from archive.parsing.decide.other_scripts import take_other_languages
from archive.parsing.decide.wrapped_columns import WrappedLines, undecided_columns
from archive.parsing.decide.wrapped_roles import Placed
from archive.parsing.lines.layout import Line, Sheet, fold, kind_of, lines_of
from archive.parsing.recognise.masthead import read_masthead
from archive.parsing.types import KnownNewspaper, TextKind
from tests.reading.score import Wanted

_HEAD_MAX = 90  # characters of a line of a headline
_CROSSHEAD_MAX = 60
_HEAD_MIN = 2  # letters of a part of a headline or crosshead
_CROSSHEAD_WORDS = 4  # letters from which a part of a crosshead is no chance word of the text
_SURE_HEAD = 4  # letters from which a part of a headline is no chance word of a text
_TEXT_OVER = 12  # letters of a line that tells which text it stands over
_TELLS = 30  # letters of a line that tell in which text it stands
_AHEAD = 7  # lines among which that is looked for
_OF_TEXT = (LineRole.TEXT, LineRole.OPENING)


def paragraphs_of(text: str, known: Sequence[KnownNewspaper]) -> list[Item]:
    """The lines of a page whose roles ``parse_page`` decides by weights; none of a page in wrapped columns."""
    sheet, lines = _text_lines_of(text, known)
    return [] if kind_of(lines) is TextKind.COLUMNS else undecided(sheet, lines)


def _text_lines_of(text: str, known: Sequence[KnownNewspaper]) -> tuple[Sheet, list[Line]]:
    """The lines of a page without those of its house and in other scripts, as ``parse_page`` takes them out."""
    sheet = Sheet(text)
    _others, lines, _doubts = take_other_languages(sheet, lines_of(sheet), known)
    _masthead, _staff, lines, _warnings = read_masthead(sheet, lines, known)
    return sheet, lines


def roles_of(items: Sequence[Item], articles: Sequence[Wanted]) -> list[LineRole]:
    """The role of each line, as the articles that a person reads have it. What stands in none of them is other."""
    aligning = _Alignment(items, [_article(each) for each in articles])
    for at in range(len(items)):
        aligning.go_on(at)
    return aligning.roles


@dataclass(frozen=True, slots=True)
class _Article:
    """An article by the letters and digits of its parts."""

    heads: tuple[str, ...]
    column: str
    body: str
    crossheads: tuple[str, ...]

    def is_headed(self, letters: str) -> bool:
        return len(letters) >= _HEAD_MIN and any(letters in head for head in self.heads)

    def is_crossed(self, letters: str, least: int = 0) -> bool:
        """Whether these are a crosshead of it, or at least so many letters of one."""
        return any(letters == each or (len(letters) >= least and letters in each) for each in self.crossheads)


def _article(wanted: Wanted) -> _Article:
    heads = (wanted.headline, wanted.kicker, wanted.deck, wanted.column, wanted.package, *wanted.headlines)
    return _Article(
        heads=tuple(_letters(head) for head in heads if head),
        column=_letters(wanted.column),
        body=_letters(wanted.body),
        crossheads=tuple(_letters(each) for each in wanted.crossheads),
    )


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", fold(text))


class _Alignment:
    """The roles of the lines so far, and the article in which the last of them stands."""

    def __init__(self, items: Sequence[Item], articles: Sequence[_Article]) -> None:
        self.roles: list[LineRole] = []
        self.places: list[int | None] = []  # of each line the number of its article
        self._items = items
        self._articles = articles
        self.letters = [_letters(item.norm) for item in items]
        self.owners = [self._owners_of(letters) for letters in self.letters]
        self._current: int | None = None
        self._headed: set[int] = set()  # articles whose first headline line has been seen

    def go_on(self, at: int) -> None:
        """Tell the role of the next line."""
        if self._items[at].kind not in (TEXT, HEAD) or not self.letters[at]:
            role = LineRole.OTHER
        elif (article := self._headed_by(at)) is not None:
            role = self._role_over(article, self.letters[at])
        else:
            role = self._role_within(at)
        self.roles.append(role)
        self.places.append(None if role is LineRole.OTHER else self._current)

    def _owners_of(self, letters: str) -> set[int]:
        """The articles in whose texts the letters stand; of a long line its beginning, as its end may be no text."""
        beginning = letters[:_TELLS]
        return {number for number, each in enumerate(self._articles) if beginning and beginning in each.body}

    def _headed_by(self, at: int) -> int | None:
        """The article of whose headline, kicker, deck or column the line is a part."""
        letters, over = self.letters[at], self._stands_over(at)
        if len(self._items[at].norm) > _HEAD_MAX or self._reads_on(at) or self._is_crosshead(at, over):
            return None
        headed = [number for number, each in enumerate(self._articles) if each.is_headed(letters)]
        if self.owners[at] and len(letters) < _SURE_HEAD:
            whole = any(letters in self._articles[number].heads for number in headed)
            headed = headed if whole else []
        return next((number for number in headed if number in over), headed[0] if headed else None)

    def _stands_over(self, at: int) -> set[int]:
        """The articles in which the next line of text stands that is long enough to tell."""
        following = range(at + 1, min(at + 1 + _AHEAD, len(self._items)))
        long = (place for place in following if len(self.letters[place]) > _TEXT_OVER)
        return next((self.owners[place] for place in long if self.owners[place]), set())

    def _reads_on(self, at: int) -> bool:
        """Whether the line goes on with the text above it, as the words of a headline may also do."""
        if self._current is None or not self.roles or self.roles[-1] not in _OF_TEXT:
            return False
        article, letters = self._articles[self._current], self.letters[at]
        together = self.letters[at - 1] + letters
        return together in article.body and not article.is_crossed(letters, _CROSSHEAD_WORDS)

    def _is_crosshead(self, at: int, over: set[int]) -> bool:
        """Whether the line is a crosshead of the present article rather than words of a headline."""
        if self._current is None or not self._articles[self._current].is_crossed(self.letters[at]):
            return False
        return self._current in (over or self.owners[at])

    def _role_over(self, article: int, letters: str) -> LineRole:
        self._current = article
        if letters in self._articles[article].column:
            return LineRole.COLUMN
        role = LineRole.GROUP if article in self._headed else LineRole.HEADLINE
        self._headed.add(article)
        return role

    def _role_within(self, at: int) -> LineRole:
        owners, present = self.owners[at], self._current
        if not owners:
            return LineRole.OTHER
        nearest = min(sorted(owners), key=lambda number: abs(number - (present or 0)))
        self._current = article = present if present in owners else nearest
        short = len(self._items[at].norm) <= _CROSSHEAD_MAX
        if short and self._articles[article].is_crossed(self.letters[at], _HEAD_MIN):
            return LineRole.CROSSHEAD
        return LineRole.TEXT if article == present else LineRole.OPENING


# --- Wrapped text


def wrapped_lines_of(text: str, known: Sequence[KnownNewspaper]) -> tuple[Sheet, WrappedLines] | None:
    """The lines of a page whose roles ``parse_page`` decides as those of wrapped text; None for another page."""
    sheet, lines = _text_lines_of(text, known)
    return (sheet, undecided_columns(sheet, lines)) if kind_of(lines) is TextKind.COLUMNS else None


def placed_of(sheet: Sheet, lines: Sequence[ColumnLine], articles: Sequence[Wanted]) -> list[Placed]:
    """What each line of wrapped text is, and where it stands in its article, as a person reads the page."""
    return _WrappedAlignment(sheet, lines, articles).placed()


class _WrappedAlignment:
    """The roles of wrapped lines, the article in which each of them stands, and where in it."""

    def __init__(self, sheet: Sheet, lines: Sequence[ColumnLine], articles: Sequence[Wanted]) -> None:
        found = _Alignment([classified(sheet, line.line) for line in lines], [_article(each) for each in articles])
        for at in range(len(lines)):
            found.go_on(at)
        self._lines, self._articles = lines, articles
        self._roles, self._places, self._owners, self._letters = found.roles, found.places, found.owners, found.letters
        self._correct_crossheads()
        for at in range(1, len(lines)):
            if lines[at].is_dateline and self._is_text(at):
                self._places[at] = self._places[at - 1]  # several articles end alike: (本报某地7月7日电)
        for at in range(len(lines) - 2, -1, -1):
            self._begin_early(at)
        self._sides = [self._side_of_headline(at) for at in range(len(lines))]

    def placed(self) -> list[Placed]:
        """The lines, with those at the beginning of a text that has no headline above it as openings."""
        self._part_groups()
        placed, openings = [], []
        seen: set[int | None] = set()
        unheaded = False  # a text that a tool gives in pieces goes on as what stands above it
        for at, role in enumerate(self._roles):
            place, side = self._places[at], self._sides[at]
            if side is Side.ABOVE:
                unheaded = False
                seen.add(place)
            elif side is Side.BELOW:
                unheaded = False
            if self._is_text(at):
                role = LineRole.TEXT
                if place not in seen:
                    seen.add(place)
                    unheaded = True
                    openings.append(at)
            if role is LineRole.CROSSHEAD:
                side = Side.CROSSHEAD_UNHEADED if unheaded else Side.CROSSHEAD
            elif side is None:
                side = Side.UNHEADED if unheaded else Side.HEADED
            placed.append(Placed(role, side))
        for at in openings:
            self._open(placed, at)
        return placed

    def _is_text(self, at: int) -> bool:
        return self._roles[at] in _OF_TEXT

    def _correct_crossheads(self) -> None:
        """The last words of a text may also stand in a crosshead."""
        crossheads = {_letters(each) for article in self._articles for each in article.crossheads}
        for at, role in enumerate(self._roles):
            letters = self._letters[at]
            if role is LineRole.CROSSHEAD and (
                self._lines[at].ended or (len(letters) <= _CROSSHEAD_WORDS and letters not in crossheads)
            ):
                self._roles[at] = LineRole.TEXT

    def _begin_early(self, at: int) -> None:
        """Several articles begin alike: 本报某地7月7日讯. Which of them a line begins, the line below it tells."""
        below = self._places[at + 1]
        if not (self._is_text(at) and self._is_text(at + 1)) or self._lines[at].is_dateline:
            return
        goes_on = at and self._is_text(at - 1) and not self._lines[at - 1].ended
        if self._lines[at].message or (
            below in self._owners[at] and not (goes_on and self._places[at - 1] == self._places[at])
        ):
            self._places[at] = below

    def _side_of_headline(self, at: int) -> Side | None:
        """On which side of its text a line of a headline or a column's label stands; None for another line."""
        role = self._roles[at]
        if role not in (LineRole.HEADLINE, LineRole.GROUP, LineRole.COLUMN):
            return None
        is_label = role is LineRole.COLUMN
        if self._places[at] in self._told_by(range(at + 1, len(self._lines))):
            return Side.COLUMN if is_label else Side.ABOVE
        if self._places[at] in self._told_by(range(at - 1, -1, -1)):
            return Side.COLUMN_BELOW if is_label else Side.BELOW
        return Side.COLUMN if is_label else Side.AWAY

    def _told_by(self, way: Iterable[int]) -> set[int]:
        """The article of the first line on this way that stands in one alone."""
        return next(
            (
                self._owners[at]
                for at in way
                if self._is_text(at) and len(self._letters[at]) > _SIDE_OVER and len(self._owners[at]) == 1
            ),
            set(),
        )

    def _part_groups(self) -> None:
        """A line of a group is the first of its own where the headline stands elsewhere."""
        for at, role in enumerate(self._roles):
            if role is LineRole.GROUP and not (at and self._goes_with_above(at)):
                self._roles[at] = LineRole.HEADLINE

    def _goes_with_above(self, at: int) -> bool:
        if self._roles[at - 1] is LineRole.COLUMN:
            return True
        same = self._sides[at] is self._sides[at - 1] and self._places[at] == self._places[at - 1]
        return same and self._roles[at - 1] in (LineRole.HEADLINE, LineRole.GROUP)

    def _open(self, placed: list[Placed], at: int) -> None:
        """An article opens with its authors, if they stand over its text."""
        place, top = self._places[at], at
        authors = (self._articles[place].authors if place is not None else None) or ()
        names = [_letters(name) for name in authors]
        while top and placed[top - 1].role is LineRole.OTHER and self._lines[top - 1].apart is not Apart.NO:
            top -= 1
        while top < at and not any(name in self._letters[top] for name in names):
            top += 1
        for between in range(top + 1, at + 1):
            placed[between] = Placed(placed[between].role, Side.UNHEADED)
        placed[top] = Placed(placed[top].role, Side.OPENING)


_SIDE_OVER = 6  # letters of a line that tells on which side of its text a headline stands
