"""The receipt: drawn by Qt into black and white dots, then printed, saved or sent to a till."""

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QFont,
    QImage,
    QImageWriter,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
    QTextLayout,
    QTextOption,
)

from loyaldesk.domain.receipt import ReceiptFigures, ReceiptKind
from loyaldesk.kernel import fmt
from loyaldesk.kernel.files import write_whole
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import Look, using
from loyaldesk.kernel.persian import isolate, ltr
from loyaldesk.ui import theme

DOTS = {80: 576, 58: 384}
"""Printable dots of a head with 203 dots an inch, by paper width in millimetres."""

DOTS_PER_MM = 8
_BAND = 128  # rows of dots a till takes at once
_MOST_LOGO = 160

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
_CENTRE = Qt.AlignmentFlag.AlignHCenter
_OVERRIDES = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\ufeff\u200b\0"))


@dataclass(frozen=True, slots=True)
class _Style:
    pixels: int
    weight: QFont.Weight = QFont.Weight.Normal


_TITLE = _Style(38, QFont.Weight.Bold)
_STRONG = _Style(29, QFont.Weight.Bold)
_BODY = _Style(25)
_SMALL = _Style(21)
_HUGE = _Style(46, QFont.Weight.Bold)


def draw(figures: ReceiptFigures, width_mm: int, look: Look) -> QImage:
    """Return the receipt in black and white, one dot a pixel.

    Args:
        figures: What it says.
        width_mm: 80 or 58.
        look: Language, calendar and money unit of the slip.
    """
    with using(look):
        strip = _Strip(DOTS[width_mm], is_rtl=look.is_rtl)
        measured = _compose(strip, figures)
        image = QImage(DOTS[width_mm], measured, QImage.Format.Format_Grayscale8)
        image.fill(255)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        _compose(_Strip(DOTS[width_mm], is_rtl=look.is_rtl, painter=painter), figures)
        painter.end()
    dots = image.convertToFormat(QImage.Format.Format_Mono, Qt.ImageConversionFlag.ThresholdDither)
    dots.setDotsPerMeterX(DOTS_PER_MM * 1000)
    dots.setDotsPerMeterY(DOTS_PER_MM * 1000)
    return dots


def _compose(strip: "_Strip", figures: ReceiptFigures) -> int:
    """Put the whole receipt on *strip* and return its height."""
    _put_head(strip, figures)
    _put_sale(strip, figures)
    if figures.member:
        _put_member(strip, figures)
    _put_won(strip, figures)
    _put_foot(strip, figures)
    return strip.height()


def _put_head(strip: "_Strip", figures: ReceiptFigures) -> None:
    if figures.logo:
        strip.picture(figures.logo)
    strip.centred(figures.shop_name, _TITLE)
    for line in figures.shop_lines:
        strip.centred(line, _SMALL)
    if figures.kind is ReceiptKind.REVERSAL:
        strip.inverted(tr("Reversed sale"))
    if figures.kind is ReceiptKind.RETURN:
        strip.inverted(tr("Returned goods"))
    if figures.is_copy:
        strip.inverted(tr("Copy of the receipt"))
    strip.rule()
    strip.pair(tr("Receipt"), fmt.code(figures.number))
    if figures.of_number:
        strip.pair(tr("Sold on receipt"), fmt.code(figures.of_number))
    strip.pair(tr("Date"), fmt.moment(figures.at, figures.zone))
    strip.pair(tr("Till"), fmt.digits(figures.till))
    strip.pair(tr("Operator"), figures.operator)


def _put_sale(strip: "_Strip", figures: ReceiptFigures) -> None:
    sign = 1 if figures.kind is ReceiptKind.SALE else -1
    is_return = figures.kind is ReceiptKind.RETURN
    strip.rule()
    for name, rial in figures.lines:
        strip.pair(name, fmt.amount_with_unit(sign * rial))
    if figures.discount_rial:
        strip.pair(tr("Discount"), fmt.amount_with_unit(-sign * figures.discount_rial))
    if figures.lines:
        strip.rule()
    called = tr("Value of the goods") if is_return else tr("Sale amount")
    strip.pair(called, fmt.amount_with_unit(sign * figures.amount_rial))
    _put_payments(strip, figures, sign)
    to_pay = tr("To pay") if sign > 0 else tr("Paid back")
    weight = _BODY if figures.exchange_of else _STRONG  # then the difference is what is paid
    strip.pair(to_pay, fmt.amount_with_unit(figures.to_pay_rial), weight)
    if figures.exchange_of:
        _put_exchange(strip, figures)
    if figures.benefit_rial and sign > 0:
        strip.space(6)
        saved = fmt.amount_with_unit(figures.benefit_rial)
        strip.framed(tr("Your benefit from this purchase"), saved, _TITLE)


def _put_payments(strip: "_Strip", figures: ReceiptFigures, sign: int) -> None:
    """Put what was taken off and what paid besides money, each on its line."""
    is_return = figures.kind is ReceiptKind.RETURN
    rewards = figures.discounts or ((tr("Rewards"), figures.reward_rial),)
    for name, rial in rewards:
        if rial:
            strip.pair(name, fmt.amount_with_unit(-sign * rial))
    if figures.paid_rial:
        used = tr("{points} points back") if is_return else tr("Paid with {points} points")
        strip.pair(
            used.format(points=fmt.number(figures.paid_points)),
            fmt.amount_with_unit(-sign * figures.paid_rial),
        )
    elif figures.paid_points:
        used = tr("Points back") if is_return else tr("Points for rewards")
        strip.pair(used, fmt.number(figures.paid_points))
    if figures.gift_card_rial:
        strip.pair(tr("Gift card"), fmt.amount_with_unit(-sign * figures.gift_card_rial))
    if figures.wallet_rial:
        strip.pair(tr("Wallet"), fmt.amount_with_unit(-sign * figures.wallet_rial))


def _put_exchange(strip: "_Strip", figures: ReceiptFigures) -> None:
    """Put what came back for these goods, and what is left to pay or to give back."""
    rest = figures.to_pay_rial - figures.exchange_rial
    back = tr("Goods back, receipt {number}").format(number=fmt.code(figures.exchange_of))
    strip.pair(back, fmt.amount_with_unit(-figures.exchange_rial))
    called = tr("Difference to pay") if rest >= 0 else tr("Difference to give back")
    strip.pair(called, fmt.amount_with_unit(abs(rest)), _STRONG)


def _put_member(strip: "_Strip", figures: ReceiptFigures) -> None:
    sign = 1 if figures.kind is ReceiptKind.SALE else -1
    strip.rule()
    strip.pair(tr("Member"), figures.member)
    if figures.tier:
        strip.pair(tr("Tier"), figures.tier)
    if figures.earned:
        words = tr("Points of this sale") if sign > 0 else tr("Points taken back")
        strip.pair(words, fmt.signed(sign * figures.earned))
    if figures.cashback_rial and sign > 0:
        strip.pair(tr("Into your wallet"), fmt.amount_with_unit(figures.cashback_rial))
    strip.space(8)
    strip.framed(tr("Points balance"), fmt.number(figures.balance))
    if figures.expiring_points and figures.expires_on is not None:
        strip.centred(
            tr("{points} points expire on {day}").format(
                points=fmt.number(figures.expiring_points), day=fmt.day(figures.expires_on)
            ),
            _SMALL,
        )
    if figures.way:
        strip.centred(figures.way, _SMALL)
    elif figures.next_tier and figures.distance_rial is not None:
        strip.centred(
            tr("{amount} more to reach {tier}").format(
                amount=fmt.amount_with_unit(figures.distance_rial), tier=isolate(figures.next_tier)
            ),
            _SMALL,
        )


def _put_won(strip: "_Strip", figures: ReceiptFigures) -> None:
    """Put stamps, new vouchers and gift cards that were sold: all that is needed to use them."""
    if not (figures.stamps or figures.won or figures.gift_cards or figures.gifts):
        return
    strip.rule()
    for gift in figures.gifts:
        strip.centred(tr("Gift: {name}").format(name=gift), _BODY)
    for card in figures.stamps:
        held, needs = fmt.number(card.held), fmt.number(card.needs)
        of = tr("{held} of {needs} stamps").format(held=held, needs=needs)
        strip.pair(card.name, of if card.needs else held)
    for won in figures.won:
        strip.framed(tr("You won: {name}").format(name=won.name), ltr(won.code), _TITLE)
        if won.valid_until is not None:
            strip.centred(tr("until {day}").format(day=fmt.day(won.valid_until)), _SMALL)
    for code, rial in figures.gift_cards:
        named = tr("Gift card {amount}").format(amount=fmt.amount_with_unit(rial))
        strip.framed(named, ltr(code), _TITLE)


def _put_foot(strip: "_Strip", figures: ReceiptFigures) -> None:
    strip.rule()
    for line in figures.footer:
        strip.centred(line, _BODY)
    strip.centred(tr("This slip is not a tax invoice."), _SMALL)
    strip.space(12)


class _Strip:
    """Grows downwards line by line; without a painter it only measures."""

    EDGE = 8

    def __init__(self, width: int, *, is_rtl: bool, painter: QPainter | None = None) -> None:
        self._width = width
        self._inner = width - 2 * self.EDGE
        self._is_rtl = is_rtl
        self._painter = painter
        self._is_narrow = width < 500
        self._y = 10.0

    def height(self) -> int:
        """Return how far down it reaches."""
        return int(self._y) + 10

    def space(self, dots: int) -> None:
        """Leave *dots* free."""
        self._y += dots

    def centred(self, text: str, style: _Style) -> None:
        """Put *text* in the middle, on as many lines as it needs."""
        layout = self._layout(text, style, self._inner, _CENTRE)
        self._draw(layout, self.EDGE)
        self._y += layout.boundingRect().height() + 4

    def pair(self, name: str, value: str, style: _Style = _BODY) -> None:
        """Put *name* where reading begins and *value* at the other end.

        Where both do not fit on one line, the value goes on the next ones.
        """
        begin, end = (_RIGHT, _LEFT) if self._is_rtl else (_LEFT, _RIGHT)
        name_layout = self._layout(name, style, self._inner, begin)
        value_layout = self._layout(value, style, self._inner, end)
        fits = _breadth(name_layout) + _breadth(value_layout) + 24 <= self._inner
        self._draw(name_layout, self.EDGE)
        if not fits or name_layout.lineCount() > 1:
            self._y += name_layout.boundingRect().height()
        self._draw(value_layout, self.EDGE)
        self._y += value_layout.boundingRect().height() + 3

    def framed(self, name: str, value: str, style: _Style = _HUGE) -> None:
        """Put a figure large into a frame."""
        name_layout = self._layout(name, _BODY, self._inner, _CENTRE)
        value_layout = self._layout(value, style, self._inner - 24, _CENTRE)
        top = self._y
        self._y += 8
        self._draw(name_layout, self.EDGE)
        self._y += name_layout.boundingRect().height() - 4
        self._draw(value_layout, self.EDGE + 12)
        self._y += value_layout.boundingRect().height() + 4
        if self._painter is not None:
            self._painter.setPen(QPen(Qt.GlobalColor.black, 3))
            self._painter.setBrush(Qt.BrushStyle.NoBrush)
            frame = QRectF(self.EDGE + 2, top, self._inner - 4, self._y - top)
            self._painter.drawRoundedRect(frame, 14, 14)
        self._y += 12

    def inverted(self, text: str) -> None:
        """Put *text* white on black over the whole width: nobody shall overlook it."""
        layout = self._layout(text, _STRONG, self._inner, _CENTRE)
        height = layout.boundingRect().height()
        self._y += 6
        if self._painter is not None:
            band = QRectF(self.EDGE, self._y, self._inner, height + 4)
            self._painter.fillRect(band, Qt.GlobalColor.black)
        self._y += 2
        self._draw(layout, self.EDGE, Qt.GlobalColor.white)
        self._y += height + 8

    def rule(self) -> None:
        """Put a dashed line between two parts."""
        self._y += 9
        if self._painter is not None:
            pen = QPen(Qt.GlobalColor.black, 2)
            pen.setDashPattern([4, 4])
            self._painter.setPen(pen)
            y = round(self._y)
            self._painter.drawLine(self.EDGE, y, self._width - self.EDGE, y)
        self._y += 11

    def picture(self, content: bytes) -> None:
        """Put a picture in the middle, in black and white; a broken one is left out."""
        picture = QImage.fromData(content)
        if picture.isNull():
            return
        side = _MOST_LOGO
        picture = _on_white(picture).scaled(
            min(self._inner, side * 2),
            side,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        if self._painter is not None:
            dots = picture.convertToFormat(
                QImage.Format.Format_Mono, Qt.ImageConversionFlag.DiffuseDither
            )
            self._painter.drawImage((self._width - dots.width()) // 2, round(self._y), dots)
        self._y += picture.height() + 8

    def _font(self, style: _Style) -> QFont:
        return theme.font(
            round(style.pixels * 0.86) if self._is_narrow else style.pixels, style.weight
        )

    def _layout(
        self, text: str, style: _Style, width: float, alignment: Qt.AlignmentFlag
    ) -> QTextLayout:
        option = QTextOption()
        option.setTextDirection(
            Qt.LayoutDirection.RightToLeft if self._is_rtl else Qt.LayoutDirection.LeftToRight
        )
        option.setAlignment(alignment)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        # Isolates are ours; what turns all that follows around can only come from outside.
        layout = QTextLayout(text.translate(_OVERRIDES), self._font(style))
        layout.setTextOption(option)
        layout.beginLayout()
        y = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, y))
            y += line.height()
        layout.endLayout()
        return layout

    def _draw(
        self,
        layout: QTextLayout,
        x: float,
        colour: Qt.GlobalColor = Qt.GlobalColor.black,
    ) -> None:
        if self._painter is not None:
            self._painter.setPen(colour)
            layout.draw(self._painter, QPointF(x, self._y))


def _breadth(layout: QTextLayout) -> float:
    return max((layout.lineAt(n).naturalTextWidth() for n in range(layout.lineCount())), default=0)


def _on_white(picture: QImage) -> QImage:
    sheet = QImage(picture.size(), QImage.Format.Format_RGB32)
    sheet.fill(Qt.GlobalColor.white)
    painter = QPainter(sheet)
    painter.drawImage(0, 0, picture)
    painter.end()
    return sheet


def escpos(image: QImage) -> bytes:
    """Return *image* as the commands of a receipt printer: bands of dots, feed, cut."""
    dots = image.convertToFormat(QImage.Format.Format_Mono, Qt.ImageConversionFlag.ThresholdDither)
    row_bytes = (dots.width() + 7) // 8
    black_is_one = dots.color(1) & 0xFFFFFF == 0
    out = bytearray(b"\x1b@")
    for top in range(0, dots.height(), _BAND):
        rows = min(_BAND, dots.height() - top)
        out += b"\x1dv0\x00" + row_bytes.to_bytes(2, "little") + rows.to_bytes(2, "little")
        for y in range(top, top + rows):
            row = bytes(cast(memoryview, dots.constScanLine(y)))[:row_bytes]
            out += row if black_is_one else bytes(255 - byte for byte in row)
    return bytes(out + b"\n\n\n\x1dV\x42\x00")


def png(image: QImage) -> bytes:
    """Return *image* as a picture file."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    buffer.close()
    return bytes(content.data())


def save_png(image: QImage, path: Path) -> None:
    """Write *image* as a picture file.

    Raises:
        OSError: If the folder is missing, read-only or full.
    """
    write_whole(path, png(image))


def pdf(image: QImage) -> bytes:
    """Return *image* as a PDF of one page as long as the slip."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageSize(_page_size(image))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setResolution(DOTS_PER_MM * 254 // 10)
    painter = QPainter(writer)
    dots = writer.resolution() / 25.4 / DOTS_PER_MM
    width, height = image.width() * dots, image.height() * dots
    painter.drawImage(QRectF((writer.width() - width) / 2, 0, width, height), image)
    painter.end()
    buffer.close()
    return bytes(content.data())


def save_pdf(image: QImage, path: Path) -> None:
    """Write *image* as a PDF.

    Raises:
        OSError: If the folder is missing, read-only or full.
    """
    write_whole(path, pdf(image))


def print_receipt(image: QImage, printer_name: str = "") -> None:
    """Print *image* through the printer's own driver, on a page as long as the slip.

    Raises:
        LookupError: If there is no such printer.
    """
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo  # noqa: PLC0415  # heavy

    names = QPrinterInfo.availablePrinterNames()
    name = printer_name or QPrinterInfo.defaultPrinterName()
    if name not in names:
        raise LookupError(name)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPrinterName(name)
    printer.setFullPage(True)
    printer.setPageSize(_page_size(image))
    printer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    painter = QPainter(printer)
    paper = printer.pageLayout().fullRectPixels(printer.resolution())
    width = min(float(paper.width()), image.width() / DOTS_PER_MM / 25.4 * printer.resolution())
    left = (paper.width() - width) / 2
    painter.drawImage(QRectF(left, 0, width, image.height() * width / image.width()), image)
    painter.end()


def _page_size(image: QImage) -> QPageSize:
    paper_mm = next(mm for mm, dots in DOTS.items() if dots == image.width())
    size = QSizeF(paper_mm, image.height() / DOTS_PER_MM + 4)
    return QPageSize(
        size, QPageSize.Unit.Millimeter, "receipt", QPageSize.SizeMatchPolicy.ExactMatch
    )
