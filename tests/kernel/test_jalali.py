"""Days and months are right in both calendars, leap years included."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from persiantools.jdatetime import JalaliDate

from loyaldesk.kernel import fmt
from loyaldesk.kernel.jalali import Month, anniversary, from_jalali, parse_day, to_jalali

TEHRAN = ZoneInfo("Asia/Tehran")


@pytest.mark.parametrize(
    ("gregorian", "jalali"),
    [
        (date(2025, 3, 19), (1403, 12, 29)),  # V-J1
        (date(2025, 3, 20), (1403, 12, 30)),
        (date(2025, 3, 21), (1404, 1, 1)),
        (date(2025, 4, 8), (1404, 1, 19)),  # V-J2
        (date(2025, 5, 13), (1404, 2, 23)),
    ],
)
def test_known_days(gregorian, jalali) -> None:
    assert to_jalali(gregorian) == jalali
    assert from_jalali(*jalali) == gregorian


@pytest.mark.parametrize("year", [1399, 1403, 1408])  # V-J5
def test_a_leap_year_ends_on_30_esfand(year) -> None:
    assert to_jalali(from_jalali(year, 12, 30) + timedelta(days=1)) == (year + 1, 1, 1)


@pytest.mark.parametrize("year", [1402, 1404])  # V-J5
def test_a_common_year_has_no_30_esfand(year) -> None:
    with pytest.raises(ValueError):
        from_jalali(year, 12, 30)
    with pytest.raises(ValueError):
        parse_day(f"{year}/12/30")


@pytest.mark.parametrize("jalali", [(1398, 2, 30), (1398, 6, 31), (1398, 1, 2)])  # V-J6
def test_midnight_of_the_day_the_clock_moved_is_still_that_day(jalali) -> None:
    day = from_jalali(*jalali)
    moment = datetime.combine(day, time(12), TEHRAN).astimezone(UTC)
    assert to_jalali(moment.astimezone(TEHRAN).date()) == jalali
    midnight = datetime.combine(day, time(1), TEHRAN).astimezone(UTC)
    assert to_jalali(midnight.astimezone(TEHRAN).date()) == jalali


def test_every_day_of_1300_to_1435_is_the_day_of_a_second_calendar() -> None:
    """Qt counts Jalali days by a rule of its own; both must say the same, day by day."""
    from PySide6.QtCore import QCalendar, QDate

    qt = QCalendar(QCalendar.System.Jalali)
    day, last, seen = date(1921, 3, 21), date(2057, 3, 19), 0
    julian = QDate(1921, 3, 21).toJulianDay()
    before = (1299, 12, 30)
    while day <= last:
        parts = qt.partsFromDate(QDate.fromJulianDay(julian + seen))
        mine = to_jalali(day)
        assert mine == (parts.year, parts.month, parts.day), day
        assert mine > before
        before = mine
        day += timedelta(days=1)
        seen += 1
    assert before == (1435, 12, 29)
    assert seen == 49_673


@pytest.mark.parametrize("year", range(1300, 1436))
def test_the_leap_years_are_those_of_the_33_year_cycle(year) -> None:
    """Eight leap years in 33: those that leave 1, 5, 9, 13, 17, 22, 26 or 30 when divided by it."""
    is_leap = (year % 33) in (1, 5, 9, 13, 17, 22, 26, 30)
    assert (to_jalali(from_jalali(year + 1, 1, 1) - timedelta(days=1))[2] == 30) is is_leap


@given(st.dates(date(1921, 3, 21), date(2057, 3, 19)))  # 1300 to 1435
def test_every_day_goes_there_and_back(day) -> None:
    year, month, number = to_jalali(day)
    assert from_jalali(year, month, number) == day
    judge = JalaliDate(day)
    assert (year, month, number) == (judge.year, judge.month, judge.day)
    assert parse_day(f"{year}/{month}/{number}") == day
    assert parse_day(day.isoformat()) == day


def test_each_month_begins_the_day_after_the_one_before_ends() -> None:
    month = Month("jalali", 1300, 1)
    while month.year < 1436:
        assert month.last + timedelta(days=1) == month.next.first
        assert month.next.before == month
        assert 29 <= (month.last - month.first).days + 1 <= 31
        month = month.next


@pytest.mark.parametrize(
    "text",
    ["1405/08/30", "1405-8-30", "1405.08.30", "14050830", "۱۴۰۵/۰۸/۳۰", "١٤٠٥/٠٨/٣٠", "30/8/1405",
     "1405/08/30 10:15", "2026-11-21", "2026-11-21T10:15", "20261121", "\u200f1405/08/30"],
)  # fmt: skip
def test_a_day_is_understood_as_people_type_it(text) -> None:
    assert parse_day(text) == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "kind", "day"),
    [
        ("05/08/30", "jalali", date(2026, 11, 21)),
        ("99/08/30", "jalali", date(2020, 11, 20)),
        ("3/4/2026", "mdy", date(2026, 3, 4)),
        ("3/4/2026", "dmy", date(2026, 4, 3)),
    ],
)
def test_the_order_of_the_parts_can_be_told(text, kind, day) -> None:
    assert parse_day(text, kind=kind) == day


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "auto"), ("x", "auto"), ("1405/8", "auto"), ("0/0/0", "auto"), ("1405/13/1", "auto"),
        ("05/08/30", "auto"), ("140/5/5", "auto"), ("2026/02/30", "auto"), ("00000000", "auto"),
        ("9999-12-31", "auto"), ("30/8/26", "dmy"), ("8/30/26", "mdy"), ("1405/08/30", "gregorian"),
        ("+3", "auto"), ("1405/08/30x", "auto"),
    ],
)  # fmt: skip
def test_what_is_no_day_is_refused_and_never_guessed(text, kind) -> None:
    with pytest.raises(ValueError):
        parse_day(text, kind=kind)


@given(st.text(alphabet="0123456789/-. ۰۹", max_size=12))
def test_a_day_that_was_read_can_be_shown(text) -> None:
    try:
        day = parse_day(text)
    except ValueError:
        return
    assert fmt.day(day)
    assert fmt.long_day(day)


def test_near_days_are_counted_from_today() -> None:
    today = date(2026, 11, 21)
    assert parse_day("امروز", today=today) == parse_day("Today", today=today) == today
    assert parse_day("+۳", today=today) == date(2026, 11, 24)
    assert parse_day("-1", today=today) == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("1405-08", Month("jalali", 1405, 8)),
        ("۱۴۰۵/۸", Month("jalali", 1405, 8)),
        ("2026-10", Month("gregorian", 2026, 10)),
    ],
)
def test_a_month_is_read_in_its_own_calendar(text, month) -> None:
    assert Month.parse(text) == month
    assert Month.parse(str(month)) == month


@pytest.mark.parametrize(
    "text", ["", "1405", "1405-13", "1405-00", "1800-01", "9999-01", "1405-08-01", "x-08"]
)
def test_a_month_that_is_none_is_refused(text) -> None:
    with pytest.raises(ValueError):
        Month.parse(text)


@pytest.mark.parametrize("text", ["1250-01", "1251-01", "1499-12", "1500-12", "1900-01", "2120-12"])
def test_a_month_that_was_read_has_an_end_and_a_month_before(text) -> None:
    try:
        month = Month.parse(text)
    except ValueError:
        assert text in ("1250-01", "1500-12")
        return
    assert month.before.first < month.first < month.last < month.next.first


def test_a_month_holds_its_days() -> None:
    assert Month.of(date(2026, 11, 21), "jalali") == Month("jalali", 1405, 8)
    assert Month.of(date(2026, 11, 21), "gregorian") == Month("gregorian", 2026, 11)
    assert Month("jalali", 1405, 8).first == date(2026, 10, 23)
    assert Month("jalali", 1405, 8).name("fa") == "آبان"
    assert Month("gregorian", 2026, 11).name("en") == "November"


@pytest.mark.parametrize(
    ("born", "near", "calendar", "when"),
    [
        (from_jalali(1370, 9, 2), date(2026, 11, 21), "jalali", from_jalali(1405, 9, 2)),
        (from_jalali(1370, 8, 30), date(2026, 11, 21), "jalali", date(2026, 11, 21)),
        (from_jalali(1370, 8, 29), date(2026, 11, 21), "jalali", from_jalali(1406, 8, 29)),
        (from_jalali(1399, 12, 30), from_jalali(1404, 12, 1), "jalali", from_jalali(1404, 12, 29)),
        (from_jalali(1399, 12, 30), from_jalali(1403, 12, 1), "jalali", from_jalali(1403, 12, 30)),
        (from_jalali(1370, 1, 5), from_jalali(1404, 12, 29), "jalali", from_jalali(1405, 1, 5)),
        (date(2000, 2, 29), date(2027, 1, 1), "gregorian", date(2027, 2, 28)),
        (date(2000, 2, 29), date(2028, 1, 1), "gregorian", date(2028, 2, 29)),
    ],
)
def test_a_birthday_comes_every_year(born, near, calendar, when) -> None:
    assert anniversary(born, near, calendar) == when


@given(
    st.dates(date(1925, 1, 1), date(2020, 1, 1)),
    st.dates(date(2021, 1, 1), date(2055, 1, 1)),
    st.sampled_from(["jalali", "gregorian"]),
)
def test_the_next_birthday_is_within_a_year_and_a_day(born, near, calendar) -> None:
    assert 0 <= (anniversary(born, near, calendar) - near).days <= 366
