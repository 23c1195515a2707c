"""What goes back with returned goods: cumulative, exact, never more than was sold."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loyaldesk.domain.errors import CannotReturn, MoreThanSold
from loyaldesk.domain.returning import (
    Asked,
    GoingBack,
    Parts,
    SoldLine,
    SoldSale,
    due,
    going_back,
    parts_of,
)
from loyaldesk.kernel.errors import BadInput

PIECE = 1000


def line(number: int, rial: int, pieces: int = 1, **more: int) -> SoldLine:
    return SoldLine(number, pieces * PIECE, rial, **more)


def after(sale: SoldSale, back: GoingBack) -> SoldSale:
    """Return the sale as the next return finds it."""
    moved = {part.line.number: part.quantity for part in back.lines}
    lines = tuple(
        SoldLine(**{
            **{name: getattr(one, name) for name in SoldLine.__slots__},
            "back": one.back + moved.get(one.number, 0),
        })
        for one in sale.lines
    )  # fmt: skip
    return SoldSale(**{
        **{name: getattr(sale, name) for name in SoldSale.__slots__},
        "lines": lines, "due_before": back.due_so_far,
    })  # fmt: skip


def by_amount(rial: int, **more: int) -> SoldSale:
    """Return a sale known by its amount; its one line counts Rial."""
    sale = {k: v for k, v in more.items() if k in SoldSale.__slots__}
    shares = {k: v for k, v in more.items() if k not in sale}
    only = SoldLine(0, rial, rial, earned=more.get("earned", 0), **shares)
    return SoldSale(1001, (only,), by_amount=True, **sale)


def test_v_f6_the_third_line_takes_only_what_it_earned():
    sale = SoldSale(1, tuple(
        line(n, 100_000, earned=points) for n, points in enumerate((15, 25, 20))
    ), earned=60)  # fmt: skip
    assert going_back(sale, Asked(((2, PIECE),))).due == 20


def test_v_f10_half_of_a_sale_paid_with_points_gives_half_of_each():
    """10 000 = 6 000 in money and 4 000 points; earned 60 on the money."""
    sale = by_amount(10_000, points_rial=4_000, pay_points=4_000, earned=60)
    back = going_back(sale, Asked(amount_rial=5_000), points="share")
    assert (back.parts.cash_rial, back.points_back, back.due) == (3_000, 2_000, 30)


def test_v_f1_and_v_f8_one_of_two_takes_half():
    for rial, earned in ((10_000, 100), (2_000_000, 20)):
        sale = SoldSale(1, (line(0, rial, 2, earned=earned),), earned=earned)
        assert going_back(sale, Asked(((0, PIECE),)), points="share").due == earned // 2


@pytest.mark.parametrize(("rounding", "first"), [("take_down", 0), ("keep_down", 1)])
def test_e09_two_returns_of_5_end_where_one_of_10_ends(rounding, first):
    """100 earned 10: 5 is half a point, 10 is one."""
    sale = by_amount(100, earned=10)
    one = going_back(sale, Asked(amount_rial=5), rounding=rounding)
    two = going_back(after(sale, one), Asked(amount_rial=5), rounding=rounding)
    at_once = going_back(sale, Asked(amount_rial=10), rounding=rounding)
    assert one.due == first
    assert one.due + two.due == at_once.due == 1


def test_sq5_by_the_rules_on_what_is_left():
    """One point for each whole 10: 95 leaves 9, and 90 leaves 9 as well."""
    sale = by_amount(100, earned=10)

    def rules(left):
        return left[0] // 10

    first = going_back(sale, Asked(amount_rial=5), points="recompute", rules=rules)
    second = going_back(
        after(sale, first), Asked(amount_rial=5), points="recompute", rules=rules
    )  # fmt: skip
    assert (first.due, second.due) == (1, 0)


def test_rules_that_would_give_more_for_less_never_give_points_for_a_return():
    sale = by_amount(100, earned=10)
    back = going_back(sale, Asked(amount_rial=50), points="recompute", rules=lambda _: 99)
    assert back.due == 0


def test_points_that_a_reward_cost_come_back_with_what_it_took_off():
    """Two goods at 100; a reward of 20 points made the first 50 cheaper."""
    sale = SoldSale(1, (line(0, 100, reward_rial=50), line(1, 100)), reward_points=20)
    other = going_back(sale, Asked(((1, PIECE),)))
    assert (other.points_back, other.parts.cash_rial) == (0, 100)
    back = going_back(sale, Asked(((0, PIECE),)))
    assert (back.points_back, back.parts.cash_rial, back.parts.reward_rial) == (20, 50, 50)


def test_a_gift_card_line_gives_its_money_back_as_prepaid():
    sale = SoldSale(1, (line(0, 500, prepaid_rial=500), line(1, 300, earned=3)), earned=3)
    back = going_back(sale, Asked(((0, None),)))
    assert (back.parts.prepaid_rial, back.parts.cash_rial, back.due) == (500, 500, 0)


def test_a_line_that_cost_nothing_takes_its_points_along():
    sale = SoldSale(1, (line(0, 0, 2, earned=10),), earned=10)
    back = going_back(sale, Asked(((0, PIECE),)), points="share")
    assert (back.parts.cash_rial, back.due) == (0, 5)


def test_a_line_left_below_zero_by_a_multiplier_takes_nothing_from_the_others():
    lines = (line(0, 100, earned=-1), line(1, 100, earned=11))
    sale = SoldSale(1, lines, earned=10)
    assert going_back(sale, Asked(((1, None),))).due == 10
    assert going_back(sale, Asked(((0, None),))).due == 0


@pytest.mark.parametrize(
    ("asked", "left"),
    [(Asked(((0, 2001),)), 2000), (Asked(((0, 1000), (0, 1500))), 2000), (Asked(((1, 1),)), 0)],
)
def test_e11_more_than_was_sold_is_refused_with_what_is_left(asked, left):
    lines = (line(0, 100, 2), SoldLine(1, 1000, 50, back=1000, name="Tea"))
    with pytest.raises(MoreThanSold) as refused:
        going_back(SoldSale(7, lines), asked)
    assert refused.value.left == left


def test_what_cannot_be_asked_is_refused_with_the_reason():
    lines, amount = SoldSale(7, (line(0, 100, 2),)), by_amount(100)
    for sale, asked, field, why in (
        (lines, Asked(((5, 1),)), "line", "no such line"),
        (lines, Asked(((0, 0),)), "quantity", "not positive"),
        (lines, Asked(amount_rial=5), "amount", "has lines"),
        (amount, Asked(((0, 1),)), "line", "no lines"),
        (amount, Asked(amount_rial=0), "amount", "not positive"),
        (amount, Asked(((0, 1),), 5), "amount", "lines and amount"),
    ):
        with pytest.raises(BadInput) as refused:
            going_back(sale, asked)
        assert (refused.value.field, refused.value.why) == (field, why)
    with pytest.raises(MoreThanSold):
        going_back(amount, Asked(amount_rial=101))
    with pytest.raises(CannotReturn):
        going_back(SoldSale(7, (SoldLine(0, 1, 1, back=1),)), Asked())


rial = st.integers(0, 3_000_000)


@st.composite
def sold_line(draw: st.DrawFn, number: int) -> SoldLine:
    amount = draw(rial)
    shares, left = [], amount
    for _ in range(5):
        shares.append(draw(st.integers(0, left)))
        left -= shares[-1]
    return SoldLine(
        number, draw(st.integers(1, 5000)), amount, *shares, earned=draw(st.integers(0, 500)),
        discount_rial=draw(rial), tax_rial=draw(st.integers(0, amount)), cost_rial=draw(rial),
    )  # fmt: skip


@st.composite
def sold_sale(draw: st.DrawFn) -> SoldSale:
    lines = tuple(draw(sold_line(n)) for n in range(draw(st.integers(1, 4))))
    return SoldSale(
        1, lines, pay_points=draw(st.integers(0, 10_000)), reward_points=draw(st.integers(0, 500)),
        earned=sum(one.earned for one in lines), cashback_rial=draw(rial),
    )  # fmt: skip


HOW = st.sampled_from([
    (mode, rounding, None) for mode in ("line", "share") for rounding in ("keep_down", "take_down")
] + [("recompute", "keep_down", lambda left: sum(left) // 7)])  # fmt: skip


def figures(back: GoingBack) -> tuple[int, ...]:
    money = tuple(getattr(back.parts, name) for name in Parts.__slots__)
    return (*money, back.points_back, back.due, back.cashback_rial)


@settings(max_examples=50, deadline=None)
@given(st.data(), sold_sale(), HOW)
def test_any_split_of_a_return_ends_where_it_ends_at_once_and_a_full_one_gives_all(data, sale, how):
    mode, rounding, rules = how
    start, sums = sale, None
    while any(one.left for one in sale.lines):
        open_lines = [one for one in sale.lines if one.left]
        picked = data.draw(st.lists(st.sampled_from(open_lines), min_size=1, unique_by=id))
        asked = Asked(tuple((one.number, data.draw(st.integers(1, one.left))) for one in picked))
        back = going_back(sale, asked, points=mode, rounding=rounding, rules=rules)
        assert all(figure >= 0 for figure in figures(back))
        assert sum(part.earned for part in back.lines) == back.due
        money = back.parts
        assert money.amount_rial == (
            money.reward_rial + money.points_rial + money.gift_card_rial + money.wallet_rial
            + money.cash_rial
        )  # fmt: skip
        now = figures(back)
        sums = now if sums is None else tuple(map(sum, zip(sums, now, strict=True)))
        sale = after(sale, back)
        if data.draw(st.booleans()):
            at_once = tuple((one.number, one.back) for one in sale.lines if one.back)
            whole = going_back(
                start, Asked(at_once), points=mode, rounding=rounding, rules=rules
            )  # fmt: skip
            assert figures(whole) == sums
    everything = going_back(start, Asked(), points=mode, rounding=rounding, rules=rules)
    assert sums == figures(everything)
    assert everything.is_whole
    assert everything.due == start.earned
    assert everything.points_back == start.pay_points + start.reward_points
    assert everything.cashback_rial == start.cashback_rial
    sold = sum((parts_of(one, one.quantity) for one in start.lines), Parts())
    assert everything.parts == sold
    assert sold.points_rial == sum(one.points_rial for one in start.lines)
    assert sold.tax_rial == sum(one.tax_rial for one in start.lines)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 10**9), st.integers(0, 10**6), st.data())
def test_an_amount_comes_back_to_the_rial(total, earned, data):
    paid = data.draw(st.integers(0, total))
    sale = by_amount(total, points_rial=paid, pay_points=paid, earned=earned)
    asked = data.draw(st.integers(1, total))
    back = going_back(sale, Asked(amount_rial=asked))
    assert back.parts.amount_rial == asked
    assert back.parts.cash_rial + back.points_back == asked
    assert 0 <= due(sale, (asked,), "line", "keep_down") <= earned
