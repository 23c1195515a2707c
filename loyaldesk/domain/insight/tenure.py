"""How long members stay: Kaplan and Meier's curve, with those still here told apart."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight import rhythm
from loyaldesk.domain.insight.facts import NEVER, Facts, Flags, Ints
from loyaldesk.domain.insight.history import day_number
from loyaldesk.domain.insight.settings import InsightSettings

Floats = NDArray[np.float64]

DAYS_OF_MONTH = 365.2425 / 12
FEWEST = 30
"""Below so many members it is too early to tell how long they stay (row 112d)."""

_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Curve:
    """The share of members still there, a step down at each of ``times``.

    Attributes:
        times: Times at which somebody was lost, rising.
        at_risk: Members observed until then.
        lost: Members lost then.
        share: Share still there after it.
        low: Lower edge of the band that holds the true share 95 times of 100 (Greenwood).
        high: Upper edge.
        members: All members.
        longest: The longest time anybody was observed; nothing is known beyond it.
    """

    times: Ints
    at_risk: Ints
    lost: Ints
    share: Floats
    low: Floats
    high: Floats
    members: int
    longest: int

    @property
    def median(self) -> int | None:
        """Time after which half or fewer are still there; None: it has not come."""
        below = np.flatnonzero(self.share <= 0.5 + 1e-12)
        return int(self.times[below[0]]) if len(below) else None

    def at(self, time: float) -> tuple[float, float, float]:
        """Return the share still there after *time*, with its band."""
        place = int(np.searchsorted(self.times, time, side="right")) - 1
        if place < 0:
            return 1.0, 1.0, 1.0
        return float(self.share[place]), float(self.low[place]), float(self.high[place])


def survival(times: Ints, is_lost: Flags) -> Curve:
    """Return the curve of members observed for *times*; those not lost are censored then.

    Whoever is lost and whoever is censored at the same time: the loss comes first, as usual.
    """
    each, place = np.unique(times, return_inverse=True)
    ended = np.bincount(place, minlength=len(each)).astype(np.int64)
    lost = np.bincount(place[is_lost], minlength=len(each)).astype(np.int64)
    at_risk = len(times) - np.cumsum(ended) + ended
    steps = lost > 0
    each, at_risk, lost = each[steps], at_risk[steps], lost[steps]
    share = np.cumprod(1 - lost / at_risk) if len(each) else np.zeros(0)
    left = at_risk - lost
    # Where nobody is left the share is zero, and so is its spread.
    terms = np.where(left > 0, lost / (at_risk * np.maximum(left, 1.0)), 0.0)
    spread = _Z * share * np.sqrt(np.cumsum(terms))
    return Curve(
        each.astype(np.int64),
        at_risk,
        lost,
        share,
        np.clip(share - spread, 0.0, 1.0),
        np.clip(share + spread, 0.0, 1.0),
        len(times),
        int(times.max()) if len(times) else 0,
    )


@dataclass(frozen=True, slots=True)
class Stays:
    """How long each member has been with the shop.

    Attributes:
        who: Members with a visit.
        days: Of each of them, from the first visit to the loss (the last visit) or to today.
        is_lost: Of each of them, whether they count as gone.
    """

    who: Flags
    days: Ints
    is_lost: Flags

    def curve(self, among: Flags | None = None) -> Curve:
        """Return the curve of all, or of those *among* the members of the facts."""
        if among is None:
            return survival(self.days, self.is_lost)
        chosen = among[self.who]
        return survival(self.days[chosen], self.is_lost[chosen])


def stays(facts: Facts, settings: InsightSettings) -> Stays:
    """Return how long the members stayed: lost on their last visit, or still here (censored)."""
    who = facts.last != NEVER
    gone = rhythm.lapsed(facts, settings)[who]
    first, last = facts.first[who].astype(np.int64), facts.last[who].astype(np.int64)
    until = np.where(gone, last, day_number(facts.as_of))
    return Stays(who, until - first, gone)
