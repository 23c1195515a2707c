"""Consent as it was given, whose data is kept for too long, and all rows about one member."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment, utc_text


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One consent given or taken back; `wording` is the version of what was told then."""

    at: datetime
    channel: str
    is_given: bool
    source: str
    proof: str
    wording: str
    operator: str


@dataclass(frozen=True, slots=True)
class Ending:
    """One member whose time is over, as the preview shows it."""

    id: int
    number: str
    name: str
    last_on: date | None
    points: int


def add_consent(
    db: ClubDatabase, member_id: int, channel: str, at: datetime, operator_id: int, *,
    is_given: bool, source: str, proof: str, wording: str,
) -> None:  # fmt: skip
    """Store that a consent was given or taken back."""
    db.execute_sql(
        "INSERT INTO consent_event (member_id, channel, is_given, source, at, operator_id, proof,"
        " wording) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (member_id, channel, int(is_given), source, utc_text(at), operator_id, proof, wording),
    )


def consents(db: ClubDatabase, member_ids: Sequence[int]) -> list[ConsentRow]:
    """Return every consent of a member and of the records merged into it, newest first."""
    marks = ", ".join("?" * len(member_ids))
    rows = db.execute_sql(
        "SELECT e.at, e.channel, e.is_given, e.source, e.proof, e.wording, COALESCE(o.name, '')"
        " FROM consent_event e LEFT JOIN operator o ON o.id = e.operator_id"
        f" WHERE e.member_id IN ({marks}) ORDER BY e.at DESC, e.id DESC",
        tuple(member_ids),
    ).fetchall()
    return [ConsentRow(utc_moment(row[0]), row[1], bool(row[2]), *row[3:]) for row in rows]


def set_consent(db: ClubDatabase, member_id: int, channels: frozenset[str]) -> None:
    """Store by which channels a member may be reached now."""
    db.execute_sql(
        "UPDATE member SET consent = ?, version = version + 1 WHERE id = ?",
        (" ".join(sorted(channels)), member_id),
    )


_ENDING = """
    FROM member m LEFT JOIN member_totals t ON t.member_id = m.id
    LEFT JOIN points_balance b ON b.member_id = m.id
    WHERE m.state <> 'erased' AND m.merged_into_id IS NULL
    AND COALESCE(t.last_on, m.registered_on) < ? AND m.registered_on < ?
"""
_HELD = """
    AND COALESCE(b.points, 0) = 0
    AND NOT EXISTS (SELECT 1 FROM account a WHERE a.member_id = m.id AND a.balance_rial > 0)
    AND NOT EXISTS (SELECT 1 FROM complaint c WHERE c.member_id = m.id AND c.state <> 'closed')
    AND NOT EXISTS (SELECT 1 FROM followup f WHERE f.member_id = m.id AND f.state = 'open')
"""
"""Nobody is erased who has points or money with the shop, or whom somebody still owes an answer."""


def ending_members(db: ClubDatabase, before: date, limit: int) -> list[Ending]:
    """Return members whose last purchase is before a day and who have nothing open."""
    day = before.isoformat()
    rows = db.execute_sql(
        f"SELECT m.id, m.number, m.name, t.last_on, COALESCE(b.points, 0) {_ENDING} {_HELD}"
        " ORDER BY t.last_on, m.id LIMIT ?",
        (day, day, limit),
    ).fetchall()
    return [
        Ending(row[0], row[1], row[2], date.fromisoformat(str(row[3])) if row[3] else None, row[4])
        for row in rows
    ]


def count_members(db: ClubDatabase, before: date) -> tuple[int, int]:
    """Return how many members would be erased, and how many are kept as something is open."""
    day = before.isoformat()
    all_of_them = db.execute_sql(f"SELECT COUNT(*) {_ENDING}", (day, day)).fetchone()[0]
    free = db.execute_sql(f"SELECT COUNT(*) {_ENDING} {_HELD}", (day, day)).fetchone()[0]
    return int(free), int(all_of_them) - int(free)


def count_notes(db: ClubDatabase, before: datetime) -> int:
    """Return how many notes are older than a moment."""
    row = db.execute_sql("SELECT COUNT(*) FROM note WHERE at < ?", (utc_text(before),)).fetchone()
    return int(row[0])


def remove_notes(db: ClubDatabase, before: datetime) -> int:
    """Remove notes older than a moment and return how many."""
    return int(db.execute_sql("DELETE FROM note WHERE at < ?", (utc_text(before),)).rowcount)


def ending_prospects(db: ClubDatabase, before: date, limit: int = -1) -> list[int]:
    """Return prospects of before a day who never joined and still have a name or a number."""
    rows = db.execute_sql(
        "SELECT id FROM prospect WHERE state <> 'joined' AND made_on < ?"
        " AND (name <> '' OR mobile <> '' OR email <> '') ORDER BY id",
        (before.isoformat(),),
    ).fetchall()
    ids = [int(row[0]) for row in rows]
    return ids if limit < 0 else ids[:limit]


def rows_about(
    db: ClubDatabase, table: str, column: str, ids: Sequence[int]
) -> list[dict[str, Any]]:
    """Return every row of a table that refers to one of *ids* by *column*, by column names."""
    if not ids:
        return []
    marks = ", ".join("?" * len(ids))
    found = db.execute_sql(f'SELECT * FROM "{table}" WHERE "{column}" IN ({marks})', tuple(ids))
    names = [each[0] for each in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
