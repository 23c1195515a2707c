"""How many customers stay: retention, churn by the own rhythm, churn after the n-th purchase."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight.exact import count, ratio
from loyaldesk.domain.insight.facts import Facts, Flags, Net
from loyaldesk.domain.insight.movement import bit


@dataclass(frozen=True, slots=True)
class Retention:
    """Who bought in the window before a period, and who of them bought in it.

    Attributes:
        base: Bought in the window before the period.
        stayed: Of them, those who bought in the period.
        bought: Bought in the period, new ones among them.
        rate: Share of the base that stayed; None without a base.
    """

    base: Flags
    stayed: Flags
    bought: Flags
    rate: float | None


def retention(window: Net, period: Net) -> Retention:
    """Return the retention; whoever did not buy in the window is on neither side."""
    base, bought = window.bought, period.bought
    stayed = base & bought
    return Retention(base, stayed, bought, ratio(count(stayed), count(base)))


def monthly(
    bits: NDArray[np.uint64], skip: int, number: int, window: int
) -> list[tuple[int, int, float | None]]:
    """Return base, stayed and rate of the last *number* months, the oldest first.

    Args:
        bits: `Facts.months`; whoever bought in any month of the window belongs to the base.
        skip: Months left out at the end: 1 where the last one is not over.
        number: Of months.
        window: Months before each month that make its base.
    """
    found = []
    for k in range(skip + number - 1, skip - 1, -1):
        mask = np.uint64(((1 << window) - 1) << (k + 1))
        base = (bits & mask) != 0
        whole, part = count(base), count(base & bit(bits, k))
        found.append((whole, part, ratio(part, whole)))
    return found


@dataclass(frozen=True, slots=True)
class Churn:
    """Of those who were there at the start, who is gone at the end."""

    there: int
    lost: int
    rate: float | None


def churn(there: Flags, lapsed: Flags) -> Churn:
    """Return the churn of the members *there*."""
    whole, lost = count(there), count(there & lapsed)
    return Churn(whole, lost, ratio(lost, whole))


@dataclass(frozen=True, slots=True)
class AfterPurchase:
    """What became of the members after their n-th purchase."""

    number: int
    made: int
    last: int
    share: float | None
    who: Flags


def after_purchases(facts: Facts, lapsed: Flags, most: int = 10) -> list[AfterPurchase]:
    """Return for n = 1 to *most*: who made an n-th purchase, and for whom it was the last.

    It was the last for whoever has exactly n visits and counts as gone; somebody with n visits
    who may well come again made it, and is not lost.
    """
    found = []
    for number in range(1, most + 1):
        who = (facts.visits == number) & lapsed
        made, last = count(facts.visits >= number), count(who)
        found.append(AfterPurchase(number, made, last, ratio(last, made), who))
    return found
