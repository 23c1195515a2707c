"""Heavy, medium and light buyers, and members who did not buy at all."""

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight.facts import Ints

CLASSES = ("heavy", "medium", "light", "zero")

HEAVY, MEDIUM = 20, 50
"""In percent of those who bought: fewer than so many spent more than a heavy, a medium one."""


def spenders(net: Ints) -> NDArray[np.int8]:
    """Return the place in `CLASSES` of each member by the net in a window.

    Of the members whose net is above zero, those are heavy whom fewer than 20 % of them surpass,
    and medium whom fewer than 50 % surpass; who spent the same are in one class. Everybody else
    bought nothing and is a class of their own.
    """
    found = np.full(len(net), CLASSES.index("zero"), np.int8)
    which = np.flatnonzero(net > 0)
    if not len(which):
        return found
    spent = net[which]
    falling = np.sort(spent)[::-1]
    limits = [falling[_last(len(falling), percent)] for percent in (HEAVY, MEDIUM)]
    found[which] = (spent < limits[0]).astype(np.int8) + (spent < limits[1])
    return found


def _last(n: int, percent: int) -> int:
    """Return the place of the last of n members, the highest first, with fewer than so many above.

    Places before the first are impossible: nobody surpasses the first.
    """
    return (n * percent - 1) // 100
