"""What members have in common besides their buying: ids by tier, source, channel, last sale."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import day_of

Ids = NDArray[np.int64]

COLUMNS = ("tier", "source", "preferred_channel")
"""Columns of members that `ids_by` may be asked for."""


def sale_days(db: ClubDatabase) -> tuple[date | None, date | None]:
    """Return the days of the first and the last sale; None where there is none."""
    row = db.execute_sql(
        "SELECT (SELECT MIN(sold_on) FROM sale), (SELECT MAX(sold_on) FROM sale)"
    ).fetchone()
    return day_of(row[0]), day_of(row[1])


def ids_by(db: ClubDatabase, column: str) -> dict[str, Ids]:
    """Return the members of each value of *column*, one of `COLUMNS`, as it is now.

    Raises:
        ValueError: If it is another column.
    """
    if column not in COLUMNS:
        raise ValueError(column)
    # One text for each value is read ten times as fast as one row for each member.
    rows = db.execute_sql(
        f"SELECT {column}, GROUP_CONCAT(id) FROM member GROUP BY 1 ORDER BY COUNT(*) DESC, 1"
    ).fetchall()
    return {name: np.fromstring(ids, np.int64, sep=",") for name, ids in rows}


def complained(db: ClubDatabase, first: date, last: date) -> Ids:
    """Return the members who complained in these days."""
    rows = db.execute_sql(
        "SELECT DISTINCT member_id FROM complaint WHERE member_id IS NOT NULL"
        " AND opened_on BETWEEN ? AND ?",
        (first.isoformat(), last.isoformat()),
    ).fetchall()
    return np.fromiter((row[0] for row in rows), np.int64, len(rows))


def last_sales(db: ClubDatabase, ids: Ids, until: date) -> tuple[list[str], list[str]]:
    """Return for each of *ids* the operator and the product group of the last sale until a day.

    The group is that of the largest line; either is empty where nothing is known.
    """
    rows = db.execute_sql(
        "WITH last (place, sale_id) AS MATERIALIZED (SELECT j.key, (SELECT s.id FROM sale s WHERE"
        " s.member_id = j.value AND s.kind = 'sale' AND s.sold_on <= ? AND NOT EXISTS (SELECT 1"
        " FROM sale u WHERE u.reverses_id = s.id) ORDER BY s.sold_at DESC LIMIT 1)"
        " FROM json_each(?) j)"
        " SELECT COALESCE(o.name, ''), COALESCE((SELECT l.category FROM sale_line l WHERE"
        " l.sale_id = s.id ORDER BY l.amount_rial DESC, l.number LIMIT 1), '')"
        " FROM last LEFT JOIN sale s ON s.id = last.sale_id"
        " LEFT JOIN operator o ON o.id = s.operator_id ORDER BY last.place",
        (until.isoformat(), "[" + ",".join(map(str, ids.tolist())) + "]"),
    ).fetchall()
    return [row[0] for row in rows], [row[1] for row in rows]
