"""Who stays and who leaves: the club's figures twice, fast and slowly by hand."""

from datetime import date, timedelta

import numpy as np
import pytest

from loyaldesk.domain.insight import rhythm
from loyaldesk.domain.insight.facts import Facts, Span
from loyaldesk.domain.insight.movement import (
    LAPSED,
    NEITHER,
    NEW,
    REPEATING,
    by_month,
    carried,
    movement,
    two_periods,
)
from loyaldesk.domain.insight.retention import after_purchases, churn, monthly, retention
from loyaldesk.domain.insight.settings import InsightSettings
from tests.domain.insight.by_hand import Book, random_book

SHOP = InsightSettings()
PERIOD = Span(date(2025, 12, 1), date(2025, 12, 31))
WINDOW = Span(date(2025, 9, 1), date(2025, 11, 30))
START = date(2025, 11, 30)
DAY = date(2025, 1, 1)
SEEDS = pytest.mark.parametrize("seed", range(4))


def money(*figures: int) -> np.ndarray:
    return np.array(figures, np.int64)


def facts_on(book: Book, last: date = PERIOD.last) -> Facts:
    return book.facts(last, {"period": PERIOD, "window": WINDOW})


def only(facts: Facts, flags: np.ndarray) -> set[int]:
    return set(facts.ids[flags].tolist())


def test_who_is_new_repeating_or_lapsed_is_what_the_published_example_says() -> None:
    # V-A1: members 1001, 1002, 1003, 1004; V-A2: nothing then fifty, and nothing at all.
    one, two = money(100, 200, 150, 0, 0, 0), money(120, 0, 180, 90, 50, 0)
    assert two_periods(one, two).tolist() == [REPEATING, LAPSED, REPEATING, NEW, NEW, NEITHER]


def test_goods_that_came_back_do_not_count_as_bought() -> None:
    assert two_periods(money(-5, 10, 0), money(10, -10, 0)).tolist() == [NEW, LAPSED, NEITHER]


def test_a_member_is_gone_only_after_three_of_their_own_gaps() -> None:
    weekly = [(1, DAY + timedelta(days=7 * k), 10) for k in range(20)]
    rare = [(2, DAY + timedelta(days=40 * k), 10) for k in range(4)]
    last = DAY + timedelta(days=133)
    book = Book([*weekly, *rare])
    # 30 days after the last weekly visit is not yet above the least limit, 31 is; the rare one,
    # 40 days apart, has 120 days (last visit on day 120).
    for days, weekly_gone, rare_gone in ((30, False, False), (31, True, False), (107, True, False)):
        facts = book.facts(last + timedelta(days=days), {})
        assert rhythm.lapsed(facts, SHOP).tolist() == [weekly_gone, rare_gone]
    assert rhythm.lapsed(book.facts(DAY + timedelta(days=241), {}), SHOP).tolist() == [True, True]


def test_whoever_came_once_has_the_gap_that_nine_of_ten_do_not_pass() -> None:
    rows = [(1, DAY + timedelta(days=50 * k), 10) for k in range(5)] + [(2, DAY, 10)]
    facts = Book(rows).facts(DAY + timedelta(days=50), {})
    assert rhythm.limits(facts, SHOP).tolist() == [150, 50]
    assert not rhythm.lapsed(facts, SHOP).any()
    assert rhythm.lapsed(Book(rows).facts(DAY + timedelta(days=51), {}), SHOP).tolist() == [
        False,
        True,
    ]


def test_who_never_bought_for_more_than_nothing_is_neither_there_nor_gone() -> None:
    facts = Book([(1, DAY, 0), (2, DAY, -50)]).facts(DAY + timedelta(days=400), {})
    assert not rhythm.lapsed(facts, SHOP).any()
    assert not rhythm.present(facts, SHOP).any()
    assert rhythm.silence(facts).tolist() == [-1, -1]


@SEEDS
def test_gone_by_the_own_rhythm_is_the_same_when_reckoned_slowly(seed: int) -> None:
    book = random_book(seed)
    for last in (date(2025, 3, 1), date(2025, 8, 15), date(2026, 2, 28)):
        facts = book.facts(last, {})
        plain = [book.gone(m, last) for m in facts.ids.tolist()]
        assert rhythm.lapsed(facts, SHOP).tolist() == plain


@SEEDS
def test_every_buyer_is_new_returning_or_came_back(seed: int) -> None:
    book = random_book(seed)
    facts, start = facts_on(book), book.facts(START, {})
    found = movement(facts, start, SHOP, "period")
    active, new, back, there, lapsed = set(), set(), set(), set(), set()
    for member in book.members(PERIOD.last):
        before = book.visits(member, START)
        if before and not book.gone(member, START):
            there.add(member)
            if book.gone(member, PERIOD.last):
                lapsed.add(member)
        if book.net(member, PERIOD.first, PERIOD.last) > 0:
            active.add(member)
            if not before:
                new.add(member)
            elif book.gone(member, START):
                back.add(member)
    assert only(facts, found.active) == active
    assert only(facts, found.new) == new
    assert only(facts, found.came_back) == back
    assert only(facts, found.returning) == active - new - back
    assert only(facts, found.there) == there
    assert only(facts, found.lapsed) == lapsed
    assert churn(found.there, found.lapsed).rate == pytest.approx(len(lapsed) / len(there))


@SEEDS
def test_retention_leaves_new_members_out_on_both_sides(seed: int) -> None:
    book = random_book(seed)
    found = retention(*(facts_on(book).sums[name] for name in ("window", "period")))
    everybody = book.members(PERIOD.last)
    base = {m for m in everybody if book.net(m, WINDOW.first, WINDOW.last) > 0}
    now = {m for m in everybody if book.net(m, PERIOD.first, PERIOD.last) > 0}
    assert found.rate == pytest.approx(len(base & now) / len(base))
    # The classic form (E - N) / S, with E who bought now and N who of them did not buy before.
    assert found.rate == pytest.approx((len(now) - len(now - base)) / len(base))


def test_retention_of_the_published_example_is_two_thirds() -> None:
    # V-A1b
    first, second = date(2025, 1, 5), date(2025, 2, 5)
    rows = [(1001, first, 100), (1002, first, 200), (1003, first, 150)]
    rows += [(1001, second, 120), (1003, second, 180), (1004, second, 90)]
    spans = {"one": Span(first, first), "two": Span(second, second)}
    facts = Book(rows).facts(second, spans)
    found = retention(facts.sums["one"], facts.sums["two"])
    assert found.rate == pytest.approx(2 / 3)


def test_without_buyers_before_there_is_no_retention_instead_of_zero() -> None:
    facts = Book([(1, PERIOD.first, 10)]).facts(PERIOD.last, {"period": PERIOD, "window": WINDOW})
    assert retention(facts.sums["window"], facts.sums["period"]).rate is None
    nobody = np.zeros(1, np.bool_)
    assert churn(nobody, nobody).rate is None


@SEEDS
@pytest.mark.parametrize("calendar", ["jalali", "gregorian"])
def test_each_month_has_the_retention_of_its_own_window(seed: int, calendar: str) -> None:
    book = random_book(seed, calendar=calendar)
    last = date(2025, 12, 31)
    facts = book.facts(last, {})
    bought = {m: [book.month_net(m, last, k) > 0 for k in range(20)] for m in facts.ids.tolist()}
    for skip in (0, 1):
        found = monthly(facts.months, skip, 12, 3)
        for place, (base, stayed, rate) in enumerate(found):
            k = skip + 11 - place
            before = [m for m, months in bought.items() if any(months[k + 1 : k + 4])]
            both = [m for m in before if bought[m][k]]
            assert (base, stayed) == (len(before), len(both))
            assert rate == (len(both) / len(before) if before else None)


@SEEDS
def test_the_months_of_the_chart_add_up_to_the_buyers(seed: int) -> None:
    book = random_book(seed)
    last = date(2026, 1, 31)
    facts = book.facts(last, {})
    first = [book.visits(m, last)[:1] for m in facts.ids.tolist()]
    joined = np.array(
        [(2026 - d[0].year) * 12 + 1 - d[0].month if d else -1 for d in first], np.int64
    )
    found = by_month(facts.months, joined, 13)
    for place in range(13):
        k = 12 - place
        now = {m for m in facts.ids.tolist() if book.month_net(m, last, k) > 0}
        before = {m for m in facts.ids.tolist() if book.month_net(m, last, k + 1) > 0}
        new = {m for m, j in zip(facts.ids.tolist(), joined, strict=True) if j == k} & now
        assert found.new[place] == len(new)
        assert found.stayed[place] == len((now & before) - new)
        assert found.back[place] == len(now - before - new)
        assert found.away[place] == len(before - now)


@SEEDS
def test_the_last_purchase_counts_as_the_last_only_after_the_limit(seed: int) -> None:
    book = random_book(seed)
    last = date(2025, 12, 31)
    facts = book.facts(last, {})
    for one in after_purchases(facts, rhythm.lapsed(facts, SHOP)):
        made = [m for m in facts.ids.tolist() if len(book.visits(m, last)) >= one.number]
        ended = [m for m in made if len(book.visits(m, last)) == one.number and book.gone(m, last)]
        assert (one.made, one.last) == (len(made), len(ended))
        assert only(facts, one.who) == set(ended)
        assert one.share == (pytest.approx(len(ended) / len(made)) if made else None)


def test_flags_of_other_members_are_not_taken_over() -> None:
    none = money()
    assert carried(money(1, 5), none, np.zeros(0, np.bool_)).tolist() == [False, False]
    flags = np.array([True, True])
    assert carried(money(1, 4, 5, 9), money(4, 5), flags).tolist() == [False, True, True, False]
