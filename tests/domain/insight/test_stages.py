"""Stages of members: told by the rule alone, and nobody is loyal after one large purchase."""

import random
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from statistics import median, quantiles

import numpy as np

from loyaldesk.domain.insight import stages
from loyaldesk.domain.insight.settings import InsightSettings
from loyaldesk.domain.insight.stages import STAGES, Advocacy
from tests.insight.making import facts_of

AS_OF = date(2026, 11, 21)
PLAIN = InsightSettings()  # 30 days at least, three own gaps


def days_ago(*days: int) -> list[date]:
    return [AS_OF - timedelta(days=n) for n in days]


def stage_of(*days: int, net: int = 1_000_000, advocate: bool = False) -> str:
    """Return the stage of a member who came so many days ago; another makes the shop's gap 20."""
    rows = [(7, day, net) for day in days_ago(*days)]
    rows += [(9, day, 1_000_000) for day in days_ago(0, 20, 40, 60)]
    found = stages.standing(
        facts_of(rows, as_of=AS_OF), PLAIN, np.array([7, 9]), np.array([7] if advocate else [])
    )
    assert found.codes[1] == stages.REGULAR
    return STAGES[found.codes[0]]


def test_the_stage_grows_with_the_visits():
    assert stage_of() == "joined"
    assert stage_of(3) == "first"
    assert stage_of(3, 10) == "second"
    assert stage_of(3, 10, 20) == "regular"
    assert stage_of(3, 10, 20, 31) == "regular"


def test_one_large_purchase_makes_nobody_loyal():
    assert stage_of(3, net=9_000_000_000) == "first"
    assert stage_of(3, 3, 3, advocate=True) == "first"  # three receipts of one day


def test_an_advocate_is_a_regular_who_did_something_for_the_shop():
    assert stage_of(3, 10, 20, advocate=True) == "advocate"
    assert stage_of(3, 10, advocate=True) == "second"
    assert stage_of(advocate=True) == "joined"


def test_who_leaves_the_own_rhythm_sleeps_and_then_is_gone():
    # Gaps of 20 days: gone after 3 * 20 = 60, asleep after 40.
    assert stage_of(40, 60, 80) == "regular"
    assert stage_of(41, 61, 81) == "sleeping"
    assert stage_of(60, 80, 100, advocate=True) == "sleeping"
    assert stage_of(61, 81, 101, advocate=True) == "lapsed"
    # Who came once has no rhythm: the limit is 30 days, and there is no sleep before it.
    assert stage_of(30) == "first"
    assert stage_of(31) == "lapsed"


def test_what_came_back_is_no_visit():
    rows = [(7, AS_OF, 1_000_000), (7, AS_OF, -1_000_000)]
    found = stages.standing(facts_of(rows, as_of=AS_OF), PLAIN, np.array([7]), np.array([]))
    assert found.counts() == [1, 0, 0, 0, 0, 0, 0]


def test_a_club_without_sales_or_members_has_stages_too():
    empty = facts_of([], as_of=AS_OF)
    assert stages.standing(empty, PLAIN, np.array([1, 2]), np.array([])).counts()[0] == 2
    nobody = stages.standing(empty, PLAIN, np.array([], np.int64), np.array([], np.int64))
    assert sum(nobody.counts()) == 0


def test_moves_are_of_members_of_both_days():
    rows = [(1, day, 5) for day in days_ago(5, 12)] + [(2, days_ago(4)[0], 5)]
    now = stages.standing(
        facts_of(rows, as_of=AS_OF), PLAIN, np.array([1, 2, 3]), np.array([], np.int64)
    )
    was = stages.standing(
        facts_of([(1, days_ago(12)[0], 5)], as_of=days_ago(10)[0]), PLAIN,
        np.array([1, 2]), np.array([], np.int64),
    )  # fmt: skip
    ids, old, new = stages.moves(was, now)
    assert [(i, STAGES[a], STAGES[b]) for i, a, b in zip(ids, old, new, strict=True)] == [
        (1, "first", "second"), (2, "joined", "first"),
    ]  # fmt: skip
    assert stages.is_up("first", "second") and stages.is_up("lapsed", "regular")
    assert not stages.is_up("advocate", "sleeping")


def test_the_act_of_an_advocate_is_known():
    acts = Advocacy(np.array([2]), np.array([1, 2, 4]), np.array([4]))
    assert acts.ids.tolist() == [1, 2, 4]
    assert [acts.act_of(n) for n in (1, 2, 3, 4)] == ["thanked", "brought", "", "idea"]


def slow_stage(days: list[date], p90: float, *, did_something: bool) -> str:
    """The rule once more, in plain words."""
    if not days:
        return "joined"
    gaps = [(b - a).days for a, b in pairwise(days)]
    limit = max(30, 3 * median(gaps) if gaps else p90)
    silent = (AS_OF - days[-1]).days
    if silent > limit:
        return "lapsed"
    if gaps and silent > limit * 2 / 3:
        return "sleeping"
    if len(days) >= 3:
        return "advocate" if did_something else "regular"
    return "second" if gaps else "first"


def test_the_fast_rule_and_the_slow_one_agree_on_a_club_of_any_kind():
    draw = random.Random(56)
    rows = []
    for member in range(1, 301):
        for _ in range(draw.randrange(9)):
            day = AS_OF - timedelta(days=draw.randrange(draw.choice([20, 90, 400])))
            rows.append((member, day, draw.choice([5_000, 5_000, 5_000, -5_000, 0])))
    net: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for member, day, rial in rows:
        net[member][day] += rial
    visits = {m: sorted(d for d, rial in net[m].items() if rial > 0) for m in range(1, 301)}
    gaps = [(b - a).days for days in visits.values() for a, b in pairwise(days)]
    p90 = quantiles(gaps, n=10, method="inclusive")[8]
    active = [m for m in visits if m % 3 == 0]
    found = stages.standing(facts_of(rows, as_of=AS_OF), PLAIN, np.arange(1, 301), np.array(active))
    told = [STAGES[code] for code in found.codes]
    assert told == [slow_stage(visits[m], p90, did_something=m % 3 == 0) for m in range(1, 301)]
    assert set(told) == set(STAGES)
