"""Every act above a limit: a second person's leave for just this act, once, within a minute."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.complaint_policy import Policy
from loyaldesk.domain.complaints import Remedy
from loyaldesk.domain.feedback import FeedbackDraft
from loyaldesk.domain.permissions import Permission, Role
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.requests import Terms
from loyaldesk.domain.rewards import Limits, Reward, RewardKind, Take
from loyaldesk.kernel.errors import ClubError
from loyaldesk.services import (
    approvals,
    checking,
    club,
    compensations,
    complaint_policy,
    complaints,
    feedback,
    feedback_points,
    points,
    redeeming,
    request_terms,
    returns,
    reversals,
    sales,
    transfers,
    vouchers,
)
from loyaldesk.services.approvals import Approval
from loyaldesk.services.desk import Desk
from loyaldesk.services.words import words
from loyaldesk.store.secrets import TEST
from tests.conftest import PIN, desk_of
from tests.makers import make_member, make_sale


@dataclass(frozen=True)
class Act:
    """An act of 600 (above its limit), by whom, and what its leave says."""

    code: str
    role: Role
    book: Callable[[Desk, "Room", str, Approval | None], object]
    refused: type[Exception]
    noted: str
    subject: Callable[["Room"], int] = lambda room: room.member
    amount: int = 600
    right: Permission = Permission.POINTS_APPROVE


@dataclass(frozen=True)
class Room:
    """Who the acts are about."""

    member: int
    other: int
    sale: int
    complaint: int
    voice: int


def correct(desk, room, key, leave):
    points.correct(desk, room.member, 600, "counted", key=key, approval=leave)


def hand_over(desk, room, key, leave):
    transfers.transfer(desk, room.member, room.other, 600, "asked", key=key, approval=leave)


def pay(desk, room, key, leave):
    draft = sales.SaleDraft(room.member, 2_000_000, key, 600, approval=leave)
    assert sales.record_sale(desk, draft).paid_points == 600


def redeem(desk, room, key, leave):
    redeeming.redeem(desk, room.member, 600, key=key, approval=leave)


def take_back(desk, room, _key, leave):
    reversals.reverse_sale(desk, room.sale, approval=leave)


def bring_back(desk, room, key, leave):
    returns.return_goods(desk, returns.ReturnDraft(room.sale, key), approval=leave)


def issue(desk, _room, _key, leave):
    assert len(vouchers.issue_vouchers(desk, "tenth", count=600, approval=leave)) == 600


def thank(desk, room, _key, leave):
    feedback_points.give_points(desk, room.voice, 600, version=1, approval=leave)


def make_good(desk, room, key, leave):
    draft = compensations.CompensationDraft(key, room.complaint, Remedy.POINTS, 600)
    done = compensations.propose(desk, draft, approval=leave)
    if done.state == compensations.PROPOSED:
        raise errors.ApprovalNeeded(compensations.ACT, 100, 600)
    assert done.state == compensations.GIVEN


ACTS = [
    Act("points.adjust", Role.MANAGER, correct, errors.ApprovalNeeded, "points.adjust"),
    Act("points.transfer", Role.MANAGER, hand_over, errors.ApprovalNeeded, "points.transfer"),
    Act("points.spend", Role.CASHIER, pay, errors.SpendAboveLimit, "sale.record"),
    Act("points.spend", Role.CASHIER, redeem, errors.SpendAboveLimit, "points.redeem"),
    Act("sale.reverse", Role.CASHIER, take_back, errors.ApprovalNeeded, "sale.reverse",
        lambda room: room.sale, 5_000_000),
    Act("sale.return", Role.CASHIER, bring_back, errors.ApprovalNeeded, "sale.return",
        lambda room: room.sale, 5_000_000),
    Act("voucher.issue", Role.MARKETING, issue, errors.ApprovalNeeded, "voucher.issue",
        lambda _room: 0),
    Act("feedback.points", Role.SENIOR, thank, errors.ApprovalNeeded, "feedback.points"),
    Act("compensation.approve", Role.SENIOR, make_good, errors.ApprovalNeeded, "points.adjust",
        lambda room: room.complaint, right=Permission.COMPENSATION_APPROVE),
]  # fmt: skip
IDS = [act.book.__name__ for act in ACTS]

TENTH = Reward("tenth", "Tenth", "یک‌دهم", RewardKind.PERCENT, percent=10, take=Take.VOUCHER)


@pytest.fixture(params=ACTS, ids=IDS)
def act(request):
    return request.param


@pytest.fixture
def worker(desk, act):
    rules = Programme.plain(spend_limit_points=500)
    limits = Limits(500, 0, 500, 5_000, own_reversal_rial=4_000_000, voucher_count=500)
    club.publish_programme(desk, replace(rules, limits=limits, rewards=(TENTH,)))
    return desk_of(desk, act.role, "Worker")


@pytest.fixture
def room(desk, worker):
    member, other = make_member(desk).id, make_member(desk).id
    for part in range(4):
        points.correct(desk, member, 500, "counted", key=f"begin {part}")
    complaint_policy.save(desk, Policy(limit_points=100), 0)
    request_terms.save_terms(desk, Terms(feedback_points=500), 0)
    voice = feedback.take(desk, FeedbackDraft("voice", "idea", "Tea", member)).id
    case = complaints.open(desk, complaints.ComplaintDraft("k", "quality", "Broken", member)).id
    can_sell = worker.may(Permission.SALE_RECORD)
    sale = make_sale(worker if can_sell else desk, other, 5_000_000).sale_id
    return Room(member, other, sale, case, voice)


def ask(worker, room, chosen, **other):
    asked = {"act": chosen.code, "subject_id": chosen.subject(room), "amount": chosen.amount}
    return approvals.approve(
        worker, "Maryam", PIN, **{**asked, **other}, right=chosen.right, cost=TEST
    )


def refused(worker, room, act, leave, why, key="x"):
    with pytest.raises(errors.ApprovalRefused) as caught:
        act.book(worker, room, key, leave)
    assert caught.value.why == why
    assert words(caught.value)


def test_nothing_above_a_limit_is_done_alone(worker, room, act, desk):
    before = desk.db.execute_sql("SELECT COUNT(*) FROM points_entry").fetchone()
    with pytest.raises(act.refused) as caught:
        act.book(worker, room, "a", None)
    assert words(caught.value)
    assert desk.db.execute_sql("SELECT COUNT(*) FROM points_entry").fetchone() == before


def test_with_a_leave_it_is_done_once_and_both_names_stand(worker, room, act, desk):
    leave = ask(worker, room, act)
    act.book(worker, room, "a", leave)
    row = desk.db.execute_sql(
        "SELECT operator_id, detail FROM audit WHERE act = ? ORDER BY seq DESC", (act.noted,)
    ).fetchone()
    assert row[0] == worker.operator.id
    assert json.loads(row[1])["approved_by"] == desk.operator.id
    booked = desk.db.execute_sql(
        "SELECT DISTINCT approved_by FROM points_entry WHERE operator_id = ?"
        " AND approved_by IS NOT NULL",
        (worker.operator.id,),
    ).fetchall()
    assert booked == ([] if act.book is issue else [(desk.operator.id,)])
    count = "SELECT COUNT(*) FROM points_entry", "SELECT COUNT(*) FROM voucher"
    before = [desk.db.execute_sql(sql).fetchone() for sql in count]
    with suppress(ClubError):  # thanks that were given are told again
        act.book(worker, room, "b", leave)
    assert [desk.db.execute_sql(sql).fetchone() for sql in count] == before
    assert checking.check(desk) == []


def test_a_leave_is_for_this_act_subject_amount_till_and_minute(worker, room, act, desk, clock):
    refused(worker, room, act, ask(worker, room, act, act="points.other"), "other act")
    refused(worker, room, act, ask(worker, room, act, amount=act.amount + 1), "other act")
    refused(worker, room, act, ask(worker, room, act, subject_id=987), "other act")
    refused(replace(worker, till="2"), room, act, ask(worker, room, act), "other act")
    old = ask(worker, room, act)
    clock.forward(seconds=61)
    refused(worker, room, act, old, "over")
    left = ask(worker, room, act)
    approvals.forget(desk.db)  # the desk was locked, or somebody else signed in
    refused(worker, room, act, left, "over")
    forged = replace(ask(worker, room, act), token="0" * 32)  # not a secret
    refused(worker, room, act, forged, "over")


def test_nobody_agrees_with_themselves_nor_without_the_right(worker, room, act, desk):
    desk_of(desk, Role.CASHIER, "Nina")
    for name, why in (("Worker", "same person"), ("Nina", "no right")):
        with pytest.raises(errors.ApprovalRefused) as caught:
            approvals.approve(
                worker, name, PIN, act=act.code, subject_id=1, amount=600, right=act.right,
                cost=TEST,
            )  # fmt: skip
        assert caught.value.why == why


def test_who_agreed_and_lost_the_right_since_does_not_count(worker, room, act, desk):
    leave = ask(worker, room, act)
    with desk.change(Permission.OPERATOR_MANAGE) as change:
        change.db.execute_sql(
            "DELETE FROM role_right WHERE role = 'owner' AND permission = ?", (act.right.value,)
        )
    refused(worker, room, act, leave, "no right")


def test_a_sale_of_somebody_else_has_no_such_limit(desk):
    limits = Limits(own_reversal_rial=4_000_000)
    club.publish_programme(desk, replace(Programme.plain(), limits=limits))
    cashier, senior = desk_of(desk, Role.CASHIER), desk_of(desk, Role.SENIOR)
    sale = make_sale(cashier, make_member(desk).id, 5_000_000)
    assert reversals.may_reverse(cashier, sale.sale_id).alone_rial == 4_000_000
    assert reversals.may_reverse(senior, sale.sale_id).alone_rial == 0
    reversals.reverse_sale(senior, sale.sale_id)


def test_goods_of_an_own_sale_come_back_alone_up_to_the_limit_of_the_whole_sale(desk, clock):
    limits = Limits(own_reversal_rial=4_000_000)
    club.publish_programme(desk, replace(Programme.plain(), limits=limits))
    cashier, other = desk_of(desk, Role.CASHIER), desk_of(desk, Role.CASHIER, "Nina")
    sale = make_sale(cashier, make_member(desk).id, 5_000_000).sale_id
    first = returns.ReturnDraft(sale, "a", amount_rial=3_000_000)
    second = returns.ReturnDraft(sale, "b", amount_rial=1_500_000)  # 4,500,000 in all
    returns.return_goods(cashier, first)
    for days in (0, 1):  # nor a part each day
        clock.forward(days=days)
        assert returns.plan_return(cashier, second).alone_rial == 4_000_000
        with pytest.raises(errors.ApprovalNeeded) as caught:
            returns.return_goods(cashier, second)
        assert (caught.value.limit, caught.value.given) == (4_000_000, 4_500_000)
    assert returns.return_goods(cashier, first).repeated
    assert returns.plan_return(other, second).alone_rial == 0
    assert returns.return_goods(other, second).plan.amount_rial == 1_500_000


def test_goods_for_goods_ask_for_the_leave_of_what_comes_back(desk):
    limits = Limits(own_reversal_rial=4_000_000)
    club.publish_programme(desk, replace(Programme.plain(), limits=limits))
    cashier, member = desk_of(desk, Role.CASHIER), make_member(desk).id
    sale = make_sale(cashier, member, 5_000_000).sale_id
    back, bought = returns.ReturnDraft(sale, "a"), sales.SaleDraft(member, 6_000_000, "b")
    with pytest.raises(errors.ApprovalNeeded):
        returns.exchange(cashier, back, bought)
    leave = approvals.approve(
        cashier, "Maryam", PIN, act=returns.ACT, subject_id=sale, amount=5_000_000, cost=TEST
    )
    returned, _ = returns.exchange(cashier, back, bought, approval=leave)
    assert returned.plan.is_whole


def test_where_one_person_works_alone_the_trail_says_so(desk):
    limits = Limits(own_reversal_rial=4_000_000)
    club.publish_programme(desk, replace(Programme.plain(), limits=limits))
    sale = make_sale(desk, make_member(desk).id, 5_000_000).sale_id
    assert returns.plan_return(desk, returns.ReturnDraft(sale, "a")).alone_rial == 0
    assert reversals.may_reverse(desk, sale).alone_rial == 0
    reversals.reverse_sale(desk, sale)
    acts = desk.db.execute_sql("SELECT act, subject FROM audit ORDER BY seq").fetchall()
    assert ("approval.alone", "sale") in acts
