"""The shop says when it works, which holidays it keeps and when it closes; deadlines follow."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from loyaldesk.domain import holidays
from loyaldesk.domain.errors import ChangedMeanwhile, Missing, NoWorkingTime, PermissionDenied
from loyaldesk.domain.events import CalendarChanged
from loyaldesk.domain.hours import Hours, Profile, default_hours, read_shifts, shifts_text
from loyaldesk.domain.permissions import Permission, Role
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.jalali import from_jalali
from loyaldesk.services import audit, checking, club, staff, words, worktime
from loyaldesk.services.desk import Desk
from loyaldesk.services.telling import act_words
from loyaldesk.store.database import open_club
from tests.conftest import NOON, StoppedClock, desk_of

TODAY = date(2026, 11, 21)
TOMORROW = date(2026, 11, 22)
FATIMA = from_jalali(1405, 8, 22)
MOTHERS = from_jalali(1405, 9, 9)
FATHERS = from_jalali(1405, 10, 2)


def shop_is_open(desk: Desk, day: date) -> bool:
    return worktime.of(desk.db).is_open_on(day)


def test_a_new_shop_has_a_usual_week_and_keeps_the_holidays(desk) -> None:
    kept = worktime.hours(desk)
    assert (kept.version, kept.is_own) == (0, False)
    assert shifts_text(kept.hours.shifts_on(TODAY)) == "09:00-13:00 16:00-21:00"
    assert not shop_is_open(desk, FATHERS)
    assert shop_is_open(desk, MOTHERS)  # an occasion, no holiday
    assert not shop_is_open(desk, date(2026, 11, 27))  # Friday
    # Tuesday 1 Dey 20:00 and two hours: Wednesday is a holiday, so Thursday 10:00 in Tehran.
    late = datetime(2026, 12, 22, 16, 30, tzinfo=UTC)
    assert worktime.of(desk.db).add(late, 120) == datetime(2026, 12, 24, 6, 30, tzinfo=UTC)


def test_a_shop_elsewhere_keeps_no_iranian_holidays(tmp_path) -> None:
    path = tmp_path / "berlin.club"
    draft = club.ClubDraft("Orange", "Mary", language="en", zone="Europe/Berlin")
    club.found_club(path, draft, clock=StoppedClock()).db.close()
    db = open_club(path)
    desk = Desk(db, staff.by_name(db, "").brief, clock=StoppedClock())
    assert worktime.days(desk, date(2026, 1, 1), date(2027, 12, 31)) == []
    assert worktime.periods(desk, date(2026, 1, 1), date(2027, 12, 31)) == []
    assert worktime.warning(desk) is None
    assert shifts_text(worktime.hours(desk).hours.shifts_on(TODAY)) == "09:00-14:00"
    worktime.close_day(desk, TODAY, "stock")
    assert not worktime.of(db).is_open_on(TODAY)
    db.close()


def test_hours_that_were_saved_hold_at_once(desk) -> None:
    told: list[object] = []
    desk.bus.subscribe(CalendarChanged, told.append)
    hours = Hours((Profile("", (read_shifts("10-18"),) * 7),), extra={TOMORROW: ()})
    version = worktime.save_hours(desk, hours, 0)
    assert worktime.hours(desk) == worktime.KeptHours(hours, version)
    work = worktime.of(desk.db)
    assert work.next_open(NOON - timedelta(hours=8)) == datetime(2026, 11, 21, 6, 30, tzinfo=UTC)
    assert not work.is_open_on(TOMORROW)
    assert not work.is_open_on(FATHERS)
    assert told == [CalendarChanged()]
    assert audit.acts(desk)[0].act == "hours.save"


def test_two_managers_do_not_overwrite_each_others_hours(desk) -> None:
    hours = default_hours("jalali")
    version = worktime.save_hours(desk, hours, 0)
    with pytest.raises(ChangedMeanwhile):
        worktime.save_hours(desk, hours, 0)
    worktime.save_hours(desk, replace(hours, companies_off=frozenset()), version)
    with pytest.raises(ChangedMeanwhile):
        worktime.save_hours(desk, hours, version)
    assert worktime.hours(desk).hours.companies_off == frozenset()


def test_a_shop_cannot_say_that_it_never_opens(desk) -> None:
    closed = ((),) * 7
    ramadan = Profile("Ramadan", (read_shifts("9-17"),) * 7, TODAY, TOMORROW)
    for hours in (Hours((Profile("", closed),)), Hours((Profile("", closed), ramadan))):
        with pytest.raises(BadInput) as refused:
            worktime.save_hours(desk, hours, 0)
        assert "at least one open hour" in words.words(refused.value)
    assert worktime.hours(desk).version == 0


def test_a_holiday_the_shop_does_not_keep_is_a_working_day(desk) -> None:  # E77
    worktime.set_day(desk, FATHERS, "father", is_on=False, reason="we sell on this day")
    assert shop_is_open(desk, FATHERS)
    (mark,) = worktime.days(desk, FATHERS, FATHERS)
    assert (mark.code, mark.is_on, mark.state) == ("father", False, "official")
    worktime.set_day(desk, FATHERS, "father", is_on=True)
    assert not shop_is_open(desk, FATHERS)


def test_a_mark_that_is_not_there_cannot_be_switched(desk) -> None:
    for code in ("ashura", "closed", "' OR 1=1"):
        with pytest.raises(Missing) as refused:
            worktime.set_day(desk, TODAY, code, is_on=True)
        assert words.words(refused.value) == "This day has no such mark."
    with pytest.raises(BadInput):
        worktime.set_day(desk, FATHERS, "father", is_on=False, reason="x" * 201)


def test_closed_tomorrow_takes_one_call_and_moves_deadlines(desk) -> None:
    before = worktime.of(desk.db).add(NOON, 480)
    worktime.close_day(desk, TOMORROW, "power")
    assert not shop_is_open(desk, TOMORROW)
    after = worktime.of(desk.db).add(NOON, 480)
    assert before == datetime(2026, 11, 22, 7, 30, tzinfo=UTC)  # 1 + 5 hours today, 2 tomorrow
    assert after == before + timedelta(days=1)
    (mark,) = worktime.days(desk, TOMORROW, TOMORROW)
    assert (mark.name("fa"), mark.name("en"), mark.state) == ("قطعی برق", "Power cut", "own")
    assert act_words(audit.acts(desk)[0]) == "Closed the shop for a day"


def test_a_closure_is_undone_and_done_again(desk) -> None:
    worktime.close_day(desk, TOMORROW, "funeral", "ختم حاج‌آقا رضایی")
    assert worktime.open_day(desk, TOMORROW) == 1
    assert shop_is_open(desk, TOMORROW)
    with pytest.raises(Missing):
        worktime.open_day(desk, TOMORROW)
    worktime.set_day(desk, TOMORROW, holidays.CLOSED, is_on=True)
    (mark,) = worktime.days(desk, TOMORROW, TOMORROW)
    assert mark.name("en") == "ختم حاج‌آقا رضایی"
    assert not shop_is_open(desk, TOMORROW)


def test_opening_a_day_puts_aside_everything_that_closes_it(desk) -> None:
    day = from_jalali(1407, 3, 14)
    worktime.close_day(desk, day, "repair")
    assert worktime.open_day(desk, day, "asked by the owner") == 2
    assert shop_is_open(desk, day)


@pytest.mark.parametrize(
    ("day", "reason", "name", "field"),
    [
        (TODAY, "because", "", "reason"), (TODAY, "other", "x" * 61, "name"),
        (TODAY - timedelta(days=32), "power", "", "day"),
        (TODAY + timedelta(days=1101), "power", "", "day"),
    ],
)  # fmt: skip
def test_a_closure_that_cannot_be_is_refused(desk, day, reason, name, field) -> None:
    with pytest.raises(BadInput) as refused:
        worktime.close_day(desk, day, reason, name)
    assert refused.value.field == field
    assert shop_is_open(desk, TODAY)


def test_adverts_rest_on_mourning_days_only(desk) -> None:
    assert worktime.is_mourning(desk.db, FATIMA)
    assert not worktime.is_mourning(desk.db, MOTHERS)
    worktime.add_mourning(desk, MOTHERS, "عزای عمومی", is_closed=True)
    assert worktime.is_mourning(desk.db, MOTHERS)
    assert not shop_is_open(desk, MOTHERS)
    worktime.set_day(desk, MOTHERS, holidays.MOURNING, is_on=False)
    assert not worktime.is_mourning(desk.db, MOTHERS)
    assert shop_is_open(desk, MOTHERS)
    with pytest.raises(BadInput):
        worktime.add_mourning(desk, MOTHERS, "  ")


def test_ramadan_is_told_as_a_period(desk) -> None:
    found = worktime.periods(desk, date(2027, 2, 1), date(2027, 3, 1))
    assert [one.name("fa") for one in found] == ["ماه رمضان"]


def test_the_end_of_the_table_is_told_early(desk, clock) -> None:
    assert worktime.warning(desk) is None
    clock.now = datetime(2028, 1, 1, 8, tzinfo=UTC)
    assert worktime.warning(desk) == from_jalali(1406, 12, 29)


def test_working_time_is_built_once_until_something_changes(desk) -> None:
    first = worktime.of(desk.db)
    assert worktime.of(desk.db) is first
    worktime.close_day(desk, TOMORROW, "power")
    second = worktime.of(desk.db)
    assert second is not first
    worktime.open_day(desk, TOMORROW)
    assert worktime.of(desk.db) is not second


def test_a_change_that_was_taken_back_leaves_nothing_behind(desk) -> None:
    with (
        pytest.raises(RuntimeError),
        desk.change(Permission.CALENDAR_EDIT) as change,
    ):
        worktime.close_day_step(change, TOMORROW, "power")
        assert not worktime.of(change.db).is_open_on(TOMORROW)
        raise RuntimeError
    assert shop_is_open(desk, TOMORROW)


def test_a_lunar_day_that_a_newer_table_moved_does_no_harm(desk) -> None:
    with desk.change(Permission.CALENDAR_EDIT) as change:
        change.db.execute_sql(
            "INSERT INTO day_change (on_day, code, name, is_closed, is_mourning, is_on, reason, at,"
            " operator_id) VALUES (?, 'ashura', '', 1, 1, 1, '', '2026-11-21T08:30:00Z', 1)",
            (TOMORROW.isoformat(),),
        )
    assert shop_is_open(desk, TOMORROW)
    assert worktime.days(desk, TOMORROW, TOMORROW) == []


def test_what_is_wrong_with_a_shift_is_said_beside_its_weekday() -> None:
    week = [[] for _ in range(7)]
    week[5] = ["9-13", "12-14"]
    document = json.dumps({"profiles": [{"week": week}]})
    with pytest.raises(BadInput) as refused:
        Hours.from_json(document)
    assert words.words(refused.value).startswith("Saturday: These shifts overlap")


def test_a_shop_without_hours_is_told_what_to_do() -> None:
    text = words.words(NoWorkingTime(TODAY))
    assert text == (
        "The shop has no working hours in the year after 1405/08/30, so nothing can be due. Please"
        " enter its hours in Settings."
    )


def test_a_cashier_sees_the_calendar_and_cannot_change_it(desk) -> None:
    cashier = desk_of(desk, Role.CASHIER)
    assert worktime.hours(cashier).version == 0
    with pytest.raises(PermissionDenied):
        worktime.close_day(cashier, TOMORROW, "power")
    assert shop_is_open(desk, TOMORROW)


def test_the_club_check_finds_hours_that_were_tampered_with(desk) -> None:
    worktime.save_hours(desk, default_hours("jalali"), 0)
    worktime.close_day(desk, TOMORROW, "power")
    assert checking.check(desk) == []
    with desk.change(Permission.CALENDAR_EDIT) as change:
        change.db.execute_sql("UPDATE rulebook SET document = '{' WHERE name = 'hours'")
        change.db.execute_sql("UPDATE day_change SET on_day = '2026-13-45'")
    (broken,) = checking.check(desk)
    assert checking.broken_words(broken).startswith("The working hours")
    assert len(broken.ids) == 2
    with pytest.raises(BadInput):
        worktime.hours(desk)


def test_how_far_the_holidays_are_known_is_told_years_before_they_end(desk):
    assert worktime.reach(desk) == from_jalali(1406, 12, 29)
    assert worktime.warning(desk) is None  # 1405: there is time
