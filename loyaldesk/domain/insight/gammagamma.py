"""The Gamma-Gamma model of money in a visit (Fader, Hardie 2013): its likelihood and the fit.

The money of a member's visits is gamma (p, nu) with a nu of their own, gamma (q, v).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight.ahead import ranked
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
    """The numbers of repeat visits that occur..."""

    of_count: Floats
    """...and how many members have each..."""

    logs: Floats
    """...with the sum of the logarithms of their means."""

    repeats: Floats
    """For each member, the number of repeat visits."""

    total: Floats
    """For each member, the money of all repeat visits."""


def spending_of(repeats: Whole, mean: Floats) -> Spending:
    """Gather members by the number of their repeat visits; all must be above 0."""
    counts, which = ranked(repeats)
    size = len(counts)
    each = repeats.astype(np.float64)
    return Spending(
        len(repeats),
        counts.astype(np.float64),
        np.bincount(which, minlength=size).astype(np.float64),
        np.bincount(which, np.log(mean), size).astype(np.float64),
        each,
        each * mean,
    )


def fit(spending: Spending, start: Floats | None = None) -> Peak:
    """Return the most likely (ln p, ln q, ln v)."""
    if start is None:
        money = float((spending.total / spending.repeats).mean())
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
    # Of ln y, 1/y and 1/y^2 with y = v + all money: the sum over members, and that times x.
    (log_y, x_log_y), (one_y, x_one_y), (two_y, x_two_y) = _sums(spending, float(v))
    px = p * x
    log_x = np.log(x)
    up, down = digamma(px + q), digamma(px)
    value = h @ (gammaln(px + q) - gammaln(px) + px * log_x) + n * (q * np.log(v) - gammaln(q))
    value += (px - 1) @ spending.logs - p * x_log_y - q * log_y
    gradient = np.array(
        [
            x @ (h * (up - down + log_x) + spending.logs) - x_log_y,
            h @ up + n * (np.log(v) - digamma(q)) - log_y,
            n * q / v - p * x_one_y - q * one_y,
        ]
    )
    bend = trigamma(px + q)
    pq, pv, qv = (x * h) @ bend, -x_one_y, n / v - one_y
    hessian = np.array(
        [
            [(x * x * h) @ (bend - trigamma(px)), pq, pv],
            [pq, h @ bend - n * trigamma(q), qv],
            [pv, qv, -n * q / v**2 + p * x_two_y + q * two_y],
        ]
    )
    gradient *= scale
    hessian *= np.outer(scale, scale)
    hessian[np.diag_indices(3)] += gradient
    return float(value), gradient, hessian


def _sums(spending: Spending, v: float) -> Floats:
    sums = np.zeros((3, 2))
    for at in range(0, spending.members, BLOCK):
        part = slice(at, at + BLOCK)
        x, y = spending.repeats[part], spending.total[part] + v
        inverse = 1 / y
        for row, line in enumerate((np.log(y), inverse, inverse * inverse)):
            sums[row] += line.sum(), x @ line
    return sums
