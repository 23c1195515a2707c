"""A short word after something was done, with a way back, that goes away by itself."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from loyaldesk.kernel.i18n import tr
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.icons import icon
from loyaldesk.ui.kit.labels import IconLabel, Label
from loyaldesk.ui.kit.layout import XL, L, S

_SIGNS = {
    "ok": "circle-check",
    "info": "info-circle",
    "warn": "alert-triangle",
    "danger": "circle-x",
}
MOST_WIDTH = 620


class ToastHost(QObject):
    """Shows one toast at a time at the foot of a window, above everything on it.

    The toast is reached by Tab and closed by Esc; while pointer or keys are on it, it stays.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._toast: _Toast | None = None
        window.installEventFilter(self)

    def show(
        self,
        text: str,
        action_text: str = "",
        on_action: Callable[[], object] | None = None,
        seconds: int = 8,
        kind: str = "ok",
        more: tuple[str, Callable[[], object]] | None = None,
    ) -> None:
        """Show *text* for *seconds*; its button calls *on_action* and closes the toast.

        *more*: words and act of a second button, for what may follow.
        """
        self.clear()
        self._toast = _Toast(self._window, text, action_text, on_action, kind, more)
        self._toast.closed.connect(self.clear)
        self._place()
        self._toast.stay(seconds)
        announce(self._window, text)

    def clear(self) -> None:
        """Take the toast away."""
        toast, self._toast = self._toast, None
        if toast is not None:
            toast.hide()
            toast.deleteLater()

    def act(self) -> bool:
        """Do what the toast's button does; return whether there was one (for Ctrl+Z)."""
        if self._toast is None or self._toast.action is None:
            return False
        self._toast.action.click()
        return True

    def text(self) -> str:
        """Return what is shown, or an empty text."""
        return self._toast.label.text() if self._toast is not None else ""

    def kind(self) -> str:
        """Return what kind of word is shown, or an empty text."""
        return str(self._toast.property("toast")) if self._toast is not None else ""

    def take_over(self, other: "ToastHost") -> None:
        """Go on saying what *other* says, whose window goes away; its button stays behind."""
        if other.text():
            self.show(other.text(), kind=other.kind())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: follow the window's size."""
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        toast = self._toast
        if toast is None:
            return
        width = min(MOST_WIDTH, self._window.width() - 2 * XL, toast.wanted_width())
        toast.resize(width, max(toast.heightForWidth(width), toast.minimumSizeHint().height()))
        toast.move((self._window.width() - width) // 2, self._window.height() - toast.height() - XL)


class _Toast(QFrame):
    closed = Signal()

    def __init__(
        self,
        window: QWidget,
        text: str,
        action_text: str,
        on_action: Callable[[], object] | None,
        kind: str,
        more: tuple[str, Callable[[], object]] | None = None,
    ) -> None:
        super().__init__(window)
        self.setProperty("toast", kind)
        self._on_action = on_action
        self.label = Label(text, wrap=True)
        self.action: QPushButton | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.closed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(L, S, S, S)
        layout.setSpacing(S)
        layout.addWidget(IconLabel(_SIGNS[kind], "toast_action"))
        layout.addWidget(self.label, 1)
        if action_text:
            self.action = button(action_text)
            self.action.clicked.connect(self._on_clicked)
            layout.addWidget(self.action)
        self.second: QPushButton | None = None
        if more is not None:
            words, act = more
            self.second = button(words)
            self.second.clicked.connect(lambda: self._close_and(act))
            layout.addWidget(self.second)
        shut = button("")
        shut.setIcon(icon("x", "toast_ink"))
        shut.setAccessibleName(tr("Close"))
        shut.clicked.connect(self.closed)
        layout.addWidget(shut)

    def stay(self, seconds: int) -> None:
        """Show the toast and let it go after *seconds*; 0 keeps it."""
        self.show()
        self.raise_()
        self._timer.setInterval(seconds * 1000)
        if seconds:
            self._timer.start()

    def wanted_width(self) -> int:
        """Return the width that holds the text on one line."""
        words = self.label.fontMetrics().horizontalAdvance(self.label.text()) + 4
        rest = self.minimumSizeHint().width() - self.label.minimumSizeHint().width()
        return words + rest

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Qt: the pointer is on it: it stays."""
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: the pointer is gone: time runs anew."""
        if self._timer.interval():
            self._timer.start()
        super().leaveEvent(event)

    def _on_clicked(self) -> None:
        self._close_and(self._on_action)

    def _close_and(self, act: Callable[[], object] | None) -> None:
        self.closed.emit()
        if act is not None:
            act()


def announce(widget: QWidget, text: str) -> None:
    """Have a screen reader say *text*."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))
