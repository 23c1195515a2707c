"""Arithmetic of costs and of proof, by hand and by a plain second way."""

from datetime import date, timedelta
from itertools import pairwise
from math import isclose, sqrt
from statistics import NormalDist, fmean, median, variance

import numpy as np
import pytest

from loyaldesk.domain.insight import churn_cost, matching, proof, simulator
from loyaldesk.domain.insight.churn_cost import ChurnCost
from loyaldesk.domain.insight.facts import Span
from loyaldesk.domain.insight.history import day_number
from loyaldesk.domain.insight.proof import Window
from loyaldesk.domain.insight.rhythm import limits
from loyaldesk.domain.insight.settings import InsightSettings
from loyaldesk.domain.insight.simulator import Change, Now
from tests.insight.making import facts_of, history_of, row

SETTINGS = InsightSettings()


def test_five_points_more_retention_bring_what_the_hand_reckons():
    # 100 members stay at 60 %, 10 visits of 500,000 Rial at 20 % margin: 1,000,000 each.
    told = simulator.simulate(Now(100, 0.60, 10, 500_000, 0.20), Change(points=5))
    assert told.now.yearly == pytest.approx(60_000_000)
    assert told.then.yearly == pytest.approx(65_000_000)
    assert told.yearly_more == pytest.approx(5_000_000)
    assert told.yearly_share == pytest.approx(5 / 60)
    assert told.now.years == pytest.approx(2.5)  # 1 / 0.40
    assert told.then.years == pytest.approx(1 / 0.35)
    assert told.lifetime_share == pytest.approx(0.40 / 0.35 - 1)


def test_more_visits_and_larger_baskets_multiply():
    told = simulator.simulate(Now(10, 0.5, 4, 1000, 0.5), Change(0, frequency=10, basket=20))
    assert told.yearly_share == pytest.approx(1.1 * 1.2 - 1)
    assert told.then.years == told.now.years


def test_retention_stays_below_forever_and_nothing_comes_of_nothing():
    told = simulator.simulate(Now(10, 0.97, 4, 1000, 0.5), Change(points=5))
    assert told.then.retention == simulator.MOST_RETENTION
    none = simulator.simulate(Now(10, 0.0, 4, 1000, 0.5), Change(points=0))
    assert none.yearly_share is None
    assert simulator.yearly_of(0.8, 3) == pytest.approx(0.8**4)


def test_the_cost_of_losses_is_corrected_by_those_who_come_back():
    # Three lost with 900 of margin, a new one costs 200; one with 300 came back.
    cost = ChurnCost(3, 1, 900, 300, 200)
    assert (cost.original, cost.correction, cost.corrected) == (1500, 500, 1000)
    assert ChurnCost(3, 1, 900, 300, None).corrected == 600


@pytest.mark.parametrize(
    ("cost", "members", "each"), [(100, 3, 33), (50, 4, 13), (None, 3, None), (100, 0, None)]
)
def test_a_cost_is_shared_to_the_nearest_rial(cost, members, each):
    assert churn_cost.per_member(cost, members) == each


def test_a_member_is_lost_in_the_month_in_which_their_silence_grows_too_long():
    # Limits are 30 days at least, three own gaps else. 1 came every 10 days until 1 Sept.: lost on
    # 2 Oct. 2 came every 20 days until 20 Aug.: silent 72 > 60 on 31 Oct. 3 still comes.
    rows = [row(1, f"2026-{m:02d}-{d:02d}", 1000, cost=400) for m in (7, 8) for d in (1, 11, 21)]
    rows += [row(1, "2026-09-01", 1000, cost=400)]
    rows += [row(2, day, 5000, cost=1000) for day in ("2026-07-11", "2026-07-31", "2026-08-20")]
    rows += [row(3, day, 700) for day in ("2026-08-01", "2026-09-20", "2026-10-25")]
    october = ("2026-10-01", "2026-10-31")
    year = {"year": Span(date(2025, 10, 1), date(2026, 9, 30))}
    start = facts_of(rows, as_of="2026-09-30", spans=year, margin_percent=50)
    end = facts_of(rows, as_of=october[1], spans=year, margin_percent=50)
    gone = churn_cost.loss(start, end, SETTINGS)
    assert gone.ids.tolist() == [1, 2]
    assert gone.margin.tolist() == [7 * 600, 3 * 4000]
    half = churn_cost.loss(start, end, InsightSettings(value_months=6))
    assert half.margin.tolist() == [2 * 7 * 600, 2 * 3 * 4000]


def test_wilsons_range_is_that_of_the_books():
    # 10 of 50: 11.2 % to 33.0 % (Wilson 1927, as in every table of the score interval).
    told = proof.share(10, 50)
    assert (round(told.low, 3), round(told.high, 3)) == (0.112, 0.330)
    assert proof.share(0, 10).low == 0.0
    assert proof.share(0, 0).value is None


def test_the_range_of_a_mean_is_that_of_the_normal_law():
    values = [3.0, 5.0, 8.0, 13.0]
    told = proof.mean(4, sum(values), sum(v * v for v in values))
    reach = NormalDist().inv_cdf(0.975) * sqrt(variance(values) / 4)
    assert told.value == fmean(values)
    assert isclose(told.high - told.value, reach)
    assert proof.mean(1, 7, 49).low is None


def test_a_difference_is_told_only_when_its_range_leaves_zero():
    # Newcombe 1998, table II: 56/70 - 48/80 = 0.20, from 0.0524 to 0.3339.
    gap = proof.difference(proof.share(48, 80), proof.share(56, 70))
    assert (round(gap.low, 4), round(gap.high, 4)) == (0.0524, 0.3339)
    assert proof.verdict(gap, "up") == "better"
    assert proof.verdict(gap, "down") == "worse"
    assert proof.verdict(proof.difference(proof.share(5, 10), proof.share(6, 10)), "up") == "open"


def plain_figures(rows, of_limit, window, percent):
    """Return repeat, value and churn of a window as lists of counts, slowly."""
    by_day = {}
    for each in rows:
        margin = each.net - each.cost if each.cost is not None else each.net * percent // 100
        net, sum_ = by_day.get((each.member_id, each.day), (0, 0))
        by_day[each.member_id, each.day] = net + each.net, sum_ + margin

    def inside(member, first, last):
        return [v for (m, d), v in by_day.items() if m == member and first <= day_number(d) <= last]

    def there(member, day):
        seen = [day_number(d) for (m, d), v in by_day.items() if m == member and v[0] > 0]
        last = max((d for d in seen if d <= day), default=None)
        return last is not None and day - last <= of_limit[member]

    repeat, values, churn = [], [], []
    for member in of_limit:
        days = inside(member, window.first, window.last)
        if sum(net for net, _ in days) > 0:
            repeat.append(sum(net > 0 for net, _ in days) >= 2)
        valued = inside(member, window.value_first, window.last)
        if sum(net for net, _ in valued) > 0:
            values.append(sum(margin for _, margin in valued))
        if there(member, window.first - 1):
            churn.append(not there(member, window.last))
    return repeat, values, churn


@pytest.mark.parametrize("seed", range(6))
def test_the_figures_of_windows_are_those_of_the_slow_way(seed):
    dice = np.random.default_rng(seed)
    rows = [
        row(int(m), date.fromordinal(date(2026, 1, 1).toordinal() + int(d)), int(n),
            cost=None if n % 3 else int(n) // 2)
        for m, d, n in zip(dice.integers(1, 40, 500), dice.integers(0, 300, 500),
                           dice.integers(-300, 900, 500), strict=True)
    ]  # fmt: skip
    facts = facts_of(rows, as_of="2026-12-31", margin_percent=30)
    own = limits(facts, SETTINGS)
    start = day_number(date(2026, 3, 1))
    windows = [Window(start + n, start + n + 29, start + n - 40) for n in (0, 30, 60, 200)]
    some = history_of(r for r in rows if r.member_id < 20)
    other = history_of(r for r in rows if r.member_id >= 20)
    blocks = [proof.member_days(block, facts.ids, own, 30) for block in (some, other)]
    of_limit = dict(zip(facts.ids.tolist(), own.tolist(), strict=True))
    for window, told in zip(windows, proof.figures(blocks, windows), strict=True):
        repeat, values, churn = plain_figures(rows, of_limit, window, 30)
        assert told.repeat == proof.share(sum(repeat), len(repeat))
        assert told.churn == proof.share(sum(churn), len(churn))
        assert told.value.count == len(values)
        if values:
            assert told.value.value == pytest.approx(fmean(values))
        if len(values) > 1:
            reach = proof.Z95 * sqrt(variance(values) / len(values))
            assert told.value.high - told.value.value == pytest.approx(reach)


def test_members_of_another_segment_are_no_part_of_the_windows():
    rows = [row(1, "2026-05-01", 100), row(2, "2026-05-02", 100)]
    ids = np.array([2])
    days = proof.member_days(history_of(rows), ids, np.array([30.0]), None)
    assert days.day.tolist() == [day_number(date(2026, 5, 2))]
    nobody = proof.member_days(history_of(rows), np.array([7]), np.array([30.0]), None)
    window = Window(days.day[0] - 5, days.day[0] + 5, days.day[0] - 5)
    assert proof.figures([days, nobody], [window])[0].value.count == 1


def test_users_are_compared_with_their_like_class_by_class():
    # Class 1: users 10, 14, their like 6, 8. Class 2: users 20, 30, 40, like 20, 22. Class 3: no
    # like. Differences 5 and 9, weighed 2 to 3: 7.4.
    of_class = np.array([1, 1, 1, 1, 2, 2, 2, 2, 2, 3])
    uses = np.array([1, 1, 0, 0, 1, 1, 1, 0, 0, 1], dtype=bool)
    outcome = np.array([10, 14, 6, 8, 20, 30, 40, 20, 22, 99])
    told = matching.effect(of_class, uses, outcome)
    assert (told.users, told.controls, told.left_out) == (5, 4, 1)
    assert told.each == pytest.approx(7.4)
    assert told.total == pytest.approx(37)
    hand = 0.4**2 * (8 / 2 + 2 / 2) + 0.6**2 * (100 / 3 + 2 / 2)
    assert told.error == pytest.approx(sqrt(hand))
    assert not told.is_enough


def test_nobody_to_compare_with_is_told_and_not_guessed():
    told = matching.effect(np.array([1, 2]), np.array([True, True]), np.array([5, 6]))
    assert (told.users, told.controls, told.left_out, told.each) == (0, 0, 2, 0.0)
    empty = np.zeros(0, dtype=np.int64)
    assert matching.effect(empty, empty.astype(bool), empty).users == 0


def test_equal_baskets_are_one_class():
    many = np.ones(10, dtype=np.int64)
    before = matching.Before(many * 3, many * 10, many * 100, np.full(10, 7.0))
    assert len(set(matching.classes(before).tolist())) == 1


def test_what_came_back_and_when_it_is_paid_back():
    assert matching.return_of(150, 100) == pytest.approx(0.5)
    assert matching.return_of(150, 0) is None
    assert matching.payback(30, 100, 10) == 5
    assert matching.payback(10, 100, 10) is None


def slow_loss(rows, first, last, settings):
    """Return who was lost between two days and their margin of the year before, row by row."""

    def gone(day):
        by_member, gaps = {}, []
        for each in rows:
            if each.day <= day:
                days = by_member.setdefault(each.member_id, {})
                days[each.day] = days.get(each.day, 0) + each.net
        seen = {m: sorted(d for d, net in days.items() if net > 0) for m, days in by_member.items()}
        own = {m: [(b - a).days for a, b in pairwise(days)] for m, days in seen.items()}
        gaps = sorted(gap for some in own.values() for gap in some)
        p90 = float(np.percentile(gaps, 90)) if gaps else 0.0
        found = {}
        for member, days in seen.items():
            usual = median(own[member]) * settings.gap_factor if own[member] else p90
            limit = max(usual, settings.silent_min_days)
            if days and (day - days[-1]).days > limit:
                found[member] = days[-1]
        return found

    start = first - timedelta(days=1)
    before, after = gone(start), gone(last)
    lost = sorted(set(after) - set(before))

    def year(member):
        known = any(r.member_id == member and r.day <= start for r in rows)
        end = start if known else last
        since = end - timedelta(days=364)
        return sum(r.net - r.cost for r in rows if r.member_id == member and since <= r.day <= end)

    return lost, [year(member) for member in lost]


@pytest.mark.parametrize("seed", range(8))
def test_losses_are_those_of_the_slow_way(seed):
    dice = np.random.default_rng(seed)
    rows = [
        row(int(m), date(2025, 10, 1) + timedelta(days=int(d)), int(n), cost=int(n) // 3)
        for m, d, n in zip(dice.integers(1, 60, 400), dice.integers(0, 420, 400),
                           dice.integers(-200, 900, 400), strict=True)
    ]  # fmt: skip
    first, last = date(2026, 10, 1), date(2026, 10, 31)
    start_year = {"year": Span(first - timedelta(days=365), first - timedelta(days=1))}
    end_year = {"year": Span(last - timedelta(days=364), last)}
    start = facts_of(rows, as_of=first - timedelta(days=1), spans=start_year)
    end = facts_of(rows, as_of=last, spans=end_year)
    told = churn_cost.loss(start, end, SETTINGS)
    ids, margins = slow_loss(rows, first, last, SETTINGS)
    assert told.ids.tolist() == ids
    assert told.margin.tolist() == margins


@pytest.mark.parametrize("seed", range(4))
def test_the_effect_is_that_of_the_slow_way(seed):
    dice = np.random.default_rng(seed)
    of_class, uses = dice.integers(0, 12, 150), dice.integers(0, 2, 150).astype(bool)
    outcome = dice.integers(-500, 3000, 150)
    sides = {}
    for name, is_user, value in zip(of_class, uses, outcome, strict=True):
        sides.setdefault(int(name), ([], []))[int(is_user)].append(int(value))
    both = {n: s for n, s in sides.items() if len(s[0]) >= 2 and len(s[1]) >= 2}
    users = sum(len(s[1]) for s in both.values())
    each = sum(len(s[1]) * (fmean(s[1]) - fmean(s[0])) for s in both.values()) / users
    error = sqrt(sum(
        (len(s[1]) / users) ** 2 * (variance(s[1]) / len(s[1]) + variance(s[0]) / len(s[0]))
        for s in both.values()
    ))  # fmt: skip
    told = matching.effect(of_class, uses, outcome)
    assert (told.users, told.controls) == (users, sum(len(s[0]) for s in both.values()))
    assert told.each == pytest.approx(each)
    assert told.error == pytest.approx(error)
