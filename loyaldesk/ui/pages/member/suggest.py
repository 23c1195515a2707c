"""A line for any text that offers usual answers."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit

from loyaldesk.ui.kit.labels import lead


class Suggest(QLineEdit):
    """A line for any text, with usual answers offered as one types or presses Down.

    Args:
        answers: What is offered.
    """

    def __init__(self, answers: list[str]) -> None:
        super().__init__()
        lead(self)
        completer = QCompleter(answers, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)
        self._open: Callable[[], None] = completer.complete

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Down in the empty field opens all answers."""
        if event.key() == Qt.Key.Key_Down and not self.text():
            self.completer().setCompletionPrefix("")
            self._open()
        else:
            super().keyPressEvent(event)
