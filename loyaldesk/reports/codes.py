"""Barcodes on paper: EAN-13 and QR as plain black rectangles."""

from typing import Any

from reportlab.graphics.barcode.eanbc import Ean13BarcodeWidget
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.lib.colors import black

from loyaldesk.domain.cards import is_card_number

QUIET = 11
"""Bars of white on both sides of an EAN-13 (GS1 asks for 11 left and 7 right)."""
BARS = 95


def draw_ean13(canvas: Any, number: str, x: float, y: float, bar: float, height: float) -> None:
    """Draw the bars of a 13-digit number with their lower left corner at (x, y).

    Args:
        canvas: Of reportlab.
        number: With its check digit.
        x: Of the first bar; *QUIET* bars of white must lie before it.
        y: Of its foot.
        bar: Width of the thinnest bar, in points; 0.75 is the smallest GS1 allows.
        height: In points.

    Raises:
        ValueError: If the check digit is wrong: such a card would never be read.
    """
    if not is_card_number(number):
        raise ValueError("not a card number of 13 digits")
    # Twelve digits: a wrong thirteenth would be put right in silence.
    widget = Ean13BarcodeWidget(
        number[:12], x=x, y=y, barWidth=bar, barHeight=height, quiet=0, humanReadable=0
    )
    _draw(canvas, widget, 0, 0)


def draw_qr(canvas: Any, text: str, x: float, y: float, size: float) -> None:
    """Draw a QR code of *size* points with a quiet zone of four modules inside it."""
    widget = QrCodeWidget(text, barLevel="M", barWidth=size, barHeight=size, barBorder=4)
    _draw(canvas, widget, x, y)


def _draw(canvas: Any, widget: Any, x: float, y: float) -> None:
    canvas.setFillColor(black)
    for shape in widget.draw().contents:
        if shape.fillColor is not None:
            canvas.rect(x + shape.x, y + shape.y, shape.width, shape.height, stroke=0, fill=1)
