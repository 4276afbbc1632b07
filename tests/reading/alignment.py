"""What role each line of a page has, told from what a person reads on it: lines of the page are found in its articles.

Gold says what stands in which article, but not on which line of the received text. Here each line is looked for, by its
letters and digits, among the headlines, crossheads and texts of the page's articles, in the order of the page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.parsing.decide.line_kinds import HEAD, TEXT, Item, LineRole
from archive.parsing.decide.lines_to_items import undecided
from archive.parsing.decide.other_scripts import take_other_languages
from archive.parsing.lines.layout import Sheet, fold, kind_of, lines_of
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
    sheet = Sheet(text)
    _others, lines, _doubts = take_other_languages(sheet, lines_of(sheet), known)
    _masthead, _staff, lines, _warnings = read_masthead(sheet, lines, known)
    if kind_of(lines) is TextKind.COLUMNS:
        return []
    return undecided(sheet, lines)


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
        self._items = items
        self._articles = articles
        self._letters = [_letters(item.norm) for item in items]
        self._owners = [self._owners_of(letters) for letters in self._letters]
        self._current: int | None = None
        self._headed: set[int] = set()  # articles whose first headline line has been seen

    def go_on(self, at: int) -> None:
        """Tell the role of the next line."""
        if self._items[at].kind not in (TEXT, HEAD) or not self._letters[at]:
            role = LineRole.OTHER
        elif (article := self._headed_by(at)) is not None:
            role = self._role_over(article, self._letters[at])
        else:
            role = self._role_within(at)
        self.roles.append(role)

    def _owners_of(self, letters: str) -> set[int]:
        """The articles in whose texts the letters stand; of a long line its beginning, as its end may be no text."""
        beginning = letters[:_TELLS]
        return {number for number, each in enumerate(self._articles) if beginning and beginning in each.body}

    def _headed_by(self, at: int) -> int | None:
        """The article of whose headline, kicker, deck or column the line is a part."""
        letters, over = self._letters[at], self._stands_over(at)
        if len(self._items[at].norm) > _HEAD_MAX or self._reads_on(at) or self._is_crosshead(at, over):
            return None
        headed = [number for number, each in enumerate(self._articles) if each.is_headed(letters)]
        if self._owners[at] and len(letters) < _SURE_HEAD:
            whole = any(letters in self._articles[number].heads for number in headed)
            headed = headed if whole else []
        return next((number for number in headed if number in over), headed[0] if headed else None)

    def _stands_over(self, at: int) -> set[int]:
        """The articles in which the next line of text stands that is long enough to tell."""
        following = range(at + 1, min(at + 1 + _AHEAD, len(self._items)))
        long = (place for place in following if len(self._letters[place]) > _TEXT_OVER)
        return next((self._owners[place] for place in long if self._owners[place]), set())

    def _reads_on(self, at: int) -> bool:
        """Whether the line goes on with the text above it, as the words of a headline may also do."""
        if self._current is None or not self.roles or self.roles[-1] not in _OF_TEXT:
            return False
        article, letters = self._articles[self._current], self._letters[at]
        together = self._letters[at - 1] + letters
        return together in article.body and not article.is_crossed(letters, _CROSSHEAD_WORDS)

    def _is_crosshead(self, at: int, over: set[int]) -> bool:
        """Whether the line is a crosshead of the present article rather than words of a headline."""
        if self._current is None or not self._articles[self._current].is_crossed(self._letters[at]):
            return False
        return self._current in (over or self._owners[at])

    def _role_over(self, article: int, letters: str) -> LineRole:
        self._current = article
        if letters in self._articles[article].column:
            return LineRole.COLUMN
        role = LineRole.GROUP if article in self._headed else LineRole.HEADLINE
        self._headed.add(article)
        return role

    def _role_within(self, at: int) -> LineRole:
        owners, present = self._owners[at], self._current
        if not owners:
            return LineRole.OTHER
        nearest = min(sorted(owners), key=lambda number: abs(number - (present or 0)))
        self._current = article = present if present in owners else nearest
        short = len(self._items[at].norm) <= _CROSSHEAD_MAX
        if short and self._articles[article].is_crossed(self._letters[at], _HEAD_MIN):
            return LineRole.CROSSHEAD
        return LineRole.TEXT if article == present else LineRole.OPENING
