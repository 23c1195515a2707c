"""Goods that came back, in the file: what was sold, what is left of it, and where points lie."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.domain.returning import LineBack
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import day_of, utc_moment, utc_text

OFF_TIER = date(9999, 12, 31)
"""Day on which a return counts for the tier where the programme says that it shall not: no window
of a tier ever reaches it, while sums over all days stay right."""

STANDING = "{0}.kind = 'return' AND NOT EXISTS (SELECT 1 FROM sale u WHERE u.reverses_id = {0}.id)"
"""Condition that a return was not taken back itself."""

_RETURNS = f"SELECT r.id FROM sale r WHERE r.returns_id = :sale AND {STANDING.format('r')}"


@dataclass(frozen=True, slots=True)
class SoldRow:
    """A sale as its return needs it; ``operator_id`` sold it.

    ``pay_points`` is the part of the points that paid, ``gift_points`` that of what took no money
    off.
    """

    id: int
    receipt: int
    kind: str
    member_id: int
    amount_rial: int
    paid_points: int
    paid_rial: int
    earned: int
    tier: str
    sold_at: datetime
    sold_on: date
    basis_on: date
    made_at: datetime
    reward_rial: int
    prepaid_rial: int
    gift_card_rial: int
    wallet_rial: int
    discount_rial: int
    tax_rial: int
    cost_rial: int | None
    is_reversed: bool
    pay_points: int
    cashback_rial: int
    gift_points: int
    operator_id: int


def sold(db: ClubDatabase, sale_id: int) -> SoldRow | None:
    """Return a sale, or None."""
    row = db.execute_sql(
        "SELECT s.id, s.receipt, s.kind, s.member_id, s.amount_rial, s.paid_points, s.paid_rial,"
        " s.earned, s.tier, s.sold_at, s.sold_on, s.basis_on, s.made_at, s.reward_rial,"
        " s.prepaid_rial, s.gift_card_rial, s.wallet_rial, s.discount_rial, s.tax_rial,"
        " s.cost_rial, EXISTS (SELECT 1 FROM sale r WHERE r.reverses_id = s.id),"
        " COALESCE((SELECT -SUM(e.points) FROM points_entry e"
        " WHERE e.key = 'sale:' || s.id || ':spend'), 0),"
        " COALESCE((SELECT SUM(a.rial) FROM account_entry a"
        " WHERE a.sale_id = s.id AND a.kind = 'cashback'), 0),"
        " COALESCE((SELECT SUM(u.points) FROM reward_use u WHERE u.sale_id = s.id"
        " AND u.rial = 0), 0), s.operator_id FROM sale s WHERE s.id = ?",
        (sale_id,),
    ).fetchone()
    if row is None:
        return None
    return SoldRow(*[
        *row[:9], utc_moment(row[9]), date.fromisoformat(row[10]), date.fromisoformat(row[11]),
        utc_moment(row[12]), *row[13:20], bool(row[20]), *row[21:],
    ])  # fmt: skip


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of a sale and how much of it came back."""

    id: int
    number: int
    kind: str
    product: str
    name: str
    category: str
    brand: str
    quantity: int
    amount_rial: int
    discount_rial: int
    tax_rial: int
    cost_rial: int | None
    shared_rial: int
    manual_rial: int
    points_rial: int
    gift_card_rial: int
    wallet_rial: int
    earned: int
    back: int


def lines(db: ClubDatabase, sale_id: int) -> list[LineRow]:
    """Return the lines of a sale in their order."""
    rows = db.execute_sql(
        "SELECT l.id, l.number, l.kind, l.product, l.name, l.category, l.brand, l.quantity,"
        " l.amount_rial, l.discount_rial, l.tax_rial, l.cost_rial, l.shared_rial, l.manual_rial,"
        " l.points_rial, l.gift_card_rial, l.wallet_rial, l.earned, COALESCE((SELECT"
        " SUM(b.quantity) FROM sale_line b JOIN sale r ON r.id = b.sale_id WHERE b.returns_id ="
        f" l.id AND {STANDING.format('r')}), 0) FROM sale_line l WHERE l.sale_id = ?"
        " ORDER BY l.number",
        (sale_id,),
    ).fetchall()
    return [LineRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Before:
    """What standing returns of a sale moved, all amounts positive.

    Attributes:
        amount_rial: Money of the goods.
        paid_points: Points given back.
        earned: Points taken.
        due: Points that were asked for: taken, ended before, or forgiven.
        ended: Points that had ended in the sale's own lots and so were not taken.
    """

    amount_rial: int
    paid_points: int
    earned: int
    due: int
    ended: int


def before(db: ClubDatabase, sale_id: int) -> Before:
    """Return what returns of a sale moved before."""
    row = db.execute_sql(
        "SELECT COALESCE(-SUM(r.amount_rial), 0), COALESCE(-SUM(r.paid_points), 0),"
        " COALESCE(-SUM(r.earned), 0),"
        " COALESCE(SUM(COALESCE(json_extract(d.document, '$.due'), -r.earned)), 0),"
        " COALESCE(SUM(COALESCE(json_extract(d.document, '$.ended'), 0)), 0)"
        " FROM sale r LEFT JOIN sale_sheet d ON d.sale_id = r.id"
        f" WHERE r.returns_id = ? AND {STANDING.format('r')}",
        (sale_id,),
    ).fetchone()
    return Before(*row)


def has_returns(db: ClubDatabase, sale_id: int) -> bool:
    """Return whether goods of a sale came back and stayed."""
    return db.execute_sql(f"{_RETURNS} LIMIT 1", {"sale": sale_id}).fetchone() is not None


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """One return of a sale."""

    id: int
    receipt: int
    at: datetime
    operator: str
    amount_rial: int
    points_back: int
    points_taken: int
    is_undone: bool


def returns_of(db: ClubDatabase, sale_id: int) -> list[ReturnRow]:
    """Return every return of a sale, the first one first."""
    rows = db.execute_sql(
        "SELECT r.id, r.receipt, r.sold_at, COALESCE(o.name, ''), -r.amount_rial, -r.paid_points,"
        " -r.earned, EXISTS (SELECT 1 FROM sale u WHERE u.reverses_id = r.id) FROM sale r"
        " LEFT JOIN operator o ON o.id = r.operator_id WHERE r.returns_id = ? ORDER BY r.id",
        (sale_id,),
    ).fetchall()
    return [ReturnRow(*[*row[:2], utc_moment(row[2]), *row[3:7], bool(row[7])]) for row in rows]


def add_lines(
    db: ClubDatabase, return_id: int, sold_lines: Sequence[LineRow], back: Iterable[LineBack]
) -> None:  # fmt: skip
    """Store the lines of a return: quantities positive, amounts below zero."""
    known = {row.number: row for row in sold_lines}
    for number, part in enumerate(back):
        row, money = known[part.line.number], part.parts
        db.execute_sql(
            "INSERT INTO sale_line (sale_id, number, kind, product, name, category, brand,"
            " quantity, amount_rial, discount_rial, tax_rial, cost_rial, shared_rial, manual_rial,"
            " points_rial, gift_card_rial, wallet_rial, earned, returns_id)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                return_id, number, row.kind, row.product, row.name, row.category, row.brand,
                part.quantity, -(money.amount_rial + money.manual_rial), -money.discount_rial,
                -money.tax_rial, None if row.cost_rial is None else -money.cost_rial,
                -(money.manual_rial + money.reward_rial), -money.manual_rial, -money.points_rial,
                -money.gift_card_rial, -money.wallet_rial, -part.earned, row.id,
            ),
        )  # fmt: skip


def programme_text(db: ClubDatabase, sold_on: date, made_at: datetime) -> str:
    """Return the programme a sale was recorded under: one published later did not hold."""
    row = (
        db.execute_sql(
            "SELECT document FROM programme WHERE valid_from <= ? AND made_at <= ?"
            " ORDER BY valid_from DESC, id DESC LIMIT 1",
            (sold_on.isoformat(), utc_text(made_at)),
        ).fetchone()
        or db.execute_sql(
            "SELECT document FROM programme ORDER BY valid_from, id LIMIT 1"
        ).fetchone()
    )
    return str(row[0])


@dataclass(frozen=True, slots=True)
class SpentLot:
    """Points of a lot that paid for a sale."""

    lot_id: int
    member_id: int
    points: int
    expires_on: date | None


def spent_lots(db: ClubDatabase, sale_id: int) -> list[SpentLot]:
    """Return the lots that paid for a sale, the longest living first: that is how they fill up."""
    rows = db.execute_sql(
        "SELECT l.id, l.member_id, SUM(a.points), l.expires_on FROM points_entry e"
        " JOIN allocation a ON a.entry_id = e.id JOIN lot l ON l.id = a.lot_id"
        " WHERE e.sale_id = ? AND e.kind = 'spend' GROUP BY l.id"
        " ORDER BY l.expires_on IS NOT NULL, l.expires_on DESC, l.id DESC",
        (sale_id,),
    ).fetchall()
    return [SpentLot(*[*row[:3], day_of(row[3])]) for row in rows]


def own_lots(db: ClubDatabase, sale_id: int) -> list[int]:
    """Return the lots that the points of a sale made."""
    rows = db.execute_sql(
        "SELECT l.id FROM lot l JOIN points_entry e ON e.id = l.entry_id"
        " WHERE e.sale_id = ? AND e.kind = 'earn' ORDER BY l.id",
        (sale_id,),
    )
    return [row[0] for row in rows.fetchall()]


def rule_gains_left(db: ClubDatabase, sale_id: int) -> list[tuple[str, str, int, int]]:
    """Return (rule, day, what it gave at a sale, what returns took of that)."""
    return [
        (row[0], row[1], row[2], row[3])
        for row in db.execute_sql(
            "SELECT g.rule, g.on_day, SUM(g.points), COALESCE((SELECT -SUM(b.points) FROM"
            f" rule_gain b WHERE b.rule = g.rule AND b.sale_id IN ({_RETURNS})), 0)"
            " FROM rule_gain g WHERE g.sale_id = :sale AND g.entry_id IS NULL"
            " GROUP BY g.rule, g.on_day",
            {"sale": sale_id},
        ).fetchall()
    ]


def add_rule_gain(
    db: ClubDatabase, rule: str, member_id: int, day: str, points: int, sale_id: int
) -> None:  # fmt: skip
    """Store that a return took *points* of what a rule gave, on the day it gave them."""
    db.execute_sql(
        "INSERT INTO rule_gain (rule, member_id, on_day, points, sale_id) VALUES (?, ?, ?, ?, ?)",
        (rule, member_id, day, points, sale_id),
    )


def given_before(db: ClubDatabase, member_id: int, sale_id: int, day: date) -> tuple[
    dict[str, int], dict[str, int]
]:  # fmt: skip
    """Return what counted rules gave a member before a sale: ever, and on its day."""
    rows = db.execute_sql(
        "SELECT rule, SUM(points), SUM(CASE WHEN on_day = ? THEN points ELSE 0 END) FROM rule_gain"
        " WHERE member_id = ? AND (sale_id IS NULL OR sale_id < ?) GROUP BY rule",
        (day.isoformat(), member_id, sale_id),
    ).fetchall()
    return {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}


def visited_before(db: ClubDatabase, member_id: int, sale_id: int, day: date) -> bool:
    """Return whether a member bought on *day* before a sale."""
    row = db.execute_sql(
        "SELECT COALESCE(SUM(net_rial), 0) FROM sale WHERE member_id = ? AND basis_on = ?"
        " AND id < ?",
        (member_id, day.isoformat(), sale_id),
    ).fetchone()
    return int(row[0]) > 0


def bought_before(db: ClubDatabase, member_id: int, sale_id: int) -> bool:
    """Return whether a member had bought before a sale."""
    row = db.execute_sql(
        "SELECT 1 FROM sale WHERE member_id = ? AND id < ? AND kind = 'sale' AND NOT EXISTS"
        " (SELECT 1 FROM sale u WHERE u.reverses_id = sale.id) LIMIT 1",
        (member_id, sale_id),
    ).fetchone()
    return row is not None


@dataclass(frozen=True, slots=True)
class GiftRow:
    """A reward that was taken with a sale."""

    reward: str
    delivery: str


def uses_of(db: ClubDatabase, sale_id: int) -> list[GiftRow]:
    """Return the rewards that were taken with a sale and not undone."""
    rows = db.execute_sql(
        "SELECT reward, delivery FROM reward_use WHERE sale_id = ? AND state = 'taken' ORDER BY id",
        (sale_id,),
    )
    return [GiftRow(*row) for row in rows.fetchall()]


def cards_sold(db: ClubDatabase, sale_id: int) -> list[tuple[str, int]]:
    """Return code and Rial of the gift cards that a sale filled, in their order."""
    rows = db.execute_sql(
        "SELECT a.typed, e.rial FROM account_entry e JOIN account a ON a.id = e.account_id"
        " WHERE e.sale_id = ? AND e.kind = 'sold' ORDER BY e.id",
        (sale_id,),
    )
    return [(row[0], row[1]) for row in rows.fetchall()]


def stamps_given(db: ClubDatabase, sale_id: int) -> list[tuple[str, int, int]]:
    """Return (card, stamps a sale gave, stamps that returns took of them)."""
    rows = db.execute_sql(
        "SELECT g.card, g.stamps, COALESCE((SELECT -SUM(b.stamps) FROM stamp_entry b"
        f" WHERE b.card = g.card AND b.key LIKE '%:back' AND b.sale_id IN ({_RETURNS})), 0)"
        " FROM stamp_entry g WHERE g.sale_id = :sale"
        " AND g.key = 'sale:' || :sale || ':stamp:' || g.card ORDER BY g.id",
        {"sale": sale_id},
    )
    return [(row[0], row[1], row[2]) for row in rows.fetchall()]


def stamp_vouchers(db: ClubDatabase, sale_id: int, card: str) -> list[tuple[int, int]]:
    """Return (voucher, stamps it took) of the vouchers a sale made of a card, the last first."""
    rows = db.execute_sql(
        "SELECT key, -stamps FROM stamp_entry WHERE sale_id = ? AND card = ? AND stamps < 0"
        " AND key LIKE '%:voucher:%' ORDER BY id DESC",
        (sale_id, card),
    )
    return [(int(row[0].rsplit(":", 1)[1]), row[1]) for row in rows.fetchall()]
