"""Deadlines run only while the shop is open, whatever the clock on the wall does."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loyaldesk.domain.errors import NoWorkingTime
from loyaldesk.domain.hours import (
    FULL_DAY,
    Hours,
    Profile,
    Shift,
    default_hours,
    default_week,
    read_shifts,
    shifts_text,
    without,
)
from loyaldesk.domain.working import WorkingTime
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.jalali import from_jalali

TEHRAN = ZoneInfo("Asia/Tehran")
ZONES = ("UTC", "Asia/Tehran", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")


def every_day(text: str) -> tuple[tuple[Shift, ...], ...]:
    return (read_shifts(text),) * 7


def shop(week, zone="UTC", closed=(), **more) -> WorkingTime:
    return WorkingTime(Hours((Profile("", week),), frozenset(closed), **more), ZoneInfo(zone))


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def tehran(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=TEHRAN)


WEEKDAYS = (read_shifts("9-17"),) * 5 + ((), ())


def test_a_complaint_of_friday_evening_is_due_on_monday_morning() -> None:  # V-S1, E74
    assert shop(WEEKDAYS).add(utc(2026, 11, 20, 16, 30), 60) == utc(2026, 11, 23, 9, 30)


def test_48_hours_at_night_are_four_days_of_twelve() -> None:  # V-S3, E77
    work = shop(every_day("9-21"))
    assert work.add(utc(2026, 11, 9, 23), 48 * 60) == utc(2026, 11, 13, 21)


def test_two_closed_days_move_the_deadline_by_two_days() -> None:  # V-S3
    work = shop(every_day("9-21"), closed=[date(2026, 11, 11), date(2026, 11, 13)])
    assert work.add(utc(2026, 11, 9, 23), 48 * 60) == utc(2026, 11, 15, 21)


def test_the_break_at_noon_does_not_count() -> None:  # E75
    work = WorkingTime(default_hours("jalali"), TEHRAN)
    assert work.add(tehran(2026, 11, 21, 12, 30), 60) == tehran(2026, 11, 21, 16, 30)
    assert not work.is_open(tehran(2026, 11, 21, 14))
    assert work.next_open(tehran(2026, 11, 21, 14)) == tehran(2026, 11, 21, 16)


def test_an_iranian_shop_is_open_on_thursday_and_closed_on_friday() -> None:
    work = WorkingTime(default_hours("jalali"), TEHRAN)
    thursday, friday = date(2026, 11, 26), date(2026, 11, 27)
    assert work.is_open_on(thursday)
    assert not work.is_open_on(friday)
    assert work.add(tehran(2026, 11, 26, 20, 30), 60) == tehran(2026, 11, 28, 9, 30)
    assert shifts_text(default_week("gregorian")[5]) == "09:00-14:00"


def test_companies_are_not_called_on_thursday() -> None:
    work = WorkingTime(default_hours("jalali"), TEHRAN)
    thursday = date(2026, 11, 26)
    assert work.calling().is_open_on(thursday)
    assert work.calling(company=True).first_day_open(thursday) == date(2026, 11, 28)


def test_half_a_thursday_is_a_week_like_any_other() -> None:
    week = list(default_week("jalali"))
    week[3] = read_shifts("9-13")
    work = shop(tuple(week), "Asia/Tehran")
    assert work.closing(date(2026, 11, 26)) == tehran(2026, 11, 26, 13)
    assert work.add(tehran(2026, 11, 26, 12), 120) == tehran(2026, 11, 28, 10)


def test_a_deadline_at_the_end_of_a_shift_is_that_end() -> None:
    work = shop(every_day("9-13 16-21"))
    end = work.add(utc(2026, 11, 21, 12), 60)
    assert end == utc(2026, 11, 21, 13)
    assert work.add(end, 0) == end
    assert not work.is_open(end)
    assert work.add(end, 1) == utc(2026, 11, 21, 16, 1)


def test_a_shop_that_never_closes_counts_every_minute() -> None:
    work = shop(((FULL_DAY,),) * 7)
    assert work.add(utc(2026, 11, 21, 23, 30), 60) == utc(2026, 11, 22, 0, 30)
    assert work.minutes_between(utc(2026, 11, 21), utc(2026, 11, 24)) == 3 * 1440


def test_a_shift_past_midnight_is_two_that_touch() -> None:
    work = shop(every_day("0-1 20-24"))
    assert work.add(utc(2026, 11, 21, 23), 90) == utc(2026, 11, 22, 0, 30)


def test_a_pause_over_a_closed_weekend_adds_only_open_minutes() -> None:  # E79
    work = shop(WEEKDAYS)
    due = work.add(utc(2026, 11, 20, 9), 10 * 60)  # Friday 9:00, 10 h -> Monday 11:00
    assert due == utc(2026, 11, 23, 11)
    # Friday 16:00 to Monday 10:00: one open hour on Friday, one on Monday.
    later = work.resumed(due, utc(2026, 11, 20, 16), utc(2026, 11, 23, 10))
    assert later == utc(2026, 11, 23, 13)


def test_a_clock_that_was_stopped_and_reopened_goes_on_with_the_rest() -> None:  # E76
    work = shop(WEEKDAYS)
    due = work.add(utc(2026, 11, 23, 9), 240)
    left = work.minutes_between(utc(2026, 11, 23, 10), due)  # solved after one hour
    assert left == 180
    assert work.resumed(due, utc(2026, 11, 23, 10), utc(2026, 11, 24, 9)) == work.add(
        utc(2026, 11, 24, 9), left
    )


def test_a_warning_before_a_deadline_falls_inside_working_time() -> None:  # E78
    work = shop(WEEKDAYS)
    due = utc(2026, 11, 23, 9, 30)
    assert work.back(due, 60) == utc(2026, 11, 20, 16, 30)
    assert work.back(due, 30) == utc(2026, 11, 23, 9)
    assert work.back(due, 0) == due


@pytest.mark.parametrize(
    ("day", "at", "due"),
    [
        (21, None, utc(2026, 11, 23, 9)),  # Saturday is closed
        (23, None, utc(2026, 11, 23, 9)),
        (23, time(0), utc(2026, 11, 23, 9)),  # never at midnight
        (23, time(11, 15), utc(2026, 11, 23, 11, 15)),
        (23, time(17), utc(2026, 11, 23, 17)),
        (23, time(23), utc(2026, 11, 24, 9)),
        (20, time(20), utc(2026, 11, 23, 9)),
    ],
)
def test_a_reminder_comes_in_working_hours_only(day, at, due) -> None:  # E78, E81
    assert shop(WEEKDAYS).place(date(2026, 11, day), at) == due


def test_a_reminder_on_a_holiday_comes_on_the_next_open_day() -> None:  # E81
    work = shop(every_day("9-17"), closed=[date(2026, 11, 23), date(2026, 11, 24)])
    assert work.place(date(2026, 11, 23), time(10)) == utc(2026, 11, 25, 9)


def test_working_days_are_counted_as_people_count_them() -> None:
    work = shop(WEEKDAYS, closed=[date(2026, 11, 24)])
    friday, saturday = date(2026, 11, 20), date(2026, 11, 21)
    assert work.add_working_days(friday, 0) == friday
    assert work.add_working_days(saturday, 0) == date(2026, 11, 23)
    assert work.add_working_days(saturday, 1) == date(2026, 11, 23)
    assert work.add_working_days(friday, 2) == date(2026, 11, 25)  # the 24th is closed
    assert work.add_working_days(date(2026, 11, 25), -2) == friday


def test_dated_hours_win_and_of_two_the_later_one() -> None:
    base = Profile("", every_day("9-13 16-21"))
    ramadan = Profile("Ramadan", every_day("10-17"), date(2027, 2, 8), date(2027, 3, 9))
    qadr = Profile("Qadr", every_day("12-15"), date(2027, 2, 26), date(2027, 3, 2))
    hours = Hours((qadr, base, ramadan))
    assert shifts_text(hours.shifts_on(date(2027, 2, 7))) == "09:00-13:00 16:00-21:00"
    assert shifts_text(hours.shifts_on(date(2027, 2, 8))) == "10:00-17:00"
    assert shifts_text(hours.shifts_on(date(2027, 3, 2))) == "12:00-15:00"
    assert shifts_text(hours.shifts_on(date(2027, 3, 9))) == "10:00-17:00"
    assert shifts_text(hours.shifts_on(date(2027, 3, 10))) == "09:00-13:00 16:00-21:00"


def test_nobody_is_called_around_iftar() -> None:
    ramadan = Profile(
        "Ramadan", every_day("10-14 16-22"), date(2027, 2, 8), date(2027, 3, 9),
        read_shifts("17:15-19:30"),
    )  # fmt: skip
    work = WorkingTime(Hours((Profile("", every_day("9-21")), ramadan)), TEHRAN)
    calls = work.calling()
    assert work.is_open(tehran(2027, 2, 10, 18))
    assert not calls.is_open(tehran(2027, 2, 10, 18))
    assert calls.next_open(tehran(2027, 2, 10, 18)) == tehran(2027, 2, 10, 19, 30)
    assert calls.is_open(tehran(2027, 2, 7, 18))


def test_a_day_with_its_own_hours_wins_over_a_holiday() -> None:
    yalda = date(2026, 12, 21)
    work = shop(WEEKDAYS, closed=[yalda], extra={yalda: read_shifts("20-24 9-12")})
    assert work.is_open(utc(2026, 12, 21, 23, 59))
    assert work.next_open(utc(2026, 12, 21)) == utc(2026, 12, 21, 9)
    assert shop(WEEKDAYS, extra={yalda: ()}).first_day_open(yalda) == date(2026, 12, 22)


def test_without_working_hours_there_is_no_deadline() -> None:
    nothing = shop(((),) * 7)
    assert nothing.hours.is_never_open
    for ask in (
        lambda: nothing.add(utc(2026, 11, 21), 60),
        lambda: nothing.next_open(utc(2026, 11, 21)),
        lambda: nothing.back(utc(2026, 11, 21), 5),
        lambda: nothing.first_day_open(date(2026, 11, 21)),
        lambda: nothing.add_working_days(date(2026, 11, 21), 3),
        lambda: nothing.place(date(2026, 11, 21), time(9)),
        lambda: nothing.closing(date(2026, 11, 21)),
    ):
        with pytest.raises(NoWorkingTime):
            ask()
    assert nothing.minutes_between(utc(2026, 11, 21), utc(2026, 11, 23)) == 0


def test_a_shop_closed_for_longer_than_a_year_says_so() -> None:
    first = date(2026, 11, 22)
    work = shop(every_day("9-17"), closed=[first + timedelta(days=n) for n in range(420)])
    with pytest.raises(NoWorkingTime):
        work.add(utc(2026, 11, 21, 16), 61)
    assert work.add(utc(2026, 11, 21, 16), 60) == utc(2026, 11, 21, 17)


def test_time_goes_forward_only() -> None:
    work = shop(WEEKDAYS)
    with pytest.raises(ValueError):
        work.add(utc(2026, 11, 23, 9), -1)
    with pytest.raises(ValueError):
        work.back(utc(2026, 11, 23, 9), -1)
    assert work.minutes_between(utc(2026, 11, 23, 11), utc(2026, 11, 23, 9)) == -120


def test_the_night_the_clock_was_put_forward_in_tehran_is_an_hour_shorter() -> None:  # E91
    # 22 March 2021 (2 Farvardin 1400): 00:00 became 01:00.
    work = shop(((FULL_DAY,),) * 7, "Asia/Tehran")
    day = from_jalali(1400, 1, 2)
    assert day == date(2021, 3, 22)
    (stretch,) = work.stretches_on(day)
    assert stretch[1] - stretch[0] == timedelta(hours=23)
    assert stretch[0] == utc(2021, 3, 21, 20, 30)
    night = shop(every_day("0-2"), "Asia/Tehran")
    assert night.minutes_between(utc(2021, 3, 21, 12), utc(2021, 3, 22, 12)) == 60


def test_the_night_the_clock_was_put_back_in_tehran_is_an_hour_longer() -> None:
    # 21 September 2021 ended twice: 24:00 became 23:00.
    work = shop(every_day("22:30-23:30"), "Asia/Tehran")
    stretches = work.stretches_on(date(2021, 9, 21))
    assert [end - start for start, end in stretches] == [
        timedelta(minutes=60), timedelta(minutes=30),
    ]  # fmt: skip
    assert not work.is_open(utc(2021, 9, 21, 19, 15))  # 23:45, for the first time
    assert work.is_open(utc(2021, 9, 21, 19, 45))  # 23:15, for the second time


def test_after_1401_tehran_keeps_its_hour() -> None:
    work = shop(((FULL_DAY,),) * 7, "Asia/Tehran")
    for jalali in ((1402, 1, 2), (1405, 6, 31)):
        (stretch,) = work.stretches_on(from_jalali(*jalali))
        assert stretch[1] - stretch[0] == timedelta(days=1)


# Properties


@st.composite
def shops(draw: st.DrawFn) -> WorkingTime:
    def shifts() -> tuple[Shift, ...]:
        cuts = sorted(draw(st.sets(st.integers(0, 1440), max_size=6)))
        return tuple(Shift(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False))

    week = tuple(shifts() for _ in range(7))
    if not any(week):
        week = (*week[:6], read_shifts("9-17"))
    closed = draw(st.frozensets(st.dates(date(2021, 3, 10), date(2021, 4, 10)), max_size=12))
    return WorkingTime(Hours((Profile("", week),), closed), ZoneInfo(draw(st.sampled_from(ZONES))))


MOMENTS = st.datetimes(datetime(2021, 3, 5), datetime(2021, 4, 15), timezones=st.just(UTC))
MINUTES = st.integers(0, 4000)


def is_working(work: WorkingTime, moment: datetime) -> bool:
    return work.is_open(moment) or work.is_open(moment - timedelta(microseconds=1))


@settings(max_examples=60)
@given(shops(), MOMENTS, MINUTES, MINUTES)
def test_working_time_adds_up_and_never_ends_in_closed_time(work, moment, one, two) -> None:
    due = work.add(moment, one)
    assert due >= moment
    assert is_working(work, due)
    assert work.add(due, two) == work.add(moment, one + two)
    if work.is_open(moment):
        assert work.minutes_between(moment, due) == one
        assert work.back(due, one) <= moment
        assert work.add(work.back(due, one), one) == due or one == 0


@settings(max_examples=60)
@given(shops(), MOMENTS, MINUTES, MOMENTS, MOMENTS)
def test_a_pause_never_moves_a_deadline_back(work, moment, minutes, paused, resumed) -> None:
    due = work.add(moment, minutes)
    later = work.resumed(due, paused, resumed)
    assert later >= due
    assert is_working(work, later)
    if resumed > paused:
        assert work.minutes_between(due, later) == work.minutes_between(paused, resumed)


@settings(max_examples=40)
@given(shops(), st.dates(date(2021, 3, 5), date(2021, 4, 15)), st.none() | st.times())
def test_a_due_moment_lies_in_working_time_and_not_before_it_was_wished(work, day, at) -> None:
    due = work.place(day, at)
    assert is_working(work, due)
    assert due.astimezone(work.zone).date() >= day
    assert work.closing(day) >= work.place(day, None)


@settings(max_examples=40)
@given(shops(), MOMENTS, st.integers(0, 3000))
def test_open_minutes_are_those_a_clock_would_show(work, moment, minutes) -> None:
    """The judge looks at each minute's wall clock by itself."""
    start = moment.replace(second=0, microsecond=0)
    judged = 0
    for ahead in range(minutes):
        local = (start + timedelta(minutes=ahead)).astimezone(work.zone)
        now = local.hour * 60 + local.minute
        shifts = work.hours.shifts_on(local.date())
        judged += any(s.start_minute <= now < s.end_minute for s in shifts)
    assert work.minutes_between(start, start + timedelta(minutes=minutes)) == judged


# What people type and what is stored


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("9-13 16-21", "09:00-13:00 16:00-21:00"),
        ("۱۶:۳۰ تا ۲۱ و ۹ تا ۱۳", "09:00-13:00 16:30-21:00"),
        ("9 – 13, 16 - 24", "09:00-13:00 16:00-24:00"),
        ("9 to 17", "09:00-17:00"),
        ("", ""),
    ],
)
def test_shifts_are_read_as_people_type_them(text, shown) -> None:
    assert shifts_text(read_shifts(text)) == shown


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("9", "not a shift"), ("x-y", "not an hour"), ("9-25", "not an hour"),
        ("9-8", "shift backwards"), ("9-9", "shift backwards"), ("9:60-11", "not an hour"),
        ("9-13 12-14", "shifts overlap"),
        ("22-2", "shift backwards"), ("24-24", "shift backwards"), ("9-13-15", "not an hour"),
        (" ".join(f"{n}:00-{n}:30" for n in range(14)), "too many"),
    ],
)  # fmt: skip
def test_shifts_that_cannot_be_are_refused_with_the_reason(text, why) -> None:
    with pytest.raises(BadInput) as refused:
        read_shifts(text, "week[5]")
    assert (refused.value.field, refused.value.why) == ("week[5]", why)


def test_a_shift_is_made_of_two_times() -> None:
    assert str(Shift.of(time(16, 30), time(0))) == "16:30-24:00"
    assert Shift.of(time(9), time(13)).minutes == 240
    with pytest.raises(BadInput):
        Shift.of(time(13), time(9))


def test_pauses_cut_shifts() -> None:
    left = without(read_shifts("9-13 16-21"), read_shifts("12-17 18-19"))
    assert shifts_text(left) == "09:00-12:00 17:00-18:00 19:00-21:00"
    assert without(read_shifts("9-13"), (FULL_DAY,)) == ()


def test_hours_are_stored_and_read_again() -> None:
    hours = Hours(
        (
            Profile("", default_week("jalali")),
            Profile("رمضان", every_day("10-17"), date(2027, 2, 8), date(2027, 3, 9),
                    read_shifts("17-19")),
        ),
        frozenset({date(2026, 11, 22)}),
        {date(2026, 12, 21): read_shifts("9-24"), date(2026, 12, 22): ()},
        frozenset({3, 4}),
    )  # fmt: skip
    again = Hours.from_json(hours.to_json(), hours.closed)
    assert again == hours
    assert again.to_json() == hours.to_json()


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", "hours"), ("[]", "hours"), ("{}", "profiles"), ("[" * 5000, "hours"),
        ('{"profiles": []}', "profiles"),
        ('{"profiles": [1]}', "profiles"),
        ('{"profiles": [{"week": 5}]}', "week"),
        ('{"profiles": [{"week": [[]]}]}', "week"),
        ('{"profiles": [{"week": [[],[],["9-8"],[],[],[],[]]}]}', "week[2]"),
        ('{"profiles": [{"week": [[],[],[7],[],[],[],[]]}]}', "week[2]"),
        ('{"profiles": [{"week": [[],[],[],[],[],[],[]], "from": "2026-13-01"}]}', "from_on"),
        ('{"profiles": [{"week": [[],[],[],[],[],[],[]], "from": "2026-12-01"}]}', "profiles"),
        ('{"profiles": [{"week": [[],[],[],[],[],[],[]]}], "companies_off": [7]}', "companies_off"),
        ('{"profiles": [{"week": [[],[],[],[],[],[],[]]}], "extra": {"x": []}}', "extra"),
    ],
)  # fmt: skip
def test_hours_that_were_tampered_with_are_refused_at_their_place(text, field) -> None:
    with pytest.raises(BadInput) as refused:
        Hours.from_json(text)
    assert refused.value.field == field


def test_dated_hours_end_after_they_begin() -> None:
    with pytest.raises(BadInput) as refused:
        Profile("x", every_day("9-17"), date(2027, 3, 9), date(2027, 2, 8))
    assert refused.value.field == "until_on"
