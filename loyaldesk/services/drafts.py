"""Open baskets: what a till was about to record, kept so that a crash loses nothing."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from loyaldesk.domain.basket import Line
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.spender import Verified
from loyaldesk.services.desk import Desk
from loyaldesk.services.sale_drafts import SaleDraft
from loyaldesk.store.fields import utc_moment, utc_text


@dataclass(frozen=True, slots=True)
class Basket:
    """A sale that is being typed.

    Attributes:
        key: Made when it is begun; it goes into the sale.
        member_id: Who buys.
        amount_rial: What the goods cost; with lines their sum less the discount.
        pay_points: Points that shall pay a part.
        lines: What is bought; empty: only the amount is known.
        discount_rial: A discount on the whole receipt, given by hand.
        codes: Vouchers and discount codes.
        rewards: Codes of rewards taken with points.
        gift_cards: Codes of gift cards that pay as much as they can.
        uses_wallet: The wallet pays as much as it can.
    """

    key: str
    member_id: int
    amount_rial: int
    pay_points: int = 0
    lines: tuple[Line, ...] = ()
    discount_rial: int = 0
    codes: tuple[str, ...] = ()
    rewards: tuple[str, ...] = ()
    gift_cards: tuple[str, ...] = ()
    uses_wallet: bool = False

    def draft(self, proof: Verified | None = None) -> SaleDraft:
        """Return the sale it becomes."""
        return SaleDraft(
            self.member_id, self.amount_rial, self.key, self.pay_points, lines=self.lines,
            discount_rial=self.discount_rial, codes=self.codes, rewards=self.rewards,
            wallet_rial=None if self.uses_wallet else 0,
            gift_cards=tuple((code, None) for code in self.gift_cards), proof=proof,
        )  # fmt: skip


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
                basket.key, desk.operator.id, desk.till, json.dumps(_plain(basket)),
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


def _plain(basket: Basket) -> dict[str, Any]:
    """Return a basket without what is not chosen: an older program reads it too."""
    plain = asdict(basket)
    return {name: value for name, value in plain.items() if value or name in _ALWAYS}


_ALWAYS = ("key", "member_id", "amount_rial", "pay_points")


def _basket(content: str) -> Basket | None:
    """Return what was kept; a draft written by another version of the program is passed over."""
    try:
        read = json.loads(content)
        lines = tuple(Line(**line) for line in read.pop("lines", ()))
        for name in ("codes", "rewards", "gift_cards"):
            read[name] = tuple(map(str, read.get(name, ())))
        return Basket(lines=lines, **read)
    except (ValueError, TypeError, AttributeError):
        return None


def _name(desk: Desk, member_id: int) -> str:
    row = desk.db.execute_sql("SELECT name FROM member WHERE id = ?", (member_id,)).fetchone()
    return str(row[0]) if row else ""
