"""SAFETY T1, row 43: nobody does anything of worth on a member record of their own."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import pytest

from loyaldesk.domain.complaints import Remedy
from loyaldesk.domain.errors import OwnRecord
from loyaldesk.domain.feedback import FeedbackDraft
from loyaldesk.domain.letgo import LetGoDraft
from loyaldesk.domain.members import MemberDraft
from loyaldesk.domain.permissions import Permission, Role
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rewards import Reward, RewardKind, Take
from loyaldesk.services import (
    bonuses,
    cards,
    club,
    compensations,
    complaints,
    families,
    feedback,
    feedback_points,
    members,
    merging,
    points,
    prepaid,
    redeeming,
    returns,
    reversals,
    rewards,
    sales,
    spender,
    staff,
    tier_hands,
    transfers,
    vouchers,
)
from loyaldesk.services.desk import Desk
from loyaldesk.services.insight import letting_go
from loyaldesk.store.secrets import TEST
from tests.conftest import desk_of
from tests.makers import make_member, make_sale

MUG = Reward("mug", "Mug", "لیوان", RewardKind.GIFT, points=10)
OFF = Reward("off", "Off", "تخفیف", RewardKind.PERCENT, percent=10, take=Take.VOUCHER)


@dataclass(frozen=True)
class Room:
    """A manager whose own record there is, with something of everything on it."""

    own: int
    other: int
    sale: int
    card: int
    case: int
    compensation: int
    agreed: int
    voice: int
    gift: int
    family: int


def edited(desk: Desk, room: Room, **fields: object) -> None:
    form, version = members.open_form(desk, room.own)
    members.edit(desk, room.own, replace(form, **fields), version)


def brought(desk: Desk, room: Room) -> None:
    members.enrol(desk, MemberDraft("Mina", "K", "09351112233", referrer_id=room.own))


def compensation(desk: Desk, room: Room, kind: Remedy, points_: int, rial: int) -> None:
    compensations.propose(
        desk, compensations.CompensationDraft(f"x{kind}", room.case, kind, points_, rial, "sorry")
    )


Act = Callable[[Desk, Room], object]
ACTS: list[tuple[str, Act]] = [
    ("sell", lambda d, r: make_sale(d, r.own)),
    ("pay with points", lambda d, r: make_sale(d, r.own, 1_000_000, pay_points=10)),
    ("take a sale back", lambda d, r: reversals.reverse_sale(d, r.sale)),
    ("take goods back",
     lambda d, r: returns.return_goods(d, returns.ReturnDraft(r.sale, "b", amount_rial=1_000))),
    ("exchange", lambda d, r: returns.exchange(
        d, returns.ReturnDraft(r.sale, "e", amount_rial=1_000),
        sales.SaleDraft(r.own, 1_000, "e2"))),
    ("spend points", lambda d, r: redeeming.redeem(d, r.own, 5, key="r")),
    ("correct points", lambda d, r: points.correct(d, r.own, 5, "x", key="c")),
    ("take points away", lambda d, r: points.correct(d, r.own, -5, "x", key="d")),
    ("hand points over", lambda d, r: transfers.transfer(d, r.own, r.other, 5, "x", key="t")),
    ("receive points", lambda d, r: transfers.transfer(d, r.other, r.own, 5, "x", key="u")),
    ("give a reward", lambda d, r: rewards.take_reward(d, r.own, "mug", key="g")),
    ("hand a gift over", lambda d, r: rewards.deliver(d, r.gift, "given")),
    ("make a voucher", lambda d, r: vouchers.issue_vouchers(d, "off", member_ids=[r.own])),
    ("set a tier", lambda d, r: tier_hands.set_by_hand(
        d, r.own, "gold", "x", date(2027, 1, 1), is_floor=False)),
    ("end a tier", lambda d, r: tier_hands.end_by_hand(d, r.own)),
    ("thank for an idea", lambda d, r: feedback_points.give_points(d, r.voice, 5, version=1)),
    ("compensate with points", lambda d, r: compensation(d, r, Remedy.POINTS, 5, 0)),
    ("compensate with money", lambda d, r: compensation(d, r, Remedy.MONEY_BACK, 0, 1_000)),
    ("agree to a compensation", lambda d, r: compensations.approve(d, r.compensation)),
    ("hand a compensation over", lambda d, r: compensations.give(d, r.agreed)),
    ("correct the wallet", lambda d, r: prepaid.correct_wallet(d, r.own, 500, "x", key="w")),
    ("give a card", lambda d, r: cards.issue(d, r.own)),
    ("block a card", lambda d, r: cards.block(d, r.card, "lost")),
    ("replace a card", lambda d, r: cards.replace(d, r.card, "lost")),
    ("link a code", lambda d, r: members.link_code(d, r.own, "old 77")),
    ("set a PIN for spending", lambda d, r: spender.set_pin(d, r.own, "7391", cost=TEST)),
    ("set a family word", lambda d, r: spender.set_word(d, r.own, "garden", cost=TEST)),
    ("unblock", lambda d, r: members.set_blocked(d, r.own, blocked=False)),
    ("move the birthday", lambda d, r: edited(d, r, birthday=date(1990, 11, 21))),
    ("add a tag", lambda d, r: edited(d, r, tags=("vip",))),
    ("be who brought a new member", brought),
    ("erase", lambda d, r: members.erase(d, r.own)),
    ("make a family", lambda d, r: families.make(d, "B", [r.other, r.own])),
    ("join a family", lambda d, r: families.join(d, r.family, r.own)),
    ("merge into it", lambda d, r: merging.merge(d, r.other, r.own)),
    ("merge it away", lambda d, r: merging.merge(d, r.own, r.other)),
    ("stop coupons for it", lambda d, r: letting_go.propose(
        d, LetGoDraft("l", r.own, "stop_coupons", "x"))),
]  # fmt: skip


@pytest.fixture
def worker(desk):
    """A manager who may do everything the owner may."""
    with desk.change(Permission.OPERATOR_MANAGE) as change:
        change.db.execute_sql(
            "INSERT OR IGNORE INTO role_right (role, permission)"
            " SELECT 'manager', permission FROM role_right WHERE role = 'owner'"
        )
    return desk_of(desk, Role.MANAGER, "Mina")


@pytest.fixture
def room(desk, worker):
    club.publish_programme(desk, replace(Programme.plain(), rewards=(MUG, OFF)))
    own, other, third = (make_member(desk).id for _ in range(3))
    for each in (own, other):
        points.correct(desk, each, 500, "counted", key=f"begin {each}")
    sale = make_sale(desk, own).sale_id
    cards.issue(desk, own)
    card = next(c.id for c in cards.of_member(desk, own) if c.kind == "card")
    case = complaints.open(desk, complaints.ComplaintDraft("k", "quality", "Broken", own)).id
    later = compensations.CompensationDraft("q", case, Remedy.APOLOGY, text="x", is_handed=False)
    agreed = compensations.propose(desk, later).id
    draft = compensations.CompensationDraft("p", case, Remedy.POINTS, 90_000)
    proposed = compensations.propose(desk_of(desk, Role.SENIOR), draft).id
    voice = feedback.take(desk, FeedbackDraft("v", "idea", "Tea", own)).id
    gift = rewards.take_reward(desk, own, "mug", key="gift").use_id
    family = families.make(desk, "A", [third])
    tier_hands.set_by_hand(desk, own, "silver", "known", date(2027, 1, 1), is_floor=False)
    with desk.change(Permission.OPERATOR_MANAGE) as change:
        change.db.execute_sql(
            "UPDATE operator SET member_id = ? WHERE id = ?", (own, worker.operator.id)
        )
    return Room(own, other, sale, card, case, proposed, agreed, voice, gift, family)


def picture(desk: Desk) -> list[object]:
    tables = (
        "points_entry", "account_entry", "sale", "code", "voucher", "reward_use", "member",
        "compensation", "kin", "member_merge", "tier_hand",
    )  # fmt: skip
    known = {
        row[0]
        for row in desk.db.execute_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        ).fetchall()
    }
    return [
        desk.db.execute_sql(f"SELECT * FROM {name}").fetchall()  # names of ours
        for name in tables
        if name in known
    ]


def test_r43_nothing_of_worth_is_done_on_ones_own_record(desk, worker, room):
    """Each act is refused, changes nothing, and stands in the trail; for others it is free."""
    for name, act in ACTS:
        before = picture(desk)
        count = desk.db.execute_sql("SELECT COUNT(*) FROM audit").fetchone()[0]
        with pytest.raises(OwnRecord):
            act(worker, room)
            pytest.fail(name)
        assert picture(desk) == before, name
        acts = desk.db.execute_sql(
            "SELECT operator_id, result, detail FROM audit ORDER BY seq LIMIT -1 OFFSET ?",
            (count,),
        ).fetchall()
        assert [row[:2] for row in acts] == [(worker.operator.id, "refused")], name
        assert "OwnRecord" in acts[0][2], name


def test_r43_somebody_else_does_them_and_bonuses_by_hand_are_refused_too(desk, worker, room):
    """The owner, whose record it is not, may: the refusal is about who acts."""
    cards.issue(desk, room.own)
    points.correct(desk, room.own, 5, "counted", key="by another")
    with pytest.raises(OwnRecord):
        bonuses.give(worker, room.own, "survey", key="s")
    edited(worker, room, first_name="Sara")  # the name is worth no points


def test_r43_a_cashier_is_tied_to_the_record_that_is_kept_after_a_merge(desk, worker, room):
    merging.merge(desk, room.own, room.other)
    row = next(one for one in staff.operators(desk) if one.name == "Mina")
    assert row.member_id == room.other
    with pytest.raises(OwnRecord):
        points.correct(worker, room.other, 5, "x", key="c")
