"""Marks that the style sheet looks for."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def mark(widget: QWidget, **marks: object) -> None:
    """Set properties of the style sheet on *widget* and dress it anew if they changed."""
    changed = False
    for name, value in marks.items():
        if widget.property(name) != value:
            widget.setProperty(name, value)
            changed = True
    if changed and widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()


def plain_tip(text: str, *, wraps: bool = False) -> str:
    """Return *text* so that Qt, which takes tooltips for markup at a guess, shows it as it is.

    Args:
        text: What the tooltip says.
        wraps: Whether long lines go on in a new line.
    """
    if not wraps and "<" not in text and "&" not in text:
        return text
    return f"<qt>{escape(text)}</qt>".replace("\n", "<br>")


def plain_tooltip(widget: QWidget, text: str) -> None:
    """Show *text* when the pointer rests on *widget*; a name with ``<`` in it is no markup."""
    widget.setToolTip(plain_tip(text))


def plain_words(text: str) -> str:
    """Return *text* for a button, tab or menu: its ``&`` stands there and makes no key."""
    return text.replace("&", "&&")


def plain_title(text: str) -> str:
    """Return *text* for the title of a window, where ``[*]`` would mark unsaved changes."""
    return text.replace("[*]", "[*][*]")
