"""A line as small as a word: which way a figure went."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from loyaldesk.ui import theme

_SIZE = QSize(72, 24)
_EDGE = 4.0


class Sparkline(QWidget):
    """The last figures as a line, the newest marked; the words beside it say what they are.

    Args:
        values: The oldest first; None where there is no figure.
        goal: A dashed line across at this value; None: there is none.
    """

    def __init__(self, values: Sequence[float | None], goal: float | None = None) -> None:
        super().__init__()
        self._values, self._goal = tuple(values), goal
        self.setFixedSize(_SIZE)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def points(self) -> list[QPointF]:
        """Return where the figures that are known stand, from where reading begins."""
        known = [(n, value) for n, value in enumerate(self._values) if value is not None]
        wide = max(len(self._values) - 1, 1)
        is_rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        found = []
        for n, value in known:
            share = n / wide if len(self._values) > 1 else 1.0
            x = _EDGE + (1 - share if is_rtl else share) * (self.width() - 2 * _EDGE)
            found.append(QPointF(x, self._y(value)))
        return found

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: draw the line, its goal and its last point."""
        points = self.points()
        if not points:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._goal is not None:
            painter.setPen(QPen(theme.token("muted"), 1, Qt.PenStyle.DashLine))
            y = self._y(self._goal)
            painter.drawLine(QPointF(0, y), QPointF(self.width(), y))
        painter.setPen(QPen(theme.token("accent"), 2))
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.token("accent"))
        painter.drawEllipse(points[-1], 3.0, 3.0)
        painter.end()

    def _y(self, value: float) -> float:
        drawn = [each for each in (*self._values, self._goal) if each is not None]
        low, high = min(drawn), max(drawn)
        share = (value - low) / (high - low) if high > low else 0.5
        return self.height() - _EDGE - share * (self.height() - 2 * _EDGE)
