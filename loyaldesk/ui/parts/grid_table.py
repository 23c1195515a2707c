"""The table twin of a chart: any grid of figures as a list."""

from PySide6.QtGui import QFontMetrics

from loyaldesk.domain.insight.card import Grid
from loyaldesk.kernel import fmt
from loyaldesk.kernel.units import Cell, Unit, shown
from loyaldesk.ui import theme
from loyaldesk.ui.kit.table import ROW_HEIGHT, Column, RowsTable

SHARED = 480
"""Columns that fit into so many pixels share the width; others are as wide as their words."""
MOST_ROWS = 9
_HEAD, _AROUND, _SEEN = 42, 44, 200

Line = tuple[Cell, ...]


def grid_table(grid: Grid, name: str) -> RowsTable[Line]:
    """Return a table that shows *grid*; its sums stand last and are not sorted away.

    Args:
        grid: What is shown.
        name: What it is, for screen readers.
    """
    lines = [*grid.rows, grid.total] if grid.total else list(grid.rows)
    widths = _widths(grid, lines)
    shares = max(widths, default=0) * len(widths) <= SHARED
    columns = [_column(grid, at, shares=shares) for at in range(len(grid.columns))]
    table: RowsTable[Line] = RowsTable(columns, name, sorting="none" if grid.total else "here")
    if not shares:
        for at, width in enumerate(widths):
            table.horizontalHeader().resizeSection(at, width)
    table.setMinimumHeight(min(len(lines), MOST_ROWS) * ROW_HEIGHT + _HEAD)
    table.show_rows(lines)
    return table


def is_wide(grid: Grid) -> bool:
    """Return whether the words of *grid* need more than one column of cards."""
    lines = [*grid.rows, grid.total] if grid.total else list(grid.rows)
    return sum(_widths(grid, lines)) > SHARED


def _title(grid: Grid, at: int) -> str:
    column = grid.columns[at]
    if column.unit is Unit.RIAL and fmt.unit_name() not in column.title:
        return f"{column.title} ({fmt.unit_name()})"
    return column.title


def _column(grid: Grid, at: int, *, shares: bool) -> Column[Line]:
    column = grid.columns[at]
    return Column(
        _title(grid, at),
        lambda line: shown(line[at], column.unit),
        numeric=column.unit not in (Unit.TEXT, Unit.DAY),
        width_hint=0 if shares else 1,
        sort_key=lambda line: _key(line[at]),
    )


def _key(cell: Cell) -> tuple[int, float, str]:
    if cell is None:
        return (0, 0.0, "")
    if isinstance(cell, int | float):
        return (1, float(cell), "")
    return (2, 0.0, str(cell))


def _widths(grid: Grid, lines: list[Line]) -> list[int]:
    """Return how wide the words of each column are."""
    measure = QFontMetrics(theme.font(theme.BODY_PX))
    found = []
    for at, column in enumerate(grid.columns):
        words = [_title(grid, at), *(shown(line[at], column.unit) for line in lines[:_SEEN])]
        found.append(max(map(measure.horizontalAdvance, words)) + _AROUND)
    return found
