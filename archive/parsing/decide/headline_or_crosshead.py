"""What display lines are to the article above them: whether they begin another one, or are its crosshead, a column's
label amid its text, its deck."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from archive.parsing.decide import lookahead
from archive.parsing.decide.decision_rows import Row, first_verdict
from archive.parsing.decide.draft_article import Draft
from archive.parsing.decide.headings_over_articles import is_first_in_column, is_package, of_places
from archive.parsing.decide.line_kinds import CROSSHEAD_MAX, HEAD, NUMBERED, TEXT, LineRole, is_heading_word, is_row
from archive.parsing.decide.page_so_far import DisplayGroup, PageSoFar
from archive.parsing.recognise import captions_and_kinds, headline_group

_NEWS_MAX = 900  # characters of a report that has no crossheads


class Verdict(Enum):
    """What display lines are to the article above them."""

    NEW = "new"  # nothing: they begin another, or stand over several
    CROSSHEAD = "crosshead"
    COLUMN = "column"  # the label of a column that it stands in
    DECK = "deck"  # further lines of its headline


class Case(NamedTuple):
    """Display lines, the article above them, and the page on which both stand."""

    page: PageSoFar
    now: Draft
    group: DisplayGroup


def verdict(page: PageSoFar, now: Draft, group: DisplayGroup) -> Verdict:
    """What display lines are to the article above them: by the role that the first has, where all lines of the page
    were weighed together, and else by rules."""
    rows = BY_RULES if group.head.role is None else BY_ROLE
    return first_verdict(rows, Case(page, now, group), Verdict.NEW)


# --- by the role that the first line has ---


def _labels_text_amid(case: Case) -> bool:
    """A column's label that stands alone over a text, in an article that has begun."""
    _page, now, group = case
    begun = bool(now.texts or now.bylines) and not now.closed
    return begun and group.head.role is LineRole.COLUMN and group.alone and _is_over_text(group)


def _is_over_text(group: DisplayGroup) -> bool:
    return group.following is not None and group.following.kind == TEXT


BY_ROLE: Sequence[Row[Case, Verdict]] = (
    Row("column amid its article", _labels_text_amid, Verdict.COLUMN),
    Row("crosshead by role", lambda case: case.group.head.role is LineRole.CROSSHEAD, Verdict.CROSSHEAD),
    Row("deck by role", lambda case: case.group.head.role is LineRole.GROUP and not case.now.texts, Verdict.DECK),
)


# --- by rules ---


def _found_in_columns(case: Case) -> bool:
    """What the lines of wrapped text round it have already told to be a crosshead."""
    return case.group.head.crosshead and bool(case.now.texts)


def _package(case: Case) -> bool:
    """关注暑期安全 over several articles that have headlines of their own."""
    page, _now, group = case
    return group.over_headline and is_package(page.items, group.lines, group.end)


def _stands_under_heading(case: Case) -> bool:
    """In a column of briefs, or the first in one of letters, whose heading stands above."""
    page, now, group = case
    return page.briefs is not None or is_first_in_column(page, now, group)


def _built_alike(case: Case) -> bool:
    """博安县:… after 沾河县:… in a package, whatever the levels of both."""
    _page, now, group = case
    return bool(now.package and now.texts and now.heads) and of_places(group.head.norm, now.heads[0].norm)


def _label_over_headline(case: Case) -> bool:
    """记者帮忙, a column's label, over the headline of its article."""
    group = case.group
    return not group.alone and (
        headline_group.is_column(group.head.norm) or headline_group.is_label_over(group.head.norm)
    )


def _further_poem(case: Case) -> bool:
    """The title of a further poem under a headline that says that more follow: 谷雨（外一首）, 乡居三首."""
    page, now, group = case
    several = any(_SEVERAL_POEMS.search(item.norm) for item in now.heads)
    return several and group.alone and not group.starts and lookahead.verse_follows(page.items, group.end)


_SEVERAL_POEMS = re.compile(r"(?:[外二三四五六七八九十]\s*[一二三四五六七八九十]?首|组诗|[二三四五六七八九十]题)\)?$")


def _title_of_table(case: Case) -> bool:
    _page, now, group = case
    following = group.following
    within = bool(now.texts) and not now.closed
    return within and group.alone and group.head.level is None and following is not None and is_row(following.norm)


def _breaks_sentence(case: Case) -> bool:
    """A line between two parts of a sentence, which no headline of the article's own level parts."""
    _page, now, group = case
    lower = group.head.level is None or now.level is None or group.head.level > now.level
    return now.open and group.text_goes_on and group.alone and (lower or group.banner)


def _banner_breaks_sentence(case: Case) -> bool:
    return _breaks_sentence(case) and case.group.banner and not case.now.columns


def _under_byline(case: Case) -> bool:
    """The headline of an article whose byline stands first."""
    now = case.now
    return bool(now.bylines) and not now.heads and not now.texts


def _between_headline_and_text(case: Case) -> bool:
    _page, now, group = case
    return bool(now.heads) and not (now.texts or now.photos or group.starts)


def _between_byline_and_text(case: Case) -> bool:
    return _between_headline_and_text(case) and bool(case.now.bylines)


def _names_what_follows(case: Case) -> bool:
    """遗失声明, 简讯, 青石县城区停水公告: what stands under such a word is no part of the article above."""
    _page, now, group = case
    norm = group.head.norm
    named = is_heading_word(norm) or captions_and_kinds.NOTICE_HEADLINE.search(norm) is not None
    return named and bool(now.texts) and not now.open


def _poem_under_text(case: Case) -> bool:
    """The title of a poem, without a mark of form, where the headline above has one."""
    page, _now, group = case
    return group.head.level is None and group.head.gap > 0 and lookahead.verse_follows(page.items, group.end)


def _numbered(case: Case) -> bool:
    """二、水从哪里来, in an article."""
    _page, now, group = case
    lone = group.alone and not group.starts
    return lone and bool(now.texts) and not now.closed and NUMBERED.match(group.head.norm) is not None


def _rest_of_article(case: Case) -> bool:
    """In the rest of an article that began on another page, on one whose own headlines have higher marks."""
    page, now, group = case
    level = group.head.level
    if not now.back or now.heads or group.starts or level is None:
        return False
    return any(other is not None and other < level for other in page.opened)


def _signed_below(case: Case) -> bool:
    """Over a text that is signed at its end; in an article that has crossheads, all of it is."""
    return not _has_crossheads(case.now) and lookahead.tail_follows(case.page.items, case.group.end)


def _has_crossheads(draft: Draft) -> bool:
    return any(item.kind == HEAD for item in draft.texts)


def _marked_lower(case: Case) -> bool:
    """With a lower mark of form than the headline above, or with none where that has one."""
    _page, now, group = case
    return now.level is not None and group.level > now.level


def _long_as_headline(case: Case) -> bool:
    """Too long for a crosshead, with the mark that stands over other articles of the page."""
    page, _now, group = case
    return _marked_lower(case) and bool(page.opened[group.level]) and len(group.head.norm) > CROSSHEAD_MAX


def _one_of_several(case: Case) -> bool:
    """One of several lines like it, over parts of one text. A report has no crossheads; where they are marked as its
    headline is, an article is signed above its text."""
    page, now, group = case
    if not group.alone or not _is_over_text(group):
        return False
    report = bool(now.texts) and now.texts[0].message is not None and now.length < _NEWS_MAX
    if not now.bylines and (report or now.level is not None):
        return False
    others = _has_crossheads(now) or lookahead.parallels(page.items, group.end, group.head)
    return others and len(group.head.norm) <= CROSSHEAD_MAX and (now.level is None or group.level == now.level)


BY_RULES: Sequence[Row[Case, Verdict]] = (
    Row("crosshead found in columns", _found_in_columns, Verdict.CROSSHEAD),
    Row("package", _package, Verdict.NEW),
    Row("under a heading", _stands_under_heading, Verdict.NEW),
    Row("built alike", _built_alike, Verdict.NEW),
    Row("label over a headline", _label_over_headline, Verdict.NEW),
    Row("further poem", _further_poem, Verdict.CROSSHEAD),
    Row("title of a table", _title_of_table, Verdict.CROSSHEAD),
    Row("banner amid a sentence", _banner_breaks_sentence, Verdict.COLUMN),
    Row("line amid a sentence", _breaks_sentence, Verdict.CROSSHEAD),
    Row("headline under its byline", _under_byline, Verdict.DECK),
    Row("between byline and text", _between_byline_and_text, Verdict.CROSSHEAD),
    Row("between headline and text", _between_headline_and_text, Verdict.DECK),
    Row("names what follows", _names_what_follows, Verdict.NEW),
    Row("poem under a text", _poem_under_text, Verdict.NEW),
    Row("numbered", _numbered, Verdict.CROSSHEAD),
    Row("rest of an article", _rest_of_article, Verdict.CROSSHEAD),
    Row("begins below", lambda case: case.group.starts, Verdict.NEW),
    Row("text above is signed", lambda case: case.now.closed, Verdict.NEW),
    Row("text below is signed", _signed_below, Verdict.NEW),
    Row("long as a headline", _long_as_headline, Verdict.NEW),
    Row("marked lower", _marked_lower, Verdict.CROSSHEAD),
    Row("one of several", _one_of_several, Verdict.CROSSHEAD),
)
