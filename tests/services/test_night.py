"""The nightly run: lots end on their own day, members fall, missed days are caught up."""

from datetime import date

import pytest

from loyaldesk.domain.programme import FIRST_TIERS
from loyaldesk.domain.tiers import Tier, reached, window_start
from loyaldesk.services import checking, members, night, staff
from tests.makers import make_member, make_sale


def run(desk):
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


def test_a_clock_set_back_runs_no_night(desk, clock):
    run(desk)
    clock.forward(days=-3)
    assert run(desk).days == 0


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


def test_members_who_were_erased_are_left_alone(desk, clock):
    member = make_member(desk)
    make_sale(desk, member.id, 60_000_000)
    members.erase(desk, member.id)
    clock.forward(days=400)
    assert run(desk).moved == 0
