"""Entering a PIN by finger or by key."""

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import ascii_digits
from loyaldesk.ui import theme
from loyaldesk.ui.kit.icons import icon
from loyaldesk.ui.kit.labels import Label
from loyaldesk.ui.kit.layout import L, S
from loyaldesk.ui.kit.styling import plain_words

SETTLE_MS = 80
"""A scanner goes on typing after the last digit of a PIN: what grows longer is no PIN."""


class PinPad(QWidget):
    """Dots, a line for what went wrong, and ten large digits.

    Digits come from the pad, the keyboard or a Persian keyboard; Backspace and Esc work. The PIN
    is told as soon as it is complete.
    """

    completed = Signal(str)  # ASCII digits
    changed = Signal(int)  # how many digits so far

    def __init__(self, length: int = 6, name: str = "") -> None:
        super().__init__()
        self._length = length
        self._pin = ""
        self._is_overfull = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name or tr("PIN"))
        self.dots = _Dots(length)
        self.message = Label("", "error", wrap=True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setMinimumHeight(24)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._on_settled)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(L)
        layout.addWidget(self.dots, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.message)
        layout.addWidget(self._make_pad(), 0, Qt.AlignmentFlag.AlignHCenter)

    def clear(self) -> None:
        """Forget the digits; the message stays."""
        self._settle.stop()
        self._is_overfull = False
        self._show("")

    def set_error(self, text: str) -> None:
        """Say what was wrong and begin anew."""
        self.clear()
        self.message.setText(text)
        self.setAccessibleDescription(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: digits of any script, Backspace, Esc."""
        digit = ascii_digits(event.text())
        if len(digit) == 1 and digit.isascii() and digit.isdigit():
            self._add(digit)
        elif event.key() == Qt.Key.Key_Backspace:
            self._take_back()
        elif event.key() == Qt.Key.Key_Escape and self._pin:
            self.clear()
        else:
            super().keyPressEvent(event)

    def _make_pad(self) -> QWidget:
        pad = QWidget()
        pad.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as on every telephone
        grid = QGridLayout(pad)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(S)
        for number in range(1, 10):
            grid.addWidget(self._digit_key(str(number)), (number - 1) // 3, (number - 1) % 3)
        grid.addWidget(self._digit_key("0"), 3, 1)
        back = self._key("", tr("Delete the last digit"))
        back.setIcon(icon("backspace"))
        back.setIconSize(QSize(24, 24))
        back.clicked.connect(self._take_back)
        clear = self._key("", tr("Clear"))
        clear.setIcon(icon("x"))
        clear.setIconSize(QSize(24, 24))
        clear.clicked.connect(self.clear)
        grid.addWidget(clear, 3, 0)
        grid.addWidget(back, 3, 2)
        return pad

    def _digit_key(self, digit: str) -> QPushButton:
        key = self._key(fmt.digits(digit), fmt.digits(digit))
        key.clicked.connect(lambda: self._add(digit))
        return key

    @staticmethod
    def _key(text: str, name: str) -> QPushButton:
        key = QPushButton(plain_words(text))
        key.setProperty("pad", "true")
        key.setAccessibleName(name)
        key.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the pad itself has the keys
        return key

    def _add(self, digit: str) -> None:
        self.message.setText("")
        if len(self._pin) >= self._length:
            self._is_overfull = True
            self._settle.start()
            return
        self._show(self._pin + digit)
        if len(self._pin) == self._length:
            self._settle.start()

    def _take_back(self) -> None:
        self._settle.stop()
        self._is_overfull = False
        self._show(self._pin[:-1])

    def _show(self, pin: str) -> None:
        self._pin = pin
        self.dots.show_filled(len(pin))
        self.changed.emit(len(pin))

    def _on_settled(self) -> None:
        pin, is_pin = self._pin, not self._is_overfull
        self.clear()
        if is_pin:
            self.completed.emit(pin)


class _Dots(QWidget):
    def __init__(self, length: int) -> None:
        super().__init__()
        self._length, self._filled = length, 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_filled(self, filled: int) -> None:
        """Show that *filled* digits were given."""
        self._filled = filled
        self.update()

    def sizeHint(self) -> QSize:
        """Qt: a row of dots."""
        return QSize(self._length * 30, 20)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: filled from the left, as digits are written in both languages."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number in range(self._length):
            dot = QRectF(number * 30 + 8, 3, 14, 14)
            is_filled = number < self._filled
            painter.setPen(QPen(theme.token("accent" if is_filled else "border"), 1.5))
            painter.setBrush(theme.token("accent") if is_filled else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(dot)
        painter.end()
