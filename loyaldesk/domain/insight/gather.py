"""From columns of sales to what is known of each member: a few passes over arrays, block by block.

Members of a block stand together and their rows in the order of days, so that everything is a
reduction over neighbours: rows of a day, days of a month, days of a member.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight.facts import NEVER, Days, Facts, Flags, Ints, Net, Span, Sums
from loyaldesk.domain.insight.history import MIRROR, RETURN, SALE, VISIT, History, day_number
from loyaldesk.domain.insight.passes import (
    Adder,
    Rows,
    added,
    among,
    firsts_of,
    month_table,
    part_of,
    percentile,
    rows_of,
    until,
    within,
)
from loyaldesk.kernel.progress import SILENT, Progress

PERIOD = "period"
"""The span whose hours are counted."""

_COUNTED = np.zeros(256, np.int64)
_COUNTED[[SALE, VISIT]] = 1
_COUNTED[MIRROR] = -1


def gather(
    blocks: Iterable[History], as_of: date, spans: Mapping[str, Span], *, calendar: str,
    margin_percent: int | None, only: NDArray[Any] | None = None, progress: Progress = SILENT,
    nets: Mapping[str, Span] | None = None,
) -> Facts:  # fmt: skip
    """Return what is known of the members of *blocks* at the end of *as_of*.

    Args:
        blocks: Members in the order of their ids, each in one block.
        as_of: The last day that counts; rows after it are nothing.
        spans: Days to add up, by name; the hours of the one named ``period`` are counted.
        calendar: ``jalali`` or ``gregorian``: in which months are told apart.
        margin_percent: Margin of what has no cost; None: its net is taken.
        only: Ids of the members wanted, rising; None: all. The shop's 90th percentile of gaps
            stays that of all, so that a member counts as gone in every segment or in none.
        progress: Learns how many blocks are done, and may stop it.
        nets: Days of which the net money alone is added up, by name.
    """
    nets = nets or {}
    work = _Work(day_number(as_of), spans, nets, month_table(as_of, calendar), margin_percent, only)
    for number, block in enumerate(blocks):
        progress.step(number, 0)
        work.add(until(block, work.last))
    known = work.known
    return Facts(
        as_of=as_of, **{f.name: known.column(f.name) for f in fields(_Members)[:-2]},
        gap_p90=percentile(work.gaps, 0.9),
        by_hour=work.by_hour.reshape(7, 24), by_hour_net=work.by_hour_net.reshape(7, 24),
        sums={name: Sums(span, *(known.column((name, n)) for n in range(_SUMS)))
              for name, span in spans.items()},
        margin_is_net=work.margin_is_net,
        nets={name: Net(span, known.column((NETS, name))) for name, span in nets.items()},
    )  # fmt: skip


_SUMS = len(fields(Sums)) - 1
"""Columns of each span."""

NETS = "nets"
"""What stands before the name of a span whose net money alone is wanted."""


@dataclass(frozen=True, slots=True)
class _Members:
    """The columns of `Facts` for the members of one block; the sums in the order of `Sums`."""

    ids: Ints
    first: Days
    second: Days
    last: Days
    visits: Ints
    net: Ints
    margin: Ints
    gap: NDArray[np.float32]
    repeat_rial: NDArray[np.float64]
    months: NDArray[np.uint64]
    sums: dict[str, tuple[Ints, ...]]
    nets: dict[str, Ints]

    @classmethod
    def empty(cls, spans: Iterable[str], nets: Iterable[str]) -> "_Members":
        """Return nobody."""
        none, days = np.zeros(0, np.int64), np.zeros(0, np.int32)
        return cls(
            none, days, days, days, none, none, none, np.zeros(0, np.float32), np.zeros(0),
            np.zeros(0, np.uint64), dict.fromkeys(spans, (none,) * _SUMS),
            dict.fromkeys(nets, none),
        )  # fmt: skip

    def columns(self) -> Iterator[tuple[object, NDArray[Any]]]:
        """Yield every column with what it is called in `_Table`."""
        for each in fields(self)[:-2]:
            yield each.name, getattr(self, each.name)
        yield from (((NETS, name), column) for name, column in self.nets.items())
        for name, own in self.sums.items():
            yield from (((name, n), column) for n, column in enumerate(own))


class _Table:
    """Columns that grow by doubling.

    Parts kept until they are joined at the end would hold everything twice, 300 MB more at a
    million members, and take longer: large arrays come from the system in large pieces.
    """

    def __init__(self, nobody: _Members) -> None:
        self.count = 0
        self._columns = dict(nobody.columns())

    def add(self, members: _Members, kept: Flags | None) -> None:
        """Append *members*, or those of them that are *kept*."""
        end = self.count + (len(members.ids) if kept is None else int(kept.sum()))
        for key, values in members.columns():
            held = self._columns[key]
            if end > len(held):
                wider = np.empty(max(end, 2 * len(held)), values.dtype)
                wider[: self.count] = held[: self.count]
                self._columns[key] = held = wider
            held[self.count : end] = values if kept is None else values[kept]
        self.count = end

    def column(self, key: object) -> Any:
        """Return a column."""
        return self._columns[key][: self.count]


class _Work:
    """What is the same for every block, and what grows with each."""

    def __init__(
        self, last: int, spans: Mapping[str, Span], nets: Mapping[str, Span],
        months: tuple[int, NDArray[np.uint8]], margin_percent: int | None,
        only: NDArray[Any] | None,
    ) -> None:  # fmt: skip
        self.last, self.spans, self.margin_percent, self.only = last, spans, margin_percent, only
        self.nets, (self.months_since, self.month_of) = nets, months
        self.known = _Table(_Members.empty(spans, nets))
        self.gaps: Ints = np.zeros(1, np.int64)
        self.by_hour: Ints = np.zeros(7 * 24, np.int64)
        self.by_hour_net: Ints = np.zeros(7 * 24, np.int64)
        self.margin_is_net = False

    def add(self, block: History) -> None:
        """Reckon the members of one more block."""
        if not len(block.ids):
            return
        rows = rows_of(block)
        kept = None if self.only is None else among(block.ids, self.only)
        members = self._members(block.ids, block.starts[:-1], rows)
        if kept is not None:
            rows = rows.at(np.flatnonzero(kept[rows.whose]))
        self.known.add(members, kept)
        if self.margin_percent is None and not self.margin_is_net:
            self.margin_is_net = bool((~rows.has_cost & (rows.net != 0)).any())
        if PERIOD in self.spans:
            self._count_hours(rows.at(within(rows.day, self.spans[PERIOD])))

    def _members(self, ids: Ints, begins: Ints, rows: Rows) -> _Members:
        n = len(ids)
        starts = np.flatnonzero(rows.is_new)
        net, day, whose = np.add.reduceat(rows.net, starts), rows.day[starts], rows.whose[starts]
        total = np.add.reduceat(rows.net, begins)
        visit = np.flatnonzero(net > 0)
        on, by, paid = day[visit], whose[visit], net[visit]
        visits = np.bincount(by, minlength=n)
        begin = np.cumsum(visits) - visits
        some, more = visits > 0, visits > 1
        first, second, last = (np.full(n, NEVER, np.int32) for _ in range(3))
        first[some], last[some] = on[begin[some]], on[(begin + visits - 1)[some]]
        second[more] = on[begin[more] + 1]
        repeat_rial = np.zeros(n)
        if len(paid):
            after_first = np.add.reduceat(paid, begin[some])[more[some]] - paid[begin[more]]
            repeat_rial[more] = after_first / (visits[more] - 1)
        return _Members(
            np.asarray(ids, np.int64), first, second, last, visits, total,
            self._margin(rows, total, Adder(rows.whose, n)),
            self._median_gaps(on, by, visits), repeat_rial, self._months(day, whose, net, n),
            self._all_sums(rows, n),
            {name: self._net(rows, span, n) for name, span in self.nets.items()},
        )  # fmt: skip

    def _all_sums(self, rows: Rows, n: int) -> dict[str, tuple[Ints, ...]]:
        """Return the columns of `Sums` for each span; days outside all of them are left once."""
        if not self.spans:
            return {}
        hull = Span(min(s.first for s in self.spans.values()),
                    max(s.last for s in self.spans.values()))  # fmt: skip
        rows = rows.at(within(rows.day, hull))
        return {name: self._sums(rows.at(within(rows.day, span)), n)
                for name, span in self.spans.items()}  # fmt: skip

    def _net(self, rows: Rows, span: Span, n: int) -> Ints:
        """Return the net money of one span."""
        some = within(rows.day, span)
        if not len(some):
            return np.zeros(n, np.int64)
        return Adder(rows.whose[some], n)(rows.net[some])

    def _median_gaps(self, on: Days, by: NDArray[np.int32], visits: Ints) -> NDArray[np.float32]:
        """Return the median of each member's gaps by one sort of all, and count the gaps."""
        medians = np.zeros(len(visits), np.float32)
        follows = by[1:] == by[:-1]
        gaps = (on[1:] - on[:-1])[follows]
        if not len(gaps):
            return medians
        counted = np.bincount(gaps)
        self.gaps = added(self.gaps, counted)
        wide = len(counted)
        kind: Any = np.uint32 if len(visits) * wide < 2**32 else np.int64
        keys = by[1:][follows].astype(kind) * kind(wide) + gaps.astype(kind)
        keys.sort(kind="stable")  # members are in order already: runs to be joined, not chaos
        own = np.maximum(visits - 1, 0)
        begin, some = np.cumsum(own) - own, own > 0
        lower = keys[(begin + (own - 1) // 2)[some]] % kind(wide)
        upper = keys[(begin + own // 2)[some]] % kind(wide)
        medians[some] = (lower.astype(np.float32) + upper) / 2
        return medians

    def _months(self, day: Days, whose: NDArray[np.int32], net: Ints, n: int) -> NDArray[np.uint64]:
        """Return the months in which each member's net is above zero, as bits."""
        found = np.zeros(n, np.uint64)
        if self.months_since > int(day.min()):
            late = np.flatnonzero(day >= self.months_since)
            day, whose, net = day[late], whose[late], net[late]
        if not len(day):
            return found
        month = self.month_of[day - self.months_since]
        is_new = np.ones(len(day), bool)
        is_new[1:] = (month[1:] != month[:-1]) | (whose[1:] != whose[:-1])
        starts = np.flatnonzero(is_new)
        bought = starts[np.add.reduceat(net, starts) > 0]
        if not len(bought):
            return found
        bits, whose = np.uint64(1) << month[bought].astype(np.uint64), whose[bought]
        firsts = firsts_of(whose)
        found[whose[firsts]] = np.bitwise_or.reduceat(bits, firsts)
        return found

    def _margin(self, rows: Rows, net: Ints, add: "Adder") -> Ints:
        """Return net less cost; the margin rate is taken of each member's whole sum, not by row."""
        if not rows.has_cost.any():
            return net.copy() if self.margin_percent is None else part_of(net, self.margin_percent)
        margin = net - add(np.where(rows.has_cost, rows.cost, 0))
        if self.margin_percent is None:
            return margin
        unknown = add(np.where(rows.has_cost, 0, rows.net))
        result: Ints = margin - unknown + part_of(unknown, self.margin_percent)
        return result

    def _sums(self, rows: Rows, n: int) -> tuple[Ints, ...]:
        """Return the columns of `Sums` for the rows of one span."""
        if not len(rows.day):
            return tuple(np.zeros(n, np.int64) for _ in range(7))
        add = Adder(rows.whose, n)
        net = add(rows.net)
        starts = np.flatnonzero(rows.is_new)
        whose, is_visit = rows.whose[starts], np.add.reduceat(rows.net, starts) > 0
        discounted = is_visit & (np.add.reduceat(rows.given, starts) > 0)
        came_back = add(np.where(rows.kind == RETURN, rows.net, 0))
        return (
            net, np.bincount(whose[is_visit], minlength=n), add(_COUNTED[rows.kind]),
            self._margin(rows, net, add), np.bincount(whose[discounted], minlength=n),
            add(rows.given), np.maximum(-came_back, 0),
        )  # fmt: skip

    def _count_hours(self, rows: Rows) -> None:
        cell = (rows.day + 3) % 7 * 24 + rows.hour  # 1970-01-01 was a Thursday
        np.add.at(self.by_hour, cell, _COUNTED[rows.kind])
        np.add.at(self.by_hour_net, cell, rows.net)
