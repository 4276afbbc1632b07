"""Words of any script are found, whatever marks and invisible signs they are written with."""

import pytest

from archive.models import Article
from search import analyzers
from search.normalise import fold, units
from tests import records

pytestmark = pytest.mark.django_db


SCRIPTS = [
    "GDP\u200e", "iPhone\u200b", "com\u00adputer", "inter\u00adnational", "İstanbul", "हिन्दी", "བོད་ཡིག", "ᠮᠣᠩᠭᠣᠯ\u180eᠤᠨ",
    "ᠨᠢ\u180bᠭᠡᠨ", "ภาษาไทย", "ئۇيغۇر\u200cچە", "한국", "\u1112\u1161\u11ab국", "葛\U000e0100城", "Café", "ngừời", "ハ\u3099ス",
    "５\ufe0f\u20e3", "👩\u200d🌾农民", "\ufeff⺠政局", "नमस्ते दुनिया", "Ελλάς", "Москва\u0301", "עִברִית",
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def scripts(lasting_index) -> list[Article]:
    of = records.page()
    made = [
        records.article(of, f"写着{text}等字。", headline=f"其{number}", names=(text,))
        for number, text in enumerate(SCRIPTS)
    ]
    lasting_index()
    return made


@pytest.mark.parametrize("path", ["/search/", "/api/v1/articles/"])
def test_marks_and_invisible_signs_in_any_script(client, scripts, path):
    def found(typed):
        answer = client.get(path, {"q": typed})
        assert answer.status_code == 200, (typed, answer.status_code)
        if path == "/search/":
            return {hit.article.key for hit in answer.context["results"].hits}
        return {each["key"] for each in answer.json()["results"]}

    for article, text in zip(scripts, SCRIPTS, strict=True):
        row = fold(text)
        cuts = {text[one.start : other.end] for one in row for other in row if one.start <= other.start}
        typed = {text, f"着{text}等", f"作者:{text}", f"“{text}”", *cuts}
        assert [each for each in typed if article.key not in found(each)] == []
        # Nowhere does it stand: its words are searched, whatever jieba makes of them.
        assert found(f"{text}火星{text}") == found(f"火星{text}{text}{text}") == set()


def test_words_are_of_whole_units():
    for text in SCRIPTS:
        row = units(f"肉牛{text}5G产业{text}發展")
        words = [units(word) for word in analyzers.split(row)]
        assert () not in words
        assert {unit for word in words for unit in word} == set(row)
    assert analyzers.split(units("肉牛iPhone15Pro产业")) == ("肉牛", "iphone", "15", "pro", "产业")
    assert analyzers.split(()) == ()


def test_invisible_signs_alone_are_nothing_to_search_for(client, scripts):
    for typed in ("\u200b", "\u0301", "\ufe0f\u200d", "\u00ad \u200e", "题名:\u2060"):
        for path in ("/search/", "/api/v1/articles/"):
            assert client.get(path, {"q": typed}).status_code == 400
