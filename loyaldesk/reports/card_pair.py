"""Which cards show a chart with its table beside it, which both, and which the chart alone."""

from dataclasses import dataclass, replace

from loyaldesk.domain.insight.card import Card, Grid
from loyaldesk.kernel.chart import Chart, ChartKind
from loyaldesk.reports import card_charts, card_table

_MOST, _WIDE, _LEAST, _BETWEEN = 0.52, 0.62, 0.4, 16.0
"""The share of the page a table takes beside its chart, beside one of few bars; and the gap."""
_ROWS, _MARKS, _FEW, _TALLEST = 13, 26, 4, 215.0


@dataclass(frozen=True, slots=True)
class Pair:
    """A chart and its table side by side.

    Attributes:
        chart: Where reading starts.
        grid: After it.
        drawn: How wide the chart is.
        width: How wide the table is.
        height: Of the higher one.
        chart_height: Of the chart; it grows a little with its table.
    """

    chart: Chart
    grid: Grid
    drawn: float
    width: float
    height: float
    chart_height: float


def pair_of(card: Card, page: float) -> Pair | None:
    """Return chart and table of *card*, where both are small enough for one page width."""
    chart, grid = card.chart, card.grid
    if chart is None or chart.is_empty or grid is None or not has_table(card):
        return None
    rows, marks = len(grid.rows) + bool(grid.total), len(chart.labels)
    if rows > _ROWS or marks > _ROWS or marks * len(chart.series) > _MARKS:
        return None
    natural = card_table.natural_width(grid)
    most = page * (_WIDE if marks <= _FEW and chart.kind is ChartKind.BARS else _MOST)
    if natural > most or chart.kind is ChartKind.HEAT:
        return None
    width = min(max(natural * 1.08, page * _LEAST), most)
    drawn = page - width - _BETWEEN
    least, beside = card_charts.height_of(chart, drawn), card_table.height_of(grid)
    return Pair(
        chart, grid, drawn, width, max(least, beside), max(least, min(beside, _TALLEST))
    )  # fmt: skip


def squeezed(pair: Pair, cut: float) -> Pair:
    """Return *pair* with a chart lower by *cut*."""
    chart_height = pair.chart_height - cut
    beside = card_table.height_of(pair.grid)
    return replace(pair, chart_height=chart_height, height=max(chart_height, beside))


def has_table(card: Card) -> bool:
    """Whether the table says more than the chart, whose cells may tell the same figures."""
    if card.grid is None or not card.grid.rows:
        return False
    chart = card.chart
    if chart is None or chart.is_empty or chart.kind not in (ChartKind.HEAT, ChartKind.SHARES):
        return True
    return not _is_twin(chart, len(card.grid.columns), len(card.grid.rows))


def _is_twin(chart: Chart, columns: int, rows: int) -> bool:
    if chart.kind is ChartKind.SHARES:
        return columns <= 3 and rows == len(chart.labels)
    cells = len(chart.labels) * len(chart.series)
    return columns >= len(chart.labels) or (columns <= 4 and rows >= cells // 2)
