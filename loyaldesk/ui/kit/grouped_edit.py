"""A field for digits that regroups what is typed and keeps the cursor where the hand is."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from loyaldesk.kernel.persian import ascii_digits
from loyaldesk.ui.kit.labels import lead


class GroupedEdit(QLineEdit):
    """Holds ASCII digits inside and shows them grouped, in the reader's digits.

    Children say how digits are shown (`shown`), how many fit (`fits`) and what pasted text
    means (`pasted`).
    """

    changed = Signal()
    refused = Signal(str)  # a short code: why pasted text was not taken

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        lead(self)
        self.setAccessibleName(name)
        self._before = ""
        self.textEdited.connect(self._on_edited)
        self.textChanged.connect(self._on_text_changed)

    def raw(self) -> str:
        """Return what the field holds as ASCII digits."""
        return self.digits_of(self.text())

    def digits_of(self, text: str) -> str:
        """Return the digits in *text*, ASCII."""
        return "".join(c for c in ascii_digits(text) if c.isascii() and c.isdigit())

    def shown(self, raw: str) -> str:
        """Return *raw* as it is shown."""
        return raw

    def fits(self, raw: str) -> bool:
        """Return whether *raw* can be held."""
        return len(raw) <= 32

    def pasted(self, text: str) -> str:
        """Return the digits a pasted *text* means.

        Raises:
            ValueError: With a code as its text if it means none.
        """
        return self.digits_of(text)

    def type_digits(self, digits: str) -> None:
        """Put *digits* where the cursor is, as if typed."""
        start, end = self._selected_digits()
        raw = self.raw()
        self._take(raw[:start] + digits + raw[end:], start + len(digits))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: a key at a group sign takes the digit beside it, not the sign alone."""
        is_plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if is_plain and not self.hasSelectedText() and not self.isReadOnly():
            at, text = self.cursorPosition(), self.text()
            if event.key() == Qt.Key.Key_Backspace and at and not self.digits_of(text[at - 1]):
                self.setCursorPosition(at - 1)
            elif event.key() == Qt.Key.Key_Delete and not self.digits_of(text[at : at + 1]):
                self.setCursorPosition(min(at + 1, len(text)))
        super().keyPressEvent(event)

    def _selected_digits(self) -> tuple[int, int]:
        """Return from which to which digit the selection (or the cursor) reaches."""
        text = self.text()
        start = self.selectionStart() if self.hasSelectedText() else self.cursorPosition()
        end = start + len(self.selectedText())
        return len(self.digits_of(text[:start])), len(self.digits_of(text[:end]))

    def _on_edited(self, text: str) -> None:
        """Regroup; text that came in one piece is read as pasted."""
        cursor = self.cursorPosition()
        head, piece, tail = _difference(self._before, text, cursor)
        if len(piece) > 1:
            try:
                meant = self.pasted(piece)
            except ValueError as why:
                self._take(self.digits_of(self._before), len(self.digits_of(head)))
                self.refused.emit(str(why))
                return
            raw_head = self.digits_of(head)
            self._take(raw_head + meant + self.digits_of(tail), len(raw_head) + len(meant))
            return
        self._take(self.digits_of(text), len(self.digits_of(text[:cursor])))

    def _take(self, raw: str, digits_before_cursor: int) -> None:
        if not self.fits(raw):
            kept = self.digits_of(self._before)
            digits_before_cursor = min(digits_before_cursor, len(kept))
            raw = kept
            self.refused.emit("large")
        trimmed = self.trimmed(raw)
        digits_before_cursor = max(0, digits_before_cursor - (len(raw) - len(trimmed)))
        text = self.shown(trimmed)
        if text != self.text():
            self.setText(text)
        self.setCursorPosition(self._position_after(digits_before_cursor))

    def trimmed(self, raw: str) -> str:
        """Return *raw* without digits that say nothing (leading zeros of an amount)."""
        return raw

    def _position_after(self, digits: int) -> int:
        text, seen = self.text(), 0
        if not digits:
            return 0
        for at, character in enumerate(text):
            seen += bool(self.digits_of(character))
            if seen == digits:
                return at + 1
        return len(text)

    def _on_text_changed(self) -> None:
        """Qt tells the text of before regrouping once more after it: ask the field itself."""
        if self._before != self.text():
            self._before = self.text()
            self.changed.emit()


def _difference(before: str, after: str, cursor: int) -> tuple[str, str, str]:
    """Return what stands before, what came in, and what stands after the edit."""
    tail = after[cursor:]
    start = 0
    most = min(len(before) - len(tail), cursor) if before.endswith(tail) else cursor
    while start < max(most, 0) and before[start : start + 1] == after[start]:
        start += 1
    return after[:start], after[start:cursor], tail
