"""What a dishonest or clumsy club could try on the engine, and what comes of it."""

from contextlib import suppress
from dataclasses import replace

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.basket import Line
from loyaldesk.domain.conditions import Goods, When
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rewards import Limits, Returns, Reward, RewardKind, Spending
from loyaldesk.domain.rules import Base, Bonus, Event, Per, Rule, StampCard
from loyaldesk.domain.tiers import Tier
from loyaldesk.kernel.errors import BadInput, ClubError, SeveralBadInputs
from loyaldesk.kernel.persian import clean
from loyaldesk.services import (
    bonuses,
    checking,
    club,
    drafts,
    explaining,
    members,
    merging,
    points,
    prepaid,
    redeeming,
    returns,
    reversals,
    sales,
    slips,
    transfers,
    vouchers,
)
from loyaldesk.services.desk import Desk
from loyaldesk.services.returns import ReturnDraft
from loyaldesk.store import ledger
from loyaldesk.store.database import ClubDatabase
from tests.makers import make_member, make_sale

FLAT = (Tier("one", "یک", "One", 0),)
_key = iter(range(10**6))


def rule(code: str, **fields: object) -> Rule:
    return Rule(code, code, code, **fields)


def put(desk: Desk, *rules: Rule, **fields: object) -> Programme:
    plain = Programme.plain(tiers=FLAT, point_worth_rial=1_000)
    made = replace(plain, rules=rules or plain.rules, limits=Limits(correction_points=0), **fields)
    club.publish_programme(desk, made)
    return made


def give(desk: Desk, member: int, wanted: int) -> None:
    points.correct(desk, member, wanted, "start", key=f"start-{next(_key)}")


def back(desk: Desk, sale: int, *lines: tuple[int, int | None], **fields: object):
    done = returns.return_goods(desk, ReturnDraft(sale, f"back-{next(_key)}", lines, **fields))
    assert checking.check(desk) == []
    return done.plan


def held(desk: Desk, member: int) -> tuple[int, int]:
    balance = ledger.balance(desk.db, member)
    return balance.points, balance.debt


def wallet(desk: Desk, member: int) -> int:
    return prepaid.wallet(desk, member).balance_rial


def test_a_visit_paid_with_points_alone_brings_no_visit_points_again_and_again(desk):
    put(desk, rule("visit", per=Per.VISIT, points=10))
    m = make_member(desk).id
    give(desk, m, 5)
    got = [make_sale(desk, m, 1_000, pay_points=1).points for _ in range(3)]
    assert got == [0, 0, 0]


def test_a_piece_that_an_offer_made_free_earns_no_points_for_pieces(desk):
    free = Reward("free", "f", "f", RewardKind.BUY_GET, "offer", buy=1, get=1)
    put(desk, rule("unit", per=Per.UNIT, points=5), rewards=(free,))
    m = make_member(desk).id
    done = make_sale(desk, m, 0, lines=(Line(1000, "a"), Line(1000, "b")))
    assert done.points == 5


def test_a_receipt_paid_with_points_alone_earns_no_points_for_the_receipt(desk):
    put(desk, rule("order", per=Per.ORDER, points=10))
    m = make_member(desk).id
    give(desk, m, 5)
    assert make_sale(desk, m, 1_000, pay_points=1).points == 0


def test_the_points_of_a_gift_come_back_with_the_gift_and_not_with_other_goods(desk):
    mug = Reward("mug", "m", "m", RewardKind.GIFT, points=30, stock=5)
    put(desk, rewards=(mug,))
    m = make_member(desk).id
    give(desk, m, 100)
    s = make_sale(desk, m, 0, lines=(Line(10_000), Line(990_000)), rewards=("mug",))
    plan = back(desk, s.sale_id, (1, None))
    assert plan.points_back == 0 and plan.gifts == ()
    plan = back(desk, s.sale_id)
    assert plan.points_back == 30 and plan.gifts == ("mug",)


def test_no_money_is_put_into_the_wallet_of_a_merged_record(desk):
    a, b = make_member(desk).id, make_member(desk).id
    merging.merge(desk, a, b)
    with pytest.raises(errors.MemberMerged):
        prepaid.correct_wallet(desk, a, 1000, "x", key="k")


@pytest.mark.parametrize("code", ["\ud800", "a\x00b", "x" * 10_000, " ", "\u202e"])
def test_whatever_is_typed_as_a_code_is_answered_with_a_refusal(desk, code):
    m = make_member(desk).id
    for asked in ({"codes": (code,)}, {"rewards": (code,)}, {"gift_cards": ((code, None),)}):
        with suppress(ClubError):
            make_sale(desk, m, **asked)
    assert vouchers.hold(desk, "basket", code) is None


def test_a_voucher_for_a_tag_is_good_although_no_rule_asks_for_tags_any_more(desk):
    r = Reward("tag", "t", "t", RewardKind.AMOUNT, "voucher", rial=1000, when=When(tags=("vip",)))
    put(desk, rewards=(r,))
    m = make_member(desk, tags=("vip",)).id
    (v,) = vouchers.issue_vouchers(desk, "tag", member_ids=[m])
    put(desk)
    assert make_sale(desk, m, codes=(v.typed,)).reward_rial == 1000


def test_who_has_less_than_the_least_balance_takes_no_reward_with_a_sale_either(desk):
    r = Reward("cut", "t", "t", RewardKind.AMOUNT, points=5, rial=1000)
    put(desk, rewards=(r,), spending=Spending(least_balance=50))
    m = make_member(desk).id
    give(desk, m, 10)
    with pytest.raises(errors.SpendRefused):
        make_sale(desk, m, rewards=("cut",))


def test_a_basket_found_after_a_crash_is_the_same_sale(desk):
    m = make_member(desk).id
    b = drafts.Basket("K", m, 0, lines=(Line(1000, "a"),))
    drafts.keep(desk, b)
    sales.record_sale(desk, b.draft())
    (kept,) = drafts.find(desk)
    assert sales.record_sale(desk, kept.basket.draft()).repeated


def test_a_referral_is_paid_by_the_next_purchase_when_the_first_one_came_back(desk):
    put(desk, bonuses=(Bonus("friend", "f", "f", Event.REFERRAL, 7, 9),))
    a = make_member(desk).id
    b = make_member(desk, referrer_id=a).id
    s = make_sale(desk, b)
    assert held(desk, a)[0] == 9
    back(desk, s.sale_id)
    assert held(desk, a)[0] == 0
    make_sale(desk, b)
    assert held(desk, a)[0] == 9


def test_once_only_points_that_a_return_forgave_are_not_given_again(desk):
    put(desk, rule("hello", per=Per.ORDER, points=500, once=True), returns=Returns(shortage="clip"))
    m = make_member(desk).id
    s = make_sale(desk, m, 1_000_000)
    make_sale(desk, m, 500_000, pay_points=500)
    back(desk, s.sale_id)
    assert held(desk, m) == (0, 0)
    assert make_sale(desk, m, 1_000_000).points == 0


def test_a_merged_record_is_not_opened_again_by_hand(desk):
    a, b = make_member(desk).id, make_member(desk).id
    merging.merge(desk, a, b)
    with pytest.raises(errors.MemberMerged):
        members.set_blocked(desk, a, blocked=False)


def test_no_rule_means_gift_cards_or_top_ups_beside_goods(desk):
    with pytest.raises(SeveralBadInputs):
        put(desk, rule("m", goods=Goods(kinds=("goods", "gift_card"))))


def test_cashback_that_was_spent_before_the_return_is_taken_from_the_next_cashback(desk):
    put(desk, rule("back", points=10, rial=100, gives="wallet"), rule("p"))
    m = make_member(desk).id
    s = make_sale(desk, m, 1_000_000)
    make_sale(desk, m, 100_000, wallet_rial=100_000)
    assert wallet(desk, m) == 10_000
    plan = back(desk, s.sale_id)
    assert (plan.cashback_rial, plan.cashback_gone_rial) == (10_000, 90_000)
    again = make_sale(desk, m, 1_000_000)
    assert wallet(desk, m) == 10_000, "90 000 of the 100 000 were owed"
    assert checking.check(desk) == []
    reversals.reverse_sale(desk, again.sale_id)
    assert wallet(desk, m) == 0
    make_sale(desk, m, 500_000)
    assert wallet(desk, m) == 0
    make_sale(desk, m, 500_000)
    assert wallet(desk, m) == 10_000
    make_sale(desk, m, 500_000)
    assert wallet(desk, m) == 60_000
    assert checking.check(desk) == []


def test_a_club_that_blocks_shortages_takes_nothing_back_whose_cashback_is_spent(desk):
    put(
        desk, rule("back", points=10, rial=100, gives="wallet"), rule("p"),
        returns=Returns(shortage="block"),
    )  # fmt: skip
    m = make_member(desk).id
    sale = make_sale(desk, m, 1_000_000)
    make_sale(desk, m, 100_000, wallet_rial=100_000)
    assert returns.plan_return(desk, ReturnDraft(sale.sale_id, "look")).is_blocked
    with pytest.raises(errors.WalletSpent):
        returns.return_goods(desk, ReturnDraft(sale.sale_id, "do"))


def test_a_debt_larger_than_one_entry_moves_with_a_merge_and_goes_home_again(desk):
    put(desk, rule("p", rial=1_000_000))
    m, kept = make_member(desk).id, make_member(desk).id
    bought = [make_sale(desk, m, 10**13) for _ in range(2)]
    for n in range(2):
        redeeming.redeem(desk, m, 10**7, key=f"all-{n}")
    for sale in bought:
        reversals.reverse_sale(desk, sale.sale_id)
    merge = merging.merge(desk, m, kept)
    assert (held(desk, m), held(desk, kept)) == ((0, 0), (0, 2 * 10**7))
    assert checking.check(desk) == []
    merging.undo(desk, merge)
    assert (held(desk, m), held(desk, kept)) == ((0, 2 * 10**7), (0, 0))
    assert checking.check(desk) == []


def test_nothing_that_happens_at_the_counter_reads_a_whole_table(desk, monkeypatch):
    mug = Reward("mug", "m", "m", RewardKind.GIFT, points=3, stock=5)
    off = Reward("off", "o", "o", RewardKind.PERCENT, "offer", percent=5, most_per_member=3)
    friend = Bonus("friend", "f", "f", Event.REFERRAL, 7, 9)
    put(
        desk, rule("visit", per=Per.VISIT), rule("p", rial=1000, cap_day=10_000),
        rule("back", points=1, rial=100, gives="wallet"), rewards=(mug, off), bonuses=(friend,),
    )  # fmt: skip
    a = make_member(desk).id
    b = make_member(desk, referrer_id=a).id
    asked: dict[str, object] = {}
    real = ClubDatabase.execute_sql

    def spy(self, sql, params=None, *more):
        asked.setdefault(sql, params)
        return real(self, sql, params, *more)

    monkeypatch.setattr(ClubDatabase, "execute_sql", spy)
    make_sale(desk, b, 1_000_000)
    lines = (Line(100_000, "a"), Line(900_000, "b"))
    sale = make_sale(desk, b, 0, lines=lines, pay_points=10, wallet_rial=None, rewards=("mug",))
    for n in (0, 1):
        returns.return_goods(desk, ReturnDraft(sale.sale_id, f"r{n}", ((n, None),)))
    last = make_sale(desk, b, 50_000)
    reversals.may_reverse(desk, last.sale_id)
    reversals.reverse_sale(desk, last.sale_id)
    monkeypatch.undo()
    large = {"member", "sale", "s", "r", "l", "lot", "a", "e", "o", "i", "n", "v", "u", "b",
             "points_entry", "allocation", "rule_gain", "voucher", "reward_use"}  # fmt: skip
    read = [
        (row[3], sql)
        for sql, params in asked.items()
        if sql.startswith(("SELECT", "WITH"))
        for row in desk.db.execute_sql(f"EXPLAIN QUERY PLAN {sql}", params).fetchall()
        if row[3].startswith("SCAN")
        and row[3].split()[1] in large
        and "FROM operator o" not in sql  # a handful of people
    ]
    assert read == []


def test_a_key_that_cannot_be_kept_is_refused_by_every_act(desk):
    m, other = make_member(desk).id, make_member(desk).id
    for act in (
        lambda key: points.correct(desk, m, 5, "why", key=key),
        lambda key: transfers.transfer(desk, m, other, 5, "why", key=key),
        lambda key: prepaid.correct_wallet(desk, m, 5, "why", key=key),
        lambda key: bonuses.give(desk, m, "survey", key=key),
        lambda key: redeeming.redeem(desk, m, 5, key=key),
    ):
        with pytest.raises(BadInput) as refused:
            act("\ud800")
        assert refused.value.field == "key"


def test_who_brings_the_paid_piece_of_a_set_back_does_not_keep_the_free_one(desk):
    """Buy one, get one: 100,000 and 90,000 cost 100,000; the dear piece bore 52,631 of it."""
    free = Reward("free", "f", "f", RewardKind.BUY_GET, "offer", buy=1, get=1)
    put(desk, rule("unit", per=Per.UNIT, points=5), rewards=(free,))
    m = make_member(desk).id
    done = make_sale(desk, m, 0, lines=(Line(100_000, "a"), Line(90_000, "b")))
    assert done.to_pay_rial == 100_000
    back = returns.return_goods(desk, returns.ReturnDraft(done.sale_id, "set", ((0, None),))).plan
    assert back.cash_rial == 100_000 - 90_000 * 100_000 // 190_000


def test_a_discount_before_tax_comes_back_into_the_base_whole(desk):
    """1,000,000 less 200,000, 80,000 tax on it: where discounts do not reduce, 1,000,000 earns."""
    base = Base(with_tax=False, line_discounts_reduce=False)
    put(desk, rule("base", rial=10_000), base=base)
    line = Line(880_000, "a", discount_rial=200_000, tax_rial=80_000)
    assert make_sale(desk, make_member(desk).id, 0, lines=(line,)).points == 100


def test_whole_steps_line_by_line_are_whole_on_each_line(desk):
    put(desk, rule("base", rial=100_000, points=5, whole_steps=True, round_each="line"))
    lines = (Line(190_000, "a"), Line(190_000, "b"))
    assert make_sale(desk, make_member(desk).id, 0, lines=lines).points == 10


def test_a_sale_explains_the_stamps_it_gave(desk):
    tea = StampCard("tea", "چای", "Tea", 9, "cup")
    cup = Reward("cup", "لیوان", "Cup", RewardKind.GIFT, "voucher")
    put(desk, rule("base"), rewards=(cup,), stamps=(tea,))
    done = make_sale(desk, make_member(desk).id, 0, lines=(Line(1_000, "a", quantity=2_000),))
    told = explaining.as_json(explaining.explain_sale(desk, done.sale_id))
    assert any("2" in str(section) and "Tea" in str(section) for section in told["sections"])


def test_a_gift_taken_at_the_counter_stands_on_the_slip_to_be_handed_over(desk):
    cup = Reward("cup", "لیوان", "Cup", RewardKind.GIFT, "points", points=5, stock=3)
    put(desk, rule("base"), rewards=(cup,))
    m = make_member(desk).id
    give(desk, m, 5)
    done = make_sale(desk, m, 1_000, rewards=("cup",))
    assert [clean(gift) for gift in slips.receipt_figures(desk, done.sale_id).gifts] == ["Cup"]
