"""The money's likelihood beside a plain sum over members, and the climb to its top."""

import math

import numpy as np
import pytest

from loyaldesk.domain.insight import gammagamma
from tests.domain.insight.cdnow import buyers


def repeaters():
    found = buyers()
    usable = (found.repeats > 0) & (found.mean_rial > 0)
    return found.repeats[usable], found.mean_rial[usable]


def slow_log_likelihood(p, q, v, repeats, means):
    """Equation 1a of Fader and Hardie (2013), member by member."""
    return sum(
        math.lgamma(p * x + q) - math.lgamma(p * x) - math.lgamma(q) + q * math.log(v)
        + (p * x - 1) * math.log(m) + p * x * math.log(x) - (p * x + q) * math.log(v + x * m)
        for x, m in zip(repeats.tolist(), means.tolist(), strict=True)
    )  # fmt: skip


def test_the_likelihood_of_groups_is_the_plain_sum_over_members():
    repeats, means = repeaters()
    for point in ((6.25, 3.74, 15.44), (0.7, 2.0, 80.0)):
        value = gammagamma.log_likelihood(np.log(point), gammagamma.spending_of(repeats, means))[0]
        assert value == pytest.approx(slow_log_likelihood(*point, repeats, means), rel=1e-12)


def test_gradient_and_hessian_are_the_slopes_of_the_likelihood():
    spending, at, h = gammagamma.spending_of(*repeaters()), np.log([4.0, 3.0, 20.0]), 1e-5
    _, gradient, hessian = gammagamma.log_likelihood(at, spending)
    for k, away in enumerate(np.eye(3) * h):
        up, down = (gammagamma.log_likelihood(at + step, spending) for step in (away, -away))
        assert gradient[k] == pytest.approx((up[0] - down[0]) / (2 * h), rel=1e-6, abs=1e-4)
        assert hessian[k] == pytest.approx((up[1] - down[1]) / (2 * h), rel=1e-5, abs=1e-3)


def test_v_a12_the_paper_s_parameters_come_out_of_the_paper_s_data():
    repeats, means = repeaters()
    assert len(repeats) == 946
    peak = gammagamma.fit(gammagamma.spending_of(repeats, means))
    p, q, v = np.exp(peak.at)
    assert peak.found
    assert (p, q) == pytest.approx((6.25, 3.74), abs=0.005)
    assert v == pytest.approx(15.45, abs=0.01)


def test_random_starts_end_at_one_top():
    spending = gammagamma.spending_of(*repeaters())
    best = gammagamma.fit(spending)
    draw = np.random.default_rng(6)
    for _ in range(60):
        peak = gammagamma.fit(spending, draw.uniform([-1, 0, 0], [3, 3, 6]))
        assert peak.found
        assert peak.at == pytest.approx(best.at, abs=1e-4)
