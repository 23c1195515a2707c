"""A day at the tills: who sold what, and today's figures."""

from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment

IMPORTED = 0
"""Stands for the operator of sales that came by import and were never at this till."""


@dataclass(frozen=True, slots=True)
class OperatorDay:
    """A day of one operator, or of all.

    Attributes:
        operator_id: `IMPORTED` for sales of an import, -1 in a total.
        sales: Sales recorded; `amount_rial` is what they cost.
        reversals: Sales taken back; `reversed_rial` is what those cost.
        returns: Times goods came back; `returned_rial` is what those cost.
        reward_rial: What rewards took off, less what came back of it.
        stored_rial: What gift cards and wallets paid, less what went back onto them.
        paid_points: Points that paid `paid_rial`, less what came back.
        net_rial: What must be in the till: sales less what came back, rewards, and what points,
            gift cards and wallets paid.
        points_given: Points earned, less those taken back.
    """

    operator_id: int
    operator: str
    sales: int
    reversals: int
    amount_rial: int
    reversed_rial: int
    paid_points: int
    paid_rial: int
    net_rial: int
    points_given: int
    returns: int = 0
    returned_rial: int = 0
    reward_rial: int = 0
    stored_rial: int = 0


def day_by_operator(db: ClubDatabase, day: date) -> list[OperatorDay]:
    """Return the day of each operator who sold or took back; imports in a line of their own."""
    rows = db.execute_sql(
        "SELECT CASE WHEN s.run_id IS NULL THEN s.operator_id ELSE 0 END AS who,"
        " COALESCE(CASE WHEN s.run_id IS NULL THEN o.name END, ''),"
        " SUM(s.kind IN ('sale', 'visit')), SUM(s.kind = 'reversal'),"
        " SUM(CASE WHEN s.kind IN ('sale', 'visit') THEN s.amount_rial ELSE 0 END),"
        " -SUM(CASE WHEN s.kind = 'reversal' THEN s.amount_rial ELSE 0 END),"
        " SUM(s.paid_points), SUM(s.paid_rial), SUM(s.amount_rial - s.reward_rial - s.paid_rial"
        " - s.gift_card_rial - s.wallet_rial), SUM(s.earned), SUM(s.kind = 'return'),"
        " -SUM(CASE WHEN s.kind = 'return' THEN s.amount_rial ELSE 0 END), SUM(s.reward_rial),"
        " SUM(s.gift_card_rial + s.wallet_rial)"
        " FROM sale s"
        " LEFT JOIN operator o ON o.id = s.operator_id WHERE s.sold_on = ?"
        " GROUP BY who ORDER BY who = 0, 2",
        (day.isoformat(),),
    ).fetchall()
    return [OperatorDay(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Served:
    """A member who was served not long ago."""

    member_id: int
    number: str
    name: str
    tier: str
    at: datetime
    amount_rial: int


@dataclass(frozen=True, slots=True)
class TodayNumbers:
    """What the counter shows while nobody is served."""

    day: date
    sales: int
    net_rial: int
    new_members: int
    last_served: tuple[Served, ...]


_LOOKED_AT = 60
"""So many sales are looked through for the last members served."""


def today_numbers(db: ClubDatabase, day: date, served: int) -> TodayNumbers:
    """Return the figures of *day* and the last *served* different members."""
    row = db.execute_sql(
        "SELECT COALESCE(SUM(kind = 'sale') - SUM(kind = 'reversal' AND amount_rial < 0), 0),"
        " COALESCE(SUM(net_rial), 0) FROM sale WHERE sold_on = ?",
        (day.isoformat(),),
    ).fetchone()
    new = db.execute_sql(
        "SELECT COUNT(*) FROM member WHERE registered_on = ? AND state <> 'erased'"
        " AND merged_into_id IS NULL",
        (day.isoformat(),),
    ).fetchone()[0]
    rows = db.execute_sql(
        "SELECT m.id, m.number, m.name, m.tier, s.made_at, s.amount_rial FROM"
        " (SELECT id, member_id, made_at, amount_rial FROM sale WHERE kind IN ('sale', 'visit')"
        " AND run_id IS NULL ORDER BY id DESC LIMIT ?) s JOIN member m ON m.id = s.member_id"
        " WHERE m.state <> 'erased' ORDER BY s.id DESC",
        (_LOOKED_AT,),
    ).fetchall()
    members: dict[int, Served] = {}
    for found in rows:
        members.setdefault(
            found[0], Served(found[0], found[1], found[2], found[3], utc_moment(found[4]), found[5])
        )
    return TodayNumbers(day, max(row[0], 0), row[1], new, tuple(members.values())[:served])
