"""Pages as read, built by hand, and a way to import them: for tests of what becomes of a reading, whatever the parser."""

import datetime
from collections.abc import Sequence

from archive import parsing
from archive.ingest import Result, import_text
from archive.parsing.types import (
    ArticleKind,
    Block,
    BlockType,
    Completeness,
    Masthead,
    ParsedArticle,
    ParsedPage,
    ParsedPhoto,
    Person,
    Precision,
    Role,
    Span,
    TextKind,
)
from archive.receive.manifest import PageEntry
from archive.receive.sources import PageSource


def story(
    headline: str, *paragraphs: str, names: tuple[str, ...] = (), captions: tuple[str, ...] = (), **facts
) -> ParsedArticle:
    if facts.get("continued_on"):
        facts.setdefault("completeness", Completeness.CONTINUED)
    elif facts.get("continued_from"):
        facts.setdefault("completeness", Completeness.BEGINNING_MISSING)
    return ParsedArticle(
        headline=headline,
        blocks=tuple(Block(BlockType.PARAGRAPH, text) for text in paragraphs),
        people=tuple(Person(name, "记者") for name in names),
        photos=tuple(ParsedPhoto(caption, "某某") for caption in captions),
        **facts,
    )


def photo(caption: str) -> ParsedArticle:
    return story("", captions=(caption,), kind=ArticleKind.PHOTO)


def masthead(day: str = "2026-02-06", page: str = "1", name: str = "通辽日报", **facts) -> Masthead:
    """What a page prints; ``day`` as precise as it is printed, "" for none."""
    precision = {10: Precision.DAY, 7: Precision.MONTH, 4: Precision.YEAR, 0: Precision.UNKNOWN}[len(day)]
    first = datetime.date.fromisoformat((day + "-01-01")[:10]) if day else None
    return Masthead(newspaper=name, newspaper_printed=bool(name), date=first, precision=precision, page=page, **facts)


def page(*stories: ParsedArticle, head: Masthead | None = None, **facts) -> ParsedPage:
    """A page with these articles one after the other; each takes a thousand characters of the text."""
    placed = []
    for index, each in enumerate(stories):
        values = {name: getattr(each, name) for name in ParsedArticle.__slots__}
        span = Span(index * 1000, index * 1000 + 1000, Role.BODY)
        placed.append(ParsedArticle(**values | {"spans": each.spans or (span,)}))
    return ParsedPage(
        TextKind.MARKDOWN, head or masthead(), tuple(placed), account={"body": 1000 * len(placed)}, **facts
    )


def cut(text: str, *stories: Sequence[int], head: Masthead | None = None) -> ParsedPage:
    """The lines of a text cut into articles: each of ``stories`` names its lines, the first of them its headline."""
    lines = text.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:index]) for index in range(len(lines))]

    def span(line: int, role: Role) -> Span:
        return Span(starts[line], starts[line] + len(lines[line]), role)

    articles = []
    for first, *rest in stories:
        blocks = tuple(Block(BlockType.PARAGRAPH, lines[line], (span(line, Role.BODY),)) for line in rest)
        spans = (span(first, Role.HEADLINE), *(block.spans[0] for block in blocks))
        articles.append(ParsedArticle(headline=lines[first], blocks=blocks, spans=spans))
    return ParsedPage(TextKind.PLAIN, head or masthead(), tuple(articles), account={"body": len(text)})


class Reader:
    """Stands in for the parser: each text is read as the page that it was last said to be."""

    def __init__(self, monkeypatch) -> None:
        self.pages: dict[str, ParsedPage] = {}
        self.monkeypatch = monkeypatch
        monkeypatch.setattr(parsing, "parse_page", lambda text, known=(): self.pages[text])

    def receive(self, text: str, read_as: ParsedPage, *, name: str | None = None, **entry: str) -> Result:
        """Import ``text``, read as this page; ``entry`` is what the manifest says of it."""
        self.pages[text] = read_as
        return import_text(PageSource(name or f"{text}.txt", text.encode(), "utf-8", text, PageEntry(**entry)), {})

    def improve(self) -> None:
        """From now on it is a newer parser."""
        self.monkeypatch.setattr(parsing, "PARSER_VERSION", parsing.PARSER_VERSION + 1)
