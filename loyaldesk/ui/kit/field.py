"""A field with its name above and what is wrong with it below."""

from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from loyaldesk.ui.kit.labels import IconLabel, Label
from loyaldesk.ui.kit.layout import XS, box, row
from loyaldesk.ui.kit.styling import mark

W = TypeVar("W", bound=QWidget)


class Field(QWidget, Generic[W]):
    """Name, widget, and one line under it for a hint or an error.

    A widget that has the signal ``error_changed(str)`` shows its own errors here.

    Args:
        label: What is to be filled in.
        widget: Where it is filled in.
        hint: Said under the widget while nothing is wrong.
    """

    def __init__(self, label: str, widget: W, hint: str = "") -> None:
        super().__init__()
        self.widget: W = widget
        self._hint = hint
        self.label = Label(label, "label")
        self.label.setBuddy(widget)
        self.below = Label("", "caption", wrap=True)
        narrow = self.below.sizePolicy()
        narrow.setHorizontalPolicy(QSizePolicy.Policy.Ignored)  # an error widens no form
        self.below.setSizePolicy(narrow)
        self._sign = IconLabel("alert-triangle", "danger", 16)
        line = row(self._sign, self.below, spacing=6)
        line.setStretch(1, 1)
        line.setAlignment(self._sign, Qt.AlignmentFlag.AlignTop)
        self._line = box(line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(XS)
        layout.addWidget(self.label)
        layout.addWidget(widget)
        layout.addWidget(self._line)
        layout.addStretch(1)
        if not widget.accessibleName():
            widget.setAccessibleName(label)
        if hasattr(widget, "error_changed"):
            widget.error_changed.connect(self._on_error_changed)
        self.clear_error()

    def set_error(self, text: str) -> None:
        """Say what is wrong and outline the widget; an empty *text* clears it."""
        mark(self.widget, invalid="true" if text else "false")
        mark(self.below, role="error" if text else "caption")
        said = text or self._hint
        self.below.setText(said)
        self._sign.setVisible(bool(text))
        self._line.setVisible(bool(said))
        self.widget.setAccessibleDescription(said)

    def clear_error(self) -> None:
        """Take the error away; the hint comes back."""
        self.set_error("")

    def set_hint(self, hint: str) -> None:
        """Change what is said while nothing is wrong."""
        self._hint = hint
        if self.widget.property("invalid") != "true":
            self.clear_error()

    def error(self) -> str:
        """Return what is wrong, or an empty text."""
        return self.below.text() if self.widget.property("invalid") == "true" else ""

    def _on_error_changed(self, text: str) -> None:
        self.set_error(text)
