"""Reading what members said: the inbox, "You said, we did", closed loops, and thanks."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from loyaldesk.domain import errors
from loyaldesk.domain.casework import rate
from loyaldesk.domain.permissions import Permission
from loyaldesk.services import casework
from loyaldesk.services.desk import Desk
from loyaldesk.services.feedback import FeedbackRow
from loyaldesk.store import feedback as store


def detail(desk: Desk, feedback_id: int) -> FeedbackRow:
    """Return what somebody said.

    Raises:
        Missing: If there is none.
    """
    with desk.reading(Permission.FOLLOWUP_READ):
        found = store.by_id(desk.db, feedback_id)
        if found is None:
            raise errors.Missing("feedback")
        return casework.shown([found], desk)[0]


def inbox(
    desk: Desk, *, state: str = "open", kind: str = "", owner_id: int | None = None,
    member_id: int | None = None, limit: int = 500,
) -> list[FeedbackRow]:  # fmt: skip
    """Return voices, what must be answered first first; *state* ``open``: not decided."""
    with desk.reading(Permission.FOLLOWUP_READ):
        rows = store.listing(
            desk.db, state=state, kind=kind, owner_id=owner_id, member_id=member_id, limit=limit
        )
        return casework.shown(rows, desk)


def overdue(desk: Desk) -> list[FeedbackRow]:
    """Return the voices whose answer is overdue, the oldest deadline first."""
    now = desk.clock()
    return [
        row
        for row in inbox(desk, limit=5000)
        if row.answered_at is None and row.due_at is not None and row.due_at < now
    ]


@dataclass(frozen=True, slots=True)
class SaidAndDid:
    """What members said and what the shop did after it, for the screen and the notice board.

    Attributes:
        rows: What was done, the newest first; nobody is named in a notice.
        decided: Voices of somebody known that were decided in the period.
        told: Of how many of them whoever said it was told.
    """

    rows: tuple[FeedbackRow, ...]
    decided: int
    told: int

    @property
    def rate(self) -> float | None:
        """The part of the loops that are closed; None: nothing was decided."""
        return rate(self.told, self.decided - self.told)


def said_and_did(desk: Desk, first: date, last: date) -> SaidAndDid:
    """Return what was said and done from *first* to *last*."""
    since, until = _moments(desk, first, last)
    with desk.reading(Permission.FOLLOWUP_READ):
        rows = casework.shown(store.said_and_did(desk.db, since, until), desk)
        found = store.loops(desk.db, since, until)
    return SaidAndDid(tuple(rows), found.decided, found.told)


@dataclass(frozen=True, slots=True)
class Thanks:
    """The thanks of a period.

    Attributes:
        by_operator: Operator and how often thanked, the most thanked first.
        by_product: Product and how often, the same.
        rows: Each of them, the newest first.
    """

    by_operator: tuple[tuple[int, str, int], ...]
    by_product: tuple[tuple[str, int], ...]
    rows: tuple[FeedbackRow, ...]


def thanks(desk: Desk, first: date, last: date) -> Thanks:
    """Return who and what was thanked from *first* to *last*."""
    with desk.reading(Permission.FOLLOWUP_READ):
        rows = casework.shown(store.thanks(desk.db, first, last), desk)
    people = Counter((r.praised_id, r.praised) for r in rows if r.praised_id is not None)
    goods = Counter(r.product for r in rows if r.product)
    return Thanks(
        tuple((id_ or 0, name, n) for (id_, name), n in people.most_common()),
        tuple(goods.most_common()), tuple(rows),
    )  # fmt: skip


def _moments(desk: Desk, first: date, last: date) -> tuple[datetime, datetime]:
    zone = desk.zone
    end = last + timedelta(days=1)
    return datetime.combine(first, time(), zone), datetime.combine(end, time(), zone)
