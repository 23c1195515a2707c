"""Choosing one of very many by typing a part of its name."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QSizePolicy, QStyledItemDelegate

from loyaldesk.ui.kit.labels import lead


class SearchChoice(QComboBox):
    """A drop-down list of names that can be typed in; what is no name is told by `value`.

    Names are Latin technical words (time zones), so the field reads from left to right.

    Args:
        names: What can be chosen.
        name: What is chosen, for screen readers.
    """

    amended = Signal()

    def __init__(self, names: Sequence[str], name: str = "") -> None:
        super().__init__()
        self._names = list(names)
        self.setAccessibleName(name)
        self.setItemDelegate(QStyledItemDelegate(self))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(10)
        self.setMinimumContentsLength(12)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        line = QLineEdit()
        self.setLineEdit(line)  # makes it editable
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._line = line
        line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        lead(line)
        self.addItems(self._names)
        line.setAccessibleName(name)
        finder = QCompleter(self._names, self)
        finder.setFilterMode(Qt.MatchFlag.MatchContains)
        finder.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        finder.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(finder)
        line.textChanged.connect(self.amended)

    def value(self) -> str:
        """Return the chosen name, or what was typed instead of one."""
        typed = self.currentText().strip()
        return next((n for n in self._names if n.casefold() == typed.casefold()), typed)

    def set_value(self, name: str) -> None:
        """Choose *name*."""
        self.setCurrentText(name)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: coming by keyboard marks the whole name, so that typing replaces it."""
        super().focusInEvent(event)
        self._line.selectAll()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt: the wheel scrolls the page, it does not change an answer in passing."""
        event.ignore()
