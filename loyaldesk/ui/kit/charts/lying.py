"""Lying bars, for names too long to stand under upright ones."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPen

from loyaldesk.kernel.chart import Chart
from loyaldesk.ui import theme
from loyaldesk.ui.kit.charts.marks import fill, marks_of
from loyaldesk.ui.kit.charts.plot import Part, Plot
from loyaldesk.ui.kit.charts.scale import figures_of, scale
from loyaldesk.ui.kit.charts.words import (
    LEFT,
    LINE,
    RIGHT,
    draw_legend,
    labels_in,
    legend,
    metrics,
    write,
)

_EDGE = 4.0
_FILLED = 0.7
_THICKEST = 22.0
_HIGHEST_ROW = 46.0
_WIDEST_NAME = 0.42
_AIR = 4


def lies(chart: Chart, width: float) -> bool:
    """Return whether the bars of *chart* are better drawn lying when it is *width* pixels wide."""
    if chart.goal is not None or chart.mark is not None:
        return False
    values = [v for one in chart.series for v in one.values if v is not None]
    if any(one.is_line for one in chart.series) or min(values, default=0) < 0:
        return False
    return labels_in(chart.labels, (width - 50) / max(1, len(chart.labels))).tilted


def row_height(chart: Chart) -> int:
    """Return how high a row must be for a figure beside each of its bars."""
    return round(LINE * max(1, len(chart.series))) + _AIR


class LyingPlot(Plot):
    """One row for each label, the bars from where reading begins."""

    def __init__(self, chart: Chart, room: QRectF, *, is_rtl: bool) -> None:
        super().__init__(room, is_rtl=is_rtl)
        self.chart = chart
        self.marks = marks_of(chart.series)
        values = [v for one in chart.series for v in one.values if v is not None]
        self.most = max(values, default=0.0)
        self.figures = figures_of(chart, scale(0.0, self.most))
        inner = room.adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        names = [(one.name, mark) for one, mark in zip(chart.series, self.marks, strict=True)]
        self.entries, high = legend(names if len(names) > 1 else [], inner, is_rtl=is_rtl)
        self.title = QRectF(inner.left(), inner.top() + high, inner.width(), LINE)
        top = self.title.bottom() + 4 if self.figures.title else inner.top() + high
        measure = metrics()
        widest = max(map(measure.horizontalAdvance, chart.labels), default=0.0) + 12
        self.beside = min(widest, inner.width() * _WIDEST_NAME)
        texts = [self.figures.short(v) for v in values]
        after = max(map(measure.horizontalAdvance, texts), default=0.0) + 10
        left = inner.left() + (after if is_rtl else self.beside)
        width = max(20.0, inner.width() - self.beside - after)
        high = min(max(20.0, inner.bottom() - top), len(chart.labels) * _HIGHEST_ROW)
        self.field = QRectF(left, top, width, high)
        self.after = after
        self.parts = [Part(0, n, self.row(n), self.words(n)) for n in range(len(chart.labels))]

    def row(self, number: int) -> QRectF:
        """Return the strip of a label over the whole width."""
        high = self.field.height() / max(1, len(self.chart.labels))
        return QRectF(self.room.left(), self.field.top() + number * high, self.room.width(), high)

    def words(self, number: int) -> str:
        """Return what a label has to say in full."""
        told = [f"{one.name}: {self.figures.full(one.values[number])}" for one in self.chart.series]
        return "\n".join((self.chart.labels[number], *told))

    def draw(self, painter: QPainter) -> None:
        """Draw names, bars and figures."""
        start = RIGHT if self.is_rtl else LEFT
        draw_legend(painter, self.entries, is_rtl=self.is_rtl)
        if self.figures.title:
            write(painter, self.title, self.figures.title, start)
        ground = self.field.right() if self.is_rtl else self.field.left()
        painter.setPen(QPen(theme.token("border"), 1))
        painter.drawLine(QPointF(ground, self.field.top()), QPointF(ground, self.field.bottom()))
        for number, label in enumerate(self.chart.labels):
            strip = self.row(number)
            left = self.field.right() + 8 if self.is_rtl else strip.left() + _EDGE
            name = QRectF(left, strip.top(), self.beside - 8, strip.height())
            write(painter, name, label, start, "ink")
            self._draw_bars(painter, number, strip)

    def _draw_bars(self, painter: QPainter, number: int, strip: QRectF) -> None:
        count = len(self.chart.series)
        filled = _FILLED if count == 1 else 1 - _AIR / strip.height()
        thick = min(strip.height() * filled / count, _THICKEST)
        top = strip.center().y() - thick * count / 2
        for place, (one, mark) in enumerate(zip(self.chart.series, self.marks, strict=True)):
            value = one.values[number]
            if value is None:
                continue
            long = self.field.width() * value / self.most if self.most else 0.0
            left = self.field.right() - long if self.is_rtl else self.field.left()
            body = QRectF(left, top + place * thick + 1, long, thick - 2)
            if long > 0:
                path = QPainterPath()
                path.addRoundedRect(body, min(3.0, long / 2), 3.0)
                fill(painter, path, mark)
            end = body.left() - self.after if self.is_rtl else body.right() + 6
            told = QRectF(end, body.center().y() - LINE / 2, self.after - 6, LINE)
            write(painter, told, self.figures.short(value), RIGHT if self.is_rtl else LEFT, "ink")
