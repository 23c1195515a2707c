"""What a list says while it is empty: what it is for, and the first thing to do."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.ui.kit.buttons import Button
from loyaldesk.ui.kit.labels import IconLabel, Label
from loyaldesk.ui.kit.layout import L, M, S

ROOM_FOR_ICON = 190
NARROWEST, WIDEST = 180, 420  # of the sentence


class EmptyState(QWidget):
    """An icon, a sentence, and at most one button.

    Args:
        icon_name: What the list is about.
        sentence: Why nothing is here and what would be.
        button_text: The first thing to do; empty for no button.
        on_click: Called when the button is pressed.
    """

    def __init__(
        self,
        icon_name: str,
        sentence: str,
        button_text: str = "",
        on_click: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        self.icon = IconLabel(icon_name, "border", 44)
        self.sentence = Label(sentence, "muted", wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button: Button | None = None
        layout = QVBoxLayout(self)
        layout.setSpacing(M)
        layout.setContentsMargins(L, S, L, S)
        layout.addStretch(1)
        layout.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.sentence, 0, Qt.AlignmentFlag.AlignHCenter)
        if button_text:
            self.button = Button(button_text)
            layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
            if on_click is not None:
                self.button.clicked.connect(lambda: on_click())  # noqa: PLW0108  # drops `checked`
        layout.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: where there is little room, the words go before the picture."""
        super().resizeEvent(event)
        self.icon.setVisible(self.height() >= ROOM_FOR_ICON)
        words = self.sentence.fontMetrics().horizontalAdvance(self.sentence.text()) + 4
        room = max(NARROWEST, self.width() - 2 * L)
        self.sentence.setFixedWidth(min(words, room, WIDEST))
