"""A chart with a scale of values: lines across, labels below, legend above, goal and mark."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from loyaldesk.kernel.chart import Chart
from loyaldesk.kernel.units import Unit
from loyaldesk.ui import theme
from loyaldesk.ui.kit.charts.marks import GOAL, goal_pen, marks_of
from loyaldesk.ui.kit.charts.plot import Part, Plot
from loyaldesk.ui.kit.charts.scale import figures_of, scale
from loyaldesk.ui.kit.charts.words import (
    CENTRE,
    LEFT,
    LINE,
    RIGHT,
    draw_label,
    draw_legend,
    labels_in,
    legend,
    metrics,
    write,
)

_EDGE = 4.0
_WHOLE = (Unit.COUNT, Unit.POINTS, Unit.RIAL, Unit.DAYS)


class Plane(Plot):
    """Values upwards, labels along the line of reading.

    Args:
        chart: What is drawn.
        room: Where.
        is_rtl: Whether the first label stands at the right.
    """

    lines_only = False

    def __init__(self, chart: Chart, room: QRectF, *, is_rtl: bool) -> None:
        super().__init__(room, is_rtl=is_rtl)
        self.chart = chart
        self.marks = marks_of(chart.series, lines=self.lines_only)
        least, most = self.span()
        goal = chart.goal
        if goal is not None:
            least, most = min(least, goal), max(most, goal)
        self.scale = scale(least, most, whole=chart.unit in _WHOLE)
        self.figures = figures_of(chart, self.scale)
        inner = room.adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        several = len(chart.series) > 1
        names = [(one.name, mark) for one, mark in zip(chart.series, self.marks, strict=True)]
        names = names if several else []
        if goal is not None:
            told = f"{chart.goal_name} {self.figures.short(goal)}".strip()
            names.append((told, GOAL))
        self.entries, high = legend(names, inner, is_rtl=is_rtl)
        self.title = QRectF(inner.left(), inner.top() + high, inner.width(), LINE)
        top = self.title.bottom() + 4 if self.figures.title else inner.top() + high
        top += LINE if chart.mark is not None and chart.mark_name else 0.0
        self._lay_field(inner, top)
        self.parts = [
            Part(0, n, self.slot(n), self.words(n)) for n in range(len(chart.labels))
        ]  # fmt: skip

    def _lay_field(self, inner: QRectF, top: float) -> None:
        widest = max(metrics().horizontalAdvance(self.figures.short(v)) for v in self.scale.lines)
        beside = widest + 12
        width = max(1.0, inner.width() - beside)
        self.labels = labels_in(self.chart.labels, width / max(1, len(self.chart.labels)))
        below = self.labels.height + 6 + (LINE if self.chart.axis else 0.0)
        left = inner.left() if self.is_rtl else inner.left() + beside
        head = LINE if self.writes_above() else LINE / 2
        self.foot = LINE if self.writes_above() and self.scale.low < 0 else 0.0
        below += self.foot
        self.field = QRectF(left, top + head, width, max(20.0, inner.bottom() - below - top - head))

    def span(self) -> tuple[float, float]:
        """Return the smallest and the greatest value drawn."""
        found = [
            v
            for one in self.chart.series
            for v in (*one.values, *one.low, *one.high)
            if v is not None
        ]
        return min(found, default=0.0), max(found, default=0.0)

    def writes_above(self) -> bool:
        """Return whether figures are written above what is drawn."""
        return False

    def slot(self, number: int) -> QRectF:
        """Return the upright strip of a label."""
        count = max(1, len(self.chart.labels))
        width = self.field.width() / count
        place = count - 1 - number if self.is_rtl else number
        return QRectF(
            self.field.left() + place * width, self.field.top(), width, self.field.height()
        )

    def y(self, value: float) -> float:
        """Return how high *value* stands."""
        return self.field.bottom() - self.field.height() * self.scale.share(value)

    def words(self, number: int) -> str:
        """Return what a label has to say in full."""
        told = []
        for one in self.chart.series:
            text = f"{one.name}: {self.figures.full(one.values[number])}"
            if one.low and one.low[number] is not None:
                low, high = one.low[number], one.high[number]
                text += f" ({self.figures.full(low)} \u2013 {self.figures.full(high)})"
            told.append(text)
        return "\n".join((self.chart.labels[number], *told))

    def draw(self, painter: QPainter) -> None:
        """Draw scale, series, goal and mark."""
        self._draw_scale(painter)
        self.draw_series(painter)
        if self.chart.goal is not None:
            self._draw_goal(painter, self.chart.goal)
        if self.chart.mark is not None:
            self._draw_mark(painter, self.chart.mark)
        self.draw_figures(painter)

    def draw_series(self, painter: QPainter) -> None:
        """Draw what the chart is about."""
        raise NotImplementedError

    def draw_figures(self, painter: QPainter) -> None:
        """Write the figures there is room for, over everything else."""
        raise NotImplementedError

    def _draw_scale(self, painter: QPainter) -> None:
        draw_legend(painter, self.entries, is_rtl=self.is_rtl)
        field = self.field
        start = RIGHT if self.is_rtl else LEFT
        if self.figures.title:
            write(painter, self.title, self.figures.title, start)
        for value in self.scale.lines:
            y = self.y(value)
            is_ground = abs(value) < self.scale.step / 1000
            painter.setPen(QPen(theme.token("border" if is_ground else "line"), 1))
            painter.drawLine(QPointF(field.left(), y), QPointF(field.right(), y))
            beside = QRectF(self.room.left(), y - 9, field.left() - self.room.left() - 8, LINE)
            if self.is_rtl:
                beside = QRectF(
                    field.right() + 8, y - 9, self.room.right() - field.right() - 12, LINE
                )
            write(painter, beside, self.figures.short(value), RIGHT)
        for number in range(len(self.chart.labels)):
            strip = self.slot(number).adjusted(0, 0, 0, self.foot)
            draw_label(painter, strip, self.labels, number, is_rtl=self.is_rtl)
        if self.chart.axis:
            under = QRectF(field.left(), self.room.bottom() - LINE - 2, field.width(), LINE)
            write(painter, under, self.chart.axis, CENTRE)

    def _draw_goal(self, painter: QPainter, goal: float) -> None:
        y = self.y(goal)
        painter.setPen(goal_pen())
        painter.drawLine(QPointF(self.field.left(), y), QPointF(self.field.right(), y))

    def _draw_mark(self, painter: QPainter, number: int) -> None:
        x = self.slot(number).center().x()
        top = self.field.top() - (LINE if self.chart.mark_name else 0)
        painter.setPen(QPen(theme.token("ink"), 1.4, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, top + 2), QPointF(x, self.field.bottom()))
        if self.chart.mark_name:
            width = metrics().horizontalAdvance(self.chart.mark_name) + 10
            left = min(max(x - width / 2, self.field.left()), self.field.right() - width)
            box = QRectF(left, top - LINE + 2, width, LINE)
            self.plate(painter, box, self.chart.mark_name)

    def plate(self, painter: QPainter, box: QRectF, words: str) -> None:
        """Write *words* on a ground of their own, so that lines do not strike them out."""
        width = metrics().horizontalAdvance(words) + 4
        ground = theme.token("surface")
        ground.setAlpha(225)
        painter.fillRect(
            QRectF(box.center().x() - width / 2, box.top() + 3, width, LINE - 6), ground
        )
        write(painter, box, words, CENTRE, "ink")
