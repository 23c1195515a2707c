"""Lines that say how things stand: a coloured strip with an icon, words and perhaps a button."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout

from loyaldesk.ui.kit.buttons import Button, button, quiet_button
from loyaldesk.ui.kit.labels import IconLabel, Label
from loyaldesk.ui.kit.layout import M, S
from loyaldesk.ui.kit.styling import mark

_SIGNS = {
    "ok": ("circle-check", "accent"),
    "info": ("info-circle", "info"),
    "warn": ("alert-triangle", "warn"),
    "danger": ("alert-triangle", "danger"),
    "plain": ("info-circle", "muted"),
}


class Note(QFrame):
    """A coloured line inside a card or page.

    Args:
        text: One sentence.
        kind: ``ok``, ``info``, ``warn``, ``danger`` or ``plain``.
        button_text: What can be done about it; empty for nothing.
        on_click: Called when the button is pressed.
        icon_name: Instead of the icon of *kind*.
    """

    def __init__(
        self,
        text: str,
        kind: str = "info",
        button_text: str = "",
        on_click: Callable[[], object] | None = None,
        *,
        icon_name: str = "",
    ) -> None:
        super().__init__()
        self._icon_name = icon_name
        self.icon = IconLabel("info-circle")
        self.label = Label("", wrap=True)
        self.button: Button | None = None
        self._line = layout = QHBoxLayout(self)
        layout.setContentsMargins(M, S, M, S)
        layout.setSpacing(S)
        layout.addWidget(self.icon)
        layout.addWidget(self.label, 1)
        if button_text:
            self.button = self._make_button(button_text)
            layout.addWidget(self.button)
            if on_click is not None:
                self.button.clicked.connect(lambda: on_click())  # noqa: PLW0108  # drops `checked`
        self.say(text, kind)

    def say(self, text: str, kind: str) -> None:
        """Change words and colour."""
        picture, colour = _SIGNS[kind]
        mark(self, note=kind)
        self.icon.show_icon(self._icon_name or picture, colour)
        self.label.setText(text)
        self.label.style().unpolish(self.label)  # its colour hangs on the strip's kind
        self.label.style().polish(self.label)

    def add_button(self, text: str, on_click: Callable[[], object]) -> Button:
        """Put a second, quiet button before the first: another way out, for the few."""
        made = quiet_button(text)
        made.clicked.connect(lambda: on_click())  # noqa: PLW0108  # drops `checked`
        self._line.insertWidget(2, made)
        return made

    def _make_button(self, text: str) -> Button:
        return quiet_button(text)


class Banner(Note):
    """The same over the whole width, on top of a window: the sample shop, a stale backup."""

    def __init__(
        self,
        text: str,
        kind: str = "warn",
        button_text: str = "",
        on_click: Callable[[], object] | None = None,
        *,
        icon_name: str = "",
    ) -> None:
        super().__init__(text, kind, button_text, on_click, icon_name=icon_name)
        self.setProperty("banner", "true")

    def _make_button(self, text: str) -> Button:
        return button(text)
