"""What the papers about follow-ups and complaints share: head with logo, foot, a flow of pages."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from loyaldesk.domain.explained import Letterhead
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.reports import palette
from loyaldesk.reports.fonts import BOLD, MEDIUM
from loyaldesk.reports.paragraph import Line, Span, Style, paragraph, shrunk
from loyaldesk.reports.pen import Area, Pen
from loyaldesk.reports.picture import draw_logo
from loyaldesk.reports.shaping import pdf_text
from loyaldesk.reports.sheet import MARGIN, SMALL, TITLE, Sheet

TOP, BOTTOM = 32.0, 46.0
HEAD_HEIGHT = 66.0


def foot(head: Letterhead) -> str:
    """Return who printed a paper and when."""
    return tr("Printed {moment}, {operator}").format(
        moment=fmt.moment(head.printed_at, ZoneInfo(head.zone)), operator=pdf_text(head.operator)
    )


def days(first: date, last: date) -> str:
    """Return the days a paper is of, in words when it is one."""
    if first == last:
        return fmt.long_day(first)
    return tr("{first} to {last}").format(first=fmt.day(first), last=fmt.day(last))


def draw(pen: Pen, width: float, head: Letterhead, title: str, aside: Sequence[str]) -> float:
    """Draw the head of a first page and return where the page goes on.

    Args:
        pen: Of the page.
        width: Of the content.
        head: Whose paper it is.
        title: What it is.
        aside: Opposite the title: the days first, then small lines.
    """
    start, left = MARGIN, width
    logo = draw_logo(pen, head.logo, Area(start, TOP, 88, 44))
    if logo:
        start, left = start + logo + 12, left - logo - 12
    wide = min(220.0, width * 0.42)
    far = MARGIN + width - wide
    style = Style(13, BOLD, palette.ACCENT)
    pen.put(shrunk(aside[0], style, wide, rtl=pen.rtl, smallest=8), far, TOP + 17, wide, "end")
    for place, text in enumerate(aside[1:3]):
        pen.put(
            shrunk(text, SMALL, wide, rtl=pen.rtl, smallest=5.5), far, TOP + 32 + place * 11, wide,
            "end",
        )  # fmt: skip
    left -= wide + 14
    pen.put(shrunk(title, TITLE, left, rtl=pen.rtl, smallest=11), start, TOP + 18)
    shop = shrunk(
        pdf_text(head.shop), Style(9.5, MEDIUM, palette.MUTED), left, rtl=pen.rtl, smallest=6
    )
    pen.put(shop, start, TOP + 35)
    pen.rule(MARGIN, TOP + 54, width, palette.ACCENT, 1.2)
    return TOP + HEAD_HEIGHT


class Flow:
    """Fills pages from the top; what does not fit begins a new one with a small head.

    Attributes:
        top: Where the next thing stands.
        running: The small head of the pages that follow.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.pen = sheet, sheet.pen
        self.width = sheet.width - 2 * MARGIN
        self.top = TOP
        self.running = ""

    @property
    def bottom(self) -> float:
        """Where the page ends."""
        return self.sheet.height - BOTTOM

    def room(self, height: float) -> bool:
        """Begin a new page when so much does not fit on this one; return whether it did."""
        if self.top + height <= self.bottom:
            return False
        self.new_page()
        return True

    def new_page(self) -> None:
        """End the page and begin the next one."""
        self.sheet.next_page()
        pen = self.pen
        made = shrunk(self.running, SMALL, self.width, rtl=pen.rtl, smallest=5.5)
        pen.put(made, MARGIN, TOP)
        pen.rule(MARGIN, TOP + 7, self.width, palette.HAIRLINE)
        self.top = TOP + 18

    def small_print(self, meanings: Sequence[tuple[str, str]]) -> None:
        """Set what the figures mean in two columns, on this page or the next."""
        size, pen = 7.2, self.pen
        leading, width = size * (1.5 if pen.rtl else 1.4), (self.width - 22) / 2
        term, text = Style(size, BOLD), Style(size, colour=palette.MUTED)
        made = [
            paragraph([Span(f"{name}: ", term), Span(meaning, text)], width, rtl=pen.rtl)
            for name, meaning in meanings
        ]
        columns = in_two(made)
        self.room(max(map(len, columns)) * leading + 12)
        pen.rule(MARGIN, self.top + 4, self.width, palette.HAIRLINE)
        for side, lines in enumerate(columns):
            for row, line in enumerate(lines):
                baseline = self.top + 10 + (row + 0.8) * leading
                pen.put(line, MARGIN + side * (width + 22), baseline)
        self.top += max(map(len, columns)) * leading + 16


def in_two(paragraphs: Sequence[list[Line]]) -> tuple[list[Line], list[Line]]:
    """Return two columns, parted between paragraphs, the first at least as long."""
    half = sum(map(len, paragraphs)) / 2
    first: list[Line] = []
    second: list[Line] = []
    for lines in paragraphs:
        (first if len(first) < half else second).extend(lines)
    return first, second


def square(pen: Pen, start: float, baseline: float, size: float) -> None:
    """Draw an empty box to be ticked by hand, standing on *baseline*."""
    pen.box(Area(start, baseline - size + 1, size, size), stroke=palette.INK, thickness=0.8)


def flag(pen: Pen, start: float, baseline: float) -> None:
    """Draw the little flag of a promise, told apart in grey by its shape."""
    top = baseline - 7
    pen.box(Area(start, top, 1, 8), palette.INK)
    pen.shape([(start + 1, top), (start + 8, top + 2.6), (start + 1, top + 5.2)], palette.INK)
