"""Where blocks stand in the received text: those that were read, those that an editor wrote, and lists merged by that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.ingest.merge_lists import BEFORE, NOW, RECORD, by_wording, merge
from archive.ingest.plain_values import said
from archive.spans import alignment
from tests.growth import LINEAR, growth

TEXT = "题目\n第一段的文字\n在这里。\n第二段的文字在那里。\n\n第三段很短。"
FIRST, SECOND, THIRD = "第一段的文字在这里。", "第二段的文字在那里。", "第三段很短。"
ALL = [[0, len(TEXT), "body"]]


def block(text: str, *spans: list[int], kind: str = "paragraph") -> dict:
    return {"type": kind, "text": text} | ({"spans": list(spans)} if spans else {})


READ = [block(FIRST, [3, 14]), block(SECOND, [15, 25]), block(THIRD, [27, 33])]


def words(blocks: list[dict]) -> list[str]:
    return ["|".join(TEXT[start:end] for start, end in each.get("spans", ())) for each in blocks]


def test_blocks_are_found_where_their_words_are():
    assert alignment.placed([block(FIRST), block(SECOND), block(THIRD)], [], TEXT, ALL) == READ
    assert alignment.placed([block(THIRD), block(FIRST), block("无此文字")], [], TEXT, ALL) == [
        READ[2],
        READ[0],
        block("无此文字"),
    ]


@pytest.mark.parametrize(
    ("edited", "places"),
    [
        ([FIRST, SECOND, THIRD], ["第一段的文字\n在这里。", SECOND, THIRD]),
        (["第一段的文字在这儿。", SECOND, THIRD], ["第一段的文字\n在这里。", SECOND, THIRD]),
        (["全然改写", SECOND, THIRD], ["第一段的文字\n在这里。", SECOND, THIRD]),
        ([FIRST, THIRD], ["第一段的文字\n在这里。", THIRD]),
        ([FIRST + SECOND, THIRD], ["第一段的文字\n在这里。\n第二段的文字在那里。", THIRD]),
        (["第一段的", "文字在这里。", SECOND, THIRD], ["第一段的", "文字\n在这里。", SECOND, THIRD]),
        (["第一段的文字在这儿。第二段的文子在那里。", THIRD], ["第一段的文字\n在这里。\n第二段的文字在那里。", THIRD]),
        ([FIRST, "题目", SECOND, THIRD], ["第一段的文字\n在这里。", "题目", SECOND, THIRD]),
        ([FIRST, "编者所加", SECOND, THIRD], ["第一段的文字\n在这里。", "", SECOND, THIRD]),
    ],
)
def test_what_an_editor_writes_stands_where_it_stood(edited, places):
    assert words(alignment.placed([block(text) for text in edited], READ, TEXT, ALL)) == places


def test_what_was_not_edited_keeps_all_that_it_held():
    kept = READ[0] | {"note": "kept"}
    assert alignment.placed([block(FIRST), block("新")], [kept, READ[1]], TEXT, ALL)[0] is kept


def test_of_two_that_say_the_same_each_has_its_own_place():
    twice = alignment.placed([block(THIRD), block(FIRST), block(THIRD)], [], TEXT, ALL)
    assert twice == [READ[2], READ[0], block(THIRD)]
    assert alignment.placed([block("声明"), block("声明"), block("声明")], [], "声明\n声明", [[0, 5]]) == [
        block("声明", [0, 2]),
        block("声明", [3, 5]),
        block("声明"),
    ]


@given(st.lists(st.text("甲乙丙 \n", min_size=1, max_size=9).filter(str.strip), max_size=8))
def test_what_was_read_is_found_again_whatever_it_says(lines):
    text = "\n".join(lines)
    found = alignment.placed([block(line) for line in lines], [], text, [[0, len(text)]])
    for line, each in zip(lines, found, strict=True):
        assert "".join("".join(text[start:end] for start, end in each["spans"]).split()) == "".join(line.split())
    places = [
        at for each in found for start, end in each["spans"] for at in range(start, end) if not text[at].isspace()
    ]
    assert len(places) == len(set(places))


def test_aligning_is_linear():
    def align(number):
        lines = [f"第{index}段编号{index * 7919}" for index in range(number)]
        text = "\n".join(lines)
        assert alignment.placed([block(line) for line in lines], [], text, [[0, len(text)]])[-1]["spans"]

    assert growth(align, 200, 1600) <= LINEAR


# --- Merging ----------------------------------------------------------------------------------------------------------


def merged(before: str, now: str, record: str, **held) -> tuple[str, int]:
    links = by_wording(before, now, (BEFORE, NOW)) + by_wording(before, record, (BEFORE, RECORD))
    links += [((NOW, now.index(letter)), (RECORD, record.index(letter))) for letter in now if letter in record]
    found = merge(list(before), list(now), list(record), links, said=str, **held)
    return "".join(found.values), len(found.refused)


@pytest.mark.parametrize(
    ("before", "now", "record", "result"),
    [
        ("甲乙丙", "甲乙丙", "甲乙丙", ("甲乙丙", 0)),
        ("甲乙丙", "甲丁丙", "甲乙丙", ("甲丁丙", 0)),
        ("甲乙丙", "甲乙丙", "甲丁丙", ("甲丁丙", 0)),
        ("甲乙丙", "甲丁丙", "戊乙丙", ("戊丁丙", 0)),  # side by side, and neither holds the other
        ("甲乙丙", "甲丁丙", "甲戊丙", ("甲戊丙", 1)),
        ("甲乙丙", "甲丁丙", "甲丁丙", ("甲丁丙", 0)),
        ("甲乙丙", "甲丙", "甲乙丙", ("甲丙", 0)),
        ("甲乙丙", "甲乙丙", "甲丙", ("甲丙", 0)),
        ("甲乙丙", "甲丁丙", "甲丙", ("甲丙", 1)),  # what was removed does not come back as another
        ("甲丙", "甲乙丙", "甲丙", ("甲乙丙", 0)),
        ("甲丙", "甲乙丙", "丙甲", ("丙甲乙", 0)),  # in the order of the record, after what it is read after
        ("", "甲乙", "", ("甲乙", 0)),
        ("甲", "", "甲", ("", 0)),
    ],
)
def test_three_ways(before, now, record, result):
    assert merged(before, now, record) == result


def test_what_is_held_back_is_refused():
    assert merged("甲乙丙", "甲丙", "甲乙丙", keeps=lambda group: not group.now) == ("甲乙丙", 1)
    assert merged("甲乙丙", "甲乙丙", "甲丁丙", is_open=lambda group: True) == ("甲丁丙", 1)


@given(*(st.text("甲乙丙丁", max_size=6).map(lambda text: "".join(dict.fromkeys(text))) for _list in range(3)))
def test_nothing_is_doubled_and_what_a_person_wrote_stays(before, now, record):
    values, _refused = merged(before, now, record)
    assert len(values) == len(set(values))
    assert set(record) - set(before) <= set(values)
    assert merged(before, before, record)[0] == record
    assert set(merged(before, now, before)[0]) == set(now)


def test_the_same_blocks_say_the_same_wherever_they_stand():
    assert said(block("甲", [0, 1])) == said(block("甲", [5, 6])) != said(block("甲", kind="verse"))
