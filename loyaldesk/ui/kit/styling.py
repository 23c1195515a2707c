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


def plain_tooltip(widget: QWidget, text: str) -> None:
    """Show *text* when the pointer rests on *widget*; a name with ``<`` in it is no markup."""
    widget.setToolTip(f"<qt>{escape(text)}</qt>" if "<" in text or "&" in text else text)
