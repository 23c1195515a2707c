"""The lines of a sale: typed one after the other by Enter, taken out by Del, then summed up."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLineEdit

from loyaldesk.domain.basket import PIECE, PREPAID, Line, LineKind, total
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.money import MOST_RIAL
from loyaldesk.kernel.persian import ascii_digits, clean
from loyaldesk.services import return_words
from loyaldesk.ui.kit.buttons import icon_button, quiet_button
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label, caption, lead
from loyaldesk.ui.kit.layout import Card, S, row
from loyaldesk.ui.kit.money_edit import AmountEdit
from loyaldesk.ui.kit.table import Column, RowsTable

MOST_TEXT = 120
ROOM_FOR_ONE_ROW = 600
MOST_PIECES = 1_000_000
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class _Row:
    """A line in the table; two that are alike are still two."""

    id: int
    line: Line


class LinesCard(Card):
    """A small table, and the fields the next line is typed into."""

    changed = Signal()
    finished = Signal()  # Enter on an empty name: on to the amount
    left = Signal()  # Esc

    def __init__(self) -> None:
        super().__init__(title=tr("Lines"), spacing=S)
        self._serial = 0
        self._rows: list[_Row] = []
        unit = fmt.unit_name()
        self.table: RowsTable[_Row] = RowsTable(
            [
                Column(tr("Name"), lambda each: line_name(each.line)),
                Column(tr("Quantity"), lambda each: return_words.quantity(each.line.quantity),
                       numeric=True, width_hint=84),
                Column(tr("Price"), lambda each: fmt.amount(_price(each.line)), numeric=True,
                       width_hint=112),
                Column(tr("Discount"), lambda each: fmt.amount(each.line.discount_rial),
                       numeric=True, width_hint=96),
                Column(tr("Amount ({unit})").format(unit=unit),
                       lambda each: fmt.amount(each.line.amount_rial), numeric=True,
                       width_hint=128),
            ],
            tr("Lines"),
            sorting="none",
            empty=EmptyState("list", tr("Enter moves on and adds the line.")),
        )  # fmt: skip
        self.kind: Choice[str] = Choice(
            [(tr("Goods"), LineKind.GOODS.value), (tr("Delivery"), LineKind.DELIVERY.value)],
            tr("Kind of line"),
        )
        self.name = Field(tr("Product"), QLineEdit())
        self.category = Field(tr("Group"), QLineEdit())
        self.quantity = Field(tr("Quantity"), QLineEdit())
        self.price = Field(tr("Price"), AmountEdit(name=tr("Price")))
        self.discount = Field(tr("Discount"), AmountEdit(name=tr("Discount")))
        self.add_button = icon_button("plus", tr("Add the line"))
        self.remove_button = quiet_button(tr("Take out"), icon_name="trash")
        self.whole = AmountEdit(name=tr("Discount on the whole receipt"))
        self.sum = Label("", "label")
        self._arrange()
        self._wire()
        self.hide()

    def lines(self) -> tuple[Line, ...]:
        """Return the lines in their order."""
        return tuple(each.line for each in self._rows)

    def discount_rial(self) -> int:
        """Return the discount on the whole receipt, never more than the goods cost."""
        goods = sum(line.amount_rial for line in self.lines() if line.kind not in PREPAID)
        return min(self.whole.amount_rial() or 0, goods)

    def amount_rial(self) -> int:
        """Return what is to be paid for everything."""
        return total(self.lines()) - self.discount_rial()

    def show_lines(self, lines: Sequence[Line], discount_rial: int) -> None:
        """Show other lines."""
        self._rows = []
        for line in lines:
            self._append(line)
        self.whole.blockSignals(True)  # noqa: FBT003  # Qt's
        self.whole.set_amount(discount_rial or None)
        self.whole.blockSignals(False)  # noqa: FBT003  # Qt's
        self._empty_fields()
        self._tell()

    def add(self, line: Line) -> None:
        """Put one more line at the end."""
        self._append(line)
        self._tell()

    def begin_line(self, typed_rial: int) -> None:
        """Let the next key go into the name; an amount typed before becomes a line."""
        if typed_rial and not self._rows:
            self.add(Line(typed_rial))
        self.name.widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: Enter moves on, Esc leaves, Del takes a line out."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.key() == Qt.Key.Key_Delete and watched is self.table:
            self._on_remove()
            return True
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return True
        if event.key() in _ENTER and watched is not self.table:
            if not event.isAutoRepeat():
                self._on_enter(watched)
            return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: where there is little room, the fields stand in two rows."""
        super().resizeEvent(event)
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._entry.setDirection(beside if self.width() >= ROOM_FOR_ONE_ROW else below)

    def _arrange(self) -> None:
        for edit in (self.name.widget, self.category.widget, self.quantity.widget):
            lead(edit)
        self.quantity.widget.setText(fmt.number(1))
        first = row(self.name, self.category, Field(tr("Kind"), self.kind), spacing=S)
        for place, share in ((0, 4), (1, 3), (2, 3)):
            first.setStretch(place, share)
        second = row(self.quantity, self.price, self.discount, self.add_button, spacing=S)
        for place, share in ((0, 3), (1, 5), (2, 4)):
            second.setStretch(place, share)
        second.setAlignment(self.add_button, Qt.AlignmentFlag.AlignBottom)
        self._entry = row(first, second, spacing=S)
        for place in (0, 1):
            self._entry.setStretch(place, 1)
        for field in (self.name, self.category, self.quantity, self.price, self.discount):
            field.widget.setMinimumWidth(56)
        self.whole.setFixedWidth(150)
        foot = row(self.remove_button, None, caption(tr("Discount on the whole receipt")),
                   self.whole, spacing=S)  # fmt: skip
        self.body.addWidget(self.table, 1)
        self.body.addLayout(foot)
        self.body.addLayout(self._entry)
        self.body.setSpacing(S)

    def _wire(self) -> None:
        edits = (self.name.widget, self.category.widget, self.quantity.widget, self.price.widget,
                 self.discount.widget, self.whole, self.table)  # fmt: skip
        for edit in edits:
            edit.installEventFilter(self)
        for field in (self.name, self.category):
            field.widget.setMaxLength(MOST_TEXT)
        self.add_button.clicked.connect(self._on_add)
        self.remove_button.clicked.connect(self._on_remove)
        self.whole.changed.connect(self._tell)
        self.table.current_changed.connect(
            lambda each: self.remove_button.setEnabled(each is not None)
        )

    def _on_enter(self, watched: QObject) -> None:
        after = {
            self.category.widget: self.quantity.widget, self.quantity.widget: self.price.widget,
        }  # fmt: skip
        if watched is self.whole:
            self.finished.emit()
        elif watched is self.name.widget:
            is_empty = not self.name.widget.text().strip() and not self.price.widget.raw()
            if is_empty and self._rows:
                self.finished.emit()
            else:
                self._go(self.quantity.widget)
        elif watched in after:
            self._go(after[watched])
        else:
            self._on_add()

    def _go(self, edit: QLineEdit) -> None:
        edit.setFocus(Qt.FocusReason.TabFocusReason)
        edit.selectAll()

    def _on_add(self) -> None:
        line = self._typed()
        if line is not None:
            self.add(line)
            self._empty_fields()
            self.name.widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed(self) -> Line | None:
        """Return the line in the fields, or say beside them what is missing."""
        for field in (self.quantity, self.price, self.discount):
            field.clear_error()
        quantity = thousandths(self.quantity.widget.text())
        price = self.price.widget.amount_rial()
        discount = self.discount.widget.amount_rial() or 0
        if quantity is None:
            self.quantity.set_error(tr("This must be more than zero."))
            self._go(self.quantity.widget)
            return None
        if price is None:
            self.price.set_error(tr("This is needed."))
            self._go(self.price.widget)
            return None
        rial = (2 * price * quantity + PIECE) // (2 * PIECE)
        if rial > MOST_RIAL:
            self.price.set_error(tr("This is too large."))
            return None
        if discount > rial:
            self.discount.set_error(tr("This is more than the line."))
            self._go(self.discount.widget)
            return None
        name = clean(self.name.widget.text())
        return Line(
            rial - discount, name, name, clean(self.category.widget.text()), quantity=quantity,
            discount_rial=discount, kind=self.kind.value() or LineKind.GOODS,
        )  # fmt: skip

    def _on_remove(self) -> None:
        chosen = self.table.selected_row()
        if chosen is not None:
            self._rows = [each for each in self._rows if each.id != chosen.id]
            self._tell()

    def _append(self, line: Line) -> None:
        self._serial += 1
        self._rows.append(_Row(self._serial, line))

    def _empty_fields(self) -> None:
        for field in (self.name, self.category, self.price, self.discount):
            field.widget.clear()
            field.clear_error()
        self.quantity.widget.setText(fmt.number(1))
        self.quantity.clear_error()
        self.kind.set_value(LineKind.GOODS.value)

    def _tell(self) -> None:
        self.table.show_rows(list(self._rows))
        if self._rows:
            self.table.scrollToBottom()
        self.remove_button.setEnabled(self.table.selected_row() is not None)
        self.changed.emit()


def thousandths(typed: str) -> int | None:
    """Return a typed quantity in thousandths of a piece; None when it is none."""
    plain = ascii_digits(typed).replace("٫", ".").replace("/", ".").replace(",", ".").strip()
    try:
        value = Decimal(plain or "1")
        exact = int(value * PIECE)
    except (InvalidOperation, ValueError, OverflowError):
        return None
    return exact if 0 < exact <= MOST_PIECES * PIECE else None


def line_name(line: Line) -> str:
    """Return what a line is called; the code of a gift card is as good as money."""
    if line.kind == LineKind.GIFT_CARD:
        return tr("Gift card")
    if line.kind == LineKind.TOP_UP:
        return tr("Wallet top-up")
    plain = tr("Delivery") if line.kind == LineKind.DELIVERY else tr("Goods")
    return line.name or line.product or plain


def _price(line: Line) -> int:
    return (line.amount_rial + line.discount_rial) * PIECE // line.quantity
