"""An explanation on paper: one A4 page that a shop can hand over the counter."""

from zoneinfo import ZoneInfo

from loyaldesk.domain.explained import Explanation, Grid, Letterhead, Row, Section, Tone
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import Look, using
from loyaldesk.reports import palette
from loyaldesk.reports.fonts import BOLD, MEDIUM
from loyaldesk.reports.paragraph import Line, Span, Style, paragraph, shrunk
from loyaldesk.reports.pen import Area
from loyaldesk.reports.picture import draw_logo
from loyaldesk.reports.shaping import pdf_text
from loyaldesk.reports.sheet import HEADING, MARGIN, SMALL, TITLE, Sheet
from loyaldesk.reports.table import Column, draw_head, draw_row

_TOP, _BOTTOM = 32.0, 46.0
_CELL, _FIGURE = 15.0, 92.0
_NAME = Style(9, MEDIUM)
_TEXT = Style(8.2, colour=palette.MUTED)
_LEADING = 12.6
_SCALES = (1.0, 0.92, 0.84)
"""One page is what a member takes home: the rows move together before a second one begins."""

_BETWEEN = "  ·  "
_COLOURS = {
    Tone.GIVES: palette.ACCENT,
    Tone.TAKES: palette.DANGER,
    Tone.NOTHING: palette.FAINT,
    Tone.PLAIN: palette.INK,
}


def render(explanation: Explanation, head: Letterhead, look: Look) -> bytes:
    """Return the explanation as a PDF; what does not fit on one page goes on on the next."""
    with using(look):
        foot = tr("Printed {moment}, {operator}").format(
            moment=fmt.moment(head.printed_at, ZoneInfo(head.zone)),
            operator=pdf_text(head.operator),
        )
        title = tr("Points explained: {what}").format(what=explanation.title)
        for scale in _SCALES:
            sheet = Sheet(look, f"{title} \u2013 {head.shop}", foot=foot)
            sheet.bookmark(title)
            page = _Page(sheet, explanation, head, scale)
            page.draw()
            if page.count == 1:
                break
        sheet.next_page()
        return sheet.finish()


class _Page:
    """Fills pages from the top; a part that does not fit begins a new one."""

    def __init__(
        self, sheet: Sheet, explanation: Explanation, head: Letterhead, scale: float
    ) -> None:
        self.sheet, self.pen, self.scale = sheet, sheet.pen, scale
        self.count = 1
        self.explanation, self.head = explanation, head
        self.start, self.width = MARGIN, sheet.width - 2 * MARGIN
        self.top = _TOP

    def draw(self) -> None:
        """Draw everything in order."""
        self._letterhead()
        self._answer()
        for section in self.explanation.sections:
            self._section(section)
        for note in self.explanation.notes:
            self._note(note)

    def _room(self, height: float) -> None:
        """Begin a new page when so much does not fit on this one."""
        if self.top + height > self.sheet.height - _BOTTOM:
            self.sheet.next_page()
            self.count += 1
            self.top = _TOP + 8

    def _letterhead(self) -> None:
        pen, width, start = self.pen, self.width, self.start
        logo = draw_logo(pen, self.head.logo, Area(start, self.top, 88, 44))
        if logo:
            start, width = start + logo + 12, width - logo - 12
        title = shrunk(self.explanation.title, TITLE, width, rtl=pen.rtl, smallest=11)
        pen.put(title, start, self.top + 18)
        shop = Style(9.5, MEDIUM, palette.MUTED)
        pen.put(
            shrunk(pdf_text(self.head.shop), shop, width, rtl=pen.rtl, smallest=7),
            start, self.top + 35,
        )  # fmt: skip
        pen.rule(self.start, self.top + 52, self.width, palette.ACCENT, 1.2)
        self.top += 64

    def _answer(self) -> None:
        """Draw the answer in a box: the figure large, the sentence beside it, facts below."""
        pen = self.pen
        figure = shrunk(
            self.explanation.figure, Style(26, BOLD, palette.ACCENT), 110, rtl=pen.rtl, smallest=12
        )
        label = tr("points")
        side = max(figure.width, 46) + 18
        inner = self.width - side - 30
        spans = [Span(self.explanation.headline, Style(10.5, MEDIUM))]
        lines = paragraph(spans, inner, rtl=pen.rtl, most=4)
        facts = self._facts(inner)
        height = max(52.0, 18 + 15.5 * len(lines) + 12.5 * len(facts) + 6)
        pen.box(Area(self.start, self.top, self.width, height), palette.ACCENT_PALE, radius=6)
        middle = self.top + height / 2
        pen.put(figure, self.start + 14, middle + 4, side - 12, "center")
        pen.text(label, SMALL, self.start + 14, middle + 17, side - 12, "center")
        begin, top = self.start + side + 18, self.top + 20
        for place, line in enumerate(lines):
            pen.put(line, begin, top + place * 15.5)
        top += len(lines) * 15.5 + 1
        for place, line in enumerate(facts):
            pen.put(line, begin, top + place * 12.5)
        self.top += height + 16

    def _facts(self, width: float) -> list[Line]:
        label, value = Style(7.8, colour=palette.MUTED), Style(7.8, MEDIUM)
        spans: list[Span] = []
        for place, fact in enumerate(self.explanation.head):
            label_text = fact.label.replace(" ", "\u00a0") + ":\u00a0"
            spans.append(Span(("   " if place else "") + label_text, label))
            spans.append(Span(fact.text.replace(" ", "\u00a0"), value))
        return paragraph(spans, width, rtl=self.pen.rtl, most=4)

    def _section(self, section: Section) -> None:
        self._room(44)
        pen = self.pen
        made = shrunk(section.title, HEADING, self.width, rtl=pen.rtl, smallest=7)
        pen.put(made, self.start, self.top + 8)
        self.top += 15 * self.scale
        if section.grid is not None:
            self._grid(section.grid)
        for row in section.rows:
            self._row(row)
        if section.note:
            self._room(12)
            pen.text(section.note, SMALL, self.start, self.top + 9, self.width)
            self.top += 12
        self.top += 11 * self.scale

    def _grid(self, grid: Grid) -> None:
        columns = _columns(grid, self.width)
        draw_head(self.pen, columns, self.start, self.top, _CELL + 1)
        self.top += _CELL + 1
        for cells in grid.cells:
            if self.top + _CELL > self.sheet.height - _BOTTOM:
                self._room(_CELL)
                draw_head(self.pen, columns, self.start, self.top, _CELL + 1)
                self.top += _CELL + 1
            draw_row(self.pen, columns, list(cells), (self.start, self.top, _CELL))
            self.top += _CELL
        self.top += 3

    def _row(self, row: Row) -> None:
        pen, scale = self.pen, self.scale
        leading = _LEADING * scale
        width = self.width - _FIGURE - 14
        lines = self._told(row, width)
        height = leading * len(lines) + 7 * scale
        self._room(height)
        pen.dot(self.start + 3, self.top + 9.6 * scale, 2.4, _COLOURS[row.tone])
        for place, line in enumerate(lines):
            pen.put(line, self.start + 12, self.top + 12.6 * scale + place * leading)
        if row.figure:
            figure = Style(11 * scale, BOLD, _COLOURS[row.tone])
            made = shrunk(row.figure, figure, _FIGURE, rtl=pen.rtl, smallest=7)
            pen.put(made, self.start + self.width - _FIGURE, self.top + 13 * scale, _FIGURE, "end")
        self.top += height
        pen.rule(self.start, self.top, self.width, palette.HAIRLINE, 0.4)

    def _told(self, row: Row, width: float) -> list[Line]:
        """Return the lines of a row; what gave nothing says so beside its name."""
        rtl = self.pen.rtl
        name, text = (
            _NAME.but(size=_NAME.size * self.scale), _TEXT.but(size=_TEXT.size * self.scale),
        )  # fmt: skip
        told = _BETWEEN.join(row.texts)
        if row.tone == Tone.NOTHING:
            quiet = name.but(colour=palette.MUTED)
            return paragraph([Span(row.name, quiet), Span(_BETWEEN + told, text)], width, rtl=rtl)
        lines = paragraph([Span(row.name, name)], width, rtl=rtl, most=2)
        return lines + (paragraph([Span(told, text)], width, rtl=rtl, most=5) if told else [])

    def _note(self, note: str) -> None:
        pen = self.pen
        inner = self.width - 22
        lines = paragraph([Span(note, Style(8.2, colour=palette.WARN))], inner, rtl=pen.rtl)
        height = 10 + len(lines) * _LEADING
        self._room(height)
        pen.box(Area(self.start, self.top, self.width, height), palette.SURFACE, radius=4)
        for place, line in enumerate(lines):
            pen.put(line, self.start + 11, self.top + 13.5 + place * _LEADING)
        self.top += height + 6


def _columns(grid: Grid, width: float) -> list[Column]:
    """Return columns: figures as narrow as one needs, the rest for the names."""
    count = sum(grid.figures)
    each = min(92.0, (width - 150) / max(count, 1))
    names = len(grid.figures) - count
    wide = (width - each * count) / max(names, 1)
    return [
        Column(title, each if is_figure else wide, figures=is_figure)
        for title, is_figure in zip(grid.titles, grid.figures, strict=True)
    ]
