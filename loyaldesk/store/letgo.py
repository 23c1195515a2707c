"""Storing proposals to spend less on members, what was decided, and whom it holds for."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment, utc_text

PLACE = "let_go"


@dataclass(frozen=True, slots=True)
class StoredLetGo:
    """A proposal as it stands; ``figures`` are those it was made with."""

    id: int
    key: str
    member_id: int
    number: str
    who: str
    act: str
    most_contacts: int | None
    reason: str
    figures: dict[str, Any]
    state: str
    made_at: datetime
    operator_id: int
    operator: str
    decided_at: datetime | None
    decided_by: str
    decision: str
    ended_at: datetime | None
    version: int


_SELECT = (
    "SELECT l.id, l.key, l.member_id, m.number, m.name, l.act, l.most_contacts, l.reason,"
    " l.figures, l.state, l.made_at, l.operator_id, COALESCE(o.name, ''), l.decided_at,"
    " COALESCE(d.name, ''), l.decision, l.ended_at, l.version FROM let_go l"
    " JOIN member m ON m.id = l.member_id LEFT JOIN operator o ON o.id = l.operator_id"
    " LEFT JOIN operator d ON d.id = l.decided_by"
)


def _rows(db: ClubDatabase, ending: str, values: tuple[object, ...]) -> list[StoredLetGo]:
    found = []
    for row in db.execute_sql(f"{_SELECT} {ending}", values).fetchall():
        decided, ended = (utc_moment(row[place]) if row[place] else None for place in (13, 16))
        found.append(StoredLetGo(*[
            *row[:8], json.loads(row[8] or "{}"), row[9], utc_moment(row[10]), *row[11:13],
            decided, row[14], row[15], ended, row[17],
        ]))  # fmt: skip
    return found


def by_id(db: ClubDatabase, letgo_id: int) -> StoredLetGo | None:
    """Return a proposal, or None."""
    found = _rows(db, "WHERE l.id = ?", (letgo_id,))
    return found[0] if found else None


def by_key(db: ClubDatabase, key: str) -> StoredLetGo | None:
    """Return the proposal that was made with a key, or None."""
    found = _rows(db, "WHERE l.key = ?", (key,))
    return found[0] if found else None


def listing(db: ClubDatabase, states: Iterable[str], limit: int) -> list[StoredLetGo]:
    """Return proposals in some states, the newest first; none of erased members."""
    return _rows(
        db, "WHERE l.state IN (SELECT value FROM json_each(?)) AND m.state <> 'erased'"
        " ORDER BY COALESCE(l.ended_at, l.decided_at, l.made_at) DESC, l.id DESC LIMIT ?",
        (json.dumps(list(states)), limit),
    )  # fmt: skip


def of_member(db: ClubDatabase, member_id: int) -> list[StoredLetGo]:
    """Return what waits or holds for a member."""
    return _rows(
        db, "WHERE l.member_id = ? AND l.state IN ('proposed', 'approved') ORDER BY l.id",
        (member_id,),
    )  # fmt: skip


def is_open(db: ClubDatabase, member_id: int, act: str) -> bool:
    """Return whether the same is proposed or holds for a member already."""
    return any(row.act == act for row in of_member(db, member_id))


def settled(db: ClubDatabase, since: datetime) -> frozenset[int]:
    """Return whom nobody needs to look at: something waits or holds, or was refused lately."""
    rows = db.execute_sql(
        "SELECT member_id FROM let_go WHERE state IN ('proposed', 'approved')"
        " OR (state = 'refused' AND decided_at >= ?)",
        (utc_text(since),),
    )
    return frozenset(row[0] for row in rows.fetchall())


def add(
    db: ClubDatabase, *, key: str, member_id: int, act: str, most_contacts: int | None,
    reason: str, figures: dict[str, Any], at: datetime, operator_id: int,
) -> int:  # fmt: skip
    """Store a proposal and return its id."""
    row = db.execute_sql(
        "INSERT INTO let_go (key, member_id, act, most_contacts, reason, figures, state, made_at,"
        " operator_id, decision, version) VALUES (?, ?, ?, ?, ?, ?, 'proposed', ?, ?, '', 1)",
        (
            key, member_id, act, most_contacts, reason, json.dumps(figures, sort_keys=True),
            utc_text(at), operator_id,
        ),
    )  # fmt: skip
    return int(row.lastrowid)


def decide(
    db: ClubDatabase, letgo_id: int, state: str, note: str, at: datetime, operator_id: int
) -> None:
    """Store what was decided."""
    db.execute_sql(
        "UPDATE let_go SET state = ?, decision = ?, decided_at = ?, decided_by = ?,"
        " version = version + 1 WHERE id = ?",
        (state, note, utc_text(at), operator_id, letgo_id),
    )


def end(db: ClubDatabase, letgo_id: int, state: str, at: datetime, operator_id: int) -> None:
    """Store that it holds no more, or was withdrawn."""
    db.execute_sql(
        "UPDATE let_go SET state = ?, ended_at = ?, ended_by = ?, version = version + 1"
        " WHERE id = ?",
        (state, utc_text(at), operator_id, letgo_id),
    )


def held(db: ClubDatabase, act: str, member_ids: Iterable[int]) -> frozenset[int]:
    """Return for which of some members an act holds."""
    rows = db.execute_sql(
        "SELECT member_id FROM let_go WHERE state = 'approved' AND act = ?"
        " AND member_id IN (SELECT value FROM json_each(?))",
        (act, json.dumps(list(member_ids))),
    )
    return frozenset(row[0] for row in rows.fetchall())


def people(db: ClubDatabase, member_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return number and name of those members who are active."""
    rows = db.execute_sql(
        "SELECT id, number, name FROM member WHERE state = 'active' AND merged_into_id IS NULL"
        " AND id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(member_ids)),),
    )
    return {row[0]: (row[1], row[2]) for row in rows.fetchall()}


def forget(db: ClubDatabase, member_id: int, at: datetime, operator_id: int) -> None:
    """End what holds for a member whose data are erased, and blank the words of all."""
    db.execute_sql(
        "UPDATE let_go SET state = CASE state WHEN 'approved' THEN 'ended' ELSE 'withdrawn' END,"
        " ended_at = ?, ended_by = ?, version = version + 1"
        " WHERE member_id = ? AND state IN ('proposed', 'approved')",
        (utc_text(at), operator_id, member_id),
    )
    db.execute_sql(
        "UPDATE let_go SET reason = '', decision = '', figures = '{}' WHERE member_id = ?",
        (member_id,),
    )
