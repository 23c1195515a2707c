"""Large answers to choose from: a picture, a few words, a sentence."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from loyaldesk.ui.kit.labels import IconLabel, Label
from loyaldesk.ui.kit.layout import L, M, S, column

T = TypeVar("T")


class Tile(QPushButton):
    """One answer."""

    def __init__(self, icon_name: str, words: str, sentence: str = "") -> None:
        super().__init__()
        self.setProperty("tile", "true")
        self.setCheckable(True)
        self.setAutoDefault(False)  # Enter goes on, Space and arrows choose
        self.setAccessibleName(words)
        self.setAccessibleDescription(sentence)
        lines = [Label(words, "label")]
        if sentence:
            lines.append(Label(sentence, "caption", wrap=True))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(L, S, L, S)
        layout.setSpacing(L)
        layout.addWidget(IconLabel(icon_name, "accent", 28))
        layout.addLayout(column(None, *lines, None, spacing=2), 1)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """Qt: room for two lines."""
        return QSize(240, 66)


class Tiles(QWidget, Generic[T]):
    """Tiles under or beside each other of which one is chosen; arrows go through them.

    Args:
        options: Value, icon, words and sentence of each.
        chosen: The value chosen first.
        name: What is chosen, for screen readers.
        beside: Whether they stand in a row.
    """

    chosen = Signal(object)

    def __init__(
        self, options: Sequence[tuple[T, str, str, str]], chosen: T, name: str, *, beside: bool
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._values = [option[0] for option in options]
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self) if beside else QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        for number, (value, icon_name, words, sentence) in enumerate(options):
            tile = Tile(icon_name, words, sentence)
            tile.setChecked(value == chosen)
            self._group.addButton(tile, number)
            layout.addWidget(tile)
        self._group.idClicked.connect(lambda number: self.chosen.emit(self._values[number]))

    def value(self) -> T:
        """Return the chosen value."""
        return self._values[self._group.checkedId()]

    def focus_chosen(self) -> None:
        """Give the keys to the chosen tile."""
        self._group.button(self._group.checkedId()).setFocus()

    def set_value(self, value: T) -> None:
        """Choose *value*."""
        self._group.button(self._values.index(value)).setChecked(True)
