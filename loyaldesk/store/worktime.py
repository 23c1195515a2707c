"""What the shop changed in the days of the year, in the file."""

from datetime import date, datetime
from typing import NamedTuple

from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_text


class DayChange(NamedTuple):
    """One day that the shop keeps otherwise than the table, or a closure of its own.

    Attributes:
        on_day: The day, ISO.
        code: What of the day: a code of the table or of a closure.
        name: How the shop calls its own day; empty for a day of the table.
        is_closed: Whether an own day closes the shop.
        is_mourning: Whether adverts rest on an own day.
        is_on: Whether it holds.
        reason: Why it was changed.
    """

    on_day: str
    code: str
    name: str
    is_closed: bool
    is_mourning: bool
    is_on: bool
    reason: str


_COLUMNS = "on_day, code, name, is_closed, is_mourning, is_on, reason"


def changes(db: ClubDatabase) -> tuple[DayChange, ...]:
    """Return everything that was changed, in the order of days."""
    rows = db.execute_sql(f"SELECT {_COLUMNS} FROM day_change ORDER BY on_day, code").fetchall()
    return tuple(
        DayChange(row[0], row[1], row[2], bool(row[3]), bool(row[4]), bool(row[5]), row[6])
        for row in rows
    )


def change_of(db: ClubDatabase, on: date, code: str) -> DayChange | None:
    """Return what was changed of one mark, or None."""
    row = db.execute_sql(
        f"SELECT {_COLUMNS} FROM day_change WHERE on_day = ? AND code = ?", (on.isoformat(), code)
    ).fetchone()
    if not row:
        return None
    return DayChange(row[0], row[1], row[2], bool(row[3]), bool(row[4]), bool(row[5]), row[6])


def put(db: ClubDatabase, made: DayChange, at: datetime, operator_id: int) -> None:
    """Store a change in place of an earlier one of the same day and code."""
    db.execute_sql(
        f"INSERT INTO day_change ({_COLUMNS}, at, operator_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (on_day, code) DO UPDATE SET name = excluded.name,"
        " is_closed = excluded.is_closed, is_mourning = excluded.is_mourning,"
        " is_on = excluded.is_on, reason = excluded.reason, at = excluded.at,"
        " operator_id = excluded.operator_id",
        (*made, utc_text(at), operator_id),
    )
