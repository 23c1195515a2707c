"""How near members are to leaving: by their own rhythm, and earlier by the model."""

from datetime import date, timedelta

import numpy as np

from loyaldesk.domain.insight import rhythm, risk
from loyaldesk.domain.insight.risk import CODES, EARLY, HIGH, LOST, LOW, REASONS, WATCH
from loyaldesk.domain.insight.settings import InsightSettings
from tests.insight.making import facts_of

DAY = date(2026, 1, 1)
SHOP = InsightSettings()
WEEKLY = [(1, DAY + timedelta(days=14 * k), 10) for k in range(4)]
"""Gaps of 14 days: the limit is 42, half of it 21, three quarters 31.5; last on day 42."""


def stands(days, active=None, rows=WEEKLY):
    found = risk.classes(facts_of(rows, as_of=DAY + timedelta(days=days)), SHOP,
                         None if active is None else np.array(active))  # fmt: skip
    return [(CODES[code], REASONS[why]) for code, why in zip(found.codes, found.why, strict=True)]


def test_silence_grows_from_calm_to_gone_by_the_own_limit():
    for days, told in (
        (42, ("low", "in_rhythm")), (62, ("low", "in_rhythm")), (63, ("watch", "silent")),
        (73, ("watch", "silent")), (74, ("high", "silent")), (84, ("high", "silent")),
        (85, ("lost", "past_limit")),
    ):  # fmt: skip
        assert stands(days) == [told], days


def test_the_model_warns_earlier_and_never_later():
    assert stands(50, [0.69]) == [("watch", "model")]
    assert stands(50, [0.49]) == [("high", "model")]
    assert stands(50, [0.71]) == [("low", "in_rhythm")]
    assert stands(74, [0.99]) == [("high", "silent")]
    assert stands(85, [0.99]) == [("lost", "past_limit")]


def test_who_came_once_has_no_rhythm_and_who_never_bought_no_risk():
    rows = [(1, DAY, 10), (2, DAY, -5), *((3, DAY + timedelta(days=20 * k), 9) for k in range(3))]
    # 90 % of gaps are 20 days, so that the once-comer has the least limit: 30 days.
    assert stands(30, [0.1, 0.1, 0.9], rows)[:2] == [("early", "one_visit"), ("none", "")]
    assert stands(31, [1.0, 1.0, 0.9], rows)[0] == ("lost", "past_limit")


def test_lost_is_what_the_one_rule_of_rhythm_calls_gone():
    rng = np.random.default_rng(3)
    rows = [
        (int(who), DAY + timedelta(days=int(day)), 10)
        for who, day in zip(rng.integers(1, 60, 400), rng.integers(0, 200, 400), strict=True)
    ]
    facts = facts_of(rows, as_of=DAY + timedelta(days=230))
    found = risk.classes(facts, SHOP, rng.random(len(facts)))
    assert np.array_equal(found.of(LOST), rhythm.lapsed(facts, SHOP))
    assert np.array_equal(found.silent_days, rhythm.silence(facts))
    assert set(found.codes.tolist()) <= {LOW, WATCH, HIGH, LOST, EARLY}
