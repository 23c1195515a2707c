"""The nightly run: lots end on their own day, members fall, missed days are caught up."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from loyaldesk.domain.agreements import AgreementDraft
from loyaldesk.domain.errors import DateDoubtful
from loyaldesk.domain.occasions import OrderDraft
from loyaldesk.domain.programme import FIRST_TIERS, Programme
from loyaldesk.domain.rules import Bonus
from loyaldesk.domain.tiers import Tier, reached, window_start
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.jalali import from_jalali
from loyaldesk.services import (
    agreements,
    checking,
    members,
    night,
    occasion_days,
    occasions,
    staff,
)
from loyaldesk.services.desk import CLOCK_ACTS
from loyaldesk.store.database import writing
from loyaldesk.store.secrets import TEST
from tests.conftest import NOON, PIN
from tests.makers import make_member, make_sale
from tests.rows import tampering


def run(desk, **fields):
    """Run the night of a shop whose owner said that the date is right."""
    return night.run(staff.system_desk(desk), date_is_right=True, **fields)


def unasked(desk):
    return night.run(staff.system_desk(desk))


def test_a_member_falls_only_in_the_nightly_run(desk, clock):
    member = make_member(desk)
    make_sale(desk, member.id, 60_000_000)
    clock.forward(days=366)
    assert make_sale(desk, member.id, 100_000).tier == "silver"
    assert run(desk).moved == 1
    assert make_sale(desk, member.id, 100_000).tier == "bronze"


def test_points_end_the_day_after_their_last_day_whenever_the_run_comes(desk, clock):
    make_sale(desk, make_member(desk).id, 1_000_000)
    clock.forward(days=365)
    assert run(desk).expired_points == 0
    clock.forward(days=10)
    assert run(desk).expired_points == 10
    day = desk.db.execute_sql("SELECT on_day FROM points_entry WHERE kind = 'expire'").fetchone()[0]
    assert date.fromisoformat(day) == date(2027, 11, 22)  # 2026-11-21 + 365 days, and one more
    assert checking.check(desk) == []


def test_the_night_is_run_once_a_day(desk):
    assert run(desk).days == 1
    assert run(desk).days == 0


def test_a_clock_set_back_runs_no_night_until_somebody_says_it_is_right(desk, clock):
    unasked(desk)
    clock.forward(days=-3)
    assert not night.is_due(desk)
    with pytest.raises(DateDoubtful):
        unasked(desk)
    assert run(desk).days == 1
    assert not night.is_due(desk)
    clock.forward(days=1)
    assert unasked(desk).days == 1


@pytest.mark.parametrize(("days", "is_asked"), [(60, False), (61, True)])
def test_a_clock_that_jumped_more_than_60_days_is_asked_about(desk, clock, days, is_asked):
    """SAFETY 5, row 34."""
    before = desk.today()
    unasked(desk)
    clock.forward(days=days)
    assert night.is_due(desk) is not is_asked
    doubt = night.doubt(desk)
    assert (doubt is not None) is is_asked
    if doubt is not None:
        assert (doubt.before, doubt.today) == (before, desk.today())
        with pytest.raises(DateDoubtful):
            unasked(desk)
    assert run(desk).days == days


def test_before_the_first_night_the_last_act_but_signing_in_is_looked_at(desk, clock):
    make_member(desk)
    clock.forward(days=61)
    staff.sign_in(desk.db, desk.operator.id, PIN, clock, cost=TEST)
    assert night.doubt(desk) is not None


def test_a_night_run_by_a_clock_that_was_ahead_is_not_trusted_later(desk, clock):
    """The clock was a year ahead and was set right; the shop lives on, and its nights come."""
    member = make_member(desk)
    clock.forward(days=365)
    run(desk)
    clock.forward(days=-365)
    for _ in range(CLOCK_ACTS):  # so many acts, and the clock is believed
        members.write_note(desk, member.id, "here")
    assert night.is_due(desk)
    assert unasked(desk).days == 1
    clock.forward(days=1)
    assert unasked(desk).days == 1


def test_one_member_whose_records_are_broken_stops_no_night(desk, clock):
    first, broken, last = (make_member(desk) for _ in range(3))
    for member in (first, broken, last):
        make_sale(desk, member.id, 1_000_000)  # 10 points
    with tampering(desk.db):
        desk.db.execute_sql(
            "UPDATE points_balance SET points = 3 WHERE member_id = ?", (broken.id,)
        )
    clock.forward(days=366)
    done = run(desk)
    assert (done.expired_points, done.failed) == (20, 1)
    assert desk.db.execute_sql(
        "SELECT act, subject, subject_id FROM audit WHERE result = 'failed'"
    ).fetchall() == [("night.run", "member", broken.id)]
    assert not night.is_due(desk)


@pytest.mark.parametrize(
    ("before", "receipt", "name"),
    [(0, 6000, "bronze"), (0, 15000, "silver"), (0, 25000, "gold"), (4000, 500, "bronze"),
     (8000, 3000, "silver"), (18000, 3000, "gold"), (22000, 5000, "gold")],
)  # fmt: skip
def test_the_highest_reached_limit_decides_the_tier(before, receipt, name):
    """V-T1..T7 (frappe/erpnext loyalty program tests)."""
    tiers = [
        Tier("bronze", "", "", 0),
        Tier("silver", "", "", 10_000),
        Tier("gold", "", "", 20_000),
    ]
    assert reached(before + receipt, tiers).code == name


@pytest.mark.parametrize(
    ("spent", "code"),
    [(49_999_999, "bronze"), (50_000_000, "silver"), (50_000_001, "silver")],
)
def test_exactly_at_the_limit_is_in_the_tier(spent, code):
    """E54: on the limit, one below, one above."""
    assert reached(spent, FIRST_TIERS).code == code


@pytest.mark.parametrize(
    ("day", "start"),
    [(date(2026, 11, 21), date(2025, 11, 22)), (date(2028, 2, 29), date(2027, 3, 1)),
     (date(2027, 2, 28), date(2026, 3, 1)), (date(2026, 1, 31), date(2025, 2, 1))],
)  # fmt: skip
def test_twelve_months_end_on_the_day_and_begin_one_day_later_last_year(day, start):
    assert window_start(day) == start


def test_a_day_to_come_is_refused_and_a_day_before_is_done_up_to_it(desk, clock):
    make_sale(desk, make_member(desk).id, 1_000_000)
    clock.forward(days=400)
    system, yesterday = staff.system_desk(desk), desk.today() - timedelta(days=1)
    with pytest.raises(BadInput):
        night.run(system, until=desk.today() + timedelta(days=1), date_is_right=True)
    assert run(desk, until=yesterday - timedelta(days=34)).expired_points == 0  # the last day
    assert run(desk, until=yesterday).expired_points == 10
    assert run(desk, until=yesterday - timedelta(days=5)).days == 0
    assert run(desk).days == 1


def test_a_night_that_is_run_twice_after_a_crash_gives_nothing_twice(desk, clock):
    rules = replace(Programme.plain(), bonuses=(Bonus("b", "x", "x", "birthday", 9),))
    with writing(desk.db):
        desk.db.execute_sql("UPDATE programme SET document = ?", (rules.to_json(),))
    make_member(desk, birthday=from_jalali(1370, 9, 5))
    clock.forward(days=20)
    assert run(desk).given_points == 9
    with writing(desk.db):
        desk.db.execute_sql("DELETE FROM job")
    assert run(desk).given_points == 0


def test_one_member_whose_records_are_broken_keeps_nobody_from_a_birthday(desk, clock):
    rules = replace(Programme.plain(), bonuses=(Bonus("b", "x", "x", "birthday", 9),))
    with writing(desk.db):
        desk.db.execute_sql("UPDATE programme SET document = ?", (rules.to_json(),))
    people = [make_member(desk, birthday=from_jalali(1370, 9, 5)) for _ in range(3)]
    with tampering(desk.db):  # a key that stands on the wrong entry
        desk.db.execute_sql("DROP TRIGGER points_entry_balance")
        desk.db.execute_sql(
            "CREATE TRIGGER broken BEFORE INSERT ON points_entry WHEN NEW.member_id = "
            f"{people[1].id} BEGIN SELECT RAISE(ABORT, 'broken'); END"
        )
    clock.forward(days=20)
    done = run(desk)
    assert (done.given_points, done.failed) == (18, 1)


def test_members_who_were_erased_are_left_alone(desk, clock):
    member = make_member(desk)
    make_sale(desk, member.id, 60_000_000)
    members.erase(desk, member.id)
    clock.forward(days=400)
    assert run(desk).moved == 0


def test_the_night_reminds_of_agreements_and_makes_good_what_was_missed(desk, clock):
    member = make_member(desk).id
    ends = date(2026, 12, 22)
    agreements.add(desk, AgreementDraft("a", member, "contract", "Coffee", ends))
    promised = NOON + timedelta(hours=5)
    order = occasions.add(desk, OrderDraft("o", "yalda", "Nuts", promised, member))
    clock.forward(days=1)
    run(desk)
    rows = desk.db.execute_sql(
        "SELECT about, reason FROM followup WHERE state = 'open' ORDER BY about"
    ).fetchall()
    assert rows == [("agreement", "agreement"), ("occasion_order", "recovery")]
    assert occasion_days.detail(desk, order.id).state == "missed"
