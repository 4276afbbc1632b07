"""Letters and digits are found over a sign between them, with and without it."""

import pytest
from haystack.query import SearchQuerySet

from archive.models import Article
from search import indexing
from search.finder import find
from search.normalise import forms, units
from search.query import parse
from tests import records
from tests.findable import rows, scan

pytestmark = pytest.mark.django_db


JOINED = {
    "Wi-Fi": ["wifi", "wi-fi", "Wi-Fi", "WiFi", "fi", "wi fi", "用wifi上网", "“Wi Fi”", "wif*", "wi-f*", "题名:wifi"],
    "wifi": ["wifi", "wi-fi", "WI－FI", "用Wi-Fi上网", "wi-f*", "题名:Wi-Fi"],
    "蒙G·A1234": ["蒙GA1234", "蒙G·A1234", "A1234", "蒙ga", "G·A1234", "1234", "GA12*", "用蒙GA1234上"],
    "蒙GA1234": ["蒙GA1234", "蒙G·A1234", "蒙G•A1234", "G-A1234"],
    "0475-8234567": ["04758234567", "0475-8234567", "0475—8234567", "0475 8234567", "0475", "8234567", "用04758234567上", "0475823*"],
    "04758234567": ["04758234567", "0475-8234567", "０４７５－８２３４５６７"],
    "e-mail": ["email", "E-mail", "e‑mail", "mail"],
    "O’Neill": ["oneill", "O'Neill", "neill"],
    "Kobe·Bryant": ["kobebryant", "kobe-bryant", "bryant"],
    "2026-02-06": ["20260206", "2026-02-06", "02-06", "2026·02·06"],
    "3·15晚会": ["315晚会", "3·15晚会", "3-15", "15晚会"],
    "T-34坦克": ["T-34", "T34", "34坦克"],
    "U.S.A": ["usa", "u.s.a", "U.S"],
    "PM2.5-10": ["pm2.5", "2.510", "2.5-10"],
    "a-b-c-d": ["abcd", "ab-cd", "a-bcd", "b-c"],
}  # fmt: skip

NOT_JOINED = [
    "“用Wi- Fi6”", "wifi6", "iwi", "f", "“蒙A1234”", "47582", "475-8234567", "“mail上网Wi”", "315坦克", "bcd", "“b-d”", "wifi -Wi-Fi"
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def seams(lasting_index) -> dict[str, Article]:
    rows.cache_clear()
    of = records.page()
    made = {
        text: records.article(
            of, f"用{text}上网", headline=f"说{text}", names=(f"记{text}",), column=text, captions=(f"图{text}",)
        )
        for text in JOINED
    }
    lasting_index()
    return made


def test_letters_and_digits_over_a_sign_are_found_with_and_without_it(seams):
    everyone = list(seams.values())
    for text, terms in JOINED.items():
        for term in [*terms, *(f"{scope}:“{text}”" for scope in ("题名", "作者", "栏目"))]:
            results = find(parse(term))
            keys = {hit.article.key for hit in results.hits}
            assert (term, keys, results.total) == (term, scan(parse(term), everyone), len(keys))
            assert seams[text].key in keys
    assert {term: find(parse(term)).total for term in NOT_JOINED} == dict.fromkeys(NOT_JOINED, 0)


def test_the_page_and_the_api_find_and_mark_over_a_sign(client, seams):
    for text, (term, *_more) in JOINED.items():
        page = client.get("/search/", {"q": term})
        answer = client.get("/api/v1/articles/", {"q": term}).json()
        [hit] = [hit for hit in page.context["results"].hits if hit.article == seams[text]]
        marked = {piece.text for slices in (hit.title, *hit.snippets) for piece in slices if piece.marked}
        assert marked
        assert all(units(piece) in {*forms(text), units(term)} for piece in marked)
        assert [each["key"] for each in answer["results"]] == [hit.article.key for hit in page.context["results"].hits]


def test_a_text_in_two_forms_counts_once(seams):
    of = records.page()
    plain, doubled = (records.article(of, f"说的是{text}，别的没有。") for text in ("甲乙wifi", "甲乙Wi-Fi"))
    indexing.rebuild()
    results = find(parse("甲乙"))
    assert [hit.article for hit in results.hits] == [plain, doubled]
    scores = {each.key: each.score for each in SearchQuerySet().filter(content="甲乙")}
    assert scores[plain.key] == pytest.approx(scores[doubled.key], rel=0.1)
    assert find(parse("甲乙wifi")).total == find(parse("甲乙Wi-Fi")).total == 2
    assert find(parse("乙wifi，别的")).total == 2  # one row, whatever stands round the seam
