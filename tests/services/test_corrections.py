"""Corrections by hand: above a limit two people agree; a day has its limit (SAFETY 4.8, 4.9)."""

from dataclasses import replace

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.permissions import Permission, Role
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rewards import Limits
from loyaldesk.services import approvals, audit, checking, club, members, points, staff
from loyaldesk.services.words import words
from loyaldesk.store import ledger
from loyaldesk.store.secrets import TEST
from tests.conftest import PIN, desk_of
from tests.makers import make_member


@pytest.fixture
def manager(desk):
    club.publish_programme(
        desk,
        replace(Programme.plain(), limits=Limits(correction_points=100, correction_day_points=500)),
    )
    return desk_of(desk, Role.MANAGER, "Mina")


@pytest.fixture
def member(desk):
    return make_member(desk).id


def ask(desk, member, amount, *, name="Maryam", secret=PIN, act="points.adjust"):
    return approvals.approve(
        desk, name, secret, act=act, subject_id=member, amount=amount, cost=TEST
    )


def correct(desk, member, amount, key, approval=None):
    points.correct(desk, member, amount, "counted", key=key, approval=approval)


def test_up_to_the_limit_one_person_is_enough(manager, member):
    correct(manager, member, 100, "a")
    assert ledger.balance(manager.db, member).points == 100


@pytest.mark.parametrize("amount", [101, -101])
def test_above_the_limit_a_second_person_is_needed_and_nothing_changes(manager, member, amount):
    correct(manager, member, 100, "a")
    correct(manager, member, 100, "b")
    with pytest.raises(errors.ApprovalNeeded) as refused:
        correct(manager, member, amount, "c")
    assert refused.value == errors.ApprovalNeeded("points.adjust", 100, 101)
    assert "100" in words(refused.value)
    assert ledger.balance(manager.db, member).points == 200


def test_both_names_stand_in_the_ledger_and_in_the_trail(desk, manager, member):
    correct(manager, member, 300, "a", ask(manager, member, 300))
    row = desk.db.execute_sql(
        "SELECT operator_id, approved_by FROM points_entry WHERE key = 'a'"
    ).fetchone()
    assert row == (manager.operator.id, desk.operator.id)
    detail = desk.db.execute_sql(
        "SELECT detail FROM audit WHERE act = 'points.adjust' ORDER BY seq DESC"
    ).fetchone()[0]
    assert f'"approved_by": {desk.operator.id}' in detail
    assert checking.check(desk) == []


def test_a_leave_counts_once(manager, member):
    leave = ask(manager, member, 200)
    correct(manager, member, 200, "a", leave)
    with pytest.raises(errors.ApprovalRefused) as refused:
        correct(manager, member, 200, "b", leave)
    assert refused.value.why == "over"


def test_a_leave_is_over_after_a_minute(manager, member, clock):
    leave = ask(manager, member, 200)
    clock.forward(seconds=61)
    with pytest.raises(errors.ApprovalRefused):
        correct(manager, member, 200, "a", leave)
    leave = ask(manager, member, 200)
    clock.forward(seconds=60)
    correct(manager, member, 200, "a", leave)


def test_a_leave_counts_for_its_own_act_member_amount_and_desk_only(desk, manager, member):
    other, second = make_member(desk).id, desk_of(desk, Role.MANAGER, "Nima")
    for leave in (
        ask(manager, other, 200), ask(manager, member, 201),
        ask(manager, member, 200, act="points.transfer"), ask(second, member, 200),
    ):  # fmt: skip
        with pytest.raises(errors.ApprovalRefused) as refused:
            correct(manager, member, 200, "a", leave)
        assert refused.value.why == "other act"
    forged = replace(ask(manager, member, 200), amount=400)
    with pytest.raises(errors.ApprovalRefused):
        correct(manager, member, 400, "a", forged)
    assert ledger.balance(desk.db, member).points == 0


def test_nobody_is_the_own_second_person_and_a_cashier_is_none(desk, manager, member):
    with pytest.raises(errors.ApprovalRefused) as refused:
        ask(manager, member, 200, name="Mina", secret="583920")
    assert refused.value.why == "same person"
    staff.add(desk, "Nina", "cashier", "583920", cost=TEST)
    with pytest.raises(errors.ApprovalRefused) as refused:
        ask(manager, member, 200, name="Nina", secret="583920")
    assert refused.value.why == "no right"
    with pytest.raises(errors.Missing):
        ask(manager, member, 200, name="Nobody")


def test_a_right_taken_away_within_the_minute_counts(desk, manager, member):
    second = desk_of(desk, Role.MANAGER, "Nima")
    leave = ask(manager, member, 200, name="Nima", secret="583920")
    with desk.change(Permission.OPERATOR_MANAGE) as change:
        change.db.execute_sql(
            "UPDATE operator SET is_active = 0 WHERE id = ?", (second.operator.id,)
        )
    with pytest.raises(errors.ApprovalRefused):
        correct(manager, member, 200, "a", leave)


def test_wrong_tries_of_a_second_person_lock_as_signing_in_does(manager, member):
    whys = []
    for _ in range(12):
        with pytest.raises(errors.SignInRefused) as refused:
            ask(manager, member, 200, secret="000001")
        whys.append(refused.value.why)
    assert whys[0] == "wrong"
    assert whys[-1] == "locked"
    with pytest.raises(errors.SignInRefused):
        ask(manager, member, 200)


def test_an_operator_gives_so_many_points_in_a_day_and_no_more(desk, manager, member, clock):
    for n in range(4):
        correct(manager, member, 100, f"a{n}")
    correct(manager, member, -100, "taken")
    with pytest.raises(errors.DayLimit) as refused:
        correct(manager, member, 101, "b", ask(manager, member, 101))
    assert refused.value == errors.DayLimit("correction", 500, 100)
    assert "500" in words(refused.value)
    correct(desk, member, 100, "somebody else")
    clock.forward(days=1)
    correct(manager, member, 100, "c")


def test_the_same_key_twice_asks_nobody_and_changes_nothing(manager, member):
    correct(manager, member, 300, "a", ask(manager, member, 300))
    correct(manager, member, 300, "a")
    assert ledger.balance(manager.db, member).points == 300


def test_who_works_alone_goes_above_the_limit_and_the_trail_says_so(desk):
    member = make_member(desk)
    points.correct(desk, member.id, 5_000, "counted", key="alone")
    assert ledger.balance(desk.db, member.id).points == 5_000
    told = [act.act for act in audit.about_member(desk, member.id)]
    assert "approval.alone" in told


def test_no_more_is_taken_by_hand_than_there_is_and_the_figures_are_told(manager, member):
    correct(manager, member, 30, "a")
    with pytest.raises(errors.NotEnoughPoints) as refused:
        correct(manager, member, -50, "b")
    assert (refused.value.wanted, refused.value.available) == (50, 30)
    assert ledger.balance(manager.db, member).points == 30
    correct(manager, member, -30, "c")
    assert ledger.balance(manager.db, member).points == 0
    assert checking.check(manager) == []


def test_nothing_is_corrected_for_nobody_or_for_whom_was_erased(desk, manager, member):
    correct(manager, member, 30, "a")
    members.erase(desk, member)
    with pytest.raises(errors.MemberErased):
        correct(manager, member, 5, "b")
    with pytest.raises(errors.Missing):
        correct(manager, 999, 5, "c")
    assert ledger.balance(manager.db, member).points == 30
