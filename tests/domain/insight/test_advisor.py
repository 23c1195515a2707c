"""The programme advisor: a small club by hand, and the way of columns beside the replay."""

from datetime import date, timedelta
from random import Random

import numpy as np
import pytest

from loyaldesk.domain.earning_fast import Amount
from loyaldesk.domain.insight.advisor import (
    KINDS,
    Step,
    Terms,
    programmes,
    replayed,
    results,
    usual,
)
from loyaldesk.domain.insight.advisor_columns import reckoned
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rehearsal import Past, Receipt, midnight, rehearsed
from loyaldesk.kernel.errors import SeveralBadInputs
from tests.insight.making import history_of

FIRST, LAST = date(2025, 11, 21), date(2026, 11, 21)
NOW = Programme.plain()
TERMS = Terms(100_000, 1_000, 1.5, 2, 300_000, (Step(1_000_000, 2.0), Step(3_000_000, 5.0)))

SALES = (
    # Sara: two visits, the second of two receipts. Points 10 + 20 + 10; 1.5 % of each;
    # one full card; tiers 0 % first, 2 % of 2,000,000 after 1,050,000, 5 % of the last.
    (1, date(2026, 1, 1), 1_050_000),
    (1, date(2026, 2, 1), 2_000_000),
    (1, date(2026, 2, 1), 1_000_000),
    # Reza: too little for a point, one stamp of two
    (2, date(2026, 3, 1), 90_000),
    # Mina: 9 points; 50,000 from the first tier, her basket is 950,000
    (3, date(2026, 3, 1), 950_000),
)


def pasts(sales=SALES):
    found: dict[int, list[Receipt]] = {}
    for member, day, rial in sales:
        found.setdefault(member, []).append(Receipt(midnight(day), Amount(rial), rial))
    return [Past(m, str(m), f"Member {m}", receipts=tuple(each)) for m, each in found.items()]


@pytest.fixture(params=["replay", "columns"])
def year(request):
    if request.param == "replay":
        return replayed(pasts(), TERMS, NOW, LAST)
    return reckoned([history_of(SALES)], TERMS, FIRST, LAST)


def test_each_member_gets_what_a_hand_reckons(year):
    assert year.ids.tolist() == [1, 2, 3]
    assert year.net.tolist() == [4_050_000, 90_000, 950_000]
    assert year.receipts == 5
    assert year.gifts["points"].tolist() == [40_000, 0, 9_000]
    assert year.gifts["cashback"].tolist() == [60_750, 1_350, 14_250]
    assert year.gifts["stamps"].tolist() == [300_000, 0, 0]
    assert year.gifts["tiers"].tolist() == [40_000 + 50_000, 0, 0]


def test_who_is_one_visit_from_the_next_reward(year):
    assert year.near["stamps"].tolist() == [False, True, True]
    assert year.near["tiers"].tolist() == [False, False, True]
    assert set(year.near) == {"stamps", "tiers"}


def test_cost_reach_and_share_stand_side_by_side(year):
    points, cashback, stamps, tiers = results(year, 0.5)
    assert [one.kind for one in (points, cashback, stamps, tiers)] == list(KINDS)
    assert (points.cost, points.expected) == (49_000, 24_500)
    assert points.share == 49_000 / 5_090_000
    assert (points.reached, points.reach) == (2, 2 / 3)
    assert points.top_share == 40_000 / 49_000  # Sara alone is the best fifth of three
    assert points.average == 49_000 / 3
    assert (cashback.cost, cashback.reached) == (76_350, 3)
    assert (stamps.cost, stamps.near, stamps.top_share) == (300_000, 2, 1.0)
    assert (tiers.cost, tiers.expected, tiers.near) == (90_000, 90_000, 1)  # used at once
    assert results(year, None)[0].expected is None


def test_the_sums_are_those_of_the_rehearsal():
    year = replayed(pasts(), TERMS, NOW, LAST)
    for kind, programme in programmes(TERMS, NOW).items():
        made = rehearsed(NOW, programme.checked(), pasts(), FIRST, LAST)
        assert made.new.cost_rial == int(year.gifts[kind].sum()), kind
        assert made.net_rial == int(year.net.sum())


def test_both_ways_agree_on_a_club_of_many():
    dice = Random(72)
    sales = []
    for member in range(1, 60):
        day = FIRST + timedelta(days=dice.randrange(200))
        while day <= LAST:
            sales.append((member, day, dice.randrange(1, 2_000_000)))
            day += timedelta(days=dice.randrange(40))
    replay = replayed(pasts(sales), TERMS, NOW, LAST)
    columns = reckoned([history_of(sales)], TERMS, FIRST, LAST)
    assert replay.ids.tolist() == columns.ids.tolist()
    for kind in KINDS:
        assert replay.gifts[kind].tolist() == columns.gifts[kind].tolist(), kind
    for kind, flags in replay.near.items():
        assert flags.tolist() == columns.near[kind].tolist(), kind


def test_money_of_the_year_before_counts_for_the_tier_and_earns_nothing():
    early = (1, date(2025, 6, 1), 3_000_000)
    later = (1, date(2026, 1, 1), 1_000_000)  # in the tier of 5 %
    columns = reckoned([history_of([early, later])], TERMS, FIRST, LAST)
    (one,) = pasts([later])
    warm = Past(1, "1", "Sara", warm_up=((early[1], early[2], 0),), receipts=one.receipts)
    for year in (columns, replayed([warm], TERMS, NOW, LAST)):
        assert year.gifts["tiers"].tolist() == [50_000]
        assert year.net.tolist() == [1_000_000]


def test_a_return_takes_off_what_it_would_have_earned_and_never_more_than_all():
    rows = [(1, date(2026, 1, 1), 1_000_000), (1, date(2026, 2, 1), -400_000),
            (2, date(2026, 1, 1), 500_000), (2, date(2026, 2, 1), -500_000)]  # fmt: skip
    year = reckoned([history_of(rows)], TERMS, FIRST, LAST)
    assert year.ids.tolist() == [1]  # the second kept nothing
    assert year.gifts["points"].tolist() == [6_000]
    assert year.gifts["cashback"].tolist() == [9_000]


def test_only_the_members_asked_for_are_reckoned():
    year = reckoned([history_of(SALES)], TERMS, FIRST, LAST, np.array([3]))
    assert year.ids.tolist() == [3] and year.receipts == 1


def test_a_year_without_buyers_has_no_results():
    for year in (replayed([], TERMS, NOW, LAST), reckoned([], TERMS, FIRST, LAST)):
        assert results(year, 0.5) == ()


def test_money_near_the_limit_does_not_overflow():
    year = reckoned([history_of([(1, LAST, 10**13)])], Terms(cashback_percent=90.0), FIRST, LAST)
    assert year.gifts["cashback"].tolist() == [9 * 10**12]


def test_terms_to_begin_with_are_as_generous_as_the_programme_in_force():
    # 1 point for 50,000 worth 1,000 is 2 %; ten baskets of 900,000 at 2 % are 180,000
    begun = usual(Programme.plain(rial_per_point=50_000), 900_000)
    assert (begun.rial_per_point, begun.point_worth_rial) == (50_000, 1_000)
    assert (begun.cashback_percent, begun.stamp_worth_rial) == (2.0, 180_000)
    assert begun.steps[0] == Step(50_000_000, 2.0) and begun.steps[2].percent == 6.0
    assert begun.checked() == begun


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"rial_per_point": None}, "rial_per_point"),
        ({"point_worth_rial": 0}, "point_worth_rial"),
        ({"point_worth_rial": 100_001}, "point_worth_rial"),
        ({"cashback_percent": 91.0}, "cashback_percent"),
        ({"stamp_visits": 1}, "stamp_visits"),
        ({"stamp_worth_rial": 10**14}, "stamp_worth_rial"),
        ({"steps": (Step(5, 1.0), Step(5, 2.0))}, "step2_from_rial"),
        ({"steps": (Step(None, 1.0),)}, "step1_from_rial"),
        ({"steps": (Step(None, None),)}, "step1_from_rial"),
        ({"steps": (Step(5, None),)}, "step1_percent"),
    ],
)
def test_terms_that_cannot_be_used_are_refused_beside_their_field(more, field):
    with pytest.raises(SeveralBadInputs) as refused:
        Terms(**more).checked()
    assert [problem.field for problem in refused.value.problems] == [field]


def test_a_tier_left_out_is_no_mistake():
    terms = Terms(steps=(Step(1_000, 1.0), Step(None, None), Step(2_000, 2.0))).checked()
    assert terms.steps == (Step(1_000, 1.0), Step(2_000, 2.0))
