"""What a page prints of its newspaper, issue and page, in any order and in pieces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from archive.parsing.lines.layout import Line, Sheet
from archive.parsing.recognise import headline_group
from archive.parsing.recognise.furniture import ISSUE_KINDS, find_furniture
from archive.parsing.recognise.furniture_line import Found
from archive.parsing.recognise.furniture_tokens import PAGE_NAME
from archive.parsing.recognise.issue_day import day_left_over, is_traditional, read_day
from archive.parsing.recognise.newspaper_names import PUBLISHED, clean_name, may_be_a_pages, name_key
from archive.parsing.recognise.numerals import NUMERAL, number
from archive.parsing.types import (
    IssueKind,
    KnownNewspaper,
    Masthead,
    ParseWarning,
    Role,
    StaffRole,
)

_N = NUMERAL
_ROLE = {
    "imprint": Role.IMPRINT,
    "contact": Role.IMPRINT,
    "house": Role.IMPRINT,
    "post": Role.MASTHEAD,
    "site": Role.FURNITURE,
}
# Characters that OCR takes for each other.
_LOOK_ALIKES = (
    "日曰目白",
    "未末",
    "己已巳",
    "士土",
    "人入八",
    "大太犬",
    "千干于",
    "天夭",
    "王玉",
    "辽迂",
    "衡衢",
    "蒙濛朦",
    "晚晩",
    "報报",
    "州洲",
    "阳阻",
    "南商",
    "内肉",
    "古占",
)


def read_masthead(
    sheet: Sheet, lines: list[Line], known: Sequence[KnownNewspaper]
) -> tuple[Masthead, tuple[StaffRole, ...], list[Line], list[ParseWarning]]:
    """Take the furniture of the house out of the lines: what it says, the page's staff, the lines left, the doubts."""
    found, staff, left = find_furniture(sheet, lines, known)
    for item in found:
        sheet.claim((item.line.start, item.line.end), _role_of(item))
    masthead, warnings = _facts(sheet, found, known)
    if masthead.date is None and not any(warning.code.startswith("date_") for warning in warnings):
        warnings += day_left_over(left)
    return masthead, staff, left, warnings


def _role_of(item: Found) -> Role:
    names = [name for name, _text in item.tokens]
    if all(name in _ROLE for name in names):
        return _ROLE[names[0]]
    return Role.RUNNING_HEAD if "label" in names else Role.MASTHEAD


def _facts(sheet: Sheet, found: list[Found], known: Sequence[KnownNewspaper]) -> tuple[Masthead, list[ParseWarning]]:
    warnings: list[ParseWarning] = []
    masthead = read_day(found, Masthead(), warnings, is_traditional(sheet.text))
    values = {name: value for name, value in _printed_values(found).items() if value is not None}
    if "total_number" in values and "number_printed" not in values:
        values["number_printed"] = next(t for item in found for name, t in item.tokens if name == "number")
    if masthead.last_date and "kind" not in values:
        values["kind"] = IssueKind.MERGED
    if "page_printed" in values:
        values["page"] = page_label(values["page_printed"])
        values["section"] = (re.match(r"[A-Z]+", values["page"]) or [""])[0]
    elif values.keys() & {"number_printed", "pages_printed"}:
        values |= {"page": "1", "page_inferred": True}
    masthead = _with_newspaper(sheet, found, replace(masthead, **values), known, warnings)
    return replace(masthead, page_name=masthead.page_name or _page_called(found, masthead, known)), warnings


def _printed_values(found: list[Found]) -> dict[str, Any]:
    """What the tokens say of issue and page, by the fields of a masthead; None says nothing."""
    values: dict[str, Any] = {}
    for item in found:
        for name, text in item.tokens:
            if name == "number":
                values = _number(text) | values
            elif name == "pages":
                count = sum(number(n) for n in re.findall(rf"{_N}(?=\s*版)", text))
                values["pages_printed"] = values.get("pages_printed", 0) + count or None
            elif name == "cn" and (match := re.search(r"CN\s*(\d\d)\s*\D\s*(\d{3,4})", text)):
                values.setdefault("cn_number", f"CN {match[1]}-{match[2]}")
            elif name == "publisher" and "出版" in text:
                values.setdefault("publisher", re.sub(r"\s*(?:编辑)?\s*出版$|^出版(?:单位)?\s*:\s*", "", text))
            elif name == "kind" and text[-2:] not in ISSUE_KINDS:
                values.setdefault("edition_label", text)
            elif name == "kind":
                values.setdefault("kind", ISSUE_KINDS.get(text[-2:]))
            elif name == "section":
                text, named = headline_group.plain(text), values.get("page_name", "")
                values["page_name"] = named if text in named else f"{named} {text}".strip()
            elif name == "label":
                values = _page_of(text.strip(), item) | values
        if item.has("bare") and (len(item.tokens) == 1 or item.has("date", "name", "section", "kind", "weekday")):
            values.setdefault("page_printed", next(text for name, text in item.tokens if name == "bare"))
    return values


def _page_of(label: str, item: Found) -> dict[str, str]:
    """What a label says of the page, and its name: beside it, or else the one thing on its line that nobody knows."""
    if behind := _NAME_BEFORE_LABEL.fullmatch(label):
        return {"page_printed": behind["label"], "page_name": behind["name"].strip()}  # 文体 4
    printed, *name = re.split(r"[:·|]|(?<=[\d版])\s+(?=[\u4e00-\u9fff]{2})", label, maxsplit=1)
    ears = [text for kind, text in item.tokens if kind == "ear"]
    if not name and len(ears) == 1 and _EAR_IS_NAME.fullmatch(ears[0]):
        name = ears  # A03 桐川日报 山海之间 2026年3月6日
    said = {"page_printed": printed.strip()}
    return said | {"page_name": name[0].strip()} if name else said


_NAME_BEFORE_LABEL = re.compile(rf"(?P<name>{PAGE_NAME})\s*(?P<label>[A-Z]?\d{{1,2}})")
_EAR_IS_NAME = re.compile(r"[\w·•/]{2,9}")  # 24小时


def _page_called(found: list[Found], masthead: Masthead, known: Sequence[KnownNewspaper]) -> str:
    """What the page is called, of what could be a newspaper's name and is not this one's: 文化周刊."""
    others = {name_key(mark) for paper in known for mark in (paper.name, *paper.aliases)} | {
        name_key(masthead.newspaper)
    }
    names = (text for item in found for name, text in item.tokens if name == "name" and may_be_a_pages(text))
    return next((clean_name(name) for name in names if name_key(name) not in others), "")


def _number(text: str) -> dict[str, Any]:
    values = re.findall(_N, re.sub(r"合刊|试刊|创刊", "", text))
    try:
        numbers = [number(value) for value in values if value not in ("正", "元")]
    except ValueError:
        return {}
    if not numbers or max(numbers) > 2_000_000_000:
        return {}
    if text.startswith("总"):
        return {"total_number": numbers[0]}
    last = numbers[-1]
    if last < numbers[0]:  # 第22085—87号
        head, tail = str(numbers[0]), str(last)
        last = int(head[: -len(tail)] + tail)
    return {"number_printed": text.strip(), "first_number": numbers[0], "last_number": last}


def page_label(printed: str) -> str:
    """The normal form of a page label: 第四版 is 4, A03 is A3, 4-5 stays; '' if it is none. The sheet before it does not
    count: pages are numbered through.

    >>> page_label("第四版"), page_label("A03版"), page_label("4—5版"), page_label("第二张第六版")
    ('4', 'A3', '4-5', '6')
    """
    labels = []
    for section, digits in re.findall(rf"([A-Z]{{0,3}})\s*({_N})", re.sub(rf"第\s*{_N}\s*张", "", printed)):
        try:
            value = number(digits)
        except ValueError:
            return ""
        if not 0 < value < 1000:
            return ""
        labels.append(f"{section}{value}")
    return "-".join(labels[:2])


def _with_newspaper(
    sheet: Sheet, found: list[Found], masthead: Masthead, known: Sequence[KnownNewspaper], warnings: list[ParseWarning]
) -> Masthead:
    """The masthead with the newspaper that it prints; a known one before a guessed one, and what stands amid the texts
    or may be a page's name only inferred."""
    names = {name_key(paper.name): paper.name for paper in known}
    aliases = {name_key(alias) for paper in known for alias in paper.aliases}
    named = [
        (clean_name(sheet.text[slice(*place)]), item)
        for item in found
        for (name, _text), place in zip(item.tokens, item.places, strict=True)
        if name == "name"
    ]
    printed = [(text, item.line) for text, item in named if item.in_masthead]
    exact = next((names[name_key(text)] for text, _line in printed if name_key(text) in names), None)
    if exact:
        return replace(masthead, newspaper=exact, newspaper_printed=True)
    for text, line in printed:
        near = next((name for name in sorted(names.values()) if _look_alike(text, name)), None)
        if near:
            warnings.append(ParseWarning("name_near", (line.start, line.end), f"{text} → {near}"))
            return replace(masthead, newspaper=near, newspaper_printed=True)
    for text, _line in printed:
        if name_key(text) not in aliases and not may_be_a_pages(text):
            return replace(masthead, newspaper=text, newspaper_printed=True)
    guessed = sorted((text for text, _item in named if name_key(text) not in aliases), key=may_be_a_pages)
    return replace(masthead, newspaper=_inferred(found, known) or next(iter(guessed), ""))


def _inferred(found: list[Found], known: Sequence[KnownNewspaper]) -> str:
    """The newspaper that something else in the furniture tells: a mark of it, its publisher, its media centre."""
    folded = "\n".join(name_key(item.line.norm) for item in found)
    for paper in known:
        if any((key := name_key(mark)) and key in folded for mark in (paper.name, *paper.aliases)):
            return paper.name
    lines = "\n".join(item.line.norm for item in found)
    if published := re.search(PUBLISHED, lines):
        return clean_name(published["newspaper"])
    return next((text for item in found for _name, text in item.tokens if re.fullmatch(_MEDIA, text)), "")


_MEDIA = r"[\u4e00-\u9fff]{2,4}融媒"  # 青藤融媒, as papers of county media centres are called that print no other name


def _look_alike(printed: str, name: str) -> bool:
    """Whether the names differ in one character only, and OCR takes one for the other."""
    if len(printed) != len(name):
        return False
    apart = [(a, b) for a, b in zip(printed, name, strict=True) if a != b]
    return len(apart) == 1 and any(apart[0][0] in group and apart[0][1] in group for group in _LOOK_ALIKES)
