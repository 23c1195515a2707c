"""Money for later: a gift card that is sold, or a wallet that is topped up."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from loyaldesk.domain.basket import Line, LineKind
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import clean
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import lead, muted
from loyaldesk.ui.kit.money_edit import AmountEdit


class PrepaidDialog(Dialog):
    """Asks for an amount, and for the code of a gift card.

    Args:
        parent: The window.
        kind: ``gift_card`` or ``top_up``.
    """

    made = Signal(object)  # Line

    def __init__(self, parent: QWidget | None, kind: str) -> None:
        self._kind = LineKind(kind)
        is_card = self._kind == LineKind.GIFT_CARD
        title = tr("Sell a gift card") if is_card else tr("Top up the wallet")
        super().__init__(parent, title, primary=tr("Add to the sale"))
        self.amount = Field(
            tr("Amount ({unit})").format(unit=fmt.unit_name()), AmountEdit(name=tr("Amount"))
        )
        self.code = Field(
            tr("Code of the card"), QLineEdit(),
            tr("Scan or type it. Left empty, the club makes a new code for the slip."),
        )  # fmt: skip
        lead(self.code.widget)
        said = (
            tr("The card earns no points; what is bought with it later does.")
            if is_card
            else tr("A top-up earns no points; what is paid with it later does.")
        )
        self.add(self.amount)
        if is_card:
            self.add(self.code)
        self.add(muted(said, wrap=True))
        self.code.setVisible(is_card)
        self.amount.widget.setFocus()

    def is_dirty(self) -> bool:
        """Return whether anything was typed."""
        return bool(self.amount.widget.text() or self.code.widget.text().strip())

    def submit(self) -> None:
        """Hand the line over."""
        rial = self.amount.widget.amount_rial()
        if not rial:
            missing = tr("This is needed.") if rial is None else tr("This must be more than zero.")
            self.amount.set_error(missing)
            self.amount.widget.setFocus()
            return
        code = clean(self.code.widget.text()) if self._kind == LineKind.GIFT_CARD else ""
        self.accept()
        self.made.emit(Line(rial, code, kind=self._kind))
