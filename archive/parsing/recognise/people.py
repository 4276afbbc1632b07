"""People and their roles in a byline or credit: 本报记者 甲 通讯员 乙, 文/图 丙, 丁 摄."""

from __future__ import annotations

import itertools
import re

from archive.parsing.recognise.names import HAN, names_in
from archive.parsing.types import Person, PersonKind
from archive.parsing.vocabulary import AFTER_WORD, CREDIT_WORD, MESSAGE_HEAD, ROLE, SURNAMES

_MARKS = r"[□■◆●○△▲▼☆★◎◇◁▷※*/·\s]*"
# What takes names after it: 文/本报记者 甲, 图文:甲, 作者:甲, 文/图 本报记者 甲.
_TAKING = "文字整理|文字|图文|文图|文/图|图/文|摄影|采写|撰文|整理|编译|供稿|供图|制图|绘图|插图|漫画|执笔|作者|讲述|口述|文|图|摄|诗"
_TAKES = re.compile(
    rf"(?:^|(?<=[\s(、,;])|(?<=[\u4e00-\u9fff])(?=(?:摄影|采写|撰文|整理|供稿|供图|制图|绘图|插图)/))(?P<role>{_TAKING})"
    r"(?:\s*[/:]\s*(?![文图摄]\s*$)|(?<=[/·].)\s+|(?<=图文|文图)\s+)"
)
# What says what the names before it did: 甲 摄, 甲/文, 甲 整理. A name may end in 文 or 图, so these stand apart.
_GLUED = "摄影报道|摄影|供图|提供|整理|编译|采写|供稿|报道|摄"
_GIVES = re.compile(
    rf"(?:\s*/\s*|\s+)(?P<role>{AFTER_WORD}|{CREDIT_WORD})(?=$|[\s;,、/)])|(?P<glued>{_GLUED})(?=$|[\s;,、/)])"
)
_ROLES = re.compile(
    rf"(?P<affiliation>(?:本报|本刊|本台|本网|新华社|中新社)(?:驻\s?{HAN}{{2,6}}?)?\s?"
    rf"|(?:^|(?<=[\s、,;(/:]))(?:(?!{ROLE})[^\s、,;()/:\d。！？!?■□◆●▲”“《》]){{2,16}}?(?:(?<=报|社|体|台|网|心|站|局|院|部)\s)?)?(?P<role>{ROLE})(?!们|站长|会|证|节|招待)"
)
# Where somebody reports from, which vouches for any name after it: 本报, 青石日报全媒体, 县委宣传部.
_HOUSE = re.compile(
    r"^(?:本|新华社|中新社|特约)|(?:报|刊|社|台|网|站|媒|媒体|集团|中心|公司|局|院|部|委|办|队|军|校|厂|[省市县区旗州镇乡村])$"
)
_GROUPS = "评论员|编辑部|评论部|采访组|报道组|通讯组|供稿组|记者团|编辑室|社论委员会|理论部|观察员"
_COLLECTIVE = re.compile(
    rf"^{_MARKS}(?P<name>(?:本报|本刊|本台|[\u4e00-\u9fff]{{2,8}}(?:报|社))?(?:特约)?(?:{_GROUPS}))$"
)
# Who says what somebody did says it with one of these.
_SAYS_WHAT = re.compile(f"{ROLE}|{_TAKING}|{_GLUED}|{AFTER_WORD}|{CREDIT_WORD}|{_GROUPS}")
_BODIES = re.compile(
    rf"(?:新华社|中新社|视觉中国|人民图片|新华网|IC\s?photo|中国新闻社|{HAN}{{2,12}}(?:局|委|办|部|中心|公司|社|站|院|馆|队|宣|网|会|学校|大学|医院|政府|厅|处|所|园|村委会))$"
)


def people_in(text: str, bare: bool = False) -> tuple[Person, ...]:
    """The people of a byline or credit (folded text), or () if the text is anything else than one.

    >>> [p.name for p in people_in("文/本报记者 韩俊东 胡雨童 图/本报记者 巴图乌力吉")]
    ['韩俊东', '胡雨童', '巴图乌力吉']

    ``bare`` takes names without any role too, if each begins with a surname.
    """
    text = text.strip()
    bare = bare and not text.endswith(":")  # 任命: over who is appointed
    text = text.strip("。.,;:·")
    text = re.sub(rf"^{_MARKS}", "", text).strip()
    text = re.sub(r"(?<=[文图摄])[\\·](?=[文图摄])", "/", text)
    if len(text) > 1 and text[0] in "([【" and text[-1] in ")]】":
        text = text[1:-1].strip()
    if not text or len(text) > 160 or not (bare or _SAYS_WHAT.search(text)):
        return ()
    collective = _COLLECTIVE.match(text)
    if collective:
        return (Person(collective["name"], "评论员" if "评论员" in text else "", "", PersonKind.COLLECTIVE),)
    people: list[Person] = []
    for default, chunk in _split(text, _TAKES):
        for role, affiliation, names in _spread(_split_with(chunk, _ROLES)):
            role = role or default
            if re.search(r"[的了着对向说与在告诉给做]", affiliation):
                return ()
            # 记者张三 is glued to its role, but so is 记者了解到
            sure = bool(_HOUSE.search(affiliation)) or not names[:1].strip()
            found = _named(names.strip(" 、,;:/|·()"), role, affiliation, bare, sure or not role)
            if found is None:
                return ()
            people += found
    return tuple(people)


def _spread(cut: list[tuple[re.Match[str] | None, str]]) -> list[tuple[str, str, str]]:
    """Role, affiliation and names of each stretch. A name glued to the next role, as where a line was broken between
    them (记者 包萨仁实习生 贾静), is given back to its own."""
    rows = [
        [match["role"] if match else "", ((match["affiliation"] or "") if match else "").strip(), names]
        for match, names in cut
    ]
    for row, following in itertools.pairwise(rows):
        if not row[2].strip() and row[0] and len(following[1]) <= 4 and names_in(following[1]):
            row[2], following[1] = " " + following[1], ""
    return [(role, affiliation, names) for role, affiliation, names in rows]


def _split(text: str, pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """The text cut at every match: the role that the match names, and what follows it."""
    return [(match["role"] if match else "", rest) for match, rest in _split_with(text, pattern)]


def _split_with(text: str, pattern: re.Pattern[str]) -> list[tuple[re.Match[str] | None, str]]:
    matches = list(pattern.finditer(text))
    pairs = zip([None, *matches], [*matches, None], strict=True)
    cut = [(here, text[here.end() if here else 0 : after.start() if after else len(text)]) for here, after in pairs]
    return [(match, rest) for match, rest in cut if match or rest.strip(" /、,;:·|")]


def _role_names(names: str, role: str, sure: bool) -> list[str] | None:
    """The names under a role; where nothing else vouches for them, the first must begin with a surname."""
    found = names_in(names, strict=not role)
    return found if found is None or sure or names_in(found[0]) else None


def _named(names: str, role: str, affiliation: str, bare: bool, sure: bool) -> list[Person] | None:
    """The people of a row of names under one role, some of which may say for themselves what they did."""
    people: list[Person] = []
    while names:
        gives = next((m for m in _GIVES.finditer(names) if m.start() >= 2), None)
        if gives is None:
            found = _role_names(names, role, sure) if role or bare else None
            return None if found is None else people + [Person(name, role, affiliation) for name in found]
        given, mine = gives["role"] or gives["glued"], names[: gives.start()].strip(" 、,;")
        found = names_in(mine, strict=False)
        if found is None or (_BODIES.search(mine) and (len(mine) > 4 or mine[0] not in SURNAMES)):
            sentence = re.search(r"[,。;:\s]", mine) or len(mine) > 20 or MESSAGE_HEAD.match(mine)
            if not _BODIES.search(mine) or sentence:
                found = _role_names(names, role, sure) if found is None else found
                if found is None or not (role or bare):
                    return None
                return people + [Person(name, role, affiliation) for name in found]
            people.append(Person(mine, given, "", PersonKind.BODY))
        else:
            people += [Person(name, given, affiliation) for name in found]
        names = names[gives.end() :].strip(" 、,;/|")
    return people if people or role else None


def loosened(inner: str) -> str:
    """A bracket with the names glued to their roles set off: 见习记者宜兴兴, which is nobody's sentence in a bracket."""
    return re.sub(rf"(?<=记者|讯员|习生)(?={HAN}{{2,4}}(?:[\s、,]|$))", " ", inner)
