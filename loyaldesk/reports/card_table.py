"""The table of a card over as many pages as it takes; long texts are broken, wide tables parted."""

from collections.abc import Sequence

from loyaldesk.domain.insight.card import Grid, GridColumn
from loyaldesk.kernel import fmt
from loyaldesk.kernel.progress import Progress
from loyaldesk.kernel.units import Cell, Unit, shown
from loyaldesk.reports import palette
from loyaldesk.reports.fonts import BOLD
from loyaldesk.reports.listing import cell
from loyaldesk.reports.page_head import Flow
from loyaldesk.reports.paragraph import Line, Span, line, paragraph, shrunk
from loyaldesk.reports.sheet import MARGIN
from loyaldesk.reports.table import CELL, HEAD, PAD, SMALLEST, Column, draw_head, draw_row

ROW, HEAD_ROW = 15.6, 18.0
_LINE = 10.2
_SAMPLE, _STEP = 200, 100
_NARROWEST, _SHORT = 18.0, 96.0
_WIDEST = 9
"""Columns that stand side by side on a page; the others follow below, the first repeated."""


def draw(
    flow: Flow, grid: Grid, progress: Progress, start: float = MARGIN, width: float = 0.0
) -> None:  # fmt: skip
    """Draw *grid* from the top of the flow; its head stands on each page.

    Args:
        flow: Where.
        grid: What.
        progress: Told in long tables.
        start: Where its lines begin.
        width: How wide it is; 0: as the page.
    """
    width = width or flow.width
    most = len(grid.columns) if natural_width(grid) <= width else _WIDEST
    for places in parts(grid.columns, most if flow.width < 600 else max(most, _WIDEST + 5)):
        _Part(flow, grid, places, progress, start, width).draw()
        flow.top += 8


def natural_width(grid: Grid) -> float:
    """Return how wide *grid* is when none of its texts is broken or made smaller."""
    heads = [cell(heading_of(one)) for one in grid.columns]
    return sum(_wanted(heads, _texts_of(grid, list(range(len(grid.columns))))))


def height_of(grid: Grid) -> float:
    """Return how high *grid* is when each row is one line."""
    return HEAD_ROW + ROW * (len(grid.rows) + bool(grid.total)) + 8


def parts(columns: Sequence[GridColumn], most: int) -> list[list[int]]:
    """Return which columns stand together, the first in each part."""
    every = list(range(len(columns)))
    if len(every) <= most:
        return [every]
    rest, each = every[1:], most - 1
    return [[0, *rest[at : at + each]] for at in range(0, len(rest), each)]


def heading_of(column: GridColumn) -> str:
    """Return a column's title; money says its unit."""
    if column.unit is Unit.RIAL and fmt.unit_name() not in column.title:
        return f"{column.title} ({fmt.unit_name()})"
    return column.title


class _Part:
    """Columns of a grid that fit side by side."""

    def __init__(
        self, flow: Flow, grid: Grid, places: list[int], progress: Progress, start: float,
        width: float,
    ) -> None:  # fmt: skip
        self.flow, self.grid, self.places, self.progress = flow, grid, places, progress
        self.start, self.width = start, width
        self.units = [grid.columns[place].unit for place in places]
        heads = [cell(heading_of(grid.columns[place])) for place in places]
        widths = _widths(heads, _texts_of(grid, places), width)
        self.columns = [
            Column(head, width, figures=unit not in (Unit.TEXT, Unit.DAY))
            for head, width, unit in zip(heads, widths, self.units, strict=True)
        ]
        self.breaks = [n for n, unit in enumerate(self.units) if unit is Unit.TEXT]

    def draw(self) -> None:
        """Draw head, rows and total."""
        flow, rows = self.flow, self.grid.rows
        flow.room(HEAD_ROW + ROW * min(len(rows) + 1, 3))
        self._head()
        for done, row in enumerate(rows, start=1):
            self._row(self._texts(row))
            if done % _STEP == 0:
                self.progress.step(done, len(rows))
        if self.grid.total:
            self._total(self._texts(self.grid.total))

    def _texts(self, row: Sequence[Cell]) -> list[str]:
        return _texts(row, self.places, self.units)

    def _head(self) -> None:
        draw_head(self.flow.pen, self.columns, self.start, self.flow.top, HEAD_ROW)
        self.flow.top += HEAD_ROW

    def _row(self, texts: list[str]) -> None:
        flow = self.flow
        broken = self._broken(texts)
        height = ROW + _LINE * (max(map(len, broken.values()), default=1) - 1)
        if flow.room(height):
            self._head()
        shown_ = ["" if n in broken else text for n, text in enumerate(texts)]
        draw_row(flow.pen, self.columns, shown_, (self.start, flow.top, height))
        for n, lines in broken.items():
            start = self.start + sum(one.width for one in self.columns[:n]) + PAD
            for at, each in enumerate(lines):
                flow.pen.put(each, start, flow.top + ROW / 2 + CELL.size * 0.33 + at * _LINE)
        flow.top += height

    def _broken(self, texts: list[str]) -> dict[int, list[Line]]:
        """Return the texts that need more than one line."""
        found: dict[int, list[Line]] = {}
        for n in self.breaks:
            width = self.columns[n].width - 2 * PAD
            if (
                " " in texts[n]
                and len(texts[n]) > width / 8
                and (line(texts[n], CELL, rtl=self.flow.pen.rtl).width > width)
            ):
                found[n] = paragraph([Span(texts[n], CELL)], width, rtl=self.flow.pen.rtl, most=3)
        return found

    def _total(self, texts: list[str]) -> None:
        flow, pen, start = self.flow, self.flow.pen, self.start
        if flow.room(ROW):
            self._head()
        pen.rule(self.start, flow.top + 0.6, self.width, palette.MUTED, 0.8)
        style = CELL.but(font_name=BOLD)
        for column, text in zip(self.columns, texts, strict=True):
            width = column.width - 2 * PAD
            made = shrunk(text, style, width, rtl=pen.rtl, smallest=SMALLEST)
            pen.put(made, start + PAD, flow.top + ROW / 2 + style.size * 0.33, width,
                    "right" if column.figures else "start")  # fmt: skip
            start += column.width
        flow.top += ROW


def _texts(row: Sequence[Cell], places: Sequence[int], units: Sequence[Unit]) -> list[str]:
    return [cell(shown(row[place], unit)) for place, unit in zip(places, units, strict=True)]


def _texts_of(grid: Grid, places: Sequence[int]) -> list[list[str]]:
    units = [grid.columns[place].unit for place in places]
    rows = (*grid.rows[:_SAMPLE], *filter(None, [grid.total]))
    return [_texts(row, places, units) for row in rows]


def _wanted(heads: list[str], sample: list[list[str]]) -> list[float]:
    """Return how wide each column would be."""
    wanted = []
    for place, head in enumerate(heads):
        natural = sorted(line(row[place], CELL, rtl=True).width for row in sample)
        usual = natural[int(len(natural) * 0.95)] if natural else 0.0
        wanted.append(max(usual, line(head, HEAD, rtl=True).width, _NARROWEST) + 2 * PAD + 1)
    return wanted


def _widths(heads: list[str], sample: list[list[str]], width: float) -> list[float]:
    """Return the widths of columns: short ones as they ask, the long ones share the rest."""
    wanted = _wanted(heads, sample)
    if sum(wanted) <= width:
        return [each * width / sum(wanted) for each in wanted]
    short = [each for each in wanted if each <= _SHORT]
    long = [each for each in wanted if each > _SHORT]
    left = width - sum(short)
    if not long or left < len(long) * _SHORT * 0.75:
        return [each * width / sum(wanted) for each in wanted]
    return [each if each <= _SHORT else each * left / sum(long) for each in wanted]
