"""Which newspaper, issue and page a text is of: what it prints, filled up from the manifest. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from archive.ingest.field_limits import fitted
from archive.models import Issue, Newspaper, Page, partial_dates
from archive.models.addressing import PAGE_LABEL
from archive.parsing import name_key
from archive.parsing.types import IssueKind, Masthead, ParsedPage, ParseWarning, Precision

# How far each basis is trusted where two statements meet.
TRUST = {"": 0, "inferred": 1, "catalogued": 2, "printed": 3}


Fields = dict[str, Any]  # of a record, by name


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a text's place; ``issue`` and ``page`` by the names of the record's fields, none of them empty."""

    newspaper: str = ""  # its name
    newspaper_basis: str = ""
    about: dict[str, str] = field(default_factory=dict)  # of the newspaper itself
    issue: Fields = field(default_factory=dict)
    page: Fields = field(default_factory=dict)

    def stored(self) -> Fields:
        """As JSON, to be remembered beside the text: what the import last said of the place."""
        return {
            "newspaper": self.newspaper,
            "newspaper_basis": self.newspaper_basis,
            "issue": {name: _plain(value) for name, value in self.issue.items()},
            "page": self.page,
        }

    @classmethod
    def from_stored(cls, said: Fields) -> Facts:
        issue = dict(said.get("issue", {}))
        for name in ("first_day", "last_day"):
            if issue.get(name):
                issue[name] = date.fromisoformat(issue[name])
        return cls(said.get("newspaper", ""), said.get("newspaper_basis", ""), {}, issue, said.get("page", {}))

    def over(self, older: Facts) -> Facts:
        """These facts, and where they say nothing the older ones: what is missing never erases what is known."""
        issue = dict(older.issue)
        if "first_day" in self.issue:
            for name in ("first_day", "last_day", "precision", "date_basis"):
                issue.pop(name, None)
        page = dict(older.page)
        if "label" in self.page:
            page.pop("label_printed", None)
        known = self if self.newspaper else older
        return Facts(known.newspaper, known.newspaper_basis, self.about, issue | self.issue, page | self.page)


def read_facts(page: ParsedPage, entry: dict[str, str], newspaper: str) -> tuple[Facts, list[ParseWarning]]:
    """What the page prints and the manifest adds; a warning where they contradict each other: the page is believed.

    ``entry`` is a manifest entry as stored, ``newspaper`` the name of the newspaper that it refers to, or "".
    """
    printed = page.masthead
    warnings: list[ParseWarning] = []

    def conflict(what: str, said: str, prints: str) -> None:
        warnings.append(ParseWarning("manifest_conflict", None, f"{what}：清单作 {said}，版面作 {prints}"))

    name, name_basis = printed.newspaper, "printed" if printed.newspaper_printed else "inferred"
    if newspaper and not (name and printed.newspaper_printed):
        name, name_basis = newspaper, entry.get("newspaper_basis", "catalogued")
    elif newspaper and name_key(newspaper) != name_key(name):
        conflict("报纸", newspaper, name)

    label, label_basis = (
        printed.page if PAGE_LABEL.fullmatch(printed.page) else "",
        "inferred" if printed.page_inferred else "printed",
    )
    if entry.get("page") and (not label or printed.page_inferred):
        label, label_basis = entry["page"], entry.get("page_basis", "catalogued")
    elif entry.get("page") and entry["page"] != label:
        conflict("版次", entry["page"], label)

    days = _printed_days(printed)
    said = _said_days(entry)
    if said and (not days or (_overlap(days, said) and _ORDER[said["precision"]] > _ORDER[days["precision"]])):
        days = said
    elif said and not _overlap(days, said):
        conflict("日期", entry["date"], printed.date_printed or str(printed.date))

    issue = days | {
        "date_printed": printed.date_printed,
        "calendar": printed.calendar,
        "lunar_printed": printed.lunar,
        "weekday_printed": printed.weekday,
        "number_printed": printed.number_printed,
        "first_number": printed.first_number,
        "last_number": printed.last_number,
        "total_number": printed.total_number,
        "kind": printed.kind.value if printed.kind != IssueKind.REGULAR else "",
        "edition_label": printed.edition_label,
        "pages_printed": printed.pages_printed,
        "catalogue_id": entry.get("issue", ""),
    }
    place = {
        "label": label,
        "basis": label_basis if label else "",
        "label_printed": printed.page_printed,
        "section": printed.section,
        "name": printed.page_name,
        "staff": [{"role": staff.role, "names": list(staff.names)} for staff in page.staff],
    }
    about = {"cn_number": printed.cn_number, "publisher": printed.publisher}
    issue, place, about = fitted(Issue, _known(issue)), fitted(Page, _known(place)), fitted(Newspaper, _known(about))
    return Facts(fitted(Newspaper, {"name": name})["name"], name_basis if name else "", about, issue, place), warnings


_ORDER = {Precision.UNKNOWN.value: 0, Precision.YEAR.value: 1, Precision.MONTH.value: 2, Precision.DAY.value: 3}


def days_of(issue: Fields) -> tuple[date, date] | None:
    """The first and last day that an issue (its fields) may be of: all of November for 2024-11. None if unknown."""
    first = issue.get("first_day")
    if first is None:
        return None
    last = issue.get("last_day") or first
    if issue.get("precision") == Precision.YEAR.value:
        last = date(last.year, 12, 31)
    elif issue.get("precision") == Precision.MONTH.value:
        last = partial_dates.end_of_month(last)
    return first, last


def _overlap(one: Fields, other: Fields) -> bool:
    here, there = days_of(one), days_of(other)
    return bool(here and there and here[0] <= there[1] and there[0] <= here[1])


def _printed_days(printed: Masthead) -> Fields:
    if printed.date is None:
        return {}
    precision = Precision.DAY if printed.precision == Precision.UNKNOWN else printed.precision
    last = printed.last_date if printed.last_date and printed.last_date > printed.date else None
    return {
        "first_day": _start(printed.date, precision.value),
        "last_day": last,
        "precision": precision.value,
        "date_basis": "printed",
    }


def _said_days(entry: dict[str, str]) -> Fields:
    if not entry.get("date"):
        return {}
    return {
        "first_day": partial_dates.days_of(entry["date"])[0],
        "last_day": None,
        "precision": {1: "year", 2: "month", 3: "day"}[entry["date"].count("-") + 1],
        "date_basis": entry.get("date_basis", "catalogued"),
    }


def _start(day: date, precision: str) -> date:
    if precision == Precision.YEAR.value:
        return day.replace(month=1, day=1)
    return day.replace(day=1) if precision == Precision.MONTH.value else day


def _known(said: Fields) -> Fields:
    return {name: value for name, value in said.items() if value not in (None, "", [])}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
