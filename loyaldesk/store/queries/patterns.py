"""Habits of buying, each by one statement over the sales: when, what together, what next."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment

Ints = NDArray[np.int64]

MOST_PRODUCTS = 300
"""Only so many products, those in most baskets, are paired: the pairs grow with the square."""


def only(ids: Ints | None, column: str = "s.member_id") -> tuple[str, dict[str, object]]:
    """Return a condition that lets some members through, and its value; None: everybody."""
    if ids is None:
        return "", {}
    wanted = json.dumps([int(id_) for id_ in ids])
    return f" AND {column} IN (SELECT value FROM json_each(:wanted))", {"wanted": wanted}


_STANDS = "NOT EXISTS (SELECT 1 FROM sale r WHERE r.reverses_id = s.id)"


def undone(
    db: ClubDatabase, first: date, last: date, ids: Ints | None = None
) -> list[tuple[date, datetime, int]]:
    """Return day, moment and operator of the sales of some days that were taken back since."""
    some, more = only(ids)
    rows = db.execute_sql(
        "SELECT s.sold_on, s.sold_at, s.operator_id FROM sale r CROSS JOIN sale s"
        " ON s.id = r.reverses_id WHERE r.reverses_id IS NOT NULL AND s.kind = 'sale'"
        f" AND s.sold_on BETWEEN :first AND :last{some}",
        {"first": first.isoformat(), "last": last.isoformat(), **more},
    ).fetchall()
    return [(date.fromisoformat(row[0]), utc_moment(row[1]), row[2]) for row in rows]


# A basket is a sale that stands; a product is its code, or its name where it has none.
_LINES = f"""
WITH basket AS MATERIALIZED (
    SELECT s.id, s.member_id, s.sold_at FROM sale s
    WHERE s.kind = 'sale' AND s.sold_on BETWEEN :first AND :last AND {_STANDS}{{some}}
), line AS MATERIALIZED (
    SELECT DISTINCT b.id AS basket, b.member_id, COALESCE(NULLIF(l.product, ''), l.name) AS product
    FROM basket b JOIN sale_line l ON l.sale_id = b.id
    WHERE l.kind = 'goods' AND l.amount_rial > 0 AND (l.product <> '' OR l.name <> '')
), often AS MATERIALIZED (
    SELECT product, COUNT(*) AS n FROM line GROUP BY 1 HAVING COUNT(*) >= :least
    ORDER BY n DESC, product LIMIT {MOST_PRODUCTS}
)
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two products bought together, or one after the other, and in how many baskets each is."""

    one: str
    other: str
    both: int
    ones: int
    others: int


def _values(first: date, last: date, least: int) -> dict[str, object]:
    return {"first": first.isoformat(), "last": last.isoformat(), "least": least}


def named_baskets(db: ClubDatabase, first: date, last: date, ids: Ints | None = None) -> int:
    """Return the baskets of which at least one product is known."""
    some, more = only(ids)
    row = db.execute_sql(
        _LINES.format(some=some) + "SELECT COUNT(DISTINCT basket) FROM line",
        {**_values(first, last, 1), **more},
    ).fetchone()
    return int(row[0])


def pairs(
    db: ClubDatabase, first: date, last: date, least: int, ids: Ints | None = None
) -> list[Pair]:
    """Return pairs of products that lie together in at least *least* baskets, the most first."""
    some, more = only(ids)
    rows = db.execute_sql(
        _LINES.format(some=some)
        + ", kept AS MATERIALIZED (SELECT l.basket, l.product, o.n FROM line l JOIN often o"
        " ON o.product = l.product)"
        " SELECT a.product, b.product, COUNT(*) AS both, a.n, b.n FROM kept a JOIN kept b"
        " ON b.basket = a.basket AND b.product > a.product GROUP BY 1, 2 HAVING both >= :least"
        " ORDER BY both DESC, 1, 2",
        {**_values(first, last, least), **more},
    ).fetchall()
    return [Pair(*row) for row in rows]


# The next basket of a member on a later day.
_NEXT = """
, turn AS MATERIALIZED (
    SELECT member_id, day, LEAD(day) OVER (PARTITION BY member_id ORDER BY day) AS next_day FROM
    (SELECT DISTINCT s.member_id, s.sold_on AS day FROM basket b JOIN sale s ON s.id = b.id)
), dated AS MATERIALIZED (
    SELECT DISTINCT l.member_id, l.product, s.sold_on AS day FROM line l JOIN sale s
    ON s.id = l.basket
), had AS MATERIALIZED (
    SELECT t.member_id, d.product, t.next_day FROM turn t JOIN dated d
    ON d.member_id = t.member_id AND d.day = t.day
    WHERE t.next_day IS NOT NULL AND d.product IN (SELECT product FROM often)
), base AS (SELECT product, COUNT(*) AS n FROM had GROUP BY 1),
got AS (
    SELECT d.product, COUNT(*) AS n FROM turn t JOIN dated d ON d.member_id = t.member_id
    AND d.day = t.next_day GROUP BY 1
)
"""


def next_visits(db: ClubDatabase, first: date, last: date, ids: Ints | None = None) -> int:
    """Return the days of buying that another day of the same member followed."""
    some, more = only(ids)
    row = db.execute_sql(
        _LINES.format(some=some) + _NEXT + "SELECT COUNT(*) FROM turn WHERE next_day IS NOT NULL",
        {**_values(first, last, 1), **more},
    ).fetchone()
    return int(row[0])


def followers(
    db: ClubDatabase, first: date, last: date, least: int, ids: Ints | None = None
) -> list[Pair]:
    """Return what is bought on the next day of buying after a product, the most often first.

    ``ones`` are the days with the first product that another day followed, ``others`` the following
    days with the other product, whatever was bought before.
    """
    some, more = only(ids)
    rows = db.execute_sql(
        _LINES.format(some=some)
        + _NEXT
        + "SELECT h.product, d.product, COUNT(*) AS both, base.n, got.n FROM had h JOIN dated d"
        " ON d.member_id = h.member_id AND d.day = h.next_day AND d.product <> h.product"
        " JOIN base ON base.product = h.product JOIN got ON got.product = d.product"
        " WHERE d.product IN (SELECT product FROM often) GROUP BY 1, 2 HAVING both >= :least"
        " ORDER BY both DESC, 1, 2",
        {**_values(first, last, least), **more},
    ).fetchall()
    return [Pair(*row) for row in rows]


def buyers_of(
    db: ClubDatabase, first: date, last: date, products: Sequence[str], ids: Ints | None = None
) -> dict[str, Ints]:
    """Return who bought each of some products, rising; erased members are left out."""
    some, more = only(ids)
    rows = db.execute_sql(
        _LINES.format(some=some)
        + "SELECT DISTINCT l.product, l.member_id FROM line l JOIN member m ON m.id = l.member_id"
        " WHERE l.product IN (SELECT value FROM json_each(:products)) AND m.state <> 'erased'"
        " ORDER BY l.member_id",
        {
            **_values(first, last, 1), **more,
            "products": json.dumps(list(products), ensure_ascii=False),
        },
    ).fetchall()  # fmt: skip
    found: dict[str, list[int]] = {product: [] for product in products}
    for product, member_id in rows:
        found[product].append(member_id)
    return {product: np.array(held, np.int64) for product, held in found.items()}


def product_names(
    db: ClubDatabase, first: date, last: date, products: Sequence[str]
) -> dict[str, str]:
    """Return how products were called on the sales of some days."""
    rows = db.execute_sql(
        "SELECT l.product, MAX(l.name) FROM sale s JOIN sale_line l ON l.sale_id = s.id"
        " WHERE s.sold_on BETWEEN ? AND ? AND l.name <> '' AND l.product IN"
        " (SELECT value FROM json_each(?)) GROUP BY 1",
        (first.isoformat(), last.isoformat(), json.dumps(list(products), ensure_ascii=False)),
    ).fetchall()
    return {row[0]: row[1] for row in rows}
