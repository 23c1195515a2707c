"""Small windows of the member page: a reason, a correction, a sale taken back, an erasure."""

import uuid
from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from loyaldesk.domain.points import MOST_POINTS
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput, ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import code_key
from loyaldesk.services import club, points, sales
from loyaldesk.services.desk import Desk
from loyaldesk.services.profile import CounterCard, SaleRow
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.digits import DigitsEdit
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label, lead
from loyaldesk.ui.kit.layout import M, row
from loyaldesk.ui.kit.toggles import Segments


def _reason_field() -> Field[QLineEdit]:
    edit = QLineEdit()
    lead(edit)
    return Field(tr("Reason"), edit)


class ReasonDialog(Dialog):
    """Asks why something is done, then does it.

    Args:
        parent: The page.
        title: What is done.
        text: What it means.
        primary: Words of the button.
        act: Does it with the reason; what it raises is shown here.
    """

    def __init__(
        self, parent: QWidget, title: str, text: str, primary: str, act: Callable[[str], object],
        *, danger: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(parent, title, primary=primary, danger=danger)
        self._act = act
        self.reason = _reason_field()
        self.add(Label(text, wrap=True), self.reason)
        self.reason.widget.setFocus()

    def is_dirty(self) -> bool:
        """Return whether a reason was typed."""
        return bool(self.reason.widget.text().strip())

    def submit(self) -> None:
        """Do it with the reason."""
        try:
            self._act(self.reason.widget.text())
        except ClubError as error:
            show_on({"reason": self.reason}, error, self)
            return
        self.accept()


class CorrectDialog(Dialog):
    """Adds or takes points by hand."""

    def __init__(self, parent: QWidget, desk: Desk, card: CounterCard) -> None:
        super().__init__(parent, tr("Correct points"), primary=tr("Book the correction"))
        self._desk, self._card = desk, card
        self._key = f"correct:{uuid.uuid4().hex}"
        self.way: Segments[int] = Segments(
            [(tr("Add"), 1), (tr("Take away"), -1)], tr("Add or take away")
        )
        self.points = Field(tr("Points"), DigitsEdit("number", most=len(str(MOST_POINTS))))
        self.reason = _reason_field()
        self.after = Label("", "muted", wrap=True)
        self.way.chosen.connect(self._tell_after)
        self.points.widget.changed.connect(self._tell_after)
        self.add(self.way, self.points, self.after, self.reason)
        self._tell_after()
        self.points.widget.setFocus()

    def is_dirty(self) -> bool:
        """Return whether anything was typed."""
        return bool(self.points.widget.text() or self.reason.widget.text().strip())

    def submit(self) -> None:
        """Book the correction."""
        try:
            if self.points.widget.number() is None:
                raise BadInput("points", "empty")
            points.correct(
                self._desk, self._card.id, self._wanted(), self.reason.widget.text(), key=self._key
            )
        except ClubError as error:
            show_on({"points": self.points, "reason": self.reason}, error, self)
            return
        self.accept()

    def _wanted(self) -> int:
        return self.way.value() * (self.points.widget.number() or 0)

    def _tell_after(self) -> None:
        held = self._card.points + self._card.pending
        after = held - self._card.debt + self._wanted()
        worth = club.programme(self._desk).worth_rial(abs(self._wanted()))
        self.after.setText(
            tr("{before} points now, {after} afterwards. The correction is worth {amount}.").format(
                before=fmt.number(held - self._card.debt), after=fmt.number(after),
                amount=fmt.amount_with_unit(worth),
            )
        )  # fmt: skip


class ReverseDialog(Dialog):
    """Shows what taking a sale back does, then does it.

    Raises:
        CannotReverse: If this operator cannot take it back.
    """

    def __init__(self, parent: QWidget, desk: Desk, sale: SaleRow) -> None:
        receipt = fmt.code(str(sale.receipt))
        super().__init__(
            parent, tr("Take back receipt {receipt}").format(receipt=receipt),
            primary=tr("Take back"), danger=True,
        )  # fmt: skip
        self._desk, self._sale = desk, sale
        self.outcome: sales.Reversal | None = None
        self.preview = sales.may_reverse(desk, sale.id)
        self.reason = _reason_field()
        self.add(
            Label(tr("Nothing is deleted: a mirror of the sale is recorded."), "muted", wrap=True)
        )
        for words, figure in self.lines():
            line = row(Label(words), None, Label(figure, "label"), spacing=M)
            self.add(line)
        self.add(self.reason)
        self.reason.widget.setFocus()

    def lines(self) -> list[tuple[str, str]]:
        """Return what happens, line by line."""
        what = self.preview
        lines = [
            (tr("The member gets back"), fmt.amount_with_unit(self._sale.net_rial)),
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

    def submit(self) -> None:
        """Take the sale back."""
        try:
            if not self.reason.widget.text().strip():
                raise BadInput("reason", "empty")
            self.outcome = sales.reverse_sale(
                self._desk, self._sale.id, reason=self.reason.widget.text()
            )
        except ClubError as error:
            show_on({"reason": self.reason}, error, self)
            return
        self.accept()


class EraseDialog(Dialog):
    """Asks for the member's number before everything personal is taken out of the club."""

    def __init__(self, parent: QWidget, card: CounterCard, act: Callable[[], bool]) -> None:
        super().__init__(
            parent, tr("Erase the data of this member"), primary=tr("Erase"), danger=True
        )
        self._number, self._act = card.number, act
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
            self.number,
        )
        edit.setFocus()

    def submit(self) -> None:
        """Erase when the number is right."""
        if code_key(self.number.widget.text()) != code_key(self._number):
            self.number.set_error(tr("This is not the number of this member."))
            return
        try:
            is_done = self._act()
        except ClubError as error:
            show_on({}, error, self)
            return
        if is_done:
            self.accept()
