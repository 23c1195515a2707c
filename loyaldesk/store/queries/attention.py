"""What is open about one member, read in five small statements, and what is due in the shop."""

from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.store.contacts import STANDS
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment

MOST = 20
"""More open things of one kind say no more than that there are many."""


@dataclass(frozen=True, slots=True)
class OpenComplaint:
    """A complaint that is not closed."""

    id: int
    number: int
    category: str
    text: str
    severity: int
    state: str


@dataclass(frozen=True, slots=True)
class OpenFollowup:
    """A follow-up that is to be done."""

    id: int
    channel: str
    reason: str
    text: str
    due_on: date
    due_at: datetime
    has_time: bool
    is_promise: bool
    about: str
    owner: str


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """Something that was asked for and is not done."""

    id: int
    number: int
    kind: str
    product: str
    text: str
    due_on: date


@dataclass(frozen=True, slots=True)
class LastContact:
    """The newest contact with a member."""

    on_day: date
    channel: str
    result: str
    need: str
    operator: str


def complaints(db: ClubDatabase, member_id: int) -> list[OpenComplaint]:
    """Return a member's open complaints, the gravest first."""
    rows = db.execute_sql(
        "SELECT id, number, category, text, severity, state FROM complaint WHERE member_id = ?"
        " AND closed_at IS NULL ORDER BY severity DESC, id LIMIT ?",
        (member_id, MOST),
    ).fetchall()
    return [OpenComplaint(*row) for row in rows]


def followups(db: ClubDatabase, member_id: int) -> list[OpenFollowup]:
    """Return a member's open follow-ups, the one due first in front."""
    rows = db.execute_sql(
        "SELECT f.id, f.channel, f.reason, f.text, f.due_on, f.due_at, f.has_time, f.is_promise,"
        " f.about, COALESCE(o.name, '') FROM followup f LEFT JOIN operator o ON o.id = f.owner_id"
        " WHERE f.member_id = ? AND f.state = 'open' ORDER BY f.due_on, f.due_at, f.id LIMIT ?",
        (member_id, MOST),
    ).fetchall()
    return [
        OpenFollowup(*[
            *row[:4], date.fromisoformat(row[4]), utc_moment(row[5]), bool(row[6]), bool(row[7]),
            *row[8:],
        ])
        for row in rows
    ]  # fmt: skip


def requests(db: ClubDatabase, member_id: int) -> list[OpenRequest]:
    """Return what a member asked for and has not got, the one due first in front."""
    rows = db.execute_sql(
        "SELECT id, number, kind, product, text, due_on FROM request WHERE member_id = ?"
        " AND done_at IS NULL ORDER BY due_on, id LIMIT ?",
        (member_id, MOST),
    ).fetchall()
    return [OpenRequest(*[*row[:5], date.fromisoformat(row[5])]) for row in rows]


def last_contact(db: ClubDatabase, member_id: int) -> LastContact | None:
    """Return the newest contact that was not taken back, or None."""
    row = db.execute_sql(
        "SELECT c.on_day, c.channel, c.result, c.need, COALESCE(o.name, '') FROM contact c"
        f" LEFT JOIN operator o ON o.id = c.operator_id WHERE c.member_id = ? AND {STANDS}"
        " ORDER BY c.at DESC, c.id DESC LIMIT 1",
        (member_id,),
    ).fetchone()
    return LastContact(date.fromisoformat(row[0]), *row[1:]) if row else None


def due_counts(
    db: ClubDatabase, operator_id: int, today: date, *, sees_all: bool
) -> tuple[int, int]:
    """Return how many follow-ups are due today, and how many were due before.

    Those of the operator and those nobody has; everybody's for who sees all.
    """
    row = db.execute_sql(
        "SELECT COALESCE(SUM(due_on = :day), 0), COALESCE(SUM(due_on < :day), 0) FROM followup"
        " WHERE state = 'open' AND due_on <= :day"
        " AND (:all OR owner_id = :me OR owner_id IS NULL)",
        {"day": today.isoformat(), "me": operator_id, "all": int(sees_all)},
    ).fetchone()
    return int(row[0]), int(row[1])
