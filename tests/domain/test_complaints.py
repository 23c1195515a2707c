"""Complaints: categories by digit, deadlines by exactly one default, clocks on working time."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loyaldesk.domain.complaint_policy import DeadlineRule, Policy, Rung, check_policy, checked
from loyaldesk.domain.complaints import (
    CATEGORIES,
    ClockName,
    Clocks,
    Targets,
    category_of,
    mean,
    middle,
    share,
    urgency,
)
from loyaldesk.domain.hours import Hours, Profile, default_hours, read_shifts
from loyaldesk.domain.working import WorkingTime
from loyaldesk.kernel.errors import BadInput, SeveralBadInputs

TEHRAN = ZoneInfo("Asia/Tehran")
SHOP = WorkingTime(default_hours("jalali"), TEHRAN)
"""9-13 and 16-21 from Saturday to Thursday, closed on Friday: 540 minutes a day."""

ROLES, TIERS = {"manager", "owner"}, {"bronze", "gold"}
TARGETS = Targets(60, 240, 1620)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of Aban 1405 by the clock on the wall: 21 November 2026 is a Saturday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=TEHRAN).astimezone(UTC)


def test_each_of_the_ten_categories_has_its_digit():
    assert [category_of(digit) for digit in "1234567890"] == list(CATEGORIES)
    assert [category_of(text) for text in ("", "11", "a", "۱")] == ["", "", "", ""]


def test_a_clock_runs_only_while_the_shop_is_open():
    """Opened on Thursday at 20:30: half an hour is left of the day, and Friday is closed."""
    clocks = Clocks.started(SHOP, at(26, 20, 30), TARGETS)
    assert clocks.ack_due == at(28, 9, 30)
    assert clocks.answer_due == at(28, 12, 30)
    # 1620 = 30 + 540 (Saturday) + 540 (Sunday) + 510 of Monday, which end at 20:30
    assert clocks.solve_due == at(30, 20, 30)


def test_answering_acknowledges_and_solving_answers():
    clocks = Clocks.started(SHOP, at(21, 9), TARGETS)
    assert clocks.running == ClockName.ACK
    answered = clocks.met(ClockName.ANSWER, at(21, 10))
    assert (answered.acked_at, answered.running) == (at(21, 10), ClockName.SOLVE)
    solved = clocks.met(ClockName.SOLVE, at(21, 11))
    assert (solved.acked_at, solved.answered_at, solved.running) == (at(21, 11), at(21, 11), None)


def test_e79_a_pause_over_friday_adds_only_the_open_minutes():
    """Paused Thursday 20:00, gone on with Saturday 10:00: 60 + 60 open minutes."""
    clocks = Clocks.started(SHOP, at(26, 16), TARGETS).met(ClockName.ACK, at(26, 16, 5))
    left = clocks.left(SHOP, ClockName.SOLVE, at(26, 20))
    on = clocks.paused(at(26, 20)).resumed(SHOP, at(28, 10))
    assert on.paused_minutes == 120
    assert on.left(SHOP, ClockName.SOLVE, at(28, 10)) == left
    assert on.ack_due == clocks.ack_due, "what was met stays as it was due"
    assert on.answer_due == at(28, 10), (
        "due Thursday 20:00: one hour is left of it, one of Saturday"
    )


def test_e76_the_clock_stops_at_the_solution_and_goes_on_with_the_rest():
    clocks = Clocks.started(SHOP, at(21, 9), TARGETS)
    solved = clocks.met(ClockName.SOLVE, at(22, 9))
    assert solved.left(SHOP, ClockName.SOLVE, at(29, 9)) == 1620 - 540
    again = solved.reopened(SHOP, at(29, 9))
    assert again.running == ClockName.SOLVE
    assert again.left(SHOP, ClockName.SOLVE, at(29, 9)) == 1620 - 540
    assert again.left(SHOP, ClockName.SOLVE, at(29, 10)) == 1620 - 540 - 60


def test_what_was_late_stays_as_late_when_it_is_opened_again():
    clocks = Clocks.started(SHOP, at(21, 9), Targets(10, 20, 60))
    again = clocks.met(ClockName.SOLVE, at(21, 11)).reopened(SHOP, at(24, 9))
    assert again.left(SHOP, ClockName.SOLVE, at(24, 9)) == -60


def test_e78_warnings_and_steps_of_the_ladder_fall_into_open_time():
    clocks = Clocks.started(SHOP, at(26, 20, 30), TARGETS)
    moments = [clocks.moment_at(SHOP, ClockName.SOLVE, percent) for percent in (50, 75, 100, 150)]
    assert moments == sorted(moments)
    assert all(SHOP.is_open(m) or SHOP.is_open(m - timedelta(seconds=1)) for m in moments)
    # three quarters of 1620 are 1215: 30 + 540 + 540 + 105 minutes of Monday
    assert moments[1] == at(30, 10, 45)
    assert moments[2] == clocks.solve_due


def test_other_minutes_move_only_what_is_not_met():
    clocks = Clocks.started(SHOP, at(21, 9), TARGETS).met(ClockName.ACK, at(21, 9, 10))
    now = clocks.retargeted(SHOP, at(21, 9), Targets(15, 60, 540))
    assert now.targets == Targets(60, 60, 540)
    assert (now.ack_due, now.answer_due, now.solve_due) == (
        clocks.ack_due, at(21, 10), at(21, 21),
    )  # fmt: skip


shifts = st.lists(st.integers(0, 23), min_size=2, max_size=6, unique=True).map(sorted)
weeks = st.tuples(*[st.one_of(st.just([]), shifts) for _ in range(7)]).filter(any)


@st.composite
def shops(draw):
    week = tuple(
        read_shifts(" ".join(f"{a}-{b}" for a, b in zip(day[::2], day[1::2], strict=False)))
        for day in draw(weeks)
    )
    return WorkingTime(Hours((Profile("", week),)), TEHRAN)


minutes = st.integers(0, 20_000)
BEGIN = datetime(2026, 11, 20, 3, 17, tzinfo=UTC)


@settings(max_examples=80, deadline=None)
@given(shops(), minutes, minutes, minutes, minutes)
def test_pauses_take_no_working_minute_and_never_move_back(shop, opened, before, pause, after):
    begun = BEGIN + timedelta(minutes=opened)
    paused_at = begun + timedelta(minutes=before)
    resumed_at = paused_at + timedelta(minutes=pause)
    clocks = Clocks.started(shop, begun, TARGETS)
    on = clocks.paused(paused_at).resumed(shop, resumed_at)
    for clock in ClockName:
        assert on.due(clock) >= clocks.due(clock)
        assert on.left(shop, clock, resumed_at) == clocks.left(shop, clock, paused_at)
        assert (
            on.due(clock) == clocks.due(clock)
            or shop.minutes_between(clocks.due(clock), on.due(clock)) == on.paused_minutes
        )
        end = on.due(clock)
        assert shop.is_open(end) or shop.is_open(end - timedelta(seconds=1))
    assert on.paused_minutes == shop.minutes_between(paused_at, resumed_at)
    solved = on.met(ClockName.SOLVE, resumed_at).reopened(
        shop, resumed_at + timedelta(minutes=after)
    )
    assert solved.left(shop, ClockName.SOLVE, resumed_at + timedelta(minutes=after)) == on.left(
        shop, ClockName.SOLVE, resumed_at
    )


def test_the_late_and_heavy_stand_in_front():
    order = [(-30, 4, 3), (-30, 1, 0), (30, 4, 3), (30, 1, 0), (600, 4, 3), (600, 1, 0)]
    assert sorted(order, key=lambda each: urgency(*each)) == order
    assert urgency(120, 2, 2) == urgency(120, 4, 0), "load ranks beside severity"


def test_no_data_is_not_zero():
    assert (mean([]), middle([]), share(0, 0)) == (None, None, None)
    assert (mean([1, 2]), middle([1, 2, 9]), share(1, 4)) == (2, 2, Fraction(1, 4))


# --- the document -------------------------------------------------------------------------------


def whys(policy: Policy) -> set[str]:
    return {problem.why for problem in check_policy(policy, roles=ROLES, tiers=TIERS)}


DEFAULT = DeadlineRule("usual", TARGETS, is_default=True)


def test_what_every_shop_begins_with_is_in_order():
    assert whys(Policy()) == set()
    assert Policy.from_json(Policy().to_json()) == Policy()


def test_the_first_rule_that_fits_holds_and_else_the_default():
    late = DeadlineRule("late", Targets(1, 2, 3), categories=("delivery",), tiers=("gold",))
    grave = DeadlineRule("grave", Targets(4, 5, 6), severities=(3, 4))
    policy = Policy(rules=(DEFAULT, late, grave))
    assert policy.rule_for("delivery", 4, "gold") is late
    assert policy.rule_for("delivery", 4, "bronze") is grave
    assert policy.rule_for("delivery", 1, "bronze") is DEFAULT


def test_e80_an_empty_condition_fits_nothing_and_is_refused():
    blank = DeadlineRule("blank", Targets(1, 1, 1))
    policy = Policy(rules=(blank, DEFAULT))
    assert all(policy.rule_for(each, 4, "gold") is DEFAULT for each in CATEGORIES)
    assert whys(policy) == {"empty condition"}


def test_e80_there_is_exactly_one_default():
    old = replace(DEFAULT, code="old")
    assert whys(Policy(rules=(DEFAULT, old))) == {"two defaults"}
    assert whys(Policy(rules=())) == {"no default"}
    with pytest.raises(BadInput):
        Policy(rules=()).rule_for("staff", 1)


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        (replace(DEFAULT, targets=Targets(0, 240, 1620)), "no minutes"),
        (replace(DEFAULT, targets=Targets(-5, 240, 1620)), "no minutes"),
        (replace(DEFAULT, targets=Targets(60, 240, 10**9)), "range"),
        (replace(DEFAULT, targets=Targets(300, 240, 1620)), "clocks out of order"),
        (replace(DEFAULT, targets=Targets(60, 2000, 1620)), "clocks out of order"),
        (replace(DEFAULT, categories=("staff",)), "default asks"),
        (replace(DEFAULT, code=" "), "equal codes"),
    ],
)
def test_a_deadline_that_makes_no_sense_is_refused(rule, why):
    assert whys(Policy(rules=(rule,))) == {why}


def test_conditions_name_what_there_is():
    strange = DeadlineRule("x", TARGETS, ("weather",), (9,), ("diamond",))
    assert whys(Policy(rules=(DEFAULT, strange))) == {"unknown choice"}


def test_a_step_of_the_ladder_needs_somebody_with_the_role():
    ladder = (Rung(ClockName.SOLVE, 100, "auditor"), Rung(ClockName.SOLVE, 0, "owner"))
    assert whys(Policy(ladder=ladder)) == {"nobody has role", "range"}
    twice = Rung(ClockName.SOLVE, 100, "owner")
    assert whys(Policy(ladder=(twice, twice))) == {"rung twice"}


def test_everything_wrong_is_told_at_once():
    with pytest.raises(SeveralBadInputs) as refused:
        checked(Policy(rules=(), warn_percent=0, limit_points=-1), roles=ROLES, tiers=TIERS)
    assert [problem.field for problem in refused.value.problems] == [
        "rules", "warn_percent", "limit_points",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"rules": 3}', "null", '{"rules": [1]}'])
def test_a_document_that_cannot_be_read_is_refused(text):
    with pytest.raises(BadInput):
        Policy.from_json(text)


def test_the_wall_clock_is_no_deadline():
    """E74: 48 working hours are not two days."""
    clocks = Clocks.started(SHOP, at(21, 9), Targets(1, 1, 48 * 60))
    # 2880 minutes at 540 a day: five days are 2700, 180 of the sixth (Thursday) end at 12:00
    assert clocks.solve_due == datetime.combine(
        datetime(2026, 11, 26).date(), time(12), TEHRAN
    ).astimezone(UTC)
