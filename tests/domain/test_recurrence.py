"""What comes again comes on the right day for years, and never drifts."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loyaldesk.domain.recurrence import CALENDARS, UNITS, Recurrence
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.jalali import from_jalali, to_jalali

SATURDAY = date(2026, 11, 21)


def jalali(days: list[date]) -> list[tuple[int, int, int]]:
    return [to_jalali(day) for day in days]


def test_every_third_day() -> None:
    every = Recurrence(3, "day")
    assert every.after(SATURDAY, SATURDAY) == date(2026, 11, 24)
    assert every.after(SATURDAY, date(2026, 11, 25)) == date(2026, 11, 27)  # done a day late
    assert every.after(SATURDAY, date(2026, 1, 1)) == SATURDAY


def test_every_second_week_on_two_weekdays() -> None:
    every = Recurrence(2, "week", "jalali", weekdays=(1, 5))  # Saturday and Tuesday
    assert every.times(SATURDAY, 5) == [
        SATURDAY, date(2026, 11, 24), date(2026, 12, 5), date(2026, 12, 8), date(2026, 12, 19),
    ]  # fmt: skip


def test_the_week_begins_where_the_calendar_says() -> None:
    monday = date(2026, 11, 23)
    iranian = Recurrence(2, "week", "jalali", weekdays=(0, 5))
    assert iranian.times(monday, 3) == [monday, date(2026, 12, 5), date(2026, 12, 7)]
    other = Recurrence(2, "week", "gregorian", weekdays=(0, 5))
    assert other.times(monday, 3) == [monday, date(2026, 11, 28), date(2026, 12, 7)]


def test_the_first_day_counts_even_on_another_weekday() -> None:
    every = Recurrence(1, "week", weekdays=(0,), count=2)
    assert every.times(SATURDAY, 9) == [SATURDAY, date(2026, 11, 23)]


def test_the_31st_is_clipped_and_comes_back() -> None:
    every = Recurrence(1, "month", "jalali")
    days = every.times(from_jalali(1405, 6, 31), 8)
    assert [day[1:] for day in jalali(days)] == [
        (6, 31), (7, 30), (8, 30), (9, 30), (10, 30), (11, 30), (12, 29), (1, 31),
    ]  # fmt: skip
    other = Recurrence(1, "month", "gregorian").times(date(2027, 1, 31), 4)
    assert other == [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)]


def test_30_esfand_is_kept_on_29_esfand_in_common_years() -> None:  # E86
    first = from_jalali(1403, 12, 30)
    every = Recurrence(1, "year", "jalali")
    assert jalali(every.times(first, 7)) == [
        (1403, 12, 30), (1404, 12, 29), (1405, 12, 29), (1406, 12, 29), (1407, 12, 29),
        (1408, 12, 30), (1409, 12, 29),
    ]  # fmt: skip


def test_30_esfand_is_kept_on_1_farvardin_if_the_shop_wants_it_so() -> None:  # E86
    first = from_jalali(1403, 12, 30)
    every = Recurrence(1, "year", "jalali")
    found = every.between(
        first, from_jalali(1404, 12, 1), from_jalali(1410, 1, 1), leap_on_next=True
    )
    assert jalali(found) == [
        (1405, 1, 1), (1406, 1, 1), (1407, 1, 1), (1408, 1, 1), (1408, 12, 30), (1410, 1, 1),
    ]  # fmt: skip
    leap = date(2024, 2, 29)
    yearly = Recurrence(1, "year", "gregorian")
    assert yearly.after(leap, leap) == date(2025, 2, 28)
    assert yearly.after(leap, leap, leap_on_next=True) == date(2025, 3, 1)
    assert yearly.after(leap, date(2027, 12, 31), leap_on_next=True) == date(2028, 2, 29)


def test_a_birthday_stays_on_its_jalali_day_and_not_on_the_gregorian_one() -> None:  # E85
    born = from_jalali(1370, 1, 1)
    found = Recurrence(1, "year", "jalali").between(born, date(2023, 1, 1), date(2026, 12, 31))
    assert found == [date(2023, 3, 21), date(2024, 3, 20), date(2025, 3, 21), date(2026, 3, 21)]


def test_it_ends_on_its_last_day_or_after_so_many_times() -> None:
    until = Recurrence(1, "week", until=date(2026, 12, 5))
    assert until.times(SATURDAY, 9) == [SATURDAY, date(2026, 11, 28), date(2026, 12, 5)]
    assert until.after(SATURDAY, date(2026, 12, 5)) is None
    thrice = Recurrence(1, "month", count=3)
    assert len(thrice.times(SATURDAY, 9)) == 3
    assert thrice.after(SATURDAY, thrice.times(SATURDAY, 3)[-1]) is None
    assert Recurrence(1, "day", count=1).after(SATURDAY, SATURDAY) is None


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("calendar", CALENDARS)
def test_it_ends_with_the_calendars_themselves(unit, calendar) -> None:
    every = Recurrence(999, unit, calendar)
    day, seen = date(2115, 6, 1), 0
    while (following := every.after(date(2100, 1, 31), day)) is not None:
        day, seen = following, seen + 1
        assert seen < 3000
    assert day.year < 2120


@pytest.mark.parametrize(
    ("recurrence", "text"),
    [
        (Recurrence(1, "day"), "1 day jalali"),
        (Recurrence(2, "week", "gregorian", weekdays=(5, 0, 0)), "2 week gregorian on 0,5"),
        (Recurrence(1, "year", until=date(2027, 3, 20)), "1 year jalali until 2027-03-20"),
        (Recurrence(3, "month", "jalali", date(2027, 3, 20), 10),
         "3 month jalali until 2027-03-20 count 10"),
    ],
)  # fmt: skip
def test_it_is_stored_as_a_short_text(recurrence, text) -> None:
    assert recurrence.to_text() == text
    assert Recurrence.from_text(text) == recurrence


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "0 day jalali", "1000 day jalali", "1 hour jalali", "1 day lunar", "-1 day jalali",
        "1 day jalali on 1", "1 week jalali on 7", "1 week jalali on", "1 day jalali count 0",
        "1 day jalali until 2026-13-01", "1 day jalali; DROP", "1 day jalali\n1 day jalali",
    ],
)  # fmt: skip
def test_a_text_that_is_none_is_refused(text) -> None:
    with pytest.raises(BadInput):
        Recurrence.from_text(text)


@st.composite
def recurrences(draw: st.DrawFn) -> Recurrence:
    unit = draw(st.sampled_from(UNITS))
    weekdays = tuple(draw(st.sets(st.integers(0, 6)))) if unit == "week" else ()
    return Recurrence(
        draw(st.integers(1, 40)),
        unit,
        draw(st.sampled_from(CALENDARS)),
        draw(st.none() | st.dates(date(2026, 1, 1), date(2040, 1, 1))),
        draw(st.none() | st.integers(1, 50)),
        weekdays,
    )


@settings(max_examples=80)
@given(
    recurrences(), st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-50, 4000),
    st.booleans(),
)  # fmt: skip
def test_the_next_one_is_the_first_later_one_of_all(recurrence, first, ahead, leap) -> None:
    previous = first + timedelta(days=ahead)
    after = recurrence.after(first, previous, leap_on_next=leap)
    everything = recurrence.between(first, first, date(2119, 12, 31), leap_on_next=leap)
    later = [day for day in everything if day > previous]
    assert after == (later[0] if later else None)
    assert everything == sorted(set(everything))
    if recurrence.until is None or recurrence.until >= first:
        assert everything[0] == first
    assert Recurrence.from_text(recurrence.to_text()) == recurrence
