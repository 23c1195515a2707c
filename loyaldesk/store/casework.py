"""Storing records that have a number, a key and a version: what their tables have in common."""

from datetime import date, datetime

from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_text
from loyaldesk.store.sales import next_number

Cell = str | int | bool | date | datetime | None
"""What goes into a column; moments are aware."""


def _stored(value: Cell) -> str | int | None:
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


def id_of_key(db: ClubDatabase, place: str, key: str) -> int | None:
    """Return the record that was made with a key, or None."""
    row = db.execute_sql(f"SELECT id FROM {place} WHERE key = ?", (key,)).fetchone()
    return int(row[0]) if row else None


def add(db: ClubDatabase, place: str, **columns: Cell) -> tuple[int, int]:
    """Store a record with the next number and the first version; return its id and number."""
    number = next_number(db, place)
    names = ", ".join(("number", "version", *columns))
    marks = ", ".join("?" * (len(columns) + 2))
    row = db.execute_sql(
        f"INSERT INTO {place} ({names}) VALUES ({marks})",
        (number, 1, *map(_stored, columns.values())),
    )
    return int(row.lastrowid), number


def put(db: ClubDatabase, place: str, record_id: int, version: int, **columns: Cell) -> bool:
    """Store columns of a record; return whether it was still the one that was looked at."""
    pairs = ", ".join(f"{name} = ?" for name in columns)
    row = db.execute_sql(
        f"UPDATE {place} SET {pairs}, version = version + 1 WHERE id = ? AND version = ?",
        (*map(_stored, columns.values()), record_id, version),
    )
    return bool(row.rowcount)


def set_owner(db: ClubDatabase, place: str, record_id: int, owner_id: int | None) -> None:
    """Store who takes care of a new record; no new version of it."""
    db.execute_sql(f"UPDATE {place} SET owner_id = ? WHERE id = ?", (owner_id, record_id))


def is_working(db: ClubDatabase, operator_id: int) -> bool:
    """Return whether somebody of this id works here."""
    row = db.execute_sql(
        "SELECT 1 FROM operator WHERE id = ? AND is_active AND role <> 'system'", (operator_id,)
    ).fetchone()
    return row is not None


def owner_of_followup(db: ClubDatabase, followup_id: int) -> int | None:
    """Return who does a follow-up, or None."""
    row = db.execute_sql("SELECT owner_id FROM followup WHERE id = ?", (followup_id,)).fetchone()
    return row[0] if row else None


WHO = (
    " {t}.member_id, {t}.prospect_id, COALESCE(m.name, p.name, ''), COALESCE(m.mobile, p.mobile,"
    " '')"
)
"""Columns that say whose a record of table ``t`` is; `JOINS` has the tables."""
JOINS = (
    " LEFT JOIN member m ON m.id = {t}.member_id LEFT JOIN prospect p ON p.id = {t}.prospect_id"
    " LEFT JOIN operator o ON o.id = {t}.owner_id"
)
