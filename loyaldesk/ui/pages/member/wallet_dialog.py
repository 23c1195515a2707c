"""Money in a member's wallet, added or taken by hand."""

import uuid

from PySide6.QtWidgets import QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput, ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import prepaid
from loyaldesk.services.desk import Desk
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label
from loyaldesk.ui.kit.money_edit import AmountEdit
from loyaldesk.ui.kit.toggles import Segments
from loyaldesk.ui.parts.reason import reason_field


class WalletDialog(Dialog):
    """Corrects what is in the wallet; a top-up is a sale and is made at the counter."""

    def __init__(self, parent: QWidget, desk: Desk, member_id: int, balance_rial: int) -> None:
        super().__init__(parent, tr("Correct the wallet"), primary=tr("Book the correction"))
        self._desk, self._member_id, self._before = desk, member_id, balance_rial
        self._key = uuid.uuid4().hex
        self.way: Segments[int] = Segments(
            [(tr("Add"), 1), (tr("Take away"), -1)], tr("Add or take away")
        )
        self.amount = Field(tr("Amount ({unit})").format(unit=fmt.unit_name()), AmountEdit())
        self.amount.widget.words_changed.connect(self.amount.set_hint)
        self.after = Label("", "muted", wrap=True)
        self.reason = reason_field()
        self.add(self.way, self.amount, self.after, self.reason)
        self.way.chosen.connect(self._tell)
        self.amount.widget.changed.connect(self._tell)
        self._tell()
        self.amount.widget.setFocus()

    def is_dirty(self) -> bool:
        """Return whether anything was typed."""
        return bool(self.amount.widget.text() or self.reason.widget.text().strip())

    def submit(self) -> None:
        """Book it."""
        try:
            if self.amount.widget.amount_rial() is None:
                raise BadInput("amount", "empty")
            prepaid.correct_wallet(
                self._desk, self._member_id, self._wanted(), self.reason.widget.text(),
                key=self._key,
            )  # fmt: skip
        except ClubError as error:
            show_on({"amount": self.amount, "reason": self.reason}, error, self)
            return
        self.accept()

    def _wanted(self) -> int:
        return self.way.value() * (self.amount.widget.amount_rial() or 0)

    def _tell(self) -> None:
        self.after.setText(
            tr("{before} in it now, {after} afterwards. Money that is paid in goes through the"
               " counter.").format(
                before=fmt.amount(self._before),
                after=fmt.amount_with_unit(self._before + self._wanted()),
            )
        )  # fmt: skip
