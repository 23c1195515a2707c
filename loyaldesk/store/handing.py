"""Handing everything of one operator over to another, in the file, and back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from loyaldesk.store import record_events
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment, utc_text

PLACE = "handover"
"""Place of a hand-over among the record events: its record is who gave, its code who got."""

RECORDS: dict[str, str] = {
    "complaint": "closed_at IS NULL", "request": "done_at IS NULL",
    "feedback": "state IN ('new', 'considered', 'accepted')", "prospect": "state = 'open'",
    "agreement": "state = 'active'", "occasion_order": "state = 'open'",
}  # fmt: skip
"""Tables whose open rows have an owner, and which rows are open."""


@dataclass(frozen=True, slots=True)
class Act:
    """One hand-over: between whom, when, why and by whom."""

    id: int
    from_id: int
    to_id: int
    at: datetime
    note: str
    operator_id: int


def add_act(
    db: ClubDatabase, from_id: int, to_id: int, note: str, at: datetime, operator_id: int
) -> int:
    """Store that one hands over to another and return the act's id."""
    return record_events.add(
        db, PLACE, from_id, "given", at=at, operator_id=operator_id, code=str(to_id), text=note
    )


def acts(db: ClubDatabase, act_id: int | None = None) -> list[Act]:
    """Return the hand-overs, or one of them, the newest first."""
    rows = db.execute_sql(
        "SELECT id, record_id, CAST(code AS INTEGER), at, text, operator_id FROM record_event"
        " WHERE place = ? AND (? IS NULL OR id = ?) ORDER BY id DESC",
        (PLACE, act_id, act_id),
    ).fetchall()
    return [Act(row[0], row[1], row[2], utc_moment(row[3]), row[4], row[5]) for row in rows]


def members_of(db: ClubDatabase, owner_id: int) -> list[int]:
    """Return the members an operator owns, without erased and merged ones."""
    rows = db.execute_sql(
        "SELECT c.member_id FROM care c JOIN member m ON m.id = c.member_id WHERE c.owner_id = ?"
        " AND m.state <> 'erased' AND m.merged_into_id IS NULL ORDER BY c.member_id",
        (owner_id,),
    ).fetchall()
    return [row[0] for row in rows]


def members_given(db: ClubDatabase, act: Act) -> list[int]:
    """Return the members of a hand-over that are still with who got them."""
    rows = db.execute_sql(
        "SELECT e.member_id FROM care_event e JOIN care c ON c.member_id = e.member_id"
        " AND c.owner_id = e.to_owner_id JOIN member m ON m.id = e.member_id"
        " WHERE e.from_owner_id = ? AND e.to_owner_id = ? AND e.at = ? AND m.state <> 'erased'"
        " AND m.merged_into_id IS NULL ORDER BY e.member_id",
        (act.from_id, act.to_id, utc_text(act.at)),
    ).fetchall()
    return [row[0] for row in rows]


def give_members(db: ClubDatabase, ids: Iterable[int], act: Act) -> None:
    """Make who gets them the owner of members, and store it."""
    for member_id in ids:
        db.execute_sql(
            "UPDATE care SET deputy_id = CASE WHEN deputy_id = :to THEN NULL ELSE deputy_id END,"
            " owner_id = :to, at = :at, operator_id = :by WHERE member_id = :member",
            {
                "to": act.to_id, "at": utc_text(act.at), "by": act.operator_id,
                "member": member_id,
            },
        )  # fmt: skip
        db.execute_sql(
            "INSERT INTO care_event (member_id, from_owner_id, to_owner_id, deputy_id, note, at,"
            " operator_id) SELECT member_id, ?, owner_id, deputy_id, ?, at, operator_id FROM care"
            " WHERE member_id = ?",
            (act.from_id, act.note, member_id),
        )


def give_deputies(db: ClubDatabase, act: Act) -> None:
    """Let who gets them be the deputy wherever the other was; nobody is an own deputy."""
    db.execute_sql(
        "UPDATE care SET deputy_id = CASE WHEN owner_id = :to THEN NULL ELSE :to END"
        " WHERE deputy_id = :from",
        {"to": act.to_id, "from": act.from_id},
    )


def followups_of(db: ClubDatabase, owner_id: int) -> list[int]:
    """Return the open follow-ups of an operator."""
    rows = db.execute_sql(
        "SELECT id FROM followup WHERE state = 'open' AND owner_id = ? ORDER BY id", (owner_id,)
    ).fetchall()
    return [row[0] for row in rows]


def followups_given(db: ClubDatabase, act: Act) -> list[int]:
    """Return the follow-ups of a hand-over that are still open with who got them."""
    rows = db.execute_sql(
        "SELECT f.id FROM followup f WHERE f.state = 'open' AND f.owner_id = ? AND EXISTS (SELECT 1"
        " FROM followup_event e WHERE e.followup_id = f.id AND e.what = 'given'"
        " AND e.code = 'handover' AND e.from_owner_id = ? AND e.to_owner_id = ? AND e.at = ?)",
        (act.to_id, act.from_id, act.to_id, utc_text(act.at)),
    ).fetchall()
    return [row[0] for row in rows]


def give_followup(
    db: ClubDatabase, followup_id: int, to_id: int, code: str, at: datetime, operator_id: int
) -> None:
    """Give an open follow-up to somebody else and store why."""
    db.execute_sql(
        "INSERT INTO followup_event (followup_id, at, operator_id, what, code, from_owner_id,"
        " to_owner_id, text) SELECT id, ?, ?, 'given', ?, owner_id, ?, '' FROM followup"
        " WHERE id = ?",
        (utc_text(at), operator_id, code, to_id, followup_id),
    )
    db.execute_sql(
        "UPDATE followup SET owner_id = ?, version = version + 1 WHERE id = ?",
        (to_id, followup_id),
    )


def records_of(db: ClubDatabase, table: str, owner_id: int) -> list[int]:
    """Return the open records of a table that an operator has; *table* is one of `RECORDS`."""
    rows = db.execute_sql(
        f"SELECT id FROM {table} WHERE owner_id = ? AND {RECORDS[table]} ORDER BY id", (owner_id,)
    ).fetchall()
    return [row[0] for row in rows]


def records_given(db: ClubDatabase, table: str, act: Act) -> list[int]:
    """Return the records of a hand-over that are still open with who got them."""
    rows = db.execute_sql(
        f"SELECT r.id FROM {table} r WHERE r.owner_id = ? AND {RECORDS[table]} AND EXISTS (SELECT 1"
        " FROM record_event e WHERE e.place = ? AND e.record_id = r.id AND e.what = 'given'"
        " AND e.code = ? AND e.at = ?) ORDER BY r.id",
        (act.to_id, table, str(act.to_id), utc_text(act.at)),
    ).fetchall()
    return [row[0] for row in rows]


def give_record(db: ClubDatabase, table: str, record_id: int, act: Act) -> None:
    """Give an open record to somebody else and store it in its story."""
    db.execute_sql(
        f"UPDATE {table} SET owner_id = ?, version = version + 1 WHERE id = ?",
        (act.to_id, record_id),
    )
    record_events.add(
        db, table, record_id, "given", at=act.at, operator_id=act.operator_id, code=str(act.to_id)
    )
