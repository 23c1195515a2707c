"""Habits of buying: what goes together, how long between visits, which day to compare with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight.period import back

GAP_EDGES = (1, 3, 7, 14, 21, 30, 45, 60, 90, 180)
"""Last days of the bars of a histogram of gaps; what is longer stands in one more bar."""

LEAST_TOGETHER = 5
"""Nothing is told of two products that lie together in fewer baskets: chance would speak."""


@dataclass(frozen=True, slots=True)
class Link:
    """How one product goes with another.

    Attributes:
        one: Bought first, or together.
        other: Bought with it, or next.
        both: Baskets (or pairs of visits) with both.
        support: Share of all baskets with both.
        confidence: Share of those with *one* that have *other* too.
        lift: How many times as often as without *one*: 1 is chance.
    """

    one: str
    other: str
    both: int
    support: float
    confidence: float
    lift: float


def link(one: str, other: str, both: int, ones: int, others: int, every: int) -> Link:
    """Return how two products go together.

    Args:
        one: Code of the first.
        other: Code of the second.
        both: Baskets with both.
        ones: Baskets with the first.
        others: Baskets with the second.
        every: All baskets.
    """
    return Link(one, other, both, both / every, both / ones, both * every / (ones * others))


def strongest(links: Iterable[Link], most: int) -> list[Link]:
    """Return the links that are more than chance, those in most baskets first."""
    above = [each for each in links if each.lift > 1]
    return sorted(above, key=lambda e: (-e.both, -e.lift, e.one, e.other))[:most]


def year_ago(day: date, calendar: str) -> date:
    """Return the day nearest to the same day of the year before that is the same weekday."""
    same = back(day, 12, calendar)
    ahead = (day.weekday() - same.weekday()) % 7
    return same + timedelta(days=ahead if ahead <= 3 else ahead - 7)


def bars(gaps: NDArray[np.float64], edges: Sequence[int] = GAP_EDGES) -> NDArray[np.intp]:
    """Return for each gap the bar it stands in: the first whose edge it does not pass."""
    return np.searchsorted(np.array(edges, np.float64), gaps, side="left")


@dataclass(frozen=True, slots=True)
class Spread:
    """How far some figures lie apart.

    Attributes:
        count: How many.
        mean: Of all.
        deviation: Standard deviation of all of them; None below two.
        worst: The 90th percentile: one in ten is worse.
    """

    count: int
    mean: float
    deviation: float | None
    worst: float


def spread(figures: Sequence[float]) -> Spread | None:
    """Return how far some figures lie apart; None of none."""
    if not figures:
        return None
    held = np.array(figures, np.float64)
    deviation = float(held.std(ddof=1)) if len(held) > 1 else None
    return Spread(len(held), float(held.mean()), deviation, float(np.percentile(held, 90)))
