"""Rows of a block of members, and the small passes over them that everything is made of."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight.facts import Days, Flags, Ints, Span
from loyaldesk.domain.insight.history import History, day_number
from loyaldesk.kernel.jalali import Month

MONTHS = 60
"""Months a member's activity is remembered for."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a block, or some of them: whose, and where a day of a member begins."""

    whose: NDArray[np.int32]
    is_new: Flags
    day: Days
    net: Ints
    cost: Ints
    has_cost: Flags
    given: Ints
    kind: NDArray[np.uint8]
    hour: NDArray[np.uint8]

    def at(self, rows: NDArray[Any]) -> "Rows":
        """Return the rows with these numbers."""
        return Rows(*(taken(getattr(self, f.name), rows) for f in fields(self)))


def taken(column: NDArray[Any], rows: NDArray[Any]) -> NDArray[Any]:
    """Return a column at these rows; one that is one value repeated stays so and costs nothing."""
    return np.broadcast_to(column[:1], len(rows)) if column.strides == (0,) else column[rows]


def until(block: History, last: int) -> History:
    """Return the rows up to the day *last*, and only the members who have any."""
    if len(block.day) and int(block.day.max()) > last:
        early = block.day <= last
        before = np.concatenate(([0], np.cumsum(early)))
        rows, starts = np.flatnonzero(early), before[block.starts]
        columns = [taken(getattr(block, name), rows) for name in COLUMNS]
        block = History(block.ids, starts, *columns)
    has = np.diff(block.starts) > 0
    if has.all():
        return block
    starts = np.append(block.starts[:-1][has], block.starts[-1])
    columns = [getattr(block, name) for name in COLUMNS]
    return History(block.ids[has], starts, *columns)


COLUMNS = tuple(f.name for f in fields(History) if f.name not in ("ids", "starts"))
"""The columns of `History` that have one value for each row."""


def rows_of(block: History) -> Rows:
    """Return the rows of *block*, every member of which has some."""
    whose = np.repeat(np.arange(len(block.ids), dtype=np.int32), np.diff(block.starts))
    is_new = np.ones(len(block.day), bool)
    np.not_equal(block.day[1:], block.day[:-1], out=is_new[1:])
    is_new[block.starts[:-1]] = True
    return Rows(
        whose, is_new, block.day, block.net, block.cost, block.has_cost, block.given,
        block.kind, block.hour,
    )  # fmt: skip


def within(day: Days, span: Span) -> NDArray[np.intp]:
    """Return which rows are of the days of *span*."""
    return np.flatnonzero((day >= day_number(span.first)) & (day <= day_number(span.last)))


def firsts_of(whose: NDArray[Any]) -> NDArray[np.intp]:
    """Return where each member begins, in rows that stand by member."""
    is_new = np.ones(len(whose), bool)
    np.not_equal(whose[1:], whose[:-1], out=is_new[1:])
    return np.flatnonzero(is_new)


class Adder:
    """Adds columns up by member, exact to the last Rial."""

    def __init__(self, whose: NDArray[np.int32], n: int) -> None:
        self.n, self.firsts = n, firsts_of(whose)
        self.own = whose[self.firsts]

    def __call__(self, values: NDArray[Any]) -> Ints:
        """Return the sum of *values* for each of the members."""
        found = np.zeros(self.n, np.int64)
        found[self.own] = np.add.reduceat(values, self.firsts, dtype=np.int64)
        return found


def part_of(amounts: Ints, percent: int) -> Ints:
    """Return *percent* of *amounts*, rounded down, without a product that could overflow."""
    whole, rest = np.divmod(amounts, 100)
    result: Ints = whole * percent + rest * percent // 100
    return result


def among(ids: Ints, wanted: NDArray[Any]) -> Flags:
    """Return which of *ids* are in *wanted*, which rises."""
    if not len(wanted):
        return np.zeros(len(ids), bool)
    near = np.minimum(np.searchsorted(wanted, ids), len(wanted) - 1)
    result: Flags = wanted[near] == ids
    return result


def added(one: Ints, other: Ints) -> Ints:
    """Return the sum of two histograms of different width."""
    wide, narrow = (one, other) if len(one) >= len(other) else (other, one)
    wide = wide.copy()
    wide[: len(narrow)] += narrow
    return wide


def percentile(counts: Ints, share: float) -> float:
    """Return the value that *share* of those counted do not pass, between two of them by line."""
    total = int(counts.sum())
    if not total:
        return 0.0
    up_to = np.cumsum(counts)
    place = share * (total - 1)
    low, high = (int(np.searchsorted(up_to, int(place) + more, side="right")) for more in (0, 1))
    if int(place) + 1 >= total:
        return float(low)
    return low + (high - low) * (place - int(place))


def month_table(as_of: date, calendar: str) -> tuple[int, NDArray[np.uint8]]:
    """Return the first day of the oldest month, and the number of the month of each day since."""
    month = Month.of(as_of, calendar)
    firsts = [month.first]
    for _ in range(MONTHS - 1):
        month = month.before
        firsts.append(month.first)
    since = day_number(month.first)
    number = np.zeros(day_number(as_of) - since + 1, np.uint8)
    for k in range(MONTHS - 1, -1, -1):
        number[day_number(firsts[k]) - since :] = k
    return since, number
