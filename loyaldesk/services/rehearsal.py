"""A new programme is tried on the club's own past before it is published; nothing is written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from loyaldesk.domain.basket import Line, part_of
from loyaldesk.domain.earning import Money
from loyaldesk.domain.earning_fast import Amount
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rehearsal import Movement, Past, Receipt, Rehearsal, Tally, midnight
from loyaldesk.domain.rules import months_after
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services import club
from loyaldesk.services.desk import Desk
from loyaldesk.store.fields import day_of, utc_moment
from loyaldesk.store.queries import rehearsal as queries

MOST_MONTHS = 60
EVERY = 500
"""Members between two words of progress: the work can be stopped there."""


def rehearse(
    desk: Desk, new: Programme, *, months: int = 12, progress: Progress = SILENT
) -> Rehearsal:
    """Return what *new* would have done in the last months instead of the programme in force.

    Args:
        desk: Where and who.
        new: The programme to try; it is checked as if it were published.
        months: How far back, 1 to 60.
        progress: Told of every few hundred members; may stop the work.

    Raises:
        BadInput: If *months* is out of range.
        SeveralBadInputs: If a club could not live by *new*.
        Cancelled: If *progress* was told to stop.
    """
    if not 1 <= months <= MOST_MONTHS:
        raise BadInput("months", "range", str(months))
    new = new.checked()
    with desk.reading(Permission.PROGRAMME_EDIT):
        today = desk.today()
        old = club.programme_on(desk.db, today)
        first = months_after(today, -months)
        tally = Tally(old, new, first, today)
        reading = Pasts(desk, (old, new), first)
        total = len(reading.people)
        for done, past in enumerate(reading.members(), start=1):
            tally.add(past)
            if done % EVERY == 0:
                progress.step(done, total)
        progress.step(total, total)
    return tally.result()


@dataclass(slots=True)
class _Sold:
    """What is read of one member's sales."""

    warm_up: list[tuple[date, int, int]]
    receipts: list[Receipt]


class Pasts:
    """Puts the rows of the club together, member by member (a step: inside an open picture).

    Args:
        desk: Where and who.
        programmes: What will be replayed: they tell how much must be known.
        first: First day that is replayed.
    """

    def __init__(self, desk: Desk, programmes: Sequence[Programme], first: date) -> None:
        db, self.first = desk.db, first
        self.zone: ZoneInfo = desk.zone
        rules = [rule for programme in programmes for rule in programme.rules if rule.is_on]
        self.by_time = any(rule.when.from_time or rule.when.until_time for rule in rules)
        kept = any(rule.once or rule.cap_member is not None for rule in rules)
        self.begin = min(_window_first(programme, first) for programme in programmes)
        self.people = queries.people(db)
        self.tags = queries.tags(db) if any(rule.when.tags for rule in rules) else {}
        self.ever = queries.gained_before(db, first) if kept else {}
        self.back = queries.came_back(db)
        self.held = queries.lots_before(db, first)
        self._sales = groupby(queries.sales(db, self.begin), key=itemgetter(0))
        self._moves = groupby(queries.movements(db, first), key=itemgetter(0))
        self._lines = groupby(queries.lines(db, self.begin), key=itemgetter(0))
        self._next_lines = next(self._lines, None)
        self._days: dict[str, date] = {}

    def members(self) -> Iterator[Past]:
        """Return the past of every member, in the order of their ids."""
        sales, moves = next(self._sales, None), next(self._moves, None)
        for member_id in sorted(self.people):
            while sales is not None and sales[0] < member_id:  # of a record that was merged
                self._sold(sales[1])
                sales = next(self._sales, None)
            sold = _Sold([], [])
            if sales is not None and sales[0] == member_id:
                sold = self._sold(sales[1])
                sales = next(self._sales, None)
            while moves is not None and moves[0] < member_id:
                moves = next(self._moves, None)
            moved: list[Movement] = []
            if moves is not None and moves[0] == member_id:
                moved = [Movement(self._day(m[1]), m[2], day_of(m[3])) for m in moves[1]]
                moves = next(self._moves, None)
            yield self._past(self.people[member_id], sold, moved)

    def _past(self, who: queries.Person, sold: _Sold, moved: list[Movement]) -> Past:
        return Past(
            who.id, who.number, who.name, who.birthday, who.wedding_on,
            self.tags.get(who.id, frozenset()),
            who.first_on is not None and who.first_on < self.begin, tuple(sold.warm_up),
            tuple(self.held.get(who.id, ())), self.ever.get(who.id, {}), tuple(sold.receipts),
            tuple(moved),
        )  # fmt: skip

    def _day(self, text: str) -> date:
        found = self._days.get(text)
        if found is None:
            found = self._days[text] = date.fromisoformat(text)
        return found

    def _sold(self, rows: Iterator[queries.SaleRow]) -> _Sold:
        made = _Sold([], [])
        for row in rows:
            sale_id, day = row[1], self._day(row[3])
            lines = self._lines_of(sale_id)
            back = self.back.get(sale_id)
            net = row[10] + (back.net_rial if back else 0)
            margin = 0 if row[11] is None else net - row[11]
            if day < self.first:
                made.warm_up.append((day, net, margin))
                continue
            if back is not None and row[4] and row[4] + back.amount_rial <= 0:
                continue  # nothing was kept of it
            at = self._moment(row[2]) if self.by_time else midnight(day)
            money = self._money(lines) if lines else None
            if lines and money is None:
                continue
            made.receipts.append(Receipt(at, _amount(row, back), net, money, margin))
        return made

    def _moment(self, text: str) -> datetime:
        return utc_moment(text).astimezone(self.zone).replace(tzinfo=None)

    def _lines_of(self, sale_id: int) -> list[tuple[Any, ...]]:
        """Return the lines of a sale; both streams stand in the same order."""
        if self._next_lines is None or self._next_lines[0] != sale_id:
            return []
        found = list(self._next_lines[1])
        self._next_lines = next(self._lines, None)
        return found

    def _money(self, rows: list[tuple[Any, ...]]) -> Money | None:
        """Return lines as what was kept of them; None when nothing was."""
        lines, shares = [], []
        for row in rows:
            whole, kept = row[6], row[6] - row[16]
            if kept <= 0:
                continue
            line = Line(
                row[7], row[2], row[3], row[4], row[5], whole, row[8], row[9], row[10], row[1]
            )
            lines.append(line if kept == whole else part_of(line, kept))
            shares.append([row[n] * kept // whole for n in range(11, 16)])
        if not lines:
            return None
        reduced, manual, points, gift_cards, wallet = (
            tuple(one) for one in zip(*shares, strict=True)
        )
        return Money(tuple(lines), reduced, manual, points, gift_cards, wallet)


def _amount(row: queries.SaleRow, back: queries.Back | None) -> Amount:
    amount, manual, reward, paid, gift, wallet = row[4:10]
    if back is not None:
        amount += back.amount_rial
        manual += back.discount_rial
        reward += back.reward_rial
        paid += back.paid_rial
        gift += back.gift_card_rial
        wallet += back.wallet_rial
    manual = max(manual, 0)
    return Amount(amount + manual, manual + max(reward, 0), manual, paid, gift, wallet)


def _window_first(programme: Programme, first: date) -> date:
    """Return the first day whose purchases can decide a tier on *first*."""
    ladder = programme.ladder
    begin = ladder.window(first)[0]
    over = ladder.ended(first, first) if ladder.is_periodic else None
    return min(begin, over[0]) if over else begin
