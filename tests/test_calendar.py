"""What every day of a newspaper's year says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.pages.calendar import DayState, weekdays, year_of


@dataclass
class Held:
    first_day: date
    first_number: int | None = None
    last_day: date | None = None
    last_number: int | None = None
    kind: str = "regular"
    pages_printed: int | None = None
    pages_held: int = 1


@dataclass
class Announced:
    first_day: date
    last_day: date
    note: str = "休刊启事"


def states(issues: list[Held], frequency: str = "", first: int = 1, last: int = 12) -> str:
    """February's days from first to last, a letter each: w p h for held, + published, . none, ? unknown."""
    letters = dict(zip(DayState, "wph+.?", strict=True))
    [february] = [month for month in year_of(2026, issues, frequency) if month.number == 2]
    days = [day for week in february.weeks for day in week if day]
    return "".join(letters[day.state] for day in days[first - 1 : last])


def feb(day: int, number: int | None = None, **facts) -> Held:
    return Held(date(2026, 2, day), number, **facts)


@pytest.mark.parametrize(
    ("issues", "frequency", "said"),
    [
        ([], "", "????????????"),
        ([], "周二至周六", "..?????..???"),  # 1 February 2026 is a Sunday
        ([], "日报", "????????????"),
        ([feb(6)], "", "?????h??????"),
        ([feb(6, pages_printed=4, pages_held=4)], "", "?????w??????"),
        ([feb(6, pages_printed=4, pages_held=2)], "", "?????p??????"),
        ([feb(6, pages_held=0)], "", "?????+??????"),
        ([feb(2, 100), feb(6, 104)], "", "?h+++h??????"),  # three numbers missing on three days
        ([feb(2, 100), feb(6, 101)], "", "?h...h??????"),  # none missing
        ([feb(2, 100), feb(6, 102)], "", "?h???h??????"),  # one of three, nobody knows which
        ([feb(5, 100), feb(12, 105)], "周二至周六", "..??h++..++h"),  # the four that its weekdays leave
        ([feb(2, 100), feb(6, 90)], "", "?h???h??????"),  # numbers that go back say nothing
        ([feb(2, 100), feb(4), feb(6, 104)], "", "?h+h+h??????"),
        ([feb(2, 100, last_day=date(2026, 2, 4), last_number=102), feb(6, 104)], "", "?hhh+h??????"),
        ([feb(2, 100), feb(4, 7, kind="extra"), feb(6, 104)], "", "?h+h+h??????"),
        ([Held(date(2025, 12, 30), 67), feb(2, 101)], "", "+h??????????"),
    ],
)
def test_days(issues, frequency, said):
    assert states(issues, frequency) == said


def test_a_merged_issue_is_a_bar_and_an_extra_stands_after_the_regular_issue():
    merged = feb(2, last_day=date(2026, 2, 4), kind="merged")
    extra, regular = feb(6, kind="extra"), feb(6)
    days = {day.day.day: day for week in year_of(2026, [merged, extra, regular])[1].weeks for day in week if day}
    assert [days[number].bar for number in range(1, 6)] == ["", "start", "middle", "end", ""]
    assert days[6].issues == [regular, extra]


@pytest.mark.parametrize(
    ("frequency", "days"),
    [
        ("", None), ("不定期", None), ("日报", range(7)), ("周七刊", range(7)), ("周二至周六", range(1, 6)),
        ("星期一到星期五出版", range(5)), ("周六至周一", (5, 6, 0)), ("周一、三、五", (0, 2, 4)), ("每周三", (2,)), ("星期天", (6,)),
    ],
)  # fmt: skip
def test_weekdays(frequency, days):
    assert weekdays(frequency) == (None if days is None else frozenset(days))


held = st.builds(
    Held,
    first_day=st.dates(date(2025, 12, 1), date(2027, 1, 31)),
    first_number=st.none() | st.integers(1, 500),
    pages_held=st.integers(0, 4),
    pages_printed=st.none() | st.integers(1, 4),
)


@given(st.lists(held, max_size=12), st.sampled_from(["", "日报", "周二至周六"]))
def test_every_day_of_the_year_stands_once_and_every_issue_on_its_day(issues, frequency):
    issues.sort(key=lambda issue: issue.first_day)
    days = [day for month in year_of(2026, issues, frequency) for week in month.weeks for day in week if day]
    assert [day.day.timetuple().tm_yday for day in days] == list(range(1, 366))
    shown = [issue for day in days for issue in day.issues]
    assert sorted(map(id, shown)) == sorted(id(issue) for issue in issues if issue.first_day.year == 2026)


@pytest.mark.parametrize(
    ("issues", "said", "notes"),
    [
        ([], "???....?", [4, 5, 6, 7]),
        ([feb(3), feb(8)], "??h....h", [4, 5, 6, 7]),
        ([feb(5)], "???.h..?", [4, 6, 7]),  # it appeared all the same
        ([feb(3, 100), feb(8, 105)], "??h++++h", []),  # and here its numbers say that it did
        ([feb(3, 100), feb(8, 101)], "??h....h", [4, 5, 6, 7]),
    ],
)
def test_what_was_announced(issues, said, notes):
    months = year_of(2026, issues, suspended=[Announced(date(2026, 2, 4), date(2026, 2, 7))])
    days = [day for week in months[1].weeks for day in week if day][:8]
    letters = dict(zip(DayState, "wph+.?", strict=True))
    assert "".join(letters[day.state] for day in days) == said
    assert [day.day.day for day in days if day.note and not day.issues] == notes
