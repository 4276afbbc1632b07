"""The lines of a page that are furniture of its house (报头、报眉、报脚): rows of tokens, judged together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from archive.parsing._byline import staff_roles
from archive.parsing._layout import Line, Sheet
from archive.parsing._tokens import SEPARATORS, TOKENS
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


@dataclass(slots=True)
class Found:
    """A line of furniture and the tokens it is made of."""

    line: Line
    tokens: list[tuple[str, str]] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)  # of each token in the received text
    strong: bool = False

    def has(self, *names: str) -> bool:
        return any(name in names for name, _text in self.tokens)


def find_furniture(
    sheet: Sheet, lines: list[Line], known: Sequence[KnownNewspaper]
) -> tuple[list[Found], tuple[StaffRole, ...], list[Line]]:
    """The lines of furniture, the page's staff, and the lines that are left.

    A line of tokens alone may still be text (the date under a notice), so runs of such lines are judged together.
    """
    lines = _names_closed_up(sheet, lines)
    marks = [mark for paper in known for mark in (paper.name, *paper.aliases)]
    found: list[Found] = []
    staff: list[StaffRole] = []
    taken: set[int] = set()
    run: list[tuple[int, Found]] = []
    begun = next(
        (i for i, line in enumerate(lines) if line.length >= _TEXT_MIN or line.norm[-1:] in "。！？"), len(lines)
    )

    def judge() -> None:
        lone_date = bool(run) and all(item.tokens[0][0] == "date" and len(item.tokens) == 1 for _index, item in run)
        if lone_date and any(item.has("date") for item in found):
            run.clear()  # a second date alone is the day of a speech, not the paper's
        foot = bool(run) and run[-1][0] == len(lines) - 1 and not any(item.has("label") for item in found)
        lone_label = (
            foot
            and len(run) == 1
            and run[0][1].line.norm.strip()[:1] not in "(（"
            and {name for name, _text in run[0][1].tokens} == {"label"}
        )
        if run and (lone_label or _is_furniture([item for _index, item in run], at_top=run[0][0] < begun)):
            found.extend(item for _index, item in run)
            taken.update(index for index, _item in run)
        run.clear()

    for index, line in enumerate(lines):
        short = line.length <= _LONGEST
        if short and (roles := staff_roles(line.norm)):
            staff += roles
            taken.add(index)
            sheet.claim((line.start, line.end), Role.STAFF)
        elif short and not _POINTS_TO_PAGE.fullmatch(line.norm) and (item := _tokens_of(line, marks)):
            if run and not run[-1][1].strong and not item.strong and index > begun and line.blank_before > 1:
                judge()
            if index - 1 in taken and not run and not line.blank_before and [n for n, _t in item.tokens] == ["phone"]:
                found.append(item)  # under the staff, the staff's
                taken.add(index)
                continue
            run.append((index, item))
        else:
            judge()
    judge()
    if not any(item.has("name") for item in found) and (lone := _lone_name(lines, taken, marks)):
        index, item = lone
        found.append(item)
        taken.add(index)
    for item in found:
        for name, text in item.tokens:
            if name == "staff":
                staff += staff_roles(text)
    for index in _page_names(lines, taken, begun):
        name = lines[index]
        found.append(Found(name, [("section", _spaceless(name.norm))], [(name.start, name.end)]))
        taken.add(index)
    taken |= _slogans(sheet, lines, taken, begun)
    return found, tuple(staff), [line for index, line in enumerate(lines) if index not in taken]


def _lone_name(lines: list[Line], taken: set[int], marks: list[str]) -> tuple[int, Found] | None:
    """The newspaper's name on a line of its own amid a page that prints it nowhere else, as where a PDF lays the masthead
    among the texts; the last such line."""
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        if index in taken or line.length > _NAME_MAX or line.level not in (None, 1):
            continue
        item = _tokens_of(line, marks)
        if item is not None and {name for name, _text in item.tokens} <= {"name", "latin"} and item.has("name"):
            return index, item
    return None


_POINTS_TO_PAGE = re.compile(r"\s*\([^()]{1,8}版\s*\)\s*")  # （第五版）, under a headline of the table of contents
_NAME_MAX = 24  # characters of a line with a newspaper's name
_UPRIGHT_MAX = 8  # characters of a name set from top to bottom
_HALF_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_OTHER_HALF = ("日报", "晚报", "晨报", "早报", "商报", "时报", "快报", "都市报", "青年报")
_TOP = 12  # lines among which a masthead may stand


def _names_closed_up(sheet: Sheet, lines: list[Line]) -> list[Line]:
    """The lines, those made one that are a newspaper's name on several: 滨城 / 晚报, or 桐 / 川 / 报 from top to bottom."""
    joined: list[Line] = []
    at = 0
    while at < len(lines):
        above = joined[-1] if joined else None
        line = lines[at]
        upright = next((end for end in range(at, len(lines)) if not _is_upright(lines[end], end > at)), len(lines))
        if upright > at:
            name = 3 <= upright - at <= _UPRIGHT_MAX and lines[upright - 1].norm.strip() == "报"
            joined += [_made_one(sheet, line, lines[upright - 1])] if name else lines[at:upright]
            at = upright
            continue
        if (
            above is not None
            and len(joined) <= _TOP
            and not line.blank_before
            and line.norm.strip() in _OTHER_HALF
            and _HALF_NAME.fullmatch(above.norm.strip())
        ):
            joined[-1] = _made_one(sheet, above, line)
        else:
            joined.append(line)
        at += 1
    return joined


def _is_upright(line: Line, goes_on: bool) -> bool:
    return re.fullmatch(r"[\u4e00-\u9fff]", line.norm.strip()) is not None and not (goes_on and line.blank_before)


def _made_one(sheet: Sheet, first: Line, last: Line) -> Line:
    return replace(first, end=last.end, norm=sheet.norm[first.start : last.end].replace("\n", " "))


_PAGE_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}(?:[·•][\u4e00-\u9fff]{2,4})?")


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
    slogans = set()
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
        ):
            slogans.add(index)
            sheet.claim((line.start, line.end), Role.MASTHEAD)
    return slogans


def _is_furniture(run: list[Found], at_top: bool) -> bool:
    names = {name for item in run for name, _text in item.tokens}
    if at_top:
        return not names <= {"section"} and not (names <= {"kind", "section"} and not _says_kind(run))
    if names in ({"script"}, {"name", "latin"}):
        return True  # 东浦日报 DONGPU RIBAO
    sure = names & {"weekday", "number", "pages", "cn", "post", "imprint", "label", "publisher", "site", "name"}
    return (
        (any(item.strong for item in run) and not names <= {"number", "publisher", "contact", "date", "site"})
        or len(sure) >= 2
        or bool(sure and "date" in names and sure != {"publisher"} and sure != {"number"})
    )


def _says_kind(run: list[Found]) -> bool:
    """Whether the run says what kind of issue this is: 号外, 增刊."""
    return any(text in ISSUE_KINDS for item in run for name, text in item.tokens if name == "kind")


def _tokens_of(line: Line, marks: list[str]) -> Found | None:
    """The line as a row of furniture tokens, or None if anything else stands in it."""
    item, at, norm = Found(line), 0, line.norm
    separators = re.compile(SEPARATORS)
    while True:
        at = separators.match(norm, at).end()
        while at < len(norm) and norm[at] in "():。":
            at += 1
            at = separators.match(norm, at).end()
        if at >= len(norm):
            return item if item.tokens else None
        best = None
        for mark in marks:
            if mark and norm.startswith(mark, at) and (best is None or len(mark) > len(best[1])):
                best = ("name", mark, False)
        for name, pattern, strong in TOKENS:
            match = pattern.match(norm, at)
            if match and match.end() > at and (best is None or len(match[0]) > len(best[1])):
                best = (name, match[0], strong)
        if best is None:
            return None
        item.tokens.append((best[0], best[1]))
        item.places.append((line.start + at, line.start + at + len(best[1])))
        item.strong |= best[2]
        at += len(best[1])
