"""Who bought, who is new, who came back and who was lost: members between two days and periods."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight import rhythm
from loyaldesk.domain.insight.facts import Days, Facts, Flags, Ints, Span
from loyaldesk.domain.insight.history import day_number
from loyaldesk.domain.insight.settings import InsightSettings

NEITHER, NEW, REPEATING, LAPSED = 0, 1, 2, 3
"""What a member is between two periods."""


def two_periods(one: Ints, two: Ints) -> NDArray[np.uint8]:
    """Return who is new, repeating or lapsed from one period to the next by net money.

    Zero or less does not count as bought; who bought in neither is left out (`NEITHER`).
    """
    before, now = one > 0, two > 0
    found = np.full(len(one), NEITHER, np.uint8)
    found[now & ~before] = NEW
    found[now & before] = REPEATING
    found[before & ~now] = LAPSED
    return found


def carried(wanted: Ints, ids: Ints, flags: Flags) -> Flags:
    """Return *flags* of *ids* (rising) for the members *wanted*; false for those not among them."""
    if not len(ids):
        return np.zeros(len(wanted), np.bool_)
    place = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
    found: Flags = (ids[place] == wanted) & flags[place]
    return found


def first_in(facts: Facts, span: Span) -> Flags:
    """Return whose first visit is in *span*."""
    found: Flags = (facts.first >= day_number(span.first)) & (facts.first <= day_number(span.last))
    return found


@dataclass(frozen=True, slots=True)
class Movement:
    """Members in one period; each array goes with `Facts.ids` at its end.

    ``active`` is made of ``new``, ``returning`` and ``came_back``, each member in one.

    Attributes:
        active: Bought in the period.
        new: Of them, those with their first visit in it.
        returning: Of them, those who were there before and not gone.
        came_back: Of them, those who had counted as gone on the day before it.
        there: Were customers and not gone on the day before the period.
        lapsed: Of ``there``, those who count as gone at the end of the period.
    """

    active: Flags
    new: Flags
    returning: Flags
    came_back: Flags
    there: Flags
    lapsed: Flags


def movement(facts: Facts, at_start: Facts, settings: InsightSettings, span: str) -> Movement:
    """Return who is what between *at_start* (the day before the period) and its end.

    Args:
        facts: As of the last day, with the sums *span* of the period.
        at_start: As of the day before the first; its members are among those of *facts*.
        settings: With the limits of the own rhythm.
        span: The name of the sums of the period.
    """
    sums = facts.sums[span]
    active = sums.bought
    new = active & first_in(facts, sums.span)
    gone_before = carried(facts.ids, at_start.ids, rhythm.lapsed(at_start, settings))
    there = carried(facts.ids, at_start.ids, rhythm.present(at_start, settings))
    came_back = active & gone_before & ~new
    return Movement(
        active=active,
        new=new,
        returning=active & ~new & ~came_back,
        came_back=came_back,
        there=there,
        lapsed=there & rhythm.lapsed(facts, settings),
    )


@dataclass(frozen=True, slots=True)
class MonthMoves:
    """Members of some months, the oldest first; only whole-month net money counts.

    Attributes:
        stayed: Bought in the month and in the one before.
        new: Bought in the month, and their first visit is in it.
        back: Bought in the month and earlier, but not in the month before.
        away: Bought in the month before and not in this one.
    """

    stayed: tuple[int, ...]
    new: tuple[int, ...]
    back: tuple[int, ...]
    away: tuple[int, ...]


def by_month(bits: NDArray[np.uint64], joined: Days | Ints, number: int) -> MonthMoves:
    """Return the moves of the last *number* months.

    Args:
        bits: `Facts.months`.
        joined: For each member how many months before the last month the first visit was.
        number: Of months, up to 59.
    """
    rows = []
    for k in range(number - 1, -1, -1):
        now, before = bit(bits, k), bit(bits, k + 1)
        new = now & (joined == k)
        rows.append(
            (
                _n(now & before & ~new), _n(new), _n(now & ~before & ~new), _n(before & ~now),
            )
        )  # fmt: skip
    stayed, fresh, back, away = (tuple(column) for column in zip(*rows, strict=True))
    return MonthMoves(stayed, fresh, back, away)


def bit(bits: NDArray[np.uint64], k: int) -> Flags:
    """Return who bought in the k-th month before the last one."""
    found: Flags = (bits >> np.uint64(k) & np.uint64(1)).astype(np.bool_)
    return found


def _n(flags: Flags) -> int:
    return int(np.count_nonzero(flags))
