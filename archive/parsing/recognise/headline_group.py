"""The lines of a headline group: kicker 引题, headline 正题, deck 副题, and a column's label among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.parsing.vocabulary import (
    BRIEFS_WORDS,
    COLUMN_WORDS,
    COMMENTARY_WORDS,
    COMPLETE_END,
    KICKER_END,
    KICKER_START,
    LITERATURE_WORDS,
)

_SPREAD = re.compile(r"\s*(?:\S\s+){1,4}\S\s*")  # 启 事
_DASH = re.compile(r"^\s*(?:——|—|--|－－|──|⸺)")


@dataclass(frozen=True, slots=True)
class Group:
    """Which of a group's lines are what, by their index."""

    kicker: tuple[int, ...] = ()
    headline: tuple[int, ...] = ()
    deck: tuple[int, ...] = ()
    column: tuple[int, ...] = ()


def is_deck(norm: str) -> bool:
    """——我市攻坚重点项目赋能高质量发展: a line set off by a dash."""
    return bool(_DASH.match(norm))


def attends(norm: str) -> bool:
    """张韶春讲话: a deck that says who spoke."""
    return (
        re.search(r"(?:讲话|主持|主持会议|出席|出席会议|致辞|参加|见证|宣布|批示|发言|陪同)$", norm.strip()) is not None
        and len(norm.strip()) <= 16
    )


def plain(norm: str) -> str:
    """The text without the spaces that spread out a short word: 启 事, 社 论."""
    return re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", norm) if _SPREAD.fullmatch(norm) else norm


def is_column(norm: str) -> bool:
    """Whether a line can be a column's label: 新春走基层, 项目为王 招商为要, 学习贯彻…精神·访谈, 社论, 【时评】."""
    text = plain(norm).strip(" 【】[]「」<>■□●◆★☆▶|·")
    bare = re.sub(r"\s", "", text)
    if re.fullmatch(r"\d{4,8}\S{0,4}热线", bare):
        return True
    if (
        not 2 <= len(bare) <= 26
        or re.search(r"[。;,!?！？]", text)
        or ("·" not in text and re.search(r"\d", text))
        or (not _LABELLED.search(text) and re.search(r"[“”]", text))
        or (KICKER_END.search(bare) and not bare.endswith("进行时"))
    ):
        return False
    if norm.strip()[:1] in "【[■●◆★▶" and len(bare) <= 16 and not re.search("[()]", text):
        return True
    if re.fullmatch(r"走进\S{2,6}", text):
        return True
    if _CAMPAIGN.fullmatch(text):
        return True
    if "·" in text[1:-1] and not re.match(r"[\u4e00-\u9fff]·", text):
        return True
    if len(bare) <= 8 and (COLUMN_WORDS.search(bare) or COMMENTARY_WORDS.search(bare)):
        return True
    ends = re.search(rf"{COLUMN_WORDS.pattern}$", bare) is not None
    return (len(bare) <= 12 and ends) or (len(bare) <= 6 and LITERATURE_WORDS.search(bare) is not None)


# What papers run for months: 新时代新担当新作为, 奋进新征程 建功新时代, 深入学习贯彻党的二十大精神
_CAMPAIGN = re.compile(
    r"(?:新[\u4e00-\u9fff]{1,2}){2,4}|[\u4e00-\u9fff]{2}新[\u4e00-\u9fff]{2}(?: +[\u4e00-\u9fff]{2}新[\u4e00-\u9fff]{2})+"
    r"|(?:深入)?(?:学习|宣传|贯彻|落实)+\S{4,18}精神"
)
# 奋力谱写…新篇章, the other half of a headline that begins like a campaign
_CALLS = re.compile(
    r"^(?:奋力|努力|全力|合力|推动|推进|加快|为|以|不断|全面|坚定|坚持|凝聚|谱写|开创|在|让|把|切实|扎实|更好)"
)

_LABELLED = re.compile(
    r"^(?!让|把).*“.+”.*(?:访谈|专访|系列报道|专栏|专题|进行时|观察|时评|见闻)$"
)  # “十四五”开局之年访谈


def is_slogan(norm: str) -> bool:
    """Short phrases of the same length, as banners are: 项目为王 招商为要, 走基层 转作风 改文风."""
    parts = norm.split()
    return 2 <= len(parts) <= 4 and len(set(map(len, parts))) == 1 and 3 <= len(parts[0]) <= 7


def is_sure_column(norm: str) -> bool:
    """Whether a line is a column's label by its form, and not only by a word in it: 消防知识进校园 is not."""
    text = plain(norm).strip()
    ends = re.search(rf"(?:{COLUMN_WORDS.pattern}|{COMMENTARY_WORDS.pattern})$", text) is not None
    return is_column(norm) and (ends or text[:1] in "【[■●◆★▶" or "·" in text)


def is_banner(norm: str) -> bool:
    """A slogan that is no headline: of three, four or six characters twice, or of three parts. 彩礼降下来 幸福升上去,
    twice five, is one."""
    parts = norm.split()
    return is_slogan(norm) and (len(parts) > 2 or len(parts[0]) in (3, 4, 6))


def is_kicker(norm: str) -> bool:
    """Whether a line is a clause that reads on into the headline."""
    text = norm.strip()
    if text.endswith("进行时"):
        return False
    return bool(
        KICKER_END.search(text) or (KICKER_START.match(text) and len(text) >= 8 and not COMPLETE_END.search(text))
    )


def read_group(
    norms: Sequence[str],
    levels: Sequence[int | None],
    body: str = "",
    gaps: Sequence[int] = (),
    signed: bool = False,
) -> Group:
    """Say what each (folded) line of a headline group is. ``levels`` are those of the text's own headings, if it has any;
    ``body`` is what stands under them; ``gaps`` the blank lines above each; ``signed`` whether an author follows them.

    >>> read_group(["沈晓明在参加代表团审议时强调", "锚定发展目标 勇于改革创新"], [3, 2]).kicker
    (0,)
    """
    column: list[int] = []
    kicker: list[int] = []
    main: list[int] = []
    deck: list[int] = []
    rest = list(range(len(norms)))
    if len(rest) > 2 and norms[0].rstrip().endswith("·") and len(norms[1].strip()) <= _NARROW:
        column, rest = rest[:2], rest[2:]  # 奋进新征程· / 共富看乡村
    while len(rest) > 1 and _labels(norms, levels, rest, gaps, signed, body):
        column.append(rest.pop(0))
    inner = [i for i in rest[1:] if is_short_label(norms[i]) and is_column(norms[i]) and levels[i] is None]
    if not (inner or column) and len(rest) > 1 and _labels_under(norms[rest[-2]], norms[rest[-1]], levels[rest[-1]]):
        inner = rest[-1:]
    column += inner
    rest = [i for i in rest if i not in inner]
    for index in rest:
        if norms[index].rstrip().endswith("——") and not is_deck(norms[index]) and len(rest) > 1:
            kicker.append(index)  # 难题如何破解——, which may stand under the headline too
        elif (is_deck(norms[index]) or attends(norms[index])) and main:
            deck.append(index)
        else:
            main.append(index)
    known = [level for i in main if (level := levels[i]) is not None]
    if known and (min(known) < max(known) or any(levels[i] is None for i in main)):
        top = min(known)
        tops = [i for i in main if levels[i] == top]
        before = [i for i in main if i < tops[0]]
        after = [i for i in main if i > tops[-1]]
        labels = [
            i
            for i in before
            if not is_kicker(norms[i])
            and (
                is_column(norms[i])
                or is_banner(norms[i])
                or (is_brief_label(norms[i]) and _spoken_of(norms[i], body) < _TOLD)
            )
        ]
        column += labels
        kicker += [i for i in before if i not in labels]
        short = [
            i
            for i in after
            if levels[i] is None
            and len(norms[i].strip()) <= 6
            and norms[i].strip()[:1] != "("
            and not attends(norms[i])
        ]
        column += short
        deck = [i for i in after if i not in short] + deck
        main = [i for i in main if tops[0] <= i <= tops[-1]]
    if len(main) > 1 and is_slogan(norms[main[0]]) and len(norms[main[0]].split()) > 2:
        (kicker if _spoken_of(norms[main[0]], body) >= _TOLD else column).append(main.pop(0))
    alike = (len(main) > 2 or (len(main) == 2 and deck)) and not (known or kicker)
    if alike and is_brief_label(norms[main[0]]) and _spoken_of(norms[main[0]], body) < _TOLD / 2:
        column.append(main.pop(0))  # 乡村振兴看云渡
    # Where a smaller kicker stands above them, two large lines built alike are one headline.
    sized = bool(known and kicker) and len(main) == 2 and all(levels[i] == min(known) for i in main)
    sized = sized and abs(len(norms[main[0]]) - len(norms[main[1]])) <= 3 and not re.search("[,，]", norms[main[1]])
    if len(main) > 1 and not sized:
        if (
            deck
            and deck[0] > main[-1]
            and not kicker
            and not known
            and len(main) == 2
            and not _reads_on(norms[main[0]], norms[main[1]], body)
        ):
            kicker_too, main, deck_too = main[:1], main[1:], list[int]()  # a deck stands close under its headline
        else:
            kicker_too, main, deck_too = _split_even(main, norms, body)
        kicker, deck = kicker + kicker_too, sorted(deck_too + deck)
    return Group(tuple(kicker), tuple(main), tuple(deck), tuple(column))


def _labels_under(headline: str, norm: str, level: int | None) -> bool:
    """书边草, under 书房里的“旧邻居”: a column's label that stands under the headline."""
    length = len(norm.strip())
    return level is None and length <= 3 and is_short_label(norm) and len(headline.strip()) >= 2 * length


def is_label_over(norm: str) -> bool:
    """以案释法, 两会声音, 泗水谭, 微议: a heading too short to be a headline over another heading."""
    return is_short_label(norm) and len(plain(norm).strip(" 【】[]■□●◆")) <= 5


def is_brief_label(norm: str) -> bool:
    """开局之年看项目, 高质量发展调研行: too short for a kicker, where a smaller heading stands over a larger one."""
    text = plain(norm).strip(" 【】[]■□●◆")
    return re.fullmatch(r"[\u4e00-\u9fff·“”]{2,9}", text) is not None and not _PLACE_END.search(text)


_TOLD = 0.4  # of a kicker's wording that its text has at least


def _spoken_of(norm: str, body: str) -> float:
    pairs = {norm[at : at + 2] for at in range(len(norm.strip()) - 1)}
    return sum(pair in body for pair in pairs) / max(1, len(pairs))


_PLACE_END = re.compile(r"[省市县区旗镇乡村街校厂]$|街道$|社区$|公司$")


def is_short_label(norm: str) -> bool:
    """社论, 生产经验, 小小说, 报告文学: too short for a headline beside a longer line."""
    text = plain(norm).strip(" 【】[]■□●◆")
    return 2 <= len(text) <= 6 and bool(re.fullmatch(r"[\u4e00-\u9fff·]+", text))


def _labels(
    norms: Sequence[str], levels: Sequence[int | None], rest: list[int], gaps: Sequence[int], signed: bool, body: str
) -> bool:
    """Whether the first of the lines is a column's label over the others."""
    first, second = norms[rest[0]], norms[rest[1]]
    if is_deck(second) or (is_kicker(first) and not is_column(first)):
        return False
    length = len(re.sub(r"\s", "", first))
    if is_short_label(first) and length <= 4 and _NOTICE_END.search(second.strip()) and not _OFFICE_END.search(first):
        return True
    if first.strip()[:1] in "【[" and is_column(first):
        return True
    if _CAMPAIGN.fullmatch(plain(first).strip()) and not _CALLS.match(plain(second).strip()):
        return True
    if is_slogan(first) and len(rest) > 2 and is_deck(norms[rest[2]]):
        return True
    if is_banner(first) and len(second.strip()) <= 9 and not is_slogan(second) and _spoken_of(first, body) < _TOLD / 2:
        return True  # 老支书的三本账, too short for a deck
    if is_banner(first) and not is_slogan(second) and len(first.split()[0]) in (3, 6):
        return True
    upper, lower = levels[rest[0]], levels[rest[1]]
    if upper is not None and (lower is None or upper < lower):
        return is_label_over(first) and len(plain(second).strip()) >= length + 3 and lower is not None
    if is_column(first) and not is_kicker(first):
        return length <= 12 or "·" in first
    apart = bool(gaps) and gaps[rest[1]] > 0 and levels[rest[1]] is None
    short = is_short_label(first) and (length <= 4 or apart)
    if short and apart and signed and len(rest) == 2 and length <= 5:
        return True  # 湖上杂记 over 看鸬鹚 and its author
    beyond = len(plain(second).strip()) - length
    return short and beyond >= (3 if is_short_label(second) else 2)


def _split_even(main: list[int], norms: Sequence[str], body: str) -> tuple[list[int], list[int], list[int]]:
    """Kicker, headline and deck among lines of the same weight."""
    kicker: list[int] = []
    told = norms[main[0]].strip()
    office = next((i for i in main[1:] if _NOTICE_END.search(norms[i].strip())), None)
    if office is not None and len(main) == 2 and norms[main[1]].strip().startswith("关于"):
        return [], main, []
    if office is not None and all(_OFFICE_END.search(norms[i].strip()) for i in main if i < office):
        above, below = [i for i in main if i < office], [i for i in main if i > office]
        return above, [office], below
    if _MET.search(told) and all(_DECIDED.match(norms[i].strip()) for i in main[1:]):
        return main[:1], main[1:], []
    if len(main) == 2 and _HELD.search(told) and " " in norms[main[1]].strip():
        return main[:1], main[1:], []  # 全市重大产业项目现场推进会召开 / 咬定目标不放松 大干四季度冲刺全年红
    said_at = next((at for at, i in enumerate(main[1:-1], 1) if _SAYING.search(norms[i].strip())), 0)
    if said_at:
        return main[: said_at + 1], main[said_at + 1 :], []  # a kicker on two lines
    half = told[-1:] in ",，" or (told[-1:] == ":" and not _PLACE_END.search(told[:-1]))
    if half and len(told) <= 16 and len(main) == 2:
        return [], main, []  # “天价月饼”退场后, / 别换个马甲又登场
    called = _CAMPAIGN.fullmatch(told) and _CALLS.match(norms[main[1]].strip())
    if len(main) == 2 and (called or (is_kicker(told) and len(told) <= _KICKER_MIN)):
        return [], main, []
    if is_kicker(told) and not _CALLS_ON.match(told):
        said = _SAYING.search(told)
        kicker, main = main[:1], main[1:]
        if said and len(main) == 2 and not re.search(r"[,。]", norms[main[1]]):
            return kicker, main, []  # what was said goes on: 坚定信心 共克时艰 / 全力以赴保增长
    elif (
        len(main) == 3
        and _adds(norms[main[1]], norms[main[2]], body)
        and not _reads_on(norms[main[0]], norms[main[1]], body)
    ):
        return main[:1], main[1:2], main[2:]
    if len(main) >= 2 and (_GENRE_END.search(norms[main[-1]].strip()) or _adds(norms[main[-2]], norms[main[-1]], body)):
        return kicker, main[:-1], main[-1:]
    return kicker, main, []


def _adds(line: str, following: str, body: str) -> bool:
    """Whether the last of several bare lines is a deck, which says more of what the line above has said. Else such lines
    are one headline, as most are that newspapers set on two lines."""
    above, below = line.strip(), following.strip()
    if _reads_on(above, below, body) or _LEADS_ON.match(below):
        return False
    if _IN_CLAUSES.search(above) or _IN_CLAUSES.search(below) or _HAPPENED.search(above):
        return True
    more = re.search(r"\d", below) or _HAPPENED.search(below)
    return more is not None and _SAYS.search(above) is not None


_IN_CLAUSES = re.compile(r"[^\s,:]{2}[\s,:]+[^\s,:]{2}")  # 全长12公里 首月免费乘坐; 电力公司:本周内修复
# 三年行动启动 / 沿江将新建四处湿地公园: what has happened is said.
_HAPPENED = re.compile(
    r"(?:召开|举行|启动|开幕|闭幕|举办|成立|揭牌|开工|投产|通车|落户|签约|开班|揭晓|落成|运行|上线|竣工|封顶|合龙|贯通|开放)$"
)
# What a clause without a subject of its own begins with: it goes on from the line above.
_LEADS_ON = re.compile(
    r"切实|确保|坚决|坚定|扎实|推动|齐心|全力|奋力|持之以恒|扛起|一体|用于|让|以|为|并|暨|和|与|及|中(?!国)|[^\s“]{0,16}”"
)
_CALLS_ON = re.compile(r"以|坚持|树牢|深入")  # 以高质量党建护航 / 自贸港金融高质量发展


# 国务院常务会议 / 确定进一步降低小微企业融资实际成本的措施
_MET = re.compile(r"(?:会议(?:召开)?|召开会议|常委会|座谈会|全会|例会)$")
_HELD = re.compile(r"会(?:议)?(?:召开|举行|开幕)$")
_DECIDED = re.compile(r"确定|部署|研究|审议|讨论|听取|通过|传达|决定|专题")
_KICKER_MIN = 6  # characters; 教育部要求 is the first half of a headline
# 科右前旗发展庭院经济见闻: a deck says of what sort the text is.
_GENRE_END = re.compile(r"(?:见闻|纪实|侧记|纪事|掠影|速写|综述|扫描|启示录|札记|随笔|印象|回眸|访谈录|采访记|小记)$")
_SAYING = re.compile(r"(?:强调|指出|要求|提出)$")
# 岭西市公共资源交易中心 / 国有建设用地使用权网上挂牌出让公告 / 岭自然资告字〔2024〕11号
_NOTICE_END = re.compile(r"(?:公告|通告|布告|启事|通知书?|公示|声明|停[水电气](?:信息|预告))$")
_OFFICE_END = re.compile(r"(?:[局院委厅会部所站队馆社]|中心|公司|政府|办公室|法院|集团|银行|大学|学院)$")


# What a line says something with: a short line without any is the first half of a headline.
_SAYS = re.compile(
    r"[获被让把将成为变考喝走来办建卖买送救抓破升降涨跌增减迎赢促助推护治改修拆种养]|开[工业通行幕馆]|信得过|摆出|引燃|启动|召开|举行|落户|突破|亮相|上线|启用|投用|发布|出台|开始|推出|实行|试行|公布|\s"
)


_NARROW = 10  # characters of a line of a headline on two lines, with no room for a deck
_WANTS_MORE = re.compile(  # what the first half of a headline ends with
    r"(?:开展|打造|推动|加强|加快|为|向|与|和|及|的|在|对|把|将|于|从)$"
)
_GOES_ON = re.compile(
    r"开展|举行|召开|启动|举办|开设|正式|全面|顺利|成功|圆满|将|预计|获得|荣获|实现|突破|落户|通过|完成|开工|开放|上线|运行|投用"
)


def _reads_on(line: str, following: str, body: str) -> bool:
    """Whether two bare lines are one headline, broken: the text has them joined, or they are built alike."""
    above, below = line.strip(), following.strip()
    if above[-2:] + below[:2] in body or (
        len(above) == len(below) and above[-1:] not in "？！?!" and not re.search("[:,，]", below)
    ):
        return True
    if _WANTS_MORE.search(above):
        return True
    if max(len(above), len(below)) <= _NARROW and not attends(below) and below[:1] not in "(《":
        return True  # set on two lines where the column is narrow
    if (above[-1:] == below[-1:] and above[-1:] not in "”》)") or len(above) < 5:
        return True
    if len(below) <= 6 and not attends(below) and below[:1] not in "(《" and not COMPLETE_END.search(above):
        return True  # no deck is as short
    if re.search(r"让\S+(?:成为|变成|变)\S*$", above):
        return True
    if _GOES_ON.match(below) and not _SAYS.search(above) and not COMPLETE_END.search(above):
        return True
    short = len(re.sub(r"\W", "", above)) <= 10 and len(below) <= 1.6 * len(above)
    return short and not _SAYS.search(above) and not re.search(r"[:,\s]", below)


def is_briefs(norm: str) -> bool:
    """要闻速览, 一句话新闻: a heading over short items."""
    text = re.sub(r"[\s【】\[\]■●◆★☆▶|]", "", norm)
    return len(text) <= 10 and bool(BRIEFS_WORDS.search(text))
