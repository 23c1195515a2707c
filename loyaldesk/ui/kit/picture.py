"""A picture that keeps its proportions, such as a logo or the preview of a slip."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from loyaldesk.ui import theme
from loyaldesk.ui.kit.icons import icon


class Picture(QWidget):
    """Shows an image inside a fixed frame; an icon stands there while there is none.

    Args:
        width: Of the frame, in pixels.
        height: Of the frame, in pixels.
        empty_icon: Shown without an image.
        on_white: Whether the ground is paper, in either theme.
    """

    def __init__(
        self, width: int, height: int, empty_icon: str = "photo", *, on_white: bool = False
    ) -> None:
        super().__init__()
        self._image = QImage()
        self._empty_icon = empty_icon
        self._on_white = on_white
        self._room = QSize(width, height)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_image(self, image: QImage, words: str = "") -> None:
        """Show *image*; *words* say to screen readers what it is."""
        self._image = image
        self.setAccessibleName(words)
        self.update()

    def image(self) -> QImage:
        """Return what is shown; a null image for nothing."""
        return self._image

    def sizeHint(self) -> QSize:
        """Qt: the frame."""
        return self._room

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: a frame with the picture in its middle, sharp on any screen."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.token("line"), 1))
        painter.setBrush(Qt.GlobalColor.white if self._on_white else theme.token("bg"))
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, 8, 8)
        inside = self.rect().adjusted(6, 6, -6, -6)
        if self._image.isNull():
            side = min(32, inside.height())
            spot = QRectF(0, 0, side, side)
            spot.moveCenter(QRectF(inside).center())
            icon(self._empty_icon, "muted").paint(painter, spot.toRect())
        else:
            ratio = self.devicePixelRatioF()
            scaled = self._image.scaled(
                inside.size() * ratio,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            spot = QRectF(0, 0, scaled.width() / ratio, scaled.height() / ratio)
            spot.moveCenter(QRectF(inside).center())
            painter.drawImage(spot, scaled)
        painter.end()
