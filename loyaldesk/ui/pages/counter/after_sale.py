"""What follows a sale: its words, its slip, the way back, goods that return, and why."""

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from loyaldesk.domain.errors import ApprovalNeeded
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import receipts, reversals
from loyaldesk.services.approvals import Approval
from loyaldesk.services.returns import ReturnedGoods
from loyaldesk.services.sales import RecordedSale
from loyaldesk.services.words import words
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.pages.counter import sale_words
from loyaldesk.ui.pages.counter.last_sale import SaleCard
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.return_dialog import ReturnDialog
from loyaldesk.ui.parts.second_person import LeaveDialog, ask_leave, reversal_words

UNDO_SECONDS = 8


class AfterSale(QObject):
    """Acts on sales that are recorded.

    Args:
        hall: Where, who, and the words at the foot of the window.
        last: The card of the sale recorded last.
        found: The card of a sale that was looked up.
        parent: The page.
    """

    moved = Signal()  # points moved: read the member again
    done = Signal()  # the keys go back into the box
    exchange_wanted = Signal(int, object, object)  # member, ReturnDraft, ReturnPlan

    def __init__(self, hall: Hall, last: SaleCard, found: SaleCard, parent: QWidget) -> None:
        super().__init__(parent)
        self._hall, self._page = hall, parent
        self._last, self._found = last, found
        self.dialog: ReturnDialog | None = None
        self.why: Dialog | None = None
        self.leave: LeaveDialog | None = None
        for card in (last, found):
            card.reverse_wanted.connect(lambda sale_id: self.reverse(sale_id))  # noqa: PLW0108
            card.return_wanted.connect(self.ask_return)
            card.why_wanted.connect(self.explain)

    def tell_sale(self, done: RecordedSale) -> None:
        """Say what a sale brought, offer to take it back, print its slip."""
        self.moved.emit()
        line = receipts.sale(self._hall.desk, done.sale_id)
        self._last.show_sale(line)
        self._hall.toasts.show(
            sale_words.thanks(self._hall.desk, done, line.name), tr("Undo"),
            lambda: self.reverse(done.sale_id), UNDO_SECONDS,
        )  # fmt: skip
        self._print(self._last)
        self.done.emit()

    def tell_exchange(self, returned: ReturnedGoods, done: RecordedSale) -> None:
        """Say what goods for goods came to; each half can be taken back by its own receipt."""
        self.moved.emit()
        self._last.show_sale(receipts.sale(self._hall.desk, done.sale_id))
        self._hall.toasts.show(sale_words.exchanged(returned, done), seconds=UNDO_SECONDS)
        self._print(self._last)
        self.done.emit()

    def tell_recorded(self, sale_id: int) -> None:
        """Say that a sale is stored although nobody was told in time."""
        line = receipts.sale(self._hall.desk, sale_id)
        self._last.show_sale(line)
        self._hall.toasts.show(sale_words.is_recorded(line), kind="info", seconds=0)

    def reverse(self, sale_id: int, approval: Approval | None = None) -> None:
        """Take a sale back as a whole; above the limit of own sales a second person agrees."""
        try:
            reversals.reverse_sale(self._hall.desk, sale_id, approval=approval)
        except ApprovalNeeded as needed:
            self.leave = ask_leave(
                self._page, self._hall, reversal_words(needed.limit),
                (needed.act, sale_id, needed.given),
                lambda given: self.reverse(sale_id, given),
            )  # fmt: skip
            return
        except ClubError as error:
            self._hall.toasts.show(words(error), kind="warn")
            return
        self._hall.toasts.show(sale_words.taken_back(receipts.sale(self._hall.desk, sale_id)))
        self._show_again(sale_id)
        self.moved.emit()
        self.done.emit()

    def ask_return(self, sale_id: int) -> None:
        """Ask which goods of a sale come back."""
        try:
            dialog = ReturnDialog(
                self._page.window(), self._hall, sale_id, may_exchange=True
            )  # fmt: skip
        except ClubError as error:
            self._hall.toasts.show(words(error), kind="warn")
            return
        member_id = dialog.found.member_id
        dialog.recorded.connect(self._on_returned)
        dialog.exchange_wanted.connect(
            lambda draft, plan: self.exchange_wanted.emit(member_id, draft, plan)
        )
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()

    def explain(self, sale_id: int) -> None:
        """Show why a sale moved its points as it did."""
        from loyaldesk.ui.parts import explain_view  # noqa: PLC0415 - no start needs it

        self.why = explain_view.show_explanation(self._hall, sale_id, self._page.window())

    def _on_returned(self, returned: ReturnedGoods) -> None:
        line = receipts.sale(self._hall.desk, returned.return_id)
        self._hall.toasts.show(sale_words.returned_goods(returned), seconds=UNDO_SECONDS)
        self._show_again(returned.plan.sale_id)
        self._last.show_sale(line)
        self.moved.emit()
        self._print(self._last)
        self.done.emit()

    def _show_again(self, sale_id: int) -> None:
        for card in (self._last, self._found):
            if card.sale is not None and card.sale.id == sale_id:
                card.show_sale(receipts.sale(self._hall.desk, sale_id))

    def _print(self, card: SaleCard) -> None:
        if self._hall.facts.settings.print_receipt:
            QTimer.singleShot(0, card, card.print_quietly)
