"""Queries: what is typed, as a value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query import LONGEST, MOST_TERMS, UNPAIRED_QUOTE, Clause, Query, QueryError, Term, parse


def one(text, quoted=False):
    return Clause((Term(text, quoted),))


@pytest.mark.parametrize(
    ("typed", "clauses"),
    [
        ("", []),
        ("　 ", []),
        ("肉牛", [one("肉牛")]),
        ("肉牛　产业", [one("肉牛"), one("产业")]),
        ('"肉牛 产业"', [one("肉牛 产业", quoted=True)]),
        (
            "“肉牛产业”「高质量」『发展』＂好＂",
            [one(text, quoted=True) for text in ("肉牛产业", "高质量", "发展", "好")],
        ),
        ("肉牛“产业”", [one("肉牛"), one("产业", quoted=True)]),
        ("肉牛 -广告", [one("肉牛"), Clause((Term("广告", negated=True),))]),
        ("肉牛 －广告", [one("肉牛"), Clause((Term("广告", negated=True),))]),
        ("-“招聘 启事”", [Clause((Term("招聘 启事", quoted=True, negated=True),))]),
        ("2020-2026", [one("2020-2026")]),  # a minus within a word excludes nothing
        ("肉牛 OR 奶牛", [Clause((Term("肉牛"), Term("奶牛")))]),
        ("肉牛 或 奶牛 或 羊 通辽", [Clause((Term("肉牛"), Term("奶牛"), Term("羊"))), one("通辽")]),
        ("肉牛或奶牛", [one("肉牛或奶牛")]),
        ('"OR" 或许', [one("OR", quoted=True), one("或许")]),
        ("OR 肉牛 OR", [one("肉牛")]),
        ("肉牛 OR -奶牛", [Clause((Term("肉牛"), Term("奶牛", negated=True)))]),
        ("，。 肉牛 ——", [one("肉牛")]),
        ("▇▇▇ 肉牛 “▇” -▇ 题名:▇ ▇*", [one("肉牛")]),
    ],
)
def test_reading(typed, clauses):
    assert parse(typed) == Query(tuple(clauses))
    assert parse(typed).notes == ()


@pytest.mark.parametrize(("typed", "clauses"), [("“肉牛 产业", [one("肉牛"), one("产业")]), ('肉牛"', [one("肉牛")])])
def test_an_unpaired_quote_is_read_as_a_space(typed, clauses):
    assert parse(typed) == Query(tuple(clauses))
    assert parse(typed).notes == (UNPAIRED_QUOTE,)


@pytest.mark.parametrize(
    ("typed", "code", "limit"),
    [
        ("牛" * (LONGEST + 1), "too_long", LONGEST),
        (" " * 4 * LONGEST + "牛", "too_long", LONGEST),
        ("牛 " * (MOST_TERMS + 1), "too_many", MOST_TERMS),
        ("！！", "no_units", 0),
        ("▇▇", "no_units", 0),
        ("-", "no_units", 0),
        ('""', "no_units", 0),
        ("OR", "no_units", 0),
    ],
)
def test_what_cannot_be_searched(typed, code, limit):
    with pytest.raises(QueryError) as raised:
        parse(typed)
    assert (raised.value.code, raised.value.limit) == (code, limit)


def test_what_is_marked():
    query = parse("肉牛 OR 奶牛 “产业” 肉牛 -广告 火星人登陆")
    assert query.runs() == ("肉牛", "奶牛", "产业", "火星人登陆")
    loosened = {Term("火星人登陆"): (Term("火星"), Term("人"), Term("登陆"))}
    assert query.runs(loosened) == ("肉牛", "奶牛", "产业", "火星", "人", "登陆")


def test_what_is_marked_has_all_forms():
    assert parse("wi-fi 蒙G·A1234 肉牛").runs() == (" wi  fi ", " wifi ", "蒙 g  a  1234 ", "蒙 ga  1234 ", "肉牛")
    assert parse("wi-f*").runs() == (" wi  f", " wif")


def test_a_long_query_of_signs_is_read_at_once():
    for sign in ('"', "“", "“「", "-", "- ", "OR ", '"-'):
        with pytest.raises(QueryError):
            parse(sign * (LONGEST // len(sign)))


def test_a_query_at_its_limits_can_be_asked_as_it_prints_itself():
    typed = "“牛”" * (MOST_TERMS - 1) + "牛" * (LONGEST - MOST_TERMS + 1)
    assert len(str(parse(typed))) > LONGEST
    assert parse(str(parse(typed))) == parse(typed)


@given(st.text(alphabet='肉牛aOR或5-－"“”「」『 　\n·', max_size=40) | st.text(max_size=40))
def test_it_prints_itself_back(typed):
    try:
        query = parse(typed)
    except QueryError:
        return
    assert parse(str(query)) == query
    assert str(parse(str(query))) == str(query)
