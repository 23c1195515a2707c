"""The lines of a sale and how many of each come back: arrows choose, + and − count."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from loyaldesk.domain.basket import PIECE, LineKind
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import return_words
from loyaldesk.services.returns import LineLeft
from loyaldesk.ui.kit.buttons import icon_button
from loyaldesk.ui.kit.labels import ElidedLabel, Label
from loyaldesk.ui.kit.layout import XS, S, column, hairline
from loyaldesk.ui.kit.styling import mark

_MORE = {"+": 1, "=": 1, "-": -1, "\u2212": -1}
_MOVES: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class ReturnLines(QWidget):
    """One row for each line; what has come back already cannot come again.

    Args:
        lines: What was sold.
    """

    changed = Signal()

    def __init__(self, lines: Sequence[LineLeft]) -> None:
        super().__init__()
        self._rows = [_Row(line) for line in lines]
        self._here = next((n for n, each in enumerate(self._rows) if each.line.left), 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for number, each in enumerate(self._rows):
            if number:
                layout.addWidget(hairline())
            layout.addWidget(each)
            each.changed.connect(self.changed)
            each.pressed.connect(lambda number=number: self._go(number))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Goods that come back"))
        self._go(self._here)
        if len([each for each in self._rows if each.line.left]) == 1:
            self._rows[self._here].take_all()

    def chosen(self) -> tuple[tuple[int, int], ...]:
        """Return line numbers with the thousandths that come back."""
        return tuple((each.line.number, each.taken) for each in self._rows if each.taken)

    def take_all(self) -> None:
        """Let everything that is left come back."""
        for each in self._rows:
            each.take_all()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: arrows choose a line, + and − count, Space takes all of it or none."""
        row = self._rows[self._here] if self._rows else None
        if event.key() in _MOVES:
            self._go(self._here + _MOVES[event.key()])
        elif row is not None and event.text() in _MORE:
            row.step(_MORE[event.text()])
        elif row is not None and event.key() == Qt.Key.Key_Space:
            row.step(-MANY) if row.taken else row.take_all()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: show where the keys are."""
        super().focusInEvent(event)
        self._go(self._here)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: the keys are elsewhere."""
        super().focusOutEvent(event)
        self._go(self._here)

    def _go(self, number: int) -> None:
        self._here = min(max(number, 0), max(len(self._rows) - 1, 0))
        for place, each in enumerate(self._rows):
            is_here = place == self._here and self.hasFocus()
            mark(each, keys="true" if is_here else "false")


MANY = 10**9


class _Row(QFrame):
    changed = Signal()
    pressed = Signal()

    def __init__(self, line: LineLeft) -> None:
        super().__init__()
        self.line = line
        self.taken = 0
        mark(self, pick="true", chosen="false", keys="false")
        name = ElidedLabel(_name(line), "label")
        self._about = ElidedLabel(_about(line), "caption")
        self._count = Label(fmt.number(0), "h2")
        self._count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._count.setMinimumWidth(48)
        self._count.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        self._less = icon_button("minus", tr("One less: {name}").format(name=_name(line)))
        self._more = icon_button("plus", tr("One more: {name}").format(name=_name(line)))
        for made, step in ((self._less, -1), (self._more, 1)):
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            made.clicked.connect(lambda _=False, step=step: self.step(step))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(S, XS, S, XS)
        layout.setSpacing(S)
        layout.addLayout(column(name, self._about, spacing=0), 1)
        for widget in (self._less, self._count, self._more):
            layout.addWidget(widget)
        self._show()

    def step(self, steps: int) -> None:
        """Take so many pieces more, or fewer."""
        wanted = min(max(self.taken + steps * PIECE, 0), self.line.left)
        if wanted != self.taken:
            self.taken = wanted
            self._show()
            self.changed.emit()

    def take_all(self) -> None:
        """Take all that is left."""
        self.step(MANY)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a click puts the keys here."""
        self.pressed.emit()
        super().mousePressEvent(event)

    def _show(self) -> None:
        self._count.setText(return_words.quantity(self.taken))
        self._less.setEnabled(self.taken > 0)
        self._more.setEnabled(self.taken < self.line.left)
        mark(self, chosen="true" if self.taken else "false")


def _name(line: LineLeft) -> str:
    names = {
        LineKind.GIFT_CARD.value: tr("Gift card"), LineKind.TOP_UP.value: tr("Wallet top-up"),
        LineKind.DELIVERY.value: tr("Delivery"),
    }  # fmt: skip
    return isolate(line.name) if line.name else names.get(line.kind, tr("Goods"))


def _about(line: LineLeft) -> str:
    sold = tr("{n} sold for {amount}").format(
        n=return_words.quantity(line.quantity), amount=fmt.amount_with_unit(line.amount_rial)
    )
    if line.left == line.quantity:
        return sold
    left = (
        tr("{n} can still come back").format(n=return_words.quantity(line.left))
        if line.left
        else tr("all of it came back")
    )
    return tr(", ").join((sold, left))
