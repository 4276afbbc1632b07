"""The page's staff: 责任编辑:某某 版式:某某 校对:某某."""

from __future__ import annotations

import re

from archive.parsing.recognise.names import HAN, names_in
from archive.parsing.types import StaffRole
from archive.parsing.vocabulary import STAFF_ROLE

# How to reach them: 电话:(010)65360000, E-mail:abc@example.com
_CONTACT = re.compile(
    r"(?:投稿|电子|新闻|本版)?(?:电话|热线|邮箱|信箱|邮件|传真|E-?mail|QQ)+\s*:?\s*(?:\(\d{3,4}\)\s*)?[A-Za-z0-9_@.\-]+",
    re.I,
)


def staff_roles(norm: str) -> tuple[StaffRole, ...]:
    """The page's staff, if the line names nothing else: 责任编辑:某某 版式:某某 校对:某某."""
    text = _CONTACT.sub(" ", norm).strip(" ()[]【】|●■□;,")
    first = re.match(STAFF_ROLE, text)
    if not first:
        return ()
    matches = [
        m
        for m in re.finditer(rf"({STAFF_ROLE}(?:[/、]\s?{STAFF_ROLE})*)\s*(?P<mark>[:/|]?)\s*", text)
        if m.start() == 0 or not re.match(HAN, text[m.start() - 1]) or m["mark"]
    ]
    roles: list[StaffRole] = []
    for match, following in zip(matches, [*matches[1:], None], strict=True):
        rest = text[match.end() : following.start() if following else len(text)]
        names = names_in(rest.strip(" |/;·●■"), strict=False)
        if names is None or (not match["mark"] and any(len(name) > 4 and "·" not in name for name in names)):
            return ()
        roles.append(StaffRole(match[1], tuple(names)))
    clear = len(roles) >= 2 or re.match(
        r"(?:本版)?(?:责任编辑|责编|责任校对|校对|美编|视觉|美术编辑|版式|组版|值班|审读|编辑)", text
    )
    return tuple(roles) if clear and roles else ()
