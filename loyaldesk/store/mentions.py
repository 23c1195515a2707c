"""Notes and results of follow-ups that name an operator, in the file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment, utc_text


@dataclass(frozen=True, slots=True)
class MentionRow:
    """A text that names an operator.

    Attributes:
        id: Of the mention.
        member_id: The member the text is about; None: it is about none.
        member: Name of the member.
        followup_id: The follow-up whose result it is; None: it is a note.
        text: What was written.
        by: Who wrote it.
        at: When.
        seen_at: When it was read; None: not yet.
    """

    id: int
    member_id: int | None
    member: str
    followup_id: int | None
    text: str
    by: str
    at: datetime
    seen_at: datetime | None


def names(db: ClubDatabase) -> dict[int, str]:
    """Return the operators who can be named."""
    rows = db.execute_sql(
        "SELECT id, name FROM operator WHERE is_active AND role <> 'system' ORDER BY id"
    ).fetchall()
    return {row[0]: row[1] for row in rows}


def add(
    db: ClubDatabase, operator_id: int, by_id: int, at: datetime, *, note_id: int | None = None,
    followup_id: int | None = None,
) -> None:  # fmt: skip
    """Store that a text names an operator; a second time it is as new."""
    text = "note_id" if note_id is not None else "followup_id"
    db.execute_sql(
        "INSERT INTO mention (note_id, followup_id, operator_id, by_id, at) VALUES (?, ?, ?, ?, ?)"
        f" ON CONFLICT ({text}, operator_id) DO UPDATE SET by_id = excluded.by_id,"
        " at = excluded.at, seen_at = NULL",
        (note_id, followup_id, operator_id, by_id, utc_text(at)),
    )


def of_operator(
    db: ClubDatabase, operator_id: int, limit: int, *, unseen: bool
) -> list[MentionRow]:
    """Return the texts that name an operator, unread ones first, then the newest."""
    only = " AND x.seen_at IS NULL" if unseen else ""
    rows = db.execute_sql(
        "SELECT x.id, m.id, COALESCE(m.name, ''), x.followup_id, COALESCE(n.text, f.result),"
        " COALESCE(o.name, ''), x.at, x.seen_at FROM mention x LEFT JOIN note n ON n.id = x.note_id"
        " LEFT JOIN followup f ON f.id = x.followup_id"
        " LEFT JOIN member m ON m.id = COALESCE(n.member_id, f.member_id)"
        " LEFT JOIN operator o ON o.id = x.by_id WHERE x.operator_id = ?"
        f" AND COALESCE(n.text, f.result) <> ''{only}"
        " ORDER BY x.seen_at IS NOT NULL, x.at DESC, x.id DESC LIMIT ?",
        (operator_id, limit),
    ).fetchall()
    return [
        MentionRow(*[*row[:6], utc_moment(row[6]), utc_moment(row[7]) if row[7] else None])
        for row in rows
    ]


def see(db: ClubDatabase, operator_id: int, ids: Iterable[int], at: datetime) -> int:
    """Store that an operator read texts that name this operator; return how many were new."""
    return sum(
        db.execute_sql(
            "UPDATE mention SET seen_at = ? WHERE id = ? AND operator_id = ? AND seen_at IS NULL",
            (utc_text(at), id_, operator_id),
        ).rowcount
        for id_ in dict.fromkeys(ids)
    )
