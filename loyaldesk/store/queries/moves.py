"""Who moved between the tiers in some days, and who stood in each."""

from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment, utc_text


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One move of one member.

    Attributes:
        number: The member's; empty where the data are erased.
        name: Empty where the data are erased.
        was: Code of the tier before.
        becomes: Code of the tier after.
        reason: Code of why.
        spent_rial: What the member had spent in the window then.
    """

    member_id: int
    on_day: date
    number: str
    name: str
    was: str
    becomes: str
    reason: str
    spent_rial: int


def moves(db: ClubDatabase, first: date, last: date) -> list[MoveRow]:
    """Return every move from *first* to *last*, in their order; erased members have no name."""
    rows = db.execute_sql(
        "SELECT c.member_id, c.on_day, CASE m.state WHEN 'erased' THEN '' ELSE m.number END,"
        " CASE m.state WHEN 'erased' THEN '' ELSE m.name END, c.from_tier, c.to_tier, c.reason,"
        " c.spent_rial FROM tier_change c JOIN member m ON m.id = c.member_id"
        " WHERE c.on_day BETWEEN ? AND ? AND c.from_tier <> c.to_tier ORDER BY c.on_day, c.id",
        (first.isoformat(), last.isoformat()),
    ).fetchall()
    return [MoveRow(row[0], date.fromisoformat(row[1]), *row[2:]) for row in rows]


def best_ids(
    db: ClubDatabase, first: date, last: date, tier: str, most: int
) -> tuple[list[int], int]:
    """Return the members of a tier who bought most in some days, and how many the tier has."""
    count = db.execute_sql(
        "SELECT COUNT(*) FROM member WHERE tier = ? AND state <> 'erased'"
        " AND merged_into_id IS NULL",
        (tier,),
    ).fetchone()[0]
    rows = db.execute_sql(
        "SELECT m.id FROM member m LEFT JOIN (SELECT member_id, SUM(net_rial) AS net FROM sale"
        " WHERE sold_on BETWEEN ? AND ? GROUP BY member_id) s ON s.member_id = m.id"
        " WHERE m.tier = ? AND m.state <> 'erased' AND m.merged_into_id IS NULL"
        " ORDER BY COALESCE(s.net, 0) DESC, m.id LIMIT ?",
        (first.isoformat(), last.isoformat(), tier, most),
    ).fetchall()
    return [row[0] for row in rows], int(count)


@dataclass(frozen=True, slots=True)
class LetGoRow:
    """A proposal to spend less on a member, and what came of it."""

    number: str
    name: str
    act: str
    reason: str
    state: str
    made_at: datetime
    proposed_by: str
    decided_at: datetime | None
    decided_by: str
    decision: str


def let_go(db: ClubDatabase, until: datetime) -> list[LetGoRow]:
    """Return the proposals made before *until*, those to be decided first, then the newest."""
    name = "COALESCE((SELECT name FROM operator o WHERE o.id = l.{}), '')"
    rows = db.execute_sql(
        "SELECT m.number, m.name, l.act, l.reason, l.state, l.made_at,"
        f" {name.format('operator_id')}, l.decided_at, {name.format('decided_by')}, l.decision"
        " FROM let_go l JOIN member m ON m.id = l.member_id"
        " WHERE m.state <> 'erased' AND l.made_at < ?"
        " ORDER BY l.decided_at IS NOT NULL, l.made_at DESC, l.id DESC",
        (utc_text(until),),
    ).fetchall()
    return [
        LetGoRow(
            row[0], row[1], row[2], row[3], row[4], utc_moment(row[5]), row[6],
            utc_moment(row[7]) if row[7] else None, row[8], row[9],
        )
        for row in rows
    ]  # fmt: skip
