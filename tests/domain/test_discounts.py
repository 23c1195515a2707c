"""Rewards of a receipt: the best for the customer, never more than the goods, and why not."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loyaldesk.domain.basket import Line, LineKind
from loyaldesk.domain.conditions import Facts, Goods, When
from loyaldesk.domain.discounts import Applied, Wanted, best
from loyaldesk.domain.rewards import Reward, RewardKind, Take

TODAY = date(2026, 11, 21)
FACTS = Facts(datetime(2026, 11, 21, 12))


def percent(code: str, percent: int, **more: object) -> Reward:
    return Reward(code, code, code, RewardKind.PERCENT, Take.OFFER, percent=percent, **more)


def amount(code: str, rial: int, **more: object) -> Reward:
    return Reward(code, code, code, RewardKind.AMOUNT, Take.OFFER, rial=rial, **more)


def buy_get(buy: int, get: int, **more: object) -> Reward:
    return Reward(
        "bg", "bg", "bg", RewardKind.BUY_GET, Take.OFFER, buy=buy, get=get, **more
    )  # fmt: skip


def offers(*rewards: Reward) -> list[Wanted]:
    return [Wanted(reward, "offer") for reward in rewards]


def applied(
    amounts: list[int] | list[Line], wanted: list[Wanted], manual: list[int] | None = None,
    facts: Facts = FACTS,
) -> Applied:  # fmt: skip
    lines = [one if isinstance(one, Line) else Line(one) for one in amounts]
    return best(lines, manual or [0] * len(lines), wanted, facts)


def why(found: Applied) -> list[tuple[str, str]]:
    return [(one.reward, one.why) for one in found.left_out]


def test_v_r6_three_times_ten_percent_each_on_what_the_earlier_left():
    tens = [percent(f"p{n}", 10, stackable=True) for n in range(3)]
    for count, left in ((1, 27_000), (2, 24_300), (3, 21_870)):
        assert 30_000 - applied([30_000], offers(*tens[:count])).rial == left


@pytest.mark.parametrize(
    ("line", "by_hand", "off"), [(120, 0, 9), (120, 20, 9), (120, 114, 6), (60, 6, 6)]
)
def test_v_r10_ten_percent_of_the_goods_is_capped_and_never_more_than_is_left(line, by_hand, off):
    ten = percent("ten", 10, most_rial=900, of="goods")
    assert applied([line * 100], offers(ten), [by_hand * 100]).rial == off * 100


def test_v_r10_a_line_that_is_paid_by_hand_leaves_its_share_to_the_others():
    ten = percent("ten", 10, of="goods")
    assert applied([10_000, 10_000], offers(ten), [10_000, 0]).shares(2) == (0, 2_000)


@pytest.mark.parametrize(("pieces", "free"), [(2, 0), (3, 1), (6, 2), (8, 2), (75, 25)])
def test_v_r17_buy_three_get_one_on_top(pieces, free):
    found = applied(
        [Line(pieces * 100, product="tea", quantity=pieces * 1000)],
        offers(buy_get(3, 1, extra=True)),
    )
    assert found.rial == 0
    if free:
        assert found.discounts[0].free == (("tea", free * 1000),)
    else:
        assert why(found) == [("bg", "quantity")]


def test_v_r18_a_free_piece_on_top_stands_beside_a_code_that_stacks_with_nothing():
    ten = replace(percent("ten", 10), take=Take.CODE)
    found = applied(
        [Line(96_000, product="desk", quantity=3000)],
        [Wanted(buy_get(3, 1, extra=True), "offer"), Wanted(ten, "code", typed="TEN")],
    )
    assert 96_000 - found.rial == 86_400
    assert [one.reward for one in found.discounts] == ["ten", "bg"]


def test_v_r20_a_hundred_percent_leaves_exactly_nothing():
    lines = [560, 892, 4491, 21_726, 240_000]
    found = applied(lines, offers(percent("all", 100)))
    assert found.shares(5) == tuple(lines)


@pytest.mark.parametrize(
    ("least", "with_tax", "answer"),
    [(100_600, False, "minimum"), (100_500, False, ""), (100_600, True, "")],
)
def test_v_r21_the_minimum_looks_at_the_amount_without_or_with_tax(least, with_tax, answer):
    reward = percent("m", 10, when=When(minimum_rial=least, minimum_with_tax=with_tax))
    found = applied([Line(115_575, tax_rial=15_075)], offers(reward))
    assert [w for _, w in why(found)] == ([answer] if answer else [])


def test_v_r23_of_two_that_do_not_stack_the_better_one_is_taken_and_the_other_told():
    code = replace(percent("code", 5), take=Take.CODE)
    found = applied(
        [32_000], [Wanted(percent("auto", 10), "offer"), Wanted(code, "code", typed="FIVE")]
    )
    assert 32_000 - found.rial == 28_800
    (left,) = found.left_out
    assert (left.reward, left.why, left.beaten_by, left.typed) == (
        "code", "not stackable", "auto", "FIVE",
    )  # fmt: skip


def days(first: int | None, last: int | None) -> When:
    return When(
        first_day=None if first is None else TODAY + timedelta(days=first),
        last_day=None if last is None else TODAY + timedelta(days=last),
    )


@pytest.mark.parametrize(
    ("when", "answer"),
    [
        (days(None, -2), "over"),
        (days(-2, 2), ""),
        (days(1, None), "not yet"),
        (days(0, 0), ""),
        (days(None, -1), "over"),
    ],
)
def test_v_r24_first_and_last_day_are_both_good(when, answer):
    found = applied([1_000], offers(percent("p", 10, when=when)))
    assert [w for _, w in why(found)] == ([answer] if answer else [])


def test_v_r25_a_reward_with_one_use_is_refused_the_second_time():
    once = percent("once", 10, most_uses=1)
    assert applied([1_000], [Wanted(once, "code")]).rial == 100
    assert why(applied([1_000], [Wanted(once, "code", used_in_all=1)])) == [("once", "uses")]
    twice = [Wanted(replace(once, stackable=True), "code")] * 2
    assert why(applied([1_000], twice)) == [("once", "uses")]


def test_v_r28_minimum_quantity_once_per_member_and_a_fixed_amount_above_the_price():
    least = amount("least", 1_000, when=When(minimum_rial=5_000))
    assert why(applied([2_000], offers(least))) == [("least", "minimum")]
    ten = amount("ten", 100, when=When(minimum_quantity=10_000))
    assert why(applied([Line(2_000, quantity=2_000)], offers(ten))) == [("ten", "quantity")]
    again = [Wanted(amount("own", 10, most_per_member=1), "code", used_by_member=1)]
    assert why(applied([2_000], again)) == [("own", "member uses")]
    assert applied([3_000], offers(amount("fifty", 5_000))).rial == 3_000


def test_e43_a_percentage_is_rounded_line_by_line_and_adds_up():
    found = applied([105, 105, 814], offers(percent("p", 10)))
    assert found.shares(3) == (11, 11, 81)
    assert found.rial == 103


def test_e44_two_that_stack_beat_one_that_does_not_if_they_are_better_together():
    small = [percent("a", 10, stackable=True), amount("b", 3_000, stackable=True)]
    found = applied([20_000], offers(*small, percent("alone", 20)))
    assert [one.reward for one in found.discounts] == ["a", "b"]
    assert found.rial == 5_000
    assert found.left_out[0].why == "not stackable"
    assert found.left_out[0].beaten_by == "b"
    assert applied([20_000], offers(*small, percent("alone", 30))).rial == 6_000


def test_e44_of_equal_ones_a_code_comes_before_an_offer_and_points_are_spared():
    offer, code = percent("offer", 10), percent("code", 10)
    paid = replace(percent("paid", 10), points=50)
    wanted = [Wanted(paid, "points"), Wanted(offer, "offer"), Wanted(code, "code")]
    found = applied([1_000], wanted)
    assert [one.reward for one in found.discounts] == ["code"]
    assert found.points == 0
    assert [one.reward for one in applied([1_000], wanted[:2]).discounts] == ["offer"]


def test_points_are_not_asked_for_what_another_reward_gives_already():
    paid = Wanted(replace(percent("paid", 10, stackable=True), points=50), "points")
    all_of_it = Wanted(amount("all", 5_000, stackable=True), "code")
    found = applied([1_000], [paid, all_of_it])
    assert (found.rial, found.points) == (1_000, 0)
    assert why(found) == [("paid", "nothing")]


def test_e45_excluded_goods_get_nothing_and_prepaid_money_is_no_goods():
    lines = [
        Line(1_000, category="bread"), Line(1_000, category="tobacco"),
        Line(5_000, kind=LineKind.GIFT_CARD), Line(5_000, kind=LineKind.TOP_UP),
        Line(500, kind=LineKind.DELIVERY),
    ]  # fmt: skip
    ten = percent("ten", 10, goods=Goods(not_categories=("tobacco",)))
    assert applied(lines, offers(ten)).shares(5) == (100, 0, 0, 0, 0)
    off = amount("off", 9_999)
    assert applied(lines, offers(off)).shares(5) == (1_000, 1_000, 0, 0, 0)
    free = percent("free delivery", 100, goods=Goods(kinds=("delivery",)))
    assert applied(lines, offers(free)).shares(5) == (0, 0, 0, 0, 500)
    assert why(applied(lines[2:], offers(ten))) == [("ten", "no goods")]


def test_of_four_pieces_the_cheapest_is_free_when_three_are_bought():
    lines = [Line(3_000, product="a", quantity=2_000), Line(1_000, product="b", quantity=2_000)]
    found = applied(lines, offers(buy_get(3, 1)))
    assert found.rial == 500  # one of the b's, borne by all four by price: 3,000 to 1,000
    assert found.shares(2) == (375, 125)
    assert found.free_pieces(2) == (0, 1_000)
    assert why(applied([Line(3_000, quantity=3_000)], offers(buy_get(3, 1)))) == [
        ("bg", "quantity")
    ]


def test_a_free_product_takes_off_its_pieces_and_the_percentage_counts_on_the_rest():
    free = Reward(
        "tea", "tea", "tea", RewardKind.FREE_PRODUCT, goods=Goods(products=("tea",)),
        stackable=True, points=30,
    )  # fmt: skip
    lines = [Line(6_000, product="tea", quantity=3_000), Line(4_000)]
    found = applied(
        lines, [Wanted(percent("ten", 10, stackable=True), "offer"), Wanted(free, "points")]
    )
    assert [(one.reward, one.rial) for one in found.discounts] == [("tea", 2_000), ("ten", 800)]
    assert found.points == 30
    assert why(applied([Line(9_000)], [Wanted(free, "points")])) == [("tea", "no goods")]


def test_the_second_of_two_free_products_takes_another_piece():
    free = Reward("tea", "tea", "tea", RewardKind.FREE_PRODUCT, stackable=True, points=30)
    lines = [Line(500, product="tea", quantity=1_000)]
    found = applied(lines, [Wanted(free, "points")] * 2)
    assert (found.rial, found.points) == (500, 30)
    assert why(found) == [("tea", "nothing")]


def test_half_of_the_cheapest_piece():
    half = Reward("half", "half", "half", RewardKind.CHEAPEST, percent=50)
    lines = [Line(3_000, quantity=3_000), Line(900), Line(801, quantity=400)]
    assert applied(lines, offers(half)).shares(3) == (0, 0, 401)


def test_a_gift_takes_nothing_off_and_never_stands_in_the_way():
    gift = Reward("mug", "mug", "mug", RewardKind.GIFT, points=100)
    found = applied([1_000], [Wanted(gift, "points"), *offers(percent("ten", 10))])
    assert (found.rial, found.points) == (100, 100)
    assert [one.is_gift for one in found.discounts] == [False, True]
    top_up = [Line(1_000, kind=LineKind.TOP_UP)]
    assert applied(top_up, [Wanted(gift, "points")]).points == 100


def test_more_stackable_rewards_than_can_be_tried_are_still_taken_together():
    many = offers(*(percent(f"p{n}", 10, stackable=True) for n in range(9)))
    found = applied([1_000_000_000], many)
    assert found.rial == 1_000_000_000 - 387_420_489
    with_nothing_left = [*many, *offers(amount("rest", 10**9, stackable=True))]
    assert applied([100], with_nothing_left).rial == 100


def _goods() -> st.SearchStrategy[Goods]:
    some = st.lists(st.sampled_from(["a", "b", "c"]), max_size=2, unique=True).map(tuple)
    return st.builds(Goods, products=some, not_products=some)


REWARDS = st.builds(
    Reward, st.just("r"), st.just("x"), st.just("x"),
    st.sampled_from(list(RewardKind)), st.just(Take.OFFER), points=st.integers(0, 90),
    rial=st.integers(1, 9_000), percent=st.integers(1, 100),
    most_rial=st.sampled_from([0, 0, 500]), of=st.sampled_from(["rest", "goods"]),
    quantity=st.integers(1, 3_000), buy=st.integers(1, 4), get=st.integers(1, 3),
    extra=st.booleans(), goods=_goods(), stackable=st.booleans(),
)  # fmt: skip
LINES = st.builds(
    Line, st.integers(0, 10_000), product=st.sampled_from(["a", "b", "c"]),
    quantity=st.integers(1, 5_000), kind=st.sampled_from(["goods", "goods", "top_up"]),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.data(), st.lists(LINES, min_size=1, max_size=5), st.lists(REWARDS, max_size=8))
def test_no_single_reward_beats_the_best_and_no_line_falls_below_zero(data, lines, rewards):
    rewards = [replace(reward, code=f"r{n}") for n, reward in enumerate(rewards)]
    manual = [data.draw(st.integers(0, line.amount_rial)) for line in lines]
    wanted = [
        Wanted(reward, data.draw(st.sampled_from(["offer", "points", "code"])))
        for reward in rewards
    ]
    found = best(lines, manual, wanted, FACTS)
    shares = found.shares(len(lines))
    assert sum(shares) == found.rial
    for line, by_hand, share in zip(lines, manual, shares, strict=True):
        assert 0 <= share <= line.amount_rial - by_hand
        assert share == 0 or line.kind == LineKind.GOODS
    assert all(one.rial == sum(one.shares) for one in found.discounts)
    assert len(found.discounts) + len(found.left_out) == len(wanted)
    money = {one.reward for one in found.discounts if one.rial}
    beside = {reward.code for reward in rewards if reward.stackable}
    assert len(money) <= 1 or money <= beside
    for one in wanted:
        assert found.rial >= best(lines, manual, [one], FACTS).rial
