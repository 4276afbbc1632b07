"""Page text to parsed page. Pure: text in, values out; no Django, no disk.

``_layout`` finds the lines, ``_masthead`` takes out the furniture, ``_blocks`` makes items of lines, ``_articles``
makes articles of items, ``_compose`` makes their values and accounts for every character.
"""

from collections.abc import Sequence

from archive.parsing._articles import by_headlines, by_texts
from archive.parsing._blocks import items_of
from archive.parsing._compose import compose
from archive.parsing._layout import Sheet, kind_of, lines_of
from archive.parsing._masthead import read_masthead
from archive.parsing.types import KnownNewspaper, ParsedPage, TextKind

PARSER_VERSION = 1


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
    masthead, staff, lines, warnings = read_masthead(sheet, lines, known)
    kind = kind_of(lines)
    items = items_of(sheet, lines, kind)
    drafts = (by_texts(items) if kind is TextKind.COLUMNS else None) or by_headlines(items, kind)
    return compose(sheet, kind, masthead, staff, items, drafts, warnings)
