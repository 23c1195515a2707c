"""What every kind of chart has: parts with words, the place of each, and its drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a chart that can be pointed at.

    Attributes:
        row: Of a heat grid; 0 elsewhere.
        column: Which label.
        box: Where it stands.
        words: What it says in full.
    """

    row: int
    column: int
    box: QRectF
    words: str


class Plot:
    """One chart in one size. Children fill `parts` and draw.

    Args:
        room: Where it is drawn.
        is_rtl: Whether the first label stands at the right.
    """

    def __init__(self, room: QRectF, *, is_rtl: bool) -> None:
        self.room = room
        self.is_rtl = is_rtl
        self.parts: Sequence[Part] = ()

    def draw(self, painter: QPainter) -> None:
        """Draw the chart."""
        raise NotImplementedError

    def at(self, point: QPointF) -> Part | None:
        """Return the part at *point*."""
        return next((part for part in self.parts if part.box.contains(point)), None)
