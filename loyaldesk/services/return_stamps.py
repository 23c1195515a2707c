"""Stamps that go back with returned goods, in whole pieces."""

from collections.abc import Sequence

from loyaldesk.domain.basket import PIECE, Line
from loyaldesk.domain.returning import SoldSale
from loyaldesk.domain.rules import Per, StampCard
from loyaldesk.services import return_rules
from loyaldesk.services.desk import Change
from loyaldesk.store import returns as store
from loyaldesk.store import rewards as reward_store
from loyaldesk.store import stamps as stamp_store


def take_back(
    change: Change, sold: store.SoldRow, sale: SoldSale, rows: Sequence[store.LineRow],
    after: Sequence[int], return_id: int,
) -> int:  # fmt: skip
    """Take the stamps of goods that came back off the cards; return how many.

    A card that this leaves below zero gets the stamps of a voucher back that the sale made of it,
    if the voucher is still open; else the member stands below zero and says so.

    Args:
        change: The open transaction.
        sold: The sale.
        sale: The same, as it is reckoned on.
        rows: Its lines.
        after: What of each line is back now.
        return_id: The return.
    """
    given = store.stamps_given(change.db, sold.id)
    if not given:
        return 0
    cards = {card.code: card for card in return_rules.rules_of(change, sold).stamps}
    is_whole = all(q == line.quantity for q, line in zip(after, sale.lines, strict=True))
    taken = 0
    for code, stamps, before in given:
        wanted = stamps if is_whole else min(_pieces(cards.get(code), rows, after), stamps)
        if wanted > before:
            key = f"sale:{return_id}:stamp:{code}:back"
            _add(change, code, sold.member_id, key, before - wanted, return_id)
            _open_full_card(change, code, sold, return_id)
            taken += wanted - before
    return taken


def _pieces(
    card: StampCard | None, rows: Sequence[store.LineRow], after: Sequence[int]
) -> int:  # fmt: skip
    """Return the whole pieces among what is back that gave stamps."""
    if card is None or card.per != Per.UNIT:
        return 0
    found = 0
    for row, back in zip(rows, after, strict=False):
        line = Line(
            row.amount_rial, row.product, row.name, row.category, row.brand, row.quantity,
            kind=row.kind,
        )  # fmt: skip
        is_paid = not row.amount_rial or row.amount_rial > row.shared_rial
        if is_paid and card.goods.holds(line):
            found += row.quantity // PIECE - (row.quantity - back) // PIECE
    return found


def _open_full_card(change: Change, code: str, sold: store.SoldRow, return_id: int) -> None:
    held = stamp_store.stamps_of(change.db, sold.member_id).get(code, 0)
    for voucher_id, stamps in store.stamp_vouchers(change.db, sold.id, code):
        if held >= 0:
            return
        if reward_store.end_voucher(change.db, voucher_id):
            key = f"sale:{return_id}:stamp:{code}:ended:{voucher_id}"
            _add(change, code, sold.member_id, key, stamps, return_id)
            held += stamps


def _add(
    change: Change, card: str, member_id: int, key: str, stamps: int, return_id: int
) -> None:  # fmt: skip
    stamp_store.add_entry(
        change.db, card, member_id, key, stamps, return_id, change.now, change.today,
        change.desk.operator.id,
    )  # fmt: skip
