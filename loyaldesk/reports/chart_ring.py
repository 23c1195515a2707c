"""A ring on paper: parts of a whole carry the numbers of their names beside it."""

from math import cos, pi, sin

from reportlab.lib.colors import HexColor

from loyaldesk.kernel import fmt
from loyaldesk.kernel.chart import Chart
from loyaldesk.kernel.units import Unit, shown
from loyaldesk.reports import palette
from loyaldesk.reports.chart_scale import Scale
from loyaldesk.reports.charts import AXIS, LEGEND, NAME, parting, wedge
from loyaldesk.reports.fonts import BOLD, MEDIUM
from loyaldesk.reports.paragraph import Style, line, shrunk
from loyaldesk.reports.pen import Area, Pen
from loyaldesk.reports.shaping import pdf_text

RING, SMALL_RING, ROW = 132.0, 104.0, 14.0
_WIDEST, _WITH_VALUES = 220.0, 170.0
_SHARES = ("#0E5B4C", "#8FC9BA", "#3E8E7C", "#D3E8E2", "#16352E", "#B3C4BE", "#6DA99A", "#E7EFEC")
"""Each far from its neighbours in grey."""


def ring_height(chart: Chart) -> float:
    """Return how high the ring with its names is."""
    return max(RING, ROW * len(chart.labels)) + 6


def draw_ring(pen: Pen, area: Area, chart: Chart) -> None:
    """Draw a ring whose parts carry the numbers of their names beside it."""
    values = [max(value or 0, 0) for value in chart.series[0].values]
    total = sum(values)
    size = RING if area.width > 320 else SMALL_RING
    radius = size / 2 - 4
    centre = (area.start + radius + 4, area.top + RING / 2)
    if total:
        _parts(pen, centre, radius, values, total)
    scale = Scale.of(chart)
    start = area.start + 2 * radius + (34 if size == RING else 18)
    width = min(area.end - start, _WIDEST)
    top = area.top + max(0.0, (RING - ROW * len(values)) / 2) + 9
    for n, (name, value) in enumerate(zip(chart.labels, chart.series[0].values, strict=True)):
        row = Area(start, top + n * ROW, width, ROW)
        _share_row(pen, row, (n, name, value), chart, total)
    if scale.caption:
        style = NAME.but(size=6.4)
        made = shrunk(pdf_text(scale.caption), style, radius * 1.1, rtl=pen.rtl,
                      smallest=4.6)  # fmt: skip
        pen.put(made, centre[0] - radius * 0.55, centre[1] + 2.3, radius * 1.1, "center")


def _parts(
    pen: Pen, centre: tuple[float, float], radius: float, values: list[float], total: float
) -> None:
    turned = 0.0
    for n, value in enumerate(values):
        turn = value / total
        if turn:
            colour = _SHARES[n % len(_SHARES)]
            wedge(pen, centre, (radius, radius * 0.6), (turned, turned + turn), colour)
        turned += turn
    if sum(map(bool, values)) < 2:
        return
    turned = 0.0
    for n, value in enumerate(values):
        turn = value / total
        if turn:
            parting(pen, centre, radius, turned)
        if turn > 0.035:
            angle = 2 * pi * (turned + turn / 2)
            at = (centre[0] + radius * 0.8 * sin(angle), centre[1] - radius * 0.8 * cos(angle))
            made = line(fmt.number(n + 1), Style(7, BOLD, _on(n)), rtl=pen.rtl)
            pen.put(made, at[0] - made.width / 2, at[1] + 2.5)
        turned += turn


def _on(number: int) -> str:
    colour = HexColor(_SHARES[number % len(_SHARES)])
    is_dark = 0.3 * colour.red + 0.59 * colour.green + 0.11 * colour.blue < 0.55
    return palette.WHITE if is_dark else palette.INK


def _share_row(
    pen: Pen, row: Area, one: tuple[int, str, float | None], chart: Chart, total: float
) -> None:
    n, name, value = one
    pen.box(Area(row.start, row.top - 8, 10, 10), _SHARES[n % len(_SHARES)], palette.MUTED,
            thickness=0.3)  # fmt: skip
    made = line(fmt.number(n + 1), Style(6.4, BOLD, _on(n)), rtl=pen.rtl)
    pen.put(made, row.start, row.top - 0.6, 10, "center")
    is_narrow = row.width < _WITH_VALUES  # the table stands beside it then
    name_width = row.width - (56 if is_narrow else 116)
    named = shrunk(pdf_text(name), LEGEND, name_width, rtl=pen.rtl, smallest=6)
    pen.put(named, row.start + 16, row.top)
    if not is_narrow:
        count = LEGEND.but(font_name=MEDIUM)
        pen.text(Scale.of(chart).short(value), count, row.end - 96, row.top, 58, "end")
    share = shown((value or 0) / total if total else None, Unit.RATIO)
    pen.text(share, AXIS, row.end - 34, row.top, 34, "end")
