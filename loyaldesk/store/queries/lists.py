"""Long lists, a page at a time or as a stream: members, sales, points entries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.kernel.persian import fold
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import day_of, utc_moment

STREAM = 500
"""Rows fetched at once while a whole list goes into a file."""


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One line of the list of members."""

    id: int
    number: str
    name: str
    mobile: str
    state: str
    tier: str
    points: int
    debt: int
    net_rial: int
    visits: int
    last_on: date | None
    registered_on: date
    birthday: date | None
    card: str


_MEMBER_COLUMNS = (
    "m.id, m.number, m.name, m.mobile, m.state, m.tier, COALESCE(b.points, 0),"
    " COALESCE(b.debt, 0), COALESCE(t.net_rial, 0), COALESCE(t.visits, 0), t.last_on,"
    " m.registered_on, m.birthday, COALESCE((SELECT typed FROM code WHERE member_id = m.id"
    " AND kind = 'card' AND state = 'active' ORDER BY id DESC LIMIT 1), '')"
)
_MEMBER_FROM = (
    " FROM member m LEFT JOIN points_balance b ON b.member_id = m.id"
    " LEFT JOIN member_totals t ON t.member_id = m.id"
)


def member_ids(db: ClubDatabase) -> list[int]:
    """Return the ids of all members that are not erased, in the order of their numbers."""
    rows = db.execute_sql(
        "SELECT id FROM member WHERE state <> 'erased' AND merged_into_id IS NULL ORDER BY id"
    ).fetchall()
    return [row[0] for row in rows]


def members(db: ClubDatabase, ids: Sequence[int]) -> Iterator[MemberRow]:
    """Yield the rows of *ids* in their order, read as they are asked for."""
    for start in range(0, len(ids), STREAM):
        part = ids[start : start + STREAM]
        marks = ", ".join("?" * len(part))
        rows = db.execute_sql(
            f"SELECT {_MEMBER_COLUMNS}{_MEMBER_FROM} WHERE m.id IN ({marks})", tuple(part)
        ).fetchall()
        by_id = {row[0]: row for row in rows}
        for row in (by_id[id_] for id_ in part if id_ in by_id):
            yield MemberRow(*[
                *row[:10], day_of(row[10]), date.fromisoformat(row[11]), day_of(row[12]), row[13],
            ])  # fmt: skip


@dataclass(frozen=True, slots=True)
class SaleFilter:
    """Which sales a list shows.

    Attributes:
        first: The first shop day; None: from the beginning.
        last: The last shop day; None: to the end.
        operator_id: Only this operator's; 0: everybody's.
        receipt: Only this receipt, of ours or of the program it came from; empty: any.
    """

    first: date | None = None
    last: date | None = None
    operator_id: int = 0
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class SaleLine:
    """One line of the list of sales.

    Attributes:
        cash_rial: What was paid in money: no rewards, points, gift cards or wallet, but what gift
            cards and top-ups cost.
    """

    id: int
    receipt: int
    kind: str
    sold_at: datetime
    sold_on: date
    member_id: int
    number: str
    name: str
    amount_rial: int
    paid_points: int
    paid_rial: int
    net_rial: int
    points: int
    tier: str
    operator: str
    outside_receipt: str
    is_reversed: bool
    cash_rial: int


def _span(column: str, first: date | None, last: date | None) -> tuple[list[str], list[object]]:
    parts: list[str] = []
    values: list[object] = []
    for day, sign in ((first, ">="), (last, "<=")):
        if day is not None:
            parts.append(f"{column} {sign} ?")
            values.append(day.isoformat())
    return parts, values


def _sale_where(which: SaleFilter) -> tuple[str, list[object]]:
    parts, values = _span("s.sold_on", which.first, which.last)
    if which.operator_id:
        parts.append("s.operator_id = ?")
        values.append(which.operator_id)
    if which.receipt:
        parts.append("(s.receipt = ? OR s.outside_receipt = ?)")
        number = fold(which.receipt[:80].replace("\0", "")).replace(" ", "")
        values += [int(number) if number.isdecimal() and len(number) < 18 else -1, number]
    return (" WHERE " + " AND ".join(parts) if parts else ""), values


def count_sales(db: ClubDatabase, which: SaleFilter) -> int:
    """Return how many sales a list would show."""
    where, values = _sale_where(which)
    return int(db.execute_sql(f"SELECT COUNT(*) FROM sale s{where}", tuple(values)).fetchone()[0])


def sales(
    db: ClubDatabase, which: SaleFilter, *, limit: int = -1, before_id: int | None = None
) -> Iterator[SaleLine]:
    """Yield sales and reversals, the one recorded last first, from behind *before_id* on."""
    where, values = _sale_where(which)
    if before_id is not None:
        where += (" AND" if where else " WHERE") + " s.id < ?"
        values.append(before_id)
    cursor = db.execute_sql(
        "SELECT s.id, s.receipt, s.kind, s.sold_at, s.sold_on, s.member_id, m.number, m.name,"
        " s.amount_rial, s.paid_points, s.paid_rial, s.net_rial, s.earned, s.tier,"
        " COALESCE(o.name, ''), s.outside_receipt,"
        " EXISTS (SELECT 1 FROM sale r WHERE r.reverses_id = s.id),"
        " s.amount_rial - s.reward_rial - s.paid_rial - s.gift_card_rial - s.wallet_rial"
        " FROM sale s JOIN member m ON m.id = s.member_id"
        " LEFT JOIN operator o ON o.id = s.operator_id"
        f"{where} ORDER BY s.id DESC LIMIT ?",
        (*values, limit),
    )
    while rows := cursor.fetchmany(STREAM):
        for row in rows:
            yield SaleLine(*[
                *row[:3], utc_moment(row[3]), date.fromisoformat(row[4]), *row[5:16], bool(row[16]),
                row[17],
            ])  # fmt: skip


@dataclass(frozen=True, slots=True)
class PointsLine:
    """One line of the list of points entries."""

    id: int
    seq: int
    on_day: date
    at: datetime
    member_id: int
    number: str
    name: str
    kind: str
    points: int
    receipt: int | None
    reason: str
    reason_text: str
    operator: str


def count_points(db: ClubDatabase, first: date | None, last: date | None) -> int:
    """Return how many points entries a list would show."""
    parts, values = _span("on_day", first, last)
    where = " WHERE " + " AND ".join(parts) if parts else ""
    row = db.execute_sql(f"SELECT COUNT(*) FROM points_entry{where}", tuple(values)).fetchone()
    return int(row[0])


def points(
    db: ClubDatabase, first: date | None, last: date | None, *, limit: int = -1
) -> Iterator[PointsLine]:
    """Yield points entries from *first* to *last*, the newest first."""
    parts, values = _span("e.on_day", first, last)
    where = " WHERE " + " AND ".join(parts) if parts else ""
    cursor = db.execute_sql(
        "SELECT e.id, e.seq, e.on_day, e.at, e.member_id, m.number, m.name, e.kind, e.points,"
        " s.receipt, e.reason, e.reason_text, COALESCE(o.name, '') FROM points_entry e"
        " JOIN member m ON m.id = e.member_id LEFT JOIN sale s ON s.id = e.sale_id"
        f" LEFT JOIN operator o ON o.id = e.operator_id{where} ORDER BY e.seq DESC LIMIT ?",
        (*values, limit),
    )
    while rows := cursor.fetchmany(STREAM):
        for row in rows:
            yield PointsLine(*[
                *row[:2], date.fromisoformat(row[2]), utc_moment(row[3]), *row[4:]
            ])  # fmt: skip
