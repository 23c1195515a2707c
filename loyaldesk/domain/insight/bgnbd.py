"""The BG/NBD model of visits (Fader, Hardie, Lee 2005): its likelihood and the fit, in weeks.

Each member comes at a rate of their own (gamma: r, alpha) and may stay away for good after any
visit with a chance of their own (beta: a, b).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight.newton import Peak, climb
from loyaldesk.domain.insight.special import digamma, gammaln, trigamma

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

WEEK = 7.0
BLOCK = 8192
"""Rows walked at once: a dozen temporaries of 64 kB stay in the processor's cache."""

ALIKE = 1000.0
"""a + b from which the members' chances to stay away differ by too little to be seen."""


@dataclass(frozen=True, slots=True)
class Visits:
    """What the likelihood needs of all members: equal rows are kept once, with their number."""

    members: int
    counts: Floats
    """The numbers of repeat visits that occur..."""

    of_count: Floats
    """...and how many members have each."""

    single_age: Floats
    single_of: Floats
    """Members without a repeat visit, by the weeks since the first one."""

    repeats: Floats
    last: Floats
    age: Floats
    of_row: Floats
    """Repeat visits, weeks from first to last, weeks since the first; members that share them."""


def visits_of(repeats: Whole, first_to_last: Whole, age: Whole) -> Visits:
    """Gather members with the same (repeat visits, days to the last, days since the first)."""
    x = np.maximum(repeats, 0).astype(np.int64)
    x, tx, t, weight = _unique_rows(x, np.maximum(first_to_last, 0), np.maximum(age, first_to_last))
    again = x > 0
    single_age, place = np.unique(t[~again], return_inverse=True)
    counts, which = np.unique(x, return_inverse=True)
    return Visits(
        len(repeats),
        counts.astype(np.float64),
        np.bincount(which, weight, len(counts)).astype(np.float64),
        single_age / WEEK,
        np.bincount(place, weight[~again], len(single_age)).astype(np.float64),
        x[again].astype(np.float64),
        tx[again] / WEEK,
        t[again] / WEEK,
        weight[again],
    )


def _unique_rows(x: Whole, tx: Whole, t: Whole) -> tuple[Whole, Whole, Whole, Floats]:
    if not len(x):
        return x, tx, t, np.zeros(0)
    days = int(t.max()) + 1
    if (int(x.max()) + 1) * days * days >= 2**62:
        rows, number = np.unique(np.stack((x, tx, t), axis=1), axis=0, return_counts=True)
        return rows[:, 0], rows[:, 1], rows[:, 2], number.astype(np.float64)
    key = x * days
    key += t
    key *= days
    key += tx
    key.sort()
    edge = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
    weight = np.diff(np.append(edge, len(key))).astype(np.float64)
    rest, tx = np.divmod(key[edge], days)
    x, t = np.divmod(rest, days)
    return x, tx, t, weight


def fit(visits: Visits, start: Floats | None = None) -> Peak:
    """Return the most likely (ln r, ln alpha, ln a, ln b)."""
    if start is None:
        start = _start(visits)
    return climb(lambda at: log_likelihood(at, visits), start, visits.members)


def fit_alike(visits: Visits) -> Peak:
    """Return the same with a + b held at `ALIKE`: all members as likely to stay away after a visit.

    Where no difference between members can be seen, a and b grow for ever with a firm a / b, and
    the likelihood has no top; this is where it ends. The climb is in ln r, ln alpha, ln(a / b).
    """
    start = _start(visits)

    def spread(at: Floats) -> tuple[Floats, Floats]:
        share = 1 / (1 + np.exp(-at[2]))
        turn = np.zeros((4, 3))
        turn[0, 0] = turn[1, 1] = 1
        turn[2:, 2] = 1 - share, -share
        return np.array([at[0], at[1], np.log(ALIKE * share), np.log(ALIKE * (1 - share))]), turn

    def surface(at: Floats) -> tuple[float, Floats, Floats]:
        with np.errstate(all="ignore"):
            four, turn = spread(at)
            value, gradient, hessian = log_likelihood(four, visits)
            inner = turn.T @ hessian @ turn
            inner[2, 2] += (gradient[2] + gradient[3]) * turn[2, 2] * turn[3, 2]
            return value, turn.T @ gradient, inner

    peak = climb(surface, np.array([start[0], start[1], -1.0]), visits.members)
    four, turn = spread(np.clip(peak.at, -700, 700))
    return Peak(four, peak.value, turn @ peak.covariance @ turn.T, peak.steps, peak.found)


def _start(visits: Visits) -> Floats:
    weeks = float(visits.of_row @ visits.age + visits.single_of @ visits.single_age)
    return np.log([0.5, max(0.1, 0.1 * weeks / max(1, visits.members)), 1.0, 2.0])


def log_likelihood(at: Floats, visits: Visits) -> tuple[float, Floats, Floats]:
    """Return the log-likelihood, its gradient and Hessian in the logarithms of r, alpha, a, b."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore", under="ignore"):
        scale = np.exp(at)
        value, gradient, hessian = _by_count(scale, visits)
        for add in (_by_single(scale, visits), _by_row(scale, visits)):
            value += add[0]
            gradient += add[1]
            hessian += add[2]
        gradient *= scale
        hessian *= np.outer(scale, scale)
        hessian[np.diag_indices(4)] += gradient
    return value, gradient, hessian


def _by_count(scale: Floats, visits: Visits) -> tuple[float, Floats, Floats]:
    """Add up the gamma terms, which depend on the number of visits only."""
    r, alpha, a, b = scale
    n = float(visits.members)
    # Each function is called once, for the three rows r, b, a + b: the arrays are short.
    starts = np.array([r, b, a + b])
    all_of = np.concatenate((starts[:, None], starts[:, None] + visits.counts), axis=1)
    logs, slopes, bends = (
        each[:, 1:] @ visits.of_count - n * each[:, 0]
        for each in (gammaln(all_of), digamma(all_of), trigamma(all_of))
    )
    value = logs[0] + logs[1] - logs[2] + n * r * np.log(alpha)
    gradient = np.array(
        [slopes[0] + n * np.log(alpha), n * r / alpha, -slopes[2], slopes[1] - slopes[2]]
    )
    hessian = np.zeros((4, 4))
    hessian[0, 0] = bends[0]
    hessian[0, 1] = hessian[1, 0] = n / alpha
    hessian[1, 1] = -n * r / alpha**2
    hessian[2:, 2:] = -bends[2]
    hessian[3, 3] += bends[1]
    return float(value), gradient, hessian


def _by_single(scale: Floats, visits: Visits) -> tuple[float, Floats, Floats]:
    """Add up -r ln(alpha + T) of the members who came once."""
    r, alpha = scale[:2]
    y = alpha + visits.single_age
    logs = visits.single_of @ np.log(y)
    once = visits.single_of / y
    total = once.sum()
    hessian = np.zeros((4, 4))
    hessian[0, 1] = hessian[1, 0] = -total
    hessian[1, 1] = r * (once / y).sum()
    return float(-r * logs), np.array([-logs, -r * total, 0.0, 0.0]), hessian


def _by_row(scale: Floats, visits: Visits) -> tuple[float, Floats, Floats]:
    """Add up -(r + x) ln(alpha + T) + ln(1 + e^d) of the members who came again.

    d = ln a - ln(b + x - 1) + (r + x) ln((alpha + T) / (alpha + t)); its derivatives are the rows
    of ``lines``. e^d is the odds that the member left after the last visit.
    """
    r, alpha, a, b = scale
    value, first, second = 0.0, np.zeros(4), np.zeros((4, 4))
    room = np.empty((4, BLOCK))
    for at in range(0, len(visits.repeats), BLOCK):
        part = slice(at, at + BLOCK)
        x, weight = visits.repeats[part], visits.of_row[part]
        lines = room[:, : len(x)]
        rx, bx = x + r, x + (b - 1)
        y_age, y_last = visits.age[part] + alpha, visits.last[part] + alpha
        log_age = np.log(y_age)
        np.subtract(log_age, np.log(y_last), out=lines[0])
        d = rx * lines[0]
        d += np.log(a)
        d -= np.log(bx)
        small = np.exp(-np.abs(d))
        value += weight @ (np.maximum(d, 0) + np.log(1 + small)) - (weight * rx) @ log_age
        left = np.where(d >= 0, 1.0, small)
        left /= 1 + small
        weight_left = weight * left
        inverse_age, inverse_last = 1 / y_age, 1 / y_last
        change = inverse_age - inverse_last
        np.multiply(rx, change, out=lines[1])
        lines[2] = 1 / a
        np.divide(-1.0, bx, out=lines[3])
        rate = weight * rx
        rate *= inverse_age
        first += lines @ weight_left
        first[0] -= weight @ log_age
        first[1] -= rate.sum()
        cross = weight_left @ change - weight @ inverse_age
        second[0, 1] += cross
        second[1, 0] += cross
        second[1, 1] += rate @ inverse_age - weight_left @ (lines[1] * (inverse_age + inverse_last))
        second[2, 2] -= weight_left.sum() / a**2
        second[3, 3] += weight_left @ (lines[3] ** 2)
        left *= -1
        left += 1
        left *= weight_left
        second += (lines * left) @ lines.T
    return float(value), first, second
