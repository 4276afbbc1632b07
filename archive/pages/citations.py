"""How an issue, a page or an article is cited: one value, and the styles that write it. Pure but for reading the record.

What the archive only infers stands in square brackets, as cataloguers put what the thing itself does not say
(GB/T 7714—2015, 8.4: 估计的出版年应置于方括号内); so do titles that the archive supplies.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from archive.models import Article, Basis, Byline, Issue, Page
from archive.models.addressing import Addressed
from archive.parsing.types import ArticleKind, IssueKind, PersonKind
from archive.parsing.vocabulary import AGENCY, STAFF_ROLE

_MOST_NAMED = 3  # authors; of more, the first three and 等 (GB/T 7714, 8.1.2)
_MOST_LISTED, _FIRST_LISTED = 10, 7  # of more than ten authors Chicago lists the first seven
# Roles of who made the pictures or the page, alone or joined (图/摄, 编辑 版式), and not its text. Each word is taken whole,
# so that no row of them can be read in many ways.
_PICTURES = (
    r"(?:特约|特派|首席|见习|实习|本报)*(?:摄影|摄像|视频|图片)(?:记者|师|部|报道员)?|摄制?|航拍|剪辑|图表|图|供图|配图|题图|"
    r"插图|插画|漫画|绘画|[绘制]图?|书法|题字|篆刻|剪纸|提供"
)
_JOINED = r"[/、·.,\s和及兼]*"
_MADE_PICTURES = re.compile(rf"(?:(?>{_PICTURES}){_JOINED})++")
_MADE_THE_PAGE = re.compile(rf"(?:(?>{STAFF_ROLE}){_JOINED})++")
# Bodies that texts and pictures come from: they are the source of an article, not its author.
_SOURCE = re.compile(rf"{AGENCY}|\S{{2,10}}(?:网|图片社?|视觉|影像)|视觉中国|东方IC|IC\s*photo|CFP", re.IGNORECASE)
_EDITIONS = {
    IssueKind.EXTRA: "号外", IssueKind.SUPPLEMENT: "增刊", IssueKind.SPECIAL: "特刊", IssueKind.TRIAL: "试刊"
}  # fmt: skip
# The year of an era as a page prints it: 中華民國三十六年, 光緒三十二年, 康德九年.
_ERA = re.compile(
    r"(?:[中大][华華清]|[满滿]洲)?(?:民[国國]|光[绪緒]|宣[统統]|同治|咸[丰豐]|道光|嘉[庆慶]|康德|大同|成[纪紀]|明治|大正|昭和)"
    r"\s*[\d元〇○零一二三四五六七八九十廿卅卌百\s]+年"
)
_LAST_OF_ERAS = date(1949, 9, 30)  # what is printed of an era after it stays in the date as printed
_LATIN = re.compile("[\u0000-\u036f\u1e00-\u206f]+")  # letters and signs of names in Latin script
_ENDS_ITSELF = tuple("?!.？！。…‥")


@dataclass(frozen=True, slots=True)
class Citation:
    """What is cited. ``date`` is as precise as it is known (2026-02-06, 2024-11, 2024), of a merged issue two with a
    slash between; each of ``newspaper``, ``date``, ``page`` and ``title`` is in brackets already if it is not printed,
    and '' if it is unknown or not part of what is cited. ``deck`` is without its dash, ``edition`` 号外 or 海外版, ``era``
    the year as printed in another count, 民国三十六年."""

    authors: tuple[str, ...]
    title: str
    newspaper: str
    date: str
    number: str
    page: str
    url: str
    deck: str = ""
    edition: str = ""
    era: str = ""

    @property
    def has_supplied(self) -> bool:
        """Whether something in it is in brackets."""
        return any(_bracketed(fact) for fact in (self.title, self.newspaper, self.date, self.page))


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
        authors=tuple(byline.name for byline in authors(article)) if article else (),
        title=_title(article) if article else "",
        newspaper=_known(issue.newspaper.name, issue.newspaper_basis != Basis.INFERRED),
        date=_known(days(issue), issue.date_basis != Basis.INFERRED),
        number="" if page else issue.number,
        page=_known(page.label, page.basis != Basis.INFERRED) if page else "",
        url=absolute(record.get_absolute_url()),
        deck=deck(article) if article and article.headline else "",
        edition=edition(issue),
        era=_era(issue),
    )


def authors(article: Article) -> list[Byline]:
    """Who wrote it, none named twice: persons; if no person did, collectives such as 本报评论员, else the body that signs.

    Neither who only took its pictures, unless pictures are all there is, nor who edited or laid out the page; nor an
    agency or newspaper that it comes from, which is its source.
    """
    signed = [byline for byline in article.bylines.all() if not _MADE_THE_PAGE.fullmatch(byline.role.strip())]
    if article.kind != ArticleKind.PHOTO:
        signed = [byline for byline in signed if not _MADE_PICTURES.fullmatch(byline.role.strip())]
    signed = [byline for byline in signed if byline.name not in (article.source, article.agency)]
    for kind in (PersonKind.PERSON, PersonKind.COLLECTIVE, PersonKind.BODY):
        of_kind = [byline for byline in signed if byline.kind == kind]
        if kind == PersonKind.BODY:
            of_kind = [byline for byline in of_kind if not _SOURCE.fullmatch(byline.name)]
        if of_kind:
            return list({byline.name: byline for byline in of_kind}.values())
    return []


def deck(article: Article) -> str:
    """The deck without the dashes that it is printed between."""
    return _closed(article.deck).strip("—–―─－- ")


def edition(issue: Issue) -> str:
    """What the issue is if not the regular one of its day: 号外, 海外版, 试刊 第二号."""
    kind = _EDITIONS.get(IssueKind(issue.kind), "")
    label = _closed(issue.edition_label)
    return label if kind in label else " ".join(filter(None, (label, kind)))


def _title(article: Article) -> str:
    """The headline, or in brackets what stands for it: the first words, 无题 where there are none."""
    if article.headline:
        return _closed(article.headline)
    words = article.first_words or "无题"
    return f"[{words.translate(str.maketrans('[]［］【】', '（）（）（）'))}]"


def _closed(text: str) -> str:
    """On one line."""
    return " ".join(text.split())


def _known(fact: str, printed: bool) -> str:
    return fact if printed or not fact else f"[{fact}]"


def _bracketed(fact: str) -> bool:
    return fact.startswith("[") and fact.endswith("]")


def days(issue: Issue) -> str:
    """The date as precise as it is known, of a merged issue the first and the last day with a slash between."""
    merged = issue.last_day is not None and issue.last_day != issue.first_day
    return f"{issue.date}/{issue.last_day.isoformat()}" if merged else issue.date


def _era(issue: Issue) -> str:
    printed = _ERA.search(issue.date_printed)
    return "".join(printed[0].split()) if printed and issue.first_day and issue.first_day <= _LAST_OF_ERAS else ""


class _Signs(NamedTuple):
    """What a form of GB/T 7714 puts between the pieces."""

    comma: str
    colon: str
    opening: str
    closing: str


def _gbt_2025(cited: Citation, _today: date) -> str:
    """GB/T 7714—2025: full-width signs, no date of access.

    >>> _gbt_2025(Citation(("张琪",), "肉牛出栏", "通辽日报", "2026-02-06", "", "1", "https://example.org/a1/"), date.today())
    '张琪. 肉牛出栏[N/OL]. 通辽日报，2026-02-06（1）. https://example.org/a1/.'
    """
    return _gbt(cited, _Signs("，", "：", "（", "）"), "")


def _gbt_2015(cited: Citation, today: date) -> str:
    """GB/T 7714—2015: half-width signs, and the day on which it was read."""
    return _gbt(cited, _Signs(", ", ": ", "(", ")"), f"[{today.isoformat()}]")


def _gbt(cited: Citation, signs: _Signs, read: str) -> str:
    def bracketed(text: str) -> str:
        """In round brackets; what is in square ones, in these alone."""
        return text if not text or _bracketed(text) else f"{signs.opening}{text}{signs.closing}"

    number = f"第{cited.number}期" if cited.number[:1].isdecimal() else cited.number
    newspaper = cited.newspaper + bracketed(cited.edition)
    printed = cited.date + bracketed(cited.era) + bracketed(cited.page or number)
    if cited.title:
        title = cited.title + (f"{signs.colon}{cited.deck}" if cited.deck else "")
        named = signs.comma.join(filter(None, (newspaper, printed)))
        pieces = [_gbt_names(cited.authors, signs.comma), f"{title}[N/OL]", named + read]
    else:
        pieces = [f"{newspaper}[N/OL]", printed + read]
    return ". ".join(filter(None, (*pieces, cited.url))) + "."


def _gbt_names(names: tuple[str, ...], comma: str) -> str:
    latin = bool(names) and all(_LATIN.fullmatch(name) for name in names)
    more = ["et al" if latin else "等"] if len(names) > _MOST_NAMED else []
    return (", " if latin else comma).join([*names[:_MOST_NAMED], *more])


def _chicago(cited: Citation, _today: date) -> str:
    """The Chicago Manual of Style, 18th edition, bibliography, a newspaper article consulted online (14.87 ff).

    >>> cited = Citation(("张琪", "王晶"), "“肉牛”出栏", "通辽日报", "2026-02-06", "", "1", "https://example.org/a1/")
    >>> _chicago(cited, date.today())
    '张琪 and 王晶. “‘肉牛’出栏.” 通辽日报, February 6, 2026, p. 1. https://example.org/a1/.'

    More than ten authors are cut as the 17th edition does it, after the seventh; the 18th would keep three.
    """
    place = [cited.newspaper, cited.edition, _chicago_date(cited.date)]
    if cited.number:
        place.append(f"no. {cited.number.replace('-', '–')}")
    if cited.page:
        place.append(f"{'pp.' if '-' in cited.page else 'p.'} {cited.page.replace('-', '–')}")
    pieces = [_chicago_names(cited.authors), _quoted(cited), ", ".join(filter(None, place)), cited.url]
    return " ".join(_stopped(piece) for piece in pieces if piece)


def _chicago_names(names: tuple[str, ...]) -> str:
    if len(names) > _MOST_LISTED:
        return ", ".join(names[:_FIRST_LISTED]) + ", et al."
    return " and ".join(names) if len(names) < 3 else ", ".join(names[:-1]) + f", and {names[-1]}"


def _quoted(cited: Citation) -> str:
    """Title and deck in quotation marks, those in it single and double by turns, its full stop within them all."""
    if not cited.title:
        return ""
    colon = " " if cited.title.endswith(_ENDS_ITSELF) else ": "
    title = cited.title + (colon + cited.deck if cited.deck else "")
    title = re.sub('"([^"]*)"', r"“\1”", title)
    title = re.sub("[“”‘]|(?<![A-Za-z])’|’(?![A-Za-z])", lambda mark: "‘’“”"["“”‘’".index(mark[0])], title)
    words = title.rstrip("’”")
    return f"“{_stopped(words)}{title[len(words) :]}”"


def _stopped(text: str) -> str:
    """With a full stop, unless it ends in one already, or in a mark that takes its place, or in such a quotation or
    bracket; dots within a bracket only say that the words in it are cut short."""
    ended = text.rstrip("’”").endswith(_ENDS_ITSELF) or text.rstrip("]’”").endswith(tuple("?!？！。"))
    return text if ended else f"{text}."


def _chicago_date(cited: str) -> str:
    """[2024-11] as [November 2024], 2026-02-17/2026-02-19 as February 17–19, 2026; n.d. if there is none."""
    if not cited:
        return "n.d."
    if _bracketed(cited):
        return f"[{_chicago_date(cited[1:-1])}]"
    first, _slash, last = cited.partition("/")
    if not last:
        return _english(first)
    if first[:4] != last[:4]:
        return f"{_english(first)}–{_english(last)}"
    begin = _english(first).partition(",")[0]
    end = _english(last)
    return f"{begin}–{end.partition(' ')[2] if first[:7] == last[:7] else end}"


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
