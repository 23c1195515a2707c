"""The simple lifetime value: margin of a visit x visits a year x years a member stays."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MOST_YEARS = 10.0
"""Nobody is expected to stay longer: no shop's figures reach farther."""

LEAST_MEMBERS = 10
"""Fewer members of the year before say nothing of how many stay."""

_Z = 1.959963984540054
_YEAR = np.uint64((1 << 12) - 1)


@dataclass(frozen=True, slots=True)
class Stayed:
    """Of the members who bought in the year before the last twelve months, how many came again."""

    before: int
    again: int

    @property
    def churn(self) -> float | None:
        """Share of them that did not come again; None: too few to say."""
        return (self.before - self.again) / self.before if self.is_enough else None

    @property
    def is_enough(self) -> bool:
        """Whether there are enough of them."""
        return self.before >= LEAST_MEMBERS

    def years(self) -> tuple[float, float, float]:
        """Return how long a member stays: low, likely, high; 1 / churn, ten years at most.

        Low and high are the ends of the 95 % range of the churn (Wilson's).
        """
        low, high = wilson(self.before - self.again, self.before)
        likely = (self.before - self.again) / self.before
        return _stay(high), _stay(likely), _stay(low)


def _stay(churn: float) -> float:
    return min(MOST_YEARS, 1 / churn) if churn > 0 else MOST_YEARS


def stayed(months: NDArray[np.uint64]) -> Stayed:
    """Count from the months with a purchase (bit 0 is the month of the day asked for)."""
    now = (months & _YEAR) != 0
    before = ((months >> np.uint64(12)) & _YEAR) != 0
    return Stayed(int(before.sum()), int((before & now).sum()))


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Return the 95 % range of a share by Wilson's formula."""
    share, square = hits / of, _Z * _Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = _Z / (1 + square / of) * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Value:
    """What a member brings while they stay, in Rial, with its range and its parts."""

    visit_rial: float
    visits_a_year: float
    years: float
    likely: float
    low: float
    high: float


def value(
    margin: int, visits: int, members: int, months: int, serving_rial: int, stay: Stayed
) -> Value:
    """Return the lifetime value of a member.

    Args:
        margin: Of all members in the window, in Rial.
        visits: Theirs in the window.
        members: Who came in the window.
        months: Length of the window.
        serving_rial: What a visit costs the shop besides the goods.
        stay: How many stay; enough of them.
    """
    of_visit = margin / visits - serving_rial
    a_year = visits / members * 12 / months
    shortest, likely, longest = stay.years()
    ends = sorted(of_visit * a_year * years for years in (shortest, longest))
    return Value(of_visit, a_year, likely, of_visit * a_year * likely, ends[0], ends[1])
