"""The lines of a page that are furniture of its house (报头、报眉、报脚): rows of tokens, judged together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from archive.parsing.lines.layout import Line, Sheet, fold
from archive.parsing.recognise.bylines import staff_roles
from archive.parsing.recognise.dates import find_dates
from archive.parsing.recognise.furniture_tokens import SEPARATORS, TOKENS
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
    beside_date: bool = False  # nothing but the date speaks for it: 2026年1月1日 恭贺新禧

    def has(self, *names: str) -> bool:
        return any(name in names for name, _text in self.tokens)


def find_furniture(
    sheet: Sheet, lines: list[Line], known: Sequence[KnownNewspaper]
) -> tuple[list[Found], tuple[StaffRole, ...], list[Line]]:
    """The lines of furniture, the page's staff, and the lines that are left.

    A line of tokens alone may still be text (the date under a notice), so runs of such lines are judged together.
    """
    lines = _names_closed_up(sheet, lines)
    marks = [fold(mark) for paper in known for mark in (paper.name, *paper.aliases)]
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
        elif (
            short
            and not _POINTS_TO_PAGE.fullmatch(line.norm)
            and (item := _tokens_of(line, marks))
            and (index < begun or not _needs_top(item))
            and (not _is_aside(item) or (run and not line.blank_before and line.level is None))
        ):
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
        line = lines[index]
        found.append(Found(line, [("section", _spaceless(line.norm))], [(line.start, line.end)]))
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


def _tokens_of(line: Line, marks: list[str]) -> Found | None:
    """The line as a row of furniture tokens, or None if anything else stands in it.

    Beside a whole date and another mark of a masthead anything may stand that is short and no sentence.
    """
    item, at, norm = Found(line), 0, line.norm
    while (at := _SKIPPED.match(norm, at).end()) < len(norm):  # type: ignore[union-attr]  # it matches nothing, too
        name, text, strong = _token_at(norm, at, marks)
        if not text:
            word = _WORD.match(norm, at)
            glued = item.tokens and item.places[-1][1] == line.start + at
            if word is None or (glued and item.tokens[-1][0] in ("date", "days", "weekday")):
                return None  # 2026年1月1日起施行
            name, text = "ear", word[0]
        item.tokens.append((name, text))
        item.places.append((line.start + at, line.start + at + len(text)))
        item.strong |= strong
        at += len(text)
    if item.has("festival") and not item.has("date", "days", "weekday", "lunar"):
        return None  # 全市欢度中秋节
    ears = "".join(text for name, text in item.tokens if name == "ear")
    return item if item.tokens and (not ears or _holds_day(item, len(ears))) else None


def _token_at(norm: str, at: int, marks: list[str]) -> tuple[str, str, bool]:
    """The longest token that stands there: its name, its text, "" if there is none, and whether it is a strong one."""
    best = ("", "", False)
    for mark in marks:
        if mark and len(mark) > len(best[1]) and norm.startswith(mark, at):
            best = ("name", mark, False)
    for name, pattern, strong in TOKENS:
        match = pattern.match(norm, at)
        if match and len(match[0]) > len(best[1]):
            best = (name, match[0], strong)
    return best


_SKIPPED = re.compile(SEPARATORS.removesuffix("]*") + "():。]*")
_WORD = re.compile(r"[^\s、,;:|/()\[\]【】<>《》。！？!?]{1,16}")
_EARS_MAX, _LONE_EAR_MAX = 24, 8  # characters of what nobody knows in a line of a masthead
_BESIDE_DATE = (
    "weekday",
    "lunar",
    "beside",
    "festival",
    "number",
    "pages",
    "cn",
    "post",
    "name",
    "label",
    "kind",
    "publisher",
)


def _needs_top(item: Found) -> bool:
    """Whether only its place above a page's text can make the line furniture: the weather alone is an article's there."""
    return item.beside_date or (item.has("beside") and not item.has("date", "days", "weekday", "lunar", "number", "cn"))


def _is_aside(item: Found) -> bool:
    """Whether the line says nothing but what stands beside a date, as a headline may too: 元旦, 大雪."""
    return all(name == "beside" for name, _text in item.tokens)


def _holds_day(item: Found, ears: int) -> bool:
    """Whether the line holds a whole date, beside which so many unknown characters may stand, and is no sentence."""
    names = [name for name, _text in item.tokens]
    if "date" not in names or re.search(r"[,;！？!?]|[。:]\s*$", item.line.norm):
        return False
    if item.has(*_BESIDE_DATE):
        return ears <= _EARS_MAX
    item.beside_date = names[0] == "date" or names[-1] == "date"
    return item.beside_date and ears <= _LONE_EAR_MAX and item.line.level is None
