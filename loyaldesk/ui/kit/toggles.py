"""On and off, and one of few."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QRadioButton,
    QWidget,
)

from loyaldesk.ui import theme
from loyaldesk.ui.kit.buttons import Button
from loyaldesk.ui.kit.layout import S
from loyaldesk.ui.kit.styling import plain_words

T = TypeVar("T")


INDICATOR, TO_WORDS = 20, 10  # as in the style sheet
RING = 4


def _draw_ring(button: QAbstractButton) -> None:
    """Draw a ring around the words of *button* while the keys are on it."""
    if not button.hasFocus() or not button.text():
        return
    metrics = button.fontMetrics()
    width = metrics.horizontalAdvance(button.text().replace("&&", "&")) + 2 * RING
    height = metrics.height() + RING
    left = INDICATOR + TO_WORDS - RING
    if button.layoutDirection() == Qt.LayoutDirection.RightToLeft:
        left = button.width() - left - width
    ring = QRectF(left, (button.height() - height) / 2, width, height)
    painter = QPainter(button)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.token("accent"), 2))
    painter.drawRoundedRect(ring.intersected(QRectF(button.rect()).adjusted(1, 1, -1, -1)), 6, 6)
    painter.end()


class CheckBox(QCheckBox):
    """A tick with its words; ``&`` is taken as it stands."""

    def __init__(self, text: str, *, checked: bool = False) -> None:
        super().__init__(plain_words(text))
        self.setAccessibleName(text)
        self.setChecked(checked)

    def sizeHint(self) -> QSize:
        """Qt: with room for the ring where the words end."""
        return super().sizeHint() + QSize(RING, 0)

    def minimumSizeHint(self) -> QSize:
        """Qt: never narrower than its words."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the ring goes around the words; Qt would fill a box."""
        super().paintEvent(event)
        _draw_ring(self)


class RadioButton(QRadioButton):
    """One of several answers; ``&`` is taken as it stands."""

    def __init__(self, text: str, *, checked: bool = False) -> None:
        super().__init__(plain_words(text))
        self.setAccessibleName(text)
        self.setChecked(checked)

    def sizeHint(self) -> QSize:
        """Qt: with room for the ring where the words end."""
        return super().sizeHint() + QSize(RING, 0)

    def minimumSizeHint(self) -> QSize:
        """Qt: never narrower than its words."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the ring goes around the words; Qt would fill a box."""
        super().paintEvent(event)
        _draw_ring(self)


class Switch(QAbstractButton):
    """A switch for what works at once; its name is on a label beside it."""

    def __init__(self, name: str, *, checked: bool = False) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setChecked(checked)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:
        """Qt: as high as every target, so that a finger finds it."""
        return QSize(48, 40)

    def minimumSizeHint(self) -> QSize:
        """Qt: never smaller."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: a track with a knob that lies at the end of reading when on."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF((self.width() - 42) / 2, (self.height() - 24) / 2, 42, 24)
        is_on = self.isChecked()
        ground = theme.token("accent" if is_on else "surface")
        edge = theme.token("accent" if is_on else "border")
        if not self.isEnabled():
            ground, edge = theme.token("plain_soft"), theme.token("line")
        painter.setPen(QPen(edge, 1.5))
        painter.setBrush(ground)
        painter.drawRoundedRect(track, 12, 12)
        is_rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        is_right = is_on != is_rtl
        left = track.right() - 20 if is_right else track.left() + 4
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.token("on_accent" if is_on and self.isEnabled() else "border"))
        painter.drawEllipse(QRectF(left, track.top() + 4, 16, 16))
        if self.hasFocus():
            painter.setPen(QPen(theme.token("ink"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(track.adjusted(-3, -3, 3, 3), 15, 15)
        painter.end()


class Segments(QWidget, Generic[T]):
    """A row of buttons of which one is down: filters, day/week/month.

    Args:
        options: Words and value of each.
        name: What is chosen, for screen readers.
    """

    chosen = Signal(object)  # the value, when a person chose

    def __init__(self, options: Sequence[tuple[str, T]], name: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._values = [value for _words, value in options]
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        for number, (words, _value) in enumerate(options):
            made = Button(words)
            made.setProperty("segment", "true")
            made.setCheckable(True)
            made.setChecked(number == 0)
            self._group.addButton(made, number)
            layout.addWidget(made)
        layout.addStretch(1)
        self._group.idClicked.connect(self._on_clicked)

    def value(self) -> T:
        """Return the chosen value."""
        return self._values[self._group.checkedId()]

    def set_value(self, value: T) -> None:
        """Choose *value*."""
        self._group.button(self._values.index(value)).setChecked(True)

    def show_value(self, value: T, *, shown: bool) -> None:
        """Offer *value*, or do not."""
        self._group.button(self._values.index(value)).setVisible(shown)

    def set_words(self, value: T, words: str) -> None:
        """Change what one button says, such as a count."""
        made = self._group.button(self._values.index(value))
        if isinstance(made, Button):
            made.set_words(words)

    def _on_clicked(self, number: int) -> None:
        self.chosen.emit(self._values[number])
