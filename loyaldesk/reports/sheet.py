"""A document being written: language, direction, fonts, head, numbered foot."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import Look
from loyaldesk.reports import palette
from loyaldesk.reports.fonts import BOLD, REGULAR, font
from loyaldesk.reports.paragraph import Style
from loyaldesk.reports.pen import Area, Pen
from loyaldesk.reports.shaping import drawable

MARGIN = 40.0

SMALL = Style(7.5, colour=palette.MUTED)
HEADING = Style(10.5, BOLD, palette.ACCENT)
TITLE = Style(19, BOLD)


class _PagesCanvas(Canvas):  # type: ignore[misc]  # reportlab has no types
    """Keeps pages until their number is known, then ends each with its foot."""

    def __init__(self, file: BytesIO, **options: Any) -> None:
        super().__init__(file, **options)
        self.foot: Callable[[int, int], None] | None = None
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:
        """Put the page aside."""
        self._code: list[str] = [
            "\n".join(self._code)
        ]  # one text takes a tenth of the room of its parts
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Write all pages."""
        kept, self._kept = self._kept[::-1], []
        count = len(kept)
        for number in range(1, count + 1):
            self.__dict__.update(kept.pop())  # given free page by page: a list may have thousands
            self._kept = []
            if self.foot:
                self.foot(number, count)
            super().showPage()
        self._doc.SaveToFile(self._filename, self)


class Sheet:
    """Pages of one size in one language.

    Everything is placed in reading direction by *pen*; `finish` returns the document.
    """

    def __init__(
        self, look: Look, title: str, *, size: tuple[float, float] = A4, foot: str | None = ""
    ) -> None:
        """Begin a document.

        Args:
            look: Language and direction.
            title: Title of the document.
            size: Of a page, in points.
            foot: What stands at the foot beside the page number; None for no foot.
        """
        self.look, self.rtl = look, look.is_rtl
        self.width, self.height = size
        self._file = BytesIO()
        font(REGULAR)
        canvas = _PagesCanvas(
            self._file,
            pagesize=size,
            invariant=1,
            pageCompression=1,
            initialFontName=REGULAR,
            lang="fa-IR" if look.language == "fa" else "en",
        )
        canvas.setTitle(drawable(title))
        canvas.setAuthor("LoyalDesk")
        canvas.setCreator("LoyalDesk")
        canvas.setSubject("")
        # No "Direction R2L" here: it only turns the pages of a two-page view around, and PDFium
        # then copies and finds every Latin name in reverse word order.
        canvas.setViewerPreference("DisplayDocTitle", "true")
        self.canvas = canvas
        self.pen = Pen(canvas, self.width, self.height, rtl=self.rtl)
        if foot is not None:
            self._foot_text = foot
            canvas.foot = self._draw_foot

    @property
    def content(self) -> Area:
        """The page without its margins and foot."""
        return Area(MARGIN, MARGIN, self.width - 2 * MARGIN, self.height - 2 * MARGIN)

    def bookmark(self, title: str, level: int = 0) -> None:
        """Name the current page in the reader's list of contents.

        Args:
            title: What begins on it.
            level: 1 under the last title of level 0, and so on.
        """
        key = f"page{self.canvas.getPageNumber()}"
        self.canvas.bookmarkPage(key)
        self.canvas.addOutlineEntry(drawable(title), key, level)

    def next_page(self) -> None:
        """End the page."""
        self.canvas.showPage()

    def finish(self) -> bytes:
        """Return the document; the page in work must have been ended."""
        self.canvas.save()
        return self._file.getvalue()

    def _draw_foot(self, page: int, pages: int) -> None:
        baseline, width = self.height - 24, self.width - 2 * MARGIN
        self.pen.rule(MARGIN, self.height - 36, width, palette.HAIRLINE)
        text = tr("Page {page} of {pages}").format(page=fmt.number(page), pages=fmt.number(pages))
        self.pen.text(text, SMALL, MARGIN, baseline, width * 0.3, "start")
        self.pen.text(self._foot_text, SMALL, MARGIN + width * 0.3, baseline, width * 0.7, "end")
