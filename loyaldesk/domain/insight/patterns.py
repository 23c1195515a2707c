"""Habits of buying: what goes together, how long between visits, which day to compare with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight.facts import Ints
from loyaldesk.domain.insight.history import SALE, History
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


@dataclass(frozen=True, slots=True)
class Table:
    """Net money and receipts by operator (rows, by id) and hour of the shop's clock (24 columns).

    A receipt is a sale, whether or not it was taken back since.
    """

    net: Ints
    receipts: Ints

    def by_hour(self) -> tuple[Ints, Ints]:
        """Return net and receipts of each hour."""
        return self.net.sum(axis=0), self.receipts.sum(axis=0)

    def by_operator(self) -> tuple[Ints, Ints]:
        """Return net and receipts of each operator."""
        return self.net.sum(axis=1), self.receipts.sum(axis=1)


def sold(
    blocks: Iterable[History], times: Sequence[NDArray[np.int64]], only: Ints | None = None
) -> list[Table]:
    """Return what was sold on some days, for each choice of days.

    Args:
        blocks: The sales.
        times: For each choice: how often each day counts, by days since 1970.
        only: The members whose sales count; None: all.
    """
    found = [Table(np.zeros((0, 24), np.int64), np.zeros((0, 24), np.int64)) for _ in times]
    for block in blocks:
        every = _rows_of(block, only)
        counted = (block.kind == SALE).astype(np.int64)
        for n, often in enumerate(times):
            weight = often[np.clip(block.day, 0, len(often) - 1)] * every
            rows = np.flatnonzero(weight)
            if len(rows):
                found[n] = _added(found[n], block, rows, weight[rows], counted[rows])
    return found


def _rows_of(block: History, only: Ints | None) -> NDArray[np.bool_] | np.bool_:
    if only is None:
        return np.True_
    return np.repeat(np.isin(block.ids, only), np.diff(block.starts))


def _added(
    table: Table, block: History, rows: NDArray[np.intp], weight: Ints, counted: Ints
) -> Table:
    """Return a table with some more rows in it."""
    operator, hour = block.operator[rows].astype(np.int64), block.hour[rows]
    more = max(0, int(operator.max()) + 1 - len(table.net))
    net, receipts = (
        np.concatenate((held, np.zeros((more, 24), np.int64)))
        for held in (table.net, table.receipts)
    )
    np.add.at(net, (operator, hour), block.net[rows] * weight)
    np.add.at(receipts, (operator, hour), counted * weight)
    return Table(net, receipts)


def buyers(
    blocks: Iterable[History], first: int, last: int, hours: tuple[int, int] | None = None
) -> tuple[Ints, Ints]:
    """Return members who bought from *first* to *last*, and the operator, each pair once.

    *hours*: only on a weekday (0 is Monday) in an hour of the day.
    """
    members, operators = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for block in blocks:
        some = (block.day >= first) & (block.day <= last) & (block.net > 0) & (block.kind == SALE)
        if hours is not None:  # 1 January 1970 was a Thursday
            some &= ((block.day + 3) % 7 == hours[0]) & (block.hour == hours[1])
        rows = np.flatnonzero(some)
        who = block.ids[np.searchsorted(block.starts, rows, side="right") - 1]
        both = np.unique(np.stack((who, block.operator[rows].astype(np.int64))), axis=1)
        members.append(both[0])
        operators.append(both[1])
    return np.concatenate(members), np.concatenate(operators)
