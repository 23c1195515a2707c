"""Locking the screen when nobody has touched it for a while."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QInputEvent
from PySide6.QtWidgets import QApplication, QDialog

_TOUCHES = frozenset({
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
})  # fmt: skip
LOOK_MS = 5_000


class IdleWatch(QObject):
    """Tells when no key and no pointer moved for so many minutes; an application event filter.

    Args:
        seconds: A clock that only runs forward and is not set by hand.
        parent: Owner.
    """

    idle = Signal()

    def __init__(self, seconds: Callable[[], float], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seconds = seconds
        self._touched = seconds()
        self._minutes = 0
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    def start(self, minutes: int) -> None:
        """Watch from now on; 0 watches nothing."""
        self._minutes = minutes
        self._touched = self._seconds()
        if minutes:
            self._timer.start()
        else:
            self._timer.stop()

    def look(self) -> None:
        """Tell if it has been long enough."""
        if self._minutes and self._seconds() - self._touched >= self._minutes * 60:
            self._touched = self._seconds()
            self.idle.emit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Qt: somebody is there."""
        if isinstance(event, QInputEvent) and event.type() in _TOUCHES:
            self._touched = self._seconds()
        return False


def close_everything_open() -> None:
    """Close menus and dialogs without asking: a locked screen shows no member."""
    popup = QApplication.activePopupWidget()
    while popup is not None:
        popup.close()
        after = QApplication.activePopupWidget()
        popup = after if after is not popup else None
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog) and widget.isVisible():
            widget.done(QDialog.DialogCode.Rejected)
