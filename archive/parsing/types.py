"""What a page of newspaper text says, as values. Frozen, plain, without Django.

Every offset is counted in characters of the received text: what the file's bytes decode to, with line ends as ``\\n``.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from enum import StrEnum


class TextKind(StrEnum):
    """The three kinds of text that come in, told apart by their shape."""

    MARKDOWN = "markdown"  # from a vision model: `#` headings, furniture left as blank lines
    COLUMNS = "columns"  # from a PDF: hard-wrapped lines, headlines often after their bodies
    PLAIN = "plain"  # paragraphs a line each, no marks


class Role(StrEnum):
    """What a run of the received text is on the page."""

    MASTHEAD = "masthead"  # 报头
    RUNNING_HEAD = "running_head"  # 报眉
    IMPRINT = "imprint"  # 报脚、版权栏
    STAFF = "staff"  # 责任编辑 版式 校对
    FURNITURE = "furniture"  # client names, 扫码, rules and ornaments
    KICKER = "kicker"  # 引题
    HEADLINE = "headline"  # 正题
    DECK = "deck"  # 副题
    CROSSHEAD = "crosshead"  # 小标题
    COLUMN = "column"  # 栏目
    PACKAGE = "package"  # 总题
    BYLINE = "byline"  # 署名
    BODY = "body"
    NOTE = "note"  # 编者按
    SIGNATURE = "signature"  # 落款
    CAPTION = "caption"  # 图片说明 with its credit
    LABEL = "label"  # 广告, 公益广告
    JUMP = "jump"  # 下转、上接
    TEASER = "teaser"  # 导读
    SHADOW = "shadow"  # text doubled by shadow print
    MARK = "mark"  # `#`, `**` and other marks of the text's own form
    UNPLACED = "unplaced"


# What of a text became the blocks of a body; headlines, bylines, captions and marks of a jump did not.
BLOCK_ROLES = frozenset({Role.BODY, Role.CROSSHEAD, Role.NOTE, Role.SIGNATURE})
# What became fields of an article's head, by the field's name.
HEAD_ROLES = {
    "kicker": Role.KICKER,
    "headline": Role.HEADLINE,
    "deck": Role.DECK,
    "column": Role.COLUMN,
    "package": Role.PACKAGE,
}


class ArticleKind(StrEnum):
    NEWS = "news"
    COMMENTARY = "commentary"
    LITERATURE = "literature"
    PHOTO = "photo"
    NOTICE = "notice"
    ADVERTISEMENT = "advertisement"


class BlockType(StrEnum):
    PARAGRAPH = "paragraph"
    CROSSHEAD = "crosshead"  # 小标题
    VERSE = "verse"  # one stanza, its lines parted by \n
    LIST = "list"  # a list or table, its lines parted by \n
    NOTE = "note"  # 编者按
    SIGNATURE = "signature"  # 落款


class PersonKind(StrEnum):
    PERSON = "person"
    COLLECTIVE = "collective"  # 本报评论员
    BODY = "body"  # 视觉中国, 新华社


class Completeness(StrEnum):
    WHOLE = "whole"
    BEGINNING_MISSING = "beginning_missing"
    END_MISSING = "end_missing"
    CONTINUED = "continued"  # on a page that is not held


class Precision(StrEnum):
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


class IssueKind(StrEnum):
    REGULAR = "regular"
    EXTRA = "extra"  # 号外
    SUPPLEMENT = "supplement"  # 增刊
    SPECIAL = "special"  # 特刊
    MERGED = "merged"  # 合刊
    TRIAL = "trial"  # 试刊


def gettext_noop(text: str) -> str:
    """Marks what the interface translates; nothing here knows Django."""
    return text


# Every doubt that reading a page can leave, and what it means to an editor.
WARNING_CODES = {
    "no_headline": gettext_noop("没有标题"),
    "beginning_missing": gettext_noop("开头缺失"),
    "end_missing": gettext_noop("结尾缺失"),
    "jump_ambiguous": gettext_noop("转版可接多处，未接"),
    "jump_unmatched": gettext_noop("转版找不到另一段"),
    "jump_reviewed": gettext_noop("转版可接，但文章已核对或已发布，未接"),
    "date_conflict": gettext_noop("日期自相矛盾"),
    "date_impossible": gettext_noop("日期不存在"),
    "date_unclear": gettext_noop("日期无法确定"),
    "weekday_conflict": gettext_noop("星期与日期不符"),
    "lunar_conflict": gettext_noop("农历与日期不符"),
    "name_near": gettext_noop("报名与已知报纸差一字"),
    "name_unknown": gettext_noop("报名不明"),
    "manifest_conflict": gettext_noop("清单与版面所印不同，以所印为准"),
    "nonstandard_mongolian": gettext_noop("非标准蒙古文编码"),
    "repetition": gettext_noop("同一段文字反复出现，只留一次"),
    "headline_unsure": gettext_noop("可能误作标题"),
    "headline_possible": gettext_noop("可能是漏认的标题"),
    "unplaced": gettext_noop("未归类的文字"),
    "no_article": gettext_noop("没有文章"),
}

# Those that bear on which newspaper, day and page it is: who imports a page should see them at once.
PLACE_CODES = frozenset(
    {
        "date_conflict",
        "date_impossible",
        "date_unclear",
        "weekday_conflict",
        "lunar_conflict",
        "name_near",
        "manifest_conflict",
    }
)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters ``start`` up to but not including ``end`` of the received text, and what they are."""

    start: int
    end: int
    role: Role


@dataclass(frozen=True, slots=True)
class ParseWarning:
    """A doubt: its code from WARNING_CODES, where (or None for the page as a whole), the text or reason, and the codes of
    what was in favour of reading it so (``decide.reasons``)."""

    code: str
    span: tuple[int, int] | None
    text: str
    reasons: tuple[str, ...] = ()

    @property
    def stored(self) -> dict[str, object]:
        """As it is kept with the received text."""
        kept: dict[str, object] = {"code": self.code, "span": self.span, "text": self.text}
        return kept | ({"reasons": self.reasons} if self.reasons else {})


@dataclass(frozen=True, slots=True)
class Block:
    """One block of an article's body, rejoined, and the spans of the received text that it was made from."""

    type: BlockType
    text: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """A name of a byline or credit, closed up (张　琪 is 张琪), with role and affiliation as printed."""

    name: str
    role: str = ""  # 记者 通讯员 见习记者 实习生 文 图 摄 整理 编译 评论员
    affiliation: str = ""  # 本报, 湖南日报全媒体
    kind: PersonKind = PersonKind.PERSON


@dataclass(frozen=True, slots=True)
class MessageHead:
    """消息头: 新华社北京2月4日电 is raw; agency 新华社, place 北京, date 2月4日, source 新华社."""

    raw: str = ""
    agency: str = ""
    place: str = ""
    date: str = ""
    source: str = ""  # the newspaper or agency that the text comes from: 本报, 新华社, 内蒙古日报


@dataclass(frozen=True, slots=True)
class ParsedPhoto:
    caption: str
    credit: str = ""  # names as printed, parted by a space
    people: tuple[Person, ...] = ()
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedTeaser:
    """导读: a headline with the page that it points to (normal form)."""

    headline: str
    page: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """One article, or the part of it that stands on this page.

    A standalone photo is an article of kind photo: its caption in ``photos``, its body empty.
    """

    kind: ArticleKind = ArticleKind.NEWS
    genre: str = ""
    kicker: str = ""
    headline: str = ""  # empty if none is printed
    deck: str = ""
    column: str = ""
    package: str = ""
    blocks: tuple[Block, ...] = ()
    people: tuple[Person, ...] = ()
    head: MessageHead = MessageHead()
    photos: tuple[ParsedPhoto, ...] = ()
    completeness: Completeness = Completeness.WHOLE
    continued_on: str = ""  # page label in normal form, of 下转
    continued_from: str = ""  # page label in normal form, of 上接
    language: str = ""  # BCP 47, where it is not Chinese
    spans: tuple[Span, ...] = ()  # all that belongs to the article, in order of the received text

    @property
    def body(self) -> str:
        """The body's blocks, one a line."""
        return "\n".join(block.text for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Masthead:
    """What the page prints of its newspaper, issue and page. Empty or None where it prints nothing."""

    newspaper: str = ""  # the name of the newspaper: as known, if it is one of the known names, else as printed
    newspaper_printed: bool = False  # False: inferred from a mark (an alias)
    date: datetime.date | None = None
    last_date: datetime.date | None = None  # the last day of a merged issue
    precision: Precision = Precision.UNKNOWN
    date_printed: str = ""
    calendar: str = ""  # gregorian, roc, or "" for any other
    lunar: str = ""
    weekday: str = ""
    number_printed: str = ""  # 第22085—22087号 as printed
    first_number: int | None = None
    last_number: int | None = None
    total_number: int | None = None  # 总第N期
    pages_printed: int | None = None
    cn_number: str = ""
    publisher: str = ""
    kind: IssueKind = IssueKind.REGULAR
    edition_label: str = ""
    page_printed: str = ""  # 第四版, A03
    page: str = ""  # normal form: 4, A3, 4-5; "" if unknown
    page_inferred: bool = False  # page 1 because a masthead stands on it
    page_name: str = ""  # 版名
    section: str = ""  # 叠


@dataclass(frozen=True, slots=True)
class StaffRole:
    """责任编辑：甲 乙 is role 责任编辑, names 甲 and 乙."""

    role: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownNewspaper:
    """A newspaper that the archive knows of: its name and other marks of it on a page."""

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """A page as read. Every non-space character of the received text lies in exactly one of ``spans``."""

    text_kind: TextKind
    masthead: Masthead = Masthead()
    articles: tuple[ParsedArticle, ...] = ()
    teasers: tuple[ParsedTeaser, ...] = ()
    staff: tuple[StaffRole, ...] = ()
    spans: tuple[Span, ...] = ()
    warnings: tuple[ParseWarning, ...] = ()
    account: dict[str, int] = field(default_factory=dict)  # role -> non-space characters
