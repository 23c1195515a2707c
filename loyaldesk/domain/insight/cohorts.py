"""Members by the month of their first visit, and how many of them buy in the months after."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight.exact import count, month_places, months_until, ratio
from loyaldesk.domain.insight.facts import Facts, Flags, Ints
from loyaldesk.domain.insight.movement import bit
from loyaldesk.kernel.jalali import Month


@dataclass(frozen=True, slots=True)
class Cohort:
    """Members with their first visit in one month.

    Attributes:
        month: The month of joining.
        size: How many they are.
        active: For month 0, 1, 2... after joining how many bought in it, up to the last month.
        shares: The same as shares; None for a month in which nobody joined.
    """

    month: Month
    size: int
    active: tuple[int, ...]
    shares: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Cohorts:
    """The cohorts of some months, the oldest first; ``place`` has each member's row or -1."""

    rows: tuple[Cohort, ...]
    place: Ints
    bits: NDArray[np.uint64]

    def members(self, row: int, month: int) -> Flags:
        """Return who joined in the month of *row* and bought *month* months later."""
        found: Flags = (self.place == row) & bit(self.bits, len(self.rows) - 1 - row - month)
        return found


def cohorts(facts: Facts, calendar: str, number: int = 13) -> Cohorts:
    """Return the cohorts of the last *number* months of the shop's calendar."""
    months = months_until(facts.as_of, calendar, number)
    place = month_places(facts.first, months)
    rows = []
    for row, month in enumerate(months):
        bits = facts.months[place == row]
        active = tuple(count(bit(bits, number - 1 - row - k)) for k in range(number - row))
        rows.append(Cohort(month, len(bits), active, tuple(ratio(n, len(bits)) for n in active)))
    return Cohorts(tuple(rows), place, facts.months)
