"""Message heads, 消息头: 新华社北京2月4日电, 本报讯(记者 张三), with the people that they name."""

from __future__ import annotations

import re

from archive.parsing import vocabulary
from archive.parsing.recognise.names import HAN
from archive.parsing.recognise.people import loosened, people_in
from archive.parsing.types import MessageHead, Person
from archive.parsing.vocabulary import SURNAMES

_HEAD_REACH = 300  # characters in which a message head ends, with the people it names


def message_head(norm: str) -> tuple[int, MessageHead, tuple[Person, ...]] | None:
    """The message head that a (folded) paragraph begins with: its length, what it says, and the people it names.

    >>> message_head("新华社北京2月4日电(记者杨依军 孙美) 2月4日下午")[0]
    20
    """
    norm = norm[:_HEAD_REACH]
    start = re.match(r"[\s□■●▲*]*", norm).end()
    head = vocabulary.MESSAGE_HEAD.match(norm, start)
    if head:
        value = MessageHead(
            head[0].strip(),
            head["agency"],
            (head["place"] or "").strip(),
            re.sub(r"\s", "", head["date"] or ""),
            head["agency"],
        )
        end = head.end()
    elif head := vocabulary.REPRINT_HEAD.match(norm, start):
        value, end = MessageHead(head[0].strip(), "", "", "", head["source"]), head.end()
        if not re.match(r"\s*\(|\s*(?:记者|讯)", norm[end:]) and not head[0].startswith(
            ("[", "(", "【", "转", "原", "摘", "选")
        ):
            return None
    elif head := re.match(
        r"[\[(【]\s*(?P<what>(?:本市|本县|本埠|本省|本城|又|另|特|各地)[讯电])\s*[\])】]", norm[start:]
    ):
        value, end = MessageHead(head[0], "", "", "", "本报"), start + head.end()
    else:
        lead = re.match(r"\(\s*((?:本报)?(?:全媒体|融媒体|首席|见习)?(?:记者|通讯员)[^()]{2,60})\)", norm[start:])
        people = people_in(lead[1]) if lead else ()
        if not people:
            return None
        return start + lead.end(), MessageHead(lead[0].strip(), source="本报" if "本报" in lead[0] else ""), people
    people, length = _people_after(norm, end)
    return length, value, people


def _people_after(norm: str, end: int) -> tuple[tuple[Person, ...], int]:
    bracket = re.compile(r"\s*[,,]?\s*\(([^()]{2,80})\)").match(norm, end)
    if bracket:
        inner = re.sub(r"(?:报道|摄影报道|采写|摄影)$", "", bracket[1].strip())
        people = people_in(inner) or people_in(inner, bare=True) or people_in(loosened(inner))
        if people:
            return people, bracket.end()
    reported = re.compile(
        r"\s*((?:本报|全媒体|融媒体|首席|见习|特约)*(?:记者|通讯员)[^,。;()]{2,40}?)\s*(?:摄影报道|报道|采写)\s*[::]?"
    ).match(norm, end)
    if reported and (people := people_in(reported[1])):
        return people, reported.end()
    leading = re.compile(r"\s*((?:记者|通讯员)\s*\S[^,。;()]{1,30}?)\s{1,}(?=\d|[今昨近日“])").match(norm, end)
    if leading and (people := people_in(leading[1])):
        return people, leading.end()
    named = _UNBRACKETED.match(norm, end)
    if named and (people := people_in(named[1])):
        return people, named.end()
    return (), end


# 本报讯 记者 季虹 通讯员 罗法 楼上空调滴水…, where no bracket parts names and text
_UNBRACKETED = re.compile(
    rf"\s*((?:(?:记者|通讯员|实习生)\s+(?:[{''.join(sorted(SURNAMES))}]{HAN}{{1,2}}\s+){{1,3}})+)(?=\S)"
)
