"""Reading complaints: the list, and the figures of how they were handled and what came after."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from loyaldesk.domain.complaints import Remedy
from loyaldesk.store.complaints import COLUMN_COUNT, STORED_COLUMNS, Stored, stored
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import day_of, utc_moment, utc_text


@dataclass(frozen=True, slots=True)
class Named:
    """A complaint with the names the list shows."""

    complaint: Stored
    name: str
    number: str
    tier: str
    owner: str
    receipt: int | None
    is_erased: bool
    next_on: date | None


_NAMED = (
    f"SELECT {STORED_COLUMNS}, COALESCE(m.name, p.name, c.who), COALESCE(m.number, ''),"
    " COALESCE(m.tier, ''), COALESCE(o.name, ''), s.receipt, COALESCE(m.state = 'erased', 0),"
    " (SELECT MIN(f.due_on) FROM followup f WHERE f.state = 'open' AND f.about = 'complaint'"
    " AND f.about_id = c.id)"
    " FROM complaint c LEFT JOIN member m ON m.id = c.member_id"
    " LEFT JOIN prospect p ON p.id = c.prospect_id LEFT JOIN operator o ON o.id = c.owner_id"
    " LEFT JOIN sale s ON s.id = c.sale_id"
)


def _named(row: Sequence[Any]) -> Named:
    more = row[COLUMN_COUNT:]
    return Named(*[stored(row), *more[:5], bool(more[5]), day_of(more[6])])


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which complaints; empty: all.

    Attributes:
        states: Only these.
        is_open: Only those that are not closed.
        owner_id: Only those of one operator.
        category: Only this one.
        severity: Only this one.
        member_id: Only a member's.
        incident_id: Only those that hang on an incident.
        first: Opened on this day or later.
        last: Opened on this day or before.
    """

    states: tuple[str, ...] = ()
    is_open: bool = False
    owner_id: int | None = None
    category: str = ""
    severity: int | None = None
    member_id: int | None = None
    incident_id: int | None = None
    first: date | None = None
    last: date | None = None


def complaints(db: ClubDatabase, wanted: Wanted) -> list[Named]:
    """Return complaints with the names around them, the newest first."""
    parts, values = ["1"], list[object]()
    if wanted.is_open:
        parts.append("c.closed_at IS NULL")
    if wanted.states:
        parts.append(f"c.state IN ({', '.join('?' * len(wanted.states))})")
        values += wanted.states
    for column, value in (
        ("c.owner_id = ?", wanted.owner_id), ("c.category = ?", wanted.category or None),
        ("c.severity = ?", wanted.severity), ("c.member_id = ?", wanted.member_id),
        ("c.incident_id = ?", wanted.incident_id), ("c.opened_on >= ?", wanted.first),
        ("c.opened_on <= ?", wanted.last),
    ):  # fmt: skip
        if value is not None:
            parts.append(column)
            values.append(value.isoformat() if isinstance(value, date) else value)
    rows = db.execute_sql(f"{_NAMED} WHERE {' AND '.join(parts)} ORDER BY c.id DESC", values)
    return [_named(row) for row in rows.fetchall()]


def complaint(db: ClubDatabase, complaint_id: int) -> Named | None:
    """Return one complaint with the names around it, or None."""
    row = db.execute_sql(f"{_NAMED} WHERE c.id = ?", (complaint_id,)).fetchone()
    return _named(row) if row else None


@dataclass(frozen=True, slots=True)
class Step:
    """A follow-up of a complaint that was done: when, by which way and what it was."""

    at: datetime
    channel: str
    text: str
    result: str


def followups_done(db: ClubDatabase, complaint_id: int) -> list[Step]:
    """Return the follow-ups of a complaint that were done, the oldest first."""
    rows = db.execute_sql(
        "SELECT done_at, channel, text, result FROM followup WHERE about = 'complaint'"
        " AND about_id = ? AND state = 'done' ORDER BY done_at, id",
        (complaint_id,),
    )
    return [Step(utc_moment(row[0]), *row[1:]) for row in rows.fetchall()]


def operator_names(db: ClubDatabase) -> dict[int, str]:
    """Return how every operator is called."""
    return dict(db.execute_sql("SELECT id, name FROM operator").fetchall())


def compensation_kinds(db: ClubDatabase, ids: Iterable[int]) -> dict[int, dict[Remedy, int]]:
    """Return what was given for each complaint and what it cost, by kind."""
    found: dict[int, dict[Remedy, int]] = {}
    wanted = set(ids)
    for complaint_id, kind, rial in db.execute_sql(
        "SELECT complaint_id, kind, SUM(rial) FROM compensation WHERE state = 'given'"
        " GROUP BY complaint_id, kind"
    ).fetchall():
        if complaint_id in wanted:
            found.setdefault(complaint_id, {})[Remedy(kind)] = rial
    return found


@dataclass(frozen=True, slots=True)
class After:
    """What a member bought in the days after a moment.

    Attributes:
        first_on: The first purchase that stands; None: none.
        net_rial: Net sales, less what came back.
        margin_rial: What of it was earned on sales whose cost is known.
        costed_rial: Net sales whose cost is known.
    """

    first_on: date | None = None
    net_rial: int = 0
    margin_rial: int = 0
    costed_rial: int = 0


def bought_after(db: ClubDatabase, member_id: int, at: datetime, last: date) -> After:
    """Return what a member bought after *at*, up to and with the day *last*.

    A purchase that was taken back, or came back as a whole, is none.
    """
    row = db.execute_sql(
        "SELECT MIN(CASE WHEN s.kind = 'sale' AND NOT EXISTS (SELECT 1 FROM sale r WHERE"
        " r.reverses_id = s.id) AND s.amount_rial > COALESCE((SELECT -SUM(b.amount_rial) FROM sale"
        " b WHERE b.returns_id = s.id AND NOT EXISTS (SELECT 1 FROM sale u WHERE u.reverses_id ="
        " b.id)), 0) THEN s.sold_on END), COALESCE(SUM(s.net_rial), 0),"
        " COALESCE(SUM(CASE WHEN s.cost_rial IS NOT NULL THEN s.net_rial - s.tax_rial - s.cost_rial"
        " END), 0), COALESCE(SUM(CASE WHEN s.cost_rial IS NOT NULL THEN s.net_rial END), 0)"
        " FROM sale s WHERE s.member_id = ? AND s.sold_at > ? AND s.sold_on <= ?",
        (member_id, utc_text(at), last.isoformat()),
    ).fetchone()
    return After(day_of(row[0]), row[1], row[2], row[3])


def opened_by_member(db: ClubDatabase, first: date, last: date) -> list[tuple[int, str, int]]:
    """Return members with more than one complaint opened in a time: id, name, how many."""
    rows = db.execute_sql(
        "SELECT c.member_id, m.name, COUNT(*) AS n FROM complaint c JOIN member m"
        " ON m.id = c.member_id WHERE c.opened_on BETWEEN ? AND ? AND m.state <> 'erased'"
        " GROUP BY c.member_id HAVING n > 1 ORDER BY n DESC, m.name_key, c.member_id",
        (first.isoformat(), last.isoformat()),
    )
    return [(row[0], row[1], row[2]) for row in rows.fetchall()]
