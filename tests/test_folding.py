"""Folding: texts and queries in the one form in which they are compared."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from search.normalise import LONGEST_RUN, encode, fold, forms, simplified, units

# Text as newspapers print it, with what is awkward in it; and anything at all.
awkward = st.text(
    alphabet="肉牛產业奇达楞太〇○◯二六五0123456789０５.．,，·ABxyＭé㎡①½Ⅳ々裏𠀀ᠮ▇\u0301\ufe0f\u200d-“” \n", max_size=40
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
        # Marks and invisible signs belong to the unit that they follow.
        ("GDP\u200e iPhone\u200b com\u00adputer inter\u00adnational", ["gdp", "iphone", "computer", "international"]),
        ("\ufeffa\u2060b\u200dc 肉\u200b牛\u00ad产\u200e业", ["abc", "肉", "牛", "产", "业"]),
        ("葛\U000e0100城 邊\ufe00\ufe01 人\u0301 〇\u20dd 々\u302a", ["葛", "城", "边", "人", "〇", "々"]),
        ("04\u200b75 5.\u200b5 1,\u2060234 ２\u200e０ 5\ufe0f\u20e3", ["0475", "5.5", "1234", "20", "5"]),
        ("5\u200bG 350\u200eMW A\u200b股 ㎡\ufe0e", ["5", "g", "350", "mw", "a", "股", "m", "2"]),
        ("İstanbul ISTANBUL ı Straße ΟΔΟΣ", ["istanbul", "istanbul", "ı", "strasse", "οδοσ"]),
        ("e\u0301 é ê ngu\u031b\u0300 ngừ", ["é", "é", "ê", "ngừ", "ngừ"]),
        ("ハ\u3099 バ ﾊﾞ", ["バ", "バ", "バ"]),
        ("हिन्दी བོད་ཡིག ภาษาไทย", ["हिन्दी", "བོད", "ཡིག", "ภาษาไทย"]),
        ("ᠮᠣᠩᠭᠣᠯ\u180eᠤᠨ ᠨᠢ\u180bᠭᠡ\u200dᠨ", ["ᠮᠣᠩᠭᠣᠯᠤᠨ", "ᠨᠢᠭᠡᠨ"]),
        ("ئۇيغۇر\u200cچە كـــتاب ﻛﺘﺎﺏ", ["ئۇيغۇرچە", "كتاب", "كتاب"]),
        ("\u1112\u1161\u11ab국 한국 ㅎㅏ", ["한국", "한국", "하"]),
        ("👩\u200d🌾农民👍🏽 ❤\ufe0f 🇨🇳", ["农", "民"]),
        ("\u0301\u200b \ufe0f\U000e0100 \u3164 ・\u0301", []),  # a lone mark is no unit
        ("A股 iPhone15Pro", ["a", "股", "iphone", "15", "pro"]),
        ("甲▇▇▇乙", ["甲", "▇", "▇", "▇", "乙"]),
        ("1▇2 Wi▇Fi 1,▇▇▇", ["1", "▇", "2", "wi", "▇", "fi", "1", "▇", "▇", "▇"]),
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


# Letters, digits and characters of many scripts, with marks and invisible signs between them.
MARKS = (
    "\u0301\u0308\u3099\u093f\u0f72\u180e\u180b\u200b\u200c\u200d\u200e\u00ad\ufeff\u2060\ufe0f\U000e0100\u20e3\u034f"
)
scripts = st.text(
    alphabet=f"肉產⺠葛aeiIİßΣçꭰДмहनदབོདᠮᠣกั한ᄒ\u1161\u11abㄱئغכカハﾊﾞ05٣,.·- ①㎡ﷺ\ufe70👩{MARKS}", max_size=30
)


@given(awkward | scripts | anything)
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


@given(scripts, st.sampled_from(MARKS))
def test_a_mark_belongs_to_the_unit_before_it(text, mark):
    text += mark
    ends = {unit.end for unit in fold(text)}
    assert not any(text[end : end + 1] == mark for end in ends)


@pytest.mark.parametrize(
    "sign", [*"\u200b\u200c\u200d\u200e\u200f\u00ad\ufeff\u2060\u180e\u180b\ufe0f\u034f\u061c\u2066\U000e0100"]
)
def test_what_is_not_seen_changes_nothing(sign):
    for text in ("international", "肉牛产业", "04758234567", "5.5", "हिन्दी", "ᠮᠣᠩᠭᠣᠯ", "ئۇيغۇرچە", "한국어", "A股5G"):
        for place in range(1, len(text) + 1):
            assert units(text[:place] + sign + text[place:]) == units(text)
        assert units(sign + text) == units(text)


@given(scripts | texts)
def test_folding_the_folded_changes_nothing(text):
    row = units(text)
    assume(all(len(unit) < LONGEST_RUN for unit in row))
    assert units(encode(row)) == row


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("用Wi-Fi上网", ["用", "wifi", "上", "网"]),
        ("蒙G·A1234", ["蒙", "ga", "1234"]),
        ("电话0475-8234567转8", ["电", "话", "04758234567", "转", "8"]),
        ("０４７５—８２３４５６７ 0475－8234567", ["04758234567", "04758234567"]),
        ("e-mail E–mail e‑mail", ["email", "email", "email"]),
        ("Kobe·Bryant 列夫·托尔斯泰 Ж·Верн", ["kobebryant", "列", "夫", "托", "尔", "斯", "泰", "жверн"]),
        ("O'Neill O’Neill snake_case km/h U.S.A", ["oneill", "oneill", "snakecase", "kmh", "usa"]),
        ("AT&T 3·15晚会 2026-02-06", ["att", "315", "晚", "会", "20260206"]),
        ("Wi\u200b-Fi a-b-c 5.5-6.5 1,000-2,000", ["wifi", "abc", "5.56.5", "10002000"]),
    ],
)
def test_neighbours_over_a_sign_are_joined(text, row):
    parted, joined = forms(text)
    assert parted == units(text)
    assert list(joined) == row


@pytest.mark.parametrize(
    "text",
    [
        "奇·达楞太", "肉-牛", "A-5", "5-A", "蒙G-1234", "Wi - Fi", "Wi- Fi", "Wi--Fi", "Wi—Fi", "a，b", "1/3", "3:2", "①-②", "5㎡-6㎡",
        "Wi-\nFi", "-Wi", "Fi-", "1,2,3", "a（b）", "２０２６年2月", "", "· -",
    ],
)  # fmt: skip
def test_other_neighbours_are_not(text):
    assert forms(text) == (units(text),)


def test_what_is_joined_does_not_grow_without_bound():
    assert {len(unit) for unit in forms("-".join("abcdefg" * 1000))[1]} <= {LONGEST_RUN, 7000 % LONGEST_RUN}


@given(scripts | awkward)
def test_the_joined_form_folds_to_itself(text):
    for row in forms(text):
        assume(all(len(unit) < LONGEST_RUN for unit in row))
        assert forms(encode(row)) == (row,)


@given(st.lists(st.text(alphabet="肉牛a5", min_size=1, max_size=3)), st.data())
def test_encoded_rows_hold_exactly_their_parts(parts, data):
    row = [unit for part in parts for unit in units(part)]
    start = data.draw(st.integers(0, len(row)))
    stop = data.draw(st.integers(start, len(row)))
    assert encode(row[start:stop]) in encode(row)
    other = [unit for part in data.draw(st.lists(st.sampled_from("肉牛a5"), max_size=3)) for unit in units(part)]
    stands = any(row[i : i + len(other)] == other for i in range(len(row) + 1))
    assert (encode(other) in encode(row)) == stands
