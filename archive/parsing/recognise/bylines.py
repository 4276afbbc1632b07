"""People and their roles: bylines at head, tail and on lines of their own, credits, the page's staff, message heads."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from archive.parsing import vocabulary
from archive.parsing.types import MessageHead, Person, PersonKind, StaffRole
from archive.parsing.vocabulary import (
    AFTER_WORD,
    COMPOUND_SURNAMES,
    CREDIT_WORD,
    ROLE,
    STAFF_ROLE,
    SURNAMES,
    TRANSCRIBED_NAME,
)

_HAN = r"[\u4e00-\u9fff\u3400-\u4dbf\U00020000-\U0002ffff〇]"
_MARKS = r"[□■◆●○△▲▼☆★◎◇◁▷※*/·\s]*"
_INITIAL = r"(?:[A-ZА-Я][a-zа-я]?[·•・‧.])"  # of a father's name: D·巴图
_NAME = rf"{_HAN}{{2,4}}|{_HAN}{{1,6}}(?:[·•・‧.]\s?{_HAN}{{1,8}}){{1,3}}|{_HAN}{{5,8}}|{_INITIAL}{_HAN}{{2,8}}"
_NOT_NAMES = re.compile(
    r"(?:同志|同仁|特约|特稿|记者|通讯员|本报|新华|报道|编辑|图片|供图|资料|公司|单位|中心|学校|委员|政府|办公|部门|人民|群众|市民|会议|通讯社|日报|晚报|摄影|左|右|前排|后排|中间|以上|以下|均为|下同|上图|下图|"
    r"元|年|月|日|号|版|页|第|一|二|三|的|待续|完|未完|续|略|附|注|见|即|编|全文|据|图|一等奖|发自|广告)"
)
# What takes names after it: 文/本报记者 甲, 图文:甲, 作者:甲, 文/图 本报记者 甲.
_TAKES = re.compile(
    r"(?:^|(?<=[\s(、,;]))(?P<role>文字|图文|文图|文/图|图/文|文·图|摄影|采写|撰文|整理|编译|供稿|供图|执笔|作者|讲述|口述|文|图|摄|诗)(?:\s*[/:]\s*(?![文图摄]\s*$)|(?<=[/·].)\s+|(?<=图文|文图)\s+)"
)
# What says what the names before it did: 甲 摄, 甲/文, 甲 整理. A name may end in 文 or 图, so these stand apart.
_GIVES = re.compile(
    rf"(?:\s*/\s*|\s+)(?P<role>{AFTER_WORD}|{CREDIT_WORD})(?=$|[\s;,、/)])|(?P<glued>摄影报道|摄影|供图|提供|整理|编译|采写|供稿|报道|摄)(?=$|[\s;,、/)])"
)
_ROLES = re.compile(
    rf"(?P<affiliation>(?:本报|本刊|本台|本网|新华社|中新社)(?:驻\s?{_HAN}{{2,6}}?)?\s?"
    rf"|(?:^|(?<=[\s、,;(/:]))(?:(?!{ROLE})[^\s、,;()/:\d。！？!?■□◆●▲”“《》]){{2,16}}?(?:(?<=报|社|体|台|网|心|站|局|院|部)\s)?)?(?P<role>{ROLE})(?!们|站长|会|证|节)"
)
_COLLECTIVE = re.compile(
    rf"^{_MARKS}(?P<name>(?:本报|本刊|本台|[\u4e00-\u9fff]{{2,8}}(?:报|社))?(?:特约)?(?:评论员|编辑部|评论部|采访组|报道组|通讯组|供稿组|记者团|编辑室|社论委员会|理论部|观察员))$"
)
_BODIES = re.compile(
    rf"(?:新华社|中新社|视觉中国|人民图片|新华网|IC\s?photo|中国新闻社|{_HAN}{{2,12}}(?:局|委|办|部|中心|公司|社|站|院|馆|队|宣|网|会|学校|大学|医院|政府|厅|处|所|园|村委会))$"
)


@dataclass(frozen=True, slots=True)
class Tail:
    """A byline or credit in brackets at the end of a text: where it begins, and whom it names."""

    start: int
    people: tuple[Person, ...]
    source: str = ""


def names_in(text: str, strict: bool = True) -> list[str] | None:
    """The names of a (folded) row of names, padded ones closed up, or None if it is anything else.

    >>> names_in("张 琪 李肖峰 王 晶")
    ['张琪', '李肖峰', '王晶']

    ``strict`` asks that each begin with a surname, or be a Mongolian or other name in characters that transcribe
    sounds, as where no role word vouches for them.
    """
    names: list[str] = []
    text = re.sub(rf"({_INITIAL})\s+(?={_HAN})", r"\1", text.strip(" 、,;/|·:。"))
    for group in re.split(r"[、,;/|]|\s{2,}(?=\S{2})|\s+和\s+|(?<=\S\S)及(?=\S\S)", text):
        waiting = ""
        if lone := _closed_up(group.split()):
            names += lone
            continue
        for token in group.split():
            if len(token) == 1 and re.fullmatch(_HAN, token):
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
        or not re.fullmatch(rf"{_HAN}+", token)
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
    if count < 3 or not all(len(sign) == 1 and re.fullmatch(_HAN, sign) for sign in signs):
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


def people_in(text: str, bare: bool = False) -> tuple[Person, ...]:
    """The people of a byline or credit (folded text), or () if the text is anything else than one.

    >>> [p.name for p in people_in("文/本报记者 韩俊东 胡雨童 图/本报记者 巴图乌力吉")]
    ['韩俊东', '胡雨童', '巴图乌力吉']

    ``bare`` takes names without any role too, if each begins with a surname.
    """
    text = text.strip().strip("。.,;:·")
    text = re.sub(rf"^{_MARKS}", "", text).strip()
    if len(text) > 1 and text[0] in "([【" and text[-1] in ")]】":
        text = text[1:-1].strip()
    if not text or len(text) > 160:
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
            sure = bool(affiliation) or not names[:1].strip()  # 记者张三 is glued to its role, but so is 记者了解到
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
            found = _role_names(names, role, sure)
            if found is None or not (role or bare):
                return None
            return people + [Person(name, role, affiliation) for name in found]
        given, mine = gives["role"] or gives["glued"], names[: gives.start()].strip(" 、,;")
        found = names_in(mine, strict=False)
        if found is None or (_BODIES.search(mine) and (len(mine) > 4 or mine[0] not in SURNAMES)):
            if not _BODIES.search(mine) or re.search(r"[,。;:\s]", mine) or len(mine) > 20:
                found = _role_names(names, role, sure) if found is None else found
                if found is None or not (role or bare):
                    return None
                return people + [Person(name, role, affiliation) for name in found]
            people.append(Person(mine, given, "", PersonKind.BODY))
        else:
            people += [Person(name, given, affiliation) for name in found]
        names = names[gives.end() :].strip(" 、,;/|")
    return people if people or role else None


def staff_roles(norm: str) -> tuple[StaffRole, ...]:
    """The page's staff, if the line names nothing else: 责任编辑:某某 版式:某某 校对:某某."""
    text = norm.strip(" ()[]【】|●■□")
    first = re.match(STAFF_ROLE, text)
    if not first:
        return ()
    matches = [
        m
        for m in re.finditer(rf"({STAFF_ROLE}(?:[/、]\s?{STAFF_ROLE})*)\s*(?P<mark>[:/|]?)\s*", text)
        if m.start() == 0 or not re.match(_HAN, text[m.start() - 1]) or m["mark"]
    ]
    roles: list[StaffRole] = []
    for match, following in zip(matches, [*matches[1:], None], strict=True):
        rest = text[match.end() : following.start() if following else len(text)]
        rest = re.sub(
            r"(?:投稿|电子|新闻|热线)?(?:电话|热线|邮箱|信箱|E-?mail|QQ)\s*:?\s*[\w@.\-]+", "", rest, flags=re.I
        )
        names = names_in(rest.strip(" |/;·●■"), strict=False)
        if names is None or (not match["mark"] and any(len(name) > 4 and "·" not in name for name in names)):
            return ()
        roles.append(StaffRole(match[1], tuple(names)))
    clear = len(roles) >= 2 or re.match(
        r"(?:本版)?(?:责任编辑|责编|责任校对|校对|美编|视觉|美术编辑|版式|组版|值班|审读|编辑)", text
    )
    return tuple(roles) if clear and roles else ()


_HEAD_REACH = 300  # characters in which a message head ends, with the people it names


def message_head(norm: str) -> tuple[int, MessageHead, tuple[Person, ...]] | None:
    """The message head that a (folded) paragraph begins with: its length, what it says, and the people it names.

    >>> message_head("新华社北京2月4日电(记者杨依军 孙美) 2月4日下午")[0]
    20
    """
    norm = norm[:_HEAD_REACH]
    opening = re.match(r"[\s□■●▲*]*", norm)
    start = opening.end() if opening else 0
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
        if lead is None or not people:
            return None
        return start + lead.end(), MessageHead(lead[0].strip(), source="本报" if "本报" in lead[0] else ""), people
    people, length = _people_after(norm, end)
    return length, value, people


def _people_after(norm: str, end: int) -> tuple[tuple[Person, ...], int]:
    bracket = re.compile(r"\s*[,,]?\s*\(([^()]{2,80})\)").match(norm, end)
    if bracket:
        inner = re.sub(r"(?:报道|摄影报道|采写|摄影)$", "", bracket[1].strip())
        people = people_in(inner) or people_in(inner, bare=True) or people_in(_loosened(inner))
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
    rf"\s*((?:(?:记者|通讯员|实习生)\s+(?:[{''.join(sorted(SURNAMES))}]{_HAN}{{1,2}}\s+){{1,3}})+)(?=\S)"
)


def _loosened(inner: str) -> str:
    """A bracket with the name glued to its role set off: 见习记者宜兴兴, which is nobody's sentence in a bracket."""
    return re.sub(rf"(?<=记者|讯员|习生)(?={_HAN}{{2,3}}$)", " ", inner)


def tail_byline(norm: str, last: bool = False) -> Tail | None:
    """The byline in brackets that a (folded) text ends with: 受到好评。(王 晶), or （据新华社）, or None.

    Brackets that only explain a word stay text: 左二, 待续, 单位：元. ``last`` says that an article ends with the text:
    then a pen name, which begins with no surname, is one too.
    """
    match = re.search(r"\s*[(【\[]([^()【】\[\]]{2,80})[)】\]]\s*[。.]?\s*$", norm[-100:])
    if not match:
        return _bare_tail(norm)
    start = max(0, len(norm) - 100) + match.start()
    inner, before = match[1].strip(), norm[:start].rstrip()
    if not before or not before.endswith(tuple("。！？!?…”’』」)")):
        return None
    if re.fullmatch(
        r"(?:据)?(?:新华社|中新社|本报综合|新华网|人民网|[\u4e00-\u9fff]{2,8}(?:日报|晚报|网|社))(?:北京)?(?:\d+月\d+日)?(?:发|电|讯|消息|供稿|综合报道|稿)?|据《[^《》]+》|(?:原载|摘自|选自|转自|据)《[^《》]{2,20}》.{0,20}|综合(?:新华社|[\u4e00-\u9fff]{2,6})(?:消息|电|报道)?|本报综合(?:消息|报道|整理)?",
        inner,
    ):
        body = re.sub(r"^(?:据|原载|摘自|选自|转自|综合)|(?:发|电|讯|消息|供稿|综合报道|稿|报道)$|《|》", "", inner)
        return Tail(start, (), body)
    if re.match(r"作者(?:单位|系|为|是)", inner):
        return None  # says where the author is from
    cleaned = re.sub(r"^作者\s*:\s*", "", inner)
    people = (
        people_in(cleaned)
        or people_in(re.sub(r"(?:报道|采写|供稿|综合)$", "", cleaned))
        or _resident(cleaned)
        or people_in(cleaned, bare=True)
        or people_in(_loosened(cleaned))
        or _supplied(cleaned)
        or (_pen_name(cleaned) if last else ())
    )
    return Tail(start, people) if people else None


_SAYS_NO_NAME = re.compile(
    r"掌声|笑声|鼓掌|大笑|上|中|下|之[一二三四五六七八九十]|完|待续|续完|节选|摘[编登要]|有删[节改]|略|佚名"
)


def _pen_name(text: str) -> tuple[Person, ...]:
    """默山, 老 杭; of several names half must begin with a surname."""
    names = names_in(text, strict=False) if len(text) <= 16 and not _SAYS_NO_NAME.search(text) else None
    if not names or max(map(len, names)) > 4 or sum(name[0] in SURNAMES for name in names) < len(names) // 2:
        return ()
    return tuple(map(Person, names))


_BARE_TAIL = re.compile(rf"(?<=[。！？”])\s*(?:[\u4e00-\u9fff]{{2,6}})?(?:记者|通讯员)\s+{_HAN}[^。,;!?！？]{{1,24}}$")


def _bare_tail(norm: str) -> Tail | None:
    """The byline at the tail of a text that no bracket sets off: 本周内修复。记者 方圆."""
    match = _BARE_TAIL.search(norm[-60:])
    people = people_in(match[0]) if match else ()
    return Tail(max(0, len(norm) - 60) + match.start(), people) if match and people else None


_SUPPLIER = re.compile(
    r"(?:[\u4e00-\u9fff]{2,15}(?:局|委|办|站|台|院|馆|队|所|厅|处|科|校|联|宣传部|组织部|统战部|武装部)"
    r"|[\u4e00-\u9fff]{1,14}(?:政府|公司|中心|协会|学会|工会|消协|保室|报道组|通讯组|编辑部|办公室|作协))"
)


def _supplied(text: str) -> tuple[Person, ...]:
    """Who a text came from, at its tail without a role: 县植保站, 市总工会供稿, 县农业局 张强 李丽."""
    body, _, names = re.sub(r"(?:供稿|提供|整理|报道)$", "", text).strip().partition(" ")
    if not _SUPPLIER.fullmatch(body):
        return ()
    if not names:
        return (Person(body, "", "", PersonKind.BODY),)
    return tuple(Person(name, "", body) for name in names_in(names) or ())


def byline_line(norm: str, bare: bool = False) -> tuple[Person, ...]:
    """The people of a line that is a byline and nothing else; ``bare`` takes a lone name as one too."""
    if len(norm) > 120 or re.search(r"[。！？“”《》]|[,，].*[,，]", norm):
        return ()
    lone = re.fullmatch(rf"\s*[□◎◇☆]\s*({_HAN}\s?{_HAN}{{1,2}})\s*", norm)
    if lone and (names := names_in(lone[1], strict=False)):
        return tuple(Person(name) for name in names)  # a pen name needs no surname: ◎苇杭
    pen = re.fullmatch(r"\s*\(([^()]{2,4})\)\s*", norm)
    if pen and (people := _pen_name(pen[1])):
        return people
    marked = bool(re.match(r"\s*(?:[□■◆●△▲◎◇☆★]|\(.*\)\s*$)", norm))
    source = re.fullmatch(r"\s*\(([\u4e00-\u9fff]{3,16})\)\s*", norm)
    return people_in(norm, bare=bare or marked) or (_supplied(source[1]) if source else ())


_TITLED = re.compile(
    r"(?P<place>[\u4e00-\u9fff]{1,16}(?:书记|[市县区旗州镇乡局校院部会厅处站所厂队馆行]长|主任|主席|教授|讲师|教师|研究员|专家"
    r"|[医药农律]师|工程师|农艺师|畜牧师|医生|董事|经理|秘书))\s+(?P<name>[\u4e00-\u9fff](?:\s?[\u4e00-\u9fff]){1,3})"
)
_WITH_TRADE = re.compile(r"(?P<name>[\u4e00-\u9fff](?:\s?[\u4e00-\u9fff]){1,3})\s*\((?P<trade>[\u4e00-\u9fff]{2,10})\)")
_WRITER = re.compile(
    r"(?P<place>[\u4e00-\u9fff]{2,12})\s+(?P<name>[\u4e00-\u9fff](?:\s?[\u4e00-\u9fff]){1,2})(?:\s*等\s*\d*\s*[人名位])?"
)
_PLACE = re.compile(
    r"(?:公司|[省市县区旗州乡镇村社厂校局院处队寺园街]|街道|社区|小区|农民|社员|干部|工人|居民|读者|学生|职工|教师|市民|村民)$"
)
_FROM_PLACE = re.compile(
    r"(?P<place>[\u4e00-\u9fff]{2,14}(?:[省市县区旗州乡镇村社厂校局队科院室所站处部办馆会]|中心|公司|集团|大学|学院|银行|[附实一二三四五六七八九十][中小]|市民|读者|网友|教师|学生|职工|干部|村民|居民|农民|律师))"
    r"\s+(?P<name>[\u4e00-\u9fff](?:\s?[\u4e00-\u9fff]){1,3})"
)
_PADDED = re.compile(r"[\u4e00-\u9fff]\s[\u4e00-\u9fff]")


def author_line(norm: str) -> tuple[Person, ...]:
    """The author that a line under a headline names, where only its place says so: 默 山, 县农科所, 市委副书记 米世昌.

    Names padded to three characters need no known surname: nothing else is set so.
    """
    text = norm.strip(" □■◆●△○·")
    if not 2 <= len(text) <= 24:
        return ()
    if _PADDED.fullmatch(text):
        return (Person(text.replace(" ", "")),)
    for pattern in (_TITLED, _WITH_TRADE, _FROM_PLACE):
        match = pattern.fullmatch(text)
        if match and (names := names_in(match["name"])):
            return (Person(names[0], "", match.groupdict().get("place") or match["trade"]),)
    if len(text) <= 12 and _OFFICE.search(text) and not re.search(r"[\s,，。:]", text):
        return (Person(text, "", "", PersonKind.BODY),)
    return byline_line(norm, bare=True)


_OFFICE = re.compile(
    r"(?:研究所|科所|保室|推广站|气象站|中心|办公室|宣传部|文联|作协|报道组|通讯组|编辑部|县委|市委|委员会)$"
)


def speaker_line(norm: str) -> tuple[Person, ...]:
    """市委副书记 米世昌: an office with the name of who holds it."""
    match = _TITLED.fullmatch(norm.strip())
    names = names_in(match["name"]) if match else None
    return (Person(names[0], "", match["place"]),) if match and names else ()


def _resident(text: str) -> tuple[Person, ...]:
    """利民街 赵淑芳: a name with where its bearer lives or works."""
    match = _WRITER.fullmatch(text)
    return writer_line(text) if match and _PLACE.search(match["place"]) else ()


def writer_line(norm: str) -> tuple[Person, ...]:
    """Who signs a letter: 宾川县 赵鹏程, 周宁 陈 守."""
    match = _WRITER.fullmatch(norm.strip(" ()"))
    if not match or not (_PLACE.search(match["place"]) or " " in match["name"]):
        return ()
    names = names_in(match["name"])
    return (Person(names[0], "", match["place"]),) if names and len(names) == 1 else ()
