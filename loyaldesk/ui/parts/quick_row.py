"""What is kept of a member in passing, as a quiet row of buttons with their keys."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import ltr
from loyaldesk.services.desk import Desk
from loyaldesk.ui.kit.buttons import Button, quiet_button
from loyaldesk.ui.kit.layout import XS, row
from loyaldesk.ui.kit.styling import plain_tooltip


class QuickRow(QWidget):
    """Complaint, follow-up, contact and answers; `wanted` tells the key whose window is asked for.

    Where there is little room the keys stand alone beside their pictures.

    Args:
        desk: Who may do what.
    """

    wanted = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        may = Permission
        acts = (
            ("F7", tr("Complaint"), "mood-sad", may.COMPLAINT_OPEN),
            ("F9", tr("Follow-up"), "calendar-plus", may.FOLLOWUP_WRITE),
            ("Ctrl+T", tr("Contact"), "phone", may.CONTACT_WRITE),
            ("Ctrl+J", tr("Answers"), "message-question", may.ANSWER_READ),
        )
        self.buttons: dict[str, Button] = {}
        self._words: dict[str, str] = {}
        for key, words, picture, right in acts:
            if desk.may(right):
                self.buttons[key] = self._button(key, words, picture)
                self._words[key] = words
        layout = row(*self.buttons.values(), None, spacing=XS)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(40)
        self._wide = sum(each.sizeHint().width() + XS for each in self.buttons.values())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: words where they fit, else the keys alone."""
        super().resizeEvent(event)
        has_room = self.width() >= self._wide
        for key, each in self.buttons.items():
            words = self._words[key]
            each.set_words(words) if has_room else each.setText(ltr(key))
            each.setShortcut("")  # the window hears the key on every page
            plain_tooltip(each, "" if has_room else words)

    def _button(self, key: str, words: str, picture: str) -> Button:
        made = quiet_button(words, key, picture)
        made.setShortcut("")
        made.clicked.connect(lambda: self.wanted.emit(key))
        return made
