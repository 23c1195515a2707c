"""How long members stay: against a published table, a hand calculation and a slow second way."""

import random
from datetime import date, timedelta
from math import sqrt

import numpy as np
import pytest

from loyaldesk.domain.insight.settings import InsightSettings
from loyaldesk.domain.insight.tenure import stays, survival
from tests.domain.insight.by_hand import Book, random_book

SHOP = InsightSettings()


def curve_of(times: list[int], lost: list[bool]):  # type: ignore[no-untyped-def]
    return survival(np.array(times, np.int64), np.array(lost, np.bool_))


def test_the_remission_times_of_freireich_give_the_published_table() -> None:
    # Freireich and others, Blood 21 (1963); the table as in Kalbfleisch and Prentice, and in every
    # textbook of survival since: weeks in remission with 6-MP, + is censored.
    lost = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    still = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    found = curve_of(lost + still, [True] * len(lost) + [False] * len(still))
    assert found.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert found.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert found.lost.tolist() == [3, 1, 1, 1, 1, 1, 1]
    published = [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    errors = [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]
    assert found.share == pytest.approx(published, abs=0.0006)
    assert found.share - found.low == pytest.approx([1.96 * e for e in errors], abs=0.0003)
    assert found.high[0] == 1.0  # cut: more than everybody cannot stay
    assert found.median == 23


def test_the_placebo_group_of_the_same_trial_has_a_median_of_eight_weeks() -> None:
    weeks = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
    found = curve_of(weeks, [True] * 21)
    assert found.median == 8
    assert found.share[-1] == 0.0
    assert found.low[-1] == found.high[-1] == 0.0
    # Without censoring it is the plain share: 12 of 21 are left after five weeks.
    assert found.at(5)[0] == pytest.approx(12 / 21)


def test_a_curve_by_hand() -> None:
    # Lost at 2 and 5, still here at 3 and 6: 1 - 1/4, then of two one: 3/8.
    found = curve_of([2, 3, 5, 6], [True, False, True, False])
    assert found.share.tolist() == pytest.approx([0.75, 0.375])
    spread = 1.959964 * 0.75 * sqrt(1 / (4 * 3))
    assert found.low[0] == pytest.approx(0.75 - spread)
    assert found.median == 5
    assert found.at(1.9) == (1.0, 1.0, 1.0)
    assert found.at(4)[0] == 0.75


def test_nobody_lost_means_that_no_median_is_known() -> None:
    found = curve_of([3, 4, 5], [False] * 3)
    assert found.median is None
    assert found.at(100)[0] == 1.0
    assert curve_of([], []).median is None


@pytest.mark.parametrize("seed", range(5))
def test_the_curve_is_the_same_when_members_are_counted_one_by_one(seed: int) -> None:
    chance = random.Random(seed)
    pairs = [(chance.randrange(30), chance.random() < 0.6) for _ in range(80)]
    found = curve_of([t for t, _ in pairs], [e for _, e in pairs])
    share, terms = 1.0, 0.0
    for place, time in enumerate(sorted({t for t, e in pairs if e})):
        at_risk = sum(t >= time for t, _ in pairs)
        lost = sum(t == time and e for t, e in pairs)
        share *= 1 - lost / at_risk
        terms += lost / (at_risk * (at_risk - lost)) if at_risk > lost else 0
        assert found.times[place] == time
        assert found.share[place] == pytest.approx(share)
        assert found.low[place] == pytest.approx(max(0, share - 1.959964 * share * sqrt(terms)))


def test_the_loss_is_the_last_visit_and_who_still_comes_is_censored_today() -> None:
    day = date(2025, 1, 1)
    rows = [(1, day, 10), (1, day + timedelta(days=20), 10)]
    rows += [(2, day + timedelta(days=60), 10), (2, day + timedelta(days=90), 10), (3, day, 0)]
    found = stays(Book(rows).facts(day + timedelta(days=100), {}), SHOP)
    assert found.who.tolist() == [True, True, False]
    assert found.days.tolist() == [20, 40]
    assert found.is_lost.tolist() == [True, False]
    assert found.curve(np.array([False, True, True])).members == 1


@pytest.mark.parametrize("seed", range(3))
def test_stays_are_the_same_by_hand(seed: int) -> None:
    book, last = random_book(seed), date(2025, 12, 31)
    facts = book.facts(last, {})
    found = stays(facts, SHOP)
    plain = []
    for member in facts.ids.tolist():
        if days := book.visits(member, last):
            gone = book.gone(member, last)
            plain.append((((days[-1] if gone else last) - days[0]).days, gone))
    assert list(zip(found.days.tolist(), found.is_lost.tolist(), strict=True)) == plain
