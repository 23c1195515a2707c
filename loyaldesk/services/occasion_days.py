"""The days that must not be missed, and how many orders for each were kept."""

from dataclasses import dataclass
from datetime import date, timedelta

from loyaldesk.domain import errors
from loyaldesk.domain.casework import rate
from loyaldesk.domain.holidays import DayMark
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import casework, worktime
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import occasions as store

OWN = store.OWN

AHEAD = timedelta(days=400)
"""So far ahead each day of the table comes at least once."""


def place(change: Change, occasion: str, on: date | None) -> tuple[str, date]:
    """Return the code (or own name) and the day of an occasion (a step).

    Raises:
        BadInput: If it has no day: an own one was named without, or a named one is not then.
    """
    found = [mark for mark in _marks(change.today) if mark.code == occasion]
    if not found:
        if on is None:
            raise BadInput("occasion_on", "empty")
        return occasion, on
    if on is None:
        return occasion, found[0].on
    if all(mark.on != on for mark in found):
        raise BadInput("occasion_on", "not that occasion", found[0].on.isoformat())
    return occasion, on


def code_of(occasion: str, today: date) -> str:
    """Return the code of an occasion; ``own`` when the shop named it: that may name somebody."""
    return occasion if any(mark.code == occasion for mark in _marks(today)) else OWN


def _marks(today: date) -> list[DayMark]:
    found = worktime.table().marks_between(today, today + AHEAD)
    return [mark for mark in found if mark.is_occasion]


def choices(desk: Desk) -> list[DayMark]:
    """Return the next days that sell, one of each, in order; an estimated one may still move."""
    with desk.reading(Permission.FOLLOWUP_READ):
        today = desk.today()
    found: dict[str, DayMark] = {}
    for mark in _marks(today):
        found.setdefault(mark.code, mark)
    return list(found.values())


def name(occasion: str, on: date, language: str) -> str:
    """Return how an occasion is called: by the table, or by its own name."""
    for mark in worktime.table().marks_between(on - timedelta(days=1), on + timedelta(days=1)):
        if mark.code == occasion and mark.is_occasion:
            return mark.name(language)
    return occasion


def detail(desk: Desk, order_id: int) -> store.StoredOrder:
    """Return an order.

    Raises:
        Missing: If there is none.
    """
    with desk.reading(Permission.FOLLOWUP_READ):
        found = store.by_id(desk.db, order_id)
        if found is None:
            raise errors.Missing("occasion order")
        return casework.shown([found], desk)[0]


def listing(
    desk: Desk, *, state: str = "open", occasion: str = "", first: date | None = None,
    last: date | None = None, member_id: int | None = None, limit: int = 500,
) -> list[store.StoredOrder]:  # fmt: skip
    """Return orders, the open ones first, by the promised moment."""
    with desk.reading(Permission.FOLLOWUP_READ):
        rows = store.listing(
            desk.db, state=state, occasion=occasion, first=first, last=last, member_id=member_id,
            limit=limit,
        )  # fmt: skip
        return casework.shown(rows, desk)


@dataclass(frozen=True, slots=True)
class OccasionFigures:
    """How the orders for one occasion were kept; ``rate`` is None while none was due."""

    occasion: str
    occasion_on: date
    kept: int
    missed: int
    open: int

    @property
    def rate(self) -> float | None:
        """Kept of what was due."""
        return rate(self.kept, self.missed)


def figures(desk: Desk, first: date, last: date) -> list[OccasionFigures]:
    """Return how what was promised from *first* to *last* was kept, for each occasion."""
    with desk.reading(Permission.FOLLOWUP_READ):
        rows = store.counts(desk.db, first, last, desk.clock())
    return [
        OccasionFigures(row.occasion, row.occasion_on, row.kept, row.missed, row.open)
        for row in rows
    ]
