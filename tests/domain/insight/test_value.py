"""80/20, balance, causes of a loss, discount dependence, lifetime value: against plain counting."""

import random
from fractions import Fraction

import numpy as np
import pytest

from loyaldesk.domain.insight import balance, discounts, lifetime, pareto
from loyaldesk.domain.insight.settings import InsightSettings

SHOP = InsightSettings()


def array(*values):
    return np.array(values, np.int64)


def test_two_of_ten_bring_eighty_percent():
    found = pareto.pareto(array(25, 25, 25, 25, 25, 25, 25, 25, 400, 400))
    assert (found.top, found.top_margin, found.share) == (2, 800, 0.8)
    assert sorted(found.order[: found.top].tolist()) == [8, 9]
    assert found.for_most == 2


def test_members_whose_margin_is_below_zero_stay_in_the_base():
    """One of five brings 100, the others lose 10 each: 100 of 60."""
    found = pareto.pareto(array(-10, 100, -10, -10, -10))
    assert (found.top, found.total, found.share) == (1, 60, pytest.approx(100 / 60))
    assert found.curve[0] == 0
    assert found.curve[-1] == 1


def test_where_nothing_is_earned_there_is_no_share():
    for margins in (array(), array(0), array(-5, 5), array(-5)):
        found = pareto.pareto(margins)
        assert found.share is None
        assert found.for_most is None
        assert set(found.curve) == {None}


@pytest.mark.parametrize("seed", range(20))
def test_the_share_of_the_best_fifth_is_that_of_plain_counting(seed):
    dice = random.Random(seed)
    margins = [dice.randint(-50, 10 ** dice.randint(1, 12)) for _ in range(dice.randint(1, 90))]
    n, best = len(margins), sorted(margins, reverse=True)
    top = max(1, int(Fraction(n, 5) + Fraction(1, 2)))
    found = pareto.pareto(array(*margins))
    assert (found.top, found.top_margin) == (top, sum(best[:top]))
    if sum(best) > 0:
        assert found.share == sum(best[:top]) / sum(best)
        assert sum(best[: found.for_most]) >= 0.8 * sum(best) > sum(best[: found.for_most - 1])
        k = int(Fraction(n, 2) + Fraction(1, 2))
        assert found.curve[pareto.STEPS.index(50)] == sum(best[:k]) / sum(best)


def plain_side(margin, perks):
    if margin <= 0:
        return "member" if perks > 0 else "none"
    ratio = Fraction(perks, margin) * 100
    if ratio < SHOP.balance_low_percent:
        return "shop"
    return "member" if ratio > SHOP.balance_high_percent else "even"


def test_sides_follow_the_two_limits():
    rows = [(1000, 10), (1000, 9), (1000, 600), (1000, 601), (0, 1), (-5, 0), (10**13, 10**13)]
    found = balance.sides(array(*(m for m, _ in rows)), array(*(p for _, p in rows)), SHOP)
    assert [balance.SIDES[k] for k in found] == [
        "even", "shop", "even", "member", "member", "none", "member",
    ]  # fmt: skip
    assert [balance.SIDES[k] for k in found] == [plain_side(*row) for row in rows]


def test_a_loss_is_told_by_its_largest_part():
    """Given, came back, serving, buys with a discount only -> cause."""
    rows = [
        (50, 10, 5, True, "discount_only"), (50, 10, 5, False, "discount"),
        (10, 50, 5, True, "returns"), (10, 5, 50, False, "serving"),
        (0, 0, 0, False, "goods"), (-4, 0, 0, False, "goods"), (5, 5, 5, False, "discount"),
    ]  # fmt: skip
    columns = list(zip(*rows, strict=True))
    found = balance.causes(*(array(*c) for c in columns[:3]), np.array(columns[3]))
    assert [balance.CAUSES[k] for k in found] == list(columns[4])


def test_serving_takes_its_part_of_each_visit():
    assert balance.net_of_serving(array(100, 5), array(2, 1), 10).tolist() == [80, -5]


def plain_class(discounted, visits):
    if visits < 4:
        return "few"
    if discounted == 0:
        return "never"
    share = Fraction(discounted, visits)
    return "only" if share == 1 else "mostly" if share >= Fraction(4, 5) else "some"


def test_who_buys_only_with_a_discount_is_told_from_four_visits_on():
    rows = [(v, d) for v in range(1, 12) for d in range(v + 1)]
    visits, discounted = (array(*column) for column in zip(*rows, strict=True))
    found = discounts.dependence(discounted, visits, SHOP)
    assert [discounts.CLASSES[k] for k in found] == [plain_class(d, v) for v, d in rows]
    bands = discounts.bands(discounted, visits)
    for (v, d), place in zip(rows, bands, strict=True):
        first, last = discounts.BANDS[place]
        share = Fraction(100 * d, v)
        assert first <= share < last + 1 or (place == 1 and 0 < share < 20)
        assert (place == 0) == (d == 0)
        assert (place == len(discounts.BANDS) - 1) == (d == v)


def test_who_stayed_is_read_from_the_months_of_two_years():
    """Bits: month 0 is now. Bought in the second year only, in both, in the first only."""
    months = np.array([1 << 12, (1 << 23) | 1, 1 << 11, 1 << 24], np.uint64)
    assert lifetime.stayed(months) == lifetime.Stayed(2, 1)


def test_a_lifetime_is_one_over_the_churn_and_ten_years_at_most():
    """100 of the year before, 25 gone: four years; Wilson's range of 25 % is 17.5 to 34.3 %."""
    stay = lifetime.Stayed(100, 75)
    low, likely, high = stay.years()
    assert (stay.churn, likely) == (0.25, 4.0)
    assert 1 / low == pytest.approx(0.3430, abs=1e-4)
    assert 1 / high == pytest.approx(0.1755, abs=1e-4)
    assert lifetime.Stayed(50, 50).years()[1:] == (10.0, 10.0)
    assert lifetime.Stayed(9, 3).churn is None


def test_a_value_is_margin_by_visits_by_years_less_what_serving_costs():
    """1,000 of margin in 10 visits of 5 members in 12 months, 20 a visit: 80 x 2 x 4 = 640."""
    found = lifetime.value(1000, 10, 5, 12, 20, lifetime.Stayed(100, 75))
    assert (found.visit_rial, found.visits_a_year, found.likely) == (80, 2, 640)
    assert found.low < 640 < found.high
    loss = lifetime.value(100, 10, 5, 12, 20, lifetime.Stayed(100, 75))
    assert loss.low < loss.likely < loss.high < 0
