"""Whose money comes from one big visit: no loyalty yet, whatever the sum."""

import numpy as np

from loyaldesk.domain.insight.facts import Facts, Flags

BIG_PERCENT = 80
"""From this share of all the money on one visit is called the one that made it."""


def one_big(facts: Facts) -> Flags:
    """Return whose first visit brought at least `BIG_PERCENT` of all their money.

    What the later visits brought is their mean times their number.
    """
    later = facts.repeat_rial * np.maximum(facts.visits - 1, 0)
    first = facts.net - later
    big: Flags = (facts.net > 0) & (facts.visits > 0) & (first * 100 >= facts.net * BIG_PERCENT)
    return big
