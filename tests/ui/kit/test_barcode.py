"""The code on the screen is the code a scanner reads."""

import pytest
import zxingcpp
from PySide6.QtGui import QImage

from loyaldesk.domain.cards import check_digit
from loyaldesk.ui.kit.barcode_view import BarcodeView, ean13_modules


def read(view) -> list[str]:
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    bits = bytes(image.constBits())  # the reader only points to them
    picture = zxingcpp.ImageView(
        bits, image.width(), image.height(), zxingcpp.ImageFormat.Lum,
        row_stride=image.bytesPerLine(),
    )  # fmt: skip
    return [each.text for each in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize("twelve", ["290000000000", "291234567842", "400638133393", "012345678901"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_scanner_reads_the_code_from_the_screen(qtbot, dressed, twelve, theme):
    dressed("fa", theme)
    code = twelve + check_digit(twelve)
    view = BarcodeView(code)
    qtbot.addWidget(view)
    view.resize(view.sizeHint())
    found = read(view)
    assert found == [code]


def test_bars_are_those_of_the_standard():
    """4006381333931 as GS1 and Wikipedia ("International Article Number") draw it."""
    assert ean13_modules("4006381333931") == (
        "101000110101001110101111011110100010010110011"
        "01010100001010000101000010111010010000101100110101"
    )  # fmt: skip


@pytest.mark.parametrize("code", ["", "123", "29000000000a1", "۲۹۰۰۰۰۰۰۰۰۰۰۱"])
def test_anything_but_thirteen_digits_is_refused(code):
    with pytest.raises(ValueError, match=f"^{code}$"):
        ean13_modules(code)
