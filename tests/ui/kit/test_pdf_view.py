"""What is on view is what is printed."""

from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtPrintSupport import QPrinter

from loyaldesk.ui.kit.pdf_view import PdfView, draw_pages, print_pdf


def paper(*sizes: tuple[float, float]) -> bytes:
    from io import BytesIO

    document = pypdfium2.PdfDocument.new()
    for size in sizes:
        document.new_page(*size)
    out = BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def test_a_pdf_from_memory_is_shown_with_its_pages(qtbot, persian) -> None:
    view = PdfView()
    qtbot.addWidget(view)
    view.resize(500, 600)
    view.show()
    view.show_pdf(paper((595, 842), (595, 842)))
    assert view.pages.text() == "صفحهٔ ۱ از ۲"
    view.larger.click()
    view.smaller.click()
    view.show_pdf(paper((595, 842)))
    assert view.document.pageCount() == 1
    assert view.content().startswith(b"%PDF")


@pytest.mark.parametrize("size", [(595, 842), (842, 595), (243, 153)])
def test_paper_takes_the_size_of_the_pages(qtbot, persian, tmp_path: Path, size) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    draw_pages(paper(size, size), printer)
    with pypdfium2.PdfDocument(tmp_path / "out.pdf") as printed:
        assert len(printed) == 2
        assert printed[0].get_size() == pytest.approx(size, abs=2)
    assert QSizeF(*size).isValid()


def test_no_printer_is_told(persian) -> None:
    with pytest.raises(LookupError):
        print_pdf(paper((595, 842)), "no such printer")
