"""Articles in other scripts than Chinese: what is one, in which language, and what stays furniture or Chinese text."""

from __future__ import annotations

import pytest

from archive.parsing import parse_page
from archive.parsing.types import KnownNewspaper

CHINESE = "# 旗图书馆开馆\n\n本报讯（记者 张三）昨日，旗图书馆新馆开馆，许多读者冒雨前来。\n"
MONGOLIAN = ("ᠨᠣᠮ ᠤᠨ ᠰᠠᠩ ᠨᠡᠭᠡᠭᠳᠡᠪᠡ", "ᠮᠠᠨ ᠤ ᠬᠣᠰᠢᠭᠤᠨ ᠤ ᠨᠣᠮ ᠤᠨ ᠰᠠᠩ ᠥᠴᠦᠭᠡᠳᠦᠷ ᠨᠡᠭᠡᠭᠳᠡᠪᠡ᠃ ᠤᠩᠰᠢᠭᠴᠢᠳ ᠣᠯᠠᠨ ᠢᠷᠡᠪᠡ᠃")
LANGUAGES = {
    "mn-Mong": MONGOLIAN,
    "bo": ("དཔེ་མཛོད་ཁང་གསར་པ་སྒོ་ཕྱེ་བ།", "ཁ་སང་དཔེ་མཛོད་ཁང་གསར་པ་སྒོ་ཕྱེ་སྟེ་ཀློག་པ་པོ་མང་པོ་ཡོང་བ་རེད།"),
    "ug": ("كۇتۇپخانا ئېچىلدى", "تۈنۈگۈن ناھىيىلىك يېڭى كۇتۇپخانا ئېچىلدى. نۇرغۇن ئوقۇرمەنلەر كەلدى."),
    "kk-Arab": ("كىتاپحانا اشىلدى", "كەشە اۋدانىمىزدا جاڭا كىتاپحانا اشىلدى. وقىرماندار كوپ كەلدى. ٴبىر كۇن بولدى."),
    "ar": ("افتتاح المكتبة الجديدة", "افتتحت أمس المكتبة الجديدة في المدينة وحضر كثير من القراء رغم المطر."),
    "ko": ("도서관이 문을 열었다", "어제 우리 기 도서관이 새로 문을 열었다. 많은 독자들이 비를 무릅쓰고 찾아왔다."),
    "mn-Cyrl": ("Шинэ номын сан нээгдлээ", "Өчигдөр манай хошууны шинэ номын сан нээгдлээ. Олон уншигч ирсэн."),
    "und-Cyrl": ("Открылась новая библиотека", "Вчера в городе открылась новая библиотека. Пришло много читателей."),
    "en": ("New library opens today", "The new library of the banner opened to readers in spite of the rain."),
    "und-Latn": ("Kitabxana yangi achildi", "Tunugun nahiyilik yengi kutupxana echildi. Nurghun oqurmenler keldi."),
}


def articles(text: str, known: tuple[KnownNewspaper, ...] = ()) -> list[tuple[str, str, str]]:
    return [(article.language, article.headline, article.body) for article in parse_page(text, known).articles]


OURS = ("", "旗图书馆开馆", "本报讯（记者 张三）昨日，旗图书馆新馆开馆，许多读者冒雨前来。")


@pytest.mark.parametrize("language", sorted(LANGUAGES.keys() - {"kk-Arab"}))
@pytest.mark.parametrize("form", ["# {}\n\n{}\n", "{}\n{}\n", "{}\n\n{}\n", "**{}**\n{}\n"])
def test_headline_and_text_in_another_script_are_an_article(language: str, form: str) -> None:
    headline, body = LANGUAGES[language]
    other = (language, headline, body)
    assert articles(f"{CHINESE}\n{form.format(headline, body)}") == [OURS, other]
    assert articles(f"{form.format(headline, body)}\n{CHINESE}") == [other, OURS]
    assert articles(f"{CHINESE}\n{form.format(headline, body)}\n{CHINESE.replace('图书馆', '文化馆')}")[:2] == [
        OURS,
        other,
    ]


def test_kazakh_and_uyghur_are_told_apart() -> None:
    assert articles("\n".join(LANGUAGES["ug"]))[0][0] == "ug"


def test_a_text_without_a_headline_is_an_article_of_its_own() -> None:
    assert articles(f"{CHINESE}\n{MONGOLIAN[1]}\n") == [OURS, ("mn-Mong", "", MONGOLIAN[1])]


def test_several_articles_of_one_language() -> None:
    second = (MONGOLIAN[0].replace("ᠨᠣᠮ", "ᠰᠣᠶᠣᠯ"), MONGOLIAN[1].replace("ᠨᠣᠮ", "ᠰᠣᠶᠣᠯ"))
    text = "\n\n".join([f"# {MONGOLIAN[0]}", MONGOLIAN[1], f"# {second[0]}", second[1]])
    assert articles(text) == [("mn-Mong", *MONGOLIAN), ("mn-Mong", *second)]


def test_wrapped_lines_are_one_paragraph() -> None:
    words = MONGOLIAN[1].split(" ")
    text = f"{MONGOLIAN[0]}\n{' '.join(words[:8])}\n{' '.join(words[8:])}\n"
    assert articles(text) == [("mn-Mong", *MONGOLIAN)]


@pytest.mark.parametrize(
    "line",
    ["ᠲᠦᠩ ᠴᠤᠸᠠᠨ ᠤ ᠡᠳᠦᠷ ᠦᠨ ᠰᠣᠨᠢᠨ", "TONGCHUAN RIBAO", "Tongchuan Daily", "གཏམ་འཕྲིན།", "通川 TONGCHUAN DAILY", "ТОНЧУАН"],
)
def test_a_newspapers_name_in_another_script_is_no_article(line: str) -> None:
    assert articles(f"桐川日报\n{line}\n2026年3月6日 星期五 第1203号\n\n{CHINESE}") == [OURS]


def test_a_known_name_is_never_text() -> None:
    name = "ᠲᠦᠩ ᠴᠤᠸᠠᠨ ᠤ ᠡᠳᠦᠷ ᠦᠨ ᠰᠣᠨᠢᠨ"
    page = parse_page(f"{name}\n\n{MONGOLIAN[0]}\n{MONGOLIAN[1]}\n", [KnownNewspaper("桐川日报蒙古文版", (name,))])
    assert [(article.headline, article.body) for article in page.articles] == [MONGOLIAN]


@pytest.mark.parametrize(
    "line",
    ["全旗推广 Smart Farm Cloud 系统，效果很好。", "GDP、CPI、PPI 三项指标均好于预期。", "他说：“Сайн байна уу”。"],
)
def test_foreign_words_in_chinese_stay_where_they_are(line: str) -> None:
    assert articles(f"{CHINESE}\n{line}\n") == [(*OURS[:2], f"{OURS[2]}\n{line}")]


def test_mongolian_in_codes_of_private_use_is_kept_with_a_doubt() -> None:
    headline, body = (
        "\ue264\ue266\ue268 \ue270\ue272\ue274\ue276",
        "\ue264\ue266\ue268\ue26a \ue270\ue272 " * 8 + "\ue264\ue266",
    )
    page = parse_page(f"{CHINESE}\n# {headline}\n\n{body}\n")
    assert [(article.language, article.headline) for article in page.articles] == [("", OURS[1]), ("mn-Mong", headline)]
    assert [warning.code for warning in page.warnings] == ["nonstandard_mongolian"]
