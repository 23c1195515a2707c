"""Who looks after whom, in the file: owners and deputies, operators' profiles, absences, loads."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.domain.care import Hand, folded, words_of_member
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_text

MOST_COUNTED = 500
"""A load is counted up to so many; more is as good as full."""

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CareRow:
    """Owner and deputy of a member."""

    owner_id: int | None
    deputy_id: int | None


_HANDS = (
    "SELECT o.id, o.role, EXISTS (SELECT 1 FROM role_right r WHERE r.role = o.role"
    " AND r.permission = 'followup.write'), COALESCE(p.day_limit, 0), p.deputy_id,"
    " a.id IS NOT NULL, a.deputy_id, COALESCE(p.skills, ''), COALESCE(p.languages, ''), COALESCE(p.team, '')"
    " FROM operator o LEFT JOIN operator_profile p ON p.operator_id = o.id"
    " LEFT JOIN absence a ON a.operator_id = o.id AND ? BETWEEN a.from_on AND a.until_on"
    " WHERE o.is_active AND o.role <> 'system' ORDER BY o.id"
)


def hands(db: ClubDatabase, on: date) -> dict[int, Hand]:
    """Return the operators that are not disabled, as they are on a day."""
    rows = db.execute_sql(_HANDS, (on.isoformat(),)).fetchall()
    return {
        row[0]: Hand(
            row[0], row[1], bool(row[2]), row[3], row[4], row[6], bool(row[5]), folded(row[7]),
            folded(row[8]), row[9],
        )
        for row in rows
    }  # fmt: skip


def load(db: ClubDatabase, operator_id: int, on: date) -> int:
    """Return how many open follow-ups of an operator fall due on a day, up to `MOST_COUNTED`."""
    row = db.execute_sql(
        "SELECT COUNT(*) FROM (SELECT 1 FROM followup WHERE state = 'open' AND owner_id = ?"
        " AND due_on = ? LIMIT ?)",
        (operator_id, on.isoformat(), MOST_COUNTED),
    ).fetchone()
    return int(row[0])


def care_of(db: ClubDatabase, member_id: int) -> CareRow | None:
    """Return who looks after a member, or None."""
    row = db.execute_sql(
        "SELECT owner_id, deputy_id FROM care WHERE member_id = ?", (member_id,)
    ).fetchone()
    return CareRow(*row) if row else None


def prospect_owner(db: ClubDatabase, prospect_id: int) -> int | None:
    """Return who looks after a prospect, or None."""
    row = db.execute_sql("SELECT owner_id FROM prospect WHERE id = ?", (prospect_id,)).fetchone()
    return row[0] if row else None


def words_of(db: ClubDatabase, member_id: int) -> frozenset[str]:
    """Return the words of a member's form by which somebody may suit the member."""
    row = db.execute_sql(
        "SELECT kind, tone, tags FROM member WHERE id = ?", (member_id,)
    ).fetchone()  # fmt: skip
    return words_of_member(row[0], row[1], json.loads(row[2]) if row[2] else ()) if row else _NONE


def set_care(
    db: ClubDatabase, member_id: int, care: CareRow, at: datetime, operator_id: int
) -> None:
    """Store who looks after a member."""
    db.execute_sql(
        "INSERT INTO care (member_id, owner_id, deputy_id, at, operator_id) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (member_id) DO UPDATE SET owner_id = excluded.owner_id,"
        " deputy_id = excluded.deputy_id, at = excluded.at, operator_id = excluded.operator_id",
        (member_id, care.owner_id, care.deputy_id, utc_text(at), operator_id),
    )
