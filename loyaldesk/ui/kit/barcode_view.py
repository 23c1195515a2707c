"""A 13-digit code drawn on the screen, for scanners that read screens."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from loyaldesk.ui import theme

_LEFT_ODD = (
    "0001101", "0011001", "0010011", "0111101", "0100011",
    "0110001", "0101111", "0111011", "0110111", "0001011",
)  # fmt: skip
_PARITIES = (
    "OOOOOO", "OOEOEE", "OOEEOE", "OOEEEO", "OEOOEE",
    "OEEOOE", "OEEEOO", "OEOEOE", "OEOEEO", "OEEOEO",
)  # fmt: skip
_QUIET = 11
MODULES = 95
_TEXT_PX = 15


def ean13_modules(code: str) -> str:
    """Return the 95 bars and gaps of an EAN-13 code as ``1`` and ``0`` (GS1 specifications, 5.2).

    Args:
        code: 13 ASCII digits, the last one its check digit.

    Raises:
        ValueError: If it is not that.
    """
    if len(code) != 13 or not (code.isascii() and code.isdecimal()):
        raise ValueError(code)
    digits = [int(digit) for digit in code]
    left = "".join(
        _LEFT_ODD[digit] if parity == "O" else _right(digit)[::-1]
        for digit, parity in zip(digits[1:7], _PARITIES[digits[0]], strict=True)
    )
    right = "".join(_right(digit) for digit in digits[7:])
    return f"101{left}01010{right}101"


def _right(digit: int) -> str:
    return _LEFT_ODD[digit].translate({48: "1", 49: "0"})


class BarcodeView(QWidget):
    """An EAN-13 code in black on white with its quiet zones, in either theme.

    Args:
        code: 13 digits.
        module_px: Width of the thinnest bar, in pixels.
    """

    def __init__(self, code: str, module_px: int = 2) -> None:
        super().__init__()
        self._code = code
        self._modules = ean13_modules(code)
        self._px = module_px
        self.setAccessibleName(code)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Qt: bars, quiet zones and the digits below."""
        return QSize((MODULES + 2 * _QUIET) * self._px, 96)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: whole pixels only, or a scanner reads blurred edges."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        left = (self.width() - MODULES * self._px) // 2
        height = self.height() - 10 - _TEXT_PX - 6
        for at, module in enumerate(self._modules):
            if module == "1":
                painter.fillRect(left + at * self._px, 10, self._px, height, Qt.GlobalColor.black)
        painter.setPen(Qt.GlobalColor.black)
        painter.setFont(theme.font(_TEXT_PX))
        below = QRectF(0, self.height() - _TEXT_PX - 8, self.width(), _TEXT_PX + 8)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self._code)
        painter.end()
