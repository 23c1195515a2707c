"""The model of weeks 1 to 39 of the CDNOW sample beside what came in weeks 40 to 78."""

import math

import numpy as np
import pytest

from loyaldesk.domain.insight.holdout import compare
from loyaldesk.domain.insight.model import Buyers, fit
from tests.domain.insight.cdnow import TURN, buyers, days_of_members, later


def slowly(model):
    """Yield (repeats, told, came, active, will come) of each member, in plain arithmetic."""
    r, alpha, a, b = model.r, model.alpha, model.a, model.b
    for days in days_of_members().values():
        seen = sorted(day for day in days if day <= TURN)
        x, age = len(seen) - 1, (TURN - seen[0]).days / 7
        last = (seen[-1] - seen[0]).days / 7
        odds = a / (b + x - 1) * ((alpha + age) / (alpha + last)) ** (r + x) if x else 0.0
        active = 1 / (1 + odds)
        z = 39 / (alpha + age + 39)
        chance, left, stay, told = (1 - z) ** (r + x), 1.0, 1.0, 0.0
        never = chance
        for k in range(1, 600):
            left -= chance
            told += stay * left
            chance *= (r + x + k - 1) / k * z
            stay *= (b + x + k - 1) / (a + b + x + k - 1)
        yield x, told * active, len(days) - len(seen), active, active * (1 - never)


@pytest.fixture(scope="module")
def both():
    model = fit(buyers())
    return compare(model, buyers(), later(), 39), list(slowly(model))


def test_each_row_by_repeats_is_the_plain_mean(both):
    found, rows = both
    assert [row.repeats for row in found.by_repeats] == list(range(8))
    for row in found.by_repeats:
        those = [each for each in rows if min(each[0], 7) == row.repeats]
        assert row.members == len(those)
        assert row.expected == pytest.approx(sum(e[1] for e in those) / len(those), abs=1e-9)
        assert row.actual == pytest.approx(sum(e[2] for e in those) / len(those), abs=1e-12)


def test_the_sample_s_hold_out_is_told_as_the_paper_says(both):
    """Conditional expectations of the paper: both means rise together with the earlier visits.

    At two earlier visits the model tells too little, in the paper as here (1.04 for 1.39).
    """
    found = both[0]
    assert [row.members for row in found.by_repeats] == [1411, 439, 214, 100, 62, 38, 29, 64]
    for row in found.by_repeats:
        assert row.expected == pytest.approx(row.actual, rel=0.26, abs=0.12)
    means = [row.expected for row in found.by_repeats]
    assert means == sorted(means)
    assert found.expected == pytest.approx(found.actual, rel=0.13)


def test_each_tenth_is_the_plain_mean_of_those_who_came_again(both):
    found, rows = both
    again = [each for each in rows if each[0]]
    assert sum(tenth.members for tenth in found.tenths) == len(again) == 946
    for tenth in found.tenths:
        those = [e for e in again if tenth.low <= min(e[3], 0.999999) < tenth.high]
        count = len(those)
        assert tenth.members == count
        assert tenth.active == pytest.approx(sum(e[3] for e in those) / count, abs=1e-9)
        assert tenth.expected == pytest.approx(sum(e[4] for e in those) / count, abs=1e-9)
        assert tenth.bought == pytest.approx(sum(e[2] > 0 for e in those) / count, abs=1e-12)


def test_the_totals_are_plain_sums(both):
    found, rows = both
    told, came = [e[1] for e in rows], [e[2] for e in rows]
    count = len(rows)
    assert (found.members, found.actual) == (count, sum(came))
    assert found.expected == pytest.approx(sum(told), abs=1e-6)
    error = sum(abs(t - c) for t, c in zip(told, came, strict=True)) / count
    assert found.error == pytest.approx(error, abs=1e-9)
    mt, mc = sum(told) / count, sum(came) / count
    up = sum((t - mt) * (c - mc) for t, c in zip(told, came, strict=True))
    down = math.sqrt(sum((t - mt) ** 2 for t in told) * sum((c - mc) ** 2 for c in came))
    assert found.correlation == pytest.approx(up / down, abs=1e-9)


def test_without_members_nothing_is_measured():
    none = np.zeros(0, np.int64)
    found = compare(fit(buyers()), Buyers(none, none, none, np.zeros(0)), none, 39)
    assert (found.by_repeats, found.tenths, found.error, found.correlation) == ((), (), None, None)


def test_members_who_are_all_alike_have_no_correlation():
    ones = np.ones(5, np.int64)
    asked = Buyers(ones, ones * 7, ones * 70, ones * 5.0)
    assert compare(fit(buyers()), asked, ones, 10).correlation is None
