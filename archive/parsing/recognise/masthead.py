"""What a page prints of its newspaper, issue and page, in any order and in pieces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from archive.parsing.lines.layout import Line, Sheet
from archive.parsing.recognise import headline_group
from archive.parsing.recognise.furniture import ISSUE_KINDS, Found, find_furniture
from archive.parsing.recognise.furniture_tokens import NEWSPAPER
from archive.parsing.recognise.issue_day import day_left_over, is_traditional, read_day
from archive.parsing.recognise.newspaper_names import clean_name, name_key
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
    values: dict[str, Any] = {}
    for item in found:
        for name, text in item.tokens:
            if name == "number":
                values |= {k: v for k, v in _number(text).items() if k not in values}
            elif name == "pages":
                count = sum(number(n) for n in re.findall(rf"{_N}(?=\s*版)", text))
                values["pages_printed"] = values.get("pages_printed", 0) + count or None
            elif name == "cn" and (match := re.search(r"CN\s*(\d\d)\s*\D\s*(\d{3,4})", text)):
                values.setdefault("cn_number", f"CN {match[1]}-{match[2]}")
            elif name == "publisher" and "出版" in text:
                values.setdefault("publisher", re.sub(r"\s*(?:编辑)?\s*出版$|^出版(?:单位)?\s*:\s*", "", text))
            elif name == "kind" or (name == "number" and "合刊" in text):
                values.setdefault("kind", ISSUE_KINDS.get(text[-2:]))
            elif name == "section":
                text, named = headline_group.plain(text), values.get("page_name", "")
                values["page_name"] = named if text in named else f"{named} {text}".strip()
            elif name == "label":
                if behind := re.fullmatch(r"([\u4e00-\u9fff]{2,4})\s+([A-Z]?\d{1,2})", text.strip()):
                    text = f"{behind[2]} {behind[1]}"  # 文体 4
                label = re.split(r"[:·|]|(?<=[\d版])\s+(?=[\u4e00-\u9fff]{2})", text.strip(), maxsplit=1)
                values.setdefault("page_printed", label[0].strip())
                if len(label) > 1:
                    values.setdefault("page_name", label[1].strip())
        if (
            item.has("bare")
            and "page_printed" not in values
            and (len(item.tokens) == 1 or item.has("date", "name", "section", "kind", "weekday"))
        ):
            values["page_printed"] = next(text for name, text in item.tokens if name == "bare")
        if name_of_edition := next(
            (text for name, text in item.tokens if name == "kind" and text[-2:] not in ISSUE_KINDS), ""
        ):
            values.setdefault("edition_label", name_of_edition)
    values = {k: v for k, v in values.items() if v is not None}
    if "total_number" in values and "number_printed" not in values:
        values["number_printed"] = next(t for item in found for name, t in item.tokens if name == "number")
    if masthead.last_date and "kind" not in values:
        values["kind"] = IssueKind.MERGED
    if "page_printed" in values:
        values["page"] = page_label(values["page_printed"])
        values["section"] = (re.match(r"[A-Z]+", values["page"]) or [""])[0]
    elif values.keys() & {"number_printed", "pages_printed"}:
        values |= {"page": "1", "page_inferred": True}
    return _with_newspaper(sheet, found, replace(masthead, **values), known, warnings), warnings


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
    """The normal form of a page label: 第四版 is 4, A03 is A3, 4-5 stays; '' if it is none.

    >>> page_label("第四版"), page_label("A03版"), page_label("4—5版")
    ('4', 'A3', '4-5')
    """
    labels = []
    for section, digits in re.findall(rf"([A-Z]{{0,3}})\s*({_N})", printed):
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
    names = {name_key(paper.name): paper.name for paper in known}
    printed = [
        (clean_name(sheet.text[slice(*place)]), item.line)
        for item in found
        for (name, _text), place in zip(item.tokens, item.places, strict=True)
        if name == "name"
    ]
    exact = next((names[name_key(text)] for text, _line in printed if name_key(text) in names), None)
    if exact:
        return replace(masthead, newspaper=exact, newspaper_printed=True)
    for text, line in printed:
        near = next((name for name in sorted(names.values()) if _look_alike(text, name)), None)
        if near:
            warnings.append(ParseWarning("name_near", (line.start, line.end), f"{text} → {near}"))
            return replace(masthead, newspaper=near, newspaper_printed=True)
    aliases = {name_key(alias) for paper in known for alias in paper.aliases}
    own = sorted(
        (text for text, _line in printed if name_key(text) not in aliases),
        key=lambda text: text.endswith(("周刊", "新闻", "融媒")),  # 滨汇日报's 经济周刊 is one of its pages
    )
    if own:
        return replace(masthead, newspaper=own[0], newspaper_printed=True)
    lines = "\n".join(item.line.norm for item in found)
    folded = "\n".join(name_key(item.line.norm) for item in found)
    for paper in known:
        if any((key := name_key(mark)) and key in folded for mark in (paper.name, *paper.aliases)):
            return replace(masthead, newspaper=paper.name)
    publisher = re.search(rf"({NEWSPAPER})社?\s*(?:编辑)?(?:出版|主办|承办|编印|印制)", lines)
    if publisher:
        return replace(masthead, newspaper=publisher[1].split()[-1])
    media = next((text for item in found for _name, text in item.tokens if re.fullmatch(_MEDIA, text)), "")
    return replace(masthead, newspaper=media) if media else masthead


_MEDIA = r"[\u4e00-\u9fff]{2,4}融媒"  # 青藤融媒, as papers of county media centres are called that print no other name


def _look_alike(printed: str, name: str) -> bool:
    """Whether the names differ in one character only, and OCR takes one for the other."""
    if len(printed) != len(name):
        return False
    apart = [(a, b) for a, b in zip(printed, name, strict=True) if a != b]
    return len(apart) == 1 and any(apart[0][0] in group and apart[0][1] in group for group in _LOOK_ALIKES)
