"""Page text to parsed page. Pure: text in, values out; no Django, and nothing is read but its own tables.

The way of a page: ``layout`` finds its lines; ``furniture`` and ``masthead`` take out what it prints of its house;
``other_scripts`` takes out what is in other scripts; ``lines_to_items`` (with ``line_kinds``) makes items of lines.
What each line is, is decided by weights over the whole page (``role_chain``): of a text in paragraphs by ``line_roles``
(with ``line_facts`` and ``line_signs``), of one wrapped in columns by ``wrapped_roles`` (with ``column_lines`` and
``wrapped_signs``), where ``headline_sides`` tells which headlines stand under their texts, and ``headlines_first`` moves
them above. On a page of a few lines rules do the same: ``display_lines`` finds what is none of a text in paragraphs,
``column_display_lines`` what is none of one in columns, whose headlines ``column_order`` (with ``column_stories``) moves.
What was a close call is a doubt (``close_calls``), with ``reasons`` in words.
``wrapped_columns`` makes paragraphs of wrapped lines. ``items_to_articles`` makes drafts of articles of the items:
``headline_or_crosshead`` says by rows (``decision_rows``) what display lines are to the article above them,
``headings_over_articles`` how far those of packages, columns and briefs go. ``articles`` and ``body`` make their values,
and ``account`` accounts for every character. ``bylines``, ``people``, ``names``, ``staff``, ``datelines``, ``headline_group``, ``jump_marks``,
``captions_and_kinds`` and ``dates`` each know one thing that newspapers print; ``vocabulary`` has their words.
"""

from collections.abc import Sequence

from archive.parsing.compose.articles import compose
from archive.parsing.decide.column_order import in_reading_order
from archive.parsing.decide.headlines_first import headlines_first
from archive.parsing.decide.items_to_articles import articles_of
from archive.parsing.decide.lines_to_items import items_of
from archive.parsing.decide.other_scripts import in_order, take_other_languages
from archive.parsing.lines.layout import Sheet, kind_of, lines_of
from archive.parsing.recognise.eras import ERAS, lunar_agrees, lunar_date
from archive.parsing.recognise.masthead import read_masthead
from archive.parsing.recognise.newspaper_names import clean_name, name_key
from archive.parsing.recognise.numerals import number
from archive.parsing.types import KnownNewspaper, ParsedPage, TextKind

__all__ = ["ERAS", "PARSER_VERSION", "clean_name", "lunar_agrees", "lunar_date", "name_key", "number", "parse_page"]
PARSER_VERSION = 9


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
        by_role = any(item.role is not None for item in items)
        items = headlines_first(items) if by_role else in_reading_order(items)
    drafts = in_order(articles_of(items, kind), others)
    return compose(sheet, kind, masthead, staff, items, drafts, [*sheet.doubts, *doubts, *warnings])
