"""The lines of a page that are furniture of its house (报头、报眉、报脚): rows of tokens, judged together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.parsing.lines.layout import Line, Sheet, fold
from archive.parsing.recognise.dates import find_dates
from archive.parsing.recognise.furniture_line import Found, is_aside, names_closed_up, needs_top, tokens_of
from archive.parsing.recognise.furniture_tokens import PAGE_NAME
from archive.parsing.recognise.newspaper_names import is_plain_name, may_be_a_pages, name_key
from archive.parsing.recognise.staff import staff_roles
from archive.parsing.types import (
    IssueKind,
    KnownNewspaper,
    Role,
    StaffRole,
)

_TEXT_MIN = 34  # characters of a line that is text for certain
_LONGEST = 160


ISSUE_KINDS = {
    "号外": IssueKind.EXTRA,
    "增刊": IssueKind.SUPPLEMENT,
    "特刊": IssueKind.SPECIAL,
    "合刊": IssueKind.MERGED,
    "试刊": IssueKind.TRIAL,
}


def find_furniture(
    sheet: Sheet, lines: list[Line], known: Sequence[KnownNewspaper]
) -> tuple[list[Found], tuple[StaffRole, ...], list[Line]]:
    """The lines of furniture, the page's staff, and the lines that are left.

    A line of tokens alone may still be text (the date under a notice), so runs of such lines are judged together.
    """
    lines = names_closed_up(sheet, lines)
    search = _Search(sheet, lines, known)
    search.walk()
    search.add_lone_date()
    search.add_lone_name()
    search.add_lone_label()
    taken = {index for index, _item in search.found} | search.staff.keys()
    found = [item for _index, item in sorted(search.found, key=lambda each: each[0])]
    staff = [role for _index, roles in sorted(search.staff.items()) for role in roles]
    for item in found:
        staff += staff_roles(" ".join(text for name, text in item.tokens if name == "staff"))
    for index in _page_names(lines, taken, search.begun):
        name = lines[index]
        found.append(Found(name, [("section", _spaceless(name.norm))], [(name.start, name.end)]))
        taken.add(index)
    taken |= _slogans(sheet, lines, taken, search.begun)
    return found, tuple(staff), [line for index, line in enumerate(lines) if index not in taken]


_Run = list[tuple[int, Found]]  # lines of tokens that follow each other, by their place on the page


@dataclass(frozen=True, slots=True)
class _Company:
    """What the lines of a run have beside each other."""

    names: tuple[str, ...]  # keys of the newspapers named, in their order
    is_known: bool  # whether one of them is
    lines: int  # that print anything else of a masthead
    named_pages: int  # different labels with a name
    labels: int  # lines with a label of a page
    is_front: bool  # whether they print what front pages do, where a label may point to another page

    @classmethod
    def of(cls, run: _Run, known: set[str]) -> _Company:
        names = [name_key(name) for _index, item in run for name in item.names if not may_be_a_pages(name)]
        pages = {item.line.norm for _index, item in run if _NAMED_LABEL.fullmatch(item.line.norm)}
        lines = sum(item.has(*_IN_MASTHEADS) for _index, item in run)
        labels = sum(item.has("label") for _index, item in run)
        is_front = any(item.has("number", "pages", "cn") for _index, item in run)
        return cls(tuple(names), not known.isdisjoint(names), lines, len(pages), labels, is_front)


class _Search:
    """The search for furniture among a page's lines."""

    def __init__(self, sheet: Sheet, lines: list[Line], known: Sequence[KnownNewspaper]) -> None:
        self.sheet, self.lines = sheet, lines
        marks = [mark for paper in known for mark in (paper.name, *paper.aliases)]
        self.marks, self.known = [fold(mark) for mark in marks], {name_key(mark) for mark in marks}
        self.found: _Run = []
        self.staff: dict[int, tuple[StaffRole, ...]] = {}
        self.names: set[str] = set()  # of newspapers, in what was found
        self.is_known = False  # whether one of them is
        self.lone_dates: list[_Run] = []
        texts = (i for i, line in enumerate(lines) if line.length >= _TEXT_MIN or line.norm[-1:] in "。！？")
        self.begun = next(texts, len(lines))

    def walk(self) -> None:
        """Judge the lines in their order, run by run."""
        run: _Run = []
        for index, line in enumerate(self.lines):
            if line.length <= _LONGEST and (roles := staff_roles(line.norm)):
                self.staff[index] = roles
                self.sheet.claim((line.start, line.end), Role.STAFF)
                continue
            item = self._item(index, line, bool(run))
            if item is None:
                self._judge(run)
                run = []
            elif not run and self._is_staffs(index, item):
                self.found.append((index, item))
            else:
                weak = run and not run[-1][1].strong and not item.strong
                if weak and index > self.begun and line.blank_before > 1:
                    self._judge(run)
                    run = []
                run.append((index, item))
        self._judge(run)
        if len(self.names) > 1:  # what began the page was a headline
            self.found = [(index, item) for index, item in self.found if item.in_masthead]

    def _item(self, index: int, line: Line, in_run: bool) -> Found | None:
        """The line as tokens, if it may be furniture where it stands."""
        item = tokens_of(line, self.marks) if line.length <= _LONGEST else None
        if item is None or (index >= self.begun and needs_top(item)):
            return None
        if is_aside(item) and not (in_run and not line.blank_before and line.level is None):
            return None
        return item

    def _is_staffs(self, index: int, item: Found) -> bool:
        """Whether it is the telephone of the staff on the line above."""
        return index - 1 in self.staff and not item.line.blank_before and [n for n, _t in item.tokens] == ["phone"]

    def _judge(self, run: _Run) -> None:
        company = _Company.of(run, self.known)
        run = [(index, item) for index, item in run if not self._is_text(index, item, company)]
        items = [item for _index, item in run]
        if not items:
            return
        if all(item.tokens[0][0] == "date" and len(item.tokens) == 1 for item in items):
            self.lone_dates.append(run)
        elif self._is_label_at_foot(run) or _is_furniture(items, at_top=run[0][0] < self.begun):
            for _index, item in run:
                item.in_masthead = bool(company.lines) or not item.is_name or name_key(item.newspaper) in self.known
            self.found += run
            named = _Company.of(run, self.known)
            self.names.update(named.names)
            self.is_known |= named.is_known

    def _is_text(self, index: int, item: Found, company: _Company) -> bool:
        """Whether a line of tokens is none of the masthead that its run may be.

        （第五版） points to another page where no name stands by, and so do several labels with names; a date in brackets
        is a speech's, a name in brackets a source's; a name that is only guessed needs the company of a masthead, and
        none has two.
        """
        beside = company.lines - item.has(*_IN_MASTHEADS)
        alone = not beside and not company.names
        if item.line.norm.strip()[:1] in _BRACKETS:
            if _POINTS_TO_PAGE.fullmatch(item.line.norm):
                return not company.names
            if item.is_only("date"):
                return alone
            if item.has("name") and not beside and (item.is_name or index >= self.begun):
                return True
        if item.needs_company and (alone or item.line.level is not None or company.labels > 1 or company.is_front):
            return True
        if company.named_pages > 1 and _NAMED_LABEL.fullmatch(item.line.norm):
            return True
        key = name_key(item.newspaper)
        if not item.is_name or key in self.known:
            return False
        if may_be_a_pages(item.newspaper):
            return alone
        if company.is_known or self.is_known or key != company.names[0] or len(self.names) > (key in self.names):
            return True
        return not beside and not self._may_stand_alone(item)

    def _may_stand_alone(self, item: Found) -> bool:
        """Whether a guessed name is a masthead by itself: where one begins the page and says that it is a newspaper's."""
        short = len(_spaceless(item.newspaper)) <= _SHORT_NAME
        return is_plain_name(item.newspaper) or (short and item.line is self.lines[0])

    def _is_label_at_foot(self, run: _Run) -> bool:
        """Whether it is the page's label alone under all else, and none stands above."""
        (index, item), *others = run
        return (
            not others
            and index == len(self.lines) - 1
            and item.is_only("label")
            and not _POINTS_TO_PAGE.fullmatch(item.line.norm)
            and not any(above.has("label") for _index, above in self.found)
        )

    def add_lone_date(self) -> None:
        """Take the first date that stands alone above the texts for the paper's, if no other is."""
        above = (run for run in self.lone_dates if run[0][0] < self.begun)
        if not any(item.has("date") for _index, item in self.found):
            self.found += next(above, [])

    def add_lone_name(self) -> None:
        """Take the newspaper's name on a line of its own, where the page prints it nowhere else: the last one, at the foot
        or amid the texts, as where a PDF lays the masthead there; a guessed one only where a masthead lacks its name."""
        if self.names:
            return
        lacks_name = any(item.has(*_IN_MASTHEADS) for _index, item in self.found)
        taken = {index for index, _item in self.found} | self.staff.keys()
        at_foot = True
        for index in range(len(self.lines) - 1, -1, -1):
            if index in taken:
                continue
            item = self._lone_name(self.lines[index]) if self._is_apart(index, taken) else None
            if item and (name_key(item.newspaper) in self.known or (lacks_name and is_plain_name(item.newspaper))):
                item.in_masthead = at_foot
                self.found.append((index, item))
                return
            at_foot = False

    def add_lone_label(self) -> None:
        """Take the page's label and name on a line of their own amid the texts, as where a PDF lays them there, if the
        page prints no other: 文化周刊 A04. Where several stand so, they point to other pages."""
        if not self.found or any(item.has("label", "bare") for _index, item in self.found):
            return
        taken = {index for index, _item in self.found} | self.staff.keys()
        labels = []
        for index, line in enumerate(self.lines):
            if _NAMED_LABEL.fullmatch(line.norm) and self._is_apart(index, taken):
                item = tokens_of(line, self.marks)
                if item and item.is_only("label"):
                    labels.append((index, item))
        if len(labels) == 1:
            self.found += labels

    def _lone_name(self, line: Line) -> Found | None:
        if line.length > _NAME_MAX or line.level not in (None, 1) or line.norm.strip()[:1] in _BRACKETS:
            return None
        item = tokens_of(line, self.marks)
        return item if item and item.is_name else None

    def _is_apart(self, index: int, taken: set[int]) -> bool:
        """Whether blank lines or furniture part a line from the texts above and below it."""
        above = index == 0 or self.lines[index].blank_before or index - 1 in taken
        return bool(
            above and (index + 1 == len(self.lines) or self.lines[index + 1].blank_before or index + 1 in taken)
        )


# What a masthead prints beside the newspaper's name.
_IN_MASTHEADS = (
    *("date", "days", "day", "year", "weekday", "lunar", "number", "pages", "cn", "post", "label", "bare", "kind"),
    *("publisher", "imprint", "site"),
)
_NAMED_LABEL = re.compile(rf"\s*(?:[A-Z]\d{{1,2}}版?\s+{PAGE_NAME}|{PAGE_NAME}\s*[A-Z]\d{{1,2}}版?)\s*")
_BRACKETS = "([【<《"
_SHORT_NAME = 5  # characters: 桐川报, 桐川文化报
_POINTS_TO_PAGE = re.compile(r"\s*\([^()]{1,8}版\s*\)\s*")  # （第五版）, under a headline of the table of contents
_NAME_MAX = 24  # characters of a line with a newspaper's name
_PAGE_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}(?:[·•/][\u4e00-\u9fff]{2,4})?")


def _page_names(lines: list[Line], taken: set[int], begun: int) -> list[int]:
    """Short words amid the lines above a page's text, which are the page's name: 芦花, 言论·来信, 副刊 over 鹿 鸣."""
    words = {
        index for index in range(begun) if index not in taken and _PAGE_NAME.fullmatch(_spaceless(lines[index].norm))
    }
    names: list[int] = []
    for index in range(begun):
        if index in words and all(above in taken or above in names for above in range(max(0, index - 1), index)):
            run = next((at for at in range(index, begun) if at not in words), begun)
            if run in taken and run - index <= 2:
                names.append(index)
    return names


def _spaceless(norm: str) -> str:
    return re.sub(r"\s", "", norm)


def _slogans(sheet: Sheet, lines: list[Line], taken: set[int], begun: int) -> set[int]:
    """Short lines amid a masthead, with no blank line round them: slogans, ears."""
    last = max((index for index in taken if index < begun), default=-1)
    slogans: set[int] = set()
    for index in range(last):
        line = lines[index]
        inside = (
            index not in taken
            and line.length <= 20
            and (index + 1 in taken or index + 2 in taken)
            and (index == 0 or index - 1 in taken | slogans)
        )
        if (
            inside
            and all(lines[at].blank_before == 0 for at in range(index + 1, last + 1))
            and not re.search(r"[,，。]", line.norm)
            and not find_dates(line.norm)
        ):
            slogans.add(index)
            sheet.claim((line.start, line.end), Role.MASTHEAD)
    return slogans


def _is_furniture(run: list[Found], at_top: bool) -> bool:
    names = {name for item in run for name, _text in item.tokens}
    if {"year", "days"} <= names:
        names.add("date")
    if at_top:
        return not names <= {"section", *_SAY_LITTLE} and not (names <= {"kind", "section"} and not _says_kind(run))
    if names in ({"script"}, {"name", "latin"}):
        return True  # 东浦日报 DONGPU RIBAO
    if names <= {"name", "publisher"}:
        return False  # 各界的机关报——桐川日报, in a text
    sure = names & {"weekday", "number", "pages", "cn", "post", "imprint", "label", "publisher", "site", "name"}
    return (
        (any(item.strong for item in run) and not names <= {"number", "publisher", "contact", "date", "site"})
        or len(sure) >= 2
        or bool(sure and "date" in names and sure != {"publisher"} and sure != {"number"})
    )


_SAY_LITTLE = ("beside", "festival", "day", "days", "year", "ear")  # 大雪, 3日: a headline may be no more


def _says_kind(run: list[Found]) -> bool:
    """Whether the run says what kind of issue this is: 号外, 增刊."""
    return any(text in ISSUE_KINDS for item in run for name, text in item.tokens if name == "kind")
