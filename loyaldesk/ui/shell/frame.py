"""The one window of the program: it holds the sign-in screen or the work, never both."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from loyaldesk import NAME

USUAL_WIDTH, USUAL_HEIGHT = 1366, 768
TITLE_BAR = 40
"""What the system draws above the window, which no size of ours counts."""


class Frame(QMainWindow):
    """Shows one thing at a time; closing it is asked for, not done at once."""

    close_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(NAME)
        self._stack = QStackedWidget()
        self.setCentralWidget(self._stack)
        self._may_close = False
        room = self.screen().availableSize()
        self.resize(min(USUAL_WIDTH, room.width()), min(USUAL_HEIGHT, room.height() - TITLE_BAR))

    def shown(self) -> QWidget | None:
        """Return what is on view."""
        return self._stack.currentWidget()

    def show_only(self, widget: QWidget) -> None:
        """Show *widget* and forget what was there."""
        others = [self._stack.widget(number) for number in range(self._stack.count())]
        for other in others:
            if other is not None and other is not widget:
                self.forget(other)
        self.show_above(widget)

    def show_above(self, widget: QWidget) -> None:
        """Show *widget*; what was there is kept, hidden."""
        if self._stack.indexOf(widget) < 0:
            self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)
        widget.setFocus()

    def forget(self, widget: QWidget) -> None:
        """Let *widget* go."""
        self._stack.removeWidget(widget)
        widget.hide()
        widget.deleteLater()

    def to_front(self) -> None:
        """Show the window above the others."""
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()

    def close_now(self) -> None:
        """Close without asking anybody."""
        self._may_close = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt: what has to be done before comes first."""
        if self._may_close:
            event.accept()
        else:
            event.ignore()
            self.close_wanted.emit()
