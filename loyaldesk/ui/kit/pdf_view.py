"""Looking at a PDF and printing the very same pages."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.ui.kit.buttons import icon_button
from loyaldesk.ui.kit.labels import Label
from loyaldesk.ui.kit.layout import S, row

if TYPE_CHECKING:
    from PySide6.QtPdf import QPdfDocument
    from PySide6.QtPrintSupport import QPrinter

PRINT_DPI = 300
_MM_PER_POINT = 25.4 / 72


class PdfView(QWidget):
    """Shows a PDF from memory, page under page, with its number of pages and a magnifier.

    The libraries for PDF are loaded when the first view is made, not when the program starts.
    """

    def __init__(self, name: str = "") -> None:
        super().__init__()
        from PySide6.QtPdf import QPdfDocument  # noqa: PLC0415  # heavy: only where looked at
        from PySide6.QtPdfWidgets import QPdfView  # noqa: PLC0415

        self._content = b""
        self._buffer: QBuffer | None = None
        self.document = QPdfDocument(self)
        self.view = QPdfView(self)
        self.view.setDocument(self.document)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.view.setAccessibleName(name or tr("Preview"))
        self._custom = QPdfView.ZoomMode.Custom
        self._fit = QPdfView.ZoomMode.FitToWidth
        self.pages = Label("", "muted")
        self.larger = icon_button("plus", tr("Larger"))
        self.smaller = icon_button("minus", tr("Smaller"))
        self.fit = icon_button("file-text", tr("Fit the page to the width"))
        self.larger.clicked.connect(lambda: self._zoom(1.2))
        self.smaller.clicked.connect(lambda: self._zoom(1 / 1.2))
        self.fit.clicked.connect(lambda: self.view.setZoomMode(self._fit))
        self.view.pageNavigator().currentPageChanged.connect(self._tell_page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        layout.addLayout(row(self.pages, None, self.smaller, self.larger, self.fit))
        layout.addWidget(self.view, 1)

    def show_pdf(self, content: bytes) -> None:
        """Show *content*, a whole PDF file."""
        self._content = content
        buffer = QBuffer(self)
        buffer.setData(QByteArray(content))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document.load(buffer)
        if self._buffer is not None:
            self._buffer.deleteLater()
        self._buffer = buffer
        self._tell_page(0)

    def content(self) -> bytes:
        """Return the file on view, to be saved."""
        return self._content

    def _zoom(self, factor: float) -> None:
        if self.view.zoomMode() != self._custom:
            width = self.document.pagePointSize(0).width() * self.logicalDpiX() / 72
            self.view.setZoomFactor((self.view.viewport().width() - 20) / max(width, 1))
            self.view.setZoomMode(self._custom)
        self.view.setZoomFactor(min(max(self.view.zoomFactor() * factor, 0.25), 4.0))

    def _tell_page(self, page: int) -> None:
        self.pages.setText(
            tr("Page {page} of {pages}").format(
                page=fmt.number(page + 1), pages=fmt.number(self.document.pageCount())
            )
        )


def printer_names() -> list[str]:
    """Return the printers of this computer, the default one first."""
    from PySide6.QtPrintSupport import QPrinterInfo  # noqa: PLC0415  # asks the system

    default = QPrinterInfo.defaultPrinterName()
    names = list(QPrinterInfo.availablePrinterNames())
    return sorted(names, key=lambda name: name != default)


def print_pdf(content: bytes, printer_name: str = "", copies: int = 1) -> None:
    """Print a whole PDF on *printer_name*, or on the default printer.

    Raises:
        LookupError: If there is no such printer.
    """
    names = printer_names()
    if not names or (printer_name and printer_name not in names):
        raise LookupError(printer_name)
    from PySide6.QtPrintSupport import QPrinter  # noqa: PLC0415  # heavy

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPrinterName(printer_name or names[0])
    printer.setCopyCount(copies)
    draw_pages(content, printer)


def draw_pages(content: bytes, printer: "QPrinter") -> None:
    """Draw every page of a PDF on *printer*, which takes the size of the first page."""
    from PySide6.QtPdf import QPdfDocument  # noqa: PLC0415  # heavy

    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    _fit_paper(printer, document)
    painter = QPainter(printer)
    paper = printer.pageLayout().fullRectPixels(printer.resolution())
    for page in range(document.pageCount()):
        if page:
            printer.newPage()
        points = document.pagePointSize(page)
        scale = min(paper.width() / points.width(), paper.height() / points.height())
        size = QSize(round(points.width() * scale), round(points.height() * scale))
        painter.drawImage(0, 0, document.render(page, size))
    painter.end()
    document.close()
    buffer.close()


def _fit_paper(printer: "QPrinter", document: "QPdfDocument") -> None:
    points = document.pagePointSize(0)
    is_wide = points.width() > points.height()
    upright = QSizeF(min(points.width(), points.height()), max(points.width(), points.height()))
    size = QPageSize(
        upright, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyOrientationMatch
    )
    printer.setResolution(PRINT_DPI)
    printer.setFullPage(True)
    printer.setPageSize(size)
    printer.setPageOrientation(
        QPageLayout.Orientation.Landscape if is_wide else QPageLayout.Orientation.Portrait
    )
