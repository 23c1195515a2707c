"""The visits' likelihood beside a plain sum over members, and the climb to its top."""

import math

import numpy as np
import pytest

from loyaldesk.domain.insight import bgnbd
from tests.domain.insight.cdnow import buyers


def gathered(found):
    return bgnbd.visits_of(found.repeats, found.first_to_last, found.age)


def slow_log_likelihood(r, alpha, a, b, found):
    """Equation 6 of the paper, member by member, with the C library's lgamma."""
    total = 0.0
    for x, last, age in zip(found.repeats, found.first_to_last, found.age, strict=True):
        x, last, age = int(x), last / 7, age / 7
        stays = (math.lgamma(b + x) + math.lgamma(a + b) - math.lgamma(b)
                 - math.lgamma(a + b + x) - (r + x) * math.log(alpha + age))  # fmt: skip
        leaves = -math.inf
        if x:
            leaves = (math.lgamma(a + 1) + math.lgamma(b + x - 1) + math.lgamma(a + b)
                      - math.lgamma(a) - math.lgamma(b) - math.lgamma(a + b + x)
                      - (r + x) * math.log(alpha + last))  # fmt: skip
        top = max(stays, leaves)
        total += top + math.log(math.exp(stays - top) + math.exp(leaves - top))
        total += math.lgamma(r + x) - math.lgamma(r) + r * math.log(alpha)
    return total


def test_equal_members_are_kept_once():
    found = bgnbd.visits_of(np.array([0, 2, 2, 0, 1]), np.array([0, 9, 9, 0, 5]),
                            np.array([40, 50, 50, 40, 60]))  # fmt: skip
    assert (found.members, found.counts.tolist(), found.of_count.tolist()) == (
        5, [0, 1, 2], [2, 1, 2],
    )  # fmt: skip
    assert (found.single_age * 7).tolist() == [40]
    assert (found.single_of.tolist(), found.of_row.tolist()) == ([2], [1, 2])


@pytest.mark.parametrize("point", [(0.243, 4.414, 0.793, 2.426), (2.0, 0.3, 1.0, 1.0)])
def test_the_likelihood_of_groups_is_the_plain_sum_over_members(point):
    found = buyers()
    value = bgnbd.log_likelihood(np.log(point), gathered(found))[0]
    assert value == pytest.approx(slow_log_likelihood(*point, found), rel=1e-12)


def test_gradient_and_hessian_are_the_slopes_of_the_likelihood():
    visits, at, h = gathered(buyers()), np.log([0.4, 3.0, 1.3, 2.0]), 1e-5
    _, gradient, hessian = bgnbd.log_likelihood(at, visits)
    for k, away in enumerate(np.eye(4) * h):
        up, down = (bgnbd.log_likelihood(at + step, visits) for step in (away, -away))
        assert gradient[k] == pytest.approx((up[0] - down[0]) / (2 * h), rel=1e-6, abs=1e-4)
        assert hessian[k] == pytest.approx((up[1] - down[1]) / (2 * h), rel=1e-5, abs=1e-3)


def test_v_a12_the_paper_s_parameters_come_out_of_the_paper_s_data():
    peak = bgnbd.fit(gathered(buyers()))
    assert peak.found
    assert np.exp(peak.at) == pytest.approx([0.243, 4.414, 0.793, 2.426], abs=6e-4)
    assert peak.value == pytest.approx(-9582.4, abs=0.05)


def test_a_hundred_random_starts_end_at_one_top():
    visits = gathered(buyers())
    best = bgnbd.fit(visits)
    draw = np.random.default_rng(5)
    for _ in range(100):
        start = draw.uniform([-3.5, -2.5, -3.5, -2.3], [2.3, 4.5, 2.3, 3.5])
        peak = bgnbd.fit(visits, start)
        assert peak.found
        assert peak.steps <= 25
        assert peak.at == pytest.approx(best.at, abs=1e-5)


def test_counts_too_large_for_one_key_are_still_gathered():
    huge = np.array([2**40, 2**40, 3])
    found = bgnbd.visits_of(huge, np.array([7, 7, 7]), np.array([2**20, 2**20, 70]))
    assert sorted(found.of_row.tolist()) == [1, 2]
