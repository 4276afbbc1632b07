"""Passages of an article, and the lines that they were read from, as they are shown."""

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from archive.models.received_lines import Line, Stretch
from archive.pages.passages import Passage, Piece
from archive.parsing.types import BlockType

register = template.Library()


@register.filter
def written(passage: Passage) -> SafeString:
    """The text of a passage as HTML: verse and lists in their lines, what is searched for marked, and a link wherever the page turns.

    >>> written(Passage(1, "verse", [Piece("草长莺飞\\n"), Piece("拂堤", marked=True)]))
    '草长莺飞<br><mark>拂堤</mark>'
    """
    kept = passage.type in (BlockType.VERSE, BlockType.LIST)
    return format_html_join("", "{}{}", ((_turn(piece), _text(piece, kept)) for piece in passage.pieces))


@register.filter
def received(line: Line, where: str) -> SafeString:
    """A line of the received text as HTML, what each stretch of it became in its title; each leads to its article,
    unless the line is shown beside it (``where`` says at what other address the line stands).
    """
    return format_html_join(
        "", "{}{}", ((_gap(stretch, line), _stretch(stretch, not where)) for stretch in line.stretches)
    )


def _gap(stretch: Stretch, line: Line) -> SafeString | str:
    return (
        format_html('<span class="{}"></span>', "gap") if stretch.after_gap and stretch is not line.stretches[0] else ""
    )


def _stretch(stretch: Stretch, linked: bool) -> SafeString | str:
    if stretch.article and linked:
        form, address = '<a class="{}" title="{}" href="{}">{}</a>', [stretch.article.get_absolute_url()]
    elif stretch.role:
        form, address = '<span class="{}" title="{}">{}</span>', []
    else:
        return conditional_escape(stretch.text)
    return format_html(form, stretch.role, stretch.role_display, *address, stretch.text)


def _text(piece: Piece, kept: bool) -> SafeString:
    text = linebreaksbr(piece.text) if kept else conditional_escape(piece.text)
    return format_html("<mark>{}</mark>", text) if piece.marked else text


def _turn(piece: Piece) -> SafeString | str:
    if piece.page is None:
        return ""
    return format_html(
        '<a class="turn" href="{}" title="{}" lang="{}">{}</a>',
        piece.page.get_absolute_url(),
        _("以下在这一版"),
        get_language(),
        piece.page.label_display,
    )
