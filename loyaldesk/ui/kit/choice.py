"""Choosing one of several values by its words."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyledItemDelegate

T = TypeVar("T")


class Choice(QComboBox, Generic[T]):
    """A drop-down list of words that stand for values.

    Args:
        options: Words and value of each choice.
        name: What is chosen, for screen readers.
    """

    chosen = Signal(object)  # the value, when a person chose

    def __init__(self, options: Sequence[tuple[str, T]] = (), name: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.view().setAccessibleName(name)
        self.setItemDelegate(QStyledItemDelegate(self))  # the one that heeds the style sheet
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._values: list[T] = []
        self.set_options(options)
        self.activated.connect(self._on_activated)

    def set_options(self, options: Sequence[tuple[str, T]]) -> None:
        """Offer *options*; the chosen value stays if it is among them."""
        before = self.value()
        self.clear()
        self._values = [value for _words, value in options]
        self.addItems([words for words, _value in options])
        if before in self._values:
            self.set_value(before)

    def value(self) -> T | None:
        """Return the chosen value; None while there is nothing to choose."""
        number = self.currentIndex()
        return self._values[number] if 0 <= number < len(self._values) else None

    def set_value(self, value: T | None) -> None:
        """Choose *value*, if it is offered."""
        if value in self._values:
            self.setCurrentIndex(self._values.index(value))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt: the wheel scrolls the page, it does not change an answer in passing."""
        event.ignore()

    def _on_activated(self, number: int) -> None:
        self.chosen.emit(self._values[number])
