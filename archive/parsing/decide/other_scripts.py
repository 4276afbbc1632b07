"""Articles in other scripts than Chinese on a page: Mongolian, Tibetan, Uyghur, Korean, Latin, Cyrillic.

A run of lines in one of them is an article, or several, where it says something: a newspaper's name in Mongolian above
a Chinese page is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from archive.parsing.decide.draft_article import Draft
from archive.parsing.decide.line_kinds import HEAD, TEXT, Item
from archive.parsing.lines.layout import Line, Sheet, pieces_of
from archive.parsing.recognise.newspaper_names import name_key
from archive.parsing.types import KnownNewspaper, ParseWarning

_MENKSOFT = "\ue234-\ue34f"  # codes of private use in which newsrooms typeset Mongolian
_SCRIPTS = {
    "mn-Mong": re.compile(f"[\u1800-\u18af\U00011660-\U0001167f{_MENKSOFT}]"),
    "bo": re.compile("[\u0f00-\u0fff]"),
    "ug": re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]"),
    "ko": re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]"),
    "mn-Cyrl": re.compile("[\u0400-\u04ff]"),
    "und-Latn": re.compile("[A-Za-z\u00c0-\u024f]"),
}
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U000323af]")
_ENDED = re.compile(r"[.!?؟۔᠃᠅᠉།༎。！？:][\s”’»\")\]]*$")
_UYGHUR, _KAZAKH = re.compile("[\u06d5\u06d0\u06c6\u06c8\u06c7\u06ad]"), re.compile("[\u0674\u06c9\u06cb]")
_MONGOLIAN_CYRILLIC = re.compile("[өүӨҮ]")
_ENGLISH = re.compile(r"\b(?:the|of|and|in|to|for|is|on|with|at)\b", re.IGNORECASE)
_SHARE = 0.6  # of a line's letters that are of one script
_WORDS_MIN = 3  # words of a line in Latin or Cyrillic letters; fewer are a name
_TEXT_MIN = 40  # letters of a line that is text, however it ends
_SENTENCE_MIN = 12  # letters of one that ends as a sentence does
_HEADLINE_MAX = 90  # characters
_TALLER = 1.3  # times the length of a headline that its text has at least, where no sign ends it


def take_other_languages(
    sheet: Sheet, lines: Sequence[Line], known: Sequence[KnownNewspaper]
) -> tuple[list[Draft], list[Line], list[ParseWarning]]:
    """The articles in other languages, in order, each with its language; the lines that are left; doubts."""
    names = {name_key(name) for paper in known for name in (paper.name, *paper.aliases)}
    drafts: list[Draft] = []
    left: list[Line] = []
    doubts: list[ParseWarning] = []
    at = 0
    while at < len(lines):
        language = _script_of(lines[at], names)
        end = at
        while end < len(lines) and language and _script_of(lines[end], names) == language:
            end += 1
        run = lines[at:end]
        if language and _says_something(run, language):
            text = "\n".join(line.norm for line in run)
            found = _drafts(sheet, run, _language(language, text))
            drafts += found
            if re.search(f"[{_MENKSOFT}]", text):
                doubts.append(ParseWarning("nonstandard_mongolian", (run[0].start, run[-1].end), run[0].norm[:40]))
            if end < len(lines):  # what stands below stands apart from what stands above
                lines = [
                    *lines[:end],
                    replace(lines[end], blank_before=max(1, lines[end].blank_before)),
                    *lines[end + 1 :],
                ]
        else:
            end = max(end, at + 1)
            left += lines[at:end]
        at = end
    return drafts, left, doubts


def _script_of(line: Line, names: set[str]) -> str:
    """The script that nearly all letters of a line are of, unless it is Chinese or a newspaper's name; "" if none."""
    text = line.norm
    counts = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS.items()}
    name = max(counts, key=counts.__getitem__)
    letters = sum(counts.values()) + 4 * len(_HAN.findall(text))
    if counts[name] < 4 or counts[name] < _SHARE * letters:
        return ""
    if len(text) <= _HEADLINE_MAX and name_key(text) in names:
        return ""
    few = len(re.findall(r"[^\W\d_]{2,}", text)) < _WORDS_MIN or text.isupper()
    return "" if few and name in ("und-Latn", "mn-Cyrl") else name


def _letters(line: Line, language: str) -> int:
    return len(_SCRIPTS[language].findall(line.norm))


def _is_text(line: Line, language: str) -> bool:
    letters = _letters(line, language)
    return line.level is None and (
        letters >= _TEXT_MIN or (letters >= _SENTENCE_MIN and bool(_ENDED.search(line.norm)))
    )


def _says_something(run: Sequence[Line], language: str) -> bool:
    return any(_is_text(line, language) for line in run)


def _language(script: str, text: str) -> str:
    """The language (BCP 47) that a text in the script is most likely in."""
    if script == "ug" and not _UYGHUR.search(text):
        return "kk-Arab" if _KAZAKH.search(text) else "ar"
    if script == "mn-Cyrl" and not _MONGOLIAN_CYRILLIC.search(text):
        return "und-Cyrl"
    if script == "und-Latn" and _ENGLISH.search(text):
        return "en"
    return script


def _drafts(sheet: Sheet, run: Sequence[Line], language: str) -> list[Draft]:
    """The articles of a run of lines: headlines stand above their texts, and are short and not ended as a sentence."""
    drafts: list[Draft] = []
    text: Item | None = None
    for index, line in enumerate(run):
        following = run[index + 1] if index + 1 < len(run) else None
        apart = index == 0 or line.blank_before > 0 or text is None or bool(_ENDED.search(text.norm))
        headed = line.level is not None or (
            apart and _is_headline(line, following, language, bool(drafts) and text is None)
        )
        pieces = pieces_of(sheet, line.start, line.end)
        if headed:
            if not drafts or drafts[-1].texts:
                drafts.append(Draft(language=language))
            drafts[-1].heads.append(Item(HEAD, pieces, sheet.folded(pieces), line.blank_before, line.level))
            text = None
            continue
        if not drafts:
            drafts.append(Draft(language=language))
        if text is not None and not line.blank_before and not line.indented and not _ENDED.search(text.norm):
            text.pieces += pieces
            text.norm += sheet.folded(pieces)
            text.single = False
        else:
            text = Item(TEXT, pieces, sheet.folded(pieces), line.blank_before)
            drafts[-1].add_text(text)
    return drafts


def _is_headline(line: Line, following: Line | None, language: str, headed: bool) -> bool:
    """Whether a line without a mark of form stands as a headline over the following; ``headed`` if one stands above it."""
    if following is None or line.length > _HEADLINE_MAX:
        return False
    longer = following.length >= _TALLER * line.length
    if language == "bo":  # where a headline ends as a sentence does
        return longer and not headed and line.norm.count("།") <= 1
    if _ENDED.search(line.norm):
        return False
    return longer or (not headed and bool(_ENDED.search(following.norm)))


def in_order(drafts: Sequence[Draft], others: Sequence[Draft]) -> list[Draft]:
    """The articles of a page with those in other languages where they stand among them."""
    merged = list(drafts)
    for other in others:
        start = _first(other)
        place = next(
            (at for at, draft in enumerate(merged) if not draft.language and _first(draft) > start), len(merged)
        )
        merged.insert(place, other)
    return merged


def _first(draft: Draft) -> int:
    items = [*draft.heads, *draft.bylines, *draft.texts, *draft.photos]
    return min((item.pieces[0][0] for item in items if item.pieces), default=0)
