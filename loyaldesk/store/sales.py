"""Adding sales and their sums. Kept SQL texts: this path is hot."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.domain.earning import Money
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
    reward_rial: int = 0
    prepaid_rial: int = 0
    gift_card_rial: int = 0
    wallet_rial: int = 0
    discount_rial: int = 0
    tax_rial: int = 0
    cost_rial: int | None = None
    returns_id: int | None = None
    exchange_id: int | None = None

    @property
    def net_rial(self) -> int:
        """Turnover: neither what points and rewards took nor what is prepaid."""
        return self.amount_rial - self.paid_rial - self.reward_rial - self.prepaid_rial


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
        " till, source, outside_receipt, run_id, reward_rial, prepaid_rial, gift_card_rial,"
        " wallet_rial, discount_rial, tax_rial, cost_rial, returns_id, exchange_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
        " ?, ?)",
        (
            new.key, receipt, new.kind, new.member_id, new.amount_rial, new.paid_points,
            new.paid_rial, new.net_rial, new.earned, new.tier,
            utc_text(new.sold_at), new.sold_on.isoformat(), new.basis_on.isoformat(),
            utc_text(new.made_at), new.reverses_id, new.operator_id, new.till, new.source,
            new.outside_receipt, new.run_id, new.reward_rial, new.prepaid_rial,
            new.gift_card_rial, new.wallet_rial, new.discount_rial, new.tax_rial, new.cost_rial,
            new.returns_id, new.exchange_id,
        ),
    )  # fmt: skip
    if new.kind in ("reversal", "return"):
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
        (new.member_id, new.net_rial, day, day),
    )


TOTALS_SQL = (
    "SELECT s.member_id, SUM(s.net_rial), SUM(s.standing), MIN(CASE WHEN s.standing THEN s.sold_on"
    " END), MAX(CASE WHEN s.standing THEN s.sold_on END) FROM (SELECT a.member_id, a.net_rial,"
    " a.sold_on, a.kind IN ('sale', 'visit') AND NOT EXISTS (SELECT 1 FROM sale r WHERE"
    " r.reverses_id = a.id) AND (a.kind = 'visit' OR a.amount_rial > COALESCE((SELECT"
    " -SUM(b.amount_rial) FROM sale b WHERE b.returns_id = a.id AND NOT EXISTS (SELECT 1 FROM sale"
    " u WHERE u.reverses_id = b.id)), 0)) AS standing FROM sale a {where}) s GROUP BY s.member_id"
)
"""What `member_totals` must say: a sale that was reversed or came back as a whole is no visit, and
neither is what took it back."""


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


@dataclass(frozen=True, slots=True)
class PaidHow:
    """How a sale was paid besides money and points, and what it was made of."""

    reward_rial: int
    prepaid_rial: int
    gift_card_rial: int
    wallet_rial: int
    discount_rial: int
    tax_rial: int
    cost_rial: int | None


def paid_how(db: ClubDatabase, sale_id: int) -> PaidHow:
    """Return how a sale was paid."""
    row = db.execute_sql(
        "SELECT reward_rial, prepaid_rial, gift_card_rial, wallet_rial, discount_rial, tax_rial,"
        " cost_rial FROM sale WHERE id = ?",
        (sale_id,),
    ).fetchone()
    return PaidHow(*row)


def add_lines(db: ClubDatabase, sale_id: int, money: Money, earned: Sequence[int]) -> None:
    """Store the lines of a sale with their shares of discounts, payments and points."""
    for n, line in enumerate(money.lines):
        db.execute_sql(
            "INSERT INTO sale_line (sale_id, number, kind, product, name, category, brand,"
            " quantity, amount_rial, discount_rial, tax_rial, cost_rial, shared_rial, manual_rial,"
            " points_rial, gift_card_rial, wallet_rial, earned)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                sale_id, n, str(line.kind), line.product, line.name, line.category, line.brand,
                line.quantity, line.amount_rial, line.discount_rial, line.tax_rial, line.cost_rial,
                money.discounts[n], money.manual[n], money.points[n], money.gift_cards[n],
                money.wallet[n], earned[n],
            ),
        )  # fmt: skip


def add_sheet(db: ClubDatabase, sale_id: int, document: str) -> None:
    """Store why a sale came to what it came to."""
    db.execute_sql("INSERT INTO sale_sheet (sale_id, document) VALUES (?, ?)", (sale_id, document))


def sheet_of(db: ClubDatabase, sale_id: int) -> str | None:
    """Return why a sale came to what it came to, as it was stored."""
    row = db.execute_sql("SELECT document FROM sale_sheet WHERE sale_id = ?", (sale_id,)).fetchone()
    return str(row[0]) if row else None


def sheet_mark(db: ClubDatabase, sale_id: int) -> str:
    """Return the mark of what was asked for when a sale was recorded; empty when unknown."""
    document = sheet_of(db, sale_id)
    return str(json.loads(document).get("extra", {}).get("asked", "")) if document else ""


def buyer_facts(db: ClubDatabase, member_id: int) -> tuple[str | None, str | None, str, int]:
    """Return birthday, wedding day, tags and visits of a member."""
    row = db.execute_sql(
        "SELECT m.birthday, m.wedding_on, m.tags, COALESCE(t.visits, 0) FROM member m"
        " LEFT JOIN member_totals t ON t.member_id = m.id WHERE m.id = ?",
        (member_id,),
    ).fetchone()
    return row[0], row[1], row[2], row[3]


def rule_gains(
    db: ClubDatabase, member_id: int, rules: Iterable[str], day: date
) -> tuple[dict[str, int], dict[str, int]]:  # fmt: skip
    """Return what rules gave a member ever, and on *day*."""
    names = tuple(rules)
    marks = ", ".join("?" * len(names))
    rows = db.execute_sql(
        f"SELECT rule, SUM(points), SUM(CASE WHEN on_day = ? THEN points ELSE 0 END)"
        f" FROM rule_gain WHERE member_id = ? AND rule IN ({marks}) GROUP BY rule",
        (day.isoformat(), member_id, *names),
    ).fetchall()
    return {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}


def add_rule_gains(
    db: ClubDatabase, member_id: int, gains: Mapping[str, int], day: date, sale_id: int
) -> None:  # fmt: skip
    """Store what counted rules gave at a sale."""
    for rule, gain in gains.items():
        db.execute_sql(
            "INSERT INTO rule_gain (rule, member_id, on_day, points, sale_id)"
            " VALUES (?, ?, ?, ?, ?)",
            (rule, member_id, day.isoformat(), gain, sale_id),
        )


def mirror_rule_gains(db: ClubDatabase, sale_id: int, mirror_id: int) -> None:
    """Take what rules gave at a sale out of their caps again."""
    db.execute_sql(
        "INSERT INTO rule_gain (rule, member_id, on_day, points, sale_id)"
        " SELECT rule, member_id, on_day, -points, ? FROM rule_gain"
        " WHERE sale_id = ? AND entry_id IS NULL",
        (mirror_id, sale_id),
    )


def has_visited(db: ClubDatabase, member_id: int, day: date) -> bool:
    """Return whether a member's visit of *day* stands already."""
    row = db.execute_sql(
        "SELECT COALESCE(SUM(net_rial), 0) FROM sale WHERE member_id = ? AND basis_on = ?",
        (member_id, day.isoformat()),
    ).fetchone()
    return int(row[0]) > 0
