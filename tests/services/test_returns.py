"""Goods that come back: money, points, stamps, cards and tier follow, exactly and once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loyaldesk.domain import errors
from loyaldesk.domain.basket import PIECE, Line
from loyaldesk.domain.conditions import Goods
from loyaldesk.domain.events import SaleReturned
from loyaldesk.domain.permissions import Role
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rewards import Limits, Returns, Reward, RewardKind, Spending
from loyaldesk.domain.rules import Base, Expiry, LotTerms, Per, Rule, StampCard
from loyaldesk.domain.tiers import Tier
from loyaldesk.services import (
    accounts,
    checking,
    club,
    points,
    profile,
    returns,
    reversals,
    sales,
    staff,
    stamps,
)
from loyaldesk.services.desk import Desk
from loyaldesk.services.returns import ReturnDraft
from loyaldesk.store import ledger
from tests.conftest import desk_of
from tests.makers import make_member, make_sale

FLAT = (Tier("one", "یک", "One", 0),)
_key = iter(range(10**6))


def rule(code: str, **fields: object) -> Rule:
    return Rule(code, code, code, **fields)


def money(points_: int = 1, rial: int = 100_000, **fields: object) -> Rule:
    return rule("money", points=points_, rial=rial, **fields)


def put(desk: Desk, *rules: Rule, how: Returns | None = None, **fields: object) -> Programme:
    programme = Programme.plain(tiers=FLAT, point_worth_rial=1_000)
    programme = replace(
        programme, rules=rules or programme.rules, returns=how or Returns(),
        limits=Limits(correction_points=0), **fields,
    )  # fmt: skip
    club.publish_programme(desk, programme)
    return programme


def goods(rial: int, pieces: int = 1, **fields: object) -> Line:
    return Line(rial, quantity=pieces * PIECE, **fields)


def sell(desk: Desk, member: int, *lines: Line, **fields: object):
    return make_sale(desk, member, 0, lines=lines, **fields)


def give_back(desk: Desk, sale: int, *lines: tuple[int, int | None], **fields: object):
    draft = ReturnDraft(sale, f"return-{next(_key)}", lines, **fields)
    plan = returns.plan_return(desk, draft)
    done = returns.return_goods(desk, draft)
    assert done.plan == plan, "what was shown is what was done"
    assert checking.check(desk) == []
    return done


def held(desk: Desk, member: int) -> tuple[int, int]:
    balance = ledger.balance(desk.db, member)
    return balance.points, balance.debt


def bonus(desk: Desk, member: int, wanted: int) -> None:
    points.correct(desk, member, wanted, "start", key=f"start-{next(_key)}")


def rows(desk: Desk, sql: str, *values: object) -> list[tuple]:
    return desk.db.execute_sql(sql, values).fetchall()


def test_v_f1_one_of_two_returned_takes_half_of_what_they_earned(desk):
    put(desk, money(1, 100), how=Returns("share"))
    member = make_member(desk).id
    sale = sell(desk, member, goods(10_000, 2))
    assert sale.points == 100
    done = give_back(desk, sale.sale_id, (0, PIECE))
    assert (done.plan.points_taken, held(desk, member)) == (50, (50, 0))
    assert done.plan.cash_rial == 5_000


def test_v_f2_and_e02_a_full_return_gives_the_spent_points_back_and_never_spends(desk):
    """Start 200, earns 70 and spends 150; afterwards 200 again."""
    put(desk, money(1, 100))
    member = make_member(desk).id
    bonus(desk, member, 200)
    sale = make_sale(desk, member, 157_000, pay_points=150)
    assert (sale.points, held(desk, member)) == (70, (120, 0))
    done = give_back(desk, sale.sale_id)
    assert (done.plan.points_taken, done.plan.points_back) == (70, 150)
    assert held(desk, member) == (200, 0)
    assert done.plan.is_whole
    assert done.plan.cash_rial == 7_000


def test_v_f4_a_returned_gift_card_is_empty_and_closed(desk):
    put(desk)
    member = make_member(desk).id
    sale = sell(desk, member, Line(5_000, product="GIFT-77001", kind="gift_card"))
    done = give_back(desk, sale.sale_id)
    card = accounts.card_by_code(desk.db, "GIFT-77001")
    assert (card.balance_rial, card.state, done.plan.cash_rial) == (0, "closed", 5_000)
    assert done.plan.prepaid_rial == 5_000


def test_e14_a_spent_gift_card_is_not_taken_back(desk):
    put(desk)
    member = make_member(desk).id
    sale = sell(desk, member, Line(500_000, product="GIFT-77002", kind="gift_card"))
    make_sale(desk, member, 200_000, gift_cards=(("GIFT-77002", None),))
    with pytest.raises(errors.GiftCardSpent):
        returns.return_goods(desk, ReturnDraft(sale.sale_id, "k"))
    assert accounts.card_by_code(desk.db, "GIFT-77002").balance_rial == 300_000
    assert not returns.returns_of(desk, sale.sale_id).returns


def test_v_f6_by_line_only_what_that_line_earned_goes_back(desk):
    """Items that earned 15, 25 and 20 by rules of their own; the third is returned."""
    put(desk, *[
        rule(f"r{n}", per=Per.UNIT, points=earned, goods=Goods(products=(f"p{n}",)))
        for n, earned in enumerate((15, 25, 20))
    ], how=Returns("line"))  # fmt: skip
    member = make_member(desk).id
    sale = sell(desk, member, *[goods(100_000 * (n + 1), product=f"p{n}") for n in range(3)])
    assert sale.points == 60
    done = give_back(desk, sale.sale_id, (2, PIECE))
    assert (done.plan.points_taken, held(desk, member)) == (20, (40, 0))


def test_v_f8_one_of_two_of_10_000_leaves_ten(desk):
    """2 x 10 000 earned 20; foreign money times 100."""
    put(desk, money(1, 100_000))
    member = make_member(desk).id
    sale = sell(desk, member, goods(2_000_000, 2))
    assert sale.points == 20
    give_back(desk, sale.sale_id, (0, PIECE))
    assert held(desk, member) == (10, 0)


@pytest.mark.parametrize("how", ["line", "share", "recompute"])
def test_v_f10_and_e04_half_of_a_receipt_paid_with_points_gives_half_of_each_back(desk, how):
    """10 000 = 6 000 money + 4 000 points at 1:1, 1 point for 100 of the money: 60."""
    put(
        desk, money(1, 100), how=Returns(how), spending=Spending(block_rial=1),
        base=Base(points_paid_earn=False),
    )  # fmt: skip
    member = make_member(desk).id
    bonus(desk, member, 4_000)
    sale = make_sale(desk, member, 10_000, pay_points=4_000)
    assert sale.points == 60
    done = give_back(desk, sale.sale_id, amount_rial=5_000)
    plan = done.plan
    assert (plan.cash_rial, plan.points_back, plan.points_taken) == (3_000, 2_000, 30)
    assert held(desk, member) == (2_030, 0)


def test_v_f12_and_e01_a_return_posted_twice_is_one_return(desk):
    put(desk, money(1, 1_000))
    member = make_member(desk).id
    draft_sale = sales.SaleDraft(member, 50_000, "one")
    sale = sales.record_sale(desk, draft_sale)
    sales.record_sale(desk, draft_sale)
    draft = ReturnDraft(sale.sale_id, "once", amount_rial=10_000)
    first = returns.return_goods(desk, draft)
    second = returns.return_goods(desk, draft)
    assert (first.repeated, second.repeated) == (False, True)
    assert second.return_id == first.return_id
    assert second.plan == first.plan
    assert held(desk, member) == (40, 0)
    assert len(rows(desk, "SELECT 1 FROM points_entry WHERE member_id = ?", member)) == 2
    for other in (replace(draft, amount_rial=9_000), replace(draft, key="one")):
        with pytest.raises(errors.KeyUsed):
            returns.return_goods(desk, other)


@pytest.mark.parametrize("how", ["line", "share", "recompute"])
def test_e09_two_returns_of_5_end_where_one_of_10_ends(desk, how):
    put(desk, money(1, 10_000), how=Returns(how))
    one, two = make_member(desk).id, make_member(desk).id
    first, second = make_sale(desk, one, 100_000), make_sale(desk, two, 100_000)
    give_back(desk, first.sale_id, amount_rial=5_000)
    give_back(desk, first.sale_id, amount_rial=5_000)
    give_back(desk, second.sale_id, amount_rial=10_000)
    assert held(desk, one) == held(desk, two) == (9, 0)


def test_sq5_recompute_keeps_what_the_rules_give_on_what_is_left(desk):
    """50 points from 500 000 on; 400 000 are left: the bonus of the minimum is gone."""
    big = rule("big", per=Per.ORDER, points=50)
    big = replace(big, when=replace(big.when, minimum_rial=500_000))
    put(desk, money(1, 100_000), big, how=Returns("recompute"))
    member = make_member(desk).id
    sale = sell(desk, member, goods(400_000), goods(200_000))
    assert sale.points == 56
    done = give_back(desk, sale.sale_id, (1, PIECE))
    assert (done.plan.points_taken, held(desk, member)) == (52, (4, 0))
    give_back(desk, sale.sale_id)
    assert held(desk, member) == (0, 0)


def test_recompute_lives_by_the_programme_of_the_sale(desk, clock):
    put(desk, money(1, 10_000), how=Returns("recompute"))
    member = make_member(desk).id
    sale = make_sale(desk, member, 100_000)
    clock.forward(minutes=1)
    put(desk, money(1, 50_000), how=Returns("recompute"))
    assert give_back(desk, sale.sale_id, amount_rial=20_000).plan.points_taken == 2


def test_recompute_knows_which_code_was_given_with_the_sale(desk):
    asked = rule("flyer", per=Per.UNIT, points=10)
    asked = replace(asked, when=replace(asked.when, code="FLYER"))
    put(desk, money(1, 100_000), asked, how=Returns("recompute"))
    member = make_member(desk).id
    sale = sell(desk, member, goods(300_000, 3), codes=("flyer",))
    assert sale.points == 33
    assert give_back(desk, sale.sale_id, (0, PIECE)).plan.points_taken == 11
    other = sell(desk, member, goods(300_000, 3))
    assert give_back(desk, other.sale_id, (0, PIECE)).plan.points_taken == 1


def test_e03_no_receipt_ever_falls_below_zero_points(desk):
    put(desk, money(1, 30_000))
    member = make_member(desk).id
    sale = sell(desk, member, goods(100_000, 3), goods(50_000, 2))
    for number in (0, 1, 0, 1, 0):
        give_back(desk, sale.sale_id, (number, PIECE))
    assert held(desk, member) == (0, 0)
    taken = rows(desk, "SELECT -SUM(earned) FROM sale WHERE returns_id = ?", sale.sale_id)
    assert taken == [(sale.points,)]


def spent_elsewhere(desk, policy: str) -> tuple[int, int]:
    """A sale of 100 points, 80 of them spent; return the member and the sale."""
    put(desk, money(1, 1_000), how=Returns(shortage=policy), base=Base(points_paid_earn=True))
    member = make_member(desk).id
    sale = make_sale(desk, member, 100_000)
    put(desk, money(1, 10**9), how=Returns(shortage=policy))
    make_sale(desk, member, 80_000, pay_points=80)
    assert held(desk, member) == (20, 0)
    return member, sale.sale_id


def test_e05_and_e12_debt_is_shown_and_settled_by_the_next_earn(desk):
    member, sale = spent_elsewhere(desk, "debt")
    done = give_back(desk, sale)
    plan = done.plan
    assert (plan.points_taken, plan.shortage, plan.policy, plan.debt) == (100, 80, "debt", 80)
    assert held(desk, member) == (0, 80)
    put(desk, money(1, 1_000))
    make_sale(desk, member, 100_000)
    assert held(desk, member) == (20, 0)
    assert checking.check(desk) == []


def test_e12_clip_takes_what_is_there_and_forgets_the_rest(desk):
    member, sale = spent_elsewhere(desk, "clip")
    half = give_back(desk, sale, amount_rial=50_000).plan
    assert (half.points_taken, half.forgiven, half.debt) == (20, 30, 0)
    bonus(desk, member, 30)
    rest = give_back(desk, sale).plan
    assert (rest.points_taken, rest.forgiven) == (30, 20)
    assert held(desk, member) == (0, 0)


def test_e12_block_shows_the_shortage_and_refuses(desk):
    member, sale = spent_elsewhere(desk, "block")
    draft = ReturnDraft(sale, "k")
    plan = returns.plan_return(desk, draft)
    assert (plan.is_blocked, plan.shortage) == (True, 80)
    with pytest.raises(errors.ReturnBlocked) as refused:
        returns.return_goods(desk, draft)
    assert refused.value.missing == 80
    assert held(desk, member) == (20, 0)
    assert give_back(desk, sale, amount_rial=20_000).plan.points_taken == 20


def test_a_plan_stores_nothing(desk):
    put(desk)
    member = make_member(desk).id
    sale = make_sale(desk, member)
    heard: list[object] = []
    desk.bus.subscribe(SaleReturned, heard.append)
    before = [rows(desk, f"SELECT * FROM {name}") for name in (
        "sale", "points_entry", "allocation", "lot", "audit", "counter", "member_totals",
        "sale_sheet",
    )]  # fmt: skip
    returns.plan_return(desk, ReturnDraft(sale.sale_id, "k"))
    assert before == [rows(desk, f"SELECT * FROM {name}") for name in (
        "sale", "points_entry", "allocation", "lot", "audit", "counter", "member_totals",
        "sale_sheet",
    )]  # fmt: skip
    assert heard == []
    give_back(desk, sale.sale_id)
    assert len(heard) == 1


def test_points_that_ended_in_the_sales_own_lot_are_not_taken_again(desk, clock):
    terms = LotTerms(expires=Expiry.DAYS, days=10)
    put(desk, money(1, 1_000, lots=terms))
    member = make_member(desk).id
    sale = make_sale(desk, member, 100_000)
    make_sale(desk, member, 60_000, pay_points=60)
    clock.forward(days=11)
    bonus(desk, member, 100)
    assert held(desk, member) == (100, 0)
    half = give_back(desk, sale.sale_id, amount_rial=50_000).plan
    assert (half.points_due, half.points_ended, half.points_taken) == (50, 40, 10)
    rest = give_back(desk, sale.sale_id).plan
    assert (rest.points_due, rest.points_ended, rest.points_taken) == (50, 0, 50)
    assert held(desk, member) == (40, 0)


def test_spent_points_come_back_into_their_lots_and_end_at_once_when_those_are_over(desk, clock):
    put(desk, money(1, 10**9), lots=LotTerms(expires=Expiry.DAYS, days=10))
    member = make_member(desk).id
    bonus(desk, member, 30)
    clock.forward(days=5)
    bonus(desk, member, 30)
    sale = make_sale(desk, member, 60_000, pay_points=60)
    clock.forward(days=6)
    half = give_back(desk, sale.sale_id, amount_rial=30_000).plan
    assert (half.points_back, half.points_over) == (30, 0), "the longest living lot fills first"
    rest = give_back(desk, sale.sale_id).plan
    assert (rest.points_back, rest.points_over) == (30, 30)
    assert held(desk, member) == (30, 0)


def test_what_comes_back_settles_a_debt_first(desk):
    put(desk, money(1, 1_000))
    member = make_member(desk).id
    first = make_sale(desk, member, 100_000)
    put(desk, money(1, 10**9))
    second = make_sale(desk, member, 100_000, pay_points=100)
    give_back(desk, first.sale_id)
    assert held(desk, member) == (0, 100)
    done = give_back(desk, second.sale_id, amount_rial=60_000)
    assert (done.plan.points_back, held(desk, member)) == (60, (0, 40))
    give_back(desk, second.sale_id)
    assert held(desk, member) == (0, 0)


def test_e10_one_return_brings_money_points_reward_and_names_the_gift(desk):
    cut = Reward("cut", "کم", "Cut", RewardKind.AMOUNT, points=20, rial=50_000, stackable=True)
    mug = Reward("mug", "ماگ", "Mug", RewardKind.GIFT, points=30, stock=5, stackable=True)
    put(desk, money(1, 10_000), rewards=(cut, mug))
    member = make_member(desk).id
    bonus(desk, member, 100)
    sale = sell(desk, member, goods(150_000), goods(50_000), rewards=("cut", "mug"))
    assert (sale.paid_points, sale.to_pay_rial, held(desk, member)) == (50, 150_000, (65, 0))
    half = give_back(desk, sale.sale_id, (0, None)).plan
    assert half.gifts == ()
    whole = give_back(desk, sale.sale_id).plan
    assert whole.gifts == ("mug",)
    assert (half.cash_rial + whole.cash_rial, half.reward_rial + whole.reward_rial) == (
        150_000, 50_000,
    )  # fmt: skip
    assert half.points_back + whole.points_back == 50
    assert held(desk, member) == (100, 0)
    assert rows(desk, "SELECT DISTINCT state FROM reward_use") == [("undone",)]
    assert rows(desk, "SELECT pieces FROM reward_stock") == [(5,)]


def test_e11_what_cannot_come_back_is_refused_with_the_reason(desk):
    put(desk)
    member, other = make_member(desk).id, make_member(desk).id
    sale = sell(desk, member, goods(100_000, 2, name="Tea"))
    undone = make_sale(desk, member)
    reversals.reverse_sale(desk, undone.sale_id)
    mirror = rows(desk, "SELECT id FROM sale WHERE kind = 'reversal'")[0][0]
    for draft, kind in (
        (ReturnDraft(999, "k"), errors.Missing),
        (ReturnDraft(undone.sale_id, "k"), errors.CannotReturn),
        (ReturnDraft(mirror, "k"), errors.CannotReturn),
        (ReturnDraft(sale.sale_id, "k", member_id=other), errors.CannotReturn),
        (ReturnDraft(sale.sale_id, "k", ((0, 2 * PIECE + 1),)), errors.MoreThanSold),
    ):
        with pytest.raises(kind):
            returns.return_goods(desk, draft)
        with pytest.raises(kind):
            returns.plan_return(desk, draft)
    done = give_back(desk, sale.sale_id, (0, PIECE), member_id=member)
    with pytest.raises(errors.MoreThanSold) as refused:
        returns.return_goods(desk, ReturnDraft(sale.sale_id, "k", ((0, 2 * PIECE),)))
    assert (refused.value.line, refused.value.left) == ("Tea", PIECE)
    with pytest.raises(errors.CannotReturn):
        returns.return_goods(desk, ReturnDraft(done.return_id, "k"))
    give_back(desk, sale.sale_id)
    with pytest.raises(errors.CannotReturn) as refused:
        returns.return_goods(desk, ReturnDraft(sale.sale_id, "k"))
    assert refused.value.why == "nothing left"


def test_e07_a_sale_with_returns_is_not_reversed_and_a_return_neither(desk):
    put(desk)
    member = make_member(desk).id
    sale = make_sale(desk, member)
    done = give_back(desk, sale.sale_id, amount_rial=100_000)
    for receipt, why in ((sale.sale_id, "has returns"), (done.return_id, "is a return")):
        with pytest.raises(errors.CannotReverse) as refused:
            reversals.reverse_sale(desk, receipt)
        assert refused.value.why == why


def test_e13_an_exchange_is_a_return_and_a_sale_or_neither(desk):
    put(desk, money(1, 10_000))
    member = make_member(desk).id
    sale = sell(desk, member, goods(100_000, name="Shirt"))
    back = ReturnDraft(sale.sale_id, "x1")
    new = sales.SaleDraft(member, 150_000, "x2")
    returned, bought = returns.exchange(desk, back, new)
    assert (returned.plan.points_taken, bought.points, held(desk, member)) == (10, 15, (15, 0))
    assert rows(desk, "SELECT exchange_id FROM sale WHERE id = ?", bought.sale_id) == [
        (returned.return_id,)
    ]
    again = returns.exchange(desk, back, new)
    assert (again[0].repeated, again[1].repeated) == (True, True)
    assert held(desk, member) == (15, 0)
    with pytest.raises(errors.NotEnoughPoints):
        returns.exchange(
            desk, ReturnDraft(bought.sale_id, "y1"),
            sales.SaleDraft(member, 900_000, "y2", pay_points=900),
        )  # fmt: skip
    assert returns.returns_of(desk, bought.sale_id).returns == ()


@pytest.mark.parametrize(("days", "role", "may"), [
    (7, Role.CASHIER, True), (8, Role.CASHIER, False), (8, Role.MANAGER, True),
])  # fmt: skip
def test_after_the_days_of_return_only_who_may_takes_back(desk, clock, days, role, may):
    put(desk, how=Returns(days=7))
    member = make_member(desk).id
    sale = make_sale(desk, member)
    worker = desk_of(desk, role)
    clock.forward(days=days)
    draft = ReturnDraft(sale.sale_id, "k")
    if may:
        assert returns.return_goods(worker, draft).plan.is_whole
        return
    with pytest.raises(errors.PermissionDenied):
        returns.return_goods(worker, draft)


def test_nobody_takes_back_on_the_own_record(desk):
    put(desk)
    member = make_member(desk).id
    sale = make_sale(desk, member)
    staff.link_member(desk, desk.operator.id, member)
    with pytest.raises(errors.OwnRecord):
        returns.return_goods(desk, ReturnDraft(sale.sale_id, "k"))


def test_wallet_gift_card_and_cashback_go_back_in_proportion(desk):
    cash = rule("cash", points=10, rial=100, gives="wallet")
    put(desk, cash, base=Base(wallet_earns=False, gift_cards_earn=False))
    member = make_member(desk).id
    sell(desk, member, Line(200_000, kind="top_up"),
         Line(100_000, product="GIFT-5500", kind="gift_card"))  # fmt: skip
    sale = make_sale(
        desk, member, 400_000, wallet_rial=200_000, gift_cards=(("GIFT-5500", None),)
    )  # fmt: skip
    assert (sale.to_pay_rial, sale.cashback_rial) == (100_000, 10_000)
    plan = give_back(desk, sale.sale_id, amount_rial=200_000).plan
    assert (plan.cash_rial, plan.wallet_rial, plan.gift_card_rial) == (50_000, 100_000, 50_000)
    assert (plan.cashback_rial, plan.cashback_gone_rial) == (5_000, 0)
    assert accounts.wallet_of(desk.db, member).balance_rial == 105_000
    give_back(desk, sale.sale_id)
    assert accounts.wallet_of(desk.db, member).balance_rial == 200_000
    assert accounts.card_by_code(desk.db, "GIFT-5500").balance_rial == 100_000


def test_stamps_go_back_in_whole_pieces_and_open_the_full_card_again(desk):
    coffee = StampCard("coffee", "قهوه", "Coffee", 3, "free", goods=Goods(products=("c",)))
    free = Reward("free", "رایگان", "Free", RewardKind.AMOUNT, "voucher", rial=10_000)
    put(desk, stamps=(coffee,), rewards=(free,))
    member = make_member(desk).id
    sale = sell(desk, member, goods(40_000, 4, product="c"), goods(90_000))

    def standing() -> int:
        return stamps.standing(desk, member)[0].stamps

    assert standing() == 1
    assert give_back(desk, sale.sale_id, (0, 500)).plan.stamps == 1, "a piece cut is no piece"
    assert standing() == 0
    assert give_back(desk, sale.sale_id, (0, 500)).plan.stamps == 0
    assert give_back(desk, sale.sale_id, (0, PIECE)).plan.stamps == 1
    assert standing() == 2, "the voucher of the full card was still open"
    assert rows(desk, "SELECT state FROM voucher") == [("ended",)]
    assert give_back(desk, sale.sale_id).plan.stamps == 2
    assert standing() == 0


def test_caps_are_free_again_and_once_only_stays_spent_until_the_whole_sale_is_back(desk):
    day = rule("day", per=Per.MONEY, points=1, rial=10_000, cap_day=10)
    once = rule("once", per=Per.ORDER, points=5, once=True)
    put(desk, day, once)
    member = make_member(desk).id
    sale = sell(desk, member, goods(100_000, 2))
    assert sale.points == 15
    give_back(desk, sale.sale_id, (0, PIECE))
    assert make_sale(desk, member, 100_000).points in (5, 4)
    give_back(desk, sale.sale_id)
    again = make_sale(desk, member, 10_000)
    assert again.points == 6, "once-only is free again: nothing of that sale is left"


@pytest.mark.parametrize(("lowers", "tier"), [(True, "low"), (False, "high")])
def test_e52_a_return_lowers_the_tier_or_not_as_the_club_says(desk, lowers, tier):
    tiers = (Tier("low", "پ", "Low", 0), Tier("high", "ب", "High", 1_000_000))
    rules = replace(Programme.plain(tiers=tiers), returns=Returns(lowers_tier=lowers))
    club.publish_programme(desk, rules)
    member = make_member(desk).id
    sale = make_sale(desk, member, 1_000_000)
    assert sale.tier == "high"
    plan = give_back(desk, sale.sale_id, amount_rial=500_000).plan
    assert (plan.tier_before, plan.tier_after) == ("high", tier)
    assert profile.card_of(desk, member).tier.code == tier


def test_a_return_lowers_the_sums_but_is_no_visit_and_a_whole_one_takes_the_visit_away(desk):
    put(desk)
    member = make_member(desk).id
    sale = make_sale(desk, member, 1_000_000)

    def totals() -> tuple:
        return rows(desk, "SELECT net_rial, visits FROM member_totals WHERE member_id = ?",
                    member)[0]  # fmt: skip

    give_back(desk, sale.sale_id, amount_rial=400_000)
    assert totals() == (600_000, 1)
    give_back(desk, sale.sale_id)
    assert totals() == (0, 0)


def test_what_is_left_of_a_sale_is_told_line_by_line(desk):
    put(desk)
    member = make_member(desk).id
    sale = sell(desk, member, goods(100_000, 3, name="Tea"), goods(50_000, name="Cup"))
    give_back(desk, sale.sale_id, (0, PIECE))
    told = returns.returns_of(desk, sale.sale_id)
    assert [(line.name, line.left) for line in told.lines] == [("Tea", 2_000), ("Cup", 1_000)]
    assert told.is_open
    assert [one.amount_rial for one in told.returns] == [33_333]
    give_back(desk, sale.sale_id)
    assert not returns.returns_of(desk, sale.sale_id).is_open


def test_an_imported_sale_with_returns_keeps_its_import(desk):
    put(desk)
    member = make_member(desk).id
    sale = make_sale(desk, member, sold_at=desk.clock() - timedelta(days=3))
    assert give_back(desk, sale.sale_id).plan.is_whole
    assert rows(desk, "SELECT basis_on = (SELECT sold_on FROM sale WHERE id = ?) FROM sale"
                " WHERE kind = 'return'", sale.sale_id) == [(1,)]  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_split_of_a_return_ends_as_if_it_had_been_one(desk, data):
    """E09 through the use case: points, debt, wallet and stamps included."""
    mode = data.draw(st.sampled_from(["line", "share", "recompute"]))
    put(desk, money(3, 70_000), rule("extra", per=Per.UNIT, points=7), how=Returns(mode))
    lines = [goods(data.draw(st.integers(1, 900_000)), data.draw(st.integers(1, 4)))
             for _ in range(data.draw(st.integers(1, 3)))]  # fmt: skip
    members = make_member(desk).id, make_member(desk).id
    sold = []
    for member in members:
        bonus(desk, member, 40)
        pay = min(40, sum(line.amount_rial for line in lines) // 1_000)
        sold.append(sell(desk, member, *lines, pay_points=pay))
    asked = [(n, data.draw(st.integers(0, line.quantity))) for n, line in enumerate(lines)]
    asked = [(n, quantity) for n, quantity in asked if quantity]
    for number, quantity in asked:
        cut = data.draw(st.integers(0, quantity))
        for part in filter(None, (cut, quantity - cut)):
            give_back(desk, sold[0].sale_id, (number, part))
    if asked:
        give_back(desk, sold[1].sale_id, *asked)
    assert held(desk, members[0]) == held(desk, members[1])
    for member, sale in zip(members, sold, strict=True):
        if returns.returns_of(desk, sale.sale_id).is_open:
            give_back(desk, sale.sale_id)
        assert held(desk, member) == (40, 0)
