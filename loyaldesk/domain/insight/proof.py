"""Before and after: repeat purchase, value and loss by month, with how sure one can be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight.facts import NEVER, Days, Flags, Ints
from loyaldesk.domain.insight.history import History

Z95 = 1.959963984540054
"""19 times of 20 a figure lies within so many standard errors."""

LEAST = 30
"""Members each side needs before anything is said."""

LEAST_MONTHS = 3
MOST_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with the range it lies in, 19 times of 20; None: there is no data."""

    value: float | None
    low: float | None
    high: float | None
    count: int


def share(part: int, whole: int) -> Estimate:
    """Return *part* of *whole* with Wilson's range, which never leaves 0 to 1."""
    if whole == 0:
        return Estimate(None, None, None, 0)
    p, z2 = part / whole, Z95**2
    middle = (p + z2 / (2 * whole)) / (1 + z2 / whole)
    reach = Z95 / (1 + z2 / whole) * sqrt(p * (1 - p) / whole + z2 / (4 * whole**2))
    low = max(0.0, middle - reach) if part else 0.0
    return Estimate(p, low, min(1.0, middle + reach) if part < whole else 1.0, whole)


def mean(count: int, total: float, squares: float) -> Estimate:
    """Return the mean of *count* values with its range; a single value has none.

    Args:
        count: How many values there are.
        total: Their sum.
        squares: The sum of their squares.
    """
    if count == 0:
        return Estimate(None, None, None, 0)
    middle = total / count
    if count == 1:
        return Estimate(middle, None, None, 1)
    variance = max(squares - count * middle**2, 0.0) / (count - 1)
    reach = Z95 * sqrt(variance / count)
    return Estimate(middle, middle - reach, middle + reach, count)


def difference(before: Estimate, after: Estimate) -> Estimate:
    """Return after less before, with its range (Newcombe: the two ranges put together)."""
    count = min(before.count, after.count)
    if before.value is None or after.value is None:
        return Estimate(None, None, None, count)
    gap = after.value - before.value
    if before.low is None or before.high is None or after.low is None or after.high is None:
        return Estimate(gap, None, None, count)
    down = sqrt((after.value - after.low) ** 2 + (before.high - before.value) ** 2)
    up = sqrt((after.high - after.value) ** 2 + (before.value - before.low) ** 2)
    return Estimate(gap, gap - down, gap + up, count)


def verdict(gap: Estimate, better: str) -> str:
    """Return ``better``, ``worse`` or ``open``: the range of a difference beside zero.

    Args:
        gap: After less before.
        better: ``up`` or ``down``: which way is good.
    """
    if gap.low is None or gap.high is None or gap.low <= 0 <= gap.high:
        return "open"
    return "better" if (gap.low > 0) == (better == "up") else "worse"


@dataclass(frozen=True, slots=True)
class MemberDays:
    """What each member bought on each day, sorted by day; all arrays but one are as long.

    Attributes:
        limits: For each member, the days of silence after which they count as gone.
        member: Place of the member in *limits*.
        day: Days since 1970, never falling.
        net: Net money of the day, in Rial; a visit is a day above zero.
        margin: Margin of the day, in Rial.
    """

    limits: NDArray[np.float64]
    member: Ints
    day: Days
    net: Ints
    margin: Ints

    def rows(self, first: int, last: int) -> slice:
        """Return where the rows of the days *first* to *last* stand."""
        return slice(
            int(np.searchsorted(self.day, first)), int(np.searchsorted(self.day, last, "right"))
        )


@dataclass(frozen=True, slots=True)
class Window:
    """Days that are measured, and since when the value is summed up; days since 1970."""

    first: int
    last: int
    value_first: int


@dataclass(frozen=True, slots=True)
class WindowFigures:
    """The three figures of some days.

    Attributes:
        repeat: Share of the buyers who came on two days or more.
        value: Mean margin of a buyer since the day the value is summed up from.
        churn: Share of the members present at the start who were gone at the end.
    """

    repeat: Estimate
    value: Estimate
    churn: Estimate


def figures(blocks: Iterable[MemberDays], windows: Sequence[Window]) -> list[WindowFigures]:
    """Return the three figures of each window; fastest when they come in the order of days.

    Args:
        blocks: What was bought, each member in one block.
        windows: The days asked for.
    """
    sums = np.zeros((len(windows), 7))
    for block in blocks:
        sums += _tally(block, windows)
    return [
        WindowFigures(share(int(t[0]), int(t[1])), mean(int(t[2]), t[3], t[4]),
                      share(int(t[5]), int(t[6])))
        for t in sums.tolist()
    ]  # fmt: skip


def _tally(days: MemberDays, windows: Sequence[Window]) -> NDArray[np.float64]:
    """Return what one block adds: repeaters, buyers, the value's count, sum and squares, losses."""
    seen: Ints = np.full(len(days.limits), NEVER, dtype=np.int64)
    found, done = np.zeros((len(windows), 7)), 0
    for line, window in zip(found, windows, strict=True):
        if done > np.searchsorted(days.day, window.first):  # a window that begins earlier
            seen[:], done = NEVER, 0
        done = _look(days, seen, done, window.first - 1)
        there = _present(days, seen, window.first - 1)
        done = _look(days, seen, done, window.last)
        gone = there & ~_present(days, seen, window.last)
        line[:] = *_repeat(days, window), *_value(days, window), gone.sum(), there.sum()
    return found


def _look(days: MemberDays, seen: Ints, done: int, day: int) -> int:
    """Note the last visit of each member up to *day* in *seen*; return how many rows are done."""
    end = max(int(np.searchsorted(days.day, day, "right")), done)
    new = slice(done, end)
    visit = days.net[new] > 0
    seen[days.member[new][visit]] = days.day[new][visit]  # in the order of days: the last one stays
    return end


def _present(days: MemberDays, seen: Ints, day: int) -> Flags:
    there: Flags = (seen != NEVER) & (day - seen <= days.limits)
    return there


def _repeat(days: MemberDays, window: Window) -> tuple[int, int]:
    rows = days.rows(window.first, window.last)
    bought = _summed(days, days.net, rows) > 0
    visits = np.bincount(days.member[rows][days.net[rows] > 0], minlength=len(days.limits))
    return int((bought & (visits >= 2)).sum()), int(bought.sum())


def _value(days: MemberDays, window: Window) -> tuple[int, float, float]:
    rows = days.rows(window.value_first, window.last)
    bought = _summed(days, days.net, rows) > 0
    margin = _summed(days, days.margin, rows)[bought]
    return len(margin), float(margin.sum()), float((margin**2).sum())


def _summed(days: MemberDays, values: Ints, rows: slice) -> NDArray[np.float64]:
    money: NDArray[np.float64] = values[rows].astype(np.float64)
    found = np.bincount(days.member[rows], weights=money, minlength=len(days.limits))
    return found.astype(np.float64)  # without any row it is whole numbers


def member_days(
    block: History, ids: Ints, limits: NDArray[np.float64], margin_percent: int | None
) -> MemberDays:  # fmt: skip
    """Return what the members of *block* who are among *ids* bought on each day.

    Args:
        block: Sales, by member and day.
        ids: The members wanted, rising.
        limits: For each of *ids*, the days of silence after which they count as gone.
        margin_percent: Margin of what has no cost; None: its net is taken.
    """
    place = np.minimum(np.searchsorted(ids, block.ids), max(len(ids) - 1, 0))
    known = ids[place] == block.ids if len(ids) else np.zeros(len(block.ids), dtype=np.bool_)
    whose = np.repeat(np.arange(len(block.ids)), np.diff(block.starts))
    rows = np.flatnonzero(known[whose])
    if not len(rows):
        none: Ints = np.zeros(0, dtype=np.int64)
        return MemberDays(np.zeros(0), none, np.zeros(0, dtype=np.int32), none, none)
    number = np.cumsum(known) - 1
    member, day, net = number[whose[rows]], block.day[rows], block.net[rows]
    rate = 100 if margin_percent is None else margin_percent
    by_rate = net // 100 * rate + net % 100 * rate // 100
    margin = np.where(block.has_cost[rows], net - block.cost[rows], by_rate)
    begins = np.ones(len(rows), dtype=np.bool_)
    begins[1:] = (member[1:] != member[:-1]) | (day[1:] != day[:-1])
    first = np.flatnonzero(begins)
    order = np.argsort(day[first], kind="stable")
    return MemberDays(
        limits[place[known]], member[first][order], day[first][order],
        np.add.reduceat(net, first)[order], np.add.reduceat(margin, first)[order],
    )  # fmt: skip
