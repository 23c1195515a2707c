"""The special functions beside known constants, closed forms and slow exact sums."""

import math
from decimal import Decimal, getcontext
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loyaldesk.domain.insight.special import digamma, gammaln, hyp2f1, trigamma

XS = np.concatenate([10.0 ** np.linspace(-8, 8, 801), np.arange(1, 61) / 2])
ZS = np.array([0.0, 1e-12, 0.1, 0.5, 0.75, 0.8999, 0.9001, 0.97, 0.9999, 1 - 1e-9])


def test_the_logarithm_of_gamma_is_that_of_the_c_library():
    slow = np.array([math.lgamma(x) for x in XS])
    assert np.abs(gammaln(XS) - slow).max(initial=0, where=np.abs(slow) < 1) < 1e-13
    assert gammaln(XS) == pytest.approx(slow, rel=1e-13, abs=1e-13)


def test_known_values_of_the_derivatives():
    euler, pi = 0.57721566490153286, math.pi
    third = -euler - pi / (2 * math.sqrt(3)) - 1.5 * math.log(3)
    assert digamma([1, 0.5, 1 / 3]) == pytest.approx(
        [-euler, -euler - 2 * math.log(2), third], rel=1e-14
    )
    catalan = 0.915965594177219015
    assert trigamma([1, 0.5, 0.25]) == pytest.approx(
        [pi**2 / 6, pi**2 / 2, pi**2 + 8 * catalan], rel=1e-14
    )


def test_the_steps_and_the_reflection_of_the_derivatives_hold():
    assert digamma(XS + 1) - digamma(XS) == pytest.approx(1 / XS, rel=1e-12, abs=1e-13)
    assert trigamma(XS) - trigamma(XS + 1) == pytest.approx(XS**-2.0, rel=1e-12, abs=1e-13)
    inner = np.linspace(0.01, 0.99, 99)
    cot = np.cos(np.pi * inner) / np.sin(np.pi * inner)
    assert digamma(1 - inner) - digamma(inner) == pytest.approx(np.pi * cot, abs=1e-11)
    both = trigamma(1 - inner) + trigamma(inner)
    assert both == pytest.approx((np.pi / np.sin(np.pi * inner)) ** 2, rel=1e-13)


def test_the_derivatives_are_the_slopes_of_the_logarithm_of_gamma():
    x, h = np.linspace(0.7, 40, 200), 1e-5
    assert digamma(x) == pytest.approx((gammaln(x + h) - gammaln(x - h)) / (2 * h), abs=1e-7)
    assert trigamma(x) == pytest.approx((digamma(x + h) - digamma(x - h)) / (2 * h), abs=1e-7)


@pytest.mark.parametrize("a", [-0.4, 0.3, 1.0, 4.2, 20.0])
def test_2f1_of_equal_second_and_third_is_a_power(a):
    assert hyp2f1(a, 2.5, 2.5, ZS) == pytest.approx((1 - ZS) ** -a, rel=1e-11)


def test_2f1_known_closed_forms():
    z = ZS[1:]
    assert hyp2f1(1, 1, 2, z) == pytest.approx(-np.log1p(-z) / z, rel=1e-12)
    root = np.sqrt(z)
    assert hyp2f1(0.5, 0.5, 1.5, z) == pytest.approx(np.arcsin(root) / root, rel=1e-10)
    near = np.log((1 + root) / np.sqrt(1 - z))  # keeps its digits near 1, arctanh does not
    arctanh = np.where(z > 0.9, near, np.arctanh(root))
    assert hyp2f1(0.5, 1, 1.5, z) == pytest.approx(arctanh / root, rel=1e-12)
    assert hyp2f1(2, 3, 7, 0.0) == 1
    # Gauss: at 1 it is Gamma(c) Gamma(c - a - b) / (Gamma(c - a) Gamma(c - b)).
    at_one = math.gamma(4) * math.gamma(1.5) / (math.gamma(3) * math.gamma(2.5))
    assert hyp2f1(1, 1.5, 4, 1 - 1e-13) == pytest.approx(at_one, rel=1e-11)


def slow_2f1(a: float, b: float, c: float, z: float) -> float:
    """Sum the series with 40 digits, from the exact values of the floats."""
    getcontext().prec = 40
    a_, b_, c_, z_ = (Decimal(v) for v in (a, b, c, z))
    term = total = Decimal(1)
    for n in range(200_000):
        term *= (a_ + n) * (b_ + n) / ((c_ + n) * (n + 1)) * z_
        total += term
        if n > 60 and abs(term) < abs(total) * Decimal(10) ** -30:
            break
    return float(total)


@settings(max_examples=40, deadline=None)
@given(
    r=st.floats(0.01, 8), a=st.floats(0.02, 5), b=st.floats(0.02, 9), x=st.integers(0, 150),
    z=st.floats(0, 0.98),
)  # fmt: skip
def test_2f1_of_the_model_is_that_of_a_slow_exact_sum(r, a, b, x, z):
    c = a + b + x - 1
    if abs(c) < 1e-3:
        return
    assert hyp2f1(r + x, b + x, c, z) == pytest.approx(
        slow_2f1(r + x, b + x, c, z), rel=2e-11, abs=1e-300
    )


def test_2f1_with_whole_numbers_is_that_of_fractions():
    a, b, c, z = 3, 2, 9, Fraction(1, 4)
    term = total = Fraction(1)
    for n in range(60):
        term *= Fraction((a + n) * (b + n), (c + n) * (n + 1)) * z
        total += term
    assert hyp2f1(3, 2, 9, 0.25) == pytest.approx(float(total), rel=1e-15)


def test_2f1_takes_arrays_of_any_shape_and_length():
    z = np.linspace(0, 0.99, 20_000).reshape(100, 200)
    found = hyp2f1(0.7, 1.3, 1.3, z)
    assert found.shape == z.shape
    assert found == pytest.approx((1 - z) ** -0.7, rel=1e-12)
    assert hyp2f1(1, 1, 2, np.zeros(0)).shape == (0,)
