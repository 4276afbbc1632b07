"""What is redacted is found by no query, suggested to nobody, and joins nothing that stands beside it."""

import pytest
from haystack import connections
from hypothesis import given
from hypothesis import strategies as st

from search import indexing
from search.analyzers import split, words
from search.finder import find
from search.highlight import snippet, standing
from search.normalise import REDACTED, forms, units
from search.query import Clause, Query, QueryError, Scope, Term, parse
from search.suggestions import did_you_mean, suggest
from tests import records

texts = st.text(alphabet="甲乙丙肉牛产业發展AbWiFi0123 -·.,，▇\n", max_size=30)


@given(texts, texts)
def test_nothing_is_a_row_across_what_is_redacted(before, after):
    parted = (*units(before), REDACTED, *units(after))
    assert units(before + REDACTED + after) == parted
    # Each side joins its own neighbours as if it stood alone.
    assert forms(before + REDACTED + after)[-1] == forms(before)[-1] + (REDACTED,) + forms(after)[-1]


@given(texts)
def test_no_word_holds_it(text):
    assert [word for word in [*words(text), *split(units(text))] if REDACTED in word] == []


@pytest.mark.django_db
class TestIndex:
    @pytest.fixture(autouse=True)
    def _record(self):
        page = records.page(name="要闻▇▇")
        self.articles = [
            records.article(
                page,
                "甲▇▇▇乙在县城办厂，养殖▇▇肉牛三百头。",
                headline="科尔沁▇▇▇致富",
                kicker="▇▇▇",
                column="▇▇访谈",
                source="▇▇日报",
                names=("张▇▇", "▇▇▇"),
                captions=("▇▇在田间",),
            ),
            records.article(page, "养殖肉牛三百头。", headline="科尔沁的致富路"),
        ]
        indexing.rebuild()

    def found(self, typed: str | Query) -> list[str]:
        query = parse(typed) if isinstance(typed, str) else typed
        return [hit.article.key for hit in find(query).hits]

    @pytest.mark.parametrize(
        "typed",
        [
            '"甲▇▇▇乙"', "▇▇▇乙*", "甲▇*", "甲乙", '"甲乙"', "张▇▇", "作者:张▇▇", "题名:沁▇", "栏目:▇▇访谈",
            "稿源:▇▇日报", "版名:要闻▇▇", "沁致", "题名:沁致富", "殖▇", "作者:▇张",
        ],
    )  # fmt: skip
    def test_no_query_finds_it(self, typed):
        assert self.found(typed) == []

    @pytest.mark.parametrize("scope", [Scope.ANYWHERE, Scope.HEADLINE, Scope.PEOPLE, Scope.COLUMN, Scope.SOURCE])
    @pytest.mark.parametrize("text", [REDACTED, REDACTED * 3])
    def test_nor_does_one_that_is_not_typed(self, scope, text):
        assert self.found(Query((Clause((Term(text, scope=scope),)),))) == []

    @pytest.mark.parametrize(
        ("typed", "hits"), [("甲", 1), ("肉牛", 2), ("乙在县城", 1), ("作者:张", 1), ("题名:致富", 2)]
    )
    def test_what_stands_beside_it_is_found(self, typed, hits):
        assert len(self.found(typed)) == hits

    def test_what_was_pasted_is_found_by_its_words(self):
        query = parse("甲▇▇▇乙在县城办厂养殖")
        page = find(query)
        assert [hit.article.key for hit in page.hits] == [self.articles[0].key]
        assert REDACTED not in "".join(term.text for words in page.loosened.values() for term in words)

    def test_nobody_is_suggested_it(self):
        backend = connections["default"].get_backend()
        assert backend.suggestions("张", 5) == []
        assert backend.suggestions("▇", 5) == []
        assert [each.label for each in suggest("keerqin") if each.kind != "headline"] == []
        assert [each.label for each in suggest("▇")] == []
        for typed in ("甲▇▇▇乙", "张▇▇", "科尔沁▇▇▇致富"):
            better = did_you_mean(parse(typed))
            assert better is None or REDACTED not in str(better)

    def test_nothing_is_counted_by_it(self):
        page = find(parse("肉牛"))
        assert [str(each) for values in page.facets.values() for each in values if REDACTED in str(each)] == []

    def test_no_term_of_the_index_holds_it(self):
        backend = connections["default"].get_backend()
        for segment in backend.snapshot().segments:
            for name in ("units", "words", "sounds", "author", "column", "source", "pagename"):
                assert [term for term in segment.field(name).terms() if REDACTED in str(term)] == []


def test_only_what_stands_beside_it_is_marked():
    wanted = parse("甲▇▇▇乙 在县城").runs()
    assert wanted == ("在县城",)
    assert standing("甲▇▇▇乙在县城", wanted) == [(5, 8)]
    assert standing("甲▇▇▇乙", parse("甲乙").runs()) == []


def test_a_snippet_shows_it_as_it_stands():
    assert "".join(piece.text for piece in snippet("甲▇▇▇乙在县城", parse("县城").runs())) == "甲▇▇▇乙在县城"


@pytest.mark.parametrize("typed", ["▇", "▇▇ “▇”", "题名:▇"])
def test_it_is_nothing_to_search_for(typed):
    with pytest.raises(QueryError):
        parse(typed)
