"""Small windows of the page of rewards: pieces in stock, money on a gift card."""

import uuid

from PySide6.QtWidgets import QLineEdit, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput, ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import prepaid, rewards
from loyaldesk.services.desk import Desk
from loyaldesk.services.reward_figures import RewardFigures
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.digits import DigitsEdit
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label, lead
from loyaldesk.ui.kit.money_edit import AmountEdit
from loyaldesk.ui.kit.toggles import Segments


def text_field(label: str, hint: str = "") -> Field[QLineEdit]:
    """Return a line for any text, with its name."""
    edit = QLineEdit()
    lead(edit)
    return Field(label, edit, hint)


class StockDialog(Dialog):
    """Asks how many pieces of a gift there are now."""

    def __init__(self, parent: QWidget, desk: Desk, figures: RewardFigures, name: str) -> None:
        super().__init__(parent, tr("Pieces of «{name}»").format(name=isolate(name)))
        self._desk, self._reward = desk, figures.reward.code
        left = fmt.number(figures.stock or 0)
        self.pieces = Field(
            tr("Pieces there are now"), DigitsEdit("number", most=7),
            tr("{n} until now. Count what lies there, new ones included.").format(n=left),
        )  # fmt: skip
        self.add(self.pieces)
        self.pieces.widget.setFocus()

    def is_dirty(self) -> bool:
        """Return whether anything was typed."""
        return bool(self.pieces.widget.text())

    def submit(self) -> None:
        """Store the number."""
        try:
            number = self.pieces.widget.number()
            if number is None:
                raise BadInput("pieces", "empty")
            rewards.set_stock(self._desk, self._reward, number)
        except ClubError as error:
            show_on({"pieces": self.pieces}, error, self)
            return
        self.accept()


class MoneyDialog(Dialog):
    """Adds money to a gift card or takes it, with a reason."""

    def __init__(
        self, parent: QWidget, desk: Desk, account_id: int, end: str, balance_rial: int
    ) -> None:  # fmt: skip
        title = tr("Correct the gift card …{end}").format(end=fmt.code(end))
        super().__init__(parent, title, primary=tr("Book the correction"))
        self._desk, self._id, self._before = desk, account_id, balance_rial
        self._key = uuid.uuid4().hex
        self.way: Segments[int] = Segments(
            [(tr("Add"), 1), (tr("Take away"), -1)], tr("Add or take away")
        )
        amount = tr("Amount ({unit})").format(unit=fmt.unit_name())
        self.amount = Field(amount, AmountEdit(name=amount))
        self.after = Label("", "muted", wrap=True)
        self.reason = text_field(tr("Reason"))
        self.way.chosen.connect(lambda _way: self._tell_after())
        self.amount.widget.changed.connect(self._tell_after)
        self.add(self.way, self.amount, self.after, self.reason)
        self._tell_after()
        self.amount.widget.setFocus()

    def is_dirty(self) -> bool:
        """Return whether anything was typed."""
        return bool(self.amount.widget.text() or self.reason.widget.text().strip())

    def submit(self) -> None:
        """Book it."""
        try:
            if not self.amount.widget.amount_rial():
                raise BadInput("amount", "empty")
            prepaid.correct(
                self._desk, self._id, self._wanted(), self.reason.widget.text(), key=self._key
            )
        except ClubError as error:
            show_on({"amount": self.amount, "reason": self.reason}, error, self)
            return
        self.accept()

    def _wanted(self) -> int:
        return self.way.value() * (self.amount.widget.amount_rial() or 0)

    def _tell_after(self) -> None:
        text = tr("{before} now, {after} afterwards.")
        self.after.setText(
            text.format(
                before=fmt.amount_with_unit(self._before),
                after=fmt.amount_with_unit(self._before + self._wanted()),
            )
        )
