"""Histories and facts from plain rows, and sales recorded in a club at days gone by."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from typing import Any

import numpy as np

from loyaldesk.domain.insight.facts import Facts, Span
from loyaldesk.domain.insight.gather import gather
from loyaldesk.domain.insight.history import SALE, UNKNOWN, History, day_number
from loyaldesk.services import members, returns, reversals
from loyaldesk.services.desk import Desk
from tests.conftest import StoppedClock
from tests.makers import make_member, make_sale


@dataclass(frozen=True, slots=True)
class Row:
    """One row of sales, as a test names it."""

    member_id: int
    day: date
    net: int
    cost: int | None = None
    given: int = 0
    kind: int = SALE
    hour: int = 12
    operator: int = 1


def row(member_id: int, day: date | str, net: int, **more: Any) -> Row:
    """Return a row; *day* may be written ``2026-11-21``."""
    return Row(member_id, date.fromisoformat(day) if isinstance(day, str) else day, net, **more)


def history_of(rows: Iterable[Row | tuple[Any, ...]]) -> History:
    """Return *rows*, in any order, as columns; a tuple is (member, day, net)."""
    plain = [each if isinstance(each, Row) else row(*each) for each in rows]
    plain.sort(key=lambda each: (each.member_id, each.day))
    counts = Counter(each.member_id for each in plain)

    def column(values: list[Any], kind: type) -> Any:
        return np.array(values, dtype=kind)

    return History(
        ids=column(list(counts), np.int64),
        starts=column([0, *accumulate(counts.values())], np.int64),
        day=column([day_number(each.day) for each in plain], np.int32),
        net=column([each.net for each in plain], np.int64),
        cost=column([UNKNOWN if r.cost is None else r.cost for r in plain], np.int64),
        has_cost=column([each.cost is not None for each in plain], np.bool_),
        given=column([each.given for each in plain], np.int64),
        kind=column([each.kind for each in plain], np.uint8),
        hour=column([each.hour for each in plain], np.uint8),
        operator=column([each.operator for each in plain], np.int32),
    )


def facts_of(
    rows: Iterable[Row | tuple[Any, ...]], *, as_of: date | str, calendar: str = "jalali",
    spans: Mapping[str, Span | tuple[str, str]] | None = None, margin_percent: int | None = None,
    only: Iterable[int] | None = None,
) -> Facts:  # fmt: skip
    """Return the facts of *rows*; a span may be written ``("2026-10-23", "2026-11-21")``."""
    last = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    return gather(
        [history_of(rows)], last, {name: span_of(span) for name, span in (spans or {}).items()},
        calendar=calendar, margin_percent=margin_percent,
        only=None if only is None else np.array(sorted(only), np.int64),
    )  # fmt: skip


def span_of(span: Span | tuple[str, str]) -> Span:
    """Return a span that may be written as two days."""
    return span if isinstance(span, Span) else Span(*(date.fromisoformat(day) for day in span))


class ClubStory:
    """A club whose past is told: every act is done by its use case, with the clock at that day.

    ``story = ClubStory(desk, clock)``; the clock comes back to where it stood after each act.
    """

    def __init__(self, desk: Desk, clock: StoppedClock) -> None:
        self.desk, self.clock = desk, clock

    def at(self, day: date | str, hour: int = 12) -> datetime:
        """Return the moment of an hour of the shop's clock."""
        on = date.fromisoformat(day) if isinstance(day, str) else day
        return datetime.combine(on, time(hour), self.desk.zone).astimezone(UTC)

    def member(self, day: date | str, **fields: object) -> int:
        """Enrol a member on *day* and return the id."""
        with _Then(self, self.at(day)):
            return make_member(self.desk, **fields).id

    def sale(
        self, member_id: int, day: date | str, amount_rial: int = 1_000_000, *, hour: int = 12,
        desk: Desk | None = None, **fields: object,
    ) -> int:  # fmt: skip
        """Record a sale on *day* and return its id; of *lines* the amount is their sum."""
        amount = 0 if "lines" in fields else amount_rial
        with _Then(self, self.at(day, hour)):
            return make_sale(desk or self.desk, member_id, amount, **fields).sale_id

    def sales(self, member_id: int, first: date | str, count: int, every_days: int,
              amount_rial: int = 1_000_000) -> list[int]:  # fmt: skip
        """Record *count* sales, one every so many days from *first*, and return their ids."""
        begin = date.fromisoformat(first) if isinstance(first, str) else first
        return [self.sale(member_id, begin + timedelta(days=n * every_days), amount_rial)
                for n in range(count)]  # fmt: skip

    def reverse(self, sale_id: int, day: date | str, hour: int = 12) -> None:
        """Take a sale back by its mirror on *day*."""
        with _Then(self, self.at(day, hour)):
            reversals.reverse_sale(self.desk, sale_id)

    def bring_back(self, sale_id: int, day: date | str, amount_rial: int | None = None) -> int:
        """Let goods of a sale come back on *day*, all or for so much; return the id."""
        with _Then(self, self.at(day)):
            draft = returns.ReturnDraft(sale_id, f"back-{sale_id}-{day}", amount_rial=amount_rial)
            return returns.return_goods(self.desk, draft).return_id

    def erase(self, member_id: int, day: date | str) -> None:
        """Erase a member's data on *day*."""
        with _Then(self, self.at(day)):
            members.erase(self.desk, member_id)


class _Then:
    """The clock at another moment, and back."""

    def __init__(self, story: ClubStory, moment: datetime) -> None:
        self.clock, self.moment, self.now = story.clock, moment, story.clock.now

    def __enter__(self) -> None:
        self.clock.now = self.moment

    def __exit__(self, *_: object) -> None:
        self.clock.now = self.now
