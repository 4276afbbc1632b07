"""What reading tools write for signs that a newspaper prints: entities of HTML (`&lt;`) and formulas of TeX (`m^{2}`).

Each stretch of notation is told with what it stands for, which is never longer, so that the text keeps its length and
every offset leads back to what was received.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.entities import html5

Spelling = tuple[int, int, str]  # characters start up to end stand for this

_ENTITY = re.compile(r"&(?:amp;){0,2}(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|(?P<name>[A-Za-z]{2,24}\d{0,2}));")
_HAS_TEX = re.compile(r"\\[A-Za-z,;:! ]|[\^_]\{|\$")
_GROUP = re.compile(r"\{((?>[^{}\n]|\{(?>[^{}\n]|\{[^{}\n]*\})*\})*)\}")
_TEX = re.compile(
    r"\\(?P<wrapper>mathrm|mathbf|mathit|mathsf|mathbb|mathcal|text|textbf|textit|textrm|mbox|rm|bf|operatorname|boldsymbol|underline|overline|bar|hat|vec)\s*(?=\{)"
    r"|\\(?P<fraction>[dt]?frac)\s*(?=\{)|\\(?P<root>sqrt)\s*(?=\{)|(?P<script>[\^_])(?=\s?[\d{\\])"
    r"|\\(?P<sign>[A-Za-z]+)(?![A-Za-z])[ ]?|(?P<gap>\\[,;:! ]|~)|(?P<space>[ \t]+)|(?P<brace>[{}])"
)
_SIGNS = {
    "times": "×", "div": "÷", "pm": "±", "cdot": "·", "le": "≤", "leq": "≤", "leqslant": "≤", "ge": "≥", "geq": "≥",
    "geqslant": "≥", "ne": "≠", "neq": "≠", "approx": "≈", "sim": "～", "to": "→", "rightarrow": "→", "leftarrow": "←",
    "circ": "°", "degree": "°", "prime": "′", "ldots": "…", "cdots": "…", "dots": "…", "infty": "∞", "sum": "∑",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "theta": "θ", "lambda": "λ", "mu": "μ",
    "pi": "π", "rho": "ρ", "sigma": "σ", "phi": "φ", "omega": "ω", "Delta": "Δ", "Omega": "Ω", "Phi": "Φ",
    "left": "", "right": "", "quad": "", "qquad": "", "displaystyle": "", "limits": "",
}  # fmt: skip
_RAISED = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
_LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_FORMULA_MAX = 300  # characters of a formula
_FIGURES = re.compile(r"[\d\s.,%+\-*/=<>()~:°×÷]+")
_ORNAMENT = re.compile(
    r"\s*\\(?:bullet|blacksquare|square|Box|triangle|blacktriangle|star|bigstar|circ|bigcirc|cdot|diamond|lozenge)\s*"
)
_WORDS = re.compile(r"\\(?:text|mathrm|mbox|textbf)\s*\{[^{}]*\}")


def spellings(text: str) -> list[Spelling]:
    """All notation of a text with what it stands for, in order.

    >>> spellings("&lt;5m^{2}")
    [(0, 4, '<'), (6, 10, '²')]
    """
    if not re.search(r"[&\\$^_]", text):
        return []
    found = list(_entities(text))
    for line in re.finditer(r"[^\n]+", text):
        if _HAS_TEX.search(line[0]):
            found += _of_line(text, *line.span())
    kept: list[Spelling] = []
    for each in sorted(found):
        if not kept or each[0] >= kept[-1][1]:
            kept.append(each)
    return kept


def _entities(text: str) -> Iterator[Spelling]:
    for match in _ENTITY.finditer(text):
        if match["name"] and f"{match['name']};" not in html5:
            continue
        shown = match[0]
        while (plain := unescape(shown)) != shown:
            shown = plain
        if shown.isspace():
            beside = text[match.start() - 1 : match.start()] + text[match.end() : match.end() + 1]
            shown = " " if len(beside) == 2 and beside.isascii() else ""  # it parts words; Chinese has none to part
        if shown.isprintable() and "\ufffd" not in shown:
            yield *match.span(), shown


def _of_line(text: str, start: int, end: int) -> Iterator[Spelling]:
    """The notation of one line: within dollars every space is the formula's own."""
    at = start
    opening: int | None = None
    for dollar in re.finditer(r"(?<!\\)\$", text[start:end]):
        closing = start + dollar.start()
        inner = "" if opening is None else text[opening + 1 : closing]
        if opening is not None and _is_formula(inner) and not text[closing + 1 : closing + 2].isdigit():
            yield from _tex(text, at, opening, False)
            if _ORNAMENT.fullmatch(inner):
                yield opening, closing + 1, ""
            else:
                yield opening, opening + 1, ""
                yield from _tex(text, opening + 1, closing, True)
                yield closing, closing + 1, ""
            at, opening = closing + 1, None
        else:
            opening = closing
    yield from _tex(text, at, end, False)


def _is_formula(inner: str) -> bool:
    """Whether what stands between two dollar signs is a formula, not a text with two sums of money in it."""
    if len(inner) > _FORMULA_MAX or not inner.strip() or re.search(r"[\u4e00-\u9fff]", _WORDS.sub("", inner)):
        return False
    return bool(re.search(r"\\[A-Za-z%]|[\^_{}]", inner) or _FIGURES.fullmatch(inner) or re.fullmatch(r"\w\s?", inner))


def _tex(text: str, at: int, end: int, formula: bool) -> Iterator[Spelling]:
    """The notation from ``at`` to ``end``. Outside a ``formula`` spaces and braces are the text's own."""
    while at < end and (match := _TEX.search(text, at, end)):
        at = match.end()
        group = _GROUP.match(text, text.find("{", at, at + 2), end) if "{" in text[at : at + 2] else None
        if match["wrapper"] and group:
            yield *match.span(), ""
            yield from _inside(text, group, formula and match["wrapper"] not in ("text", "mbox"))
            at = group.end()
        elif match["fraction"] and group and (below := _GROUP.match(text, group.end(), end)):
            yield *match.span(), ""
            yield from _inside(text, group, formula)
            yield from _inside(text, below, formula, "/")
            at = below.end()
        elif match["root"] and group:
            yield *match.span(), "√"
            yield from _inside(text, group, formula)
            at = group.end()
        elif match["script"]:
            plain = re.match(r"\s?(?:\\[A-Za-z]+|\d)?", text[at:end])
            stop = group.end() if group else at + len(plain[0] if plain else "")
            spelt = _script(match["script"], group[1] if group else text[at:stop])
            if (group or formula) and spelt is not None:
                yield match.start(), stop, spelt
                at = stop
        elif match["sign"] in _SIGNS and (formula or _SIGNS[match["sign"]]):
            yield *match.span(), _SIGNS[match["sign"]]
        elif formula and (match["gap"] or match["space"] or match["brace"]):
            yield *match.span(), ""


def _inside(text: str, group: re.Match[str], formula: bool, opening: str = "") -> Iterator[Spelling]:
    """A group without its braces; ``opening`` stands for the first."""
    yield group.start(), group.start() + 1, opening
    yield from _tex(text, *group.span(1), formula)
    yield group.end() - 1, group.end(), ""


def _script(mark: str, inner: str) -> str | None:
    """What a raised or lowered sign is in print: ², ₂, °, or None if there is no sign for it."""
    inner = re.sub(r"\\(?:mathrm|text)\s*\{([^{}]*)\}|\s", r"\1", inner)
    if inner.lstrip("\\") in ("circ", "degree", "prime"):
        return _SIGNS[inner.lstrip("\\")]
    table = _RAISED if mark == "^" else _LOWERED
    return inner.translate(table) if inner and all(ord(char) in table for char in inner) else None
