"""How far it is to the next tier: a bar in that tier's colour, and the way in words."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from loyaldesk.services.tier_words import way_words
from loyaldesk.services.tiers import Distance
from loyaldesk.ui import theme
from loyaldesk.ui.kit.labels import ElidedLabel
from loyaldesk.ui.kit.layout import XS, row

_THICK = 8


class PointsMeter(QWidget):
    """The way from a tier to the one above, or that there is none above."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ElidedLabel("", "muted")
        self._bar = _Bar()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(XS)
        layout.addLayout(row(self.words))
        layout.addWidget(self._bar)

    def show_way(self, way: Distance) -> None:
        """Show what is missing to the next tier, in what that tier asks for."""
        text = way_words(way)
        self._bar.show_share(way.share, (way.above or way.tier).code)
        self.words.setText(text)
        self.setAccessibleName(text)


class _Bar(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self._code = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_share(self, share: float, code: str) -> None:
        self._share, self._code = min(max(share, 0.0), 1.0), code
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, _THICK)

    def paintEvent(self, _event: QPaintEvent) -> None:
        ink, _ground = theme.tier_colours(self._code)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.token("plain_soft"))
        track = QRectF(0, (self.height() - _THICK) / 2, self.width(), _THICK)
        painter.drawRoundedRect(track, _THICK / 2, _THICK / 2)
        done = max(track.width() * self._share, _THICK if self._share else 0)
        is_rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = track.right() - done if is_rtl else track.left()
        painter.setBrush(ink)
        painter.drawRoundedRect(QRectF(left, track.top(), done, _THICK), _THICK / 2, _THICK / 2)
        painter.end()
