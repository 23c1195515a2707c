"""One line to search with: asks after a short pause, at once on Enter."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit

from loyaldesk.ui.kit.labels import IconLabel, lead

PAUSE_MS = 150
MIN_WIDTH = 200
SIGN_EDGE = 12
EDGE = 16
"""Of the field itself, by the style sheet."""
CARET_ROOM = "\N{NO-BREAK SPACE}"


class SearchBox(QLineEdit):
    """A field that tells what is sought.

    Args:
        placeholder: What can be sought.
        big: The one field a page is about.
        icon_name: Shown where reading begins.
        brief: The same in fewer words, for where they do not fit.
    """

    searched = Signal(str)  # after a pause in typing, or on Enter
    entered = Signal(str)  # Enter
    left_downwards = Signal()  # the Down key: to the list below

    def __init__(
        self, placeholder: str, *, big: bool = False, icon_name: str = "search", brief: str = ""
    ) -> None:
        super().__init__()
        # the caret would stand on the first letter
        self._sayings = tuple(CARET_ROOM + words for words in (placeholder, brief) if words)
        self.setPlaceholderText(self._sayings[0])
        self.setAccessibleName(placeholder)
        self.setClearButtonEnabled(True)
        self._sign = IconLabel(icon_name, "accent" if big else "muted", 26 if big else 18)
        self._sign.setParent(self)
        if big:
            self.setProperty("big", "true")
        self.setMinimumWidth(MIN_WIDTH)
        lead(self)
        self._told = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        self.textChanged.connect(self._on_text_changed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter asks at once, Down goes to the list, Esc empties."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._tell()
            self.entered.emit(self.text())
        elif event.key() == Qt.Key.Key_Down:
            self._tell()
            self.left_downwards.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: keep the icon where reading begins."""
        super().resizeEvent(event)
        size = self._sign.width()
        is_rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = self.width() - size - SIGN_EDGE if is_rtl else SIGN_EDGE
        self._sign.move(left, (self.height() - size) // 2)
        room = size + SIGN_EDGE // 2
        self.setTextMargins(0 if is_rtl else room, 0, room if is_rtl else 0, 0)
        free = self.width() - room - 2 * EDGE
        metrics = self.fontMetrics()
        fitting = (words for words in self._sayings if metrics.horizontalAdvance(words) <= free)
        self.setPlaceholderText(next(fitting, self._sayings[-1]))

    def _on_text_changed(self) -> None:
        self._pause.start()

    def _tell(self) -> None:
        self._pause.stop()
        if self.text() != self._told:
            self._told = self.text()
            self.searched.emit(self._told)
