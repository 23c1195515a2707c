"""Days with a purchase: counted fast and once more in plain loops, and by the published tables."""

import random
from collections import defaultdict
from datetime import date, timedelta

import numpy as np
import pytest

from loyaldesk.domain.insight.buyers import bought, visits_after
from loyaldesk.domain.insight.history import MIRROR, RETURN, SALE, VISIT, day_of
from tests.insight.making import history_of, row

LOOK = date(2015, 2, 7)


def told(rows, until=LOOK):
    """Return by member (repeats, first to last, age, mean of repeats)."""
    found = bought([history_of(rows)], until)
    of = found.buyers
    columns = (of.repeats, of.first_to_last, of.age, of.mean_rial)
    return dict(zip(found.ids.tolist(), zip(*(c.tolist() for c in columns), strict=True),
                    strict=True))  # fmt: skip


def test_va5_counts_repeats_and_days_as_published():
    rows = [(1, "2015-02-01", 1), (1, "2015-02-06", 1), (2, "2015-01-01", 1),
            (3, "2015-01-01", 1), (3, "2015-01-02", 1), (3, "2015-01-05", 1)]  # fmt: skip
    assert {who: each[:3] for who, each in told(rows).items()} == {
        1: (1, 5, 6), 2: (0, 0, 37), 3: (2, 4, 37),
    }  # fmt: skip


def test_va6_takes_the_mean_of_the_days_after_the_first():
    rows = [(4, "2015-01-16", 6), (4, "2015-02-02", 3), (4, "2015-02-05", 3),
            (5, "2015-01-16", 3), (5, "2015-01-17", 1), (5, "2015-01-18", 8)]  # fmt: skip
    assert {who: each[3] for who, each in told(rows).items()} == {4: 3.0, 5: 4.5}


def test_receipts_of_one_day_are_one_purchase_and_later_rows_are_nothing():
    rows = [(1, "2015-01-01", 5), (1, "2015-01-01", 7), (1, "2015-02-01", 4), (1, "2015-02-08", 9)]
    assert told(rows) == {1: (1, 31, 37, 4.0)}


def test_a_day_without_money_counts_unless_it_was_taken_back_or_goods_came_back():
    rows = [
        row(1, "2015-01-01", 0, kind=VISIT),
        row(2, "2015-01-01", 0, kind=VISIT), row(2, "2015-01-01", 0, kind=MIRROR),
        row(3, "2015-01-01", 0, kind=SALE), row(3, "2015-01-01", -9, kind=RETURN),
        row(4, "2015-01-01", 50), row(4, "2015-01-01", -50, kind=MIRROR),
        row(5, "2015-01-01", 50), row(5, "2015-01-01", -50, kind=RETURN),
        row(6, "2015-01-01", 50), row(6, "2015-01-01", -50, kind=MIRROR),
        row(6, "2015-01-01", 0, kind=VISIT),
    ]  # fmt: skip
    assert list(told(rows)) == [1, 6]


def test_nobody_is_no_buyer():
    assert told([]) == {}
    assert told([(1, "2016-01-01", 5)]) == {}
    assert len(bought([], LOOK)) == 0


def slowly(rows, until):
    """Count the same by dictionaries of days."""
    by_day = defaultdict(lambda: defaultdict(list))
    for each in rows:
        if each.day <= until:
            by_day[each.member_id][each.day].append(each)
    found = {}
    for who, days in by_day.items():
        seen = []
        for day, here in sorted(days.items()):
            free = sum(r.kind in (SALE, VISIT) for r in here if r.net == 0)
            free -= sum(r.kind == MIRROR for r in here if r.net == 0)
            if sum(r.net for r in here) > 0 or (
                free > 0 and not any(r.kind == RETURN for r in here)
            ):
                seen.append((day, sum(r.net for r in here)))
        if seen:
            money = [net for _, net in seen[1:]]
            found[who] = (
                len(money), (seen[-1][0] - seen[0][0]).days, (until - seen[0][0]).days,
                sum(money) / len(money) if money else 0.0,
            )  # fmt: skip
    return found


@pytest.mark.parametrize("seed", range(4))
def test_fast_and_slow_count_the_same(seed):
    dice = random.Random(seed)
    rows = []
    for _ in range(600):
        day = date(2014, 12, 1) + timedelta(days=dice.randrange(90))
        kind = dice.choice([SALE, SALE, SALE, VISIT, RETURN, MIRROR])
        net = dice.choice([0, dice.randrange(1, 900)]) if kind != VISIT else 0
        rows.append(row(dice.randrange(1, 60), day, -net if kind > VISIT else net, kind=kind))
    for until in (date(2014, 12, 20), LOOK, date(2015, 12, 31)):
        assert told(rows, until) == slowly(rows, until)
    early, late = bought([history_of(rows)], LOOK), bought([history_of(rows)], date(2015, 12, 31))
    plain = slowly(rows, LOOK), slowly(rows, date(2015, 12, 31))
    assert visits_after(early, late).tolist() == [
        plain[1][who][0] - plain[0][who][0] for who in early.ids.tolist()
    ]
    last = early.buyers.first_to_last - early.buyers.age
    assert [day_of(n) for n in early.last] == [LOOK + timedelta(days=int(n)) for n in last]
    few = early.at(np.array([0, 2]))
    assert few.ids.tolist() == early.ids[[0, 2]].tolist() and len(few.buyers) == 2
