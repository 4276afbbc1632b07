"""What a person made of the record stands, however often and however its text is read again."""

import dataclasses
import io
import json
from contextlib import suppress

import pytest
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from forms import form_of, url
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from archive import acts
from archive.acts import change
from archive.ingest import Outcome, readings, reread, to_reread
from archive.models import (
    Article,
    ArticlePart,
    ArticleVersion,
    ChangeSet,
    Photo,
    Reading,
    SourceText,
    Tombstone,
    Visibility,
)
from archive.parsing.types import ParsedPage, Person, Role, Span
from tests.readings import Reader, cut, masthead, page, story

pytestmark = pytest.mark.django_db

LINES = [
    "肉牛产业强筋骨",
    "初冬时节走进牛舍。",
    "膘肥体壮的肉牛正在吃草。",
    "玉米丰收",
    "今年单产再创新高。",
    "秋粮颗粒归仓。",
]
TEXT = "\n".join(LINES)
AS_PRINTED = ((0, 1, 2), (3, 4, 5))


@pytest.fixture
def reader(monkeypatch):
    return Reader(monkeypatch)


@pytest.fixture
def editor():
    return get_user_model().objects.create_superuser("editor")


def correct(article: Article, by, **blocks: str) -> None:
    """Correct the text of blocks by hand: b1="…" the second."""
    with change(ChangeSet.Kind.CORRECT, by=by) as act, act.lot():
        act.touch([article.pk])
        part = article.parts.get()
        for name, text in blocks.items():
            part.blocks[int(name[1:])]["text"] = text
        part.save()


def bodies() -> dict[str, list[str]]:
    return {
        article.headline: [block["text"] for block in article.blocks]
        for article in Article.objects.public().order_by("pk")
    }


def differences(text: str = TEXT) -> list[tuple[str, str]]:
    """What differs, and the words there."""
    (row,) = Reading.objects.all()
    assert row.differing == len(row.differences)
    return [(each["what"], " ".join(text[s:e] for s, e in each["spans"])) for each in row.differences]


# --- What is kept -----------------------------------------------------------------------------------------------------


def test_a_reading_holds_the_parsers_whole_word_and_what_became_of_it(reader):
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED))
    keys = list(Article.objects.order_by("pk").values_list("key", flat=True))
    row = Reading.objects.get()
    assert [item["key"] for item in row.unpacked] == keys
    assert row.unpacked[0]["blocks"] == [
        {"type": "paragraph", "text": LINES[1], "spans": [[8, 17]]},
        {"type": "paragraph", "text": LINES[2], "spans": [[18, 30]]},
    ]
    assert row.unpacked[0]["spans"] == [[0, 7, "headline"], [8, 17, "body"], [18, 30, "body"]]
    assert ArticlePart.objects.first().blocks == row.unpacked[0]["blocks"]
    assert [article.parsed for article in Article.objects.all()] == [{}, {}]


def test_a_held_text_has_a_reading_of_which_nothing_became(reader):
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED, head=masthead(name="")))
    assert [item["key"] for item in Reading.objects.get().unpacked] == [None, None]
    reader.improve()
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED))
    assert list(bodies()) == ["肉牛产业强筋骨", "玉米丰收"]


def test_an_import_is_one_changeset_and_one_that_changes_nothing_is_none(reader):
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED))
    (first,) = ChangeSet.objects.all()
    assert (first.kind, first.source, first.by, first.parser_version) == (
        "import",
        SourceText.objects.get(),
        None,
        SourceText.objects.get().parser_version,
    )
    assert first.finished is not None
    assert set(Article.objects.values_list("changeset", flat=True)) == {first.pk}
    assert ArticleVersion.objects.count() == 0
    reader.improve()
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED))
    assert ChangeSet.objects.count() == 1
    reader.improve()
    reader.receive(TEXT, cut(TEXT, (0, 1), (3, 4, 5)))
    (second,) = ChangeSet.objects.exclude(pk=first.pk)
    assert [(row.number, row.changeset_id) for row in ArticleVersion.objects.all()] == [(1, first.pk)]
    assert list(Article.objects.order_by("pk").values_list("revision", "changeset")) == [(2, second.pk), (1, first.pk)]


def test_an_import_that_moves_a_page_is_a_changeset(reader):
    nowhere = masthead("", "", "")
    reader.receive("乙", page(story("另一篇", "正文。"), head=masthead()))
    for day in ("2026-01-09", "2026-01-10"):
        read_as = cut(TEXT, *AS_PRINTED, head=nowhere)
        reader.receive(TEXT, read_as, newspaper="tongliao-ribao", page="2", date=day)
    kinds = list(ChangeSet.objects.order_by("pk").values_list("kind", "source__names__0"))
    assert kinds == [("import", "乙.txt"), ("import", f"{TEXT}.txt"), ("import", f"{TEXT}.txt")]
    assert ArticleVersion.objects.count() == 0


# --- Block by block, person by person ---------------------------------------------------------------------------------


def test_a_corrected_character_holds_only_its_own_block(reader, editor):
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED))
    correct(Article.objects.get(headline=LINES[0]), editor, b0="初冬时节走进牛棚。")
    reader.improve()
    again = cut(TEXT, *AS_PRINTED)
    better = dataclasses.replace(
        again.articles[0],
        blocks=tuple(
            dataclasses.replace(block, text=block.text.replace("。", "！")) for block in again.articles[0].blocks
        ),
    )
    result = reader.receive(TEXT, dataclasses.replace(again, articles=(better, again.articles[1])))
    assert bodies()[LINES[0]] == ["初冬时节走进牛棚。", "膘肥体壮的肉牛正在吃草！"]
    assert (result.outcome, result.differences) == (Outcome.UPDATED, 1)
    assert differences() == [("blocks", LINES[1])]


def test_a_difference_is_listed_until_it_is_none(reader, editor):
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED))
    article = Article.objects.get(headline=LINES[0])
    correct(article, editor, b0="初冬时节走进牛棚。")
    for _again in range(2):
        reader.improve()
        again = cut(TEXT, *AS_PRINTED)
        blocks = (
            dataclasses.replace(again.articles[0].blocks[0], text="初冬时节走进牛舌。"),
            again.articles[0].blocks[1],
        )
        first = dataclasses.replace(again.articles[0], blocks=blocks)
        assert reader.receive(TEXT, dataclasses.replace(again, articles=(first, again.articles[1]))).differences == 1
    correct(article, editor, b0="初冬时节走进牛舌。")
    reader.improve()
    assert reader.receive(TEXT, dataclasses.replace(again, articles=(first, again.articles[1]))).differences == 0


@pytest.mark.parametrize(
    ("before", "now", "record", "result", "differing"),
    [
        ("甲乙", "甲乙", "甲乙", "甲乙", 0),
        ("甲乙", "甲丙", "甲乙", "甲丙", 0),
        ("甲乙", "甲丙", "丁乙", "丁丙", 0),
        ("甲乙", "丙乙", "丁乙", "丁乙", 1),
        ("甲乙", "甲", "丁乙", "丁乙", 1),  # nobody is taken off who was not read again
        ("甲乙", "甲乙", "甲", "甲", 0),
        ("甲乙", "甲乙丙", "甲", "甲丙", 0),
        ("甲", "甲乙", "甲乙", "甲乙", 0),
        ("甲", "甲乙", "甲丙", "甲乙丙", 0),
        ("", "甲", "", "甲", 0),
    ],
)
def test_people_are_read_again_one_by_one(reader, editor, before, now, record, result, differing):
    def read(names):
        people = tuple(Person(name) for name in names)
        return page(dataclasses.replace(story("肉牛业", "正文若干。"), people=people))

    reader.receive("甲", read(before))
    article = Article.objects.get()
    with change(ChangeSet.Kind.CORRECT, by=editor) as act, act.lot():
        act.touch([article.pk])
        article.bylines.all().delete()
        for order, name in enumerate(record):
            article.bylines.create(name=name, order=order)
    reader.improve()
    assert reader.receive("甲", read(now)).differences == differing
    assert "".join(byline.name for byline in article.bylines.all()) == result


def test_a_reviewed_article_does_not_change_at_all(reader):
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED))
    Article.objects.filter(headline=LINES[0]).update(reviewed=True)
    before = Article.objects.filter(headline=LINES[0]).values().get(), ArticlePart.objects.first().spans
    for cutting in (((0, 1), (3, 4, 5)), ((3, 4, 5),), ((1, 0, 2, 3, 4, 5),), ((5, 4, 3, 2, 1, 0),)):
        reader.improve()
        reader.receive(TEXT, cut(TEXT, *cutting))
        assert (Article.objects.filter(headline=LINES[0]).values().get(), ArticlePart.objects.first().spans) == before
        # What the reading gives to the reviewed one and that does not take is lost to nobody.
        assert bodies()[LINES[3]] == [LINES[4], LINES[5]]
        assert differences() != []


def second_line_as(role: Role) -> ParsedPage:
    """The lines as one article, the second of which is its deck or the second half of its headline."""
    read = cut(TEXT, (0, 2, 3, 4, 5))
    (article,) = read.articles
    start = len(LINES[0]) + 1
    words = {"deck": LINES[1]} if role is Role.DECK else {"headline": f"{LINES[0]} {LINES[1]}"}
    spans = (*article.spans, Span(start, start + len(LINES[1]), role))
    return dataclasses.replace(read, articles=(dataclasses.replace(article, spans=spans, **words),))


@pytest.mark.parametrize("edit", ["headline", "body"])
def test_a_deck_that_is_read_as_half_of_a_headline_which_stands_is_not_lost(reader, editor, edit):
    reader.receive(TEXT, second_line_as(Role.DECK))
    article = Article.objects.get()
    if edit == "headline":
        with acts.correcting([article.pk], by=editor):
            Article.objects.filter(pk=article.pk).update(headline="肉牛强筋骨")
    else:
        correct(article, editor, b0="膘肥体壮的肉牛在吃草。")
    before = Article.objects.values("headline", "deck").get()
    reader.improve()
    reader.receive(TEXT, second_line_as(Role.HEADLINE))
    assert Article.objects.values("headline", "deck").get() == before


@pytest.mark.parametrize("edit", ["headline", "split"])
def test_a_piece_that_a_person_touched_does_not_become_the_article_amid_which_it_stands(reader, editor, edit):
    lines = [
        "肉牛产业强筋骨",
        "初冬时节走进牛舍，膘肥体壮的肉牛正在吃草。",
        "玉米丰收",
        *(f"今年第{n}块地的单产再创新高。" for n in "一二三四五六"),
    ]
    text = "\n".join(lines)
    reader.receive(text, cut(text, (0, 1), range(2, 9)))
    first, second = Article.objects.order_by("pk")
    if edit == "headline":
        with acts.correcting([second.pk], by=editor):
            Article.objects.filter(pk=second.pk).update(headline="玉米大丰收")
    else:
        acts.split(second, acts.Cut(0, 5, 0), by=editor)
    before = bodies()
    reader.improve()
    reader.receive(text, cut(text, range(9)))
    assert bodies() == before
    assert Article.objects.get(headline=lines[0]).key == first.key


# --- Whose a character is ---------------------------------------------------------------------------------------------


def test_a_touched_article_is_not_withdrawn_and_gives_no_character_away(reader, editor):
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED))
    correct(Article.objects.get(headline=LINES[3]), editor, b0="今年单产又创新高。")
    reader.improve()
    assert reader.receive(TEXT, cut(TEXT, (0, 1, 2, 3, 4, 5))).differences == 2
    assert bodies() == {LINES[0]: [LINES[1], LINES[2]], LINES[3]: ["今年单产又创新高。", LINES[5]]}
    assert [what for what, _words in differences()] == ["withheld", "vanished"]
    reader.improve()
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED))
    assert bodies() == {LINES[0]: [LINES[1], LINES[2]], LINES[3]: ["今年单产又创新高。", LINES[5]]}


def test_an_untouched_article_follows_and_its_tombstone_names_where_its_text_went(reader):
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED))
    first, second = Article.objects.order_by("pk")
    reader.improve()
    reader.receive(TEXT, cut(TEXT, (0, 1, 2, 3, 4, 5)))
    (kept,) = Article.objects.public()
    gone = first if kept == second else second
    gone.refresh_from_db()
    assert (gone.visibility, gone.withdrawn_kind, gone.revision) == ("withdrawn", "reread", 1)
    stone = Tombstone.objects.get()
    assert (stone.key, stone.kind, stone.successor) == (gone.key, "reread", kept.key)
    reader.improve()
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED))
    assert bodies() == {LINES[0]: LINES[1:3], LINES[3]: LINES[4:]}
    assert Tombstone.objects.count() == 0


def test_what_an_editor_split_is_not_doubled(reader, editor):
    reader.receive(TEXT, cut(TEXT, (0, 1, 2, 3, 4, 5)))
    other = acts.split(Article.objects.get(), acts.Cut(0, 3, 0), by=editor)
    with acts.correcting([other.pk], by=editor):
        Article.objects.filter(pk=other.pk).update(headline=LINES[3])
    as_split = {LINES[0]: LINES[1:4], LINES[3]: LINES[4:]}
    assert bodies() == as_split
    for cutting in (((0, 1, 2, 3, 4, 5),), AS_PRINTED, ((0, 1), (2, 3, 4, 5)), ((0, 1, 2, 3, 4, 5),)):
        reader.improve()
        reader.receive(TEXT, cut(TEXT, *cutting))
        assert bodies() == as_split


def test_what_an_editor_deleted_comes_back_in_no_other_article(reader):
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED))
    Article.objects.get(headline=LINES[3]).delete()
    for cutting in (((0, 1, 2, 3, 4, 5),), ((0, 1, 2, 4), (3, 5)), AS_PRINTED):
        reader.improve()
        reader.receive(TEXT, cut(TEXT, *cutting))
        assert bodies() == {LINES[0]: LINES[1:3]}


def test_a_headline_written_where_the_printed_one_was_kept_out_stands(reader, editor):
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED))
    Article.objects.get(headline=LINES[3]).delete()
    reader.improve()
    reader.receive(TEXT, cut(TEXT, (3, 1, 2)))
    assert bodies() == {"": LINES[1:3]}  # what was deleted is nobody's headline
    article = Article.objects.get()
    with acts.correcting([article.pk], by=editor):
        Article.objects.filter(pk=article.pk).update(headline="编辑所写")
    reader.improve()
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED))
    assert bodies() == {"编辑所写": LINES[1:3]}


def test_a_paragraph_that_an_editor_removed_stays_removed(reader, editor):
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED))
    article = Article.objects.get(headline=LINES[0])
    with change(ChangeSet.Kind.CORRECT, by=editor) as act, act.lot():
        act.touch([article.pk])
        part = article.parts.get()
        part.blocks = part.blocks[:1]
        part.save()
    for cutting in (AS_PRINTED, ((3, 2, 4, 5), (0, 1)), ((0, 1), (3, 4, 5, 2)), ((2, 1), (3, 4, 5)), AS_PRINTED):
        reader.improve()
        reader.receive(TEXT, cut(TEXT, *cutting))
        assert bodies() == {LINES[0]: LINES[1:2], LINES[3]: LINES[4:]}


@pytest.mark.parametrize("brought_back", [False, True])
def test_what_an_editor_withdrew_or_brought_back_stands(reader, editor, brought_back):
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED))
    article = Article.objects.get(headline=LINES[3])
    with change(ChangeSet.Kind.WITHDRAW, by=editor) as act, act.lot():
        act.touch([article.pk])
        Article.objects.filter(pk=article.pk).update(visibility=Visibility.WITHDRAWN, withdrawn_kind="request")
    if brought_back:
        with change(ChangeSet.Kind.BRING_BACK, by=editor) as act, act.lot():
            act.touch([article.pk])
            Article.objects.filter(pk=article.pk).update(visibility=Visibility.PUBLIC, withdrawn_kind=None)
    for cutting in (((0, 1, 2, 3, 4, 5),), ((0, 1, 2),), AS_PRINTED):
        reader.improve()
        reader.receive(TEXT, cut(TEXT, *cutting))
        article.refresh_from_db()
        assert article.visibility == ("public" if brought_back else "withdrawn")
        assert bodies()[LINES[0]] == LINES[1:3]


def test_a_photo_that_an_editor_changed_or_deleted_stands(reader):
    captions = ("丰收的玉米", "入仓的秋粮", "在草场上悠闲吃草的肉牛")
    reader.receive("甲", page(story("玉米丰收", "今年单产再创新高。", captions=captions)))
    Photo.objects.filter(caption="丰收的玉米").update(caption="丰收在望")
    Photo.objects.filter(caption="入仓的秋粮").delete()
    reader.improve()
    now = ("丰收的玉米", "入仓的秋粮", "在草场上悠闲吃草的黄牛")
    reader.receive("甲", page(story("玉米丰收", "今年单产再创新高。", captions=now)))
    assert [photo.caption for photo in Photo.objects.order_by("pk")] == ["丰收在望", "在草场上悠闲吃草的黄牛"]


# --- For editors ------------------------------------------------------------------------------------------------------


def test_a_body_that_is_edited_in_the_admin_keeps_its_places_in_the_text(reader, admin_client):
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED))
    article = Article.objects.get(headline=LINES[0])
    body = {"parts-0-blocks": f"初冬时节走进牛棚。\r\n\r\n新写的一段\r\n\r\n{LINES[2]}"}
    assert admin_client.post(url(article), form_of(admin_client.get(url(article))) | body).status_code == 302
    assert article.parts.get().blocks == [
        {"type": "paragraph", "text": "初冬时节走进牛棚。", "spans": [[8, 17]]},
        {"type": "paragraph", "text": "新写的一段"},
        {"type": "paragraph", "text": LINES[2], "spans": [[18, 30]]},
    ]


def test_editors_are_told_what_differs(reader, admin_client, editor):
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED))
    reader.receive("乙", page(story("另一篇", "正文。"), head=masthead(page="2")))
    first = Article.objects.get(headline=LINES[0])
    correct(first, editor, b0="初冬时节走进牛棚。")
    Article.objects.filter(pk=first.pk).update(headline="编辑所写")
    reader.improve()
    again = cut(TEXT, *AS_PRINTED)
    changed = dataclasses.replace(
        again.articles[0],
        headline="<b>肉牛</b>",
        blocks=(dataclasses.replace(again.articles[0].blocks[0], text="又一种读法。"), again.articles[0].blocks[1]),
    )
    reader.receive(TEXT, dataclasses.replace(again, articles=(changed, again.articles[1])))
    text = SourceText.objects.get(reading__differing__gt=0)
    shown = admin_client.get(f"/admin/archive/sourcetext/{text.pk}/change/").content.decode()
    assert "<div>编辑所写：正文 “初冬时节走进牛舍。”</div>" in shown
    assert "<div>编辑所写：正题 “&lt;b&gt;肉牛&lt;/b&gt;”</div>" in shown
    listed = admin_client.get("/admin/archive/sourcetext/?differs=1").context["cl"].queryset
    assert [each.pk for each in listed] == [text.pk]
    assert admin_client.get("/admin/archive/sourcetext/").context["cl"].queryset.count() == 2


# --- Joins ------------------------------------------------------------------------------------------------------------

BEGINNING = story("重点项目加快建设", "全市重点项目加快建设，各地抢抓工期，目前已经", continued_on="3", names=("张琪",))
TAIL = story("重点项目加快建设", "完成投资二十亿元，占全年计划的八成。", continued_from="1", names=("王晶",))


def both_pages(reader) -> None:
    reader.receive("甲", page(BEGINNING))
    reader.receive("乙", page(TAIL, head=masthead(page="3")))


def test_what_was_joined_is_known_by_its_parts(reader):
    both_pages(reader)
    beginning, tail = Article.objects.order_by("pk")
    assert tail.merged_into == beginning
    assert list(beginning.parts.values_list("tail", flat=True)) == [None, tail.pk]
    assert ArticleVersion.objects.values_list("key", "number").order_by("key").first() == (beginning.key, 1)
    beginning.refresh_from_db()
    assert (beginning.revision, tail.revision) == (2, 1)


def test_what_a_person_took_apart_is_not_joined_again(reader, editor):
    both_pages(reader)
    beginning = Article.objects.earliest("pk")
    acts.take_apart(beginning, by=editor)
    for text, read_as in (("甲", page(BEGINNING)), ("乙", page(TAIL, head=masthead(page="3")))):
        reader.improve()
        reader.receive(text, read_as)
        assert Article.objects.public().count() == 2


def test_what_is_reviewed_is_not_joined_and_that_is_said(reader):
    reader.receive("甲", page(BEGINNING))
    Article.objects.update(reviewed=True)
    reader.receive("乙", page(TAIL, head=masthead(page="3")))
    assert Article.objects.public().count() == 2
    assert [[each["code"] for each in text.warnings] for text in SourceText.objects.order_by("pk")] == [
        ["jump_reviewed"],
        [],
    ]


# --- Reading again from what is stored --------------------------------------------------------------------------------


def run_reread(*args: str) -> tuple[int, list[str]]:
    out = io.StringIO()
    try:
        call_command("reread", *args, stdout=out, stderr=io.StringIO())
        return 0, out.getvalue().splitlines()
    except SystemExit as end:
        return end.code, out.getvalue().splitlines()


def test_reread_reads_the_stored_bytes(reader):
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED))
    reader.pages[TEXT] = cut(TEXT, (0, 1), (3, 4, 5))
    assert run_reread("--dry-run") == (0, ["试运行，什么也没有写。更新 1", "文章 2，图片 0，已归类 53 字，未归类 0 字"])
    assert bodies()[LINES[0]] == LINES[1:3]
    assert run_reread()[1][0] == "更新 1"
    assert bodies()[LINES[0]] == LINES[1:2]
    assert list(ChangeSet.objects.order_by("pk").values_list("kind", flat=True)) == ["import", "reread"]
    assert run_reread()[1][0] == "未变 1"
    assert ChangeSet.objects.count() == 2


def test_reread_of_one_newspaper_and_of_none_that_is_known(reader):
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED))
    reader.receive("乙", page(story("另一报", "正文。"), head=masthead(name="内蒙古日报")))
    assert run_reread("--newspaper", "tongliao-ribao")[1][0] == "未变 1"
    assert run_reread()[1][0] == "未变 2"
    with pytest.raises(CommandError, match="没有叫 “x” 的报纸") as error:
        run_reread("--newspaper", "x")
    assert error.value.returncode == 2


def test_reread_goes_on_after_one_that_fails_and_begins_with_the_oldest(reader):
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED))
    reader.receive("乙", page(story("另一篇", "正文。"), head=masthead(page="2")))
    first, second = SourceText.objects.order_by("pk").values_list("pk", flat=True)
    SourceText.objects.filter(pk=second).update(parser_version=0)
    assert to_reread() == [second, first]
    del reader.pages["乙"]
    assert [result.outcome for result in reread(to_reread())] == [Outcome.FAILED, Outcome.UNCHANGED]
    status, lines = run_reread("--json")
    assert (status, json.loads(lines[-1])["summary"]["files"]) == (1, {"failed": 1, "unchanged": 1})


def test_reread_leaves_what_an_editor_put_out_of_use(reader):
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED))
    (text,) = to_reread()
    SourceText.objects.update(state=SourceText.State.SUPERSEDED)
    assert to_reread() == []
    reader.pages[TEXT] = cut(TEXT, (0, 1))
    assert [result.outcome for result in reread([text])] == [Outcome.UNCHANGED]
    assert bodies()[LINES[0]] == LINES[1:3]
    SourceText.objects.update(state=SourceText.State.CURRENT, page=None)
    assert (to_reread(), [result.outcome for result in reread([text])]) == ([], [Outcome.UNCHANGED])


def test_reread_reads_what_is_stored_under_the_same_fingerprint(reader):
    """Bytes that were blanked since are no other text."""
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED))
    blanked = TEXT.replace(LINES[2], "▇" * len(LINES[2]))
    SourceText.objects.update(data=blanked.encode())
    reader.pages[blanked] = cut(blanked, (0, 1), (3, 4, 5))
    assert run_reread()[1][0] == "更新 1"
    assert (SourceText.objects.count(), bodies()[LINES[0]]) == (1, LINES[1:2])


# --- Archives of before -----------------------------------------------------------------------------------------------


def forget(text: SourceText) -> None:
    """Let the record of a text be as imports left it before readings were kept."""
    items = Reading.objects.get(source=text).unpacked
    for item in items:
        article = Article.objects.get(key=item["key"])
        captions = [photo["caption"] for photo in item["photos"]]
        parsed = item["fields"] | {"bylines": item["bylines"], "captions": captions}
        Article.objects.filter(pk=article.pk).update(parsed=parsed, changeset=None)
        blocks = [{"type": block["type"], "text": block["text"]} for block in item["blocks"]]
        article.parts.update(parsed=blocks, blocks=blocks)
        for photo in item["photos"]:
            words = {"caption": photo["caption"], "credit": photo["credit"], "article": article.pk}
            Photo.objects.filter(pk=photo["record"]).update(parsed=words)
    Reading.objects.all().delete()
    ChangeSet.objects.all().delete()


@pytest.mark.parametrize("by_command", [True, False])
def test_readings_of_before_are_made_of_what_was_remembered(reader, by_command):
    photographed = dataclasses.replace(cut(TEXT, *AS_PRINTED).articles[0], photos=story("", captions=("牛",)).photos)
    read_as = dataclasses.replace(cut(TEXT, *AS_PRINTED), articles=(photographed, cut(TEXT, *AS_PRINTED).articles[1]))
    reader.receive(TEXT, read_as)
    items = Reading.objects.get().unpacked
    blocks = list(ArticlePart.objects.order_by("pk").values_list("blocks", flat=True))
    forget(SourceText.objects.get())
    ArticlePart.objects.filter(article__headline=LINES[3]).update(
        blocks=[{"type": "paragraph", "text": "今年单产又创新高。"}, {"type": "paragraph", "text": LINES[5]}]
    )
    if by_command:
        call_command("fill_record", stdout=io.StringIO())
        assert Reading.objects.get().unpacked == items
        blocks[1][0]["text"] = "今年单产又创新高。"
        assert list(ArticlePart.objects.order_by("pk").values_list("blocks", flat=True)) == blocks
        assert list(Article.objects.order_by("pk").values_list("touched", flat=True)) == [None, True]
        out = io.StringIO()
        call_command("fill_record", stdout=out)
        assert out.getvalue().splitlines() == ["变更次序：补全 0 条", "识别结果：补全 0 条"]
    reader.improve()
    reader.receive(TEXT, cut(TEXT, (0, 1, 2, 3, 4, 5)))
    assert bodies()[LINES[3]] == ["今年单产又创新高。", LINES[5]]


def test_what_a_person_moved_or_brought_back_before_acts_were_kept_no_import_takes(reader, editor):
    """Only the admin's history tells: the article says what was read."""
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED))
    forget(SourceText.objects.get())
    first, second = Article.objects.order_by("pk")
    model = ContentType.objects.get_for_model(Article)
    LogEntry.objects.create(user=editor, content_type=model, object_id=str(second.pk), action_flag=CHANGE)
    LogEntry.objects.create(user=editor, content_type=model, object_id=str(first.pk), action_flag=ADDITION)
    reader.improve()
    reader.receive(TEXT, cut(TEXT, (0, 1, 2, 3, 4, 5)))
    assert bodies() == {LINES[0]: LINES[1:3], LINES[3]: LINES[4:6]}
    assert list(Article.objects.order_by("pk").values_list("touched", flat=True)) == [None, True]


def test_what_was_deleted_before_readings_were_kept_stays_deleted(reader):
    reader.receive(TEXT, cut(TEXT, *AS_PRINTED))
    text = SourceText.objects.get()
    marks = [readings.Item.from_stored(item).mark for item in Reading.objects.get().unpacked]
    forget(text)
    SourceText.objects.update(import_record=text.import_record | {"read": marks, "deleted": []})
    Article.objects.get(headline=LINES[3]).delete()
    for _again in range(2):
        reader.improve()
        reader.receive(TEXT, cut(TEXT, *AS_PRINTED))
        assert bodies() == {LINES[0]: LINES[1:3]}
        assert [item.get("mark") for item in Reading.objects.get().unpacked] == [None, None, marks[1]]


def test_filling_asks_the_same_of_a_text_however_many_articles_it_has(reader):
    counts = []
    for number in (2, 40):
        lines = [f"第{index}号公告声明作废" for index in range(number * 2)]
        text = "\n".join(lines)
        head = masthead(page=str(number))
        reader.receive(text, cut(text, *((index, index + 1) for index in range(0, number * 2, 2)), head=head))
        forget(SourceText.objects.latest("pk"))
        with CaptureQueriesContext(connection) as queries:
            readings.remember(SourceText.objects.latest("pk"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- Whatever is read and done ----------------------------------------------------------------------------------------

NUMBER = 9
MANY = "\n".join(f"第{word}段的文字各不相同{word * 3}。" for word in "甲乙丙丁戊己庚辛壬")
CUTS = st.tuples(
    st.lists(st.integers(0, 4), min_size=NUMBER, max_size=NUMBER),  # the article of each line; 0 drops it
    st.booleans(),
)
EDITS = st.tuples(
    st.sampled_from(["correct", "remove", "headline", "review", "delete", "split", "join", "apart", "undo"]),
    st.integers(0, 7),
    st.integers(0, 7),
)
STEPS = st.lists(st.one_of(CUTS, EDITS), min_size=2, max_size=9)


def cut_as(groups: list[int], *, backwards: bool):
    stories = [[line for line, group in enumerate(groups) if group == each] for each in range(1, 5)]
    stories = [lines for lines in stories if lines]
    return cut(MANY, *(reversed(stories) if backwards else stories))


def act_on(edit: str, number: int, other: int, by) -> None:
    # What the import withdrew has given its characters to others: bringing it back by hand doubles them, by hand.
    articles = list(
        Article.objects.exclude(withdrawn_kind__in=Tombstone.BY_IMPORT).filter(merged_into=None).order_by("pk")
    )
    if not articles:
        return
    article = articles[number % len(articles)]
    part = article.parts.first()
    with suppress(acts.ActRefused):
        if edit == "split" and part and len(part.blocks) > 1:
            acts.split(article, acts.Cut(0, 1 + other % (len(part.blocks) - 1), 0), by=by)
        elif edit == "join":
            acts.join(article, [articles[other % len(articles)]], by=by)
        elif edit == "apart":
            acts.take_apart(article, by=by)
        elif edit == "undo" and (done := ChangeSet.objects.exclude(kind="undo").order_by("-pk").first()):
            acts.undo(done, by=by)
        elif edit == "delete" and not article.merged.exists():
            article.delete()
        elif edit in ("correct", "remove", "headline", "review"):
            with acts.correcting([article.pk], by=by):
                correct_as(edit, article, part, other)


def correct_as(edit: str, article: Article, part: ArticlePart | None, number: int) -> None:
    if edit == "headline":
        Article.objects.filter(pk=article.pk).update(headline=f"编辑所写{number}")
    elif edit == "review":
        Article.objects.filter(pk=article.pk).update(reviewed=True)
    elif part and part.blocks:
        at = number % len(part.blocks)
        part.blocks[at : at + 1] = [part.blocks[at] | {"text": "改过的一段（改）"}] if edit == "correct" else []
        part.save()


def kept_words(article: Article) -> tuple:
    """What a person wrote of an article, or saw to: none of it ever changes by itself."""
    edited = [block["text"] for block in article.blocks if block["text"].endswith("（改）")]
    headline = article.headline if article.headline.startswith("编辑所写") else ""
    standing = article.visibility, article.merged_into_id
    return standing, edited, headline, article.reviewed and (article.headline, article.body)


def doubled() -> set[int]:
    """The characters that two articles have."""
    seen, twice = set(), set()
    for part in ArticlePart.objects.exclude(article__visibility="withdrawn"):
        mine = characters(part.spans)
        twice |= seen & mine
        seen |= mine
    return twice


@settings(max_examples=60, deadline=None, phases=[Phase.generate])
@given(steps=STEPS)
def test_whatever_is_read_and_done_every_character_is_owned_once_and_nothing_touched_is_rewritten(steps):
    with pytest.MonkeyPatch.context() as monkeypatch, transaction.atomic():
        reader = Reader(monkeypatch)
        by = get_user_model().objects.create_superuser("editor")
        deleted: set[str] = set()
        for step in steps:
            if isinstance(step[0], str):
                before = set(Article.objects.values_list("key", flat=True))
                act_on(*step, by)
                deleted |= before - set(Article.objects.values_list("key", flat=True))
                continue
            touched = acts.touched(list(Article.objects.values_list("pk", flat=True)))
            kept = {article.key: kept_words(article) for article in Article.objects.filter(pk__in=touched)}
            owned = {part.pk: characters(part.spans) for part in ArticlePart.objects.filter(article__in=touched)}
            twice = doubled()
            reader.improve()
            reader.receive(MANY, cut_as(step[0], backwards=step[1]))
            assert {a.key: kept_words(a) for a in Article.objects.filter(pk__in=touched)} == kept
            for pk, before in owned.items():
                assert before <= characters(ArticlePart.objects.get(pk=pk).spans)
            assert not deleted & set(Article.objects.values_list("key", flat=True))
            assert doubled() <= twice  # a person may double text: by undoing an import that gave it to another
        transaction.set_rollback(True)


def characters(spans) -> set[int]:
    return {at for start, end, *_role in spans for at in range(start, end)}
