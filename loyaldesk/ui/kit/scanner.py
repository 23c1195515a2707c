"""Telling a barcode scanner from a person: a scanner is a keyboard no hand can be."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from loyaldesk.kernel.persian import ascii_digits, without_marks

MAX_GAP_MS = 35
MIN_LENGTH = 6
_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)


@dataclass(frozen=True, slots=True)
class _Burst:
    """Keys that came faster than a hand types, and how to undo what they did."""

    target: QWidget
    undo: Callable[[], None]
    keys: str
    at: int


class WedgeFilter(QObject):
    """Watches every key of the application; install it with ``app.installEventFilter``.

    Keys at most 35 ms apart, at least `min_length` of them, ended by Enter or Tab as fast, are a
    scan. The field that had the keys gets its old text back, and the Enter presses nothing.
    Digits typed through a Persian keyboard layout are understood. A field for a secret is left
    alone.

    The time of a key is the one the system gave it, so neither a busy window makes a scanner of
    a person nor a slow one a person of a scanner.

    Args:
        prefix: Sent by the scanner before a code; taken away.
        suffix: Sent by the scanner after a code, before Enter; taken away.
        min_length: Shortest code.
        parent: Owner.
    """

    scanned = Signal(str)  # the code, digits as ASCII

    def __init__(
        self,
        prefix: str = "",
        suffix: str = "",
        min_length: int = MIN_LENGTH,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._min_length = min_length
        self._prefix, self._suffix = prefix, suffix
        self._burst: _Burst | None = None
        self._clock = QElapsedTimer()
        self._clock.start()

    def set_marks(self, prefix: str, suffix: str) -> None:
        """Expect other characters around a code."""
        self._prefix, self._suffix = prefix, suffix

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: look at a key before its widget does."""
        if not isinstance(event, QKeyEvent) or not isinstance(watched, QWidget):
            return False  # the cheap question first: every event of the program comes by
        kind = event.type()
        if kind not in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            return False
        if not _is_first_to_see(watched):
            return False
        now = event.timestamp() or self._clock.elapsed()
        if event.key() in _ENDS:
            return self._on_end(event, now)
        if kind == QEvent.Type.KeyPress:
            self._on_key(watched, event, now)
        return False

    def _on_key(self, target: QWidget, event: QKeyEvent, now: int) -> None:
        text = event.text()
        modifiers = event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        is_modifier_alone = not text and event.key() in (Qt.Key.Key_Shift, Qt.Key.Key_NumLock)
        if is_modifier_alone:
            return
        is_text = text.isprintable() and modifiers == Qt.KeyboardModifier.NoModifier
        if not text or not is_text or _hides_keys(target):
            self._burst = None
            return
        burst = self._burst
        if burst is None or burst.target is not target or now - burst.at > MAX_GAP_MS:
            burst = _Burst(target, _memory_of(target), "", now)
        self._burst = _Burst(burst.target, burst.undo, burst.keys + text, now)

    def _on_end(self, event: QKeyEvent, now: int) -> bool:
        burst = self._burst
        code = self._code_in(burst.keys) if burst is not None else ""
        is_scan = (
            burst is not None and now - burst.at <= MAX_GAP_MS and len(code) >= self._min_length
        )
        if event.type() == QEvent.Type.ShortcutOverride:
            if is_scan:
                event.accept()  # else a shortcut on Enter would act before the key is seen
            return is_scan
        self._burst = None
        if not is_scan or burst is None:
            return False
        burst.undo()
        self.scanned.emit(code)
        return True

    def _code_in(self, keys: str) -> str:
        code = keys.removeprefix(self._prefix) if self._prefix else keys
        code = code.removesuffix(self._suffix) if self._suffix else code
        return ascii_digits(without_marks(code)).strip()


def _hides_keys(widget: QWidget) -> bool:
    """Return whether *widget* takes a secret: one typed fast must not come out as a code."""
    return isinstance(widget, QLineEdit) and widget.echoMode() != QLineEdit.EchoMode.Normal


def _is_first_to_see(widget: QWidget) -> bool:
    """Return whether *widget* gets keys first; its parents see a key again if it ignores it."""
    popup = QApplication.activePopupWidget()
    if popup is not None:
        return widget is (popup.focusWidget() or popup)
    focus = QApplication.focusWidget()
    return widget is focus if focus is not None else widget.isWindow()


def _memory_of(widget: QWidget) -> Callable[[], None]:
    """Return what brings *widget* back to what it shows now."""
    if isinstance(widget, QLineEdit):
        text, cursor = widget.text(), widget.cursorPosition()

        def line_as_before() -> None:
            widget.setText(text)
            widget.setCursorPosition(cursor)

        return line_as_before
    if isinstance(widget, QPlainTextEdit | QTextEdit):
        return _memory_of_text(widget)
    if isinstance(widget, QComboBox):
        number = widget.currentIndex()
        return lambda: widget.setCurrentIndex(number)
    return lambda: None


def _memory_of_text(widget: QPlainTextEdit | QTextEdit) -> Callable[[], None]:
    text, at = widget.toPlainText(), widget.textCursor().position()

    def text_as_before() -> None:
        cursor = widget.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        cursor.setPosition(min(at, len(text)))
        widget.setTextCursor(cursor)

    return text_as_before
