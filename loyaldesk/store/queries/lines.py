"""Product groups on the lines of sales: who bought in a group they had never bought in."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from loyaldesk.store.database import ClubDatabase

_STANDS = "NOT EXISTS (SELECT 1 FROM sale u WHERE u.reverses_id = s.id AND u.sold_on <= :last)"

_ANY = (
    "SELECT EXISTS (SELECT 1 FROM sale s JOIN sale_line l ON l.sale_id = s.id WHERE"
    " s.kind = 'sale' AND s.sold_on BETWEEN :first AND :last AND l.category <> '')"
)

_NEW = (
    "WITH now (member_id, category) AS MATERIALIZED (SELECT s.member_id, l.category FROM sale s"
    " JOIN sale_line l ON l.sale_id = s.id WHERE s.sold_on BETWEEN :first AND :last"
    " AND (:step = 1 OR s.member_id % :step = 0)"
    f" AND l.category <> '' AND {_STANDS} GROUP BY 1, 2 HAVING SUM(l.amount_rial) > 0)"
    " SELECT DISTINCT n.member_id FROM now n WHERE NOT EXISTS (SELECT 1 FROM sale s JOIN sale_line"
    " l ON l.sale_id = s.id WHERE s.member_id = n.member_id AND s.sold_on < :first"
    f" AND s.kind = 'sale' AND l.category = n.category AND {_STANDS})"
    " AND EXISTS (SELECT 1 FROM sale s JOIN sale_line l ON l.sale_id = s.id WHERE"
    " s.member_id = n.member_id AND s.sold_on < :first AND s.kind = 'sale' AND l.category <> '')"
    " ORDER BY 1"
)


def has_groups(db: ClubDatabase, first: date, last: date) -> bool:
    """Return whether any line of a sale of these days names a product group."""
    days = {"first": first.isoformat(), "last": last.isoformat()}
    return bool(db.execute_sql(_ANY, days).fetchone()[0])


def new_group_buyers(
    db: ClubDatabase, first: date, last: date, step: int = 1
) -> NDArray[np.int64]:  # fmt: skip
    """Return the members (rising) who bought in a group that none of their earlier lines names.

    Whoever has no earlier line with a group is left out: for them every group would be new. Of a
    large club only the members whose id is a multiple of *step* are looked at.
    """
    days = {"first": first.isoformat(), "last": last.isoformat(), "step": step}
    rows = db.execute_sql(_NEW, days).fetchall()
    return np.fromiter((row[0] for row in rows), np.int64, len(rows))
