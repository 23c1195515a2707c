"""The past of all members in the order a rehearsal replays it: by member, then by time."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import day_of

CHUNK = 2_000

SaleRow = tuple[
    int, int, str, str, int, int, int, int, int, int, int, int | None
]  # member, id, at, day, amount, manual, reward, paid, gift card, wallet, net, cost

_KEPT = (
    "SELECT s.member_id, s.id, s.sold_at, s.sold_on, s.amount_rial, s.discount_rial, s.reward_rial,"
    " s.paid_rial, s.gift_card_rial, s.wallet_rial, s.net_rial, s.cost_rial + s.tax_rial"
    " FROM sale s WHERE s.kind IN ('sale', 'visit') AND s.sold_on >= ?"
    " AND NOT EXISTS (SELECT 1 FROM sale r WHERE r.reverses_id = s.id)"
    " ORDER BY s.member_id, s.sold_at, s.id"
)


def sales(db: ClubDatabase, first: date) -> Iterator[SaleRow]:
    """Return sales and visits since *first* that stand, as they were sold."""
    return _streamed(db, _KEPT, (first.isoformat(),))


@dataclass(frozen=True, slots=True)
class Back:
    """What came back of a sale, below or at 0 each."""

    amount_rial: int
    discount_rial: int
    reward_rial: int
    paid_rial: int
    gift_card_rial: int
    wallet_rial: int
    net_rial: int


def came_back(db: ClubDatabase) -> dict[int, Back]:
    """Return the sums of all standing returns by the sale they belong to."""
    rows = db.execute_sql(
        "SELECT r.returns_id, SUM(r.amount_rial), SUM(r.discount_rial), SUM(r.reward_rial),"
        " SUM(r.paid_rial), SUM(r.gift_card_rial), SUM(r.wallet_rial), SUM(r.net_rial)"
        " FROM sale r WHERE r.returns_id IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM sale u WHERE u.reverses_id = r.id) GROUP BY r.returns_id"
    )
    return {row[0]: Back(*row[1:]) for row in rows.fetchall()}


def lines(db: ClubDatabase, first: date) -> Iterator[tuple[Any, ...]]:
    """Return the stored lines of those sales in the same order, with what came back of each.

    Sale, kind, product, name, category, brand, quantity, amount, own discount, tax, cost, shares of
    reductions, manual discount, points, gift cards and wallet, and the quantity that came back.
    """
    if db.execute_sql("SELECT 1 FROM sale_line LIMIT 1").fetchone() is None:
        return iter(())
    sql = (
        "SELECT l.sale_id, l.kind, l.product, l.name, l.category, l.brand, l.quantity,"
        " l.amount_rial, l.discount_rial, l.tax_rial, l.cost_rial, l.shared_rial, l.manual_rial,"
        " l.points_rial, l.gift_card_rial, l.wallet_rial, COALESCE((SELECT SUM(b.quantity) FROM"
        " sale_line b WHERE b.returns_id = l.id AND NOT EXISTS (SELECT 1 FROM sale u WHERE"
        " u.reverses_id = b.sale_id)), 0) FROM sale s JOIN sale_line l ON l.sale_id = s.id"
        " WHERE s.kind IN ('sale', 'visit') AND s.sold_on >= ? AND NOT EXISTS (SELECT 1 FROM sale r"
        " WHERE r.reverses_id = s.id) ORDER BY s.member_id, s.sold_at, s.id, l.number"
    )
    return _streamed(db, sql, (first.isoformat(),))


@dataclass(frozen=True, slots=True)
class Person:
    """What a rehearsal knows of a member."""

    id: int
    number: str
    name: str
    birthday: date | None
    wedding_on: date | None
    first_on: date | None


def people(db: ClubDatabase) -> dict[int, Person]:
    """Return all members that are not merged into others."""
    rows = db.execute_sql(
        "SELECT m.id, m.number, m.name, m.birthday, m.wedding_on, t.first_on FROM member m"
        " LEFT JOIN member_totals t ON t.member_id = m.id WHERE m.merged_into_id IS NULL"
    )
    return {
        row[0]: Person(row[0], row[1], row[2], day_of(row[3]), day_of(row[4]), day_of(row[5]))
        for row in rows.fetchall()
    }


def tags(db: ClubDatabase) -> dict[int, frozenset[str]]:
    """Return the tags of members that have any."""
    rows = db.execute_sql("SELECT id, tags FROM member WHERE tags <> ''")
    return {member: frozenset(json.loads(text)) for member, text in rows.fetchall()}


def lots_before(db: ClubDatabase, first: date) -> dict[int, list[tuple[int, date | None]]]:
    """Return what members held when *first* began: points and last day of each lot."""
    day = first.isoformat()
    rows = db.execute_sql(
        "SELECT l.member_id, l.points - COALESCE((SELECT SUM(a.points) FROM allocation a"
        " JOIN points_entry e ON e.id = a.entry_id WHERE a.lot_id = l.id AND e.on_day < ?), 0)"
        " AS held, l.expires_on FROM lot l WHERE l.earned_on < ?"
        " AND (l.expires_on IS NULL OR l.expires_on >= ?)",
        (day, day, day),
    )
    found: dict[int, list[tuple[int, date | None]]] = {}
    for member, held, last in rows.fetchall():
        if held > 0:
            found.setdefault(member, []).append((held, day_of(last)))
    return found


def movements(db: ClubDatabase, first: date) -> Iterator[tuple[int, str, int, str | None]]:
    """Return day and points of what moved without being earned, with the last day of its lot.

    Spent, booked by hand, handed over, and what came back with goods that points had paid for;
    what was taken back later is left out.
    """
    sql = (
        "SELECT e.member_id, e.on_day, e.points, (SELECT l.expires_on FROM lot l"
        " WHERE l.entry_id = e.id) FROM points_entry e WHERE e.on_day >= ?"
        " AND (e.kind IN ('spend', 'adjust', 'transfer') OR (e.kind = 'return' AND e.points > 0))"
        " AND NOT EXISTS (SELECT 1 FROM points_entry r WHERE r.reverses_id = e.id)"
        " ORDER BY e.member_id, e.on_day, e.seq"
    )
    return _streamed(db, sql, (first.isoformat(),))


def gained_before(db: ClubDatabase, first: date) -> dict[int, dict[str, int]]:
    """Return what each rule gave members before *first*."""
    rows = db.execute_sql(
        "SELECT member_id, rule, SUM(points) FROM rule_gain WHERE on_day < ? GROUP BY 1, 2",
        (first.isoformat(),),
    )
    found: dict[int, dict[str, int]] = {}
    for member, rule, points in rows.fetchall():
        found.setdefault(member, {})[rule] = points
    return found


def count(db: ClubDatabase, first: date) -> int:
    """Return how many sales will be read at most."""
    row = db.execute_sql("SELECT COUNT(*) FROM sale WHERE sold_on >= ?", (first.isoformat(),))
    return int(row.fetchone()[0])


def _streamed(db: ClubDatabase, sql: str, values: tuple[object, ...]) -> Iterator[Any]:
    cursor = db.execute_sql(sql, values)
    while rows := cursor.fetchmany(CHUNK):
        yield from rows
