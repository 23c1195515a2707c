"""Habits of buying, each by one statement over the sales: what was taken back, and the goods."""

import json
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight.goods import NOTHING, Goods
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment

Ints = NDArray[np.int64]

_FETCH = 50_000


def only(ids: Ints | None, column: str = "s.member_id") -> tuple[str, dict[str, object]]:
    """Return a condition that lets some members through, and its value; None: everybody."""
    if ids is None:
        return "", {}
    wanted = json.dumps([int(id_) for id_ in ids])
    # "+": by the days asked for, not member by member.
    return f" AND +{column} IN (SELECT value FROM json_each(:wanted))", {"wanted": wanted}


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
_GOODS = (
    "SELECT s.id, s.member_id, unixepoch(s.sold_on) / 86400, COALESCE(NULLIF(l.product, ''),"
    " l.name), l.name FROM sale s LEFT JOIN sale_line l ON l.sale_id = s.id AND l.kind = 'goods'"
    " AND l.amount_rial > 0 AND (l.product <> '' OR l.name <> '')"
    f" WHERE s.kind = 'sale' AND s.sold_on BETWEEN :first AND :last AND {_STANDS}{{some}}"
)


def goods(db: ClubDatabase, first: date, last: date, ids: Ints | None = None) -> Goods:
    """Return the goods of the baskets of some days."""
    some, more = only(ids)
    cursor = db.execute_sql(
        _GOODS.format(some=some), {"first": first.isoformat(), "last": last.isoformat(), **more}
    )
    met: dict[str | None, int] = {None: NOTHING}
    called: dict[str, str] = {}
    chunks = [np.zeros((4, 0), np.int64)]
    while rows := cursor.fetchmany(_FETCH):
        *numbers, codes, names = zip(*rows, strict=True)
        places = [met.setdefault(code, len(met) - 1) for code in codes]
        chunks.append(np.array([*numbers, places], np.int64))
        for code, name in set(zip(codes, names, strict=True)):
            if code is not None:
                called[code] = max(called.get(code, ""), name)
    basket, member, day, product = np.concatenate(chunks, axis=1)
    products = tuple(sorted(called))
    rank = np.full(len(products) + 1, NOTHING)  # the last place is that of no product
    rank[[met[code] for code in products]] = np.arange(len(products))
    return Goods(
        products, tuple(called[code] or code for code in products), basket, member, day,
        rank[product],
    )  # fmt: skip


def erased(db: ClubDatabase) -> Ints:
    """Return the members who were erased: they stand in no list."""
    rows = db.execute_sql("SELECT id FROM member WHERE state = 'erased'").fetchall()
    return np.array([row[0] for row in rows], np.int64)
