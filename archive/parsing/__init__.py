"""Page text to parsed page. Pure: text in, values out; no Django, no disk.

The way of a page: ``_layout`` finds its lines; ``_furniture`` and ``_masthead`` take out what it prints of its house;
``_languages`` takes out what is in other scripts; ``_blocks`` (with ``_items``, ``_display`` and ``_columns``) makes items of lines; ``_order`` moves the headlines of column
text above their texts; ``_articles`` makes drafts of articles of the items; ``_compose`` and ``_body`` make their values
and account for every character. ``_byline``, ``_headline``, ``_jumps``, ``_classify`` and ``_dates`` each know one thing that newspapers
print; ``vocabulary`` has their words.
"""

from collections.abc import Sequence

from archive.parsing._articles import articles_of
from archive.parsing._blocks import items_of
from archive.parsing._compose import compose
from archive.parsing._eras import ERAS, lunar_agrees, lunar_date
from archive.parsing._languages import in_order, take_other_languages
from archive.parsing._layout import Sheet, kind_of, lines_of
from archive.parsing._masthead import read_masthead
from archive.parsing._names import clean_name, name_key
from archive.parsing._numerals import number
from archive.parsing._order import in_reading_order
from archive.parsing.types import KnownNewspaper, ParsedPage, TextKind

__all__ = ["ERAS", "PARSER_VERSION", "clean_name", "lunar_agrees", "lunar_date", "name_key", "number", "parse_page"]
PARSER_VERSION = 5


def parse_page(text: str, known: Sequence[KnownNewspaper] = ()) -> ParsedPage:
    """Read one page of newspaper text (decoded, line ends as ``\\n``).

    ``known`` are the newspapers that the archive knows, for mastheads misread by a character and for other marks of
    them. Never raises, whatever the text; every non-space character is in exactly one of the page's ``spans``; what is
    doubtful is in its ``warnings``.

    >>> parse_page("# 县图书馆开馆\\n本报讯(记者 张三) 5月1日,县图书馆开馆。").articles[0].headline
    '县图书馆开馆'
    """
    sheet = Sheet(text)
    lines = lines_of(sheet)
    others, lines, doubts = take_other_languages(sheet, lines, known)
    masthead, staff, lines, warnings = read_masthead(sheet, lines, known)
    kind = kind_of(lines)
    items = items_of(sheet, lines, kind)
    if kind is TextKind.COLUMNS:
        items = in_reading_order(items)
    drafts = in_order(articles_of(items, kind), others)
    return compose(sheet, kind, masthead, staff, items, drafts, [*sheet.doubts, *doubts, *warnings])
