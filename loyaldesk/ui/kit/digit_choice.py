"""Up to ten choices in a grid, each taken by its digit: one key instead of a list."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QSizePolicy, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.persian import ascii_digits, isolate
from loyaldesk.ui.kit.buttons import Button
from loyaldesk.ui.kit.layout import S

T = TypeVar("T")
MOST = 10


class DigitChoice(QWidget, Generic[T]):
    """Buttons numbered 1 to 9 and then 0, of which one is down, or none at first.

    Digits of any script choose while the keys are on one of them; arrows walk in reading order.

    Args:
        options: Words and value of each, ten at most.
        name: What is chosen, for screen readers.
        columns: How many stand in a row.
        first: The digit of the first; 0 where the choices are amounts from none on.
    """

    chosen = Signal(object)  # the value, by key or by mouse

    def __init__(
        self, options: Sequence[tuple[str, T]], name: str = "", columns: int = 3, first: int = 1
    ) -> None:  # fmt: skip
        super().__init__()
        if len(options) > MOST:
            raise ValueError("a digit stands for one of ten")
        self.setAccessibleName(name)
        self._columns, self._first = columns, first
        self._values = [value for _words, value in options]
        self._group = QButtonGroup(self)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(S)
        self._buttons: list[Button] = []
        for number, (words, _value) in enumerate(options):
            digit = fmt.digits(str((number + first) % MOST))
            made = _Choice(f"{isolate(digit)}  {words}", self)
            made.setAccessibleName(words)
            self._group.addButton(made, number)
            self._buttons.append(made)
            grid.addWidget(made, number // columns, number % columns)
        for at in range(columns):
            grid.setColumnStretch(at, 1)
        if self._buttons:
            self.setFocusProxy(self._buttons[0])
        self._group.idClicked.connect(lambda number: self.chosen.emit(self._values[number]))

    def value(self) -> T | None:
        """Return what is chosen; None while nothing is."""
        at = self._group.checkedId()
        return self._values[at] if at >= 0 else None

    def set_value(self, value: T | None) -> None:
        """Choose *value* without telling; None chooses nothing."""
        if value is None:
            self._group.setExclusive(False)
            for each in self._buttons:
                each.setChecked(False)
            self._group.setExclusive(True)
        elif value in self._values:
            made = self._buttons[self._values.index(value)]
            made.setChecked(True)
            self.setFocusProxy(made)

    def take_digit(self, text: str) -> bool:
        """Choose what the digit *text* stands for; return whether it stands for anything."""
        digit = ascii_digits(text)
        if len(digit) != 1 or not digit.isdecimal():
            return False
        at = (int(digit) - self._first) % MOST
        if at >= len(self._buttons):
            return False
        self._buttons[at].setFocus(Qt.FocusReason.OtherFocusReason)
        self._buttons[at].click()
        return True

    def step(self, key: int) -> bool:
        """Move the keys to a neighbour; return whether *key* is an arrow."""
        rtl = self.isRightToLeft()
        steps = {
            Qt.Key.Key_Left: 1 if rtl else -1, Qt.Key.Key_Right: -1 if rtl else 1,
            Qt.Key.Key_Up: -self._columns, Qt.Key.Key_Down: self._columns,
        }  # fmt: skip
        if key not in steps:
            return False
        focus = self.focusWidget()
        now = next((n for n, each in enumerate(self._buttons) if each is focus), 0)
        to = now + steps[Qt.Key(key)]
        if 0 <= to < len(self._buttons):
            self._buttons[to].setFocus(Qt.FocusReason.OtherFocusReason)
        return True


class _Choice(Button):
    """One of the buttons; the digits of its neighbours work on it too."""

    def __init__(self, text: str, owner: "DigitChoice[T]") -> None:
        super().__init__(text)
        self._owner = owner
        self.setProperty("segment", "true")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: a digit chooses, an arrow walks."""
        if not self._owner.take_digit(event.text()) and not self._owner.step(event.key()):
            super().keyPressEvent(event)
