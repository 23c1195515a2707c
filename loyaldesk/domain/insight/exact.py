"""Sums and ratios of figures that neither run over nor invent a value."""

from collections.abc import Iterable
from datetime import date

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight.facts import NEVER, Days
from loyaldesk.domain.insight.history import day_number
from loyaldesk.kernel.jalali import Month

_HALF = 32
_LOW = (1 << _HALF) - 1


def total(values: NDArray[np.integer]) -> int:
    """Return the sum as a whole number of any size.

    A million amounts near the largest one pass what 64 bits hold; the halves never do.
    """
    wide = values.astype(np.int64, copy=False)
    return (int((wide >> _HALF).sum()) << _HALF) + int((wide & _LOW).sum())


def ratio(part: int, whole: int) -> float | None:
    """Return the share, or None where there is nothing to take a share of."""
    return part / whole if whole > 0 else None


def count(flags: NDArray[np.bool_]) -> int:
    """Return how many are true."""
    return int(np.count_nonzero(flags))


def months_until(last: date, calendar: str, number: int) -> list[Month]:
    """Return so many months that end with the one of *last*, the oldest first."""
    found = [Month.of(last, calendar)]
    while len(found) < number:
        found.append(found[-1].before)
    return found[::-1]


def month_places(days: Days, months: Iterable[Month]) -> NDArray[np.int64]:
    """Return the place of each day among *months* that follow each other; `NEVER` outside."""
    each = list(months)
    edges = [day_number(month.first) for month in each] + [day_number(each[-1].last) + 1]
    place = np.searchsorted(np.asarray(edges, np.int64), days.astype(np.int64), side="right") - 1
    inside = (place >= 0) & (place < len(each))
    return np.where(inside, place, NEVER).astype(np.int64)
