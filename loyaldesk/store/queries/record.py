"""The history of a member's record: moves between tiers with their reasons, merges with names."""

from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment


@dataclass(frozen=True, slots=True)
class TierMove:
    """A move from one tier to another.

    Attributes:
        reason: What moved the member: ``sale``, ``night``, ``hand``, ``merge``, ...
        text: The operator's words, for a tier by hand.
        receipt: Of the sale that moved the member, if one did.
        operator: Who was at the desk.
    """

    id: int
    on_day: date
    old: str
    new: str
    reason: str
    text: str
    receipt: int | None
    operator: str


def tier_moves(db: ClubDatabase, member_id: int) -> list[TierMove]:
    """Return the moves of a member between tiers, the newest first."""
    rows = db.execute_sql(
        "SELECT c.id, c.on_day, c.from_tier, c.to_tier, c.reason, COALESCE((SELECT h.reason FROM"
        " tier_hand h WHERE h.member_id = c.member_id AND c.reason = 'hand' AND h.at <= c.at"
        " ORDER BY h.id DESC LIMIT 1), ''), (SELECT receipt FROM sale s WHERE s.id = c.sale_id),"
        " COALESCE((SELECT name FROM operator o WHERE o.id = c.operator_id), '')"
        " FROM tier_change c WHERE c.member_id = ? ORDER BY c.id DESC",
        (member_id,),
    ).fetchall()
    return [TierMove(row[0], date.fromisoformat(row[1]), *row[2:]) for row in rows]


@dataclass(frozen=True, slots=True)
class Joined:
    """A standing merge, with the record on its other side."""

    id: int
    other_id: int
    number: str
    name: str
    at: datetime
    until_on: date


def merges_into(db: ClubDatabase, member_id: int) -> list[Joined]:
    """Return the records that became part of a record, the newest first."""
    return _joined(db, "g.from_id", "g.into_id", member_id)


def merged_into(db: ClubDatabase, member_id: int) -> Joined | None:
    """Return the record that a record became part of, or None."""
    return next(iter(_joined(db, "g.into_id", "g.from_id", member_id)), None)


def _joined(db: ClubDatabase, other: str, own: str, member_id: int) -> list[Joined]:
    rows = db.execute_sql(
        f"SELECT g.id, m.id, m.number, m.name, g.at, g.until_on FROM member_merge g"
        f" JOIN member m ON m.id = {other} WHERE {own} = ? AND g.undone_at IS NULL"
        " ORDER BY g.id DESC",
        (member_id,),
    ).fetchall()
    return [
        Joined(row[0], row[1], row[2], row[3], utc_moment(row[4]), date.fromisoformat(row[5]))
        for row in rows
    ]
