"""The day of an issue as mastheads print it: beside festivals and weather, misread, of other ages, in pieces, of several days."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.parsing import parse_page
from archive.parsing.lines.layout import fold
from archive.parsing.recognise.dates import find_dates
from archive.parsing.recognise.eras import from_lunar
from archive.parsing.types import ParsedPage

BELOW = "\n\n# 县图书馆开馆\n\n本报讯 县图书馆昨日开馆，藏书三十万册。\n"
TRADITIONAL_BELOW = "\n\n# 縣圖書館開館\n\n本報訊 縣圖書館昨日開館，藏書三十萬冊。\n"
DAY = date(2026, 3, 6)  # a Friday, 丙午年正月十八


def masthead_of(head: str, below: str = BELOW) -> ParsedPage:
    """The page under a masthead, which must be nothing but a masthead."""
    page = parse_page(head + below)
    assert [(article.kicker, article.column, fold(article.headline)) for article in page.articles] == [
        ("", "", fold(below.split()[1]))
    ]
    return page


def codes(page: ParsedPage) -> list[str]:
    return [warning.code for warning in page.warnings]


SOLAR_TERMS = "立春 雨水 惊蛰 春分 清明 谷雨 立夏 小满 芒种 夏至 小暑 大暑 立秋 处暑 白露 秋分 寒露 霜降 立冬 小雪 大雪 冬至 小寒 大寒"
FESTIVALS = "元旦 春节 除夕 元宵节 国际劳动节 五一劳动节 國慶節 中秋节 端午节 重阳节 教师节 腊八节 小年 龙抬头 世界环境日 第26个记者节 国家公祭日 中国农民丰收节 那达慕 古尔邦节 聖誕節"
SPELLS = "三九第二天 一九第一天 九九 初伏第3天 头伏首日 末伏 入伏 出伏 中伏第十天 数九 马年 （马年） 丙午马年 今日惊蛰 十七惊蛰 16:52立春 立春后第二天 清明节"
WEATHER = "晴 多云 阴 晴间多云 多雲轉陰 雷阵雨转阴 大雪转晴 霾 扬沙 雨夹雪 偏北风3到4级 西北风三至四级 微风 北风3级转4级 最高气温8℃ 最低气温零下3℃ 气温-3℃~8℃ 8℃/-3℃ 8℃ 23—31℃ 温度:23℃-31℃ 空气质量良 湿度45% 晴-3℃~8℃ 今天晴间多云 通辽:晴-5℃～3℃"
LUNAR = "农历丙午年正月十八 正月十八 丙午年（马年）正月十八 丙午年正月大十八 夏历正月十八 丙午馬年正月十八 農曆丙午年正月十八日"

ENGLISH = [
    "FRIDAY, MARCH 6, 2026", "Friday, March 6, 2026", "March 6, 2026 Friday", "Fri. Mar. 6, 2026", "6 March 2026",
    "FRI, 6 MAR 2026", "March 6th, 2026", "MAR 6", "FRIDAY", "Fri.", "Friday 6 March 2026",
]  # fmt: skip


@pytest.mark.parametrize(
    "beside",
    [word for words in (SOLAR_TERMS, FESTIVALS, SPELLS, WEATHER, LUNAR) for word in words.split()] + ENGLISH,
)
def test_what_stands_beside_the_date_hides_it_from_nobody(beside: str) -> None:
    for line in (
        f"2026年3月6日 {beside}",
        f"{beside}　2026年3月6日",
        f"2026年3月6日（{beside}）",
        f"2026年3月6日 星期五 {beside}",
        f"2026年3月6日{beside}",
    ):
        page = masthead_of(line)
        assert (page.masthead.date, page.masthead.last_date, codes(page)) == (DAY, None, []), line


@pytest.mark.parametrize(
    "line",
    [
        "2026年3月6日 恭贺新禧",
        "热烈庆祝 2026年3月6日",
        "2026年3月6日 星期五 祝全市人民身体健康",
        "2026年3月6日 农历丙午年正月十八 创刊三十周年 总第12345期",
        "星期五 2026年3月6日 试行第二周",
    ],
)
def test_what_nobody_knows_beside_the_date_is_the_mastheads(line: str) -> None:
    assert masthead_of(f"桐川日报\n{line}").masthead.date == masthead_of(line).masthead.date == DAY


@pytest.mark.parametrize(
    "line",
    ["2026年1月1日起施行", "我市2026年1月1日开通地铁", "2026年3月6日,会议在我市召开", "桐川县2026年3月6日发布公告"],
)
def test_a_sentence_with_a_date_is_no_masthead(line: str) -> None:
    page = parse_page(f"# {line}\n\n本报讯 县图书馆昨日开馆，藏书三十万册。\n")
    assert (page.masthead.date, page.articles[0].headline) == (None, line)


def test_a_line_of_a_date_that_was_not_understood_is_a_doubt() -> None:
    assert codes(parse_page(f"2026年1月1日起施行{BELOW}")) == ["date_unclear"]


def test_the_weather_in_a_text_is_no_masthead() -> None:
    forecast = "多云转晴，西北风3到4级，最高气温零下17℃"
    page = parse_page(f"2026年3月6日{BELOW}\n# 今明天气\n\n{forecast}\n")
    assert [block.text for block in page.articles[1].blocks] == [forecast]


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("2026年3月8日 星期曰", date(2026, 3, 8)),
        ("2026年3月8日 星期目", date(2026, 3, 8)),
        ("2026年3月8日 星期口", date(2026, 3, 8)),
        ("2026年3月8日 星期7", date(2026, 3, 8)),
        ("2026年3月6日 星期□", DAY),
        ("2026年3月6日 星期■", DAY),
        ("2026年3月6日 星期？", DAY),
        ("2026年3月6日 星期", DAY),
        ("2026年3月6日 禮拜五", DAY),
        ("2026年3月2日 星期—", date(2026, 3, 2)),
        ("二OO六年三月六日", date(2006, 3, 6)),
        ("二oo六年三月六日", date(2006, 3, 6)),
        ("二00六年三月六日", date(2006, 3, 6)),
        ("二○○六年三月六日", date(2006, 3, 6)),
        ("二〇O六年三月六日 星期一", date(2006, 3, 6)),
        ("2O26年3月6日", DAY),
        ("2o26年O3月O6日", DAY),
        ("2026年l月6日", date(2026, 1, 6)),
        ("2026年I月6日", date(2026, 1, 6)),
        ("2026年1O月l2日", date(2026, 10, 12)),
        ("2026年|1月2|日", date(2026, 11, 21)),
        ("l949年lO月I日", date(1949, 10, 1)),
        ("２Ｏ２６年３月６日", DAY),
        ("2O26.O3.O6", DAY),
        ("2026.3.6|星期五", DAY),
        ("2026年3月6曰 星期五", DAY),
        ("2026年3目6日 星期五", DAY),
        ("2 0 2 6 年 3 月 6 日", DAY),
        ("二 〇 二 六 年 三 月 六 日", DAY),
    ],
)
def test_misread_signs(printed: str, day: date) -> None:
    page = masthead_of(f"桐川日报\n{printed}")
    assert (page.masthead.date, codes(page)) == (day, [])


@pytest.mark.parametrize(
    ("printed", "day", "calendar"),
    [
        ("光緒三十二年五月初一日 西曆一千九百零六年六月二十二號", date(1906, 6, 22), "gregorian"),
        ("西曆一千九百零六年六月二十二號 光緒三十二年五月初一日", date(1906, 6, 22), "gregorian"),
        ("光緒三十二年五月初一日", date(1906, 6, 22), ""),
        ("大清光緒三十二年歲次丙午五月初一日 禮拜五", date(1906, 6, 22), ""),
        ("光緒三十四年正月初一", date(1908, 2, 2), ""),
        ("光緒丙午年五月初一日", date(1906, 6, 22), ""),
        ("光绪丙午五月初一", date(1906, 6, 22), ""),
        ("大清宣統辛亥年八月十九日", date(1911, 10, 10), ""),
        ("20260306", DAY, "gregorian"),
        ("20260306 星期五 第1版", DAY, "gregorian"),
        ("宣統元年閏二月初三日", date(1909, 3, 24), ""),
        ("宣統三年八月十九日", date(1911, 10, 10), ""),
        ("宣統三年八月十九", date(1911, 10, 10), ""),
        ("光緒二十年三月初一日 西曆一千八百九十四年四月六號", date(1894, 4, 6), "gregorian"),
        ("黃帝紀元四千六百零九年九月十三日", date(1911, 11, 3), ""),
        ("康德九年三月六日 星期五", date(1942, 3, 6), ""),
        ("康德元年三月一日", date(1934, 3, 1), ""),
        ("大滿洲國康德九年三月六日", date(1942, 3, 6), ""),
        ("大同元年三月九日", date(1932, 3, 9), ""),
        ("成紀七三七年三月六日", date(1942, 3, 6), ""),
        ("成吉思汗紀元七三六年三月六日", date(1941, 3, 6), ""),
        ("昭和十七年三月六日 金曜日", date(1942, 3, 6), ""),
        ("昭和元年十二月廿五日", date(1926, 12, 25), ""),
        ("大正元年八月一日", date(1912, 8, 1), ""),
        ("洪憲元年一月一日", date(1916, 1, 1), ""),
        ("中華民國元年一月一日", date(1912, 1, 1), "roc"),
        ("民國卅四年八月十五號", date(1945, 8, 15), "roc"),
        ("中華民國卅六年八月一日 公元一九四七年八月一日", date(1947, 8, 1), "roc"),
        ("民国三十八年一月卅一日 农历正月初三", date(1949, 1, 31), "roc"),
        ("公元一九四九年十月一日", date(1949, 10, 1), "gregorian"),
        ("公历2026年3月6日", DAY, "gregorian"),
        ("出版日期：2026年3月6日", DAY, "gregorian"),
        ("日期:2026-03-06", DAY, "gregorian"),
        ("2026年3月6日出版", DAY, "gregorian"),
        ("2026年农历正月十八日", DAY, "gregorian"),
    ],
)
def test_dates_of_other_ages_and_forms(printed: str, day: date, calendar: str) -> None:
    page = masthead_of(f"桐川日報\n{printed}", TRADITIONAL_BELOW)
    assert (page.masthead.date, page.masthead.calendar, codes(page)) == (day, calendar, [])


def test_the_lunar_date_beside_a_western_one_is_kept_and_checks_it() -> None:
    head = "光緒三十二年五月初一日 西曆一千九百零六年六月二十{}號"
    right, wrong = (masthead_of(head.format(day), TRADITIONAL_BELOW) for day in ("二", "三"))
    assert (right.masthead.lunar, codes(right)) == ("光绪三十二年五月初一日", [])
    assert (wrong.masthead.date, codes(wrong)) == (date(1906, 6, 23), ["lunar_conflict"])


@pytest.mark.parametrize(
    ("printed", "first", "last"),
    [
        ("2025年12月31日至2026年1月2日合刊", date(2025, 12, 31), date(2026, 1, 2)),
        ("2025年12月31日—1月2日", date(2025, 12, 31), date(2026, 1, 2)),
        ("2025年12月31日 星期三 至2026年1月2日 星期五", date(2025, 12, 31), date(2026, 1, 2)),
        ("2025年12月31日、2026年1月1日、2日合刊", date(2025, 12, 31), date(2026, 1, 2)),
        ("2026年2月17日、18日、19日合刊", date(2026, 2, 17), date(2026, 2, 19)),
        ("2026年2月17、18、19日", date(2026, 2, 17), date(2026, 2, 19)),
        ("2026年2月17/18/19日", date(2026, 2, 17), date(2026, 2, 19)),
        ("2026年2月17日和18日", date(2026, 2, 17), date(2026, 2, 18)),
        ("2026年2月17日（星期二）至19日（星期四）", date(2026, 2, 17), date(2026, 2, 19)),
        ("二〇二六年二月十七日至十九日", date(2026, 2, 17), date(2026, 2, 19)),
        ("2026年2月28日、3月1日、2日", date(2026, 2, 28), date(2026, 3, 2)),
        ("2026.02.17-19", date(2026, 2, 17), date(2026, 2, 19)),
        ("2026.2.28—3.2", date(2026, 2, 28), date(2026, 3, 2)),
        ("2026-02-17至2026-02-19", date(2026, 2, 17), date(2026, 2, 19)),
        ("2026年2月\n17日、18日、19日合刊", date(2026, 2, 17), date(2026, 2, 19)),
        ("2026年\n2月17日至19日合刊", date(2026, 2, 17), date(2026, 2, 19)),
        ("2025年11月\n3日", date(2025, 11, 3), None),
        ("2025年11月\n星期一\n3日", date(2025, 11, 3), None),
        ("2025年\n11月3日 星期一", date(2025, 11, 3), None),
        ("11月3日\n2025年", date(2025, 11, 3), None),
        ("2025年11月 3日", date(2025, 11, 3), None),
        ("二〇二五年十一月\n三日", date(2025, 11, 3), None),
        ("一九七六年十一月\n2\n星期二", date(1976, 11, 2), None),
        ("2026年3月6日、7版", DAY, None),
    ],
)
def test_several_days_and_dates_in_pieces(printed: str, first: date, last: date | None) -> None:
    page = parse_page(f"桐川日报\n{printed}\n第1234号{BELOW}")
    assert (page.masthead.date, page.masthead.last_date, codes(page)) == (first, last, [])


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("26年3月6日 星期五", DAY),
        ("26年3月6日 星期六", date(1926, 3, 6)),
        ("26年3月6日 丙午年正月十八", DAY),
        ("26年3月6日\n2026年3月6日", DAY),
        ("86年5月1日 星期四", date(1986, 5, 1)),
        ("〇六年三月六日 星期一", date(2006, 3, 6)),
    ],
)
def test_a_year_of_two_digits_is_what_stands_beside_it(printed: str, day: date) -> None:
    page = masthead_of(f"桐川日报\n{printed}")
    assert (page.masthead.date, codes(page)) == (day, [])


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("26年3月6日", "date_unclear"),
        ("26年3月6日 星期一", "date_unclear"),
        ("115年3月6日", "date_unclear"),
        ("115年3月6日 星期五", "date_unclear"),
        ("5年3月6日", "date_unclear"),
        ("卅六年八月一日", "date_unclear"),
        ("1749年3月6日", "date_unclear"),
        ("2099年3月6日", "date_unclear"),
        ("民国一百九十年三月六日", "date_unclear"),
        ("2026年□月6日 星期五", "date_unclear"),
        ("20□6年3月6日", "date_unclear"),
        ("光緒十年五月初一日", "date_unclear"),
        ("2026年13月45日 星期五", "date_impossible"),
        ("2026年13月45日 星期□", "date_impossible"),
        ("2026年2月30日 星期曰", "date_impossible"),
        ("2026年2月29日 星期日", "date_impossible"),
        ("2026年0月6日", "date_impossible"),
        ("2026年4月31日 元旦", "date_impossible"),
        ("二〇二六年六月三十一日 礼拜三", "date_impossible"),
        ("2026.13.45", "date_impossible"),
        ("康德十九年三月六日", "date_impossible"),
        ("光緒三十二年五月初一日 西曆一千九百零六年六月三十一號", "date_impossible"),
        ("光緒三十二年閏五月初一日", "date_impossible"),
        ("2025年11月\n45日", "date_impossible"),
    ],
)
def test_what_is_no_newspapers_day_is_a_doubt(printed: str, code: str) -> None:
    page = masthead_of(f"桐川日报\n{printed}")
    assert codes(page) == [code]
    assert page.masthead.date == (date(1906, 6, 22) if "西曆" in printed else None)


@pytest.mark.parametrize(
    "printed", ["2026年2月17日至45日", "2026年2月17日至16日", "2026年2月17日、16日", "2026年2月1日至12月1日"]
)
def test_days_that_do_not_follow_each_other_are_a_doubt(printed: str) -> None:
    page = masthead_of(f"桐川日报\n{printed}")
    assert (page.masthead.last_date, codes(page)) == (None, ["date_impossible"])


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("115年3月6日", DAY),
        ("115年3月6日 星期五", DAY),
        ("一一五年三月六日", DAY),
        ("民國115年3月6日", DAY),
        ("中華民國一百一十五年三月六日", DAY),
        ("卅六年八月一日", date(1947, 8, 1)),
        ("三十六年八月一日 星期五", date(1947, 8, 1)),
        ("36年8月1日 星期五", date(1947, 8, 1)),
    ],
)
def test_years_of_the_republic_on_a_traditional_page(printed: str, day: date) -> None:
    page = masthead_of(f"桐川日報\n{printed}", TRADITIONAL_BELOW)
    assert (page.masthead.date, page.masthead.calendar, codes(page)) == (day, "roc", [])


def test_a_month_and_its_day_agree_with_the_whole_date() -> None:
    assert codes(parse_page(f"2025年3月\n5\n星期三\n桐川日报\n2025年3月5日 责编 谭力 组版 何晴{BELOW}")) == []


@given(st.dates(date(1901, 1, 1), date(2026, 12, 31)))
def test_a_lunar_date_converted_is_its_day(day: date) -> None:
    from borax.calendars.lunardate import LunarDate

    lunar = LunarDate.from_solar(day)
    assert from_lunar(lunar.year, lunar.month, lunar.day, bool(lunar.leap)) == day


@given(st.text(alphabet="12620O〇二三年月日初至、/.-号星期 农历光绪民国元正闰□l|", max_size=40))
def test_any_row_of_a_dates_signs_is_read_or_left(text: str) -> None:
    for found in find_dates(fold(text)):
        assert (found.first is None) <= bool(found.doubt)
        assert 0 <= found.start < found.end <= len(text)
    parse_page(text + BELOW)


@pytest.mark.parametrize("headline", ["欢度中秋节", "春节", "大雪", "晴", "三九第二天", "元旦", "全市各界庆祝教师节"])
def test_a_headline_under_a_masthead_stays_one(headline: str) -> None:
    page = parse_page(
        f"桐川日报\n2026年3月6日 星期五\n\n{headline}\n\n本报讯 县图书馆昨日开馆，藏书三十万册，读者络绎不绝，座无虚席。\n"
    )
    assert [article.headline for article in page.articles] == [headline]


def test_the_festival_on_a_line_below_the_date_is_the_mastheads() -> None:
    assert masthead_of("桐川日报\n2026年1月1日\n元旦\n星期四").masthead.date == date(2026, 1, 1)
