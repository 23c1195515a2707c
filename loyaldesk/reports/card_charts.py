"""Charts of cards on paper: bars, lines, grids and rings that a grey printer cannot blur."""

from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.kernel.units import Unit
from loyaldesk.reports import palette
from loyaldesk.reports.chart_heat import draw_heat, heat_height
from loyaldesk.reports.chart_inks import Ink, band, cross_line, fill_box, inks_of, marker, polyline
from loyaldesk.reports.chart_ring import draw_ring, ring_height
from loyaldesk.reports.chart_scale import Scale
from loyaldesk.reports.charts import AXIS, LEGEND, NAME, ticks
from loyaldesk.reports.fonts import BOLD, MEDIUM
from loyaldesk.reports.paragraph import Line, Style, line, shrunk
from loyaldesk.reports.pen import Area, Pen
from loyaldesk.reports.shaping import pdf_text

PLOT, SPARE = 128.0, 56.0
"""How high the plot is, and how much of it may be given up to stay on a page."""
_LEGEND_ROW, _CAPTION, _NAMES = 14.0, 17.0, 14.0


def height_of(chart: Chart, width: float) -> float:
    """Return how high *chart* wants to be at *width*."""
    if chart.kind is ChartKind.HEAT:
        return heat_height(chart)
    if chart.kind is ChartKind.SHARES:
        return ring_height(chart)
    return PLOT + _CAPTION + _NAMES + (12 if chart.axis else 0) + _legend_height(chart, width)


def draw(pen: Pen, area: Area, chart: Chart) -> None:
    """Draw *chart*, the first label where reading starts."""
    if chart.kind is ChartKind.HEAT:
        draw_heat(pen, area, chart)
    elif chart.kind is ChartKind.SHARES:
        draw_ring(pen, area, chart)
    else:
        _Plot(pen, area, chart).draw()


def _legend_height(chart: Chart, width: float) -> float:
    if len(chart.series) < 2 and not chart.series[0].is_line:
        return 0.0
    return _LEGEND_ROW * -(-len(chart.series) // _in_row(chart, width)) + 2


def _in_row(chart: Chart, width: float) -> int:
    """Return how many names stand in one row of the legend."""
    return max(4 if width > 400 else 2, min(len(chart.series), int(width // 95)))


class _Plot:
    """Bars and lines over one axis."""

    def __init__(self, pen: Pen, area: Area, chart: Chart) -> None:
        self.pen, self.area, self.chart = pen, area, chart
        self.scale, self.inks = Scale.of(chart), inks_of(chart.series)
        self.ends: list[tuple[float, float]] = []
        self.marks = self._marks()
        self.names = [self.scale.tick(mark, self.marks) for mark in self.marks]
        self.gutter = max(line(name, AXIS, rtl=pen.rtl).width for name in self.names) + 6
        legend = _legend_height(chart, area.width)
        under = _NAMES + (12 if chart.axis else 0)
        top = area.top + legend + _CAPTION
        self.body = Area(
            area.start + self.gutter, top, area.width - self.gutter, area.bottom - under - top
        )
        self.slot = self.body.width / max(len(chart.labels), 1)

    def _marks(self) -> list[float]:
        chart = self.chart
        values = [v for one in chart.series for v in (*one.values, *one.low, *one.high)
                  if v is not None]  # fmt: skip
        if chart.goal is not None:
            values.append(chart.goal)
        if chart.kind is ChartKind.STACKED:
            for place in range(len(chart.labels)):
                parts = [one.values[place] or 0 for one in chart.series if not one.is_line]
                values += [sum(v for v in parts if v > 0), sum(v for v in parts if v < 0)]
        drawn = [self.scale.value(v) for v in values] or [0.0]
        marks = ticks(min(0.0, *drawn), max(0.0, *drawn))
        if chart.unit in (Unit.COUNT, Unit.POINTS):  # there is no half member
            whole = [mark for mark in marks if abs(mark - round(mark)) < 1e-9]
            return whole if len(whole) > 1 and whole[-1] == marks[-1] else marks
        return marks

    def top(self, value: float) -> float:
        """Return how far down a value stands."""
        low, high = self.marks[0], self.marks[-1]
        share = (self.scale.value(value) - low) / (high - low)
        return self.body.bottom - share * self.body.height

    def draw(self) -> None:
        """Draw everything, the lines last."""
        _legend(self.pen, self.area, self.chart)
        self._axes()
        bars = [(n, one) for n, one in enumerate(self.chart.series) if not self._is_line(one)]
        if self.chart.kind is ChartKind.STACKED:
            self._stacked(bars)
        else:
            self._grouped(bars)
        for n, one in enumerate(self.chart.series):
            if self._is_line(one):
                self._line(n, one)
        self._lines_across()

    def _is_line(self, one: Series) -> bool:
        return one.is_line or self.chart.kind is ChartKind.LINES

    def _axes(self) -> None:
        pen, body, area = self.pen, self.body, self.area
        pen.text(pdf_text(self.scale.caption), AXIS, area.start, body.top - 11, area.width)
        for mark, name in zip(self.marks, self.names, strict=True):
            down = body.bottom - (mark - self.marks[0]) / (self.marks[-1] - self.marks[0]) \
                * body.height  # fmt: skip
            colour = palette.FAINT if mark == 0 else palette.HAIRLINE
            pen.rule(body.start, down, body.width, colour, 0.5 if mark == 0 else 0.35)
            pen.text(name, AXIS, area.start, down + 2.3, self.gutter - 6, "end")
        step = _step(self.chart.labels, self.slot, rtl=pen.rtl)
        count = len(self.chart.labels)
        for place in range((count - 1) % step, count, step):  # the last one is the newest
            wide = self.slot * step
            start = body.start + place * self.slot + (self.slot - wide) / 2
            made = shrunk(
                pdf_text(self.chart.labels[place]), NAME, wide - 1.5, rtl=pen.rtl, smallest=5
            )
            pen.put(made, start, body.bottom + 9.5, wide, "center")
        if self.chart.axis:
            pen.text(
                pdf_text(self.chart.axis), AXIS, body.start, body.bottom + 21, body.width, "center"
            )

    def _grouped(self, bars: list[tuple[int, Series]]) -> None:
        if not bars:
            return
        wide = min(self.slot * 0.72 / len(bars), 24.0)
        inset = (self.slot - wide * len(bars)) / 2
        room_for_labels = len(bars) * len(self.chart.labels) <= 24
        for at, (n, one) in enumerate(bars):
            ink = self.inks[n]
            for place, value in enumerate(one.values):
                start = self.body.start + place * self.slot + inset + at * wide
                if value is None:
                    continue
                self._bar(ink, start, wide, (self.top(0), self.top(value)))
                if room_for_labels:
                    self._label(start, wide, value)

    def _label(self, start: float, wide: float, value: float) -> None:
        style = Style(6.4, MEDIUM)
        room = wide + 10
        made = shrunk(self.scale.short(value), style, room, rtl=self.pen.rtl, smallest=4.6)
        top = self.top(value)
        self.pen.put(made, start - 5, top - 2.4 if value >= 0 else top + 7, room, "center")

    def _bar(self, ink: Ink, start: float, wide: float, between: tuple[float, float]) -> None:
        zero, end = between
        body = Area(start + 0.5, min(zero, end), wide - 1, abs(zero - end))
        if body.height > 0.2:
            fill_box(self.pen, body, ink)

    def _stacked(self, bars: list[tuple[int, Series]]) -> None:
        wide = min(self.slot * 0.62, 30.0)
        inset = (self.slot - wide) / 2
        for place in range(len(self.chart.labels)):
            up = down = 0.0
            for n, one in bars:
                value = one.values[place]
                if not value:
                    continue
                base = up if value > 0 else down
                start = self.body.start + place * self.slot + inset
                between = (self.top(base), self.top(base + value))
                self._bar(self.inks[n], start, wide, between)
                if abs(between[0] - between[1]) > 9 and not self._is_crossed(place, between):
                    self._inside(start, wide, between, value, self.inks[n])
                up, down = (up + value, down) if value > 0 else (up, down + value)

    def _is_crossed(self, place: int, between: tuple[float, float]) -> bool:
        """Whether a line goes through the middle of a bar, where its figure would stand."""
        middle = sum(between) / 2
        values = [one.values[place] for one in self.chart.series if self._is_line(one)]
        return any(value is not None and abs(self.top(value) - middle) < 7 for value in values)

    def _inside(
        self, start: float, wide: float, between: tuple[float, float], value: float, ink: Ink
    ) -> None:
        style = Style(6, MEDIUM, ink.text)
        made = shrunk(self.scale.short(value), style, wide - 2, rtl=self.pen.rtl, smallest=4.4)
        middle = sum(between) / 2
        if ink.hatch:
            back = Area(start + (wide - made.width) / 2 - 1.5, middle - 4, made.width + 3, 8)
            self.pen.box(back, ink.fill)
        self.pen.put(made, start + 1, middle + 2.2, wide - 2, "center")

    def _x(self, place: int) -> float:
        return self.body.start + (place + 0.5) * self.slot

    def _line(self, number: int, one: Series) -> None:
        ink = self.inks[number]
        if one.low:
            edges = [(self._x(n), self.top(a), self.top(b))
                     for n, (a, b) in enumerate(zip(one.low, one.high, strict=True))
                     if a is not None and b is not None]  # fmt: skip
            band(self.pen, edges)
        points: list[tuple[float, float] | None] = [
            None if value is None else (self._x(n), self.top(value))
            for n, value in enumerate(one.values)
        ]
        polyline(self.pen, points, ink)
        if len(points) <= 40:
            for point in points:
                if point is not None:
                    marker(self.pen, point, ink)
        last = max((n for n, v in enumerate(one.values) if v is not None), default=None)
        value = None if last is None else one.values[last]
        is_free = self.chart.kind is ChartKind.LINES  # over bars it could not be read
        if last is not None and value is not None and not one.is_weak and is_free:
            made = line(self.scale.short(value), Style(6.6, BOLD, ink.line), rtl=self.pen.rtl)
            start = min(self._x(last) - made.width / 2, self.body.end - made.width)
            self.pen.put(made, start, self._free(start, self.top(value) - 5))

    def _free(self, start: float, baseline: float) -> float:
        """Return a baseline near *baseline* at which no other line's last figure stands."""
        tried = (baseline + step for step in (0.0, 13.0, -7.5, 20.5, -15.0, 28.0))
        near = [at for end, at in self.ends if abs(end - start) < 24]
        found = next((at for at in tried if all(abs(at - each) >= 7 for each in near)), baseline)
        self.ends.append((start, found))
        return found

    def _lines_across(self) -> None:
        chart, pen, body = self.chart, self.pen, self.body
        if chart.goal is not None:
            down = self.top(chart.goal)
            cross_line(pen, (body.start, down), (body.end, down), palette.WARN)
            words = chart.goal_name or self.scale.short(chart.goal)
            style = Style(6.6, MEDIUM, palette.WARN)
            pen.text(pdf_text(words), style, body.start, down - 2.5, body.width, "end")
        if chart.mark is not None and 0 <= chart.mark < len(chart.labels):
            at = self._x(chart.mark)
            cross_line(pen, (at, body.top), (at, body.bottom), palette.DEEP)
            if chart.mark_name:
                made = _beside(pen, pdf_text(chart.mark_name))
                start = at + 3 if at + 3 + made.width <= body.end else at - 3 - made.width
                pen.put(made, start, body.top + 6)


def _beside(pen: Pen, text: str) -> Line:
    return shrunk(text, Style(6.6, MEDIUM, palette.DEEP), 150, rtl=pen.rtl, smallest=5)


def _step(labels: tuple[str, ...], slot: float, *, rtl: bool) -> int:
    """Return which of the names are written: every one, every second and so on."""
    widest = max((line(pdf_text(each), NAME, rtl=rtl).width for each in labels), default=0.0)
    if len(labels) <= 8:
        return 1
    return max(1, -(-int(widest * 0.85) // max(int(slot), 1)))


def _legend(pen: Pen, area: Area, chart: Chart) -> None:
    if not _legend_height(chart, area.width):
        return
    in_row = _in_row(chart, area.width)
    each = area.width / in_row
    inks = inks_of(chart.series)
    for n, one in enumerate(chart.series):
        is_line = one.is_line or chart.kind is ChartKind.LINES
        ink = inks[n]
        start = area.start + n % in_row * each
        top = area.top + n // in_row * _LEGEND_ROW
        if is_line:
            polyline(pen, [(start, top + 6), (start + 18, top + 6)], ink)
            marker(pen, (start + 9, top + 6), ink)
        else:
            fill_box(pen, Area(start + 4, top + 1.5, 12, 9), ink)
        made = shrunk(pdf_text(one.name), LEGEND, each - 28, rtl=pen.rtl, smallest=5.5)
        pen.put(made, start + 22, top + 9)
