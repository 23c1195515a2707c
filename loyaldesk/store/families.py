"""Families: who belongs to one, and what its members have."""

from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.domain.points import Lot
from loyaldesk.store import ledger
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_text


@dataclass(frozen=True, slots=True)
class Kin:
    """A member of a family."""

    member_id: int
    number: str
    name: str
    state: str
    points: int
    may_spend: bool


def add_family(db: ClubDatabase, name: str, at: datetime, operator_id: int) -> int:
    """Store a family and return its id."""
    row = db.execute_sql(
        "INSERT INTO family (name, made_at, operator_id) VALUES (?, ?, ?)",
        (name, utc_text(at), operator_id),
    )
    return int(row.lastrowid)


def name_of(db: ClubDatabase, family_id: int) -> str | None:
    """Return a family's name, or None."""
    row = db.execute_sql("SELECT name FROM family WHERE id = ?", (family_id,)).fetchone()
    return str(row[0]) if row else None


def membership(db: ClubDatabase, member_id: int) -> tuple[int, bool] | None:
    """Return a member's family and whether the member may spend from it, or None."""
    row = db.execute_sql(
        "SELECT family_id, may_spend FROM family_member WHERE member_id = ?", (member_id,)
    ).fetchone()
    return (row[0], bool(row[1])) if row else None


def add_kin(
    db: ClubDatabase, family_id: int, member_id: int, at: datetime, *, may_spend: bool
) -> None:
    """Let a member belong to a family."""
    db.execute_sql(
        "INSERT INTO family_member (member_id, family_id, may_spend, at) VALUES (?, ?, ?, ?)",
        (member_id, family_id, int(may_spend), utc_text(at)),
    )


def set_may_spend(db: ClubDatabase, member_id: int, *, may_spend: bool) -> None:
    """Store whether a member may spend what the others have."""
    db.execute_sql(
        "UPDATE family_member SET may_spend = ? WHERE member_id = ?", (int(may_spend), member_id)
    )


def remove_kin(db: ClubDatabase, member_id: int) -> None:
    """Let a member belong to no family; one without members is no more."""
    db.execute_sql("DELETE FROM family_member WHERE member_id = ?", (member_id,))
    db.execute_sql("DELETE FROM family WHERE id NOT IN (SELECT family_id FROM family_member)")


def kin(db: ClubDatabase, family_id: int) -> list[Kin]:
    """Return the members of a family, the first to join first."""
    rows = db.execute_sql(
        "SELECT m.id, m.number, m.name, m.state, COALESCE(b.points, 0), f.may_spend"
        " FROM family_member f JOIN member m ON m.id = f.member_id"
        " LEFT JOIN points_balance b ON b.member_id = m.id WHERE f.family_id = ?"
        " ORDER BY f.at, m.id",
        (family_id,),
    ).fetchall()
    return [Kin(*[*row[:5], bool(row[5])]) for row in rows]


def lots_of_others(db: ClubDatabase, member_id: int, today: date) -> list[tuple[int, Lot]]:
    """Return (member, lot) of what the others of a spender's family can spend today.

    Nothing for a member without a family or without leave to spend from it; nothing of members
    who are blocked.
    """
    found = membership(db, member_id)
    if found is None or not found[1]:
        return []
    return [
        (other.member_id, lot)
        for other in kin(db, found[0])
        if other.member_id != member_id and other.state == "active"
        for lot in ledger.lots_left(db, other.member_id, today)
    ]
