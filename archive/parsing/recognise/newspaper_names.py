"""Names of newspapers: which words may be one, and how they are compared (通遼日報, 通辽⽇报 and 通 辽 日 报 are one).

A pattern only guesses. Whether a guess is believed depends on where it stands: see ``furniture``.
"""

from __future__ import annotations

import re
import unicodedata

from archive.parsing.lines.layout import fold
from archive.parsing.vocabulary import BEFORE_OTHER_BAO, TRADITIONAL_NAMES

_HAN = r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]"
_BETWEEN_HAN = re.compile(rf"(?<={_HAN})\s+(?={_HAN})")
_SELECTORS = range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0)

# What names end in that says what they are: 桐川日报. A bare 报 says less.
_KINDS = (
    "日报", "晚报", "晨报", "早报", "午报", "夜报", "商报", "都市报", "时报", "快报", "周报", "旬报", "导报", "新报", "民报", "战报",
    "青年报", "工人报", "农民报", "农村报", "群众报", "法制报", "法治报", "科技报", "教育报", "文艺报", "经济报", "信息报", "生活报",
)  # fmt: skip
# Newspapers whose names end otherwise, or are no more than a word that is none.
_OTHER_NAMES = (
    "新华每日电讯", "参考消息", "文汇报", "大公报", "申报", "信报", "明报", "成报", "京报", "苏报", "晨报", "南方周末", "报刊文摘",
    "作家文摘", "每日经济新闻", "红色中华",
)  # fmt: skip
_NO_BARE_ENDING = (
    rf"(?<![{BEFORE_OTHER_BAO}]报)(?<!(?<!交)通报)(?<!(?<!邮)电报)(?<!(?<![青少老])年报)"  # 交通报 is a newspaper
)
_NO_WIDE_ENDING = rf"(?<![{BEFORE_OTHER_BAO}] 报)"
_NO_KIND = "(?<![及按随准适即实]时报)(?<![每当次即逐]日报)"  # 发现问题及时报
# What makes it a word of a text, or of the house: 报告, 日报社, 日报记者.
NO_FOLLOWING = "(?![料纸名道告刊表销到答复送警价考废亭栏社讯消驻记评全])"
# What a name does not begin with: the weekday, a page's label or name, a verb or a measure before a name.
_NO_BEGINNING = (
    r"(?!(?:星期|礼拜|周)[一二三四五六日天]|第?[一二三四五六七八九十]{1,3}版|[\u4e00-\u9fff]{2,4}[新要]闻[\u4e00-\u9fff]{2,6}[日晚晨早商时]报"
    r"|据|原载|转自|转载|摘自|选自|摘编|来源|关注|扫一?扫|扫码|订阅|征订|下载|请|欢迎|是|由|我[与和爱的]|感谢|祝贺|热烈|情系|结缘|走进|难忘|读(?![者书])"
    r"|[\u4e00-\u9fff]{0,7}[的了着在将把被并]|[一二两三几这那每各](?:张|份|家|种|期|叠|摞))"
)
_CHAR = r"[\u4e00-\u9fff]"
_UNSEEN = "[\u00ad\u200c\u200d\ufe00-\ufe0f]?"  # where a tool wrote what nobody sees
_GAP = _UNSEEN.replace("[", "[ ")  # between the characters of a name set wide
_KIND = "(?:" + "|".join(_GAP.join(kind) for kind in _KINDS) + ")"
_OTHER_NAME = "(?:" + "|".join(_GAP.join(name) for name in _OTHER_NAMES) + ")"
_NAME = (
    rf"(?:{_CHAR}(?:{_UNSEEN}{_CHAR}){{0,7}}?{_GAP}{_KIND}"
    rf"|{_CHAR}(?:{_UNSEEN}{_CHAR}){{1,7}}?{_GAP}报{_NO_BARE_ENDING}"
    rf"|{_CHAR}(?: {_CHAR}){{1,7}}? ?(?:{_KIND}|报{_NO_WIDE_ENDING})){_NO_KIND}"
)
# 桐川日报, 桐川 日报 and 桐 川 日 报, and not the words before a name: 本省新闻 桐川日报.
NEWSPAPER = rf"{_NO_BEGINNING}(?:{_OTHER_NAME}(?!{_CHAR})|{_NAME}{NO_FOLLOWING})"
# 桐川日报社出版
PUBLISHED = rf"{_NO_BEGINNING}(?P<newspaper>{_NAME})社?\s*(?:编辑)?(?:出版|主办|承办|编印|印制)"
# 今日桐溪, as county papers are called, and not a column of the day
TODAY = (
    r"今日(?!导读|看点|要闻|头条|关注|视点|聚焦|推荐|评论|话题|天气|出版|社评|时评|论坛|快评|点击|观察|说法|人物|提示|记事|共|第"
    r"|[一二三四五六七八九十])[\u4e00-\u9fff]{2,3}(?=\s|$)"
)
# 泽安新闻, as other county papers are called, and not a page's name
NEWS = (
    r"(?!综合|文体|国际|国内|中国|世界|本市|本省|本县|本地|本埠|地方|经济|社会|文化|体育|时政|县区|县域|农村|法制|法治|教育|科技|健康|财经|娱乐|文娱|民生"
    r"|都市|热点|焦点|重点|今日|昨日|一周|每日|图片|头条|最新|党建|政法|旗县|区县|企业|产业|校园|民族|房产|汽车|旅游|城市|各地|环球|两会|街道)"
    r"[\u4e00-\u9fff]{2,3}新闻(?=\s|$)"
)
# Newspapers may be called 经济周刊 or 青藤融媒, and so may their pages: no masthead by itself.
_HALF_NAME = re.compile(rf"{_CHAR}+(?:周刊|画报|新闻|融媒)|今日{_CHAR}+")
_OFTEN_A_COLUMN = ("快报", "战报", "新报")  # 工作快报
_PLAIN_NAME = re.compile(
    "|".join((*_OTHER_NAMES, *(rf"{_CHAR}+{kind}" for kind in _KINDS if kind not in _OFTEN_A_COLUMN)))
)


def is_plain_name(name: str) -> bool:
    """Whether a guessed name says by itself that it is a newspaper's: 桐川日报, not 桐川报 or 工作快报."""
    return _PLAIN_NAME.fullmatch(fold(clean_name(name))) is not None


def may_be_a_pages(name: str) -> bool:
    """Whether what may be a newspaper's name may as well be a page's: 经济周刊, 泽安新闻, 今日桐溪.

    >>> may_be_a_pages("经济周刊"), may_be_a_pages("桐川日报")
    (True, False)
    """
    name = fold(clean_name(name))
    return _HALF_NAME.fullmatch(name) is not None and name not in _OTHER_NAMES


def clean_name(printed: str) -> str:
    """The name as printed, without what nobody sees and the spaces between its characters, and with characters where a
    tool wrote their radicals or compatibility forms.

    >>> clean_name("桐 川⽇\u200b报")
    '桐川日报'
    """
    shown = "".join(fold(char) if "\u2e80" <= char <= "\u2fdf" else char for char in printed if not _is_invisible(char))
    return _BETWEEN_HAN.sub("", unicodedata.normalize("NFKC", shown)).strip()


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) == "Cf" or any(ord(char) in block for block in _SELECTORS)


def name_key(name: str) -> str:
    """What the names of one newspaper have in common, whatever the form of their characters.

    >>> name_key("桐川⽇報") == name_key("桐 川 日 报")
    True
    """
    return re.sub(r"\s", "", fold(clean_name(name)).translate(TRADITIONAL_NAMES)).casefold()
