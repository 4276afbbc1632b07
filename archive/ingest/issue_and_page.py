"""Where a text belongs: to an issue and page that stand already, or to new ones. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from archive.ingest.page_facts import TRUST, Facts, Fields, days_of
from archive.parsing.types import IssueKind, Precision

# An issue of one of these kinds is another than the regular one of the day; a merged one is the regular one.
_OWN_KINDS = {IssueKind.EXTRA.value, IssueKind.SUPPLEMENT.value, IssueKind.SPECIAL.value, IssueKind.TRIAL.value}
_DATE = ("first_day", "last_day", "precision", "date_basis")
_NUMBER = ("number_printed", "first_number", "last_number")
_LABEL = ("label", "basis")


@dataclass(frozen=True, slots=True)
class StoredPage:
    pk: int
    fields: Fields
    text: str | None = None  # the first name of the text in use for it


@dataclass(frozen=True, slots=True)
class StoredIssue:
    """An issue that a text may belong to, with its pages and what imports ever said of it."""

    pk: int
    fields: Fields
    pages: tuple[StoredPage, ...] = ()
    said: tuple[Facts, ...] = ()  # by each text in use for its pages


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text goes: ``issue`` and ``page`` are keys of stored records, None for new ones; what to set on each."""

    issue: int | None = None
    page: int | None = None
    issue_fields: Fields = field(default_factory=dict)
    page_fields: Fields = field(default_factory=dict)
    emptied: int | None = None  # an issue whose only page moves to this one
    taken_by: str | None = None  # another text has this page: the text must be held


def find_issue(facts: Facts, issues: tuple[StoredIssue, ...]) -> StoredIssue | None:
    """The stored issue of the same newspaper that the facts speak of, if there is just one that fits best.

    Of one day and kind it is one issue unless the numbers differ. Below day precision only the number, or the manifest,
    can say that two texts are of one issue.
    """
    ranked = sorted(
        ((rank, issue) for issue in issues if (rank := _fit(facts.issue, issue.fields))),
        key=lambda pair: (-pair[0], pair[1].pk),
    )
    if len(ranked) > 1 and ranked[0][0] == ranked[1][0] == _SAME_NUMBER and days_of(facts.issue) is None:
        return None  # numbers start again every year: an undated page cannot choose between them
    return ranked[0][1] if ranked else None


_SAME_ENTRY, _SAME_NUMBER, _SAME_DAY = 3, 2, 1


def _fit(text: Fields, issue: Fields) -> int:
    """How well an issue (its fields) fits what a text says; 0 if it cannot be the one."""
    if text.get("catalogue_id") and text["catalogue_id"] == issue.get("catalogue_id"):
        return _SAME_ENTRY
    kind, other_kind = text.get("kind", ""), issue.get("kind", "")
    if (kind if kind in _OWN_KINDS else "") != (other_kind if other_kind in _OWN_KINDS else ""):
        return 0
    if text.get("edition_label") and issue.get("edition_label") not in ("", None, text["edition_label"]):
        return 0
    days, other_days = days_of(text), days_of(issue)
    if days and other_days and not (days[0] <= other_days[1] and other_days[0] <= days[1]):
        return 0
    if (same := _same_number(text, issue)) is not None:
        return _SAME_NUMBER if same else 0
    if text.get("precision") != Precision.DAY.value or issue.get("precision") != Precision.DAY.value:
        return 0
    return _SAME_DAY if days and other_days and days[0] == other_days[0] else 0


def _same_number(text: Fields, issue: Fields) -> bool | None:
    """Whether both print one number, the one's standing within the other's; None if they cannot be compared."""
    numbers, other_numbers = _numbers(text), _numbers(issue)
    if numbers and other_numbers:
        return numbers[0] <= other_numbers[1] and other_numbers[0] <= numbers[1]
    if text.get("total_number") and issue.get("total_number"):
        return bool(text["total_number"] == issue["total_number"])
    return None


def _numbers(issue: Fields) -> tuple[int, int] | None:
    first = issue.get("first_number")
    return (first, issue.get("last_number") or first) if first else None


def place_new(facts: Facts, issues: tuple[StoredIssue, ...]) -> Place:
    """Where a text goes that has no page yet."""
    issue = find_issue(facts, issues)
    if issue is None:
        return Place(issue_fields=_of_new_issue(facts), page_fields=facts.page)
    return _in_issue(facts, issue, None)


def place_again(
    facts: Facts, before: Facts, here: StoredIssue, page: StoredPage, issues: tuple[StoredIssue, ...]
) -> Place:
    """Where a text goes that has a page, when the import said ``before`` of it and says ``facts`` now.

    An editor who has moved the page or changed its issue since is not overruled.
    """
    said, says = _identity(before), _identity(facts)
    if said == says or not _still(here.fields, before):
        return _in_issue(facts, here, page, before)
    target = find_issue(facts, issues)
    alone = len(here.pages) == 1
    if target is not None and target.pk != here.pk:
        moved = _in_issue(facts, target, page, before)
        return replace(moved, emptied=here.pk if alone and moved.taken_by is None else None)
    if target is not None or (alone and before.newspaper == facts.newspaper):
        return _in_issue(facts, here, page, before)
    return Place(
        page=page.pk,
        issue_fields=_of_new_issue(facts),
        page_fields=_changes(page.fields, before.page, facts.page, (_LABEL,)),
        emptied=here.pk if alone else None,
    )


def _in_issue(facts: Facts, issue: StoredIssue, page: StoredPage | None, before: Facts | None = None) -> Place:
    label = facts.page.get("label", "")
    said = before or Facts()
    there = next((other for other in issue.pages if label and other.fields["label"] == label), None)
    if there is not None and there.text is not None and (page is None or there.pk != page.pk):
        return Place(issue.pk, taken_by=there.text)
    page = page or there
    return Place(
        issue=issue.pk,
        page=page.pk if page else None,
        issue_fields=_issue_changes(facts, said, issue),
        page_fields=_changes(page.fields, said.page, facts.page, (_LABEL,)) if page else facts.page,
    )


def _identity(facts: Facts) -> tuple[object, ...]:
    says = facts.issue.get
    return (
        facts.newspaper,
        *(says(name) for name in ("first_day", "last_day", "precision", "kind", "catalogue_id", "first_number")),
    )


def _still(record: Fields, said: Facts) -> bool:
    """Whether the issue's newspaper, date and number are still what the import said."""
    names = ("first_day", "precision", "first_number")
    return record["newspaper"] == said.newspaper and all(
        record.get(name) == said.issue[name] for name in names if name in said.issue
    )


def _of_new_issue(facts: Facts) -> Fields:
    return {"newspaper_basis": facts.newspaper_basis} | facts.issue


def _issue_changes(facts: Facts, before: Facts, issue: StoredIssue) -> Fields:
    """What the text's facts change in its issue. What other pages said of it stands, unless this one knows better."""
    record, said = issue.fields, [*issue.said, before]
    now = dict(facts.issue)
    changes = _changes(
        record, before.issue, {name: value for name, value in now.items() if name not in _DATE + _NUMBER}
    )
    if _imported(record, said, _DATE) and "first_day" in now and _knows_better(now, record, before.issue):
        changes |= {name: now.get(name) for name in _DATE if now.get(name) != record.get(name)}
    if (
        _imported(record, said, _NUMBER)
        and "number_printed" in now
        and (
            not record.get("number_printed")
            or _says(before.issue, record, _NUMBER)
            or _covers(_numbers(now), _numbers(record))
        )
    ):
        changes |= {name: now.get(name) for name in _NUMBER if now.get(name) != record.get(name)}
    basis = record.get("newspaper_basis", "")
    if TRUST[facts.newspaper_basis] > TRUST[basis] and any(other.newspaper_basis == basis for other in said):
        changes["newspaper_basis"] = facts.newspaper_basis
    return changes


def _imported(record: Fields, said: list[Facts], names: tuple[str, ...]) -> bool:
    """Whether these fields of an issue hold what some import said, or nothing and no import said anything."""
    if record.get(names[0]) in (None, ""):
        return not any(names[0] in other.issue for other in said)
    return any(_says(other.issue, record, names) for other in said)


def _says(said: Fields, record: Fields, names: tuple[str, ...]) -> bool:
    return all((record.get(name) or None) == said.get(name) for name in names)


def _knows_better(now: Fields, record: Fields, before: Fields) -> bool:
    """Whether the date that a text gives now may replace the issue's."""
    if record.get("first_day") is None or _says(before, record, _DATE):
        return True
    here, there = days_of(now), days_of(record)
    if here is None or there is None:
        return False
    (first, last), (begin, end) = here, there
    surer = TRUST[now["date_basis"]] > TRUST[record["date_basis"]]
    if record["precision"] == Precision.DAY.value:  # a merged issue of which only one day was known
        return first <= begin and end <= last and (surer or (first, last) != (begin, end))
    return begin <= first and last <= end and (surer or (first, last) != (begin, end))


def _covers(wide: tuple[int, int] | None, narrow: tuple[int, int] | None) -> bool:
    """Whether the one number is of a merged issue to which the other belongs."""
    return bool(wide and narrow and wide[0] <= narrow[0] and narrow[1] <= wide[1] and wide != narrow)


def _changes(record: Fields, before: Fields, now: Fields, together: tuple[tuple[str, ...], ...] = ()) -> Fields:
    """What ``now`` changes in a record of which the import said ``before``: it fills what is empty and replaces its own
    word, never an editor's. Fields named ``together`` are changed all or none."""
    allowed = {name: _ours(record.get(name), before.get(name)) for name in now}
    for names in together:
        allowed |= dict.fromkeys((name for name in names if name in now), allowed.get(names[0], False))
    return {name: value for name, value in now.items() if allowed[name] and value != record.get(name)}


def _ours(value: object, said: object) -> bool:
    """Whether a field holds what the import last said, or nothing and the import never said anything."""
    empty = value in (None, "", [], IssueKind.REGULAR.value)
    return value == said or (empty and said in (None, "", []))
