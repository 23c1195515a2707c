"""A few goods to try the rules on: what each is, how many, and what it costs."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from loyaldesk.domain.basket import PIECE, Line
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import clean
from loyaldesk.ui.kit.buttons import icon_button, quiet_button
from loyaldesk.ui.kit.digits import DigitsEdit
from loyaldesk.ui.kit.labels import caption, lead
from loyaldesk.ui.kit.layout import XS, S, box, hairline, row
from loyaldesk.ui.kit.money_edit import AmountEdit

MOST = 8
FIRST = 2_500_000


@dataclass(slots=True)
class _Line:
    whole: QWidget
    category: QLineEdit
    product: QLineEdit
    quantity: DigitsEdit
    amount: AmountEdit
    remove: QToolButton


class BenchLines(QWidget):
    """Lines of a basket that was never sold."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[_Line] = []
        self._inside = QVBoxLayout()
        self._inside.setSpacing(S)
        self.add = quiet_button(tr("One more"), icon_name="plus")
        self.add.clicked.connect(self._on_add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(XS)
        layout.addLayout(self._inside)
        layout.addLayout(row(self.add, None))
        self.append()

    def lines(self) -> tuple[Line, ...]:
        """Return the lines that have an amount."""
        found = []
        for each in self.rows:
            amount = each.amount.amount_rial()
            if amount:
                pieces = each.quantity.number() or 1
                found.append(
                    Line(
                        amount, clean(each.product.text()), "", clean(each.category.text()),
                        quantity=pieces * PIECE,
                    )
                )  # fmt: skip
        return tuple(found)

    def append(self) -> None:
        """Put one more line at the end."""
        category, product = QLineEdit(), QLineEdit()
        quantity, amount = DigitsEdit("number", most=4), AmountEdit()
        remove = icon_button("x", tr("Take this line out"))
        names = (
            (category, tr("Group")), (product, tr("Product")), (quantity, tr("Quantity")),
            (amount, tr("Amount ({unit})").format(unit=fmt.unit_name())),
        )  # fmt: skip
        grid = QGridLayout()
        grid.setHorizontalSpacing(S)
        grid.setVerticalSpacing(XS)
        for number, (edit, words) in enumerate(names):
            edit.setAccessibleName(words)
            edit.setMinimumWidth(60)
            lead(edit)
            below, beside = divmod(number, 2)
            grid.addWidget(caption(words), 2 * below, beside)
            grid.addWidget(edit, 2 * below + 1, beside)
        grid.addWidget(remove, 1, 2, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(hairline(), 4, 0, 1, 3)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        made = _Line(box(grid), category, product, quantity, amount, remove)
        quantity.set_value("1")
        amount.set_amount(FIRST)
        for edit in (category, product):
            edit.textChanged.connect(self.changed)
        quantity.changed.connect(self.changed)
        amount.changed.connect(self.changed)
        remove.clicked.connect(lambda: self._on_remove(made))
        self.rows.append(made)
        self._inside.addWidget(made.whole)
        self._settle()

    def _on_add(self) -> None:
        self.append()
        self.rows[-1].whole.show()
        self.rows[-1].category.setFocus()
        self.changed.emit()

    def _on_remove(self, gone: _Line) -> None:
        self.rows.remove(gone)
        self._inside.removeWidget(gone.whole)
        gone.whole.hide()
        gone.whole.deleteLater()
        self._settle()
        self.changed.emit()

    def _settle(self) -> None:
        self.add.setVisible(len(self.rows) < MOST)
        for each in self.rows:
            each.remove.setEnabled(len(self.rows) > 1)
