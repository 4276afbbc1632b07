"""What a search for words that stand nowhere may cost."""

import random
from collections import Counter

import pytest

from search import query_limits
from search.normalise import units
from tests import records
from tests.findable import work_counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(monkeypatch) -> Counter:
    return work_counted(monkeypatch)


SHI = "是事市时实使式十世石"  # sound alike


@pytest.fixture(scope="module", autouse=True)
def alike_words(lasting_index) -> str:
    """In the index: every pair of SHI, and so hardly anything that a guess could be sorted out by. A text of them."""
    text = "".join(one + other for one in SHI for other in SHI)
    records.article(records.page(), *(text[start : start + 60] for start in range(0, len(text), 60)), headline="肉牛")
    lasting_index()
    return text


@pytest.mark.parametrize(
    ("letters", "length", "terms"),
    [
        (SHI, 12, 20),
        (SHI, 12, 5),
        (SHI, 3, 20),
        (SHI, 6, 20),
        (SHI[:3], 12, 20),
        (SHI[:2], 12, 20),
        ("饕餮魑魅魍魉", 12, 20),  # nowhere in the index
        ("是饕", 12, 20),
        ("a1", 12, 20),
        (SHI, 299, 1),
        ("肉牛", 12, 20),
    ],
)
def test_what_a_search_for_unknown_words_may_cost(client, alike_words, work, letters, length, terms):
    source = random.Random(1)
    typed = " ".join("".join(source.choices(letters, k=length)) for _ in range(terms))
    assert client.get("/search/", {"q": typed}).status_code == 200
    pairs = len(units(typed))
    assert work["tried"] <= query_limits.MOST_GUESSES
    assert work["read"] <= query_limits.MOST_DOUBTED * query_limits.MOST_COUNTED + 4 * terms
    assert work["looked up"] <= 3 * query_limits.MOST_GUESSES + 12 * (work["read"] + terms) + 6 * pairs
