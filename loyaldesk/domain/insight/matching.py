"""Members who used the programme beside members like them who did not: a fair comparison."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight.facts import Flags, Ints
from loyaldesk.domain.insight.proof import Z95

LEAST = 30
"""Nobody is compared with fewer than so many on either side."""

VISIT_STEPS = (2, 3, 5, 9, 17)
"""Classes of visits before: 1, 2, 3-4, 5-8, 9-16, 17 and more."""

RECENCY_STEPS = (31, 61, 121, 241)
"""Classes of days since the last visit: up to 30, 60, 120, 240, more."""

TENURE_STEPS = (91, 181, 366, 731)
"""Classes of days since the first visit."""

BASKETS = 5
"""The baskets before are cut into so many equal classes."""


@dataclass(frozen=True, slots=True)
class Before:
    """What was known of each member on the day before the comparison began.

    Attributes:
        visits: Visits until then, one or more.
        recency: Days since the last visit.
        tenure: Days since the first visit.
        basket: Mean margin of a visit, in Rial.
    """

    visits: Ints
    recency: Ints
    tenure: Ints
    basket: NDArray[np.float64]


def classes(before: Before) -> Ints:
    """Return for each member the class of those who are alike in visits, recency, tenure, basket.

    Equal baskets are in one class.
    """
    if not len(before.visits):
        return np.zeros(0, dtype=np.int64)
    cuts = np.quantile(before.basket, np.arange(1, BASKETS) / BASKETS)
    parts = (
        np.digitize(before.visits, VISIT_STEPS), np.digitize(before.recency, RECENCY_STEPS),
        np.digitize(before.tenure, TENURE_STEPS),
        np.searchsorted(cuts, before.basket, side="left"),
    )  # fmt: skip
    found = np.zeros(len(before.visits), dtype=np.int64)
    for part in parts:
        found = found * 10 + part
    return found


@dataclass(frozen=True, slots=True)
class Effect:
    """How much more a member of the programme brought than their like.

    Attributes:
        users: Users of the programme that have their like.
        controls: Members they are compared with.
        left_out: Users nobody is like: nothing is said of them.
        mean_users: Mean margin of the users, in Rial.
        mean_controls: Mean margin of their like, weighted by the users.
        error: Standard error of the difference of the two.
    """

    users: int
    controls: int
    left_out: int
    mean_users: float
    mean_controls: float
    error: float

    @property
    def each(self) -> float:
        """The difference for one member, in Rial."""
        return self.mean_users - self.mean_controls

    @property
    def total(self) -> float:
        """The difference for all matched users, in Rial."""
        return self.each * self.users

    def edges(self) -> tuple[float, float]:
        """Return the ends of the range the total lies in, 19 times of 20."""
        reach = Z95 * self.error * self.users
        return self.total - reach, self.total + reach

    @property
    def is_enough(self) -> bool:
        """Whether there are enough on both sides."""
        return self.users >= LEAST and self.controls >= LEAST


def effect(of_class: Ints, uses: Flags, outcome: Ints) -> Effect:
    """Return how the *outcome* of who *uses* the programme differs from that of their like.

    Only classes with at least two of both sorts count (the spread of one is unknown). Each class
    weighs as many users as it has.
    """
    _names, place = np.unique(of_class, return_inverse=True)
    size = int(place.max()) + 1 if len(place) else 0
    n1, mean1, var1 = _moments(place[uses], outcome[uses], size)
    n0, mean0, var0 = _moments(place[~uses], outcome[~uses], size)
    both = (n1 >= 2) & (n0 >= 2)
    users, controls = int(n1[both].sum()), int(n0[both].sum())
    if not users:
        return Effect(0, 0, int(uses.sum()), 0.0, 0.0, 0.0)
    weight = n1[both] / users
    variance = float((weight**2 * (var1[both] / n1[both] + var0[both] / n0[both])).sum())
    return Effect(
        users, controls, int(uses.sum()) - users, float((weight * mean1[both]).sum()),
        float((weight * mean0[both]).sum()), sqrt(variance),
    )  # fmt: skip


def _moments(
    place: NDArray[np.intp], values: Ints, size: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return count, mean and sample variance of *values* in each class."""
    count = np.bincount(place, minlength=size).astype(np.float64)
    known = np.maximum(count, 1)
    mean = np.bincount(place, weights=values, minlength=size) / known
    spread = np.bincount(place, weights=(values - mean[place]) ** 2, minlength=size)
    return count, mean, spread / np.maximum(count - 1, 1)


def return_of(more: float, cost: int) -> float | None:
    """Return what came back beyond the *cost*, as a part of it; None: there was no cost."""
    return (more - cost) / cost if cost > 0 else None


def payback(more_a_month: float, set_up: int, running_a_month: float) -> int | None:
    """Return after how many months the *set_up* is paid back; None: never at this rate.

    Args:
        more_a_month: Margin more in a month, before any cost.
        set_up: What was paid once, in Rial.
        running_a_month: What is paid every month.
    """
    gain = more_a_month - running_a_month
    if gain <= 0:
        return None
    return max(int(np.ceil(set_up / gain)), 1)
