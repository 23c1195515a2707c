"""What an explanation asks the club: a sale, its entries, and the lots they touched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import day_of, utc_moment


@dataclass(frozen=True, slots=True)
class SaleFacts:
    """A row of `sale` with the names around it.

    Attributes:
        about_receipt: Receipt of the sale that this return or reversal belongs to.
        reversed_by: Receipt of the mirror that took this one back.
        document: Its sheet, if one was kept.
    """

    id: int
    receipt: int
    kind: str
    member_id: int
    member: str
    number: str
    amount_rial: int
    paid_points: int
    paid_rial: int
    reward_rial: int
    discount_rial: int
    gift_card_rial: int
    wallet_rial: int
    earned: int
    tier: str
    sold_at: datetime
    sold_on: date
    operator: str
    source: str
    about_id: int | None
    about_receipt: int | None
    about_on: date | None
    reversed_by: int | None
    reversed_on: date | None
    birthday: date | None
    wedding_on: date | None
    has_bought: bool
    document: str | None


_SALE = (
    "SELECT s.id, s.receipt, s.kind, s.member_id, m.name, m.number, s.amount_rial, s.paid_points,"
    " s.paid_rial, s.reward_rial, s.discount_rial, s.gift_card_rial, s.wallet_rial, s.earned,"
    " s.tier, s.sold_at, s.sold_on, COALESCE(o.name, ''), s.source, a.id, a.receipt, a.sold_on,"
    " r.receipt, r.sold_on, m.birthday, m.wedding_on, EXISTS (SELECT 1 FROM sale b WHERE"
    " b.member_id = s.member_id AND b.kind = 'sale' AND b.sold_at < s.sold_at AND NOT EXISTS"
    " (SELECT 1 FROM sale u WHERE u.reverses_id = b.id)), d.document"
    " FROM sale s JOIN member m ON m.id = s.member_id LEFT JOIN operator o ON o.id = s.operator_id"
    " LEFT JOIN sale a ON a.id = COALESCE(s.returns_id, s.reverses_id)"
    " LEFT JOIN sale r ON r.reverses_id = s.id LEFT JOIN sale_sheet d ON d.sale_id = s.id"
)


def sale(db: ClubDatabase, sale_id: int) -> SaleFacts | None:
    """Return a sale, return or reversal, or None."""
    row = db.execute_sql(f"{_SALE} WHERE s.id = ?", (sale_id,)).fetchone()
    if row is None:
        return None
    parts = [
        *row[:15], utc_moment(row[15]), date.fromisoformat(row[16]), *row[17:21], day_of(row[21]),
        row[22], day_of(row[23]), day_of(row[24]), day_of(row[25]), bool(row[26]), row[27],
    ]  # fmt: skip
    return SaleFacts(*parts)


def sale_of_receipt(db: ClubDatabase, receipt: int) -> int | None:
    """Return the id of the sale with a receipt number, or None."""
    row = db.execute_sql("SELECT id FROM sale WHERE receipt = ?", (receipt,)).fetchone()
    return row[0] if row else None


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """A return of a sale."""

    receipt: int
    on_day: date
    amount_rial: int
    earned: int
    is_reversed: bool


def returns_of(db: ClubDatabase, sale_id: int) -> list[ReturnRow]:
    """Return what came back of a sale, in order."""
    rows = db.execute_sql(
        "SELECT receipt, sold_on, amount_rial, earned, EXISTS (SELECT 1 FROM sale u WHERE"
        " u.reverses_id = sale.id) FROM sale WHERE returns_id = ? ORDER BY id",
        (sale_id,),
    )
    return [
        ReturnRow(receipt, date.fromisoformat(day), rial, earned, bool(back))
        for receipt, day, rial, earned, back in rows.fetchall()
    ]


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A stored line."""

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


def lines(db: ClubDatabase, sale_id: int) -> list[LineFacts]:
    """Return the lines of a sale or return."""
    rows = db.execute_sql(
        "SELECT number, kind, product, name, category, brand, quantity, amount_rial, discount_rial,"
        " tax_rial, cost_rial, shared_rial, manual_rial, points_rial, gift_card_rial, wallet_rial,"
        " earned FROM sale_line WHERE sale_id = ? ORDER BY number",
        (sale_id,),
    )
    return [LineFacts(*row) for row in rows.fetchall()]


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """An entry of the ledger; ``undone_by`` is the entry that mirrors it."""

    id: int
    seq: int
    member_id: int
    kind: str
    points: int
    on_day: date
    at: datetime
    reason: str
    reason_text: str
    operator: str
    approved_by: str
    sale_id: int | None
    receipt: int | None
    sale_kind: str | None
    reverses_id: int | None
    undone_by: int | None
    rule: str


_ENTRY = (
    "SELECT e.id, e.seq, e.member_id, e.kind, e.points, e.on_day, e.at, e.reason, e.reason_text,"
    " COALESCE(o.name, ''), COALESCE(p.name, ''), e.sale_id, s.receipt, s.kind, e.reverses_id,"
    " (SELECT id FROM points_entry r WHERE r.reverses_id = e.id),"
    " COALESCE((SELECT rule FROM rule_gain g WHERE g.entry_id = e.id LIMIT 1), '')"
    " FROM points_entry e LEFT JOIN operator o ON o.id = e.operator_id"
    " LEFT JOIN operator p ON p.id = e.approved_by LEFT JOIN sale s ON s.id = e.sale_id"
)


def _entries(db: ClubDatabase, where: str, value: int) -> list[EntryFacts]:
    rows = db.execute_sql(f"{_ENTRY} WHERE {where} = ? ORDER BY e.seq", (value,)).fetchall()
    parts = [[*row[:5], date.fromisoformat(row[5]), utc_moment(row[6]), *row[7:]] for row in rows]
    return [EntryFacts(*part) for part in parts]


def entries_of_sale(db: ClubDatabase, sale_id: int) -> list[EntryFacts]:
    """Return the entries of a sale, return or reversal, in order."""
    return _entries(db, "e.sale_id", sale_id)


def entry(db: ClubDatabase, entry_id: int) -> EntryFacts | None:
    """Return one entry, or None."""
    found = _entries(db, "e.id", entry_id)
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class LotFacts:
    """A lot and where it came from.

    Attributes:
        part: What an entry took of it (below 0: gave back); 0 when no entry is asked about.
        used: What is spent, taken back or ended of it by now.
        rule: The rule or bonus that gave it, when it was not a sale.
    """

    id: int
    part: int
    points: int
    used: int
    earned_on: date
    usable_from: date
    expires_on: date | None
    idle_months: int | None
    entry_id: int
    kind: str
    reason: str
    receipt: int | None
    rule: str

    @property
    def left(self) -> int:
        """What it still holds."""
        return self.points - self.used


_LOT = (
    "l.id, {part}, l.points, l.used, l.earned_on, l.usable_from, l.expires_on, l.idle_months, e.id,"
    " e.kind, e.reason, s.receipt, COALESCE((SELECT rule FROM rule_gain g WHERE g.entry_id = e.id"
    " LIMIT 1), '') FROM {tables} JOIN points_entry e ON e.id = l.entry_id"
    " LEFT JOIN sale s ON s.id = e.sale_id"
)


def _lots(
    db: ClubDatabase, tables: str, part: str, where: str, values: Sequence[object]
) -> list[LotFacts]:
    rows = db.execute_sql(
        f"SELECT {_LOT.format(part=part, tables=tables)} WHERE {where}", tuple(values)
    ).fetchall()
    parts = [
        [
            *row[:4], date.fromisoformat(row[4]), date.fromisoformat(row[5]), day_of(row[6]),
            *row[7:],
        ]
        for row in rows
    ]  # fmt: skip
    return [LotFacts(*part) for part in parts]


def taken_by(db: ClubDatabase, entry_id: int) -> list[LotFacts]:
    """Return the lots an entry took from or gave back to, in order; its own lot left out."""
    return _lots(
        db, "allocation a JOIN lot l ON l.id = a.lot_id", "SUM(a.points)",
        "a.entry_id = ? AND l.entry_id <> a.entry_id GROUP BY l.id, e.id HAVING SUM(a.points) <> 0"
        " ORDER BY MIN(a.id)", (entry_id,),
    )  # fmt: skip


def made_by(db: ClubDatabase, entry_id: int) -> list[LotFacts]:
    """Return the lot an entry made; ``part`` is what of it settled a debt at once."""
    return _lots(
        db, "lot l",
        "(SELECT COALESCE(SUM(a.points), 0) FROM allocation a"
        " WHERE a.lot_id = l.id AND a.entry_id = l.entry_id)",
        "l.entry_id = ?", (entry_id,),
    )  # fmt: skip


def open_lots(db: ClubDatabase, member_id: int) -> list[LotFacts]:
    """Return the lots of a member that hold points, nearest to expire first."""
    return _lots(
        db, "lot l", "0",
        "l.member_id = ? AND l.used < l.points"
        " ORDER BY l.expires_on IS NULL, l.expires_on, l.id", (member_id,),
    )  # fmt: skip


def changed_dates(db: ClubDatabase, lots: Sequence[int]) -> dict[int, date | None]:
    """Return the first date of each of *lots* whose last day the owner changed."""
    found: dict[int, date | None] = {}
    for lot in lots:
        row = db.execute_sql(
            "SELECT was_on FROM lot_date WHERE lot_id = ? ORDER BY id LIMIT 1", (lot,)
        ).fetchone()
        if row:
            found[lot] = day_of(row[0])
    return found


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """A member and what it has and owes."""

    id: int
    number: str
    name: str
    tier: str
    points: int
    debt: int


def member(db: ClubDatabase, member_id: int) -> MemberFacts | None:
    """Return a member, or None."""
    row = db.execute_sql(
        "SELECT m.id, m.number, m.name, m.tier, COALESCE(b.points, 0), COALESCE(b.debt, 0)"
        " FROM member m LEFT JOIN points_balance b ON b.member_id = m.id WHERE m.id = ?",
        (member_id,),
    ).fetchone()
    return MemberFacts(*row) if row else None


def sums_by_kind(db: ClubDatabase, member_id: int) -> list[tuple[str, str, int, int]]:
    """Return kind, reason, number of entries and points of all entries of a member."""
    rows = db.execute_sql(
        "SELECT kind, CASE WHEN kind = 'adjust' THEN reason ELSE '' END, COUNT(*), SUM(points)"
        " FROM points_entry WHERE member_id = ? GROUP BY 1, 2",
        (member_id,),
    )
    return list(rows.fetchall())


def reward_of_entry(db: ClubDatabase, entry_id: int) -> str:
    """Return the code of the reward that an entry paid for, or nothing."""
    row = db.execute_sql(
        "SELECT reward FROM reward_use WHERE entry_id = ? UNION ALL"
        " SELECT reward FROM voucher WHERE entry_id = ? LIMIT 1",
        (entry_id, entry_id),
    ).fetchone()
    return str(row[0]) if row else ""


def programme_since(db: ClubDatabase, day: date) -> date | None:
    """Return the day from which the programme of *day* held."""
    row = db.execute_sql(
        "SELECT MAX(valid_from) FROM programme WHERE valid_from <= ?", (day.isoformat(),)
    ).fetchone()
    return day_of(row[0])
