"""The days of the year are those of the calendar that was announced, and its end is told early."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from loyaldesk.domain.holidays import (
    DayMark,
    DayTable,
    closed_days,
    is_mourning,
    merged,
    read_days,
    switched,
)
from loyaldesk.domain.hours import Hours, Profile, read_shifts
from loyaldesk.kernel import paths
from loyaldesk.kernel.jalali import from_jalali, to_jalali


@pytest.fixture(scope="module")
def table() -> DayTable:
    return read_days(paths.resource("calendar", "iran.toml").read_text("utf-8"))


def days(year: int, text: str) -> set[date]:
    """Return the days of ``1/1-4 1/12``."""
    found = set()
    for part in text.split():
        month, span = part.split("/")
        first, _, last = span.partition("-")
        found |= {
            from_jalali(year, int(month), day) for day in range(int(first), int(last or first) + 1)
        }
    return found


# design/IRAN.md, "Holidays 1405" and "1406"; 1404 as the council of public culture announced it.
HOLIDAYS = {
    1404: "1/1-4 1/11-13 2/4 3/14-16 3/24 4/14-15 5/23 5/31 6/2 6/10 6/19 9/3 10/13 10/27 11/15"
    " 11/22 12/20 12/29",
    1405: "1/1-4 1/12-13 1/25 3/6 3/14-15 4/3-4 5/13 5/21-22 5/30 6/8 8/22 10/2 10/16 11/4 11/22"
    " 12/9 12/19-20 12/29",
    1406: "1/1-4 1/12-13 1/14 2/27 3/4 3/14-15 3/24-25 5/3 5/11-12 5/20 5/29 8/11 9/21 10/5 10/22"
    " 11/22 11/28 12/8-9 12/29",
}


@pytest.mark.parametrize("year", HOLIDAYS)
def test_the_public_holidays_of_a_year(table, year) -> None:
    assert closed_days(table.marks(year)) == days(year, HOLIDAYS[year])


LUNAR_DISTANCE = {
    ("muharram", "tasua"): 8, ("tasua", "ashura"): 1, ("arbaeen", "prophet"): 8,
    ("askari", "prophet_birth"): 9, ("fatima", "mother"): 17, ("father", "mabath"): 14,
    ("adha", "ghadir"): 8,
}  # fmt: skip
"""Days between two of the same lunar month: 9 and 10 Muharram, 20 and 28 Safar, and so on."""


@pytest.mark.parametrize("year", HOLIDAYS)
def test_days_of_one_lunar_month_lie_as_far_apart_as_they_must(table, year) -> None:
    first = {mark.code: mark.on for mark in reversed(table.marks(year))}
    for (one, other), distance in LUNAR_DISTANCE.items():
        assert (first[other] - first[one]).days == distance, (one, other)


def test_lunar_days_come_back_a_lunar_year_later(table) -> None:
    """Twelve moons are 354 days, 355 in eleven years of thirty."""
    for code in ("sadiq", "adha", "ashura", "arbaeen", "askari", "fatima", "mother", "mahdi"):
        falls = [m.on for y in HOLIDAYS for m in table.marks(y) if m.code == code]
        assert all(353 <= (b - a).days <= 356 for a, b in pairwise(falls))


@pytest.mark.parametrize(
    ("code", "year", "on"),
    [
        ("yalda", 1405, "9/30"), ("mother", 1405, "9/9"), ("father", 1405, "10/2"),
        ("mother", 1406, "8/28"), ("father", 1406, "9/21"), ("mehr", 1405, "7/1"),
        ("nowruz", 1406, "1/1"),
    ],
)  # fmt: skip
def test_days_that_sell(table, code, year, on) -> None:
    found = {mark.on for mark in table.marks(year) if mark.code == code and mark.is_occasion}
    assert found == days(year, on)


def test_days_of_mourning_are_not_all_holidays(table) -> None:
    marks = table.marks(1405)
    mourning = {mark.on for mark in marks if mark.is_mourning}
    assert days(1405, "3/26-31 4/1-4") <= mourning  # 1 to 10 Muharram
    assert days(1405, "5/13 5/21-22 8/20-22 12/7-11 1/25 3/14") <= mourning
    assert is_mourning(marks, from_jalali(1405, 3, 28))
    assert from_jalali(1405, 3, 28) not in closed_days(marks)
    assert not is_mourning(marks, from_jalali(1405, 9, 30))


def test_ramadan_is_a_period_of_29_or_30_days(table) -> None:
    found = [
        period
        for period in table.periods_between(from_jalali(1405, 1, 1), from_jalali(1406, 12, 29))
        if period.code == "ramadan"
    ]
    assert [(period.first, period.last) for period in found] == [
        (from_jalali(1405, 11, 19), from_jalali(1405, 12, 18)),
        (from_jalali(1406, 11, 8), from_jalali(1406, 12, 7)),
    ]
    assert all(28 <= (period.last - period.first).days <= 29 for period in found)
    nowruz = table.periods_between(from_jalali(1405, 1, 13), from_jalali(1405, 1, 20))
    assert [(one.code, one.first) for one in nowruz] == [("nowruz_days", from_jalali(1405, 1, 1))]


def test_what_may_still_move_is_called_estimated(table) -> None:
    states = {mark.code: mark.state for mark in table.marks(1405)}
    assert (states["sadiq"], states["ali"]) == ("estimated", "estimated")
    assert (states["ashura"], states["nowruz"]) == ("official", "official")
    next_year = {mark.code: mark.state for mark in table.marks(1406)}
    assert (next_year["ashura"], next_year["nowruz"]) == ("estimated", "official")


def test_a_year_outside_the_table_has_its_fixed_days(table) -> None:
    marks = table.marks(1412)
    assert closed_days(marks) == days(1412, "1/1-4 1/12-13 3/14-15 11/22 12/29")


def test_marks_between_two_days_cross_the_new_year(table) -> None:
    marks = table.marks_between(from_jalali(1405, 12, 29), from_jalali(1406, 1, 2))
    assert [(to_jalali(mark.on)[1:], mark.code) for mark in marks] == [
        ((12, 29), "oil"), ((1, 1), "nowruz"), ((1, 2), "nowruz_holiday"),
    ]  # fmt: skip
    assert table.marks_between(date(2026, 2, 1), date(2026, 1, 1)) == []


def test_the_end_of_the_table_is_told_90_days_ahead(table) -> None:
    end = from_jalali(1406, 12, 29)
    assert table.last_year_known() == 1406
    assert table.ends_soon(end - timedelta(days=90)) is None
    assert table.ends_soon(end - timedelta(days=89)) == end
    assert table.ends_soon(end + timedelta(days=500)) == end


def test_a_table_that_ends_next_year_says_so_in_its_last_winter() -> None:
    short = read_days('[[year]]\nyear = 1405\nstate = "official"\n[year.days]\n')
    assert short.ends_soon(from_jalali(1405, 8, 30)) is None
    assert short.ends_soon(from_jalali(1405, 10, 1)) == from_jalali(1405, 12, 29)


def test_a_holiday_the_shop_does_not_keep_leaves_it_open(table) -> None:  # E77
    on = from_jalali(1405, 5, 13)
    mark = next(m for m in table.marks(1405) if m.on == on)
    kept = merged(table.marks(1405), [switched(mark, is_on=False)])
    assert len(kept) == len(table.marks(1405))
    assert on not in closed_days(kept)
    assert not is_mourning(kept, on)
    hours = Hours((Profile("", (read_shifts("9-17"),) * 7),), closed_days(kept))
    assert hours.shifts_on(on) == read_shifts("9-17")
    assert hours.shifts_on(from_jalali(1405, 4, 4)) == ()


def test_an_own_closure_stands_beside_the_table(table) -> None:
    tomorrow = date(2026, 11, 22)
    own = DayMark(tomorrow, "own", "قطع برق", "Power cut", is_holiday=True, state="own")
    kept = merged(table.marks(1405), [own])
    assert tomorrow in closed_days(kept)
    assert tomorrow not in closed_days(merged(kept, [replace(own, is_on=False)]))
    assert own.name("fa") == "قطع برق"
    assert own.name("en") == "Power cut"


def test_two_reasons_for_one_day_are_switched_apart(table) -> None:
    on = from_jalali(1405, 3, 14)  # Khomeini and Ghadir
    one, two = [mark for mark in table.marks(1405) if mark.on == on]
    assert on in closed_days(merged(table.marks(1405), [switched(one, is_on=False)]))
    off = [switched(one, is_on=False), switched(two, is_on=False)]
    assert on not in closed_days(merged(table.marks(1405), off))


def test_every_day_has_a_name_in_both_languages(table) -> None:
    for year in HOLIDAYS:
        for mark in table.marks(year):
            assert mark.name_fa
            assert mark.name_en
            assert not set(mark.name_fa) & set("يك")


YEAR = '[[year]]\nyear = 1405\nstate = "official"\n[year.days]\n'


@pytest.mark.parametrize(
    "text",
    [
        "", "x", '[[lunar]]\ncode="a"\nfa="a"\nen="a"\nflags=["feast"]\n' + YEAR,
        YEAR + 'unknown = "1/1"\n', YEAR.replace("official", "perhaps"),
        '[[lunar]]\ncode="a"\nfa="a"\nen="a"\n' + YEAR + 'a = "12/30"\n',
        '[[lunar]]\ncode="a"\nfa="a"\nen="a"\n' + YEAR + 'a = "2/5-1/1"\n',
    ],
)  # fmt: skip
def test_a_table_with_a_slip_of_the_pen_is_not_taken(text) -> None:
    with pytest.raises(ValueError):
        read_days(text)
