"""Open baskets: what a till was about to record, kept so that a crash loses nothing."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from loyaldesk.domain.permissions import Permission
from loyaldesk.services.desk import Desk
from loyaldesk.store.fields import utc_moment, utc_text


@dataclass(frozen=True, slots=True)
class Basket:
    """A sale that is being typed. ``key`` is made when it is begun and goes into the sale."""

    key: str
    member_id: int
    amount_rial: int
    pay_points: int = 0


@dataclass(frozen=True, slots=True)
class KeptBasket:
    """A basket found again.

    Attributes:
        basket: What was typed.
        name: Name of its member.
        at: When it was kept last.
        sale_id: The sale it became before the screen could say so; None: it never did.
    """

    basket: Basket
    name: str
    at: datetime
    sale_id: int | None


def keep(desk: Desk, basket: Basket) -> None:
    """Store *basket* for this till, over what was kept under its key."""
    with desk.change(Permission.SALE_RECORD) as change:
        change.db.execute_sql(
            "INSERT INTO draft (key, operator_id, till, content, at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (key) DO UPDATE SET operator_id = excluded.operator_id,"
            " till = excluded.till, content = excluded.content, at = excluded.at",
            (
                basket.key, desk.operator.id, desk.till, json.dumps(asdict(basket)),
                utc_text(change.now),
            ),
        )  # fmt: skip


def drop(desk: Desk, key: str) -> None:
    """Forget the basket kept under *key*; nothing happens when there is none."""
    with desk.change(Permission.SALE_RECORD) as change:
        change.db.execute_sql("DELETE FROM draft WHERE key = ?", (key,))


def find(desk: Desk) -> list[KeptBasket]:
    """Return the baskets this till has kept, the newest first.

    One whose sale was stored before the program stopped says so by its ``sale_id``.
    """
    with desk.reading(Permission.SALE_RECORD):
        rows = desk.db.execute_sql(
            "SELECT d.content, d.at, s.id FROM draft d LEFT JOIN sale s ON s.key = d.key"
            " WHERE d.till = ? ORDER BY d.at DESC, d.rowid DESC",
            (desk.till,),
        ).fetchall()
        baskets = [(basket, row[1], row[2]) for row in rows if (basket := _basket(row[0]))]
        names = {basket.member_id: _name(desk, basket.member_id) for basket, _, _ in baskets}
    return [
        KeptBasket(basket, names[basket.member_id], utc_moment(at), sale_id)
        for basket, at, sale_id in baskets
    ]


def _basket(content: str) -> Basket | None:
    """Return what was kept; a draft written by another version of the program is passed over."""
    try:
        return Basket(**json.loads(content))
    except (ValueError, TypeError):
        return None


def _name(desk: Desk, member_id: int) -> str:
    row = desk.db.execute_sql("SELECT name FROM member WHERE id = ?", (member_id,)).fetchone()
    return str(row[0]) if row else ""
