"""What the BG/NBD model says of the time ahead, for a member known to be active today.

Given (repeat visits x, weeks T since the first) the rate of visits is gamma (r + x, alpha + T) and
the chance to stay away after a visit beta (a, b + x), independent of each other. So everything here
depends on (x, T) only, and is worked out once for each pair that occurs.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight.special import hyp2f1

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

WEEK = 7.0
_DENSE = 2**22
_STEPWISE = 60.0
"""Members expected to come more often than this get their range by halving, not visit by visit."""

_AWAY = np.array([-0.07, -0.05, -0.03, -0.01, 0.01, 0.03, 0.05, 0.07])
_SINGULAR = 1e-3


@dataclass(frozen=True, slots=True)
class Pairs:
    """The pairs (x, T) that occur, T in weeks, and for each member the place of theirs."""

    repeats: Floats
    age: Floats
    which: NDArray[np.intp]


def pairs_of(repeats: Whole, age: Whole) -> Pairs:
    """Return the pairs of repeat visits and days since the first visit."""
    if not len(repeats):
        return Pairs(np.zeros(0), np.zeros(0), np.zeros(0, np.intp))
    counts, rank = ranked(repeats.astype(np.int64))
    days = int(age.max()) + 1
    code = rank * days
    code += age
    if len(counts) * days <= _DENSE:
        seen = np.zeros(len(counts) * days, np.bool_)
        seen[code] = True
        found = np.flatnonzero(seen)
        place = np.zeros(len(seen), np.intp)
        place[found] = np.arange(len(found))
        which = place[code]
    else:
        found, which = np.unique(code, return_inverse=True)
    place, day = np.divmod(found, days)
    return Pairs(counts[place].astype(np.float64), day / WEEK, which)


def ranked(numbers: Whole) -> tuple[Whole, Whole]:
    """Return the different numbers, rising, and for each number its place among them; none < 0."""
    if not len(numbers):
        return numbers, numbers
    if int(numbers.max()) > _DENSE:
        found, rank = np.unique(numbers, return_inverse=True)
        return found, rank.astype(np.int64)
    seen = np.zeros(int(numbers.max()) + 1, np.int64)
    seen[numbers] = 1
    found = np.flatnonzero(seen).astype(np.int64)
    rank = np.cumsum(seen) - 1
    return found, rank[numbers]


@dataclass(frozen=True, slots=True)
class Ahead:
    """Rate gamma (shape, weeks), chance to leave beta (a, stays), for each pair."""

    shape: Floats
    weeks: Floats
    a: float
    stays: Floats


def ahead_of(r: float, alpha: float, a: float, b: float, pairs: Pairs) -> Ahead:
    """Return what is known of each pair's rate and chance to leave."""
    return Ahead(r + pairs.repeats, alpha + pairs.age, a, b + pairs.repeats)


def visits(of: Ahead, weeks: float) -> Floats:
    """Return the expected visits of an active member in the next ``weeks``.

    Equation 10 of Fader, Hardie, Lee (2005) without the probability of being active. It has no
    value where a = 1 or a + b + x = 1, though its limit there is an ordinary number: so near to
    these it is interpolated from eight points around.
    """
    if weeks <= 0:
        return np.zeros_like(of.shape)
    with np.errstate(all="ignore"):
        if abs(of.a - 1) < _SINGULAR:
            found = sum(
                share * _visits(of.shape, of.weeks, 1 + away, of.stays, weeks)
                for share, away in zip(_lagrange(of.a - 1), _AWAY, strict=True)
            )
        else:
            found = _visits(of.shape, of.weeks, of.a, of.stays, weeks)
            for row in np.flatnonzero(np.abs(of.a + of.stays - 1) < _SINGULAR):
                near = 1 - of.a + _AWAY
                around = _visits(of.shape[row], of.weeks[row], of.a, near, weeks)
                found[row] = _lagrange(float(of.stays[row]) - (1 - of.a)) @ around
        most = of.shape * weeks / of.weeks
        return np.clip(np.where(np.isfinite(found), found, most), 0.0, most)


def _visits(shape: Floats, known: Floats, a: float, stays: Floats, weeks: float) -> Floats:
    z = weeks / (known + weeks)
    c = a + stays - 1
    none: Floats = np.exp(shape * np.log1p(-z)) * hyp2f1(shape, stays, c, z)
    found: Floats = c / (a - 1) * (1 - none)
    return found


def _lagrange(at: float) -> Floats:
    """Return the shares with which values at ``_AWAY`` make up the value at ``at``."""
    gaps = _AWAY[:, None] - _AWAY[None, :]
    steps = at - _AWAY[None, :] + np.zeros((len(_AWAY), 1))
    np.fill_diagonal(gaps, 1.0)
    np.fill_diagonal(steps, 1.0)
    shares: Floats = np.prod(steps / gaps, axis=1)
    return shares


def comes(of: Ahead, weeks: float) -> Floats:
    """Return the probability that an active member comes at all in the next ``weeks``."""
    none: Floats = -np.expm1(of.shape * np.log(of.weeks / (of.weeks + max(0.0, weeks))))
    return none


def half_gap(of: Ahead) -> Floats:
    """Return the weeks in which half of such active members have come again.

    The wait is Lomax: P(wait > w) = (A / (A + w))^s with s = r + x, A = alpha + T.
    """
    gap: Floats = of.weeks * np.expm1(np.minimum(np.log(2.0) / of.shape, 690.0))
    return gap


def quantile(
    of: Ahead, which: NDArray[np.intp], active: Floats, weeks: float, share: float
) -> Floats:
    """Return for each member the number of visits that is not passed with probability ``share``.

    P(at least k visits) = P(active) * P(k - 1 visits without leaving) * P(Poisson-gamma >= k): the
    exact distribution of the model (Fader, Hardie, Lee 2005, equation 8, turned to the future). The
    answer is the number of k = 1, 2... for which it is above 1 - share.
    """
    found = np.zeros(len(which))
    z = max(0.0, weeks) / (of.weeks + max(0.0, weeks))
    mean = of.shape * z / (1 - z)
    heavy = (mean > _STEPWISE)[which]
    rest = 1 - share
    rows = np.flatnonzero(~heavy)
    if len(rows):
        _count_up(found, rows, (of, which, active, z), rest)
    rows = np.flatnonzero(heavy)
    if len(rows):
        _halve(found, rows, (of, which, active, z), rest)
    return found


_Known = tuple[Ahead, NDArray[np.intp], Floats, Floats]


def _count_up(found: Floats, rows: NDArray[np.intp], known: _Known, rest: float) -> None:
    of, which, active, z = known
    chance = np.exp(of.shape * np.log1p(-z))  # of exactly k visits at the member's rate
    above = 1 - chance
    stay = np.ones_like(z)
    k = 1
    pair, alive = which[rows], active[rows]
    while len(rows):
        more = alive * (stay * above)[pair] > rest
        rows, pair, alive = rows[more], pair[more], alive[more]
        found[rows] = k
        chance = chance * (of.shape + (k - 1)) / k * z
        above = np.maximum(above - chance, 0.0)
        stay = stay * (of.stays + (k - 1)) / (of.a + of.stays + (k - 1))
        k += 1


def _halve(found: Floats, rows: NDArray[np.intp], known: _Known, rest: float) -> None:
    """Find the same for members who come very often, within about one visit in a hundred.

    The incomplete beta function by Abramowitz and Stegun 26.5.22, the ratio of gammas by its
    leading term.
    """
    of, which, active, z = known
    pair, alive = which[rows], active[rows]
    shape, stays, z = of.shape[pair], of.stays[pair], z[pair]
    mean = shape * z / (1 - z)
    low = np.zeros_like(mean)
    high = np.ceil(mean + 12 * np.sqrt(mean / (1 - z)) + 12)
    centre = np.maximum(stays + (of.a - 1) / 2, 1e-9)
    while bool(np.any(high - low > 1)):
        k = np.floor((low + high) / 2)
        stay = (centre / (centre + k - 1)) ** of.a
        more = alive * stay * _beta_share(np.maximum(k, 1), shape, z) > rest
        low, high = np.where(more, k, low), np.where(more, high, k)
    found[rows] = low


def _beta_share(k: Floats, shape: Floats, z: Floats) -> Floats:
    one, two = np.cbrt(shape * z), np.cbrt(k * (1 - z))
    y = 3 * (one * (1 - 1 / (9 * shape)) - two * (1 - 1 / (9 * k)))
    return normal_share(y / np.sqrt(one * one / shape + two * two / k))


def normal_share(y: Floats) -> Floats:
    """Return the share of a normal distribution below ``y``, within 1e-7 (A. and S. 26.2.17)."""
    t = 1 / (1 + 0.2316419 * np.abs(y))
    tail = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978
                + t * 1.330274429))))  # fmt: skip
    tail *= np.exp(-0.5 * y * y) / np.sqrt(2 * np.pi)
    below: Floats = np.where(y > 0, 1 - tail, tail)
    return below
