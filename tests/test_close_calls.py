"""Where it was a close call whether a line is a headline, that is a doubt, with reasons in words."""

from __future__ import annotations

from importlib.resources import files

import pytest

from archive.parsing import parse_page
from archive.parsing.decide import line_roles, wrapped_roles
from archive.parsing.decide.close_calls import doubts_of
from archive.parsing.decide.line_kinds import LineRole
from archive.parsing.decide.reasons import WORDS, code_of, is_passed_over, told
from archive.parsing.decide.role_chain import Chain
from archive.parsing.types import WARNING_CODES, ParseWarning
from tests.reading.learn import deciding_by

HEADLINE, TEXT, CROSSHEAD = LineRole.HEADLINE, LineRole.TEXT, LineRole.CROSSHEAD


@pytest.mark.parametrize("module", [line_roles, wrapped_roles], ids=lambda module: module.TABLE)
def test_each_sign_of_the_tables_is_in_words_or_passed_over(module):
    table = files(module.__package__).joinpath(module.TABLE).read_text(encoding="utf-8")
    signs = {row.split("\t")[1] for row in table.splitlines()}
    assert sorted(sign for sign in signs if bool(code_of(sign)) is is_passed_over(sign)) == []


@pytest.mark.parametrize(
    ("sign", "words"),
    [
        ("gap 1, usual 0", "此行上面空行"),
        ("gap 0, amid False, may display True, scattered True", "此行上面不空行"),
        ("gaps 2 0, usual 1", "此行上面空行，下面不空"),
        ("gap below end, usual 1", "此行是本版最后一行"),
        ("length 5", "字数像标题"),
        ("length 13", "此行长如正文"),
        ("may display, kicker's end", "此行像引题，话没有说完"),
        ("kicker's end, amid False, cut", "此行像引题，话没有说完"),
        ("below: message", "下一行带电头"),
        ("below: starts, may display True", "下一行像一篇的开头"),
        ("below: starts True, and this may display True", "下一行像一篇的开头"),
        ("shares more below 5, length 2", "此行的字词更近下文"),
        ("all share above 0", "此行的字词在上文未见"),
        ("alike 0 below, 0 above", "同一篇里没有样子相同的短行"),
        ("alike 0 below, 2 above", "同一篇里另有样子相同的短行"),
        ("level 0 of 2", "标题记号是本版最大的一级"),
        ("level None of 2", "此行不带标题记号，而本版有"),
        ("lean 3", ""),
        ("a sign that nobody knows", ""),
    ],
)
def test_what_a_sign_says(sign, words):
    assert WORDS.get(code_of(sign), "") == words


def test_no_words_are_told_under_two_codes():
    assert len(set(WORDS.values())) == len(WORDS)


def test_the_first_three_reasons_are_told_each_once():
    signs = ["lean 3", "ends digit", "ends character", "no such sign", "below: message", "length 5", "gap 1, usual 0"]
    assert told(signs) == ("ends_bare", "dateline_below", "long_as_headline")


@pytest.mark.parametrize(
    ("weights", "codes"),
    [
        ({HEADLINE: 99}, ["headline_unsure"]),
        ({HEADLINE: 100}, []),
        ({HEADLINE: 50, TEXT: 149}, ["headline_possible"]),
        ({HEADLINE: 50, TEXT: 150}, []),
        ({CROSSHEAD: 20, TEXT: 60, HEADLINE: 10}, []),  # no headline in either case
    ],
)
def test_a_close_call_about_a_headline_is_a_doubt(weights, codes):
    table = "".join(f"{role}\tlength 5\t{weight}\n" for role, weight in weights.items())
    chain = Chain(table, (HEADLINE, TEXT, CROSSHEAD))
    found = doubts_of("# 开镰\n\n秋收时节到", chain.decide([["length 5"]]), [(6, 11)])
    assert found == [ParseWarning(code, (6, 11), "秋收时节到", ("long_as_headline",)) for code in codes]
    assert set(codes) <= set(WARNING_CODES)


PARAGRAPHS = "\n\n".join(f"渡口村的第{number}座桥修好了，村民过河再也不用等船。" for number in range(20))
WRAPPED = "\n".join(["渡口村的又一座桥修好了，村民过河", "再也不用等船，孩子上学也近了许", "多。"] * 20)


@pytest.mark.parametrize(("table", "text"), [(line_roles.TABLE, PARAGRAPHS), (wrapped_roles.TABLE, WRAPPED)])
def test_a_page_has_a_doubt_for_each_close_call_and_is_read_as_without(table, text):
    weights = "text\tends stop\t500\ntext\tends comma\t500\ntext\tends character\t500\n"
    near = "".join(row.replace("text", "headline").replace("500", "450") + "\n" for row in weights.splitlines())
    with deciding_by({table: weights}):
        sure = parse_page(text)
    with deciding_by({table: weights + near}):
        close = parse_page(text)
    doubts = [each for each in close.warnings if each.code.startswith("headline_")]
    assert [each.text for each in doubts] == [line.strip()[:40] for line in text.splitlines() if line]
    assert [each for each in close.warnings if each not in doubts] == list(sure.warnings)
    assert close.articles == sure.articles
