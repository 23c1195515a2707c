"""Cases that users of other systems hit, by their number, where no other test has it already."""

from dataclasses import replace
from datetime import timedelta

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.basket import PIECE, Line
from loyaldesk.domain.conditions import Goods, When
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rewards import Limits, Reward, RewardKind, Spending
from loyaldesk.domain.rules import Base, LotTerms, Per, Rule
from loyaldesk.domain.tiers import Tier
from loyaldesk.services import (
    checking,
    club,
    drafts,
    night,
    points,
    prepaid,
    profile,
    returns,
    sales,
    vouchers,
)
from loyaldesk.services.desk import Desk
from loyaldesk.services.returns import ReturnDraft
from loyaldesk.services.sales import SaleDraft
from loyaldesk.store import ledger
from tests.makers import make_member, make_sale

FLAT = (Tier("one", "یک", "One", 0),)
_key = iter(range(10**6))


def rule(code: str, **fields: object) -> Rule:
    return Rule(code, code, code, **fields)


def money(rial: int = 1_000, **fields: object) -> Rule:
    return rule("money", rial=rial, **fields)


def reward(code: str, kind: RewardKind, take: str = "points", **fields: object) -> Reward:
    return Reward(code, code, code, kind, take, **fields)


def put(desk: Desk, *rules: Rule, tiers: tuple[Tier, ...] = FLAT, **fields: object) -> Programme:
    plain = Programme.plain(tiers=tiers, point_worth_rial=1_000)
    made = replace(
        plain, rules=rules or (money(),), limits=Limits(correction_points=0), **fields
    )  # fmt: skip
    club.publish_programme(desk, made)
    return made


def bring(desk: Desk, member: int, wanted: int) -> None:
    points.correct(desk, member, wanted, "start", key=f"start-{next(_key)}")


def held(desk: Desk, member: int) -> int:
    return ledger.balance(desk.db, member).points


def sell(desk: Desk, member: int, *lines: Line, **fields: object) -> sales.RecordedSale:
    return make_sale(desk, member, 0, lines=lines, **fields)


def test_e06_a_line_taken_out_before_it_is_paid_earns_nothing(desk):
    put(desk)
    member = make_member(desk).id
    tea, cake = Line(10_000, "tea"), Line(40_000, "cake")
    both = SaleDraft(member, 0, "basket", lines=(tea, cake))
    assert sales.preview(desk, both).points == 50
    assert sales.record_sale(desk, replace(both, lines=(tea,))).points == 10
    assert held(desk, member) == 10


def test_e08_goods_that_come_back_do_not_count_for_buy_two_get_one(desk):
    two = reward("two", RewardKind.BUY_GET, "offer", buy=2, get=1)
    put(desk, rewards=(two,))
    member = make_member(desk).id
    old = sell(desk, member, Line(5_000, "tea"))
    _, new = returns.exchange(
        desk, ReturnDraft(old.sale_id, "back"),
        SaleDraft(member, 0, "new", lines=(Line(10_000, "tea", quantity=2 * PIECE),)),
    )  # fmt: skip
    assert (new.reward_rial, new.points) == (0, 10), "two pieces are bought, none is free"
    three = sell(desk, member, Line(15_000, "tea", quantity=3 * PIECE))
    assert three.reward_rial == 5_000


def test_e16_every_lot_shows_its_own_last_day_and_what_is_left_of_it(desk, clock):
    put(desk, lots=LotTerms(days=10))
    member = make_member(desk).id
    first = clock().date()
    make_sale(desk, member, 5_000)
    clock.forward(days=3)
    make_sale(desk, member, 7_000)
    make_sale(desk, member, 2_000, pay_points=2)
    shown = [(row.expires_on, row.left) for row in profile.lots_of(desk, member) if row.left]
    assert sorted(shown) == [
        (first + timedelta(days=10), 3), (first + timedelta(days=13), 7),
    ]  # fmt: skip


def test_e18_no_lot_is_ever_deleted_and_the_ended_ones_are_still_listed(desk, clock):
    put(desk, lots=LotTerms(days=10))
    member = make_member(desk).id
    make_sale(desk, member, 5_000)
    clock.forward(days=11)
    night.run(desk)
    assert held(desk, member) == 0
    assert len(profile.lots_of(desk, member)) == 1
    kinds = desk.db.execute_sql("SELECT kind, points FROM points_entry ORDER BY seq").fetchall()
    assert kinds == [("earn", 5), ("expire", -5)]


def test_e24_a_programme_that_is_over_gives_no_points_and_makes_no_balance(desk, clock):
    put(desk, ends_on=clock().date())
    member = make_member(desk).id
    clock.forward(days=1)
    assert make_sale(desk, member, 50_000).points == 0
    assert desk.db.execute_sql("SELECT COUNT(*) FROM points_balance").fetchone() == (0,)
    yesterday = make_sale(desk, member, 50_000, sold_at=clock() - timedelta(days=1))
    assert yesterday.points == 50, "a sale of its last day earns although it is typed a day later"


def test_e28_points_and_money_are_whole_numbers_wherever_they_are_stored(desk):
    put(desk, rule("third", points=1, rial=3), rule("tenth", per=Per.TIMES, percent=110))
    member = make_member(desk).id
    sale = sell(desk, member, Line(26_828, "a"), Line(1, "b"), discount_rial=7, pay_points=0)
    # 26 829 - 7 = 26 822 Rial: a third is 8 940, and 1.1 times 8 940 2/3 is 9 834.73
    assert sale.points == 9_834
    for table, column in (("points_entry", "points"), ("lot", "points"), ("sale", "amount_rial"),
                          ("sale_line", "shared_rial"), ("points_balance", "points")):  # fmt: skip
        rows = desk.db.execute_sql(f"SELECT DISTINCT typeof({column}) FROM {table}").fetchall()
        assert rows == [("integer",)], table


def test_e29_a_code_holds_at_exactly_its_minimum_whatever_was_shared_out(desk):
    code = reward(
        "save", RewardKind.AMOUNT, "code", rial=1_000, discount_code="SAVE",
        when=When(minimum_rial=99_999),
    )  # fmt: skip
    put(desk, rewards=(code,))
    member = make_member(desk).id
    lines = [Line(33_334, name) for name in "abc"]  # 100 002 in all
    assert sell(desk, member, *lines, discount_rial=3, codes=("save",)).reward_rial == 1_000
    with pytest.raises(errors.RewardRefused):
        sell(desk, member, *lines, discount_rial=4, codes=("save",))


def test_e30_no_point_more_is_used_than_the_price_asks_for(desk):
    rules = put(desk, spending=Spending(block_rial=3))  # 0.03 a point, in hundredths
    member = make_member(desk).id
    bring(desk, member, 3_030)
    assert rules.points_to_pay(9_000) == 3_000
    draft = SaleDraft(member, 9_000, "k")
    assert sales.preview(desk, draft).most_points == 3_000
    paid = make_sale(desk, member, 9_000, pay_points=3_000)
    assert (paid.to_pay_rial, paid.balance) == (0, 30)


def test_e33_and_e34_what_no_whole_point_pays_is_left_to_pay(desk):
    put(desk)
    member = make_member(desk).id
    bring(desk, member, 50)
    assert sales.preview(desk, SaleDraft(member, 10_600, "k")).most_points == 10
    with pytest.raises(errors.SpendAboveAmount):
        make_sale(desk, member, 10_600, pay_points=11)
    assert make_sale(desk, member, 10_600, pay_points=10).to_pay_rial == 600


def test_e35_and_e41_what_rewards_and_points_cover_is_no_piece_that_earns(desk):
    put(
        desk, rule("piece", per=Per.UNIT, points=1),
        rewards=(reward("ten", RewardKind.PERCENT, "offer", percent=10),),
    )  # fmt: skip
    member = make_member(desk).id
    five = [Line(1_000, str(n)) for n in range(5)]
    assert sell(desk, member, *five).points == 5, "the discount is no sixth piece"


@pytest.mark.parametrize(("pieces", "earned"), [(9_999, 0), (10_000, 10)])
def test_e36_below_the_least_quantity_nothing_is_earned_and_never_less(desk, pieces, earned):
    put(desk, rule("piece", per=Per.UNIT, when=When(minimum_quantity=10 * PIECE)))
    member = make_member(desk).id
    assert sell(desk, member, Line(20_000, quantity=pieces)).points == earned
    assert checking.check(desk) == []


def test_e37_a_small_basket_takes_as_few_points_as_it_needs(desk):
    put(desk)
    member = make_member(desk).id
    bring(desk, member, 5_000)
    assert sales.preview(desk, SaleDraft(member, 2_000, "k")).most_points == 2
    with pytest.raises(errors.SpendAboveAmount):
        make_sale(desk, member, 2_000, pay_points=5_000)
    assert make_sale(desk, member, 2_000, pay_points=2).balance == 4_998


def test_e40_a_smaller_quantity_is_reckoned_anew_before_it_is_paid(desk):
    two = reward("two", RewardKind.BUY_GET, points=20, buy=2, get=1)
    put(desk, rewards=(two,))
    member = make_member(desk).id
    bring(desk, member, 100)
    three = SaleDraft(
        member, 0, "k", lines=(Line(9_000, quantity=3 * PIECE),), rewards=("two",)
    )  # fmt: skip
    shown = sales.preview(desk, three).quote
    assert shown is not None
    assert (shown.reward_rial, shown.applied.points) == (3_000, 20)
    with pytest.raises(errors.RewardRefused):
        sales.preview(desk, replace(three, lines=(Line(6_000, quantity=2 * PIECE),)))
    assert sales.record_sale(desk, replace(three, rewards=())).balance == 109


SWITCHES = [
    ("with_tax", {}, 11, 10),
    ("points_paid_earn", {"pay_points": 4}, 11, 7),
    ("wallet_earns", {"wallet_rial": 4_000}, 11, 7),
    ("delivery_earns", {}, 13, 11),
]


@pytest.mark.parametrize(("switch", "paid", "on", "off"), SWITCHES)
def test_e41_and_e17_each_switch_of_the_base_changes_what_is_earned(desk, switch, paid, on, off):
    # tea for 10 000 with 1 000 tax; delivery for 2 000
    lines = [Line(11_000, "tea", tax_rial=1_000)]
    if switch == "delivery_earns":
        lines.append(Line(2_000, kind="delivery"))
    plain = Base(with_tax=True, points_paid_earn=True, wallet_earns=True)
    for value, earned in ((True, on), (False, off)):
        put(desk, base=replace(plain, **{switch: value}))
        member = make_member(desk).id
        bring(desk, member, 10)
        prepaid.correct_wallet(desk, member, 4_000, "start", key=f"w{next(_key)}")
        assert sell(desk, member, *lines, **paid).points == earned


def test_e41_a_gift_card_that_is_sold_earns_nothing_and_its_part_earns_as_the_switch_says(desk):
    member = make_member(desk).id
    for value, earned in ((True, 10), (False, 6)):
        put(desk, base=Base(gift_cards_earn=value))
        sold = sell(desk, member, Line(4_000, kind="gift_card"))
        assert sold.points == 0
        card = (sold.gift_cards[0], None)
        assert sell(desk, member, Line(10_000), gift_cards=(card,)).points == earned


@pytest.mark.parametrize("own", [False, True])
def test_e42_points_of_a_receipt_pay_it_only_where_the_club_says_so(desk, own):
    assert Spending().own_points is False
    put(desk, money(100), spending=Spending(block_rial=1_000, own_points=own), base=Base(
        points_paid_earn=True,
    ))  # fmt: skip
    member = make_member(desk).id
    if own:
        done = make_sale(desk, member, 10_000, pay_points=5)
        assert (done.points, done.balance) == (100, 95)
    else:
        with pytest.raises(errors.NotEnoughPoints):
            make_sale(desk, member, 10_000, pay_points=5)


def test_e45_goods_left_out_earn_nothing_and_get_no_discount(desk):
    out = Goods(not_categories=("tobacco",))
    put(
        desk, money(goods=out),
        rewards=(reward("ten", RewardKind.PERCENT, "offer", percent=10, goods=out),),
    )  # fmt: skip
    member = make_member(desk).id
    done = sell(desk, member, Line(10_000, "tea"), Line(50_000, "x", category="tobacco"))
    assert (done.reward_rial, done.points) == (1_000, 9)


def test_e50_spending_points_lowers_no_tier(desk, clock):
    low, high = Tier("low", "پ", "Low", None), Tier("high", "ب", "High", None, from_points=100)
    put(desk, tiers=(low, high))
    member = make_member(desk).id
    assert make_sale(desk, member, 100_000).tier == "high"
    assert make_sale(desk, member, 100_000, pay_points=100).tier == "high"
    clock.forward(days=1)
    night.run(desk)
    assert make_sale(desk, member, 1_000).tier == "high"


def test_e61_who_was_never_given_points_has_no_balance(desk):
    put(desk, money(1_000_000))
    member = make_member(desk).id
    make_sale(desk, member, 1_000)
    assert desk.db.execute_sql("SELECT COUNT(*) FROM points_balance").fetchone() == (0,)
    assert desk.db.execute_sql("SELECT COUNT(*) FROM account").fetchone() == (0,)


def test_e63_a_code_with_spaces_or_marks_around_it_is_the_same_code(desk):
    code = reward("ten", RewardKind.PERCENT, "code", percent=10, discount_code="test_10pc")
    put(desk, rewards=(code,))
    member = make_member(desk).id
    for typed in (" test_10pc ", "\u200fTEST_10PC\u200e", "test_۱۰pc"):
        assert make_sale(desk, member, 10_000, codes=(typed,)).reward_rial == 1_000


def test_e65_the_last_use_is_looked_at_when_it_is_stored(desk):
    once = reward("once", RewardKind.AMOUNT, "code", rial=1_000, discount_code="ONCE", most_uses=1)
    put(desk, rewards=(once,))
    one, other = make_member(desk).id, make_member(desk).id
    bring(desk, other, 500)
    draft = SaleDraft(other, 10_000, "k", codes=("once",))
    assert sales.preview(desk, draft).to_pay_rial == 9_000
    make_sale(desk, one, 10_000, codes=("once",))
    with pytest.raises(errors.RewardRefused):
        sales.record_sale(desk, draft)
    assert held(desk, other) == 500


def test_e66_an_open_basket_of_another_member_earns_nothing_when_this_one_is_paid(desk):
    put(desk)
    one, other = make_member(desk).id, make_member(desk).id
    drafts.keep(desk, drafts.Basket("open", other, 90_000))
    make_sale(desk, one, 10_000)
    assert (held(desk, one), held(desk, other)) == (10, 0)
    assert [kept.basket.key for kept in drafts.find(desk)] == ["open"]


def test_e67_a_voucher_of_the_member_before_is_not_taken_from_the_next(desk):
    cut = reward("cut", RewardKind.AMOUNT, "voucher", rial=1_000)
    put(desk, rewards=(cut,))
    one, other = make_member(desk).id, make_member(desk).id
    (mine,) = vouchers.issue_vouchers(desk, "cut", member_ids=[one])
    vouchers.hold(desk, "basket", mine.typed)
    with pytest.raises(errors.VoucherRefused):
        make_sale(desk, other, 10_000, key="basket", codes=(mine.typed,))
    vouchers.release(desk, "basket")
    assert make_sale(desk, one, 10_000, codes=(mine.typed,)).reward_rial == 1_000


def test_e69_and_e39_a_basket_sent_again_after_a_break_is_one_sale(desk):
    put(desk)
    member = make_member(desk).id
    bring(desk, member, 5)
    basket = drafts.Basket("again", member, 0, 5, lines=(Line(10_000, "tea"),))
    drafts.keep(desk, basket)
    first = sales.record_sale(desk, basket.draft())
    (kept,) = drafts.find(desk)
    again = sales.record_sale(desk, kept.basket.draft())
    assert (again.sale_id, again.repeated, again.balance) == (first.sale_id, True, first.balance)


def test_e41_a_new_programme_leaves_out_tax_delivery_and_what_points_pay(desk):
    put(desk)
    member = make_member(desk).id
    bring(desk, member, 5)
    tea, way = Line(11_000, "tea", tax_rial=1_000), Line(3_000, kind="delivery")
    assert sell(desk, member, tea, way, Line(9_000, kind="gift_card")).points == 10
    # 5 points pay 5 000 of the 14 000; the tea's share of them is 3 928, a part of it tax
    assert sell(desk, member, tea, way, pay_points=5).points == 6
