"""Small windows of the member page: a reason, a sale taken back, an erasure."""

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import code_key
from loyaldesk.services import reversals
from loyaldesk.services.approvals import Approval
from loyaldesk.services.profile import CounterCard, SaleRow
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label, lead
from loyaldesk.ui.kit.layout import M, row
from loyaldesk.ui.parts.backed_up import BackedUpDialog
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.reason import reason_field
from loyaldesk.ui.parts.second_person import AgreedDialog, reversal_words


class ReverseDialog(AgreedDialog):
    """Shows what taking a sale back does, then does it; a large own one by two people.

    Raises:
        CannotReverse: If this operator cannot take it back.
    """

    def __init__(self, parent: QWidget, hall: Hall, sale: SaleRow) -> None:
        receipt = fmt.code(str(sale.receipt))
        super().__init__(
            parent, hall, tr("Take back receipt {receipt}").format(receipt=receipt),
            tr("Take back"), danger=True,
        )  # fmt: skip
        self._sale = sale
        self.outcome: reversals.Reversal | None = None
        self.preview = reversals.may_reverse(hall.desk, sale.id)
        self.reason = reason_field()
        self.add(
            Label(tr("Nothing is deleted: a mirror of the sale is recorded."), "muted", wrap=True)
        )
        for words, figure in self.lines():
            line = row(Label(words), None, Label(figure, "label"), spacing=M)
            self.add(line)
        self.add(self.reason, self.second)
        if self.preview.alone_rial:
            self.need_second(reversal_words(self.preview.alone_rial))
        self.reason.widget.setFocus()

    def lines(self) -> list[tuple[str, str]]:
        """Return what happens, line by line."""
        what = self.preview
        lines = [
            (tr("The member gets back"), fmt.amount_with_unit(self._sale.cash_rial)),
            (tr("Points that go back to the club"), fmt.number(what.points)),
        ]
        if what.given_back:
            lines.append((tr("Points used on it that come back"), fmt.number(what.given_back)))
        lines.append((tr("Points afterwards"), fmt.number(what.balance)))
        if what.debt:
            lines.append((tr("Points the member will owe"), fmt.number(what.debt)))
        return lines

    def is_dirty(self) -> bool:
        """Return whether a reason was typed."""
        return bool(self.reason.widget.text().strip())

    def fields(self) -> dict[str, Field]:  # type: ignore[type-arg]  # of any widget
        """Return the fields by the names errors give them."""
        return {"reason": self.reason}

    def check(self) -> None:
        """Refuse a reversal without a reason."""
        if not self.reason.widget.text().strip():
            raise BadInput("reason", "empty")

    def asked_for(self) -> tuple[str, int, int]:
        """Return act, subject and amount of the leave."""
        return reversals.ACT, self._sale.id, self.preview.amount_rial

    def book(self, approval: Approval | None) -> None:
        """Take the sale back."""
        self.outcome = reversals.reverse_sale(
            self._desk, self._sale.id, reason=self.reason.widget.text(), approval=approval
        )


class EraseDialog(BackedUpDialog):
    """Asks for the member's number before everything personal is taken out of the club.

    Args:
        parent: The page.
        hall: Where and who.
        card: Whose data.
        confirm: Asks for the operator's secret; nothing is done unless it was right.
        act: Erases.
    """

    def __init__(
        self, parent: QWidget, hall: Hall, card: CounterCard, confirm: Callable[[], bool],
        act: Callable[[], object],
    ) -> None:  # fmt: skip
        super().__init__(
            parent, hall, "erase", tr("Erase the data of this member"), tr("Erase"), danger=True
        )
        self._number, self._confirm, self._act = card.number, confirm, act
        edit = QLineEdit()
        lead(edit)
        self.number = Field(
            tr("Type the member number {number} to confirm").format(number=fmt.code(card.number)),
            edit,
        )
        self.add(
            Label(
                tr(
                    "Name, mobile, address, notes and cards are taken out for good. Sales and"
                    " points stay as figures without a name. This cannot be undone."
                ),
                wrap=True,
            ),
            self.number, self.busy,
        )  # fmt: skip
        edit.setFocus()

    def submit(self) -> None:
        """Erase when the number is right."""
        if code_key(self.number.widget.text()) != code_key(self._number):
            self.number.set_error(tr("This is not the number of this member."))
            return
        if not self.is_working() and self._confirm():
            self.back_up_then(self._act)

    def fields(self) -> dict[str, Field]:  # type: ignore[type-arg]  # of any widget
        """Return the fields by the names errors give them."""
        return {"number": self.number}
