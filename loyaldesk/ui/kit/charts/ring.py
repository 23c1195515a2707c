"""Shares of a whole as a ring, with their table beside it."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from loyaldesk.kernel import fmt
from loyaldesk.kernel.chart import Chart
from loyaldesk.kernel.units import shown
from loyaldesk.ui import theme
from loyaldesk.ui.kit.charts.marks import draw_swatch, fill, mark_of
from loyaldesk.ui.kit.charts.plot import Part, Plot
from loyaldesk.ui.kit.charts.words import LEFT, RIGHT, metrics, write

_ROW = 26.0
_HOLE = 0.58
_SWATCH = 16.0
_EDGE = 4.0
_BIGGEST, _SMALLEST = 240.0, 120.0
_BETWEEN = 20.0


class RingPlot(Plot):
    """The first series as slices from the top, in the direction of reading."""

    def __init__(self, chart: Chart, room: QRectF, *, is_rtl: bool) -> None:
        super().__init__(room, is_rtl=is_rtl)
        self.chart = chart
        self.values = [max(0.0, value or 0.0) for value in chart.series[0].values]
        self.total = sum(self.values)
        self.marks = [mark_of(n) for n in range(len(self.values))]
        left_over = room.width() - self._wanted() - _BETWEEN - 2 * _EDGE
        side = min(max(left_over, _SMALLEST), room.width() * 0.42)
        side = max(60.0, min(side, room.height() - 2 * _EDGE, _BIGGEST))
        left = room.right() - side - _EDGE if is_rtl else room.left() + _EDGE
        self.ring = QRectF(left, room.center().y() - side / 2, side, side)
        self._lay_table()
        self.parts = [
            Part(0, n, self.line(n), self.words(n)) for n in range(len(self.values))
        ]  # fmt: skip

    def _lay_table(self) -> None:
        room = self.room.adjusted(_EDGE, 0, -_EDGE, 0)
        left, right = self.ring.right() + _BETWEEN, room.right()
        if self.is_rtl:
            left, right = room.left(), self.ring.left() - _BETWEEN
        self._high = min(_ROW, room.height() / max(1, len(self.values)))
        width = min(right - left, self._wanted())
        if self.is_rtl:
            left = right - width
        high = self._high * len(self.values)
        self.table = QRectF(left, room.center().y() - high / 2, max(40.0, width), high)

    def _wanted(self) -> float:
        measure = metrics()
        names = max(map(measure.horizontalAdvance, self.chart.labels), default=0.0)
        figures = max((measure.horizontalAdvance(self._figure(n)) for n in range(len(self.values))),
                      default=0.0)  # fmt: skip
        return _SWATCH + 10 + names + 24 + figures + 16 + self._percents()

    def _percents(self) -> float:
        return metrics().horizontalAdvance(fmt.percent(1.0)) + 12

    def _figure(self, number: int) -> str:
        return shown(self.values[number], self.chart.unit)

    def _share(self, number: int) -> float:
        return self.values[number] / self.total if self.total else 0.0

    def words(self, number: int) -> str:
        """Return what a slice says in full."""
        figure = shown(self.values[number], self.chart.unit, with_unit=True)
        return f"{self.chart.labels[number]}: {figure} ({fmt.percent(self._share(number))})"

    def line(self, number: int) -> QRectF:
        """Return the place of a line of the table."""
        return QRectF(self.table.left(), self.table.top() + number * self._high,
                      self.table.width(), self._high)  # fmt: skip

    def slice(self, number: int) -> QPainterPath:
        """Return the shape of a slice."""
        turn = 360.0 if self.is_rtl else -360.0
        start = 90.0 + turn * sum(self._share(n) for n in range(number))
        sweep = turn * self._share(number)
        hole = self.ring.width() * (1 - _HOLE) / 2
        inner = self.ring.adjusted(hole, hole, -hole, -hole)
        path = QPainterPath()
        path.arcMoveTo(self.ring, start)
        path.arcTo(self.ring, start, sweep)
        path.arcTo(inner, start + sweep, -sweep)
        path.closeSubpath()
        return path

    def at(self, point: QPointF) -> Part | None:
        """Return the slice or line at *point*."""
        for number, part in enumerate(self.parts):
            if part.box.contains(point) or self.slice(number).contains(point):
                return part
        return None

    def draw(self, painter: QPainter) -> None:
        """Draw the slices, and the table with what each is."""
        for number in range(len(self.values)):
            if self.values[number] > 0:
                path = self.slice(number)
                fill(painter, path, self.marks[number])
                painter.setPen(QPen(theme.token("surface"), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawPath(path)
        for number in range(len(self.values)):
            self._draw_line(painter, number)

    def _draw_line(self, painter: QPainter, number: int) -> None:
        box = self.line(number)
        start, end = (RIGHT, LEFT) if self.is_rtl else (LEFT, RIGHT)
        left = box.right() - _SWATCH if self.is_rtl else box.left()
        draw_swatch(painter, QRectF(left, box.center().y() - 6, _SWATCH, 12), self.marks[number])
        percents = self._percents()
        figure = metrics().horizontalAdvance(self._figure(number)) + 2
        if self.is_rtl:
            name = box.adjusted(percents + figure + 16, 0, -_SWATCH - 10, 0)
            count = QRectF(box.left() + percents, box.top(), figure, box.height())
            share = QRectF(box.left(), box.top(), percents - 8, box.height())
        else:
            name = box.adjusted(_SWATCH + 10, 0, -percents - figure - 16, 0)
            count = QRectF(box.right() - percents - figure, box.top(), figure, box.height())
            share = QRectF(box.right() - percents + 8, box.top(), percents - 8, box.height())
        write(painter, name, self.chart.labels[number], start, "ink")
        write(painter, count, self._figure(number), end, "muted")
        write(painter, share, fmt.percent(self._share(number)), end, "ink")
