"""Numbered rows to pick one of: a digit or an arrow marks, a click marks."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.ui.kit.labels import ElidedLabel, Label, chip
from loyaldesk.ui.kit.layout import XS, S, column, hairline
from loyaldesk.ui.kit.styling import mark
from loyaldesk.ui.pages.counter.choices import Option


class OptionRows(QWidget):
    """The rows; nothing is marked while something is typed elsewhere."""

    marked = Signal(int)
    picked = Signal(int)  # a double click

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[_Row] = []
        self._lines: list[QWidget] = []
        self._inside = QVBoxLayout(self)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(0)

    def show_options(self, options: Sequence[Option]) -> None:
        """Show *options*, the first one under the digit 1."""
        for old in (*self._rows, *self._lines):
            self._inside.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._rows, self._lines = [], []
        for place, option in enumerate(options):
            made = _Row(place + 1, option)
            made.pressed.connect(self.marked)
            made.twice.connect(self.picked)
            if place:
                self._lines.append(hairline())
                self._inside.addWidget(self._lines[-1])
            self._rows.append(made)
            self._inside.addWidget(made)
        self.setVisible(bool(options))

    def mark(self, place: int | None) -> None:
        """Mark the row at *place* (from 0), or none."""
        for number, each in enumerate(self._rows):
            is_marked = "true" if number == place else "false"
            mark(each, chosen=is_marked, keys=is_marked)

    def texts(self) -> list[str]:
        """Return what each row says, for screen readers and tests."""
        return [each.accessibleName() for each in self._rows]


class _Row(QFrame):
    pressed = Signal(int)
    twice = Signal(int)

    def __init__(self, number: int, option: Option) -> None:
        super().__init__()
        self._place = number - 1
        mark(self, pick="true", chosen="false")
        digit = chip(fmt.number(number))
        title = ElidedLabel(option.title, "label")
        brings = Label(option.brings, "label")
        brings.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        words = [title, ElidedLabel(option.about, "caption")] if option.about else [title]
        layout = QHBoxLayout(self)
        layout.setContentsMargins(S, XS, S, XS)
        layout.setSpacing(S)
        layout.addWidget(digit)
        layout.addLayout(column(*words, spacing=0), 1)
        layout.addWidget(brings)
        self.setMinimumHeight(40)
        said = tr("{n}: {title}, {brings}").format(
            n=fmt.number(number), title=option.title, brings=option.brings
        )
        self.setAccessibleName(tr(", ").join([said, option.about]) if option.about else said)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """Qt: a click marks."""
        self.pressed.emit(self._place)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Qt: two clicks take."""
        self.twice.emit(self._place)
