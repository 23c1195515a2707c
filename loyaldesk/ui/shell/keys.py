"""The keys that work on every page, and which keys a page has of its own."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from loyaldesk.kernel.persian import ascii_digits

_WINDOWS_LETTERS = range(ord("A"), ord("Z") + 1)


def key_name(event: QKeyEvent) -> str:
    """Return the name of a key as shortcuts write it: ``F6``, ``Ctrl+K``, ``Esc``.

    A letter typed with Ctrl on a Persian keyboard is the Latin one on the same key.
    """
    key = event.key()
    if key in (Qt.Key.Key_unknown, 0):
        return ""
    digit = ascii_digits(chr(key)) if key < 0x11_0000 else ""
    if len(digit) == 1 and digit.isascii() and digit.isdigit():
        key = ord(digit)
    elif 0x7F < key < 0x100_0000 and event.nativeVirtualKey() in _WINDOWS_LETTERS:
        key = event.nativeVirtualKey()
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    keys = QKeySequence(QKeyCombination(modifiers, Qt.Key(key)))
    return keys.toString(QKeySequence.SequenceFormat.PortableText)


class KeyTable(QObject):
    """Looks at keys before fields do; an application event filter.

    Buttons with a shortcut of their own come first: their keys never arrive here.

    Args:
        window: Keys count while this window has them, no dialog and no menu.
        press: Given the name of a key; returns whether it was used.
    """

    def __init__(self, window: QWidget, press: Callable[[str], bool]) -> None:
        super().__init__(window)
        self._window = window
        self._press = press

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: use the key or let it pass."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if not isinstance(watched, QWidget) or not self._is_ours(watched):
            return False
        name = key_name(event)
        is_special = name.startswith(("Ctrl+", "Alt+", "F")) and len(name) > 1
        return is_special and self._press(name)

    def _is_ours(self, watched: QWidget) -> bool:
        if not self._window.isVisible() or watched.window() is not self._window.window():
            return False
        if QApplication.activeModalWidget() is not None:
            return False
        if QApplication.activePopupWidget() is not None:
            return False
        focus = QApplication.focusWidget()
        return watched is focus if focus is not None else watched.isWindow()


def field_can_undo() -> bool:
    """Return whether Ctrl+Z belongs to the field that has the keys."""
    field = QApplication.focusWidget()
    if isinstance(field, QLineEdit):
        return bool(field.text()) and field.isUndoAvailable()
    if isinstance(field, QPlainTextEdit | QTextEdit):
        return field.document().isUndoAvailable()
    return False


def keys_of(page: QWidget) -> list[tuple[str, str]]:
    """Return key and words of every button on *page* that has a key, in reading order.

    Keys without a button follow: a part of the page tells them with ``told_keys()``.
    """
    found = []
    for button in page.findChildren(QAbstractButton):
        keys = button.shortcut().toString(QKeySequence.SequenceFormat.PortableText)
        if keys and button.isVisibleTo(page):
            found.append((keys, button.accessibleName() or button.text()))
    for part in page.findChildren(QWidget):
        if hasattr(part, "told_keys") and part.isVisibleTo(page):
            found += part.told_keys()
    return found
