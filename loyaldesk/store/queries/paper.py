"""What goes onto receipts and cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A sale as its receipt shows it; ``balance`` is what the member had after it."""

    receipt: int
    kind: str
    member_id: int
    sold_at: datetime
    till: str
    operator: str
    amount_rial: int
    paid_points: int
    paid_rial: int
    earned: int
    name: str
    honorific: str
    tier: str
    balance: int
    was_printed: bool


def receipt(db: ClubDatabase, sale_id: int) -> ReceiptRow | None:
    """Return what the receipt of a sale or reversal shows, or None."""
    row = db.execute_sql(
        "SELECT s.receipt, s.kind, s.member_id, s.sold_at, s.till, COALESCE(o.name, ''),"
        " s.amount_rial, s.paid_points, s.paid_rial, s.earned, m.name, m.honorific, m.tier,"
        " (SELECT COALESCE(SUM(e.points), 0) FROM points_entry e WHERE e.member_id = s.member_id"
        " AND CASE WHEN x.last IS NULL THEN e.at <= s.made_at ELSE e.seq <= x.last END),"
        " COALESCE(p.is_sent, 0) FROM sale s JOIN member m ON m.id = s.member_id"
        " LEFT JOIN (SELECT sale_id, MAX(seq) AS last FROM points_entry WHERE sale_id = :sale) x"
        " ON x.sale_id = s.id LEFT JOIN operator o ON o.id = s.operator_id"
        " LEFT JOIN receipt_print p ON p.sale_id = s.id WHERE s.id = :sale",
        {"sale": sale_id},
    ).fetchone()
    if row is None:
        return None
    parts = [*row[:3], utc_moment(row[3]), *row[4:13], max(row[13], 0), bool(row[14])]
    return ReceiptRow(*parts)


@dataclass(frozen=True, slots=True)
class CardInUse:
    """A member's newest card that is neither blocked nor replaced."""

    member_id: int
    number: str
    name: str
    tier: str
    card: str


def cards_in_use(db: ClubDatabase, member_ids: Sequence[int]) -> list[CardInUse]:
    """Return the cards of *member_ids*; who has none in use is left out."""
    found: list[CardInUse] = []
    for start in range(0, len(member_ids), 500):
        part = member_ids[start : start + 500]
        rows = db.execute_sql(
            "SELECT m.id, m.number, m.name, m.tier, c.typed FROM member m JOIN code c ON c.id ="
            " (SELECT MAX(id) FROM code WHERE member_id = m.id AND kind = 'card'"
            f" AND state = 'active') WHERE m.id IN ({', '.join('?' * len(part))})",
            tuple(part),
        ).fetchall()
        found += [CardInUse(*row) for row in rows]
    return found
