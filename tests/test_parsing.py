"""What holds for every text, and small rules of reading a page. Whole pages are in test_parsing_pages.py."""

from __future__ import annotations

import ast
import dataclasses
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archive.parsing import name_key, parse_page
from archive.parsing.lines.layout import Sheet, fold, lines_of
from archive.parsing.recognise.bylines import author_line, tail_byline
from archive.parsing.recognise.dates import find_dates, weekday_agrees
from archive.parsing.recognise.eras import lunar_agrees
from archive.parsing.recognise.jump_marks import marks
from archive.parsing.recognise.masthead import page_label
from archive.parsing.recognise.numerals import number
from archive.parsing.recognise.people import people_in
from archive.parsing.recognise.staff import staff_roles
from archive.parsing.types import ArticleKind, KnownNewspaper, ParsedPage, Role

SEEDS = Path(__file__).parent.parent / "seeds"

# Pieces that newspapers are made of, to be thrown together in any order: odder than any page, like every page.
PIECES = st.sampled_from(
    [
        "# 全市春耕备耕工作会议召开",
        "## 项目为王 招商为要",
        "### 沈晓明在参加审议时强调",
        "——我市春耕纪实",
        "本报讯(记者 张琪 王 晶) 3月5日,全市春耕会议召开。",
        "新华社北京2月4日电 2月4日晚,会议在北京举行。",
        "□本报记者 李肖峰 通讯员 王晶",
        "会议指出,要抓好春耕备耕工作,确保粮食稳",
        "产增收。会议要求,各地要压实责任。(下转第三版)",
        "（上接第一版）各地要压实责任。",
        "春耕现场。张启民 摄",
        "万亩麦田万亩麦田。。 高志鹏高志鹏 摄摄",
        "责任编辑：张三 版式：李四",
        "2026年2月6日 星期五 第22076号 今日4版",
        "今日导读",
        "▶ 县图书馆开馆 2版",
        "遗失声明",
        "张三遗失身份证，声明作废。",
        "广告",
        "简讯",
        "编者按 从今天起本报推出专栏。",
        "一、加强领导",
        "山是黑的，",
        "市人民政府",
        "2026年2月1日",
        "**本报讯** 今天",
        "",
        "",
        "　　",
        "😀 <script>alert(1)</script>",
        "<table><tr><td>产值</td><td>35.2</td></tr></table><br>",
        "| 产值 | 35.2 |",
        "|---|---|",
        "![](images/3.jpg)",
        "> - *一要*抓好$30\\%$",
        "&lt;抓早&gt;$1 2 . 5$亿\\mathrm{m}^{2}&nbsp;",
        "采用inter-",
        "national标准",
        "好的，以下是该报纸版面的文字识别结果：",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=400),
    st.lists(PIECES, max_size=40).map("\n".join),
    st.lists(
        st.one_of(PIECES, st.text(alphabet="（）()【】#*·—。，版接转第一二三0123456789年月日记者张 　\n", max_size=30)),
        max_size=25,
    ).map("\n".join),
)


def assert_accounts_for_all(text: str, page: ParsedPage) -> None:
    """Every character that is no space lies in exactly one span, and the account counts them."""
    places = [at for span in page.spans for at in range(span.start, span.end) if not text[at].isspace()]
    assert places == [at for at, char in enumerate(text) if not char.isspace()]
    assert sum(page.account.values()) == len(places)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
@example("0月0日\n)")  # a signature's date over nothing but a bracket
def test_any_text_is_read_and_every_character_accounted_for(text: str) -> None:
    assert_accounts_for_all(text, parse_page(text))


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_no_character_is_in_two_blocks_or_lost_between_article_and_block(text: str) -> None:
    page, printed = parse_page(text), Sheet(text).text
    blocks = [span for article in page.articles for block in article.blocks for span in block.spans]
    places = [at for span in blocks for at in range(span.start, span.end)]
    assert len(places) == len(set(places))
    for article in page.articles:
        for block in article.blocks:
            source = "".join(printed[span.start : span.end] for span in block.spans)
            assert "".join(block.text.split()) == "".join(source.split())


@settings(max_examples=100, deadline=None)
@example("#:\n。㐀⼀摄\n&\n今日导读\n<<记者⼁⼀\n本报讯")
@given(TEXTS)
def test_reading_is_the_same_every_time(text: str) -> None:
    assert parse_page(text) == parse_page(text)


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.name[:3])
def test_every_character_of_the_seeds_is_placed(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    page = parse_page(text)
    assert_accounts_for_all(text, page)
    assert Role.UNPLACED.value not in page.account


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t\n",
        "#",
        "##\n##",
        "****",
        "(" * 5000,
        "\x00",
        "\ud800",
        "\u200b\n\ufeff",
        "—" * 100,
        "a" * 50_000,
        "版" * 500,
    ],
    ids=[
        "empty",
        "blank",
        "mark",
        "marks",
        "stars",
        "brackets",
        "nul",
        "surrogate",
        "zero width",
        "rule",
        "letters",
        "labels",
    ],
)
def test_texts_that_are_no_page(text: str) -> None:
    assert_accounts_for_all(text, parse_page(text))


@pytest.mark.parametrize(
    ("printed", "day", "last", "calendar"),
    [
        ("2026年2月6日", date(2026, 2, 6), None, "gregorian"),
        ("２０２６年２月６日", date(2026, 2, 6), None, "gregorian"),
        ("二〇二六年二月六日", date(2026, 2, 6), None, "gregorian"),
        ("二○二六年十二月卅一日", date(2026, 12, 31), None, "gregorian"),
        ("一九五八年十月廿三日", date(1958, 10, 23), None, "gregorian"),
        ("中華民國卅六年八月一日", date(1947, 8, 1), None, "roc"),
        ("民国三十六年十二月二十三日", date(1947, 12, 23), None, "roc"),
        ("2026.02.06", date(2026, 2, 6), None, "gregorian"),
        ("2026年2月17日至19日", date(2026, 2, 17), date(2026, 2, 19), "gregorian"),
        ("2026年2月28日—3月2日", date(2026, 2, 28), date(2026, 3, 2), "gregorian"),
        ("2025年13月45日", None, None, "gregorian"),
        ("2026年2月30日", None, None, "gregorian"),
    ],
)
def test_dates(printed: str, day: date | None, last: date | None, calendar: str) -> None:
    found = find_dates(fold(printed))
    assert [(item.first, item.last, item.calendar) for item in found] == [(day, last, calendar)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("十九", 19),
        ("二十三", 23),
        ("廿", 20),
        ("廿八", 28),
        ("卅六", 36),
        ("一百二十三", 123),
        ("二〇二六", 2026),
        ("22076", 22076),
    ],
)
def test_numerals(text: str, value: int) -> None:
    assert number(text) == value


def test_lunar_date_and_weekday_check_the_printed_date() -> None:
    day = date(2026, 2, 6)
    assert [
        lunar_agrees(day, text) for text in ("乙巳年十二月十九", "农历乙巳年腊月十九", "乙巳年十二月二十", "星期五")
    ] == [True, True, False, None]
    assert [weekday_agrees(day, text) for text in ("星期五", "周五", "星期六", "二月")] == [True, True, False, None]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("记者 张　琪 李肖峰 王 晶", ["张琪", "李肖峰", "王晶"]),
        ("本报记者 常宏亮 梁超 通讯员 王晶 程实", ["常宏亮", "梁超", "王晶", "程实"]),
        ("文/本报记者 韩俊东 胡雨童 图/本报记者 巴图乌力吉", ["韩俊东", "胡雨童", "巴图乌力吉"]),
        ("□文/图 本报记者 覃万春", ["覃万春"]),
        ("本报记者 汪小琴 文/图", ["汪小琴"]),
        ("张三/摄", ["张三"]),
        ("■通讯员 嘻唵 衡阳日报全媒体记者 彭斌 摄", ["嘻唵", "彭斌"]),
        ("衡阳日报全媒体记者 罗文鹏 整理", ["罗文鹏"]),
        ("本报记者 乌兰图雅 通讯员 阿布都·热合曼", ["乌兰图雅", "阿布都·热合曼"]),
        ("记者 包萨仁实习生 贾静", ["包萨仁", "贾静"]),
        ("本报评论员", ["本报评论员"]),
        ("市融媒体中心 供图", ["市融媒体中心"]),
        ("记者 李卫东张红霞", ["李卫东", "张红霞"]),
        ("巴依斯古楞 毕力格巴特尔 摄", ["巴依斯古楞", "毕力格巴特尔"]),
        ("本报记者 邱晨 文 陈思远 图", ["邱晨", "陈思远"]),
        ("记者了解到", []),
        ("冬秀领着记者参观她家新改的卫", []),
        ("写给一个做记者的朋友", []),
        ("海关工作人员方玲告诉记者,茶叶是", []),
        ("见义勇为", []),
        ("记者 李卫东讲话", []),
    ],
)
def test_people(text: str, names: list[str]) -> None:
    assert [person.name for person in people_in(fold(text))] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("受到好评。（王　晶）", ["王晶"]),
        ("受到好评。（本报记者 张三 通讯员 李四）", ["张三", "李四"]),
        ("受到好评。（新华社发）", []),
        ("正在开放。（见习记者宜兴兴）", ["宜兴兴"]),
        ("停止用药。（县植保站）", ["县植保站"]),
        ("多加小心。（市消协）", ["市消协"]),
        ("长势良好。（县农业局　张　强　李 丽）", ["张强", "李丽"]),
        ("合影（左二）", None),
        ("详情。（未完待续）", None),
        ("全票通过。（单位：万元）", None),
        ("格外温暖。（巴依斯古楞　李 瑞）", ["巴依斯古楞", "李瑞"]),
        ("我很喜欢。（默山）", None),
        ("路子更宽。（作者系省社会科学院研究员）", None),
    ],
)
def test_bylines_at_the_tail(text: str, names: list[str] | None) -> None:
    tail = tail_byline(fold(text))
    assert (None if tail is None else [person.name for person in tail.people]) == names


def test_the_staff_of_a_page_is_nobodys_byline() -> None:
    found = staff_roles(fold("责任编辑 胡晓莉　美术编辑 覃 勇　责任校对 向 红"))
    assert [(item.role, item.names) for item in found] == [
        ("责任编辑", ("胡晓莉",)),
        ("美术编辑", ("覃勇",)),
        ("责任校对", ("向红",)),
    ]
    assert staff_roles("编辑工作大有可为") == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("形成深远影响。（下转第三版）", [(True, "3")]),
        ("（上接第一版）各地要压实责任。", [(False, "1")]),
        ("（上接A1版《标题》）各地", [(False, "A1")]),
        ("一站式服务，（转03版）", [(True, "3")]),
        ("标题（紧接A7版）", [(True, "A7")]),
        ("▲上接第一版", [(False, "1")]),
        ("◀上接A01版", [(False, "A1")]),
        ("◀上接A01版 各地要压实责任。", [(False, "A1")]),
        ("一条老街的灯 ◀上接A01版", [(False, "A1")]),
        ("▶下转A02版", [(True, "A2")]),
        ("街坊盼着问题▶下转A02版", [(True, "A2")]),
        ("街坊盼着问题（下转A2）", [(True, "A2")]),
        ("街坊盼着问题▶▶下转第２版", [(True, "2")]),
        ("上接A01", [(False, "A1")]),
        ("航班在此转A380客机", []),
        ("→转4版看图", []),
        ("（详见4版）", []),
        ("（图见三版）", []),
        ("电网改造后转第三版图纸", []),
    ],
)
def test_marks_of_continuation(text: str, found: list[tuple[bool, str]]) -> None:
    assert [(mark.onward, mark.page) for mark in marks(fold(text))] == found


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        ("第四版", "4"),
        ("03版", "3"),
        ("A03版", "A3"),
        ("A3", "A3"),
        ("4—5版", "4-5"),
        ("第十二版", "12"),
        ("版", ""),
        ("第〇版", ""),
    ],
)
def test_page_labels(printed: str, label: str) -> None:
    assert page_label(fold(printed)) == label


def test_a_look_alike_masthead_is_the_newspaper_with_a_warning() -> None:
    page = parse_page("通辽曰报\n2026年2月6日 星期五\n第22076号\n\n# 标题\n\n正文一句。", [KnownNewspaper("通辽日报")])
    assert (page.masthead.newspaper, [warning.code for warning in page.warnings]) == ("通辽日报", ["name_near"])
    other = parse_page("通远日报\n2026年2月6日 星期五\n\n# 标题\n\n正文一句。", [KnownNewspaper("通辽日报")])
    assert (other.masthead.newspaper, [warning.code for warning in other.warnings]) == ("通远日报", [])


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("2026年2月6日 星期五 乙巳年十二月十九", []),
        ("2026年2月6日 星期六 乙巳年十二月十九", ["weekday_conflict"]),
        ("2026年2月6日 星期五 乙巳年十二月二十", ["lunar_conflict"]),
        ("2026年13月45日 星期五", ["date_impossible"]),
    ],
)
def test_contradictions_of_a_masthead_are_warnings(line: str, codes: list[str]) -> None:
    page = parse_page(f"# 衡阳日报\n{line}\n第19463号\n\n## 县图书馆开馆\n\n本报讯 县图书馆昨日开馆。")
    assert [warning.code for warning in page.warnings] == codes


def test_an_issue_number_makes_a_page_the_first_unless_it_prints_another() -> None:
    front = parse_page("衡阳日报\n2026年2月5日\n第19463号\n\n# 标题\n\n正文一句。").masthead
    inner = parse_page("衡阳日报\n2026年2月5日\n第19463号\n第三版\n\n# 标题\n\n正文一句。").masthead
    assert [(m.page, m.page_inferred) for m in (front, inner)] == [("1", True), ("3", False)]


def test_a_sentence_broken_by_a_blank_line_and_a_caption_is_whole() -> None:
    text = "# 全会公报\n\n全会强调，要深入贯彻落实各项工作部署，以铸牢中华民族共同体意识为主线，认真抓好建设现代化产业体系、加快高水\n\n\n\n1月8日，全会举行。\n\n本报记者石晓博 摄\n\n平科技自立自强七项重点工作。"
    (article,) = parse_page(text).articles
    assert [block.text for block in article.blocks] == [
        "全会强调，要深入贯彻落实各项工作部署，以铸牢中华民族共同体意识为主线，认真抓好建设现代化产业体系、加快高水平科技自立自强七项重点工作。"
    ]
    assert [(photo.caption, photo.credit) for photo in article.photos] == [("1月8日，全会举行。", "石晓博")]


def test_a_picture_with_a_title_inside_a_sentence_takes_no_text_along() -> None:
    text = (
        "# 母亲的菜园\n\n后来有了韭菜、莴笋、苋菜，还有一架豆角。再后来，\n\n老菜园　　宗桂　摄\n\n门把手上开始有回礼。"
    )
    (article,) = parse_page(text).articles
    assert [block.text for block in article.blocks] == [
        "后来有了韭菜、莴笋、苋菜，还有一架豆角。再后来，门把手上开始有回礼。"
    ]
    assert [(photo.caption, photo.credit) for photo in article.photos] == [("老菜园", "宗桂")]


def test_poems_under_a_headline_that_counts_them_are_one_article() -> None:
    text = "## 谷雨（外一首）\n\n□ 穆青禾\n\n布谷鸟把第一声\n丢进秧田里\n水就绿了\n田埂软了\n\n### 渡口\n\n船都走了\n只剩下一根缆桩\n替河流站着\n等着天黑"
    (article,) = parse_page(text).articles
    assert [block.type.value for block in article.blocks] == ["verse", "crosshead", "verse"]


def test_a_columns_heading_stands_over_each_of_its_articles() -> None:
    text = "## 读者来信\n\n### 69路车能否延长\n\n编辑同志：\n\n新校区离终点站还有两公里多，家长很不放心。\n\n安宁区读者 赵春梅\n\n### 感谢53号出租车司机\n\n编辑同志：\n\n8月18日夜里，司机师傅帮我把老伴送到医院，我想说一声谢谢。\n\n城关区读者 石玉田"
    assert [(article.column, article.headline, article.kind) for article in parse_page(text).articles] == [
        ("读者来信", "69路车能否延长", ArticleKind.NEWS),
        ("读者来信", "感谢53号出租车司机", ArticleKind.NEWS),
    ]


def test_a_county_papers_name() -> None:
    page = parse_page("02 综合新闻\n\n2021年11月19日 星期五 第2386期\n\n今日桐溪\n\n# 农家书屋\n\n本报讯 正文在这里。")
    assert page.masthead.newspaper == "今日桐溪"
    page = parse_page("02 综合新闻\n\n2021年11月19日 星期五 第2386期\n\n今日看点\n\n# 农家书屋\n\n本报讯 正文在这里。")
    assert page.masthead.newspaper == ""


def test_a_banner_inside_an_article_is_its_column() -> None:
    text = "# 我市扩大有效投资\n\n本报讯(记者 许媛媛) 2025年，我市建立领导包联机制，形成由市\n\n## 项目为王 招商为要\n\n级领导牵头的责任体系。"
    (article,) = parse_page(text).articles
    assert (article.headline, article.column) == ("我市扩大有效投资", "项目为王 招商为要")
    assert article.blocks[0].text.endswith("形成由市级领导牵头的责任体系。")


def test_the_last_row_of_a_list_may_lack_a_cell() -> None:
    text = "本埠粮油市价\n昨日各市交易平稳，来货略增，较前日跌价者多，涨价者少，兹将各行所报门市零售价格列下备查，望各界周知。\n食米　每石　七元六角\n面粉　每袋　三元九角\n香油　每斤　二角八分\n食盐　每斤　二角二分\n洋油　无市"
    (article,) = parse_page(text).articles
    assert [(block.type.value, block.text.count("\n")) for block in article.blocks] == [("paragraph", 0), ("list", 4)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            "# 别让“光盘”变了味\n\n木　子\n\n有人说，吃光就是节约。殊不知，点多了硬撑，同样是浪费。要紧的不是盘子空不空，而是点菜的时候有没有数。不妨先从少点一个菜做起。",
            ArticleKind.COMMENTARY,
        ),
        (
            "# 一包药方\n\n于忠孝\n\n祖父是村里的郎中。祖母埋怨他：“药是花钱买来的。”祖父只是笑。父亲说，那是欠着药钱的人家。我把药方收进了柜子。",
            ArticleKind.LITERATURE,
        ),
        ("# 今明天气\n\n今天：晴间多云，偏北风2级，5℃～16℃。\n\n明天：多云，4℃～14℃。", ArticleKind.NEWS),
        (
            "# 第二棉纺织厂招工简章\n\n经劳动局批准，我厂招收合同制女工六十名。报名地点：本厂劳资科。\n\n电话：2251466",
            ArticleKind.NOTICE,
        ),
        (
            "# 洁净洗衣店 中秋大酬宾\n\n西装每套25元，衬衫每件9元，取送上门，电话：2251466。\n\n凭本报广告再减五元。",
            ArticleKind.ADVERTISEMENT,
        ),
        (
            "# 商场清仓引来投诉\n\n本报讯（记者 姚芳）一家商场的清仓甩卖昨天引来多起投诉，市消协提醒市民索要发票，投诉电话12315。",
            ArticleKind.NEWS,
        ),
        (
            "# 市人大常委会任免名单\n\n（2018年3月18日市第四届人民代表大会常务委员会第十次会议通过）\n\n任命：\n谌国栋为市商务局局长；\n宁静远为市水利局局长；\n邵大为为市审计局局长。",
            ArticleKind.NEWS,
        ),
    ],
    ids=["comment", "memoir", "weather", "recruitment", "sale", "report of a sale", "appointments"],
)
def test_kinds_that_no_column_names(text: str, kind: ArticleKind) -> None:
    (article,) = parse_page(text).articles
    assert article.kind is kind


def test_verse_keeps_its_lines_and_stanzas() -> None:
    text = "洱海月\n杨　苍\n谁把一面铜镜\n遗落在苍山脚下\n渔火是一粒一粒的盐\n把夜腌得咸了\n\n阿妈的绣花针\n引着一根月光的线\n绣一朵山茶\n再绣一朵山茶"
    (article,) = parse_page(text).articles
    assert (article.kind, article.headline, [person.name for person in article.people]) == (
        ArticleKind.LITERATURE,
        "洱海月",
        ["杨苍"],
    )
    assert [(block.type.value, block.text.count("\n")) for block in article.blocks] == [("verse", 3), ("verse", 3)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("我很喜欢。（默山）", ["默山"]),
        ("我很喜欢。（老　杭）", ["老杭"]),
        ("摸了摸领口。（别国华 景志刚）", ["别国华", "景志刚"]),
        ("谢谢大家！（掌声）", None),
        ("下次再说。（未完）", None),
    ],
)
def test_pen_names_sign_where_an_article_ends(text: str, names: list[str] | None) -> None:
    tail = tail_byline(fold(text), last=True)
    assert (tail and [person.name for person in tail.people]) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("周 汉 林", ["周汉林"]),
        ("□ 南宁市民 罗佳", ["罗佳"]),
        ("沈青禾（社区工作者）".translate(str.maketrans("（）", "()")), ["沈青禾"]),
        ("市中医医院急诊科 罗 佳", ["罗佳"]),
        ("王 晶 李 肖 峰", ["王晶", "李肖峰"]),
        ("今 后 三", []),
    ],
)
def test_authors_set_sign_by_sign(line: str, names: list[str]) -> None:
    assert [person.name for person in author_line(line)] == names


def test_the_offices_name_over_a_notice_is_its_kicker() -> None:
    text = "市公共资源交易中心\n\n土地使用权网上挂牌出让公告\n\n" + "经批准，决定以挂牌方式出让一宗土地的使用权。" * 3
    [article] = parse_page(text).articles
    assert (article.kicker, article.headline, article.kind) == (
        "市公共资源交易中心", "土地使用权网上挂牌出让公告", ArticleKind.NOTICE
    )  # fmt: skip


def test_letters_to_the_paper_stand_in_one_column() -> None:
    letters = "\n\n".join(f"第{n}封信的标题\n\n编辑同志：\n\n{'这里的路灯坏了半年，没有人管。' * 4}" for n in "一二")
    articles = parse_page(f"读者来信\n\n{letters}").articles
    assert [(article.column, article.headline) for article in articles] == [
        ("读者来信", "第一封信的标题"), ("读者来信", "第二封信的标题")
    ]  # fmt: skip


def test_parsing_needs_only_the_standard_library_and_borax() -> None:
    import sys

    allowed = set(sys.stdlib_module_names) | {"borax", "archive"}
    for path in (Path(__file__).parent.parent / "archive" / "parsing").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            for name in names:
                assert name.split(".")[0] in allowed, f"{path.name} imports {name}"
                assert not name.startswith("archive") or name.startswith("archive.parsing"), (
                    f"{path.name} imports {name}"
                )


def bodies(text: str) -> list[str]:
    return [article.body for article in parse_page(text).articles]


@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [
        ("采用inter-", "national标准", "采用international标准"),
        ("采用inter-\n", "national标准", "采用international标准"),
        ("所谓 consu-", "mer 是指", "所谓 consumer 是指"),
        ("改用 com\u00ad", "puter 排版", "改用 computer 排版"),
        ("改用 com\u2010", "puter 排版", "改用 computer 排版"),
        ("Мэдээ мэ-", "дээлэл гарлаа", "Мэдээ мэдээлэл гарлаа"),
        ("安装Wi-", "Fi路由器", "安装Wi-Fi路由器"),
        ("收到e-", "mail一封", "收到e-mail一封"),
        ("是state-of-the-", "art设备", "是state-of-the-art设备"),
        ("项目期2025-", "2026年", "项目期2025-2026年"),
        ("型号GB-", "T7714", "型号GB-T7714"),
        ("抗击COVID-", "19疫情", "抗击COVID-19疫情"),
    ],
)
@pytest.mark.parametrize("kind", ["markdown", "columns"])
def test_a_word_broken_over_a_line_end_is_one(above: str, below: str, joined: str, kind: str) -> None:
    text = in_markdown(above, below) if kind == "markdown" else in_columns(above, below)
    assert joined in "".join(bodies(text))
    assert_accounts_for_all(text, parse_page(text))


@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [
        ("他说we", "love草原", "他说we love草原"),
        ("使用COVID", "疫苗", "使用COVID疫苗"),
        ("长跑", "marathon", "长跑marathon"),
        ("达到2025", "kilometers", "达到2025kilometers"),
        ("Улаанбаатар", "хотод", "Улаанбаатар хотод"),
    ],
)
def test_words_that_a_line_end_parts_stay_apart(above: str, below: str, joined: str) -> None:
    assert joined in "".join(bodies(in_columns(above, below)))


def in_markdown(above: str, below: str) -> str:
    return f"# 全旗农牧业会议召开\n\n本报讯（记者 张三）昨日，全旗农牧业会议{above}\n{below}的经验得到推广。\n"


PROSE = (
    "本报讯（记者 张三）昨日，全旗农牧业工作会议在乌兰镇召开。会议指出，去年全旗粮食产量再创新高，牲畜存栏达到三百万头只，农牧民收入稳步增长。"
    "会议要求，各地要压实责任，加快推进春耕备耕各项工作，确保种子、化肥、农机具按时到位，把好质量关。"
)


def in_columns(above: str, below: str) -> str:
    """A page of columns 18 characters wide, with a line's end between the two."""
    broken = above.index("\n") if "\n" in above else len(above)
    first = "　　" + PROSE[(len(PROSE) + broken + 2) % 18 :]
    lines = [text[at : at + 18] for text in (first + above[:broken], below + PROSE) for at in range(0, len(text), 18)]
    at = len(first + above[:broken]) // 18
    return "\n".join(lines[:at]) + above[broken:] + "\n" + "\n".join(lines[at:]) + "\n"


LINE_ENDS = ["\n", "\r", "\r\n", "\v", "\f", "\x85", "\u2028", "\u2029", "\f\n", "\n\f", "\x85\n", "\u2028\n"]


@pytest.mark.parametrize("end", LINE_ENDS, ids=ascii)
def test_every_sign_that_ends_a_line_ends_it(end: str) -> None:
    lines = [
        "桐川日报",
        "2026年3月6日 星期五",
        "# 县图书馆开馆",
        "本报讯（记者 张三）3月5日，县图书馆开馆。",
        "当天来了许多读者。",
    ]
    page = parse_page(end.join(lines))
    assert (page.masthead.newspaper, str(page.masthead.date)) == ("桐川日报", "2026-03-06")
    assert [(article.headline, article.body) for article in page.articles] == [(lines[2][2:], "\n".join(lines[3:]))]
    assert_accounts_for_all(end.join(lines), page)


@pytest.mark.parametrize(
    "sign",
    [*map(chr, (0, 1, 7, 8, 0x0E, 0x1B, 0x1F, 0x7F, 0x80, 0x9F, 0xD800, 0xDFFF, 0xFDD0, 0xFFFE, 0xFFFF))],
    ids=ascii,
)
def test_what_nobody_prints_is_in_no_record(sign: str) -> None:
    text = f"桐川{sign}日报\n2026年{sign}3月6日\n# 县图{sign}书馆开馆\n本报讯（记者 张{sign}三）县图书馆{sign}开馆。李{sign}四 摄\n{sign}"
    page = parse_page(text)
    assert sign not in repr_of(page)
    assert page.articles[0].headline == "县图书馆开馆"
    assert_accounts_for_all(text, page)


def repr_of(page: ParsedPage) -> str:
    """All texts of a page, one after another, as they are."""
    found, rest = [], [dataclasses.asdict(page)]
    while rest:
        value = rest.pop()
        if isinstance(value, dict):
            rest += value.values()
        elif isinstance(value, list | tuple):
            rest += value
        elif isinstance(value, str):
            found.append(value)
    return "\n".join(found)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.one_of(PIECES, st.text(st.characters(categories=["Cc", "Cs", "Cn"]), max_size=5)), max_size=20).map(
        "".join
    )
)
def test_no_control_sign_or_surrogate_is_in_any_record(text: str) -> None:
    signs = {char for char in repr_of(parse_page(text)) if unicodedata.category(char) in ("Cc", "Cs")}
    assert signs <= {"\n", "\t"}


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("记者 D·巴图", [("记者", "D·巴图")]),
        ("K.巴图 摄", [("摄", "K.巴图")]),
        ("本报记者 A·其其格", [("记者", "A·其其格")]),
        ("□本报记者 B．苏和 通讯员 张三", [("记者", "B.苏和"), ("通讯员", "张三")]),
        ("文/图 本报记者 Ch·乌日娜", [("记者", "Ch·乌日娜")]),
        ("通讯员 D・巴图 摄影报道", [("摄影报道", "D・巴图")]),
        ("记者 张三 S·娜仁 李四", [("记者", "张三"), ("记者", "S·娜仁"), ("记者", "李四")]),
        ("记者 Д·巴图", [("记者", "Д·巴图")]),
        ("见习记者 T. 那木拉", [("见习记者", "T.那木拉")]),
        ("（记者 Ts·敖登）", [("记者", "Ts·敖登")]),
        ("记者 A·B", []),
        ("记者 5·巴图", []),
    ],
)
def test_names_may_begin_with_a_letter(line: str, people: list) -> None:
    assert [(person.role, person.name) for person in people_in(fold(line))] == people


def printed(text: str) -> str:
    """What of a text is somebody's: without marks, as it is shown."""
    sheet = Sheet(text)
    lines_of(sheet)
    return "".join(char for char, role in zip(sheet.text, sheet.roles, strict=True) if role is None)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("&lt;抓早抓实&gt;", "<抓早抓实>"),
        ("AT&amp;T", "AT&T"),
        ("&#20013;&#x56fd;", "中国"),
        ("&amp;lt;甲&amp;gt;", "<甲>"),
        ("&ldquo;好&rdquo;", "“好”"),
        ("研发（R&D;）", "研发（R&D;）"),
        ("一&hellip;&#0;&#xD800;", "一…&#0;&#xD800;"),
        ("甲&#10;乙", "甲乙"),
        ("A&nbsp;&nbsp;B", "A  B"),
        ("$1 2 . 5$亿", "12.5亿"),
        ("面积\\mathrm{m}^{2}", "面积m²"),
        ("$\\mathrm{k g}/\\mathrm{h m}^2$", "kg/hm²"),
        ("$25^{\\circ}\\mathrm{C}$", "25°C"),
        ("$3 \\times 10^{4}$", "3×10⁴"),
        ("$\\frac{1}{2}$以上", "1/2以上"),
        ("\\frac{3}{4}以上", "3/4以上"),
        ("$12\\text{亿元}$", "12亿元"),
        ("CO$_2$、H_{2}O", "CO₂、H₂O"),
        ("$30\\%$", "30%"),
        ("增长5.2\\%", "增长5.2%"),
        ("$\\bullet$图", "图"),
        ("售价$12.5亿和$13亿", "售价$12.5亿和$13亿"),
        ("只要$5, $6 and $7", "只要$5, $6 and $7"),
        ("文件名 a_b^c，目录 C:\\temp", "文件名 a_b^c，目录 C:\\temp"),
        ("集合{甲，乙}", "集合{甲，乙}"),
    ],
)
def test_what_tools_write_for_signs_is_read_as_the_signs(written: str, shown: str) -> None:
    assert printed(written) == shown
    text = f"# 全旗{written}会议召开\n本报讯（记者 张三）会议指出，{written}要抓好。\n"
    page = parse_page(text)
    assert page.articles[0].headline == " ".join(f"全旗{shown}会议召开".split())
    assert shown in page.articles[0].body
    assert_accounts_for_all(text, page)


PLAIN_PAGE = "# 县图书馆开馆\n\n本报讯（记者 张三）昨日，县图书馆新馆开馆。许多读者冒雨前来。\n"
READ = [("县图书馆开馆", "本报讯（记者 张三）昨日，县图书馆新馆开馆。许多读者冒雨前来。")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("好的，以下是该报纸版面的文字识别结果：\n\n", ""),
        ("好的，以下是该报纸版面的文字识别结果：\n\n```markdown\n", "```\n"),
        ("以下为图片中的文字内容：\n---\n", ""),
        ("当然，下面是我从图片中提取的全部文字：\n", ""),
        ("根据您提供的图片，识别内容如下：\n", "\n以上为该版面的全部识别内容。"),
        ("这是该版面的OCR结果\n", "\n注：图片中部分文字模糊，无法辨认。"),
        ("**以下是图片中的文字：**\n", "\n（注：原图右下角不清晰，部分内容难以辨认）"),
        ("Here is the text extracted from the image:\n\n", "\n\nLet me know if you need anything else!"),
        ("Sure! Here's the transcription of the newspaper page:\n", "\nNote: some text in the image is illegible."),
        ("", "\n以上是图片中文字的完整转录，如有需要请随时告诉我。"),
        ("", "\n\n希望以上识别结果对您有所帮助！"),
        ("![](data:image/png;base64," + "iVBORw0KGgo7/+Aa9Qz" * 2900 + ")\n\n", ""),
        ('<img src="data:image/jpeg;base64,' + "iVBORw0KGgo7/+Aa9Qz" * 2900 + '">\n', ""),
        ("", "\ndata:image/png;base64," + "iVBORw0KGgo7/+Aa9Qz\n" * 2900),
        ("", "\n" + "iVBORw0KGgo7/+Aa9Qz" * 40 + "\n"),
    ],
)
def test_what_tools_say_and_send_along_is_nobodys_text(before: str, after: str) -> None:
    page = parse_page(before + PLAIN_PAGE + after)
    assert [(article.headline, article.body) for article in page.articles] == READ
    assert_accounts_for_all(before + PLAIN_PAGE + after, page)


@pytest.mark.parametrize(
    "line",
    [
        "好的家风是无声的教育。",
        "好的，就这么办！老支书一拍大腿站了起来。",
        "以下是获奖名单：",
        "以下为会议通过的决定。",
        "以上单位请于三日内领取。",
        "注：本表数据由县统计局提供。",
        "注：图片由受访者提供。",
        "人脸识别走进小区，居民说方便。",
        "如需咨询，请拨打电话。",
        "Here is Tongliao.",
    ],
)
def test_what_newspapers_print_is_not_taken_for_a_models_words(line: str) -> None:
    assert line in printed(f"{line}\n\n{PLAIN_PAGE}\n{line}")
    assert printed(f"{line}\n\n{PLAIN_PAGE}\n{line}").count(line) == 2


@pytest.mark.parametrize(
    ("loop", "kept"),
    [
        ("哈" * 27000, "哈"),
        ("A" * 500, "A"),
        ("0" * 30, "0"),
        ("。" * 300, "。"),
        ("落实责任" * 300, "落实责任"),
        ("会议指出，要抓好落实。" * 300, "会议指出，要抓好落实。"),
        ("会议指出，要抓好落实。" * 5, "会议指出，要抓好落实。"),
        ("会议指出要抓好落实\n" * 50, "会议指出要抓好落实"),
        ("会议指出要抓好落实\n\n" * 50, "会议指出要抓好落实"),
        ("全市各族人民团结奋斗，" * 40, "全市各族人民团结奋斗，"),
    ],
)
def test_a_model_caught_in_a_loop_is_read_once_with_a_doubt(loop: str, kept: str) -> None:
    page = parse_page(f"{PLAIN_PAGE}\n{loop}\n")
    text = "".join(f"{article.headline}{article.body}" for article in page.articles)
    assert text.count(kept) - READ[0][1].count(kept) == 1
    assert [warning.code for warning in page.warnings if warning.code == "repetition"] == ["repetition"]
    assert_accounts_for_all(f"{PLAIN_PAGE}\n{loop}\n", page)


@pytest.mark.parametrize(
    "text",
    [
        "哈哈哈哈哈哈哈哈",
        "—" * 60,
        "姓名" + "_" * 60,
        "…………………………",
        "加油！加油！加油！",
        "要抓好落实。" * 3,
        "冲啊" * 6,
    ],
)
def test_what_newspapers_repeat_stays(text: str) -> None:
    assert text in printed(f"{PLAIN_PAGE}他们齐声喊：{text}")


@pytest.mark.parametrize(
    "printed",
    [
        "桐川⽇报",
        "桐川日\u200b报",
        "\ufeff桐川日报",
        "桐\u2060川日报",
        "桐川\u00ad日报",
        "桐川\u200d日报",
        "桐川日报\u200e",
        "桐川日\ufe00报",
        "桐 川 日 报",
        "桐　川　日　报",
        "桐川日報",
        "桐川⽇報",
        "桐\n川\n日\n报",
    ],
)
def test_a_newspapers_name_is_the_same_in_any_form(printed: str) -> None:
    text = f"{printed}\n2026年2月6日 星期五\n第1234号\n\n# 县图书馆开馆\n\n本报讯 县图书馆昨日开馆。"
    known, unknown = (parse_page(text, papers).masthead for papers in ([KnownNewspaper("桐川日报")], []))
    assert (known.newspaper, known.newspaper_printed) == ("桐川日报", True)
    assert fold(unknown.newspaper) == "桐川日报"


@pytest.mark.parametrize(
    ("printed", "known"),
    [
        ("滬江日报", "沪江日报"),
        ("沪江日报", "滬江日報"),
        ("漢口晚報", "汉口晚报"),
        ("⻄江日报", "西江日报"),
        ("⻓江日报", "长江日报"),
        ("⻢山时报", "马山时报"),
        ("瓊崖民报", "琼崖民报"),
        ("鹽阜大眾報", "盐阜大众报"),
        ("桐川日报", "桐川⽇报"),
        ("桐川日报", "桐川\u200b日报"),
    ],
)
def test_newspapers_are_known_in_both_scripts(printed: str, known: str) -> None:
    text = f"{printed}\n2026年2月6日 星期五\n第1234号\n\n# 县图书馆开馆\n\n本报讯 县图书馆昨日开馆。"
    assert parse_page(text, [KnownNewspaper(known)]).masthead.newspaper == known


@pytest.mark.parametrize("alias", ["桐川融媒", "桐川⾥融媒", "桐川\u200b融媒", "桐 川 融 媒", "桐川融媒 "])
def test_aliases_are_known_in_any_form(alias: str) -> None:
    printed = name_key(alias)
    text = f"{printed}\n2026年2月6日 星期五\n第1234号\n\n# 县图书馆开馆\n\n本报讯 县图书馆昨日开馆。"
    assert parse_page(text, [KnownNewspaper("桐川日报", (alias,))]).masthead.newspaper == "桐川日报"


def test_bylines_are_read_whatever_the_form_of_their_characters() -> None:
    (article,) = parse_page("# 县图书馆开馆\n\n□本报记者 ⻢小⽊ ⻩河\n\n县图书馆昨日开馆，藏书三十万册。").articles
    assert [person.name for person in article.people] == ["⻢小⽊", "⻩河"]
