"""A small whole number with steps: copies, days, percent."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QSpinBox

EDGE = 10


class CountEdit(QSpinBox):
    """A field for a number between two others; digits of the reader's language and ASCII.

    Args:
        least: The smallest number.
        most: The largest number.
        suffix: Shown after the number, such as a unit.
        name: What is counted, for screen readers.
    """

    def __init__(self, least: int, most: int, suffix: str = "", name: str = "") -> None:
        super().__init__()
        self.setRange(least, most)
        self.setSuffix(f" {suffix}" if suffix else "")
        self.setGroupSeparatorShown(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.lineEdit().setTextMargins(EDGE, 0, EDGE, 0)  # the style sheet cannot

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt: the wheel scrolls the page, it does not change a number in passing."""
        event.ignore()
