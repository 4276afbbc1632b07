"""Each row of the decisions by rules has examples, as newspapers print them, that are read wrongly without the row."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import NamedTuple

import pytest

from archive.parsing import parse_page
from archive.parsing.decide import line_roles, lines_to_items
from archive.parsing.decide.line_kinds import Item, LineRole
from archive.parsing.decide.role_chain import Decision
from archive.parsing.types import Block, BlockType, ParsedArticle
from tests.reading.rows import TABLES, Table, ablated, rows_of, without
from tests.reading.score import GoldPage, Truth, Wanted

BUS = "六路公交车下周一起临时调整走向，改走建设路和新华街，施工期预计八个月，其间沿线七个站点暂停使用。"
POOL = "柳湾社区把闲置的锅炉房改成了游泳馆，暑假里每天上午对孩子免费开放，由退役教练轮流当救生员。"
BOOKS = "周六上午图书馆一楼大厅办旧书换购会，市民可凭两本旧书换购一本新书，教材和期刊除外。"
WELL = "村里的老井淤了十几年，今年春天清淤之后又出了水，够半个村子浇菜，老人们说这是头一回。"
FRUIT = "走进城关镇的果蔬物流园，十二座冷库一字排开，工人们正把一箱箱苹果搬上开往外地的货车，一天要发出三十吨。"
STORE = "当地种苹果三十万亩，过去缺少冷藏和分选，大量鲜果只能在采收季低价卖掉，如今可以存到来年四月再卖。"
GRANDMA = "清明前后，外婆就惦记院子里那口老井，说井水要趁天没亮打，打上来还带着凉气，放到晌午就没那个味了。"
HALL = f"# 政务大厅周末不打烊\n\n{BUS}"  # an article that is at its end
OPEN_HALL = f"{HALL}大厅里十二个窗口"
REST = "都坐着值班的人，上班族不用再请假来办事。"
RAIN = "雨是半夜来的\n还没有走\n卖伞的人抬起头\n把一条街\n一步一步地\n踩出声响"


def wrapped(*paragraphs: str) -> str:
    """Paragraphs in lines of a column, as a PDF gives them."""
    return "\n".join(line for each in paragraphs for line in textwrap.wrap(f"　　{each}", 16, drop_whitespace=False))


class Example(NamedTuple):
    """What stands on a page under its masthead, and its articles as ``outline`` gives them. ``roles`` are those of its
    lines, where the row is of pages whose lines were weighed; what the weights are does not matter here."""

    page: str
    read: list[tuple[str, ...]]
    roles: tuple[str, ...] = ()


PLAIN_HALL = f"政务大厅周末不打烊\n\n{BUS}"
MAY_DISPLAY: dict[str, Sequence[Example]] = {
    "list of facts": [
        Example(
            f"# 青石二桥通车\n\n{BUS}\n\n桥型：双塔斜拉桥\n\n桥长：一千二百米\n\n{STORE}",
            [("青石二桥通车", "六路公交", "桥型：双", "桥长：一", "当地种苹")],
        )
    ],
    "row of a table": [
        Example(
            f"{PLAIN_HALL}\n\n粳米 一斤 3.20元\n\n菜油 一升 见涨\n\n{STORE}",
            [("政务大厅周末不打烊", "六路公交", "粳米 一", "菜油 一", "当地种苹")],
        )
    ],
    "last row of a table": [
        Example(
            f"{PLAIN_HALL}\n\n粳米 一斤 3.20元\n菜油 一升 14.5元\n洋油 无市\n\n{STORE}",
            [("政务大厅周末不打烊", "六路公交", "粳米 一", "菜油 一", "洋油 无", "当地种苹")],
        )
    ],
    "line of contents": [
        Example(
            f"今日导读\n\n秋粮收购价格稳中有升 4版\n\n老井又出水 2版\n\n{PLAIN_HALL}",
            [("政务大厅周末不打烊", "六路公交")],
        )
    ],
    "clause where headings are marked": [
        Example(
            f"{HALL}\n\n记者在大厅里看到，来办事的多是年轻人\n\n手机上一点就能取号，等候区空出了大半，排在后面的人也不用站着等了。\n\n"
            f"# 泳池开到家门口\n\n{POOL}",
            [("政务大厅周末不打烊", "六路公交", "记者在大"), ("泳池开到家门口", "柳湾社区")],
        )
    ],
    "bare line": [Example(PLAIN_HALL, [("政务大厅周末不打烊", "六路公交")])],
    "question": [Example(f"“断头路”断了三年，何时通？\n\n本报讯 {BUS}", [("“断头路”断了三年，何时通？", "本报讯 ")])],
    "half told": [
        Example(
            f"“跑腿哥”袁小勇：\n三年帮街坊买药900多次\n\n本报讯 {BUS}",
            [("“跑腿哥”袁小勇： 三年帮街坊买药900多次", "本报讯 ")],
        )
    ],
    "told twice": [
        Example(
            f"司机落水 路人跳河相救\n救人者浑身湿透离开，没留姓名；被救司机托本报寻恩人\n\n□本报记者 姚芳\n\n{BUS}",
            [("司机落水 路人跳河相救 —— 救人者浑身湿透离开，没留姓名；被救司机托本报寻恩人 □姚芳", "六路公交")],
        )
    ],
}
SHOWN: dict[str, Sequence[Example]] = {
    "sentence goes on": [
        Example(
            f"政务大厅周末不打烊\n\n{BUS}大厅里十二个窗口都坐着\n\n值班的人\n\n{STORE}",
            [("政务大厅周末不打烊", "六路公交", "当地种苹")],
        )
    ],
    "over a text": [
        Example(
            f"泳池开到家门口\n\n泳池昨天开放，免费。\n\n青石县滨河片区\n棚户区改造\n首批安置房交钥匙\n\n{BUS}",
            [("泳池开到家门口", "泳池昨天"), ("青石县滨河片区 棚户区改造 首批安置房交钥匙", "六路公交")],
        )
    ],
    "over what it names": [
        Example(
            f"{PLAIN_HALL}\n\n遗失声明\n姚建国遗失身份证 声明作废",
            [("政务大厅周末不打烊", "六路公交"), ("遗失声明", "姚建国遗")],
        )
    ],
    "in verse": [Example(f"雨水\n{RAIN}\n\n{RAIN}", [("雨水", "雨是半夜", "雨是半夜")])],
    "verse under its title": [Example(f"雨水\n□沈砚秋\n{RAIN}", [("雨水 □沈砚秋", "雨是半夜")])],
    "verse with its title": [Example(f"雨水\n{RAIN}", [("雨水", "雨是半夜")])],
}
BY_ROLE: dict[str, Sequence[Example]] = {
    "column amid its article": [
        Example(
            f"{HALL}\n\n## 重点项目看进展\n\n{POOL}",
            [("[重点项目看进展] 政务大厅周末不打烊", "六路公交", "柳湾社区")],
            ("headline", "text", "column", "text"),
        )
    ],
    "crosshead by role": [
        Example(
            f"{HALL}\n\n# 窗口多了两倍\n\n{POOL}",
            [("政务大厅周末不打烊", "六路公交", "〔窗口多了〕", "柳湾社区")],
            ("headline", "text", "crosshead", "text"),
        )
    ],
    "deck by role": [
        Example(
            f"截至5月16日存量逾三万吨\n\n□本报记者 闵敏\n\n云溪县现有苹果23万吨\n\n外地苹果1万吨\n\n{STORE}",
            [("截至5月16日存量逾三万吨 / 云溪县现有苹果23万吨 外地苹果1万吨 □闵敏", "当地种苹")],
            ("headline", "other", "group", "group", "text"),
        )
    ],
}
BY_RULES: dict[str, Sequence[Example]] = {
    "crosshead found in columns": [
        Example(
            f"{wrapped(GRANDMA, GRANDMA, GRANDMA)}\n井绳是外公搓的\n{wrapped(BUS + STORE)}\n\n外婆的老井\n□叶知微",
            [("外婆的老井 □叶知微", "清明前后", "清明前后", "清明前后", "〔井绳是外〕", "六路公交")],
        )
    ],
    "package": [
        Example(
            f"{HALL}\n\n## 聚焦暑期安全\n\n### 柳湾镇：泳池开到家门口\n\n本报讯 {POOL}\n\n### 青石镇：书香里过暑假\n\n本报讯 {BOOKS}",
            [
                ("政务大厅周末不打烊", "六路公交"),
                ("[聚焦暑期安全] 柳湾镇：泳池开到家门口", "本报讯 "),
                ("[聚焦暑期安全] 青石镇：书香里过暑假", "本报讯 "),
            ],
        )
    ],
    "under a heading": [
        Example(
            f"{HALL}\n\n## 读者来信\n\n### 路灯坏了没人修\n\n{POOL}",
            [("政务大厅周末不打烊", "六路公交"), ("[读者来信] 路灯坏了没人修", "柳湾社区")],
        ),
        Example(
            f"{HALL}\n\n## 简讯\n\n### 柳湾社区泳池开放\n\n{POOL}",
            [("政务大厅周末不打烊", "六路公交"), ("[简讯] 柳湾社区泳池开放", "柳湾社区")],
        ),
    ],
    "built alike": [
        Example(
            f"## 三县农家新事\n\n### 沾河县：老井又出水\n\n本报讯 {WELL}\n\n### 博安县：路修到田头\n\n本报讯 {BUS}\n\n"
            f"#### 青石县：书送到田头\n\n{BOOKS}",
            [
                ("沾河县：老井又出水", "本报讯 "),
                ("博安县：路修到田头", "本报讯 "),
                ("青石县：书送到田头", "周六上午"),
            ],
        )
    ],
    "label over a headline": [
        Example(
            f"{HALL}\n\n## 记者帮忙\n\n## 小区电梯停了半年终于修好\n\n{POOL}",
            [("政务大厅周末不打烊", "六路公交"), ("[记者帮忙] 小区电梯停了半年终于修好", "柳湾社区")],
        )
    ],
    "further poem": [
        Example(
            "谷雨（外一首）\n\n□沈砚秋\n\n雨落在棠溪镇\n落在瓦上\n落在河里\n落在伞上\n\n立夏\n\n蛙声先到\n荷叶后到\n外婆端着豆饭\n坐在门槛上",
            [("谷雨（外一首） □沈砚秋", "雨落在棠", "〔立夏〕", "蛙声先到")],
        )
    ],
    "title of a table": [
        Example(
            f"粮价周报\n\n□本报记者 姚芳\n\n{BUS}\n\n本周粮油价格\n粳米 一斤 3.20元 涨\n菜油 一升 14.5元 跌\n面粉 一斤 2.10元 平",
            [("粮价周报 □姚芳", "六路公交", "〔本周粮油〕", "粳米 一")],
        )
    ],
    "banner amid a sentence": [
        Example(
            f"{OPEN_HALL}\n\n## 奋进新征程 建功新时代\n\n{REST}",
            [("[奋进新征程 建功新时代] 政务大厅周末不打烊", "六路公交")],
        )
    ],
    "line amid a sentence": [
        Example(
            f"{OPEN_HALL}\n\n## 老人少跑一趟\n\n{REST}（记者 姚芳）",
            [("政务大厅周末不打烊 □姚芳", "六路公交", "〔老人少跑〕", "都坐着值")],
        )
    ],
    "headline under its byline": [Example(f"□叶知微\n\n# 外婆的井\n\n{WELL}", [("外婆的井 □叶知微", "村里的老")])],
    "between byline and text": [
        Example(
            f"# 政务大厅周末不打烊\n\n□本报记者 姚芳\n\n# 窗口多了两倍\n\n{BUS}\n\n# 老人少跑一趟\n\n{POOL}",
            [("政务大厅周末不打烊 □姚芳", "〔窗口多了〕", "六路公交", "〔老人少跑〕", "柳湾社区")],
        )
    ],
    "between headline and text": [
        Example(
            f"# 政务大厅周末不打烊\n\n（上接第一版）\n\n## 十二个窗口轮流值班\n\n{BUS}",
            [("政务大厅周末不打烊 —— 十二个窗口轮流值班", "六路公交")],
        )
    ],
    "names what follows": [
        Example(f"{HALL}\n\n## 停水通知\n\n{POOL}", [("政务大厅周末不打烊", "六路公交"), ("停水通知", "柳湾社区")])
    ],
    "poem under a text": [
        Example(f"{HALL}\n\n雨水\n\n{RAIN}", [("政务大厅周末不打烊", "六路公交"), ("雨水", "雨是半夜")])
    ],
    "numbered": [
        Example(
            f"老井又出水\n\n{WELL}\n\n二、水从哪里来\n\n{BUS}", [("老井又出水", "村里的老", "〔二、水从〕", "六路公交")]
        )
    ],
    "rest of an article": [
        Example(
            f"（上接第一版）{WELL}\n\n## 水从哪里来\n\n{BUS}\n\n# 泳池开到家门口\n\n本报讯 {POOL}",
            [("", "村里的老", "〔水从哪里〕", "六路公交"), ("泳池开到家门口", "本报讯 ")],
        )
    ],
    "begins below": [
        Example(
            f"{HALL}\n\n## 泳池开到家门口\n\n□本报记者 姚芳\n\n{POOL}{STORE}",
            [("政务大厅周末不打烊", "六路公交"), ("泳池开到家门口 □姚芳", "柳湾社区")],
        )
    ],
    "text above is signed": [
        Example(
            f"{HALL}（记者 姚芳）\n\n## 泳池开到家门口\n\n{POOL}",
            [("政务大厅周末不打烊 □姚芳", "六路公交"), ("泳池开到家门口", "柳湾社区")],
        )
    ],
    "text below is signed": [
        Example(
            f"{HALL}\n\n## 泳池开到家门口\n\n{POOL}（记者 姚芳）",
            [("政务大厅周末不打烊", "六路公交"), ("泳池开到家门口 □姚芳", "柳湾社区")],
        )
    ],
    "long as a headline": [
        Example(
            f"{HALL}\n\n## 柳湾社区闲置锅炉房改成游泳馆 孩子们暑假免费下水\n\n{POOL}\n\n## 旧书换新书\n\n本报讯 {BOOKS}",
            [
                ("政务大厅周末不打烊", "六路公交"),
                ("柳湾社区闲置锅炉房改成游泳馆 孩子们暑假免费下水", "柳湾社区"),
                ("旧书换新书", "本报讯 "),
            ],
        )
    ],
    "marked lower": [
        Example(
            f"{HALL}\n\n## 老人少跑一趟\n\n{POOL}", [("政务大厅周末不打烊", "六路公交", "〔老人少跑〕", "柳湾社区")]
        )
    ],
    "one of several": [
        Example(
            f"政务大厅周末不打烊\n\n□本报记者 姚芳\n\n{BUS}\n\n窗口多了两倍\n\n{POOL}{WELL}\n\n老人少跑一趟\n\n{BOOKS}",
            [("政务大厅周末不打烊 □姚芳", "六路公交", "〔窗口多了〕", "柳湾社区", "〔老人少跑〕", "周六上午")],
        ),
        Example(  # who is doing what, as captions say it too
            f"政务大厅周末不打烊\n\n□本报记者 姚芳\n\n{BUS}\n\n窗口里正教人用手机\n\n{POOL}{WELL}\n\n老人们在家门口办事\n\n{BOOKS}",
            [("政务大厅周末不打烊 □姚芳", "六路公交", "〔窗口里正〕", "柳湾社区", "〔老人们在〕", "周六上午")],
        ),
    ],
}
BRIEF, BRIEF_READ = f"简讯\n\n老井又出水\n\n{WELL}", ("[简讯] 老井又出水", "村里的老")
MARKED_BRIEF = f"## 简讯\n\n### 老井又出水\n\n{WELL}"
STILL_BRIEFS: dict[str, Sequence[Example]] = {
    "first brief": [Example(f"简讯\n\n老井又出水\n\n本报讯 {WELL}", [("[简讯] 老井又出水", "本报讯 ")])],
    "no brief by name": [
        Example(f"{BRIEF}\n\n遗失声明\n\n姚建国遗失身份证，声明作废。", [BRIEF_READ, ("遗失声明", "姚建国遗")])
    ],
    "marked below the heading": [
        Example(
            f"{MARKED_BRIEF}\n\n### 泳池开到家门口\n\n本报讯 {POOL}", [BRIEF_READ, ("[简讯] 泳池开到家门口", "本报讯 ")]
        )
    ],
    "marked otherwise": [
        Example(f"{MARKED_BRIEF}\n\n## 泳池开到家门口\n\n{POOL}", [BRIEF_READ, ("泳池开到家门口", "柳湾社区")])
    ],
    "begins otherwise": [
        Example(f"{BRIEF}\n\n泳池开到家门口\n\n本报讯 {POOL}", [BRIEF_READ, ("泳池开到家门口", "本报讯 ")])
    ],
    "headline of several lines": [
        Example(
            f"{BRIEF}\n\n锅炉房改成游泳馆\n孩子们暑假免费下水\n\n{POOL}",
            [BRIEF_READ, ("锅炉房改成游泳馆 孩子们暑假免费下水", "柳湾社区")],
        )
    ],
    "longer than a brief": [
        Example(
            f"{BRIEF}\n\n小苹果串起大产业\n\n{FRUIT * 3}\n\n{STORE * 3}\n\n{FRUIT * 3}",
            [BRIEF_READ, ("小苹果串起大产业", "走进城关", "当地种苹", "走进城关")],
        )
    ],
}
BEGINS_ANOTHER: dict[str, Sequence[Example]] = {
    "opening in columns": [
        Example(
            f"{wrapped(BUS)}\n\n六路公交车下周一起改道\n\n{wrapped(WELL)}",
            [("六路公交车下周一起改道", "六路公交"), ("", "村里的老")],
        )
    ],
    "opening by role": [
        Example(
            f"{HALL}\n\n{POOL}",
            [("政务大厅周末不打烊", "六路公交"), ("", "柳湾社区")],
            ("headline", "text", "opening"),
        )
    ],
    "first of its article": [
        Example(
            f"# 井水又够浇菜了\n\n编者按 本报今起讲三县农家新事。\n\n本报讯 {WELL}",
            [("井水又够浇菜了", "编者按 ", "本报讯 ")],
        )
    ],
    "brief under its heading": [Example(f"# 简讯\n\n本报讯 {WELL}\n\n本报讯 {POOL}", [("简讯", "本报讯 ", "本报讯 ")])],
    "from another page": [
        Example(
            f"# 井水又够浇菜了\n\n{WELL}\n\n（上接第一版）{POOL}", [("井水又够浇菜了", "村里的老"), ("", "柳湾社区")]
        )
    ],
    "under a poem": [
        Example(
            f"雨水\n□沈砚秋\n\n{RAIN}\n\n{wrapped(STORE + FRUIT, POOL)}",
            [("雨水 □沈砚秋", "雨是半夜"), ("", "当地种苹", "柳湾社区")],
        )
    ],
    "source amid a sentence": [
        Example(
            f"# 井水又够浇菜了\n\n{WELL}村干部算过一笔账，\n\n老井边的菜地。 林樵 摄\n\n据新华社青石5月10日电，邻县同样的老井已经淤了一多半。",
            [("井水又够浇菜了", "村里的老", "据新华社")],
        )
    ],
    "further dispatch": [
        Example(
            f"# 两县老井出水\n\n〔中央社青石十日電〕{WELL}\n\n〔中央社柳灣十一日電〕{POOL}",
            [("两县老井出水", "〔中央社", "〔中央社")],
        ),
        Example(
            f"# 两县老井出水\n\n中央社青石十日電 {WELL}\n\n【又讯】{POOL}", [("两县老井出水", "中央社青", "【又讯】")]
        ),
    ],
    "message head": [
        Example(f"# 井水又够浇菜了\n\n{WELL}\n\n本报讯 {POOL}", [("井水又够浇菜了", "村里的老"), ("", "本报讯 ")])
    ],
    "answer to the text above": [
        Example(
            f"# 路灯坏了没人修\n\n{WELL}请问这事该谁来管？（读者 姚先生）\n\n市城管局答复：{POOL}{BOOKS}",
            [("路灯坏了没人修", "村里的老", "市城管局")],
        )
    ],
    "apart under a signed text": [
        Example(
            f"# 井水又够浇菜了\n\n{WELL}（记者 姚芳）\n\n{POOL}{BOOKS}",
            [("井水又够浇菜了 □姚芳", "村里的老"), ("", "柳湾社区")],
        )
    ],
}
BYLINE_SIGNS: dict[str, Sequence[Example]] = {
    "byline over its text": [
        Example(
            f"# 政务大厅周末不打烊\n\n□本报记者 姚芳\n\n□通讯员 季然\n\n{BUS}{STORE}",
            [("政务大厅周末不打烊 □姚芳 季然", "六路公交")],
        )
    ],
    "byline under a lead": [
        Example(
            f"# 政务大厅周末不打烊\n\n{WELL}\n\n□本报记者 姚芳\n\n{BUS}{STORE}",
            [("政务大厅周末不打烊 □姚芳", "村里的老", "六路公交")],
        )
    ],
    "byline over another text": [
        Example(
            f"# 政务大厅周末不打烊\n\n□本报记者 姚芳\n\n{BUS}{STORE}\n\n□叶知微\n\n{POOL}{WELL}",
            [("政务大厅周末不打烊 □姚芳", "六路公交"), (" □叶知微", "柳湾社区")],
        )
    ],
}
EXAMPLES = dict(
    zip(TABLES, (MAY_DISPLAY, SHOWN, BY_ROLE, BY_RULES, STILL_BRIEFS, BEGINS_ANOTHER, BYLINE_SIGNS), strict=True)
)


def outline(text: str) -> list[tuple[str, ...]]:
    """Of each article on a page the lines over its text, and how its blocks begin: [column] kicker / headline —— deck □names,
    〔crosshead〕."""
    page = parse_page(f"漳江日报\n2024年5月17日 星期五 第3版\n\n{text}\n")
    return [(_lines_over(article), *map(_begin, article.blocks)) for article in page.articles]


def _lines_over(article: ParsedArticle) -> str:
    column, kicker = article.column and f"[{article.column}] ", article.kicker and f"{article.kicker} / "
    names = " ".join(person.name for person in article.people)
    return column + kicker + article.headline + (article.deck and f" —— {article.deck}") + (names and f" □{names}")


def _begin(block: Block) -> str:
    return f"〔{block.text[:4]}〕" if block.type is BlockType.CROSSHEAD else block.text[:4]


def _decided(items: Sequence[Item], roles: Sequence[str]) -> list[Decision[LineRole]]:
    """Decisions for these roles, whatever the weights say."""
    decisions = line_roles.decide(items)
    return [decision._replace(role=LineRole(role)) for decision, role in zip(decisions, roles, strict=True)]


@pytest.mark.parametrize("table", TABLES)
def test_each_row_has_examples(table: Table) -> None:
    assert [row.name for row in rows_of(table)] == list(EXAMPLES[table])
    assert all(EXAMPLES[table].values())


@pytest.mark.parametrize(
    ("table", "row", "example"),
    [
        pytest.param(table, row, example, id=f"{row} {number}")
        for table, rows in EXAMPLES.items()
        for row, examples in rows.items()
        for number, example in enumerate(examples, 1)
    ],
)
def test_an_example_is_read_rightly_and_not_without_its_row(
    table: Table, row: str, example: Example, monkeypatch: pytest.MonkeyPatch
) -> None:
    if example.roles:
        monkeypatch.setattr(lines_to_items, "suffice", lambda items: True)
        monkeypatch.setattr(lines_to_items, "decide", lambda items: _decided(items, example.roles))
    assert outline(example.page) == example.read
    with without(table, row):
        assert outline(example.page) != example.read


def test_what_a_row_is_worth_is_told_in_pages_that_are_read_worse_without_it() -> None:
    page = "漳江日报\n2024年5月17日 星期五 第3版\n\n" + BY_RULES["marked lower"][0].page
    truth = Truth((Wanted(f"{BUS}老人少跑一趟{POOL}", "政务大厅周末不打烊"),), (), {})
    told = list(ablated([GoldPage("hall", page, (), truth, lambda reading: {})]))
    assert [line for line in told if " 0 pages" not in line] == [
        "MAY_DISPLAY:",
        "SHOWN:",
        "BY_ROLE:",
        "BY_RULES:",
        "  marked lower: 1 pages, 1 worse without it, 0 better hall",
        "STILL_BRIEFS:",
        "BEGINS_ANOTHER:",
        "  first of its article: 1 pages, 0 worse without it, 0 better",
        "BYLINE_SIGNS:",
    ]
