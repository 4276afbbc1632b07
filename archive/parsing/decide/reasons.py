"""The signs by which a line was told, as reasons that an editor understands.

What a sign says is told by its form. Of forms that say nothing to a person (how a page is set, how three lines look
together, figures that are neither large nor small) there is a list too, so that no new one is left out by oversight.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from archive.parsing.types import gettext_noop

MOST = 3  # reasons that are told of a line


class _Reason(NamedTuple):
    """What an editor is told, by a code that is stored, and the form of the signs that say it."""

    code: str
    words: str
    form: str


_TRAIT = r"(?:may display, )?(?:{})(?:, amid .*)?"  # of a line's words, by themselves or with what the line looks like


def _trait(name: str) -> str:
    return _TRAIT.format(name)


_REASONS = (
    # How long it is.
    _Reason("very_short", gettext_noop("此行很短"), r"length [0-3]"),
    _Reason("long_as_headline", gettext_noop("字数像标题"), r"length [4-7]"),
    _Reason("rather_long", gettext_noop("此行较长"), r"length (?:8|9|10)"),
    _Reason("long_as_text", gettext_noop("此行长如正文"), r"length 1[1-4]"),
    _Reason("not_filled", gettext_noop("此行远未排满"), r"fills [0-2](?:, .*)?"),
    _Reason("filled", gettext_noop("此行排满一栏"), r"fills [3-5](?:, .*)?"),
    _Reason("overfilled", gettext_noop("此行比一栏还长"), r"fills [67](?:, .*)?"),
    # Blank lines.
    _Reason("blank_above", gettext_noop("此行上面空行"), r"gap [12], .*"),
    _Reason("no_blank_above", gettext_noop("此行上面不空行"), r"gap 0, .*"),
    _Reason("blank_below", gettext_noop("此行下面空行"), r"gap below [12], .*"),
    _Reason("no_blank_below", gettext_noop("此行下面不空行"), r"gap below 0, .*"),
    _Reason("blank_around", gettext_noop("此行上下都空行"), r"gaps [12] [12](?:, .*)?"),
    _Reason("no_blank_around", gettext_noop("此行上下都不空行"), r"gaps 0 0(?:, .*)?"),
    _Reason("blank_above_only", gettext_noop("此行上面空行，下面不空"), r"gaps [12] 0(?:, .*)?"),
    _Reason("blank_below_only", gettext_noop("此行下面空行，上面不空"), r"gaps 0 [12](?:, .*)?"),
    _Reason("first_of_page", gettext_noop("此行是本版第一行"), r"above: nothing"),
    _Reason(
        "last_of_page", gettext_noop("此行是本版最后一行"), r"below: nothing|gap below end, .*|gaps \d end(?:, .*)?"
    ),
    # Marks of form.
    _Reason("marked_as_heading", gettext_noop("此行带标题记号"), r"is head(?:, .*)?"),
    _Reason("largest_mark", gettext_noop("标题记号是本版最大的一级"), r"level 0 of \d+"),
    _Reason("smaller_mark", gettext_noop("标题记号不是本版最大的一级"), r"level [1-9]\d* of \d+"),
    _Reason("no_mark", gettext_noop("此行不带标题记号，而本版有"), r"level None of [1-9]\d*"),
    _Reason("larger_than_headline", gettext_noop("标题记号比上面那篇的标题大"), r"larger than the headline(?:, .*)?"),
    _Reason("equal_to_headline", gettext_noop("标题记号与上面那篇的标题同级"), r"equal than the headline(?:, .*)?"),
    _Reason("smaller_than_headline", gettext_noop("标题记号比上面那篇的标题小"), r"smaller than the headline(?:, .*)?"),
    _Reason("level_again", gettext_noop("上面那篇里已有同级的小标题"), r"level again, .*"),
    # With what it ends.
    _Reason("ends_with_stop", gettext_noop("此行以句号结尾"), r"ends stop(?:, .*)?"),
    _Reason("ends_with_exclamation", gettext_noop("此行以叹号结尾"), r"ends exclamation(?:, .*)?"),
    _Reason("ends_with_question", gettext_noop("此行以问号结尾"), r"ends question(?:, .*)?"),
    _Reason("ends_with_comma", gettext_noop("此行以逗号或顿号结尾"), r"ends comma(?:, .*)?"),
    _Reason("ends_with_colon", gettext_noop("此行以冒号结尾"), r"ends colon(?:, .*)?"),
    _Reason("ends_with_semicolon", gettext_noop("此行以分号结尾"), r"ends semicolon(?:, .*)?"),
    _Reason("ends_with_dots", gettext_noop("此行以省略号结尾"), r"ends dots(?:, .*)?"),
    _Reason("ends_with_quotation", gettext_noop("此行以引号结尾"), r"ends quotation(?:, .*)?"),
    _Reason("ends_with_bracket", gettext_noop("此行以括号结尾"), r"ends bracket(?:, .*)?"),
    _Reason("ends_with_title", gettext_noop("此行以书名号结尾"), r"ends title(?:, .*)?"),
    _Reason("ends_bare", gettext_noop("此行末尾没有中文标点"), r"ends (?:character|digit)(?:, .*)?"),
    # What its words look like.
    _Reason("bare", gettext_noop("此行句式像标题"), _trait("bare")),
    _Reason("heading_word", gettext_noop("此行只说下面是什么，如“启事”“简讯”"), _trait("heading word|briefs")),
    _Reason("like_column", gettext_noop("此行像栏目名"), _trait("column")),
    _Reason("like_slogan", gettext_noop("此行像口号"), _trait("slogan")),
    _Reason("like_label", gettext_noop("此行像几个字的标签"), _trait("short label")),
    _Reason("who_attends", gettext_noop("此行说谁出席、讲话"), _trait("attends")),
    _Reason("like_deck", gettext_noop("此行像副题"), _trait("deck")),
    _Reason("like_kicker", gettext_noop("此行像引题，话没有说完"), _trait("kicker's end")),
    _Reason("like_notice", gettext_noop("此行有启事、公告一类的字眼"), _trait("notice|notice's headline")),
    _Reason("like_row", gettext_noop("此行像表格的一行"), _trait("row|pair")),
    _Reason("numbered", gettext_noop("此行带序号或项目符号"), _trait("numbered|item's mark|marked")),
    _Reason("like_answer", gettext_noop("此行像答复、核实的开头"), _trait("answer")),
    _Reason("all_bracketed", gettext_noop("整行在括号里"), _trait("all bracketed")),
    _Reason("all_quoted", gettext_noop("整行在引号里"), _trait("all quoted")),
    _Reason("quotation_first", gettext_noop("此行以引语开头"), _trait("quotation first")),
    _Reason("has_comma", gettext_noop("此行中间有逗号"), _trait("comma")),
    _Reason("has_stop", gettext_noop("此行里有句号"), _trait("full stop")),
    _Reason("two_clauses", gettext_noop("此行由空格分成两截"), _trait("two clauses")),
    _Reason("has_digits", gettext_noop("此行里有数字"), _trait("digits")),
    _Reason("has_colon", gettext_noop("此行里有冒号"), _trait("colon")),
    _Reason("dash_first", gettext_noop("此行以破折号开头"), _trait("dash first")),
    _Reason("like_names", gettext_noop("此行像人名"), _trait("names")),
    _Reason("of_a_place", gettext_noop("此行以地名加冒号开头"), _trait("of a place")),
    _Reason("reads_on", gettext_noop("此行像接着上一句"), _trait("reads on|continues")),
    _Reason("dateline", gettext_noop("此行带电头"), _trait("message|dateline")),
    _Reason("signed", gettext_noop("此行是署名"), _trait("signed") + r"|is byline(?:, .*)?"),
    _Reason("like_caption", gettext_noop("此行像图片说明"), r"is (?:caption|credit)(?:, .*)?"),
    _Reason("like_teaser", gettext_noop("此行像导读"), r"is teaser(?:, .*)?"),
    _Reason("jump", gettext_noop("此行有转版标记"), _trait("back|onward") + r"|is jump(?:, .*)?"),
    _Reason("like_signature", gettext_noop("此行像落款"), _trait("signs")),
    _Reason("like_end", gettext_noop("此行像一篇的结尾"), _trait("closes")),
    _Reason("indented", gettext_noop("此行开头缩进"), _trait("indented") + "|set in True of .*"),
    _Reason("like_text", gettext_noop("此行不像标题"), r"is text, may display False|may display False"),
    _Reason("like_beginning", gettext_noop("此行像一篇的开头"), r"starts True"),
    _Reason("ended", gettext_noop("此行句子已完"), r"ended True"),
    _Reason("amid_sentence", gettext_noop("此行在一句话中间"), r"amid True(?:, may display .*)?"),
    # What stands beside it.
    _Reason("byline_above", gettext_noop("上一行是署名"), r"above: (?:byline, .*|signed)"),
    _Reason("byline_below", gettext_noop("下一行是署名"), r"below: (?:byline, .*|signed)"),
    _Reason("dateline_above", gettext_noop("上一行带电头"), r"above: message"),
    _Reason("dateline_below", gettext_noop("下一行带电头"), r"below: message"),
    _Reason("heading_above", gettext_noop("上一行带标题记号"), r"above: (?:head, .*|(?:larger|smaller|equal) head)"),
    _Reason("heading_below", gettext_noop("下一行带标题记号"), r"below: (?:head, .*|(?:larger|smaller|equal) head)"),
    _Reason("caption_above", gettext_noop("上一行是图片说明"), r"above: (?:caption|credit), .*"),
    _Reason("caption_below", gettext_noop("下一行是图片说明"), r"below: (?:caption|credit), .*"),
    _Reason("jump_above", gettext_noop("上一行有转版标记"), r"above: (?:jump, .*|back|onward)"),
    _Reason("jump_below", gettext_noop("下一行有转版标记"), r"below: (?:jump, .*|back|onward)"),
    _Reason("text_above", gettext_noop("上一行是正文"), r"above: text, may display False(?:, .*)?"),
    _Reason("text_below", gettext_noop("下一行是正文"), r"below: text, may display False(?:, .*)?"),
    _Reason("short_above", gettext_noop("上一行也像标题"), r"above: (?:text|apart \w+), may display True(?:, .*)?"),
    _Reason("short_below", gettext_noop("下一行也像标题"), r"below: (?:text|apart \w+), may display True(?:, .*)?"),
    _Reason("signature_above", gettext_noop("上一行是落款"), r"above: signs"),
    _Reason("signature_below", gettext_noop("下一行是落款"), r"below: signs"),
    _Reason("end_above", gettext_noop("上一行像一篇的结尾"), r"above: closes"),
    _Reason("end_below", gettext_noop("下一行像一篇的结尾"), r"below: closes"),
    _Reason("sentence_done_above", gettext_noop("上一行句子已完"), r"above: (?:finished|ended True, .*|ends stop, .*)"),
    _Reason(
        "sentence_open_above", gettext_noop("上一行句子没有完"), r"above: (?:ended False|ends (?:comma|semicolon)), .*"
    ),
    _Reason("beginning_above", gettext_noop("上一行像一篇的开头"), r"above: starts True, .*"),
    _Reason("beginning_below", gettext_noop("下一行像一篇的开头"), r"below: starts(?: True)?, .*"),
    _Reason("deck_below", gettext_noop("下一行像副题"), r"below: deck, .*"),
    _Reason("reads_on_below", gettext_noop("下一行像接着这一句"), r"below: (?:reads on, .*|continues)"),
    _Reason("kicker_above", gettext_noop("上一行像引题，话没有说完"), r"above: kicker's end, .*"),
    _Reason("column_above", gettext_noop("上一行像栏目名"), r"above: (?:column|short label), .*"),
    _Reason("column_below", gettext_noop("下一行像栏目名"), r"below: (?:column|short label), .*"),
    # Among which lines and between which texts it stands.
    _Reason("alone", gettext_noop("前后没有别的短行"), r"run 0 of 0(?:, .*)?|run 0 of 1, likely True"),
    _Reason(
        "among_short", gettext_noop("前后几行都短"), r"run \d of [1-9](?:, opens .*)?|run \d of [2-9], likely True"
    ),
    _Reason("beginning_follows", gettext_noop("其下像一篇的开头"), r"opens True"),
    _Reason("no_beginning_follows", gettext_noop("其下不像一篇的开头"), r"opens False"),
    _Reason("words_below", gettext_noop("此行的字词在下文常见"), r"(?:all )?shares? below [4-7]|shares lead [4-7]"),
    _Reason("no_words_below", gettext_noop("此行的字词在下文未见"), r"(?:all )?shares? below 0"),
    _Reason("words_above", gettext_noop("此行的字词在上文常见"), r"(?:all )?shares? above [4-7]"),
    _Reason("no_words_above", gettext_noop("此行的字词在上文未见"), r"(?:all )?shares? above 0"),
    _Reason("nearer_below", gettext_noop("此行的字词更近下文"), r"(?:all )?shares? more below [3-6](?:, .*)?"),
    _Reason("nearer_above", gettext_noop("此行的字词更近上文"), r"(?:all )?shares? more below [01](?:, .*)?"),
    _Reason("nothing_below", gettext_noop("其下没有正文"), r"text below 0"),
    _Reason("little_below", gettext_noop("其下正文很短"), r"text below [12]|first below 0"),
    _Reason("much_below", gettext_noop("其下正文较长"), r"text below [5-8]|first below [34]"),
    _Reason("nothing_above", gettext_noop("其上没有正文"), r"text above 0|no text above"),
    _Reason("little_above", gettext_noop("其上正文很短"), r"text above [12]"),
    _Reason("much_above", gettext_noop("其上正文较长"), r"text above [5-8]"),
    _Reason("text_above_done", gettext_noop("其上正文像已结束"), r"text above (?:closes|finished) True(?:, .*)?"),
    _Reason("text_above_open", gettext_noop("其上正文像没有结束"), r"text above (?:closes|finished) False(?:, .*)?"),
    _Reason("text_below_done", gettext_noop("其下正文有结尾"), r"text below closes True, .*"),
    # What tells above and below that an article begins or ends.
    _Reason("begun_above", gettext_noop("上一处短行之下像一篇的开头"), r"told above: start 1"),
    _Reason("ended_above", gettext_noop("上面紧接一篇的结尾"), r"told above: end 0"),
    _Reason("not_ended_above", gettext_noop("上面隔着别的短行才有开头或结尾"), r"told above: (?:start|end|byline) 2"),
    _Reason("ends_below", gettext_noop("下一处短行之前有结尾"), r"told below: end 0"),
    _Reason("begins_later", gettext_noop("其下隔着别的短行才有开头"), r"told below: start [12]"),
    # The article above it.
    _Reason("alike", gettext_noop("同一篇里另有样子相同的短行"), r"alike (?!0 below, 0 |0, ).*"),
    _Reason("none_alike", gettext_noop("同一篇里没有样子相同的短行"), r"alike (?:0 below, 0 above|0, .*)"),
    _Reason("already_signed", gettext_noop("上面那篇已有署名"), r"signed True, .*"),
    _Reason("already_told", gettext_noop("上面那篇已有电头"), r"signed False, told True(?:, .*)?"),
    _Reason("no_text_yet", gettext_noop("上面那篇还没有正文"), r"length so far 0"),
    _Reason("much_text_yet", gettext_noop("上面那篇的正文已经不短"), r"length so far [5-8]"),
)

# What says nothing to a person.
_PASSED_OVER = (
    r"after .*",  # no sign of the line
    r"page .*|lean .*|custom .*|nudged",  # how the page is set
    r"level None of 0",
    r"is text|is text, may display True|may display True",
    r"amid False(?:, .*)?|apart .*|ended False|starts False|set in False of .*",  # as most lines are
    r"amid .+ / .*|(?:last|first) of .*",  # how three lines look together
    r"(?:two|three) (?:above|below): .*",  # too far off
    r"(?:above|below): (?:length|longer|set in) .*",
    r"(?:above|below): (?:cut|short|full|long), ended .*",
    r"(?:above|below): apart \w+, may display False, .*",
    r"(?:above|below): starts False, .*",
    r"(?:above|below): notice, .*",
    r"above: (?:deck|reads on|attends|numbered), .*|above: continues",
    r"above: ends (?!stop|comma|semicolon).*",
    r"below: (?:ends|ended|kicker's end|attends|numbered) .*|below: (?:kicker's end|attends|numbered), .*|below: finished",
    r"run \d of \d, likely False|run 0 of 1, likely False",
    r"run [1-9] of [01], likely True",
    r"(?:all )?shares? (?:below|above) [1-3]|shares lead [0-3]|(?:all )?shares? more below 2(?:, .*)?",  # neither much
    r"text (?:below|above) [34]|first below [12]|text below closes False, .*",
    r"told (?:above|below): .*, below: .*|told (?:above|below): nothing \d|told above: (?:start 0|end 1|byline [01])"
    r"|told below: (?:start 0|end [12]|byline \d)",
    r"signed False, told False(?:, .*)?|displays so far \d|length so far [1-4]",
)

WORDS = {reason.code: reason.words for reason in _REASONS}
_FORMS = [(re.compile(reason.form), reason.code) for reason in _REASONS]
_UNSAID = re.compile("|".join(_PASSED_OVER))


def told(signs: Iterable[str]) -> tuple[str, ...]:
    """The codes of the first few reasons that these signs say, each once.

    >>> told(["ends character", "lean 3", "ends digit", "below: message"])
    ('ends_bare', 'dateline_below')
    """
    codes = dict.fromkeys(code for sign in signs if (code := code_of(sign)))
    return tuple(codes)[:MOST]


@lru_cache(maxsize=1 << 12)
def code_of(sign: str) -> str:
    """The code of what a sign says to a person, "" where it says nothing."""
    return next((code for form, code in _FORMS if form.fullmatch(sign)), "")


def is_passed_over(sign: str) -> bool:
    """Whether a sign is of a form that is known to say nothing to a person."""
    return _UNSAID.fullmatch(sign) is not None
