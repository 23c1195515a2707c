"""Paying a part with points: what this member can take now, by one digit, or any number."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import ascii_digits
from loyaldesk.ui.kit.buttons import Button, icon_button, primary_button
from loyaldesk.ui.kit.digits import DigitsEdit
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.layout import M, S, put, row
from loyaldesk.ui.kit.styling import mark

ROUND = (5000, 2000, 1000, 500, 300, 200, 100, 50)
MOST_OFFERED = 6
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def offers(most: int) -> list[int]:
    """Return what is offered when *most* points fit: all, half, and round numbers below."""
    if most <= 0:
        return []
    found = [most]
    if most >= 2:
        found.append(most // 2)
    found += [points for points in ROUND if points < most and points not in found]
    return found[:MOST_OFFERED]


class RedeemPanel(QWidget):
    """Asks how many points pay a part of the sale: a digit and Enter, or a number and Enter."""

    taken = Signal(int)  # so many points are to be used
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._most = 0
        self._worth_rial = 1
        self._offers: list[int] = []
        self._buttons: list[Button] = []
        self.free = Field(
            tr("Or another number of points"), DigitsEdit("number", name=tr("Number of points"))
        )
        self.use = primary_button("", "Enter")
        self.leave = icon_button("x", tr("Cancel"))
        self._list = QGridLayout()
        self._list.setSpacing(S)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        last = row(self.use, self.leave)
        last.setStretch(0, 1)
        put(layout, self._list, self.free, last)
        self.setAccessibleName(tr("Pay with points"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.free.widget.installEventFilter(self)
        self.free.widget.changed.connect(self._on_typed)
        self.use.clicked.connect(self._on_use)
        self.leave.clicked.connect(self.left)

    def offer(self, most: int, worth_rial: int) -> None:
        """Offer up to *most* points of *worth_rial* each, all of them marked."""
        self._most, self._worth_rial = most, worth_rial
        self._offers = offers(most)
        self.free.widget.clear()
        self.free.clear_error()
        while (item := self._list.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._buttons = [self._button(place) for place in range(len(self._offers))]
        for place, made in enumerate(self._buttons):
            self._list.addWidget(made, place // 2, place % 2)
        self._mark(0)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def points(self) -> int:
        """Return the number that Enter would use."""
        typed = self.free.widget.number()
        if typed is not None:
            return typed
        marked = next((n for n, each in enumerate(self._buttons) if each.isChecked()), 0)
        return self._offers[marked] if self._offers else 0

    def set_error(self, text: str) -> None:
        """Say beside the number why it cannot be used."""
        self.free.set_error(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: a digit marks an offer, Enter uses it, Esc leaves."""
        digit = ascii_digits(event.text())
        if event.key() in _ENTER:
            if not event.isAutoRepeat():
                self._on_use()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif len(digit) == 1 and digit.isascii() and digit.isdigit():
            if 1 <= int(digit) <= len(self._offers):
                self._mark(int(digit) - 1)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            here = next((n for n, each in enumerate(self._buttons) if each.isChecked()), 0)
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self._mark(min(max(here + step, 0), len(self._buttons) - 1))
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: Enter and Esc in the free number."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _ENTER:
                if not event.isAutoRepeat():
                    self._on_use()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.left.emit()
                return True
        return super().eventFilter(watched, event)

    def _button(self, place: int) -> Button:
        points = self._offers[place]
        text = tr("{n}:  {points} points").format(
            n=fmt.number(place + 1), points=fmt.number(points)
        )
        made = Button(text)
        mark(made, segment="true")
        made.setCheckable(True)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.clicked.connect(lambda: self._mark(place))
        return made

    def _mark(self, place: int) -> None:
        for number, each in enumerate(self._buttons):
            each.setChecked(number == place)
        if self.free.widget.text():
            self.free.widget.clear()
        self._say()

    def _on_typed(self) -> None:
        self.free.clear_error()
        if self.free.widget.text():
            for each in self._buttons:
                each.setChecked(False)
        elif not any(each.isChecked() for each in self._buttons):
            self._mark(0)
        self._say()

    def _say(self) -> None:
        points = self.points()
        self.use.set_words(tr("Use {points} points").format(points=fmt.number(points)))
        self.free.set_hint(
            tr("{points} points pay {amount}, at most {most} points").format(
                points=fmt.number(points),
                amount=fmt.amount_with_unit(points * self._worth_rial),
                most=fmt.number(self._most),
            )
        )

    def _on_use(self) -> None:
        points = self.points()
        if points <= 0:
            self.set_error(tr("This must be more than zero."))
        elif points > self._most:
            self.set_error(tr("At most {points}").format(points=fmt.number(self._most)))
        else:
            self.taken.emit(points)
