"""Column text whose headlines stand below their texts, or some above and some below."""

from __future__ import annotations

from archive.parsing import parse_page
from archive.parsing.types import ArticleKind, TextKind

WIDTH = 16
MASTHEAD = "漳江日报\n2024年5月17日 星期五 第3版\n"
BUS = "本报讯（记者 姚芳）记者昨天从市公交集团获悉，为配合解放路快速化改造施工，六路公交车下周一起将临时调整走向，改走建设路和新华街，施工期预计八个月。"
BOOKS = "本报讯（记者 季然）本周六上午，市图书馆一楼大厅将举办旧书换购会，市民可凭两本旧书换购一本新书，教材期刊除外，现场还设有古籍修复体验区。"
RAIN = "受冷空气影响，明天起我市将有一次明显的降水降温过程，市气象台预计周末多云转小雨，最高气温跌至二十四度，市民出门记得添衣带伞。"
COUNTRY = (
    "　　清明前几天，外婆就开始惦记田埂上的鼠曲草了，说要趁露水还没干的时候掐，只掐顶上三四片叶子，老了就嚼不烂了。"
)


def wrapped(text: str) -> str:
    """A paragraph as a PDF gives it: set in by two characters, broken where the column ends."""
    text = "　　" + text.strip()
    return "\n".join(text[at : at + WIDTH] for at in range(0, len(text), WIDTH))


def read(*frames: str) -> list[tuple[str, str, str, str]]:
    """Column, headline, deck and the beginning of the body of each article on a page of these frames."""
    page = parse_page(MASTHEAD + "\n" + "\n\n".join(frames) + "\n")
    assert page.text_kind is TextKind.COLUMNS
    assert "unplaced" not in page.account
    return [(a.column, a.headline, a.deck, a.body[-6:]) for a in page.articles if a.kind is not ArticleKind.PHOTO]


def test_headlines_below_their_texts():
    assert read(wrapped(BUS), "三条公交线路下周一起调整", wrapped(BOOKS), "市图书馆周六办旧书换购会") == [
        ("", "三条公交线路下周一起调整", "", "预计八个月。"),
        ("", "市图书馆周六办旧书换购会", "", "修复体验区。"),
    ]


def test_one_above_and_one_below():
    read_above = read("六路公交车改道八个月", wrapped(BUS), wrapped(BOOKS), "市图书馆周六办旧书换购会")
    assert [headline for _column, headline, *_ in read_above] == ["六路公交车改道八个月", "市图书馆周六办旧书换购会"]


def test_two_texts_between_which_nothing_stands():
    """The second begins without any mark; its headline, below, says where."""
    found = read("六路公交车改道八个月", wrapped(BUS), wrapped(RAIN), "明起小雨降温 市民出门记得带伞")
    assert found == [
        ("", "六路公交车改道八个月", "", "预计八个月。"),
        ("", "明起小雨降温 市民出门记得带伞", "", "得添衣带伞。"),
    ]


def test_a_label_stands_over_its_article_and_no_headline_is_lost_to_it():
    found = read(wrapped(BUS), "六路公交车改道八个月", "城事速览", "市图书馆办旧书换购会", wrapped(BOOKS))
    assert [(column, headline) for column, headline, *_ in found] == [
        ("", "六路公交车改道八个月"),
        ("城事速览", "市图书馆办旧书换购会"),
    ]


def test_a_headline_broken_within_its_quotation_marks():
    found = read(wrapped(BUS), "公交改道“绕\n个弯”八个月", wrapped(BOOKS), "市图书馆周六办旧书换购会")
    assert [headline for _column, headline, *_ in found] == ["公交改道“绕 个弯”八个月", "市图书馆周六办旧书换购会"]


def test_a_caption_without_a_credit_in_the_midst_of_a_sentence():
    lines = wrapped(BUS).split("\n")
    page = parse_page(
        MASTHEAD
        + f"\n{wrapped(BOOKS)}\n{wrapped(RAIN)}\n\n市图书馆周六办旧书换购会\n\n六路公交车改道八个月\n"
        + "\n".join(lines[:3])
        + "\n\n工人在解放路上施工。\n\n"
        + "\n".join(lines[3:])
        + "\n"
    )
    article = page.articles[-1]
    assert [photo.caption for photo in article.photos] == ["工人在解放路上施工。"]
    assert article.body == BUS


def test_crossheads_close_under_a_text_that_nobody_signs_yet():
    """The headline and the byline of the feature come last, as a PDF may give them."""
    found = read(
        "\n".join([wrapped(COUNTRY)] * 3) + "\n捣粿是外公的活\n" + wrapped(RAIN * 2),
        "外婆的清明粿\n□叶知微",
    )
    assert found == [("", "外婆的清明粿", "", "得添衣带伞。")]


def test_blank_lines_under_every_line_say_nothing():
    frames = [wrapped(BUS), "三条公交线路下周一起调整", wrapped(BOOKS), "市图书馆周六办旧书换购会"]
    spread = [("\n\n").join(frame.split("\n")) for frame in frames]
    assert [item[1] for item in read(*spread)] == ["三条公交线路下周一起调整", "市图书馆周六办旧书换购会"]
