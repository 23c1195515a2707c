"""What happened to complaints, requests, voices and orders: rows are added, never changed."""

from dataclasses import dataclass
from datetime import datetime

from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment, utc_text


@dataclass(frozen=True, slots=True)
class RecordEventRow:
    """One thing that happened to a record: a short code, and a sentence of the operator."""

    id: int
    at: datetime
    operator_id: int
    operator: str
    what: str
    code: str
    text: str


def add(
    db: ClubDatabase, place: str, record_id: int, what: str, *, at: datetime, operator_id: int,
    code: str = "", text: str = "",
) -> int:  # fmt: skip
    """Store what happened to a record and return the event's id."""
    row = db.execute_sql(
        "INSERT INTO record_event (place, record_id, at, operator_id, what, code, text)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (place, record_id, utc_text(at), operator_id, what, code, text),
    )
    return int(row.lastrowid)


def of(db: ClubDatabase, place: str, record_id: int) -> list[RecordEventRow]:
    """Return everything that happened to a record, in order."""
    rows = db.execute_sql(
        "SELECT e.id, e.at, e.operator_id, COALESCE(o.name, ''), e.what, e.code, e.text"
        " FROM record_event e LEFT JOIN operator o ON o.id = e.operator_id"
        " WHERE e.place = ? AND e.record_id = ? ORDER BY e.id",
        (place, record_id),
    ).fetchall()
    return [RecordEventRow(row[0], utc_moment(row[1]), *row[2:]) for row in rows]


def forget_of_member(db: ClubDatabase, place: str, member_id: int) -> None:
    """Blank the sentences about the records of a member whose data are erased.

    The table of *place* has its name and a column ``member_id``.
    """
    db.execute_sql(
        "UPDATE record_event SET text = '' WHERE text <> '' AND place = ? AND record_id IN"
        f" (SELECT id FROM {place} WHERE member_id = ?)",
        (place, member_id),
    )


def forget_of(db: ClubDatabase, place: str, record_id: int) -> None:
    """Blank the sentences about one record."""
    db.execute_sql(
        "UPDATE record_event SET text = '' WHERE text <> '' AND place = ? AND record_id = ?",
        (place, record_id),
    )
