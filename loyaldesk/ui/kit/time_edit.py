"""Typing an hour of the day; an empty field is no hour."""

import re
from datetime import time

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import ascii_digits
from loyaldesk.ui.kit.labels import lead
from loyaldesk.ui.kit.styling import mark


def parse_time(text: str) -> time:
    """Return the hour in *text*: ``9``, ``930``, ``09:30``, ``۱۸:۴۵``.

    Raises:
        ValueError: If it is none.
    """
    found = re.fullmatch(r"(\d{1,2})(?:[:.٫]?(\d{2}))?", ascii_digits(text.strip()))
    if not found:
        raise ValueError(f"not an hour: {text!r}")
    return time(int(found.group(1)), int(found.group(2) or 0))


class TimeEdit(QLineEdit):
    """A field for one hour, or none.

    Args:
        name: What the hour is, for screen readers.
    """

    error_changed = Signal(str)

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self._error = ""
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setInputMethodHints(Qt.InputMethodHint.ImhTime)
        lead(self)
        self.setAccessibleName(name)
        self.setPlaceholderText(fmt.digits("10:30"))
        self.editingFinished.connect(self._on_finished)
        self.textEdited.connect(lambda _text: self._say(""))

    def hour(self) -> time | None:
        """Return the hour; None while the field is empty or wrong."""
        text = self.text().strip()
        if not text:
            self._say("")
            return None
        try:
            found = parse_time(text)
        except ValueError:
            example = fmt.digits("10:30")
            self._say(tr("Write the hour like this: {example}").format(example=example))
            return None
        self._say("")
        return found

    def set_hour(self, hour: time | None) -> None:
        """Show *hour*; None empties the field."""
        self.setText("" if hour is None else fmt.digits(f"{hour:%H:%M}"))
        self._say("")

    def error(self) -> str:
        """Return what is wrong with the text, or an empty text."""
        self.hour()
        return self._error

    def _on_finished(self) -> None:
        found = self.hour()
        if found is not None:
            self.set_hour(found)

    def _say(self, error: str) -> None:
        if error != self._error:
            self._error = error
            mark(self, invalid="true" if error else "false")
            self.error_changed.emit(error)
