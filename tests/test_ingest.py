"""What becomes of a page that is read: its place, its articles, and what stays when it is read again."""

import dataclasses
import datetime
import json
import os
import subprocess
import sys

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import parsing
from archive.formats.records import complete, export_record
from archive.ingest import Outcome, newspapers
from archive.models import (
    Address,
    Article,
    ArticlePart,
    ArticleVersion,
    Byline,
    Change,
    Issue,
    Newspaper,
    Page,
    Photo,
    SourceText,
    Visibility,
    addressing,
)
from archive.parsing.types import Completeness, IssueKind, ParseWarning
from archive.receive.manifest import Manifest, NewspaperEntry
from archive.signals import articles_changed
from tests.readings import Reader, masthead, page, photo, story

pytestmark = pytest.mark.django_db

CATTLE = story("肉牛产业强筋骨", "初冬时节，走进科尔沁区的牛舍，膘肥体壮的肉牛正在吃草。", names=("张琪", "王晶"))
CORN = story("玉米丰收", "今年全市玉米播种面积稳定在一千八百万亩以上，单产再创新高。", captions=("丰收的玉米",))
SNOW = story("暴雪橙色预警", "气象部门二月五日发布预警，预计未来两天有大到暴雪。")


@pytest.fixture
def reader(monkeypatch):
    return Reader(monkeypatch)


def state() -> dict:
    """All that a reader or editor could tell apart, keys of rows included."""
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in (Newspaper, Issue, Page, SourceText, Article, ArticlePart, Photo, Address)
    }


def paths() -> dict[str, str]:
    return {article.key: addressing.path_of(article) for article in Article.objects.order_by("pk")}


def titles(**filters) -> list[str]:
    return [
        article.headline
        for article in Article.objects.public().filter(**filters).order_by("page__order", "order", "pk")
    ]


# --- Identity ---------------------------------------------------------------------------------------------------------


def test_a_page_becomes_records(reader):
    result = reader.receive(
        "甲", page(CATTLE, CORN, photo("雪后的街道"), head=masthead(number_printed="第22076号", first_number=22076))
    )
    assert (result.outcome, result.articles, result.photos, result.placed) == (Outcome.IMPORTED, 3, 2, 3000)
    newspaper = Newspaper.objects.get()
    assert (newspaper.name, newspaper.slug, newspaper.reviewed) == ("通辽日报", "tongliao-ribao", False)
    assert paths() == {
        f"tongliao-ribao-2026-02-06-p1-a{number}": f"/papers/tongliao-ribao/2026-02-06/p1/a{number}/"
        for number in (1, 2, 3)
    }
    article = complete(Article.objects.filter(headline="玉米丰收")).get()
    assert export_record(article) == {
        "key": "tongliao-ribao-2026-02-06-p1-a2",
        "url": "/papers/tongliao-ribao/2026-02-06/p1/a2/",
        "paper": "通辽日报",
        "paper_slug": "tongliao-ribao",
        "date": "2026-02-06",
        "date_precision": "day",
        "date_basis": "printed",
        "issue_number": "22076",
        "page": "1",
        "kind": "news",
        "language": "zh-Hans",
        "kicker": None,
        "headline": "玉米丰收",
        "deck": None,
        "column": None,
        "authors": [],
        "source": None,
        "dateline": None,
        "continued_on": None,
        "body": "今年全市玉米播种面积稳定在一千八百万亩以上，单产再创新高。",
        "photos": [{"caption": "丰收的玉米", "credit": "某某"}],
        "source_files": ["甲.txt"],
        "revision": 1,
        "parts": [{"page": "1", "page_basis": "printed", "url": "/papers/tongliao-ribao/2026-02-06/p1/"}],
        "date_last": None,
        "issue_kind": "regular",
        "edition_label": None,
        "newspaper_basis": "printed",
        "page_basis": "printed",
        "package": None,
        "genre": None,
        "bylines": [],
        "rights": None,
        "reviewed": False,
        "changed": article.changed.isoformat(),
        "notice": "本文由版面识别生成，未经人工校对，引用请核对报纸原版。",
        "continuation_awaiting": False,
    }


def test_the_same_text_again_changes_nothing(reader):
    reader.receive("甲", page(CATTLE, CORN), newspaper="x", date="2026-02-06", note="known")
    before = state()
    with CaptureQueriesContext(connection) as queries:
        assert reader.receive("甲", page(CATTLE, CORN)).outcome == Outcome.UNCHANGED
    assert state() == before
    assert len(queries) == 2


def test_another_name_is_noted_and_changes_nothing_else(reader):
    reader.receive("甲", page(CATTLE))
    before = state()
    reader.receive("甲", page(CATTLE), name="乙.txt")
    (text,) = before["SourceText"]
    text["names"] = ["甲.txt", "乙.txt"]
    assert state() == before


def test_missing_facts_never_erase_stored_ones(reader):
    nothing = masthead("", "", "")
    Newspaper.objects.create(name="通辽日报", slug="tongliao-ribao")
    reader.receive(
        "甲", page(CATTLE, head=nothing), newspaper="tongliao-ribao", date="2026-01-09", page="1", issue="i1"
    )
    before = state()
    reader.improve()
    assert reader.receive("甲", page(CATTLE, head=nothing)).outcome == Outcome.UNCHANGED
    after = state()
    for text in (*before["SourceText"], *after["SourceText"]):
        del text["parser_version"], text["changed"]
    assert after == before


# --- Place ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "slugs"),
    [
        (masthead(page="1"), masthead(page="2"), ["2026-02-06"]),
        (masthead(page="1"), masthead("2026-02-07"), ["2026-02-06", "2026-02-07"]),
        (masthead(page="1"), masthead(page="1", kind=IssueKind.EXTRA), ["2026-02-06", "2026-02-06-ed2"]),
        (masthead(page="1", kind=IssueKind.EXTRA), masthead(page="1"), ["2026-02-06", "2026-02-06-ed2"]),
        (masthead(page="1", kind=IssueKind.EXTRA), masthead(page="2", kind=IssueKind.EXTRA), ["2026-02-06"]),
        (masthead(page="1", first_number=7), masthead(page="1", first_number=8), ["2026-02-06", "2026-02-06-ed2"]),
        (masthead(page="1", first_number=7), masthead(page="2", first_number=7), ["2026-02-06"]),
        (masthead(page="1", first_number=7), masthead(page="2"), ["2026-02-06"]),
        (
            masthead(page="1", edition_label="城市版"),
            masthead(page="1", edition_label="农村版"),
            ["2026-02-06", "2026-02-06-ed2"],
        ),
        (masthead(page=""), masthead(page=""), ["2026-02-06"]),
        (masthead("2024-11", ""), masthead("2024-11", ""), ["2024-11", "2024-11-ed2"]),
        (masthead("2024-11", "1"), masthead("2024-11", "1"), ["2024-11", "2024-11-ed2"]),
        (masthead("2024-11", "1", first_number=7), masthead("2024-11", "2", first_number=7), ["2024-11"]),
        (masthead("2024-11", "1", first_number=7), masthead("2024-12", "2", first_number=7), ["2024-11", "2024-12"]),
        (masthead("2024-11", "1", total_number=70), masthead("2024-11", "2", total_number=70), ["2024-11"]),
        (masthead("", "1"), masthead("", "1"), ["undated", "undated-ed2"]),
        (masthead("", "1", first_number=7), masthead("", "2", first_number=7), ["undated"]),
        (masthead("2024", "1"), masthead("2024-11-05", "1"), ["2024", "2024-11-05"]),
    ],
)
def test_which_pages_are_of_one_issue(reader, first, second, slugs):
    assert reader.receive("甲", page(CATTLE, head=first)).outcome == Outcome.IMPORTED
    assert reader.receive("乙", page(CORN, head=second)).outcome == Outcome.IMPORTED
    assert sorted(Issue.objects.values_list("slug", flat=True)) == slugs
    assert Page.objects.count() == 2


def test_the_manifest_may_say_that_undated_pages_are_of_one_issue(reader):
    for text in ("甲", "乙"):
        reader.receive(text, page(CATTLE, head=masthead("2024-11", "")), issue="november")
    assert [issue.pages.count() for issue in Issue.objects.all()] == [2]


def test_a_day_printed_later_makes_a_known_issue_more_precise(reader):
    reader.receive("甲", page(CATTLE, head=masthead("", "1", first_number=7)), date="2024-11", date_basis="inferred")
    reader.receive("乙", page(CORN, head=masthead("2024-11-05", "2", first_number=7)))
    issue = Issue.objects.get()
    assert (issue.date, issue.date_basis, issue.slug) == ("2024-11-05", "printed", "2024-11-05")
    assert addressing.resolve("/papers/tongliao-ribao/2024-11/p1/a1/").moved


@pytest.mark.parametrize("late", [False, True])
def test_a_page_of_one_day_joins_the_merged_issue_that_prints_its_number(reader, late):
    merged = masthead(
        "2026-02-17",
        last_date=datetime.date(2026, 2, 19),
        kind=IssueKind.MERGED,
        number_printed="第22085—22087号",
        first_number=22085,
        last_number=22087,
    )
    one_day = masthead("2026-02-18", "2", number_printed="第22086号", first_number=22086, last_number=22086)
    for text, head in (("乙", one_day), ("甲", merged)) if late else (("甲", merged), ("乙", one_day)):
        reader.receive(text, page(CATTLE if text == "甲" else CORN, head=head))
    issue = Issue.objects.get()
    assert (issue.slug, str(issue.first_day), str(issue.last_day)) == ("2026-02-17", "2026-02-17", "2026-02-19")
    assert (issue.number_printed, issue.first_number, issue.last_number, issue.kind) == (
        "第22085—22087号",
        22085,
        22087,
        "merged",
    )
    for day in (18, 19):
        found = addressing.resolve(f"/papers/tongliao-ribao/2026-02-{day}/")
        assert (found.record, found.moved) == (issue, True)


def test_what_the_page_prints_stands_against_the_manifest(reader):
    Newspaper.objects.create(name="内蒙古日报", slug="neimenggu-ribao")
    result = reader.receive("甲", page(CATTLE), newspaper="neimenggu-ribao", date="2026-02-07", page="3")
    assert result.warnings == {"manifest_conflict": 3}
    stored = Page.objects.get()
    assert (stored.label, stored.basis, stored.issue.date, stored.issue.newspaper.name) == (
        "1",
        "printed",
        "2026-02-06",
        "通辽日报",
    )
    assert [warning["text"] for warning in SourceText.objects.get().warnings] == [
        "报纸：清单作 内蒙古日报，版面作 通辽日报",
        "版次：清单作 3，版面作 1",
        "日期：清单作 2026-02-07，版面作 2026-02-06",
    ]


def test_the_manifest_fills_what_the_page_does_not_print(reader):
    Newspaper.objects.create(name="通辽日报", slug="tongliao-ribao")
    head = dataclasses.replace(masthead("", "1", ""), page_inferred=True)
    reader.receive(
        "甲", page(CATTLE, head=head), newspaper="tongliao-ribao", date="2024-11", page="A3", date_basis="inferred"
    )
    stored = Page.objects.get()
    assert (stored.label, stored.basis) == ("A3", "catalogued")
    assert (stored.issue.date, stored.issue.date_basis, stored.issue.newspaper_basis) == (
        "2024-11",
        "inferred",
        "catalogued",
    )


def test_an_alias_makes_a_newspaper_known_by_inference(reader):
    head = dataclasses.replace(masthead(), newspaper_printed=False)
    reader.receive("甲", page(CATTLE, head=head))
    assert Issue.objects.get().newspaper_basis == "inferred"
    reader.receive("乙", page(CORN, head=masthead(page="2")))
    assert Issue.objects.get().newspaper_basis == "printed"


# --- Held -------------------------------------------------------------------------------------------------------------


def test_a_text_of_an_unknown_newspaper_is_held_until_it_is_known(reader):
    unknown = page(CATTLE, head=masthead(name=""))
    for _again in range(2):
        result = reader.receive("甲", unknown)
        assert (result.outcome, result.reason) == (
            Outcome.HELD,
            "不知道是哪份报纸：版面没有印出认得的报名；请在清单里写明 newspaper",
        )
        assert (SourceText.objects.get().state, Article.objects.count(), Issue.objects.count()) == ("held", 0, 0)
    Newspaper.objects.create(name="通辽日报", slug="tongliao-ribao")
    assert reader.receive("甲", unknown, newspaper="tongliao-ribao").outcome == Outcome.IMPORTED
    assert (SourceText.objects.get().state, SourceText.objects.get().reason) == ("current", "")
    assert titles() == ["肉牛产业强筋骨"]


def test_a_masthead_alone_is_held(reader):
    assert reader.receive("甲", page()).reason == "没有文章，只有报头之类；请看文件是否完整"
    assert Newspaper.objects.count() == 0


def test_a_second_text_of_a_page_is_held(reader):
    reader.receive("甲", page(CATTLE))
    before = state()
    for _again in range(2):
        assert (
            reader.receive("乙", page(CORN)).reason
            == "这一版已有另一份文本 甲.txt；若不是同一版，请在清单里写明日期或版次"
        )
    after = state()
    assert [text["state"] for text in after.pop("SourceText")] == ["current", "held"]
    del before["SourceText"]
    assert after == before


def test_a_held_text_takes_the_page_when_the_other_is_out_of_use(reader):
    reader.receive("甲", page(CATTLE))
    reader.receive("乙", page(CORN))
    SourceText.objects.filter(state="current").update(state="superseded")
    assert reader.receive("乙", page(CORN)).outcome == Outcome.IMPORTED
    assert reader.receive("甲", page(CATTLE)).outcome == Outcome.UNCHANGED
    assert Page.objects.count() == 1


# --- Read again -------------------------------------------------------------------------------------------------------


def test_a_newer_parser_keeps_every_key(reader):
    reader.receive("甲", page(CATTLE, CORN, SNOW))
    before = paths()
    reader.improve()
    changed = dataclasses.replace(CORN, headline="玉米再获丰收", photos=())
    other_words = story("气象台", "完全不同的读法。", spans=page(CATTLE, CORN, SNOW).articles[2].spans)
    result = reader.receive("甲", page(story("新读出的一篇", "原来漏读的文字"), CATTLE, changed, other_words))
    assert result.outcome == Outcome.UPDATED
    assert titles() == ["新读出的一篇", "肉牛产业强筋骨", "玉米再获丰收", "气象台"]
    assert {key: path for key, path in paths().items() if key in before} == before
    assert [article.revision for article in Article.objects.order_by("pk")] == [1, 2, 2, 1]
    assert Photo.objects.count() == 0


def test_the_change_is_announced_once_with_all_keys(reader):
    sent = []

    def hear(keys, **kwargs):
        sent.append(sorted(keys))

    articles_changed.connect(hear)
    try:
        reader.receive("甲", page(CATTLE, CORN))
        reader.receive("甲", page(CATTLE, CORN))
        reader.improve()
        reader.receive("甲", page(CATTLE, CORN))
        reader.improve()
        reader.receive("甲", page(CATTLE, dataclasses.replace(CORN, deck="副题")))
    finally:
        articles_changed.disconnect(hear)
    assert sent == [
        [f"tongliao-ribao-2026-02-06-p1-a{number}" for number in (1, 2)],
        ["tongliao-ribao-2026-02-06-p1-a2"],
    ]


def test_what_an_editor_changed_is_never_overwritten(reader):
    reader.receive("甲", page(CATTLE, CORN))
    article = Article.objects.get(headline="肉牛产业强筋骨")
    article.headline = "肉牛产业强筋壮骨"
    article.save()
    article.bylines.filter(name="王晶").update(name="王 晶晶")
    article.parts.update(blocks=[{"type": "paragraph", "text": "编辑改过的正文。"}])
    Photo.objects.update(caption="编辑改过的说明")
    Issue.objects.update(number_printed="编辑所写")
    reader.improve()
    again = dataclasses.replace(CATTLE, headline="肉牛业", deck="副题", blocks=CORN.blocks, people=())
    head = masthead(number_printed="第9号", first_number=9)
    reader.receive("甲", page(again, dataclasses.replace(CORN, photos=()), head=head))
    article.refresh_from_db()
    assert (article.headline, article.deck, article.body) == ("肉牛产业强筋壮骨", "副题", "编辑改过的正文。")
    assert [byline.name for byline in article.bylines.all()] == ["张琪", "王 晶晶"]
    read = article.parts.get().source.reading
    assert (read.unpacked[0]["fields"]["headline"], read.unpacked[0]["bylines"]) == ("肉牛业", [])
    assert [each["what"] for each in read.differences] == ["bylines", "blocks", "headline", "photos"]
    assert Photo.objects.get().caption == "编辑改过的说明"
    assert Issue.objects.get().number_printed == "编辑所写"


def test_what_an_editor_deleted_does_not_come_back(reader):
    reader.receive("甲", page(CATTLE, CORN))
    Article.objects.get(headline="肉牛产业强筋骨").delete()
    Photo.objects.all().delete()
    reader.improve()
    reader.receive("甲", page(CATTLE, CORN, SNOW))
    assert titles() == ["玉米丰收", "暴雪橙色预警"]
    assert Photo.objects.count() == 0
    gone = addressing.resolve("/papers/tongliao-ribao/2026-02-06/p1/a1/")
    assert (gone.record, gone.key) == (None, "tongliao-ribao-2026-02-06-p1-a1")
    assert Article.objects.get(headline="暴雪橙色预警").number == 3


def test_a_vanished_article_is_withdrawn_and_comes_back(reader):
    reader.receive("甲", page(CATTLE, CORN))
    before = paths()
    reader.improve()
    reader.receive("甲", page(CATTLE))
    gone = Article.objects.get(headline="玉米丰收")
    assert (gone.visibility, gone.withdrawn_note) == ("withdrawn", "重新识读后，版面上不再有这篇文章。")
    assert titles() == ["肉牛产业强筋骨"]
    reader.improve()
    reader.receive("甲", page(CATTLE, CORN))
    assert titles() == ["肉牛产业强筋骨", "玉米丰收"]
    assert Article.objects.get(headline="玉米丰收").withdrawn_note == ""
    assert paths() == before


def test_what_an_editor_withdrew_stays_withdrawn(reader):
    reader.receive("甲", page(CATTLE, CORN))
    Article.objects.filter(headline="玉米丰收").update(visibility=Visibility.WITHDRAWN, withdrawn_note="应作者要求")
    for stories in ((CATTLE,), (CATTLE, CORN)):
        reader.improve()
        reader.receive("甲", page(*stories))
        article = Article.objects.get(headline="玉米丰收")
        assert (article.visibility, article.withdrawn_note) == ("withdrawn", "应作者要求")


def test_a_manifest_that_says_otherwise_moves_the_page(reader):
    nothing = masthead("", "", "")
    Newspaper.objects.create(name="通辽日报", slug="tongliao-ribao")
    said = {"newspaper": "tongliao-ribao", "page": "1"}
    reader.receive("甲", page(CATTLE, head=nothing), date="2026-01-09", **said)
    assert reader.receive("甲", page(CATTLE, head=nothing), date="2026-01-10", **said).outcome == Outcome.UPDATED
    assert list(paths().items()) == [("tongliao-ribao-2026-01-09-p1-a1", "/papers/tongliao-ribao/2026-01-10/p1/a1/")]
    assert Issue.objects.count() == 1
    # Where the other day's issue stands already, the page moves to it.
    reader.receive("乙", page(CORN), date="2026-01-11", newspaper="tongliao-ribao")
    issue = Issue.objects.get(first_day="2026-02-06")
    assert (
        reader.receive(
            "甲", page(CATTLE, head=nothing), date="2026-02-06", page="2", newspaper="tongliao-ribao"
        ).outcome
        == Outcome.UPDATED
    )
    assert sorted(issue.pages.values_list("slug", flat=True)) == ["p1", "p2"]
    assert Issue.objects.count() == 1
    for old in ("2026-01-09", "2026-01-10"):
        found = addressing.resolve(f"/papers/tongliao-ribao/{old}/p1/a1/")
        assert addressing.path_of(found.record) == "/papers/tongliao-ribao/2026-02-06/p2/a1/"


def test_an_editors_date_stands_against_a_newer_parser(reader):
    reader.receive("甲", page(CATTLE))
    issue = Issue.objects.get()
    issue.first_day = datetime.date(2026, 2, 8)
    issue.save()
    reader.improve()
    reader.receive("甲", page(CATTLE, head=masthead("2026-02-09")))
    assert list(Issue.objects.values_list("slug", flat=True)) == ["2026-02-08"]


def test_a_page_numbered_later(reader):
    reader.receive("甲", page(CATTLE, head=masthead(page="")))
    assert list(paths().values()) == ["/papers/tongliao-ribao/2026-02-06/px1/a1/"]
    reader.receive("甲", page(CATTLE, head=masthead(page="")), page="3")
    assert list(paths().items()) == [("tongliao-ribao-2026-02-06-px1-a1", "/papers/tongliao-ribao/2026-02-06/p3/a1/")]


def test_a_page_that_would_take_anothers_place_stays(reader):
    reader.receive("甲", page(CATTLE))
    reader.receive("乙", page(CORN, head=masthead(page="")))
    before = paths()
    assert reader.receive("乙", page(CORN, head=masthead(page="")), page="1").outcome == Outcome.HELD
    assert paths() == before
    assert SourceText.objects.filter(state="current").count() == 2


# --- Jumps ------------------------------------------------------------------------------------------------------------

BEGINNING = story(
    "习近平同美国总统特朗普通电话",
    "新华社北京2月4日电 过去一年，我们保持着良好沟通，让中美两个大国迈",
    continued_on="3",
    names=("张琪",),
)
TAIL = story(
    "习近平同特朗普通电话",
    "向相互尊重、和平共处、合作共赢的一年。",
    continued_from="1",
    names=("张琪", "王晶"),
    captions=("会谈现场",),
)
OTHER = story("我市扩大有效投资", "项目建设如火如荼，各地抢抓工期，投资稳步增长。", continued_on="3")
OTHER_TAIL = story("", "投资增长的背后，是项目建设的加速，各地工期一再提前。", continued_from="1")


@pytest.mark.parametrize("backwards", [False, True])
def test_a_jump_is_joined_whichever_page_comes_first(reader, backwards):
    pages = [("甲", page(BEGINNING, SNOW, OTHER)), ("乙", page(CORN, OTHER_TAIL, TAIL, head=masthead(page="3")))]
    for text, read_as in reversed(pages) if backwards else pages:
        reader.receive(text, read_as)
    assert titles() == ["习近平同美国总统特朗普通电话", "暴雪橙色预警", "我市扩大有效投资", "玉米丰收"]
    article = complete(Article.objects.filter(headline=BEGINNING.headline)).get()
    assert article.body == BEGINNING.body + TAIL.body
    assert article.completeness == Completeness.WHOLE
    assert [byline.name for byline in article.bylines.all()] == ["张琪", "王晶"]
    assert export_record(article)["source_files"] == ["甲.txt", "乙.txt"]
    assert [part.page.label for part in article.parts.all()] == ["1", "3"]
    assert [photo.caption for photo in article.photos.all()] == ["会谈现场"]
    tail = Article.objects.get(headline=TAIL.headline)
    assert tail.key == "tongliao-ribao-2026-02-06-p3-a3"
    found = addressing.resolve("/papers/tongliao-ribao/2026-02-06/p3/a3/")
    assert (found.record, found.moved) == (article, True)
    other = complete(Article.objects.filter(headline=OTHER.headline)).get()
    assert other.body == f"{OTHER.body}\n{OTHER_TAIL.body}"
    assert [text.warnings for text in SourceText.objects.all()] == [[], []]


def test_a_beginning_whose_page_is_not_held_stays_open(reader):
    reader.receive("甲", page(BEGINNING))
    assert Article.objects.get().completeness == Completeness.CONTINUED
    assert SourceText.objects.get().warnings == []


def test_what_is_not_clear_is_not_joined(reader):
    twin = dataclasses.replace(OTHER_TAIL, blocks=story("", "各地工期一再提前，项目建设加速，投资增长。").blocks)
    reader.receive("甲", page(OTHER))
    reader.receive("乙", page(OTHER_TAIL, twin, head=masthead(page="3")))
    assert Article.objects.exclude(merged_into=None).count() == 0
    codes = {text.names[0]: [warning["code"] for warning in text.warnings] for text in SourceText.objects.all()}
    assert codes == {"甲.txt": ["jump_ambiguous"], "乙.txt": ["jump_ambiguous", "jump_ambiguous"]}


def test_an_end_without_its_other_is_noted_until_it_comes(reader):
    reader.receive("甲", page(BEGINNING))
    reader.receive("乙", page(CORN, head=masthead(page="3")))
    assert SourceText.objects.get(names=["甲.txt"]).warnings == [
        {"code": "jump_unmatched", "span": None, "text": "下转 3"}
    ]
    reader.improve()
    reader.receive("乙", page(CORN, TAIL, head=masthead(page="3")))
    assert [text.warnings for text in SourceText.objects.all()] == [[], []]
    assert titles() == [BEGINNING.headline, "玉米丰收"]


def test_a_jump_over_three_pages_in_any_order(reader):
    middle = dataclasses.replace(TAIL, continued_on="4", completeness=Completeness.BEGINNING_MISSING)
    end = story("习近平同特朗普通电话", "两国元首都认为通话很好。", continued_from="3")
    pages = {
        "甲": page(BEGINNING),
        "乙": page(middle, head=masthead(page="3")),
        "丙": page(end, head=masthead(page="4")),
    }
    for text in ("丙", "乙", "甲"):
        reader.receive(text, pages[text])
    article = Article.objects.public().get()
    assert article.headline == BEGINNING.headline
    assert [part.page.label for part in article.parts.all()] == ["1", "3", "4"]
    assert article.completeness == Completeness.WHOLE
    for number in (3, 4):
        assert addressing.resolve(f"/papers/tongliao-ribao/2026-02-06/p{number}/a1/").record == article


def test_a_joined_tail_is_read_again_in_its_place(reader):
    reader.receive("甲", page(BEGINNING))
    reader.receive("乙", page(CORN, TAIL, head=masthead(page="3")))
    before = paths()
    reader.improve()
    better = dataclasses.replace(TAIL, blocks=story("", "向相互尊重、和平共处、合作共赢的一年！").blocks, people=())
    reader.receive("乙", page(CORN, better, head=masthead(page="3")))
    article = Article.objects.get(headline=BEGINNING.headline)
    assert article.body == f"{BEGINNING.body}向相互尊重、和平共处、合作共赢的一年！"
    assert [byline.name for byline in article.bylines.all()] == ["张琪"]
    assert paths() == before
    reader.receive("甲", page(dataclasses.replace(BEGINNING, deck="副题")))
    article.refresh_from_db()
    assert (article.deck, article.completeness, article.parts.count()) == ("副题", "whole", 2)


def test_a_joined_tail_that_vanishes_opens_its_beginning_again(reader):
    reader.receive("甲", page(BEGINNING))
    reader.receive("乙", page(CORN, TAIL, head=masthead(page="3")))
    reader.improve()
    reader.receive("乙", page(CORN, head=masthead(page="3")))
    article = Article.objects.get(headline=BEGINNING.headline)
    assert (article.completeness, article.body, article.photos.count()) == ("continued", BEGINNING.body, 0)
    assert [byline.name for byline in article.bylines.all()] == ["张琪"]
    tail = Article.objects.get(headline=TAIL.headline)
    assert (tail.visibility, tail.merged_into, tail.body) == ("withdrawn", None, TAIL.body)
    reader.improve()
    reader.receive("乙", page(CORN, TAIL, head=masthead(page="3")))
    article.refresh_from_db()
    assert (article.completeness, article.body) == ("whole", BEGINNING.body + TAIL.body)


# --- Faults -----------------------------------------------------------------------------------------------------------


def test_what_is_too_long_for_a_column_is_cut_there_and_whole_in_the_text(reader):
    headline, name = (
        model._meta.get_field(field).max_length for model, field in ((Article, "headline"), (Byline, "name"))
    )
    long = page(story("长" * (headline + 1), "正文", names=("名" * (name + 1),)))
    reader.receive("甲", long)
    article = Article.objects.get()
    assert (len(article.headline), len(article.bylines.get().name)) == (headline, name)
    reader.improve()
    assert reader.receive("甲", long).outcome == Outcome.UNCHANGED


def test_nothing_is_left_of_a_page_that_cannot_be_written(reader, monkeypatch):
    def fail(*args):
        raise RuntimeError("no")

    monkeypatch.setattr("archive.ingest.joined_articles.join_issue", fail)
    with pytest.raises(RuntimeError):
        reader.receive("甲", page(CATTLE))
    assert not any(state().values())


def test_the_writing_of_many_articles_takes_no_more_queries(reader):
    counts = []
    for text, number in (("甲", 3), ("乙", 60)):
        stories = [story(f"第{text}{index}号", f"第{index}段正文", names=("张琪",)) for index in range(number)]
        with CaptureQueriesContext(connection) as queries:
            reader.receive(text, page(*stories, head=masthead(page=str(len(counts) + 1))))
        counts.append(len(queries))
    assert counts[1] - counts[0] <= 12  # what goes in several lots, and the issue that stands now


def test_two_importers_at_once_double_nothing(tmp_path):
    here = {**os.environ, "DATA_DIR": str(tmp_path)}
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "--verbosity", "0"], env=here, check=True)
    importers = [
        subprocess.Popen([*manage, "import_pages", "--json"], env=here, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    lines = [json.loads(line) for importer in importers for line in importer.communicate()[0].splitlines()]
    assert [importer.returncode for importer in importers] == [0, 0]
    assert sorted(line["outcome"] for line in lines if "outcome" in line) == ["imported"] * 5 + ["unchanged"] * 5
    exported = subprocess.run(
        [*manage, "export_articles"], env=here, stdout=subprocess.PIPE, text=True, check=True
    ).stdout
    keys = [json.loads(line)["key"] for line in exported.splitlines()]
    assert len(keys) == len(set(keys)) == sum(line.get("articles", 0) for line in lines if "outcome" in line)


def test_the_parsers_doubts_are_kept(reader):
    reader.receive("甲", page(CATTLE, warnings=(ParseWarning("no_headline", (3, 9), "初冬"),)))
    assert SourceText.objects.get().warnings == [{"code": "no_headline", "span": [3, 9], "text": "初冬"}]
    assert SourceText.objects.get().parser_version == parsing.PARSER_VERSION


def test_a_doubt_is_kept_with_its_reasons_and_a_new_one_changes_no_article(reader):
    reader.receive("甲", page(CATTLE))
    before = list(Change.objects.values_list("sequence", flat=True)), ArticleVersion.objects.count()
    doubt = ParseWarning("headline_unsure", (3, 9), "初冬", ("blank_above",))
    reader.improve()
    reader.receive("甲", page(CATTLE, warnings=(doubt,)))
    assert SourceText.objects.get().warnings == [
        {"code": "headline_unsure", "span": [3, 9], "text": "初冬", "reasons": ["blank_above"]}
    ]
    assert (list(Change.objects.values_list("sequence", flat=True)), ArticleVersion.objects.count()) == before


# --- Whatever is read -------------------------------------------------------------------------------------------------

STORIES = [CATTLE, CORN, SNOW, BEGINNING, TAIL, OTHER, OTHER_TAIL, photo("雪后的街道")]
STORIES += [dataclasses.replace(TAIL, continued_on="4"), story("", "两国元首都认为通话很好。", continued_from="3")]
READINGS = st.lists(
    st.tuples(st.integers(0, 2), st.lists(st.sampled_from(range(len(STORIES))), min_size=1, max_size=4)),
    min_size=1,
    max_size=8,
)


@settings(max_examples=25, deadline=None)
@given(readings=READINGS)
def test_however_pages_are_read_again_keys_and_addresses_stay_and_text_is_shown_once(readings):
    with pytest.MonkeyPatch.context() as monkeypatch, transaction.atomic():
        reader = Reader(monkeypatch)
        keys, answered, shown = {}, set(), {}
        for number, stories in readings:
            reader.improve()
            reader.receive(
                str(number), page(*(STORIES[each] for each in stories), head=masthead(page=str((1, 3, 4)[number])))
            )
            shown[number] = len(stories)
            now = {article.pk: article.key for article in Article.objects.all()}
            assert {**now, **keys} == now
            keys = now
            answered |= set(Address.objects.values_list("path", flat=True))
            for path in answered:
                found = addressing.resolve(path)
                there = found.record.get_absolute_url()
                assert addressing.resolve(there).moved is False
            public = Article.objects.public()
            assert ArticlePart.objects.filter(article__in=public).count() == sum(shown.values())
            assert not Article.objects.filter(merged_into__merged_into__isnull=False).exists()
            for article in public:
                assert article.parts.exists()
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("second", ["桐川⽇报", "桐川日\u200b报", "桐川日報", "桐 川 日 报", "桐川日报\ufeff"])
def test_a_newspaper_whose_name_folds_alike_is_no_second_one(second):
    for name in ("桐川日报", second, second):
        newspapers.find_or_make(name)
    newspapers.enter(Manifest({"tongchuan-ribao": NewspaperEntry(second, ("桐川融媒", "桐川融\u200b媒"))}))
    assert list(Newspaper.objects.values_list("slug", "aliases")) == [("tongchuan-ribao", ["桐川融媒"])]


@pytest.mark.django_db
def test_a_new_newspaper_is_named_by_characters_that_are_seen():
    assert newspapers.find_or_make("桐川⽇\u200b报").name == "桐川日报"
    assert newspapers.find_or_make("桐川報").name == "桐川報"
