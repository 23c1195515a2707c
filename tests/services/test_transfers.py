"""Points handed from one member to another: lots keep their dates, limits hold."""

from dataclasses import replace
from datetime import date

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.permissions import Permission, Role
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rewards import Limits
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import (
    approvals,
    checking,
    club,
    families,
    members,
    points,
    reversals,
    staff,
    transfers,
)
from loyaldesk.services.words import words
from loyaldesk.store import ledger
from loyaldesk.store.secrets import TEST
from tests.conftest import PIN, desk_of
from tests.makers import make_member, make_sale


@pytest.fixture
def two(desk):
    return make_member(desk).id, make_member(desk).id


def held(desk, member):
    found = ledger.balance(desk.db, member)
    return found.points - found.debt


def dates(desk, member):
    return desk.db.execute_sql(
        "SELECT points - used, earned_on, usable_from, expires_on, idle_months FROM lot"
        " WHERE member_id = ? AND used < points ORDER BY expires_on",
        (member,),
    ).fetchall()


def hand(desk, giver, receiver, amount, key="k", **more):
    transfers.transfer(desk, giver, receiver, amount, "a gift", key=key, **more)


def test_the_nearest_to_expire_go_first_and_keep_their_dates(desk, two, clock):
    giver, receiver = two
    make_sale(desk, giver, 5_000_000)  # 50 points, live 365 days
    clock.forward(days=10)
    make_sale(desk, giver, 3_000_000)  # 30 points
    hand(desk, giver, receiver, 60)
    assert dates(desk, receiver) == [
        (50, "2026-11-21", "2026-11-21", "2027-11-21", None),
        (10, "2026-12-01", "2026-12-01", "2027-12-01", None),
    ]
    assert (held(desk, giver), held(desk, receiver)) == (20, 60)
    assert checking.check(desk) == []


def test_a_plan_says_what_moves_and_changes_nothing(desk, two, clock):
    giver, receiver = two
    make_sale(desk, giver, 5_000_000)
    found = transfers.plan(desk, giver, receiver, 60)
    assert found == transfers.TransferPlan(
        (transfers.TransferPart(50, date(2026, 11, 21), date(2027, 11, 21)),), 10, 0, 50, 0,
        needs_approval=False, left_today=5_000,
    )  # fmt: skip
    assert held(desk, giver) == 50


def test_the_same_key_twice_moves_once_and_another_amount_is_refused(desk, two):
    giver, receiver = two
    make_sale(desk, giver, 5_000_000)
    hand(desk, giver, receiver, 20)
    hand(desk, giver, receiver, 20)
    assert held(desk, receiver) == 20
    with pytest.raises(errors.KeyUsed):
        hand(desk, giver, receiver, 21)
    hand(desk, giver, receiver, 5, key="k:0")
    assert held(desk, receiver) == 25


def test_more_than_there_is_is_refused_whole(desk, two):
    giver, receiver = two
    make_sale(desk, giver, 1_000_000)
    with pytest.raises(errors.NotEnoughPoints):
        hand(desk, giver, receiver, 11)
    assert (held(desk, giver), held(desk, receiver)) == (10, 0)


def test_above_the_limit_a_second_person_agrees(desk, two):
    club.publish_programme(desk, replace(Programme.plain(), limits=Limits(transfer_points=40)))
    giver, receiver = two
    make_sale(desk, giver, 9_000_000)
    manager = desk_of(desk, Role.MANAGER, "Mina")
    hand(manager, giver, receiver, 40, key="a")
    with pytest.raises(errors.ApprovalNeeded) as refused:
        hand(manager, giver, receiver, 41, key="b")
    assert refused.value == errors.ApprovalNeeded("points.transfer", 40, 41)
    leave = approvals.approve(
        manager, "Maryam", PIN, act=transfers.ACT, subject_id=giver, amount=41, cost=TEST
    )
    hand(manager, giver, receiver, 41, key="b", approval=leave)
    by = desk.db.execute_sql(
        "SELECT DISTINCT approved_by FROM points_entry WHERE key LIKE 'transfer:b:%'"
    ).fetchall()
    assert by == [(desk.operator.id,)]


def test_a_member_hands_over_so_many_in_a_day(desk, two, clock):
    club.publish_programme(desk, replace(Programme.plain(), limits=Limits(transfer_day_points=50)))
    giver, receiver = two
    make_sale(desk, giver, 9_000_000)
    hand(desk, giver, receiver, 30, key="a")
    with pytest.raises(errors.DayLimit) as refused:
        hand(desk, giver, receiver, 21, key="b")
    assert refused.value == errors.DayLimit("transfer", 50, 20)
    assert "20" in words(refused.value)
    hand(desk, receiver, giver, 21, key="back")
    clock.forward(days=1)
    hand(desk, giver, receiver, 21, key="b")


def owing(desk, member):
    sale = make_sale(desk, member, 2_000_000)
    make_sale(desk, member, 20_000, pay_points=20)
    reversals.reverse_sale(desk, sale.sale_id)
    assert held(desk, member) == -20


def test_who_owes_hands_nothing_over_and_what_comes_settles_the_debt(desk, two):
    giver, receiver = two
    owing(desk, receiver)
    with pytest.raises(errors.MemberOwes) as refused:
        hand(desk, receiver, giver, 5)
    assert "20" in words(refused.value)
    make_sale(desk, giver, 3_000_000)
    assert transfers.plan(desk, giver, receiver, 30).settles == 20
    hand(desk, giver, receiver, 30)
    assert held(desk, receiver) == 10
    assert checking.check(desk) == []


@pytest.mark.parametrize("side", [0, 1])
def test_blocked_erased_and_own_records_are_refused_on_both_sides(desk, two, side):
    make_sale(desk, two[0], 3_000_000)
    bad = two[side]
    members.set_blocked(desk, bad, blocked=True, reason="lost")
    with pytest.raises(errors.MemberBlocked):
        hand(desk, *two, 5)
    members.set_blocked(desk, bad, blocked=False)
    staff.link_member(desk, desk.operator.id, bad)
    with pytest.raises(errors.OwnRecord):
        hand(desk, *two, 5)
    staff.link_member(desk, desk.operator.id, None)
    members.erase(desk, bad)
    with pytest.raises(errors.MemberErased):
        hand(desk, *two, 5)


def test_a_transfer_needs_two_members_points_and_a_reason(desk, two):
    giver, receiver = two
    for act in (
        lambda: hand(desk, giver, giver, 5), lambda: hand(desk, giver, receiver, 0),
        lambda: transfers.transfer(desk, giver, receiver, 5, "  ", key="k"),
    ):  # fmt: skip
        with pytest.raises(BadInput) as refused:
            act()
        assert words(refused.value) != "This cannot be used."
    with pytest.raises(errors.Missing):
        hand(desk, giver, 999, 5)


def test_the_check_names_whose_transfer_has_one_end_only(desk, two):
    giver, _ = two
    make_sale(desk, giver, 3_000_000)
    with desk.change(Permission.POINTS_ADJUST) as change:
        points.give(change, "transfer:x:0:in", giver, points.EntryKind.TRANSFER, 5, change.today,
                    None, reason="transfer")  # fmt: skip
    broken = {b.name: b.ids for b in checking.check(desk)}
    assert broken["what one member hands over another gets"] == (giver,)


def test_points_can_be_handed_on_within_a_family_too(desk, two):
    families.make(desk, "Ahmadi", two)
    make_sale(desk, two[0], 3_000_000)
    hand(desk, *two, 5)
    assert families.family_of(desk, two[1]).points == 30
