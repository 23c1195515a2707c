"""Every sale of a member, with the way to take one back."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import profile
from loyaldesk.services.profile import SaleRow
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.buttons import danger_button
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.layout import S, row
from loyaldesk.ui.kit.table import Column
from loyaldesk.ui.pages.member.dialogs import ReverseDialog
from loyaldesk.ui.pages.member.rows_view import PIECE, RowsView
from loyaldesk.ui.parts.hall import Hall


class SalesTab(QWidget):
    """The member's sales, reversals and returns, newest first."""

    def __init__(self, hall: Hall, member_id: int) -> None:
        super().__init__()
        self._hall, self._member_id = hall, member_id
        self.dialog: ReverseDialog | None = None
        self.list: RowsView[SaleRow] = RowsView(
            self._columns(),
            tr("Sales"),
            self._read,
            EmptyState("receipt", tr("No sale yet. The first one is recorded at the counter.")),
            at_least={7: 960},
        )
        self.list.table.chosen.connect(self.take_back)
        self.list.table.current_changed.connect(self._on_current_changed)
        self.back = danger_button(tr("Take back…"), icon_name="receipt-refund")
        self.back.setEnabled(False)
        self.back.clicked.connect(self._on_back)
        self.back.setVisible(hall.desk.may(Permission.SALE_REVERSE_OWN))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        layout.addWidget(self.list, 1)
        layout.addLayout(row(None, self.back))

    def refresh(self) -> None:
        """Read the first piece anew."""
        self.list.refresh()

    def take_back(self, sale: SaleRow) -> None:
        """Show what taking *sale* back does, or why it cannot be done."""
        if not self.back.isVisibleTo(self) or not _can_go(sale):
            return
        try:
            self.dialog = ReverseDialog(self, self._hall.desk, sale)
        except ClubError as error:
            show(error, self)
            return
        self.dialog.accepted.connect(self._on_taken_back)
        self.dialog.open()

    def _columns(self) -> list[Column[SaleRow]]:
        zone = self._hall.desk.zone
        return [
            Column(tr("When"), lambda sale: fmt.moment(sale.sold_at, zone), width_hint=152),
            Column(tr("Receipt"), lambda sale: fmt.code(str(sale.receipt)), width_hint=86),
            Column(tr("Kind"), kind_words, width_hint=118, tone=_tone),
            Column(
                tr("Amount ({unit})").format(unit=fmt.unit_name()),
                lambda sale: fmt.amount(sale.amount_rial),
                numeric=True,
                width_hint=130,
                colour=_colour,
            ),
            Column(
                tr("Paid by points"),
                lambda sale: fmt.number(sale.paid_points) if sale.paid_points else "\u2013",
                numeric=True,
                width_hint=116,
                colour=_colour,
            ),
            Column(
                tr("Points"),
                lambda sale: fmt.signed(sale.points),
                numeric=True,
                width_hint=84,
                colour=_colour,
            ),
            Column(tr("Operator"), lambda sale: isolate(sale.operator)),
            Column(
                tr("Receipt elsewhere"),
                lambda sale: isolate(sale.outside_receipt) if sale.outside_receipt else "",
                width_hint=140,
            ),
        ]

    def _read(self, shown: Sequence[SaleRow]) -> list[SaleRow]:
        before = shown[-1] if shown else None
        return profile.sales_of(self._hall.desk, self._member_id, before=before, limit=PIECE)

    def _on_current_changed(self, sale: SaleRow | None) -> None:
        self.back.setEnabled(sale is not None and _can_go(sale))

    def _on_back(self) -> None:
        sale = self.list.table.selected_row()
        if sale is not None:
            self.take_back(sale)

    def _on_taken_back(self) -> None:
        if self.dialog is not None and self.dialog.outcome is not None:
            receipt = fmt.code(str(self.dialog.preview.receipt))
            self._hall.toasts.show(tr("Receipt {receipt} was taken back.").format(receipt=receipt))


def kind_words(sale: SaleRow) -> str:
    """Return what a line of the list is."""
    if sale.is_reversed:
        return tr("Taken back")
    if sale.kind == "reversal":
        return tr("Reversal of {receipt}").format(receipt=fmt.code(str(sale.receipt_reversed)))
    if sale.kind == "return":
        return tr("Return of {receipt}").format(receipt=fmt.code(str(sale.receipt_reversed)))
    if sale.returned_rial:
        return tr("Returned") if sale.returned_rial >= sale.amount_rial else tr("Partly returned")
    return tr("Visit") if sale.kind == "visit" else tr("Sale")


def _can_go(sale: SaleRow) -> bool:
    """Return whether a sale may be taken back as a whole."""
    return sale.kind in ("sale", "visit") and not sale.is_reversed and not sale.returned_rial


def _tone(sale: SaleRow) -> str:
    return "ok" if _can_go(sale) else "warn"


def _colour(sale: SaleRow) -> str:
    return "muted" if sale.is_reversed or sale.kind in ("reversal", "return") else ""
