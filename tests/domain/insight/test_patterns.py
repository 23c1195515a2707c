"""Habits of buying: shares by hand, and the day of last year with the same weekday."""

from datetime import date, timedelta

import numpy as np
import pytest

from loyaldesk.domain.insight import patterns
from loyaldesk.kernel.jalali import from_jalali, to_jalali


def test_support_confidence_and_lift_by_hand():
    # 100 baskets, bread in 20, butter in 10, both in 8.
    found = patterns.link("bread", "butter", 8, 20, 10, 100)
    assert found.support == 0.08
    assert found.confidence == 0.4
    assert found.lift == pytest.approx(4.0)  # butter: 10 % of all, 40 % of those with bread


def test_what_is_no_more_than_chance_is_left_out():
    chance = patterns.link("a", "b", 10, 50, 20, 100)
    more = patterns.link("a", "c", 12, 50, 20, 100)
    assert chance.lift == 1.0
    assert patterns.strongest([chance, more], 5) == [more]


def test_a_day_is_compared_with_the_same_weekday_of_the_year_before():
    day = from_jalali(1405, 8, 30)  # a Saturday
    before = patterns.year_ago(day, "jalali")
    assert before.weekday() == day.weekday()
    assert to_jalali(before) == (1404, 9, 1)  # 30 Aban 1404 was a Friday


@pytest.mark.parametrize("calendar", ["jalali", "gregorian"])
def test_every_day_of_three_years_is_within_three_days_of_its_anniversary(calendar):
    for n in range(1100):
        day = date(2024, 3, 20) + timedelta(days=n)
        before = patterns.year_ago(day, calendar)
        assert before.weekday() == day.weekday()
        assert 362 <= (day - before).days <= 369
        assert (day - before).days % 7 == 0


def test_gaps_stand_in_the_bar_whose_edge_they_do_not_pass():
    found = patterns.bars(np.array([1.0, 1.5, 3.0, 3.5, 180.0, 181.0]))
    assert found.tolist() == [0, 1, 1, 2, 9, 10]


def test_the_spread_of_figures():
    assert patterns.spread([]) is None
    assert patterns.spread([5.0]) == patterns.Spread(1, 5.0, None, 5.0)
    found = patterns.spread([2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0])
    assert found is not None
    assert found.mean == 5.0
    assert found.deviation == pytest.approx((32 / 7) ** 0.5)
    assert found.worst == pytest.approx(7.6)  # between the 7th and the 8th: 7 + 0.3 * 2
