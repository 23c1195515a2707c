"""Contacts in the file: added, never changed; one that was taken back is left out of lists."""

from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.domain.contacts import ContactDraft
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_text

STANDS = (
    "NOT EXISTS (SELECT 1 FROM record_event w WHERE w.place = 'contact' AND w.record_id = c.id"
    " AND w.what = 'withdrawn')"
)
"""Condition on ``contact c``: nobody took it back."""


def id_of_key(db: ClubDatabase, key: str) -> tuple[int, int | None, int | None] | None:
    """Return contact, member and prospect stored with a key, or None."""
    row = db.execute_sql(
        "SELECT id, member_id, prospect_id FROM contact WHERE key = ?", (key,)
    ).fetchone()  # fmt: skip
    return tuple(row) if row else None


@dataclass(frozen=True, slots=True)
class Noted:
    """A contact as taking it back must know it."""

    key: str
    member_id: int | None
    on_day: date
    operator_id: int
    is_withdrawn: bool


def by_id(db: ClubDatabase, contact_id: int) -> Noted | None:
    """Return a contact, or None."""
    row = db.execute_sql(
        f"SELECT c.key, c.member_id, c.on_day, c.operator_id, NOT {STANDS} FROM contact c"
        " WHERE c.id = ?",
        (contact_id,),
    ).fetchone()
    return Noted(row[0], row[1], date.fromisoformat(row[2]), row[3], bool(row[4])) if row else None


def add(db: ClubDatabase, draft: ContactDraft, at: datetime, on: date, operator_id: int) -> int:
    """Store a checked contact and return its id."""
    row = db.execute_sql(
        "INSERT INTO contact (key, member_id, prospect_id, at, on_day, operator_id, channel,"
        " direction, minutes, result, feeling, need, promise, text, rival, rival_reason, topic_id,"
        " answer_version_id, followup_id, sale_id, about, about_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            draft.key, draft.member_id, draft.prospect_id, utc_text(at), on.isoformat(),
            operator_id, draft.channel, draft.direction, draft.minutes, draft.result,
            draft.feeling, draft.need, draft.promise, draft.text, draft.rival, draft.rival_reason,
            draft.topic_id, draft.answer_version_id, draft.followup_id, draft.sale_id, draft.about,
            draft.about_id,
        ),
    )  # fmt: skip
    return int(row.lastrowid)


def topic_of_answer(db: ClubDatabase, version_id: int) -> int | None:
    """Return the topic of an approved answer, or None when there is no such answer."""
    row = db.execute_sql(
        "SELECT a.topic_id FROM answer_version v JOIN answer a ON a.id = v.answer_id"
        " WHERE v.id = ? AND v.state = 'approved'",
        (version_id,),
    ).fetchone()
    return row[0] if row else None


def is_there(db: ClubDatabase, table: str, row_id: int) -> bool:
    """Return whether there is such a row; *table* is a word of ours."""
    row = db.execute_sql(f"SELECT 1 FROM {table} WHERE id = ?", (row_id,)).fetchone()
    return row is not None


OPEN_RECORDS = {
    "complaint": "closed_at IS NULL", "request": "done_at IS NULL",
    "feedback": "state IN ('new', 'considered', 'accepted')", "prospect": "state = 'open'",
    "occasion_order": "state = 'open'",
}  # fmt: skip
"""Records that need a next step, and when they are open."""


def lacks_next_step(db: ClubDatabase, about: str, about_id: int) -> bool:
    """Return whether a record is open and has no open follow-up."""
    if about not in OPEN_RECORDS:
        return False
    row = db.execute_sql(
        f"SELECT 1 FROM {about} WHERE id = ? AND {OPEN_RECORDS[about]} AND NOT EXISTS (SELECT 1"
        " FROM followup f WHERE f.state = 'open' AND f.about = ? AND f.about_id = ?)",
        (about_id, about, about_id),
    ).fetchone()
    return row is not None


_BLANK = "UPDATE contact SET need = '', promise = '', text = '', rival = '', rival_reason = ''"


def forget(db: ClubDatabase, member_id: int) -> None:
    """Blank what was written about a member's contacts; that they were stays as figures."""
    db.execute_sql(f"{_BLANK} WHERE member_id = ?", (member_id,))


def forget_prospect(db: ClubDatabase, prospect_id: int) -> None:
    """Do the same for a prospect."""
    db.execute_sql(f"{_BLANK} WHERE prospect_id = ?", (prospect_id,))
