"""Who comes again: repeat purchase, time to the second visit, frequency, basket and gap."""

from dataclasses import dataclass

import numpy as np

from loyaldesk.domain.insight.exact import count, ratio, total
from loyaldesk.domain.insight.facts import NEVER, Facts, Flags, Sums
from loyaldesk.domain.insight.history import day_number
from loyaldesk.domain.insight.tenure import Curve, survival


@dataclass(frozen=True, slots=True)
class Repeat:
    """Who bought in a period, and who of them on two days or more."""

    bought: Flags
    again: Flags
    rate: float | None


def repeat(sums: Sums) -> Repeat:
    """Return the repeat purchase rate; receipts of one day are one visit."""
    bought = sums.bought
    again = bought & (sums.visits >= 2)
    return Repeat(bought, again, ratio(count(again), count(bought)))


@dataclass(frozen=True, slots=True)
class Second:
    """The way from the first visit to the second, for some members.

    Attributes:
        members: Those with a first visit.
        again: Of them, those who came a second time.
        waiting: Of them, those who have not come yet: told, and not taken for never.
        median: Days after which half of them had come again; None: fewer than half have.
        curve: Share not yet back by day.
        within: For each number of days asked for: how many joined at least so long ago, how many
            of these came again within them, and the share.
    """

    members: int
    again: int
    waiting: int
    median: int | None
    curve: Curve
    within: tuple[tuple[int, int, int, float | None], ...]


def second(facts: Facts, who: Flags, steps: tuple[int, ...] = (30, 60, 90)) -> Second:
    """Return the way to the second visit of the members *who*."""
    who = who & (facts.first != NEVER)
    first, again = facts.first[who].astype(np.int64), facts.second[who].astype(np.int64)
    came = again != NEVER
    today = day_number(facts.as_of)
    days = np.where(came, again - first, today - first)
    curve = survival(days, came)
    within = []
    for step in steps:
        old = today - first >= step
        back = old & came & (days <= step)
        within.append((step, count(old), count(back), ratio(count(back), count(old))))
    return Second(
        len(days), count(came), len(days) - count(came), curve.median, curve, tuple(within)
    )


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often and for how much members buy in a period.

    Attributes:
        members: Who bought.
        visits: Days on which members bought.
        net: Net sales in Rial, what came back taken off.
        frequency: Visits of those who bought, for each of them.
        basket: Net sales for each visit.
        gap: Median of the members' own median gap in days.
        with_gap: Members who have one.
    """

    members: int
    visits: int
    net: int
    frequency: float | None
    basket: float | None
    gap: float | None
    with_gap: int


def frequency(facts: Facts, sums: Sums) -> Frequency:
    """Return frequency, basket and gap of the period of *sums*."""
    bought = sums.bought
    members, visits, net = count(bought), total(sums.visits), total(sums.net)
    gaps = facts.gap[bought & (facts.visits >= 2)]
    return Frequency(
        members=members,
        visits=visits,
        net=net,
        frequency=ratio(total(sums.visits[bought]), members),
        basket=ratio(net, visits),
        gap=float(np.median(gaps.astype(np.float64))) if len(gaps) else None,
        with_gap=len(gaps),
    )
