"""Buttons: words first, the key that does the same printed on them."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPushButton, QSizePolicy, QToolButton

from loyaldesk.kernel.persian import ltr
from loyaldesk.ui.kit.icons import icon, icon_before_words
from loyaldesk.ui.kit.styling import plain_tooltip, plain_words

ICON, GAP = 20, 5
"""An icon, and the room towards the words beside the 4 pixels Qt leaves."""

_PRINTED_ONLY = {"enter", "esc", "ctrl+enter"}
"""Keys a dialog or a field answers itself: shown on the button, not taken from the field."""


class Button(QPushButton):
    """A push button that Enter presses as well as Space, with ``&`` taken as it stands.

    Args:
        text: What it does, in words.
        key: The key that does the same, such as ``F6``; ``Enter`` and ``Esc`` are printed only.
        icon_name: An icon before the words.
    """

    def __init__(self, text: str, key: str = "", icon_name: str = "") -> None:
        super().__init__()
        self._key = key
        self._icon_name = icon_name
        self.set_words(text)
        if icon_name:
            self.paint_icon("ink")
        if key and key.casefold() not in _PRINTED_ONLY:
            self.setShortcut(QKeySequence(key))

    def set_words(self, text: str) -> None:
        """Change what the button says; its key stays."""
        plain = plain_words(text)
        self.setText(f"{plain}  {ltr(self._key)}" if self._key else plain)
        self.setAccessibleName(text)
        if self._key and self._key.casefold() not in _PRINTED_ONLY:
            self.setShortcut(QKeySequence(self._key))  # setText forgets it

    def set_key(self, key: str) -> None:
        """Print another key on the button."""
        self._key = key
        self.set_words(self.accessibleName())

    def paint_icon(self, colour: str) -> None:
        """Show the button's icon in another colour."""
        gap = GAP if self.text() else 0
        self.setIcon(icon_before_words(self._icon_name, colour, ICON, gap))
        self.setIconSize(QSize(ICON + gap, ICON))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter on a focused button presses it; Ctrl+Enter belongs to the window around it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.ignore()
            else:
                self.click()
        else:
            super().keyPressEvent(event)


def button(text: str, key: str = "", icon_name: str = "") -> Button:
    """Return an ordinary button."""
    return Button(text, key, icon_name)


def primary_button(text: str, key: str = "", icon_name: str = "", *, tall: bool = False) -> Button:
    """Return the one button a page is about; *tall* at the counter."""
    made = Button(text, key, icon_name)
    made.setProperty("primary", "true")
    if tall:
        made.setProperty("tall", "true")
    if icon_name:
        made.paint_icon("on_accent")
    return made


def quiet_button(text: str, key: str = "", icon_name: str = "") -> Button:
    """Return a button without a frame, for things beside the point."""
    made = Button(text, key, icon_name)
    made.setProperty("quiet", "true")
    if icon_name:
        made.paint_icon("accent")
    return made


def danger_button(
    text: str, key: str = "", icon_name: str = "", *, primary: bool = False
) -> Button:
    """Return a button for what is hard to take back; *primary* fills it."""
    made = Button(text, key, icon_name)
    made.setProperty("danger", "true")
    if primary:
        made.setProperty("primary", "true")
    if icon_name:
        made.paint_icon("on_danger" if primary else "danger")
    return made


def icon_button(icon_name: str, words: str, key: str = "") -> QToolButton:
    """Return a button of 40 by 40 pixels; its words are tooltip and accessible name."""
    made = QToolButton()
    made.setProperty("square", "true")
    made.setIcon(icon(icon_name))
    made.setIconSize(QSize(20, 20))
    made.setAccessibleName(words)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    plain_tooltip(made, f"{words}  {ltr(key)}" if key else words)
    if key:
        made.setShortcut(QKeySequence(key))
    return made


def nav_button(icon_name: str, words: str, key: str = "") -> QToolButton:
    """Return an entry of the side bar; ``checked`` is the page on view."""
    made = QToolButton()
    made.setProperty("nav", "true")
    made.setCheckable(True)
    made.setAutoExclusive(True)
    made.setText("  " + plain_words(words))
    made.setIcon(icon(icon_name, "side_ink"))
    made.setIconSize(QSize(20, 20))
    made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setAccessibleName(words)
    if key:
        made.setShortcut(QKeySequence(key))
        plain_tooltip(made, ltr(key))
    return made
