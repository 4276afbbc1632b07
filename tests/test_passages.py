"""An article's body as it is shown: turns of the page, photos where they stood, what was searched for."""

import re

import pytest
import records
from hypothesis import given
from hypothesis import strategies as st

from archive.models import Article, ArticlePart, Photo
from archive.pages.passages import Passage, Piece, passages

pytestmark = pytest.mark.django_db

TEXT = "标题\n首段讲肉牛。\n图一 甲 摄\n次段前半\n图二 乙 摄\n次段后半。\n末段。"


def whole(article: Article) -> Article:
    return Article.objects.with_text().get(pk=article.pk)


def outline(article: Article) -> list[tuple[str, list[str]]]:
    return [(each.text, [photo.caption for photo in each.photos]) for each in passages(whole(article))]


def photo(of: Article, caption: str, source) -> Photo:
    spans = records.spans(source, caption)
    return Photo.objects.create(article=of, page=of.page, source=source, caption=caption, spans=spans)


def test_photos_stand_after_the_block_that_they_were_printed_in():
    page = records.page()
    source = records.source(TEXT, page)
    article = records.article(page, "首段讲肉牛。", "次段前半次段后半。", "末段。", headline="标题")
    part = article.parts.get()
    part.source = source
    part.spans = records.spans(source, "首段讲肉牛。", "次段前半", "次段后半。", "末段。")
    part.save()
    photo(article, "图二 乙 摄", source)
    Photo.objects.create(article=article, page=page, caption="编辑所加")
    assert outline(article) == [
        ("", []),
        ("首段讲肉牛。", []),
        ("次段前半次段后半。", ["图二 乙 摄"]),
        ("末段。", ["编辑所加"]),
    ]


LONG = [f"第{number}段，" + "甲乙丙丁戊己庚辛" * 5 + "。" for number in range(6)]


@pytest.mark.parametrize("before", range(7))
def test_a_photo_between_blocks_stands_between_them(before):
    page = records.page()
    received = [*LONG[:before], "图片说明", *LONG[before:]]
    source = records.source("标题\n" + "\n\n".join(received), page)
    article = records.article(page, *LONG, read_from=source, headline="标题")
    photo(article, "图片说明", source)
    expected = [("", []), *((text, []) for text in LONG)]
    expected[before] = (expected[before][0], ["图片说明"])
    assert outline(article) == expected


def test_a_photo_without_text_stands_at_the_beginning_and_none_is_lost():
    page = records.page()
    source = records.source("图一 甲 摄\n图二", page)
    article = records.article(page, kind="photo")
    part = article.parts.get()
    part.source = source
    part.save()
    photo(article, "图一 甲 摄", source)
    photo(article, "图二", source)
    assert outline(article) == [("", ["图一 甲 摄", "图二"])]


def two_pages(continues: bool) -> Article:
    issue = records.issue()
    article = records.article(records.page(issue, "1"), "首段。", "一句话没有", headline="标题")
    blocks = [{"type": "paragraph", "text": "说完。"}, {"type": "paragraph", "text": "末段。"}]
    other = records.page(issue, "3")
    ArticlePart.objects.create(article=article, page=other, order=1, blocks=blocks, continues_sentence=continues)
    return article


@pytest.mark.parametrize(
    ("continues", "shown"),
    [
        (True, [[], [("首段。", "")], [("一句话没有", ""), ("说完。", "3")], [("末段。", "")]]),
        (False, [[], [("首段。", "")], [("一句话没有", "")], [("说完。", "3")], [("末段。", "")]]),
    ],
)
def test_the_turn_of_the_page_is_told_where_it_is(client, continues, shown):
    article = two_pages(continues)
    found = passages(whole(article))
    assert [[(piece.text, piece.page.label if piece.page else "") for piece in each.pieces] for each in found] == shown
    assert [each.text for each in found[1:]] == [block["text"] for block in whole(article).blocks]
    html = client.get(article.get_absolute_url()).content.decode()
    turns = re.findall(r'(\w*)<a class="turn" href="([^"]+)"[^>]*>([^<]+)</a>(\w+)', html)
    assert turns == [("一句话没有" if continues else "", "/papers/tongliao-ribao/2026-02-06/p3/", "第3版", "说完")]


@given(st.lists(st.text("甲乙", max_size=5), max_size=4), st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20))))
def test_marks_change_no_text(texts, places):
    places = sorted((min(place), max(place)) for place in places)
    passage = Passage(1, "paragraph", [Piece(text) for text in texts])
    marked = passage.marked(places)
    assert marked.text == passage.text
    inside = {at for first, last in places for at in range(first, min(last, len(passage.text)))}
    shown = [piece.marked for piece in marked.pieces for _character in piece.text]
    assert {at for at, mine in enumerate(shown) if mine} == inside


# --- Coming from a search --------------------------------------------------------------------------------------------


def marks(html: str) -> list[str]:
    return re.findall("<mark>(.*?)</mark>", html, re.DOTALL)


@pytest.mark.parametrize(
    ("query", "marked", "told"),
    [
        ("肉牛", ["肉牛", "肉牛", "肉牛", "肉牛"], "“肉牛”已标出 4 处"),
        ("產業", ["产业", "产\n业"], "“產業”已标出 2 处"),
        ("题名:肉牛", ["肉牛"], "“题名:肉牛”已标出 1 处"),
        ("发展肉牛 -猪", ["发展肉牛"], "“发展肉牛 -猪”已标出 1 处"),
        (
            "肉牛火星",
            ["肉牛", "肉牛", "肉牛", "肉牛"],
            "“肉牛火星”已标出 4 处",
        ),  # stands nowhere: its words were searched
        ("火星", [], "“火星”已标出 0 处"),
    ],
)
def test_what_was_searched_for_is_marked(client, query, marked, told):
    article = records.article(records.page(), "发展肉牛产业。肉牛产\n业好。", headline="肉牛出栏", captions=("肉牛。",))
    url = article.get_absolute_url()
    html = client.get(url, {"q": query}).content.decode()
    assert marks(html) == marked
    assert told in " ".join(re.sub("<[^>]+>", "", html).split())
    assert f'<link rel="canonical" href="http://testserver{url}">' in html


def test_a_row_across_paragraphs_is_marked_in_both(client):
    article = records.article(records.page(), "两个大国迈", "向相互尊重", headline="标题")
    html = client.get(article.get_absolute_url(), {"q": "大国迈向"}).content.decode()
    assert marks(html) == ["大国迈", "向"]
    assert "已标出 1 处" in html


@pytest.mark.parametrize("query", ["", "！！", "肉" * 3000, "-肉牛", "<script>"])
def test_what_cannot_be_searched_for_marks_nothing(client, query):
    article = records.article(records.page(), "发展肉牛产业。", headline="标题")
    html = client.get(article.get_absolute_url(), {"q": query}).content.decode()
    assert marks(html) == []
    assert "<script>" not in html
    assert "<h1>标题</h1>" in html or '<h1><span class="run">标题</span></h1>' in html


def test_hits_carry_what_was_searched_for(client, index):
    article = records.article(records.page(), "发展肉牛产业。", headline="标题")
    index()
    html = client.get("/search/", {"q": "肉牛 -猪", "paper": "tongliao-ribao"}).content.decode()
    assert f'<a href="{article.get_absolute_url()}?q=%E8%82%89%E7%89%9B+-%E7%8C%AA&amp;paper=tongliao-ribao">' in html
    assert f'<a href="{article.get_absolute_url()}">' in client.get("/search/").content.decode()
