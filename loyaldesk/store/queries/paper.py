"""What goes onto receipts and cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A sale as its receipt shows it.

    ``balance`` is what the member had after it, ``of_receipt`` whose goods a return brought.
    """

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
    reward_rial: int
    gift_card_rial: int
    wallet_rial: int
    of_receipt: int | None
    discount_rial: int
    exchange_id: int | None


def receipt(db: ClubDatabase, sale_id: int) -> ReceiptRow | None:
    """Return what the receipt of a sale or reversal shows, or None."""
    row = db.execute_sql(
        "SELECT s.receipt, s.kind, s.member_id, s.sold_at, s.till, COALESCE(o.name, ''),"
        " s.amount_rial, s.paid_points, s.paid_rial, s.earned, m.name, m.honorific, m.tier,"
        " (SELECT COALESCE(SUM(e.points), 0) FROM points_entry e WHERE e.member_id = s.member_id"
        " AND CASE WHEN x.last IS NULL THEN e.at <= s.made_at ELSE e.seq <= x.last END),"
        " COALESCE(p.is_sent, 0), s.reward_rial, s.gift_card_rial, s.wallet_rial,"
        " (SELECT o.receipt FROM sale o WHERE o.id = s.returns_id), s.discount_rial,"
        " s.exchange_id FROM sale s"
        " JOIN member m ON m.id = s.member_id"
        " LEFT JOIN (SELECT sale_id, MAX(seq) AS last FROM points_entry WHERE sale_id = :sale) x"
        " ON x.sale_id = s.id LEFT JOIN operator o ON o.id = s.operator_id"
        " LEFT JOIN receipt_print p ON p.sale_id = s.id WHERE s.id = :sale",
        {"sale": sale_id},
    ).fetchone()
    if row is None:
        return None
    parts = [*row[:3], utc_moment(row[3]), *row[4:13], max(row[13], 0), bool(row[14]), *row[15:]]
    return ReceiptRow(*parts)


def lines_back(db: ClubDatabase, sale_id: int) -> list[tuple[str, int, int]]:
    """Return name, thousandths and Rial of the goods that a return brought, below zero as stored.

    A gift card is not named: its code is as good as money.
    """
    rows = db.execute_sql(
        "SELECT CASE WHEN name <> '' THEN name WHEN kind = 'gift_card' THEN '' ELSE product END,"
        " quantity, amount_rial - manual_rial FROM sale_line WHERE sale_id = ?"
        " AND returns_id IS NOT NULL ORDER BY number",
        (sale_id,),
    )
    return [(row[0], row[1], row[2]) for row in rows.fetchall()]


@dataclass(frozen=True, slots=True)
class SoldRow:
    """A line of a sale for its receipt; ``quantity`` in thousandths."""

    kind: str
    name: str
    quantity: int
    amount_rial: int
    discount_rial: int


def lines_sold(db: ClubDatabase, sale_id: int) -> list[SoldRow]:
    """Return the lines of a sale. A gift card is not named: its code is as good as money."""
    rows = db.execute_sql(
        "SELECT kind, CASE WHEN name <> '' THEN name WHEN kind = 'gift_card' THEN '' ELSE product"
        " END, quantity, amount_rial, discount_rial FROM sale_line WHERE sale_id = ?"
        " AND returns_id IS NULL ORDER BY number",
        (sale_id,),
    )
    return [SoldRow(*row) for row in rows.fetchall()]


def cards_filled(db: ClubDatabase, sale_id: int) -> list[tuple[str, int]]:
    """Return code and Rial of the gift cards that a sale filled."""
    rows = db.execute_sql(
        "SELECT a.typed, e.rial FROM account_entry e JOIN account a ON a.id = e.account_id"
        " WHERE e.sale_id = ? AND e.kind = 'sold' ORDER BY e.id",
        (sale_id,),
    )
    return [(row[0], row[1]) for row in rows.fetchall()]


def cashback(db: ClubDatabase, sale_id: int) -> int:
    """Return what a sale put into the wallet."""
    row = db.execute_sql(
        "SELECT COALESCE(SUM(rial), 0) FROM account_entry WHERE sale_id = ? AND kind = 'cashback'",
        (sale_id,),
    ).fetchone()
    return int(row[0])


def stamps_after(db: ClubDatabase, sale_id: int) -> list[tuple[str, int, int]]:
    """Return card, new stamps and stamps held after a sale, full cards taken off."""
    rows = db.execute_sql(
        "SELECT s.card, SUM(MAX(s.stamps, 0)), (SELECT SUM(h.stamps) FROM stamp_entry h"
        " WHERE h.card = s.card AND h.member_id = s.member_id AND h.id <= MAX(s.id))"
        " FROM stamp_entry s WHERE s.sale_id = ? GROUP BY s.card, s.member_id"
        " HAVING SUM(MAX(s.stamps, 0)) > 0 ORDER BY MIN(s.id)",
        (sale_id,),
    )
    return [(row[0], int(row[1]), int(row[2])) for row in rows.fetchall()]


def vouchers_won(db: ClubDatabase, sale_id: int) -> list[int]:
    """Return the vouchers a sale brought."""
    rows = db.execute_sql("SELECT id FROM voucher WHERE sale_id = ? ORDER BY id", (sale_id,))
    return [row[0] for row in rows.fetchall()]


def exchanged(db: ClubDatabase, return_id: int) -> tuple[int, int]:
    """Return the number of the slip of goods that came back, and their money."""
    row = db.execute_sql(
        "SELECT receipt, -(amount_rial - reward_rial - paid_rial - gift_card_rial - wallet_rial)"
        " FROM sale WHERE id = ?",
        (return_id,),
    ).fetchone()
    return (row[0], row[1]) if row else (0, 0)


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
