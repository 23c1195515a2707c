"""Rows and columns on paper: the first column stands where reading starts."""

from collections.abc import Sequence
from dataclasses import dataclass

from loyaldesk.reports import palette
from loyaldesk.reports.fonts import MEDIUM
from loyaldesk.reports.paragraph import Style, shrunk
from loyaldesk.reports.pen import Area, Pen

PAD = 5.0
SMALLEST = 6.4
HEAD = Style(7.8, MEDIUM, palette.WHITE)
CELL = Style(8.2)


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        title: In the head.
        width: In points.
        figures: Whether it holds numbers: they stand right in both languages, so units line up.
    """

    title: str
    width: float
    figures: bool = False


def draw_head(pen: Pen, columns: Sequence[Column], start: float, top: float, height: float) -> None:
    """Draw the row of titles."""
    pen.box(
        Area(start, top, sum(column.width for column in columns), height), palette.DEEP, radius=3
    )
    _cells(pen, columns, [column.title for column in columns], (start, top, height), HEAD)


def draw_row(
    pen: Pen,
    columns: Sequence[Column],
    cells: Sequence[str],
    place: tuple[float, float, float],
) -> None:
    """Draw one row at *place* (start, top, height) with a hairline below."""
    _cells(pen, columns, cells, place, CELL)
    start, top, height = place
    width = sum(column.width for column in columns)
    pen.rule(start, top + height, width, palette.HAIRLINE, 0.4)


def _cells(
    pen: Pen,
    columns: Sequence[Column],
    cells: Sequence[str],
    place: tuple[float, float, float],
    style: Style,
) -> None:
    start, top, height = place
    for column, cell in zip(columns, cells, strict=True):
        baseline = top + height / 2 + style.size * 0.33
        width = column.width - 2 * PAD
        made = shrunk(cell, style, width, rtl=pen.rtl, smallest=SMALLEST)
        pen.put(made, start + PAD, baseline, width, "right" if column.figures else "start")
        start += column.width
