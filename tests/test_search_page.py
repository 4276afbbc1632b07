"""The page of hits: texts are text in it, and it costs the same for one and for thirty; the ends of long texts."""

from html import unescape

import pytest
from django.core.management import call_command

from search import finder, indexing, query_limits, suggestions
from search.finder import find
from search.pronunciation import alike
from search.query import parse
from tests import records

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("place", [10, 60_000])
def test_a_snippet_is_looked_for_in_so_much_of_a_text_and_no_more(monkeypatch, place):
    article = records.article(records.page(), "文" * place + "肉牛" + "文" * 100_000)
    indexing.rebuild()
    asked, snippet = [], finder.highlight.snippet
    monkeypatch.setattr(
        finder.highlight, "snippet", lambda text, *how, **more: asked.append(len(text)) or snippet(text, *how, **more)
    )
    [hit] = find(parse("肉牛")).hits
    assert (hit.article, max(asked)) == (article, query_limits.LONGEST_READ)
    assert any(piece.marked for piece in hit.snippets[0]) == (place < query_limits.LONGEST_READ)


@pytest.mark.parametrize("place", range(11))
def test_a_slip_is_found_at_every_place_of_a_long_term(place):
    text = "科尔沁草原肉牛产业兴旺"
    records.article(records.page(), text)
    indexing.rebuild()
    misheard = text[:place] + alike(text[place])[0] + text[place + 1 :]
    swapped = text[:place] + text[place : place + 2][::-1] + text[place + 2 :]
    for typed in {misheard, swapped} - {text}:
        assert str(suggestions.did_you_mean(parse(typed))) == text


@pytest.mark.parametrize(
    "markup", ["<script>alert(1)</script>", "<svg onload=alert(1)>", "{{ settings }}{% now 'Y' %}"]
)
def test_markup_in_texts_is_text(client, markup):
    records.article(
        records.page(),
        f"正文肉牛{markup}肉牛",
        names=(f"甲{markup}",),
        captions=(f"图{markup}",),
        headline=f"肉牛{markup}",
        deck=markup,
    )
    indexing.rebuild()
    for typed in ("肉牛", "script OR svg OR settings", markup, f"肉牛{markup}"):
        page = client.get("/search/", {"q": typed})
        assert page.status_code == 200
        assert page.context["results"].total == 1
        content = page.content.decode()
        assert markup.partition(")")[0] not in content.replace("<mark>", "").replace("</mark>", "")
        assert "&lt;" in content or "{{" in unescape(content)


def test_the_page_costs_the_same_for_one_hit_and_for_thirty(client, django_assert_num_queries):
    of = records.page()
    records.article(of, "肉牛", names=("甲",), captions=("图",), headline="其一")
    indexing.rebuild()
    with django_assert_num_queries(10):
        client.get("/search/", {"q": "肉牛"})
    for number in range(29):
        records.article(of, "肉牛", names=("甲", "乙"), captions=("图",), headline=f"又{number}")
    indexing.rebuild()
    with django_assert_num_queries(10):
        assert client.get("/search/", {"q": "肉牛"}).context["results"].total == 30


def test_without_an_index_pages_stay_and_search_says_so(client, unindexed):
    assert client.get("/search/").status_code == 200  # nothing is held: there is nothing to find
    one = records.article(records.page(), "肉牛", headline="肉牛")
    for path in ("/search/", "/api/v1/articles/", "/healthz"):
        assert client.get(path).status_code == 503
    assert client.get(one.get_absolute_url()).status_code == 200
    assert "正在重建" in client.get("/search/").content.decode()
    call_command("update_index", verbosity=0)
    assert client.get("/search/").status_code == client.get("/healthz").status_code == 200
