"""Names of persons: which rows of characters are names, and where one ends and the next begins."""

from __future__ import annotations

import itertools
import re

from archive.parsing.vocabulary import COMPOUND_SURNAMES, SURNAMES, TRANSCRIBED_NAME

HAN = r"[\u4e00-\u9fff\u3400-\u4dbf\U00020000-\U0002ffff〇]"
_INITIAL = r"(?:[A-ZА-Я][a-zа-я]?[·•・‧.])"  # of a father's name: D·巴图
_NAME = rf"{HAN}{{2,4}}|{HAN}{{1,6}}(?:[·•・‧.]\s?{HAN}{{1,8}}){{1,3}}|{HAN}{{5,8}}|{_INITIAL}{HAN}{{2,8}}"
_NOT_NAMES = re.compile(
    r"(?:同志|同仁|特约|特稿|记者|通讯员|本报|新华|报道|编辑|图片|供图|资料|公司|单位|中心|学校|委员|政府|办公|部门|人民|群众|市民|会议|通讯社|日报|晚报|摄影|左|右|前排|后排|中间|以上|以下|均为|下同|上图|下图|"
    r"元|年|月|日|号|版|页|第|一|二|三|的|待续|完|未完|续|略|附|注|见|即|编|全文|据|图|一等奖|发自|广告)"
)


def names_in(text: str, strict: bool = True) -> list[str] | None:
    """The names of a (folded) row of names, padded ones closed up, or None if it is anything else.

    >>> names_in("张 琪 李肖峰 王 晶")
    ['张琪', '李肖峰', '王晶']

    ``strict`` asks that each begin with a surname, or be a Mongolian or other name in characters that transcribe
    sounds, as where no role word vouches for them.
    """
    names: list[str] = []
    text = re.sub(rf"({_INITIAL})\s+(?={HAN})", r"\1", text.strip(" 、,;/|·:。"))
    for group in re.split(r"[、,;/|]|\s{2,}(?=\S{2})|\s+和\s+|(?<=\S\S)及(?=\S\S)", text):
        waiting = ""
        if lone := _closed_up(group.split()):
            names += lone
            continue
        for token in group.split():
            if len(token) == 1 and re.fullmatch(HAN, token):
                if waiting:
                    names.append(waiting + token)
                    waiting = ""
                else:
                    waiting = token
            elif waiting and len(token) == 2 and waiting in SURNAMES and token[0] not in SURNAMES:
                names.append(waiting + token)
                waiting = ""
            elif waiting:
                return None
            else:
                names += _glued(token)
        if waiting:
            return None
    if not names:
        return None
    for name in names:
        if not re.fullmatch(_NAME, name) or _NOT_NAMES.match(name):
            return None
        if re.match(_INITIAL, name):
            continue
        if len(name) > 4 and "·" not in name and not TRANSCRIBED_NAME.search(name[-4:]):
            return None
        plain = "·" not in name and "•" not in name and "・" not in name
        if (
            strict
            and plain
            and not (name[0] in SURNAMES and len(name) <= 4 and (len(name) <= 3 or name[:2] in COMPOUND_SURNAMES))
            and not TRANSCRIBED_NAME.fullmatch(name)
        ):
            return None
    return names


def _glued(token: str) -> list[str]:
    """Names that a line's end has glued together, if they fall apart in one way only: 李卫东张红霞."""
    if re.search(r"讲话|主持|出席|致辞|发言|批示|参加|宣布", token):
        return [token]
    if (
        not 4 <= len(token) <= 9
        or token[:2] in COMPOUND_SURNAMES
        or not re.fullmatch(rf"{HAN}+", token)
        or TRANSCRIBED_NAME.search(token[-4:])
    ):
        return [token]
    for count in (2, 3, 4):
        ends = [[0, *itertools.accumulate(sizes)] for sizes in itertools.product((2, 3), repeat=count)]
        ways = [[token[a:b] for a, b in itertools.pairwise(cuts)] for cuts in ends if cuts[-1] == len(token)]
        if named := [way for way in ways if all(name[0] in SURNAMES for name in way)]:
            return named[0] if len(named) == 1 else [token]
    return [token]


def _closed_up(signs: list[str]) -> list[str]:
    """Names set sign by sign: 周 汉 林 is one, 王 晶 李 肖 峰 are two; none if any stands closed up."""
    count = len(signs)
    if count < 3 or not all(len(sign) == 1 and re.fullmatch(HAN, sign) for sign in signs):
        return []
    ends = [0] * (
        count + 1
    )  # where the name ends that begins at each sign, 0 if the rest from there is no row of names
    for start in range(count - 2, -1, -1):
        if count - start <= 3:
            ends[start] = count
        elif signs[start] in SURNAMES:
            following = (start + length for length in (2, 3))
            ends[start] = next((end for end in following if ends[end] and signs[end] in SURNAMES), 0)
    names, at = [], 0
    while ends[at]:
        names.append("".join(signs[at : ends[at]]))
        at = ends[at]
    return names
