"""How issues, pages and articles are cited, and the days of the lunar calendar."""

import datetime
import re
from html import unescape
from types import SimpleNamespace

import pytest
import records
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from archive.models import Article, Byline
from archive.pages.citations import STYLES, Citation, authors, cite
from archive.parsing import lunar_agrees, lunar_date

TODAY = datetime.date(2026, 11, 28)
URL = "https://example.org/a1/"


def written(citation: Citation) -> dict[str, str]:
    return {key: style.write(citation, TODAY) for key, style in STYLES.items()}


# The first lines are those of citeproc-js with the CSL repository's styles.
@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (
            {"authors": ("李肖峰", "张巍"), "title": "奇·达楞太参加审议"},
            [
                f"李肖峰，张巍. 奇·达楞太参加审议[N/OL]. 通辽日报，2026-02-06（1）. {URL}.",
                f"李肖峰, 张巍. 奇·达楞太参加审议[N/OL]. 通辽日报, 2026-02-06(1)[2026-11-28]. {URL}.",
                f"李肖峰 and 张巍. “奇·达楞太参加审议.” 通辽日报, February 6, 2026, p. 1. {URL}.",
            ],
        ),
        (
            {"authors": ("甲", "乙", "丙", "丁"), "title": "[本报讯没有标题……]", "date": "[2024-11]", "page": ""},
            [
                f"甲，乙，丙，等. [本报讯没有标题……][N/OL]. 通辽日报，[2024-11]. {URL}.",
                f"甲, 乙, 丙, 等. [本报讯没有标题……][N/OL]. 通辽日报, [2024-11][2026-11-28]. {URL}.",
                f"甲, 乙, 丙, and 丁. “[本报讯没有标题……].” 通辽日报, [November 2024]. {URL}.",
            ],
        ),
        (
            {"title": "题", "date": "1949", "page": "[A3]", "newspaper": "[通辽日报]"},
            [
                f"题[N/OL]. [通辽日报]，1949[A3]. {URL}.",
                f"题[N/OL]. [通辽日报], 1949[A3][2026-11-28]. {URL}.",
                f"“题.” [通辽日报], 1949, p. [A3]. {URL}.",
            ],
        ),
        (
            {"title": "题", "date": "", "page": "4-5"},
            [
                f"题[N/OL]. 通辽日报，（4-5）. {URL}.",
                f"题[N/OL]. 通辽日报, (4-5)[2026-11-28]. {URL}.",
                f"“题.” 通辽日报, n.d., pp. 4–5. {URL}.",
            ],
        ),
        (
            {"date": "2026-02-17/2026-02-19", "number": "22085-22087", "page": ""},
            [
                f"通辽日报[N/OL]. 2026-02-17/2026-02-19（第22085-22087期）. {URL}.",
                f"通辽日报[N/OL]. 2026-02-17/2026-02-19(第22085-22087期)[2026-11-28]. {URL}.",
                f"通辽日报, February 17–19, 2026, no. 22085–22087. {URL}.",
            ],
        ),
        (
            {},
            [
                f"通辽日报[N/OL]. 2026-02-06（1）. {URL}.",
                f"通辽日报[N/OL]. 2026-02-06(1)[2026-11-28]. {URL}.",
                f"通辽日报, February 6, 2026, p. 1. {URL}.",
            ],
        ),
    ],
)
def test_the_styles(facts, expected):
    plain = {"authors": (), "title": "", "newspaper": "通辽日报", "date": "2026-02-06", "number": "", "page": "1"}
    assert list(written(Citation(**(plain | facts), url=URL)).values()) == expected


def cited(record) -> Citation:
    if isinstance(record, Article):
        record = Article.objects.with_text().get(pk=record.pk)
    return cite(record, lambda path: f"https://example.org{path}")


@pytest.mark.django_db
def test_what_is_not_printed_stands_in_brackets():
    issue = records.issue("2024-11", date_basis="inferred", newspaper_basis="inferred", first_number=7)
    page = records.page(issue, "2", basis="inferred")
    article = records.article(page, "没有标题的一篇。")
    address = "https://example.org/papers/tongliao-ribao/2024-11/"
    assert cited(article) == Citation(
        (), "[没有标题的一篇。]", "[通辽日报]", "[2024-11]", "", "[2]", f"{address}p2/a1/"
    )
    assert cited(page) == Citation((), "", "[通辽日报]", "[2024-11]", "", "[2]", f"{address}p2/")
    assert cited(issue) == Citation((), "", "[通辽日报]", "[2024-11]", "7", "", address)
    known = records.issue("2026-02-06", date_basis="catalogued", newspaper_basis="catalogued")
    assert not cited(records.article(records.page(known), "文", headline="题")).has_supplied


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("bylines", "kind", "names"),
    [
        ([("张琪", "记者", "person"), ("王晶", "通讯员", "person")], "news", ("张琪", "王晶")),
        ([("张琪", "文", "person"), ("彭斌", "摄", "person")], "news", ("张琪",)),
        ([("彭斌", "摄", "person")], "news", ()),
        ([("彭斌", "摄", "person")], "photo", ("彭斌",)),
        ([("张琪", "文", "person"), ("彭斌", "摄", "person")], "photo", ("张琪", "彭斌")),
        ([("本报评论员", "", "collective")], "commentary", ("本报评论员",)),
        ([("新华社", "", "body"), ("张琪", "记者", "person")], "news", ("张琪",)),
        ([("张琪", "文", "person"), ("张琪", "图", "person")], "news", ("张琪",)),
        ([], "news", ()),
        ([("张琪", "记者", "person"), ("王晶", "编辑", "person"), ("李肖峰", "版式", "person")], "news", ("张琪",)),
        ([("王晶", "责任编辑", "person"), ("李肖峰", "校对", "person")], "news", ()),
        ([("王晶", "编辑 版式", "person"), ("李肖峰", "美编/制图", "person")], "photo", ()),
        ([("王晶", "本版编辑", "person"), ("本报评论员", "", "collective")], "commentary", ("本报评论员",)),
        ([("张琪", "文", "person"), ("王晶", "整理", "person")], "news", ("张琪", "王晶")),
        ([("张琪", "文/图", "person"), ("王晶", "摄影报道", "person")], "news", ("张琪", "王晶")),
        ([("张琪", "图文", "person"), ("王晶", "图/摄", "person")], "news", ("张琪",)),
        ([("张琪", "摄影记者", "person"), ("王晶", "首席记者", "person")], "news", ("王晶",)),
        ([("张琪", "供图", "person"), ("王晶", "插图", "person"), ("李肖峰", "漫画", "person")], "literature", ()),
        ([("张琪", "编译", "person"), ("王晶", "实习生", "person")], "news", ("张琪", "王晶")),
        ([("新华社", "", "body")], "news", ()),
        ([("视觉中国", "", "body"), ("内蒙古日报", "", "body"), ("人民网", "供图", "body")], "news", ()),
        ([("中国新闻社", "", "body"), ("本报编辑部", "", "collective")], "news", ("本报编辑部",)),
        ([("市气象局", "", "body")], "notice", ("市气象局",)),
        ([("市气象局", "", "body"), ("张琪", "", "person")], "notice", ("张琪",)),
        ([("某某社", "", "body")], "news", ()),  # the source of this article
        ([("张琪", "摄", "person"), ("张琪", "文", "person")], "news", ("张琪",)),
    ],
)
def test_who_wrote_it(bylines, kind, names):
    article = records.article(records.page(), "文", headline="题", kind=kind, source="某某社")
    for order, (name, role, of) in enumerate(bylines):
        Byline.objects.create(article=article, name=name, role=role, kind=of, order=order)
    assert cited(article).authors == names


PLAIN = {
    "authors": (),
    "title": "题",
    "newspaper": "通辽日报",
    "date": "2026-02-06",
    "number": "",
    "page": "1",
    "url": URL,
}


@pytest.mark.parametrize(
    ("facts", "gbt", "chicago"),
    [
        ({"deck": "副题"}, "题：副题[N/OL]. 通辽日报，2026-02-06（1）.", "“题: 副题.” 通辽日报, February 6, 2026, p. 1."),
        ({"title": "题？", "deck": "副题"}, "题？：副题[N/OL]. 通辽日报，2026-02-06（1）.", "“题？ 副题.” 通辽日报, February 6, 2026, p. 1."),
        ({"page": "[1]"}, "题[N/OL]. 通辽日报，2026-02-06[1].", "“题.” 通辽日报, February 6, 2026, p. [1]."),
        ({"page": "[4-5]", "date": "[2026-02-06]"}, "题[N/OL]. 通辽日报，[2026-02-06][4-5].", "“题.” 通辽日报, [February 6, 2026], pp. [4–5]."),
        ({"date": "1947-08-01", "era": "民国三十六年"}, "题[N/OL]. 通辽日报，1947-08-01（民国三十六年）（1）.", "“题.” 通辽日报, August 1, 1947, p. 1."),
        ({"edition": "号外"}, "题[N/OL]. 通辽日报（号外），2026-02-06（1）.", "“题.” 通辽日报, 号外, February 6, 2026, p. 1."),
        ({"title": "", "page": "", "number": "7", "edition": "海外版"}, "通辽日报（海外版）[N/OL]. 2026-02-06（第7期）.", "通辽日报, 海外版, February 6, 2026, no. 7."),
        ({"title": "", "page": "", "number": "新春号"}, "通辽日报[N/OL]. 2026-02-06（新春号）.", "通辽日报, February 6, 2026, no. 新春号."),
        ({"date": "2026-02-17/2026-02-19"}, "题[N/OL]. 通辽日报，2026-02-17/2026-02-19（1）.", "“题.” 通辽日报, February 17–19, 2026, p. 1."),
        ({"date": "2026-02-28/2026-03-02"}, "题[N/OL]. 通辽日报，2026-02-28/2026-03-02（1）.", "“题.” 通辽日报, February 28–March 2, 2026, p. 1."),
        ({"date": "2025-12-31/2026-01-02"}, "题[N/OL]. 通辽日报，2025-12-31/2026-01-02（1）.", "“题.” 通辽日报, December 31, 2025–January 2, 2026, p. 1."),
        ({"date": "[2026-02-17/2026-02-19]"}, "题[N/OL]. 通辽日报，[2026-02-17/2026-02-19]（1）.", "“题.” 通辽日报, [February 17–19, 2026], p. 1."),
        ({"date": "", "page": ""}, "题[N/OL]. 通辽日报.", "“题.” 通辽日报, n.d."),
        ({"date": "", "page": "", "title": ""}, "通辽日报[N/OL].", "通辽日报, n.d."),
        ({"date": "", "title": "", "number": "9", "page": ""}, "通辽日报[N/OL]. （第9期）.", "通辽日报, n.d., no. 9."),
        ({"title": "[无题]"}, "[无题][N/OL]. 通辽日报，2026-02-06（1）.", "“[无题].” 通辽日报, February 6, 2026, p. 1."),
        ({"title": "“十四五”开局"}, "“十四五”开局[N/OL]. 通辽日报，2026-02-06（1）.", "“‘十四五’开局.” 通辽日报, February 6, 2026, p. 1."),
        ({"title": "他说：“好”"}, "他说：“好”[N/OL]. 通辽日报，2026-02-06（1）.", "“他说：‘好.’” 通辽日报, February 6, 2026, p. 1."),
        ({"title": "他问：“好吗？”"}, "他问：“好吗？”[N/OL]. 通辽日报，2026-02-06（1）.", "“他问：‘好吗？’” 通辽日报, February 6, 2026, p. 1."),
        ({"title": '他说"好"了'}, '他说"好"了[N/OL]. 通辽日报，2026-02-06（1）.', "“他说‘好’了.” 通辽日报, February 6, 2026, p. 1."),
        ({"title": "“他说‘好’”"}, "“他说‘好’”[N/OL]. 通辽日报，2026-02-06（1）.", "“‘他说“好.”’” 通辽日报, February 6, 2026, p. 1."),
        ({"title": "Today’s “News”"}, "Today’s “News”[N/OL]. 通辽日报，2026-02-06（1）.", "“Today’s ‘News.’” 通辽日报, February 6, 2026, p. 1."),
        ({"title": "题？"}, "题？[N/OL]. 通辽日报，2026-02-06（1）.", "“题？” 通辽日报, February 6, 2026, p. 1."),
        ({"title": "题！"}, "题！[N/OL]. 通辽日报，2026-02-06（1）.", "“题！” 通辽日报, February 6, 2026, p. 1."),
        ({"title": "题……"}, "题……[N/OL]. 通辽日报，2026-02-06（1）.", "“题……” 通辽日报, February 6, 2026, p. 1."),
        ({"title": "题。"}, "题。[N/OL]. 通辽日报，2026-02-06（1）.", "“题。” 通辽日报, February 6, 2026, p. 1."),
        ({"title": "[首句。]"}, "[首句。][N/OL]. 通辽日报，2026-02-06（1）.", "“[首句。]” 通辽日报, February 6, 2026, p. 1."),
        ({"title": "[他问：“好吗？”]"}, "[他问：“好吗？”][N/OL]. 通辽日报，2026-02-06（1）.", "“[他问：‘好吗？’]” 通辽日报, February 6, 2026, p. 1."),
        ({"title": "[首句没有完……]"}, "[首句没有完……][N/OL]. 通辽日报，2026-02-06（1）.", "“[首句没有完……].” 通辽日报, February 6, 2026, p. 1."),
        ({"title": "《题》"}, "《题》[N/OL]. 通辽日报，2026-02-06（1）.", "“《题》.” 通辽日报, February 6, 2026, p. 1."),
    ],
)  # fmt: skip
def test_each_piece_in_each_style(facts, gbt, chicago):
    citation = Citation(**(PLAIN | facts))
    found = written(citation)
    assert (found["gbt7714-2025"], found["chicago"]) == (f"{gbt} {URL}.", f"{chicago} {URL}.")
    # The older form of GB/T 7714 has the same signs at half width, and the day of access.
    half = gbt.replace("，", ", ").replace("（", "(").replace("）", ")")
    half = half.replace(f"题：{citation.deck}", f"题: {citation.deck}").replace(
        f"？：{citation.deck}", f"？: {citation.deck}"
    )
    half = half.removesuffix(".") + "[2026-11-28]."
    if citation.date or citation.title:
        assert found["gbt7714-2015"] == f"{half} {URL}."


@pytest.mark.parametrize(
    ("names", "gbt", "chicago"),
    [
        ((), "", ""),
        (("甲",), "甲. ", "甲. "),
        (("甲", "乙"), "甲，乙. ", "甲 and 乙. "),
        (("甲", "乙", "丙"), "甲，乙，丙. ", "甲, 乙, and 丙. "),
        (tuple("甲乙丙丁"), "甲，乙，丙，等. ", "甲, 乙, 丙, and 丁. "),
        (tuple("甲乙丙丁戊己庚辛壬癸"), "甲，乙，丙，等. ", "甲, 乙, 丙, 丁, 戊, 己, 庚, 辛, 壬, and 癸. "),
        (tuple("甲乙丙丁戊己庚辛壬癸子"), "甲，乙，丙，等. ", "甲, 乙, 丙, 丁, 戊, 己, 庚, et al. "),
        (tuple("甲乙丙丁戊己庚辛壬癸子丑寅卯"), "甲，乙，丙，等. ", "甲, 乙, 丙, 丁, 戊, 己, 庚, et al. "),
        (("John Reed", "Anna Strong"), "John Reed, Anna Strong. ", "John Reed and Anna Strong. "),
        (("J. Reed", "A. Strong", "E. Snow", "R. Alley"), "J. Reed, A. Strong, E. Snow, et al. ", "J. Reed, A. Strong, E. Snow, and R. Alley. "),
        (("J. Reed", "甲", "E. Snow", "R. Alley"), "J. Reed，甲，E. Snow，等. ", "J. Reed, 甲, E. Snow, and R. Alley. "),
        (("K.巴图", "D·苏和", "甲", "乙"), "K.巴图，D·苏和，甲，等. ", "K.巴图, D·苏和, 甲, and 乙. "),
        (("本报评论员",), "本报评论员. ", "本报评论员. "),
    ],
)  # fmt: skip
def test_how_many_are_named(names, gbt, chicago):
    found = written(Citation(**(PLAIN | {"authors": names})))
    assert found["gbt7714-2025"] == f"{gbt}题[N/OL]. 通辽日报，2026-02-06（1）. {URL}."
    assert found["chicago"] == f"{chicago}“题.” 通辽日报, February 6, 2026, p. 1. {URL}."


TEXT = st.text(st.sampled_from('甲乙题“”‘’"？！。…—：ab ’')).map(str.strip)


@given(st.lists(TEXT.filter(bool), max_size=13), TEXT, TEXT, st.sampled_from(["", "2026", "2026-02-06", "[2024-11]"]))
def test_no_style_doubles_a_full_stop_or_a_bracket(names, title, deck, day):
    for text in written(
        Citation(**(PLAIN | {"authors": tuple(names), "title": title, "deck": deck, "date": day}))
    ).values():
        assert not {"..", "？.”", "！.”", "。.”", "（[", "([", "[["} & {
            text[at : at + size] for at in range(len(text)) for size in (2, 3)
        }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "title", "deck"),
    [
        ({"headline": "题", "deck": "——副题"}, "题", "副题"),
        ({"headline": "题", "deck": "——副题——"}, "题", "副题"),
        ({"headline": "题", "deck": "—— 我市肉牛产业——调查 "}, "题", "我市肉牛产业——调查"),
        ({"headline": "题", "deck": "-副题"}, "题", "副题"),
        ({"headline": "题", "deck": "――副题"}, "题", "副题"),
        ({"headline": "题", "deck": "副题\n又一行"}, "题", "副题 又一行"),
        ({"headline": "题", "deck": "——"}, "题", ""),
        ({"headline": "题\n下半"}, "题 下半", ""),
        ({"headline": "[图片新闻]大桥"}, "[图片新闻]大桥", ""),
        ({"deck": "——无正题的副题"}, "[无题]", ""),
        ({"words": "没有标题的一篇。"}, "[没有标题的一篇。]", ""),
        ({"words": "［本报讯］[记者]今日开工"}, "[（本报讯）（记者）今日开工]", ""),
        ({"words": "　\n"}, "[无题]", ""),
        ({}, "[无题]", ""),
    ],
)  # fmt: skip
def test_headline_and_deck_of_an_article(facts, title, deck):
    words = facts.pop("words", None)
    found = cited(records.article(records.page(), *([words] if words else []), **facts))
    with translation.override("en"):  # what is cited is in the newspaper's language, whatever the reader's
        assert cited(Article.objects.get()) == found
    assert (found.title, found.deck, found.has_supplied) == (title, deck, "headline" not in facts)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "facts", "edition", "era"),
    [
        ("2026-02-06", {}, "", ""),
        ("2026-02-06", {"kind": "extra"}, "号外", ""),
        ("2026-02-06", {"kind": "supplement"}, "增刊", ""),
        ("2026-02-06", {"kind": "special"}, "特刊", ""),
        ("2026-02-06", {"kind": "trial"}, "试刊", ""),
        ("2026-02-06", {"kind": "merged"}, "", ""),
        ("2026-02-06", {"edition_label": "海外版"}, "海外版", ""),
        ("2026-02-06", {"kind": "extra", "edition_label": "第二次号外"}, "第二次号外", ""),
        ("2026-02-06", {"kind": "trial", "edition_label": "蒙文版"}, "蒙文版 试刊", ""),
        ("1947-08-01", {"date_printed": "中華民國三十六年八月一日"}, "", "中華民國三十六年"),
        ("1947-08-01", {"date_printed": "民国卅六年八月一日 星期五", "calendar": "roc"}, "", "民国卅六年"),
        ("1947-08-01", {"date_printed": "1947年8月1日"}, "", ""),
        ("1906-06-22", {"date_printed": "大清光緒三十二年五月初一日"}, "", "大清光緒三十二年"),
        ("1910-03-01", {"date_printed": "宣統二年正月二十日"}, "", "宣統二年"),
        ("1942-05-01", {"date_printed": "康德九年五月一日"}, "", "康德九年"),
        ("1942-05-01", {"date_printed": "成紀七三七年五月一日"}, "", "成紀七三七年"),
        ("1949-09-30", {"date_printed": "中华民国 三十八年 九月三十日"}, "", "中华民国三十八年"),
        ("1949-10-01", {"date_printed": "中華民國三十八年十月一日"}, "", ""),
        ("2026-03-06", {"date_printed": "中華民國115年3月6日", "calendar": "roc"}, "", ""),
        ("1947", {"date_printed": "民國三十六年"}, "", "民國三十六年"),
        ("", {"date_printed": "民國□□年"}, "", ""),
    ],
)
def test_the_edition_and_the_era_of_an_issue(day, facts, edition, era):
    found = cited(records.issue(day, **facts))
    assert (found.date, found.edition, found.era) == (day, edition, era)


@pytest.mark.parametrize(
    "role", ["图片" * 19 + "人", "摄影" * 19 + "人", "视觉设计" * 9 + "人", "值班" * 19 + "人", "图、" * 19 + "人"]
)
def test_a_long_role_that_nearly_is_one_of_pictures_or_the_page_is_a_writer_s(role):
    byline = Byline(name="张琪", role=role)
    article = SimpleNamespace(bylines=SimpleNamespace(all=lambda: [byline]), kind="news", source="", agency="")
    assert authors(article) == [byline]


@pytest.mark.django_db
def test_each_page_tells_how_it_is_cited(client):
    article = records.article(records.page(), "文", headline="题<b>", names=("张琪",))
    for record in (article, article.page, article.page.issue):
        for language, first in (("zh-hans", "gbt7714-2025"), ("en", "chicago")):
            html = client.get(record.get_absolute_url(), headers={"accept-language": language}).content.decode()
            found = re.findall(r'<p id="cite-([\w-]+)" lang="[\w-]+">(.*?)</p>', html)
            assert found[0][0] == first
            said = {key: unescape(text).replace("http://testserver", "https://example.org") for key, text in found}
            assert said.keys() == STYLES.keys()
            assert said["gbt7714-2025"] == written(cited(record))["gbt7714-2025"]
            assert "题<b>" not in html


# --- The lunar calendar ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "lunar"),
    [
        ("2026-02-06", "乙巳年十二月十九"),
        ("2026-02-17", "丙午年正月初一"),
        ("2025-07-25", "乙巳年闰六月初一"),
        ("1900-01-30", ""),
        ("1900-01-31", "庚子年正月初一"),
        ("2101-02-01", ""),
        ("0001-01-01", ""),
    ],
)
def test_a_lunar_date(day, lunar):
    assert lunar_date(datetime.date.fromisoformat(day)) == lunar


@given(st.dates(datetime.date(1900, 1, 31), datetime.date(2100, 12, 31)))
def test_the_lunar_date_told_is_the_one_that_a_masthead_is_checked_by(day):
    assert lunar_agrees(day, f"农历{lunar_date(day)}") is True


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "facts", "told"),
    [
        ("2026-02-06", {}, "星期五 农历乙巳年十二月十九"),
        ("2026-02-06", {"lunar_printed": "乙巳年腊月十九"}, "星期五 农历乙巳年十二月十九"),
        (
            "2026-02-06", {"lunar_printed": "乙巳年十二月二十"},
            "星期五 农历乙巳年十二月十九 版面所印农历为乙巳年十二月二十",
        ),
        ("2026-02-17", {"last_day": datetime.date(2026, 2, 19)}, "农历丙午年正月初一至丙午年正月初三"),
        ("2026-02", {}, ""),
        ("", {}, ""),
    ],
)  # fmt: skip
def test_an_issue_tells_its_day(client, day, facts, told):
    issue = records.issue(day, **facts)
    issue.refresh_from_db()
    html = client.get(issue.get_absolute_url()).content.decode()
    head = html.partition('<p class="facts">')[2].partition("</p>")[0]
    spans = [re.sub("<[^>]+>", "", span) for span in re.findall(r"<span[^>]*>(.*?)</span>", head, re.DOTALL)]
    assert " ".join(span for span in spans if "农历" in span or "星期" in span) == told
