"""The lines of a page that are furniture of its house (报头、报眉、报脚): rows of tokens, judged together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from archive.parsing import _dates
from archive.parsing._byline import staff_roles
from archive.parsing._layout import Line, Sheet
from archive.parsing.types import (
    IssueKind,
    KnownNewspaper,
    Role,
    StaffRole,
)
from archive.parsing.vocabulary import STAFF_ROLE

_N = _dates.NUMERAL
_S = r"[\s,、|·/;—\-★☆●■◆○◇□▲*•_<>《》\[\]【】]*"
_ENDINGS = [
    "日报",
    "晚报",
    "晨报",
    "早报",
    "午报",
    "夜报",
    "商报",
    "都市报",
    "时报",
    "快报",
    "周报",
    "旬报",
    "导报",
    "青年报",
    "工人报",
    "农民报",
    "农村报",
    "法制报",
    "法治报",
    "科技报",
    "教育报",
    "文艺报",
    "文汇报",
    "经济报",
    "信息报",
    "生活报",
    "新报",
    "公报",
    "民报",
    "大公报",
    "群众报",
    "战报",
    "周刊",
    "画报",
    "报",
]
_NOT_PAPERS = r"(?!(?:星期|礼拜|周)[一二三四五六日天])(?![\u4e00-\u9fff]{0,6}(?:预|简|汇|通|举|海|喜|捷|警|情|电|回|填|呈|墙|板)\s?报)"  # 天气预报, 黑板报
NEWSPAPER = (
    _NOT_PAPERS
    + r"[\u4e00-\u9fff](?:[ ]?[\u4e00-\u9fff]){0,7}?[ ]?(?:"
    + "|".join("[ ]?".join(e) for e in _ENDINGS)
    + ")"
)
# 今日桐溪, as county papers are called, and not a column of the day
_TODAY = (
    r"今日(?!导读|看点|要闻|头条|关注|视点|聚焦|推荐|评论|话题|天气|出版|社评|时评|论坛|快评|点击|观察|说法|人物|提示|记事|共|第"
    r"|[一二三四五六七八九十])[\u4e00-\u9fff]{2,3}(?=\s|$)"
)
# 泽安新闻, as other county papers are called, and not a page's name
_NEWS = (
    r"(?!综合|文体|国际|国内|本市|本省|本县|本地|本埠|地方|经济|社会|文化|体育|时政|县区|县域|农村|法制|法治|教育|科技|健康|财经|娱乐|文娱|民生"
    r"|都市|热点|焦点|重点|今日|昨日|一周|每日|图片|头条|最新|党建|政法|旗县|区县|企业|产业|校园|民族|房产|汽车|旅游|城市|各地|世界|环球|两会|街道)"
    r"[\u4e00-\u9fff]{2,3}新闻(?=\s|$)"
)
_LABEL = rf"(?:第\s*(?:{_N}|[A-Z]{{1,2}}\d{{1,2}})\s*[—\-、~至]?\s*(?:{_N})?\s*版|(?:[A-Z]{{1,2}}\s?)?\d{{1,2}}\s*(?:[—\-~、]\s*(?:[A-Z]{{1,2}}\s?)?\d{{1,2}})?\s*版|[A-Z]{{1,2}}\d{{1,2}}(?:\s*[—\-~]\s*[A-Z]{{0,2}}\d{{1,2}})?(?![A-Za-z0-9])(?:\s*版)?|[一二三四五六七八九十]{{1,2}}\s*版)"
_SECTION_WORDS = [
    "综合新闻",
    "本埠新闻",
    "国际新闻",
    "国内新闻",
    "时政要闻",
    "经济新闻",
    "文艺副刊",
    "社会新闻",
    "县区新闻",
    "县域新闻",
    "地方新闻",
    "本市新闻",
    "本地新闻",
    "特别报道",
    "分类广告",
    "生活服务",
    "今日要闻",
    "要闻",
    "综合",
    "国际",
    "国内",
    "时政",
    "经济",
    "文化",
    "体育",
    "教育",
    "副刊",
    "民生",
    "社会",
    "广告",
    "专版",
    "专题",
    "县区",
    "旗县",
    "都市",
    "城事",
    "法治",
    "法制",
    "健康",
    "卫生",
    "财经",
    "娱乐",
    "文娱",
    "科教",
    "科技",
    "农业",
    "三农",
    "乡村",
    "生态",
    "旅游",
    "文旅",
    "评论",
    "理论",
    "读者",
    "读书",
    "周末",
    "深度",
    "人物",
    "视点",
    "焦点",
    "天下",
    "关注",
    "聚焦",
    "公告",
    "资讯",
    "服务",
    "生活",
    "新闻",
    "头版",
    "封面",
    "图片",
    "影像",
    "党建",
    "基层",
    "政法",
    "企业",
    "产业",
    "园区",
    "美文",
    "家庭",
    "家园",
    "情感",
    "校园",
    "民族",
    "老年",
    "收藏",
]
_SECTIONS = "(?:" + "|".join(r"\s?".join(word) for word in _SECTION_WORDS) + ")"

# Strong marks make a line furniture wherever it stands; weak ones only among other furniture, above or below the text.
_STRONG = [
    (
        "number",
        rf"(?:\d{{4}}\s*年\s*)?(?:总|新)?第?\s*{_N}\s*(?:[—\-~～－至、]+\s*(?:第\s*)?{_N}\s*)?(?:期|号)(?:合刊)?(?![\u4e00-\u9fff])|(?:总第|第)\s*{_N}\s*(?:[—\-~～－至、]+\s*(?:第\s*)?{_N}\s*)?(?:期|号)|创刊号|试刊(?:号|第?{_N}[期号])?|第\s*{_N}\s*卷",
    ),
    (
        "pages",
        rf"(?:今日|今天|本期|本报今日|本报今天|今日出版|今日出|本日出版|本日出|今日本报|本报)\s*(?:共|出版|出)?\s*(?:[A-Z]\s*叠\s*)?{_N}?\s*(?:大|小)?(?:版|张)(?:\s*[A-Z]\s*叠\s*{_N}\s*版)*|共\s*{_N}\s*版|[A-Z]\s*叠\s*{_N}\s*版|[四对]开{_N}?[版张]?",
    ),
    (
        "cn",
        r"(?:国内统一(?:连续出版物|刊)号|统一刊号|刊号)?\s*:?\s*CN\s*\d\d\s*[—\-–－]+\s*\d{3,4}(?:[/(][A-Z\d]+\)?)?|国内统一(?:连续出版物|刊)号",
    ),
    (
        "post",
        r"(?:国内|国外)?(?:邮发)?代号\s*:?\s*(?:[一二三四五六七八九〇○]+\s*[—\-–]+\s*[一二三四五六七八九〇○]+|[A-Z]\s?\d+|\d+\s*[—\-–－]+\s*\d+)|ISSN[\s:]*[\dX\-]+|电报挂号\s*:?\s*\S+",
    ),
    (
        "publisher",
        r"[\u4e00-\u9fff]{2,30}(?:[ 、][\u4e00-\u9fff]{2,20}){0,2}(?:主管|主办|编印|机关报|承印)(?:[、·\s]*(?:主管|主办|承办|出版)(?![\u4e00-\u9fff]))*|[\u4e00-\u9fff]{2,20}(?:报社|报业集团|传媒集团|报|融媒体中心|委员会)\s*(?:编辑\s*)?出版|(?:主管|主办|出版|承办)(?:单位)?\s*:\s*[\u4e00-\u9fff]{2,30}",
    ),
    (
        "imprint",
        r"本版[\u4e00-\u9fff,]{2,30}(?:稿酬|联系)[\u4e00-\u9fff,]{0,20}|(?:(?:本版|本文|文中)图片?|图片除署名外),?(?:均)?由[\u4e00-\u9fff]{2,20}提供|[^。\s]{0,16}请(?:拨打?|致电)[^。\d]{0,10}热线[^。\d]{0,4}[\d\-]{7,}|(?:来信|来稿|投稿|稿件)请?(?:寄|投|发)至?\s*:?\s*[^\s,。;]{4,40}|(?:本报)?(?:社址|本报地址|报社地址|本社地址|馆址|社\s址|刊登地址)\s*:?\s*[^\s|,;]{3,40}|[\u4e00-\u9fff]{2,12}(?:路|街|大道|巷)\s*\d+\s*号(?=\s|$)|邮(?:政)?编(?:码)?\s*:?\s*\d{6}|[\u4e00-\u9fff]{0,6}准(?:印)?字第?\S{2,14}号|准印证号?\s*:?\s*\S{2,24}(?:\s[\w-]{2,12})?|(?:广告)?(?:经营)?许可证\s*(?:号)?\s*:?\s*\S{3,24}|广告(?:经营)?(?:许可证|登记)\S{3,24}",
    ),
    (
        "imprint",
        r"(?:本报)?(?:每份零售价|零售|定价|报价|售价|月价|年价|全年定价|零售价|每份)\s*(?:每份|每张|价)?\s*:?\s*(?:国币|人民币)?\s*[\d一二三四五六七八九十百千万.]+\s*(?:元|角|分|圆)\S{0,4}|(?:印刷|承印|印务|制版|发行)(?:单位|厂|方式)?\s*:\s*\S{2,30}|[\u4e00-\u9fff]{2,16}(?:印刷厂|印务中心|印务公司|印务有限公司|印刷有限公司)(?:印刷|承印)?|(?:本报)?(?:常年)?法律顾问\s*:?\s*\S{2,30}(?:\s*[\u4e00-\u9fff]{2,4}(?:律师)?){0,3}|[\u4e00-\u9fff]{0,6}(?:报刊)?登记证\S{2,20}|本报[每\u4e00-\u9fff]{1,4}(?:日|周)刊|(?:本报)?每份\s*[\d.一二三四五六七八九十]+\s*(?:元|角|分)\S{0,3}|(?:每份)?售(?:价)?\s*(?:洋|国币)?\s*[一二三四五六七八九十\d]+\s*[元角分]|[\u4e00-\u9fff]*(?:特准)?挂号认为新闻纸类|风向\s*\S{1,3}\s*风力\s*\S{1,3}级?|最[高低](?:温度|气温)\s*:?\s*[零下\-\d一二三四五六七八九十]+\s*(?:℃|度)|(?:今日|今天|今明|明日)?(?:天气|气象)(?:预报)?\s*:\s*[^。]{4,48}(?:度|℃|级)(?=$|\s)|(?:今日|今天)?天气\s*:\s*\S{1,8}|本报国外发行|热线呼机\s*[\d\-]+|本期印数\s*\d+\s*份?|本报免费赠阅|免费赠阅|(?:遗失声明|广告)?刊登\s*:\s*\S{2,20}|全国各地邮局(?:均可订阅)?|(?:本报)?(?:常年)?法律顾问",
    ),
    (
        "house",
        r"[“「][\u4e00-\u9fff]{2,8}[”」]\s*(?:官方)?(?:微信公众号|微信|微博|客户端|抖音号?|视频号)|@[\u4e00-\u9fff]{2,10}|(?:爆料|报料)有奖|微信号?\s*:\s*[\w-]{4,24}|提示\s*:\s*本版[^。]{4,40}(?=。|$)|[\u4e00-\u9fff]{0,4}刊登(?:热线|电话)\s*:?\s*[\d\- ]{7,}(?:\([^()]{2,8}\))?|本版[\u4e00-\u9fff]{2,24}(?:观点|立场|自负|转载)|[\u4e00-\u9fff]{0,4}报热线\s*:?\s*[\d()\-—－\s/、转]{5,}|(?:本报|本版)?(?:新闻|广告|报料|爆料|读者|采访|订阅|订报|发行|投稿|编辑部|总编室|要闻部|副刊部|专刊部)(?:部)?(?:热线|电话|信箱|邮箱|专线)(?:电话)?\s*:?\s*(?:[\d()\-—－\s/、转]{5,}|[\w.\-+]+@[\w.\-]+)"
        r"|来稿请(?:注明|寄|发)[^。]{2,40}(?=。|$)|(?:践行|弘扬|培育和践行)社会主义核心价值观\s*[^\s。,]{0,14}(?=$)|讲文明\s*树新风(?=$)|[\u4e00-\u9fff]{2,8}(?:网|在线|客户端)\s*:?\s*(?:https?://|www\.)[\w./\-]+",
    ),
    (
        "contact",
        r"热线(?:电话)?\s*:?\s*\d[\d\-—() ]{5,}|(?:本报)?(?:新闻|报料|爆料|采访|广告|发行|订阅|订报|投递|投诉|监督|投稿|编辑部|总编室|办公室|广告部|发行部|总值班|值班|24小时|读者|服务|总机|记者部|群工部|新闻部|要闻部)(?:热线|电话|信箱|邮箱|专线|监督电话|服务电话|中心)*(?:电话)?\s*:?\s*[\d()\-—－\s/、转]{5,}|(?:E-?mail|电子信箱|电子邮箱|投稿邮箱|邮箱|投稿信箱|QQ群?)\s*:?\s*[\w.\-+]+@[\w.\-]+|[\w.\-+]+@[\w\-]+\.[\w.]+",
    ),
    (
        "site",
        r"(?:官方)?(?:网站|网址|官网|官方微博|官方微信|微信公众号|数字报|电子版|新浪微博|抖音号?|视频号|网上报纸)\s*:\s*\S{2,40}|(?:https?://|www\.)[\w./\-?=&%#]+",
    ),
    (
        "site",
        r"(?:手机报\S{0,30}|(?:请)?(?:扫码|扫一扫|扫描|微信扫)[\u4e00-\u9fff]{0,16}|[\u4e00-\u9fff]{0,12}(?:客户端|公众号|二维码|视频号|抖音号|微信号|官方微博|官方微信|报微信|报微博|数字报|手机报|融媒体?|新闻网)(?:二维码|下载)?|中国[\u4e00-\u9fff]{2,6}网|(?:下载|关注|打开)\s*[“「]?[\u4e00-\u9fff]{2,12}[”」]?\s*(?:APP|客户端|公众号))",
    ),
]
_STRONG.append(
    (
        "staff",
        rf"{STAFF_ROLE}\s+[\u4e00-\u9fff]\s?[\u4e00-\u9fff]{{1,2}}(?=\s+(?:{STAFF_ROLE}\s|\S{{0,4}}(?:邮箱|电话|热线|信箱)))"
        rf"|(?<=[\s■●◆]){STAFF_ROLE}\s+[\u4e00-\u9fff]\s?[\u4e00-\u9fff]{{1,2}}(?=$|\s+[■●◆]|\s+{STAFF_ROLE}\s)",
    )
)
_STRONG.append(
    (
        "staff",
        rf"{STAFF_ROLE}\s*[:/|]\s*(?:[\u4e00-\u9fff]{{2,4}}|[\u4e00-\u9fff]\s+[\u4e00-\u9fff](?:\s+[\u4e00-\u9fff])?)(?:[ 、]+(?!{STAFF_ROLE})[\u4e00-\u9fff]{{2,3}}(?=[ 、]|$))*(?=\s|$|[|;,、/])",
    )
)
_WEAK = [
    ("date", f"{_dates.RANGE.pattern}|{_dates.FULL.pattern}|{_dates.DOTTED.pattern}|{_dates.MONTH.pattern}"),
    ("days", rf"{_dates.SHORT_RANGE.pattern}\s*(?:合刊)?"),
    ("weekday", r"(?:星\s?期|礼\s?拜|周)\s*[一二三四五六日天](?:\s*[至—\-~]+\s*(?:星期|周)?\s*[一二三四五六日天])?"),
    ("lunar", rf"{_dates.LUNAR.pattern}|{_dates.LUNAR_BARE.pattern}"),
    (
        "lunar",
        r"(?:今日)?(?:立春|雨水|惊蛰|春分|清明|谷雨|立夏|小满|芒种|夏至|小暑|大暑|立秋|处暑|白露|秋分|寒露|霜降|立冬|小雪|大雪|冬至|小寒|大寒)",
    ),
    (
        "kind",
        r"号外|[\u4e00-\u9fff]{0,4}(?:增刊|特刊|专刊)|合刊|试刊|扩大版|(?![\u4e00-\u9fff]{0,3}[接转第一二三四五六七八九十])(?:[\u4e00-\u9fff]{1,4})(?:版|专刊)",
    ),
    ("name", NEWSPAPER),
    ("name", _TODAY),
    ("name", _NEWS),
    (
        "label",
        rf"(?:[A-Z]{{1,2}}\s?)?\d{{1,2}}\s+[\u4e00-\u9fff]{{2,6}}(?<!报)(?:·[\u4e00-\u9fff]{{2,6}})?(?=$|\s*[|]|\s{{2,}}|\s+\d{{4}}年)"
        rf"|(?:{_LABEL})(?:\s*[:·|]\s*[\u4e00-\u9fff][\u4e00-\u9fff·]{{1,9}}(?=$|\s)|\s+[\u4e00-\u9fff·]{{2,8}}$)?",
    ),
    ("bare", r"[A-Z]{0,2}\d{1,2}(?:\s*[—\-]\s*[A-Z]{0,2}\d{1,2})?(?![\d.])|(?<=\s)[一二三四五六七八九十]{1,2}(?=\s|$)"),
    ("script", r"[\u0600-\u06ff\u0f00-\u0fff\u1800-\u18af\u202f\u200c\u200d\s]+"),
    ("section", r"[\u4e00-\u9fff]{2,6}(?<!报)[ ·]?副刊(?=\s|$)|[\u4e00-\u9fff]{2,5}(?=\s+(?:总)?第\s*\d+\s*期)"),
    ("section", rf"{_SECTIONS}(?:[·•][\u4e00-\u9fff]{{2,6}})?"),
    ("address", r"(?:[\u4e00-\u9fff]{2,8}报社)?地址\s*:?\s*[^\s|,;。]{3,40}"),
    ("phone", r"(?:电话|传真|总机)(?:查号台)?\s*:?\s*(?:总机)?\s*[\d一二三四五六七八九〇○()—\-/、 ]{2,}"),
    ("latin", r"[A-Za-z][A-Za-z.'&]*"),
    ("person", r"(?:社长|发行人|总编辑|总编|主编)\s*:?\s*[\u4e00-\u9fff](?:\s?[\u4e00-\u9fff]){1,3}"),
    (
        "weather",
        r"[\u4e00-\u9fff]{0,4}(?:今日|今天|今晚|明日|明天|市区|城区)?(?:天气)?\s*:?\s*(?:晴|多云|阴|小雨|中雨|大雨|阵雨|小雪)(?:转(?:晴|多云|阴|小雨|中雨|大雨|阵雨|小雪))?\s*(?:[东南西北偏微]+风\s*[\d~\-至]+级?)?\s*-?\d+\s*(?:℃|度|C)?\s*[~\-至/—]+\s*-?\d+\s*(?:℃|度|C)",
    ),
]


def _compiled(tokens: list[tuple[str, str]], strong: bool) -> list[tuple[str, re.Pattern, bool]]:
    return [(name, re.compile(re.sub(r"\(\?P<\w+>", "(", pattern)), strong) for name, pattern in tokens]


_TOKENS = _compiled(_STRONG, strong=True) + _compiled(_WEAK, strong=False)
_TEXT_MIN = 34  # characters of a line that is text for certain
_LONGEST = 160


ISSUE_KINDS = {
    "号外": IssueKind.EXTRA,
    "增刊": IssueKind.SUPPLEMENT,
    "特刊": IssueKind.SPECIAL,
    "合刊": IssueKind.MERGED,
    "试刊": IssueKind.TRIAL,
}


@dataclass(slots=True)
class Found:
    """A line of furniture and the tokens it is made of."""

    line: Line
    tokens: list[tuple[str, str]] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)  # of each token in the received text
    strong: bool = False

    def has(self, *names: str) -> bool:
        return any(name in names for name, _text in self.tokens)


def find_furniture(
    sheet: Sheet, lines: list[Line], known: Sequence[KnownNewspaper]
) -> tuple[list[Found], tuple[StaffRole, ...], list[Line]]:
    """The lines of furniture, the page's staff, and the lines that are left.

    A line of tokens alone may still be text (the date under a notice), so runs of such lines are judged together.
    """
    lines = _names_closed_up(sheet, lines)
    marks = [mark for paper in known for mark in (paper.name, *paper.aliases)]
    found: list[Found] = []
    staff: list[StaffRole] = []
    taken: set[int] = set()
    run: list[tuple[int, Found]] = []
    begun = next(
        (i for i, line in enumerate(lines) if line.length >= _TEXT_MIN or line.norm[-1:] in "。！？"), len(lines)
    )

    def judge() -> None:
        lone_date = bool(run) and all(item.tokens[0][0] == "date" and len(item.tokens) == 1 for _index, item in run)
        if lone_date and any(item.has("date") for item in found):
            run.clear()  # a second date alone is the day of a speech, not the paper's
        foot = bool(run) and run[-1][0] == len(lines) - 1 and not any(item.has("label") for item in found)
        lone_label = (
            foot
            and len(run) == 1
            and run[0][1].line.norm.strip()[:1] not in "(（"
            and {name for name, _text in run[0][1].tokens} == {"label"}
        )
        if run and (lone_label or _is_furniture([item for _index, item in run], at_top=run[0][0] < begun)):
            found.extend(item for _index, item in run)
            taken.update(index for index, _item in run)
        run.clear()

    for index, line in enumerate(lines):
        short = line.length <= _LONGEST
        if short and (roles := staff_roles(line.norm)):
            staff += roles
            taken.add(index)
            sheet.claim((line.start, line.end), Role.STAFF)
        elif short and not _POINTS_TO_PAGE.fullmatch(line.norm) and (item := _tokens_of(line, marks)):
            if run and not run[-1][1].strong and not item.strong and index > begun and line.blank_before > 1:
                judge()
            if index - 1 in taken and not run and not line.blank_before and [n for n, _t in item.tokens] == ["phone"]:
                found.append(item)  # under the staff, the staff's
                taken.add(index)
                continue
            run.append((index, item))
        else:
            judge()
    judge()
    if not any(item.has("name") for item in found) and (lone := _lone_name(lines, taken, marks)):
        index, item = lone
        found.append(item)
        taken.add(index)
    for item in found:
        for name, text in item.tokens:
            if name == "staff":
                staff += staff_roles(text)
    for index in _page_names(lines, taken, begun):
        name = lines[index]
        found.append(Found(name, [("section", _spaceless(name.norm))], [(name.start, name.end)]))
        taken.add(index)
    taken |= _slogans(sheet, lines, taken, begun)
    return found, tuple(staff), [line for index, line in enumerate(lines) if index not in taken]


def _lone_name(lines: list[Line], taken: set[int], marks: list[str]) -> tuple[int, Found] | None:
    """The newspaper's name on a line of its own amid a page that prints it nowhere else, as where a PDF lays the masthead
    among the texts; the last such line."""
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        if index in taken or line.length > _NAME_MAX or line.level not in (None, 1):
            continue
        item = _tokens_of(line, marks)
        if item is not None and {name for name, _text in item.tokens} <= {"name", "latin"} and item.has("name"):
            return index, item
    return None


_POINTS_TO_PAGE = re.compile(r"\s*\([^()]{1,8}版\s*\)\s*")  # （第五版）, under a headline of the table of contents
_NAME_MAX = 24  # characters of a line with a newspaper's name
_HALF_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_OTHER_HALF = ("日报", "晚报", "晨报", "早报", "商报", "时报", "快报", "都市报", "青年报")
_TOP = 12  # lines among which a masthead may stand


def _names_closed_up(sheet: Sheet, lines: list[Line]) -> list[Line]:
    """The lines, those made one that are a newspaper's name on several: 滨城 / 晚报, or 桐 / 川 / 报 from top to bottom."""
    joined: list[Line] = []
    at = 0
    while at < len(lines):
        upright = next((end for end in range(at, len(lines)) if not _is_upright(lines[end], end > at)), len(lines))
        above = joined[-1] if joined else None
        if upright - at >= 3 and lines[upright - 1].norm.strip() == "报":
            joined.append(_made_one(sheet, lines[at], lines[upright - 1]))
            at = upright
            continue
        line = lines[at]
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


_PAGE_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}(?:[·•][\u4e00-\u9fff]{2,4})?")


def _page_names(lines: list[Line], taken: set[int], begun: int) -> list[int]:
    """Short words amid the lines above a page's text, which are the page's name: 芦花, 言论·来信, 副刊 over 鹿 鸣."""
    words = {
        index for index in range(begun) if index not in taken and _PAGE_NAME.fullmatch(_spaceless(lines[index].norm))
    }
    names: list[int] = []
    for index in range(begun):
        if index in words and all(above in taken or above in names for above in range(max(0, index - 1), index)):
            run = next((at for at in range(index, begun) if at not in words), begun)
            if run in taken and run - index <= 2:
                names.append(index)
    return names


def _spaceless(norm: str) -> str:
    return re.sub(r"\s", "", norm)


def _slogans(sheet: Sheet, lines: list[Line], taken: set[int], begun: int) -> set[int]:
    """Short lines amid a masthead, with no blank line round them: slogans, ears."""
    last = max((index for index in taken if index < begun), default=-1)
    slogans = set()
    for index in range(last):
        line = lines[index]
        inside = (
            index not in taken
            and line.length <= 20
            and (index + 1 in taken or index + 2 in taken)
            and (index == 0 or index - 1 in taken | slogans)
        )
        if (
            inside
            and all(lines[at].blank_before == 0 for at in range(index + 1, last + 1))
            and not re.search(r"[,，。]", line.norm)
        ):
            slogans.add(index)
            sheet.claim((line.start, line.end), Role.MASTHEAD)
    return slogans


def _is_furniture(run: list[Found], at_top: bool) -> bool:
    names = {name for item in run for name, _text in item.tokens}
    if at_top:
        return not names <= {"section"} and not (names <= {"kind", "section"} and not _says_kind(run))
    if names in ({"script"}, {"name", "latin"}):
        return True  # 东浦日报 DONGPU RIBAO
    sure = names & {"weekday", "number", "pages", "cn", "post", "imprint", "label", "publisher", "site", "name"}
    return (
        (any(item.strong for item in run) and not names <= {"number", "publisher", "contact", "date", "site"})
        or len(sure) >= 2
        or bool(sure and "date" in names and sure != {"publisher"} and sure != {"number"})
    )


def _says_kind(run: list[Found]) -> bool:
    """Whether the run says what kind of issue this is: 号外, 增刊."""
    return any(text in ISSUE_KINDS for item in run for name, text in item.tokens if name == "kind")


def _tokens_of(line: Line, marks: list[str]) -> Found | None:
    """The line as a row of furniture tokens, or None if anything else stands in it."""
    item, at, norm = Found(line), 0, line.norm
    separators = re.compile(_S)
    while True:
        at = separators.match(norm, at).end()
        while at < len(norm) and norm[at] in "():。":
            at += 1
            at = separators.match(norm, at).end()
        if at >= len(norm):
            return item if item.tokens else None
        best = None
        for mark in marks:
            if mark and norm.startswith(mark, at) and (best is None or len(mark) > len(best[1])):
                best = ("name", mark, False)
        for name, pattern, strong in _TOKENS:
            match = pattern.match(norm, at)
            if match and match.end() > at and (best is None or len(match[0]) > len(best[1])):
                best = (name, match[0], strong)
        if best is None:
            return None
        item.tokens.append((best[0], best[1]))
        item.places.append((line.start + at, line.start + at + len(best[1])))
        item.strong |= best[2]
        at += len(best[1])
