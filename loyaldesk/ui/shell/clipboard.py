"""Copied numbers do not stay behind: the clipboard forgets phones and cards after a while."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QClipboard, QGuiApplication

from loyaldesk.kernel.persian import ascii_digits, without_marks
from loyaldesk.ui.shell.log import masked

CLEAR_MS = 30_000


class ClipboardKeeper(QObject):
    """Empties the clipboard when what we put there is a person's and still there.

    What another program put there since is left alone.

    Args:
        parent: Owner.
        is_ours: Whether what was just copied was copied in this program.
    """

    def __init__(
        self, parent: QObject | None = None, is_ours: Callable[[], bool] | None = None
    ) -> None:
        super().__init__(parent)
        self._is_ours = is_ours or _is_ours
        self._clipboard: QClipboard = QGuiApplication.clipboard()
        self._text = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CLEAR_MS)
        self._timer.timeout.connect(self.clear)
        self._clipboard.dataChanged.connect(self._on_changed)

    @Slot()
    def clear(self) -> None:
        """Empty the clipboard if it still holds what was copied here."""
        self._timer.stop()
        text, self._text = self._text, ""
        if text and self._clipboard.text() == text:
            self._clipboard.clear()

    def is_waiting(self) -> bool:
        """Return whether something is to be forgotten."""
        return self._timer.isActive()

    @Slot()
    def _on_changed(self) -> None:
        text = self._clipboard.text() if self._is_ours() else ""
        if text and is_private(text):
            self._text = text
            self._timer.start()
        else:
            self._text = ""
            self._timer.stop()


def _is_ours() -> bool:
    """Return whether it was copied here: some systems do not say, but then one of ours is used."""
    return QGuiApplication.clipboard().ownsClipboard() or bool(QGuiApplication.focusWindow())


def is_private(text: str) -> bool:
    """Return whether *text* holds a phone, a card's number or an e-mail, however it is written."""
    plain = "".join(each for each in without_marks(ascii_digits(text)) if each not in " -()")
    return masked(plain) != plain
