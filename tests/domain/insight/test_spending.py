"""What members spend and how often they come: twice, fast and slowly by hand."""

from datetime import date, timedelta
from statistics import median

import numpy as np
import pytest

from loyaldesk.domain.insight.cohorts import cohorts
from loyaldesk.domain.insight.exact import months_until, total
from loyaldesk.domain.insight.facts import Span
from loyaldesk.domain.insight.repeat import frequency, repeat, second
from loyaldesk.domain.insight.revenue import revenue
from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.money import MOST_RIAL
from tests.domain.insight.by_hand import Book, random_book

BEFORE = Span(date(2025, 11, 1), date(2025, 11, 30))
PERIOD = Span(date(2025, 12, 1), date(2025, 12, 31))
SPANS = {"before": BEFORE, "period": PERIOD}
SEEDS = pytest.mark.parametrize("seed", range(4))


def money(*figures: int) -> np.ndarray:
    return np.array(figures, np.int64)


def test_revenue_churn_of_the_published_example() -> None:
    # V-A1b: lost 200, reduced 0, expansion 20 + 30; a third of 450 is 150.
    found = revenue(money(100, 200, 150, 0), money(120, 0, 180, 90))
    assert (found.previous, found.lost, found.reduced, found.expansion) == (450, 200, 0, 50)
    assert found.churn == pytest.approx(200 / 450)
    assert found.net_churn == pytest.approx(1 / 3)
    assert found.retained == pytest.approx(2 / 3)


def test_customers_who_buy_more_than_others_leave_make_the_churn_negative() -> None:
    # 10 lost, 5 reduced, 40 more: (15 - 40) / 100.
    found = revenue(money(10, 50, 40), money(0, 45, 80))
    assert found.net_churn == pytest.approx(-0.25)
    assert found.retained == pytest.approx(1.25)


def test_more_brought_back_than_bought_loses_no_more_than_was_spent() -> None:
    found = revenue(money(100, -30), money(-500, 20))
    assert (found.previous, found.lost, found.reduced, found.expansion) == (100, 100, 0, 0)
    assert found.retained == 0.0
    assert found.existing.tolist() == [True, False]


def test_without_spend_before_nothing_can_be_said_of_it() -> None:
    found = revenue(money(0, -5), money(100, 100))
    assert found.churn is found.growth is found.net_churn is found.retained is None


def test_a_million_of_the_largest_amounts_do_not_run_over() -> None:
    many = np.full(1_000_000, MOST_RIAL, np.int64)
    assert total(many) == MOST_RIAL * 1_000_000
    assert total(-many) == -MOST_RIAL * 1_000_000
    assert total(money(2**63 - 1, 2**63 - 1, -(2**63), -1)) == 2**63 - 3
    found = revenue(many, np.zeros_like(many))
    assert found.churn == 1.0
    top = money(2**63 - 1)
    assert revenue(top, money(-(2**63))).lost == 2**63 - 1


@SEEDS
def test_revenue_moves_are_the_same_member_by_member(seed: int) -> None:
    book = random_book(seed)
    facts = book.facts(PERIOD.last, SPANS)
    found = revenue(facts.sums["before"].net, facts.sums["period"].net)
    previous = lost = reduced = expansion = 0
    for member in facts.ids.tolist():
        one = book.net(member, BEFORE.first, BEFORE.last)
        two = max(0, book.net(member, PERIOD.first, PERIOD.last))
        if one <= 0:
            continue
        previous += one
        if two == 0:
            lost += one
        elif two < one:
            reduced += one - two
        else:
            expansion += two - one
    assert previous > 0
    assert (found.previous, found.lost) == (previous, lost)
    assert (found.reduced, found.expansion) == (reduced, expansion)
    assert found.net_churn == pytest.approx((lost + reduced - expansion) / previous)
    assert found.net_churn + found.retained == pytest.approx(1)


def test_two_receipts_of_one_day_are_one_visit() -> None:
    day = PERIOD.first
    rows = [(1, day, 10), (1, day, 20), (2, day, 10), (2, day + timedelta(days=1), 10)]
    found = repeat(Book(rows).facts(PERIOD.last, SPANS).sums["period"])
    assert found.rate == 0.5
    assert found.again.tolist() == [False, True]


@SEEDS
def test_repeat_frequency_and_basket_are_the_same_by_hand(seed: int) -> None:
    book = random_book(seed)
    facts = book.facts(PERIOD.last, SPANS)
    first, last = PERIOD.first, PERIOD.last
    bought = [m for m in facts.ids.tolist() if book.net(m, first, last) > 0]
    days = {m: len(book.visits(m, last, first)) for m in facts.ids.tolist()}
    found = repeat(facts.sums["period"])
    assert found.rate == pytest.approx(sum(days[m] >= 2 for m in bought) / len(bought))
    often = frequency(facts, facts.sums["period"])
    net = sum(book.net(m, first, last) for m in facts.ids.tolist())
    assert often.frequency == pytest.approx(sum(days[m] for m in bought) / len(bought))
    assert often.basket == pytest.approx(net / sum(days.values()))
    gaps = [median(book.gaps(m, last)) for m in bought if book.gaps(m, last)]
    assert often.gap == pytest.approx(median(gaps))
    assert often.with_gap == len(gaps)


def test_a_period_of_returns_only_has_neither_basket_nor_rate() -> None:
    facts = Book([(1, PERIOD.first, -10)]).facts(PERIOD.last, SPANS)
    assert repeat(facts.sums["period"]).rate is None
    often = frequency(facts, facts.sums["period"])
    assert often.frequency is often.basket is often.gap is None


def test_whoever_has_not_come_again_yet_is_not_taken_for_never() -> None:
    # Six joined on one day, 100 days ago: back after 10, 20 and 70 days, three are waited for;
    # one joined 5 days ago. By Kaplan and Meier: 1 - 1/6, - 1/5 of the rest, - 1/4: 3/6 at 70.
    day = date(2025, 1, 1)
    rows = [(m, day, 10) for m in range(1, 7)]
    rows += [(m, day + timedelta(days=d), 10) for m, d in ((1, 10), (2, 20), (3, 70))]
    rows.append((7, day + timedelta(days=95), 10))
    facts = Book(rows).facts(day + timedelta(days=100), {})
    found = second(facts, np.ones(7, np.bool_))
    assert (found.members, found.again, found.waiting) == (7, 3, 4)
    assert found.median == 70
    # Who joined 5 days ago is in no base of 30, 60 or 90 days.
    assert [one[1:3] for one in found.within] == [(6, 2), (6, 2), (6, 3)]


@SEEDS
def test_shares_within_days_are_the_same_by_hand(seed: int) -> None:
    book = random_book(seed)
    last = PERIOD.last
    facts = book.facts(last, {})
    found = second(facts, np.ones(len(facts), np.bool_))
    visits = [v for v in (book.visits(m, last) for m in facts.ids.tolist()) if v]
    for step, whole, part, share in found.within:
        old = [v for v in visits if (last - v[0]).days >= step]
        back = [v for v in old if len(v) > 1 and (v[1] - v[0]).days <= step]
        assert (whole, part) == (len(old), len(back))
        assert share == pytest.approx(len(back) / len(old))
    assert found.again == sum(len(v) > 1 for v in visits)


@SEEDS
@pytest.mark.parametrize("calendar", ["jalali", "gregorian"])
def test_cohorts_are_the_members_who_joined_in_a_month(seed: int, calendar: str) -> None:
    book = random_book(seed, calendar=calendar)
    last = date(2026, 1, 25)
    facts = book.facts(last, {})
    found = cohorts(facts, calendar)
    assert [row.month for row in found.rows] == months_until(last, calendar, 13)
    for number, row in enumerate(found.rows):
        joined = [
            m for m in facts.ids.tolist()
            if (days := book.visits(m, last)) and Month.of(days[0], calendar) == row.month
        ]  # fmt: skip
        assert row.size == len(joined)
        assert len(row.active) == 13 - number
        month = row.month
        for k, active in enumerate(row.active):
            bought = {m for m in joined if book.net(m, month.first, min(month.last, last)) > 0}
            assert active == len(bought)
            assert set(facts.ids[found.members(number, k)].tolist()) == bought
            assert row.shares[k] == (len(bought) / len(joined) if joined else None)
            month = month.next


def test_a_month_in_which_nobody_joined_has_no_share() -> None:
    facts = Book([(1, date(2025, 1, 3), 10)]).facts(date(2025, 3, 1), {})
    rows = cohorts(facts, "gregorian", 3).rows
    assert rows[0].shares == (1.0, 0.0, 0.0)
    assert rows[1].shares == (None, None)
