"""A member's last sales, as the counter shows them."""

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.services.profile import SaleRow
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.table import Column, RowsTable


def recent_sales() -> RowsTable[SaleRow]:
    """Return the list of a member's last sales; Enter shows one."""
    return RowsTable(
        [
            Column(tr("Date"), lambda sale: fmt.day(sale.sold_on), width_hint=112, colour=_colour),
            Column(
                tr("Receipt"), lambda sale: fmt.code(str(sale.receipt)), width_hint=90,
                colour=_colour,
            ),
            Column(
                tr("Amount ({unit})").format(unit=fmt.unit_name()),
                lambda sale: fmt.amount(sale.amount_rial), numeric=True, width_hint=130,
                colour=_colour,
            ),
            Column(
                tr("Points"), lambda sale: fmt.signed(sale.points), numeric=True, width_hint=86,
                colour=_colour,
            ),
            Column(tr("Operator"), _operator, colour=_colour),
        ],
        tr("Recent sales"),
        sorting="none",
        empty=EmptyState("receipt", tr("No sale yet. The first one will stand here.")),
    )  # fmt: skip


def _operator(sale: SaleRow) -> str:
    return (
        tr("{operator}, taken back").format(operator=sale.operator)
        if sale.is_reversed
        else (sale.operator)
    )


def _colour(sale: SaleRow) -> str:
    return "muted" if sale.is_reversed else ""
