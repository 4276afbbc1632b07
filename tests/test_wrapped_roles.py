"""The lines of wrapped text are what a person takes them for, and headlines go to their texts, wherever they stand."""

from __future__ import annotations

import re
import textwrap
from importlib.resources import files

import pytest

from archive.parsing import parse_page
from archive.parsing.decide import headline_sides, wrapped_roles, wrapped_signs
from archive.parsing.decide.line_kinds import LineRole, Side
from archive.parsing.types import TextKind
from tests.reading import golden
from tests.reading.alignment import placed_of, wrapped_lines_of
from tests.reading.score import Wanted

TEA = (
    "本报讯（记者 张三）3月3日，北岭的茶农采下今年的第一篮茶叶，比去年早了整整六天，收茶的车一早就停在村口。",
    "三年前，镇里从外地引进了三个新茶种，在北岭的坡地上试种。头两年苗长得慢，不少人家动了挖掉的念头。镇农技站的人一户一户地劝，"
    "又请来城里的茶师，手把手教剪枝、施肥。去年秋天，新茶种第一次有了收成，一亩地比老茶树多采二十斤，农民很高兴。",
)
LIBRARY = (
    "本报讯（记者 李四）昨日，县图书馆新馆在城东开馆，首日接待读者两千余人，借出图书三千册。新馆有书八万册，比老馆多出一半。",
    "据了解，新馆设有少儿阅览室、地方文献室和自习室，每天早八点开门，晚九点闭馆。读者凭身份证就可以借书，一次可借五册，借期一个月。",
)
ROAD = (
    "本报讯（记者 王五）城西到河口的公路昨天全线通车，全长十八公里，从此河口的西瓜运进城里只要半个钟头。",
    "过去这段路坑坑洼洼，瓜农雇一辆车要跑两个多钟头，路上还要颠坏不少瓜。去年春天，县里投资两千万元重修公路，瓜农盼了多年的事有了着落。"
    "通车那天，河口的瓜农放起了鞭炮，头一车西瓜上午十点就进了城里的菜市场。",
)
HEADS = ("北岭茶农采下头茶", "县图书馆新馆开馆", "城西到河口公路通车")
STORIES = (TEA, LIBRARY, ROAD)


def wrapped(paragraphs: tuple[str, ...], width: int = 13) -> list[str]:
    return [line for each in paragraphs for line in textwrap.wrap("\u3000\u3000" + each, width, drop_whitespace=False)]


def page_of(*blocks: str | tuple[str, ...]) -> str:
    """A page of wrapped text: headlines as they are, texts in lines of a column."""
    return "\n".join("\n".join(wrapped(each)) if isinstance(each, tuple) else "\n" + each for each in blocks)


ABOVE = page_of(*(each for pair in zip(HEADS, STORIES, strict=True) for each in pair))
BELOW = page_of(*(each for pair in zip(STORIES, HEADS, strict=True) for each in pair))
MIXED = page_of(TEA, HEADS[0], HEADS[1], LIBRARY, ROAD, HEADS[2])


@pytest.mark.parametrize("text", [ABOVE, BELOW, MIXED], ids=["above", "below", "mixed"])
def test_headlines_go_to_their_texts_on_whichever_side_of_them_they_stand(text):
    read = parse_page(text)
    assert read.text_kind is TextKind.COLUMNS
    assert [(each.headline, len(each.body.split("\n"))) for each in read.articles] == [(head, 2) for head in HEADS]


def test_a_headline_away_from_its_text_goes_to_the_one_without():
    """Both headlines stand above the second text, as where a tool gives the frames of a page in another order."""
    read = parse_page(page_of(HEADS[2], ROAD, TEA, HEADS[0], HEADS[1], LIBRARY))
    assert [each.headline for each in read.articles] == [HEADS[2], HEADS[0], HEADS[1]]


def test_the_same_page_is_always_read_the_same():
    assert parse_page(MIXED) == parse_page(MIXED)


def test_a_person_takes_each_line_for_this():
    wanted = [
        Wanted(body="\n".join(story), headline=head, authors=(name,))
        for story, head, name in zip(STORIES, HEADS, ("张三", "李四", "王五"), strict=True)
    ]
    found = wrapped_lines_of(MIXED, ())
    assert found is not None
    sheet, (lines, _setting) = found
    placed = placed_of(sheet, lines, wanted)
    told = [(line.norm, *each) for line, each in zip(lines, placed, strict=True)]
    tea, library, road = (len(wrapped(story)) for story in STORIES)
    assert [each[1:] for each in told] == [
        (LineRole.TEXT, Side.OPENING),
        *[(LineRole.TEXT, Side.UNHEADED)] * (tea - 1),
        (LineRole.HEADLINE, Side.BELOW),
        (LineRole.HEADLINE, Side.ABOVE),
        *[(LineRole.TEXT, Side.HEADED)] * library,
        (LineRole.TEXT, Side.OPENING),
        *[(LineRole.TEXT, Side.UNHEADED)] * (road - 1),
        (LineRole.HEADLINE, Side.BELOW),
    ]


@pytest.mark.parametrize(
    ("wanted", "roles"),
    [
        ({"headline": HEADS[0]}, [(LineRole.HEADLINE, Side.ABOVE)]),
        ({"headline": "头茶", "column": HEADS[0]}, [(LineRole.COLUMN, Side.COLUMN)]),
        ({"crossheads": (HEADS[0],)}, [(LineRole.OTHER, Side.HEADED)]),  # no text has it
    ],
)
def test_a_line_above_a_text_is_what_the_article_has_it_for(wanted, roles):
    found = wrapped_lines_of(page_of(HEADS[0], TEA), ())
    assert found is not None
    sheet, (lines, _setting) = found
    assert list(placed_of(sheet, lines, [Wanted(body="\n".join(TEA), **wanted)]))[:1] == roles


def test_each_sign_of_the_tables_is_of_a_kind_that_lines_have():
    """Golden pages have not all lengths, gaps and neighbours that real ones have, but signs of every kind."""
    given: dict[str, set[str]] = {wrapped_roles.TABLE: set(), headline_sides.TABLE: set()}
    texts = [path.read_text(encoding="utf-8") for path in golden.texts().values()]
    for text in (*texts, ABOVE, BELOW, MIXED):
        found = wrapped_lines_of(text, golden.KNOWN)
        if found is None:
            continue
        lines, setting = found[1]
        units = headline_sides.units_of(lines, [each.role for each in wrapped_roles.decide(lines, setting)])
        given[wrapped_roles.TABLE].update(*wrapped_signs.signs_of(lines, setting))
        given[headline_sides.TABLE].update(*headline_sides.signs_of(lines, units))
    for module in (wrapped_roles, headline_sides):
        table = files(module.__package__).joinpath(module.TABLE).read_text(encoding="utf-8")
        known = {kind_of(row.split("\t")[1]) for row in table.splitlines()}
        assert {
            kind for kind in known - set(map(kind_of, given[module.TABLE])) if not kind.startswith("after ")
        } == set()


def kind_of(sign: str) -> str:
    """A sign without what differs from line to line.

    >>> kind_of("fills 3, may display True"), kind_of("above: ended False")
    ('fills *', 'above')
    """
    return re.sub(
        r"(?<=ends )\w+|\b(?:True|False|unknown|end|cut|short|full|long|\d+)\b", "*", re.split("[,:/]", sign)[0]
    )
