"""A person as a circle with initials."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from loyaldesk.kernel.persian import ZWNJ, clean
from loyaldesk.ui import theme

_TONES = (
    ("accent", "accent_soft"),
    ("info", "info_soft"),
    ("platinum", "platinum_soft"),
    ("bronze", "bronze_soft"),
    ("silver", "silver_soft"),
)


def initials(name: str) -> str:
    """Return the first letters of the first and the last word, unjoined in Persian."""
    words = [word for word in clean(name).split() if word[0].isalnum()]
    if not words:
        return ""
    letters = [words[0][0]] if len(words) == 1 else [words[0][0], words[-1][0]]
    is_latin = all(letter.isascii() for letter in letters)
    return "".join(letters).upper() if is_latin else ZWNJ.join(letters)


class Avatar(QWidget):
    """A circle with initials; the same name has the same colour every day."""

    def __init__(self, name: str = "", size: int = 48) -> None:
        super().__init__()
        self._name = name
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_name(self, name: str) -> None:
        """Show somebody else."""
        self._name = name
        self.update()

    def sizeHint(self) -> QSize:
        """Qt: as large as asked for."""
        return QSize(self._size, self._size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: draw circle and letters."""
        ink, ground = _TONES[sum(map(ord, self._name)) % len(_TONES)]
        circle = QRectF(0, 0, self._size, self._size)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.token(ground))
        painter.drawEllipse(circle)
        painter.setPen(theme.token(ink))
        painter.setFont(theme.font(round(self._size * 0.34), QFont.Weight.Bold))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, initials(self._name))
        painter.end()
