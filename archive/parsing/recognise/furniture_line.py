"""A line of a page as a row of furniture tokens: 第三版, 桐川日报, 2026年3月6日, and what little else stands among them."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field, replace

from archive.parsing.lines.layout import Line, Sheet
from archive.parsing.recognise.furniture_tokens import ANY_TOKEN, SEPARATORS, TOKENS
from archive.parsing.recognise.newspaper_names import NO_FOLLOWING, may_be_a_pages


@dataclass(slots=True)
class Found:
    """A line of furniture and the tokens it is made of."""

    line: Line
    tokens: list[tuple[str, str]] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)  # of each token in the received text
    strong: bool = False
    beside_date: bool = False  # nothing but the date speaks for it: 2026年1月1日 恭贺新禧
    needs_company: bool = False  # a label whose line may as well be a headline: 本省新闻A02, 24小时 A04
    in_masthead: bool = True  # False for a name amid the texts, or one that is guessed and has nothing beside it

    def has(self, *names: str) -> bool:
        return any(name in names for name, _text in self.tokens)

    def is_only(self, *names: str) -> bool:
        return all(name in names for name, _text in self.tokens)

    @property
    def is_name(self) -> bool:
        """Whether it is a newspaper's name and nothing else: 桐川日报, 东浦日报 DONGPU RIBAO."""
        return self.has("name") and self.is_only("name", "latin", "script")

    @property
    def names(self) -> list[str]:
        return [text for name, text in self.tokens if name == "name"]

    @property
    def newspaper(self) -> str:
        """The newspaper named, rather than what may be a page's name: 文化周刊 桐川日报; "" if none is."""
        return min(self.names, key=may_be_a_pages, default="")


def tokens_of(line: Line, marks: list[str]) -> Found | None:
    """The line as a row of furniture tokens, or None if anything else stands in it.

    Beside a whole date and another mark of a masthead anything may stand that is short and no sentence.
    """
    item, at, norm, ears = Found(line), 0, line.norm, 0
    while (at := _SKIPPED.match(norm, at).end()) < len(norm):  # type: ignore[union-attr]  # it matches nothing, too
        name, text, strong = _token_at(norm, at, marks)
        if not text:
            word = _WORD.match(norm, at)
            if word is None or _OF_TEXTS.match(word[0]):
                return None
            before = item.tokens[-1][0] if item.tokens and item.places[-1][1] == line.start + at else ""
            if before in ("date", "days", "weekday"):
                return None  # 2026年1月1日起施行
            if before in ("bare", "latin"):  # 24小时
                item.tokens.pop()
                at = item.places.pop()[0] - line.start
            name, text = "ear", norm[at : word.end()]
            ears += len(text)
            if ears > _EARS_MAX or _SENTENCE.search(norm):
                return None
        item.tokens.append((name, text))
        item.places.append((line.start + at, line.start + at + len(text)))
        item.strong |= strong
        at += len(text)
    if not item.tokens:
        return None
    if item.has("festival") and not item.has("date", "days", "weekday", "lunar"):
        return None  # 全市欢度中秋节
    item.needs_company = item.is_only("label") and _GLUED_LABEL.fullmatch(item.tokens[0][1]) is not None
    return item if not ears or _may_hold(item, ears) else None


def _token_at(norm: str, at: int, marks: list[str]) -> tuple[str, str, bool]:
    """The longest token that stands there: its name, its text, "" if there is none, and whether it is a strong one."""
    best = ("", "", False)
    for mark in marks:
        if len(mark) > len(best[1]) and norm.startswith(mark, at) and _NAME_ENDS.match(norm, at + len(mark)):
            best = ("name", mark, False)
    for name, pattern, strong in TOKENS if ANY_TOKEN.match(norm, at) else ():
        match = pattern.match(norm, at)
        if match and len(match[0]) > len(best[1]):
            best = (name, match[0], strong)
    return best


# What stands before a date or a name in a text: its source, its author.
_OF_TEXTS = re.compile(r"摘自|选自|转自|原载|转载|[原刊]?载于|刊于|来源|据|.{0,8}(?:记者|通讯员|作者|供稿)")
_GLUED_LABEL = re.compile(r"[\u4e00-\u9fff·•/]+[A-Z]\d{1,2}")
_NAME_ENDS = re.compile(NO_FOLLOWING)
_SKIPPED = re.compile(SEPARATORS.removesuffix("]*") + "():。]*")
_WORD = re.compile(r"[^\s、,;:|/()\[\]【】<>《》。！？!?]{1,16}")
_SENTENCE = re.compile(r"[,;！？!?]|[。:]\s*$")
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


def needs_top(item: Found) -> bool:
    """Whether only its place above a page's text can make the line furniture: the weather alone is an article's there."""
    return item.beside_date or (item.has("beside") and not item.has("date", "days", "weekday", "lunar", "number", "cn"))


def is_aside(item: Found) -> bool:
    """Whether the line says nothing but what stands beside a date, as a headline may too: 元旦, 大雪."""
    return all(name == "beside" for name, _text in item.tokens)


def _may_hold(item: Found, ears: int) -> bool:
    """Whether the line holds a whole date or a label, beside which so many unknown characters may stand."""
    names = [name for name, _text in item.tokens]
    if "date" not in names:
        item.needs_company = not item.has("name")
        return item.has("label") and ears <= _LONE_EAR_MAX and not _goes_on(item)  # 第三版 桐川日报 山海之间
    if item.has(*_BESIDE_DATE):
        return True
    item.beside_date = names[0] == "date" or names[-1] == "date"
    return item.beside_date and ears <= _LONE_EAR_MAX and item.line.level is None


def _goes_on(item: Found) -> bool:
    """Whether what nobody knows goes on without a space from a label, which is then a word: C4赛道."""
    pairs = zip(itertools.pairwise(item.tokens), itertools.pairwise(item.places), strict=True)
    return any(
        (before, after) == ("label", "ear") and end == start
        for ((before, _text), (after, _ear)), ((_start, end), (start, _end)) in pairs
    )


def names_closed_up(sheet: Sheet, lines: list[Line]) -> list[Line]:
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


_UPRIGHT_MAX = 8  # characters of a name set from top to bottom
_HALF_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_OTHER_HALF = ("日报", "晚报", "晨报", "早报", "商报", "时报", "快报", "都市报", "青年报")
_TOP = 12  # lines among which a masthead may stand
