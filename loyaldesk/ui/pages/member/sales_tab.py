"""Every sale and return of a member: why it moved its points, and the ways to take it back."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import profile
from loyaldesk.services.profile import SaleRow
from loyaldesk.services.returns import ReturnedGoods
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.buttons import button, danger_button
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.layout import S, row
from loyaldesk.ui.kit.table import Column
from loyaldesk.ui.pages.member.dialogs import ReverseDialog
from loyaldesk.ui.pages.member.rows_view import PIECE, RowsView
from loyaldesk.ui.parts.explain_view import ExplainDialog, show_explanation
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.return_dialog import ReturnDialog


class SalesTab(QWidget):
    """The member's sales, reversals and returns, newest first."""

    def __init__(self, hall: Hall, member_id: int) -> None:
        super().__init__()
        self._hall, self._member_id = hall, member_id
        self.dialog: ReverseDialog | None = None
        self.goods_dialog: ReturnDialog | None = None
        self.explained: ExplainDialog | None = None
        self.list: RowsView[SaleRow] = RowsView(
            self._columns(),
            tr("Sales"),
            self._read,
            EmptyState("receipt", tr("No sale yet. The first one is recorded at the counter.")),
            at_least={7: 960},
        )
        self.list.table.chosen.connect(self.take_back)
        self.list.table.current_changed.connect(self._on_current_changed)
        self.back = danger_button(tr("Take back…"), icon_name="arrow-back-up")
        self.back.setEnabled(False)
        self.back.clicked.connect(self._on_back)
        self.why = button(tr("Why?"), icon_name="help")
        self.goods = button(tr("Take back goods…"), icon_name="receipt-refund")
        for each in (self.why, self.goods):
            each.setEnabled(False)
        self.why.clicked.connect(self.explain)
        self.goods.clicked.connect(self.take_goods)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        layout.addWidget(self.list, 1)
        layout.addLayout(row(self.why, None, self.goods, self.back))
        self.goods.setVisible(hall.desk.may(Permission.SALE_RETURN))
        self.back.setVisible(hall.desk.may(Permission.SALE_REVERSE_OWN))

    def refresh(self) -> None:
        """Read the first piece anew."""
        self.list.refresh()

    def take_back(self, sale: SaleRow) -> None:
        """Show what taking *sale* back does, or why it cannot be done."""
        if not self.back.isVisibleTo(self) or not _can_go(sale):
            return
        try:
            self.dialog = ReverseDialog(self, self._hall, sale)
        except ClubError as error:
            show(error, self)
            return
        self.dialog.accepted.connect(self._on_taken_back)
        self.dialog.open()

    def explain(self) -> None:
        """Open why the sale under the cursor moved the points it moved."""
        sale = self.list.table.selected_row()
        if sale is not None:
            self.explained = show_explanation(self._hall, sale.id, self)

    def take_goods(self) -> None:
        """Take goods of the sale under the cursor back."""
        sale = self.list.table.selected_row()
        if sale is None or not _has_goods(sale):
            return
        try:
            self.goods_dialog = ReturnDialog(self.window(), self._hall, sale.id)
        except ClubError as error:
            show(error, self)
            return
        self.goods_dialog.recorded.connect(self._on_goods_back)
        self.goods_dialog.open()

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
        self.goods.setEnabled(sale is not None and _has_goods(sale))
        self.why.setEnabled(sale is not None)

    def _on_back(self) -> None:
        sale = self.list.table.selected_row()
        if sale is not None:
            self.take_back(sale)

    def _on_taken_back(self) -> None:
        if self.dialog is not None and self.dialog.outcome is not None:
            receipt = fmt.code(str(self.dialog.preview.receipt))
            self._hall.toasts.show(tr("Receipt {receipt} was taken back.").format(receipt=receipt))

    def _on_goods_back(self, done: ReturnedGoods) -> None:
        text = tr("The goods were taken back; the return has receipt {receipt}.")
        self._hall.toasts.show(text.format(receipt=fmt.code(str(done.receipt))))
        self.refresh()


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


def _has_goods(sale: SaleRow) -> bool:
    """Return whether goods of a sale can still come back."""
    is_open = not sale.is_reversed and sale.returned_rial < sale.amount_rial
    return sale.kind == "sale" and is_open


def _tone(sale: SaleRow) -> str:
    if sale.kind == "return" and not sale.is_reversed:
        return "info"
    return "ok" if _can_go(sale) else "warn"


def _colour(sale: SaleRow) -> str:
    return "muted" if sale.is_reversed or sale.kind in ("reversal", "return") else ""
