"""Folding: texts and queries in the one form in which they are compared."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from search.folding import LONGEST_RUN, encode, fold, simplified, units

# Text as newspapers print it, with what is awkward in it; and anything at all.
awkward = st.text(
    alphabet="肉牛產业奇达楞太〇○◯二六五0123456789０５.．,，·ABxyＭé㎡①½Ⅳ々裏𠀀ᠮ\u0301\ufe0f\u200d-“” \n", max_size=40
)
anything = st.text(max_size=40)
texts = awkward | anything


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("肉牛产业", ["肉", "牛", "产", "业"]),
        ("奇·达楞太", ["奇", "达", "楞", "太"]),
        ("兩個大國邁\n\n向", ["两", "个", "大", "国", "迈", "向"]),
        ("裡裏里 為爲为 衞衛卫", ["里", "里", "里", "为", "为", "为", "卫", "卫", "卫"]),
        ("乾隆與乾燥", ["干", "隆", "与", "干", "燥"]),  # by characters, never by phrases
        ("350MW", ["350", "mw"]),
        ("３５０ＭＷ", ["350", "mw"]),
        ("5.5万 ５．５萬", ["5.5", "万", "5.5", "万"]),
        ("2,000亿 ２，０００億 12,345,678.5", ["2000", "亿", "2000", "亿", "12345678.5"]),
        ("1,2,3 2026，5人 1,2345", ["1", "2", "3", "2026", "5", "人", "1", "2345"]),
        ("第5.", ["第", "5"]),
        ("二○二六年 二〇〇◯ ○本报讯", ["二", "〇", "二", "六", "年", "二", "〇", "〇", "〇", "本", "报", "讯"]),
        ("350㎡ ①② ½ 第Ⅳ章", ["350", "m", "2", "1", "2", "1", "2", "第", "iv", "章"]),
        ("人々 豈 ⼀", ["人", "々", "岂", "一"]),
        ("Café CAFE\u0301 ﬁn", ["café", "café", "fin"]),
        ("ᠮᠣᠩᠭᠣᠯ ٣٤", ["ᠮᠣᠩᠭᠣᠯ", "34"]),
        ("A股 iPhone15Pro", ["a", "股", "iphone", "15", "pro"]),
        ("—— 。，！？《》“”\u3000\t", []),
        ("\ud800肉\udfff", ["肉"]),
        ("", []),
    ],
)
def test_units(text, row):
    assert list(units(text)) == row


def test_places_lead_back_to_the_original():
    text = "装機３５０ＭＷ，奇·達"
    assert [(unit.text, text[unit.start : unit.end]) for unit in fold(text)] == [
        ("装", "装"),
        ("机", "機"),
        ("350", "３５０"),
        ("mw", "ＭＷ"),
        ("奇", "奇"),
        ("达", "達"),
    ]


def test_a_run_without_end_is_cut():
    assert [len(unit) for unit in units("a" * 150 + "5" * 70)] == [LONGEST_RUN, LONGEST_RUN, 22, LONGEST_RUN, 6]


def test_words_are_cut_from_simplified_text_with_its_signs():
    assert simplified("「國」之ＡＢ，Ｃ") == "「国」之ab,c"


@given(awkward)
def test_a_substring_folds_as_it_does_in_its_context(text):
    # A ring is a numeral only beside one.
    assume(not set(text) & set("○◯"))
    row = fold(text)
    for before, after in pairwise(row):
        if before.end <= after.start:
            assert units(text[: before.end]) + units(text[after.start :]) == tuple(unit.text for unit in row)


@given(texts)
def test_places_are_in_order_and_within_the_text(text):
    end = 0
    for unit in fold(text):
        assert unit.start >= end or unit.start < unit.end <= end  # several units of one sign share its place
        assert 0 <= unit.start < unit.end <= len(text)
        end = max(end, unit.end)


@given(texts)
def test_units_are_folded_and_whole(text):
    for unit in units(text):
        assert unit
        assert not any(character.isspace() for character in unit)
        assert unicodedata.normalize("NFKC", unit).lower() == unit or not unit.isascii()


@given(texts)
def test_folding_the_folded_changes_nothing(text):
    row = units(text)
    assume(all(len(unit) < LONGEST_RUN for unit in row))
    assert units(encode(row)) == row


@given(st.lists(st.text(alphabet="肉牛a5", min_size=1, max_size=3)), st.data())
def test_encoded_rows_hold_exactly_their_parts(parts, data):
    row = [unit for part in parts for unit in units(part)]
    start = data.draw(st.integers(0, len(row)))
    stop = data.draw(st.integers(start, len(row)))
    assert encode(row[start:stop]) in encode(row)
    other = [unit for part in data.draw(st.lists(st.sampled_from("肉牛a5"), max_size=3)) for unit in units(part)]
    stands = any(row[i : i + len(other)] == other for i in range(len(row) + 1))
    assert (encode(other) in encode(row)) == stands
