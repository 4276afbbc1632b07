"""Bylines: at the tail of a text, on lines of their own, under a headline."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from archive.parsing.recognise import datelines
from archive.parsing.recognise.names import HAN, names_in
from archive.parsing.recognise.people import loosened, people_in
from archive.parsing.types import MessageHead, Person, PersonKind
from archive.parsing.vocabulary import SURNAMES

_NONE = MessageHead()


@dataclass(frozen=True, slots=True)
class Tail:
    """A byline, dateline or credit in brackets at the end of a text: where it begins, whom and what it names."""

    start: int
    people: tuple[Person, ...]
    head: MessageHead = _NONE


def tail_byline(norm: str, last: bool = False, line_ends: Collection[int] = ()) -> Tail | None:
    """The byline in brackets that a (folded) text ends with: 受到好评。(王 晶), or （据新华社）, or None.

    Brackets that only explain a word stay text: 左二, 待续, 单位：元. ``last`` says that an article ends with the text:
    then a pen name, which begins with no surname, is one too. ``line_ends`` are the places in it where a line ended.
    """
    closing = datelines.closing_dateline(norm, line_ends)
    if closing is not None and norm[: closing.start].strip():
        return Tail(closing.start, closing.people, closing.head)
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
        return Tail(start, (), MessageHead(source=body))
    if re.match(r"作者(?:单位|系|为|是)", inner):
        return None  # says where the author is from
    cleaned = re.sub(r"^作者\s*:\s*", "", inner)
    people = (
        people_in(cleaned)
        or people_in(re.sub(r"(?:报道|采写|供稿|综合)$", "", cleaned))
        or _resident(cleaned)
        or people_in(cleaned, bare=True)
        or people_in(loosened(cleaned))
        or _supplied(cleaned)
        or (_pen_name(cleaned) if last else ())
    )
    return Tail(start, people) if people else None


_SAYS_NO_NAME = re.compile(
    r"掌声|笑声|鼓掌|大笑|上|中|下|之[一二三四五六七八九十]|完|待续|续完|节选|摘[编登要录]|有删[节改]|略|佚名|部分|全文|综合|选[登载]|连载"
    r"|组诗|小说|散文|随笔|诗歌|特稿|专稿|资料|新华|[外一二三四五六七八九十][首则篇题章]$|[上下]篇"
)


def _pen_name(text: str) -> tuple[Person, ...]:
    """默山, 老 杭; of several names half must begin with a surname."""
    names = names_in(text, strict=False) if len(text) <= 16 and not _SAYS_NO_NAME.search(text) else None
    if not names or max(map(len, names)) > 4 or sum(name[0] in SURNAMES for name in names) < len(names) // 2:
        return ()
    return tuple(map(Person, names))


_BARE_TAIL = re.compile(rf"(?<=[。！？”])\s*(?:[\u4e00-\u9fff]{{2,6}})?(?:记者|通讯员)\s+{HAN}[^。,;!?！？]{{1,24}}$")


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


_NAMELESS = re.compile(
    rf"\s*(?:[□■◆●△▲◎◇☆★]\s*)?(?:本报|本刊|新华社|中新社|{HAN}{{2,10}}(?:报|社|台|集团|中心|网))(?:全媒体|融媒体|融媒)?\s?(?:特约|首席|特派)?(?:记者|通讯员)\s*"
)


def is_nameless(norm: str) -> bool:
    """Whether a (folded) line is a byline that names nobody: ■ 青石日报全媒体记者."""
    return len(norm) <= 30 and _NAMELESS.fullmatch(norm) is not None


def pen_name_line(norm: str) -> tuple[Person, ...]:
    """A line that can be a pen name where something else says that it is one: 苇杭, over 编辑同志:"""
    text = norm.strip()
    return _pen_name(text) if re.fullmatch(f"{HAN}\\s?{HAN}{{1,2}}", text) else ()


def names_row(norm: str) -> tuple[Person, ...]:
    """Two persons and more on a line of their own: 张琪 付晓明 赵国强."""
    text = norm.strip(" ()")
    names = names_in(text) if len(text) <= 40 and re.search(r"[\s、]", text) else None
    return tuple(map(Person, names)) if names and len(names) > 1 else ()


_MARKED = re.compile(r"\s*(?:[□■◆●△▲◎◇☆★]|\(.*\)\s*$)")  # as bylines are: with a sign before them, in brackets


def byline_line(norm: str, bare: bool = False) -> tuple[Person, ...]:
    """The people of a line that is a byline and nothing else; ``bare`` takes a lone name as one too."""
    if len(norm) > 120 or re.search(r"[。！？“”《》]|[,，].*[,，]", norm):
        return ()
    marked = _MARKED.match(norm) is not None
    if marked:
        lone = re.fullmatch(rf"\s*[□◎◇☆]\s*({HAN}\s?{HAN}{{1,2}})\s*", norm)
        if lone and (names := names_in(lone[1], strict=False)):
            return tuple(Person(name) for name in names)  # a pen name needs no surname: ◎苇杭
        pen = re.fullmatch(r"\s*\(([^()]{2,4})\)\s*", norm)
        if pen and (people := _pen_name(pen[1])):
            return people
    source = re.fullmatch(r"\s*\(([\u4e00-\u9fff]{3,16})\)\s*", norm) if marked else None
    people = people_in(norm, bare=bare or marked) or (_supplied(source[1]) if source else ())
    text = norm.strip(" □■◆●△▲◎◇☆★()")
    if len(people) < 2 or not re.fullmatch(f"{HAN}+", text) or any(person.role for person in people):
        return people
    # Within a line a blank parts names. 卞王玉佳, who bears two surnames, is one; 农林牧渔 is none, unless a sign says so.
    one = marked and len(text) == 4 and text[1] in SURNAMES
    return (Person(text),) if one else people if marked else ()


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
    r"(?P<place>[\u4e00-\u9fff]{2,14}(?:[省市县区旗州乡镇村社厂校局队科院室所站处部办馆会军]|部队|中心|公司|集团|大学|学院|银行|[附实一二三四五六七八九十][中小]|市民|读者|网友|教师|学生|职工|干部|村民|居民|农民|律师))"
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
    if len(text) <= 12 and _OFFICE.search(text) and not re.search(r"[\s,，。:“”‘’「」『』《》]", text):
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
