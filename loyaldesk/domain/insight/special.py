"""Gamma's logarithm, its first derivatives and Gauss' 2F1, for arrays."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_SHIFT = 10
"""From here on Stirling's series with eight terms is exact to the last bit."""

_PASSED = np.arange(10.0)
_BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510)
_LN_ROOT_2PI = 0.5 * math.log(2 * math.pi)

_BLOCK = 4096
"""Rows walked at once: their temporaries stay in the processor's cache."""

_NEAR_ONE = 0.9
_SMALL = 20.0
"""Above this z, and with c below this, the series of 2F1 is too slow: it is carried from point to
point. With a large c it needs few terms, and carrying would lose digits to z^(1 - c)."""

_MOST_TERMS = 20_000


def gammaln(x: ArrayLike) -> Floats:
    """Return ln Gamma(x) for x > 0."""
    x = np.asarray(x, dtype=np.float64)
    low = x < _SHIFT
    y = np.where(low, x + _SHIFT, x)
    passed = np.zeros_like(y)
    passed[low] = np.log(np.prod(x[low][:, None] + _PASSED, axis=1))
    inverse = 1 / y
    square = inverse * inverse
    tail = np.zeros_like(y)
    for k in range(len(_BERNOULLI), 0, -1):
        tail = tail * square + _BERNOULLI[k - 1] / (2 * k * (2 * k - 1))
    return (y - 0.5) * np.log(y) - y + _LN_ROOT_2PI + tail * inverse - passed


def digamma(x: ArrayLike) -> Floats:
    """Return the first derivative of ln Gamma for x > 0."""
    y, head = _shifted(x, 1.0)
    square = 1 / (y * y)
    tail = np.zeros_like(y)
    for k in range(len(_BERNOULLI), 0, -1):
        tail = (tail + _BERNOULLI[k - 1] / (2 * k)) * square
    return np.log(y) - 0.5 / y - tail - head


def trigamma(x: ArrayLike) -> Floats:
    """Return the second derivative of ln Gamma for x > 0."""
    y, head = _shifted(x, 2.0)
    square = 1 / (y * y)
    tail = np.zeros_like(y)
    for number in reversed(_BERNOULLI):
        tail = (tail + number) * square
    return (1 + tail) / y + 0.5 * square + head


def _shifted(x: ArrayLike, power: float) -> tuple[Floats, Floats]:
    """Return x moved to where the series holds, and the sum of (x + k)^-power passed on the way."""
    x = np.asarray(x, dtype=np.float64)
    low = x < _SHIFT
    passed = np.zeros_like(x)
    passed[low] = np.sum((x[low][:, None] + _PASSED) ** -power, axis=1)
    return np.where(low, x + _SHIFT, x), passed


def hyp2f1(a: ArrayLike, b: ArrayLike, c: ArrayLike, z: ArrayLike) -> Floats:
    """Return Gauss' 2F1(a, b; c; z) for 0 <= z < 1, real a, b and c (not 0, -1, -2...).

    Euler's transformation is used where it makes the series converge faster and its terms do not
    cancel. Near 1 the function is carried from 1 - 2^-k to the next such point by the Taylor
    series that its differential equation gives: that holds also where c - a - b is a whole number,
    where the known formula in 1 - z has no value. A result too large for a float is infinite.
    """
    parts = np.broadcast_arrays(*(np.asarray(v, dtype=np.float64) for v in (a, b, c, z)))
    shape = parts[0].shape
    a1, b1, c1, z1 = (v.ravel() for v in parts)
    # Rows of about the same z end their series together.
    order = np.argsort(z1, kind="stable")
    found = np.empty(len(z1))
    with np.errstate(all="ignore"):
        for at in range(0, len(order), _BLOCK):
            rows = order[at : at + _BLOCK]
            found[rows] = _block(a1[rows], b1[rows], c1[rows], z1[rows])
    return found.reshape(shape)


def _block(a: Floats, b: Floats, c: Floats, z: Floats) -> Floats:
    excess = c - a - b
    other_a, other_b = c - a, c - b
    turned = excess < 0
    for one, two in ((other_a, other_b), (other_b, other_a)):
        turned &= (one > -1) | (-one * np.maximum(np.abs(two), 1) <= c)
    a, b = np.where(turned, other_a, a), np.where(turned, other_b, b)
    factor: Floats = np.exp(np.where(turned, excess, 0.0) * np.log1p(-z))
    far = (z > _NEAR_ONE) & (c < _SMALL)
    if not far.any():
        factor *= _series(a, b, c, z)
        return factor
    found = np.empty_like(z)
    found[~far] = _series(a[~far], b[~far], c[~far], z[~far])
    found[far] = _carried(a[far], b[far], c[far], z[far])
    found *= factor
    return found


def _series(a: Floats, b: Floats, c: Floats, z: Floats) -> Floats:
    """Sum the defining series."""
    total = np.ones_like(z)
    if not len(z):
        return total
    # A factor (a + n) that passes zero makes one small term that is not the last one.
    least = float(max(0.0, -a.min(), -b.min())) + 1
    term, ratio = np.ones_like(z), np.empty_like(z)
    a, b, c = a.copy(), b.copy(), c.copy()
    for n in range(1, _MOST_TERMS):
        np.multiply(a, b, out=ratio)
        ratio /= c
        ratio *= z
        term *= ratio
        term /= n
        total += term
        for each in (a, b, c):
            np.add(each, 1, out=each)
        if n % 4 == 0 and n > least and bool(np.all(np.abs(term) <= 1e-17 * np.abs(total))):
            break
    return total


def _carried(a: Floats, b: Floats, c: Floats, z: Floats) -> Floats:
    """Carry 2F1 and its derivative from z = 1/2 by steps that halve the way to 1."""
    here = 0.5
    start = np.full_like(z, here)
    value = _series(a, b, c, start)
    slope = a * b / c * _series(a + 1, b + 1, c + 1, start)
    found = np.empty_like(z)
    rows = np.arange(len(z))
    while len(rows):
        step = (1 - here) / 2
        last = z[rows] <= here + step
        ended = rows[last]
        found[ended] = _step(a[ended], b[ended], c[ended], here, z[ended] - here,
                             value[last], slope[last])[0]  # fmt: skip
        rows, value, slope = rows[~last], value[~last], slope[~last]
        if len(rows):
            value, slope = _step(a[rows], b[rows], c[rows], here, step, value, slope)
        here += step
    return found


def _step(
    a: Floats, b: Floats, c: Floats, here: float, step: Floats | float, value: Floats, slope: Floats
) -> tuple[Floats, Floats]:
    """Return value and derivative at ``here + step`` by the Taylor series around ``here``."""
    curve = here * (1 - here)
    first, second = value, slope * step
    total, grown = first + second, second.copy()
    for n in range(_MOST_TERMS):
        third = (
            (n + 1) * (n * (2 * here - 1) + (a + b + 1) * here - c) * second * step
            + (n + a) * (n + b) * first * step * step
        ) / (curve * (n + 2) * (n + 1))
        total += third
        grown += (n + 2) * third
        first, second = second, third
        small = np.abs(second) + np.abs(first) <= 1e-18 * np.abs(total)
        if n > 2 and bool(np.all(small)):
            break
    return total, grown / step
