"""Finding a sale again: by the number of its receipt, or because it was just recorded."""

from loyaldesk.domain import errors
from loyaldesk.domain.permissions import Permission
from loyaldesk.services.desk import Desk
from loyaldesk.store.queries import lists

SaleLine = lists.SaleLine

MOST = 5


def by_receipt(desk: Desk, typed: str) -> list[SaleLine]:
    """Return the sales with a receipt number, ours or that of the program they came from."""
    if not any(character.isdigit() for character in typed[:80]):
        return []
    with desk.reading(Permission.SALE_READ):
        return list(lists.sales(desk.db, lists.SaleFilter(receipt=typed), limit=MOST))


def last_of_till(desk: Desk) -> SaleLine | None:
    """Return the sale this operator recorded last at this till today; None before the first."""
    with desk.reading(Permission.SALE_READ):
        row = desk.db.execute_sql(
            "SELECT id FROM sale WHERE sold_on = ? AND operator_id = ? AND till = ?"
            " AND source = 'counter' ORDER BY id DESC LIMIT 1",
            (desk.today().isoformat(), desk.operator.id, desk.till),
        ).fetchone()
    return sale(desk, row[0]) if row else None


def sale(desk: Desk, sale_id: int) -> SaleLine:
    """Return one sale.

    Raises:
        Missing: If there is no such sale.
    """
    with desk.reading(Permission.SALE_READ):
        row = desk.db.execute_sql("SELECT receipt FROM sale WHERE id = ?", (sale_id,)).fetchone()
        if row is None:
            raise errors.Missing("sale", str(sale_id))
        found = lists.sales(desk.db, lists.SaleFilter(receipt=str(row[0])))
        return next(line for line in found if line.id == sale_id)
