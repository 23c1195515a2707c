"""The Gamma-Gamma model of money in a visit (Fader, Hardie 2013): its likelihood and the fit.

The money of a member's visits is gamma (p, nu) with a nu of their own, gamma (q, v).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight.newton import Peak, climb
from loyaldesk.domain.insight.special import digamma, gammaln, trigamma

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

BLOCK = 8192


@dataclass(frozen=True, slots=True)
class Spending:
    """What the likelihood needs of the members with a repeat visit and a positive mean."""

    members: int
    counts: Floats
    """The numbers of repeat visits that occur, rising..."""

    of_count: Floats
    """...and how many members have each..."""

    logs: Floats
    """...with the sum of the logarithms of their means."""

    which: NDArray[np.intp]
    """For each member, the place in ``counts``."""

    total: Floats
    """For each member, the money of all repeat visits."""


def spending_of(repeats: Whole, mean: Floats) -> Spending:
    """Gather members by the number of their repeat visits; all must be above 0."""
    counts, which = np.unique(repeats, return_inverse=True)
    size = len(counts)
    return Spending(
        len(repeats),
        counts.astype(np.float64),
        np.bincount(which, minlength=size).astype(np.float64),
        np.bincount(which, np.log(mean), size).astype(np.float64),
        which,
        repeats * mean,
    )


def fit(spending: Spending, start: Floats | None = None) -> Peak:
    """Return the most likely (ln p, ln q, ln v)."""
    if start is None:
        money = float((spending.total / spending.counts[spending.which]).mean())
        start = np.log([2.0, 3.0, money])
    return climb(lambda at: log_likelihood(at, spending), start, spending.members)


def log_likelihood(at: Floats, spending: Spending) -> tuple[float, Floats, Floats]:
    """Return the log-likelihood, its gradient and Hessian in the logarithms of p, q, v."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore", under="ignore"):
        return _log_likelihood(at, spending)


def _log_likelihood(at: Floats, spending: Spending) -> tuple[float, Floats, Floats]:
    scale = np.exp(at)
    p, q, v = scale
    x, h, n = spending.counts, spending.of_count, float(spending.members)
    log_y, one_y, two_y = _sums(spending, float(v))
    px = p * x
    log_x = np.log(x)
    up, down = digamma(px + q), digamma(px)
    value = h @ (gammaln(px + q) - gammaln(px) + px * log_x) + n * (q * np.log(v) - gammaln(q))
    value += (px - 1) @ spending.logs - (px + q) @ log_y
    gradient = np.array(
        [
            x @ (h * (up - down + log_x) + spending.logs - log_y),
            h @ up + n * (np.log(v) - digamma(q)) - log_y.sum(),
            n * q / v - (px + q) @ one_y,
        ]
    )
    bend = trigamma(px + q)
    pq, pv, qv = (x * h) @ bend, -(x @ one_y), n / v - one_y.sum()
    hessian = np.array(
        [
            [(x * x * h) @ (bend - trigamma(px)), pq, pv],
            [pq, h @ bend - n * trigamma(q), qv],
            [pv, qv, -n * q / v**2 + (px + q) @ two_y],
        ]
    )
    gradient *= scale
    hessian *= np.outer(scale, scale)
    hessian[np.diag_indices(3)] += gradient
    return float(value), gradient, hessian


def _sums(spending: Spending, v: float) -> tuple[Floats, Floats, Floats]:
    """Return the sums of ln y, 1/y and 1/y^2 with y = v + all money, for each number of visits."""
    size = len(spending.counts)
    sums = np.zeros((3, size))
    for at in range(0, spending.members, BLOCK):
        part = slice(at, at + BLOCK)
        which = spending.which[part]
        y = spending.total[part] + v
        sums[0] += np.bincount(which, np.log(y), size)
        np.divide(1.0, y, out=y)
        sums[1] += np.bincount(which, y, size)
        y *= y
        sums[2] += np.bincount(which, y, size)
    return sums[0], sums[1], sums[2]
