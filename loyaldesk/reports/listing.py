"""Any list as a table over as many pages as it takes, each row written as it comes."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from reportlab.lib.pagesizes import A4, landscape

from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import Look, using
from loyaldesk.kernel.persian import isolate
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.reports.fonts import BOLD
from loyaldesk.reports.paragraph import Style, line, shrunk
from loyaldesk.reports.shaping import drawable, is_plain, pdf_text
from loyaldesk.reports.sheet import MARGIN, SMALL, Sheet
from loyaldesk.reports.table import CELL, HEAD, PAD, Column, draw_head, draw_row

_SAMPLE = 200
_ROW, _HEAD_ROW = 17.0, 20.0
_WIDE_FROM = 8
_NARROWEST = 24.0
_STEP = 100


def render(
    title: str,
    headers: Sequence[str],
    rows: Iterable[Sequence[str]],
    look: Look,
    shop_name: str,
    progress: Progress = SILENT,
    *,
    note: str = "",
) -> bytes:
    """Return a list as a PDF; *rows* are texts as people read them and may be a stream.

    The widths of the columns follow the first rows; what does not fit is cut with an ellipsis.
    A *note* stands at the foot, beside the shop.
    """
    with using(look):
        size = landscape(A4) if len(headers) >= _WIDE_FROM else A4
        beside = f" – {isolate(drawable(note))}" if note else ""  # keeps its marks: our own words
        sheet = Sheet(look, title, size=size, foot=pdf_text(shop_name) + beside)
        coming = iter(rows)
        sample = list(islice(coming, _SAMPLE))
        columns = columns_for(headers, sample, sheet.width - 2 * MARGIN)
        written = _write(sheet, title, columns, chain(sample, coming), progress)
        if not written:
            pen, place = sheet.pen, _top(sheet) + _HEAD_ROW + 22
            pen.text(tr("The list is empty."), SMALL.but(size=9), MARGIN + PAD, place)
        sheet.next_page()
        return sheet.finish()


def _write(
    sheet: Sheet,
    title: str,
    columns: list[Column],
    rows: Iterator[Sequence[str]],
    progress: Progress,
) -> int:
    """Write all rows; the last page is left open. Return how many there were."""
    fits = int((sheet.height - MARGIN - _top(sheet) - _HEAD_ROW) // _ROW)
    written = 0
    _page_head(sheet, title, columns)
    for written, row in enumerate(rows, start=1):
        place = (written - 1) % fits
        if written > 1 and place == 0:
            sheet.next_page()
            _page_head(sheet, title, columns)
        top = _top(sheet) + _HEAD_ROW + place * _ROW
        draw_row(sheet.pen, columns, [cell(text) for text in row], (MARGIN, top, _ROW))
        if written % _STEP == 0:
            progress.step(written, 0, title)
    return written


def cell(text: str) -> str:
    """Return a cell's text, which keeps to itself whatever it holds."""
    return text if is_plain(text) else isolate(drawable(text))


def _top(sheet: Sheet) -> float:
    return 58.0 if sheet.canvas.getPageNumber() == 1 else 40.0


def _page_head(sheet: Sheet, title: str, columns: list[Column]) -> None:
    pen, top = sheet.pen, _top(sheet)
    width = sheet.width - 2 * MARGIN
    if sheet.canvas.getPageNumber() == 1:
        sheet.bookmark(title)
        made = shrunk(pdf_text(title), Style(15, BOLD), width, rtl=pen.rtl, smallest=9)
        pen.put(made, MARGIN, 44)
    else:
        pen.text(pdf_text(title), SMALL, MARGIN, 32, width)
    draw_head(pen, columns, MARGIN, top, _HEAD_ROW)


def columns_for(
    headers: Sequence[str], sample: Sequence[Sequence[str]], width: float
) -> list[Column]:
    """Return columns as wide as their texts ask for, made to fill the page."""
    wanted, figures = [], []
    for place, header in enumerate(headers):
        texts = [row[place] for row in sample]
        natural = sorted(line(cell(text), CELL, rtl=True).width for text in texts)
        usual = natural[int(len(natural) * 0.95)] if natural else 0.0
        head = line(header, HEAD, rtl=True).width
        wanted.append(max(_NARROWEST, min(max(usual, head) + 2 * PAD, width / 2)))
        figures.append(bool(texts) and all(_is_figure(text) for text in texts))
    scale = width / sum(wanted)
    return [
        Column(header, wide * scale, figures=figure)
        for header, wide, figure in zip(headers, wanted, figures, strict=True)
    ]


def _is_figure(text: str) -> bool:
    marks = "\u200e\u2066\u2069\u2212+\u2013٬٫٪,.% "
    left = text.strip(marks).translate(dict.fromkeys(map(ord, "٬٫,.")))
    return not left or left.isdecimal()
