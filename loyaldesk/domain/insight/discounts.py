"""How much of a member's buying depends on discounts, vouchers and rewards."""

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight.facts import Ints
from loyaldesk.domain.insight.settings import InsightSettings

CLASSES = ("only", "mostly", "some", "never", "few")
"""``few``: too few visits to say anything."""

BANDS = ((0, 0), (1, 19), (20, 39), (40, 59), (60, 79), (80, 99), (100, 100))
"""Percent of the visits, for the distribution."""


def dependence(discounted: Ints, visits: Ints, settings: InsightSettings) -> NDArray[np.int8]:
    """Return the place in `CLASSES` of each member, by the share of visits with anything given."""
    found = np.full(len(visits), CLASSES.index("some"), np.int8)
    found[discounted == 0] = CLASSES.index("never")
    mostly = discounted * 100 >= visits * settings.discount_mostly_percent
    found[mostly & (discounted > 0)] = CLASSES.index("mostly")
    found[(discounted >= visits) & (discounted > 0)] = CLASSES.index("only")
    found[visits < settings.discount_min_visits] = CLASSES.index("few")
    return found


def bands(discounted: Ints, visits: Ints) -> NDArray[np.int8]:
    """Return the place in `BANDS` of each member; all have visits."""
    # Cut to whole percent, so that 100 is only who never came without.
    percent = np.where(discounted > 0, np.maximum(discounted * 100 // visits, 1), 0)
    limits = np.array([first for first, _ in BANDS[1:]])
    return np.searchsorted(limits, percent, side="right").astype(np.int8)
