"""Adding sales and their sums. Kept SQL texts: this path is hot."""

from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_text


@dataclass(frozen=True, slots=True)
class NewSale:
    """A sale before it has its receipt number. ``basis_on``: the day it counts for the tier."""

    key: str
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
    operator_id: int
    till: str
    source: str
    reverses_id: int | None = None
    outside_receipt: str = ""
    run_id: int | None = None


def next_number(db: ClubDatabase, name: str, first: int = 1) -> int:
    """Return the next number of a counter; the first one is *first*."""
    row = db.execute_sql(
        "INSERT INTO counter (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
        (name, first),
    ).fetchall()
    return int(row[0][0])


def add_sale(db: ClubDatabase, new: NewSale) -> tuple[int, int]:
    """Store *new*, add it to the member's sums, and return its id and receipt number."""
    receipt = next_number(db, "receipt", 1001)
    row = db.execute_sql(
        "INSERT INTO sale (key, receipt, kind, member_id, amount_rial, paid_points, paid_rial,"
        " net_rial, earned, tier, sold_at, sold_on, basis_on, made_at, reverses_id, operator_id,"
        " till, source, outside_receipt, run_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            new.key, receipt, new.kind, new.member_id, new.amount_rial, new.paid_points,
            new.paid_rial, new.amount_rial - new.paid_rial, new.earned, new.tier,
            utc_text(new.sold_at), new.sold_on.isoformat(), new.basis_on.isoformat(),
            utc_text(new.made_at), new.reverses_id, new.operator_id, new.till, new.source,
            new.outside_receipt, new.run_id,
        ),
    )  # fmt: skip
    if new.kind == "reversal":
        _recount(db, new.member_id)
    else:
        _count(db, new)
    return int(row.lastrowid), receipt


def _count(db: ClubDatabase, new: NewSale) -> None:
    day = new.sold_on.isoformat()
    db.execute_sql(
        "INSERT INTO member_totals (member_id, net_rial, visits, first_on, last_on)"
        " VALUES (?, ?, 1, ?, ?) ON CONFLICT (member_id) DO UPDATE SET"
        " net_rial = net_rial + excluded.net_rial, visits = visits + 1,"
        " first_on = MIN(COALESCE(first_on, excluded.first_on), excluded.first_on),"
        " last_on = MAX(COALESCE(last_on, excluded.last_on), excluded.last_on)",
        (new.member_id, new.amount_rial - new.paid_rial, day, day),
    )


TOTALS_SQL = (
    "SELECT s.member_id, SUM(s.net_rial), SUM(s.standing), MIN(CASE WHEN s.standing THEN s.sold_on"
    " END), MAX(CASE WHEN s.standing THEN s.sold_on END) FROM (SELECT a.member_id, a.net_rial,"
    " a.sold_on, a.kind <> 'reversal' AND NOT EXISTS (SELECT 1 FROM sale r WHERE r.reverses_id ="
    " a.id) AS standing FROM sale a {where}) s GROUP BY s.member_id"
)
"""What `member_totals` must say: reversed sales and their mirrors count for nothing."""


def _recount(db: ClubDatabase, member_id: int) -> None:
    """Compute a member's sums anew: first and last day may have moved."""
    row = db.execute_sql(TOTALS_SQL.format(where="WHERE a.member_id = ?"), (member_id,)).fetchone()
    db.execute_sql(
        "UPDATE member_totals SET net_rial = ?, visits = ?, first_on = ?, last_on = ?"
        " WHERE member_id = ?",
        (row[1], row[2], row[3], row[4], member_id),
    )


def spent_between(db: ClubDatabase, member_id: int, first: date, last: date) -> int:
    """Return the money a member spent from *first* to *last*, both included; for the tier."""
    row = db.execute_sql(
        "SELECT COALESCE(SUM(net_rial), 0) FROM sale"
        " WHERE member_id = ? AND basis_on BETWEEN ? AND ?",
        (member_id, first.isoformat(), last.isoformat()),
    ).fetchone()
    return int(row[0])


@dataclass(frozen=True, slots=True)
class StoredSale:
    """A sale as far as a second try or its reversal needs it."""

    id: int
    key: str
    receipt: int
    kind: str
    member_id: int
    amount_rial: int
    paid_points: int
    paid_rial: int
    earned: int
    tier: str
    sold_at: str
    sold_on: str
    basis_on: str
    made_at: str
    operator_id: int
    is_reversed: bool


def _sale(db: ClubDatabase, where: str, value: object) -> StoredSale | None:
    row = db.execute_sql(
        "SELECT id, key, receipt, kind, member_id, amount_rial, paid_points, paid_rial, earned,"
        " tier, sold_at, sold_on, basis_on, made_at, operator_id, EXISTS (SELECT 1 FROM sale r"
        f" WHERE r.reverses_id = sale.id) FROM sale WHERE {where} = ?",
        (value,),
    ).fetchone()
    return StoredSale(*[*row[:-1], bool(row[-1])]) if row else None


def sale_by_key(db: ClubDatabase, key: str) -> StoredSale | None:
    """Return the sale recorded with *key*, or None."""
    return _sale(db, "key", key)


def sale_by_id(db: ClubDatabase, sale_id: int) -> StoredSale | None:
    """Return a sale, or None."""
    return _sale(db, "id", sale_id)


def sale_by_receipt(db: ClubDatabase, receipt: int) -> StoredSale | None:
    """Return the sale with a receipt number, or None."""
    return _sale(db, "receipt", receipt)


@dataclass(frozen=True, slots=True)
class Buyer:
    """A member as far as a sale needs it."""

    id: int
    number: str
    name: str
    state: str
    state_reason: str
    tier: str
    tier_since: str


def buyer(db: ClubDatabase, member_id: int) -> Buyer | None:
    """Return the member a sale is for, or None."""
    row = db.execute_sql(
        "SELECT id, number, name, state, state_reason, tier, tier_since FROM member WHERE id = ?",
        (member_id,),
    ).fetchone()
    return Buyer(*row) if row else None


def set_tier(db: ClubDatabase, member_id: int, tier: str, since: date) -> None:
    """Store the tier a member stands in now."""
    db.execute_sql(
        "UPDATE member SET tier = ?, tier_since = ? WHERE id = ?",
        (tier, since.isoformat(), member_id),
    )


def tier_brought(db: ClubDatabase, member_id: int, first: date, reason: str) -> str:
    """Return the tier given to a member without a sale for *reason* since *first*, or nothing."""
    row = db.execute_sql(
        "SELECT to_tier FROM tier_change WHERE member_id = ? AND on_day >= ? AND reason = ?"
        " AND sale_id IS NULL ORDER BY id DESC LIMIT 1",
        (member_id, first.isoformat(), reason),
    ).fetchone()
    return str(row[0]) if row else ""


def add_tier_change(
    db: ClubDatabase, member_id: int, on_day: date, at: datetime, old: str, new: str, reason: str,
    spent_rial: int, sale_id: int | None, operator_id: int, run_id: int | None = None,
) -> None:  # fmt: skip
    """Store why a member moved to another tier."""
    db.execute_sql(
        "INSERT INTO tier_change (member_id, on_day, at, from_tier, to_tier, reason, spent_rial,"
        " sale_id, run_id, operator_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            member_id, on_day.isoformat(), utc_text(at), old, new, reason, spent_rial, sale_id,
            run_id, operator_id,
        ),
    )  # fmt: skip
