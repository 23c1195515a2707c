"""A grid of cells on paper: darker is more, and each cell says its figure."""

from reportlab.lib.colors import HexColor

from loyaldesk.kernel.chart import Chart
from loyaldesk.reports import palette
from loyaldesk.reports.chart_scale import Scale
from loyaldesk.reports.charts import AXIS, NAME
from loyaldesk.reports.fonts import MEDIUM
from loyaldesk.reports.paragraph import Style, line, shrunk
from loyaldesk.reports.pen import Area, Pen
from loyaldesk.reports.shaping import pdf_text

_HEAD, _CAPTION = 13.0, 12.0
_ROOMY, _TIGHT = 19.0, 14.0
_WIDEST_CELL = 76.0
_LEAST, _MOST = HexColor("#F3F8F6"), HexColor("#0B5F4F")


def heat_height(chart: Chart) -> float:
    """Return how high the grid is."""
    return _CAPTION + _HEAD + _row(chart) * len(chart.series) + 4


def _row(chart: Chart) -> float:
    return _ROOMY if len(chart.series) <= 8 else _TIGHT


def draw_heat(pen: Pen, area: Area, chart: Chart) -> None:
    """Draw one row for each series and one column for each label."""
    scale, row = Scale.of(chart), _row(chart)
    names = [pdf_text(one.name) for one in chart.series]
    widest = max((line(name, NAME, rtl=pen.rtl).width for name in names), default=0.0)
    gutter = min(widest + 8, area.width * 0.3)
    cell = min((area.width - gutter) / max(len(chart.labels), 1), _WIDEST_CELL)
    axes = " · ".join(filter(None, (chart.row_axis, chart.axis, scale.caption)))
    pen.text(pdf_text(axes), AXIS, area.start, area.top + 8, area.width)
    top = area.top + _CAPTION
    for n, label in enumerate(chart.labels):
        made = shrunk(pdf_text(label), NAME, cell - 1, rtl=pen.rtl, smallest=4.4)
        pen.put(made, area.start + gutter + n * cell, top + 9, cell, "center")
    ends = _ends(chart)
    for place, (one, name) in enumerate(zip(chart.series, names, strict=True)):
        under = top + _HEAD + place * row
        made = shrunk(name, NAME, gutter - 6, rtl=pen.rtl, smallest=5)
        pen.put(made, area.start, under + row / 2 + 2.4)
        for n, value in enumerate(one.values):
            if value is not None:
                box = Area(area.start + gutter + n * cell, under, cell, row).inset(0.5, 0.5)
                _cell(pen, box, scale.short(value), _share(value, ends))


def _ends(chart: Chart) -> tuple[float, float]:
    values = [v for one in chart.series for v in one.values if v is not None]
    return min(0.0, *values) if values else 0.0, max(values, default=0.0)


def _share(value: float, ends: tuple[float, float]) -> float:
    low, high = ends
    return 0.0 if high <= low else (value - low) / (high - low)


def _cell(pen: Pen, area: Area, text: str, share: float) -> None:
    mixed = [a + (b - a) * share for a, b in zip(_LEAST.rgb(), _MOST.rgb(), strict=True)]
    fill = "#" + "".join(f"{round(part * 255):02X}" for part in mixed)
    pen.box(area, fill)
    style = Style(7, MEDIUM, palette.WHITE if share > 0.52 else palette.INK)
    made = shrunk(text, style, area.width - 1.5, rtl=pen.rtl, smallest=4.2)
    pen.put(made, area.start, area.top + area.height / 2 + 2.4, area.width, "center")
