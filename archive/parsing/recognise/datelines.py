"""Message heads, 消息头: 新华社北京2月4日电, 本报讯(记者 张三), with the people that they name; and the datelines in
brackets that stand at the end of a text instead."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from archive.parsing import vocabulary
from archive.parsing.recognise.names import HAN
from archive.parsing.recognise.people import loosened, people_in
from archive.parsing.types import MessageHead, Person
from archive.parsing.vocabulary import SURNAMES

_OPENING = re.compile(r"[\s□■●▲*]*")  # signs that stand before one
_LOCAL_HEAD = re.compile(r"[\[(【]\s*(?:本市|本县|本埠|本省|本城|又|另|特|各地)[讯电]\s*[\])】]")  # [本市讯]
_REPORTERS_HEAD = re.compile(
    r"\(\s*((?:本报)?(?:全媒体|融媒体|首席|见习)?(?:记者|通讯员)[^()]{2,60})\)"
)  # (本报记者 季虹)
_HEAD_REACH = 300  # characters in which a message head ends, with the people it names


def message_head(norm: str) -> tuple[int, MessageHead, tuple[Person, ...]] | None:
    """The message head that a (folded) paragraph begins with: its length, what it says, and the people it names.

    >>> message_head("新华社北京2月4日电(记者杨依军 孙美) 2月4日下午")[0]
    20
    """
    norm = norm[:_HEAD_REACH]
    opening = _OPENING.match(norm)
    start = opening.end() if opening else 0
    head = vocabulary.MESSAGE_HEAD.match(norm, start)
    if head:
        value, end = _head_of(head), head.end()
    elif head := vocabulary.REPRINT_HEAD.match(norm, start):
        value, end = MessageHead(head[0].strip(), "", "", "", head["source"]), head.end()
        if not re.match(r"\s*\(|\s*(?:记者|讯)", norm[end:]) and not head[0].startswith(
            ("[", "(", "【", "转", "原", "摘", "选")
        ):
            return None
    elif head := _LOCAL_HEAD.match(norm, start):
        value, end = MessageHead(head[0], "", "", "", "本报"), head.end()
    else:
        lead = _REPORTERS_HEAD.match(norm, start)
        people = people_in(lead[1]) if lead else ()
        if lead is None or not people:
            return None
        return lead.end(), MessageHead(lead[0].strip(), source="本报" if "本报" in lead[0] else ""), people
    people, length = _people_after(norm, end)
    return length, value, people


def _people_after(norm: str, end: int) -> tuple[tuple[Person, ...], int]:
    bracket = _BRACKET_AFTER.match(norm, end)
    if bracket:
        inner = re.sub(r"(?:报道|摄影报道|采写|摄影)$", "", bracket[1].strip())
        people = people_in(inner) or people_in(inner, bare=True) or people_in(loosened(inner))
        if people:
            return people, bracket.end()
    for pattern in _REPORTERS_AFTER:
        named = pattern.match(norm, end)
        if named and (people := people_in(named[1])):
            return people, named.end()
    return (), end


_BRACKET_AFTER = re.compile(r"\s*[,,]?\s*\(([^()]{2,80})\)")
_SURNAME = f"[{''.join(sorted(SURNAMES))}]"
_TIME = r"(?:今天|今日|昨天|昨日|日前|近日|最近|刚刚|\d{1,2}日)"
# Reporters that no bracket sets off from the text.
_REPORTERS_AFTER = (
    # 本报北京6日讯 新华社记者杜若溪、本报记者江望报道:
    re.compile(rf"\s*({HAN}{{0,12}}?(?:记者|通讯员)[^。;()]{{2,80}}?)\s*(?:摄影报道|报道|采写)\s*:?"),
    # 本报讯记者江望从县农业局获悉:
    re.compile(
        rf"\s*({HAN}{{0,8}}?记者\s*(?!{_TIME}|连日|于[今昨近本]){_SURNAME}{HAN}{{1,3}}?(?:[、\s]+{_SURNAME}{HAN}{{1,3}}?){{0,3}})"
        rf"(?={_TIME}?从[^。,;]{{2,30}}?(?:获悉|了解到|得知))"
    ),
    re.compile(r"\s*((?:记者|通讯员)\s*\S[^,。;()]{1,30}?)\s{1,}(?=\d|[今昨近日“])"),
    # 本报讯 记者 季虹 通讯员 罗法 楼上空调滴水…
    re.compile(rf"\s*((?:(?:记者|通讯员|实习生)\s+(?:{_SURNAME}{HAN}{{1,2}}\s+){{1,3}})+)(?=\S)"),
)


@dataclass(frozen=True, slots=True)
class Closing:
    """A dateline at the end of a text: where it begins, what it says, and whom it names."""

    start: int
    head: MessageHead
    people: tuple[Person, ...]


_BRACKETED = re.compile(r"\s*[(【\[〔]\s*([^()【】\[\]〔〕]{2,100})[)】\]〕]\s*[。.]?\s*$")
_BARE = re.compile(r"\s*((?:据|综合)[^,。;:()]{4,24})$")
_OPENS = re.compile(rf"\s*[(〔【]\s*(?:据|综合)?{vocabulary.AGENCY}[^()【】〔〕。]{{0,100}}$")
_PARTED = re.compile(r"[\s,、]|$|(?:本报|全媒体|参与|执笔|见习)*(?:记者|通讯员|实习生)")  # what may follow the dateline
_REACH = 110


def closing_dateline(norm: str, line_ends: Collection[int] = ()) -> Closing | None:
    """The dateline that a (folded) text ends with, in brackets and with its reporters, or as 据新华社北京2月4日电.

    >>> closing_dateline("受到好评。(新华社北京2月4日电 记者杨依军 孙美)").head.place
    '北京'

    ``line_ends`` are the places in the text where a line ended: a name may end there that no blank parts from the next.
    """
    if not (norm.rstrip(" 。.")[-1:] in ")】]〕" or "据" in norm or "综合" in norm):
        return None  # nearly every line
    offset = max(0, len(norm) - _REACH)
    match = _BRACKETED.search(norm, offset) or _BARE.search(norm, offset)
    head = vocabulary.MESSAGE_HEAD.match(match[1]) if match else None
    if not match or not head or "。" in match[1] or "综合" in head["place"] or not _PARTED.match(match[1], head.end()):
        return None
    at, rest, value = match.start(1) + head.end(), match[1][head.end() :], _head_of(head)
    if not rest.strip():
        return Closing(match.start(), value, ())
    broken = "".join(f" {char}" if at + index in line_ends else char for index, char in enumerate(rest))
    people = _reporters(broken) or _reporters(rest)
    return Closing(match.start(), value, people)


def _head_of(head: re.Match[str]) -> MessageHead:
    return MessageHead(
        head[0].strip(),
        head["agency"],
        (head["place"] or "").strip(),
        re.sub(r"\s", "", head["date"] or ""),
        head["agency"],
    )


def _reporters(text: str) -> tuple[Person, ...]:
    """Whom the bracket of a dateline names: 参与记者:甲、乙, 执笔:丙 and 记者丁等 too."""
    text = re.sub(r"(?:参与|执笔)(?:采写|采访|报道)?(?:记者)?\s*:?", " 记者 ", text)
    text = re.sub(r"等(?=$|[\s,;])", " ", text).strip(" ,、")
    return people_in(text) or people_in(loosened(text)) or people_in(text, bare=True)


def closes_alone(norm: str) -> bool:
    """Whether a (folded) line is nothing but a dateline as stands at the end of a text."""
    closing = closing_dateline(norm)
    return closing is not None and closing.start == 0


def ends_text(norm: str) -> bool:
    """Whether a line is a dateline that stands in round brackets, as under a text: 【本报讯】 may as well open one."""
    return norm.lstrip()[:1] == "(" and closes_alone(norm)


def opens_dateline(norm: str) -> bool:
    """Whether a (folded) line may begin a dateline in brackets that a further line ends: (新华社北京7月16日电 记者杜若溪."""
    return _OPENS.match(norm) is not None
