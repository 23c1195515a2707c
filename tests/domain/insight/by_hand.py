"""A shop's sales reckoned slowly, member by member in plain Python, and put down as `Facts`."""

import itertools
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

import numpy as np

from loyaldesk.domain.insight.facts import NEVER, Facts, Span, Sums
from loyaldesk.domain.insight.history import EPOCH
from loyaldesk.kernel.jalali import Month

Row = tuple[int, date, int]
"""Member, day, net money in Rial (below zero: something came back)."""


def number_of(day: date | None) -> int:
    """Return days since 1970, or -1."""
    return NEVER if day is None else (day - EPOCH).days


@dataclass(frozen=True)
class Book:
    """All rows of a shop, with every figure worked out anew from them."""

    rows: Sequence[Row]
    calendar: str = "gregorian"

    def members(self, until: date) -> list[int]:
        return sorted({member for member, day, _ in self.rows if day <= until})

    def net(self, member: int, first: date, last: date) -> int:
        return sum(n for m, day, n in self.rows if m == member and first <= day <= last)

    def visits(self, member: int, until: date, since: date = date.min) -> list[date]:
        days: dict[date, int] = {}
        for m, day, net in self.rows:
            if m == member and since <= day <= until:
                days[day] = days.get(day, 0) + net
        return sorted(day for day, net in days.items() if net > 0)

    def gaps(self, member: int, until: date) -> list[int]:
        days = self.visits(member, until)
        return [(two - one).days for one, two in itertools.pairwise(days)]

    def gap_p90(self, until: date) -> float:
        found = sorted(g for m in self.members(until) for g in self.gaps(m, until))
        return float(np.percentile(found, 90)) if found else 0.0

    def limit(self, member: int, until: date, least: int, factor: float) -> float:
        gaps = self.gaps(member, until)
        return max(least, factor * median(gaps) if gaps else self.gap_p90(until))

    def gone(self, member: int, until: date, least: int = 30, factor: float = 3) -> bool:
        days = self.visits(member, until)
        if not days:
            return False
        return (until - days[-1]).days > self.limit(member, until, least, factor)

    def month_net(self, member: int, until: date, back: int) -> int:
        month = Month.of(until, self.calendar)
        for _ in range(back):
            month = month.before
        return self.net(member, month.first, min(month.last, until))

    def facts(self, until: date, spans: Mapping[str, Span]) -> Facts:
        ids = self.members(until)
        days = [self.visits(m, until) for m in ids]
        zero = np.zeros(len(ids), np.int64)
        sums = {}
        for name, span in spans.items():
            inside = [(m, span.first, span.last) for m in ids]
            net = np.array([self.net(*one) for one in inside], np.int64)
            came = [len(self.visits(m, span.last, span.first)) for m in ids]
            counts = np.array(came, np.int64)
            sums[name] = Sums(span, net, counts, counts, net, zero, zero, zero)
        bits = [
            sum(1 << k for k in range(60) if self.month_net(m, until, k) > 0) if d else 0
            for m, d in zip(ids, days, strict=True)
        ]
        return Facts(
            as_of=until,
            ids=np.array(ids, np.int64),
            first=np.array([number_of(d[0] if d else None) for d in days], np.int32),
            second=np.array([number_of(d[1] if len(d) > 1 else None) for d in days], np.int32),
            last=np.array([number_of(d[-1] if d else None) for d in days], np.int32),
            visits=np.array([len(d) for d in days], np.int64),
            net=np.array([self.net(m, date.min, until) for m in ids], np.int64),
            margin=zero,
            gap=np.array([median(self.gaps(m, until) or [0]) for m in ids], np.float32),
            repeat_rial=np.zeros(len(ids)),
            months=np.array(bits, np.uint64),
            gap_p90=self.gap_p90(until),
            by_hour=np.zeros((7, 24), np.int64),
            by_hour_net=np.zeros((7, 24), np.int64),
            sums=sums,
            margin_is_net=True,
        )


def random_book(seed: int, members: int = 40, calendar: str = "gregorian") -> Book:
    """Return a shop of fourteen months: rare and frequent members, returns, two receipts a day."""
    chance = random.Random(seed)
    rows: list[Row] = []
    for member in range(1, members + 1):
        day = date(2025, 1, 1) + timedelta(days=chance.randrange(330))
        gap = chance.choice((4, 15, 40, 90))
        for _ in range(chance.randint(1, 12)):
            if day > date(2026, 2, 28):
                break
            net = chance.choice((0, 1, 50, 100, 100, 700))
            rows.append((member, day, net))
            if chance.random() < 0.2:
                rows.append((member, day, 30))
            if chance.random() < 0.25:
                later = day + timedelta(days=chance.choice((0, 1, 20, 35)))
                rows.append((member, later, -chance.choice((net, net, 1000))))
            day += timedelta(days=math.ceil(chance.expovariate(1 / gap)))
    chance.shuffle(rows)
    return Book(rows, calendar)
