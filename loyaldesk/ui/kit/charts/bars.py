"""Bars beside or on top of each other, with lines over them where a series asks for one."""

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath

from loyaldesk.kernel.chart import Chart, ChartKind
from loyaldesk.ui.kit.charts.marks import draw_point, fill, pen_of
from loyaldesk.ui.kit.charts.plane import Plane
from loyaldesk.ui.kit.charts.words import LINE, metrics

_WIDEST = 56.0
_FILLED = 0.72


class BarsPlot(Plane):
    """Bars of a chart."""

    def __init__(self, chart: Chart, room: QRectF, *, is_rtl: bool) -> None:
        self._stacked = chart.kind is ChartKind.STACKED
        self._bars = [n for n, one in enumerate(chart.series) if not one.is_line]
        super().__init__(chart, room, is_rtl=is_rtl)

    def span(self) -> tuple[float, float]:
        """Return the range of the bars; stacked ones reach as far as their sums."""
        least, most = super().span()
        if not self._stacked:
            return least, most
        for column in range(len(self.chart.labels)):
            values = [self.chart.series[n].values[column] or 0.0 for n in self._bars]
            most = max(most, sum(v for v in values if v > 0))
            least = min(least, sum(v for v in values if v < 0))
        return least, most

    def writes_above(self) -> bool:
        """Figures stand above bars."""
        return True

    def bars(self) -> Iterator[tuple[int, int, QRectF, float]]:
        """Yield series, label, place and value of every bar."""
        for column in range(len(self.chart.labels)):
            yield from self._heap(column) if self._stacked else self._beside(column)

    def _beside(self, column: int) -> Iterator[tuple[int, int, QRectF, float]]:
        slot = self.slot(column)
        count = max(1, len(self._bars))
        width = min(slot.width() * _FILLED / count, _WIDEST)
        start = slot.center().x() - width * count / 2
        for place, number in enumerate(self._bars):
            value = self.chart.series[number].values[column]
            if value is None:
                continue
            at = count - 1 - place if self.is_rtl else place
            yield number, column, self._body(start + at * width, width, 0.0, value), value

    def _heap(self, column: int) -> Iterator[tuple[int, int, QRectF, float]]:
        slot = self.slot(column)
        width = min(slot.width() * _FILLED, _WIDEST)
        ends = [0.0, 0.0]  # above and below the ground
        for number in self._bars:
            value = self.chart.series[number].values[column]
            if not value:
                continue
            side = int(value < 0)
            body = self._body(slot.center().x() - width / 2, width, ends[side], ends[side] + value)
            ends[side] += value
            yield number, column, body, value

    def _body(self, left: float, width: float, base: float, end: float) -> QRectF:
        low, high = sorted((self.y(base), self.y(end)))
        return QRectF(left + 1, low, max(1.0, width - 2), high - low)

    def draw_series(self, painter: QPainter) -> None:
        """Draw bars, their figures, and lines over them."""
        for number, _column, body, _value in self.bars():
            round_off = 0.0 if self._stacked else min(4.0, body.height() / 2)
            path = QPainterPath()
            path.addRoundedRect(body, round_off, round_off)
            fill(painter, path, self.marks[number])
        self._draw_lines(painter)

    def draw_figures(self, painter: QPainter) -> None:
        """Write the figures beside the bars if all have room, of a heap what is above."""
        found = list(self.bars())
        told: list[tuple[QRectF, str]] = []
        room = self.slot(0).width()
        if self._stacked:
            for column in range(len(self.chart.labels)):
                mine = [(body, value) for _n, c, body, value in found if c == column and value > 0]
                if mine:
                    top = min((body for body, _value in mine), key=QRectF.top)
                    told.append((top, self.figures.short(sum(value for _body, value in mine))))
        else:
            told = [(body, self.figures.short(value)) for _n, _c, body, value in found]
            room = room * (1.0 if len(self._bars) == 1 else _FILLED / len(self._bars))
        measure = metrics()
        if any(measure.horizontalAdvance(text) + 3 > room for _body, text in told):
            return
        for body, text in told:
            is_down = body.top() >= self.y(0) - 0.5 and body.height() > 1
            y = body.bottom() + 1 if is_down else body.top() - LINE
            box = QRectF(body.center().x() - room / 2, y, room, LINE)
            self.plate(painter, box, text)

    def _draw_lines(self, painter: QPainter) -> None:
        for one, mark in zip(self.chart.series, self.marks, strict=True):
            if not one.is_line:
                continue
            points = [
                QPointF(self.slot(n).center().x(), self.y(v))
                for n, v in enumerate(one.values)
                if v is not None
            ]
            painter.setPen(pen_of(mark))
            painter.drawPolyline(points)
            for point in points:
                draw_point(painter, point, mark)
