"""How an issue, a page or an article is cited: one value, and the styles that write it. Pure but for reading the record.

What the archive only infers stands in square brackets, as cataloguers put what the thing itself does not say
(GB/T 7714—2015, 8.4: 估计的出版年应置于方括号内); so do titles that the archive supplies.
"""

from __future__ import annotations

from calendar import month_name
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from archive.addresses import Addressed
from archive.models import Article, Basis, Issue, Page
from archive.parsing.types import ArticleKind, PersonKind

_MOST_NAMED = 3  # authors; of more, the first three and 等 (GB/T 7714, 8.1.2)
_PICTORIAL = {"摄", "图", "摄影", "供图", "绘", "制图"}  # roles of who did not write the text


@dataclass(frozen=True, slots=True)
class Citation:
    """What is cited. ``date`` is as precise as it is known (2026-02-06, 2024-11, 2024), of a merged issue two with a
    slash between; each of ``newspaper``, ``date``, ``page`` and ``title`` is in brackets already if it is not printed,
    and '' if it is unknown or not part of what is cited."""

    authors: tuple[str, ...]
    title: str
    newspaper: str
    date: str
    number: str
    page: str
    url: str

    @property
    def has_supplied(self) -> bool:
        """Whether something in it is in brackets."""
        return any(fact.startswith("[") for fact in (self.title, self.newspaper, self.date, self.page))


class Style(NamedTuple):
    name: str
    language: str
    write: Callable[[Citation, date], str]


def cite(record: Addressed, absolute: Callable[[str], str]) -> Citation:
    """The citation of an issue, a page or an article; of an article, fetched ``with_text``."""
    article = record if isinstance(record, Article) else None
    page = article.page if article else record if isinstance(record, Page) else None
    issue = page.issue if page else record
    assert isinstance(issue, Issue)
    return Citation(
        authors=_authors(article) if article else (),
        title=_known(article.title, bool(article.headline)) if article else "",
        newspaper=_known(issue.newspaper.name, issue.newspaper_basis != Basis.INFERRED),
        date=_known(_date(issue), issue.date_basis != Basis.INFERRED),
        number="" if page else issue.number,
        page=_known(page.label, page.basis != Basis.INFERRED) if page else "",
        url=absolute(record.get_absolute_url()),
    )


def _known(fact: str, printed: bool) -> str:
    return fact if printed or not fact else f"[{fact}]"


def _date(issue: Issue) -> str:
    merged = issue.last_day is not None and issue.last_day != issue.first_day
    return f"{issue.date}/{issue.last_day.isoformat()}" if merged else issue.date


def _authors(article: Article) -> tuple[str, ...]:
    """Who wrote it: people before collectives, and who only took its pictures only if nobody else is named."""
    bylines = list(article.bylines.all())
    people = [byline for byline in bylines if byline.kind == PersonKind.PERSON]
    writers = [byline for byline in people if byline.role not in _PICTORIAL]
    found = people if article.kind == ArticleKind.PHOTO else writers or people
    return tuple(dict.fromkeys(byline.name for byline in found or bylines))


def _gbt_2025(cited: Citation, _today: date) -> str:
    """GB/T 7714—2025: full-width signs, no date of access.

    >>> _gbt_2025(Citation(("张琪",), "肉牛出栏", "通辽日报", "2026-02-06", "", "1", "https://example.org/a1/"), date.today())
    '张琪. 肉牛出栏[N/OL]. 通辽日报，2026-02-06（1）. https://example.org/a1/.'
    """
    return _gbt(cited, "，", "（", "）", "")


def _gbt_2015(cited: Citation, today: date) -> str:
    """GB/T 7714—2015: half-width signs, and the day on which it was read."""
    return _gbt(cited, ", ", "(", ")", f"[{today.isoformat()}]")


def _gbt(cited: Citation, comma: str, opening: str, closing: str, read: str) -> str:
    names = [*cited.authors[:_MOST_NAMED], *(["等"] if len(cited.authors) > _MOST_NAMED else [])]
    place = cited.page or (f"第{cited.number}期" if cited.number else "")
    printed = cited.date + (f"{opening}{place}{closing}" if place else "")
    if cited.title:
        pieces = [
            comma.join(names),
            f"{cited.title}[N/OL]",
            comma.join(filter(None, (cited.newspaper, printed))) + read,
        ]
    else:
        pieces = [f"{cited.newspaper}[N/OL]", printed + read]
    return ". ".join(filter(None, (*pieces, cited.url))) + "."


def _chicago(cited: Citation, _today: date) -> str:
    """The Chicago Manual of Style, 18th edition, bibliography, a newspaper article consulted online (14.87 ff).

    >>> cited = Citation(("张琪", "王晶"), "肉牛出栏", "通辽日报", "2026-02-06", "", "1", "https://example.org/a1/")
    >>> _chicago(cited, date.today())
    '张琪 and 王晶. “肉牛出栏.” 通辽日报, February 6, 2026, p. 1. https://example.org/a1/.'
    """
    names = list(cited.authors)
    listed = " and ".join(names) if len(names) < 3 else ", ".join(names[:-1]) + f", and {names[-1]}"
    inside, bracket = cited.date.strip("[]"), cited.date.startswith("[")
    days = [_english(day) for day in inside.split("/")] if inside else ["n.d."]
    day = "–".join(days)
    place = [f"[{day}]" if bracket else day]
    if cited.number:
        place.append(f"no. {cited.number}")
    if cited.page:
        place.append(f"{'pp.' if '-' in cited.page else 'p.'} {cited.page.replace('-', '–')}")
    printed = ", ".join([cited.newspaper, *place])
    title = f"“{cited.title}.”" if cited.title else ""
    head = f"{listed}. {title}" if listed and title else title
    return " ".join(filter(None, (head, f"{printed}.", f"{cited.url}.")))


def _english(partial: str) -> str:
    """2026-02-06 as February 6, 2026; 2024-11 as November 2024; whatever the language of the process."""
    year, month, day = (*partial.split("-"), "", "")[:3]
    name = f"{month_name[int(month)]} " if month else ""
    return f"{name}{int(day)}, {year}" if day else f"{name}{year}"


STYLES = {
    "gbt7714-2025": Style("GB/T 7714—2025", "zh-Hans", _gbt_2025),
    "gbt7714-2015": Style("GB/T 7714—2015", "zh-Hans", _gbt_2015),
    "chicago": Style("Chicago", "en", _chicago),
}
