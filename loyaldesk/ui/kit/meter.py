"""How far it is to a goal, as a bar that fills."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.ui import theme


class Meter(QWidget):
    """A bar that fills towards a goal; the words beside it say the figures."""

    def __init__(self, name: str, ratio: float = 0.0, colour: str = "accent") -> None:
        super().__init__()
        self._ratio = 0.0
        self._colour = colour
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_ratio(ratio)

    def set_ratio(self, ratio: float) -> None:
        """Fill to *ratio*, from 0 to 1."""
        self._ratio = min(max(ratio, 0.0), 1.0)
        self.setAccessibleDescription(fmt.percent(self._ratio))
        self.update()

    def ratio(self) -> float:
        """Return how far the bar is filled."""
        return self._ratio

    def sizeHint(self) -> QSize:
        """Qt: a slim bar."""
        return QSize(160, 12)

    def minimumSizeHint(self) -> QSize:
        """Qt: still a bar."""
        return QSize(60, 12)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: draw the track and its filled part from where reading begins."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        track = QRectF(0, (self.height() - 10) / 2, self.width(), 10)
        painter.setBrush(theme.token("plain_soft"))
        painter.drawRoundedRect(track, 5, 5)
        width = track.width() * self._ratio
        if width > 0:
            width = max(width, 10)
            is_rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            left = track.right() - width if is_rtl else track.left()
            painter.setBrush(theme.token(self._colour))
            painter.drawRoundedRect(QRectF(left, track.top(), width, 10), 5, 5)
        painter.end()
