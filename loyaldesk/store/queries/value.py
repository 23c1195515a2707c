"""What sales alone do not say of a member's worth: points that paid, ties, feelings, new goods."""

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_text

Ids = NDArray[np.int64]

TIES = {
    "card": "SELECT member_id FROM code WHERE kind = 'card' AND state = 'active'",
    "wallet": "SELECT member_id FROM account WHERE kind = 'wallet' AND balance_rial > 0",
    "family": "SELECT member_id FROM family_member",
    "owner": "SELECT member_id FROM care WHERE owner_id IS NOT NULL",
    "wishes": "SELECT id FROM member WHERE sizes <> '' OR preferences <> ''",
    "brought": "SELECT referrer_id FROM member WHERE referrer_id IS NOT NULL",
    "voice": "SELECT member_id FROM feedback WHERE kind IN ('idea', 'thanks')"
    " AND member_id IS NOT NULL",
    "agreement": "SELECT member_id FROM agreement WHERE state = 'active'",
}
"""What ties a member to the shop, as it stands today, and who has it."""

STEP = timedelta(days=30)
"""Sales are walked backwards in steps of so many days."""

FAR_BACK = timedelta(days=1095)
"""Goods that were not sold for three years before are new when they come again."""


def ids_of(rows: Iterable[tuple[int, ...]]) -> Ids:
    """Return the first column as rising ids, each once."""
    return np.unique(np.fromiter((row[0] for row in rows), np.int64))


def tied(db: ClubDatabase, tie: str) -> Ids:
    """Return who has one of `TIES`."""
    return ids_of(db.execute_sql(TIES[tie]).fetchall())


def paid_with_points(db: ClubDatabase, first: date, last: date) -> dict[int, int]:
    """Return what points paid for each member, in Rial, less what was taken back."""
    rows = db.execute_sql(
        "SELECT member_id, SUM(paid_rial) FROM sale WHERE paid_rial <> 0"
        " AND sold_on BETWEEN ? AND ? GROUP BY +member_id",  # by the days, not by an index
        (first.isoformat(), last.isoformat()),
    )
    return dict(rows.fetchall())


def complaining(db: ClubDatabase, at: datetime) -> Ids:
    """Return the members with a complaint that was open at a moment."""
    rows = db.execute_sql(
        "SELECT member_id FROM complaint WHERE member_id IS NOT NULL AND opened_at <= ?"
        " AND (closed_at IS NULL OR closed_at > ?)",
        (utc_text(at), utc_text(at)),
    )
    return ids_of(rows.fetchall())


def last_feelings(db: ClubDatabase, first: date, last: date) -> dict[int, int]:
    """Return the feeling (1 to 5) of the last contact that has one, for each member."""
    rows = db.execute_sql(
        "SELECT member_id, feeling FROM contact WHERE on_day BETWEEN ? AND ?"
        " AND feeling IS NOT NULL AND member_id IS NOT NULL ORDER BY at, id",
        (first.isoformat(), last.isoformat()),
    )
    return dict(rows.fetchall())


def tier_by_one_receipt(db: ClubDatabase, low: Iterable[str], percent: int, last: date) -> Ids:
    """Return who stands in a tier by one receipt.

    The move into it came with a sale of at least so many percent of all they had spent.

    Args:
        db: The club.
        low: Tiers that say nothing: the lowest.
        percent: Least part of one receipt.
        last: Moves after this day are not looked at.
    """
    rows = db.execute_sql(
        "SELECT t.member_id FROM tier_change t JOIN sale s ON s.id = t.sale_id"
        " WHERE t.id IN (SELECT MAX(id) FROM tier_change WHERE on_day <= ? GROUP BY member_id)"
        " AND t.to_tier NOT IN (SELECT value FROM json_each(?)) AND s.net_rial > 0"
        " AND s.net_rial * 100 >= t.spent_rial * ?",
        (last.isoformat(), json.dumps(list(low)), percent),
    )
    return ids_of(rows.fetchall())


_SOLD = (
    "SELECT DISTINCT l.product FROM sale s JOIN sale_line l ON l.sale_id = s.id"
    " WHERE s.sold_on BETWEEN ? AND ? AND s.kind = 'sale' AND l.product <> ''"
)


def new_products(db: ClubDatabase, first: date, last: date) -> list[str]:
    """Return the goods whose first sale lies from *first* to *last*.

    Older sales are walked backwards until every product was met; only really new ones need all.
    """
    left = {row[0] for row in db.execute_sql(_SOLD, (first.isoformat(), last.isoformat()))}
    end = first - timedelta(days=1)
    oldest = db.execute_sql("SELECT MIN(sold_on) FROM sale").fetchone()[0]
    begin = max(date.fromisoformat(oldest), first - FAR_BACK) if oldest else first
    while left and end >= begin:
        start = max(begin, end - STEP)
        rows = db.execute_sql(_SOLD, (start.isoformat(), end.isoformat())).fetchall()
        left -= {row[0] for row in rows}
        end = start - timedelta(days=1)
    return sorted(left)


def buyers_of(db: ClubDatabase, products: Iterable[str], first: date, last: date) -> Ids:
    """Return who bought any of *products* in a sale that was not taken back whole."""
    rows = db.execute_sql(
        "SELECT DISTINCT s.member_id FROM sale s JOIN sale_line l ON l.sale_id = s.id"
        " WHERE s.sold_on BETWEEN ? AND ? AND s.kind = 'sale'"
        " AND l.product IN (SELECT value FROM json_each(?))"
        " AND NOT EXISTS (SELECT 1 FROM sale r WHERE r.reverses_id = s.id)",
        (first.isoformat(), last.isoformat(), json.dumps(list(products))),
    )
    return ids_of(rows.fetchall())


def goods_known_from(db: ClubDatabase) -> date | None:
    """Return the day of the first sale whose goods were written down; None: there is none."""
    row = db.execute_sql(
        "SELECT s.sold_on FROM sale_line l JOIN sale s ON s.id = l.sale_id"
        " WHERE l.product <> '' ORDER BY l.id LIMIT 1"
    ).fetchone()
    return date.fromisoformat(row[0]) if row else None
